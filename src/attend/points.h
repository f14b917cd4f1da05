#pragma once

#include <array>
#include <string_view>

#include "chain/finding.h"
#include "track/status.h"

/// How much attention an outcome needs, as points that only set the order. Method: docs/methods/attention.md.
namespace outturn::attend {

/// What points are given for. Heading of its column: "attend.part.<text>".
enum class Part { target, moved_away, promises, milestones, no_target, old_figures };
constexpr std::size_t part_count = 6;
std::string_view text_of(Part part);

/// The most that each part can give; together 100.
constexpr std::array<int, part_count> weights{40, 15, 20, 10, 5, 10};

/// What nobody can judge gets this much of the first part: not knowing is no comfort.
constexpr int no_verdict_points = 25;

constexpr int act_from = 64;
constexpr int watch_from = 20;
/// The same where no milestone is recorded: such an outcome can reach 90 of 100 points.
constexpr int act_from_without_milestones = 57;
constexpr int watch_from_without_milestones = 18;

constexpr double days_in_a_month = 365.2425 / 12;

struct Points {
  std::array<int, part_count> parts{};
  int& operator[](Part part) { return parts[static_cast<std::size_t>(part)]; }
  int operator[](Part part) const { return parts[static_cast<std::size_t>(part)]; }
  int total() const;
  bool operator==(const Points&) const = default;
};

enum class Group { act, watch, rest };
std::string_view text_of(Group group);
Group group_of(const Points& points, bool has_milestones = true);

/// What is promised for an outcome, counted.
struct Promises {
  int commitments{};
  int undated{};
  int led_by_nobody{};  ///< without a lead, or led by an organisation that is not a party or no longer exists
  bool nobody_leads{};  ///< the outcome itself
};

/// Of the points for promises, those for an outcome that nobody leads.
int leaderless_points(const Promises& promises);

/// For the chance of missing the target; a missed one gives all. Without a target: less for better than for worse.
int target_points(const track::Status& status);

/// How far the latest figure lies from the one before against the desired direction, held against the usual distance
/// between the series' neighbouring figures: nothing up to that distance, all from 3.267 times it, where the limit of a
/// moving range lies. None for fewer than five figures, below the indicator's precision and where no direction is desired.
int moved_away_points(const record::Indicator& indicator, const track::Status& status);

/// Half for an outcome that nobody leads, or half of that where each of its commitments has a lead; the other half for
/// the share of commitments without date or lead; no commitments count as all.
int promises_points(const Promises& promises);

/// For the share of milestones that were missed among those of these series.
int milestone_points(int missed, int milestones);

/// For the share of indicators without a target; no indicators count as all.
int no_target_points(int without, int indicators);

/// Age: from 18 months after the period ended (0) to 60 months (all). Lateness: from the day due (0) to a year later (all).
/// An unsettled question: half. The largest of the three; all where there is no figure.
int old_figures_points(const track::Status& status);

}  // namespace outturn::attend
