#pragma once

#include "web/visit.h"

/// What was a draft and is published: its readers are told what it says from then on, and not what it said before.
namespace outturn::web {

/// The ledger entry that published a record, where the reader may not read drafts of it; 0 where there is nothing to keep
/// from the reader. What came before that entry is not told, and of the entry itself only that it published.
/// cost  the record's history, for kinds that know drafts
std::int64_t published_by(const Visit& visit, const workspace::Record& record);

}  // namespace outturn::web
