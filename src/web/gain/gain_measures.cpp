#include "web/gain/gain_measures.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "record/measure.h"
#include "web/records/record_form.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

constexpr std::size_t most_measure_rows = 20;       // more measures than that describe no place better
constexpr std::size_t longest_choice = 2000;
constexpr std::size_t spare_rows = 2;
constexpr std::size_t fewest_rows = 3;

/// "predictors", "predictors.2", "predictors.3": the first has the name of the record's field.
std::string row_name(std::string_view name, std::size_t row) { return std::string(name) + (row == 0 ? "" : "." + std::to_string(row + 1)); }

std::vector<std::string> listed_ids(std::string_view value) {
  std::vector<std::string> ids;
  for (const auto part : base::split(value, ';')) {
    if (const auto id = base::trimmed(part); !id.empty()) ids.emplace_back(id);
  }
  return ids;
}

/// All measures by name, and one that is chosen though it is no longer offered.
std::vector<Option> offered_measures(const Visit& visit, std::size_t limit, const std::vector<std::string>& chosen) {
  auto options = record_options(visit, record::kind_of<record::Indicator>(), limit);
  for (const auto& id : chosen) {
    if (std::ranges::none_of(options, [&](const Option& one) { return one.value == id; })) options.push_back({.value = id, .text = title_of(visit, "indicator", id)});
  }
  return options;
}

Field choice_of_measure(const Visit& visit, const Field& asked, std::size_t row, const std::vector<Option>& offered, std::string chosen) {
  Field made{.control = Control::select, .name = row_name(asked.name, row), .label = asked.label + (row == 0 ? "" : " (" + visit.words.integer(static_cast<std::int64_t>(row + 1)) + ")"), .value = std::move(chosen),
             .hint = row == 0 ? asked.hint : "", .options = {{.value = "", .text = visit.say("records.none")}}, .optional = true};
  made.options.insert(made.options.end(), offered.begin(), offered.end());
  return made;
}

struct PredictorRow {
  std::string measure;
  std::string span;
};

std::vector<PredictorRow> rows_of(const record::GainPlan* plan, const Values* typed) {
  std::vector<PredictorRow> rows;
  if (typed) {
    for (std::size_t row = 0; row < most_measure_rows; ++row) {
      PredictorRow one{std::string(typed->get(row_name("predictors", row))), std::string(typed->get(row_name("predictor_spans", row)))};
      if (!one.measure.empty() || !one.span.empty()) rows.push_back(std::move(one));
      else if (typed->has(row_name("predictors", row))) rows.emplace_back();  // an empty row keeps its place, and errors theirs
    }
    return rows;
  }
  if (!plan) return rows;
  for (const auto& one : plan->predictors) rows.push_back({one.id, ""});
  for (const auto& one : record::gain_spans(plan->predictor_spans).value_or(std::vector<record::GainSpan>{})) {
    rows.push_back({one.indicator, one.first.text() + (one.last == one.first ? "" : " to " + one.last.text())});
  }
  return rows;
}

/// A level typed in per cent, as most people say it: "90" for 0.9. Anything else stays, so that an error names what was typed.
std::string plain_level(std::string_view written) {
  std::string text(base::trimmed(written));
  std::ranges::replace(text, ',', '.');
  const auto number = base::plain_number(text);
  if (!number || *number < 50 || *number >= 100) return std::string(written);
  return fmt::format("{:.10g}", *number / 100);
}

/// "2015 à 2018" and "2015–2018" as the record writes it.
std::string plain_span(std::string_view written) {
  std::string text(base::trimmed(written));
  for (const std::string_view between : {" \xC3\xA0 ", " \xE2\x80\x93 ", "\xE2\x80\x93", " - "}) {
    if (const auto at = text.find(between); at != std::string::npos) return text.substr(0, at) + " to " + text.substr(at + between.size());
  }
  return text;
}

}  // namespace

std::vector<Field> covariate_questions(const Visit& visit, Field asked) {
  const auto chosen = listed_ids(asked.value);
  asked.hint = visit.say("record.gain_plan.covariates.help");
  const auto offered = offered_measures(visit, longest_choice, chosen);
  if (offered.size() <= most_ticked_measures) {
    asked.control = Control::checkboxes;
    asked.compact = true;
    asked.chosen = chosen;
    asked.options = offered;
    return {std::move(asked)};
  }
  std::vector<Field> all;
  for (std::size_t row = 0; row < std::max(fewest_rows, std::min(most_measure_rows, chosen.size() + spare_rows)); ++row) {
    all.push_back(choice_of_measure(visit, asked, row, offered, row < chosen.size() ? chosen[row] : ""));
  }
  return all;
}

std::vector<Field> predictor_questions(const Visit& visit, const Field& measure, const Field& span, const record::GainPlan* plan, const Values* typed) {
  auto rows = rows_of(plan, typed);
  std::vector<std::string> chosen;
  for (const auto& one : rows) {
    if (!one.measure.empty()) chosen.push_back(one.measure);
  }
  const auto offered = offered_measures(visit, longest_choice, chosen);
  if (!typed) rows.resize(std::max(fewest_rows, std::min(most_measure_rows, rows.size() + spare_rows)));
  if (rows.size() < fewest_rows) rows.resize(fewest_rows);
  auto asked = measure;
  asked.hint = visit.say("record.gain_plan.predictors.help");
  std::vector<Field> all;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    all.push_back(choice_of_measure(visit, asked, row, offered, rows[row].measure));
    all.push_back({.control = Control::text, .name = row_name(span.name, row), .label = visit.say("gain_page.form.span", {{"row", static_cast<std::int64_t>(row + 1)}}), .value = rows[row].span,
                   .hint = row == 0 ? visit.say("gain_page.form.span_hint") : "", .optional = true, .width = 20});
  }
  return all;
}

Values joined_measures(const Values& typed, base::Issues& issues) {
  Values joined;
  std::string spans;
  for (const auto& [name, value] : typed) {
    const bool row = name.starts_with("predictors") || name.starts_with("predictor_spans") || name.starts_with("covariates");
    if (!row) joined.add(name, name == "level" ? plain_level(value) : value);
  }
  for (std::size_t row = 0; row < most_measure_rows; ++row) {
    for (const auto id : typed.all(row_name("covariates", row))) {
      if (!base::trimmed(id).empty()) joined.add("covariates", std::string(id));
    }
    const std::string measure(base::trimmed(typed.get(row_name("predictors", row))));
    const auto name = row_name("predictor_spans", row);
    const auto span = plain_span(typed.get(name));
    if (measure.empty() && span.empty()) continue;
    if (span.empty()) {
      joined.add("predictors", measure);
    } else if (measure.empty()) {
      issues.push_back({row_name("predictors", row), "gain.span_of_nothing", {{"written", span}}});
    } else if (!record::gain_spans(measure + " " + span) || span.find(';') != std::string::npos) {
      issues.push_back({name, "gain.span_form", {{"written", span}}});
    } else {
      spans += (spans.empty() ? "" : "; ") + measure + " " + span;
    }
  }
  joined.add("predictor_spans", spans);
  return joined;
}

}  // namespace outturn::web
