#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/day.h"

namespace outturn::base {

/// A value named in a sentence; the door formats it for the reader's language.
using Argument = std::variant<std::string, std::int64_t, double, Day>;

/// A number of things, as an argument of a sentence.
constexpr std::int64_t whole(std::size_t count) { return static_cast<std::int64_t>(count); }

struct NamedArgument {
  std::string name;
  Argument value;
  bool operator==(const NamedArgument&) const = default;
};

using Arguments = std::vector<NamedArgument>;

enum class Severity { error, warning };

/// One thing wrong with what a person gave. `code` is the key of a catalogue sentence ("issue." + code)
/// that says what is wrong, with which value and limit, then what to do.
struct Issue {
  std::string field;   ///< name of the field, column or option; empty when the whole is meant
  std::string code;    ///< "<room>.<rule>", stable, part of the API
  Arguments values{};  ///< the values the sentence names
  Severity severity{Severity::error};
  bool operator==(const Issue&) const = default;
};

using Issues = std::vector<Issue>;

/// A value, or all that stands in its way.
template <class T>
using Checked = tl::expected<T, Issues>;

/// `return refuse("values", "stats.too_few_values", {{"count", n}});`
inline tl::unexpected<Issues> refuse(std::string field, std::string code, Arguments values = {}) {
  return tl::unexpected<Issues>(Issues{Issue{std::move(field), std::move(code), std::move(values)}});
}

inline tl::unexpected<Issues> refuse(Issues issues) { return tl::unexpected<Issues>(std::move(issues)); }

/// Something that must hold whatever the user did; when it does not, we are wrong.
/// throws   std::logic_error naming the place in the code
void ensure(bool holds, std::string_view what_must_hold,
            const char* file = __builtin_FILE(), int line = __builtin_LINE());

}  // namespace outturn::base
