#include "exchange/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/text.h"

namespace outturn::exchange {
namespace {

/// Letters to add, drop, change or swap with a neighbour to make one word from the other.
std::size_t changes(std::string_view one, std::string_view other) {
  std::vector<std::size_t> before(other.size() + 1);
  std::vector<std::size_t> row(other.size() + 1);
  std::vector<std::size_t> next(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] == other[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before.swap(row);
    row.swap(next);
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  const auto sought = base::folded(word);
  std::string best;
  std::size_t least = std::max<std::size_t>(1, sought.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const auto known = base::folded(candidate);
    const auto difference = known.size() > sought.size() ? known.size() - sought.size() : sought.size() - known.size();
    const bool begins = sought.size() >= 4 && (known.starts_with(sought) || sought.starts_with(known)) && known.size() >= 4;
    if (difference >= least && !begins) continue;
    const auto distance = begins ? 1 : changes(sought, known);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace outturn::exchange
