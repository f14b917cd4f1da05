#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/permission.h"
#include "act/add_record.h"
#include "base/checked.h"
#include "workspace/register.h"

/// What must hold between records, whoever writes them. Acts use this under the write lock.
namespace outturn::act {

/// The register as it would stand: the latest state and, over it, the records of one commit.
class Proposal {
 public:
  /// latest  borrowed; outlives the proposal
  explicit Proposal(const workspace::Workspace& latest) : latest_(latest) {}

  const workspace::Workspace& latest() const { return latest_; }
  void put(workspace::Draft draft);
  const std::vector<workspace::Draft>& drafts() const { return drafts_; }

  struct Standing {
    record::Body body;  ///< nullptr = there is no such record
    bool retired{false};
    explicit operator bool() const { return body != nullptr; }
  };
  Standing find(const record::Kind& kind, std::string_view id) const;

  /// What keeps a proposed record from standing so: act.no_such_reference, act.reference_retired, act.circle,
  /// act.email_form, act.email_taken, act.id_reserved, act.installation_id, act.definition_taken, act.group_taken,
  /// act.group_same_dimension, act.party_taken, act.role_needs_organisation, act.appointment_overlaps,
  /// act.target_other_series, act.target_already_replaced, act.second_signer_differs.
  base::Issues faults(const workspace::Draft& draft) const;

 private:
  using Index = std::multimap<std::string, std::string, std::less<>>;  ///< what must be unique → id
  const Index& unique_index(const record::Kind& kind) const;
  void check_references(const workspace::Draft& draft, base::Issues& issues) const;
  void check_uniqueness(const workspace::Draft& draft, base::Issues& issues) const;
  void check_kind(const workspace::Draft& draft, base::Issues& issues) const;

  const workspace::Workspace& latest_;
  std::vector<workspace::Draft> drafts_;
  std::map<std::pair<const record::Kind*, std::string>, std::size_t> at_;
  mutable std::map<const record::Kind*, Index> indexes_;
};

/// The struct as it would stand, or nullptr where there is no such record.
template <class T>
const T* standing(const Proposal& proposal, std::string_view id) {
  const auto found = proposal.find(record::kind_of<T>(), id);
  return found ? &record::as<T>(found.body) : nullptr;
}

/// A body made from fields, e-mail addresses in lower case.  refuses  as record::Kind::with
base::Checked<record::Body> body_of(const record::Kind& kind, const record::Body& before, Fields fields);

/// What permission has against writing this draft: the act itself, and every outcome or indicator that it newly names.
/// before  the record that it changes, or nullptr
base::Issues permission_faults(const access::Reader& reader, access::Act act, const workspace::Record* before,
                               const workspace::Draft& draft, const workspace::Workspace& latest);

/// This draft as all that a commit writes, once permission and every rule between records allow it.
/// issues   what was found before; refused together with what is found here, after permission
base::Checked<std::vector<workspace::Draft>> allowed_alone(const access::Reader& reader, access::Act act, const workspace::Record* before,
                                                           workspace::Draft draft, const workspace::Workspace& latest, base::Issues issues = {});

/// A record to be changed, or why it cannot be: act.no_record (also where the reader may not read it), act.is_retired
/// (unless retired ones are asked for), act.stale.
struct Found {
  const workspace::Record* record{};
  base::Issues issues{};
};
Found found_for_writing(const access::Reader& reader, const record::Kind& kind, std::string_view id,
                        std::optional<std::int64_t> version, bool wants_retired, const workspace::Workspace& latest);

/// Whether a reason is more than white space; else act.reason_needed is added.
void check_reason(std::string_view reason, base::Issues& issues);

/// Whether somebody else would still be administrator if this person or appointment went; else act.last_administrator.
void check_an_administrator_remains(const workspace::Record& going, base::Day day, const workspace::Workspace& latest,
                                    base::Issues& issues);

/// The organisation for which the reader does this, as the ledger will name it.
std::string organisation_for(const access::Reader& reader, access::Act act, const record::Kind& kind, const workspace::Record* record,
                             const workspace::Workspace& workspace);

}  // namespace outturn::act
