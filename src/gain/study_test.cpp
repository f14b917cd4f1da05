#include "gain/study.h"

#include <limits>
#include <set>

#include "gain/gain_testing.h"

namespace gain = outturn::gain;
using outturn::testing::place_name;
using outturn::testing::question_of;
using outturn::testing::rows_of;
using outturn::testing::Town;

namespace {

std::set<std::string> refusals(gain::Question question, const std::vector<gain::Row>& rows) {
  const auto columns = gain::columns_of(question, question.has_offset ? "people" : "", question.has_cohort ? "start" : "");
  const auto made = gain::study(std::move(question), columns, rows);
  std::set<std::string> codes;
  if (made) return codes;
  for (const auto& issue : made.error()) {
    codes.insert(issue.code);
    for (const auto* language : {"en", "fr"}) CHECK(outturn::language::Words(language).issue(issue).find("⟦") == std::string::npos);
  }
  return codes;
}

}  // namespace

TEST_CASE("times are read as years, quarters, months or plain numbers, and nothing else") {
  CHECK(gain::moment("1990")->text == "1990");
  CHECK(gain::moment("1990.25")->at == 1990.25);
  CHECK(gain::moment("1990-Q2")->at == 1990.25);
  CHECK(gain::moment("1990Q4")->text == "1990-Q4");
  CHECK(gain::moment("1990-07")->at == doctest::Approx(1990.5));
  CHECK(gain::moment("1990-07-01")->text == "1990-07");
  CHECK(gain::moment("37")->at == 37);
  for (const auto* nothing : {"", "soon", "1990-13", "1990-Q5", "1990-07-15", "nan", "inf", "1e300", "199-01"}) {
    INFO(nothing);
    CHECK(!gain::moment(nothing));
  }
  const auto years = gain::span_of_moments("1980-1988");
  REQUIRE(years);
  CHECK(years->first.at == 1980);
  CHECK(years->second.at == 1988);
  CHECK(gain::span_of_moments("1990-Q1-1994-Q4")->second.text == "1994-Q4");
  CHECK(gain::span_of_moments("1980-12")->first.text == "1980-12");
  CHECK(!gain::span_of_moments("1988-1980"));
}

TEST_CASE("the order of the rows changes nothing, not even the hash of the figures") {
  const Town town;
  auto rows = rows_of(town);
  const auto columns = gain::columns_of(question_of(town), "", "");
  const auto before = gain::study(question_of(town), columns, rows).value();
  std::reverse(rows.begin(), rows.end());
  const auto after = gain::study(question_of(town), columns, rows).value();
  CHECK(before.data_hash == after.data_hash);
  CHECK(before.panel.values == after.panel.values);
  rows.front().numbers[0] += 1e-9;
  CHECK(gain::study(question_of(town), columns, rows)->data_hash != before.data_hash);
}

TEST_CASE("bad figures are refused, each kind with its own sentence, all at once") {
  const Town town{.places = 6, .periods = 8, .start = 5};
  const auto good = rows_of(town);
  const auto asked = question_of(town);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusals(asked, good).empty());

  auto rows = good;
  rows[3].numbers[0] = nan;
  rows[4].numbers[0] = 1e308;
  rows.push_back(rows[7]);
  CHECK(refusals(asked, rows) == std::set<std::string>{"gain.gap", "gain.too_large", "gain.duplicate"});

  rows = good;
  rows.erase(rows.begin() + 10);
  CHECK(refusals(asked, rows) == std::set<std::string>{"gain.gap"});

  rows = good;
  rows[0].time = "last year";
  CHECK(refusals(asked, rows) == std::set<std::string>{"gain.not_a_time"});
  CHECK(refusals(asked, {}) == std::set<std::string>{"gain.no_rows"});
}

TEST_CASE("a question that the figures cannot answer is refused") {
  const Town town{.places = 6, .periods = 8, .start = 5};
  const auto rows = rows_of(town);
  const auto asked = [&](auto change) {
    auto question = question_of(town);
    change(question);
    return refusals(question, rows);
  };
  using Codes = std::set<std::string>;
  CHECK(asked([](auto& q) { q.treated = {"Atlantis"}; q.from = "2050"; }) == Codes{"gain.start_outside", "gain.unknown_unit"});
  CHECK(asked([](auto& q) { q.treated = {"Atlantis"}; }) == Codes{"gain.unknown_unit"});
  CHECK(asked([](auto& q) { q.treated.clear(); q.from.clear(); }) == Codes{"gain.nobody_treated", "gain.no_start"});
  CHECK(asked([](auto& q) { q.from = "1991"; }) == Codes{"gain.few_before"});
  CHECK(asked([](auto& q) { q.from = "1992"; }).empty());
  CHECK(asked([](auto& q) { q.exclude = {"P00"}; }) == Codes{"gain.treated_and_excluded"});
  CHECK(asked([](auto& q) { q.exclude = {"Atlantis"}; }) == Codes{"gain.unknown_unit"});
  CHECK(asked([](auto& q) { q.level = 1.5; q.worthwhile = -1; q.season = 1; }) == Codes{"gain.level", "gain.worthwhile", "gain.season"});
  CHECK(asked([](auto& q) { q.predictors = {{"rate", gain::span_of_moments("1900-1901")}}; }) == Codes{"gain.predictor_span"});
  CHECK(asked([](auto& q) { for (std::size_t p = 1; p < 6; ++p) q.treated.push_back(place_name(p)); }) == Codes{"gain.all_treated"});
}

TEST_CASE("predictors that are constant or empty for a place are refused by name") {
  const Town town{.places = 6, .periods = 8, .start = 5};
  auto rows = rows_of(town);
  for (auto& row : rows) row.numbers = {row.numbers[0], 7.0, row.unit == "P03" ? std::numeric_limits<double>::quiet_NaN() : row.numbers[0]};
  auto question = question_of(town);
  question.predictors = {{"same"}, {"partly"}};
  CHECK(refusals(question, rows) == std::set<std::string>{"gain.predictor_constant", "gain.predictor_empty"});
}

TEST_CASE("the place itself under another name is refused, and totals and giants are pointed out") {
  const Town town{.places = 8, .periods = 10, .start = 6};
  const auto good = rows_of(town);
  const auto columns = gain::columns_of(question_of(town), "", "");
  const auto with = [&](auto value) {
    auto rows = good;
    for (std::size_t t = 0; t < town.periods; ++t) {
      double sum = 0;
      for (std::size_t p = 0; p < town.places; ++p) sum += good[p * town.periods + t].numbers[0];
      rows.push_back({"Whole", std::to_string(1990 + t), {value(sum, good[t].numbers[0])}, 1000});
    }
    return rows;
  };
  CHECK(refusals(question_of(town), with([](double, double own) { return own; })) == std::set<std::string>{"gain.treated_in_pool"});
  const auto remark = [&](auto value) {
    const auto made = gain::study(question_of(town), columns, with(value)).value();
    return made.notes.empty() ? std::string() : made.notes.front().key;
  };
  CHECK(remark([](double sum, double) { return sum; }) == "gain.note.sum_of_others");
  CHECK(remark([](double sum, double) { return sum / 8; }) == "gain.note.average_of_others");
  CHECK(remark([](double sum, double) { return sum * 3; }) == "gain.note.much_larger");
  CHECK(remark([](double, double own) { return own + 4; }).empty());
}

TEST_CASE("5,001 places are too many, 5,000 are not") {
  std::vector<gain::Row> rows;
  for (int p = 0; p < 5001; ++p) {
    for (int t = 0; t < 3; ++t) rows.push_back({"U" + std::to_string(p), std::to_string(t), {p * 1.0 + t * (p % 7)}, 1});
  }
  const gain::Question question{.value = "rate", .treated = {"U0"}, .from = "2"};
  CHECK(refusals(question, rows) == std::set<std::string>{"gain.too_many_units"});
  rows.resize(15000);
  CHECK(refusals(question, rows).empty());
}

TEST_CASE("cohorts say who began when; never, later than the figures, and before them are told apart") {
  const Town town{.places = 6, .periods = 8, .start = 5};
  auto rows = rows_of(town);
  auto question = question_of(town);
  question.treated.clear();
  question.from.clear();
  question.has_cohort = true;
  const std::vector<double> starts{1994, 1996, 0, std::numeric_limits<double>::quiet_NaN(), 2050, 1990};
  for (std::size_t r = 0; r < rows.size(); ++r) rows[r].numbers.push_back(starts[r / town.periods]);
  const auto made = gain::study(question, gain::columns_of(question, "", "start"), rows);
  REQUIRE(made);
  CHECK(made->panel.units.size() == 5);  // the one that had begun before the first figure is left out, and said so
  CHECK(made->notes.front().key == "gain.note.always_treated");
  CHECK(made->treated().size() == 2);
  CHECK(made->staggered());
  CHECK(made->start() == 4);
  rows[1].numbers[1] = 1995;
  CHECK(refusals(question, rows) == std::set<std::string>{"gain.cohort_moves"});
  for (auto& row : rows) row.numbers[1] = 0;
  CHECK(refusals(question, rows) == std::set<std::string>{"gain.never_starts"});
}
