#include "access/returns.h"

#include <algorithm>

#include "access/working_together.h"
#include "record/measure.h"
#include "record/returns.h"

namespace outturn::access {
namespace {

using record::as;
using record::kind_of;
using workspace::Record;
using workspace::Workspace;

void note_partners(Belonging& belongs, const record::References& indicators, const Workspace& workspace) {
  Belonging all;
  for (const auto& reference : indicators) {
    const auto* indicator = workspace.find<record::Indicator>(reference.id);
    if (!indicator) continue;
    for (const auto& outcome : indicator->as<record::Indicator>().outcomes) note_outcome(all, outcome.id, workspace);
  }
  for (const auto* list : {&all.own, &all.party}) {
    for (const auto& organisation : *list) note(belongs.party, organisation);
  }
}

void note_duty(Belonging& belongs, const record::ReturnDuty& duty, const Workspace& workspace) {
  note(belongs.own, duty.organisation.id);
  note_partners(belongs, duty.indicators, workspace);
}

void note_return(Belonging& belongs, const record::Return& content, const Workspace& workspace) {
  if (const auto* duty = workspace.find<record::ReturnDuty>(content.duty.id)) note_duty(belongs, duty->as<record::ReturnDuty>(), workspace);
}

void note_return(Belonging& belongs, std::string_view id, const Workspace& workspace) {
  if (const auto* found = workspace.find<record::Return>(id)) note_return(belongs, found->as<record::Return>(), workspace);
}

const record::ReturnSending* sending_of(const record::ReturnVerdict& verdict, const Workspace& workspace) {
  const auto* found = workspace.find<record::ReturnSending>(verdict.sending.id);
  return found ? &found->as<record::ReturnSending>() : nullptr;
}

State state_of_return(std::string_view id, const Workspace& workspace) {
  const auto* found = workspace.find<record::Return>(id);
  return found && !workspace.referring<record::ReturnSending>(*found, "return").empty() ? State::agreed : State::draft;
}

}  // namespace

bool note_returns(Belonging& belongs, const record::Kind& kind, const record::Body& body, const Workspace& workspace) {
  if (&kind == &kind_of<record::ReturnDuty>()) {
    note_duty(belongs, as<record::ReturnDuty>(body), workspace);
  } else if (&kind == &kind_of<record::Return>()) {
    note_return(belongs, as<record::Return>(body), workspace);
  } else if (&kind == &kind_of<record::ReturnEntry>()) {
    note_return(belongs, as<record::ReturnEntry>(body).of.id, workspace);
  } else if (&kind == &kind_of<record::ReturnSending>()) {
    note_return(belongs, as<record::ReturnSending>(body).of.id, workspace);
  } else if (&kind == &kind_of<record::ReturnVerdict>()) {
    if (const auto* sending = sending_of(as<record::ReturnVerdict>(body), workspace)) note_return(belongs, sending->of.id, workspace);
  } else if (&kind == &kind_of<record::SourceSample>()) {
    for (const auto& reference : as<record::SourceSample>(body).indicators) {
      const auto* indicator = workspace.find<record::Indicator>(reference.id);
      if (!indicator) continue;
      for (const auto& outcome : indicator->as<record::Indicator>().outcomes) note_outcome(belongs, outcome.id, workspace);
    }
  } else {
    return false;
  }
  return true;
}

std::optional<State> state_of_returns(const Record& record, const Workspace& workspace) {
  if (record.kind == &kind_of<record::Return>()) return state_of_return(record.id, workspace);
  if (record.kind == &kind_of<record::ReturnEntry>()) return state_of_return(record.as<record::ReturnEntry>().of.id, workspace);
  if (record.kind == &kind_of<record::ReturnSending>() || record.kind == &kind_of<record::ReturnVerdict>()) return State::agreed;
  return std::nullopt;
}

}  // namespace outturn::access
