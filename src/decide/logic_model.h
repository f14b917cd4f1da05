#pragma once

#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "decide/arrow_figures.h"
#include "language/sentence.h"
#include "record/logic_model.h"
#include "workspace/view.h"

/// How partners' work is meant to lead to an outcome, and where that chain is weak.
namespace outturn::decide {

struct ModelBox {
  const workspace::Record* record{};
  std::vector<std::size_t> in;    ///< arrows that end here
  std::vector<std::size_t> out;   ///< arrows that begin here
  const record::LogicBox& content() const { return record->as<record::LogicBox>(); }
};

struct ModelArrow {
  const workspace::Record* record{};
  std::size_t from{};
  std::size_t to{};
  std::vector<ArrowTest> tests{};
  std::int64_t number{};          ///< on the drawing and in the table, from 1
  const record::LogicLink& content() const { return record->as<record::LogicLink>(); }
  bool contradicted() const;      ///< figures speak against it, and none for it
};

/// A way from a box that nothing leads to, to the last column.
struct Route {
  std::vector<std::size_t> boxes;
  std::vector<std::size_t> arrows;
  record::Evidence weakest{};      ///< of its weakest arrow: a chain holds no more
  std::size_t unowned{};           ///< boxes and arrows on it for which nobody answers
  std::optional<std::int64_t> months{};  ///< until its beginning should show at its end; nothing where an arrow states no lag
};

/// One way in which the model is weak, with all boxes or arrows that it concerns.
struct WeakPoint {
  std::string_view code;  ///< "unowned_boxes", "untested_arrows" …: stable, part of the API
  std::vector<std::size_t> boxes{};
  std::vector<std::size_t> arrows{};
  language::Sentence sentence{};
};

enum class LogicPhase { not_begun, unconnected, strongest_unowned, rests_on_untested, has_weak_points, sound };
std::string_view text_of(LogicPhase phase);

struct LogicModel {
  const workspace::Record* outcome{};
  std::vector<ModelBox> boxes;      ///< by column, then in order of creation
  std::vector<ModelArrow> arrows;   ///< by where they begin, then where they end
  std::optional<Route> strongest;   ///< the way whose weakest arrow is strongest; of several the one best owned, then the shortest
  std::optional<Route> weakest;     ///< among the best ways from each beginning, where it is weaker than `strongest`
  std::vector<WeakPoint> weak_points;  ///< gravest first
  LogicPhase phase{};
  std::vector<language::Sentence> verdict;  ///< could be read out in a meeting
};

/// counts  which records count; those that a reader may not know are as if they were not. All when empty
/// cost    arrows × levels of evidence, and the figures of measures at both ends of arrows
LogicModel logic_model(const workspace::View& view, const workspace::Record& outcome, const std::function<bool(const workspace::Record&)>& counts = {});

/// Joint activities, the benefits that they bring, and the three results: progress, better services, freed resources.
/// source  "Collaborative Gain" (2008), figure 2
struct CollaborativeGain {
  std::vector<std::size_t> activities;  ///< joint boxes of the second column
  std::vector<std::size_t> benefits;    ///< joint boxes that they lead to before any result
  std::array<std::vector<std::size_t>, 3> results;  ///< boxes that are marked as one
  std::vector<std::pair<std::size_t, std::size_t>> to_benefit;  ///< activity, benefit, by any way between them
  std::vector<std::pair<std::size_t, std::size_t>> to_result;   ///< activity or benefit, and which of the three results
  bool any() const { return !activities.empty(); }
};
CollaborativeGain collaborative_gain(const LogicModel& model);

/// The boxes that a box leads to, and those that lead to it, with itself: one route at a time of a large model.
std::vector<bool> connected_with(const LogicModel& model, std::size_t box);

}  // namespace outturn::decide
