#include "record/contribution.h"
#include "testing.h"
#include "web/measures/indicator_page.h"
#include "web/outcomes/outcome_page.h"
#include "web/answers/partners_pages.h"
#include "web/visit_for_test.h"

using namespace outturn;
using outturn::testing::holds;
using testing::day;
using testing::put;
using testing::Visited;

namespace {

/// One outcome and its indicator, seen through a national framework and a local plan.
struct Seen : testing::Site {
  Seen() {
    put(store(), "statistics", record::Organisation{.name = {{"en", "Statistics office"}}});
    put(store(), "O1", record::Outcome{.title = {{"en", "Homes for all"}}});
    put(store(), "I-rough", record::Indicator{.name = {{"en", "People sleeping rough"}}, .outcomes = {{"O1"}}, .value_kind = record::ValueKind::count, .direction = record::Direction::down});
    put(store(), "T1", record::Target{.indicator = {"I-rough"}, .form = record::TargetForm::at_most, .value = 100, .period = testing::period("2025")});
    testing::import_batch(store(), "B1", {{.indicator = "I-rough", .place = "CA", .period = "2024", .value = 140}, {.indicator = "I-rough", .place = "CA", .period = "2025", .value = 90}});
    framework("national", "National framework", "NF 3.1");
    framework("local", "Local plan", "7");
  }
  void framework(const char* id, const char* name, const char* number, std::optional<base::Day> until = {}, bool retired = false) {
    put(store(), id, record::Framework{.name = {{"en", name}}, .owner = {"statistics"}, .until = until}, "", retired);
    put(store(), std::string(id) + "-label", record::FrameworkLabel{.framework = {id}, .indicator = {"I-rough"}, .number = number});
  }
  std::string page(const char* target, const char* id, web::Response (*show)(const web::Visit&), std::optional<base::Day> as_of = {}) {
    Visited here(*this, target, "en", false, as_of);
    here.request.parameters.add("id", id);
    const auto response = show(here.visit);
    return response.status == 200 ? response.body : std::to_string(response.status);
  }
};

}  // namespace

TEST_CASE("frameworks: the same measure is seen through each, under its own number and one permanent id") {
  Seen site;
  const auto national = site.page("/frameworks/national", "national", web::show_framework);
  const auto local = site.page("/frameworks/local", "local", web::show_framework);
  CHECK(holds(national, "NF 3.1"));
  CHECK(holds(local, "Local plan"));
  for (const auto& text : {national, local}) CHECK(holds(text, "/indicators/I-rough"));
}

TEST_CASE("frameworks: one that ends keeps what it showed, and takes no figure, target or status with it") {
  Seen site;
  const auto indicator = site.page("/indicators/I-rough", "I-rough", web::show_indicator);
  const auto outcome = site.page("/outcomes/O1", "O1", web::show_outcome);
  REQUIRE(holds(indicator, "People sleeping rough"));
  const auto rows = site.registry.view().workspace().panel().row_count();

  site.framework("national", "National framework", "NF 3.1", day("2026-03-31"));
  const auto ended = site.page("/frameworks/national", "national", web::show_framework);
  CHECK(holds(ended, "31 March 2026"));
  CHECK(holds(ended, "NF 3.1"));
  CHECK(holds(ended, "/indicators/I-rough"));
  CHECK(holds(site.page("/frameworks", "", web::show_frameworks), "31 March 2026"));
  CHECK(holds(ended, "What it showed is still measured"));
  CHECK_FALSE(holds(site.page("/frameworks/national", "national", web::show_framework, day("2026-03-31")), "What it showed is still measured"));  // in force on its last day
  CHECK(site.page("/indicators/I-rough", "I-rough", web::show_indicator) == indicator);

  site.framework("national", "National framework", "NF 3.1", day("2026-03-31"), true);  // and taken out of the register
  CHECK_FALSE(holds(site.page("/frameworks", "", web::show_frameworks), "National framework"));
  CHECK(holds(site.page("/frameworks/local", "local", web::show_framework), "/indicators/I-rough"));
  CHECK(site.page("/indicators/I-rough", "I-rough", web::show_indicator) == indicator);
  CHECK(site.page("/outcomes/O1", "O1", web::show_outcome) == outcome);
  CHECK(site.registry.view().workspace().panel().row_count() == rows);
  CHECK(site.registry.view().workspace().get<record::Target>("T1"));
}
