#include "record/levels.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace outturn::record {

base::Checked<std::vector<Level>> levels_in(std::string_view text, std::string_view field) {
  std::vector<Level> all;
  base::Issues issues;
  std::int64_t number = 0;
  for (auto line : base::split(text, '\n')) {
    ++number;
    line = base::trimmed(line);
    if (line.empty()) continue;
    Level level;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), level.number);
    const auto rest = base::trimmed(line.substr(static_cast<std::size_t>(end - line.data())));
    const auto colon = rest.find(':');
    level.name = base::trimmed(rest.substr(0, colon));
    if (colon != std::string_view::npos) level.criteria = base::trimmed(rest.substr(colon + 1));
    if (error != std::errc{} || level.name.empty()) {
      issues.push_back({std::string(field), "record.level_line", {{"line", number}, {"written", std::string(line)}}});
      continue;
    }
    if (std::any_of(all.begin(), all.end(), [&](const Level& other) { return other.number == level.number; })) {
      issues.push_back({std::string(field), "record.level_twice", {{"line", number}, {"level", level.number}}});
      continue;
    }
    all.push_back(std::move(level));
  }
  if (!issues.empty()) return base::refuse(std::move(issues));
  std::stable_sort(all.begin(), all.end(), [](const Level& a, const Level& b) { return a.number < b.number; });
  return all;
}

std::vector<Level> levels_of(const Indicator& indicator, std::string_view language) {
  return levels_in(indicator.levels.in(language)).value_or(std::vector<Level>{});
}

std::vector<std::pair<std::string, std::string>> name_of_level(const Indicator& indicator, double value) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& [language, text] : indicator.levels.texts) {
    for (const auto& level : levels_in(text).value_or(std::vector<Level>{})) {
      if (level.number == value) names.emplace_back(language, level.name);
    }
  }
  return names;
}

bool is_assessed(const Indicator& indicator) {
  return indicator.value_kind == ValueKind::rating || indicator.value_kind == ValueKind::category || indicator.value_kind == ValueKind::yes_no;
}

bool is_calculated(const Indicator& indicator) { return !indicator.formula.empty(); }

bool is_derived(const Indicator& indicator) { return is_calculated(indicator) || is_assessed(indicator); }

}  // namespace outturn::record
