#include "record/value.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace outturn::record {

std::string_view Localised::exactly(std::string_view language) const {
  for (const auto& [known, text] : texts) {
    if (known == language) return text;
  }
  return {};
}

std::string_view Localised::in(std::string_view language) const {
  if (const auto text = exactly(language); !text.empty()) return text;
  if (const auto text = exactly("en"); !text.empty()) return text;
  return texts.empty() ? std::string_view{} : std::string_view{texts.front().second};
}

void Localised::set(std::string_view language, std::string text) {
  const auto found = std::find_if(texts.begin(), texts.end(), [&](const auto& t) { return t.first == language; });
  if (found != texts.end()) {
    if (text.empty()) {
      texts.erase(found);
    } else {
      found->second = std::move(text);
    }
  } else if (!text.empty()) {
    texts.emplace_back(std::string(language), std::move(text));
  }
}

namespace {

struct JsonOf {
  base::JsonWriter& out;
  void operator()(std::monostate) const { out.null(); }
  void operator()(const std::string& text) const { out.text(text); }
  void operator()(const Localised& localised) const {
    out.begin_object();
    for (const auto& [language, text] : localised.texts) out.member(language, text);
    out.end_object();
  }
  void operator()(std::int64_t whole) const { out.integer(whole); }
  void operator()(double real) const { out.number(real); }
  void operator()(bool flag) const { out.boolean(flag); }
  void operator()(base::Day day) const { out.text(day.iso()); }
  void operator()(base::Period period) const { out.text(period.text()); }
  void operator()(const Reference& reference) const { out.text(reference.id); }
  void operator()(const References& references) const {
    out.begin_array();
    for (const auto& reference : references) out.text(reference.id);
    out.end_array();
  }
};

std::string number_text(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end};
}

struct PlainOf {
  std::string_view language;
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const Localised& localised) const { return std::string(localised.in(language)); }
  std::string operator()(std::int64_t whole) const { return fmt::to_string(whole); }
  std::string operator()(double real) const { return number_text(real); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(base::Day day) const { return day.iso(); }
  std::string operator()(base::Period period) const { return period.text(); }
  std::string operator()(const Reference& reference) const { return reference.id; }
  std::string operator()(const References& references) const {
    std::string all;
    for (const auto& reference : references) {
      if (!all.empty()) all += "; ";
      all += reference.id;
    }
    return all;
  }
};

}  // namespace

void write_json(base::JsonWriter& out, const Value& value) { std::visit(JsonOf{out}, value); }

std::string plain_text(const Value& value, std::string_view language) { return std::visit(PlainOf{language}, value); }

}  // namespace outturn::record
