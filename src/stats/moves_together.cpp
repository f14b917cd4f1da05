#include "stats/moves_together.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "stats/distributions.h"

namespace outturn::stats {
namespace {

using Gapped = std::vector<std::optional<double>>;

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> all(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    auto end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (auto i = begin; i < end; ++i) all[order[i]] = static_cast<double>(begin + end - 1) / 2;
    begin = end;
  }
  return all;
}

Gapped changes(std::span<const std::optional<double>> values) {
  Gapped all(values.size());
  for (std::size_t t = 1; t < values.size(); ++t) {
    if (values[t] && values[t - 1]) all[t] = *values[t] - *values[t - 1];
  }
  return all;
}

double follows_itself(const Gapped& change) {
  double sum = 0;
  double count = 0;
  for (const auto& one : change) {
    if (one) sum += *one, ++count;
  }
  if (count == 0) return 0;
  const double mean = sum / count;
  double together = 0;
  double alone = 0;
  for (std::size_t t = 0; t < change.size(); ++t) {
    if (!change[t]) continue;
    alone += (*change[t] - mean) * (*change[t] - mean);
    if (t > 0 && change[t - 1]) together += (*change[t] - mean) * (*change[t - 1] - mean);
  }
  return alone > 0 ? std::clamp(together / alone, -0.8, 0.8) : 0;
}

Gapped filtered(const Gapped& change, double phi) {
  Gapped all(change.size());
  for (std::size_t t = 1; t < change.size(); ++t) {
    if (change[t] && change[t - 1]) all[t] = *change[t] - phi * *change[t - 1];
  }
  return all;
}

}  // namespace

std::optional<double> rank_correlation(std::span<const double> first, std::span<const double> second) {
  base::ensure(first.size() == second.size(), "both have a value in every place");
  const auto a = ranks(first);
  const auto b = ranks(second);
  const double middle = (static_cast<double>(a.size()) - 1) / 2;
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - middle) * (b[i] - middle);
    aa += (a[i] - middle) * (a[i] - middle);
    bb += (b[i] - middle) * (b[i] - middle);
  }
  if (!(aa > 0) || !(bb > 0)) return std::nullopt;
  return std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0);
}

base::Checked<MovesTogether> moves_together(std::span<const std::optional<double>> first, std::span<const std::optional<double>> second, double level) {
  base::ensure(first.size() == second.size(), "both have a value, or none, in every period");
  const auto first_changes = changes(first);
  MovesTogether found{.phi = follows_itself(first_changes)};
  const auto left_of_first = filtered(first_changes, found.phi);
  const auto left_of_second = filtered(changes(second), found.phi);
  std::vector<double> a;
  std::vector<double> b;
  for (std::size_t t = 0; t < left_of_first.size(); ++t) {
    if (!left_of_first[t] || !left_of_second[t]) continue;
    a.push_back(*left_of_first[t]);
    b.push_back(*left_of_second[t]);
  }
  found.pairs = a.size();
  if (found.pairs < fewest_compared) {
    return base::refuse("values", "stats.too_few_values", {{"least", static_cast<std::int64_t>(fewest_compared)}, {"count", static_cast<std::int64_t>(found.pairs)}});
  }
  const auto correlation = rank_correlation(a, b);
  if (!correlation) return base::refuse("values", "stats.never_changes");
  found.correlation = *correlation;
  const double known = static_cast<double>(found.pairs) - 1;  // one went into phi
  const double inside = std::clamp(found.correlation, -0.999, 0.999);
  const double half = t_quantile(0.5 + level / 2, known - 2) * std::sqrt((1 + inside * inside / 2) / (known - 3));
  found.lower = std::tanh(std::atanh(inside) - half);
  found.upper = std::tanh(std::atanh(inside) + half);
  return found;
}

}  // namespace outturn::stats
