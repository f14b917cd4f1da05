#include "chart/run_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "chart/labels.h"
#include "chart/plot.h"

namespace outturn::chart {
namespace {

using language::Words;

struct RunSize {
  double width;
  double plot_height;
  int time_labels;
  std::size_t periods;
  bool wide;
};
constexpr RunSize wide_run{770, 280, 9, 250, true};
constexpr RunSize narrow_run{350, 230, 5, 30, false};

constexpr std::size_t most_dots = 150;  // beyond, the line alone

bool present(const RunPoint& point) { return point.value && std::isfinite(*point.value); }

std::string_view mark_class(SignalTone tone) {
  return tone == SignalTone::better ? "signal-better" : tone == SignalTone::worse ? "signal-worse" : "signal";
}

/// A triangle whose middle is at the point, pointing the way the figure moved.
void triangle(Drawing& drawing, const RunPoint::Signal& signal, Spot at, double half) {
  const double tip = signal.up ? -1.15 * half : 1.15 * half;
  const double base = signal.up ? 0.8 * half : -0.8 * half;
  drawing.path(mark_class(signal.tone), polyline({{at.x, at.y + tip}, {at.x + half, at.y + base}, {at.x - half, at.y + base}}, true));
}

Scale scale_of_chart(const RunChartDrawing& given, const std::vector<RunPoint>& points) {
  std::vector<double> values;
  for (const auto& point : points) {
    if (present(point)) values.push_back(*point.value);
    values.push_back(point.lower);
    values.push_back(point.upper);
  }
  if (given.target) values.push_back(*given.target);
  return scale_of(values, !given.rate);
}

class RunPicture {
 public:
  RunPicture(const Words& words, const RunChartDrawing& given, const RunSize& size) : words_(words), given_(given), size_(size), points_(given.points) {
    if (points_.size() > size.periods) points_.erase(points_.begin(), points_.end() - std::ptrdiff_t(size.periods));
  }

  std::string drawn(const std::string& id) {
    const auto scale = scale_of_chart(given_, points_);
    low_ = scale.low;
    Plot plot(words_, given_.unit, scale, size_.width, size_.plot_height, margin());
    plot_ = &plot;
    first_ = points_.empty() ? 0 : middle(points_.front().period);
    last_ = points_.empty() ? 1 : middle(points_.back().period);
    if (last_ - first_ < 1) {
      first_ -= 366;
      last_ += 366;
    }
    std::vector<AbsentAt> absent;
    for (const auto& point : points_) {
      if (!present(point)) absent.push_back({x(point.period), point.absence});
    }
    time_base_ = plot.bottom + 19 + (absent.empty() ? 0 : 17);
    Drawing drawing(size_.width, std::ceil(time_base_ + 7));
    draw_limits(drawing, false);
    plot.draw_grid(drawing);
    draw_axis(drawing);
    draw_absent(drawing, absent, plot.bottom, size_.width);
    draw_limits(drawing, true);
    draw_target(drawing);
    draw_series(drawing);
    draw_labels(drawing);
    return drawing.finished({id, given_.title, given_.description, false});
  }
  double low() const { return low_; }

 private:
  double x(base::Period period) const { return plot_->left + 8 + (middle(period) - first_) / (last_ - first_) * (plot_->right - plot_->left - 16); }

  std::string label_of(std::string_view key, double value) const {
    return words_.say(key, {{"value", written(words_, given_.unit, value)}});
  }
  std::vector<std::pair<std::string, double>> named() const {
    if (points_.empty()) return {};
    const auto& end = points_.back();
    std::vector<std::pair<std::string, double>> all{{label_of("chart.run.centre", end.centre), end.centre}};
    if (end.upper > end.lower) {
      all.emplace_back(label_of("chart.run.upper", end.upper), end.upper);
      all.emplace_back(label_of("chart.run.lower", end.lower), end.lower);
    }
    return all;
  }
  double margin() const {
    if (!size_.wide) return 12;
    double widest = 0;
    for (const auto& [text, value] : named()) widest = std::max(widest, text_width(text, "tick"));
    if (given_.target) widest = std::max(widest, text_width(label_of("chart.target.point", *given_.target), "target-label"));
    return std::min(widest + 18, 250.0);
  }

  void draw_axis(Drawing& drawing) const {
    auto axis = fmt::format("M{} {}H{}", coordinate(plot_->left), coordinate(plot_->bottom), coordinate(plot_->right));
    drawing.open("tick", "text-anchor=\"middle\"");
    double taken = -10;
    if (!points_.empty()) {
      for (const auto& tick : time_ticks(first_, last_, points_.back().period, size_.time_labels)) {
        const double at = plot_->left + 8 + (tick.day - first_) / (last_ - first_) * (plot_->right - plot_->left - 16);
        if (at < plot_->left - 0.5 || at > plot_->right + 0.5) continue;
        axis += fmt::format("M{} {}v5", coordinate(at), coordinate(plot_->bottom));
        const double half = text_width(tick.text, "tick") / 2;
        const double centre = std::clamp(at, half + 1, size_.width - half - 1);
        if (centre - half < taken + 6) continue;
        drawing.text("", {centre, time_base_}, Anchor::start, tick.text);
        taken = centre + half;
      }
    }
    drawing.close();
    drawing.path("axis", axis);
  }

  /// Each stretch of equal limits is one step; varying limits make stairs.
  void draw_limits(Drawing& drawing, bool lines) const {
    std::string centre;
    std::string edges;
    for (std::size_t i = 0; i < points_.size();) {
      std::size_t end = i + 1;
      const auto alike = [&](const RunPoint& a, const RunPoint& b) { return a.lower == b.lower && a.upper == b.upper && a.centre == b.centre; };
      while (end < points_.size() && !points_[end].new_limits && alike(points_[i], points_[end])) ++end;
      const auto edge = [&](std::size_t at) {  // half way to the neighbour
        if (at == 0) return plot_->left;
        if (at == points_.size()) return plot_->right;
        return (x(points_[at - 1].period) + x(points_[at].period)) / 2;
      };
      const double from = edge(i);
      const double to = edge(end);
      const auto& limits = points_[i];
      if (lines) {
        centre += fmt::format("M{} {}H{}", coordinate(from), coordinate(plot_->y(limits.centre)), coordinate(to));
        if (limits.upper > limits.lower) {
          edges += fmt::format("M{} {}H{}M{} {}H{}", coordinate(from), coordinate(plot_->y(limits.upper)), coordinate(to), coordinate(from),
                               coordinate(plot_->y(limits.lower)), coordinate(to));
        }
        if (points_[i].new_limits) drawing.path("now", fmt::format("M{} {}V{}", coordinate(from), coordinate(plot_->top), coordinate(plot_->bottom)));
      } else if (limits.upper > limits.lower) {
        drawing.rectangle("usual", {from, plot_->y(limits.upper)}, to - from, plot_->y(limits.lower) - plot_->y(limits.upper));
      }
      i = end;
    }
    if (!lines) return;
    drawing.path("centre", centre);
    drawing.path("limit", edges);
  }

  void draw_target(Drawing& drawing) const {
    if (!given_.target) return;
    drawing.path("path", fmt::format("M{} {}H{}", coordinate(plot_->left), coordinate(plot_->y(*given_.target)), coordinate(plot_->right)));
  }

  void draw_series(Drawing& drawing) {
    std::vector<std::vector<Spot>> pieces(1);
    for (const auto& point : points_) {
      if (present(point)) {
        pieces.back().push_back({x(point.period), plot_->y(*point.value)});
      } else if (!pieces.back().empty()) {
        pieces.emplace_back();
      }
    }
    std::string path;
    for (const auto& piece : pieces) path += polyline(piece);
    drawing.path("observed", path);
    lines_ = pieces;
    const double radius = points_.size() > 80 ? 1.6 : 3;
    for (const auto& point : points_) {
      if (!present(point)) continue;
      const Spot at{x(point.period), plot_->y(*point.value)};
      if (point.signal) {
        triangle(drawing, *point.signal, at, points_.size() > 80 ? 4 : 6.5);
      } else if (points_.size() <= most_dots) {
        drawing.circle("observed-dot", at, radius);
      }
    }
  }

  void draw_labels(Drawing& drawing) const {
    if (points_.empty()) {
      drawing.text("empty", {(plot_->left + plot_->right) / 2, (plot_->top + plot_->bottom) / 2}, Anchor::middle, words_.say("chart.empty"));
      return;
    }
    if (size_.wide) {
      std::vector<SideLabel> sides;
      for (const auto& [text, value] : named()) sides.push_back({"tick", shortened(text, "tick", 240), plot_->y(value)});
      if (given_.target) sides.push_back({"target-label", label_of("chart.target.point", *given_.target), plot_->y(*given_.target)});
      draw_side_labels(drawing, sides, plot_->right + 8, plot_->top, plot_->bottom);
    }
    Labels labels({plot_->left + 2, 2, (size_.wide ? plot_->right : size_.width) - plot_->left - 4, plot_->bottom - 4});
    for (const auto& line : lines_) labels.avoid(line);
    if (given_.target) labels.avoid(std::vector<Spot>{{plot_->left, plot_->y(*given_.target)}, {plot_->right, plot_->y(*given_.target)}});
    for (const auto& point : points_) {
      if (present(point)) labels.avoid(Box{x(point.period) - 5, plot_->y(*point.value) - 5, 10, 10});
    }
    std::set<std::string> said;  // in this stretch of signals that all point the same way: each label once, at its last point
    std::optional<bool> up;
    for (std::size_t i = points_.size(); i-- > 0;) {  // the latest first: they must have their place
      const auto& point = points_[i];
      if (!present(point)) continue;
      if (!point.signal || up != point.signal->up) said.clear();
      up = point.signal ? std::optional(point.signal->up) : std::nullopt;
      if (!point.signal || point.signal->label.empty() || !said.insert(point.signal->label).second) continue;
      labels.place(drawing, "signal-label halo", {x(point.period), plot_->y(*point.value)}, point.signal->label, true);
    }
  }

  const Words& words_;
  const RunChartDrawing& given_;
  const RunSize& size_;
  std::vector<RunPoint> points_;
  const Plot* plot_{};
  std::vector<std::vector<Spot>> lines_;
  double first_{};
  double last_{1};
  double time_base_{};
  double low_{};
};

}  // namespace

Drawn run_chart(const Words& words, const RunChartDrawing& given) {
  RunPicture wide(words, given, wide_run);
  RunPicture narrow(words, given, narrow_run);
  Drawn drawn{wide.drawn(given.id + "-w"), narrow.drawn(given.id + "-n"), {}};
  drawn.scale_note = scale_note(words, given.unit, wide.low());
  return drawn;
}

std::string run_sparkline(const Words& words, const RunChartDrawing& given, double low, double high) {
  constexpr double width = 176;
  constexpr double height = 56;
  constexpr std::size_t most = 24;
  auto points = given.points;
  if (points.size() > most) points.erase(points.begin(), points.end() - std::ptrdiff_t(most));
  if (!(high > low)) {
    const auto scale = scale_of_chart(given, points);
    low = scale.low;
    high = scale.high;
  }
  const double first = points.empty() ? 0 : middle(points.front().period);
  const double span = points.size() < 2 ? 1 : middle(points.back().period) - first;
  const auto x = [&](base::Period period) { return 8 + (middle(period) - first) / span * (width - 16); };
  const auto y = [&](double value) { return std::clamp(height - 8 - (value - low) / (high - low) * (height - 16), 1.0, height - 1); };
  Drawing drawing(width, height);
  std::vector<std::vector<Spot>> pieces(1);
  for (const auto& point : points) {
    if (present(point)) {
      pieces.back().push_back({x(point.period), y(*point.value)});
    } else if (!pieces.back().empty()) {
      pieces.emplace_back();
    }
  }
  if (!points.empty() && points.back().upper > points.back().lower) {
    const auto& limits = points.back();
    drawing.rectangle("usual", {2, y(limits.upper)}, width - 4, std::max(0.5, y(limits.lower) - y(limits.upper)));
    drawing.path("centre", fmt::format("M2 {}H{}", coordinate(y(limits.centre)), coordinate(width - 2)));
  }
  std::string path;
  for (const auto& piece : pieces) path += polyline(piece);
  drawing.path("observed", path);
  for (const auto& point : points) {
    if (present(point) && point.signal) triangle(drawing, *point.signal, {x(point.period), y(*point.value)}, 4);
  }
  for (auto point = points.rbegin(); point != points.rend(); ++point) {
    if (!present(*point)) continue;
    if (!point->signal) drawing.circle("observed-dot", {x(point->period), y(*point->value)}, 3);
    break;
  }
  return drawing.finished({given.id, given.title, given.description.empty() ? words.say("chart.empty") : given.description, false});
}

}  // namespace outturn::chart
