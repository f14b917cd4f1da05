#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "quality/amount.h"
#include "record/measure.h"
#include "record/outcome.h"
#include "web/gain/gain_page.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

/// A text that a sentence of the room gain names: a place, several of them, the measure or a period, else as it is.
std::string name_in_words(const Visit& visit, const std::string& text) {
  const auto& workspace = visit.workspace();
  if (workspace.find<record::Place>(text)) return place_name(visit, text);
  if (const auto* indicator = workspace.find<record::Indicator>(text)) return indicator->title(visit.words.language());
  if (const auto period = base::Period::parse(text); period && period->text() == text) return visit.words.period(*period);
  if (text.find(", ") == std::string::npos && !text.ends_with(" …")) return text;
  auto rest = std::string_view(text);
  const bool more = rest.ends_with(" …");
  if (more) rest.remove_suffix(std::string_view(" …").size());
  std::string all;
  for (const auto part : base::split(rest, ',')) {
    const std::string id(base::trimmed(part));
    if (!workspace.find<record::Place>(id)) return text;
    all += (all.empty() ? "" : ", ") + place_name(visit, id);
  }
  return more ? all + " …" : all;
}

}  // namespace

std::string place_name(const Visit& visit, const std::string& id) {
  const auto* place = visit.workspace().find<record::Place>(id);
  return place && visit.may(access::Act::read, *place->kind, place) ? place->title(visit.words.language()) : id;
}

language::Sentence named(const Visit& visit, language::Sentence sentence) {
  for (auto& [name, value] : sentence.values) {
    if (auto* text = std::get_if<std::string>(&value)) *text = name_in_words(visit, *text);
    if (auto* phrases = std::get_if<language::Phrases>(&value)) {
      for (auto& one : *phrases) one = named(visit, std::move(one));
    }
  }
  return sentence;
}

std::string difference_text(const Visit& visit, const record::Indicator& indicator, double difference, int decimals) {
  auto amount = quality::difference_of(indicator, std::abs(difference));
  amount.value = std::abs(difference);
  amount.decimals = decimals;
  return visit.say(difference < 0 ? "gain.amount.lower" : "gain.amount.higher", {{"size", language::say(visit.words, amount)}});
}

std::string money_text(const Visit& visit, const record::GainPlan& plan, double amount) {
  const double size = std::abs(amount);
  const bool millions = size >= 999'500;
  const auto number = visit.words.number(millions ? size / 1e6 : size >= 1000 ? std::round(size / 100) * 100 : size, millions ? 1 : 0);
  const auto text = visit.say(millions ? "gain_page.money_millions" : "gain_page.money", {{"currency", plan.currency}, {"amount", number}});
  const bool nothing = millions ? false : std::round(size) == 0;
  return amount < 0 && !nothing ? "\xE2\x88\x92" + std::string(base::trimmed(text)) : std::string(base::trimmed(text));
}

std::string standing_text(const Visit& visit, const record::GainStudy& study) {
  if (study.confirmatory) return visit.say("gain_page.confirmatory_why");
  static constexpr std::string_view known[]{"not_published", "plan_late", "plan_changed", "other_method"};
  const bool said = std::find(std::begin(known), std::end(known), study.departure) != std::end(known);
  return visit.say("gain_page.departure." + (said ? study.departure : std::string("not_published")));
}

std::optional<ShownValue> shown_of_gain_study(const Visit& visit, const workspace::Record& record, std::string_view field) {
  if (record.kind != &record::kind_of<record::GainStudy>()) return {};
  const auto& study = record.as<record::GainStudy>();
  if (field == "departure") return ShownValue{.lines = {{.text = standing_text(visit, study)}}};
  if (field != "result") return {};
  ShownValue shown;
  if (const auto answer = gain::stored_answer(study.result)) shown.lines.push_back({.text = visit.say(named(visit, answer->answer.sentence))});
  const auto* plan = visit.readable<record::GainPlan>(study.plan.id);
  const auto* outcome = plan ? visit.readable<record::Outcome>(plan->as<record::GainPlan>().outcome.id) : nullptr;
  if (!outcome) return shown;
  const auto which = "?study=" + percent_encoded(record.id);
  shown.links.push_back({visit.say("gain_page.open_study"), gain_address(visit, *outcome, which, plan)});
  shown.links.push_back({visit.say("gain_page.as_json"), outcome_address(visit, *outcome, "/gain.json" + which + "&plan=" + percent_encoded(plan->id))});
  return shown;
}

std::string gain_address(const Visit& visit, const workspace::Record& outcome, std::string_view rest, const workspace::Record* plan) {
  std::string path = "/gain" + std::string(rest);
  if (plan) path += (path.find('?') == std::string::npos ? "?plan=" : "&plan=") + percent_encoded(plan->id);
  return outcome_address(visit, outcome, path);
}

}  // namespace outturn::web
