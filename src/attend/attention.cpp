#include "attend/attention.h"

#include <algorithm>
#include <map>
#include <set>

#include "chain/examiner.h"
#include "quality/freshness.h"
#include "record/outcome.h"
#include "track/judge.h"
#include "track/rollup.h"

namespace outturn::attend {
namespace {

using language::Phrases;
using language::Sentence;
using record::Indicator;
using workspace::Record;
using workspace::View;

const Indicator& measured(const track::Status& status) { return status.indicator->as<Indicator>(); }

language::NamedValue name_of(const track::Status& status) { return {"indicator", measured(status).name.texts}; }

/// Counts commitments once, whatever number of gaps each has.
Promises promises_of(const View& view, const Record& outcome, const std::vector<chain::Finding>& findings) {
  Promises promises{.commitments = static_cast<int>(view.workspace().referring<record::Commitment>(outcome).size())};
  std::set<const Record*> led_by_nobody;
  for (const auto& finding : findings) {
    if (finding.code == "nobody_leads") promises.nobody_leads = true;
    if (finding.code == "promise_undated") ++promises.undated;
    if (finding.code == "promise_without_lead" || finding.code == "lead_not_party" || finding.code == "lead_no_longer_exists") {
      led_by_nobody.insert(finding.records.front());
    }
  }
  promises.led_by_nobody = static_cast<int>(led_by_nobody.size());
  return promises;
}

/// Milestones of all series, and how many were missed.
std::pair<int, int> milestones_of(const std::vector<track::Status>& statuses) {
  int missed = 0;
  int all = 0;
  for (const auto& status : statuses) {
    for (const auto& verdict : status.other_targets) {
      if (verdict.target->as<record::Target>().kind != record::TargetKind::milestone) continue;
      ++all;
      missed += verdict.code == track::StatusCode::missed;
    }
  }
  return {missed, all};
}

class Weighing {
 public:
  Weighing(const View& view, const Record& outcome, std::vector<track::Status> statuses, std::vector<chain::Finding> findings)
      : view_(view), answer_{.outcome = &outcome, .statuses = std::move(statuses), .findings = std::move(findings)} {}

  Attention weigh() {
    track::parts_taken_out(answer_.statuses);  // a part speaks for its own place, not for the outcome
    answer_.promises = promises_of(view_, *answer_.outcome, answer_.findings);
    std::stable_sort(answer_.statuses.begin(), answer_.statuses.end(), [](const auto& a, const auto& b) {
      return std::pair(target_points(a), moved_away_points(measured(a), a)) > std::pair(target_points(b), moved_away_points(measured(b), b));
    });
    weigh_target();
    weigh_movement();
    weigh_promises();
    weigh_milestones();
    weigh_missing_targets();
    weigh_age();
    answer_.group = group_of(answer_.points, milestones_of(answer_.statuses).second > 0);
    std::stable_sort(answer_.reasons.begin(), answer_.reasons.end(), [](const auto& a, const auto& b) { return a.points > b.points; });
    answer_.steps = steps();
    if (!answer_.steps.empty()) answer_.next_step = answer_.steps.front().sentence;
    return std::move(answer_);
  }

 private:
  void give(Part part, int points, Sentence why) {
    answer_.points[part] = points;
    if (points > 0) answer_.reasons.push_back({part, points, std::move(why)});
  }

  /// The series with the most points by `points_of`, first among equals; nullptr when there is no series.
  template <class PointsOf>
  const track::Status* most(PointsOf points_of) const {
    const track::Status* found = nullptr;
    for (const auto& status : answer_.statuses) {
      if (!found || points_of(status) > points_of(*found)) found = &status;
    }
    return found;
  }

  void weigh_target() {
    if (answer_.statuses.empty()) return give(Part::target, no_verdict_points, {"attend.reason.no_indicator"});
    const auto& worst = answer_.statuses.front();
    give(Part::target, target_points(worst), {"attend.reason.status", {name_of(worst), {"sentence", Phrases{worst.sentence}}}});
  }

  void weigh_movement() {
    const auto points_of = [](const track::Status& status) { return moved_away_points(measured(status), status); };
    const auto* found = most(points_of);
    if (!found || !found->change) return;
    give(Part::moved_away, points_of(*found),
         {"attend.reason.moved_away", {name_of(*found), {"change", Phrases{track::change_sentence(measured(*found), *found->change)}}}});
  }

  void weigh_promises() {
    const auto& promises = answer_.promises;
    answer_.points[Part::promises] = promises_points(promises);
    const int leaderless = leaderless_points(promises);
    if (leaderless > 0) {
      const bool is_each_led = promises.commitments > 0 && promises.led_by_nobody == 0;
      answer_.reasons.push_back({Part::promises, leaderless, {is_each_led ? "attend.reason.nobody_leads_the_whole" : "attend.reason.nobody_leads"}});
    }
    const language::NamedValue count{"count", std::int64_t{promises.commitments}};
    const int of_promises = answer_.points[Part::promises] - leaderless;
    if (of_promises == 0) return;
    if (promises.commitments == 0) {
      answer_.reasons.push_back({Part::promises, of_promises, {"attend.reason.no_promises"}});
    } else if (promises.undated >= promises.led_by_nobody) {
      const auto* key = promises.undated == promises.commitments ? "attend.reason.all_undated" : "attend.reason.undated";
      answer_.reasons.push_back({Part::promises, of_promises, {key, {count, {"undated", std::int64_t{promises.undated}}}}});
    } else {
      answer_.reasons.push_back({Part::promises, of_promises, {"attend.reason.led_by_nobody", {count, {"unled", std::int64_t{promises.led_by_nobody}}}}});
    }
  }

  void weigh_milestones() {
    const auto [missed, all] = milestones_of(answer_.statuses);
    give(Part::milestones, milestone_points(missed, all),
         {"attend.reason.milestones", {{"missed", std::int64_t{missed}}, {"count", std::int64_t{all}}}});
  }

  void weigh_missing_targets() {
    std::set<const Record*> indicators;
    std::set<const Record*> without;
    for (const auto& status : answer_.statuses) {
      if (!status.target && status.indicator->as<record::Indicator>().watched) continue;  // nobody wants a target for it
      indicators.insert(status.indicator);
      if (!status.target) without.insert(status.indicator);
    }
    if (indicators.empty() && !answer_.statuses.empty()) return;
    const auto count = static_cast<int>(indicators.size());
    const auto missing = static_cast<int>(without.size());
    const auto* key = count == 0 ? "attend.reason.nothing_to_promise" : missing == count ? "attend.reason.no_target_at_all" : "attend.reason.no_target";
    give(Part::no_target, no_target_points(missing, count), {key, {{"without", std::int64_t{missing}}, {"count", std::int64_t{count}}}});
  }

  void weigh_age() {
    const auto* found = most(old_figures_points);
    if (!found) return give(Part::old_figures, weights.back(), {"attend.reason.no_figures"});
    if (!found->freshness) return give(Part::old_figures, old_figures_points(*found), {"attend.reason.no_figures_of", {name_of(*found)}});
    const auto& fresh = *found->freshness;
    auto settled = *found;
    settled.open_questions = 0;
    if (old_figures_points(settled) < old_figures_points(*found)) {
      return give(Part::old_figures, old_figures_points(*found),
                  {"attend.reason.questioned", {name_of(*found), {"count", static_cast<std::int64_t>(found->open_questions)}}});
    }
    if (fresh.days_late > 0) {
      return give(Part::old_figures, old_figures_points(*found),
                  {"attend.reason.late_figures", {name_of(*found), {"freshness", Phrases{quality::freshness_sentence(fresh)}}}});
    }
    const auto months = static_cast<std::int64_t>(fresh.days_old / days_in_a_month);
    give(Part::old_figures, old_figures_points(*found), {"attend.reason.old_figures", {name_of(*found), {"period", fresh.period}, {"months", months}}});
  }

  /// What somebody can do today, each with the points that it could take away.
  std::vector<Step> steps() const {
    const auto& points = answer_.points;
    const auto& promises = answer_.promises;
    std::vector<Step> all;
    const auto offer = [&](int worth, Sentence sentence) {
      if (worth > 0) all.push_back({worth, std::move(sentence)});
    };
    if (answer_.statuses.empty()) {
      offer(points[Part::target], {"attend.next.add_indicator"});
    } else if (const auto& worst = answer_.statuses.front(); worst.code == track::StatusCode::worse) {
      offer(points[Part::target], {"attend.next.explain_worse", {name_of(worst)}});
    } else if (worst.target && worst.code != track::StatusCode::cannot_tell && worst.code != track::StatusCode::too_early) {
      const bool is_likely_kept = worst.probability && *worst.probability >= track::on_course_from;
      if (!is_likely_kept) offer(points[Part::target], {"attend.next.review_target", {name_of(worst)}});
    }
    offer(points[Part::milestones], {"attend.next.review"});
    const int leaderless = leaderless_points(promises);
    offer(leaderless, {"attend.next.name_a_lead"});
    const int of_promises = points[Part::promises] - leaderless;
    if (promises.commitments == 0) {
      offer(of_promises, {"attend.next.ask_for_promises"});
    } else if (promises.undated >= promises.led_by_nobody) {
      offer(of_promises, {"attend.next.date_promises", {{"undated", std::int64_t{promises.undated}}}});
    } else {
      offer(of_promises, {"attend.next.settle_leads", {{"unled", std::int64_t{promises.led_by_nobody}}}});
    }
    for (const auto& status : answer_.statuses) {
      if (status.target || status.indicator->as<record::Indicator>().watched) continue;
      offer(points[Part::no_target], {"attend.next.propose_target", {name_of(status)}});
      break;
    }
    const auto* oldest = most(old_figures_points);
    if (oldest && oldest->open_questions > 0) offer(points[Part::old_figures], {"attend.next.answer_questions", {name_of(*oldest)}});
    else if (oldest) offer(points[Part::old_figures], {"attend.next.chase_figures", {name_of(*oldest)}});
    std::stable_sort(all.begin(), all.end(), [](const Step& a, const Step& b) { return a.points > b.points; });
    return all;
  }

  const View& view_;
  Attention answer_;
};

/// Keys of sentences that more than half of the outcomes have.
template <class SentencesOf>
std::set<std::string> common_keys(const std::vector<Attention>& outcomes, SentencesOf sentences_of) {
  constexpr std::size_t fewest_to_compare = 4;
  std::set<std::string> common;
  if (outcomes.size() < fewest_to_compare) return common;
  std::map<std::string, std::size_t> count;
  for (const auto& one : outcomes) {
    std::set<std::string> keys;
    for (const auto& each : sentences_of(one)) keys.insert(each.sentence.key);
    for (const auto& key : keys) ++count[key];
  }
  for (const auto& [key, outcomes_with_it] : count) {
    if (2 * outcomes_with_it > outcomes.size()) common.insert(key);
  }
  return common;
}

/// What nearly all outcomes share tells least about one of them.
void put_common_last(std::vector<Attention>& outcomes) {
  const auto common_reasons = common_keys(outcomes, [](const Attention& one) { return one.reasons; });
  const auto common_steps = common_keys(outcomes, [](const Attention& one) { return one.steps; });
  for (auto& one : outcomes) {
    std::stable_partition(one.reasons.begin(), one.reasons.end(), [&](const Reason& reason) {
      return reason.part == Part::target || !common_reasons.contains(reason.sentence.key);
    });
    std::stable_partition(one.steps.begin(), one.steps.end(), [&](const Step& step) { return !common_steps.contains(step.sentence.key); });
    if (!one.steps.empty()) one.next_step = one.steps.front().sentence;
  }
}

Sentence lead_of(const std::vector<Attention>& outcomes) {
  if (outcomes.empty()) return {"attend.lead.nothing"};
  const auto act = std::count_if(outcomes.begin(), outcomes.end(), [](const auto& a) { return a.group == Group::act; });
  const bool is_calm = act == 0 && std::all_of(outcomes.begin(), outcomes.end(), [](const auto& a) { return a.group == Group::rest; });
  return {is_calm ? "attend.lead.calm" : act == 0 ? "attend.lead.none" : "attend.lead.some",
          {{"count", static_cast<std::int64_t>(act)},
           {"total", static_cast<std::int64_t>(outcomes.size())},
           {"outcome", outcomes.front().outcome->as<record::Outcome>().title.texts}}};
}

}  // namespace

Attention attention_for(const View& view, const Record& outcome) {
  return Weighing(view, outcome, track::statuses_of_outcome(view, outcome), chain::findings_about(view, outcome)).weigh();
}

std::vector<Attention> in_order(const View& view) { return in_order(view, *track::Judge().judge(view), *chain::Examiner().examine(view)); }

std::vector<Attention> in_order(const View& view, const track::Judged& judged, const chain::Examined& examined) {
  std::vector<Attention> all;
  view.workspace().each<record::Outcome>([&](const Record& outcome, const record::Outcome&) {
    all.push_back(Weighing(view, outcome, judged.of_outcome(outcome), examined.about(outcome)).weigh());
  });
  std::stable_sort(all.begin(), all.end(), [](const Attention& a, const Attention& b) {
    if (a.group != b.group) return a.group < b.group;  // outcomes without milestones can reach fewer points, and are judged by fewer
    return std::pair(a.points.total(), a.points[Part::target]) > std::pair(b.points.total(), b.points[Part::target]);
  });
  put_common_last(all);
  return all;
}

std::vector<NewFigures> newest_figures(const track::Judged& judged, std::size_t most) {
  std::vector<const track::Status*> news;
  judged.each([&](const track::Status& status) {
    const auto& publication = status.publication;
    if (!publication || publication->is_first || !publication->newest || publication->added + publication->revised + publication->removed == 0) return;
    news.push_back(&status);
  });
  std::stable_sort(news.begin(), news.end(), [](const auto* a, const auto* b) { return a->publication->known_from > b->publication->known_from; });
  std::set<const Record*> told;  // of a measure with parts, the whole or the newest part
  std::erase_if(news, [&](const auto* status) { return !told.insert(status->indicator).second; });
  if (news.size() > most) news.resize(most);
  std::vector<NewFigures> all;
  for (const auto* status : news) {
    all.push_back({*status, track::change_sentence(measured(*status), *status->publication->newest), track::publication_sentence(*status->publication)});
  }
  return all;
}

Today today(const View& view, const track::Judged& judged, const chain::Examined& examined, std::size_t most_new) {
  Today answer{.outcomes = in_order(view, judged, examined), .newest = newest_figures(judged, most_new)};
  answer.lead = lead_of(answer.outcomes);
  return answer;
}

Today today(const View& view, std::size_t most_new) { return today(view, *track::Judge().judge(view), *chain::Examiner().examine(view), most_new); }

void write_json(base::JsonWriter& out, const Attention& attention, const language::Words& words) {
  out.begin_object().member("outcome", attention.outcome->id).member("group", text_of(attention.group)).key("points").begin_object();
  for (std::size_t part = 0; part < part_count; ++part) {
    out.key(text_of(static_cast<Part>(part))).integer(attention.points.parts[part]);
  }
  out.key("total").integer(attention.points.total()).end_object().key("reasons").begin_array();
  for (const auto& reason : attention.reasons) {
    out.begin_object().member("part", text_of(reason.part)).key("points").integer(reason.points);
    out.member("sentence", say(words, reason.sentence)).end_object();
  }
  out.end_array().key("next_step");
  if (attention.next_step) out.text(say(words, *attention.next_step));
  else out.null();
  out.key("steps").begin_array();
  for (const auto& step : attention.steps) out.begin_object().key("points").integer(step.points).member("sentence", say(words, step.sentence)).end_object();
  out.end_array().end_object();
}

}  // namespace outturn::attend
