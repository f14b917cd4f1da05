#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/day.h"
#include "base/json.h"
#include "base/period.h"

namespace outturn::record {

/// A text in several languages. Each language stands once; order is that of entry.
struct Localised {
  std::vector<std::pair<std::string, std::string>> texts;

  Localised() = default;
  Localised(std::initializer_list<std::pair<std::string, std::string>> given) : texts(given) {}

  /// The text in that language, else in English, else the first there is; empty when there is none.
  std::string_view in(std::string_view language) const;
  /// Exactly that language's text, or empty.
  std::string_view exactly(std::string_view language) const;
  void set(std::string_view language, std::string text);  ///< an empty text removes the language
  bool empty() const { return texts.empty(); }
  bool operator==(const Localised&) const = default;
};

/// The permanent text id of another record; which kind it names is said by the field.
struct Reference {
  std::string id;
  bool empty() const { return id.empty(); }
  bool operator==(const Reference&) const = default;
};

using References = std::vector<Reference>;

/// A field's content without its C++ type: what forms, files, JSON and the ledger exchange.
/// std::monostate = not given. A choice is its code as text; an instant is RFC 3339 text.
using Value = std::variant<std::monostate, std::string, Localised, std::int64_t, double, bool, base::Day, base::Period,
                           Reference, References>;

inline bool is_given(const Value& value) { return !std::holds_alternative<std::monostate>(value); }

/// JSON of a value: null, text, {"en": …}, number, true/false, "2024-03-31", "2023-Q1", "O16", ["M01", "M02"].
void write_json(base::JsonWriter& out, const Value& value);

/// One line of plain text, as in a CSV cell: references joined by "; ", a localised text in `language`.
std::string plain_text(const Value& value, std::string_view language = "en");

}  // namespace outturn::record
