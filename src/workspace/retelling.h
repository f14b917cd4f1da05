#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "workspace/register.h"

namespace outturn::workspace {

/// The states that a register went through, told from its ledger: one for each civil day on which something was
/// entered, as it stood at the end of that day. Content that was taken out for good is in none of them.
/// cost  every entry read and applied once; 12 bytes for each row of figures
class Retelling {
 public:
  /// keeper   borrowed until the telling is over
  /// at_last  the state with which it ends
  Retelling(Register& keeper, std::shared_ptr<const Workspace> at_last);

  /// Goes on to the next day with an entry; false where there is none.
  bool next_day();
  /// Both only after next_day() said true.
  base::Day day() const { return day_; }
  const std::shared_ptr<const Workspace>& state() const { return state_; }

 private:
  /// Where a row of figures stands in the last state.
  struct Place {
    Slot batch{};
    std::uint32_t series{};
    std::uint32_t row{};
    auto operator<=>(const Place&) const = default;
  };
  const Told* peek();
  std::shared_ptr<const BatchRows> rows_of(Slot batch) const;

  Register& keeper_;
  std::shared_ptr<const Workspace> at_last_;
  std::vector<Place> places_;  ///< in order of batch, series, row
  std::vector<Told> told_;     ///< read and not yet all applied
  std::size_t next_{};
  std::int64_t read_{};        ///< sequence of the last entry read
  base::Day day_{};
  std::shared_ptr<const Workspace> state_;
};

}  // namespace outturn::workspace
