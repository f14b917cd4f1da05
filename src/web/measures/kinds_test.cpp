#include <cmath>
#include <string>
#include <tuple>

#include "base/hash.h"
#include "decide/agreement.h"
#include "record/agreement.h"
#include "record/assessment.h"
#include "record/contribution.h"
#include "record/logic_model.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "record/process_segment.h"
#include "record/trust.h"
#include "testing.h"
#include "web/answers/partners_pages.h"
#include "web/measures/compared_page.h"
#include "web/measures/derived.h"
#include "web/measures/explanations.h"
#include "web/measures/indicator_page.h"
#include "web/measures/indicators_page.h"
#include "web/measures/noise.h"
#include "web/outcomes/opinions.h"
#include "web/outcomes/outcome_page.h"
#include "web/outcomes/outcomes_page.h"
#include "web/measures/place_page.h"
#include "web/outcomes/commitments_page.h"
#include "web/together/agreement_page.h"
#include "web/together/logic_page.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::day;
using testing::holds;
using testing::import_batch;
using testing::period;
using testing::put;
using testing::Visited;

namespace {

/// So many poor of so many people, in three places; the last figure of P1 leaps.
struct Counted : testing::Site {
  explicit Counted(double wobble = 1) {
    put(store(), "poor", record::Indicator{.name = {{"en", "Poor"}, {"fr", "Pauvres"}}, .value_kind = record::ValueKind::count});
    put(store(), "people", record::Indicator{.name = {{"en", "People"}, {"fr", "Personnes"}}, .value_kind = record::ValueKind::count});
    put(store(), "rate", record::Indicator{.name = {{"en", "Poverty"}, {"fr", "Pauvreté"}}, .value_kind = record::ValueKind::percentage, .direction = record::Direction::down,
                                           .formula = "100 × [poor] ÷ [people]"});
    std::vector<testing::Reported> rows;
    for (const auto* place : {"CA", "P1", "P2"}) {
      if (place[0] == 'P') put(store(), place, record::Place{.name = {{"en", place}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
      for (int year = 2005; year < 2020; ++year) {
        const bool leaps = std::string(place) == "P1" && year == 2019;
        const double poor = leaps ? 400 : 100 + wobble * (year * 7 % 5 - 2) * 5;
        rows.push_back({.indicator = "poor", .place = place, .period = std::to_string(year), .known_from = "2020-01-01", .value = poor});
        rows.push_back({.indicator = "people", .place = place, .period = std::to_string(year), .known_from = "2020-01-01", .value = 1000});
      }
    }
    import_batch(store(), "B1", rows);
  }
  static web::Course course(const Visited& here, const char* indicator, const char* place = "CA") {
    const auto& space = here.visit.workspace();
    return web::course_of(here.visit, *space.find<record::Indicator>(indicator), space.find<record::Place>(place), nullptr);
  }
};

}  // namespace

TEST_CASE("a calculated measure shows its formula, its parts with weights and scales, and why a period has no figure") {
  Counted site;
  put(site.store(), "index", record::Indicator{.name = {{"en", "Index"}}, .value_kind = record::ValueKind::index, .formula = "weighted_mean(rescaled([rate], 0, 50), 3, rescaled([gone], 0, 1), 1)"});
  put(site.store(), "gone", record::Indicator{.name = {{"en", "Gone"}}});
  import_batch(site.store(), "B2", {{.indicator = "gone", .place = "CA", .period = "2018", .known_from = "2020-01-01", .value = 1}});
  for (const auto* language : {"en", "fr"}) {
    const Visited here(site, "/indicators/index", language);
    const auto section = web::derived_section(here.visit, Counted::course(here, "index"));
    REQUIRE(section);
    const auto text = std::string(section->content.markup());
    CHECK(holds(text, "weighted_mean(rescaled([rate], 0, 50), 3"));
    CHECK(holds(text, "75"));
    CHECK(holds(text, language == std::string("en") ? "No figure of “Gone” has arrived." : "Aucun chiffre de « Gone » n’est arrivé."));
    CHECK_FALSE(holds(text + section->lead, "⟦"));
  }
  const Visited here(site, "/indicators/poor");
  CHECK_FALSE(web::derived_section(here.visit, Counted::course(here, "poor")));
}

TEST_CASE("a formula that was changed stays on the page: when each was in force, what each gives, and as of a day which one was not used") {
  Counted site;
  const Visited once(site, "/indicators/rate");
  const auto first = std::string(web::derived_section(once.visit, Counted::course(once, "rate"))->content.markup());
  CHECK(holds(first, "This formula was entered in this register on 30 June 2026."));
  CHECK_FALSE(holds(first, "Formulas, and what each gives"));

  auto rate = site.store().now()->find<record::Indicator>("rate")->as<record::Indicator>();
  rate.formula = "200 × [poor] ÷ [people]";
  site.registry.clock.set(base::FixedClock(day("2026-07-10")).now());
  put(site.store(), "rate", rate);
  for (const auto* language : {"en", "fr"}) {
    const bool english = language == std::string("en");
    const Visited here(site, "/indicators/rate", language);
    const auto section = std::string(web::derived_section(here.visit, Counted::course(here, "rate"))->content.markup());
    CHECK(holds(section, english ? "30 June 2026 to 10 July 2026" : "Du 30 juin 2026 au 10 juillet 2026"));
    CHECK(holds(section, "100 × [poor] ÷ [people]"));
    CHECK(holds(section, "200 × [poor] ÷ [people]"));
    CHECK(holds(section, english ? "10.5" : "10,5"));  // 105 of 1,000 in 2019
    CHECK((holds(section, ">21") || holds(section, " 21")));
    CHECK_FALSE(holds(section, "this register held another formula"));
    CHECK_FALSE(holds(section, "⟦"));
  }
  const Visited then(site, "/indicators/rate", "en", false, day("2026-07-02"));
  CHECK(holds(web::derived_section(then.visit, Counted::course(then, "rate"))->content.markup(), "On 2 July 2026 this register held another formula: 100 × [poor] ÷ [people]."));
  const Visited since(site, "/indicators/rate", "en", false, day("2026-07-10"));
  CHECK_FALSE(holds(web::derived_section(since.visit, Counted::course(since, "rate"))->content.markup(), "this register held another formula"));
  const Visited before(site, "/indicators/rate", "en", false, day("2024-01-01"));
  CHECK(holds(web::derived_section(before.visit, Counted::course(before, "rate"))->content.markup(), "On 1 January 2024 this register held no formula for this measure: it was entered on 30 June 2026."));
}

TEST_CASE("wherever figures of a changed formula are shown they say so: lists, places, outcome, files and JSON") {
  Counted site;
  put(site.store(), "O", record::Outcome{.title = {{"en", "Less poverty"}, {"fr", "Moins de pauvreté"}}});
  auto rate = site.store().now()->find<record::Indicator>("rate")->as<record::Indicator>();
  rate.outcomes = {{"O"}};
  put(site.store(), "rate", rate);
  const auto shown = [&](const char* address, const char* id, web::Response (*page)(const web::Visit&), const char* language = "en") {
    Visited here(site, address, language);
    here.request.parameters.add("id", id);
    const auto response = page(here.visit);
    CHECK(response.status == 200);
    return response.body;
  };
  CHECK_FALSE(holds(shown("/indicators", "", web::show_indicators), "formula changed"));

  rate.formula = "200 × [poor] ÷ [people]";
  site.registry.clock.set(base::FixedClock(day("2026-07-10")).now());
  put(site.store(), "rate", rate);

  CHECK(holds(shown("/indicators", "", web::show_indicators), "formula changed on 10 July 2026"));
  CHECK(holds(shown("/indicators", "", web::show_indicators, "fr"), "formule changée le 10 juillet 2026"));
  CHECK(holds(shown("/indicators.csv", "", web::show_indicators), "formula_from\r\n") != holds(shown("/indicators.csv", "", web::show_indicators), "formula_from\n"));
  CHECK(holds(shown("/indicators.csv", "", web::show_indicators), ",2026-07-10"));
  CHECK(holds(shown("/places/P1", "P1", web::show_place), "formula changed on 10 July 2026"));
  CHECK(holds(shown("/outcomes", "", web::show_outcomes), "formula changed on 10 July 2026"));
  CHECK(holds(shown("/indicators/rate", "rate", web::show_indicator), "formula changed on 10 July 2026"));
  CHECK(holds(shown("/indicators/rate/places", "rate", web::show_compared), "Its formula was changed in this register on 10 July 2026"));
  CHECK(holds(shown("/outcomes/O", "O", web::show_outcome), "Its formula was changed in this register on 10 July 2026; until then it was 100 × [poor] ÷ [people]."));
  CHECK(holds(shown("/outcomes/O.json", "O", web::show_outcome), R"("formula":{"text":"200 × [poor] ÷ [people]","in_force_from":"2026-07-10")"));
  CHECK(holds(shown("/indicators/rate.json", "rate", web::show_indicator), R"("earlier":[{"text":"100 × [poor] ÷ [people]","from":"2026-06-30","until":"2026-07-10")"));
  const auto csv = shown("/indicators/rate.csv", "rate", web::show_indicator);
  CHECK(holds(csv, "numerator,denominator"));
  CHECK(holds(csv, "derived,formula_from"));
  CHECK(holds(csv, "calculated,2026-07-10"));
  CHECK_FALSE(holds(shown("/indicators/poor.csv", "poor", web::show_indicator), "formula_from"));
}

TEST_CASE("targets of places beside the same one of the country roll up there: the outcome speaks by the country's, its files hold all") {
  Counted site;
  auto& store = site.store();
  put(store, "O", record::Outcome{.title = {{"en", "Less poverty"}, {"fr", "Moins de pauvreté"}}});
  auto rate = store.now()->find<record::Indicator>("rate")->as<record::Indicator>();
  rate.outcomes = {{"O"}};
  put(store, "rate", rate);
  for (const auto& [id, place, limit] : {std::tuple{"T", "CA", 11.0}, {"T1", "P1", 12.0}, {"T2", "P2", 13.0}}) {
    put(store, id, record::Target{.indicator = {"rate"}, .place = {place}, .form = record::TargetForm::at_most, .value = limit, .period = period("2030")});
  }
  const auto shown = [&](const char* address, const char* language) {
    Visited here(site, address, language);
    here.request.parameters.add("id", "O");
    return web::show_outcome(here.visit).body;
  };
  const auto page = shown("/outcomes/O", "en");
  CHECK(holds(page, "id=\"measure-1\""));
  CHECK_FALSE(holds(page, "id=\"measure-2\""));
  CHECK(holds(page, "The targets do not add up: if each of the 2 places just meets its own, that gives 12.5% for Canada, whose target is at most 11% by 2030."));
  CHECK_FALSE(holds(shown("/outcomes/O", "fr"), "⟦"));
  CHECK(holds(shown("/outcomes/O.csv", "en"), "rate,Poverty,P2,"));
  CHECK(holds(shown("/outcomes/O.json", "en"), "\"place\":\"P2\""));
  Visited measure(site, "/indicators/rate");
  measure.request.parameters.add("id", "rate");
  CHECK(holds(web::show_indicator(measure.visit).body, "/indicators/rate?place=P2"));
}

TEST_CASE("a framework, an agreement, a logic model and a commitment that rest on a measure whose formula was changed say so") {
  Counted site;
  auto& store = site.store();
  put(store, "O", record::Outcome{.title = {{"en", "Less poverty"}}});
  auto rate = store.now()->find<record::Indicator>("rate")->as<record::Indicator>();
  rate.outcomes = {{"O"}};
  put(store, "rate", rate);
  put(store, "T", record::Target{.indicator = {"rate"}, .form = record::TargetForm::at_most, .value = 5, .period = period("2030")});
  put(store, "F", record::Framework{.name = {{"en", "Plan"}}});
  put(store, "F-1", record::FrameworkLabel{.framework = {"F"}, .indicator = {"rate"}, .number = "1"});
  put(store, "health", record::Organisation{.name = {{"en", "Health"}}});
  put(store, "A", record::Agreement{.outcome = {"O"}, .title = {{"en", "Together"}}, .parties = {{"health"}}});
  put(store, "c", record::Clause{.agreement = {"A"}, .number = 1, .title = {{"en", "Ambition"}}, .text = {{"en", "Half."}}, .targets = {{"T"}}});
  const auto text = decide::write_text(decide::draft_text(*store.now(), *store.now()->find<record::Agreement>("A")));
  put(store, "box", record::LogicBox{.outcome = {"O"}, .name = {{"en", "Fewer poor"}}, .indicators = {{"rate"}}});
  put(store, "C", record::Commitment{.text = {{"en", "Pay more"}}, .outcomes = {{"O"}}, .indicators = {{"rate"}}});
  put(store, "A-v1", record::AgreementVersion{.agreement = {"A"}, .number = 1, .text = text, .hash = base::sha256(text).hex(), .made = day("2026-05-01"), .published = day("2026-06-01")});
  const auto shown = [&](const char* address, const char* id, web::Response (*page)(const web::Visit&)) {
    Visited here(site, address);
    here.request.parameters.add("id", id);
    return page(here.visit).body;
  };
  CHECK_FALSE(holds(shown("/frameworks/F", "F", web::show_framework), "formula changed"));
  CHECK_FALSE(holds(shown("/outcomes/O/agreement", "O", web::show_agreement), "Its formula was changed"));
  CHECK_FALSE(holds(shown("/outcomes/O/logic", "O", web::show_logic), "formula changed"));
  CHECK_FALSE(holds(shown("/commitments/C", "C", web::show_commitment), "formula changed"));

  rate.formula = "200 × [poor] ÷ [people]";
  site.registry.clock.set(base::FixedClock(day("2026-07-10")).now());
  put(store, "rate", rate);

  CHECK(holds(shown("/frameworks/F", "F", web::show_framework), "formula changed on 10 July 2026"));
  CHECK(holds(shown("/outcomes/O/agreement", "O", web::show_agreement), "Its formula was changed in this register on 10 July 2026; until then it was 100 × [poor] ÷ [people]."));
  CHECK(holds(shown("/outcomes/O/logic", "O", web::show_logic), "formula changed on 10 July 2026"));
  CHECK(holds(shown("/commitments/C", "C", web::show_commitment), ": formula changed on 10 July 2026"));
}

TEST_CASE("a judged measure shows its criteria, and each judgement with its evidence") {
  Counted site;
  put(site.store(), "trust", record::Indicator{.name = {{"en", "Trust"}}, .value_kind = record::ValueKind::rating, .levels = {{"en", "1 Low: nobody meets\n2 High: figures are shared"}}});
  put(site.store(), "A1", record::Assessment{.indicator = {"trust"}, .place = {"CA"}, .period = period("2024"), .level = 2, .evidence = "Minutes of four meetings", .rated = day("2025-02-01")});
  const Visited here(site, "/indicators/trust");
  const auto course = Counted::course(here, "trust");
  const auto section = web::derived_section(here.visit, course);
  REQUIRE(section);
  CHECK(holds(section->content.markup(), "figures are shared"));
  CHECK(holds(section->content.markup(), "Minutes of four meetings"));
  CHECK(holds(section->content.markup(), "High (2)"));
  CHECK(holds(web::noise_section(here.visit, course).lead, "People judge this measure"));
  const Visited before(site, "/indicators/trust", "en", false, day("2025-01-01"));
  CHECK_FALSE(holds(web::derived_section(before.visit, Counted::course(before, "trust"))->content.markup(), "Minutes"));
}

TEST_CASE("who sees a status otherwise stays visible beside it; who signs is counted") {
  Counted site;
  put(site.store(), "housing", record::Organisation{.name = {{"en", "Housing"}}});
  put(site.store(), "O1", record::Opinion{.indicator = {"rate"}, .organisation = {"housing"}, .position = record::Position::dissents, .reason = "Reserves are not counted.", .day = day("2021-01-01")});
  put(site.store(), "O2", record::Opinion{.indicator = {"rate"}, .organisation = {"housing"}, .position = record::Position::signs, .day = day("2022-01-01")});
  const Visited here(site, "/indicators/rate");
  const auto& rate = *here.visit.workspace().find<record::Indicator>("rate");
  CHECK(web::dissents(here.visit, rate) == std::vector<std::string>{"Housing sees it otherwise: Reserves are not counted."});
  const auto section = web::opinions_section(here.visit, rate);
  CHECK(section.lead == "1 partner signs this status, 1 sees it otherwise, nobody disputes the figures.");
  CHECK(holds(section.content.markup(), "Reserves are not counted."));
  const Visited before(site, "/indicators/rate", "en", false, day("2020-06-01"));
  CHECK(web::dissents(before.visit, rate).empty());
}

TEST_CASE("counts have the limits of chance in counting, unless they move more than it gives; either can be asked for") {
  Counted calm;
  const Visited here(calm, "/indicators/rate");
  const auto noise = web::noise_of(here.visit, Counted::course(here, "rate"));
  REQUIRE(noise.chart);
  CHECK(noise.chart->kind == stats::ChartKind::p);
  const double centre = noise.chart->segments.front().centre;
  CHECK(centre == doctest::Approx(10.0).epsilon(0.05));  // in per cent, as the figures are
  CHECK(noise.chart->points.front().upper == doctest::Approx(centre + 300 * std::sqrt(centre / 100 * (1 - centre / 100) / 1000)));
  const Visited asked(calm, "/indicators/rate?chart=xmr");
  CHECK(web::noise_of(asked.visit, Counted::course(asked, "rate")).chart->kind == stats::ChartKind::xmr);
  CHECK(web::noise_of(here.visit, Counted::course(here, "poor")).chart->kind == stats::ChartKind::c);

  Counted wild(8);
  const Visited there(wild, "/indicators/rate");
  const auto more = web::noise_of(there.visit, Counted::course(there, "rate"));
  CHECK(more.chart->kind == stats::ChartKind::xmr);
  CHECK(more.spread > 2);
  CHECK(holds(web::noise_section(there.visit, Counted::course(there, "rate")).content.markup(), "times as much as chance in counting"));
  const Visited insists(wild, "/indicators/rate?chart=p");
  CHECK(web::noise_of(insists.visit, Counted::course(insists, "rate")).chart->kind == stats::ChartKind::p);
}

TEST_CASE("limits that began anew by a later decision are not there as of an earlier day") {
  Counted site;
  put(site.store(), "S1", record::ProcessSegment{.indicator = {"rate"}, .place = {"CA"}, .from = period("2012"), .reason = "New", .proposed_by = {"ann"}, .signed_by = {"mo"}});
  const Visited now(site, "/indicators/rate");
  CHECK(web::noise_of(now.visit, Counted::course(now, "rate")).chart->segments.size() == 2);
  const Visited then(site, "/indicators/rate", "en", false, day("2021-01-01"));
  CHECK(web::noise_of(then.visit, Counted::course(then, "rate")).chart->segments.size() == 1);
}

TEST_CASE("places compared: what nobody has explained is listed until somebody does") {
  Counted site;
  const auto sections = [&] {
    const Visited here(site, "/indicators/rate/places");
    const auto view = web::compared_view(here.visit, *here.visit.workspace().find<record::Indicator>("rate"));
    REQUIRE(view);
    return std::pair(std::string(web::unexplained_section(here.visit, *view).content.markup()), web::html::rendered(web::periods_table(here.visit, *view), here.visit.words));
  };
  const auto before = sections();
  CHECK(holds(before.first, "P1"));
  CHECK_FALSE(holds(before.first, "P2"));
  CHECK(holds(before.second.markup(), "not explained"));
  put(site.store(), "housing", record::Organisation{.name = {{"en", "Housing"}}});
  put(site.store(), "E1", record::Explanation{.indicator = {"rate"}, .place = {"P1"}, .period = period("2019"), .text = "The mill closed", .organisation = {"housing"}, .day = day("2020-03-01")});
  const auto after = sections();
  CHECK(after.first.empty());
  CHECK_FALSE(holds(after.second.markup(), "not explained"));
  const Visited here(site, "/indicators/rate?place=P1");
  CHECK(holds(web::noise_section(here.visit, Counted::course(here, "rate", "P1")).content.markup(), "The mill closed"));
}

TEST_CASE("targets of parts stand in a table under the whole's, with what they give together") {
  Counted site;
  put(site.store(), "homes", record::Indicator{.name = {{"en", "Without a home"}}, .value_kind = record::ValueKind::count});
  import_batch(site.store(), "B2", {{.indicator = "homes", .place = "CA", .period = "2019", .known_from = "2020-01-01", .value = 200},
                                    {.indicator = "homes", .place = "P1", .period = "2019", .known_from = "2020-01-01", .value = 120},
                                    {.indicator = "homes", .place = "P2", .period = "2019", .known_from = "2020-01-01", .value = 80}});
  const auto target = [&](const char* id, const char* place, double value) {
    put(site.store(), id, record::Target{.indicator = {"homes"}, .place = {place}, .value = value, .period = period("2030")});
  };
  target("T", "CA", 90), target("T1", "P1", 60), target("T2", "P2", 50);
  const Visited here(site, "/indicators/homes");
  const auto text = std::string(web::targets_section(here.visit, Counted::course(here, "homes")).content.markup());
  CHECK(holds(text, "The target of Canada and those of its parts"));
  CHECK(holds(text, "Together"));
  CHECK(holds(text, "110"));
  CHECK(holds(text, "does not add up"));
}
