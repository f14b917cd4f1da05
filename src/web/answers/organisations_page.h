#pragma once

#include <span>

#include "web/components.h"
#include "web/serving/http.h"
#include "web/answers/partnership.h"
#include "web/section.h"
#include "web/visit.h"

/// Who takes part: all organisations, and one of them.
namespace outturn::web {

Table shares_table(const Visit& visit, std::span<const Share> shares);
Table pairs_table(const Visit& visit, std::span<const Pair> pairs);

/// Parts of one organisation's page.
Section partners_section(const Visit& visit, const Partnership& partnership);
Section bearings_section(const Visit& visit, const Partnership& partnership);
Section led_section(const Visit& visit, const Partnership& partnership);
Section gaps_section(const Visit& visit, const Partnership& partnership);

/// GET /organisations, .json and .csv
Response show_organisations(const Visit& visit);
/// GET /organisations/{id}, .json and .csv
Response show_organisation(const Visit& visit);

}  // namespace outturn::web
