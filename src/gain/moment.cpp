#include "gain/moment.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace outturn::gain {
namespace {

std::optional<int> digits(std::string_view text, std::size_t count) {
  int value = 0;
  if (text.size() != count) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return {};
  return value;
}

Moment month(int year, int number) { return {year + (number - 1) / 12.0, fmt::format("{:04}-{:02}", year, number)}; }

}  // namespace

std::optional<Moment> moment(std::string_view written) {
  const auto text = base::trimmed(written);
  if (text.empty()) return {};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) {
    if (!std::isfinite(number) || std::abs(number) > 1e12) return {};
    return Moment{number + 0.0, fmt::format("{}", number + 0.0)};
  }
  const auto year = text.size() > 5 ? digits(text.substr(0, 4), 4) : std::nullopt;
  if (!year) return {};
  const auto rest = text[4] == '-' ? text.substr(5) : text.substr(4);
  if (rest.size() == 2 && (rest[0] == 'Q' || rest[0] == 'q') && rest[1] >= '1' && rest[1] <= '4') {
    return Moment{*year + (rest[1] - '1') / 4.0, fmt::format("{:04}-Q{}", *year, rest[1])};
  }
  if (text[4] != '-') return {};
  const auto number_of_month = digits(rest.substr(0, 2), 2);
  if (!number_of_month || *number_of_month < 1 || *number_of_month > 12) return {};
  if (rest.size() == 2 || rest.substr(2) == "-01") return month(*year, *number_of_month);
  return {};
}

std::optional<std::pair<Moment, Moment>> span_of_moments(std::string_view written) {
  if (const auto one = moment(written)) return std::pair{*one, *one};
  for (std::size_t at = written.find('-', 1); at != std::string_view::npos; at = written.find('-', at + 1)) {
    const auto from = moment(written.substr(0, at));
    const auto to = moment(written.substr(at + 1));
    if (from && to && from->at <= to->at) return std::pair{*from, *to};
  }
  return {};
}

}  // namespace outturn::gain
