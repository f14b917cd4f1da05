#include "chain/examiner.h"

#include <algorithm>
#include <set>

#include "chain/links.h"
#include "chain/overlap.h"
#include "chain/rules.h"
#include "record/keeping.h"

namespace outturn::chain {
namespace {

using workspace::Workspace;

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

struct Change {
  const Record* before{};  ///< nullptr = new
  const Record* after{};
};

std::vector<Change> changes(const Workspace& before, const Workspace& after) {
  std::vector<Change> all;
  for (const auto& kind : record::kinds()) {
    const auto old = before.count(kind);
    for (workspace::Slot slot = 0; slot < after.count(kind); ++slot) {
      const auto* now = &after.at(kind, slot);
      const auto* then = slot < old ? &before.at(kind, slot) : nullptr;
      if (now != then) all.push_back({then, now});
    }
  }
  return all;
}

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

/// Indicators of which a figure came, went or was withdrawn.
std::set<workspace::Slot> moved_indicators(const Workspace& before, const Workspace& after) {
  std::set<workspace::Slot> moved;
  std::vector<workspace::Slot> switched;  // batches withdrawn in one state and not in the other
  std::set_symmetric_difference(before.withdrawn_batches().begin(), before.withdrawn_batches().end(), after.withdrawn_batches().begin(),
                                after.withdrawn_batches().end(), std::back_inserter(switched));
  for (std::size_t s = 0; s < after.panel().series_count(); ++s) {
    const auto& series = after.panel().series(s);
    const bool touched = s >= before.panel().series_count() || &before.panel().series(s) != &series;
    if (touched || (!switched.empty() && std::any_of(series.rows.begin(), series.rows.end(), [&](const workspace::Row& row) {
          return std::binary_search(switched.begin(), switched.end(), row.batch);
        }))) {
      moved.insert(series.key.indicator);
    }
  }
  return moved;
}

}  // namespace

std::shared_ptr<const Examined> Examiner::examine(const workspace::View& view) {
  const std::lock_guard lock(mutex_);
  const auto position = view.workspace().position();
  if (latest_ && !view.as_of() && latest_->workspace == view.shared() && position == position_ && latest_->day == view.day()) return latest_;
  if (view.as_of() || (latest_ && (position < position_ || view.day() < latest_->day))) {
    Examined whole{.workspace = view.shared(), .day = view.day(), .findings = {}};
    for (auto& finding : all_findings(view)) whole.findings.push_back(std::make_shared<const Finding>(std::move(finding)));
    return std::make_shared<const Examined>(std::move(whole));
  }
  const bool can_go_on = latest_ && latest_->day == view.day() && latest_->workspace != view.shared();
  if (!can_go_on || !advance(view)) start(view);
  assemble(view);
  return latest_;
}

void Examiner::start(const workspace::View& view) {
  subjects_ = 0;
  names_ = indicators_by_name(view.workspace());
  by_rule_.assign(rules().size(), {});
  Examination here(view);
  here.know_names(names_);
  for (std::size_t r = 0; r < rules().size(); ++r) {
    view.workspace().each(*record::kind(rules()[r].about), [&](const Record& subject) {
      ++subjects_;
      here.run(rules()[r], subject);
      auto found = here.take();
      if (found.empty()) return;
      auto& kept = by_rule_[r].emplace_hint(by_rule_[r].end(), subject.slot, Found{})->second;
      for (auto& finding : found) kept.push_back(std::make_shared<const Finding>(std::move(finding)));
    });
  }
}

bool Examiner::advance(const workspace::View& view) {
  const auto& before = *latest_->workspace;
  const auto& after = view.workspace();
  const auto changed = changes(before, after);
  if (changed.size() > many || std::any_of(changed.begin(), changed.end(), [](const Change& one) { return concerns_all(*one.after->kind); })) return false;
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
      if (const auto* person = after.find<record::Person>(now->as<record::Appointment>().person.id)) reach.add_around(*person, 2);
    }
    if (now->kind == &record::kind_of<Partnership>()) {
      for (const auto* state : {then, now}) {
        if (!state) continue;
        for (const auto* other : companions(after, *state)) reach.add(other);
      }
    }
    if (now->kind == &record::kind_of<Indicator>()) {
      std::vector<std::string> keys;
      if (then && !then->retired) {
        keys.push_back(name_key(then->as<Indicator>()));
        std::erase(names_[keys.back()], now->slot);
      }
      if (!now->retired) {
        keys.push_back(name_key(now->as<Indicator>()));
        auto& slots = names_[keys.back()];
        slots.insert(std::lower_bound(slots.begin(), slots.end(), now->slot), now->slot);
      }
      for (const auto& key : keys) {
        for (const auto slot : names_[key]) reach.add(&after.at(*now->kind, slot));
      }
    }
  }
  for (const auto slot : moved_indicators(before, after)) {
    const auto& indicator = after.at(record::kind_of<Indicator>(), slot);
    reach.add(&indicator);
    reach.add_around(indicator, 1);
  }
  subjects_ = reach.reached().size();
  for (const auto* subject : reach.reached()) examine_again(view, *subject);
  return true;
}

void Examiner::examine_again(const workspace::View& view, const Record& subject) {
  Examination here(view);
  here.know_names(names_);
  for (std::size_t r = 0; r < rules().size(); ++r) {
    if (rules()[r].about != subject.kind->code) continue;
    by_rule_[r].erase(subject.slot);
    if (subject.retired) continue;
    here.run(rules()[r], subject);
    auto found = here.take();
    if (found.empty()) continue;
    auto& kept = by_rule_[r][subject.slot];
    for (auto& finding : found) kept.push_back(std::make_shared<const Finding>(std::move(finding)));
  }
}

void Examiner::assemble(const workspace::View& view) {
  Examined all{.workspace = view.shared(), .day = view.day(), .findings = {}};
  for (const auto& of_rule : by_rule_) {
    for (const auto& [slot, found] : of_rule) all.findings.insert(all.findings.end(), found.begin(), found.end());
  }
  latest_ = std::make_shared<const Examined>(std::move(all));
  position_ = view.workspace().position();
}

}  // namespace outturn::chain
