#include "track/formula_told.h"

#include "base/json.h"
#include "testing.h"

using namespace outturn;
using testing::day;
using workspace::FormulaInForce;

namespace {

std::string told(const std::vector<FormulaInForce>& formulas, std::optional<base::Day> as_of = std::nullopt, const char* language = "en") {
  const auto note = track::formula_note(formulas, as_of);
  return note ? say(language::Words(language), *note) : std::string{};
}

const FormulaInForce first_formula{.from = day("2026-01-10"), .until = day("2026-03-05"), .formula = "[a] + [b]"};
const FormulaInForce second_formula{.from = day("2026-03-05"), .until = {}, .formula = "[a] + 2 × [b]", .redacted = false, .reason = "b counts twice"};

}  // namespace

TEST_CASE("figures of a changed formula are told so, with the earlier one; of a formula that never changed nothing is told") {
  auto alone = first_formula;
  alone.until.reset();

  CHECK(told({}).empty());
  CHECK(told({alone}).empty());
  CHECK(told({first_formula, second_formula}) == "Its formula was changed in this register on 5 March 2026; until then it was [a] + [b]. All its figures, also those for earlier periods, are calculated with the new one.");
  CHECK(told({first_formula, second_formula}, std::nullopt, "fr").starts_with("Sa formule a été changée dans ce registre le 5 mars 2026"));
}

TEST_CASE("as of a day on which another formula was in force, or none was entered yet, the figures are told not to be those of then") {
  CHECK(told({first_formula, second_formula}, day("2026-03-04")) == "On 4 March 2026 this register held another formula: [a] + [b]. These figures are calculated with the one entered on 5 March 2026, from what was published by 4 March 2026.");
  CHECK(told({first_formula, second_formula}, day("2026-03-05")).starts_with("Its formula was changed in this register on 5 March 2026"));
  CHECK(told({first_formula, second_formula}, day("2026-01-09")).starts_with("On 9 January 2026 this register held no formula for it"));
}

TEST_CASE("a formula that took the place of none is no change of formula; one whose text was taken out is told without it") {
  auto none = first_formula;
  none.formula.clear();
  CHECK(told({none, second_formula}).empty());
  none.redacted = true;
  CHECK(told({none, second_formula}) == "Its formula was changed in this register on 5 March 2026; what it was before is removed from the record. All its figures, also those for earlier periods, are calculated with the new one.");
  CHECK(told({none, second_formula}, day("2026-02-01")).starts_with("On 1 February 2026 this register held no formula"));
  auto ended = second_formula;
  ended.formula.clear();
  CHECK(told({first_formula, ended}).empty());
}

TEST_CASE("as JSON the formula in force comes first, then the earlier ones, newest first, each with its reason") {
  auto between = first_formula;
  between.from = day("2026-02-01");
  between.formula = "[b]";
  between.reason = "tried";
  auto oldest = first_formula;
  oldest.until = day("2026-02-01");
  base::JsonWriter out;
  track::write_json(out, std::vector{oldest, between, second_formula});
  CHECK(out.str() == R"({"text":"[a] + 2 × [b]","in_force_from":"2026-03-05","reason":"b counts twice","earlier":[)"
                     R"({"text":"[b]","from":"2026-02-01","until":"2026-03-05","reason":"tried"},{"text":"[a] + [b]","from":"2026-01-10","until":"2026-02-01","reason":""}]})");
  base::JsonWriter nothing;
  track::write_json(nothing, std::vector<FormulaInForce>{});
  CHECK(nothing.str() == "null");
}
