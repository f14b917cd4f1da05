#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/components.h"
#include "web/visit.h"

/// How any record and any of its values are said to people, whatever their kind.
namespace outturn::web {

/// What names a record to people, in their language. One that is named only through others (a partner, a role, a
/// population group) by those; its id where nothing else names it.
std::string title_of(const Visit& visit, const workspace::Record& record);
/// The same for a reference; the id alone where there is no such record, or the reader may not read it.
std::string title_of(const Visit& visit, std::string_view kind, std::string_view id);

/// A kind in words: "Outcome", "Outcomes".
std::string name_of(const Visit& visit, const record::Kind& kind);
std::string plural_of(const Visit& visit, const record::Kind& kind);
/// The label of a field: "Smallest possible figure".
std::string label_of(const Visit& visit, const record::Kind& kind, const record::Field& field);

/// A field's value ready to be shown: texts by language, or links to what it names.
struct ShownValue {
  struct Line {
    std::string text;
    std::string language{};  ///< of a text that exists in several
    std::string note{};      ///< "in French"
  };
  std::vector<Line> lines{};
  std::vector<Link> links{};
  bool empty() const { return lines.empty() && links.empty(); }
};
ShownValue shown_value(const Visit& visit, const record::Kind& kind, const record::Field& field, const record::Value& value);
/// The value in one line of plain words, in the reader's language; empty where nothing is given.
std::string plain_value(const Visit& visit, const record::Kind& kind, const record::Field& field, const record::Value& value);

/// Who a ledger entry names, as far as the reader may know: name of the person, or that it was the program.
std::string person_of(const Visit& visit, std::string_view person);
std::string organisation_of(const Visit& visit, std::string_view organisation);
/// Day and time of an instant, in the installation's time zone: "14 March 2023, 09:02".
std::string moment(const Visit& visit, base::Instant instant);

/// At most so many characters, cut at a word, with "…".
std::string shortened(std::string_view text, std::size_t characters);

void write(html::Output& out, const ShownValue& value);

}  // namespace outturn::web
