#include "act/fill_return.h"

#include <algorithm>

#include <fmt/format.h>

#include "act/change_record.h"
#include "act/return_rules.h"
#include "record/organisation.h"

namespace outturn::act {
namespace {

using quality::AskedReturn;
using quality::ReturnCell;
using record::as;
using record::kind_of;
using record::ReturnEntry;
using workspace::Draft;
using workspace::Workspace;

bool same_content(const ReturnEntry* there, const TypedCell& typed) {
  const ReturnEntry nothing;
  const auto& known = there ? *there : nothing;
  return known.value == typed.value && known.numerator == typed.numerator && known.denominator == typed.denominator && known.absence == typed.absence && known.note == typed.note;
}

base::Issue no_such(std::string_view id) { return {"id", "act.no_record", {{"kind", std::string("return")}, {"id", std::string(id)}}}; }

/// What stands in a cell, for whoever typed something else.
base::Issue moved(const std::string& field, const ReturnCell& cell, const Workspace& latest) {
  const auto& content = *cell.content();
  const auto* person = latest.find<record::Person>(content.person.id);
  base::Issue issue{field, "act.cell_moved", {{"person", person ? person->as<record::Person>().name : content.person.id}, {"stamp", cell.stamp()}}};
  issue.values.push_back({"theirs", content.value ? fmt::format("{}", *content.value) : std::string{}});
  issue.values.push_back({"absence", std::int64_t{static_cast<int>(content.absence)}});
  return issue;
}

void add(base::Issues& all, const base::Issues& some) {
  for (const auto& issue : some) {
    if (std::find(all.begin(), all.end(), issue) == all.end()) all.push_back(issue);
  }
}

/// The figure that its parts give, where it was left out or only rounded.
void calculate(const workspace::View& view, const AskedReturn& asked, const ReturnCell& cell, TypedCell& typed) {
  if (!typed.numerator || !typed.denominator || typed.absence != record::Absence::none) return;
  const auto figure = quality::parts_of(view, asked, cell).figure(*typed.numerator, *typed.denominator);
  if (figure && (!typed.value || quality::same_as_shown(cell.indicator->as<record::Indicator>(), *typed.value, *figure))) typed.value = figure;
}

Draft entry_of(const access::Reader& reader, const AskedReturn& asked, const ReturnCell& cell, const TypedCell& typed, const Workspace& latest, std::size_t number) {
  const auto& kind = kind_of<ReturnEntry>();
  const auto own = std::find_if(cell.entries.begin(), cell.entries.end(), [&](const auto* one) { return one->template as<ReturnEntry>().person.id == reader.person(); });
  const auto* before = own == cell.entries.end() ? nullptr : *own;
  auto content = before ? before->as<ReturnEntry>()
                        : ReturnEntry{.of = {asked.id}, .indicator = {typed.indicator}, .place = {typed.place}, .group = {typed.group}, .person = {reader.person()}};
  content.value = typed.value;
  content.numerator = typed.numerator;
  content.denominator = typed.denominator;
  content.absence = typed.absence;
  content.note = typed.note;
  content.day = reader.day();
  auto id = before ? before->id : fmt::format("{}-e{}", asked.id.substr(0, 66), number);
  while (!before && latest.find(kind, id)) id = fmt::format("{}-e{}", asked.id.substr(0, 66), ++number);
  return {.kind = &kind, .id = id, .body = std::make_shared<const ReturnEntry>(std::move(content)), .act = before ? "change" : "add"};
}

}  // namespace

std::string cell_name(std::string_view indicator, std::string_view place, std::string_view group) { return fmt::format("cell.{}.{}.{}", indicator, place, group); }

base::Checked<workspace::Receipt> save_return(workspace::Register& store, const access::Reader& reader, std::string_view id, const std::vector<TypedCell>& cells) {
  const auto now = store.now();
  const auto known = quality::asked_return(*now, id, reader.day());
  if (!known) return base::refuse({no_such(id)});
  const auto& kind = kind_of<record::Return>();
  const auto proposed_return = [&](const AskedReturn& asked) {
    return Draft{.kind = &kind, .id = asked.id,
                 .body = std::make_shared<const record::Return>(record::Return{.duty = {asked.duty->id}, .period = asked.period, .illustrative = asked.content().illustrative}),
                 .act = "add"};
  };
  const auto decision = access::decide_proposed(reader, access::Act::add, kind, known->id, proposed_return(*known).body, *now);
  if (!decision) return base::refuse({decision.why});

  return store.commit(reader.author(decision.organisation), [&](const Workspace& latest) -> base::Checked<std::vector<Draft>> {
    const auto who = reader.renewed(latest);
    const auto asked = quality::asked_return(latest, id, reader.day());
    if (!asked) return base::refuse({no_such(id)});
    base::Issues issues;
    Proposal proposal(latest);
    const auto begun = proposed_return(*asked);
    // Who may begin it may write in it; the entries of a return that is not there yet could not be asked.
    add(issues, permission_faults(who, access::Act::add, nullptr, begun, latest));
    if (!asked->is_open()) add(issues, {{"return", "act.return_closed", {{"id", asked->id}}}});
    if (!issues.empty()) return base::refuse(std::move(issues));
    if (!asked->record) proposal.put(begun);

    const auto all = quality::cells_of(latest, *asked);
    std::size_t number = latest.count(kind_of<ReturnEntry>());
    const workspace::View view(std::shared_ptr<const Workspace>(std::shared_ptr<const Workspace>{}, &latest), reader.day());
    for (auto typed : cells) {
      const auto field = cell_name(typed.indicator, typed.place, typed.group);
      const auto cell = std::find_if(all.begin(), all.end(), [&](const ReturnCell& one) {
        return one.indicator->id == typed.indicator && one.place->id == typed.place && (one.group ? one.group->id : std::string{}) == typed.group;
      });
      if (cell == all.end()) {
        issues.push_back({field, "act.not_asked", {{"indicator", typed.indicator}, {"place", typed.place}, {"group", typed.group}}});
        continue;
      }
      calculate(view, *asked, *cell, typed);
      if (same_content(cell->content(), typed)) continue;
      if (cell->stamp() != typed.seen) {
        issues.push_back(cell->content() ? moved(field, *cell, latest) : base::Issue{field, "act.cell_emptied", {}});
        continue;
      }
      auto draft = entry_of(who, *asked, *cell, typed, latest, ++number);
      const auto body = kind_of<ReturnEntry>().with(draft.body, {{"note", typed.note.empty() ? record::Value{} : record::Value{typed.note}}});
      if (!body) {
        for (const auto& issue : body.error()) issues.push_back({field, issue.code, issue.values});
        continue;
      }
      base::Issues of_parts;
      check_parts(*asked, as<ReturnEntry>(*body), latest, reader.day(), of_parts);
      for (auto& issue : of_parts) issues.push_back({field, std::move(issue.code), std::move(issue.values)});
      proposal.put(std::move(draft));
    }
    for (const auto& draft : proposal.drafts()) add(issues, proposal.faults(draft));
    if (!issues.empty()) return base::refuse(std::move(issues));
    auto drafts = proposal.drafts();
    if (drafts.size() == 1 && drafts.front().kind == &kind) drafts.clear();  // nothing was entered: nothing is begun
    return drafts;
  });
}

base::Checked<workspace::Receipt> send_return(workspace::Register& store, const access::Reader& reader, std::string_view id,
                                              std::optional<std::int64_t> minutes, const std::string& note) {
  const auto now = store.now();
  const auto asked = quality::asked_return(*now, id, reader.day());
  if (!asked) return base::refuse({no_such(id)});
  if (!asked->record) {
    auto issues = unfinished(workspace::View(now, reader.day()), *asked, quality::cells_of(*now, *asked));
    if (issues.empty()) issues.push_back({"return", "act.return_empty", {}});
    return base::refuse(std::move(issues));
  }
  Fields fields{{"return", record::Reference{asked->record->id}}, {"illustrative", asked->content().illustrative}};
  if (minutes) fields.emplace_back("minutes", *minutes);
  if (!note.empty()) fields.emplace_back("note", note);
  return add_record(store, reader, kind_of<record::ReturnSending>(), fmt::format("{}-s{}", asked->id.substr(0, 70), 1 + store.now()->count(kind_of<record::ReturnSending>())), fields);
}

base::Checked<workspace::Receipt> take_back_return(workspace::Register& store, const access::Reader& reader, std::string_view id, const std::string& reason) {
  const auto asked = quality::asked_return(*store.now(), id, reader.day());
  if (!asked || !asked->sending) return base::refuse({no_such(id)});
  base::Issues issues;
  check_reason(reason, issues);
  if (!issues.empty()) return base::refuse(std::move(issues));
  return change_record(store, reader, kind_of<record::ReturnSending>(), asked->sending->id, asked->sending->version,
                       {{"withdrawn", true}, {"withdrawn_reason", reason}}, reason);
}

base::Checked<workspace::Receipt> log_time(workspace::Register& store, const access::Reader& reader, std::string_view id, std::int64_t minutes) {
  const auto asked = quality::asked_return(*store.now(), id, reader.day());
  if (!asked || !asked->sending) return base::refuse({no_such(id)});
  return change_record(store, reader, kind_of<record::ReturnSending>(), asked->sending->id, std::nullopt, {{"minutes", minutes}});
}

}  // namespace outturn::act
