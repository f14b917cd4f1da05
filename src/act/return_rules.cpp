#include "act/return_rules.h"

#include <algorithm>

#include "act/fill_return.h"
#include "record/keeping.h"
#include "record/measure.h"
#include "record/organisation.h"

namespace outturn::act {
namespace {

using quality::AskedReturn;
using record::as;
using record::is;
using record::kind_of;
using workspace::Draft;
using workspace::Record;
using workspace::Workspace;

bool names(const record::References& all, std::string_view id) {
  return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
}

/// The period lies on the grid that the duty's first one begins.
bool asks_for(const record::ReturnDuty& duty, base::Period period) {
  if (!duty.first_period || duty.first_period->kind() == base::Period::Kind::years || period.kind() != duty.first_period->kind()) return false;
  if (period < *duty.first_period || (duty.last_period && *duty.last_period < period)) return false;
  auto at = *duty.first_period;
  for (int steps = 0; at < period && steps < 100'000; ++steps) at = quality::next_period(at);
  return at == period;
}

void check_entry(const Proposal& proposal, const record::ReturnEntry& entry, base::Issues& issues) {
  const auto* of = standing<record::Return>(proposal, entry.of.id);
  const auto* duty = of ? standing<record::ReturnDuty>(proposal, of->duty.id) : nullptr;
  if (!duty) return;
  const auto* installation = standing<record::Installation>(proposal, "this");
  const bool place = duty->places.empty() ? installation && installation->country == entry.place : names(duty->places, entry.place.id);
  const bool group = entry.group.empty() || names(duty->groups, entry.group.id);
  if (place && group && names(duty->indicators, entry.indicator.id)) return;
  issues.push_back({"indicator", "act.not_asked", {{"indicator", entry.indicator.id}, {"place", entry.place.id}, {"group", entry.group.id}}});
}

/// A return as it stands, by its record's id.
std::optional<AskedReturn> asked(const Workspace& latest, std::string_view id, base::Day day) {
  const auto* record = latest.find<record::Return>(id);
  const auto* duty = record ? latest.find<record::ReturnDuty>(record->as<record::Return>().duty.id) : nullptr;
  if (!duty) return std::nullopt;
  for (auto& one : quality::returns_of(latest, *duty, day)) {
    if (one.record == record) return std::move(one);
  }
  return std::nullopt;
}

void check_open(const AskedReturn& one, base::Issues& issues) {
  if (!one.is_open()) issues.push_back({"return", "act.return_closed", {{"id", one.id}}});
}

void check_reporter(const record::ReturnDuty& duty, const access::Reader& reader, base::Issues& issues) {
  if (!is_reporter_of(duty, reader.person())) issues.push_back({"", "act.not_a_reporter", {}});
}

void check_sent(const access::Reader& reader, const Record* before, const record::ReturnSending& sending, const Workspace& latest, base::Issues& issues) {
  const auto one = asked(latest, sending.of.id, reader.day());
  if (!one) return;
  if (sending.person.id != reader.person()) issues.push_back({"person", "act.send_yourself", {}});
  if (before) {
    const auto& was = before->as<record::ReturnSending>();
    const bool judged = !latest.referring<record::ReturnVerdict>(*before, "sending").empty();
    if (was.withdrawn != sending.withdrawn && (judged || was.withdrawn)) issues.push_back({"withdrawn", "act.return_judged", {}});
    return;
  }
  check_reporter(one->content(), reader, issues);
  check_open(*one, issues);
  const auto cells = quality::cells_of(latest, *one);
  const workspace::View view(std::shared_ptr<const Workspace>(std::shared_ptr<const Workspace>{}, &latest), reader.day());
  auto open = unfinished(view, *one, cells);
  if (open.empty() && std::none_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.is_given(); })) open.push_back({"return", "act.return_empty", {}});
  issues.insert(issues.end(), std::make_move_iterator(open.begin()), std::make_move_iterator(open.end()));
  std::int64_t broken = 0;
  for (const auto& list : quality::findings_in_return(view, *one, cells)) {
    broken += std::any_of(list.begin(), list.end(), [](const auto& finding) { return finding.severity == record::RuleSeverity::error; });
  }
  if (broken > 0) issues.push_back({"return", "act.rule_broken", {{"count", broken}}});
}

void check_verdict(const access::Reader& reader, const Record* before, const Draft& draft, const Workspace& latest, base::Issues& issues) {
  const auto& verdict = as<record::ReturnVerdict>(draft.body);
  const auto* sending = latest.find<record::ReturnSending>(verdict.sending.id);
  const auto one = sending ? asked(latest, sending->as<record::ReturnSending>().of.id, reader.day()) : std::nullopt;
  if (!one || before) return;
  if (one->state != quality::ReturnState::sent || one->sending != sending) issues.push_back({"sending", "act.return_not_sent", {{"id", one->id}}});
  if (verdict.person.id != reader.person()) issues.push_back({"person", "act.send_yourself", {}});
  if (has_part_in(*one->record, reader.person(), latest)) {
    issues.push_back({"", "act.own_return", {}});
  } else if (!may_judge(*one, reader.person(), latest)) {
    issues.push_back({"", "act.not_the_verifier", {}});
  }
  // Figures enter only together with their verdict: its batch is made in the same entry of the ledger or the one before.
  if (verdict.answer == record::ReturnAnswer::accepted && (verdict.batch.empty() || latest.find<record::Batch>(verdict.batch.id))) {
    issues.push_back({"batch", "act.accept_by_judging", {}});
  }
}

}  // namespace

std::string file_of_return(std::string_view id) { return "return " + std::string(id); }

bool is_reporter_of(const record::ReturnDuty& duty, std::string_view person) { return duty.reporters.empty() || names(duty.reporters, person); }

base::Issues unfinished(const workspace::View& view, const AskedReturn& one, const std::vector<quality::ReturnCell>& cells) {
  base::Issues issues;
  for (const auto& cell : cells) {
    const auto group = cell.group ? cell.group->id : std::string{};
    const auto tell = [&](std::string code) {
      issues.push_back({cell_name(cell.indicator->id, cell.place->id, group), std::move(code),
                        {{"indicator", cell.indicator->id}, {"place", cell.place->id}, {"group", group}}});
    };
    const auto* entry = cell.content();
    if (!cell.is_given()) {
      if (!one.content().cells_optional) tell("act.cell_empty");
    } else if (!entry->value) {
      if (!entry->is_explained()) tell("act.absence_unexplained");
    } else if (!entry->numerator && entry->note.empty() && quality::parts_of(view, one, cell).asked) {
      tell("act.parts_missing");
    }
  }
  return issues;
}

void check_parts(const AskedReturn& one, const record::ReturnEntry& entry, const Workspace& latest, base::Day day, base::Issues& issues) {
  if (!entry.numerator || !entry.denominator) return;
  const quality::ReturnCell cell{.indicator = latest.find<record::Indicator>(entry.indicator.id), .place = latest.find<record::Place>(entry.place.id),
                                 .group = entry.group.empty() ? nullptr : latest.find<record::Group>(entry.group.id)};
  if (!cell.indicator || !cell.place) return;
  const workspace::View view(std::shared_ptr<const Workspace>(std::shared_ptr<const Workspace>{}, &latest), day);
  const auto parts = quality::parts_of(view, one, cell);
  if (!parts.possible) return issues.push_back({"numerator", "act.no_parts_here", {{"indicator", entry.indicator.id}}});
  if (parts.is_share && *entry.numerator > *entry.denominator) {
    issues.push_back({"numerator", "act.numerator_above_denominator", {{"numerator", *entry.numerator}, {"denominator", *entry.denominator}}});
  }
  const auto figure = parts.figure(*entry.numerator, *entry.denominator);
  if (figure && entry.value && !quality::same_as_shown(cell.indicator->as<record::Indicator>(), *entry.value, *figure)) {
    issues.push_back({"value", "act.figure_not_its_parts", {{"value", *entry.value}, {"computed", *figure}}});
  }
}

bool has_part_in(const Record& of, std::string_view person, const Workspace& workspace) {
  const auto entries = workspace.referring<record::ReturnEntry>(of, "return");
  const auto sendings = workspace.referring<record::ReturnSending>(of, "return");
  return std::any_of(entries.begin(), entries.end(), [&](const auto* one) { return one->template as<record::ReturnEntry>().person.id == person; }) ||
         std::any_of(sendings.begin(), sendings.end(), [&](const auto* one) { return one->template as<record::ReturnSending>().person.id == person; });
}

bool may_judge(const AskedReturn& one, std::string_view person, const Workspace& workspace) {
  const auto& verifier = one.content().verifier;
  return (verifier.empty() || verifier.id == person) && one.record && !has_part_in(*one.record, person, workspace);
}

void check_returns(const Proposal& proposal, const Draft& draft, base::Issues& issues) {
  if (is<record::Return>(*draft.kind)) {
    const auto& content = as<record::Return>(draft.body);
    const auto* duty = standing<record::ReturnDuty>(proposal, content.duty.id);
    if (duty && content.period && !asks_for(*duty, *content.period)) issues.push_back({"period", "act.return_period", {{"written", content.period->text()}}});
  } else if (is<record::ReturnEntry>(*draft.kind)) {
    check_entry(proposal, as<record::ReturnEntry>(draft.body), issues);
  } else if (is<record::ReturnVerdict>(*draft.kind)) {
    const auto& verdict = as<record::ReturnVerdict>(draft.body);
    const auto* batch = verdict.batch.empty() ? nullptr : standing<record::Batch>(proposal, verdict.batch.id);
    const auto* sending = standing<record::ReturnSending>(proposal, verdict.sending.id);
    if (batch && sending && batch->file != file_of_return(sending->of.id)) issues.push_back({"batch", "act.batch_elsewhere", {{"id", verdict.batch.id}}});
  }
}

void check_persons_return(const access::Reader& reader, const Record* before, const Draft& draft, const Workspace& latest, base::Issues& issues) {
  if (reader.kind() == access::Reader::Kind::host || draft.retired) return;
  if (is<record::Return>(*draft.kind)) {
    const auto* duty = latest.find<record::ReturnDuty>(as<record::Return>(draft.body).duty.id);
    if (duty) check_reporter(duty->as<record::ReturnDuty>(), reader, issues);
  } else if (is<record::ReturnEntry>(*draft.kind)) {
    const auto& entry = as<record::ReturnEntry>(draft.body);
    if (entry.person.id != reader.person()) issues.push_back({"person", "act.not_your_entry", {}});
    const auto one = asked(latest, entry.of.id, reader.day());
    if (!one) return;
    check_reporter(one->content(), reader, issues);
    check_open(*one, issues);
    check_parts(*one, entry, latest, reader.day(), issues);
  } else if (is<record::ReturnSending>(*draft.kind)) {
    check_sent(reader, before, as<record::ReturnSending>(draft.body), latest, issues);
  } else if (is<record::ReturnVerdict>(*draft.kind)) {
    check_verdict(reader, before, draft, latest, issues);
  }
}

}  // namespace outturn::act
