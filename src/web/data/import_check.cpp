#include "web/data/import_check.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/core.h>

#include "base/text.h"
#include "exchange/csv_reader.h"
#include "exchange/csv_writer.h"
#include "record/measure.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using exchange::Finding;
using exchange::Staged;

constexpr std::size_t most_fixes = 100;
constexpr std::size_t most_others = 20;
constexpr std::size_t most_confirmed = 12;

/// What is checked, in the order in which a person reads it, and the rules that belong to each.
struct Checkpoint {
  std::string_view name;
  std::vector<std::string_view> prefixes;
};
const std::vector<Checkpoint>& checkpoints() {
  static const std::vector<Checkpoint> all{
      {"columns", {"columns."}},
      {"form", {"csv."}},
      {"names", {"observations.unknown_", "observations.misspelt_", "observations.ambiguous_name", "observations.retired",
                 "observations.empty_name", "observations.too_many_new"}},
      {"periods", {"period."}},
      {"figures", {"figure."}},
      {"limits", {"observations.below_minimum", "observations.above_maximum", "observations.numerator_", "observations.denominator_",
                  "observations.bounds"}},
      {"rules", {"rules."}},
      {"duplicates", {"observations.conflicting_duplicate", "observations.identical_duplicate", "observations.place_two_names"}},
      {"publication", {"observations.known_from"}},
      {"belonging", {"observations.other_unit", "observations.mixed_periods", "observations.nothing_to_take_back", "observations.below_precision"}},
  };
  return all;
}

bool belongs(const Checkpoint& point, std::string_view code) {
  return std::any_of(point.prefixes.begin(), point.prefixes.end(), [&](auto prefix) { return code.starts_with(prefix); });
}

bool wants_a_yes(std::string_view code) {
  return code == "observations.other_unit" || code == "observations.mixed_periods" || code == "observations.nothing_to_take_back" ||
         code.starts_with("rules.");
}

bool is_sign(std::string_view code) { return code == "figure.unknown_marker" || code == "figure.bound" || code == "figure.unknown_status"; }

std::string value_in(const base::Issue& issue, std::string_view name) {
  for (const auto& value : issue.values) {
    const auto* text = std::get_if<std::string>(&value.value);
    if (value.name == name && text) return *text;
  }
  return {};
}

std::string suggestion_for(const Finding& finding) {
  static constexpr std::array<std::string_view, 5> with_instead{"figure.thousands", "figure.decimal_comma", "figure.currency", "figure.sign", "figure.flagged"};
  if (finding.issue.code.starts_with("observations.misspelt_")) return value_in(finding.issue, "nearest");
  if (std::find(with_instead.begin(), with_instead.end(), finding.issue.code) != with_instead.end()) return value_in(finding.issue, "instead");
  if (finding.issue.code == "figure.percent") {
    auto number = base::trimmed(finding.cell);
    while (!number.empty() && number.back() == '%') number = base::trimmed(number.substr(0, number.size() - 1));
    return std::string(number);
  }
  return {};
}

/// Where a problem is shown on the page.
std::string anchor_of(const Finding& finding, const Staged& staged) {
  const auto column = std::find(staged.header.begin(), staged.header.end(), finding.column);
  if (finding.row <= 1 || column == staged.header.end()) return {};
  return fmt::format("mend.{}.{}", finding.row, column - staged.header.begin());
}

std::string short_name(const language::Words& words, const std::string& code, std::int64_t count, const Finding& first) {
  const auto key = "import.kind." + code;
  if (words.has(key)) return words.say(key, {{"count", count}});
  return sentence_of(words, first.issue);
}

void add_problems(const Visit& visit, const Staged& staged, ImportCheck& check) {
  std::int64_t shown = 0;
  std::map<std::string, std::int64_t> signs;
  std::vector<std::string> taken;
  for (const auto& [code, counted] : staged.report.kinds()) {
    if (counted.severity != base::Severity::error) continue;
    for (const auto& finding : counted.listed) {
      if (is_sign(code)) {
        ++signs[std::string(base::trimmed(finding.cell))];
      }
      const auto anchor = anchor_of(finding, staged);
      const auto problem = sentence_of(visit.words, finding.issue);
      const bool twice = std::find(taken.begin(), taken.end(), anchor) != taken.end();
      if (!anchor.empty() && !twice && check.fixes.size() < most_fixes) {
        taken.push_back(anchor);
        check.fixes.push_back({.input = anchor, .row = std::to_string(finding.row), .column = finding.column, .in_file = finding.cell,
                               .problem = problem, .suggestion = suggestion_for(finding)});
        ++shown;
      } else if (anchor.empty() && check.others.size() < most_others) {
        const auto number = check.others.size() + 1;
        check.others.push_back({.cells = {{.text = finding.row > 0 ? std::to_string(finding.row) : visit.say("import.whole_file")}, {.text = problem}},
                                .id = fmt::format("problem-{}", number)});
        ++shown;
      }
    }
    const auto& first = counted.listed.front();
    const auto anchor = anchor_of(first, staged);
    std::string address;
    if (!anchor.empty() && std::find(taken.begin(), taken.end(), anchor) != taken.end()) address = "#" + field_id(anchor);
    else if (anchor.empty() && !check.others.empty()) address = "#problem-1";
    for (const auto& other : check.others) {
      if (anchor.empty() && other.cells.back().text == sentence_of(visit.words, first.issue)) address = "#" + other.id;
    }
    check.problems.errors.push_back({short_name(visit.words, code, counted.count, first), address});
  }
  check.not_listed = std::max<std::int64_t>(0, staged.report.errors() - shown);
  std::sort(check.fixes.begin(), check.fixes.end(), [](const CellFix& a, const CellFix& b) {
    return std::tuple{a.row.size(), a.row, a.input.size(), a.input} < std::tuple{b.row.size(), b.row, b.input.size(), b.input};
  });
  for (const auto& [sign, count] : signs) check.signs.push_back({sign, count});
}

void add_unusual(const Visit& visit, const Staged& staged, ImportCheck& check) {
  for (const auto& [code, counted] : staged.report.kinds()) {
    if (counted.severity != base::Severity::warning || !wants_a_yes(code)) continue;
    check.unusual += counted.count;
    for (const auto& finding : counted.listed) {
      if (check.to_confirm.size() >= most_confirmed) break;
      check.to_confirm.push_back(visit.say("import.row_says", {{"row", finding.row}, {"sentence", sentence_of(visit.words, finding.issue)}}));
    }
  }
  check.unusual += staged.revised - staged.noise;
}

void add_checks(const Visit& visit, const Staged& staged, ImportCheck& check) {
  for (const auto& point : checkpoints()) {
    std::int64_t errors = 0;
    std::int64_t warnings = 0;
    for (const auto& [code, counted] : staged.report.kinds()) {
      if (!belongs(point, code)) continue;
      (counted.severity == base::Severity::error ? errors : warnings) += counted.count;
    }
    const bool told = point.name == "columns" || point.name == "form";
    ImportCheck::Checked one{.glyph = errors ? Glyph::no : warnings && !told ? Glyph::half : Glyph::yes,
                             .text = visit.say(fmt::format("import.check.{}", point.name))};
    if (errors) one.more = visit.say("import.check_errors", {{"count", errors}});
    else if (warnings && !told) one.more = visit.say("import.check_warnings", {{"count", warnings}});
    check.checks.push_back(std::move(one));
    if (point.name == "columns" && errors) return;  // nothing else could be looked at
  }
  check.checks.push_back({.glyph = staged.revised > staged.noise ? Glyph::half : Glyph::yes, .text = visit.say("import.check.known"),
                          .more = staged.revised > 0 ? visit.say("import.check_known", {{"count", staged.revised}}) : ""});
}

std::string figure_words(const Visit& visit, workspace::Status status, double value) {
  if (status == workspace::Status::figure) return visit.words.number(value);
  return visit.say(fmt::format("import.status.{}", workspace::status_code(status)));
}

}  // namespace

std::string sentence_of(const language::Words& words, const base::Issue& issue) {
  const auto key = "import.issue." + issue.code;
  if (!words.has(key)) return words.issue(issue);
  auto values = issue.values;
  for (auto& value : values) {
    const auto* code = std::get_if<std::string>(&value.value);
    if (code && value.name == "column" && words.has("import.column." + *code)) value.value = words.say("import.column." + *code);
  }
  return words.say(key, values);
}

ImportCheck import_check(const Visit& visit, const Staged& staged) {
  ImportCheck check{.rows = staged.rows_read};
  const bool readable = staged.mapping.has_value() && staged.sound;
  if (staged.report.has_errors()) check.to_fix = readable ? std::max<std::int64_t>(1, staged.left_out) : std::max<std::int64_t>(1, staged.rows_read);
  if (readable) check.ready = static_cast<std::int64_t>(staged.rows ? staged.rows->rows.size() : 0) + staged.unchanged + staged.duplicates;
  check.rows = readable ? check.ready + check.to_fix : staged.rows_read;
  add_problems(visit, staged, check);
  add_unusual(visit, staged, check);
  add_checks(visit, staged, check);
  return check;
}

std::vector<Correction> corrections(const Visit& visit, const Staged& staged, std::size_t most) {
  std::vector<Correction> all;
  if (!staged.rows || staged.revised == 0) return all;
  const auto& workspace = visit.workspace();
  for (std::size_t s = 0; s < staged.rows->series.size() && all.size() < most; ++s) {
    const auto& name = staged.rows->series[s];
    const auto* indicator = workspace.find<record::Indicator>(name.indicator);
    const auto* place = workspace.find<record::Place>(name.place);
    const auto* group = name.group.empty() ? nullptr : workspace.find<record::Group>(name.group);
    if (!indicator || !place || (!name.group.empty() && !group)) continue;
    const auto* series = workspace.panel().find({.indicator = indicator->slot, .place = place->slot,
                                                 .group = group ? group->slot : workspace::no_slot, .definition = name.definition});
    if (!series) continue;
    const auto figures = visit.view.figures(*series);
    for (auto r = staged.rows->first_row[s]; r < staged.rows->first_row[s + 1] && all.size() < most; ++r) {
      const auto& row = staged.rows->rows[r];
      const auto known = std::find_if(figures.begin(), figures.end(), [&](const auto& f) { return f.period.code() == row.period; });
      if (known == figures.end() || (known->status == row.status && known->value == row.value)) continue;
      const auto precision = indicator->as<record::Indicator>().precision.value_or(0);
      if (known->is_figure() && row.status == workspace::Status::figure && std::abs(known->value - row.value) < precision) continue;
      std::string what = title_of(visit, *indicator) + ", " + title_of(visit, *place);
      if (group) what += ", " + title_of(visit, *group);
      what += ", " + visit.words.period(known->period);
      all.push_back({std::move(what), figure_words(visit, known->status, known->value), figure_words(visit, row.status, row.value)});
    }
  }
  return all;
}

std::string problems_as_csv(const language::Words& words, const exchange::Report& report) {
  std::string out;
  exchange::CsvWriter csv(out);
  for (const auto name : {"row", "column", "cell", "severity", "rule", "problem"}) csv.exact(name);
  csv.end_row();
  for (const auto& finding : report.in_order()) {
    csv.integer(finding.row).text(finding.column).text(finding.cell);
    csv.exact(finding.issue.severity == base::Severity::error ? "error" : "warning").exact(finding.issue.code);
    csv.text(sentence_of(words, finding.issue));
    csv.end_row();
  }
  return out;
}

std::vector<std::vector<std::string>> first_rows(const std::string& path, std::size_t count) {
  std::vector<std::vector<std::string>> rows;
  exchange::FileSource source(path);
  exchange::Report ignored;
  exchange::CsvReader reader(source, ignored);
  if (!reader.begin()) return rows;
  rows.push_back(reader.header());
  while (rows.size() <= count && reader.next()) {
    std::vector<std::string> cells;
    for (const auto cell : reader.cells()) cells.push_back(exchange::shortened(cell));
    rows.push_back(std::move(cells));
  }
  return rows;
}

}  // namespace outturn::web
