#include "web/measures/indicator_page.h"

#include "record/outcome.h"
#include "testing.h"
#include "web/measures/indicator_files.h"
#include "web/measures/indicators_page.h"
#include "web/measures/revisions.h"
#include "web/visit_for_test.h"

using namespace outturn;
using outturn::testing::holds;
using testing::day;
using testing::period;
using testing::import_batch;
using testing::put;
using testing::Visited;

namespace {

/// Poverty in Canada and Ontario, in three publications, with a target that was made easier.
struct Poverty : testing::Site {
  Poverty() {
    put(store(), "O1", record::Outcome{.title = {{"en", "Fewer people in poverty"}}});
    put(store(), "ON", record::Place{.name = {{"en", "Ontario"}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
    put(store(), "sex", record::Dimension{.name = {{"en", "Sex"}}});
    put(store(), "women", record::Category{.dimension = {"sex"}, .name = {{"en", "Women"}, {"fr", "Femmes"}}});
    put(store(), "g-women", record::Group{.categories = {{"women"}}});
    record::Indicator indicator{.name = {{"en", "Poverty"}, {"fr", "Pauvreté"}}, .outcomes = {{"O1"}}, .unit = {{"en", "%"}},
                                .value_kind = record::ValueKind::percentage, .direction = record::Direction::down};
    indicator.precision = 0.05;
    indicator.decimals = 1;
    put(store(), "I1", indicator);
    put(store(), "D1", record::Definition{.indicator = {"I1"}, .version = 1, .text = {{"en", "Below the line"}}});
    record::Target strict{.indicator = {"I1"}, .value = 7.25, .period = period("2030"), .in_force_from = day("2020-01-01")};
    put(store(), "T1", strict);
    record::Target easy{.indicator = {"I1"}, .value = 9, .period = period("2030"), .in_force_from = day("2025-01-01"), .replaces = {"T1"}, .reason = "Prices rose"};
    put(store(), "T2", easy);
    import_batch(store(), "B1", {{.indicator = "I1", .place = "CA", .period = "2020", .known_from = "2022-01-01", .value = 6.4},
                                 {.indicator = "I1", .place = "CA", .period = "2021", .known_from = "2022-01-01", .value = 7.4},
                                 {.indicator = "I1", .place = "CA", .period = "2022", .known_from = "2022-01-01", .value = 9.9},
                                 {.indicator = "I1", .place = "ON", .period = "2022", .known_from = "2022-01-01", .value = 10.5},
                                 {.indicator = "I1", .place = "CA", .group = "g-women", .period = "2022", .known_from = "2022-01-01", .value = 10.1}});
    import_batch(store(), "B2", {{.indicator = "I1", .place = "CA", .period = "2020", .known_from = "2023-05-01", .value = 6.41},  // noise
                                 {.indicator = "I1", .place = "CA", .period = "2022", .known_from = "2023-05-01", .value = 10.2},
                                 {.indicator = "I1", .place = "CA", .period = "2023", .known_from = "2023-05-01", .status = workspace::Status::suppressed}});
    import_batch(store(), "B3", {{.indicator = "I1", .place = "CA", .period = "2020", .known_from = "2024-05-01", .value = 6.6},
                                 {.indicator = "I1", .place = "CA", .period = "2021", .known_from = "2024-05-01", .value = 7.6},
                                 {.indicator = "I1", .place = "CA", .period = "2022", .known_from = "2024-05-01", .value = 10.4}});
  }
};

const workspace::Record& indicator(const Visited& here) { return *here.visit.workspace().find<record::Indicator>("I1"); }

std::string text(const web::Table& table) {
  std::string all;
  for (const auto& row : table.rows) {
    for (const auto& cell : row.cells) all += cell.text + (cell.sub.empty() ? "" : " (" + cell.sub + ")") + " | ";
    all += "\n";
  }
  return all;
}

}  // namespace

TEST_CASE("measure: the page opens with the series that the target is about, and shows another place and group when asked") {
  Poverty site;

  const Visited plain(site, "/indicators/I1");
  const auto headline = web::chosen_course(plain.visit, indicator(plain));
  REQUIRE(headline);
  CHECK(headline->place->id == "CA");
  CHECK(headline->group == nullptr);
  REQUIRE(headline->status);
  CHECK(headline->latest->value == 10.4);

  const Visited asked(site, "/indicators/I1?place=CA&group=g-women");
  const auto women = web::chosen_course(asked.visit, indicator(asked));
  REQUIRE(women);
  CHECK(women->latest->value == 10.1);
  CHECK_FALSE(women->status);
  CHECK(web::course_verdict(asked.visit, *women).sentences.front() == "No target is set for Canada, Women. The latest figure is 10.1%, for 2022.");
  CHECK(web::course_address(*women, ".csv") == "/indicators/I1.csv?place=CA&group=g-women");
}

TEST_CASE("measure: a place or group that does not exist is not found, and one without figures says so") {
  Poverty site;
  const Visited wrong(site, "/indicators/I1?place=XX");
  CHECK_FALSE(web::chosen_course(wrong.visit, indicator(wrong)));
  const Visited group(site, "/indicators/I1?group=XX");
  CHECK_FALSE(web::chosen_course(group.visit, indicator(group)));

  const Visited none(site, "/indicators/I1?place=ON&group=g-women");
  const auto course = web::chosen_course(none.visit, indicator(none));
  REQUIRE(course);
  CHECK(web::course_verdict(none.visit, *course).sentences.front() == "No figure has arrived for Ontario, Women, and no target is set for it.");
}

TEST_CASE("measure: the table has the chart's figures, newest first, and an absence by its code with what it means") {
  Poverty site;
  const Visited here(site, "/indicators/I1");
  const auto figure = web::course_figure(here.visit, *web::chosen_course(here.visit, indicator(here)));

  CHECK(text(figure.table) == "2023 | [c] | 1 May 2023 | \n2022 | 10.4% | 1 May 2024 | \n2021 | 7.6% | 1 May 2024 | \n2020 | 6.6% | 1 May 2024 | \n");
  REQUIRE(figure.key.size() == 1);
  CHECK(figure.key[0] == "[c] suppressed");
  CHECK(holds(figure.title, "10.4% for 2022"));
  CHECK(holds(figure.wide.markup(), "[c]"));
  CHECK(holds(figure.wide.markup(), "ot-chart-vintage"));
}

TEST_CASE("measure: what publications changed is told newest first; noise is counted and not listed") {
  Poverty site;
  const Visited here(site, "/indicators/I1");
  const auto course = *web::chosen_course(here.visit, indicator(here));
  const auto all = web::published_changes(here.visit.view, course.measure(), *course.series);

  REQUIRE(all.size() == 3);
  CHECK(all[0].known_from.day == day("2024-05-01"));
  CHECK(all[0].revised.size() == 3);
  CHECK(all[0].re_estimated_all());
  CHECK(all[1].revised.size() == 1);
  CHECK(all[1].noise == 1);
  CHECK_FALSE(all[1].re_estimated_all());
  CHECK(all[2].is_first);
  CHECK(all[2].added == 3);

  const auto rows = web::change_rows(here.visit, course.measure(), all);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].cells[1].text == "2022");
  CHECK(rows[0].cells[2].text == "10.2%");
  CHECK(rows[0].cells[4].text == "up 0.2 percentage points");
  CHECK(rows[3].cells[0].text == "1 May 2023");
  CHECK(holds(web::revisions_section(here.visit, course).lead, "1 more change was smaller than the precision"));
}

TEST_CASE("measure: as known on an earlier day it has the figures and the target of that day") {
  Poverty site;
  const Visited here(site, "/indicators/I1", "en", false, day("2022-06-01"));
  const auto course = *web::chosen_course(here.visit, indicator(here));

  CHECK(course.latest->value == 9.9);
  REQUIRE(course.status);
  CHECK(course.status->target->id == "T1");
  const auto chooser = web::course_chooser(here.visit, course);
  const auto& days = chooser.fields.back();
  CHECK(days.name == "as-of");
  CHECK(days.value == "2022-06-01");
  REQUIRE(days.options.size() == 5);  // today, three publications, and the day itself
  CHECK(days.options[1].value == "2024-05-01");
  CHECK(holds(web::course_figure(here.visit, course).csv_address, "as-of=2022-06-01"));
}

TEST_CASE("measure: a replaced target stands beside the one that replaced it, with the reason") {
  Poverty site;
  const Visited here(site, "/indicators/I1");
  const auto section = web::targets_section(here.visit, *web::chosen_course(here.visit, indicator(here)));
  const auto& markup = section.content.markup();
  CHECK(holds(markup, "at most 9% by 2030"));
  CHECK(holds(markup, "at most 7.25% by 2030 (since 1 January 2020)"));
  CHECK(holds(markup, "Prices rose"));
}

TEST_CASE("measure: figures of two definitions are never joined into one line") {
  Poverty site;
  put(site.store(), "D2", record::Definition{.indicator = {"I1"}, .version = 2, .text = {{"en", "Below the new line"}}});
  import_batch(site.store(), "B4", {{.indicator = "I1", .place = "CA", .period = "2024", .known_from = "2025-05-01", .value = 12.0, .definition = 2}});
  const Visited here(site, "/indicators/I1");
  const auto course = *web::chosen_course(here.visit, indicator(here));
  const auto figure = web::course_figure(here.visit, course);

  CHECK(figure.table.rows.size() == 1);
  CHECK(holds(figure.wide.markup(), "Under version 1"));
  CHECK(holds(figure.key.back(), "not joined"));
  CHECK(holds(web::definition_section(here.visit, course).content.markup(), "cannot be compared with those of version 1"));
}

TEST_CASE("measure: its files have the figures that the page shows") {
  Poverty site;
  const Visited csv(site, "/indicators/I1.csv?place=CA&group=g-women");
  const auto course = *web::chosen_course(csv.visit, indicator(csv));
  CHECK(web::course_file(csv.visit, course).body ==
        "indicator,period,place,value,lower,upper,status,known_from,group.sex\nI1,2022,CA,10.1,,,,2022-01-01,women\n");
  const Visited svg(site, "/indicators/I1.svg");
  CHECK(web::course_file(svg.visit, *web::chosen_course(svg.visit, indicator(svg))).body.starts_with("<svg xmlns="));
  const Visited as_json(site, "/indicators/I1.json");
  const auto json = base::Json::parse(web::course_json(as_json.visit, *web::chosen_course(as_json.visit, indicator(as_json))));
  REQUIRE(json);
  CHECK(json->find("figures")->array()->size() == 4);
  CHECK(json->find("figures")->array()->back().find("value")->is_null());
}

TEST_CASE("measures: the list names each with what speaks for it; nothing is shown to those who may not read") {
  Poverty site;
  const Visited here(site, "/indicators", "fr");
  const auto rows = web::measure_rows(here.visit);
  REQUIRE(rows.size() == 1);
  const auto table = web::measures_table(here.visit, rows);
  CHECK(table.rows[0].cells[0].text == "Pauvreté");
  const Visited other(site, "/indicators?outcome=O2");
  CHECK(web::measure_rows(other.visit).empty());

  testing::Site closed(false);
  put(closed.store(), "I1", record::Indicator{.name = {{"en", "Poverty"}}});
  const Visited nobody(closed, "/indicators");
  CHECK(web::measure_rows(nobody.visit).empty());
}
