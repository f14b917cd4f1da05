#include "chart/outline.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numbers>
#include <utility>

#include "chart/scale.h"

namespace outturn::chart {
namespace {

using Key = std::pair<std::int64_t, std::int64_t>;

Key key(Spot spot) { return {std::llround(spot.x * 1e4), std::llround(spot.y * 1e4)}; }

double area_of(const std::vector<Spot>& ring) {
  double twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto& a = ring[i];
    const auto& b = ring[(i + 1) % ring.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

/// Equidistant conic, or equirectangular where the cone would be almost a cylinder.
class Projection {
 public:
  Projection(double south, double north, double middle_longitude) : middle_(middle_longitude * radians) {
    const double cut = (north - south) / 6;
    const double one = (south + cut) * radians;
    const double two = (north - cut) * radians;
    cone_ = two - one > 1e-6 ? (std::cos(one) - std::cos(two)) / (two - one) : std::sin(one);
    flat_ = std::abs(cone_) < 0.1;
    shrink_ = std::cos((one + two) / 2);
    if (!flat_) reach_ = std::cos(one) / cone_ + one;
  }

  Spot operator()(LonLat at) const {
    const double along = at.longitude * radians - middle_;
    const double up = at.latitude * radians;
    if (flat_) return {along * shrink_, -up};
    const double from_apex = reach_ - up;
    return {from_apex * std::sin(cone_ * along), from_apex * std::cos(cone_ * along)};
  }

 private:
  static constexpr double radians = std::numbers::pi / 180;
  double middle_;
  double cone_{};
  double reach_{};
  double shrink_{};
  bool flat_{};
};

// Simplifies between two ends in an order that does not depend on the direction of travel.
std::vector<Spot> arc(std::vector<Spot> spots, double tolerance) {
  const auto before = [](const Spot& a, const Spot& b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); };
  const bool turn = before(spots.back(), spots.front());
  if (turn) std::reverse(spots.begin(), spots.end());
  auto few = simplified(spots, tolerance);
  if (turn) std::reverse(few.begin(), few.end());
  return few;
}

}  // namespace

Outlines::Outlines(const std::vector<Area>& areas, double width, double margin, double most_height) {
  LonLat least{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  LonLat most{-least.longitude, -least.latitude};
  for (const auto& area : areas) {
    for (const auto& ring : area.rings) {
      for (const auto& at : ring) {
        least = {std::min(least.longitude, at.longitude), std::min(least.latitude, at.latitude)};
        most = {std::max(most.longitude, at.longitude), std::max(most.latitude, at.latitude)};
      }
    }
  }
  width_ = width;
  height_ = 2 * margin + 20;
  areas_.resize(areas.size());
  junctions_.resize(areas.size());
  if (least.longitude > most.longitude) return;

  const Projection project(least.latitude, most.latitude, (least.longitude + most.longitude) / 2);
  Spot low{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Spot high{-low.x, -low.y};
  for (std::size_t i = 0; i < areas.size(); ++i) {
    for (const auto& ring : areas[i].rings) {
      std::vector<Spot> spots;
      for (const auto& at : ring) {
        const auto spot = project(at);
        low = {std::min(low.x, spot.x), std::min(low.y, spot.y)};
        high = {std::max(high.x, spot.x), std::max(high.y, spot.y)};
        if (spots.empty() || key({spot.x * 1e4, spot.y * 1e4}) != key({spots.back().x * 1e4, spots.back().y * 1e4})) {
          spots.push_back(spot);
        }
      }
      if (spots.size() > 1 && spots.front().x == spots.back().x && spots.front().y == spots.back().y) spots.pop_back();
      if (spots.size() >= 3) areas_[i].push_back(std::move(spots));
    }
  }
  const double across = std::max(high.x - low.x, 1e-9);
  const double down = std::max(high.y - low.y, 1e-9);
  const double scale = std::min((width - 2 * margin) / across, (most_height - 2 * margin) / down);
  width_ = std::ceil(across * scale + 2 * margin);
  height_ = std::ceil(down * scale + 2 * margin);
  std::map<Key, std::vector<Key>> neighbours;
  for (auto& rings : areas_) {
    for (auto& ring : rings) {
      for (auto& spot : ring) spot = {margin + (spot.x - low.x) * scale, margin + (spot.y - low.y) * scale};
      for (std::size_t i = 0; i < ring.size(); ++i) {
        auto& known = neighbours[key(ring[i])];
        for (const auto& next : {key(ring[(i + 1) % ring.size()]), key(ring[(i + ring.size() - 1) % ring.size()])}) {
          if (std::find(known.begin(), known.end(), next) == known.end()) known.push_back(next);
        }
      }
    }
  }
  for (std::size_t i = 0; i < areas_.size(); ++i) {
    for (const auto& ring : areas_[i]) {
      std::vector<bool> meets;
      for (const auto& spot : ring) meets.push_back(neighbours[key(spot)].size() > 2);
      junctions_[i].push_back(std::move(meets));
    }
  }
}

std::vector<std::string> Outlines::paths(double tolerance) const {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < areas_.size(); ++i) {
    std::size_t largest = 0;
    for (std::size_t r = 1; r < areas_[i].size(); ++r) {
      if (area_of(areas_[i][r]) > area_of(areas_[i][largest])) largest = r;
    }
    std::string path;
    for (std::size_t r = 0; r < areas_[i].size(); ++r) {
      const auto& ring = areas_[i][r];
      if (r != largest && area_of(ring) < 2 + tolerance * tolerance) continue;
      // Ends of arcs: junctions; a ring without them is cut at its first (left, top) spot and the one farthest from it,
      // whichever way and wherever its drawing began.
      std::vector<std::size_t> ends;
      for (std::size_t k = 0; k < ring.size(); ++k) {
        if (junctions_[i][r][k]) ends.push_back(k);
      }
      if (ends.size() < 2) {
        const auto order = [](const Spot& a, const Spot& b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); };
        const auto start = ends.empty() ? static_cast<std::size_t>(std::min_element(ring.begin(), ring.end(), order) - ring.begin())
                                        : ends.front();
        const auto far = [&](const Spot& a) { return std::hypot(a.x - ring[start].x, a.y - ring[start].y); };
        const auto other = static_cast<std::size_t>(
            std::max_element(ring.begin(), ring.end(), [&](const Spot& a, const Spot& b) { return far(a) < far(b); }) -
            ring.begin());
        ends = {std::min(start, other), std::max(start, other)};
      }
      std::vector<Spot> simple;
      for (std::size_t e = 0; e < ends.size(); ++e) {
        std::vector<Spot> piece;
        for (std::size_t k = ends[e];; k = (k + 1) % ring.size()) {
          piece.push_back(ring[k]);
          if (piece.size() > 1 && k == ends[(e + 1) % ends.size()]) break;
        }
        const auto few = arc(std::move(piece), tolerance);
        simple.insert(simple.end(), few.begin(), few.end() - 1);
      }
      if (simple.size() >= 3) {
        path += polyline(simple, true);
      } else if (r == largest) {  // too small to have a shape: at least a mark of its size
        const auto at = simple.front();
        path += polyline({{at.x - 1, at.y - 1}, {at.x + 1, at.y - 1}, {at.x + 1, at.y + 1}, {at.x - 1, at.y + 1}}, true);
      }
    }
    all.push_back(std::move(path));
  }
  return all;
}

Outlines::Middle Outlines::middle(std::size_t area) const {
  const std::vector<Spot>* largest = nullptr;
  for (const auto& ring : areas_[area]) {
    if (largest == nullptr || area_of(ring) > area_of(*largest)) largest = &ring;
  }
  if (largest == nullptr) return {};
  Spot low = largest->front();
  Spot high = low;
  for (const auto& spot : *largest) {
    low = {std::min(low.x, spot.x), std::min(low.y, spot.y)};
    high = {std::max(high.x, spot.x), std::max(high.y, spot.y)};
  }
  // Along a few level lines, the middle of the widest stretch inside the ring.
  Middle best{{(low.x + high.x) / 2, (low.y + high.y) / 2}, 0, high.y - low.y};
  for (int part = 3; part <= 7; ++part) {
    const double level = low.y + (high.y - low.y) * part / 10;
    std::vector<double> cuts;
    for (std::size_t i = 0; i < largest->size(); ++i) {
      const auto& a = (*largest)[i];
      const auto& b = (*largest)[(i + 1) % largest->size()];
      if ((a.y > level) != (b.y > level)) cuts.push_back(a.x + (level - a.y) / (b.y - a.y) * (b.x - a.x));
    }
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t i = 1; i < cuts.size(); i += 2) {
      const double wide = cuts[i] - cuts[i - 1];
      const double worth = wide * (part == 5 ? 1.15 : part == 4 || part == 6 ? 1.05 : 1.0);
      if (worth > best.width) best = {{(cuts[i] + cuts[i - 1]) / 2, level}, worth, best.height};
    }
  }
  return best;
}

}  // namespace outturn::chart
