#include "access/permission.h"

#include <algorithm>

#include "access/returns.h"
#include "access/working_together.h"
#include "record/assessment.h"
#include "record/contribution.h"
#include "record/graph.h"
#include "record/keeping.h"
#include "record/measure.h"
#include "record/outcome.h"
#include "record/process_segment.h"
#include "record/trust.h"

namespace outturn::access {
namespace {

using record::as;
using record::kind_of;
using workspace::Workspace;

void note_lead_and_parties(std::vector<std::string>& list, const record::Commitment& commitment) {
  note(list, commitment.lead.id);
  for (const auto& party : commitment.parties) note(list, party.id);
}

bool has_parties(const Belonging& belongs) { return !belongs.own.empty() || !belongs.party.empty(); }

}  // namespace

void note(std::vector<std::string>& list, const std::string& id) {
  if (!id.empty() && std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

void note_outcome(Belonging& belongs, std::string_view outcome, const Workspace& workspace) {
  const auto* found = workspace.find<record::Outcome>(outcome);
  if (!found) return;
  for (const auto* record : workspace.referring<record::Party>(*found, "outcome")) {
    const auto& party = record->as<record::Party>();
    if (party.stance == record::Stance::leads || party.stance == record::Stance::co_owns) note(belongs.own, party.organisation.id);
    if (party.stance == record::Stance::contributes) note(belongs.party, party.organisation.id);
  }
  for (const auto* record : workspace.referring<record::Commitment>(*found, "outcomes")) {
    note_lead_and_parties(belongs.party, record->as<record::Commitment>());
  }
}

namespace {

void note_indicator(Belonging& belongs, std::string_view id, const record::Indicator& indicator, const Workspace& workspace) {
  for (const auto& outcome : indicator.outcomes) note_outcome(belongs, outcome.id, workspace);
  if (const auto* found = workspace.find<record::Indicator>(id)) {
    for (const auto* record : workspace.referring<record::Commitment>(*found, "indicators")) {
      note_lead_and_parties(belongs.party, record->as<record::Commitment>());
    }
  }
}

void note_indicator(Belonging& belongs, std::string_view id, const Workspace& workspace) {
  if (const auto* found = workspace.find<record::Indicator>(id)) {
    note_indicator(belongs, id, found->as<record::Indicator>(), workspace);
  }
}

/// Who takes part in an outcome, all alike: parties to what one of them answers for.
void note_as_parties(Belonging& belongs, std::string_view outcome, const Workspace& workspace) {
  Belonging all;
  note_outcome(all, outcome, workspace);
  for (const auto* list : {&all.own, &all.party}) {
    for (const auto& organisation : *list) note(belongs.party, organisation);
  }
}

/// What the kinds of the accountability graph belong to.  returns false for other kinds
bool note_graph(Belonging& belongs, const record::Kind& kind, const record::Body& body, const Workspace& workspace) {
  const auto is = [&](const record::Kind& other) { return &kind == &other; };
  if (is(kind_of<record::Factor>())) {
    note_outcome(belongs, as<record::Factor>(body).outcome.id, workspace);
  } else if (is(kind_of<record::Stakeholder>())) {
    note_outcome(belongs, as<record::Stakeholder>(body).outcome.id, workspace);
  } else if (is(kind_of<record::GovernanceBody>())) {
    for (const auto& outcome : as<record::GovernanceBody>(body).outcomes) note_outcome(belongs, outcome.id, workspace);
    for (const auto& member : as<record::GovernanceBody>(body).members) note(belongs.party, member.id);
  } else if (is(kind_of<record::Link>())) {
    note(belongs.own, as<record::Link>(body).organisation.id);
    note_as_parties(belongs, as<record::Link>(body).outcome.id, workspace);
  } else if (is(kind_of<record::Acknowledgement>())) {
    if (const auto* link = workspace.find<record::Link>(as<record::Acknowledgement>(body).link.id)) note(belongs.own, link->as<record::Link>().organisation.id);
  } else if (is(kind_of<record::Post>())) {
    note(belongs.own, as<record::Post>(body).organisation.id);
  } else if (is(kind_of<record::Profile>())) {
    note(belongs.own, as<record::Profile>(body).organisation.id);
  } else if (is(kind_of<record::Incentive>())) {
    note(belongs.own, as<record::Incentive>(body).organisation.id);
  } else if (is(kind_of<record::Claim>())) {
    note(belongs.own, as<record::Claim>(body).organisation.id);
  } else if (is(kind_of<record::Support>())) {
    note(belongs.own, as<record::Support>(body).organisation.id);
  } else if (is(kind_of<record::Partnership>())) {
    for (const auto& member : as<record::Partnership>(body).members) note(belongs.own, member.id);
  } else if (is(kind_of<record::Framework>())) {
    note(belongs.own, as<record::Framework>(body).owner.id);
  } else if (is(kind_of<record::FrameworkLabel>())) {
    const auto* framework = workspace.find<record::Framework>(as<record::FrameworkLabel>(body).framework.id);
    if (framework) note(belongs.own, framework->as<record::Framework>().owner.id);
  } else {
    return false;
  }
  return true;
}

bool is_open_to_all(const Workspace& workspace) {
  const auto* installation = workspace.get<record::Installation>("this");
  return installation && installation->public_reading;
}

bool is_reading(Act act) { return act == Act::read || act == Act::read_history || act == Act::export_all; }

/// How an organisation stands to what it reads: as its own do where it once was its own.
Relation relation_to_read(const Belonging& belongs, std::string_view organisation, const record::Kind& kind, std::string_view id, const Workspace& workspace) {
  const auto relation = belongs.relation_of(organisation);
  if (relation == Relation::own || organisation.empty()) return relation;
  const auto once = once_theirs(kind, id, workspace);
  return std::find(once.begin(), once.end(), organisation) != once.end() ? Relation::own : relation;
}

base::Issue refusal(const Reader& reader, Act act, const record::Kind& kind, const Workspace& workspace) {
  if (!reader.is_signed_in()) return {"", "access.sign_in", {}};
  std::string names;
  std::int64_t count = 0;
  for (const auto* person : holders_of(workspace, record::Role::administrator, reader.day())) {
    if (++count > 3) continue;
    names += (names.empty() ? "" : ", ") + person->as<record::Person>().name;
  }
  const bool has_role = reader.kind() == Reader::Kind::host || !reader.standings().empty();
  return {"", has_role ? "access.refused." + std::string(code_of(act)) : "access.no_role",
          {{"kind", kind.code}, {"administrators", count}, {"names", names}}};
}

/// What is asked about: nothing in particular, or a record kept or proposed.
struct Subject {
  std::string_view id;
  const record::Body* body{};
  State state{State::published};
};

/// Whether it is marked as a draft, or hangs on something that is.
bool is_drafted(const record::Kind& kind, const record::Body& body, const Workspace& workspace) {
  if (record::is_draft(kind, body.get())) return true;
  const workspace::Record* hangs_on = nullptr;
  if (&kind == &kind_of<record::Acknowledgement>()) hangs_on = workspace.find<record::Link>(as<record::Acknowledgement>(body).link.id);
  if (&kind == &kind_of<record::FrameworkLabel>()) hangs_on = workspace.find<record::Framework>(as<record::FrameworkLabel>(body).framework.id);
  return hangs_on && record::is_draft(*hangs_on->kind, hangs_on->body.get());
}

Decision decide_on(const Reader& reader, Act act, const record::Kind& kind, const Subject& subject, const Workspace& workspace) {
  const std::vector<State> states = subject.body ? std::vector{subject.state}
                                                 : std::vector{State::published, State::draft, State::agreed, State::retired};
  const auto any_state = [&](Who who, Relation relation) {
    return std::any_of(states.begin(), states.end(), [&](State s) { return allows(who, act, kind, relation, s); });
  };
  if (reader.kind() == Reader::Kind::host) {
    if (any_state(Who::host, Relation::other)) return {.allowed = true};
    return {.why = refusal(reader, act, kind, workspace)};
  }
  if (any_state(Who::everyone, Relation::everyone) && is_open_to_all(workspace)) return {.allowed = true};
  if (act == Act::read && &kind == &kind_of<record::Person>() && reader.is_signed_in() && subject.id == reader.person()) {
    return {.allowed = true};  // everybody may see what is kept about them
  }
  if (is_reading(act)) {
    for (const auto& standing : reader.standings()) {
      if (any_state(who_is(standing.role), Relation::other)) return {.allowed = true, .organisation = standing.organisation};
    }
  }
  Decision best;
  if (!reader.standings().empty()) {
    const auto belongs = subject.body ? belonging(kind, subject.id, *subject.body, workspace) : Belonging{};
    auto nearest = Relation::everyone;
    for (const auto& standing : reader.standings()) {
      const auto relation = !subject.body     ? Relation::own
                            : is_reading(act) ? relation_to_read(belongs, standing.organisation, kind, subject.id, workspace)
                                              : belongs.relation_of(standing.organisation);
      const bool may = subject.body ? any_state(who_is(standing.role), relation)
                                    : any_state(who_is(standing.role), Relation::own) || any_state(who_is(standing.role), Relation::party) ||
                                          any_state(who_is(standing.role), Relation::other);
      if (may && relation < nearest) {
        nearest = relation;
        best = {.allowed = true, .organisation = standing.organisation};
      }
    }
  }
  if (!best.allowed) best.why = refusal(reader, act, kind, workspace);
  return best;
}

}  // namespace

State state_of(const workspace::Record& record, const Workspace& workspace) {
  if (const auto state = state_of_working_together(record, workspace)) return *state;
  if (const auto state = state_of_returns(record, workspace)) return *state;
  if (is_drafted(*record.kind, record.body, workspace)) return State::draft;  // retired or not: it was never published
  return record.retired ? State::retired : State::published;
}

Relation Belonging::relation_of(std::string_view organisation) const {
  if (!organisation.empty() && std::find(own.begin(), own.end(), organisation) != own.end()) return Relation::own;
  if (shared || (!organisation.empty() && std::find(party.begin(), party.end(), organisation) != party.end())) return Relation::party;
  return Relation::other;
}

Belonging belonging(const record::Kind& kind, std::string_view id, const record::Body& body, const Workspace& workspace) {
  Belonging belongs;
  if (&kind == &kind_of<record::Organisation>()) {
    belongs.own.emplace_back(id);
    return belongs;
  }
  if (&kind == &kind_of<record::Appointment>()) {
    note(belongs.own, as<record::Appointment>(body).organisation.id);
    return belongs;
  }
  if (note_graph(belongs, kind, body, workspace) || note_returns(belongs, kind, body, workspace)) {
    // noted
  } else if (&kind == &kind_of<record::Commitment>()) {
    note_lead_and_parties(belongs.own, as<record::Commitment>(body));
    Belonging outcomes;
    for (const auto& outcome : as<record::Commitment>(body).outcomes) note_outcome(outcomes, outcome.id, workspace);
    for (const auto* list : {&outcomes.own, &outcomes.party}) {
      for (const auto& organisation : *list) note(belongs.party, organisation);
    }
  } else if (&kind == &kind_of<record::Party>()) {
    note_outcome(belongs, as<record::Party>(body).outcome.id, workspace);  // not the organisation: nobody lets itself in
  } else if (&kind == &kind_of<record::Outcome>()) {
    note_outcome(belongs, id, workspace);
  } else if (&kind == &kind_of<record::Indicator>()) {
    note_indicator(belongs, id, as<record::Indicator>(body), workspace);
  } else if (&kind == &kind_of<record::Definition>()) {
    note_indicator(belongs, as<record::Definition>(body).indicator.id, workspace);
  } else if (&kind == &kind_of<record::Target>()) {
    note_indicator(belongs, as<record::Target>(body).indicator.id, workspace);
  } else if (&kind == &kind_of<record::ProcessSegment>()) {
    note_indicator(belongs, as<record::ProcessSegment>(body).indicator.id, workspace);
  } else if (&kind == &kind_of<record::ValidationRule>()) {
    note_indicator(belongs, as<record::ValidationRule>(body).indicator.id, workspace);
  } else if (&kind == &kind_of<record::Verification>()) {
    for (const auto& indicator : as<record::Verification>(body).indicators) note_indicator(belongs, indicator.id, workspace);
  } else if (&kind == &kind_of<record::DataQuestion>()) {
    note_indicator(belongs, as<record::DataQuestion>(body).indicator.id, workspace);
  } else if (&kind == &kind_of<record::Opinion>()) {
    note(belongs.own, as<record::Opinion>(body).organisation.id);
  } else if (&kind == &kind_of<record::Explanation>()) {
    note(belongs.own, as<record::Explanation>(body).organisation.id);
  } else if (&kind == &kind_of<record::Assessment>()) {
    note_indicator(belongs, as<record::Assessment>(body).indicator.id, workspace);
  } else {
    note_working_together(belongs, kind, id, body, workspace);
  }
  if (!has_parties(belongs)) belongs.shared = true;
  return belongs;
}

Decision decide(const Reader& reader, Act act, const record::Kind& kind, const workspace::Record* record, const Workspace& workspace) {
  if (!record) return decide_on(reader, act, kind, {}, workspace);
  return decide_on(reader, act, kind, {.id = record->id, .body = &record->body, .state = state_of(*record, workspace)}, workspace);
}

Decision decide_in(State state, const Reader& reader, Act act, const workspace::Record& record, const Workspace& workspace) {
  return decide_on(reader, act, *record.kind, {.id = record.id, .body = &record.body, .state = state}, workspace);
}

Decision decide_proposed(const Reader& reader, Act act, const record::Kind& kind, std::string_view id, const record::Body& body,
                         const Workspace& workspace) {
  const auto state = is_drafted(kind, body, workspace) ? State::draft : State::published;
  return decide_on(reader, act, kind, {.id = id, .body = &body, .state = state}, workspace);
}

bool shows(record::Audience audience, Who who, Relation relation) {
  const bool oversees = who == Who::auditor || who == Who::administrator || who == Who::host;
  switch (audience) {
    case record::Audience::everyone: return true;
    case record::Audience::partners:
      return oversees || who == Who::central || (who != Who::everyone && (relation == Relation::own || relation == Relation::party));
    case record::Audience::owner: return oversees || (who != Who::everyone && relation == Relation::own);
    case record::Audience::restricted:
      return allows(who, Act::read_restricted, record::kind_of<record::Person>(), relation, State::published);
  }
  return false;
}

bool may_see(const Reader& reader, const record::Field& field, const workspace::Record& record, const Workspace& workspace) {
  if (field.audience == record::Audience::everyone) return true;
  if (reader.kind() == Reader::Kind::host) return true;
  if (record.kind == &kind_of<record::Person>() && reader.is_signed_in() && record.id == reader.person()) return true;
  if (reader.standings().empty()) return false;
  const auto belongs = belonging(*record.kind, record.id, record.body, workspace);
  return std::any_of(reader.standings().begin(), reader.standings().end(), [&](const Standing& standing) {
    return shows(field.audience, who_is(standing.role), relation_to_read(belongs, standing.organisation, *record.kind, record.id, workspace));
  });
}

std::vector<const record::Field*> visible_fields(const Reader& reader, const workspace::Record& record, const Workspace& workspace) {
  std::vector<const record::Field*> all;
  if (!decide(reader, Act::read, *record.kind, &record, workspace)) return all;
  for (const auto& field : record.kind->fields) {
    if (may_see(reader, field, record, workspace)) all.push_back(&field);
  }
  return all;
}

}  // namespace outturn::access
