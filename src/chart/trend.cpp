#include "chart/trend.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "chart/labels.h"
#include "chart/scale.h"

namespace outturn::chart {
namespace {

using language::Words;

struct Size {
  double width;
  double plot_height;
  int time_labels;
  std::size_t periods;  ///< the latest so many
  bool wide;
};
constexpr Size wide_size{770, 300, 9, std::numeric_limits<std::size_t>::max(), true};
constexpr Size narrow_size{350, 230, 5, 40, false};

constexpr std::size_t most_trend_bytes = 8000;

// Points that a line may have at full detail; less where a drawing would still be over 8 KB.
constexpr std::size_t most_observed = 260;
constexpr std::size_t most_behind = 130;
constexpr std::size_t most_first_points = 30;

/// Values of the axis, and how they are shortened: 2,000,000 → 2 "million".
struct Axis {
  Scale scale;
  double divisor{1};
  std::string magnitude;
  std::string top_label;       ///< the highest value with its unit, where that is short
  std::string unit_above;      ///< otherwise the unit, above the axis
};

Axis axis_of(const Words& words, const Trend& given) {
  std::vector<double> values;
  const auto take = [&](const std::vector<Point>& points) {
    for (const auto& point : points) {
      if (point.present()) values.push_back(*point.value);
    }
  };
  take(given.points);
  take(given.first_published);
  for (const auto& vintage : given.vintages) take(vintage);
  if (given.comparison) take(given.comparison->points);
  for (const auto& target : given.targets) {
    values.push_back(target_low(target));
    values.push_back(target_high(target));
    if (target.baseline) values.push_back(target.baseline->value);
  }
  for (const auto& point : given.fan) {
    values.push_back(point.low95);
    values.push_back(point.high95);
  }
  Axis axis{scale_of(values, !given.rate)};
  const double most = std::max(std::abs(axis.scale.low), std::abs(axis.scale.high));
  if (most >= 5e6) {
    const int power = std::min(3, static_cast<int>(std::floor(std::log10(most) / 3 + 1e-9)) - 1);
    axis.divisor = std::pow(10, 3 * power + 3);
    axis.magnitude = words.say(fmt::format("chart.scale.{}", power));
    const double step = axis.scale.step / axis.divisor;
    axis.scale.decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 6);
  }
  const auto top = words.number(axis.scale.high / axis.divisor, axis.scale.decimals);
  const auto labelled = written(words, given.unit, axis.scale.high / axis.divisor, axis.scale.decimals);
  if (axis.magnitude.empty() && text_width(labelled, "tick") <= 52) {
    axis.top_label = labelled;
  } else {
    axis.top_label = top;
    auto unit = given.unit.pattern;
    if (const auto at = unit.find("{value}"); at != std::string::npos) unit.replace(at, 7, axis.magnitude);
    axis.unit_above = unit;
    while (axis.unit_above.starts_with(' ')) axis.unit_above.erase(0, 1);
    const auto prefix = given.unit.pattern.find("{value}");
    if (prefix != std::string::npos && prefix > 0 && !axis.magnitude.empty()) axis.unit_above.insert(prefix, " ");
  }
  return axis;
}

class Picture {
 public:
  Picture(const Words& words, const Trend& given, const Axis& axis, const Size& size, double detail)
      : words_(words), given_(given), axis_(axis), size_(size), detail_(detail), points_(in_order(given.points)) {
    if (points_.size() > size.periods) points_.erase(points_.begin(), points_.end() - std::ptrdiff_t(size.periods));
    choose_span();
    choose_frame();
  }

  std::string drawn(const std::string& id, const std::string& description);

 private:
  void choose_span();
  void choose_frame();
  void side_labels();
  void draw_frame(Drawing& drawing);
  void draw_absences(Drawing& drawing);
  void draw_fan(Drawing& drawing);
  void draw_behind(Drawing& drawing);
  void draw_targets(Drawing& drawing);
  void draw_observed(Drawing& drawing);
  void draw_first(Drawing& drawing);
  void draw_labels(Drawing& drawing);
  void draw_notes(Drawing& drawing);
  std::string readout(std::size_t most_bytes) const;

  double x(base::Period period) const { return x_of(middle(period)); }
  double x_of(double day) const { return left_ + (day - first_) / (last_ - first_) * (right_ - left_); }
  double y(double value) const {
    return bottom_ - (value - axis_.scale.low) / (axis_.scale.high - axis_.scale.low) * (bottom_ - top_);
  }
  Spot spot(const Point& point) const { return {x(point.period), y(*point.value)}; }
  bool shown(base::Period period) const { return middle(period) >= first_ - 0.6 && middle(period) <= last_ + 0.6; }
  std::vector<std::vector<Spot>> pieces(const std::vector<Point>& points) const;
  void line(Drawing& drawing, std::string_view mark_class, const std::vector<Point>& points, std::size_t most,
            double dot);
  const Point* last_present(const std::vector<Point>& points) const;
  std::string last_text() const;
  std::string comparison_text(double value, double room) const;
  std::string target_text(const Target& target, double room) const;

  /// A label in the right margin, level with what it names.
  struct Side {
    std::string text_class;
    std::vector<std::string> lines;
    double level;
    std::string second;  ///< a quieter line below
  };

  const Words& words_;
  const Trend& given_;
  const Axis& axis_;
  const Size& size_;
  double detail_;  ///< share of the points that lines may have
  std::vector<Point> points_;
  std::vector<Side> sides_;
  double first_{};
  double last_{1};
  double left_{};
  double right_{};
  double top_{};
  double bottom_{};
  double height_{};
  double time_base_{};  ///< base line of the time labels
  double notes_base_{};
  std::vector<std::string> notes_;
  std::vector<std::vector<Spot>> lines_;  ///< that labels keep off
  std::vector<Box> boxes_;                ///< texts already drawn
  bool first_as_line_{};
};

const Point* Picture::last_present(const std::vector<Point>& points) const {
  for (auto at = points.rbegin(); at != points.rend(); ++at) {
    if (at->present() && shown(at->period)) return &*at;
  }
  return nullptr;
}

void Picture::choose_span() {
  double first = std::numeric_limits<double>::infinity();
  double last = -first;
  const auto hold = [&](base::Period period) {
    first = std::min(first, middle(period));
    last = std::max(last, middle(period));
  };
  for (const auto& point : points_) hold(point.period);
  for (const auto& target : given_.targets) {
    hold(target.due);
    if (target.baseline && points_.size() < size_.periods) hold(target.baseline->period);
  }
  for (const auto& point : given_.fan) hold(point.period);
  if (first > last && given_.comparison) {
    for (const auto& point : given_.comparison->points) hold(point.period);
  }
  if (given_.comparison) {
    if (const auto ordered = in_order(given_.comparison->points); !ordered.empty()) {
      last = std::max(last, middle(ordered.back().period));
    }
  }
  if (first > last) {
    first_ = 0;
    last_ = 1;
    return;
  }
  if (last - first < 1) {
    first -= 366;
    last += 366;
  }
  first_ = first;
  last_ = last;
}

std::string Picture::last_text() const {
  const auto* last = last_present(points_);
  if (last == nullptr) return {};
  const auto value = written(words_, given_.unit, *last->value);
  const auto whole = words_.say("chart.last", {{"value", value}, {"period", short_period(words_, last->period)}});
  return text_width(whole, "value") < (size_.wide ? 260 : 150) ? whole : value;
}

// Where there is too little room the name is cut, never the number.
std::string Picture::comparison_text(double value, double room) const {
  const auto number = written(words_, given_.unit, value);
  const double rest = text_width(words_.say("chart.compared", {{"name", std::string{}}, {"value", number}}), "comparison-label");
  return words_.say("chart.compared", {{"name", shortened(given_.comparison->name, "comparison-label", room - rest)},
                                       {"value", number}});
}

std::string Picture::target_text(const Target& target, double room) const {
  auto text = target_label(words_, given_.unit, target);
  if (text_width(text, "target-label") > room) text = target_label(words_, Unit{"{value}", given_.unit.decimals}, target);
  return text;
}

// What is named in the right margin: whatever ends at the right edge of a wide drawing.
void Picture::side_labels() {
  if (!size_.wide) return;
  constexpr double widest = 168;
  const auto at_edge = [&](base::Period period) { return middle(period) > last_ - (last_ - first_) * 0.004; };
  if (const auto* last = last_present(points_); last != nullptr && at_edge(last->period)) {
    sides_.push_back({"value", wrapped(last_text(), "value", widest), y(*last->value), {}});
  }
  if (given_.comparison) {
    const auto ordered = in_order(given_.comparison->points);
    if (const auto* last = last_present(ordered); last != nullptr && at_edge(last->period)) {
      const auto text = comparison_text(*last->value, 2 * widest);
      sides_.push_back({"comparison-label", wrapped(text, "comparison-label", widest), y(*last->value), {}});
    }
  }
  for (const auto& target : given_.targets) {
    if (!at_edge(target.due)) continue;
    sides_.push_back({"target-label", wrapped(target_label(words_, given_.unit, target), "target-label", widest),
                      (y(target_low(target)) + y(target_high(target))) / 2, {}});
  }
  if (!given_.fan.empty() && at_edge(given_.fan.back().period)) {
    const auto& end = given_.fan.back();
    sides_.push_back({"forecast-label",
                      wrapped(words_.say("chart.forecast_value", {{"value", written(words_, given_.unit, end.median)}}),
                              "forecast-label", widest),
                      y(end.median),
                      words_.say("chart.forecast_range", {{"low", words_.number(end.low80, given_.unit.decimals)},
                                                          {"high", words_.number(end.high80, given_.unit.decimals)}})});
  }
}

void Picture::choose_frame() {
  double widest_tick = text_width(axis_.top_label, "tick");
  for (const double value : axis_.scale.lines()) {
    widest_tick = std::max(widest_tick,
                           text_width(words_.number(value / axis_.divisor, axis_.scale.decimals), "tick"));
  }
  left_ = std::max(28.0, std::ceil(widest_tick) + 8);
  top_ = axis_.unit_above.empty() ? 16 : 34;
  bottom_ = top_ + size_.plot_height;
  side_labels();
  double margin = 16;
  for (const auto& side : sides_) {
    for (const auto& text : side.lines) margin = std::max(margin, text_width(text, side.text_class) + 16);
    margin = std::max(margin, text_width(side.second, "tick") + 16);
  }
  right_ = size_.width - std::min(margin, size_.width * 0.4);

  std::size_t differing = 0;
  for (const auto& early : given_.first_published) {
    for (const auto& now : points_) {
      if (now.period == early.period && now.present() && early.present() && *now.value != *early.value) ++differing;
    }
  }
  first_as_line_ = differing > most_first_points;
  std::string notes;
  if (differing > 0) notes += words_.say(first_as_line_ ? "chart.note.first_line" : "chart.note.first");
  if (!given_.vintages.empty()) notes += (notes.empty() ? "" : " ") + words_.say("chart.note.vintages");
  notes_ = wrapped(notes, "tick", size_.width - left_ - 4);

  const bool absences = std::any_of(points_.begin(), points_.end(), [](const Point& p) { return !p.present(); });
  time_base_ = bottom_ + 19 + (absences ? 17 : 0);
  notes_base_ = time_base_ + 21;
  height_ = std::ceil(time_base_ + 7 + (notes_.empty() ? 0 : 4 + 17 * double(notes_.size())));
}

void Picture::draw_frame(Drawing& drawing) {
  const auto lines = axis_.scale.lines();
  std::string grid;
  for (const double value : lines) {
    if (value != lines.front()) grid += fmt::format("M{} {}H{}", coordinate(left_), coordinate(y(value)), coordinate(right_));
  }
  drawing.path("grid", grid);
  drawing.open("tick", "text-anchor=\"end\"");
  for (const double value : lines) {
    const bool highest = value == lines.back();
    const auto text = highest ? axis_.top_label : words_.number(value / axis_.divisor, axis_.scale.decimals);
    drawing.text("", {left_ - 6, y(value) + 4.5}, Anchor::start, text);
  }
  drawing.close();
  if (!axis_.unit_above.empty()) {
    const auto unit = shortened(axis_.unit_above, "tick", right_ - 4);
    drawing.text("tick", {2, 13}, Anchor::start, unit);
    boxes_.push_back(text_box(unit, "tick", {2, 13}, Anchor::start));
  }
  auto axis = fmt::format("M{} {}H{}", coordinate(left_), coordinate(bottom_), coordinate(right_));
  if (axis_.scale.low < 0 && axis_.scale.high >= 0) {
    axis += fmt::format("M{} {}H{}", coordinate(left_), coordinate(y(0)), coordinate(right_));
  }
  std::vector<TimeTick> ticks;
  if (!points_.empty() || !given_.targets.empty()) {
    const auto typical = points_.empty() ? given_.targets.front().due : points_.back().period;
    ticks = time_ticks(first_, last_, typical, size_.time_labels);
  }
  double taken = -10;
  std::string labels;
  drawing.open("tick", "text-anchor=\"middle\"");
  for (const auto& tick : ticks) {
    const double at = x_of(tick.day);
    if (at < left_ - 0.5 || at > right_ + 0.5) continue;
    axis += fmt::format("M{} {}v5", coordinate(at), coordinate(bottom_));
    const double half = text_width(tick.text, "tick") / 2;
    const double centre = std::clamp(at, half + 1, size_.width - half - 1);
    if (centre - half < taken + 6) continue;
    drawing.text("", {centre, time_base_}, Anchor::start, tick.text);
    taken = centre + half;
  }
  drawing.close();
  drawing.path("axis", axis);
}

// Codes of neighbouring absences that would touch share one place: "[x]" with a rule over the run, or "[c] [x]".
void Picture::draw_absences(Drawing& drawing) {
  struct Run {
    double from;
    double to;
    std::string codes;
  };
  std::vector<Run> runs;
  const auto joined = [](const std::string& codes) {
    std::string text;
    for (const char code : codes) text += fmt::format("{}[{}]", text.empty() ? "" : " ", code);
    return text;
  };
  for (const auto& point : points_) {
    if (point.present() || !shown(point.period)) continue;
    const double at = x(point.period);
    if (!runs.empty() && at - runs.back().to < text_width(joined(runs.back().codes), "tick") + 4) {
      runs.back().to = at;
      if (runs.back().codes.find(point.absence) == std::string::npos) runs.back().codes += point.absence;
    } else {
      runs.push_back({at, at, std::string(1, point.absence)});
    }
  }
  if (runs.empty()) return;
  std::vector<Movable> labels;
  for (const auto& run : runs) {
    labels.push_back({(run.from + run.to) / 2, text_width(joined(run.codes), "tick") + 4});
  }
  const auto centres = pushed_apart(labels, 2, size_.width - 2);
  std::string rule;
  drawing.open("tick", "text-anchor=\"middle\"");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    drawing.text("", {centres[i], bottom_ + 18}, Anchor::start, joined(runs[i].codes));
    if (runs[i].to > runs[i].from) {
      rule += fmt::format("M{} {}H{}", coordinate(runs[i].from), coordinate(bottom_ + 3), coordinate(runs[i].to));
    }
  }
  drawing.close();
  drawing.path("absent", rule);
}

void Picture::draw_fan(Drawing& drawing) {
  if (given_.fan.empty()) return;
  const auto* last = last_present(points_);
  const auto band = [&](std::string_view mark_class, double FanPoint::*low, double FanPoint::*high) {
    std::vector<Spot> above;
    std::vector<Spot> below;
    if (last != nullptr) above.push_back(spot(*last));
    for (const auto& point : given_.fan) {
      above.push_back({x(point.period), y(point.*high)});
      below.push_back({x(point.period), y(point.*low)});
    }
    above = simplified_to(above, 24);
    below = simplified_to(below, 24);
    above.insert(above.end(), below.rbegin(), below.rend());
    drawing.path(mark_class, polyline(above, true));
  };
  band("fan-95", &FanPoint::low95, &FanPoint::high95);
  band("fan-80", &FanPoint::low80, &FanPoint::high80);
  band("fan-50", &FanPoint::low50, &FanPoint::high50);
  std::vector<Spot> median;
  if (last != nullptr) median.push_back(spot(*last));
  for (const auto& point : given_.fan) median.push_back({x(point.period), y(point.median)});
  drawing.path("fan-median", polyline(simplified_to(median, 24)));
  lines_.push_back(median);
  if (last == nullptr) return;
  const double now = x(last->period);
  lines_.push_back({{now, top_}, {now, bottom_}});
  drawing.path("now", fmt::format("M{} {}V{}", coordinate(now), coordinate(top_), coordinate(bottom_)));
  const auto label = [&](const std::string& text, double at, Anchor anchor) {
    const auto box = text_box(text, "tick", {at, top_ + 4}, anchor);
    if (box.left < left_ || box.left + box.width > size_.width) return;
    drawing.text("tick halo", {at, top_ + 4}, anchor, text);
    boxes_.push_back(box);
  };
  label(words_.say("chart.known"), now - 6, Anchor::end);
  label(words_.say("chart.forecast"), now + 6, Anchor::start);
}

std::vector<std::vector<Spot>> Picture::pieces(const std::vector<Point>& points) const {
  std::vector<std::vector<Spot>> all(1);
  for (const auto& point : points) {
    if (!shown(point.period)) continue;
    if (point.present()) {
      all.back().push_back(spot(point));
    } else if (!all.back().empty()) {
      all.emplace_back();
    }
  }
  return all;
}

void Picture::line(Drawing& drawing, std::string_view mark_class, const std::vector<Point>& points, std::size_t most,
                   double dot) {
  std::size_t count = 0;
  most = static_cast<std::size_t>(double(most) * detail_);
  const auto all = pieces(points);
  for (const auto& piece : all) count += piece.size();
  std::string path;
  std::vector<Spot> lonely;
  for (const auto& piece : all) {
    if (piece.size() == 1) lonely.push_back(piece[0]);
    if (piece.size() < 2) continue;
    const auto few = simplified_to(piece, std::max<std::size_t>(2, count > most ? piece.size() * most / count : count));
    path += polyline(few);
    lines_.push_back(few);
  }
  drawing.path(mark_class, path);
  if (dot <= 0) return;
  for (std::size_t i = 0; i < lonely.size() && i < 40; ++i) {
    drawing.circle(mark_class == "observed" ? "observed-dot" : "comparison-dot", lonely[i], dot);
  }
}

void Picture::draw_behind(Drawing& drawing) {
  // The latest vintages tell most; as many as there is room for.
  constexpr std::size_t most_vintages = 4;
  const auto count = std::min(given_.vintages.size(), most_vintages);
  for (auto vintage = given_.vintages.end() - std::ptrdiff_t(count); vintage != given_.vintages.end(); ++vintage) {
    line(drawing, "vintage", in_order(*vintage), 160 / count, 0);
  }
  if (first_as_line_) line(drawing, "vintage", in_order(given_.first_published), most_behind, 0);
  if (given_.comparison) {
    const auto ordered = in_order(given_.comparison->points);
    line(drawing, "comparison", ordered, most_behind, 1.6);
    if (const auto* last = last_present(ordered)) drawing.circle("comparison-dot", spot(*last), 2.6);
  }
}

void Picture::draw_targets(Drawing& drawing) {
  std::optional<Spot> from;
  double from_value = 0;
  for (const auto& target : given_.targets) {
    const double at = x(target.due);
    if (!from && target.baseline) {
      from = Spot{x(target.baseline->period), y(target.baseline->value)};
      from_value = target.baseline->value;
      if (from->x >= left_ - 0.5) drawing.diamond("target-alone", *from, 5);
    }
    if (from) {
      const double value = target_near(target, from_value);
      const Spot to{at, y(value)};
      Spot begin = *from;
      if (begin.x < left_ && to.x > begin.x) {  // the narrow drawing may begin after the baseline
        begin.y += (to.y - begin.y) * (left_ - begin.x) / (to.x - begin.x);
        begin.x = left_;
      }
      drawing.path("path", polyline({begin, to}));
      lines_.push_back({begin, to});
      from = to;
      from_value = value;
    }
    const double low = y(target_low(target));
    const double high = y(target_high(target));
    const std::string mark = target.alone ? "target-alone" : "target";
    if (target.kind == Target::Kind::range && low - high > 3) {
      drawing.rectangle(mark, {at - 5, high}, 10, low - high);
    } else {
      drawing.diamond(mark, {at, low}, 7);
    }
    const double way = target.kind == Target::Kind::at_most ? 1 : target.kind == Target::Kind::at_least ? -1 : 0;
    if (way != 0 && low + way * 18 < bottom_ - 1 && low + way * 18 > top_ - 14) {
      drawing.path("target-side", fmt::format("M{} {}v{}m-3.5 {}l3.5 {} 3.5 {}", coordinate(at),
                                              coordinate(low + way * 9), coordinate(way * 8), coordinate(-way * 3.5),
                                              coordinate(way * 3.5), coordinate(-way * 3.5)));
    }
    boxes_.push_back({at - 8, high - 8, 16, low - high + 16});
  }
}

void Picture::draw_first(Drawing& drawing) {
  if (first_as_line_) return;
  std::string links;
  std::vector<Spot> hollow;
  for (const auto& early : given_.first_published) {
    if (!early.present() || !shown(early.period)) continue;
    for (const auto& now : points_) {
      if (now.period != early.period || !now.present() || *now.value == *early.value) continue;
      const auto from = spot(early);
      links += fmt::format("M{} {}V{}", coordinate(from.x), coordinate(from.y), coordinate(spot(now).y));
      hollow.push_back(from);
      lines_.push_back({{from.x - 3, from.y}, {from.x + 3, from.y}});
    }
  }
  if (hollow.empty()) return;
  drawing.path("first-link", links);
  drawing.open("first");
  for (const auto& at : hollow) drawing.circle("", at, 3.2);
  drawing.close();
}

void Picture::draw_observed(Drawing& drawing) {
  line(drawing, "observed", points_, most_observed, 2.6);
  const auto* last = last_present(points_);
  std::size_t hollow = 0;
  for (auto at = points_.rbegin(); at != points_.rend() && hollow < 20; ++at) {
    if (!at->present() || !at->provisional || &*at == last || !shown(at->period)) continue;
    drawing.circle("provisional", spot(*at), 3.4);
    ++hollow;
  }
  if (last != nullptr) drawing.circle(last->provisional ? "provisional" : "observed-dot", spot(*last), 5);
}

void Picture::draw_labels(Drawing& drawing) {
  // The right margin: pushed apart in one dimension.
  constexpr double label_height = 17;
  std::vector<Movable> movable;
  for (const auto& side : sides_) {
    movable.push_back({side.level, label_height * double(side.lines.size() + (side.second.empty() ? 0 : 1)) + 2});
  }
  const auto centres = pushed_apart(movable, 2, time_base_ - 14);
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    double base = centres[i] - movable[i].size / 2 + 14;
    const auto write = [&](const std::string& whole, const std::string& text_class) {
      const auto text = shortened(whole, text_class, size_.width - right_ - 14);
      drawing.text(text_class, {right_ + 13, base}, Anchor::start, text);
      boxes_.push_back(text_box(text, text_class, {right_ + 13, base}, Anchor::start));
      base += label_height;
    };
    for (const auto& text : sides_[i].lines) write(text, sides_[i].text_class);
    if (!sides_[i].second.empty()) write(sides_[i].second, "tick");
  }

  const double edge = sides_.empty() ? size_.width - 2 : right_ - 4;
  Labels labels({left_ + 3, 2, edge - left_ - 3, bottom_ - 6});
  for (const auto& box : boxes_) labels.avoid(box);
  for (const auto& each : lines_) labels.avoid(each);
  const auto in_margin = [&](std::string_view text_class) {
    return std::any_of(sides_.begin(), sides_.end(), [&](const Side& side) { return side.text_class == text_class; });
  };
  if (const auto* last = last_present(points_); last != nullptr && !in_margin("value")) {
    const auto at = spot(*last);
    labels.avoid(Box{at.x - 5, at.y - 5, 10, 10});
    if (!labels.place(drawing, "value halo", at, last_text(), true)) {
      labels.place(drawing, "value halo", at, written(words_, given_.unit, *last->value), true);
    }
  }
  for (const auto& target : given_.targets) {
    if (size_.wide && middle(target.due) > last_ - (last_ - first_) * 0.004) continue;
    labels.place(drawing, "target-label halo", {x(target.due), (y(target_low(target)) + y(target_high(target))) / 2},
                 target_text(target, edge - left_ - 10), true);
  }
  if (given_.comparison && !in_margin("comparison-label")) {
    const auto ordered = in_order(given_.comparison->points);
    if (const auto* last = last_present(ordered)) {
      labels.place(drawing, "comparison-label halo", spot(*last), comparison_text(*last->value, edge - left_ - 10), true);
    }
  }
  if (size_.wide && given_.targets.size() == 1 && given_.targets[0].baseline) {
    const auto& target = given_.targets[0];
    const Spot from{x(target.baseline->period), y(target.baseline->value)};
    const Spot to{x(target.due), y(target_near(target, target.baseline->value))};
    for (const double part : {0.62, 0.75, 0.5, 0.85, 0.35}) {
      if (labels.place(drawing, "target-label halo",
                       {from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part}, words_.say("chart.path"),
                       false)) {
        break;
      }
    }
  }
}

void Picture::draw_notes(Drawing& drawing) {
  for (std::size_t i = 0; i < notes_.size(); ++i) {
    drawing.text("tick", {left_, notes_base_ + 17 * double(i)}, Anchor::start, notes_[i]);
  }
}

// What a script may say of each period, "x y words", oldest first. The newest come first where not all fit: a drawing is never coarser for what is said about it.
std::string Picture::readout(std::size_t most_bytes) const {
  std::string all;
  for (auto at = points_.rbegin(); at != points_.rend(); ++at) {
    if (!shown(at->period)) continue;
    const auto value = at->present() ? written(words_, given_.unit, *at->value) : words_.say(fmt::format("chart.absence.{}", at->absence));
    auto said = words_.say("chart.read", {{"value", value}, {"period", short_period(words_, at->period)}});
    std::replace(said.begin(), said.end(), '|', '/');
    auto one = fmt::format("{} {} {}", coordinate(x(at->period)), coordinate(at->present() ? y(*at->value) : bottom_), said);
    if (escaped(all).size() + escaped(one).size() + 1 > most_bytes) break;
    all = all.empty() ? std::move(one) : std::move(one) + "|" + all;
  }
  return all;
}

std::string Picture::drawn(const std::string& id, const std::string& description) {
  Drawing drawing(size_.width, height_);
  draw_frame(drawing);
  draw_absences(drawing);
  draw_fan(drawing);
  draw_behind(drawing);
  draw_targets(drawing);
  draw_first(drawing);
  draw_observed(drawing);
  draw_labels(drawing);
  draw_notes(drawing);
  if (last_present(points_) == nullptr) {
    drawing.text("empty", {(left_ + right_) / 2, (top_ + bottom_) / 2}, Anchor::middle, words_.say("chart.empty"));
  }
  auto svg = drawing.finished({id, given_.title, description, false});
  constexpr std::string_view name = " data-readout=\"";
  if (svg.size() + name.size() + 1 >= most_trend_bytes) return svg;
  const auto said = readout(most_trend_bytes - svg.size() - name.size() - 1);
  if (!said.empty()) svg.insert(svg.find('>'), std::string(name) + escaped(said) + '"');
  return svg;
}

std::string description_of(const Words& words, const Trend& given) {
  if (!given.description.empty()) return given.description;
  auto text = described(words, given.unit, in_order(given.points), given.targets);
  if (given.comparison) {
    const auto ordered = in_order(given.comparison->points);
    const auto last = std::find_if(ordered.rbegin(), ordered.rend(), [](const Point& p) { return p.present(); });
    if (last != ordered.rend()) {
      text += " " + words.say("chart.described.compared", {{"name", given.comparison->name},
                                                           {"value", written(words, given.unit, *last->value)},
                                                           {"period", words.period(last->period)}});
    }
  }
  if (!given.fan.empty()) {
    const auto& end = given.fan.back();
    text += " " + words.say("chart.described.forecast",
                            {{"period", words.period(end.period)},
                             {"value", written(words, given.unit, end.median)},
                             {"low", words.number(end.low80, given.unit.decimals)},
                             {"high", written(words, given.unit, end.high80)}});
  }
  return text;
}

}  // namespace

Drawn trend(const Words& words, const Trend& given) {
  const auto axis = axis_of(words, given);
  const auto description = description_of(words, given);
  const auto draw = [&](const Size& size, const std::string& id) {
    std::string svg;
    for (const double detail : {1.0, 0.8, 0.6, 0.4, 0.2}) {
      svg = Picture(words, given, axis, size, detail).drawn(id, description);
      if (svg.size() <= most_trend_bytes) break;
    }
    return svg;
  };
  Drawn drawn{draw(wide_size, given.id + "-w"), draw(narrow_size, given.id + "-n"), {}};
  if (axis.scale.low > 0) {
    drawn.scale_note =
        words.say("chart.scale_starts", {{"value", written(words, given.unit, axis.scale.low, axis.scale.decimals)}});
  }
  return drawn;
}

}  // namespace outturn::chart
