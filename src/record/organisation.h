#pragma once

#include "record/value.h"

/// Who acts: organisations, people, and the offices people hold.
namespace outturn::record {

enum class OrganisationKind { department, minister, province, local, other_public, voluntary, private_sector };

struct Organisation {
  Localised name;
  OrganisationKind kind{};
  Reference parent;
  Localised remit;
  std::string url;
  bool illustrative{};
  bool operator==(const Organisation&) const = default;
};

/// A person who can sign in. The password is kept apart and never enters the ledger.
struct Person {
  std::string name;
  std::string email;  ///< sign-in name; lower case
  std::string language;
  bool disabled{};
  bool operator==(const Person&) const = default;
};

enum class Role { viewer, reporter, verifier, analyst, signatory, manager, lead, central, auditor, administrator };

/// A role that a person holds in an organisation from one day until another.
struct Appointment {
  Reference person;
  Reference organisation;  ///< empty = for the whole installation (central, auditor, administrator)
  Role role{};
  std::optional<base::Day> from;   ///< first day; missing = since ever
  std::optional<base::Day> until;  ///< last day; missing = open
  bool operator==(const Appointment&) const = default;
};

}  // namespace outturn::record
