#include "act/accounts.h"

#include <fmt/format.h>

#include "access/permission.h"
#include "act/rules.h"
#include "base/text.h"

namespace outturn::act {
namespace {

using record::kind_of;

/// The roles of the first of all, who must be able to let others in and to begin the register.
std::vector<access::Standing> roles_of(const NewUser& user, const workspace::Workspace& latest, base::Day day) {
  if (!user.roles.empty() || !access::holders_of(latest, record::Role::administrator, day).empty()) return user.roles;
  return {{record::Role::administrator, ""}, {record::Role::central, ""}};
}

workspace::Draft appointment(const std::string& person, const access::Standing& standing, base::Day from, const workspace::Workspace& latest) {
  const auto& kind = kind_of<record::Appointment>();
  const auto title = fmt::format("{} {} {}", person, access::code_of(standing.role), standing.organisation);
  return {.kind = &kind, .id = free_id(latest, kind, title),
          .body = std::make_shared<const record::Appointment>(record::Appointment{
              .person = {person}, .organisation = {standing.organisation}, .role = standing.role, .from = from}),
          .act = "add"};
}

}  // namespace

base::Checked<workspace::Receipt> add_user(workspace::Register& store, workspace::Vault& vault, const access::Passwords& passwords,
                                           const access::Reader& reader, const NewUser& user) {
  const auto& people = kind_of<record::Person>();
  const auto now = store.now();
  const auto decision = access::decide(reader, access::Act::add, people, nullptr, *now);
  if (!decision) return base::refuse({decision.why});
  base::Issues form;
  if (!user.id.empty() && !base::is_permanent_id(user.id)) form.push_back({"id", "act.id_form", {{"written", user.id}}});
  const auto body = body_of(people, nullptr, {{"name", user.name}, {"email", user.email}, {"language", user.language}});
  if (!body) form.insert(form.end(), body.error().begin(), body.error().end());
  if (!user.password.empty()) {
    const auto faults = access::Passwords::faults(user.password, {.name = user.name, .email = user.email});
    form.insert(form.end(), faults.begin(), faults.end());
  }
  if (!form.empty()) return base::refuse(std::move(form));
  const auto hash = user.password.empty() ? std::string{} : passwords.hash(user.password);

  std::string id;
  auto receipt = store.commit(
      reader.author(decision.organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
        const auto who = reader.renewed(latest);
        id = user.id.empty() ? free_id(latest, people, user.name) : user.id;
        base::Issues issues;
        if (latest.find(people, id)) issues.push_back({"id", "act.id_taken", {{"id", id}, {"free", free_id(latest, people, id)}}});
        Proposal proposal(latest);
        proposal.put({.kind = &people, .id = id, .body = *body, .act = "add"});
        for (const auto& standing : roles_of(user, latest, reader.day())) proposal.put(appointment(id, standing, reader.day(), latest));
        for (const auto& draft : proposal.drafts()) {
          for (const auto& found : {permission_faults(who, access::Act::add, nullptr, draft, latest), proposal.faults(draft)}) {
            issues.insert(issues.end(), found.begin(), found.end());
          }
        }
        if (!issues.empty()) return base::refuse(std::move(issues));
        return proposal.drafts();
      });
  if (receipt && !hash.empty()) vault.set_password_hash(id, hash);
  return receipt;
}

base::Checked<workspace::Receipt> set_password(workspace::Register& store, workspace::Vault& vault, const access::Passwords& passwords,
                                               const access::Reader& reader, std::string_view person, std::string_view password) {
  const auto& people = kind_of<record::Person>();
  const auto now = store.now();
  const auto organisation = organisation_for(reader, access::Act::manage_accounts, people, now->find(people, person), *now);
  auto receipt = store.commit(
      reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
        const auto who = reader.renewed(latest);
        auto [record, issues] = found_for_writing(who, people, person, std::nullopt, false, latest);
        if (!issues.empty()) return base::refuse(std::move(issues));
        if (who.person() != record->id) {
          if (const auto decision = access::decide(who, access::Act::manage_accounts, people, record, latest); !decision) {
            return base::refuse({decision.why});
          }
        }
        auto faults = access::Passwords::faults(password, record->as<record::Person>());
        if (!faults.empty()) return base::refuse(std::move(faults));
        // Nothing of the record changes; the entry says who set the password of whom, and when.
        return std::vector{workspace::Draft{.kind = &people, .id = record->id, .body = record->body, .act = "set_password"}};
      });
  if (!receipt) return receipt;
  vault.set_password_hash(person, passwords.hash(password));
  vault.end_sessions_of(person);
  return receipt;
}

base::Checked<workspace::Receipt> disable_person(workspace::Register& store, workspace::Vault& vault, const access::Reader& reader,
                                                 std::string_view person, bool disabled, const std::string& reason) {
  const auto& people = kind_of<record::Person>();
  const auto now = store.now();
  const auto organisation = organisation_for(reader, access::Act::manage_accounts, people, now->find(people, person), *now);
  auto receipt = store.commit(
      reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
        const auto who = reader.renewed(latest);
        auto [record, issues] = found_for_writing(who, people, person, std::nullopt, false, latest);
        if (!issues.empty()) return base::refuse(std::move(issues));
        if (const auto decision = access::decide(who, access::Act::manage_accounts, people, record, latest); !decision) {
          return base::refuse({decision.why});
        }
        check_reason(reason, issues);
        if (disabled) check_an_administrator_remains(*record, who.day(), latest, issues);
        if (!issues.empty()) return base::refuse(std::move(issues));
        const auto body = people.with(record->body, {{"disabled", disabled}});
        if (!body) return base::refuse(body.error());
        return std::vector{workspace::Draft{.kind = &people, .id = record->id, .body = *body, .act = "change", .reason = reason}};
      });
  if (receipt && disabled) vault.end_sessions_of(person);
  return receipt;
}

}  // namespace outturn::act
