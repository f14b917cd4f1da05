#include "web/answers/partnership.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "record/measure.h"

namespace outturn::web {

using record::Commitment;
using workspace::Record;

namespace {

/// The organisations that a commitment names, its lead among them, each once.
std::vector<const Record*> named_in(const Visit& visit, const Commitment& commitment) {
  std::vector<const Record*> named;
  const auto add = [&](const record::Reference& reference) {
    if (reference.empty()) return;
    const auto* found = visit.readable<record::Organisation>(reference.id);
    if (found && std::find(named.begin(), named.end(), found) == named.end()) named.push_back(found);
  };
  add(commitment.lead);
  for (const auto& party : commitment.parties) add(party);
  return named;
}

std::vector<const Record*> readable_commitments(const Visit& visit) {
  std::vector<const Record*> all;
  visit.workspace().each(record::kind_of<Commitment>(), [&](const Record& one) {
    if (visit.may(access::Act::read, *one.kind, &one)) all.push_back(&one);
  });
  return all;
}

std::string sorting_name(const Visit& visit, const Record& record) { return base::folded(record.title(visit.words.language())); }

}  // namespace

Partnership partnership_of(const Visit& visit, const Record& organisation) {
  Partnership all{.organisation = &organisation};
  std::map<const Record*, Shared> partners;
  std::map<workspace::Slot, Bearing> bearings;  // no_slot = promises tied to no outcome
  std::set<workspace::Slot> measures;
  for (const auto* party : visit.workspace().referring<record::Party>(organisation, "organisation")) {
    if (!visit.may(access::Act::read, *party->kind, party)) continue;
    const auto* outcome = visit.readable<record::Outcome>(party->as<record::Party>().outcome.id);
    if (!outcome) continue;
    auto& bearing = bearings[outcome->slot];
    bearing.outcome = outcome;
    bearing.party = party;
  }
  for (const auto* record : visit.workspace().referring<Commitment>(organisation)) {
    if (!visit.may(access::Act::read, *record->kind, record)) continue;
    const auto& commitment = record->as<Commitment>();
    const bool leads = commitment.lead.id == organisation.id;
    (leads ? all.led : all.shared).push_back(record);
    for (const auto* partner : named_in(visit, commitment)) {
      if (partner == &organisation) continue;
      auto& shared = partners[partner];
      shared.partner = partner;
      ++shared.together;
      if (leads) ++shared.led_here;
      if (commitment.lead.id == partner->id) ++shared.led_there;
    }
    bool tied = false;
    for (const auto& reference : commitment.outcomes) {
      const auto* outcome = visit.readable<record::Outcome>(reference.id);
      if (!outcome) continue;
      tied = true;
      auto& bearing = bearings[outcome->slot];
      bearing.outcome = outcome;
      (leads ? bearing.led : bearing.shared).push_back(record);
    }
    if (!tied) (leads ? bearings[workspace::no_slot].led : bearings[workspace::no_slot].shared).push_back(record);
    for (const auto& reference : commitment.indicators) {
      if (const auto* indicator = visit.readable<record::Indicator>(reference.id)) measures.insert(indicator->slot);
    }
  }
  for (const auto& [partner, shared] : partners) all.partners.push_back(shared);
  std::sort(all.partners.begin(), all.partners.end(), [&](const Shared& a, const Shared& b) {
    if (a.together != b.together) return a.together > b.together;
    return std::pair(sorting_name(visit, *a.partner), a.partner->slot) < std::pair(sorting_name(visit, *b.partner), b.partner->slot);
  });
  for (auto& [slot, bearing] : bearings) all.bearings.push_back(std::move(bearing));
  for (const auto slot : measures) all.measures.push_back(&visit.workspace().at(record::kind_of<record::Indicator>(), slot));
  return all;
}

std::vector<Share> shares(const Visit& visit) {
  std::map<const Record*, Share> counted;
  std::map<const Record*, std::set<std::string>> outcomes;
  visit.workspace().each(record::kind_of<record::Organisation>(), [&](const Record& organisation) {
    if (visit.may(access::Act::read, *organisation.kind, &organisation)) counted[&organisation].organisation = &organisation;
  });
  for (const auto* record : readable_commitments(visit)) {
    const auto& commitment = record->as<Commitment>();
    for (const auto* organisation : named_in(visit, commitment)) {
      const auto found = counted.find(organisation);
      if (found == counted.end()) continue;  // no longer in force
      ++(commitment.lead.id == organisation->id ? found->second.led : found->second.shared);
      for (const auto& outcome : commitment.outcomes) {
        if (visit.readable<record::Outcome>(outcome.id)) outcomes[organisation].insert(outcome.id);
      }
    }
  }
  visit.workspace().each(record::kind_of<record::Party>(), [&](const Record& record) {
    if (!visit.may(access::Act::read, *record.kind, &record)) return;
    const auto& party = record.as<record::Party>();
    const auto* organisation = visit.readable<record::Organisation>(party.organisation.id);
    if (organisation && visit.readable<record::Outcome>(party.outcome.id)) outcomes[organisation].insert(party.outcome.id);
  });
  std::vector<std::pair<std::string, Share>> named;
  for (auto& [organisation, share] : counted) {
    share.outcomes = static_cast<int>(outcomes[organisation].size());
    named.emplace_back(sorting_name(visit, *organisation), share);
  }
  std::sort(named.begin(), named.end(), [](const auto& a, const auto& b) {
    const auto first = a.second.led + a.second.shared;
    const auto second = b.second.led + b.second.shared;
    return first != second ? first > second : std::pair(a.first, a.second.organisation->slot) < std::pair(b.first, b.second.organisation->slot);
  });
  std::vector<Share> all;
  for (auto& [name, share] : named) all.push_back(share);
  return all;
}

std::vector<Pair> closest_pairs(const Visit& visit, std::size_t most) {
  std::map<std::pair<workspace::Slot, workspace::Slot>, Pair> counted;
  for (const auto* record : readable_commitments(visit)) {
    auto named = named_in(visit, record->as<Commitment>());
    std::sort(named.begin(), named.end(), [](const Record* a, const Record* b) { return a->slot < b->slot; });
    for (std::size_t i = 0; i < named.size(); ++i) {
      for (std::size_t j = i + 1; j < named.size(); ++j) {
        auto& pair = counted[{named[i]->slot, named[j]->slot}];
        pair.first = named[i];
        pair.second = named[j];
        ++pair.together;
      }
    }
  }
  std::vector<Pair> all;
  for (const auto& [slots, pair] : counted) all.push_back(pair);
  std::stable_sort(all.begin(), all.end(), [](const Pair& a, const Pair& b) { return a.together > b.together; });
  if (all.size() > most) all.resize(most);
  return all;
}

}  // namespace outturn::web
