#pragma once

#include <string>
#include <vector>

#include "act/fill_return.h"
#include "quality/returns.h"
#include "web/visit.h"

/// A table copied from a spreadsheet into a return: read as a file of observations would be.
namespace outturn::web {

struct PastedTable {
  std::int64_t read{};    ///< figures put into the form; nothing is saved yet
  base::Issues issues{};  ///< row by row, at the field "paste"
};

/// What the table need not say is taken from the return: its period, and indicator and place where it asks for one only.
/// A table without headings is taken as place and value, or as indicator, place and value.
/// cells  of the form as it stands; those that the table names get its figures
PastedTable read_pasted_table(const Visit& visit, const quality::AskedReturn& asked, const std::vector<quality::ReturnCell>& asked_for, const std::string& text,
                              std::vector<act::TypedCell>& cells);

}  // namespace outturn::web
