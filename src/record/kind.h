#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "base/checked.h"
#include "record/value.h"

namespace outturn::record {

/// Who may read a field once they may read the record. Least first; `restricted` is for administrators and auditors.
enum class Audience { everyone, partners, owner, restricted };

enum class FieldType { text, long_text, localised, localised_long, integer, number, boolean, day, period, choice, reference, references };

/// The content of one record, kind erased: an immutable struct such as Outcome.
using Body = std::shared_ptr<const void>;

/// One field of a kind, described once. Labels and help are catalogue sentences:
/// "record.<kind>.<field>" and "record.<kind>.<field>.help" (and "….<choice>" for each choice).
struct Field {
  std::string name;  ///< snake_case: column, JSON member, form field
  FieldType type{};
  bool required{false};
  /// Set when the record is made and not changed afterwards (a target's value: make a new target that replaces it).
  bool fixed{false};
  Audience audience{Audience::everyone};
  std::string refers_to{};             ///< kind code, for references
  std::vector<std::string> choices{};  ///< codes, for choices
  double minimum{};                    ///< limits of numbers; both 0 = none
  double maximum{};
  std::size_t longest{500};            ///< characters of a text
  std::function<Value(const void* record)> read;
  std::function<void(void* record, const Value&)> write;  ///< value of the right type, or monostate
};

/// A kind of record: a plain struct and its field list. Everything that treats all records alike works on this.
class Kind {
 public:
  std::string code;     ///< "outcome": URL, JSON, table name
  std::string plural;   ///< "outcomes": collection URL
  std::vector<Field> fields;
  std::function<std::shared_ptr<void>()> make;                    ///< an empty record
  std::function<std::shared_ptr<void>(const void*)> copy;
  const std::type_info* type{};
  std::string title_field;  ///< the field that names a record to people
  /// Rules over several fields of one record; each finding is an issue.
  std::function<void(const void*, base::Issues&)> check{};

  const Field* field(std::string_view name) const;

  /// The record with these fields set (others as in `before`, or empty), every rule of the field list checked:
  /// required, limits, choices, length, UTF-8. White space around a text goes; a text of nothing else is not given. References are checked against the workspace by the act.
  /// refuses  record.unknown_field, record.required, record.too_long, record.out_of_range, record.unknown_choice,
  ///          record.not_utf8, record.fixed (only with `before`), and what `check` finds; all at once
  base::Checked<Body> with(const Body& before, const std::vector<std::pair<std::string, Value>>& values) const;

  /// Reads a plain text (a form field, a CSV cell) as this field's value. Empty text = not given.
  /// refuses  record.not_a_number, record.not_whole, record.not_a_day, record.not_yes_or_no, period.*, record.not_an_id
  static base::Checked<Value> parse(const Field& field, std::string_view text);

  /// Reads a JSON value as this field's value; null = not given.  refuses  as parse, and record.wrong_json_type
  static base::Checked<Value> from_json(const Field& field, const base::Json& json);

  /// A JSON object of all given fields, in the order of the list.
  void write_json(base::JsonWriter& out, const Body& body) const;

  /// What names the record to people, in that language; the title field's text.
  std::string title(const Body& body, std::string_view language) const;
};

inline bool is_localised(const Field& field) { return field.type == FieldType::localised || field.type == FieldType::localised_long; }

struct FieldOptions {
  bool required{false};
  bool fixed{false};
  Audience audience{Audience::everyone};
  double minimum{};
  double maximum{};
  std::size_t longest{0};  ///< 0 = the type's default: text 500, long 20,000
};

/// All kinds of record, in the order in which records must be imported (what is referred to comes first).
const std::vector<Kind>& kinds();
/// The kind with this code or plural, or nullptr.
const Kind* kind(std::string_view code);

/// The kind whose struct is T.  throws std::logic_error when T is no kind of record
const Kind& kind_of(const std::type_info& type);
template <class T>
const Kind& kind_of() {
  static const Kind& found = kind_of(typeid(T));
  return found;
}
template <class T>
bool is(const Kind& kind) {
  return &kind == &kind_of<T>();
}
/// The struct in a body of kind T.
template <class T>
const T& as(const Body& body) {
  return *static_cast<const T*>(body.get());
}

}  // namespace outturn::record
