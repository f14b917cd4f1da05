#include "decide/logic_model.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace outturn::decide {
namespace {

using language::Phrases;
using language::Sentence;
using record::Evidence;
using record::LogicBox;
using record::LogicColumn;
using record::LogicLink;
using workspace::Record;

constexpr auto nowhere = std::numeric_limits<std::size_t>::max();

/// What a way to the end costs: nobody answering first, then length.
struct Cost {
  std::size_t unowned{nowhere};
  std::size_t length{};
  std::size_t next{nowhere};  ///< arrow to take
  bool reaches() const { return unowned != nowhere; }
  bool operator<(const Cost& other) const { return std::pair(unowned, length) < std::pair(other.unowned, other.length); }
};

bool is_end(const LogicModel& model, const ModelBox& box) { return box.content().column == model.boxes.back().content().column; }

/// For each box the best way to the end over arrows at least so strong. Boxes lie by column and arrows lead forward,
/// so that one pass from the back knows all.
std::vector<Cost> ways_at(const LogicModel& model, Evidence least) {
  std::vector<Cost> ways(model.boxes.size());
  for (std::size_t b = model.boxes.size(); b-- > 0;) {
    const auto& box = model.boxes[b];
    const auto own = static_cast<std::size_t>(box.content().organisations.empty());
    if (is_end(model, box)) ways[b] = {.unowned = own};
    for (const auto a : box.out) {
      const auto& arrow = model.arrows[a];
      const auto& further = ways[arrow.to];
      if (arrow.content().strength < least || !further.reaches()) continue;
      const Cost way{.unowned = own + static_cast<std::size_t>(arrow.content().owner.empty()) + further.unowned, .length = further.length + 1, .next = a};
      if (way < ways[b]) ways[b] = way;
    }
  }
  return ways;
}

Route route_from(const LogicModel& model, const std::vector<Cost>& ways, std::size_t start, Evidence weakest) {
  Route route{.boxes = {start}, .weakest = weakest, .unowned = ways[start].unowned, .months = 0};
  for (auto at = start; ways[at].next != nowhere;) {
    const auto& arrow = model.arrows[ways[at].next];
    route.arrows.push_back(ways[at].next);
    at = arrow.to;
    route.boxes.push_back(at);
    const auto lag = arrow.content().lag_months;
    route.months = route.months && lag ? std::optional(*route.months + *lag) : std::nullopt;
  }
  return route;
}

void find_routes(LogicModel& model) {
  if (model.boxes.empty()) return;
  std::vector<bool> done(model.boxes.size());
  std::vector<std::pair<Cost, Route>> best;
  for (const auto level : {Evidence::strong, Evidence::moderate, Evidence::weak, Evidence::untested}) {
    const auto ways = ways_at(model, level);
    for (std::size_t b = 0; b < model.boxes.size(); ++b) {
      const auto& box = model.boxes[b];
      if (done[b] || !box.in.empty() || is_end(model, box) || !ways[b].reaches()) continue;
      done[b] = true;
      best.emplace_back(ways[b], route_from(model, ways, b, level));
    }
  }
  if (best.empty()) return;
  const auto stronger = [](const auto& a, const auto& b) { return a.second.weakest != b.second.weakest ? a.second.weakest > b.second.weakest : a.first < b.first; };
  const auto strongest = std::min_element(best.begin(), best.end(), stronger);
  const auto weakest = std::max_element(best.begin(), best.end(), stronger);
  if (weakest->second.weakest < strongest->second.weakest) model.weakest = weakest->second;
  model.strongest = strongest->second;
}

Sentence box_named(const LogicModel& model, std::size_t box) { return {"decide.name", {{"name", model.boxes[box].content().name.texts}}}; }
Sentence arrow_named(const LogicModel& model, std::size_t arrow) {
  const auto& one = model.arrows[arrow];
  return {"decide.logic.arrow", {{"number", one.number}, {"from", model.boxes[one.from].content().name.texts}, {"to", model.boxes[one.to].content().name.texts}}};
}

void note(LogicModel& model, std::string_view code, std::vector<std::size_t> boxes, std::vector<std::size_t> arrows) {
  if (boxes.empty() && arrows.empty()) return;
  Phrases names;
  for (const auto one : boxes) names.push_back(box_named(model, one));
  for (const auto one : arrows) names.push_back(arrow_named(model, one));
  const auto count = static_cast<std::int64_t>(names.size());
  model.weak_points.push_back({code, std::move(boxes), std::move(arrows), {"decide.logic.weak." + std::string(code), {{"count", count}, {"names", std::move(names)}}}});
}

template <class Holds>
std::vector<std::size_t> those(std::size_t count, Holds holds) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < count; ++i) {
    if (holds(i)) all.push_back(i);
  }
  return all;
}

void find_weak_points(LogicModel& model) {
  const auto boxes = [&](auto holds) { return those(model.boxes.size(), [&](std::size_t i) { return holds(model.boxes[i]); }); };
  const auto arrows = [&](auto holds) { return those(model.arrows.size(), [&](std::size_t i) { return holds(model.arrows[i]); }); };
  note(model, "contradicted_arrows", {}, arrows([](const ModelArrow& one) { return one.contradicted(); }));
  note(model, "unowned_boxes", boxes([](const ModelBox& one) { return one.content().organisations.empty(); }), {});
  note(model, "untested_arrows", {}, arrows([](const ModelArrow& one) { return one.content().strength == Evidence::untested; }));
  note(model, "unowned_arrows", {}, arrows([](const ModelArrow& one) { return one.content().owner.empty(); }));
  note(model, "lonely_joint", boxes([](const ModelBox& one) { return one.content().collaborative && one.content().organisations.size() == 1; }), {});
  note(model, "dead_ends", boxes([&](const ModelBox& one) { return one.out.empty() && !is_end(model, one); }), {});
  note(model, "without_cause", boxes([](const ModelBox& one) { return one.in.empty() && one.content().column >= LogicColumn::output; }), {});
  note(model, "unmeasured", boxes([](const ModelBox& one) { return one.content().indicators.empty() && one.content().column >= LogicColumn::short_term; }), {});
  note(model, "weak_arrows", {}, arrows([](const ModelArrow& one) { return one.content().strength == Evidence::weak; }));
  note(model, "without_lag", {}, arrows([&](const ModelArrow& one) { return !one.content().lag_months && model.boxes[one.to].content().column >= LogicColumn::short_term; }));
}

Sentence route_said(const LogicModel& model, const Route& route, std::string key) {
  Phrases numbers;
  for (const auto arrow : route.arrows) numbers.push_back({"decide.logic.number", {{"number", model.arrows[arrow].number}}});
  const auto arrows = static_cast<std::int64_t>(route.arrows.size());
  return {std::move(key),
          {{"first", model.boxes[route.boxes.front()].content().name.texts}, {"last", model.boxes[route.boxes.back()].content().name.texts},
           {"numbers", std::move(numbers)}, {"arrows", arrows}, {"unowned", static_cast<std::int64_t>(route.unowned)},
           {"strength", Phrases{{"decide.logic.strength." + record::kind_of<LogicLink>().field("strength")->choices.at(static_cast<std::size_t>(route.weakest))}}}}};
}

void judge(LogicModel& model) {
  if (model.boxes.empty()) {
    model.phase = LogicPhase::not_begun;
  } else if (!model.strongest) {
    model.phase = LogicPhase::unconnected;
  } else if (model.strongest->weakest == Evidence::untested) {
    model.phase = LogicPhase::rests_on_untested;
  } else if (model.strongest->unowned > 0) {
    model.phase = LogicPhase::strongest_unowned;
  } else {
    model.phase = model.weak_points.empty() ? LogicPhase::sound : LogicPhase::has_weak_points;
  }
  const std::string key = "decide.logic.verdict." + std::string(text_of(model.phase));
  model.verdict.push_back(model.strongest ? route_said(model, *model.strongest, key) : Sentence{key});
  if (model.strongest && model.strongest->months && *model.strongest->months > 0) {
    model.verdict.push_back({"decide.logic.months", {{"months", *model.strongest->months}}});
  }
  if (model.weakest) model.verdict.push_back(route_said(model, *model.weakest, "decide.logic.weakest"));
}

}  // namespace

bool ModelArrow::contradicted() const {
  const auto any = [&](ArrowTest::Result result) { return std::any_of(tests.begin(), tests.end(), [&](const ArrowTest& one) { return one.result == result; }); };
  return any(ArrowTest::Result::against) && !any(ArrowTest::Result::together);
}

std::string_view text_of(LogicPhase phase) {
  constexpr std::array codes{"not_begun", "unconnected", "strongest_unowned", "rests_on_untested", "has_weak_points", "sound"};
  return codes.at(static_cast<std::size_t>(phase));
}

LogicModel logic_model(const workspace::View& view, const Record& outcome, const std::function<bool(const Record&)>& counts) {
  LogicModel model{.outcome = &outcome};
  for (const auto* record : view.workspace().referring<LogicBox>(outcome, "outcome")) {
    if (!counts || counts(*record)) model.boxes.push_back({.record = record});
  }
  std::stable_sort(model.boxes.begin(), model.boxes.end(), [](const ModelBox& a, const ModelBox& b) { return a.content().column < b.content().column; });
  std::map<std::string_view, std::size_t> place;
  for (std::size_t b = 0; b < model.boxes.size(); ++b) place[model.boxes[b].record->id] = b;
  for (std::size_t b = 0; b < model.boxes.size(); ++b) {
    std::vector<ModelArrow> from_here;
    for (const auto* record : view.workspace().referring<LogicLink>(*model.boxes[b].record, "from")) {
      const auto to = place.find(record->as<LogicLink>().to.id);
      const bool forward = to != place.end() && model.boxes[b].content().column < model.boxes[to->second].content().column;
      if (forward && (!counts || counts(*record))) from_here.push_back({.record = record, .from = b, .to = to->second});
    }
    std::stable_sort(from_here.begin(), from_here.end(), [](const ModelArrow& a, const ModelArrow& c) { return a.to < c.to; });
    for (auto& one : from_here) {
      one.number = static_cast<std::int64_t>(model.arrows.size()) + 1;
      one.tests = tests_of(view, one.content(), model.boxes[one.from].content(), model.boxes[one.to].content());
      model.boxes[one.from].out.push_back(model.arrows.size());
      model.boxes[one.to].in.push_back(model.arrows.size());
      model.arrows.push_back(std::move(one));
    }
  }
  find_routes(model);
  if (!model.boxes.empty()) find_weak_points(model);
  judge(model);
  return model;
}

CollaborativeGain collaborative_gain(const LogicModel& model) {
  CollaborativeGain gain;
  const auto is_benefit = [&](std::size_t box) {
    const auto& content = model.boxes[box].content();
    return content.collaborative && content.gain == record::GainResult::none && content.column > LogicColumn::activity;
  };
  const auto result_of = [&](std::size_t box) { return static_cast<std::size_t>(model.boxes[box].content().gain); };
  for (std::size_t b = 0; b < model.boxes.size(); ++b) {
    const auto& content = model.boxes[b].content();
    if (result_of(b) > 0) {
      gain.results[result_of(b) - 1].push_back(b);
    } else if (content.collaborative && content.column == LogicColumn::activity) {
      gain.activities.push_back(b);
    }
  }
  // What is met first on every way onwards; benefits stop the walk, so that the second half begins at them. After a
  // result there are no more benefits, only further results.
  const auto follow = [&](std::size_t start) {
    std::set<std::size_t> benefits;
    std::set<std::size_t> results;
    std::set<std::pair<std::size_t, bool>> seen;
    std::vector<std::pair<std::size_t, bool>> left{{start, false}};
    while (!left.empty()) {
      const auto [at, past_result] = left.back();
      left.pop_back();
      for (const auto arrow : model.boxes[at].out) {
        const auto to = model.arrows[arrow].to;
        const bool past = past_result || result_of(to) > 0;
        if (!seen.insert({to, past}).second) continue;
        if (result_of(to) > 0) {
          results.insert(result_of(to) - 1);
        } else if (is_benefit(to) && !past) {
          benefits.insert(to);
          continue;
        }
        left.emplace_back(to, past);
      }
    }
    for (const auto one : benefits) gain.to_benefit.emplace_back(start, one);
    for (const auto one : results) gain.to_result.emplace_back(start, one);
    return benefits;
  };
  std::set<std::size_t> reached;
  for (const auto one : gain.activities) reached.merge(follow(one));
  for (std::size_t b = 0; b < model.boxes.size(); ++b) {
    if (reached.contains(b)) reached.merge(follow(b));  // benefits lead on to later ones only
  }
  gain.benefits.assign(reached.begin(), reached.end());
  return gain;
}

std::vector<bool> connected_with(const LogicModel& model, std::size_t box) {
  std::vector<bool> after(model.boxes.size());
  auto before = after;
  after[box] = before[box] = true;
  for (std::size_t b = 0; b < model.boxes.size(); ++b) {
    for (const auto arrow : model.boxes[b].out) after[model.arrows[arrow].to] = after[model.arrows[arrow].to] || after[b];
  }
  for (std::size_t b = model.boxes.size(); b-- > 0;) {
    for (const auto arrow : model.boxes[b].out) before[b] = before[b] || before[model.arrows[arrow].to];
  }
  for (std::size_t b = 0; b < after.size(); ++b) after[b] = after[b] || before[b];
  return after;
}

}  // namespace outturn::decide
