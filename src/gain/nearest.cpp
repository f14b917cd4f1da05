#include "gain/nearest.h"

#include <algorithm>
#include <vector>

namespace outturn::gain {
namespace {

std::string without_capitals(std::string_view text) {
  std::string lower(text);
  for (auto& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

/// Slips between two texts, counted in bytes (optimal string alignment).
std::size_t slips(std::string_view a, std::string_view b) {
  const auto width = b.size() + 1;
  std::vector<std::size_t> table((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return at(a.size(), b.size());
}

}  // namespace

std::optional<std::string> nearest_name(std::span<const std::string> names, std::string_view written) {
  constexpr std::size_t longest = 200;  // nobody types more, and the cost grows with the square
  constexpr std::size_t letters_a_slip = 3;
  constexpr std::size_t fewest_letters = 3;
  if (written.empty() || written.size() > longest) return {};
  const auto sought = without_capitals(written);
  const std::string* holds = nullptr;
  std::size_t holding = 0;
  const std::string* nearest = nullptr;
  std::size_t fewest = std::max<std::size_t>(1, sought.size() / letters_a_slip) + 1;
  for (const auto& name : names) {
    if (name.size() > longest) continue;
    const auto lower = without_capitals(name);
    if (sought.size() >= fewest_letters && lower.find(sought) != std::string::npos) {
      holds = &name;
      ++holding;
    }
    const auto far = slips(sought, lower);
    if (far < fewest) {
      fewest = far;
      nearest = &name;
    }
  }
  if (nearest && fewest <= 1) return *nearest;
  if (holding == 1) return *holds;
  return nearest ? std::optional(*nearest) : std::nullopt;
}

}  // namespace outturn::gain
