#pragma once

#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/checked.h"
#include "workspace/observation.h"

namespace outturn::exchange {

/// What an office's own signs mean: sign → status code ("*" → "c"); "" = the figure beside it counts as it is.
using Markers = std::map<std::string, std::string, std::less<>>;

/// What a cell says: a figure, or why there is none.
struct FigureCell {
  workspace::Status status{};
  double value{};  ///< 0 unless status is figure; never −0, so that equal figures are equal bytes
  bool operator==(const FigureCell&) const = default;
};

/// A number as we write it, nothing else: digits with an optional '-', '.', exponent. Cells nearly always are.
inline bool is_plain_number(std::string_view cell, double& value) {
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value)) return false;
  value += 0.0;  // −0 becomes 0
  return true;
}

/// Reads a value cell with its status cell ("" where the file has no status column).
/// refuses  figure.too_large, figure.too_small, figure.not_finite, figure.formula, figure.percent, figure.bound,
///          figure.currency, figure.sign, figure.thousands, figure.decimal_comma, figure.ambiguous_comma, figure.flagged,
///          figure.unknown_marker, figure.unknown_status, figure.both, figure.not_a_number; each names what is written
///          and, where it can be known, what to write instead (`instead`)
base::Checked<FigureCell> parse_figure(std::string_view cell, std::string_view status, const Markers& markers);

/// Reads a number that may be missing, such as a bound.  refuses  as parse_figure
base::Checked<std::optional<double>> parse_optional_number(std::string_view cell);

/// Reads "*=c".  refuses  figure.marker_form, figure.marker_code
base::Checked<std::pair<std::string, std::string>> parse_marker(std::string_view option);

}  // namespace outturn::exchange
