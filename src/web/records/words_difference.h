#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outturn::web {

/// A stretch of text that both versions have, or only one of them.
struct Stretch {
  enum class In { both, before, after } in{};
  std::string text;
  bool operator==(const Stretch&) const = default;
};

/// What was taken out of a text and what was put in, word by word; the stretches of `both` and `before` give back the
/// one text, those of `both` and `after` the other. Beyond `most_words` a text is not compared but shown whole.
/// cost  words of the one times words of the other
std::vector<Stretch> words_difference(std::string_view before, std::string_view after, std::size_t most_words = 400);

}  // namespace outturn::web
