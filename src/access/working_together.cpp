#include "access/working_together.h"

#include <algorithm>

#include "decide/agreement.h"
#include "record/agreement.h"
#include "record/decision.h"
#include "record/gain_plan.h"
#include "record/logic_model.h"
#include "record/outcome.h"
#include "record/priority.h"

namespace outturn::access {
namespace {

using record::as;
using record::kind_of;
using workspace::Record;
using workspace::Workspace;

template <class T>
const T* found(std::string_view id, const Workspace& workspace) {
  const auto* record = workspace.find<T>(id);
  return record ? &record->template as<T>() : nullptr;
}

void note_all(std::vector<std::string>& list, const record::References& organisations) {
  for (const auto& one : organisations) {
    if (std::find(list.begin(), list.end(), one.id) == list.end()) list.push_back(one.id);
  }
}

void note_sharers(std::vector<std::string>& list, const std::string& round, const Workspace& workspace) {
  const auto* of = found<record::DecisionRound>(round, workspace);
  if (!of) return;
  Belonging outcome;
  note_outcome(outcome, of->outcome.id, workspace);
  for (const auto* some : {&outcome.own, &outcome.party}) {
    for (const auto& one : *some) note_all(list, {{one}});
  }
}

/// What a partner says is its own; what they agreed on belongs to all of them.
void note_said(Belonging& belongs, const record::Reference& organisation, const record::Reference& round, const Workspace& workspace) {
  if (!organisation.empty()) belongs.own.push_back(organisation.id);
  note_sharers(organisation.empty() ? belongs.own : belongs.party, round.id, workspace);
}

/// Nobody is shut out of an agreement that binds them by being left out of its draft.
void note_bound(std::vector<std::string>& list, const Record* agreement, const Workspace& workspace) {
  if (!agreement) return;
  for (const auto& one : decide::bound_beyond_draft(workspace, *agreement)) note_all(list, {{one}});
}

void note_parties(std::vector<std::string>& list, const record::Reference& agreement, const Workspace& workspace) {
  const auto* of = workspace.find<record::Agreement>(agreement.id);
  if (!of) return;
  note_all(list, of->as<record::Agreement>().parties);
  note_bound(list, of, workspace);
}

/// Whoever signed a version may read what it signed, also once it has left; what came after, and the draft, no more.
void note_signatories(std::vector<std::string>& list, std::string_view version, const Workspace& workspace) {
  const auto* of = workspace.find<record::AgreementVersion>(version);
  if (!of) return;
  for (const auto& one : decide::signed_beyond_draft(workspace, *of)) note_all(list, {{one}});
}

State of_round(const record::Reference& round, const Record& record, const Workspace& workspace) {
  const auto* of = found<record::DecisionRound>(round.id, workspace);
  if (!of || !of->published) return State::agreed;
  return record.retired ? State::retired : State::published;
}

void note_plan(Belonging& belongs, const record::Reference& plan, const Workspace& workspace) {
  if (const auto* of = found<record::GainPlan>(plan.id, workspace)) note_outcome(belongs, of->outcome.id, workspace);
}

/// A plan and all that hangs on it is among partners until it is published.
State of_plan(const record::GainPlan* plan, const Record& record) {
  if (!plan || !plan->published) return State::agreed;
  return record.retired ? State::retired : State::published;
}

State of_version(const record::AgreementVersion* version, const Record& record) {
  if (!version || !version->published) return State::draft;
  return record.retired ? State::retired : State::published;
}

}  // namespace

void note_working_together(Belonging& belongs, const record::Kind& kind, std::string_view id, const record::Body& body, const Workspace& workspace) {
  const auto note_of_round = [&](const record::Reference& round) {
    if (const auto* of = found<record::DecisionRound>(round.id, workspace)) note_outcome(belongs, of->outcome.id, workspace);
  };
  if (&kind == &kind_of<record::DecisionRound>()) {
    note_outcome(belongs, as<record::DecisionRound>(body).outcome.id, workspace);
  } else if (&kind == &kind_of<record::DecisionOption>()) {
    note_of_round(as<record::DecisionOption>(body).round);
  } else if (&kind == &kind_of<record::Barrier>()) {
    note_outcome(belongs, as<record::Barrier>(body).outcome.id, workspace);
  } else if (&kind == &kind_of<record::DecisionAnswer>()) {
    note_said(belongs, as<record::DecisionAnswer>(body).organisation, as<record::DecisionAnswer>(body).round, workspace);
  } else if (&kind == &kind_of<record::Readiness>()) {
    note_said(belongs, as<record::Readiness>(body).organisation, as<record::Readiness>(body).round, workspace);
  } else if (&kind == &kind_of<record::Priority>()) {  // the whole government's is nobody's own: the centre records it
    if (const auto& organisation = as<record::Priority>(body).organisation; !organisation.empty()) belongs.own.push_back(organisation.id);
  } else if (&kind == &kind_of<record::LogicBox>()) {
    note_outcome(belongs, as<record::LogicBox>(body).outcome.id, workspace);
  } else if (&kind == &kind_of<record::LogicLink>()) {
    if (const auto* from = found<record::LogicBox>(as<record::LogicLink>(body).from.id, workspace)) note_outcome(belongs, from->outcome.id, workspace);
  } else if (&kind == &kind_of<record::GainPlan>()) {
    note_outcome(belongs, as<record::GainPlan>(body).outcome.id, workspace);
  } else if (&kind == &kind_of<record::GainStudy>()) {
    note_plan(belongs, as<record::GainStudy>(body).plan, workspace);
  } else if (&kind == &kind_of<record::GainCost>()) {
    note_plan(belongs, as<record::GainCost>(body).plan, workspace);
  } else if (&kind == &kind_of<record::GainValue>()) {
    note_plan(belongs, as<record::GainValue>(body).plan, workspace);
  } else if (&kind == &kind_of<record::Agreement>()) {
    note_all(belongs.own, as<record::Agreement>(body).parties);
    note_bound(belongs.own, workspace.find<record::Agreement>(id), workspace);
  } else if (&kind == &kind_of<record::Clause>()) {
    note_parties(belongs.own, as<record::Clause>(body).agreement, workspace);
  } else if (&kind == &kind_of<record::AgreementVersion>()) {
    note_parties(belongs.own, as<record::AgreementVersion>(body).agreement, workspace);
  } else if (&kind == &kind_of<record::Signature>()) {
    const auto& signature = as<record::Signature>(body);
    belongs.own.push_back(signature.organisation.id);
    if (const auto* version = found<record::AgreementVersion>(signature.version.id, workspace)) note_parties(belongs.party, version->agreement, workspace);
    note_signatories(belongs.party, signature.version.id, workspace);
  }
}

std::vector<std::string> once_theirs(const record::Kind& kind, std::string_view id, const Workspace& workspace) {
  std::vector<std::string> all;
  if (&kind == &kind_of<record::AgreementVersion>()) note_signatories(all, id, workspace);
  return all;
}

std::optional<State> state_of_working_together(const Record& record, const Workspace& workspace) {
  const auto* kind = record.kind;
  if (kind == &kind_of<record::DecisionRound>()) return of_round({record.id}, record, workspace);
  if (kind == &kind_of<record::DecisionAnswer>()) return of_round(record.as<record::DecisionAnswer>().round, record, workspace);
  if (kind == &kind_of<record::DecisionOption>()) return of_round(record.as<record::DecisionOption>().round, record, workspace);
  if (kind == &kind_of<record::Readiness>()) return of_round(record.as<record::Readiness>().round, record, workspace);
  if (kind == &kind_of<record::Barrier>()) {
    const auto* outcome = workspace.find<record::Outcome>(record.as<record::Barrier>().outcome.id);
    bool open = false;
    if (outcome) {
      for (const auto* round : workspace.referring<record::DecisionRound>(*outcome, "outcome")) open = open || round->as<record::DecisionRound>().published;
    }
    return !open ? State::agreed : record.retired ? State::retired : State::published;
  }
  if (kind == &kind_of<record::GainPlan>()) return of_plan(&record.as<record::GainPlan>(), record);
  if (kind == &kind_of<record::GainStudy>()) return of_plan(found<record::GainPlan>(record.as<record::GainStudy>().plan.id, workspace), record);
  if (kind == &kind_of<record::GainCost>()) return of_plan(found<record::GainPlan>(record.as<record::GainCost>().plan.id, workspace), record);
  if (kind == &kind_of<record::GainValue>()) return of_plan(found<record::GainPlan>(record.as<record::GainValue>().plan.id, workspace), record);
  if (kind == &kind_of<record::Clause>()) return State::draft;  // what is published is the text of a version
  if (kind == &kind_of<record::AgreementVersion>()) return of_version(&record.as<record::AgreementVersion>(), record);
  if (kind == &kind_of<record::Signature>()) return of_version(found<record::AgreementVersion>(record.as<record::Signature>().version.id, workspace), record);
  if (kind == &kind_of<record::Agreement>()) {
    for (const auto* version : workspace.referring<record::AgreementVersion>(record, "agreement")) {
      if (version->as<record::AgreementVersion>().published) return record.retired ? State::retired : State::published;
    }
    return State::draft;
  }
  return std::nullopt;
}

}  // namespace outturn::access
