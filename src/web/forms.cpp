#include "web/forms.h"

#include <algorithm>

#include "base/text.h"

namespace outturn::web {

ErrorSummary error_summary(const base::Issues& issues, const language::Words& words) {
  ErrorSummary summary;
  for (const auto& issue : issues) {
    summary.errors.push_back({words.issue(issue), issue.field.empty() ? "" : "#" + field_id(issue.field)});
  }
  return summary;
}

void show_issues(std::span<Field> fields, const base::Issues& issues, const language::Words& words) {
  for (auto& field : fields) {
    const auto found = std::find_if(issues.begin(), issues.end(), [&](const auto& issue) { return issue.field == field.name; });
    if (found != issues.end() && field.error.empty()) field.error = words.issue(*found);
  }
}

void show_issues(Form& form, const base::Issues& issues, const language::Words& words) {
  show_issues(form.fields, issues, words);
  for (auto& group : form.groups) {
    show_issues(group.fields, issues, words);
    show_issues(group.rare, issues, words);
  }
}

bool is_open(const FieldGroup& group) {
  return std::any_of(group.rare.begin(), group.rare.end(), [](const Field& field) {
    const bool usual = !field.options.empty() && field.value == field.options.front().value;  // what a choice says before anybody chooses
    return !field.error.empty() || !field.chosen.empty() || (!field.value.empty() && !usual);
  });
}

std::string typed_date(const Values& form, std::string_view name) {
  const auto part = [&](std::string_view which) {
    return std::string(base::trimmed(form.get(std::string(name) + "-" + std::string(which))));
  };
  if (form.has(name)) return std::string(base::trimmed(form.get(name)));
  const auto year = part("year");
  auto month = part("month");
  auto day = part("day");
  if (year.empty() && month.empty() && day.empty()) return {};
  if (month.size() == 1) month.insert(0, "0");
  if (day.size() == 1) day.insert(0, "0");
  return year + "-" + month + "-" + day;
}

std::string field_id(std::string_view name) {
  std::string id;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    id += plain ? c : '-';
  }
  return id;
}

std::string described_by(const Field& field) {
  std::string ids;
  if (!field.hint.empty()) ids = field_id(field.name) + "-hint";
  if (!field.error.empty()) ids += (ids.empty() ? "" : " ") + field_id(field.name) + "-error";
  return ids;
}

bool is_chosen(const Field& field, const Option& option) {
  if (field.control == Control::checkboxes) {
    return std::find(field.chosen.begin(), field.chosen.end(), option.value) != field.chosen.end();
  }
  return field.value == option.value;
}

std::string option_id(const Field& field, std::size_t number) {
  // The first one has the field's own id: there the error summary leads.
  return field_id(field.name) + (number == 0 ? "" : "-" + std::to_string(number + 1));
}

std::vector<std::string> date_parts(const Field& field) {
  std::vector<std::string> parts;
  for (const auto part : base::split(field.value, '-')) parts.emplace_back(part);
  parts.resize(3);
  return parts;
}

}  // namespace outturn::web
