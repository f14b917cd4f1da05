#include "quality/checks.h"

#include "quality/trust.h"

#include "testing.h"
#include "testing_workspace.h"

namespace quality = outturn::quality;
namespace record = outturn::record;
using outturn::testing::day;
using outturn::testing::MadeWorkspace;
using record::Check;

namespace {

MadeWorkspace counted(std::initializer_list<double> values) {
  MadeWorkspace made;
  made.add("I", record::Indicator{.name = {{"en", "Homes"}}, .value_kind = record::ValueKind::count});
  int year = 2005;
  for (const double value : values) made.figures("I", {{std::to_string(year++), value}});
  return made;
}

/// "outlier 2010, unverified": codes and periods.
std::string found(const MadeWorkspace& made, std::string_view on = "2026-11-22") {
  std::string text;
  for (const auto& one : quality::findings_of(made.on(on), made.record<record::Indicator>("I"))) {
    text += (text.empty() ? "" : ", ") + std::string(one.code) + (one.period ? " " + one.period->text() : "");
    for (const auto* language : {"en", "fr"}) {
      for (const auto& sentence : {say(outturn::language::Words(language), one.sentence), say(outturn::language::Words(language), one.what_to_do)}) {
        CHECK_MESSAGE(sentence.find("⟦") == std::string::npos, sentence);
        CHECK_MESSAGE(sentence.find('{') == std::string::npos, sentence);
      }
    }
  }
  return text;
}

std::string with_rule(MadeWorkspace made, record::ValidationRule rule) {
  rule.indicator = {"I"};
  rule.what_to_do = {{"en", "Ask the office"}};
  made.add("R", rule);
  return found(made);
}

}  // namespace

TEST_CASE("a figure far from its neighbours is told, a steady rise is not") {
  CHECK(found(counted({100, 102, 101, 99, 100, 180, 101, 100, 102, 99})) == "outlier 2010, unverified");
  CHECK(found(counted({100, 110, 121, 130, 141, 150, 159, 170, 181, 190})) == "unverified");
  CHECK(found(counted({100, 102, 101, 180})) == "unverified");  // too few to know
}

TEST_CASE("what lies below the stated precision is out of line with nothing") {
  const auto with_precision = [](std::optional<double> precision) {
    MadeWorkspace made;
    made.add("I", record::Indicator{.name = {{"en", "Homes"}}, .precision = precision});
    int year = 2005;
    for (const double value : {10.0, 10.1, 10.0, 10.1, 10.0, 12.0, 10.1, 10.0, 10.1, 10.0}) made.figures("I", {{std::to_string(year++), value}});
    return found(made);
  };
  CHECK(with_precision({}) == "outlier 2010, unverified");
  CHECK(with_precision(1.0) == "outlier 2010, unverified");
  CHECK(with_precision(5.0) == "unverified");
}

TEST_CASE("a running total may stand still; only less than before is an error") {
  const auto total = [](std::initializer_list<double> values) {
    MadeWorkspace made;
    made.add("I", record::Indicator{.name = {{"en", "Homes built"}}, .value_kind = record::ValueKind::cumulative});
    int year = 2005;
    for (const double value : values) made.figures("I", {{std::to_string(year++), value}});
    return found(made);
  };
  CHECK(total({5, 5, 6}) == "unverified");
  CHECK(total({5, 4, 6}) == "decrease 2006, unverified");
  CHECK(total({5, 5.5, 5.4, 5.4}) == "decrease 2007, unverified");
}

TEST_CASE("a December like every December is no outlier, one unlike the others is") {
  std::vector<double> months;
  for (int m = 0; m < 48; ++m) months.push_back((m % 12 == 11 ? 50 : 10) + (m * 7 % 5) * 0.2);
  CHECK(quality::strange_values(months, 12).empty());
  CHECK(!quality::strange_values(months, 1).empty());
  months[23] = 12;  // a December like the other months
  const auto strange = quality::strange_values(months, 12);
  REQUIRE(strange.size() >= 1);
  CHECK(strange.front().position == 23);
}

TEST_CASE("late figures and missing periods are told for every series") {
  MadeWorkspace made;
  made.add("I", record::Indicator{.name = {{"en", "Homes"}}, .publication_delay = 100});
  made.figures("I", {{"2020", 5}, {"2021", 0, "x"}, {"2022", 6}, {"2023", 0, "c"}});
  CHECK(found(made, "2025-04-10") == "gap 2021, unverified");
  CHECK(found(made, "2025-04-11") == "late 2022, gap 2021, unverified");
  // What is hidden, does not apply or is not due yet is not missing.
  const auto view = made.on("2025-04-10");
  const auto all = quality::findings_of(view, made.record<record::Indicator>("I"));
  CHECK(say(outturn::language::Words("en"), all.front().sentence) == "1 period is missing, the first 2021.");
  MadeWorkspace undated;
  undated.add("I", record::Indicator{.name = {{"en", "Homes"}}});
  undated.figures("I", {{"2020", 5}, {"2021", 6}, {"2022", 6}});
  CHECK(found(undated, "2035-01-01") == "unverified");  // nobody said when the next is due
}

TEST_CASE("an indicator's own rules are kept or told: limits, jumps, repetition, age") {
  CHECK(with_rule(counted({5, 20, 6}), {.check = Check::range, .lower = 6, .upper = 19}) == "range 2005, range 2006, unverified");
  CHECK(with_rule(counted({5, 19, 6}), {.check = Check::range, .lower = 5, .upper = 19}) == "unverified");
  CHECK(with_rule(counted({10, 11, 12, 11, 12, 20}), {.check = Check::jump, .times = 4}) == "jump 2010, unverified");
  CHECK(with_rule(counted({10, 11, 12, 11, 12, 16}), {.check = Check::jump, .times = 4}) == "unverified");
  CHECK(with_rule(counted({10, 11, 12, 40}), {.check = Check::jump, .times = 4}) == "unverified");  // too few to know the usual step
  CHECK(with_rule(counted({1, 7, 7, 7, 2}), {.check = Check::duplicate, .times = 3}) == "duplicate 2008, unverified");
  CHECK(with_rule(counted({1, 7, 7, 2}), {.check = Check::duplicate, .times = 3}) == "unverified");
  CHECK(with_rule(counted({1, 0, 0, 0, 2}), {.check = Check::duplicate, .times = 3}) == "unverified");  // none is none
  CHECK(with_rule(counted({1, 2}), {.check = Check::stale, .upper = 24}) == "stale 2006, unverified");
}

TEST_CASE("a part is not more than its whole, and places sum to their country") {
  auto made = counted({10, 12});
  made.add("W", record::Indicator{.name = {{"en", "All homes"}}});
  made.figures("W", {{"2005", 10}, {"2006", 11}});
  CHECK(with_rule(made, {.check = Check::parts, .whole = {"W"}}) == "parts 2006, unverified");

  auto places = counted({100, 100, 100});
  for (const auto* id : {"E", "V"}) places.add(id, record::Place{.name = {{"en", id}}, .parent = {"CA"}});
  places.figures("I", {{"2005", 60}, {"2006", 60}}, "2024-01-01", "E");
  places.figures("I", {{"2005", 40.5}, {"2006", 44}}, "2024-01-01", "V");
  CHECK(with_rule(places, {.check = Check::total}) == "total 2006, unverified");
}

TEST_CASE("by rule, more cases than there are people is told, and so is a rate of nobody") {
  auto made = counted({1});
  made.add("R", record::ValidationRule{.indicator = {"I"}, .check = Check::ratio, .severity = record::RuleSeverity::error, .what_to_do = {{"en", "Ask"}}});
  const auto view = made.on("2026-11-22");
  const auto told = [&](double numerator, double denominator) {
    const auto extras = std::make_shared<const outturn::workspace::Extras>(outturn::workspace::Extras{.numerator = numerator, .denominator = denominator});
    const quality::Proposed one{.indicator = &made.record<record::Indicator>("I"), .place = &made.record<record::Place>("CA"),
                                .figures = {{.period = outturn::testing::period("2010"), .status = outturn::workspace::Status::figure, .value = 1, .extras = extras.get()}}, .extras = extras};
    const auto found = quality::findings_of_proposed(view, {&one, 1}, false).front();
    return found.empty() ? std::string{} : std::string(found.front().code);
  };
  CHECK(told(3, 4).empty());
  CHECK(told(4, 4).empty());
  CHECK(told(0, 4).empty());
  CHECK(told(5, 4) == "ratio");
  CHECK(told(0, 0) == "ratio");
}

TEST_CASE("a question is settled by an answer or by taking it back, not by disputing the answer") {
  auto made = counted({1});
  const auto open = [&](record::QuestionState state) {
    made.add("Q", record::DataQuestion{.indicator = {"I"}, .text = "Why?", .asked = day("2026-01-01"), .state = state});
    return quality::open_questions(made.on("2026-11-22")).size();
  };
  CHECK(open(record::QuestionState::open) == 1);
  CHECK(open(record::QuestionState::disputed) == 1);
  CHECK(open(record::QuestionState::answered) == 0);
  CHECK(open(record::QuestionState::withdrawn) == 0);
}

TEST_CASE("the latest verification by the day counts; among equals the worst; a good rating ends, a bad one stands until somebody looks again") {
  auto made = counted({1, 2});
  const auto trust = [&](std::string_view on) { return quality::trust_in(made.on(on), made.record<record::Indicator>("I")).standing; };
  CHECK(trust("2026-01-01") == quality::Standing::unverified);
  const auto rated = [](record::Rating rating, std::string_view from, std::string_view until) {
    return record::Verification{.system = {{"en", "Count"}}, .indicators = {{"I"}}, .rating = rating, .verified = day(from), .expires = day(until)};
  };
  made.add("V1", rated(record::Rating::red, "2024-01-01", "2025-01-01"));
  made.add("V2", rated(record::Rating::amber, "2025-06-01", "2026-06-01"));
  made.add("V3", rated(record::Rating::green, "2025-06-01", "2026-06-01"));
  made.add("V4", rated(record::Rating::green, "2027-01-01", "2028-01-01"));
  CHECK(trust("2023-12-31") == quality::Standing::unverified);
  CHECK(trust("2024-01-01") == quality::Standing::red);
  CHECK(trust("2025-01-01") == quality::Standing::red);
  CHECK(trust("2025-01-02") == quality::Standing::red);
  CHECK(found(made, "2025-01-01").empty());
  CHECK(found(made, "2025-01-02") == "expired");
  CHECK(trust("2025-06-01") == quality::Standing::amber);
  CHECK(trust("2026-06-02") == quality::Standing::amber);
  CHECK(trust("2028-01-01") == quality::Standing::green);
  CHECK(trust("2028-01-02") == quality::Standing::expired);
  CHECK(found(made, "2028-01-02") == "expired");
}

TEST_CASE("an indicator that rests on two data systems is rated as the worse of them, whichever was checked last") {
  auto made = counted({1, 2});
  const auto trust = [&](std::string_view on) { return quality::trust_in(made.on(on), made.record<record::Indicator>("I")).standing; };
  const auto rated = [](std::string_view system, record::Rating rating, std::string_view from, std::string_view until) {
    return record::Verification{.system = {{"en", std::string(system)}}, .indicators = {{"I"}}, .rating = rating, .verified = day(from), .expires = day(until)};
  };
  made.add("V1", rated("Register of cases", record::Rating::red, "2024-01-01", "2026-01-01"));
  made.add("V2", rated("Count of people", record::Rating::green, "2025-01-01", "2026-01-01"));
  CHECK(trust("2025-06-01") == quality::Standing::red);

  made.add("V3", rated("Register of cases", record::Rating::green_disclosure, "2025-07-01", "2027-01-01"));
  CHECK(trust("2025-07-01") == quality::Standing::green_disclosure);
  CHECK(trust("2026-06-01") == quality::Standing::green_disclosure);  // the other's good rating has ended
  CHECK(trust("2027-06-01") == quality::Standing::expired);
}

TEST_CASE("figures not stored yet are held against the same rules, beside what is stored and what comes with them") {
  auto made = counted({10, 11, 12, 11, 12, 11, 12, 13});  // 2005 to 2012
  made.add("W", record::Indicator{.name = {{"en", "All homes"}}});
  made.figures("W", {{"2012", 12.5}});
  made.add("limits", record::ValidationRule{.indicator = {"I"}, .check = Check::range, .upper = 30, .severity = record::RuleSeverity::error, .what_to_do = {{"en", "Ask"}}});
  made.add("steps", record::ValidationRule{.indicator = {"I"}, .check = Check::jump, .times = 4, .what_to_do = {{"en", "Ask"}}});
  made.add("part", record::ValidationRule{.indicator = {"I"}, .check = Check::parts, .whole = {"W"}, .what_to_do = {{"en", "Ask"}}});
  made.add("old", record::ValidationRule{.indicator = {"I"}, .check = Check::stale, .upper = 1, .what_to_do = {{"en", "Ask"}}});
  const auto view = made.on("2026-11-22");
  const auto figure = [](std::string_view of, double value) {
    return outturn::workspace::Figure{.period = outturn::testing::period(of), .status = outturn::workspace::Status::figure, .value = value};
  };
  const auto& place = made.record<record::Place>("CA");
  const auto told = [&](std::vector<quality::Proposed> proposed) {
    std::string text;
    for (const auto& list : quality::findings_of_proposed(view, proposed, true)) {
      for (const auto& one : list) {
        text += (text.empty() ? "" : ", ") + std::string(one.code) + " " + one.period->text() + (one.severity == record::RuleSeverity::error ? "!" : "");
      }
    }
    return text;
  };
  const auto& homes = made.record<record::Indicator>("I");
  const auto& all = made.record<record::Indicator>("W");

  CHECK(told({{.indicator = &homes, .place = &place, .figures = {figure("2013", 13)}}}) == "");  // 2012 breaks a rule already; that is not told here
  CHECK(told({{.indicator = &homes, .place = &place, .figures = {figure("2013", 31)}}}) == "outlier 2013, range 2013!, jump 2013");
  CHECK(told({{.indicator = &homes, .place = &place, .figures = {figure("2013", 13)}}, {.indicator = &all, .place = &place, .figures = {figure("2013", 12)}}}) == "parts 2013");
  CHECK(told({{.indicator = &homes, .place = &place, .figures = {figure("2012", 12)}}}) == "");  // a correction stands in the place of what it corrects
  CHECK(told({{.indicator = &homes, .place = nullptr, .figures = {figure("2013", 31)}}}) == "range 2013!");  // a place without history
}

TEST_CASE("a running total that became less is an error; an amount that did is not") {
  auto made = counted({10, 12, 15, 14, 20});
  CHECK(found(made) == "unverified");
  made.add("I", record::Indicator{.name = {{"en", "Homes"}}, .value_kind = record::ValueKind::cumulative});
  CHECK(found(made) == "decrease 2008, unverified");
  CHECK(quality::findings_of(made.on("2026-11-22"), made.record<record::Indicator>("I")).front().severity == record::RuleSeverity::error);
}
