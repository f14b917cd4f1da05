#include "workspace/calculation.h"

#include <limits>

#include "record/assessment.h"
#include "testing.h"
#include "testing_workspace.h"

using namespace outturn;
using namespace outturn::testing;
using record::Indicator;
using record::ValueKind;

namespace {

/// "2020=5 2021=x" of a series, as the view reads it.
std::string read(const workspace::View& view, const char* indicator, const char* place = "CA", const char* group = nullptr) {
  const auto& space = view.workspace();
  const auto* series = view.series(*space.find<Indicator>(indicator), *space.find<record::Place>(place), group ? space.find<record::Group>(group) : nullptr);
  std::string all;
  for (const auto& figure : series ? view.figures(*series) : std::vector<workspace::Figure>{}) {
    if (!all.empty()) all += ' ';
    char number[32];
    std::snprintf(number, sizeof number, "%g", figure.value);
    all += figure.period.text() + "=" + (figure.is_figure() ? number : workspace::status_code(figure.status));
  }
  return all;
}

/// Poor people and people in two provinces and the country.
MadeWorkspace counted() {
  MadeWorkspace made;
  made.add("ON", record::Place{.name = {{"en", "Ontario"}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
  made.add("QC", record::Place{.name = {{"en", "Quebec"}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
  made.add("poor", Indicator{.name = {{"en", "Poor"}}, .value_kind = ValueKind::count});
  made.add("people", Indicator{.name = {{"en", "People"}}, .value_kind = ValueKind::count});
  made.figures("poor", {{"2020", 10}, {"2021", 20}}, "2022-01-01", "ON").figures("people", {{"2020", 100}, {"2021", 100}}, "2022-01-01", "ON");
  made.figures("poor", {{"2020", 90}, {"2021", 0}}, "2022-01-01", "QC").figures("people", {{"2020", 300}, {"2021", 300}}, "2022-01-01", "QC");
  return made;
}

Indicator calculated(const char* formula, ValueKind kind = ValueKind::percentage) {
  return {.name = {{"en", "Calculated"}}, .value_kind = kind, .formula = formula};
}

}  // namespace

TEST_CASE("a rate is calculated in each place that has its parts, and carries them") {
  auto made = counted();
  made.add("rate", calculated("100 × [poor] ÷ [people]"));
  const auto view = made.on("2023-01-01");
  CHECK(read(view, "rate", "ON") == "2020=10 2021=20");
  CHECK(read(view, "rate", "QC") == "2020=30 2021=0");
  CHECK(read(view, "rate") == "");
  const auto* series = view.series(made.record<Indicator>("rate"), made.record<record::Place>("QC"));
  const auto figures = view.figures(*series);
  REQUIRE(figures.front().extras);
  CHECK(figures.front().extras->numerator == 90);
  CHECK(figures.front().extras->denominator == 300);
  CHECK(series->is_derived);
}

TEST_CASE("rates are added over places by the sums of their parts, never by their mean") {
  auto made = counted();
  made.add("rate", calculated("100 × [poor] ÷ [people]")).add("national", calculated("places([rate])"));
  CHECK(read(made.on("2023-01-01"), "national") == "2020=25 2021=5");  // (10 + 90) of 400, not the mean of 10 and 30
  made.add("all", calculated("places([poor])", ValueKind::count));
  CHECK(read(made.on("2023-01-01"), "all") == "2020=100 2021=20");
}

TEST_CASE("published rates with denominators are weighted by them; without denominators nobody can add them") {
  auto made = counted();
  made.add("mean", Indicator{.name = {{"en", "Mean"}}, .value_kind = ValueKind::mean});
  made.figures("mean", {{"2020", 5}}, "2022-01-01", "ON").figures("mean", {{"2020", 7}}, "2022-01-01", "QC");
  made.add("over", calculated("places([mean])", ValueKind::mean));
  CHECK(read(made.on("2023-01-01"), "over") == "2020=x");
}

TEST_CASE("a part that is missing makes the whole missing, and a hidden part keeps it hidden; never zero") {
  auto made = counted();
  made.add("all", calculated("places([poor])", ValueKind::count)).add("double", calculated("sum([poor], [poor]) × 1", ValueKind::count));
  made.figures("poor", {{"2022", 30}}, "2023-01-01", "ON").figures("poor", {{"2022", 0, "c"}}, "2023-01-01", "QC");
  CHECK(read(made.on("2024-01-01"), "all") == "2020=100 2021=20 2022=c");
  CHECK(read(made.on("2024-01-01"), "double", "QC") == "2020=180 2021=0 2022=c");
  made.figures("poor", {{"2023", 5}}, "2024-01-01", "ON");
  CHECK(read(made.on("2024-02-01"), "all") == "2020=100 2021=20 2022=c 2023=x");
  made.figures("poor", {{"2024", 0, "x"}}, "2025-01-01", "ON").figures("poor", {{"2024", 0, "c"}}, "2025-01-01", "QC");
  CHECK(read(made.on("2025-02-01"), "all") == "2020=100 2021=20 2022=c 2023=x 2024=c");  // hidden comes before missing
}

TEST_CASE("division by zero is missing, and says whose zero it was") {
  auto made = counted();
  made.add("odds", calculated("[people] ÷ [poor]", ValueKind::rate));
  const auto view = made.on("2023-01-01");
  CHECK(read(view, "odds", "QC") == "2020=3.33333 2021=x");
  const auto& space = view.workspace();
  const auto* one = space.calculations().find(made.record<Indicator>("odds").slot);
  REQUIRE(one);
  const auto all = workspace::calculate(space, *one, {made.record<record::Place>("QC").slot, workspace::no_slot}, std::numeric_limits<std::int64_t>::max());
  REQUIRE(all.size() == 2);
  CHECK(all[1].why == workspace::NoFigure::divides_by_zero);
  CHECK(all[1].about == "poor");
}

TEST_CASE("functions: sums, means, limits, weights, scales, years, running totals, groups") {
  MadeWorkspace made;
  const auto series = [&](const char* id, double value, ValueKind kind = ValueKind::amount) {
    made.add(id, Indicator{.name = {{"en", id}}, .value_kind = kind}).figures(id, {{"2020", value}});
  };
  series("a", 2), series("b", 6), series("c", 10);
  const auto gives = [&](const char* formula) {
    made.add("f", calculated(formula, ValueKind::index));
    return read(made.on("2025-01-01"), "f");
  };
  CHECK(gives("sum([a], [b], [c])") == "2020=18");
  CHECK(gives("mean([a]; [b]; [c])") == "2020=6");
  CHECK(gives("min([a], [b]) + max([a], [c])") == "2020=12");
  CHECK(gives("weighted_mean([a], 3, [b], 1)") == "2020=3");
  CHECK(gives("rescaled([a], 0, 8)") == "2020=25");
  CHECK(gives("rescaled([a], 8, 0)") == "2020=75");
  CHECK(gives("[a] + [b] × [c] − 1") == "2020=61");
  CHECK(gives("−([a] − [b]) ÷ 2") == "2020=2");
  CHECK(gives("weighted_mean([a], 0)") == "2020=x");
  CHECK(gives("numerator([a])") == "2020=x");

  made.add("monthly", Indicator{.name = {{"en", "Monthly"}}, .value_kind = ValueKind::count});
  made.figures("monthly", {{"2020-Q1", 1}, {"2020-Q2", 2}, {"2020-Q3", 3}, {"2020-Q4", 4}, {"2021-Q1", 5}});
  CHECK(gives("year([monthly])") == "2020=10 2021=x");  // one quarter is no year
  CHECK(gives("running_total([monthly])") == "2020-Q1=1 2020-Q2=3 2020-Q3=6 2020-Q4=10 2021-Q1=15");

  made.add("sex", record::Dimension{.name = {{"en", "Sex"}}}).add("f-", record::Category{.dimension = {"sex"}}).add("m-", record::Category{.dimension = {"sex"}});
  made.add("women", record::Group{.categories = {{"f-"}}}).add("men", record::Group{.categories = {{"m-"}}});
  made.figures("monthly", {{"2020-Q1", 7}}, "2024-01-01", "CA", "women").figures("monthly", {{"2020-Q1", 8}}, "2024-01-01", "CA", "men");
  CHECK(gives("groups([monthly], [sex])") == "2020-Q1=15");
}

TEST_CASE("a calculated figure is known since its last part was, and follows each revision") {
  auto made = counted();
  made.add("rate", calculated("100 × [poor] ÷ [people]"));
  made.figures("people", {{"2020", 200}}, "2023-06-01", "ON");
  CHECK(read(made.as_of("2023-05-31"), "rate", "ON") == "2020=10 2021=20");
  CHECK(read(made.as_of("2023-06-01"), "rate", "ON") == "2020=5 2021=20");
  CHECK(read(made.as_of("2021-12-31"), "rate", "ON") == "");
  const auto view = made.on("2024-01-01");
  CHECK(view.vintages(*view.series(made.record<Indicator>("rate"), made.record<record::Place>("ON"))).size() == 2);
}

TEST_CASE("a part that was defined anew is counted by its new definition from the day that brought it, in every place") {
  auto made = counted();
  made.add("rate", calculated("100 × [poor] ÷ [people]"));
  made.figures("poor", {{"2021", 40}}, "2023-06-01", "ON", "", 2);
  CHECK(read(made.as_of("2023-05-31"), "rate", "ON") == "2020=10 2021=20");
  CHECK(read(made.as_of("2023-05-31"), "rate", "QC") == "2020=30 2021=0");
  CHECK(read(made.on("2024-01-01"), "rate", "ON") == "2021=40");
  CHECK(read(made.on("2024-01-01"), "rate", "QC") == "");  // no figure by the definition in force
  made.add("again", calculated("1000 × [poor] ÷ [people]", ValueKind::rate));
  CHECK(read(made.on("2024-01-01"), "again", "ON") == "2021=400");
  CHECK(read(made.on("2024-01-01"), "again", "QC") == "");
  CHECK(read(made.as_of("2023-05-31"), "again", "QC") == "2020=300 2021=0");
}

TEST_CASE("a place in which one part has never had figures gets none when the other arrives") {
  auto made = counted();
  made.add("rate", calculated("100 × [poor] ÷ [people]"));
  const auto before = workspace::series_calculated();
  made.figures("poor", {{"2022", 30}}, "2023-06-01", "CA");
  CHECK(workspace::series_calculated() == before);
  CHECK(read(made.on("2024-01-01"), "rate") == "");
  made.figures("people", {{"2022", 300}}, "2023-06-01", "CA");
  CHECK(read(made.on("2024-01-01"), "rate") == "2022=10");
}

TEST_CASE("a withdrawn batch takes its part out of what was calculated from it") {
  auto made = counted();
  made.add("rate", calculated("100 × [poor] ÷ [people]"));
  made.figures("people", {{"2020", 200}}, "2023-06-01", "ON");
  auto batch = made.record<record::Batch>("B5").as<record::Batch>();
  batch.withdrawn = true;
  made.add("B5", batch);
  CHECK(read(made.on("2024-01-01"), "rate", "ON") == "2020=10 2021=20");
}

TEST_CASE("what is calculated from what is calculated follows, whichever was written first") {
  auto made = counted();
  made.add("twice", calculated("2 × [rate]", ValueKind::index)).add("rate", calculated("100 × [poor] ÷ [people]"));
  CHECK(read(made.on("2024-01-01"), "twice", "ON") == "2020=20 2021=40");
  made.add("rate", calculated("1000 × [poor] ÷ [people]", ValueKind::rate));
  CHECK(read(made.on("2024-01-01"), "twice", "ON") == "2020=200 2021=400");
}

TEST_CASE("indicators that are calculated from each other have no figures, and stop nobody") {
  auto made = counted();
  made.add("one", calculated("[two] + 1")).add("two", calculated("[one] + 1")).add("rate", calculated("100 × [poor] ÷ [people]"));
  CHECK(read(made.on("2024-01-01"), "one", "ON") == "");
  CHECK(read(made.on("2024-01-01"), "rate", "ON") == "2020=10 2021=20");
}

TEST_CASE("one new figure calculates again what rests on it, in its place, and nothing else") {
  auto made = counted();
  made.add("rate", calculated("100 × [poor] ÷ [people]")).add("twice", calculated("2 × [rate]", ValueKind::index)).add("other", calculated("2 × [people]", ValueKind::count));
  const auto before = workspace::series_calculated();
  made.figures("poor", {{"2022", 30}}, "2023-06-01", "ON");
  CHECK(workspace::series_calculated() - before == 2);  // the rate of Ontario, and twice that
  made.figures("people", {{"2022", 120}}, "2023-06-01", "ON");
  CHECK(workspace::series_calculated() - before == 5);
  CHECK(read(made.on("2024-01-01"), "twice", "ON") == "2020=20 2021=40 2022=50");
  made.add("x", Indicator{.name = {{"en", "X"}}}).figures("x", {{"2020", 1}});
  CHECK(workspace::series_calculated() - before == 5);
}

TEST_CASE("figures that were reported are never written over by a formula") {
  auto made = counted();
  made.add("poor", Indicator{.name = {{"en", "Poor"}}, .value_kind = ValueKind::count, .formula = "[people] × 2"});
  CHECK(read(made.on("2024-01-01"), "poor", "ON") == "2020=10 2021=20");
}

TEST_CASE("assessments of named people are the figures of a rating; a later one replaces an earlier one") {
  MadeWorkspace made;
  made.add("trust", Indicator{.name = {{"en", "Trust"}}, .value_kind = ValueKind::rating, .levels = {{"en", "1 Low\n2 Middle\n3 High"}}});
  const auto rated = [&](const char* id, const char* period, double level, const char* on, bool retired = false) {
    made.add(id, record::Assessment{.indicator = {"trust"}, .place = {"CA"}, .period = testing::period(period), .level = level, .evidence = "Seen", .rated_by = {"ann"}, .rated = day(on)}, retired);
  };
  rated("A1", "2023", 1, "2024-01-10");
  rated("A2", "2024", 2, "2025-01-10");
  CHECK(read(made.on("2026-01-01"), "trust") == "2023=1 2024=2");
  CHECK(read(made.as_of("2024-06-01"), "trust") == "2023=1");
  rated("A3", "2024", 3, "2025-03-10");
  CHECK(read(made.on("2026-01-01"), "trust") == "2023=1 2024=3");
  CHECK(read(made.as_of("2025-02-01"), "trust") == "2023=1 2024=2");
  rated("A3", "2024", 3, "2025-03-10", true);
  CHECK(read(made.on("2026-01-01"), "trust") == "2023=1 2024=2");
}
