#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/checked.h"

namespace outturn::base {

/// Writes JSON by appending; commas and escapes are its business. Numbers round-trip; a 64-bit integer that
/// JavaScript could not hold is written as a string.
class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& number(double value);  ///< NaN and infinities become null
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  ///< finished JSON, trusted
  /// Shorthand: key and text.
  JsonWriter& member(std::string_view name, std::string_view value) { return key(name).text(value); }

  const std::string& str() const& { return out_; }
  std::string str() && { return std::move(out_); }

 private:
  void separate();
  std::string out_;
  bool needs_comma_{false};
};

/// Appends `value` as a JSON string literal with its quotes.
void append_json_text(std::string& out, std::string_view value);

/// A parsed JSON document as plain values.
struct Json {
  using Array = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;  ///< in the order of the text
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> value{nullptr};

  /// refuses  json.malformed (with what the parser says), json.too_deep, json.duplicate_key
  static Checked<Json> parse(std::string_view text);

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value); }
  const std::string* text() const { return std::get_if<std::string>(&value); }
  const Array* array() const { return std::get_if<Array>(&value); }
  const Object* object() const { return std::get_if<Object>(&value); }
  std::optional<double> number() const;          ///< integers count
  std::optional<std::int64_t> integer() const;   ///< a string of digits counts
  std::optional<bool> boolean() const;
  const Json* find(std::string_view key) const;  ///< member of an object, or nullptr
  std::string dump() const;                      ///< compact; parse(dump()) is equal
  bool operator==(const Json&) const = default;
};

}  // namespace outturn::base
