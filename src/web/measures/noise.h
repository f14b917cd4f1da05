#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chart/run_chart.h"
#include "stats/control_chart.h"
#include "stats/run_rules.h"
#include "web/components.h"
#include "web/measures/course.h"
#include "web/section.h"
#include "web/visit.h"

/// Noise or change: one series as a control chart, for every page that shows it.
namespace outturn::web {

/// What the rules say of a series. Figures about which nothing can be said (fewer than five) have no chart.
struct Noise {
  static constexpr std::size_t fewest_figures = 5;

  std::size_t figures{};  ///< that count: absences are none
  std::optional<double> target{};
  std::optional<stats::ControlChart> chart{};  ///< a point for each of course.figures
  std::optional<stats::RunChart> runs{};
  stats::ChartKind counted{};  ///< p, u or c where the figures come with their counts; else xmr
  double spread{};             ///< how many times as much as chance in counting gives the counted figures move

  const stats::ChartPoint* last() const;  ///< last point with a figure
  bool more_than_noise() const { return chart && chart->variation != stats::Variation::common_cause; }
};

Noise noise_of(const Visit& visit, const Course& course);
/// Decisions to begin new limits of this series, in order of their first period; signed or waiting.
std::vector<const workspace::Record*> segments_of(const Visit& visit, const Course& course);

/// "10.4%" as a part of a sentence of the room of numbers.
std::function<language::Amount(double)> as_amount(const Course& course);
/// Noise, better, worse, higher, lower: shape and word.
Status shown(const Visit& visit, stats::Variation variation);
/// The verdict in one sentence; also where there is no chart.
std::string noise_sentence(const Visit& visit, const Course& course, const Noise& noise);
/// Why the last figure is more than noise, or a point is: "above the upper limit, one of seven …".
std::string reasons_text(const Visit& visit, const std::vector<stats::Signal>& signals);

/// The series as the room of charts draws it.  labels  whether signals are named in the drawing
chart::RunChartDrawing run_drawing(const Visit& visit, const Course& course, const Noise& noise, std::string id, bool labels);

/// The part "Noise or change" of a measure's page: verdict, chart, table of signals.
Section noise_section(const Visit& visit, const Course& course);

}  // namespace outturn::web
