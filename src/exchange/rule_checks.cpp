#include "exchange/rule_checks.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "record/measure.h"
#include "record/trust.h"

namespace outturn::exchange {
namespace {

using quality::DataFinding;
using workspace::BatchRows;
using workspace::Figure;
using workspace::KnownFrom;

/// A text in several languages as values of an issue: "name" in the first, "name.fr" beside it.
void add_texts(base::Arguments& values, const std::string& name, const language::Texts& texts) {
  values.push_back({name, texts.empty() ? std::string{} : texts.front().second});
  for (const auto& [language, text] : texts) values.push_back({name + "." + language, text});
}

void add_value(base::Arguments& values, const language::NamedValue& named) {
  if (const auto* amount = std::get_if<language::Amount>(&named.value)) values.push_back({named.name, amount->value});
  else if (const auto* period = std::get_if<base::Period>(&named.value)) values.push_back({named.name, period->text()});
  else if (const auto* texts = std::get_if<language::Texts>(&named.value)) add_texts(values, named.name, *texts);
  else if (const auto* text = std::get_if<std::string>(&named.value)) values.push_back({named.name, *text});
  else if (const auto* whole = std::get_if<std::int64_t>(&named.value)) values.push_back({named.name, *whole});
  else if (const auto* real = std::get_if<double>(&named.value)) values.push_back({named.name, *real});
  else if (const auto* day = std::get_if<base::Day>(&named.value)) values.push_back({named.name, *day});
}

void take_out(const std::vector<bool>& goes, const Settled& settled, Staged& staged) {
  const auto& given = *staged.rows;
  auto kept = std::make_shared<BatchRows>();
  auto extras = given.extras.begin();
  for (std::size_t s = 0; s < given.series.size(); ++s) {
    const auto first = kept->rows.size();
    for (auto r = given.first_row[s]; r < given.first_row[s + 1]; ++r) {
      const bool has_extras = extras != given.extras.end() && extras->first == r;
      if (goes[r]) {
        --(settled.revises[r] ? staged.revised : staged.fresh);
        ++staged.left_out;
        if (given.rows[r].status != workspace::Status::figure) --staged.absences;
      } else {
        if (has_extras) kept->extras.emplace_back(kept->rows.size(), extras->second);
        kept->rows.push_back(given.rows[r]);
      }
      if (has_extras) ++extras;
    }
    if (kept->rows.size() == first) continue;
    kept->series.push_back(given.series[s]);
    kept->first_row.push_back(first);
  }
  kept->first_row.push_back(kept->rows.size());
  staged.rows = std::move(kept);
}

}  // namespace

base::Issue issue_of(const DataFinding& finding) {
  static const std::map<std::string, std::string, std::less<>> codes{
      {"quality.found.below", "rules.below"}, {"quality.found.above", "rules.above"}, {"quality.found.jump", "rules.jump"},
      {"quality.found.outlier", "rules.outlier"}, {"quality.found.parts", "rules.parts"}, {"quality.found.ratio", "rules.ratio"},
      {"quality.found.total", "rules.total"}, {"quality.found.duplicate", "rules.duplicate"}, {"quality.found.decrease", "rules.decrease"}};
  const auto code = codes.find(finding.sentence.key);
  base::ensure(code != codes.end(), "every rule that figures can break has its sentence for reports");
  base::Issue issue{.field = "value", .code = code->second, .values = {},
                    .severity = finding.severity == record::RuleSeverity::error ? base::Severity::error : base::Severity::warning};
  for (const auto& value : finding.sentence.values) add_value(issue.values, value);
  issue.values.push_back({"indicator", finding.indicator->id});
  issue.values.push_back({"place", finding.place ? finding.place->id : std::string{}});
  add_texts(issue.values, "what_to_do", finding.rule ? finding.rule->as<record::ValidationRule>().what_to_do.texts : language::Texts{});
  return issue;
}

void check_rules(const workspace::Workspace& known, base::Day today, const Settled& settled, Staged& staged) {
  if (!staged.rows || staged.rows->rows.empty()) return;
  const auto& rows = *staged.rows;
  const auto counts_up = [&](const workspace::SeriesName& name) {
    const auto* indicator = known.find<record::Indicator>(name.indicator);
    return indicator && indicator->as<record::Indicator>().value_kind == record::ValueKind::cumulative;
  };
  if (known.count(record::kind_of<record::ValidationRule>()) == 0 && std::none_of(rows.series.begin(), rows.series.end(), counts_up)) return;
  // The workspace outlives this reading of it.
  const workspace::View view(std::shared_ptr<const workspace::Workspace>(std::shared_ptr<const workspace::Workspace>{}, &known), today);
  std::vector<quality::Proposed> proposed;
  std::vector<std::map<std::int64_t, std::size_t>> row_of;  // of each proposed series: period → row of the batch
  for (std::size_t s = 0; s < rows.series.size(); ++s) {
    const auto& name = rows.series[s];
    const auto* indicator = known.find<record::Indicator>(name.indicator);
    if (!indicator) continue;
    const auto* place = known.find<record::Place>(name.place);
    const auto* group = name.group.empty() ? nullptr : known.find<record::Group>(name.group);
    if (!group && !name.group.empty()) continue;  // a new group of people has no history that rules could look at
    quality::Proposed series{.indicator = indicator, .place = place, .group = group, .definition = name.definition};
    row_of.emplace_back();
    auto extras = std::lower_bound(rows.extras.begin(), rows.extras.end(), rows.first_row[s], [](const auto& e, auto row) { return e.first < row; });
    for (auto r = rows.first_row[s]; r < rows.first_row[s + 1]; ++r) {
      const auto& row = rows.rows[r];
      Figure figure{.period = base::Period::from_code(row.period), .status = row.status, .value = row.value, .known_from = KnownFrom::from_code(row.known_from)};
      if (extras != rows.extras.end() && extras->first == r) figure.extras = &(extras++)->second;
      row_of.back()[row.period] = r;
      if (!series.figures.empty() && series.figures.back().period == figure.period) series.figures.back() = figure;
      else series.figures.push_back(figure);
    }
    proposed.push_back(std::move(series));
  }
  std::vector<bool> goes(rows.rows.size(), false);
  bool any = false;
  const std::string column = staged.mapping && staged.mapping->at(Column::value).column ? staged.header[*staged.mapping->at(Column::value).column] : "value";
  const auto found = quality::findings_of_proposed(view, proposed, false);
  for (std::size_t s = 0; s < found.size(); ++s) {
    for (const auto& finding : found[s]) {
      const auto at = row_of[s].at(finding.period->code());
      const auto& row = rows.rows[at];
      staged.report.add({settled.file_rows[at], column, row.status == workspace::Status::figure ? fmt::format("{}", row.value) : std::string{}, issue_of(finding)});
      if (finding.severity == record::RuleSeverity::error) any = goes[at] = true;
    }
  }
  if (any) take_out(goes, settled, staged);
}

}  // namespace outturn::exchange
