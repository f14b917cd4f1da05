#include "quality/amount.h"

#include <cmath>
#include <optional>

#include <fmt/core.h>

#include "record/levels.h"

namespace outturn::quality {
namespace {

int decimals_of(const record::Indicator& indicator, double value) {
  if (indicator.decimals) return static_cast<int>(*indicator.decimals);
  return std::abs(value) < 100 ? 2 : std::abs(value) < 1000 ? 1 : 0;
}

double rounded(double value, int decimals) {
  const auto scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

language::Amount amount(const record::Indicator& indicator, double value, int decimals) {
  return {.value = value,
          .decimals = decimals,
          .form = indicator.value_kind == record::ValueKind::percentage ? language::AmountForm::percentage : language::AmountForm::plain,
          .unit = indicator.value_kind == record::ValueKind::count ? language::Texts{} : indicator.unit.texts};
}

/// "Developing (2)", "yes": what people judged is said by its name. A value that no level has stays a number.
std::optional<language::Amount> judged(const record::Indicator& indicator, double value) {
  if (indicator.value_kind == record::ValueKind::yes_no) return language::Amount{.value = value, .decimals = -1, .form = language::AmountForm::yes_no};
  if (!record::is_assessed(indicator)) return std::nullopt;
  auto names = record::name_of_level(indicator, value);
  if (names.empty()) return language::Amount{.value = value, .decimals = -1};
  for (auto& [language, name] : names) name += fmt::format(" ({})", value);
  return language::Amount{.value = value, .decimals = -1, .form = language::AmountForm::named, .unit = std::move(names)};
}

}  // namespace

language::Amount amount_of(const record::Indicator& indicator, double value) {
  if (auto level = judged(indicator, value)) return *level;
  if (indicator.decimals) return amount(indicator, value, decimals_of(indicator, value));
  return amount(indicator, rounded(value, decimals_of(indicator, value)), -1);
}

language::Amount limit_of(const record::Indicator& indicator, double value) {
  if (auto level = judged(indicator, value)) return *level;
  return amount(indicator, rounded(value, decimals_of(indicator, value) + 1), -1);
}

language::Amount difference_of(const record::Indicator& indicator, double difference) {
  if (record::is_assessed(indicator)) return {.value = difference, .decimals = -1};
  auto shown = rounded(difference, decimals_of(indicator, difference));
  if (shown == 0) shown = rounded(difference, decimals_of(indicator, difference) + 1);
  if (shown == 0) shown = rounded(difference, 6);  // what separates two figures is not nothing
  auto all = amount(indicator, shown, -1);
  if (all.form == language::AmountForm::percentage) all.form = language::AmountForm::percentage_points;
  return all;
}

language::Amount without_unit(language::Amount amount) {
  if (amount.form != language::AmountForm::named) amount.unit.clear();
  return amount;
}

}  // namespace outturn::quality
