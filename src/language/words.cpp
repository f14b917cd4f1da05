#include "language/words.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "language/embedded.h"

namespace outturn::language {
namespace {

using Catalogue = std::map<std::string, std::string, std::less<>>;

std::map<std::string, Catalogue, std::less<>> read_catalogues() {
  std::map<std::string, Catalogue, std::less<>> all;
  for (const auto& file : embedded_messages()) {
    auto& catalogue = all[std::string(file.language)];
    for (const auto line : base::split(file.text, '\n')) {
      if (base::trimmed(line).empty() || line.front() == '#') continue;
      const auto equals = line.find(" = ");
      base::ensure(equals != std::string_view::npos, fmt::format("{}.{}: each line is 'key = text': {}", file.room, file.language, line));
      const auto [at, is_new] = catalogue.emplace(std::string(base::trimmed(line.substr(0, equals))), std::string(line.substr(equals + 3)));
      base::ensure(is_new, fmt::format("{}.{}: the key {} stands once", file.room, file.language, at->first));
    }
  }
  return all;
}

const std::map<std::string, Catalogue, std::less<>>& catalogues() {
  static const auto all = read_catalogues();
  return all;
}

bool is_one(std::string_view language, double n) {
  if (language == "fr") return std::abs(n) < 2;
  return n == 1;
}

std::string grouped(std::string digits, std::string_view separator) {
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), separator);
  }
  return digits;
}

/// The text between the brace at `open` and its partner; moves `open` behind the partner.
std::string_view in_braces(std::string_view text, std::size_t& open) {
  int depth = 0;
  const auto start = open + 1;
  for (; open < text.size(); ++open) {
    if (text[open] == '{') ++depth;
    if (text[open] == '}' && --depth == 0) return text.substr(start, open++ - start);
  }
  base::ensure(false, fmt::format("braces are closed in: {}", text));
  return {};
}

}  // namespace

const std::vector<std::string>& languages() {
  static const std::vector<std::string> all{"en", "fr"};
  return all;
}

std::string preferred_language(std::string_view accept_language) {
  for (auto part : base::split(accept_language, ',')) {
    const auto tag = base::trimmed(part.substr(0, part.find(';')));
    for (const auto& language : languages()) {
      if (tag.substr(0, tag.find('-')) == language) return language;
    }
  }
  return languages().front();
}

Words::Words(std::string_view language)
    : language_(catalogues().contains(language) ? std::string(language) : languages().front()) {}

bool Words::has(std::string_view key) const { return !message_text(language_, key).empty() || !message_text("en", key).empty(); }

std::string Words::say(std::string_view key, const base::Arguments& values) const {
  auto pattern = message_text(language_, key);
  if (pattern.empty()) pattern = message_text("en", key);
  if (pattern.empty()) return fmt::format("⟦{}⟧", key);
  return formatted(pattern, values);
}

std::string Words::issue(const base::Issue& issue) const {
  auto values = issue.values;
  for (const auto& value : issue.values) {  // a text of the register that exists in several languages
    const auto dot = value.name.rfind('.');
    if (dot == std::string::npos || value.name.substr(dot + 1) != language_) continue;
    for (auto& other : values) {
      if (other.name == value.name.substr(0, dot)) other.value = value.value;
    }
  }
  values.push_back({"field", issue.field});
  return say("issue." + issue.code, values);
}

std::string Words::argument(const base::Argument& value) const {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return integer(*whole);
  if (const auto* real = std::get_if<double>(&value)) return number(*real);
  return day(std::get<base::Day>(value));
}

std::string Words::formatted(std::string_view pattern, const base::Arguments& values) const {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '{') {
      out += pattern[at++];
      continue;
    }
    const auto inside = in_braces(pattern, at);
    const auto comma = inside.find(',');
    const auto name = base::trimmed(inside.substr(0, comma));
    const auto found = std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.name == name; });
    if (found == values.end()) {
      out += fmt::format("⟦{}⟧", name);
      continue;
    }
    if (comma == std::string_view::npos) {
      out += argument(found->value);
      continue;
    }
    const auto* whole = std::get_if<std::int64_t>(&found->value);
    const auto* real = std::get_if<double>(&found->value);
    const double n = whole ? static_cast<double>(*whole) : real ? *real : 0;
    const std::string wanted = is_one(language_, n) ? "one" : "other";
    const auto forms = inside.substr(inside.find("plural,") + 7);
    std::string_view chosen;
    for (std::size_t open = forms.find('{'); open != std::string_view::npos; open = forms.find('{', open)) {
      const auto before = base::trimmed(forms.substr(0, open));
      const auto label = before.substr(before.find_last_of(" }") == std::string_view::npos ? 0 : before.find_last_of(" }") + 1);
      const auto form = in_braces(forms, open);
      const bool exactly = label.starts_with('=') && label.substr(1) == fmt::format("{}", n);
      if (label == wanted || exactly) chosen = form;
      if (exactly) break;
      if (chosen.empty() && label == "other") chosen = form;
    }
    auto form = std::string(chosen);
    const auto written = argument(found->value);
    for (std::size_t hash = form.find('#'); hash != std::string::npos; hash = form.find('#', hash + written.size())) {
      form.replace(hash, 1, written);
    }
    out += formatted(form, values);
  }
  return out;
}

std::string Words::integer(std::int64_t value) const {
  const auto digits = fmt::to_string(value < 0 ? -value : value);
  const auto text = digits.size() > 4 || language_ == "en" ? grouped(digits, language_ == "fr" ? "\u00A0" : ",") : digits;
  return (value < 0 ? "\u2212" : "") + text;
}

std::string Words::number(double value, int decimals) const {
  if (!std::isfinite(value)) return "–";
  auto text = fmt::format("{:.{}f}", std::abs(value), decimals < 0 ? 6 : decimals);
  if (decimals < 0 && text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
  std::string out = value < 0 && !is_zero ? "\u2212" : "";
  out += whole.size() > 4 || language_ == "en" ? grouped(whole, language_ == "fr" ? "\u00A0" : ",") : whole;
  if (point != std::string::npos) out += (language_ == "fr" ? "," : ".") + text.substr(point + 1);
  return out;
}

std::string Words::day(base::Day day) const {
  const auto date = day.date();
  return say("language.day", {{"day", date.day == 1 && language_ == "fr" ? std::string("1er") : fmt::to_string(date.day)},
                              {"month", say(fmt::format("language.month.{}", date.month))},
                              {"year", fmt::to_string(date.year)}});
}

std::string Words::period(base::Period period) const {
  const auto first = period.first_day().date();
  const auto year = fmt::to_string(first.year);
  switch (period.kind()) {
    case base::Period::Kind::day: return day(period.first_day());
    case base::Period::Kind::month:
      return say("language.month_of_year", {{"month", say(fmt::format("language.month.{}", first.month))}, {"year", year}});
    case base::Period::Kind::quarter: return say(fmt::format("language.quarter.{}", (first.month + 2) / 3), {{"year", year}});
    case base::Period::Kind::half_year: return say(fmt::format("language.half.{}", first.month == 1 ? 1 : 2), {{"year", year}});
    case base::Period::Kind::fiscal_year: return period.text().substr(0, 7);
    case base::Period::Kind::school_year: return say("language.school_year", {{"years", period.text().substr(0, 7)}});
    case base::Period::Kind::school_term:
      return say("language.school_term", {{"years", period.text().substr(0, 7)}, {"term", period.text().substr(8)}});
    case base::Period::Kind::years:
      return say("language.years", {{"first", year}, {"last", fmt::to_string(period.last_day().date().year)}});
    case base::Period::Kind::year: break;
  }
  return period.text();
}

std::vector<std::string> message_keys(std::string_view language) {
  std::vector<std::string> keys;
  const auto found = catalogues().find(language);
  if (found == catalogues().end()) return keys;
  for (const auto& [key, text] : found->second) keys.push_back(key);
  return keys;
}

std::string_view message_text(std::string_view language, std::string_view key) {
  const auto catalogue = catalogues().find(language);
  if (catalogue == catalogues().end()) return {};
  const auto found = catalogue->second.find(key);
  return found == catalogue->second.end() ? std::string_view{} : std::string_view{found->second};
}

}  // namespace outturn::language
