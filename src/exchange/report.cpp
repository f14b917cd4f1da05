#include "exchange/report.h"

#include <algorithm>

#include "base/text.h"

namespace outturn::exchange {
namespace {

void write_argument(base::JsonWriter& out, const base::Argument& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    out.text(*text);
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    out.integer(*whole);
  } else if (const auto* real = std::get_if<double>(&value)) {
    out.number(*real);
  } else {
    out.text(std::get<base::Day>(value).iso());
  }
}

}  // namespace

std::string shortened(std::string_view cell) {
  constexpr std::size_t longest = 60;
  if (cell.size() <= longest + 3 && cell.ends_with("…") && base::is_utf8(cell)) return std::string(cell);  // shortened before
  std::string text(cell.substr(0, longest));
  while (!text.empty() && cell.size() > longest && (static_cast<unsigned char>(cell[text.size()]) & 0xC0) == 0x80) text.pop_back();
  for (auto& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  if (!base::is_utf8(text)) {
    for (auto& c : text) {
      if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
  }
  if (cell.size() > longest) text += "…";
  return text;
}

void Report::add(Finding finding) {
  // Whatever a cell held, a report is text in UTF-8 of bounded length.
  for (auto& value : finding.issue.values) {
    auto* text = std::get_if<std::string>(&value.value);
    if (text && (value.name == "written" || !base::is_utf8(*text))) *text = shortened(*text);
  }
  auto& kind = kinds_[finding.issue.code];
  kind.severity = finding.issue.severity;
  ++kind.count;
  ++(finding.issue.severity == base::Severity::error ? errors_ : warnings_);
  if (kind.listed.size() < listed_of_a_kind) kind.listed.push_back(std::move(finding));
}

void Report::cell(std::int64_t row, std::string_view column, std::string_view text, std::string code, base::Arguments values,
                  base::Severity severity) {
  const auto shown = shortened(text);
  const bool told = std::any_of(values.begin(), values.end(), [](const auto& v) { return v.name == "written"; });
  if (!told) values.insert(values.begin(), {"written", shown});
  add({row, std::string(column), shown, {std::string(column), std::move(code), std::move(values), severity}});
}

void Report::note(std::int64_t row, std::string code, base::Arguments values, base::Severity severity) {
  add({row, {}, {}, {{}, std::move(code), std::move(values), severity}});
}

std::int64_t Report::count(std::string_view code) const {
  const auto found = kinds_.find(code);
  return found == kinds_.end() ? 0 : found->second.count;
}

std::vector<Finding> Report::in_order() const {
  std::vector<Finding> all;
  for (const auto& [code, kind] : kinds_) all.insert(all.end(), kind.listed.begin(), kind.listed.end());
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) { return a.row < b.row; });
  return all;
}

base::Issues Report::issues() const {
  base::Issues all;
  for (auto& finding : in_order()) {
    if (finding.issue.severity != base::Severity::error) continue;
    auto issue = finding.issue;
    if (finding.row > 0) issue.field = "row " + std::to_string(finding.row) + (finding.column.empty() ? "" : ", " + finding.column);
    all.push_back(std::move(issue));
  }
  return all;
}

void Report::write_json(base::JsonWriter& out, const language::Words* words) const {
  out.begin_object();
  out.key("errors").integer(errors_);
  out.key("warnings").integer(warnings_);
  out.key("kinds").begin_array();
  for (const auto& [code, kind] : kinds_) {
    out.begin_object();
    out.member("code", code);
    out.member("severity", kind.severity == base::Severity::error ? "error" : "warning");
    out.key("count").integer(kind.count);
    out.key("findings").begin_array();
    for (const auto& finding : kind.listed) {
      out.begin_object();
      out.key("row").integer(finding.row);
      if (!finding.column.empty()) out.member("column", finding.column).member("cell", finding.cell);
      if (words) {
        out.member("message", words->issue(finding.issue));
      } else {
        out.key("values").begin_object();
        for (const auto& value : finding.issue.values) {
          out.key(value.name);
          write_argument(out, value.value);
        }
        out.end_object();
      }
      out.end_object();
    }
    out.end_array();
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

base::Checked<Report> Report::from_json(std::string_view text) {
  const auto json = base::Json::parse(text);
  if (!json) return base::refuse(json.error());
  const auto wrong = [] { return base::refuse("report", "report.form"); };
  const auto text_of = [](const base::Json& object, std::string_view key) {
    const auto* member = object.find(key);
    return member && member->text() ? *member->text() : std::string{};
  };
  const auto whole_of = [](const base::Json& object, std::string_view key) {
    const auto* member = object.find(key);
    return member ? member->integer().value_or(0) : 0;
  };
  const auto* kinds = json->find("kinds");
  if (!kinds || !kinds->array()) return wrong();
  Report report;
  report.errors_ = whole_of(*json, "errors");
  report.warnings_ = whole_of(*json, "warnings");
  for (const auto& kind : *kinds->array()) {
    const auto code = text_of(kind, "code");
    const auto* findings = kind.find("findings");
    if (code.empty() || !findings || !findings->array()) return wrong();
    auto& counted = report.kinds_[code];
    counted.severity = text_of(kind, "severity") == "warning" ? base::Severity::warning : base::Severity::error;
    counted.count = whole_of(kind, "count");
    for (const auto& one : *findings->array()) {
      Finding finding{whole_of(one, "row"), text_of(one, "column"), text_of(one, "cell"), {text_of(one, "column"), code, {}, counted.severity}};
      if (const auto* values = one.find("values"); values && values->object()) {
        for (const auto& [name, value] : *values->object()) {
          if (value.text()) {
            finding.issue.values.push_back({name, *value.text()});
          } else if (const auto* whole = std::get_if<std::int64_t>(&value.value)) {
            finding.issue.values.push_back({name, *whole});
          } else {
            finding.issue.values.push_back({name, value.number().value_or(0)});
          }
        }
      }
      counted.listed.push_back(std::move(finding));
    }
  }
  return report;
}

}  // namespace outturn::exchange
