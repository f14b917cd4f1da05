#include "record/formula.h"

#include <string>

#include "language/words.h"
#include "testing.h"

using namespace outturn;
using record::Formula;

namespace {

/// "code@position" of every fault.
std::string faults(const char* text) {
  const auto read = Formula::parse(text);
  if (read) return "none";
  std::string all;
  for (const auto& issue : read.error()) {
    if (!all.empty()) all += ", ";
    all += issue.code.substr(8) + "@" + std::to_string(std::get<std::int64_t>(issue.values.front().value));
  }
  return all;
}

}  // namespace

TEST_CASE("a formula names the indicators it rests on, each once") {
  const auto formula = Formula::parse("100 × ([poor-men] + [poor-women]) ÷ [people] − [poor-men] * 0");
  REQUIRE(formula);
  CHECK(formula->references() == std::vector<std::string>{"poor-men", "poor-women", "people"});
  CHECK_FALSE(formula->looks_around());
  CHECK(Formula::parse("places([a])")->looks_around());
}

TEST_CASE("every fault of a formula is told at once, at the character where it is") {
  CHECK(faults("[a] + ") == "ends_early@7");
  CHECK(faults("([a] + 2") == "not_closed@1");
  CHECK(faults("[a]) × 2") == "closes_nothing@4, expected_value@6");
  CHECK(faults("foo([a]) + bar") == "unknown_word@1, unknown_word@12");
  CHECK(faults("[a] [b]") == "expected_sign@5");
  CHECK(faults("[a] ÷ 0") == "divides_by_zero@5");
  CHECK(faults("1 + 2") == "names_no_indicator@1");
  CHECK(faults("") == "ends_early@1");
  CHECK(faults("[a b] + 1.2.3 + é") == "not_an_id@1, number@9, unknown_sign@17, ends_early@18");
  CHECK(faults("sum() + weighted_mean([a]) + rescaled([a], 1, 1)") == "needs_some@1, needs_pairs@9, scale_empty@30");
  CHECK(faults("places([a] + 1)") == "needs_reference@1");
  CHECK(faults("groups([a])") == "needs_exactly@1");
  CHECK(faults("[a") == "bracket_open@1");
}

TEST_CASE("every fault of a formula has its sentence in every language, with every value it names") {
  for (const auto* text : {"[a] +", "([a] + 2", "[a])", "foo([a])", "[a] [b]", "[a] ÷ 0", "1 + 2", "[a b] + 1.2.3 + é", "sum() + weighted_mean([a]) + rescaled([a], 1, 1)",
                           "rescaled([a], [b], 1)", "places(1 + 2)", "groups([a])", "[a", "[a] + × 2", "sum + [a]"}) {
    const auto read = Formula::parse(text);
    REQUIRE_FALSE(read);
    for (const auto& issue : read.error()) {
      for (const auto& in_language : language::languages()) {
        const auto said = language::Words(in_language).issue(issue);
        INFO(text, ": ", said);
        CHECK(said.find("⟦") == std::string::npos);
        CHECK(said.find('{') == std::string::npos);
      }
    }
  }
}

TEST_CASE("a formula is only read, never run: what looks like a program is refused") {
  CHECK(faults("system('rm')") != "none");
  CHECK(faults("__import__([a])") != "none");
}

TEST_CASE("a formula nested without end is refused, not followed") {
  const std::string deep = std::string(5000, '(') + "[a]" + std::string(5000, ')');
  CHECK(faults(deep.c_str()).starts_with("too_deep@"));
  const std::string minus = std::string(5000, '-') + "[a]";
  CHECK(faults(minus.c_str()).starts_with("too_deep@"));
  std::string lengthy = "[a]";
  for (int i = 0; i < 1000; ++i) lengthy += " + 1";
  CHECK(faults(lengthy.c_str()).starts_with("too_long@"));
}

TEST_CASE("a composite states its weights and the scale each part was put on") {
  const auto formula = Formula::parse("weighted_mean(rescaled([income], 0, 80000), 3, rescaled([debt], 100, 0), 1)");
  REQUIRE(formula);
  const auto parts = formula->parts();
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].indicator == "income");
  CHECK(parts[0].share == doctest::Approx(0.75));
  CHECK(parts[1].share == doctest::Approx(0.25));
  CHECK(parts[1].from == 100);
  CHECK(parts[1].to == 0);
  CHECK(Formula::parse("mean([a], [b])")->parts().front().share == doctest::Approx(0.5));
  CHECK(Formula::parse("[a] + [b]")->parts().empty());
}
