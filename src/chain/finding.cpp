#include "chain/finding.h"

#include <algorithm>
#include <array>
#include <set>

#include "chain/claims.h"
#include "chain/links.h"
#include "chain/overlap.h"
#include "chain/rivals.h"
#include "chain/rules.h"
#include "record/keeping.h"
#include "record/priority.h"

namespace outturn::chain {
namespace {

struct InOrder {
  bool operator()(const Record* a, const Record* b) const { return std::pair(a->kind, a->slot) < std::pair(b->kind, b->slot); }
};
using Subjects = std::set<const Record*, InOrder>;

void add_in_force(Subjects& subjects, const Record* record) {
  if (record && !record->retired) subjects.insert(record);
}

/// Whatever a rule might examine and find this record involved; of an outcome without what belongs to it.
Subjects subjects_beside(Examination& here, const Record& record) {
  const auto& space = here.workspace();
  Subjects near;
  add_in_force(near, &record);
  for (const auto& kind : record::kinds()) {
    const auto some = space.referring(record, kind);
    near.insert(some.begin(), some.end());
  }
  for (const auto* referrer : Subjects(near)) {  // an outcome names its partners and the holders of its links
    if (referrer->kind == &record::kind_of<Party>()) add_in_force(near, space.find<Outcome>(referrer->as<Party>().outcome.id));
    if (referrer->kind == &record::kind_of<Link>()) add_in_force(near, space.find<Outcome>(referrer->as<Link>().outcome.id));
  }
  if (record.kind == &record::kind_of<Target>()) add_in_force(near, space.find<Indicator>(record.as<Target>().indicator.id));
  if (record.kind == &record::kind_of<Claim>()) add_in_force(near, space.find<Indicator>(record.as<Claim>().indicator.id));
  if (record.kind == &record::kind_of<Indicator>()) {
    for (const auto* other : here.namesakes(record)) near.insert(other);
  }
  if (record.kind == &record::kind_of<Partnership>()) {
    for (const auto* other : companions(space, record)) near.insert(other);
  }
  for (const auto* agreement : rivals(space, record)) near.insert(agreement);
  if (record.kind == &record::kind_of<GovernanceBody>()) {
    const auto& body = record.as<GovernanceBody>();
    add_in_force(near, space.find<Post>(body.chair.id));
    for (const auto& seat : body.seats) add_in_force(near, space.find<Post>(seat.id));
  }
  if (record.kind == &record::kind_of<record::Priority>()) {
    add_in_force(near, space.find<Organisation>(record.as<record::Priority>().organisation.id));
    space.each(record::kind_of<record::Installation>(), [&](const Record& one) { near.insert(&one); });
  }
  return near;
}

/// The same; of an outcome with all that is near to what belongs to it, since what is found of that names it.
Subjects subjects_near(Examination& here, const Record& record) {
  auto near = subjects_beside(here, record);
  if (record.kind != &record::kind_of<Outcome>()) return near;
  for (const auto* own : Subjects(near)) near.merge(subjects_beside(here, *own));
  return near;
}

/// Rules that compare an indicator with all others: they name indicators and their outcomes, so others need not ask.
bool compares_indicators(const Rule& rule) {
  return rule.examine == same_measure_twice || rule.examine == measure_defined_two_ways || rule.examine == two_timetables;
}

}  // namespace

std::string_view text_of(Severity severity) {
  constexpr std::array<std::string_view, 3> texts{"serious", "moderate", "minor"};
  return texts.at(static_cast<std::size_t>(severity));
}

std::span<const Rule> rules() {
#define OUTTURN_LIST(code, severity, kind) Rule{#code, Severity::severity, #kind, code},
  static constexpr std::array all{OUTTURN_CHAIN_RULES(OUTTURN_LIST)};
#undef OUTTURN_LIST
  return all;
}

std::vector<Finding> all_findings(const workspace::View& view) {
  Examination here(view);
  for (const auto& rule : rules()) {
    view.workspace().each(*record::kind(rule.about), [&](const Record& subject) { here.run(rule, subject); });
  }
  return here.take();
}

std::vector<Finding> findings_about(const workspace::View& view, const Record& record) {
  Examination here(view);
  const auto near = subjects_near(here, record);
  for (const auto& rule : rules()) {
    if (compares_indicators(rule) && record.kind != &record::kind_of<Indicator>() && record.kind != &record::kind_of<Outcome>()) continue;
    for (const auto* subject : near) {
      if (subject->kind->code == rule.about) here.run(rule, *subject);
    }
  }
  auto all = here.take();
  std::erase_if(all, [&](const Finding& f) { return std::find(f.records.begin(), f.records.end(), &record) == f.records.end(); });
  return all;
}

std::vector<Tally> tallies(const std::vector<Finding>& findings) {
  std::vector<Tally> all;
  for (const auto& finding : findings) {
    if (all.empty() || all.back().code != finding.code) all.push_back({finding.code, finding.severity, 0});
    ++all.back().count;
  }
  return all;
}

void write_json(base::JsonWriter& out, const Finding& finding, const language::Words& words) {
  out.begin_object().member("code", finding.code).member("severity", text_of(finding.severity));
  out.member("sentence", say(words, finding.sentence)).member("what_to_do", say(words, finding.what_to_do)).key("who");
  if (finding.who) out.text(finding.who->id);
  else out.null();
  out.key("records").begin_array();
  for (const auto* record : finding.records) out.begin_object().member("kind", record->kind->code).member("id", record->id).end_object();
  out.end_array().end_object();
}

}  // namespace outturn::chain
