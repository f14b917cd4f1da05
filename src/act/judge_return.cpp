#include "act/judge_return.h"

#include <algorithm>

#include <fmt/format.h>

#include "act/import_batch.h"
#include "act/return_rules.h"

namespace outturn::act {
namespace {

using quality::AskedReturn;
using quality::ReturnCell;
using record::kind_of;
using workspace::Draft;
using workspace::KnownFrom;
using workspace::SeriesName;
using workspace::Workspace;

/// The newest definition of an indicator that has figures, as everything else reads it.
std::int32_t definition_of(const workspace::Record& indicator, const Workspace& latest, base::Day day) {
  const workspace::View view(std::shared_ptr<const Workspace>(std::shared_ptr<const Workspace>{}, &latest), day);
  return view.current_definition(indicator);
}

/// One more than the publications that these series have of that day already.
std::uint32_t next_sequence(const std::vector<std::pair<SeriesName, const ReturnCell*>>& cells, const Workspace& latest, base::Day day) {
  std::uint32_t last = 0;
  for (const auto& [name, cell] : cells) {
    const auto* series = latest.panel().find({.indicator = cell->indicator->slot, .place = cell->place->slot,
                                              .group = cell->group ? cell->group->slot : workspace::no_slot, .definition = name.definition});
    if (!series) continue;
    for (const auto& row : series->rows) {
      const auto known = KnownFrom::from_code(row.known_from);
      if (known.day == day) last = std::max(last, static_cast<std::uint32_t>(known.sequence));
    }
  }
  return last + 1;
}

/// The figures of a return as an import brings them: published on the day of their acceptance.
Import import_of(const AskedReturn& asked, const Workspace& latest, base::Day day, const std::string& reason) {
  const auto cells = quality::cells_of(latest, asked);
  std::vector<std::pair<SeriesName, const ReturnCell*>> given;
  for (const auto& cell : cells) {
    if (!cell.is_given()) continue;
    given.push_back({{.indicator = cell.indicator->id, .definition = definition_of(*cell.indicator, latest, day), .place = cell.place->id,
                      .group = cell.group ? cell.group->id : std::string{}}, &cell});
  }
  std::sort(given.begin(), given.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first.indicator, a.first.definition, a.first.group, a.first.place) < std::tie(b.first.indicator, b.first.definition, b.first.group, b.first.place);
  });
  const KnownFrom known{.day = day, .sequence = next_sequence(given, latest, day)};
  auto rows = std::make_shared<workspace::BatchRows>();
  for (const auto& [name, cell] : given) {
    const auto figure = quality::figure_of(*cell->content(), asked.period, day);
    rows->series.push_back(name);
    rows->first_row.push_back(rows->rows.size());
    const auto extras = quality::extras_of(*cell->content());
    const bool has_extras = figure->is_figure() && !extras.empty();
    if (has_extras) rows->extras.emplace_back(rows->rows.size(), extras);
    rows->rows.push_back({.period = asked.period.code(), .known_from = known.code(), .value = figure->value, .status = figure->status, .has_extras = has_extras});
  }
  rows->first_row.push_back(rows->rows.size());
  return {.records = {}, .batch = {.file = file_of_return(asked.id), .known_from = day}, .rows = std::move(rows), .position = latest.position(), .reason = reason};
}

bool is_about_access(const base::Issue& issue) { return issue.code.starts_with("access."); }

}  // namespace

base::Checked<Judged> judge_return(workspace::Register& store, const access::Reader& reader, std::string_view id, std::string_view seen,
                                   record::ReturnAnswer answer, const std::string& reason) {
  const auto& kind = kind_of<record::ReturnVerdict>();
  const auto content = [&](std::string batch) {
    return std::make_shared<const record::ReturnVerdict>(record::ReturnVerdict{.sending = {std::string(seen)}, .answer = answer, .reason = reason,
                                                                              .person = {reader.person()}, .day = reader.day(), .batch = {std::move(batch)}});
  };
  const auto now = store.now();
  const auto known = quality::asked_return(*now, id, reader.day());
  const base::Issue nothing{"id", "act.no_record", {{"kind", std::string("return")}, {"id", std::string(id)}}};
  if (!known || !known->record) return base::refuse({nothing});
  const auto decision = access::decide_proposed(reader, access::Act::add, kind, "", content({}), *now);
  if (!decision) return base::refuse({decision.why});

  Judged judged;
  auto receipt = store.commit(reader.author(decision.organisation), [&](const Workspace& latest) -> base::Checked<std::vector<Draft>> {
    const auto who = reader.renewed(latest);
    const auto asked = quality::asked_return(latest, id, reader.day());
    if (!asked || !asked->record) return base::refuse({nothing});
    if (asked->state != quality::ReturnState::sent || asked->sending->id != seen) return base::refuse("", "act.return_not_sent", {{"id", asked->id}});
    base::Issues issues;
    Proposal proposal(latest);
    std::vector<Draft> drafts;
    Imported imported;
    if (answer == record::ReturnAnswer::accepted) {
      const auto sender = access::Reader::of(latest, asked->sending->as<record::ReturnSending>().person.id, reader.day());
      auto planned = planned_import(latest, sender, import_of(*asked, latest, reader.day(), reason), imported);
      if (planned) {
        drafts = std::move(*planned);
        for (const auto& draft : drafts) proposal.put(draft);
      } else if (std::any_of(planned.error().begin(), planned.error().end(), is_about_access)) {
        issues.push_back({"", "act.sender_may_not", {}});
      } else {
        issues = planned.error();
      }
    }
    const auto body = kind.with(content(imported.batch), {{"reason", reason.empty() ? record::Value{} : record::Value{reason}}});
    if (!body) issues.insert(issues.end(), body.error().begin(), body.error().end());
    if (!issues.empty()) return base::refuse(std::move(issues));
    auto number = 1 + latest.count(kind);
    auto verdict_id = fmt::format("{}-v{}", asked->id.substr(0, 70), number);
    while (latest.find(kind, verdict_id)) verdict_id = fmt::format("{}-v{}", asked->id.substr(0, 70), ++number);
    Draft verdict{.kind = &kind, .id = verdict_id, .body = *body, .act = "add", .reason = reason};
    for (auto& issue : permission_faults(who, access::Act::add, nullptr, verdict, latest)) issues.push_back(std::move(issue));
    proposal.put(verdict);
    for (auto& issue : proposal.faults(verdict)) issues.push_back(std::move(issue));
    if (!issues.empty()) return base::refuse(std::move(issues));
    drafts.push_back(std::move(verdict));
    judged.batch = imported.batch;
    return drafts;
  });
  if (!receipt) return base::refuse(std::move(receipt.error()));
  judged.receipt = std::move(*receipt);
  return judged;
}

}  // namespace outturn::act
