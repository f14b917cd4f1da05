#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/checked.h"
#include "base/day.h"
#include "base/hash.h"
#include "record/kind.h"

namespace outturn::workspace {

/// Who does something: ids of person and organisation; the program itself is person "outturn".
struct Author {
  std::string person;
  std::string organisation;
};

/// One link of the chain. Its hash covers everything here except `hash` itself; the payload lies beside it and is
/// covered through its digest, so that content can be redacted and the chain still verifies.
struct Entry {
  std::int64_t sequence{};
  base::Instant at{};
  std::string person;
  std::string organisation;
  std::string act;   ///< "add", "change", "retire", "restore", "import", "withdraw", "redact", …
  std::string kind;  ///< code of the record's kind
  std::string id;
  base::Digest payload_digest;
  base::Digest previous;  ///< hash of the entry before; all zero for the first
  base::Digest hash;
};

/// What an entry says, beside the chain: {"before":{…},"after":{…},"retired":…,"reason":"…"} with only the fields
/// that changed, and the salt that keeps its digest from being guessed.
struct Payload {
  std::string json;
  std::string salt;  ///< 32 hexadecimal digits
};

base::Digest payload_digest(const Payload& payload);
/// SHA-256 of the entry's canonical text (docs/formats/ledger.md).
base::Digest entry_hash(const Entry& entry);

/// The payload's JSON for a change from `before` (nothing for a new record) to `after`.
std::string payload_json(const record::Kind& kind, const record::Body& before, const record::Body& after, bool retired_before,
                         bool retired_after, const std::string& reason);

/// What an entry did, read back for a history page. Values are as written; a redacted one is marked.
struct FieldChange {
  std::string field;
  record::Value before;
  record::Value after;
  bool redacted{false};
};
struct Story {
  std::vector<FieldChange> changes;
  std::optional<bool> retired;  ///< given where the entry retired or restored the record
  std::string reason;
  bool reason_redacted{false};
};
/// refuses  json.*, ledger.payload (does not fit the kind)
base::Checked<Story> story_of(const record::Kind& kind, const std::string& payload_json);

/// The record after an entry whose payload is given.  refuses  as story_of
base::Checked<std::pair<record::Body, bool>> replayed(const record::Kind& kind, const record::Body& before, bool retired_before,
                                                      const std::string& payload_json);

}  // namespace outturn::workspace
