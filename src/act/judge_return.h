#pragma once

#include <string>
#include <string_view>

#include "access/reader.h"
#include "base/checked.h"
#include "record/returns.h"
#include "workspace/register.h"

namespace outturn::act {

struct Judged {
  workspace::Receipt receipt;
  std::string batch;  ///< id of the batch of accepted figures; empty where it was sent back
};

/// Accepts what was sent, or sends it back. Accepted figures become a batch as any import's do (import_batch.h), in the
/// sender's right to import and the verifier's to accept: one act, all or nothing. Entries keep their authors.
/// seen     id of the sending that the verifier looked at
/// refuses  access.*, act.no_record, record.verdict_needs_reason, act.return_not_sent (also where it was taken back or sent
///          again meanwhile), act.own_return, act.not_the_verifier, and what import_batch refuses
base::Checked<Judged> judge_return(workspace::Register& store, const access::Reader& reader, std::string_view id, std::string_view seen,
                                   record::ReturnAnswer answer, const std::string& reason);

}  // namespace outturn::act
