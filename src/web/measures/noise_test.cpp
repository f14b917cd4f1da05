#include "web/measures/noise.h"

#include <algorithm>
#include <string>

#include "record/process_segment.h"
#include "testing.h"
#include "web/measures/compared_page.h"
#include "web/visit_for_test.h"

using namespace outturn;
using outturn::testing::holds;
using testing::import_batch;
using testing::period;
using testing::put;
using testing::Visited;

namespace {

using Rows = std::vector<testing::Reported>;

void add_series(Rows& rows, const std::string& place, const std::vector<double>& values, bool counts = false) {
  int year = 2000;
  for (const double value : values) {
    testing::Reported one{.indicator = "I1", .place = place, .period = std::to_string(year++), .known_from = "2025-01-01", .value = value};
    if (counts) {
      one.extras.numerator = value * 10;
      one.extras.denominator = 1000;
    }
    rows.push_back(one);
  }
}

struct Fires : testing::Site {
  explicit Fires(bool counts = false, int places = 3) {
    record::Indicator indicator{.name = {{"en", "Fires"}, {"fr", "Incendies"}}, .unit = {{"en", "%"}}, .value_kind = record::ValueKind::percentage,
                                .direction = record::Direction::down};
    indicator.decimals = 1;
    put(store(), "I1", indicator);
    Rows rows;
    add_series(rows, "CA", {10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10});
    for (int i = 0; i < places; ++i) {
      const auto id = "P" + std::to_string(i);
      put(store(), id, record::Place{.name = {{"en", "Place " + std::to_string(i)}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
      std::vector<double> values{10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, i == 1 ? 19.0 : 10.0};
      if (i == 2) values.resize(3);
      add_series(rows, id, values, counts);
    }
    import_batch(store(), "B1", rows);
  }
};

}  // namespace

TEST_CASE("noise or change: the part of a measure's page says the verdict first, in both languages") {
  Fires site;
  put(site.store(), "T1", record::Target{.indicator = {"I1"}, .place = {"CA"}, .value = 5, .period = period("2030")});
  const Visited here(site, "/indicators/I1");
  const Visited french(site, "/indicators/I1", "fr");
  const auto& indicator = *here.visit.workspace().find<record::Indicator>("I1");
  const auto& country = *here.visit.workspace().find<record::Place>("CA");

  const auto section = web::noise_section(here.visit, web::course_of(here.visit, indicator, &country, nullptr));
  const auto in_french = web::noise_section(french.visit, web::course_of(french.visit, indicator, &country, nullptr));

  CHECK(holds(section.lead, "Noise so far: the latest figure, 10.0%"));
  CHECK(holds(section.content.markup(), "the target of 5.0% will be missed in every period"));
  CHECK(holds(section.content.markup(), "/indicators/I1/places"));
  CHECK(holds(in_french.lead, "Du bruit jusqu"));
  CHECK_FALSE(holds(in_french.content.markup(), "⟦"));
}

TEST_CASE("noise or change: a signal is named, drawn and listed; too few figures are said to be too few") {
  Fires site;
  const Visited here(site, "/indicators/I1?place=P1");
  const auto& indicator = *here.visit.workspace().find<record::Indicator>("I1");
  const auto section_of = [&](const char* place) {
    return web::noise_section(here.visit, web::course_of(here.visit, indicator, here.visit.workspace().find<record::Place>(place), nullptr));
  };

  const auto changed = section_of("P1");
  CHECK(holds(changed.lead, "A change for the worse, more than noise: the latest figure, 19.0%, is above the upper limit"));
  CHECK(holds(changed.content.markup(), "ot-chart-signal-worse"));
  CHECK(holds(changed.content.markup(), "15 of 15 figures are more than noise"));
  CHECK(holds(section_of("P2").lead, "there are only 3, and it takes 5"));
}

TEST_CASE("noise or change: limits begin anew only where two people signed") {
  Fires site;
  put(site.store(), "ann", record::Person{.name = "Ann", .email = "ann@example.org"});
  put(site.store(), "mo", record::Person{.name = "Mo", .email = "mo@example.org"});
  record::ProcessSegment segment{.indicator = {"I1"}, .place = {"CA"}, .from = period("2008"), .reason = "A new way to count", .proposed_by = {"ann"}};
  const auto segments = [&] {
    const Visited here(site, "/indicators/I1");
    const auto& indicator = *here.visit.workspace().find<record::Indicator>("I1");
    return web::noise_of(here.visit, web::course_of(here.visit, indicator, here.visit.workspace().find<record::Place>("CA"), nullptr)).chart->segments.size();
  };

  put(site.store(), "S1", segment);
  CHECK(segments() == 1);
  segment.signed_by = {"mo"};
  put(site.store(), "S1", segment);
  CHECK(segments() == 2);
  segment.from = period("2014");  // one figure since: too few for limits of its own
  put(site.store(), "S2", segment);
  CHECK(segments() == 2);
}

TEST_CASE("places compared: what changed most beyond noise comes first; few places have intervals, not a funnel") {
  Fires site;
  const Visited here(site, "/indicators/I1/places");
  const auto view = web::compared_view(here.visit, *here.visit.workspace().find<record::Indicator>("I1"));

  REQUIRE(view);
  REQUIRE(view->places.size() == 3);
  CHECK(view->places.front().course.place->id == "P1");
  CHECK(view->country->place->id == "CA");
  CHECK_FALSE(view->funnel);
  const auto verdict = web::compared_verdict(here.visit, *view);
  CHECK(holds(verdict.sentences.front(), "In 1 of 3 places the latest figure is more than noise: Place 1."));
  const auto figure = web::compared_figure(here.visit, *view);
  REQUIRE(figure);
  CHECK(holds(figure->wide.markup(), "interval-95"));
  CHECK(web::compared_table(here.visit, *view).rows.size() == 3);
}

TEST_CASE("places compared: twelve places with counts have a funnel") {
  Fires site(true, 14);
  const Visited here(site, "/indicators/I1/places");
  const auto view = web::compared_view(here.visit, *here.visit.workspace().find<record::Indicator>("I1"));

  REQUIRE(view);
  REQUIRE(view->funnel);
  CHECK(view->per == 100);
  CHECK(view->funnel->places.size() == 13);
  const auto& odd = *std::find_if(view->places.begin(), view->places.end(), [](const auto& one) { return one.course.place->id == "P1"; });
  CHECK(odd.in_funnel->verdict == stats::PlaceVerdict::stands_out_high);
  CHECK(holds(web::compared_figure(here.visit, *view)->wide.markup(), "ot-chart-signal-worse"));
}

TEST_CASE("places compared: a hundred places at a time on a page, and all of them in the data") {
  Fires site(true, 130);
  const Visited here(site, "/indicators/I1/places");
  const Visited next(site, "/indicators/I1/places?page=2");
  const auto& indicator = *here.visit.workspace().find<record::Indicator>("I1");
  const auto first_page = web::compared_view(here.visit, indicator);
  const auto second_page = web::compared_view(next.visit, indicator);

  REQUIRE(first_page->places.size() == 130);
  CHECK(first_page->on_page().size() == 100);
  CHECK(web::compared_table(here.visit, *first_page).rows.size() == 100);
  CHECK(web::compared_table(next.visit, *second_page).rows.size() == 30);
  CHECK(web::periods_table(next.visit, *second_page).rows.size() == 30);
  CHECK(second_page->on_page().front().course.place == first_page->places[100].course.place);
  Visited data(site, "/indicators/I1/places.csv");
  data.request.parameters.set("id", "I1");
  const auto csv = web::show_compared(data.visit).body;
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 131);
}

TEST_CASE("places compared: a page with its data, and nothing for who may not read") {
  Fires site;
  Visited page(site, "/indicators/I1/places");
  Visited data(site, "/indicators/I1/places.csv");
  const auto answer = [](Visited& here) {
    here.request.parameters.set("id", "I1");
    return web::show_compared(here.visit);
  };

  CHECK(answer(page).status == 200);
  CHECK(holds(answer(page).body, "Place 1"));
  CHECK(holds(answer(data).body, "P1,Place 1,2014,19"));
}
