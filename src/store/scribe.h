#pragma once

#include <vector>

#include "base/day.h"
#include "workspace/register.h"

namespace outturn::store {

/// The end of the chain: what the next entry follows.
struct Head {
  std::int64_t sequence{0};
  base::Instant at{};
  base::Digest hash{};
};

/// One entry ready to be kept, with the change that it makes.
struct Written {
  workspace::Entry entry;
  workspace::Payload payload;
  workspace::Change change;
};

/// The entry that follows `head`, hashed and with a fresh salt; `head` becomes it. Its instant is later than the
/// entry before even where the clock stands still or goes back.
workspace::Told next_entry(Head& head, base::Instant now, const workspace::Author& author, std::string act, const record::Kind& kind,
                           std::string id, std::string payload_json);

/// Turns drafts into entries after `head` and applies them to `state`, in order. A draft that changes nothing is left
/// out. The hash and the number of a batch's rows are filled in where the draft leaves them open.
/// throws  std::logic_error when rows come without a new batch, or name records that do not exist
std::vector<Written> write_drafts(workspace::Workspace& state, Head& head, const workspace::Author& author, base::Instant now,
                                  std::vector<workspace::Draft> drafts);

/// Whether two records of a kind say the same in every field.
bool same_content(const record::Kind& kind, const record::Body& a, const record::Body& b);

}  // namespace outturn::store
