#pragma once

#include "web/components.h"
#include "web/section.h"
#include "web/visit.h"

/// Samples of source records: how many to look up, which, and what the errors found say of all (docs/methods/record_sample.md).
namespace outturn::web {

/// "3 of 59 wrong: at most 12.6% of all are, with 95% confidence", or that the records are to be looked up.
std::string sample_sentence(const Visit& visit, const workspace::Record& sample);
bool may_draw_sample(const Visit& visit);
/// The samples drawn, for the page on the quality of data.
Section samples_section(const Visit& visit);

Response show_samples(const Visit& visit);  ///< GET /samples?population=…: the samples, and the plan of a new one; .csv
Response draw_sample(const Visit& visit);   ///< POST /samples
Response show_sample(const Visit& visit);   ///< GET /samples/{id}, .csv with the numbers of the records

}  // namespace outturn::web
