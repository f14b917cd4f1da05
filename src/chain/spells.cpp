#include "chain/spells.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "workspace/retelling.h"

namespace outturn::chain {
namespace {

using State = std::shared_ptr<const workspace::Workspace>;
/// Findings by what makes them the same on another day: rule, records, and which of several alike.
using ByName = std::map<std::string, Finding>;

/// Of an outcome in which half a government takes part, not every date is tried.
constexpr std::size_t most_looked_at = 500;

ByName found_on(const State& state, base::Day day, const record::Kind& kind, const std::string& id) {
  ByName all;
  const auto* record = state->find(kind, id);
  if (!record) return all;
  for (auto& finding : findings_about({state, day}, *record)) {
    std::string name(finding.code);
    for (const auto* one : finding.records) name += " " + one->kind->code + "/" + one->id;
    auto key = name;
    for (int twice = 2; all.contains(key); ++twice) key = name + " " + std::to_string(twice);
    all.emplace(std::move(key), std::move(finding));
  }
  return all;
}

bool same_names(const ByName& a, const ByName& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) { return one.first == other.first; });
}

/// The days that a record, those that refer to it and those that refer to these name, each with the one after it, on
/// which what the day ends is over. In order.
std::set<base::Day> days_near(const State& state, const record::Kind& kind, const std::string& id) {
  const auto* record = state->find(kind, id);
  if (!record) return {};
  const auto referrers = [&](const workspace::Record& of) {
    std::vector<const workspace::Record*> all;
    for (const auto& by : record::kinds()) {
      const auto some = state->referring(of, by);
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  };
  std::set<const workspace::Record*> near{record};
  for (const auto* one : referrers(*record)) {
    if (near.size() > most_looked_at) break;
    near.insert(one);
    for (const auto* further : referrers(*one)) near.insert(further);
  }
  std::set<base::Day> days;
  for (const auto* one : near) {
    for (const auto& field : one->kind->fields) {
      const auto value = field.read(one->body.get());
      if (const auto* day = std::get_if<base::Day>(&value)) days.insert({*day, day->plus(1)});
    }
  }
  return days;
}

/// Spells as they begin and end, day after day.
class Chronicle {
 public:
  Chronicle(const record::Kind& kind, std::string id) : kind_(kind), id_(std::move(id)) {}

  void look(const State& state, base::Day day) { settle(state, day, found_on(state, day, kind_, id_)); }

  /// What the calendar alone brings and takes after the day looked at last, up to this one.
  void wait_until(const State& state, base::Day last, base::Day day) {
    for (const auto named : days_near(state, kind_, id_)) {
      if (named <= last || named >= day) continue;
      halve_until(state, last, named);
      last = named;
    }
    halve_until(state, last, day);
  }

  std::vector<Spell> told() && {
    for (auto& [name, spell] : open_) ended_.push_back(std::move(spell));
    std::stable_sort(ended_.begin(), ended_.end(), [](const Spell& a, const Spell& b) {
      return std::tuple(b.from, a.until.has_value(), a.finding.severity) < std::tuple(a.from, b.until.has_value(), b.finding.severity);
    });
    return std::move(ended_);
  }

 private:
  /// Finds the days of change by halving: what comes and goes in between is not seen.
  void halve_until(const State& state, base::Day last, base::Day day) {
    while (last < day) {
      const auto now = found_on(state, last, kind_, id_);
      const auto differs = [&](base::Day on) { return !same_names(now, found_on(state, on, kind_, id_)); };
      if (!differs(day)) return;
      auto changed = day;
      while (base::days_between(last, changed) > 1) {
        const auto middle = last.plus(base::days_between(last, changed) / 2);
        (differs(middle) ? changed : last) = middle;
      }
      look(state, changed);
      last = changed;
    }
  }

  void settle(const State& state, base::Day day, ByName found) {
    for (auto at = open_.begin(); at != open_.end();) {
      if (found.contains(at->first)) {
        ++at;
        continue;
      }
      at->second.until = day;
      ended_.push_back(std::move(at->second));
      at = open_.erase(at);
    }
    for (auto& [name, finding] : found) {
      const auto [at, is_new] = open_.try_emplace(name, Spell{.state = state, .finding = {}, .from = day, .until = {}});
      at->second.state = state;
      at->second.finding = std::move(finding);
    }
  }

  const record::Kind& kind_;
  std::string id_;
  std::map<std::string, Spell> open_;
  std::vector<Spell> ended_;
};

}  // namespace

std::vector<Spell> spells_of(workspace::Register& keeper, const workspace::View& now, const workspace::Record& record) {
  Chronicle chronicle(*record.kind, record.id);
  workspace::Retelling retelling(keeper, now.shared());
  State state;
  base::Day last{};
  while (retelling.next_day()) {
    if (state) chronicle.wait_until(state, last, retelling.day().plus(-1));
    state = retelling.state();
    last = retelling.day();
    chronicle.look(state, last);
  }
  if (state && last < now.day()) {
    chronicle.wait_until(state, last, now.day());
    last = now.day();
  }
  if (state) chronicle.look(now.shared(), std::max(last, now.day()));  // the words of today, pointing into the state of today
  return std::move(chronicle).told();
}

}  // namespace outturn::chain
