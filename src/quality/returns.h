#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quality/checks.h"
#include "record/returns.h"
#include "workspace/view.h"

/// Which figures are asked of whom, where each return stands, and what its cells hold.
namespace outturn::quality {

enum class ReturnState {
  not_begun,
  draft,     ///< begun or taken back, not sent
  sent,      ///< waits for its verifier
  returned,  ///< sent back with a reason, to be mended and sent again
  accepted,  ///< its figures are in the register
};
std::string_view text_of(ReturnState state);  ///< "not_begun" …: stable, part of the API; word: message "returns.state.<text>"

/// One return that a duty asks for, begun or not.
struct AskedReturn {
  std::string id;                      ///< permanent: that of the record, or made from duty and period
  const workspace::Record* duty{};
  base::Period period;
  base::Day due;
  const workspace::Record* record{};   ///< nullptr = nobody has begun
  ReturnState state{};
  const workspace::Record* sending{};  ///< the one that stands, or was judged last; nullptr = never sent
  const workspace::Record* verdict{};  ///< on it
  const record::ReturnDuty& content() const { return duty->as<record::ReturnDuty>(); }
  bool is_open() const { return state != ReturnState::sent && state != ReturnState::accepted; }  ///< may be written
  int days_late(base::Day day) const { return is_open() && due < day ? base::days_between(due, day) : 0; }
};

/// "street-count-2025-Q4"
std::string return_id(std::string_view duty, base::Period period);
/// The period after this one, of the same kind.
base::Period next_period(base::Period period);

/// All returns of a duty whose period is over by that day, or that were begun, in order of period.
std::vector<AskedReturn> returns_of(const workspace::Workspace& workspace, const workspace::Record& duty, base::Day day);
/// Of all duties in force: those to be sent first, the longest due at the top; then those waiting for a verifier, then the accepted, newest first.
std::vector<AskedReturn> all_returns(const workspace::Workspace& workspace, base::Day day);
/// The return with this id; nothing where no duty asks for it.
std::optional<AskedReturn> asked_return(const workspace::Workspace& workspace, std::string_view id, base::Day day);

/// One figure that a return asks for, and who put what there.
struct ReturnCell {
  const workspace::Record* indicator{};
  const workspace::Record* place{};
  const workspace::Record* group{};                  ///< nullptr = everybody
  std::vector<const workspace::Record*> entries{};   ///< one a person, the newest last: it counts
  const workspace::Record* counts() const { return entries.empty() ? nullptr : entries.back(); }
  const record::ReturnEntry* content() const { return entries.empty() ? nullptr : &entries.back()->as<record::ReturnEntry>(); }
  bool is_given() const { return content() && content()->is_given(); }
  /// What somebody saw who looks at the cell now: id and version of the entry that counts. Empty = nothing there.
  std::string stamp() const;
};

/// The cells in the order of the duty: indicator, group, place.
std::vector<ReturnCell> cells_of(const workspace::Workspace& workspace, const AskedReturn& asked);
/// Whether a cell asks for the numerator and the denominator of its figure, and how they make it.
struct Parts {
  bool possible{};              ///< the indicator is a rate, a percentage or a mean
  bool asked{};                 ///< the duty asks for them, or the figure before came with both
  bool is_share{};              ///< more than all cannot be counted
  std::optional<double> scale;  ///< figure = scale × numerator ÷ denominator; nothing = it must be said beside them

  std::optional<double> figure(double numerator, double denominator) const {
    return scale && denominator > 0 ? std::optional{*scale * numerator / denominator} : std::nullopt;
  }
};

/// formula  scale = 100 for a percentage, 1 for a mean; of a rate the power of ten next to what the newest figure with
///          both gives. Figures that another scale made (weighted ones) leave it unknown.
Parts parts_of(const workspace::View& view, const AskedReturn& asked, const ReturnCell& cell);

/// Whether two figures are the same as exactly as the indicator shows them; one digit after the point where it says nothing.
bool same_as_shown(const record::Indicator& indicator, double figure, double other);

/// The entry as the figure that it would become.
std::optional<workspace::Figure> figure_of(const record::ReturnEntry& entry, base::Period period, base::Day known_from);

/// The parts of an entry's figure, as they are stored beside it.
workspace::Extras extras_of(const record::ReturnEntry& entry);
/// Puts the entry, with its parts, in the place of what is proposed; nothing where nothing is given.
void propose(const record::ReturnEntry& entry, base::Period period, base::Day known_from, Proposed& into);

/// The figures given in a return, as the rules read them: one series a cell, empty where nothing is given.
std::vector<Proposed> proposed_in(const workspace::View& view, const AskedReturn& asked, const std::vector<ReturnCell>& cells);

/// What the rules say of the figures given in a return: those of their indicators (findings_of_proposed), what holds for
/// every series, and the indicators' own least and most as errors. One list for each cell.
std::vector<std::vector<DataFinding>> findings_in_return(const workspace::View& view, const AskedReturn& asked, const std::vector<ReturnCell>& cells);
/// The same of figures that were typed and are not saved yet.
std::vector<std::vector<DataFinding>> findings_in_return(const workspace::View& view, std::span<const Proposed> proposed);

/// Minutes that reporters say their returns took, and for how many sendings nobody said.
struct Burden {
  const workspace::Record* organisation{};
  const workspace::Record* duty{};
  std::int64_t sendings{};
  std::int64_t timed{};
  std::int64_t minutes{};
  std::int64_t figures{};  ///< asked in the returns that were sent
};
/// By duty, the most minutes first.  from  sendings on or after this day count
std::vector<Burden> reporting_burden(const workspace::Workspace& workspace, base::Day from);

}  // namespace outturn::quality
