#include "web/outcomes/outcome_facts.h"

#include <algorithm>

#include "base/text.h"
#include "record/organisation.h"
#include "track/rollup.h"

namespace outturn::web {

using record::Commitment;
using record::Organisation;
using record::Party;
using record::Stance;

bool Taking::leads_by_record() const {
  if (!party) return false;
  const auto stance = party->as<Party>().stance;
  return stance == Stance::leads || stance == Stance::co_owns;
}

OutcomeFacts outcome_facts(const Visit& visit, const workspace::Record& outcome) {
  auto facts = outcome_promises(visit, outcome);
  facts.statuses = readable_statuses(visit, outcome);
  facts.parts = track::parts_taken_out(facts.statuses);
  return facts;
}

OutcomeFacts outcome_promises(const Visit& visit, const workspace::Record& outcome) {
  const auto& space = visit.workspace();
  OutcomeFacts facts{.outcome = &outcome, .statuses = {}, .commitments = {}, .parties = {}};
  const auto may_read = [&](const workspace::Record& record) { return visit.may(access::Act::read, *record.kind, &record); };
  const auto taking = [&](const record::Reference& reference) -> Taking* {
    const auto* organisation = reference.empty() ? nullptr : space.find<Organisation>(reference.id);
    if (!organisation || !may_read(*organisation)) return nullptr;
    auto found = std::find_if(facts.parties.begin(), facts.parties.end(), [&](const Taking& t) { return t.organisation == organisation; });
    if (found == facts.parties.end()) found = facts.parties.insert(found, Taking{.organisation = organisation});
    return &*found;
  };
  for (const auto* party : space.referring<Party>(outcome, "outcome")) {
    if (!may_read(*party)) continue;
    if (auto* one = taking(party->as<Party>().organisation)) one->party = party;
  }
  for (const auto* record : space.referring<Commitment>(outcome, "outcomes")) {
    if (!may_read(*record)) continue;
    const auto& commitment = record->as<Commitment>();
    facts.commitments.push_back(record);
    if (!commitment.due) ++facts.undated;
    if (auto* lead = taking(commitment.lead)) ++lead->leads;
    for (const auto& reference : commitment.parties) {
      if (reference == commitment.lead) continue;
      if (auto* one = taking(reference)) ++one->shares;
    }
  }
  std::stable_sort(facts.parties.begin(), facts.parties.end(), [](const Taking& a, const Taking& b) {
    const auto rank = [](const Taking& t) {
      return std::tuple(!t.leads_by_record(), -t.leads, -t.shares);
    };
    return rank(a) < rank(b);
  });
  return facts;
}

std::vector<const workspace::Record*> readable_outcomes(const Visit& visit) {
  std::vector<const workspace::Record*> all;
  visit.workspace().each(record::kind_of<record::Outcome>(), [&](const workspace::Record& record) {
    if (visit.may(access::Act::read, *record.kind, &record)) all.push_back(&record);
  });
  return all;
}

std::string area_key(const record::Outcome& outcome) { return base::slug(outcome.area.in("en")); }

std::string listed_names(const Visit& visit, const std::vector<std::string>& names, std::size_t most) {
  if (names.empty()) return {};
  const auto shown = names.size() <= most + 1 ? names.size() : most;  // "and 1 more" says less than the name
  auto out = names.front();
  for (std::size_t i = 1; i < shown; ++i) {
    const bool last = i + 1 == names.size();
    out = visit.say(last ? "language.list.last" : "language.list.next", {{"before", out}, {"next", names[i]}});
  }
  if (shown < names.size()) {
    out = visit.say("overview.and_more", {{"names", out}, {"count", static_cast<std::int64_t>(names.size() - shown)}});
  }
  return out;
}

std::string leads_text(const Visit& visit, const OutcomeFacts& facts, std::size_t most) {
  std::vector<std::string> names;
  for (const auto& one : facts.parties) {
    if (one.leads_by_record()) names.push_back(one.organisation->title(visit.words.language()));
  }
  return listed_names(visit, names, most);
}

std::string commitment_leads_text(const Visit& visit, const OutcomeFacts& facts, std::size_t most) {
  std::vector<std::string> names;
  for (const auto& one : facts.parties) {
    if (one.leads > 0) names.push_back(one.organisation->title(visit.words.language()));
  }
  return listed_names(visit, names, most);
}

}  // namespace outturn::web
