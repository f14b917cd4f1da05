#include "act/working_together_rules.h"

#include <algorithm>

#include "base/hash.h"
#include "decide/agreement.h"
#include "record/agreement.h"
#include "record/decision.h"
#include "record/graph.h"
#include "record/logic_model.h"
#include "record/outcome.h"

namespace outturn::act {
namespace {

using record::as;
using record::is;
using record::kind_of;
using workspace::Draft;
using workspace::Record;
using workspace::Workspace;

template <class T>
const Record* newest(const Workspace& workspace, const record::Kind& of, std::string_view id, std::string_view field) {
  const auto* owner = workspace.find(of, id);
  const Record* found = nullptr;
  if (!owner) return found;
  for (const auto* record : workspace.referring<T>(*owner, field)) {
    if (!found || found->template as<T>().number < record->template as<T>().number) found = record;
  }
  return found;
}

void check_clauses(const Proposal& proposal, const record::References& clauses, const record::Reference& agreement, const char* field, base::Issues& issues) {
  for (const auto& one : clauses) {
    const auto* clause = standing<record::Clause>(proposal, one.id);
    if (clause && clause->agreement != agreement) issues.push_back({field, "act.clause_elsewhere", {{"id", one.id}, {"agreement", agreement.id}}});
  }
}

/// Whether this version, or an earlier one of the agreement, names a party: who is left out signs that, too.
bool was_named(const Proposal& proposal, const record::AgreementVersion& signs, const std::string& party) {
  const auto names = [&](const record::AgreementVersion& version) {
    if (version.agreement != signs.agreement || version.number > signs.number) return false;
    const auto text = decide::read_text(version.text);
    return text && std::find(text->parties.begin(), text->parties.end(), party) != text->parties.end();
  };
  if (names(signs)) return true;
  if (const auto* agreement = proposal.latest().find<record::Agreement>(signs.agreement.id)) {
    for (const auto* version : proposal.latest().referring<record::AgreementVersion>(*agreement, "agreement")) {
      if (names(version->as<record::AgreementVersion>())) return true;
    }
  }
  return std::any_of(proposal.drafts().begin(), proposal.drafts().end(), [&](const Draft& draft) {
    return is<record::AgreementVersion>(*draft.kind) && names(as<record::AgreementVersion>(draft.body));
  });
}

void check_signature(const Proposal& proposal, const record::Signature& signature, base::Issues& issues) {
  const auto* version = standing<record::AgreementVersion>(proposal, signature.version.id);
  if (!version) return;
  if (signature.hash != version->hash) issues.push_back({"hash", "act.signature_hash", {{"seen", signature.hash}, {"hash", version->hash}}});
  if (!was_named(proposal, *version, signature.organisation.id)) issues.push_back({"organisation", "act.not_a_party", {{"id", signature.organisation.id}}});
  check_clauses(proposal, signature.dissents, version->agreement, "dissents", issues);
}

/// How the versions of an agreement stand on the day.
std::vector<decide::VersionState> versions_of(const Workspace& latest, std::string_view agreement, base::Day day) {
  const auto* record = latest.find<record::Agreement>(agreement);
  if (!record) return {};
  return decide::versions_of(workspace::View(std::shared_ptr<const Workspace>(std::shared_ptr<const Workspace>{}, &latest), day), *record);
}

/// An agreement is closed by one party once its end has come; before that all of them sign an earlier end.
void check_closing(const access::Reader& reader, const Record& before, const record::Agreement& after, const Workspace& latest, base::Issues& issues) {
  const auto& was = before.as<record::Agreement>();
  if (was.closed == after.closed) return;
  if (was.closed) {
    issues.push_back({"closed", "act.closed_stays", {{"closed", *was.closed}}});
    return;
  }
  if (after.closed != reader.day()) issues.push_back({"closed", "act.close_today", {{"today", reader.day()}}});
  const auto versions = versions_of(latest, before.id, reader.day());
  const auto* binding = decide::in_force(versions);
  if (decide::has_ended(binding, reader.day())) return;
  if (const auto sunset = base::Day::parse(binding->text.sunset)) {
    issues.push_back({"closed", "act.closes_early", {{"number", binding->number()}, {"sunset", *sunset}}});
  } else {
    issues.push_back({"closed", "act.closes_endless", {{"number", binding->number()}}});
  }
}

/// Who has left an agreement with its own signature does not come back by taking that signature back.
void check_leaving_stays(const access::Reader& reader, const record::Signature& signature, const Workspace& latest, base::Issues& issues) {
  const auto* signs = latest.get<record::AgreementVersion>(signature.version.id);
  if (!signs) return;
  const auto versions = versions_of(latest, signs->agreement.id, reader.day());
  const auto* binding = decide::in_force(versions);
  if (!binding || binding->number() < signs->number.value_or(0)) return;
  for (const auto& one : versions) {
    if (one.record->id != signature.version.id) continue;
    const bool leaves = std::any_of(one.parties.begin(), one.parties.end(), [&](const decide::PartyState& party) {
      return party.leaves && party.organisation && party.organisation->id == signature.organisation.id;
    });
    if (leaves) issues.push_back({"withdrawn", "act.left_already", {{"number", binding->number()}}});
  }
}

void check_link(const record::LogicBox* from, const record::LogicBox* to, base::Issues& issues) {
  if (!from || !to) return;
  if (from->outcome != to->outcome) issues.push_back({"to", "act.logic_two_outcomes", {{"from", from->outcome.id}, {"to", to->outcome.id}}});
  if (from->column >= to->column) issues.push_back({"to", "act.logic_backwards", {}});
}

}  // namespace

const Record* newest_round(const Workspace& workspace, std::string_view outcome) {
  return newest<record::DecisionRound>(workspace, kind_of<record::Outcome>(), outcome, "outcome");
}

const Record* newest_version(const Workspace& workspace, std::string_view agreement) {
  return newest<record::AgreementVersion>(workspace, kind_of<record::Agreement>(), agreement, "agreement");
}

void check_working_together(const Proposal& proposal, const Draft& draft, base::Issues& issues) {
  if (is<record::AgreementVersion>(*draft.kind)) {
    const auto& version = as<record::AgreementVersion>(draft.body);
    const auto hash = base::sha256(version.text).hex();
    if (version.hash != hash) issues.push_back({"hash", "act.version_hash", {{"written", version.hash}, {"hash", hash}}});
    check_clauses(proposal, version.withheld, version.agreement, "withheld", issues);
  } else if (is<record::Signature>(*draft.kind)) {
    check_signature(proposal, as<record::Signature>(draft.body), issues);
  } else if (is<record::LogicLink>(*draft.kind)) {
    const auto& link = as<record::LogicLink>(draft.body);
    check_link(standing<record::LogicBox>(proposal, link.from.id), standing<record::LogicBox>(proposal, link.to.id), issues);
  } else if (is<record::LogicBox>(*draft.kind)) {
    const auto* kept = proposal.latest().find<record::LogicBox>(draft.id);
    if (!kept) return;
    base::Issues found;
    for (const auto* link : proposal.latest().referring<record::LogicLink>(*kept)) {
      const auto& ends = link->as<record::LogicLink>();
      check_link(standing<record::LogicBox>(proposal, ends.from.id), standing<record::LogicBox>(proposal, ends.to.id), found);
    }
    if (!found.empty()) issues.push_back({"column", found.front().code, found.front().values});
  }
}

void check_persons_part(const access::Reader& reader, const Record* before, const Draft& draft, const Workspace& latest, base::Issues& issues) {
  if (reader.kind() == access::Reader::Kind::host || draft.retired) return;
  if (record::is_draft(*draft.kind, draft.body.get())) {
    if (before && !record::is_draft(*before->kind, before->body.get())) issues.push_back({"draft", "act.published_stays", {}});
    if (access::belonging(*draft.kind, draft.id, draft.body, latest).shared) issues.push_back({"draft", "act.draft_of_nobody", {}});
  }
  const auto in_round = [&](const record::Reference& reference) {
    const auto* round = latest.find<record::DecisionRound>(reference.id);
    if (!round || before) return;
    const auto& content = round->as<record::DecisionRound>();
    if (content.ending != record::Ending::open) issues.push_back({"round", "act.round_ended", {{"number", content.number.value_or(0)}}});
    const auto* last = newest_round(latest, content.outcome.id);
    if (last && last != round) {
      issues.push_back({"round", "act.round_old", {{"number", content.number.value_or(0)}, {"newest", last->as<record::DecisionRound>().number.value_or(0)}}});
    }
  };
  if (is<record::DecisionAnswer>(*draft.kind)) in_round(as<record::DecisionAnswer>(draft.body).round);
  if (is<record::DecisionOption>(*draft.kind)) in_round(as<record::DecisionOption>(draft.body).round);
  if (is<record::Readiness>(*draft.kind)) in_round(as<record::Readiness>(draft.body).round);
  if (is<record::DecisionRound>(*draft.kind)) {
    const auto& round = as<record::DecisionRound>(draft.body);
    if (before) {
      const auto was = before->as<record::DecisionRound>().ending;
      if (was != record::Ending::open && was != round.ending) issues.push_back({"ending", "act.ending_stays", {}});
      return;
    }
    const auto* last = newest_round(latest, round.outcome.id);
    const auto next = 1 + (last ? last->as<record::DecisionRound>().number.value_or(0) : 0);
    if (round.number != next) issues.push_back({"number", "act.round_number", {{"written", round.number.value_or(0)}, {"next", next}}});
  }
  if (is<record::Agreement>(*draft.kind) && before) check_closing(reader, *before, as<record::Agreement>(draft.body), latest, issues);
  if (is<record::AgreementVersion>(*draft.kind) && !before) {
    const auto& version = as<record::AgreementVersion>(draft.body);
    const auto* last = newest_version(latest, version.agreement.id);
    const auto next = 1 + (last ? last->as<record::AgreementVersion>().number.value_or(0) : 0);
    if (version.number != next) issues.push_back({"number", "act.version_number", {{"written", version.number.value_or(0)}, {"next", next}}});
    if (version.made != reader.day()) issues.push_back({"made", "act.made_today", {{"today", reader.day()}}});
    const auto* agreement = latest.get<record::Agreement>(version.agreement.id);
    if (agreement && agreement->closed) issues.push_back({"", "act.agreement_closed", {{"closed", *agreement->closed}}});
  }
  if (is<record::Signature>(*draft.kind)) {
    const auto& signature = as<record::Signature>(draft.body);
    if (before) {
      const auto was = before->as<record::Signature>().withdrawn;
      if (was && !signature.withdrawn) issues.push_back({"withdrawn", "act.withdrawn_stays", {}});
      else if (signature.withdrawn != was && signature.withdrawn != reader.day()) issues.push_back({"withdrawn", "act.sign_today", {{"today", reader.day()}}});
      if (!was && signature.withdrawn) check_leaving_stays(reader, signature, latest, issues);
      return;
    }
    const auto* version = latest.get<record::AgreementVersion>(signature.version.id);
    if (!version) return;
    const auto* last = newest_version(latest, version->agreement.id);
    if (last && last->id != signature.version.id) {
      const auto& newer = last->as<record::AgreementVersion>();
      issues.push_back({"version", "act.version_old", {{"number", version->number.value_or(0)}, {"newest", newer.number.value_or(0)}, {"seen", signature.hash}, {"hash", newer.hash}}});
    }
    const auto* agreement = latest.get<record::Agreement>(version->agreement.id);
    if (agreement && agreement->closed) issues.push_back({"", "act.agreement_closed", {{"closed", *agreement->closed}}});
    const auto versions = versions_of(latest, version->agreement.id, reader.day());
    const auto names = [&](const decide::VersionState& one) {
      return std::any_of(one.parties.begin(), one.parties.end(), [&](const decide::PartyState& party) { return party.organisation && party.organisation->id == signature.organisation.id; });
    };
    const bool was_party = std::any_of(versions.begin(), versions.end(), names);
    const bool signs_this = std::any_of(versions.begin(), versions.end(), [&](const decide::VersionState& one) { return one.record->id == signature.version.id && names(one); });
    if (was_party && !signs_this) issues.push_back({"organisation", "act.left_before", {{"id", signature.organisation.id}}});
    if (signature.person.id != reader.person()) issues.push_back({"person", "act.sign_yourself", {}});
    if (signature.given != reader.day()) issues.push_back({"given", "act.sign_today", {{"today", reader.day()}}});
  }
}

}  // namespace outturn::act
