#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chart/series.h"
#include "chart/svg.h"

namespace outturn::chart {

/// A second series beside the first: the country's beside a place's.
struct Comparison {
  std::string name;
  std::vector<Point> points;
};

/// The course of one measure over time. Everything but id, title and points may be left out.
struct Trend {
  std::string id;           ///< prefix of ids, unique on the page
  std::string title;        ///< for those who do not see it; the page's heading says the finding
  std::string description;  ///< the finding and end values; empty gives sentences made from the numbers
  Unit unit;
  bool rate{};              ///< a rate's axis may start above zero; an amount's never does
  std::vector<Point> points;
  std::vector<Point> first_published;         ///< each period's figure as it first was: hollow points joined to today's
  std::vector<std::vector<Point>> vintages;   ///< the series as it stood earlier, oldest first: thin grey lines
  std::optional<Comparison> comparison;
  std::vector<Target> targets;                ///< in order of due date
  std::vector<FanPoint> fan;                  ///< begins after the last observation
};

/// Both drawings of a trend, each at most 8 KB as long as names and descriptions are sentences.
/// wide 770 px; narrow 350 px and the latest 40 periods only.
Drawn trend(const language::Words& words, const Trend& given);

/// A trend the size of a word: the line, its last point, a dashed path from it to the target.
struct Sparkline {
  std::string id;
  std::string title;
  std::string description;  ///< empty gives sentences made from the numbers
  Unit unit;
  std::vector<Point> points;
  std::optional<Target> target;
  std::vector<Point> comparison{};  ///< another series, thin and grey behind: the country's beside a place's
};

/// 176 × 56 px, at most 2 KB.
std::string sparkline(const language::Words& words, const Sparkline& given);

}  // namespace outturn::chart
