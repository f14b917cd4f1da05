#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "record/organisation.h"
#include "workspace/ledger.h"
#include "workspace/workspace.h"

namespace outturn::access {

/// A role that a person holds today, and where; an empty organisation means the whole installation.
struct Standing {
  record::Role role{};
  std::string organisation;
  bool operator==(const Standing&) const = default;
};

std::string_view code_of(record::Role role);

/// Who asks. A value: what it may do is decided afresh each time (`decide`).
class Reader {
 public:
  enum class Kind {
    everyone,  ///< nobody signed in
    person,
    host,      ///< whoever owns the workspace, at the command line, and the program itself
  };

  static Reader everyone(base::Day day) { return Reader(Kind::everyone, {}, day); }
  static Reader host(base::Day day) { return Reader(Kind::host, "outturn", day); }
  /// The person with the roles in force on that day. A person who is disabled, retired or unknown asks as everyone.
  static Reader of(const workspace::Workspace& workspace, std::string_view person, base::Day day);

  /// The same reader with the roles that this state gives: acts ask it again under the write lock.
  Reader renewed(const workspace::Workspace& workspace) const;

  Kind kind() const { return kind_; }
  bool is_signed_in() const { return kind_ != Kind::everyone; }
  const std::string& person() const { return person_; }  ///< id; "outturn" for the host, empty for everyone
  base::Day day() const { return day_; }
  const std::vector<Standing>& standings() const { return standings_; }
  bool holds(record::Role role) const;

  /// Who a ledger entry names. organisation  the one for which this is done, as `Decision` says
  workspace::Author author(std::string organisation) const { return {person_, std::move(organisation)}; }

 private:
  Reader(Kind kind, std::string person, base::Day day) : kind_(kind), person_(std::move(person)), day_(day) {}

  Kind kind_;
  std::string person_;
  base::Day day_;
  std::vector<Standing> standings_;
};

/// The persons who hold a role for the whole installation or anywhere on that day, disabled ones left out.
std::vector<const workspace::Record*> holders_of(const workspace::Workspace& workspace, record::Role role, base::Day day);

}  // namespace outturn::access
