#include "chart/scale.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace outturn::chart {
namespace {

double next_round(double step) {
  const double power = std::pow(10, std::floor(std::log10(step) + 1e-9));
  const double lead = step / power;
  if (lead < 1.5) return 2 * power;
  if (lead < 4) return 5 * power;
  return 10 * power;
}

double round_step_at_least(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double lead : {1.0, 2.0, 5.0, 10.0}) {
    if (lead * power >= step * (1 - 1e-9)) return lead * power;
  }
  return 10 * power;
}

}  // namespace

std::vector<double> Scale::lines() const {
  std::vector<double> all;
  const auto count = static_cast<int>(std::lround((high - low) / step));
  for (int i = 0; i <= count; ++i) all.push_back(low + i * step);
  return all;
}

Scale scale_of(const std::vector<double>& values, bool from_zero) {
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  if (least > most) return {};
  const bool start_higher = !from_zero && (least > 0.4 * most || (most < 0 && most < 0.4 * least));
  if (!start_higher) {
    least = std::min(least, 0.0);
    most = std::max(most, 0.0);
  }
  if (most == 0 && least == 0) most = 1;
  const double size = std::max(std::abs(least), std::abs(most));
  const bool was_positive = least >= 0;
  if (most - least < size * 1e-3) {  // all alike: some air about them
    most += size * 0.05;
    least -= size * 0.05;
  }
  double step = round_step_at_least((most - least) / 5);
  for (;; step = next_round(step)) {
    const double low = std::floor(least / step + 1e-9) * step;
    const double high = std::ceil(most / step - 1e-9) * step;
    if (std::lround((high - low) / step) > 5) continue;
    const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 6);
    return {was_positive ? std::max(low, 0.0) : low, high, step, decimals};
  }
}

Box text_box(std::string_view text, std::string_view text_class, Spot at, Anchor anchor) {
  const double width = text_width(text, text_class);
  const auto name = text_class.substr(0, text_class.find(' '));
  double size = 14;
  for (const auto& rule : rules()) {
    if (rule.name == name && rule.text_size > 0) size = rule.text_size;
  }
  const double left = anchor == Anchor::start ? at.x : anchor == Anchor::middle ? at.x - width / 2 : at.x - width;
  return {left, at.y - size * 0.8, width, size};
}

std::vector<double> pushed_apart(const std::vector<Movable>& labels, double low, double high) {
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return labels[a].centre < labels[b].centre; });
  // Labels that touch form a block, which lies where its members' wishes agree best (their mean).
  struct Block {
    double size{};
    double wish{};  // sum over members of the wished start of the block
    double members{};
    double start{};
  };
  std::vector<Block> blocks;
  const auto settle = [&](Block& block) {
    block.start = std::clamp(block.wish / block.members, low, std::max(low, high - block.size));
  };
  for (const auto index : order) {
    const auto& label = labels[index];
    blocks.push_back({label.size, label.centre - label.size / 2, 1, 0});
    settle(blocks.back());
    while (blocks.size() > 1 && blocks[blocks.size() - 2].start + blocks[blocks.size() - 2].size >
                                    blocks.back().start) {
      const auto last = blocks.back();
      blocks.pop_back();
      auto& before = blocks.back();
      before.wish += last.wish - last.members * before.size;
      before.members += last.members;
      before.size += last.size;
      settle(before);
    }
  }
  std::vector<double> centres(labels.size());
  std::size_t at = 0;
  for (const auto& block : blocks) {
    double start = block.start;
    for (int i = 0; i < static_cast<int>(block.members); ++i, ++at) {
      centres[order[at]] = start + labels[order[at]].size / 2;
      start += labels[order[at]].size;
    }
  }
  return centres;
}

std::vector<Spot> simplified(const std::vector<Spot>& line, double tolerance) {
  if (line.size() < 3) return line;
  std::vector<bool> kept(line.size(), false);
  kept.front() = kept.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> spans{{0, line.size() - 1}};
  while (!spans.empty()) {
    const auto [first, last] = spans.back();
    spans.pop_back();
    const double across = line[last].x - line[first].x;
    const double down = line[last].y - line[first].y;
    const double length = std::hypot(across, down);
    double farthest = tolerance;
    std::size_t at = 0;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double x = line[i].x - line[first].x;
      const double y = line[i].y - line[first].y;
      const double off = length < 1e-9 ? std::hypot(x, y) : std::abs(x * down - y * across) / length;
      if (off > farthest) {
        farthest = off;
        at = i;
      }
    }
    if (at == 0) continue;
    kept[at] = true;
    spans.emplace_back(first, at);
    spans.emplace_back(at, last);
  }
  std::vector<Spot> few;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (kept[i]) few.push_back(line[i]);
  }
  return few;
}

std::vector<Spot> simplified_to(const std::vector<Spot>& line, std::size_t most) {
  auto few = line;
  for (double tolerance = 0.1; few.size() > most && tolerance < 1e4; tolerance *= 1.5) {
    few = simplified(line, tolerance);
  }
  return few;
}

}  // namespace outturn::chart
