#include "web/outcomes/priorities_page.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "record/organisation.h"
#include "record/outcome.h"
#include "web/answers/answers_page.h"
#include "web/measures/formula_history.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_facts.h"
#include "web/parts.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using record::Priority;
using record::PriorityLevel;
using workspace::Record;

struct Criterion {
  const char* name;
  record::Localised Priority::*words;
};
constexpr std::array<Criterion, record::criterion_count> criteria{
    {{"purpose", &Priority::purpose}, {"ministers", &Priority::ministers}, {"services", &Priority::services}, {"others", &Priority::others}}};

std::string level_name(const Visit& visit, const Record& priority) {
  return visit.say("record.priority.level." + record::plain_text(priority.kind->field("level")->read(priority.body.get())));
}

std::string holder_name(const Visit& visit, const Priority& priority) {
  if (priority.organisation.empty()) return visit.say("priorities.whole");
  const auto* organisation = visit.readable<record::Organisation>(priority.organisation.id);
  return organisation ? title_of(visit, *organisation) : priority.organisation.id;
}

bool has_ended(const Visit& visit, const Priority& priority) { return priority.until && *priority.until < visit.view.day(); }

/// Known on the view's day: decided by then. What has ended since is shown as ended.
std::vector<const Record*> known(const Visit& visit) {
  std::vector<const Record*> all;
  visit.workspace().each<Priority>([&](const Record& record, const Priority& priority) {
    if (priority.decided && *priority.decided > visit.view.day()) return;
    const auto* outcome = visit.readable<record::Outcome>(priority.outcome.id);
    if (outcome && !outcome->retired && visit.may(access::Act::read, *record.kind, &record)) all.push_back(&record);
  });
  std::stable_sort(all.begin(), all.end(), [&](const Record* a, const Record* b) {
    const auto key = [&](const Record& one) {
      const auto& priority = one.as<Priority>();
      return std::tuple(has_ended(visit, priority), -static_cast<int>(priority.level));
    };
    return key(*a) < key(*b);
  });
  return all;
}

Row row_of(const Visit& visit, const Record& record) {
  const auto& priority = record.as<Priority>();
  const auto& outcome = *visit.readable<record::Outcome>(priority.outcome.id);
  Row row;
  row.cells.push_back({.text = title_of(visit, outcome), .address = visit.link_to(outcome)});
  if (priority.illustrative) row.cells.back().content = html::rendered(illustrative_tag(visit, true), visit.words);
  row.cells.push_back({.text = level_name(visit, record)});
  if (has_ended(visit, priority)) row.cells.back().sub = visit.say("priorities.ended", {{"day", *priority.until}});
  Bullets met;
  for (const auto& one : criteria) {
    const auto words = (priority.*one.words).in(visit.words.language());
    if (!words.empty()) met.items.push_back({visit.say("priorities.met", {{"criterion", visit.say(std::string("record.priority.") + one.name)}, {"words", std::string(words)}}), {}});
  }
  Cell how;
  if (met.items.empty()) how.text = visit.say("priorities.none_claimed");
  else how.content = html::rendered(met, visit.words);
  row.cells.push_back(std::move(how));
  const auto facts = outcome_facts(visit, outcome);
  Cell stands;
  if (const auto* speaking = facts.speaking()) {
    stands.content = html::rendered(shown(visit, speaking->code), visit.words);
    stands.sub = formula_mark(visit, *speaking->indicator);
  } else {
    stands.content = html::rendered(Status{Tone::doubt, visit.say("overview.no_measure")}, visit.words);
  }
  row.cells.push_back(std::move(stands));
  Cell decided{.text = priority.decided_by, .address = visit.link_to(record), .sub = priority.decided ? visit.words.day(*priority.decided) : ""};
  if (priority.until && !has_ended(visit, priority)) decided.sub += " " + visit.say("priorities.until", {{"day", *priority.until}});
  row.cells.push_back(std::move(decided));
  return row;
}

Sheet priorities_sheet(const Visit& visit) {
  Sheet sheet{.name = "priorities", .columns = {"priority", "outcome", "title", "organisation", "level", "stands", "purpose", "ministers", "services", "others", "decided_by", "decided", "until", "illustrative"}, .rows = {}};
  const auto& language = visit.words.language();
  const auto day = [](const std::optional<base::Day>& one) { return one ? SheetCell(one->iso()) : SheetCell(); };
  const auto yes_no = [](bool yes) { return std::string(yes ? "yes" : "no"); };
  for (const auto* record : known(visit)) {
    const auto& priority = record->as<Priority>();
    std::vector<SheetCell> row{record->id, priority.outcome.id, visit.readable<record::Outcome>(priority.outcome.id)->title(language), priority.organisation.id,
                               record::plain_text(record->kind->field("level")->read(record->body.get())), yes_no(record::stands(priority, visit.view.day()))};
    for (const auto& one : criteria) row.emplace_back(std::string((priority.*one.words).in(language)));
    row.emplace_back(priority.decided_by);
    row.push_back(day(priority.decided));
    row.push_back(day(priority.until));
    row.emplace_back(yes_no(priority.illustrative));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace

std::vector<const Record*> priorities_of(const Visit& visit, const Record& outcome) {
  auto all = visit.workspace().referring<Priority>(outcome, "outcome");
  std::erase_if(all, [&](const Record* one) { return !record::stands(one->as<Priority>(), visit.view.day()) || !visit.may(access::Act::read, *one->kind, one); });
  std::stable_partition(all.begin(), all.end(), [](const Record* one) { return one->as<Priority>().organisation.empty(); });
  return all;
}

bool is_vital(const Visit& visit, const Record& outcome) {
  const auto all = priorities_of(visit, outcome);
  return std::any_of(all.begin(), all.end(), [](const Record* one) { return one->as<Priority>().level == PriorityLevel::vital; });
}

std::string vital_to(const Visit& visit, const Record& outcome) {
  std::vector<std::string> names;
  for (const auto* one : priorities_of(visit, outcome)) {
    const auto& priority = one->as<Priority>();
    if (priority.level == PriorityLevel::vital) names.push_back(priority.organisation.empty() ? visit.say("priorities.to_whole") : holder_name(visit, priority));
  }
  return names.empty() ? "" : visit.say("priorities.vital_to", {{"names", listed_names(visit, names, 3)}});
}

Field priority_filter(const Visit& visit) {
  return {.control = Control::select, .name = "priority", .label = visit.say("record.priority"), .value = std::string(visit.request.query.get("priority")),
          .options = {{"", visit.say("priorities.filter.all")}, {"vital", visit.say("priorities.title")}}};
}

bool passes_priority(const Visit& visit, const Record& outcome) { return visit.request.query.get("priority") != "vital" || is_vital(visit, outcome); }

std::vector<PriorityList> priority_lists(const Visit& visit) {
  std::vector<PriorityList> lists;
  std::map<std::string, std::size_t> at;  // by organisation
  std::map<std::string, std::int64_t> vital;
  const auto all = known(visit);
  const auto take = [&](const Record& record) {
    const auto& priority = record.as<Priority>();
    const auto& holder = priority.organisation.id;
    const auto [found, is_new] = at.try_emplace(holder, lists.size());
    if (is_new) {
      lists.push_back({.title = holder_name(visit, priority), .id = holder.empty() ? "whole-government" : "of-" + holder, .note = {}, .table = {}});
      lists.back().table = {.caption = lists.back().title,
                            .columns = {{visit.say("record.outcome")}, {visit.say("record.priority.level")}, {visit.say("priorities.criteria")}, {visit.say("overview.status")}, {visit.say("record.priority.decided_by")}},
                            .rows = {},
                            .light = true};
    }
    auto& list = lists[found->second];
    list.table.rows.push_back(row_of(visit, record));
    if (priority.level == PriorityLevel::vital && !has_ended(visit, priority)) ++vital[holder];
    const auto limit = static_cast<std::int64_t>(record::vital_few);
    list.too_many = vital[holder] > limit;
    list.note = visit.say("priorities.note", {{"count", vital[holder]}, {"limit", limit}});
  };
  for (const auto* one : all) {
    if (one->as<Priority>().organisation.empty()) take(*one);
  }
  for (const auto* one : all) {
    if (!one->as<Priority>().organisation.empty()) take(*one);
  }
  return lists;
}

Response show_priorities(const Visit& visit) {
  if (asks_for_data(visit)) return answered(visit, priorities_sheet(visit));
  const auto& words = visit.words;
  auto layout = frame(visit, visit.say("priorities.title"), "/outcomes");
  layout.breadcrumbs = {{.text = visit.say("outcomes.title"), .address = visit.link("/outcomes")}};
  layout.lead = visit.say("priorities.lead");
  std::vector<Link> acts{{visit.say("priorities.see_outcomes"), visit.link("/outcomes?priority=vital")}};
  if (visit.may(access::Act::add, record::kind_of<Priority>())) acts.push_back({visit.say("priorities.add"), form_to_add(visit, "priority")});
  const auto lists = priority_lists(visit);
  if (lists.empty()) {
    acts.erase(acts.begin());
    layout.content += html::rendered(EmptyState{.title = visit.say("priorities.none"), .sentences = {visit.say("priorities.none_why")}, .links = std::move(acts)}, words);
    return framed(visit, layout);
  }
  for (const auto& list : lists) {
    layout.content += html::rendered(Heading{.text = list.title, .id = list.id}, words);
    if (list.too_many) layout.content += html::rendered(Warning{list.note}, words);
    else layout.content += html::rendered(Saying{.text = list.note}, words);
    layout.content += html::rendered(list.table, words);
  }
  layout.content += html::rendered(Heading{.text = visit.say("priorities.criteria"), .lead = visit.say("priorities.criteria_lead")}, words);
  Bullets each;
  for (const auto& one : criteria) {
    const auto key = std::string("record.priority.") + one.name;
    each.items.push_back({visit.say("priorities.met", {{"criterion", visit.say(key)}, {"words", visit.say("priorities.asks." + std::string(one.name))}}), {}});
  }
  layout.content += html::rendered(each, words);
  layout.content += html::rendered(Acts{std::move(acts)}, words);
  layout.content += download_links(visit, "/priorities");
  return framed(visit, layout);
}

}  // namespace outturn::web
