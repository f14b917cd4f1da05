#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/checked.h"
#include "base/day.h"
#include "base/period.h"

namespace outturn::language {

/// The languages of the interface, as BCP 47 codes, default first: {"en", "fr"}.
const std::vector<std::string>& languages();

/// The first language of an Accept-Language header that the interface has; "en" where none matches.
std::string preferred_language(std::string_view accept_language);

/// All that is said to one reader in one language: sentences, numbers, dates. Cheap to copy.
///
/// Messages live in messages/<room>.<language>, one `key = text` a line. In a text, {name} stands for a named
/// value and {name, plural, one {# figure} other {# figures}} for a form by number ('#' is the number).
/// Plural classes follow CLDR (French counts 0 as one).
class Words {
 public:
  explicit Words(std::string_view language);

  const std::string& language() const { return language_; }

  /// The sentence under `key`. Where this language lacks it, the English one; where nobody has it, the key
  /// itself in ⟦ ⟧, so that a page never fails for a missing sentence (a test finds it).
  std::string say(std::string_view key, const base::Arguments& values = {}) const;
  bool has(std::string_view key) const;

  /// The sentence of an issue: message "issue." + code, with the issue's values and {field}. Where a value "text" has a
  /// companion "text.fr", a French reader gets that one: how texts of the register travel in issues.
  std::string issue(const base::Issue& issue) const;

  /// A number with the language's separators: "1,234.5" or "1 234,5" (no-break spaces), minus sign U+2212.
  /// decimals  digits after the point; −1 gives as many as needed, six at most
  std::string number(double value, int decimals = -1) const;
  std::string integer(std::int64_t value) const;

  std::string day(base::Day day) const;        ///< "14 March 2023" · "14 mars 2023" (1 → "1er")
  std::string period(base::Period period) const;  ///< "2023" · "May 2023" · "first quarter of 2023" · "2014/15" · "2005 to 2007"

 private:
  std::string formatted(std::string_view pattern, const base::Arguments& values) const;
  std::string argument(const base::Argument& value) const;

  std::string language_;
};

/// Every key that a language has, sorted; for tests and the glossary.
std::vector<std::string> message_keys(std::string_view language);
/// The text under a key exactly as written, or empty.
std::string_view message_text(std::string_view language, std::string_view key);

}  // namespace outturn::language
