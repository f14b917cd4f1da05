#include "chain/overlap.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace outturn::chain {
namespace {

std::vector<std::string> common(const record::References& one, const record::References& other) {
  std::vector<std::string> both;
  for (const auto& reference : one) {
    if (std::find(other.begin(), other.end(), reference) != other.end()) both.push_back(reference.id);
  }
  return both;
}

/// The pots of a partnership, one a line; the lines of two languages belong together in their order.
std::vector<record::Localised> pots_of(const Partnership& partnership) {
  std::vector<record::Localised> all;
  for (const auto& [language, text] : partnership.pots.texts) {
    std::size_t at = 0;
    for (const auto line : base::split(text, '\n')) {
      const auto name = base::trimmed(line);
      if (name.empty()) continue;
      if (at == all.size()) all.emplace_back();
      all[at++].set(language, std::string(name));
    }
  }
  return all;
}

bool same_pot(const record::Localised& one, const record::Localised& other) {
  return std::any_of(one.texts.begin(), one.texts.end(), [&](const auto& named) {
    const auto theirs = other.exactly(named.first);
    return !theirs.empty() && base::folded(named.second) == base::folded(theirs);
  });
}

std::vector<record::Localised> common_pots(const Partnership& one, const Partnership& other) {
  if (one.pots.empty() || other.pots.empty()) return {};
  auto both = pots_of(one);
  const auto theirs = pots_of(other);
  std::erase_if(both, [&](const record::Localised& pot) {
    return std::none_of(theirs.begin(), theirs.end(), [&](const record::Localised& their) { return same_pot(pot, their); });
  });
  return both;
}

}  // namespace

bool Overlap::is_grave(const Partnership& one, const Partnership& other) const {
  const auto smaller = std::min(one.members.size(), other.members.size());
  const bool same_members = members.size() >= 2 && members.size() * 2 >= smaller;
  const bool same_work = !outcomes.empty() || !places.empty();
  const bool same_people = same_members || posts.size() >= 2;
  return int{same_work} + int{same_people} + int{!pots.empty()} >= 2;
}

Overlap overlap(const Record& first, const Record& second) {
  const auto& one = first.as<Partnership>();
  const auto& other = second.as<Partnership>();
  return {.first = &first, .second = &second, .members = common(one.members, other.members), .outcomes = common(one.outcomes, other.outcomes),
          .places = common(one.places, other.places), .posts = common(one.posts, other.posts), .pots = common_pots(one, other)};
}

std::vector<const Record*> companions(const workspace::Workspace& space, const Record& partnership) {
  const auto by_slot = [](const Record* a, const Record* b) { return a->slot < b->slot; };
  std::set<const Record*, decltype(by_slot)> all(by_slot);
  const auto& body = partnership.as<Partnership>();
  const auto add = [&](const Record* named) {
    if (!named) return;
    for (const auto* other : referring<Partnership>(space, *named)) {
      if (other != &partnership) all.insert(other);
    }
  };
  for (const auto& outcome : body.outcomes) add(space.find<Outcome>(outcome.id));
  for (const auto& member : body.members) add(space.find<Organisation>(member.id));
  for (const auto& place : body.places) add(space.find<record::Place>(place.id));
  for (const auto& post : body.posts) add(space.find<record::Post>(post.id));
  return {all.begin(), all.end()};
}

std::vector<Overlap> overlaps(const workspace::View& view) {
  std::vector<Overlap> all;
  view.workspace().each<Partnership>([&](const Record& later, const Partnership& body) {
    if (body.draft) return;
    for (const auto* earlier : companions(view.workspace(), later)) {
      if (earlier->slot >= later.slot) continue;
      auto both = overlap(*earlier, later);
      if (both.is_grave(earlier->as<Partnership>(), body)) all.push_back(std::move(both));
    }
  });
  const auto weight = [](const Overlap& one) { return one.members.size() + one.outcomes.size() + one.places.size() + one.posts.size() + one.pots.size(); };
  std::stable_sort(all.begin(), all.end(), [&](const Overlap& a, const Overlap& b) { return weight(a) > weight(b); });
  return all;
}

}  // namespace outturn::chain
