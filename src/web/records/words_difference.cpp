#include "web/records/words_difference.h"

#include <algorithm>
#include <cstdint>

namespace outturn::web {
namespace {

/// Words with the white space behind them.
std::vector<std::string_view> words_in(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool space = text[at] == ' ' || text[at] == '\n';
    const bool ends = space && (at + 1 == text.size() || (text[at + 1] != ' ' && text[at + 1] != '\n'));
    if (!ends) continue;
    words.push_back(text.substr(start, at + 1 - start));
    start = at + 1;
  }
  if (start < text.size()) words.push_back(text.substr(start));
  return words;
}

void add(std::vector<Stretch>& all, Stretch::In in, std::string_view text) {
  if (text.empty()) return;
  if (!all.empty() && all.back().in == in) all.back().text += text;
  else all.push_back({in, std::string(text)});
}

}  // namespace

std::vector<Stretch> words_difference(std::string_view before, std::string_view after, std::size_t most_words) {
  std::vector<Stretch> all;
  const auto old_words = words_in(before);
  const auto new_words = words_in(after);
  if (old_words.size() > most_words || new_words.size() > most_words || old_words.empty() || new_words.empty()) {
    add(all, before == after ? Stretch::In::both : Stretch::In::before, before);
    if (before != after) add(all, Stretch::In::after, after);
    return all;
  }
  // Longest common subsequence, lengths from each pair of positions to the ends.
  const auto columns = new_words.size() + 1;
  std::vector<std::uint16_t> length((old_words.size() + 1) * columns);
  for (std::size_t i = old_words.size(); i-- > 0;) {
    for (std::size_t j = new_words.size(); j-- > 0;) {
      length[i * columns + j] = old_words[i] == new_words[j]
                                    ? static_cast<std::uint16_t>(length[(i + 1) * columns + j + 1] + 1)
                                    : std::max(length[(i + 1) * columns + j], length[i * columns + j + 1]);
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < old_words.size() || j < new_words.size()) {
    if (i < old_words.size() && j < new_words.size() && old_words[i] == new_words[j]) {
      add(all, Stretch::In::both, old_words[i]);
      ++i, ++j;
    } else if (i < old_words.size() && (j == new_words.size() || length[(i + 1) * columns + j] >= length[i * columns + j + 1])) {
      add(all, Stretch::In::before, old_words[i++]);
    } else {
      add(all, Stretch::In::after, new_words[j++]);
    }
  }
  return all;
}

}  // namespace outturn::web
