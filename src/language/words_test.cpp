#include "language/words.h"

#include <algorithm>
#include <set>

#include "testing.h"

namespace language = outturn::language;
using outturn::base::Day;
using outturn::base::Period;

namespace {

std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> names;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      const auto end = text.find_first_of(",}", i);
      const auto name = text.substr(i + 1, end - i - 1);
      if (depth % 2 == 0 && name.find(' ') == std::string_view::npos) names.emplace(name);
      ++depth;
    }
    if (text[i] == '}') --depth;
  }
  return names;
}

}  // namespace

TEST_CASE("every sentence exists in every language and names the same values") {
  const auto english = language::message_keys("en");
  const auto french = language::message_keys("fr");
  CHECK(english.size() > 20);
  for (const auto& key : english) {
    INFO(key);
    CHECK(std::binary_search(french.begin(), french.end(), key));
    CHECK(placeholders(language::message_text("en", key)) == placeholders(language::message_text("fr", key)));
  }
  for (const auto& key : french) {
    INFO(key);
    CHECK(std::binary_search(english.begin(), english.end(), key));
  }
}

TEST_CASE("a form for an exact number goes before the form for one or many") {
  const language::Words en("en");
  CHECK(en.say("decision.all_say_so", {{"count", std::int64_t{1}}}) == "The only partner says so");
  CHECK(en.say("decision.all_say_so", {{"count", std::int64_t{2}}}) == "Both partners say so");
  CHECK(en.say("decision.all_say_so", {{"count", std::int64_t{3}}}) == "All 3 partners say so");
}

TEST_CASE("numbers are written with the language's separators") {
  const language::Words en("en");
  const language::Words fr("fr");
  CHECK(en.number(1234.5) == "1,234.5");
  CHECK(fr.number(12345.5) == "12\u00A0345,5");
  CHECK(en.number(-0.25, 1) == "\u22120.2");
  CHECK(en.number(-0.01, 1) == "0.0");
  CHECK(en.number(7.0) == "7");
  CHECK(en.number(7.0, 1) == "7.0");
  CHECK(en.integer(1000000) == "1,000,000");
}

TEST_CASE("dates and periods are written in words") {
  const language::Words en("en");
  const language::Words fr("fr");
  CHECK(en.day(*Day::parse("2023-03-14")) == "14 March 2023");
  CHECK(fr.day(*Day::parse("2023-03-01")) == "1er mars 2023");
  CHECK(en.period(Period::parse("2023-Q1").value()) == "first quarter of 2023");
  CHECK(fr.period(Period::parse("2005-2007").value()) == "2005 à 2007");
}

TEST_CASE("the reader's language is taken from the browser where we have it") {
  CHECK(language::preferred_language("fr-CA,fr;q=0.9,en;q=0.8") == "fr");
  CHECK(language::preferred_language("de-DE,en;q=0.5") == "en");
  CHECK(language::preferred_language("") == "en");
}

TEST_CASE("a sentence nobody wrote shows its key and does not fail") {
  CHECK(language::Words("fr").say("no.such.key") == "⟦no.such.key⟧");
}
