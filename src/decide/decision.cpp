#include "decide/decision.h"

#include <algorithm>

#include "record/organisation.h"
#include "record/outcome.h"

namespace outturn::decide {
namespace {

using language::Sentence;
using record::Answer;
using record::DecisionAnswer;
using record::DecisionRound;
using workspace::Record;
using workspace::View;

Gate gate_of(record::Question question) {
  for (const auto& one : questions()) {
    const auto asks = one.asks();
    if (std::find(asks.begin(), asks.end(), question) != asks.end()) return one.gate;
  }
  return Gate::reality_check;
}

std::int64_t number_of(const Record& round) { return round.as<DecisionRound>().number.value_or(0); }

std::vector<const Record*> rounds_of(const View& view, const Record& outcome) {
  std::vector<const Record*> all;
  for (const auto* round : view.workspace().referring<DecisionRound>(outcome, "outcome")) {
    if (round->as<DecisionRound>().opened.value_or(view.day()) <= view.day()) all.push_back(round);
  }
  std::stable_sort(all.begin(), all.end(), [](const Record* a, const Record* b) { return number_of(*a) < number_of(*b); });
  return all;
}

/// Those who share the outcome: leads, co-owners, contributors. Who is consulted or in the way has no say in it.
std::vector<const Record*> parties_of(const View& view, const Record& outcome) {
  std::vector<const Record*> all;
  for (const auto* record : view.workspace().referring<record::Party>(outcome, "outcome")) {
    const auto& party = record->as<record::Party>();
    if (party.stance == record::Stance::inhibits || party.stance == record::Stance::is_consulted) continue;
    if (const auto* organisation = view.workspace().find<record::Organisation>(party.organisation.id)) all.push_back(organisation);
  }
  return all;
}

struct Counted {
  const Record* record{};
  std::int64_t round{};
};

/// All answers up to a round that still count, the newest of each question and organisation.
class Answers {
 public:
  Answers(const View& view, const std::vector<const Record*>& rounds, std::int64_t until) : view_(view), until_(until) {
    for (const auto* round : rounds) {
      const auto number = number_of(*round);
      if (number > until) break;
      const auto given = view.workspace().referring<DecisionAnswer>(*round, "round");
      for (const auto* record : given) {
        if (record->as<DecisionAnswer>().given.value_or(view.day()) <= view.day()) all_.push_back({record, number});
      }
    }
    for (const auto& one : all_) {
      const auto& answer = one.record->as<DecisionAnswer>();
      if (answer.organisation.empty() && answer.answer == Answer::yes && answer.reopens != record::Reopens::none) {
        reopenings_.push_back({static_cast<Gate>(static_cast<int>(answer.reopens) - 1), one.round});
      }
    }
  }

  /// The newest answer that counts, or one without a record.
  Given of(record::Question question, const Record* organisation) const {
    const auto gate = gate_of(question);
    Given best{.organisation = organisation};
    for (const auto& [record, round] : all_) {
      const auto& answer = record->as<DecisionAnswer>();
      if (answer.question != question || answer.organisation.id != (organisation ? organisation->id : std::string_view{})) continue;
      if (gate == Gate::reality_check && round != until_) continue;
      if (is_reopened_since(gate, round)) continue;
      if (best.record && round < best.round) continue;
      best.record = record;
      best.answer = answer.answer;
      best.round = round;
      best.carried = round != until_;
    }
    return best;
  }

  /// Whether a reality check of this round or one before asks to look at the gate again and nobody has since.
  bool is_reopened_since(Gate gate, std::int64_t round) const {
    return gate != Gate::reality_check &&
           std::any_of(reopenings_.begin(), reopenings_.end(), [&](const auto& one) { return one.first <= gate && one.second >= round; });
  }

 private:
  const View& view_;
  std::int64_t until_;
  std::vector<Counted> all_;
  std::vector<std::pair<Gate, std::int64_t>> reopenings_;
};

Part part_of(const Answers& answers, record::Question question, const std::vector<const Record*>& parties) {
  Part part{.question = question, .agreed = answers.of(question, nullptr)};
  for (const auto* party : parties) {
    auto own = answers.of(question, party);
    if (own.record) {
      part.partners.push_back(own);
    } else {
      part.silent.push_back(party);
    }
  }
  return part;
}

Stand stand_of(const Question& question, const std::vector<Part>& parts) {
  bool all = true;
  for (const auto& part : parts) {
    const bool answered = part.agreed.record && part.agreed.answer != Answer::not_yet;
    if (answered && part.agreed.answer != question.goes_on()) return Stand::stands_in_the_way;
    all = all && answered;
  }
  return all ? Stand::goes_on : Stand::open;
}

void note_gates(Decision& decision, const Answers& answers) {
  const auto now = decision.round ? number_of(*decision.round) : 0;
  for (const auto gate : gates) {
    auto& state = decision.gates[static_cast<std::size_t>(gate)];
    state.gate = gate;
    std::size_t of_gate = 0;
    bool any = false;
    for (const auto& one : decision.questions) {
      if (one.question->gate != gate) continue;
      ++of_gate;
      if (one.stand != Stand::open) ++state.answered;
      if (one.stand == Stand::stands_in_the_way) ++state.in_the_way;
      any = any || std::any_of(one.parts.begin(), one.parts.end(), [](const Part& part) { return part.agreed.record || !part.partners.empty(); });
    }
    state.stand = state.in_the_way > 0                                  ? GateStand::held
                  : state.answered == of_gate                           ? GateStand::passed
                  : decision.round && answers.is_reopened_since(gate, now) ? GateStand::reopened
                  : any                                                 ? GateStand::unfinished
                                                                        : GateStand::not_begun;
  }
}

bool passed(const Decision& decision, Gate gate) { return decision.gates[static_cast<std::size_t>(gate)].stand == GateStand::passed; }

Phase phase_of(const Decision& decision) {
  if (!decision.round) return Phase::not_begun;
  switch (decision.ending) {
    case record::Ending::proceed: return Phase::proceeding;
    case record::Ending::work_alone: return Phase::working_alone;
    case record::Ending::stop: return Phase::stopped;
    case record::Ending::open: break;
  }
  bool alone = false;
  bool stop = false;
  for (const auto& one : decision.questions) {
    if (one.stand != Stand::stands_in_the_way) continue;
    if (one.question->consequence == Consequence::reconsider) return Phase::reconsider;
    alone = alone || one.question->consequence == Consequence::work_alone;
    stop = stop || one.question->consequence == Consequence::stop;
  }
  if (alone) return Phase::advised_to_work_alone;
  if (stop) return Phase::advised_to_stop;
  if (!passed(decision, Gate::preconditions) || !passed(decision, Gate::reality_check)) return Phase::further_work;
  if (!passed(decision, Gate::feasibility)) return Phase::ready_to_engage;
  return passed(decision, Gate::likelihood) ? Phase::ready_to_manage : Phase::ready_to_plan;
}

language::Phrases question_phrase(std::string_view key) { return {Sentence{.key = std::string(key)}}; }
std::string key_of(const Question& question) { return "decide.question." + std::string(question.code); }
std::string key_of(record::Question question) { return "record.decision_answer.question." + code_of(question); }

language::Texts name_of(const Record& organisation) { return organisation.as<record::Organisation>().name.texts; }

void note_what_is_missing(Decision& decision, base::Day day) {
  const auto say = [&](std::string key, std::vector<language::NamedValue> values) { decision.missing.push_back({std::move(key), std::move(values)}); };
  for (const auto& one : decision.questions) {
    for (const auto& part : one.parts) {
      const auto question = question_phrase(key_of(part.question));
      if (!part.agreed.record) {
        say(part.partners.empty() || !part.silent.empty() ? "decide.missing.agreed" : "decide.missing.agreed_only", {{"question", question}});
      } else if (part.agreed.answer == Answer::not_yet) {
        say("decide.missing.not_yet", {{"question", question}});
      }
      if (part.agreed.record && !part.agreed.carried) {
        language::Phrases silent;
        for (const auto* party : part.silent) silent.push_back({"decide.name", {{"name", name_of(*party)}}});
        if (!silent.empty()) {
          const auto count = static_cast<std::int64_t>(silent.size());
          say("decide.missing.silent", {{"question", question}, {"names", std::move(silent)}, {"count", count}});
        }
      }
      const auto* content = part.agreed.content();
      const bool in_the_way = content && part.agreed.answer != Answer::not_yet && part.agreed.answer != one.question->goes_on();
      if (!in_the_way || one.question->gate == Gate::reality_check) continue;
      if (content->to_change.empty()) {
        say("decide.missing.plan", {{"question", question}});
      } else if (content->due && *content->due < day) {
        say("decide.missing.plan_late", {{"question", question}, {"due", *content->due}});
      }
    }
  }
  std::int64_t without_path = 0;
  for (const auto& tally : decision.readiness) without_path += static_cast<std::int64_t>(tally.without_path);
  if (without_path > 0) say("decide.missing.path", {{"count", without_path}});
  std::int64_t without_plan = 0;
  for (const auto* barrier : decision.barriers) {
    const auto& content = barrier->as<record::Barrier>();
    if (!content.managed && content.plan.empty()) ++without_plan;
  }
  if (without_plan > 0) say("decide.missing.barrier_plan", {{"count", without_plan}});
  if (decision.phase >= Phase::ready_to_plan && decision.phase <= Phase::proceeding && decision.options.empty()) say("decide.missing.options", {});
}

void note_verdict(Decision& decision, base::Day day) {
  std::int64_t go_on = 0;
  std::int64_t held = 0;
  for (const auto& one : decision.questions) {
    if (one.question->gate == Gate::reality_check) continue;
    if (one.stand == Stand::goes_on) ++go_on;
    if (one.stand == Stand::stands_in_the_way) ++held;
  }
  decision.verdict = {"decide.verdict." + std::string(text_of(decision.phase)), {{"go_on", go_on}, {"held", held}}};
  if (const auto* round = decision.content()) {
    decision.verdict.values.push_back({"round", round->number.value_or(0)});
    if (round->ended && decision.ending != record::Ending::open) decision.verdict.values.push_back({"ended", *round->ended});
    if (decision.phase == Phase::working_alone && round->check_again) {
      decision.check_is_due = *round->check_again <= day;
      decision.verdict.key += decision.check_is_due ? "_due" : "";
      decision.verdict.values.push_back({"check_again", *round->check_again});
    }
  }
  for (const auto& one : decision.questions) {
    if (one.stand != Stand::stands_in_the_way) continue;
    decision.consequences.push_back({"decide.because", {{"question", question_phrase(key_of(*one.question))},
                                                        {"answer", question_phrase("record.decision_answer.answer." + std::string(one.question->gate == Gate::reality_check ? "yes" : "no"))},
                                                        {"consequence", question_phrase("decide.consequence." + std::string(text_of(one.question->consequence)))}}});
  }
}

std::vector<ReadinessTally> readiness_of(const View& view, const std::vector<const Record*>& rounds, std::int64_t until) {
  const auto item_of = [](const Record& record) { return record::readiness_codes.at(static_cast<std::size_t>(record.as<record::Readiness>().item)); };
  std::vector<ReadinessTally> all;
  for (const auto& group : readiness_groups()) {
    ReadinessTally tally{.group = &group};
    for (const auto code : record::readiness_codes) {
      if (!code.starts_with(group.prefix)) continue;
      ReadinessTally::Item item{.code = std::string(code)};
      for (const auto* round : rounds) {
        if (number_of(*round) > until) break;
        for (const auto* record : view.workspace().referring<record::Readiness>(*round, "round")) {
          if (item_of(*record) != code) continue;
          if (record->as<record::Readiness>().organisation.empty()) {
            item.agreed = record;
          } else {
            item.partners.push_back(record);
          }
        }
      }
      if (item.agreed) {
        const auto& content = item.agreed->as<record::Readiness>();
        ++(content.state == record::InPlace::in_place ? tally.in_place : content.state == record::InPlace::partial ? tally.partial : tally.absent);
        if (content.state != record::InPlace::in_place && (content.path.empty() || !content.due)) ++tally.without_path;
      }
      tally.items.push_back(std::move(item));
    }
    all.push_back(std::move(tally));
  }
  return all;
}

}  // namespace

std::string_view text_of(GateStand stand) {
  constexpr std::array codes{"not_begun", "unfinished", "passed", "held", "reopened"};
  return codes.at(static_cast<std::size_t>(stand));
}

std::string_view text_of(Phase phase) {
  constexpr std::array codes{"not_begun",       "further_work",  "reconsider",      "advised_to_stop", "advised_to_work_alone", "ready_to_engage",
                             "ready_to_plan",   "ready_to_manage", "proceeding",    "working_alone",   "stopped"};
  return codes.at(static_cast<std::size_t>(phase));
}

bool Part::partners_differ() const {
  return agreed.record && std::any_of(partners.begin(), partners.end(), [&](const Given& one) { return one.answer != agreed.answer; });
}

Decision decision_of(const View& view, const Record& outcome, std::int64_t round_number) {
  Decision decision{.outcome = &outcome, .rounds = rounds_of(view, outcome), .parties = parties_of(view, outcome)};
  for (const auto* round : decision.rounds) {
    if (round_number == 0 || number_of(*round) == round_number) decision.round = round;
  }
  if (const auto* round = decision.content(); round && round->ended.value_or(view.day()) <= view.day()) decision.ending = round->ending;
  const auto until = decision.round ? number_of(*decision.round) : 0;
  const Answers answers(view, decision.rounds, until);
  for (const auto& question : questions()) {
    QuestionStand one{.question = &question};
    for (const auto asked : question.asks()) one.parts.push_back(part_of(answers, asked, decision.parties));
    one.stand = stand_of(question, one.parts);
    decision.questions.push_back(std::move(one));
  }
  note_gates(decision, answers);
  decision.phase = phase_of(decision);
  for (const auto* round : decision.rounds) {
    if (number_of(*round) > until) break;
    for (const auto* option : view.workspace().referring<record::DecisionOption>(*round, "round")) decision.options.push_back(option);
  }
  decision.comparison = compared(decision.options, decision.round ? decision.content()->threshold.value_or(0) : 0);
  decision.readiness = readiness_of(view, decision.rounds, until);
  decision.barriers = view.workspace().referring<record::Barrier>(outcome, "outcome");
  note_verdict(decision, view.day());
  if (decision.round && decision.ending == record::Ending::open) note_what_is_missing(decision, view.day());
  return decision;
}

}  // namespace outturn::decide
