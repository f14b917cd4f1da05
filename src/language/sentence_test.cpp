#include "language/sentence.h"

#include "testing.h"

namespace language = outturn::language;
using language::AmountForm;

TEST_CASE("a figure is written as its kind of value wants it") {
  const language::Words en("en");
  const language::Words fr("fr");
  CHECK(say(en, language::Amount{.value = 10.4, .decimals = 1, .form = AmountForm::percentage}) == "10.4%");
  CHECK(say(fr, language::Amount{.value = 10.4, .decimals = 1, .form = AmountForm::percentage}) == "10,4\u00A0%");
  CHECK(say(en, language::Amount{.value = 0.96, .decimals = 1, .form = AmountForm::percentage_points}) == "1.0 percentage point");
  CHECK(say(en, language::Amount{.value = 0.4, .decimals = 1, .form = AmountForm::percentage_points}) == "0.4 percentage points");
  CHECK(say(fr, language::Amount{.value = 1.5, .decimals = 1, .form = AmountForm::percentage_points}) == "1,5 point de pourcentage");
  const language::Amount waste{.value = 666.6, .decimals = 0, .unit = {{"en", "kilograms"}, {"fr", "kilogrammes"}}};
  CHECK(say(en, waste) == "667 kilograms");
  CHECK(say(fr, waste) == "667\u00A0kilogrammes");
}

TEST_CASE("a unit that is really a definition stays out of the sentence") {
  const language::Words en("en");
  CHECK(say(en, language::Amount{.value = 6.8, .unit = {{"en", std::string(40, 'u')}}}) == "6.8 " + std::string(40, 'u'));
  CHECK(say(en, language::Amount{.value = 6.8, .unit = {{"en", std::string(41, 'u')}}}) == "6.8");
}

TEST_CASE("several phrases are listed as the language lists them") {
  const language::Phrases three{{"language.month.1"}, {"language.month.2"}, {"language.month.3"}};
  const language::Sentence sentence{"language.day", {{"day", std::int64_t{3}}, {"month", three}, {"year", std::string("2024")}}};
  CHECK(say(language::Words("en"), sentence) == "3 January, February and March 2024");
  CHECK(say(language::Words("fr"), sentence) == "3 janvier, février et mars 2024");
}
