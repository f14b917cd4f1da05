#pragma once

#include "web/components.h"
#include "web/serving/http.h"
#include "web/visit.h"

/// What the centre looks at between partners: which partnerships there are and which overlap, who else could help, what
/// partners claim of one result, and the same results through other frameworks.
namespace outturn::web {

Table partnerships_table(const Visit& visit);
/// Pairs that overlap, each with what they share and what could be done.
Table overlaps_table(const Visit& visit);
Table claims_table(const Visit& visit);
/// Organisations that could contribute to an outcome, each with its reasons.
Table suggestions_table(const Visit& visit, const workspace::Record& outcome, std::size_t most);

Response show_partnerships(const Visit& visit);  ///< GET /partnerships, .json, .csv
Response show_broker(const Visit& visit);        ///< GET /broker?outcome=, .json, .csv
Response show_claims(const Visit& visit);        ///< GET /claims, .json, .csv
Response show_frameworks(const Visit& visit);    ///< GET /frameworks
Response show_framework(const Visit& visit);     ///< GET /frameworks/{id}, .json, .csv

}  // namespace outturn::web
