#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "language/sentence.h"
#include "workspace/view.h"

namespace outturn::chain {

/// How much a gap stands in the way. Catalogue: "chain.severity.<text>".
enum class Severity { serious, moderate, minor };
std::string_view text_of(Severity severity);

/// One gap in the chain from promises to results, found by itself. Pointers point into the workspace that was read.
struct Finding {
  std::string_view code;  ///< stable, part of the API
  Severity severity{};
  std::vector<const workspace::Record*> records{};  ///< what it is about, the record to mend first; its outcomes, too
  language::Sentence sentence{};                    ///< "chain.<code>"
  language::Sentence what_to_do{};                  ///< "chain.<code>.do"
  const workspace::Record* who{};                   ///< the organisation that can mend it; nullptr = whoever keeps the register
};

/// How many findings there are of one code.
struct Tally {
  std::string_view code;
  Severity severity{};
  std::size_t count{};
};

/// Every finding, grave ones first, then in the order of the rules, then of creation of what they are about.
/// cost  linear in records, references and figures
std::vector<Finding> all_findings(const workspace::View& view);

/// The findings of all_findings that name this record, in the same order.
/// cost  as many records as refer to it; for an indicator or an outcome also all indicators, to find namesakes
std::vector<Finding> findings_about(const workspace::View& view, const workspace::Record& record);

/// Counts by code, in the order of the findings.
std::vector<Tally> tallies(const std::vector<Finding>& findings);

/// {"code": …, "severity": …, "sentence": …, "what_to_do": …, "who": …, "records": [{"kind": …, "id": …}]}
void write_json(base::JsonWriter& out, const Finding& finding, const language::Words& words);

}  // namespace outturn::chain
