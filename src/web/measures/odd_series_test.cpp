#include <string>

#include "base/text.h"
#include "testing.h"
#include "web/measures/indicator_page.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::holds;
using testing::import_batch;
using testing::period;
using testing::put;
using testing::Visited;

namespace {

/// One measure of a kind with these figures in Canada, each a period on, and a target to reach.
struct OddSeries : testing::Site {
  OddSeries(record::ValueKind kind, std::string_view first, const std::vector<std::optional<double>>& values) {
    put(store(), "odd", record::Indicator{.name = {{"en", "Odd"}, {"fr", "Étrange"}}, .unit = {{"en", "people"}, {"fr", "personnes"}}, .value_kind = kind, .direction = record::Direction::up});
    put(store(), "T", record::Target{.indicator = {"odd"}, .value = 6, .period = period("2030"), .in_force_from = testing::day("2020-01-01")});
    std::vector<testing::Reported> rows;
    int year = std::stoi(std::string(first.substr(0, 4)));
    int month = first.size() > 4 ? std::stoi(std::string(first.substr(5))) : 0;
    for (const auto& value : values) {
      const auto text = month == 0 ? std::to_string(year) : std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month);
      if (month == 0 || ++month > 12) ++year, month = month == 0 ? 0 : 1;
      testing::Reported row{.indicator = "odd", .place = "CA", .period = text, .known_from = "2026-01-01"};
      if (value) row.value = *value;
      else row.status = workspace::Status::missing;
      rows.push_back(row);
    }
    import_batch(store(), "B1", rows);
  }
  /// The whole page as somebody reads it; "" where it is not shown.
  std::string page(const char* language) {
    Visited here(*this, "/indicators/odd", language);
    here.request.parameters.add("id", "odd");
    const auto response = web::show_indicator(here.visit);
    return response.status == 200 ? response.body : std::string{};
  }
};

/// A number that is none, as C++ writes it, where a reader would see it: between tags, or in the points of a drawing.
bool shows_no_number(const std::string& page) {
  for (const auto* word : {">nan", ">-nan", ">inf", ">-inf", " nan", ",nan", "\"nan", " inf<", " inf ", ",inf", "nan%", "inf%"}) {
    if (holds(page, word)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("measure: whatever its series, the page is whole, in both languages: constant, one point, none, 1e15, below zero, shorter than its season") {
  using record::ValueKind;
  const std::vector<std::optional<double>> constant(12, 5.0);
  const std::vector<std::optional<double>> nothing(6, std::nullopt);
  const std::vector<std::optional<double>> vast{1e15, 1.2e15, 1.1e15, 1.3e15, 1.25e15, 1.4e15, 1.35e15, 1.5e15};
  const std::vector<std::optional<double>> below{-3, 4, -2, 5, -1, 3, -4, 2};
  const std::vector<std::optional<double>> months{3, 5, 4, 6, 5, 7, 6};
  const std::vector<std::optional<double>> zeros(9, 0.0);
  struct Case {
    const char* name;
    ValueKind kind;
    const char* first;
    const std::vector<std::optional<double>>& values;
  };
  const std::vector<std::optional<double>> one{5.0};
  for (const auto& odd : {Case{"constant", ValueKind::amount, "2010", constant}, Case{"one point", ValueKind::count, "2020", one}, Case{"all missing", ValueKind::rate, "2018", nothing},
                          Case{"1e15", ValueKind::amount, "2015", vast}, Case{"below zero", ValueKind::count, "2015", below}, Case{"below zero of a hundred", ValueKind::percentage, "2015", below},
                          Case{"shorter than its season", ValueKind::rate, "2025-06", months}, Case{"zeros", ValueKind::count, "2012", zeros}, Case{"constant per cent", ValueKind::percentage, "2010", constant}}) {
    INFO(odd.name);
    OddSeries site(odd.kind, odd.first, odd.values);
    for (const auto* language : {"en", "fr"}) {
      const auto page = site.page(language);
      REQUIRE_FALSE(page.empty());
      CHECK_FALSE(holds(page, "⟦"));
      CHECK_FALSE(shows_no_number(page));
    }
  }
}

TEST_CASE("measure: a series that allows no forecast or limits says so, and what would help") {
  const std::vector<std::optional<double>> one{5.0};
  OddSeries lonely(record::ValueKind::count, "2020", one);
  CHECK(holds(lonely.page("en"), "there is only 1, and it takes"));
  const std::vector<std::optional<double>> constant(12, 5.0);
  OddSeries flat(record::ValueKind::amount, "2010", constant);
  CHECK(holds(flat.page("en"), "There is no variation"));
  const std::vector<std::optional<double>> nothing(6, std::nullopt);
  OddSeries empty(record::ValueKind::rate, "2018", nothing);
  CHECK(holds(empty.page("en"), "[x]"));
}
