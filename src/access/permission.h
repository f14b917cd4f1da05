#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/reader.h"
#include "base/checked.h"
#include "record/kind.h"
#include "workspace/workspace.h"

/// The one table of who may do what. Everything that reads or writes asks `decide`; what no rule allows is refused.
namespace outturn::access {

enum class Act {
  read,
  read_history,     ///< who changed what, when and why
  read_restricted,  ///< fields for administrators and auditors
  export_all,       ///< take a whole kind out as a file
  verify,           ///< replay the ledger and check it (kind installation)
  add,
  change,
  retire,
  restore,
  import,           ///< figures: of an indicator, as a batch
  withdraw,         ///< a batch, and the figures of an indicator in it
  involve,          ///< name an outcome or indicator in a record of one's own: partners decide who joins
  redact,           ///< take content out of the ledger for good; two persons
  manage_accounts,  ///< set another's password, disable an account (kind person)
  acknowledge,      ///< say for the own organisation that a link of a delivery chain is its to do (kind link)
};
constexpr std::size_t act_count = 15;
std::string_view code_of(Act act);
/// The act with this code ("read", "change", …); nothing where there is none.
std::optional<Act> act_of(std::string_view code);

/// Who the table knows: nobody in particular, the ten roles in the order of record::Role, and the host.
enum class Who { everyone, viewer, reporter, verifier, analyst, signatory, manager, lead, central, auditor, administrator, host };
constexpr std::size_t who_count = 12;
constexpr Who who_is(record::Role role) { return static_cast<Who>(static_cast<int>(role) + 1); }
std::string_view code_of(Who who);

/// How the organisation for which a role is held stands to a record, nearest first.
enum class Relation {
  own,       ///< the record is the organisation's own
  party,     ///< it takes part in the outcome, or the record is shared by all partners
  other,
  everyone,  ///< nobody signed in
};
constexpr std::size_t relation_count = 4;
std::string_view code_of(Relation relation);

/// How far a record has come: rounds of a decision are agreed (among partners and the centre) and agreements are drafts
/// (among their parties) until they are published, and so is what the graph marks as a draft, with the acknowledgements
/// of a draft link and the labels of a draft framework; all else is published until it is retired.
enum class State { draft, agreed, published, retired };
constexpr std::size_t state_count = 4;
std::string_view code_of(State state);
State state_of(const workspace::Record& record, const workspace::Workspace& workspace);

/// One row: each of these may do each of these acts to each of these kinds, standing so to it, in these states.
struct Rule {
  std::vector<Who> who;
  std::vector<Act> acts;
  std::vector<std::string_view> kinds;  ///< codes
  std::vector<Relation> relations;
  std::vector<State> states;
};
std::span<const Rule> table();
/// Whether some row allows it. For `Who::everyone` the installation must also be open (`decide` sees to that).
bool allows(Who who, Act act, const record::Kind& kind, Relation relation, State state);

/// The organisations a record belongs to.
struct Belonging {
  std::vector<std::string> own;
  std::vector<std::string> party;
  bool shared{false};  ///< belongs to nobody in particular: every partner is a party
  Relation relation_of(std::string_view organisation) const;
};
/// kind, id, body  a record, kept or only proposed
Belonging belonging(const record::Kind& kind, std::string_view id, const record::Body& body, const workspace::Workspace& workspace);

/// May they, and if not, why not and who can help.
struct Decision {
  bool allowed{false};
  std::string organisation;  ///< for which it is done; empty = the installation
  /// Where refused: access.sign_in, access.no_role or access.refused.<act>, naming administrators to ask.
  base::Issue why{};
  explicit operator bool() const { return allowed; }
};

/// record  nullptr = any record of the kind: is there one to which they might do this?
Decision decide(const Reader& reader, Act act, const record::Kind& kind, const workspace::Record* record,
                const workspace::Workspace& workspace);
/// The same if the record stood in that state.
Decision decide_in(State state, const Reader& reader, Act act, const workspace::Record& record, const workspace::Workspace& workspace);
/// The same for a record that is only proposed.
Decision decide_proposed(const Reader& reader, Act act, const record::Kind& kind, std::string_view id, const record::Body& body,
                         const workspace::Workspace& workspace);

/// Whether a field so marked is shown to this role in this relation, once the record may be read. Restricted fields
/// follow the table's `read_restricted` for every kind alike.
bool shows(record::Audience audience, Who who, Relation relation);
/// Whether this reader, who may read the record, may also read this field of it.
bool may_see(const Reader& reader, const record::Field& field, const workspace::Record& record, const workspace::Workspace& workspace);
/// The fields of a record that this reader may read, in the order of the list; empty when not even the record.
std::vector<const record::Field*> visible_fields(const Reader& reader, const workspace::Record& record,
                                                 const workspace::Workspace& workspace);

}  // namespace outturn::access
