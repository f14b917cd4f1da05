#include "record/kind.h"

#include <limits>
#include <set>

#include "record/keeping.h"
#include "record/measure.h"
#include "record/outcome.h"
#include "testing.h"

namespace record = outturn::record;
using outturn::base::Day;
using outturn::base::Period;
using outturn::testing::refusal;
using record::Localised;
using record::Reference;
using record::References;
using record::Value;

namespace {

using Values = std::vector<std::pair<std::string, Value>>;

/// "field: code" of every issue, sorted.
std::multiset<std::string> refusals(const outturn::base::Checked<record::Body>& answer) {
  std::multiset<std::string> all;
  if (answer) return all;
  for (const auto& issue : answer.error()) all.insert(issue.field + ": " + issue.code);
  return all;
}

template <class T>
const T& as(const record::Body& body) {
  return *static_cast<const T*>(body.get());
}

Values a_target(Values more = {}) {
  Values values{{"indicator", Reference{"poverty"}}, {"value", 7.25}, {"period", Period::parse("2030").value()}};
  values.insert(values.end(), more.begin(), more.end());
  return values;
}

}  // namespace

TEST_CASE("kinds are found by their code and by their plural, and refer only to kinds there are") {
  CHECK(record::kind("indicator") == record::kind("indicators"));
  CHECK(record::kind("indicator")->code == "indicator");
  CHECK(record::kind("indicateur") == nullptr);
  CHECK(&record::kind_of<record::Outcome>() == record::kind("outcome"));
  for (const auto& kind : record::kinds()) {
    INFO(kind.code);
    CHECK(kind.field(kind.title_field) != nullptr);
    std::set<std::string> names;
    for (const auto& field : kind.fields) {
      INFO(field.name);
      CHECK(names.insert(field.name).second);
      if (field.type == record::FieldType::reference || field.type == record::FieldType::references) {
        CHECK(record::kind(field.refers_to) != nullptr);
      }
    }
  }
}

TEST_CASE("a record is made from the fields given, the others are empty") {
  const auto made = record::kind("outcome")->with({}, {{"title", Localised{{"en", "Less poverty"}, {"fr", "Moins de pauvreté"}}}});
  REQUIRE(made);
  CHECK(as<record::Outcome>(*made).title.in("fr") == "Moins de pauvreté");
  CHECK(as<record::Outcome>(*made).area.empty());
  CHECK(record::kind("outcome")->title(*made, "fr") == "Moins de pauvreté");
  CHECK(record::kind("outcome")->title(*made, "cy") == "Less poverty");
}

TEST_CASE("changing a record leaves the earlier one as it was") {
  const auto& kind = *record::kind("outcome");
  const auto before = kind.with({}, {{"title", Localised{{"en", "First"}}}, {"labels", std::string("SDG 1")}}).value();
  const auto after = kind.with(before, {{"title", Localised{{"en", "Second"}}}}).value();
  CHECK(as<record::Outcome>(before).title.in("en") == "First");
  CHECK(as<record::Outcome>(after).title.in("en") == "Second");
  CHECK(as<record::Outcome>(after).labels == "SDG 1");
}

TEST_CASE("all that is wrong with a record is said at once") {
  const auto answer = record::kind("indicator")->with({}, {{"colour", std::string("red")},
                                                           {"decimals", std::int64_t{7}},
                                                           {"direction", std::string("sideways")},
                                                           {"precision", std::string("a little")},
                                                           {"frequency", std::string(501, 'y')},
                                                           {"unit", Localised{{"en", "\xC3\x28"}}}});
  CHECK(refusals(answer) == std::multiset<std::string>{"colour: record.unknown_field", "decimals: record.out_of_range",
                                                       "direction: record.unknown_choice", "frequency: record.too_long",
                                                       "name: record.required", "precision: record.wrong_type",
                                                       "unit: record.not_utf8"});
}

TEST_CASE("a required field that is wrong is not said to be missing as well") {
  const auto answer = record::kind("outcome")->with({}, {{"title", std::string("not localised")}});
  CHECK(refusals(answer) == std::multiset<std::string>{"title: record.wrong_type"});
}

TEST_CASE("white space alone does not fill a required field") {
  CHECK(refusal(record::kind("outcome")->with({}, {{"title", Localised{{"en", " \t"}, {"fr", ""}}}})) == "title: record.required");
  CHECK(refusal(record::kind("batch")->with({}, {{"file", std::string("\xC2\xA0 ")}})) == "file: record.required");
}

TEST_CASE("white space around a text is not kept") {
  const auto made = record::kind("outcome")->with({}, {{"title", Localised{{"en", " Less poverty\n"}}}, {"labels", std::string(" SDG 1 ")}});
  REQUIRE(made);
  CHECK(as<record::Outcome>(*made).title == Localised{{"en", "Less poverty"}});
  CHECK(as<record::Outcome>(*made).labels == "SDG 1");
}

TEST_CASE("emptying a required field is refused, emptying another is not") {
  const auto& kind = *record::kind("outcome");
  const auto before = kind.with({}, {{"title", Localised{{"en", "First"}}}, {"labels", std::string("SDG 1")}}).value();
  CHECK(refusal(kind.with(before, {{"title", Value{}}})) == "title: record.required");
  const auto after = kind.with(before, {{"labels", Value{}}});
  REQUIRE(after);
  CHECK(as<record::Outcome>(*after).labels.empty());
}

TEST_CASE("limits of numbers hold at either end") {
  const auto place = [](std::int64_t column) {
    return refusal(record::kind("place")->with({}, {{"name", Localised{{"en", "Ontario"}}}, {"column", column}}));
  };
  CHECK(place(-1) == "column: record.out_of_range");
  CHECK(place(0) == "accepted");
  CHECK(place(99) == "accepted");
  CHECK(place(100) == "column: record.out_of_range");
}

TEST_CASE("no figure of a record is infinite or not a number") {
  const auto infinity = std::numeric_limits<double>::infinity();
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusals(record::kind("target")->with({}, a_target({{"base_value", infinity}}))) ==
        std::multiset<std::string>{"base_value: record.not_a_number"});
  CHECK(refusal(record::kind("target")->with({}, a_target({{"base_value", nan}}))) == "base_value: record.not_a_number");
}

TEST_CASE("the length of a text is counted in characters, so French gets as much room as English") {
  std::string accents;
  for (int i = 0; i < 500; ++i) accents += "é";
  const auto named = [](const std::string& text) { return record::kind("source")->with({}, {{"title", Localised{{"fr", text}}}}); };
  CHECK(refusal(named(accents)) == "accepted");
  const auto refused = named(accents + "é");
  CHECK(refusal(refused) == "title: record.too_long");
  CHECK(refused.error().front().values == outturn::base::Arguments{{"length", std::int64_t{501}}, {"limit", std::int64_t{500}}});
}

TEST_CASE("a NUL character is refused in every text") {
  CHECK(refusal(record::kind("batch")->with({}, {{"file", std::string("a\0b", 3)}})) == "file: record.not_utf8");
}

TEST_CASE("what is fixed when a record is made cannot be changed later") {
  const auto& kind = *record::kind("target");
  const auto before = kind.with({}, a_target()).value();
  CHECK(refusal(kind.with(before, {{"value", 10.0}})) == "value: record.fixed");
  CHECK(refusal(kind.with(before, {{"value", Value{}}})) == "value: record.fixed");
  CHECK(refusal(kind.with(before, {{"upper", 10.0}})) == "upper: record.fixed");
  CHECK(refusal(kind.with(before, {{"form", std::string("at_least")}})) == "form: record.fixed");
  CHECK(refusal(kind.with(before, {{"value", 7.25}})) == "accepted");
  CHECK(refusal(kind.with(before, {{"form", Value{}}})) == "accepted");
  CHECK(refusal(kind.with(before, {{"text", Localised{{"en", "Halve it"}}}})) == "accepted");
}

TEST_CASE("a range has two ends in the right order, other targets one") {
  const auto target = [](Values more) { return refusals(record::kind("target")->with({}, a_target(std::move(more)))); };
  CHECK(target({{"form", std::string("range")}}) == std::multiset<std::string>{"upper: record.range_needs_upper"});
  CHECK(target({{"form", std::string("range")}, {"upper", 7.0}}) == std::multiset<std::string>{"upper: record.range_upside_down"});
  CHECK(target({{"form", std::string("range")}, {"upper", 7.25}}).empty());
  CHECK(target({{"upper", 8.0}}) == std::multiset<std::string>{"upper: record.only_ranges_have_upper"});
}

TEST_CASE("a target that replaces another, and a withdrawn import, say why") {
  CHECK(refusal(record::kind("target")->with({}, a_target({{"replaces", Reference{"T1"}}}))) == "reason: record.change_needs_reason");
  CHECK(refusal(record::kind("target")->with({}, a_target({{"replaces", Reference{"T1"}}, {"reason", std::string("new plan")}}))) == "accepted");
  CHECK(refusal(record::kind("batch")->with({}, {{"file", std::string("a.csv")}, {"withdrawn", true}})) ==
        "withdrawn_reason: record.change_needs_reason");
}

TEST_CASE("an indicator's largest figure is not below its smallest, and a role does not end before it begins") {
  const auto indicator = [](double minimum, double maximum) {
    return refusal(record::kind("indicator")->with({}, {{"name", Localised{{"en", "Rate"}}}, {"minimum", minimum}, {"maximum", maximum}}));
  };
  CHECK(indicator(0, 0) == "accepted");
  CHECK(indicator(0, -0.5) == "maximum: record.maximum_below_minimum");
  const auto role = [](const char* from, const char* until) {
    return refusal(record::kind("appointment")->with({}, {{"person", Reference{"p"}}, {"from", *Day::parse(from)}, {"until", *Day::parse(until)}}));
  };
  CHECK(role("2024-01-01", "2024-01-01") == "accepted");
  CHECK(role("2024-01-02", "2024-01-01") == "until: record.ends_before_start");
}
