#include "quality/amount.h"

#include <cmath>

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

}  // namespace

language::Amount amount_of(const record::Indicator& indicator, double value) {
  if (indicator.decimals) return amount(indicator, value, decimals_of(indicator, value));
  return amount(indicator, rounded(value, decimals_of(indicator, value)), -1);
}

language::Amount limit_of(const record::Indicator& indicator, double value) {
  return amount(indicator, rounded(value, decimals_of(indicator, value) + 1), -1);
}

language::Amount difference_of(const record::Indicator& indicator, double difference) {
  auto shown = rounded(difference, decimals_of(indicator, difference));
  if (shown == 0) shown = rounded(difference, decimals_of(indicator, difference) + 1);
  if (shown == 0) shown = rounded(difference, 6);  // what separates two figures is not nothing
  auto all = amount(indicator, shown, -1);
  if (all.form == language::AmountForm::percentage) all.form = language::AmountForm::percentage_points;
  return all;
}

language::Amount without_unit(language::Amount amount) {
  amount.unit.clear();
  return amount;
}

}  // namespace outturn::quality
