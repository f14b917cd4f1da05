#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/period.h"
#include "language/words.h"

namespace outturn::chart {

/// One period of a series. Where there is no value (or it is not a finite number) the line breaks and the code
/// stands under the axis in brackets; periods that have no Point at all are joined across.
struct Point {
  base::Period period;
  std::optional<double> value{};
  char absence{'x'};   ///< x missing · c suppressed · z not applicable · w not yet due · d disputed
  bool provisional{};  ///< provisional or imputed: a hollow point

  bool present() const;
};

/// How the numbers of one chart are written.
struct Unit {
  std::string pattern{"{value}"};  ///< "{value}%" · "{value} Mt" · "{value} par 100 000"
  int decimals{-1};                ///< of values; −1 as many as needed. The axis counts its own.
};

struct Baseline {
  base::Period period;
  double value{};
};

struct Target {
  enum class Kind { point, at_most, at_least, range, eliminate };
  base::Period due;
  Kind kind{Kind::point};
  double value{};          ///< of a range: its lower end; of eliminate: left out
  double upper{};          ///< of a range only
  bool alone{};            ///< set by one organisation alone, not agreed with partners: hollow
  std::string label{};     ///< "Target 9.5%"; empty gives one from the numbers
  std::optional<Baseline> baseline{};  ///< where the straight path begins; without it no path is drawn (trend)
};

/// Later observations of nothing: bands of a forecast by period, in order.
struct FanPoint {
  base::Period period;
  double median{};
  double low50{}, high50{};
  double low80{}, high80{};
  double low95{}, high95{};
};

/// A value as the chart's labels write it; `decimals` −2 takes the unit's.
std::string written(const language::Words& words, const Unit& unit, double value, int decimals = -2);
/// A period short enough for a label: 2023 · Q4 2022 · May 2023 · 2014/15 · 2005 to 2007.
std::string short_period(const language::Words& words, base::Period period);
std::string target_label(const language::Words& words, const Unit& unit, const Target& target);
/// The lowest and highest number a target stands for.
double target_low(const Target& target);
double target_high(const Target& target);
/// The end of a target that a path from `start` reaches first.
double target_near(const Target& target, double start);

/// The middle of a period as a day number with fraction: its place on the time axis.
double middle(base::Period period);
/// The series in time order.
std::vector<Point> in_order(std::vector<Point> points);

struct TimeTick {
  double day{};
  std::string text;
};
/// Ticks of the time axis from day `first` to `last`, at most `most`.
/// typical  the series' own kind of period: years are ticked at their middle with the year's name, shorter periods
///          at the start of years, quarters, months or days
std::vector<TimeTick> time_ticks(double first, double last, base::Period typical, int most);

/// Sentences for those who do not see the chart: first and last figure, absences by name, target.
std::string described(const language::Words& words, const Unit& unit, const std::vector<Point>& points,
                      const std::vector<Target>& targets);

}  // namespace outturn::chart
