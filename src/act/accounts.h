#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/password.h"
#include "access/reader.h"
#include "base/checked.h"
#include "workspace/register.h"
#include "workspace/vault.h"

namespace outturn::act {

struct NewUser {
  std::string id{};  ///< permanent; empty = made from the name
  std::string name;
  std::string email;
  std::string language{};
  std::string password{};  ///< empty = none yet: the person cannot sign in until one is set
  /// Roles held from today. Empty = as the first of all: administrator and centre, for the whole installation; else none.
  std::vector<access::Standing> roles{};
};

/// Adds a person who can sign in, with roles. The password goes to the vault, never to the ledger.
/// refuses  access.*, record.*, act.email_*, act.id_*, act.role_needs_organisation, act.no_such_reference; all at once
base::Checked<workspace::Receipt> add_user(workspace::Register& store, workspace::Vault& vault, const access::Passwords& passwords,
                                           const access::Reader& reader, const NewUser& user);

/// Sets a password and ends all sessions of the person. For oneself (the door asks for the old one first) or, by an
/// administrator, for another. The ledger says who set the password of whom, never the password.
/// refuses  access.*, act.no_record, act.is_retired
base::Checked<workspace::Receipt> set_password(workspace::Register& store, workspace::Vault& vault, const access::Passwords& passwords,
                                               const access::Reader& reader, std::string_view person, std::string_view password);

/// Keeps a person from signing in, or lets them again; disabling ends all their sessions.
/// refuses  access.*, act.no_record, act.is_retired, act.reason_needed, act.last_administrator
base::Checked<workspace::Receipt> disable_person(workspace::Register& store, workspace::Vault& vault, const access::Reader& reader,
                                                 std::string_view person, bool disabled, const std::string& reason);

}  // namespace outturn::act
