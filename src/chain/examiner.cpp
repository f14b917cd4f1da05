#include "chain/examiner.h"

#include <algorithm>
#include <set>

#include "chain/links.h"
#include "chain/overlap.h"
#include "chain/rivals.h"
#include "chain/rules.h"
#include "record/agreement.h"
#include "record/keeping.h"
#include "record/priority.h"
#include "record/returns.h"
#include "workspace/difference.h"

namespace outturn::chain {
namespace {

using workspace::Slot;
using workspace::Workspace;

/// So many subjects share a piece of what is found: a change copies one piece, and a state holds a list of pieces.
constexpr Slot subjects_together = 256;

std::size_t number_of(const record::Kind& kind) { return static_cast<std::size_t>(&kind - record::kinds().data()); }

/// More changes than these at once (an import) are examined whole.
constexpr std::size_t many = 500;

bool is_any_of(const record::Kind& kind, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), kind.code) != codes.end();
}

/// What everything hangs on: a change there may affect anything.
bool concerns_all(const record::Kind& kind) { return is_any_of(kind, {"installation", "place", "group"}); }
/// Of which no rule reads a thing.
bool concerns_nothing(const record::Kind& kind) {
  return is_any_of(kind, {"source", "dimension", "category", "framework", "framework_label", "batch"});
}
/// What many refer to that have nothing else to do with each other: no way leads through it.
bool parts_ways(const record::Kind& kind) { return kind.code == "organisation" || concerns_all(kind) || concerns_nothing(kind); }

/// The records of a state that something may affect.
class Reach {
 public:
  explicit Reach(const Workspace& space) : space_(space) {}

  void add(const Record* record) {
    if (record) reached_.insert(record);
  }
  /// The records that this one names or that name it, one step, or two where the way does not part.
  void add_around(const Record& record, int steps) {
    for (const auto* next : neighbours(record)) {
      add(next);
      if (steps > 1 && !parts_ways(*next->kind)) add_around(*next, steps - 1);
    }
  }
  const std::set<const Record*>& reached() const { return reached_; }

 private:
  std::vector<const Record*> neighbours(const Record& record) const {
    std::vector<const Record*> all;
    for (const auto& field : record.kind->fields) {
      if (field.refers_to.empty()) continue;
      const auto& kind = *record::kind(field.refers_to);
      const auto name = [&](const record::Reference& reference) {
        if (const auto* found = space_.find(kind, reference.id)) all.push_back(found);
      };
      const auto value = field.read(record.body.get());
      if (const auto* one = std::get_if<record::Reference>(&value)) name(*one);
      if (const auto* more = std::get_if<record::References>(&value)) std::for_each(more->begin(), more->end(), name);
    }
    if (record.kind->code == "person" || !concerns_nothing(*record.kind)) {
      const auto* now = space_.find(*record.kind, record.id);
      for (const auto& kind : record::kinds()) {
        if (!now) break;
        const auto some = space_.referring(*now, kind);
        all.insert(all.end(), some.begin(), some.end());
      }
    }
    return all;
  }

  const Workspace& space_;
  std::set<const Record*> reached_;
};

/// Those who had the indicator's name, and those who have it now; and keeps the index of names.
void reach_namesakes(Reach& reach, const Workspace& after, Examination::ByName& names, const Record* then, const Record& now) {
  std::vector<std::string> keys;
  if (then && !then->retired) {
    keys.push_back(name_key(then->as<Indicator>()));
    std::erase(names[keys.back()], now.slot);
  }
  if (!now.retired) {
    keys.push_back(name_key(now.as<Indicator>()));
    auto& slots = names[keys.back()];
    slots.insert(std::lower_bound(slots.begin(), slots.end(), now.slot), now.slot);
  }
  for (const auto& key : keys) {
    for (const auto slot : names[key]) reach.add(&after.at(*now.kind, slot));
  }
}

}  // namespace

std::vector<Finding> Examined::about(const Record& record) const {
  const auto& of_kind = about_[number_of(*record.kind)];
  std::vector<Finding> all;
  if (record.slot >= of_kind.size() || !of_kind[record.slot]) return all;
  for (const auto& kept : *of_kind[record.slot]) all.push_back(*kept.finding);
  return all;
}

struct Examiner::Moved {
  std::map<const record::Kind*, std::vector<Slot>> looked_at;  ///< ascending
  std::map<std::pair<std::size_t, Slot>, Piece> named;         ///< by kind and slot: what is said of it now; empty = only something of before

  void name(const Finding& finding, const Kept* kept) {
    std::vector<const Record*> once;
    for (const auto* record : finding.records) {
      if (std::find(once.begin(), once.end(), record) != once.end()) continue;
      once.push_back(record);
      auto& said = named[{number_of(*record->kind), record->slot}];
      if (kept) said.push_back(*kept);
    }
  }
  bool was_looked_at(const Kept& kept) const {
    const auto found = looked_at.find(record::kind(rules()[kept.rule].about));
    return found != looked_at.end() && std::binary_search(found->second.begin(), found->second.end(), kept.subject);
  }
};

std::shared_ptr<const Examined> Examiner::examine(const workspace::View& view) {
  const std::lock_guard lock(mutex_);
  const auto position = view.workspace().position();
  if (latest_ && !view.as_of() && latest_->shared() == view.shared() && position == position_ && latest_->day() == view.day()) return latest_;
  if (view.as_of() || (latest_ && (position < position_ || view.day() < latest_->day()))) {
    State once;
    start(once, view);
    return assembled(once, view);
  }
  const bool can_go_on = latest_ && latest_->day() == view.day() && latest_->shared() != view.shared();
  if (!can_go_on || !advance(state_, view)) start(state_, view);
  latest_ = assembled(state_, view);
  position_ = position;
  return latest_;
}

/// Examines these subjects of one piece, and puts what is found in the place of what was.
void Examiner::look(State& state, Examination& here, const record::Kind& kind, std::span<const Slot> slots, Moved& moved) {
  const auto piece = slots.front() / subjects_together;
  for (std::uint32_t r = 0; r < rules().size(); ++r) {
    if (rules()[r].about != kind.code) continue;
    auto& pieces = state.by_rule[r];
    if (pieces.size() <= piece) pieces.resize(piece + 1);
    static const Piece nothing;
    const auto& before = pieces[piece] ? *pieces[piece] : nothing;
    Piece after;
    bool differs = false;
    auto old = before.begin();
    for (const auto slot : slots) {
      for (; old != before.end() && old->subject < slot; ++old) after.push_back(*old);
      for (; old != before.end() && old->subject == slot; ++old) {
        moved.name(*old->finding, nullptr);
        differs = true;
      }
      const auto& subject = here.workspace().at(kind, slot);
      if (subject.retired) continue;
      here.run(rules()[r], subject);
      for (auto& finding : here.take()) {
        after.push_back({r, slot, std::make_shared<const Finding>(std::move(finding))});
        moved.name(*after.back().finding, &after.back());
        differs = true;
      }
    }
    if (!differs) continue;
    after.insert(after.end(), old, before.end());
    pieces[piece] = after.empty() ? nullptr : std::make_shared<const Piece>(std::move(after));
  }
}

/// Tells each record that was or is named what is now said of it.
void Examiner::tell(State& state, const Workspace& space, Moved& moved) {
  state.about.resize(record::kinds().size());
  const auto earlier = [](const Kept& a, const Kept& b) { return std::pair(a.rule, a.subject) < std::pair(b.rule, b.subject); };
  for (auto& [place, said] : moved.named) {
    auto& of_kind = state.about[place.first];
    while (of_kind.size() < space.count(record::kinds()[place.first])) of_kind.push_back(nullptr);
    std::stable_sort(said.begin(), said.end(), earlier);
    if (const auto& before = of_kind[place.second]) {
      const auto said_now = said.size();
      std::copy_if(before->begin(), before->end(), std::back_inserter(said), [&](const Kept& kept) { return !moved.was_looked_at(kept); });
      std::inplace_merge(said.begin(), said.begin() + static_cast<std::ptrdiff_t>(said_now), said.end(), earlier);
    }
    of_kind.edit(place.second) = said.empty() ? nullptr : std::make_shared<const Piece>(std::move(said));
  }
}

void Examiner::start(State& state, const workspace::View& view) {
  const auto& space = view.workspace();
  subjects_ = 0;
  state = {.names = indicators_by_name(space), .by_rule = std::vector<std::vector<std::shared_ptr<const Piece>>>(rules().size()), .about = {}};
  Examination here(view);
  here.know_names(state.names);
  Moved moved;
  for (const auto& kind : record::kinds()) {
    if (std::none_of(rules().begin(), rules().end(), [&](const Rule& rule) { return rule.about == kind.code; })) continue;
    std::vector<Slot> slots;
    for (Slot slot = 0; slot < space.count(kind); ++slot) {
      slots.push_back(slot);
      if (slots.size() < subjects_together && slot + 1 < space.count(kind)) continue;
      look(state, here, kind, slots, moved);
      subjects_ += slots.size();
      slots.clear();
    }
  }
  tell(state, space, moved);
}

bool Examiner::advance(State& state, const workspace::View& view) {
  const auto& before = latest_->workspace();
  const auto& after = view.workspace();
  const auto changed = workspace::record_changes(before, after);
  if (changed.size() > many || std::any_of(changed.begin(), changed.end(), [](const workspace::RecordChange& one) { return concerns_all(*one.after->kind); })) return false;
  Reach reach(after);
  for (const auto& [then, now] : changed) {
    if (concerns_nothing(*now->kind)) continue;
    reach.add(now);
    reach.add_around(*now, 2);
    if (then) reach.add_around(*then, 2);
    if (now->kind == &record::kind_of<Organisation>()) {  // whoever leads is named as the one who can mend what hangs on the outcome
      for (const auto* party : after.referring<Party>(*now)) {
        if (const auto* outcome = after.find<Outcome>(party->as<Party>().outcome.id)) reach.add_around(*outcome, 1);
      }
    }
    if (now->kind == &record::kind_of<record::Appointment>()) {  // who left may have acknowledged something
      for (const auto* state_then : {then, now}) {
        const auto* person = state_then ? after.find<record::Person>(state_then->as<record::Appointment>().person.id) : nullptr;
        if (person) reach.add_around(*person, 2);
      }
    }
    if (now->kind == &record::kind_of<record::ReturnVerdict>()) {  // over its sending and its return to the duty, which may be late again
      if (const auto* sending = after.find<record::ReturnSending>(now->as<record::ReturnVerdict>().sending.id)) reach.add_around(*sending, 2);
    }
    if (now->kind == &record::kind_of<record::Priority>() || now->kind == &record::kind_of<Outcome>()) {  // the whole government's are counted together
      after.each(record::kind_of<record::Installation>(), [&](const Record& one) { reach.add(&one); });
    }
    if (now->kind == &record::kind_of<Outcome>()) {  // what is found of something that belongs to it names it, however far the subject
      for (const auto& kind : record::kinds()) {
        for (const auto* own : after.referring(*now, kind)) {
          const auto& of_kind = state.about[number_of(kind)];
          if (own->slot >= of_kind.size() || !of_kind[own->slot]) continue;
          for (const auto& kept : *of_kind[own->slot]) reach.add(&after.at(*record::kind(rules()[kept.rule].about), kept.subject));
        }
      }
    }
    if (now->kind == &record::kind_of<Partnership>()) {
      for (const auto* state_then : {then, now}) {
        if (!state_then) continue;
        for (const auto* other : companions(after, *state_then)) reach.add(other);
      }
    }
    for (const auto* state_then : {then, now}) {
      if (!state_then) continue;
      for (const auto* agreement : rivals(after, *state_then)) reach.add(agreement);
    }
    if (now->kind == &record::kind_of<Definition>()) {
      for (const auto* state_then : {then, now}) {
        const auto* indicator = state_then ? after.find<Indicator>(state_then->as<Definition>().indicator.id) : nullptr;
        if (!indicator) continue;
        const auto named = state.names.find(name_key(indicator->as<Indicator>()));
        for (const auto slot : named == state.names.end() ? std::vector<Slot>{} : named->second) reach.add(&after.at(*indicator->kind, slot));
      }
    }
    if (now->kind == &record::kind_of<Indicator>()) reach_namesakes(reach, after, state.names, then, *now);
  }
  for (const auto slot : workspace::moved_indicators(before, after)) {
    const auto& indicator = after.at(record::kind_of<Indicator>(), slot);
    reach.add(&indicator);
    reach.add_around(indicator, 1);
    for (const auto* target : after.referring<Target>(indicator)) {  // on which the consequences of an agreement may rest
      for (const auto* clause : after.referring<record::Clause>(*target)) reach.add(after.find<record::Agreement>(clause->as<record::Clause>().agreement.id));
    }
  }
  Moved moved;
  for (const auto* subject : reach.reached()) moved.looked_at[subject->kind].push_back(subject->slot);
  Examination here(view);
  here.know_names(state.names);
  for (auto& [kind, slots] : moved.looked_at) {
    std::sort(slots.begin(), slots.end());
    for (auto first = slots.begin(); first != slots.end();) {
      const auto last = std::find_if(first, slots.end(), [&](Slot slot) { return slot / subjects_together != *first / subjects_together; });
      look(state, here, *kind, {first, last}, moved);
      first = last;
    }
  }
  tell(state, after, moved);
  subjects_ = reach.reached().size();
  return true;
}

std::shared_ptr<const Examined> Examiner::assembled(const State& state, const workspace::View& view) {
  auto all = std::make_shared<Examined>();
  all->workspace_ = view.shared();
  all->day_ = view.day();
  all->about_ = state.about;
  for (const auto& of_rule : state.by_rule) {
    for (const auto& piece : of_rule) {
      if (!piece) continue;
      all->pieces_.push_back(piece);
      all->size_ += piece->size();
    }
  }
  return all;
}

}  // namespace outturn::chain
