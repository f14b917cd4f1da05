#include "web/outcomes/outcome_sections.h"

#include <algorithm>

#include "record/agreement.h"
#include "record/decision.h"
#include "record/gain_plan.h"
#include "record/logic_model.h"
#include "record/outcome.h"
#include "web/serving/parse.h"

namespace outturn::web {
namespace {

template <class T>
bool has_or_may_fill(const Visit& visit, const workspace::Record& outcome) {
  const auto all = visit.workspace().referring<T>(outcome, "outcome");
  const bool any = std::any_of(all.begin(), all.end(), [&](const auto* one) { return visit.may(access::Act::read, *one->kind, one); });
  return any || visit.may(access::Act::add, record::kind_of<T>());
}

bool once_signed_one(const Visit& visit, const workspace::Record& outcome) {
  const auto all = visit.workspace().referring<record::Agreement>(outcome, "outcome");
  return std::any_of(all.begin(), all.end(), [&](const auto* one) { return reads_a_version(visit, *one); });
}

}  // namespace

bool reads_a_version(const Visit& visit, const workspace::Record& agreement) {
  const auto all = visit.workspace().referring<record::AgreementVersion>(agreement, "agreement");
  return std::any_of(all.begin(), all.end(), [&](const auto* one) { return one->template as<record::AgreementVersion>().made.value_or(visit.view.day()) <= visit.view.day() && reads(visit, one); });
}

std::string outcome_address(const Visit& visit, const workspace::Record& outcome, std::string_view rest) {
  return visit.link("/outcomes/" + percent_encoded(outcome.id) + std::string(rest));
}

std::vector<NavigationItem> outcome_sections(const Visit& visit, const workspace::Record& outcome, std::string_view current) {
  std::vector<NavigationItem> all{{.text = visit.say("outcome.overview"), .address = visit.link_to(outcome), .current = current == "overview"}};
  const auto offer = [&](std::string_view name, bool shown) {
    if (!shown && current != name) return;
    all.push_back({.text = visit.say("outcome.section." + std::string(name)), .address = outcome_address(visit, outcome, "/" + std::string(name)), .current = current == name});
  };
  offer("answers", true);
  offer("logic", has_or_may_fill<record::LogicBox>(visit, outcome));
  offer("decision", has_or_may_fill<record::DecisionRound>(visit, outcome));
  offer("agreement", has_or_may_fill<record::Agreement>(visit, outcome) || once_signed_one(visit, outcome));
  offer("gain", has_or_may_fill<record::GainPlan>(visit, outcome));
  if (visit.may(access::Act::read_history, *outcome.kind, &outcome)) {
    all.push_back({.text = visit.say("overview.history"), .address = visit.link("/history/outcome/" + percent_encoded(outcome.id))});
  }
  return all;
}

Layout outcome_frame(const Visit& visit, const workspace::Record& outcome, std::string title, std::string_view current) {
  auto layout = frame(visit, std::move(title), "/outcomes");
  layout.breadcrumbs = {{.text = visit.say("outcomes.title"), .address = visit.link("/outcomes")},
                        {.text = outcome.title(visit.words.language()), .address = visit.link_to(outcome)}};
  layout.sections_name = visit.say("outcome.sections");
  layout.sections = outcome_sections(visit, outcome, current);
  return layout;
}

const workspace::Record* outcome_of(const Visit& visit) { return visit.readable<record::Outcome>(visit.parameter("id")); }

}  // namespace outturn::web
