#pragma once

#include <string>
#include <vector>

#include "quality/returns.h"
#include "web/components.h"
#include "web/forms.h"
#include "web/parts.h"
#include "web/visit.h"

/// One return: the form of who reports, with last time's figures and checks; what was sent, for who verifies it.
namespace outturn::web {

/// What a cell was found to break, and what to do.
struct CellFinding {
  Flag flag;
  std::string what_to_do;
};

struct ReturnRow {
  std::string name;        ///< ".I1.CA.": inputs are "cell" + name, "absence" + name, "note" + name, "seen" + name
  std::string label;       ///< "Ontario, women"
  std::string last;        ///< "Last time: 10.4% (2023)"
  std::string expected;    ///< "Expected: 9.1% to 11.3%"
  std::string value;       ///< as typed, or as it stands in the reader's language
  bool asks_parts{};       ///< numerator and denominator too: "numerator" + name, "denominator" + name
  std::string numerator;
  std::string denominator;
  std::string parts_hint;  ///< "Figure = 100 × numerator ÷ denominator"
  std::string scale;       ///< for a script that calculates the figure; empty = it must be typed
  std::string decimals;
  std::vector<Option> absences;
  std::string absence;     ///< code
  std::string note;
  std::string seen;        ///< stamp of what stood there
  std::string author;      ///< "Ray Smith, 3 March 2026"
  std::vector<std::string> earlier;  ///< entries of others that no longer count
  std::vector<CellFinding> findings;
  std::string error;
  bool opens{};            ///< shows where to say why there is no figure
  // What a script needs to check while somebody types; empty = no such limit.
  std::string least, most, low, high;
  std::string least_says, most_says, unusual_says;
};

struct ReturnGroup {
  std::string title;       ///< the indicator
  std::string unit;
  std::string address;
  std::vector<ReturnRow> rows;
};

struct ReturnForm {
  std::string action;
  std::string csrf_token;
  std::string lead;        ///< what each cell takes
  std::vector<ReturnGroup> groups;
  std::vector<Field> rest; ///< one reason for all cells still empty; none where there are fewer than two
  Field paste;
  Field note;
  Field minutes;
};

struct ReturnTable {
  std::vector<ReturnGroup> groups;
};

void write(html::Output& out, const CellFinding& finding);
void write(html::Output& out, const ReturnRow& row);
void write(html::Output& out, const ReturnForm& form);

/// A figure as somebody typed it in their language: a decimal comma or separators between thousands that can only be
/// meant one way are read so.  refuses  as exchange::parse_figure
base::Checked<std::optional<double>> typed_figure(std::string_view text, std::string_view language);

Response show_return(const Visit& visit);     ///< GET /returns/{id}
Response change_return(const Visit& visit);   ///< POST: save, read a pasted table, send, take back, say how long it took
Response verdict_on_return(const Visit& visit);  ///< POST /returns/{id}/verdict

}  // namespace outturn::web
