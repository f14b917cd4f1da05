#include "attend/points.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace outturn::attend {
namespace {

/// `share` (0 to 1) of the part's weight, in whole points; anything above nothing gives at least one.
int share_of(double most, double share) {
  const auto points = static_cast<int>(std::lround(most * std::clamp(share, 0.0, 1.0)));
  return share > 0 ? std::max(1, points) : 0;
}

constexpr int weight(Part part) { return weights[static_cast<std::size_t>(part)]; }

}  // namespace

std::string_view text_of(Part part) {
  constexpr std::array<std::string_view, part_count> texts{"target", "moved_away", "promises", "milestones", "no_target", "old_figures"};
  return texts.at(static_cast<std::size_t>(part));
}

std::string_view text_of(Group group) {
  constexpr std::array<std::string_view, 3> texts{"act", "watch", "rest"};
  return texts.at(static_cast<std::size_t>(group));
}

int Points::total() const { return std::accumulate(parts.begin(), parts.end(), 0); }

Group group_of(const Points& points, bool has_milestones) {
  const int total = points.total();
  if (total >= (has_milestones ? act_from : act_from_without_milestones)) return Group::act;
  return total >= (has_milestones ? watch_from : watch_from_without_milestones) ? Group::watch : Group::rest;
}

int target_points(const track::Status& status) {
  using enum track::StatusCode;
  constexpr int promise_changed_points = 30;
  if (status.code == missed) return weight(Part::target);
  if (status.code != cannot_tell && status.probability) {
    const int points = share_of(weight(Part::target), 1 - *status.probability);
    return status.code == promise_changed ? std::max(promise_changed_points, points) : points;
  }
  switch (status.code) {
    case met: return 0;
    case met_then_lost: return 35;
    case promise_changed: return promise_changed_points;
    case worse: return 30;
    case no_change_beyond_noise: return 20;
    case better: return 10;
    default: return no_verdict_points;
  }
}

int moved_away_points(const record::Indicator& indicator, const track::Status& status) {
  if (!status.change || !status.noise || indicator.direction == record::Direction::none) return 0;
  const auto& change = *status.change;
  const double usual = status.noise->usual_step;
  const double away = indicator.direction == record::Direction::down ? change.difference : -change.difference;
  if (away <= usual || usual <= 0 || away < indicator.precision.value_or(0)) return 0;
  constexpr double limit_of_a_moving_range = 3.267;
  return share_of(weight(Part::moved_away), (away / usual - 1) / (limit_of_a_moving_range - 1));
}

int leaderless_points(const Promises& promises) {
  if (!promises.nobody_leads) return 0;
  const bool is_each_led = promises.commitments > 0 && promises.led_by_nobody == 0;
  return share_of(weight(Part::promises) / 2.0, is_each_led ? 0.5 : 1);
}

int promises_points(const Promises& promises) {
  const double half = weight(Part::promises) / 2.0;
  const double share = promises.commitments == 0 ? 1 : static_cast<double>(std::max(promises.undated, promises.led_by_nobody)) / promises.commitments;
  return leaderless_points(promises) + share_of(half, share);
}

int milestone_points(int missed, int milestones) {
  return milestones == 0 ? 0 : share_of(weight(Part::milestones), static_cast<double>(missed) / milestones);
}

int no_target_points(int without, int indicators) {
  return share_of(weight(Part::no_target), indicators == 0 ? 1 : static_cast<double>(without) / indicators);
}

int old_figures_points(const track::Status& status) {
  constexpr double fresh_until = 18;
  constexpr double old_from = 60;
  if (!status.freshness) return weight(Part::old_figures);
  const double months = status.freshness->days_old / days_in_a_month;
  const double age = (months - fresh_until) / (old_from - fresh_until);
  const double lateness = status.freshness->days_late / 365.0;
  constexpr double questioned = 0.5;
  return share_of(weight(Part::old_figures), std::max({age, lateness, status.open_questions > 0 ? questioned : 0}));
}

}  // namespace outturn::attend
