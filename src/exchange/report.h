#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/checked.h"
#include "base/json.h"
#include "language/words.h"

namespace outturn::exchange {

/// One thing found in a file: where, what stands there, and what is wrong with it. `row` counts as a spreadsheet
/// does (the first line of the file is row 1, a quoted cell with line breaks is still one row); 0 = the whole file.
struct Finding {
  std::int64_t row{};
  std::string column;  ///< header of the column, empty when the row or file is meant
  std::string cell;    ///< what stands in the cell, shortened
  base::Issue issue;
};

/// All that was found while a file was read. Every finding is counted; of each kind the first `listed_of_a_kind`
/// are kept word for word, so that a file with a million faults needs no more memory than one with a hundred.
class Report {
 public:
  static constexpr std::size_t listed_of_a_kind = 200;

  struct Counted {
    base::Severity severity{};
    std::int64_t count{};
    std::vector<Finding> listed;
  };

  void add(Finding finding);
  /// Shorthand for a finding about one cell.
  void cell(std::int64_t row, std::string_view column, std::string_view text, std::string code, base::Arguments values = {},
            base::Severity severity = base::Severity::error);
  /// Shorthand for a finding about the whole file or one row.
  void note(std::int64_t row, std::string code, base::Arguments values = {}, base::Severity severity = base::Severity::error);

  bool has_errors() const { return errors_ > 0; }
  std::int64_t errors() const { return errors_; }
  std::int64_t warnings() const { return warnings_; }
  std::int64_t count(std::string_view code) const;  ///< 0 when the rule found nothing
  /// By rule code.
  const std::map<std::string, Counted, std::less<>>& kinds() const { return kinds_; }
  /// The listed findings in the order of the file.
  std::vector<Finding> in_order() const;
  /// What stands in the way, as issues (field "row 12, value"): for doors that show only issues.
  base::Issues issues() const;

  /// {"errors":…, "warnings":…, "kinds":[{"code","severity","count","findings":[{"row","column","cell","message"?}]}]}
  /// words  when given, each finding carries its sentence
  void write_json(base::JsonWriter& out, const language::Words* words = nullptr) const;
  /// Reads back what write_json() wrote without words, as a batch keeps it.  refuses  json.*, report.form
  static base::Checked<Report> from_json(std::string_view json);

 private:
  std::map<std::string, Counted, std::less<>> kinds_;
  std::int64_t errors_{};
  std::int64_t warnings_{};
};

/// At most 60 characters of a cell for a report, cut at a character's edge; control characters shown as '·'.
std::string shortened(std::string_view cell);

}  // namespace outturn::exchange
