#pragma once

#include "act/add_record.h"

/// Making, signing and taking over versions of a joint delivery agreement.
namespace outturn::act {

/// Fixes the clauses as they stand now as the next version, which parties can sign.
/// after    the number of the version that the person saw last; 0 = there was none
/// seen     SHA-256 of the draft that the person read
/// reason   what changed and why
/// refuses  access.*, record.*, act.no_record, act.draft_empty, act.draft_changed (with the draft's fingerprint now),
///          act.version_number, act.nothing_to_amend
base::Checked<workspace::Receipt> make_version(workspace::Register& store, const access::Reader& reader, std::string_view agreement,
                                               std::int64_t after, std::string_view seen, record::Localised reason);

/// Signs a version for a party, as the person who asks, today.
/// seen     the fingerprint of the text that the person had before them
/// fields   name, post, authority, dissents, dissent
/// refuses  access.*, record.*, act.no_record, act.signature_hash, act.version_old (both fingerprints shown),
///          act.signature_taken, act.not_a_party, act.left_before, act.clause_elsewhere, act.agreement_closed
base::Checked<workspace::Receipt> sign_version(workspace::Register& store, const access::Reader& reader, std::string_view version,
                                               std::string_view organisation, std::string_view seen, Fields fields);

/// Takes a signature back, today.
/// refuses  access.*, act.no_record, act.stale, act.reason_needed, act.left_already
base::Checked<workspace::Receipt> withdraw_signature(workspace::Register& store, const access::Reader& reader, std::string_view signature,
                                                     std::optional<std::int64_t> version, record::Localised reason);

/// Takes over an agreement that was exported as JSON: the agreement with its clauses, as a draft that is signed here
/// anew. What the clauses speak of must exist here.
/// refuses  access.*, record.*, json.*, decide.not_an_agreement, act.id_taken, act.no_such_reference
base::Checked<workspace::Receipt> import_agreement(workspace::Register& store, const access::Reader& reader, std::string_view json);

}  // namespace outturn::act
