#include "chain/broker.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "record/contribution.h"
#include "record/graph.h"

namespace outturn::chain {
namespace {

constexpr std::size_t shortest_word = 5;
constexpr std::size_t most_words_named = 4;
/// A word that more than one promise in twelve uses tells nothing about any of them. Ours.
constexpr std::size_t common_share = 12;

using Ids = std::set<std::string, std::less<>>;
using Words = std::set<std::string>;

void note(Ids& ids, const record::Reference& reference) {
  if (!reference.empty()) ids.insert(reference.id);
}
void note(Ids& ids, const record::References& references) {
  for (const auto& reference : references) note(ids, reference);
}

Ids common(const Ids& one, const Ids& other) {
  Ids both;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(), std::inserter(both, both.end()));
  return both;
}

/// What one organisation has to do with things of which the outcome has some, too.
struct Ties {
  std::vector<const Record*> offers;
  std::vector<const Record*> measures;          ///< promises that name an indicator of the outcome
  std::vector<const Record*> sounding;          ///< promises in the same words
  std::map<std::string, std::size_t> words;     ///< how many of them use it
  Ids groups;
  Ids places;
};

class Broker {
 public:
  Broker(const workspace::View& view, const Record& outcome) : view_(view), space_(view.workspace()), outcome_(outcome) {}

  std::vector<Suggestion> suggest() {
    learn_outcome();
    learn_words();
    tie_promises();
    tie_offers();
    tie_places();
    std::vector<Suggestion> all;
    for (const auto& [slot, ties] : ties_) {
      const auto& organisation = space_.at(record::kind_of<Organisation>(), slot);
      if (organisation.retired || taking_part_.contains(organisation.id)) continue;
      if (auto one = suggestion(organisation, ties); !one.reasons.empty()) all.push_back(std::move(one));
    }
    std::stable_sort(all.begin(), all.end(), [](const Suggestion& a, const Suggestion& b) { return a.points > b.points; });
    return all;
  }

 private:
  void learn_outcome() {
    const auto& body = outcome_.as<Outcome>();
    const auto learn = [&](std::string_view text) {
      for (auto& word : telling_words(text)) words_.insert(std::move(word));
    };
    learn(body.title.in("en"));
    learn(body.description.in("en"));
    for (const auto* record : space_.referring<Indicator>(outcome_)) {
      indicators_.insert(record->id);
      learn(record->as<Indicator>().name.in("en"));
      note_groups(*record, groups_);
    }
    for (const auto* record : space_.referring<Party>(outcome_)) {
      note(taking_part_, record->as<Party>().organisation);
      learn(record->as<Party>().contribution.in("en"));
    }
    for (const auto* record : space_.referring<Commitment>(outcome_)) {
      note(taking_part_, record->as<Commitment>().lead);
      note(taking_part_, record->as<Commitment>().parties);
    }
    for (const auto* record : referring<record::Link>(space_, outcome_)) note(taking_part_, record->as<record::Link>().organisation);
    for (const auto* record : referring<record::Partnership>(space_, outcome_)) note(places_, record->as<record::Partnership>().places);
    for (const auto* record : referring<record::GovernanceBody>(space_, outcome_)) note(places_, record->as<record::GovernanceBody>().place);
    if (const auto* home = workspace::country(view_)) places_.erase(home->id);
  }

  void note_groups(const Record& indicator, Ids& into) const {
    for (const auto* target : space_.referring<Target>(indicator)) note(into, target->as<Target>().group);
  }

  /// Leaves the words of the outcome that only few promises use.
  void learn_words() {
    std::map<std::string, std::size_t> uses;
    std::size_t promises = 0;
    space_.each<Commitment>([&](const Record& record, const Commitment& promise) {
      ++promises;
      auto& used = used_[record.slot];
      for (auto& word : telling_words(promise.text.in("en"))) {
        if (!words_.contains(word)) continue;
        ++uses[word];
        used.push_back(std::move(word));
      }
    });
    const auto limit = std::max<std::size_t>(promises / common_share, 3);
    std::erase_if(words_, [&](const std::string& word) { return uses[word] > limit; });
  }

  template <class Visit>
  void each_named(const Commitment& promise, Visit visit) {
    Ids named;
    note(named, promise.lead);
    note(named, promise.parties);
    for (const auto& id : named) {
      const auto* organisation = space_.find<Organisation>(id);
      if (organisation && !taking_part_.contains(id)) visit(ties_[organisation->slot]);
    }
  }

  void tie_promises() {
    space_.each<Commitment>([&](const Record& record, const Commitment& promise) {
      std::vector<std::string> words;
      for (const auto& word : used_[record.slot]) {
        if (words_.contains(word)) words.push_back(word);
      }
      bool names_measure = false;
      Ids groups;
      for (const auto& reference : promise.indicators) {
        names_measure = names_measure || indicators_.contains(reference.id);
        const auto* indicator = groups_.empty() ? nullptr : space_.find<Indicator>(reference.id);
        if (indicator) note_groups(*indicator, groups);
      }
      groups = common(groups, groups_);
      if (words.empty() && !names_measure && groups.empty()) return;
      each_named(promise, [&](Ties& ties) {
        if (names_measure) ties.measures.push_back(&record);
        ties.groups.insert(groups.begin(), groups.end());
        // One word in common is chance; two, or one that several of its promises share, are not.
        for (const auto& word : words) ++ties.words[word];
        if (words.size() > 1) ties.sounding.push_back(&record);
      });
    });
  }

  void tie_offers() {
    space_.each<record::Support>([&](const Record& record, const record::Support& support) {
      const bool stands = !support.draft && support.form == record::SupportForm::offer && !support.settled && (!support.until || view_.day() <= *support.until);
      const auto* organisation = stands ? space_.find<Organisation>(support.organisation.id) : nullptr;
      if (organisation && support.outcome.id == outcome_.id) ties_[organisation->slot].offers.push_back(&record);
    });
  }

  void tie_places() {
    if (places_.empty()) return;
    const auto tie = [&](const record::References& members, const Ids& places) {
      const auto both = common(places, places_);
      if (both.empty()) return;
      for (const auto& member : members) {
        if (const auto* organisation = space_.find<Organisation>(member.id)) ties_[organisation->slot].places.insert(both.begin(), both.end());
      }
    };
    space_.each<record::Partnership>([&](const Record&, const record::Partnership& partnership) {
      Ids places;
      if (!partnership.draft) note(places, partnership.places);
      tie(partnership.members, places);
    });
    space_.each<record::GovernanceBody>([&](const Record&, const record::GovernanceBody& body) {
      Ids places;
      if (!body.draft) note(places, body.place);
      tie(body.members, places);
    });
  }

  template <class T>
  language::Phrases named(const Ids& ids) const {
    std::vector<const Record*> records;
    for (const auto& id : ids) {
      if (const auto* record = space_.find<T>(id)) records.push_back(record);
    }
    return names_of(records);
  }

  Suggestion suggestion(const Record& organisation, const Ties& ties) const {
    Suggestion one{.organisation = &organisation, .reasons = {}};
    const auto whole = [](std::size_t n) { return static_cast<std::int64_t>(n); };
    const auto rests_on = [&](const std::vector<const Record*>& records) {
      for (const auto* record : records) {
        if (std::find(one.records.begin(), one.records.end(), record) == one.records.end()) one.records.push_back(record);
      }
    };
    if (!ties.offers.empty()) {
      one.points += 20;
      one.reasons.push_back({"chain.broker.offers", {{"what", name_of(*ties.offers.front())}, {"count", whole(ties.offers.size())}}});
      rests_on(ties.offers);
    }
    if (!ties.measures.empty()) {
      one.points += 10 + static_cast<int>(std::min<std::size_t>(ties.measures.size(), 5));
      one.reasons.push_back({"chain.broker.measures", {{"count", whole(ties.measures.size())}, {"commitment", name_of(*ties.measures.front())}}});
      rests_on(ties.measures);
    }
    if (!ties.groups.empty()) {
      one.points += 6;
      one.reasons.push_back({"chain.broker.groups", {{"count", whole(ties.groups.size())}}});
    }
    if (!ties.places.empty()) {
      one.points += 4;
      one.reasons.push_back({"chain.broker.places", {{"places", named<record::Place>(ties.places)}}});
    }
    if (!ties.sounding.empty()) {
      std::vector<std::pair<std::size_t, std::string>> by_use;
      for (const auto& [word, uses] : ties.words) by_use.emplace_back(uses, word);
      std::stable_sort(by_use.begin(), by_use.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
      if (by_use.size() > most_words_named) by_use.resize(most_words_named);
      language::Phrases words;
      for (const auto& [uses, word] : by_use) words.push_back({"chain.name", {{"name", word}}});
      one.points += static_cast<int>(std::min<std::size_t>(ties.sounding.size() + by_use.size(), 9));
      one.reasons.push_back({"chain.broker.words", {{"count", whole(ties.sounding.size())}, {"words", std::move(words)}, {"commitment", name_of(*ties.sounding.front())}}});
      rests_on(ties.sounding);
    }
    return one;
  }

  const workspace::View& view_;
  const workspace::Workspace& space_;
  const Record& outcome_;
  Ids taking_part_, indicators_, groups_, places_;
  Words words_;
  std::map<workspace::Slot, std::vector<std::string>> used_;  ///< words of the outcome that a commitment uses
  std::map<workspace::Slot, Ties> ties_;                      ///< by organisation
};

}  // namespace

std::vector<std::string> telling_words(std::string_view text) {
  const auto plain = base::folded(text);
  std::vector<std::string> words;
  std::string word;
  for (const char letter : plain + " ") {
    const bool is_letter = (letter >= 'a' && letter <= 'z') || (static_cast<unsigned char>(letter) & 0x80) != 0;
    if (is_letter) {
      word += letter;
      continue;
    }
    if (word.size() >= shortest_word && std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    word.clear();
  }
  return words;
}

std::vector<Suggestion> suggestions(const workspace::View& view, const Record& outcome) { return Broker(view, outcome).suggest(); }

}  // namespace outturn::chain
