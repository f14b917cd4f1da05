#pragma once

#include <memory>
#include <vector>

#include "web/visit.h"

/// The same acts and judgements as JSON under /api/v1. Errors are problem details (RFC 9457).
namespace outturn::web {

class SharedJudgements;

/// The routes of the API, for the one table of routes.
/// judgements  those that the pages use, too
std::vector<Route> api_routes(const Site& site, std::shared_ptr<SharedJudgements> judgements);

/// One record: {"kind", "id", "version", "retired", "changed_at", "title", "fields": {…}}, with the fields that this
/// reader may see. The version is also the ETag.
void write_record_json(base::JsonWriter& out, const Visit& visit, const workspace::Record& record);

/// The issues of an act as a response: 403 where permission is missing, 404 where there is no such record, 412 where
/// the version is stale (with both versions), else 422. All issues are in it.
Response issues_response(const Visit& visit, const base::Issues& issues, const workspace::Record* current = nullptr);

}  // namespace outturn::web
