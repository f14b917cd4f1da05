#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "record/formula.h"
#include "workspace/panel.h"

/// Series that nobody reports: calculated from other indicators by a formula, or judged by people in assessments. They
/// stand in the panel like any other, with a row for each publication of what they rest on, so that every reading,
/// also as of an earlier day, finds them; they are never stored.  method  docs/methods/calculated.md
namespace outturn::workspace {

class Workspace;
struct Record;

/// Why a calculated figure is absent.
enum class NoFigure { none, no_row, absent, divides_by_zero, not_finite, no_weights, part_missing };

/// What a formula gives for one period.
struct Calculated {
  base::Period period;
  Status status{};              ///< figure, or the absence that it inherits
  double value{};
  std::optional<double> numerator{};
  std::optional<double> denominator{};
  NoFigure why{};
  std::string about{};          ///< the indicator that has no figure
  Slot place{no_slot};          ///< the part that has none
};

/// The formulas of a state, in an order in which each finds those it needs already calculated. Immutable.
class Calculations {
 public:
  struct One {
    Slot indicator{};
    record::Formula formula;
    std::map<std::string, Slot, std::less<>> named;  ///< id → indicator; those that do not exist are left out
  };

  static std::shared_ptr<const Calculations> of(const Workspace& space);

  const std::vector<One>& in_order() const { return in_order_; }
  const One* find(Slot indicator) const;
  /// Whether a formula names this id and no such indicator exists yet.
  bool awaits(std::string_view id) const { return awaited_.contains(id); }
  /// Whether figures of this indicator are calculated, or others from them.
  bool concerns(Slot indicator) const { return concerned_.contains(indicator); }

 private:
  std::vector<One> in_order_;
  std::set<std::string, std::less<>> awaited_;
  std::set<Slot> concerned_;
};

/// A place and a group of people; no_slot = everybody.
using Where = std::pair<Slot, Slot>;
void sort_unique(std::vector<Where>& all);

/// The places and groups for which everything that the formula names has figures, ascending.
std::vector<Where> places_of(const Workspace& space, const Calculations::One& one);

/// What the formula gives, by what was published up to then; in order of period.
std::vector<Calculated> calculate(const Workspace& space, const Calculations::One& one, Where where, std::int64_t known_by);

/// Whether everything that a formula names has figures there: for formulas that do not look around.
/// cost  number of names, whatever the number of places
bool is_possible(const Workspace& space, const Calculations::One& one, Where where);

/// Which version of an indicator's definition was the newest at a moment, found once for many places. Holds while no
/// figures of the indicators asked about are added.
class DefinitionDays {
 public:
  explicit DefinitionDays(const Workspace& space) : space_(space) {}
  const Workspace& space() const { return space_; }
  /// The newest version that had a figure or absence by then; 1 where there was none.
  std::int32_t newest_by(Slot indicator, std::int64_t known_by);
  /// Version → when its first figure or absence was known, wherever that was; empty where there is only version 1.
  const std::map<std::int32_t, std::int64_t>& first_known(Slot indicator);

 private:
  const Workspace& space_;
  std::map<Slot, std::map<std::int32_t, std::int64_t>> days_;
};

/// The whole series with a row for each publication that changed it.
/// cost  publications × figures of that place
Series calculated_series(DefinitionDays& definitions, const Calculations::One& one, Where where);

/// The series that assessments of this indicator give, one a place and group.
std::map<Where, Series> assessed_series(const Workspace& space, const Record& indicator);

/// How many series were calculated since the program began: for benchmarks and tests.
std::uint64_t series_calculated();

}  // namespace outturn::workspace
