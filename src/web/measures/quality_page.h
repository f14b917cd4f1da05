#pragma once

#include <string>
#include <vector>

#include "quality/checks.h"
#include "web/components.h"
#include "web/measures/course.h"
#include "web/section.h"
#include "web/sheet.h"
#include "web/visit.h"

/// What data have earned, and what nobody has settled yet.
namespace outturn::web {

/// What a reader may see of it, gathered once.
struct DataDoubts {
  std::vector<quality::DataFinding> findings;
  std::vector<const workspace::Record*> questions;  ///< open or disputed, oldest first
  std::size_t indicators{};
  std::size_t verified{};                           ///< with a rating in force
};
DataDoubts data_doubts(const Visit& visit);

/// The findings with one of these codes as a table: what, since when, who, what to do. At most `most` rows.
Table findings_table(const Visit& visit, const std::vector<quality::DataFinding>& findings, std::initializer_list<std::string_view> codes,
                     std::string caption, std::size_t most = 40);
Table questions_table(const Visit& visit, const std::vector<const workspace::Record*>& questions);
Verdict quality_verdict(const Visit& visit, const DataDoubts& doubts);
Sheet quality_sheet(const Visit& visit, const DataDoubts& doubts);

/// Of one measure: its rating, its questions, and what its rules found.
Section trust_section(const Visit& visit, const Course& course);
/// "Green (disclosure)" with the sentence behind it.
Fact trust_fact(const Visit& visit, const workspace::Record& indicator);

/// GET /data/quality, .json and .csv
Response show_quality(const Visit& visit);

}  // namespace outturn::web
