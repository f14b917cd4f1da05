#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/components.h"
#include "web/forms.h"
#include "web/data/import_desk.h"
#include "web/visit.h"

/// What the check page of an import says: pure functions of what was found.
namespace outturn::web {

/// A cell that can be put right in place.
struct CellFix {
  std::string input;       ///< name of the input: "mend.14.2", by row and column of the file
  std::string row;
  std::string column;
  std::string in_file;
  std::string problem;     ///< what is wrong and what to do
  std::string suggestion;  ///< what to put, where it can be known
};

/// A sign of the office's own whose meaning has to be said.
struct UnknownSign {
  std::string sign;
  std::int64_t count{};
};

/// A figure that is known already and would change.
struct Correction {
  std::string what;  ///< "Poverty rate, Ontario, 2022"
  std::string before;
  std::string after;
};

struct ImportCheck {
  std::int64_t rows{};
  std::int64_t ready{};       ///< rows that can be saved as they are, those known already included
  std::int64_t to_fix{};      ///< rows that stand in the way
  std::int64_t unusual{};     ///< things that can be true and want a yes
  ErrorSummary problems{};    ///< kind by kind, with a link to the first of each
  std::vector<CellFix> fixes{};
  std::vector<Row> others{};  ///< problems of whole rows or of the file: row, what is wrong
  std::int64_t not_listed{};
  std::vector<UnknownSign> signs{};
  std::vector<std::string> to_confirm{};
  struct Checked {
    Glyph glyph{};
    std::string text;
    std::string more{};
  };
  std::vector<Checked> checks{};

  bool may_save() const { return to_fix == 0; }
};

ImportCheck import_check(const Visit& visit, const exchange::Staged& staged);

/// Figures of the file that differ from what counts today, the first `most`.
std::vector<Correction> corrections(const Visit& visit, const exchange::Staged& staged, std::size_t most);

/// The sentence of something found in a file, as the web says it (the command line names its own options).
std::string sentence_of(const language::Words& words, const base::Issue& issue);

/// All problems listed, one a row: row, column, cell, problem.
std::string problems_as_csv(const language::Words& words, const exchange::Report& report);

/// The first `count` rows of a CSV file, its header first; empty where it cannot be read as such.
std::vector<std::vector<std::string>> first_rows(const std::string& path, std::size_t count);

}  // namespace outturn::web
