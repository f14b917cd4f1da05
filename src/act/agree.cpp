#include "act/agree.h"

#include <algorithm>

#include <fmt/format.h>

#include "act/change_record.h"
#include "act/rules.h"
#include "act/working_together_rules.h"
#include "base/hash.h"
#include "base/text.h"
#include "decide/agreement.h"

namespace outturn::act {
namespace {

using record::kind_of;

record::References references_to(const std::vector<std::string>& ids) {
  record::References all;
  for (const auto& id : ids) all.push_back({id});
  return all;
}

record::References bound_of(const decide::ClauseText& clause, std::string_view kind) {
  record::References all;
  for (const auto& bound : clause.bound) {
    if (bound.kind == kind) all.push_back({bound.id});
  }
  return all;
}

/// Empty lists and texts are left out: an empty value is none.
void add(Fields& fields, const char* name, record::References references) {
  if (!references.empty()) fields.emplace_back(name, std::move(references));
}

}  // namespace

base::Checked<workspace::Receipt> make_version(workspace::Register& store, const access::Reader& reader, std::string_view agreement,
                                               std::int64_t after, std::string_view seen, record::Localised reason) {
  const auto& kind = kind_of<record::AgreementVersion>();
  const auto now = store.now();
  auto proposed = std::make_shared<record::AgreementVersion>();
  proposed->agreement = {std::string(agreement)};
  const auto decision = access::decide_proposed(reader, access::Act::add, kind, "", proposed, *now);
  return store.commit(reader.author(decision.organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
    const auto who = reader.renewed(latest);
    auto [record, issues] = found_for_writing(who, kind_of<record::Agreement>(), agreement, std::nullopt, false, latest);
    if (!issues.empty()) return base::refuse(std::move(issues));
    const auto text = decide::draft_text(latest, *record);
    const auto written = decide::write_text(text);
    const auto hash = base::sha256(written).hex();
    if (text.clauses.empty()) return base::refuse("", "act.draft_empty");
    if (seen != hash) return base::refuse("", "act.draft_changed", {{"seen", std::string(seen)}, {"hash", hash}});
    if (const auto* last = newest_version(latest, agreement); last && last->as<record::AgreementVersion>().hash == hash) {
      return base::refuse("", "act.nothing_to_amend", {{"number", last->as<record::AgreementVersion>().number.value_or(0)}});
    }
    Fields fields{{"agreement", record::Reference{std::string(agreement)}}, {"number", after + 1}, {"text", written}, {"hash", hash}, {"made", who.day()}};
    if (!reason.empty()) fields.emplace_back("reason", reason);
    auto body = kind.with(nullptr, fields);
    if (!body) return base::refuse(body.error());
    workspace::Draft draft{.kind = &kind, .id = fmt::format("{}-v{}", agreement.substr(0, 70), after + 1), .body = *body, .act = "add"};
    issues = permission_faults(who, access::Act::add, nullptr, draft, latest);
    Proposal proposal(latest);
    proposal.put(draft);
    const auto faults = proposal.faults(draft);
    issues.insert(issues.end(), faults.begin(), faults.end());
    if (issues.empty() && latest.find(kind, draft.id)) issues.push_back({"", "act.id_taken", {{"id", draft.id}, {"free", free_id(latest, kind, draft.id)}}});
    if (!issues.empty()) return base::refuse(std::move(issues));
    return std::vector{std::move(draft)};
  });
}

base::Checked<workspace::Receipt> sign_version(workspace::Register& store, const access::Reader& reader, std::string_view version,
                                               std::string_view organisation, std::string_view seen, Fields fields) {
  fields.emplace_back("version", record::Reference{std::string(version)});
  fields.emplace_back("organisation", record::Reference{std::string(organisation)});
  fields.emplace_back("hash", std::string(seen));
  if (reader.kind() == access::Reader::Kind::person) fields.emplace_back("person", record::Reference{reader.person()});
  fields.emplace_back("given", reader.day());
  return add_record(store, reader, kind_of<record::Signature>(), {}, fields);
}

base::Checked<workspace::Receipt> withdraw_signature(workspace::Register& store, const access::Reader& reader, std::string_view signature,
                                                     std::optional<std::int64_t> version, record::Localised reason) {
  Fields fields{{"withdrawn", reader.day()}};
  if (!reason.empty()) fields.emplace_back("withdrawn_reason", std::move(reason));
  return change_record(store, reader, kind_of<record::Signature>(), signature, version, fields);
}

base::Checked<workspace::Receipt> import_agreement(workspace::Register& store, const access::Reader& reader, std::string_view json) {
  const auto text = decide::read_text(json);
  if (!text) return base::refuse(text.error());
  struct Wanted {
    const record::Kind* kind{};
    std::string id;
    Fields fields;
  };
  std::vector<Wanted> wanted;
  Fields agreement{{"outcome", record::Reference{text->outcome}}, {"title", text->title}, {"illustrative", text->illustrative}};
  add(agreement, "parties", references_to(text->parties));
  if (const auto sunset = base::Day::parse(text->sunset)) agreement.emplace_back("sunset", *sunset);
  wanted.push_back({&kind_of<record::Agreement>(), text->agreement, std::move(agreement)});
  for (const auto& clause : text->clauses) {
    Fields fields{{"agreement", record::Reference{text->agreement}}, {"number", clause.number}, {"topic", clause.topic}, {"title", clause.title}, {"text", clause.text},
                  {"illustrative", text->illustrative}};
    add(fields, "targets", bound_of(clause, "target"));
    add(fields, "commitments", bound_of(clause, "commitment"));
    add(fields, "links", bound_of(clause, "link"));
    add(fields, "touches", references_to(clause.touches));
    wanted.push_back({&kind_of<record::Clause>(), clause.id, std::move(fields)});
  }
  std::string organisation = reader.standings().empty() ? "" : reader.standings().front().organisation;
  return store.commit(reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
    const auto who = reader.renewed(latest);
    base::Issues issues;
    Proposal proposal(latest);
    for (const auto& one : wanted) {
      if (!base::is_permanent_id(one.id)) issues.push_back({"json", "act.id_form", {{"written", one.id}}});
      if (latest.find(*one.kind, one.id)) issues.push_back({"json", "act.id_taken", {{"id", one.id}, {"free", free_id(latest, *one.kind, one.id)}}});
      auto body = body_of(*one.kind, nullptr, one.fields);
      if (!body) {
        issues.insert(issues.end(), body.error().begin(), body.error().end());
        continue;
      }
      workspace::Draft draft{.kind = one.kind, .id = one.id, .body = *body, .act = "add"};
      if (one.kind == &kind_of<record::Agreement>()) {  // its clauses are whose the agreement is
        const auto refused = permission_faults(who, access::Act::add, nullptr, draft, latest);
        issues.insert(issues.end(), refused.begin(), refused.end());
      }
      proposal.put(std::move(draft));
    }
    for (const auto& draft : proposal.drafts()) {
      const auto faults = proposal.faults(draft);
      issues.insert(issues.end(), faults.begin(), faults.end());
    }
    if (!issues.empty()) return base::refuse(std::move(issues));
    return proposal.drafts();
  });
}

}  // namespace outturn::act
