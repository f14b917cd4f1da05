#include "language/sentence.h"

#include <cmath>

namespace outturn::language {
namespace {

constexpr std::size_t longest_unit = 40;  // bytes; a longer one is a definition, and stands beside the figure

const std::string& in_language(const Texts& texts, std::string_view language) {
  static const std::string none;
  const std::string* english = nullptr;
  for (const auto& [tag, text] : texts) {
    if (tag == language) return text;
    if (tag == "en") english = &text;
  }
  if (english) return *english;
  return texts.empty() ? none : texts.front().second;
}

std::string listed(const Words& words, const Phrases& phrases) {
  if (phrases.empty()) return {};
  auto out = say(words, phrases.front());
  for (std::size_t i = 1; i < phrases.size(); ++i) {
    const auto key = i + 1 == phrases.size() ? "language.list.last" : "language.list.next";
    out = words.say(key, {{"before", out}, {"next", say(words, phrases[i])}});
  }
  return out;
}

struct Argued {
  const Words& words;
  base::Argument operator()(const std::string& text) const { return text; }
  base::Argument operator()(std::int64_t whole) const { return whole; }
  base::Argument operator()(double real) const { return real; }
  base::Argument operator()(base::Day day) const { return day; }
  base::Argument operator()(base::Period period) const { return words.period(period); }
  base::Argument operator()(const Amount& amount) const { return say(words, amount); }
  base::Argument operator()(const Texts& texts) const { return in_language(texts, words.language()); }
  base::Argument operator()(const Phrases& phrases) const { return listed(words, phrases); }
};

}  // namespace

std::string say(const Words& words, const Amount& amount) {
  const auto number = words.number(amount.value, amount.decimals);
  switch (amount.form) {
    case AmountForm::percentage: return words.say("language.amount.percentage", {{"number", number}});
    case AmountForm::percentage_points: {
      // The plural follows the figure as it is written: 0.96 with one decimal reads "1.0".
      const auto scale = amount.decimals < 0 ? 1e6 : std::pow(10.0, amount.decimals);
      return words.say("language.amount.percentage_points",
                       {{"number", number}, {"count", std::round(std::abs(amount.value) * scale) / scale}});
    }
    case AmountForm::named: return in_language(amount.unit, words.language());
    case AmountForm::yes_no: return words.say(amount.value != 0 ? "language.amount.yes" : "language.amount.no");
    case AmountForm::plain: break;
  }
  const auto& unit = in_language(amount.unit, words.language());
  if (unit.empty() || unit.size() > longest_unit) return number;
  return words.say("language.amount.with_unit", {{"number", number}, {"unit", unit}});
}

std::string say(const Words& words, const Sentence& sentence) {
  base::Arguments arguments;
  arguments.reserve(sentence.values.size());
  for (const auto& [name, value] : sentence.values) arguments.push_back({name, std::visit(Argued{words}, value)});
  return words.say(sentence.key, arguments);
}

}  // namespace outturn::language
