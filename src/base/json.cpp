#include "base/json.h"

#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>
#include <simdjson.h>

namespace outturn::base {
namespace {

constexpr std::int64_t largest_safe = 9'007'199'254'740'991;

std::string number_text(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end};
}

struct Malformed {
  Issue issue;
};

Json converted(simdjson::dom::element element, int depth) {
  if (depth > 200) throw Malformed{{"", "json.too_deep", {}}};
  switch (element.type()) {
    case simdjson::dom::element_type::ARRAY: {
      Json::Array array;
      for (const auto item : simdjson::dom::array(element)) array.push_back(converted(item, depth + 1));
      return {std::move(array)};
    }
    case simdjson::dom::element_type::OBJECT: {
      Json::Object object;
      for (const auto [key, item] : simdjson::dom::object(element)) {
        for (const auto& [known, unused] : object) {
          if (known == key) throw Malformed{{std::string(key), "json.duplicate_key", {{"key", std::string(key)}}}};
        }
        object.emplace_back(std::string(key), converted(item, depth + 1));
      }
      return {std::move(object)};
    }
    case simdjson::dom::element_type::INT64: return {std::int64_t(element)};
    case simdjson::dom::element_type::UINT64: return {double(std::uint64_t(element))};
    case simdjson::dom::element_type::DOUBLE: return {double(element)};
    case simdjson::dom::element_type::STRING: return {std::string(std::string_view(element))};
    case simdjson::dom::element_type::BOOL: return {bool(element)};
    case simdjson::dom::element_type::NULL_VALUE: break;
  }
  return {nullptr};
}

void write(JsonWriter& out, const Json& json) {
  if (json.is_null()) out.null();
  if (const auto* flag = std::get_if<bool>(&json.value)) out.boolean(*flag);
  if (const auto* whole = std::get_if<std::int64_t>(&json.value)) out.raw(fmt::to_string(*whole));
  if (const auto* real = std::get_if<double>(&json.value)) {
    const auto text = number_text(*real);  // "3" would come back as an integer
    out.raw(text.find_first_of(".en") == std::string::npos ? text + ".0" : text);
  }
  if (const auto* text = json.text()) out.text(*text);
  if (const auto* array = json.array()) {
    out.begin_array();
    for (const auto& item : *array) write(out, item);
    out.end_array();
  }
  if (const auto* object = json.object()) {
    out.begin_object();
    for (const auto& [key, item] : *object) {
      out.key(key);
      write(out, item);
    }
    out.end_object();
  }
}

}  // namespace

void append_json_text(std::string& out, std::string_view value) {
  out += '"';
  for (const char c : value) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void JsonWriter::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  out_ += '{';
  needs_comma_ = false;
  return *this;
}
JsonWriter& JsonWriter::end_object() {
  out_ += '}';
  needs_comma_ = true;
  return *this;
}
JsonWriter& JsonWriter::begin_array() {
  separate();
  out_ += '[';
  needs_comma_ = false;
  return *this;
}
JsonWriter& JsonWriter::end_array() {
  out_ += ']';
  needs_comma_ = true;
  return *this;
}
JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_text(out_, name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}
JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  append_json_text(out_, value);
  return *this;
}
JsonWriter& JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  separate();
  out_ += number_text(value);
  return *this;
}
JsonWriter& JsonWriter::integer(std::int64_t value) {
  separate();
  const bool safe = value <= largest_safe && value >= -largest_safe;
  out_ += safe ? fmt::to_string(value) : fmt::format("\"{}\"", value);
  return *this;
}
JsonWriter& JsonWriter::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}
JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}
JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

Checked<Json> Json::parse(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  const auto error = parser.parse(text.data(), text.size()).get(root);
  if (error == simdjson::DEPTH_ERROR) return refuse("", "json.too_deep");
  if (error) return refuse("", "json.malformed", {{"detail", std::string(simdjson::error_message(error))}});
  try {
    return converted(root, 0);
  } catch (const Malformed& malformed) {
    return refuse(Issues{malformed.issue});
  }
}

std::optional<double> Json::number() const {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

std::optional<std::int64_t> Json::integer() const {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* digits = text()) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(digits->data(), digits->data() + digits->size(), whole);
    if (error == std::errc{} && end == digits->data() + digits->size()) return whole;
  }
  return std::nullopt;
}

std::optional<bool> Json::boolean() const {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  return std::nullopt;
}

const Json* Json::find(std::string_view key) const {
  if (const auto* members = object()) {
    for (const auto& [name, item] : *members) {
      if (name == key) return &item;
    }
  }
  return nullptr;
}

std::string Json::dump() const {
  JsonWriter out;
  write(out, *this);
  return std::move(out).str();
}

}  // namespace outturn::base
