#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "language/words.h"

namespace outturn::language {

/// How a figure is written: bare, with its unit, as a percentage, as a difference between two percentages, by the name
/// that stands in the place of its unit, or as yes (not 0) and no.
enum class AmountForm { plain, percentage, percentage_points, named, yes_no };

/// A figure in a sentence. The unit is in each language; it is left out where empty or too long to be read aloud.
struct Amount {
  double value{};
  int decimals{-1};  ///< digits after the point; −1 gives as many as needed
  AmountForm form{};
  std::vector<std::pair<std::string, std::string>> unit{};
  bool operator==(const Amount&) const = default;
};

struct Sentence;
/// A text that exists in several languages, language first.
using Texts = std::vector<std::pair<std::string, std::string>>;
/// Phrases that take the place of one value; several are listed: "a, b and c".
using Phrases = std::vector<Sentence>;

/// What a sentence may name. Nothing here is written in a language yet.
using SentenceValue = std::variant<std::string, std::int64_t, double, base::Day, base::Period, Amount, Texts, Phrases>;

struct NamedValue {
  std::string name;
  SentenceValue value;
};

/// A sentence that nobody has said yet: a catalogue key and the values it names. What a judgement answers with, so
/// that any door can say it in the reader's language.
struct Sentence {
  std::string key;
  std::vector<NamedValue> values{};
};

/// The sentence in the language of `words`.
std::string say(const Words& words, const Sentence& sentence);

/// "12.9%", "685 million tonnes", "0.4 percentage points".
std::string say(const Words& words, const Amount& amount);

}  // namespace outturn::language
