#include "web/measures/places_page.h"

#include "testing.h"
#include "web/measures/boundary.h"
#include "web/measures/place_page.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::import_batch;
using testing::put;
using testing::Visited;

namespace {

record::Place province(std::string name, int column, int row) {
  record::Place place{.name = {{"en", std::move(name)}}, .level = record::PlaceLevel::province, .parent = {"CA"}};
  place.column = column;
  place.row = row;
  return place;
}

struct Provinces : testing::Site {
  Provinces() {
    put(store(), "CA", record::Place{.name = {{"en", "Canada"}}, .level = record::PlaceLevel::country});
    put(store(), "AB", province("Alberta", 0, 0));
    put(store(), "ON", province("Ontario", 1, 0));
    put(store(), "QC", province("Québec", 1, 0));  // on Ontario's square by mistake
    record::Indicator narrow{.name = {{"en", "Narrow"}}, .value_kind = record::ValueKind::percentage};
    narrow.decimals = 1;
    put(store(), "I1", narrow);
    put(store(), "I2", record::Indicator{.name = {{"en", "Wide"}}, .value_kind = record::ValueKind::percentage, .decimals = 1});
    import_batch(store(), "B1", {{.indicator = "I1", .place = "AB", .period = "2025", .value = 1},
                                 {.indicator = "I2", .place = "AB", .period = "2022", .value = 5},
                                 {.indicator = "I2", .place = "ON", .period = "2022", .value = 7.04},
                                 {.indicator = "I2", .place = "QC", .period = "2022", .status = workspace::Status::suppressed},
                                 {.indicator = "I2", .place = "CA", .period = "2022", .value = 7.0},
                                 {.indicator = "I2", .place = "AB", .period = "2023", .value = 6},
                                 {.indicator = "I2", .place = "CA", .period = "2023", .value = 6.5}});
  }
};

}  // namespace

TEST_CASE("places: the map shows the measure with most places, in the newest period that most of them have") {
  Provinces site;
  const Visited here(site, "/places");
  const auto view = web::map_view(here.visit);
  REQUIRE(view);
  CHECK(view->indicator->id == "I2");
  CHECK(view->period->text() == "2022");
  CHECK(view->country->figure->value == 7.0);

  const Visited asked(site, "/places?indicator=I1&period=2025");
  CHECK(web::map_view(asked.visit)->figures.front().figure->value == 1);
  const Visited changed(site, "/places?indicator=I1&period=2022");  // the period of the measure shown before
  CHECK(web::map_view(changed.visit)->period->text() == "2025");
  const Visited wrong(site, "/places?indicator=I9");
  CHECK_FALSE(web::map_view(wrong.visit));
  const Visited worse(site, "/places?period=never");
  CHECK_FALSE(web::map_view(worse.visit));
}

TEST_CASE("places: two places on one square do not break the map, and the second stands in the table") {
  Provinces site;
  const Visited here(site, "/places");
  const auto view = *web::map_view(here.visit);
  CHECK(view.drawn.size() == 2);
  CHECK_FALSE(view.with_boundaries);
  const auto table = web::map_table(here.visit, view);
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[2].cells[0].text == "Québec");
  CHECK(table.rows[2].cells[1].text == "[c]");
  CHECK(table.rows[0].cells[2].text == "2 percentage points below");
  CHECK(table.rows[1].cells[2].text == "The same");  // 7.04 and 7.0 are both shown as 7.0
  CHECK(web::map_figure(here.visit, view).title == "From 5.0% in Alberta to 7.0% in Ontario");
}

TEST_CASE("places: boundaries are drawn only when every place on the map has one") {
  Provinces site;
  const std::string square = R"({"type": "Polygon", "coordinates": [[[-110, 50], [-100, 50], [-100, 60], [-110, 50]]]})";
  const auto bounded = [&](std::string id, std::string name, int column) {
    auto place = province(std::move(name), column, 0);
    place.boundary = square;
    put(site.store(), std::move(id), place);
  };
  bounded("AB", "Alberta", 0);
  const Visited some(site, "/places");
  CHECK_FALSE(web::map_view(some.visit)->with_boundaries);
  bounded("ON", "Ontario", 1);
  bounded("QC", "Québec", 2);
  const Visited all(site, "/places");
  const auto view = *web::map_view(all.visit);
  CHECK(view.with_boundaries);
  CHECK(view.drawn.size() == 3);
  CHECK(web::map_figure(all.visit, view).wide.markup().find("<path") != std::string::npos);
}

TEST_CASE("boundary: rings of polygons and multipolygons are read; anything else has none") {
  CHECK(web::rings_of(R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]})").size() == 2);
  CHECK(web::rings_of(R"({"type":"Point","coordinates":[0,0]})").empty());
  CHECK(web::rings_of("not json").empty());
  CHECK(web::rings_of("").empty());
}

TEST_CASE("place: each measure stands beside the country's for the same period, or is not compared") {
  Provinces site;
  const Visited here(site, "/places/AB");
  const auto& alberta = *here.visit.workspace().find<record::Place>("AB");
  const auto measures = web::place_measures(here.visit, alberta);
  REQUIRE(measures.size() == 2);
  CHECK_FALSE(measures[0].country_figure);
  CHECK(measures[1].same_period);
  CHECK(measures[1].country_figure->value == 6.5);
  const auto table = web::place_table(here.visit, alberta, measures);
  CHECK(table.rows[1].cells[3].text == "0.5 percentage points below");
  CHECK(table.rows[1].cells[4].content.markup().find("ot-chart-comparison") != std::string::npos);
}
