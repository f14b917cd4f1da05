#include "act/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/formula_rules.h"
#include "act/measure_gain.h"
#include "act/return_rules.h"
#include "act/working_together_rules.h"
#include "base/text.h"
#include "record/agreement.h"
#include "record/contribution.h"
#include "record/decision.h"
#include "record/gain_plan.h"
#include "record/graph.h"
#include "record/keeping.h"
#include "record/logic_model.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "record/priority.h"
#include "record/process_segment.h"

namespace outturn::act {
namespace {

using record::as;
using record::is;
using record::kind_of;
using workspace::Draft;
using workspace::Workspace;

record::References references_in(const record::Field& field, const record::Body& body) {
  if (!body || field.refers_to.empty()) return {};
  auto value = field.read(body.get());
  if (auto* one = std::get_if<record::Reference>(&value)) return {std::move(*one)};
  if (auto* many = std::get_if<record::References>(&value)) return std::move(*many);
  return {};
}

bool contains(const record::References& all, const record::Reference& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

/// What no two records in force of a kind may share; empty where there is no such rule.
std::string what_must_be_unique(const record::Kind& kind, const record::Body& body) {
  if (is<record::Person>(kind)) return base::folded(as<record::Person>(body).email);
  if (is<record::Definition>(kind)) {
    const auto& definition = as<record::Definition>(body);
    return fmt::format("{} {}", definition.indicator.id, definition.version.value_or(0));
  }
  if (is<record::Group>(kind)) {
    std::vector<std::string> ids;
    for (const auto& category : as<record::Group>(body).categories) ids.push_back(category.id);
    std::sort(ids.begin(), ids.end());
    return fmt::format("{}", fmt::join(ids, " "));
  }
  if (is<record::Party>(kind)) return as<record::Party>(body).outcome.id + " " + as<record::Party>(body).organisation.id;
  if (is<record::Target>(kind)) return as<record::Target>(body).replaces.id;
  if (is<record::Appointment>(kind)) {
    const auto& a = as<record::Appointment>(body);
    return fmt::format("{} {} {}", a.person.id, a.organisation.id, access::code_of(a.role));
  }
  if (is<record::DecisionRound>(kind)) {
    return fmt::format("{} {}", as<record::DecisionRound>(body).outcome.id, as<record::DecisionRound>(body).number.value_or(0));
  }
  if (is<record::DecisionAnswer>(kind)) {
    const auto& answer = as<record::DecisionAnswer>(body);
    return fmt::format("{} {} {}", answer.round.id, static_cast<int>(answer.question), answer.organisation.id);
  }
  if (is<record::Priority>(kind)) return as<record::Priority>(body).outcome.id + " " + as<record::Priority>(body).organisation.id;
  if (is<record::Readiness>(kind)) {
    const auto& one = as<record::Readiness>(body);
    return fmt::format("{} {} {}", one.round.id, static_cast<int>(one.item), one.organisation.id);
  }
  if (is<record::AgreementVersion>(kind)) {
    return fmt::format("{} {}", as<record::AgreementVersion>(body).agreement.id, as<record::AgreementVersion>(body).number.value_or(0));
  }
  if (is<record::Return>(kind)) return as<record::Return>(body).duty.id + " " + as<record::Return>(body).period->text();
  if (is<record::ReturnEntry>(kind)) {
    const auto& entry = as<record::ReturnEntry>(body);
    return fmt::format("{} {} {} {} {}", entry.of.id, entry.indicator.id, entry.place.id, entry.group.id, entry.person.id);
  }
  if (is<record::ReturnVerdict>(kind)) return as<record::ReturnVerdict>(body).sending.id;
  if (is<record::Signature>(kind)) {
    const auto& signature = as<record::Signature>(body);
    return signature.withdrawn ? std::string{} : signature.version.id + " " + signature.organisation.id;
  }
  return {};
}

std::string_view code_when_shared(const record::Kind& kind) {
  if (is<record::Person>(kind)) return "act.email_taken";
  if (is<record::Definition>(kind)) return "act.definition_taken";
  if (is<record::Group>(kind)) return "act.group_taken";
  if (is<record::Party>(kind)) return "act.party_taken";
  if (is<record::Target>(kind)) return "act.target_already_replaced";
  if (is<record::DecisionRound>(kind)) return "act.round_taken";
  if (is<record::DecisionAnswer>(kind)) return "act.answer_taken";
  if (is<record::Readiness>(kind)) return "act.readiness_taken";
  if (is<record::Priority>(kind)) return "act.priority_taken";
  if (is<record::AgreementVersion>(kind)) return "act.version_taken";
  if (is<record::Signature>(kind)) return "act.signature_taken";
  if (is<record::Return>(kind)) return "act.return_taken";
  if (is<record::ReturnEntry>(kind)) return "act.entry_taken";
  if (is<record::ReturnVerdict>(kind)) return "act.verdict_taken";
  return "act.appointment_overlaps";
}

std::string_view field_when_shared(const record::Kind& kind) {
  if (is<record::Person>(kind)) return "email";
  if (is<record::Definition>(kind)) return "version";
  if (is<record::Group>(kind)) return "categories";
  if (is<record::Party>(kind)) return "organisation";
  if (is<record::Target>(kind)) return "replaces";
  if (is<record::DecisionRound>(kind) || is<record::AgreementVersion>(kind)) return "number";
  if (is<record::DecisionAnswer>(kind)) return "answer";
  if (is<record::Readiness>(kind)) return "item";
  if (is<record::Priority>(kind)) return "level";
  if (is<record::Signature>(kind)) return "organisation";
  if (is<record::Return>(kind)) return "period";
  if (is<record::ReturnEntry>(kind)) return "person";
  if (is<record::ReturnVerdict>(kind)) return "sending";
  return "role";
}

bool overlap(const record::Appointment& a, const record::Appointment& b) {
  const bool a_before_b = a.until && b.from && *a.until < *b.from;
  const bool b_before_a = b.until && a.from && *b.until < *a.from;
  return !a_before_b && !b_before_a;
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" \t\r\n\"<>,;") == std::string_view::npos;
}

}  // namespace

void Proposal::put(Draft draft) {
  const auto [at, is_new] = at_.try_emplace({draft.kind, draft.id}, drafts_.size());
  indexes_.erase(draft.kind);
  if (is_new) {
    drafts_.push_back(std::move(draft));
  } else {
    drafts_[at->second] = std::move(draft);
  }
}

Proposal::Standing Proposal::find(const record::Kind& kind, std::string_view id) const {
  const auto proposed = at_.find({&kind, std::string(id)});
  if (proposed != at_.end()) return {drafts_[proposed->second].body, drafts_[proposed->second].retired};
  const auto* kept = latest_.find(kind, id);
  return kept ? Standing{kept->body, kept->retired} : Standing{};
}

const Proposal::Index& Proposal::unique_index(const record::Kind& kind) const {
  const auto [at, is_new] = indexes_.try_emplace(&kind);
  auto& index = at->second;
  if (!is_new) return index;
  const auto note = [&](const std::string& id, const record::Body& body) {
    if (auto key = what_must_be_unique(kind, body); !key.empty()) index.emplace(std::move(key), id);
  };
  latest_.each(kind, [&](const workspace::Record& record) {
    if (!at_.contains({&kind, record.id})) note(record.id, record.body);
  });
  for (const auto& draft : drafts_) {
    if (draft.kind == &kind && !draft.retired) note(draft.id, draft.body);
  }
  return index;
}

void Proposal::check_references(const Draft& draft, base::Issues& issues) const {
  const auto* before = latest_.find(*draft.kind, draft.id);
  const bool was_in_force = before && !before->retired;
  for (const auto& field : draft.kind->fields) {
    if (field.refers_to.empty()) continue;
    const auto& target = *record::kind(field.refers_to);
    const auto old = was_in_force ? references_in(field, before->body) : record::References{};
    for (const auto& reference : references_in(field, draft.body)) {
      const auto named = find(target, reference.id);
      if (!named) {
        issues.push_back({field.name, "act.no_such_reference", {{"kind", target.code}, {"id", reference.id}}});
      } else if (named.retired && !contains(old, reference)) {
        issues.push_back({field.name, "act.reference_retired", {{"kind", target.code}, {"id", reference.id}}});
      } else if (field.refers_to == draft.kind->code) {
        auto id = reference.id;
        for (int steps = 0; !id.empty() && steps < 10'000; ++steps) {
          if (id == draft.id) {
            issues.push_back({field.name, "act.circle", {{"id", reference.id}}});
            break;
          }
          const auto next = find(target, id);
          const auto further = next ? references_in(field, next.body) : record::References{};
          id = further.empty() ? std::string{} : further.front().id;
        }
      }
    }
  }
}

void Proposal::check_uniqueness(const Draft& draft, base::Issues& issues) const {
  const auto key = what_must_be_unique(*draft.kind, draft.body);
  if (key.empty()) return;
  const auto& index = unique_index(*draft.kind);
  const auto [first, last] = index.equal_range(key);
  for (auto other = first; other != last; ++other) {
    if (other->second == draft.id) continue;
    if (is<record::Appointment>(*draft.kind) &&
        !overlap(as<record::Appointment>(draft.body), as<record::Appointment>(find(*draft.kind, other->second).body))) {
      continue;
    }
    issues.push_back({std::string(field_when_shared(*draft.kind)), std::string(code_when_shared(*draft.kind)), {{"id", other->second}}});
    return;
  }
}

void Proposal::check_kind(const Draft& draft, base::Issues& issues) const {
  if (is<record::Installation>(*draft.kind) && draft.id != "this") issues.push_back({"id", "act.installation_id", {}});
  if (is<record::Person>(*draft.kind)) {
    if (draft.id == "outturn") issues.push_back({"id", "act.id_reserved", {{"id", draft.id}}});
    const auto& email = as<record::Person>(draft.body).email;
    if (!is_email(email)) issues.push_back({"email", "act.email_form", {{"written", email}}});
  }
  if (is<record::Appointment>(*draft.kind)) {
    const auto& appointment = as<record::Appointment>(draft.body);
    const bool for_all = appointment.role == record::Role::central || appointment.role == record::Role::auditor ||
                         appointment.role == record::Role::administrator;
    if (appointment.organisation.empty() && !for_all) {
      issues.push_back({"organisation", "act.role_needs_organisation", {}});
    }
  }
  if (is<record::ProcessSegment>(*draft.kind)) {
    const auto& segment = as<record::ProcessSegment>(draft.body);
    if (segment.in_force() && segment.signed_by == segment.proposed_by) issues.push_back({"signed_by", "act.second_signer_differs", {}});
  }
  if (is<record::Group>(*draft.kind)) {
    std::map<std::string, std::string> category_of;
    for (const auto& category : as<record::Group>(draft.body).categories) {
      const auto found = find(kind_of<record::Category>(), category.id);
      if (!found) continue;
      const auto [at, is_new] = category_of.try_emplace(as<record::Category>(found.body).dimension.id, category.id);
      if (!is_new) {
        issues.push_back({"categories", "act.group_same_dimension", {{"first", at->second}, {"second", category.id}, {"dimension", at->first}}});
      }
    }
  }
  if (is<record::Target>(*draft.kind)) {
    const auto& target = as<record::Target>(draft.body);
    if (const auto old = target.replaces.empty() ? Standing{} : find(*draft.kind, target.replaces.id)) {
      const auto& replaced = as<record::Target>(old.body);
      if (replaced.indicator != target.indicator || replaced.place != target.place || replaced.group != target.group) {
        issues.push_back({"replaces", "act.target_other_series", {{"id", target.replaces.id}, {"indicator", replaced.indicator.id}}});
      }
    }
  }
}

base::Issues Proposal::faults(const Draft& draft) const {
  base::Issues issues;
  if (draft.retired) return issues;
  check_references(draft, issues);
  check_uniqueness(draft, issues);
  check_kind(draft, issues);
  check_working_together(*this, draft, issues);
  check_figures_from(*this, draft, issues);
  check_returns(*this, draft, issues);
  return issues;
}

base::Checked<record::Body> body_of(const record::Kind& kind, const record::Body& before, Fields fields) {
  if (is<record::Person>(kind)) {
    for (auto& [name, value] : fields) {
      auto* text = std::get_if<std::string>(&value);
      if (name != "email" || !text) continue;
      for (auto& c : *text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      }
    }
  }
  return kind.with(before, fields);
}

namespace {

/// Two people, each under their own name: one proposes new limits, another signs them. Whoever holds the file may write both.
void check_signatures(const access::Reader& reader, const record::ProcessSegment* before, const record::ProcessSegment& after, base::Issues& issues) {
  if (reader.kind() == access::Reader::Kind::host) return;
  if (!before) {
    if (after.proposed_by.id != reader.person()) issues.push_back({"proposed_by", "act.propose_as_oneself", {}});
    if (after.in_force()) issues.push_back({"signed_by", "act.sign_afterwards", {}});
    return;
  }
  if (after.signed_by == before->signed_by) return;
  if (before->in_force()) {
    issues.push_back({"signed_by", "act.already_signed", {}});
  } else if (after.signed_by.id != reader.person()) {
    issues.push_back({"signed_by", "act.sign_as_oneself", {}});
  }
}

}  // namespace

base::Issues permission_faults(const access::Reader& reader, access::Act act, const workspace::Record* before, const Draft& draft,
                               const Workspace& latest) {
  base::Issues issues;
  const auto decision = before ? access::decide(reader, act, *draft.kind, before, latest)
                               : access::decide_proposed(reader, act, *draft.kind, draft.id, draft.body, latest);
  if (!decision) issues.push_back(decision.why);
  if (is<record::ProcessSegment>(*draft.kind) && (act == access::Act::add || act == access::Act::change)) {
    check_signatures(reader, before ? &before->as<record::ProcessSegment>() : nullptr, as<record::ProcessSegment>(draft.body), issues);
  }
  check_persons_part(reader, before, draft, latest, issues);
  check_gain(reader, before, draft, latest, issues);
  check_persons_return(reader, before, draft, latest, issues);
  const bool involves_others = is<record::Commitment>(*draft.kind) || is<record::Indicator>(*draft.kind) || is<record::Party>(*draft.kind) ||
                               is<record::DecisionRound>(*draft.kind) || is<record::Barrier>(*draft.kind) ||
                               is<record::Agreement>(*draft.kind) || is<record::LogicBox>(*draft.kind) || is<record::GainPlan>(*draft.kind) ||
                               is<record::Link>(*draft.kind) || is<record::GovernanceBody>(*draft.kind) || is<record::Claim>(*draft.kind);
  if (!involves_others) return issues;
  for (const auto& field : draft.kind->fields) {
    if (field.refers_to != "outcome" && field.refers_to != "indicator") continue;
    const auto old = before ? references_in(field, before->body) : record::References{};
    for (const auto& reference : references_in(field, draft.body)) {
      if (contains(old, reference)) continue;
      const auto& kind = *record::kind(field.refers_to);
      const auto* named = latest.find(kind, reference.id);
      if (!named || named->retired) continue;  // the rules say so
      auto involves = access::decide(reader, access::Act::involve, kind, named, latest);
      if (involves) continue;
      involves.why.field = field.name;
      if (std::find(issues.begin(), issues.end(), involves.why) == issues.end()) issues.push_back(involves.why);
    }
  }
  return issues;
}

Found found_for_writing(const access::Reader& reader, const record::Kind& kind, std::string_view id, std::optional<std::int64_t> version,
                        bool wants_retired, const Workspace& latest) {
  Found found{.record = latest.find(kind, id)};
  if (!found.record || !access::decide(reader, access::Act::read, kind, found.record, latest)) {
    found.record = nullptr;
    found.issues.push_back({"id", "act.no_record", {{"kind", kind.code}, {"id", std::string(id)}}});
    return found;
  }
  if (version && *version != found.record->version) {
    found.issues.push_back({"", "act.stale", {{"expected", *version}, {"current", found.record->version},
                                              {"day", base::civil_day(found.record->changed_at)}}});
  } else if (found.record->retired && !wants_retired) {
    found.issues.push_back({"", "act.is_retired", {{"kind", kind.code}, {"id", std::string(id)}}});
  } else if (!found.record->retired && wants_retired) {
    found.issues.push_back({"", "act.not_retired", {{"kind", kind.code}, {"id", std::string(id)}}});
  }
  return found;
}

void check_reason(std::string_view reason, base::Issues& issues) {
  const auto text = base::trimmed(reason);
  if (text.empty()) {
    issues.push_back({"reason", "act.reason_needed", {}});
  } else if (!base::is_utf8(text) || text.find('\0') != std::string_view::npos) {
    issues.push_back({"reason", "record.not_utf8", {}});
  }
}

void check_an_administrator_remains(const workspace::Record& going, base::Day day, const Workspace& latest, base::Issues& issues) {
  bool was_one = false;
  bool remains = false;
  latest.each<record::Appointment>([&](const workspace::Record& record, const record::Appointment& appointment) {
    if (appointment.role != record::Role::administrator || (appointment.until && *appointment.until < day)) return;
    const auto* person = latest.get<record::Person>(appointment.person.id);
    if (!person || person->disabled) return;
    const bool goes = &record == &going || (going.kind == &kind_of<record::Person>() && appointment.person.id == going.id);
    (goes ? was_one : remains) = true;
  });
  if (was_one && !remains) issues.push_back({"", "act.last_administrator", {}});
}

std::string organisation_for(const access::Reader& reader, access::Act act, const record::Kind& kind, const workspace::Record* record,
                             const Workspace& workspace) {
  return access::decide(reader, act, kind, record, workspace).organisation;
}

base::Checked<std::vector<Draft>> allowed_alone(const access::Reader& reader, access::Act act, const workspace::Record* before, Draft draft,
                                                const Workspace& latest, base::Issues issues) {
  auto faults = permission_faults(reader, act, before, draft, latest);
  faults.insert(faults.end(), issues.begin(), issues.end());
  Proposal proposal(latest);
  proposal.put(draft);
  const auto between = proposal.faults(draft);
  faults.insert(faults.end(), between.begin(), between.end());
  if (!faults.empty()) return base::refuse(std::move(faults));
  return std::vector{std::move(draft)};
}

}  // namespace outturn::act
