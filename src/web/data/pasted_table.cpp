#include "web/data/pasted_table.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/observation_import.h"
#include "exchange/csv_reader.h"
#include "web/data/import_check.h"
#include "web/data/return_page.h"

namespace outturn::web {
namespace {

using quality::ReturnCell;

char separator_of(std::string_view line) {
  for (const char mark : {'\t', ';', ','}) {
    if (line.find(mark) != std::string_view::npos) return mark;
  }
  return '\t';
}

bool is_figure_cell(std::string_view cell, std::string_view language) {
  const auto figure = typed_figure(cell, language);
  return figure && figure->has_value();
}

/// The table with a first line of headings, figures written as files write them, one comma-separated row a line.
std::string as_file(std::string_view text, std::string_view language, bool& has_headings) {
  std::vector<std::vector<std::string>> rows;
  const auto separator = separator_of(text.substr(0, text.find('\n')));
  for (const auto line : base::split(text, '\n')) {
    if (base::trimmed(line).empty()) continue;
    auto& row = rows.emplace_back();
    for (const auto cell : base::split(line, separator)) row.emplace_back(base::trimmed(cell));
  }
  std::string file;
  if (rows.empty()) return file;
  has_headings = !std::any_of(rows.front().begin(), rows.front().end(), [&](const auto& cell) { return is_figure_cell(cell, language); });
  if (!has_headings) {
    const auto columns = rows.front().size();
    if (columns == 1) rows.insert(rows.begin(), {"value"});
    else if (columns == 2) rows.insert(rows.begin(), {"place", "value"});
    else rows.insert(rows.begin(), {"indicator", "place", "value"});
  }
  for (const auto& row : rows) {
    std::string line;
    for (const auto& cell : row) {
      auto written = cell;
      if (&row != &rows.front()) {
        const auto figure = typed_figure(cell, language);
        if (figure && figure->has_value() && cell.find_first_of(",\u00a0 ") != std::string::npos) written = fmt::format("{}", **figure);
      }
      std::string quoted;
      for (const char letter : written) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
      line += fmt::format("{}\"{}\"", &cell == &row.front() ? "" : ",", quoted);
    }
    file += line + "\n";
  }
  return file;
}

record::Absence absence_of(workspace::Status status) {
  using workspace::Status;
  switch (status) {
    case Status::suppressed: return record::Absence::suppressed;
    case Status::not_applicable: return record::Absence::not_applicable;
    case Status::not_yet_due: return record::Absence::not_yet_due;
    case Status::disputed: return record::Absence::disputed;
    default: return record::Absence::missing;
  }
}

template <class Pick>
std::set<std::string> ids(const std::vector<ReturnCell>& cells, Pick pick) {
  std::set<std::string> all;
  for (const auto& cell : cells) all.insert(pick(cell)->id);
  return all;
}

}  // namespace

PastedTable read_pasted_table(const Visit& visit, const quality::AskedReturn& asked, const std::vector<ReturnCell>& asked_for, const std::string& text,
                              std::vector<act::TypedCell>& cells) {
  PastedTable table;
  if (base::trimmed(text).empty()) {
    table.issues.push_back({"paste", "returns.nothing_pasted", {}});
    return table;
  }
  bool has_headings = true;
  const auto file = as_file(text, visit.words.language(), has_headings);
  exchange::ImportOptions options{.file_name = "pasted", .today = visit.view.day(), .sound_rows_only = true, .hold_against_rules = false};
  const auto header = base::folded(std::string_view(file).substr(0, file.find('\n')));
  const auto lacks = [&](std::initializer_list<std::string_view> words) {
    return std::none_of(words.begin(), words.end(), [&](auto word) { return header.find(word) != std::string::npos; });
  };
  const auto indicators = ids(asked_for, [](const ReturnCell& cell) { return cell.indicator; });
  const auto places = ids(asked_for, [](const ReturnCell& cell) { return cell.place; });
  if (lacks({"period", "ref_date", "year", "annee", "date"})) options.columns.emplace_back("period", ":" + asked.period.text());
  if (indicators.size() == 1 && lacks({"indicat", "measure"})) options.columns.emplace_back("indicator", ":" + *indicators.begin());
  if (places.size() == 1 && lacks({"place", "lieu", "geo", "region"})) options.columns.emplace_back("place", ":" + *places.begin());
  exchange::MemorySource source(file);
  base::Progress silent;
  const auto staged = exchange::stage_observations(source, visit.workspace(), options, silent);
  constexpr std::size_t most_told = 12;
  for (const auto& finding : staged.report.in_order()) {
    if (finding.issue.severity != base::Severity::error || table.issues.size() >= most_told) continue;
    const auto row = std::max<std::int64_t>(0, finding.row - (has_headings ? 0 : 1));
    table.issues.push_back({"paste", "returns.pasted_row", {{"row", row}, {"sentence", sentence_of(visit.words, finding.issue)}}});
  }
  if (!staged.rows) return table;
  std::int64_t not_asked = 0;
  for (std::size_t s = 0; s < staged.rows->series.size(); ++s) {
    const auto& name = staged.rows->series[s];
    for (auto r = staged.rows->first_row[s]; r < staged.rows->first_row[s + 1]; ++r) {
      const auto& row = staged.rows->rows[r];
      const auto cell = std::find_if(cells.begin(), cells.end(), [&](const act::TypedCell& one) {
        return one.indicator == name.indicator && one.place == name.place && one.group == name.group;
      });
      if (cell == cells.end() || row.period != asked.period.code()) {
        ++not_asked;
        continue;
      }
      cell->value = row.status == workspace::Status::figure ? std::optional{row.value} : std::nullopt;
      cell->absence = row.status == workspace::Status::figure ? record::Absence::none : absence_of(row.status);
      const auto extras = std::lower_bound(staged.rows->extras.begin(), staged.rows->extras.end(), r, [](const auto& one, std::uint64_t number) { return one.first < number; });
      if (extras != staged.rows->extras.end() && extras->first == r && extras->second.numerator && extras->second.denominator) {
        cell->numerator = extras->second.numerator;
        cell->denominator = extras->second.denominator;
      }
      ++table.read;
    }
  }
  if (not_asked > 0) table.issues.push_back({"paste", "returns.pasted_not_asked", {{"count", not_asked}}});
  return table;
}

}  // namespace outturn::web
