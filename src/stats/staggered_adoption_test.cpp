#include "stats/staggered_adoption.h"

#include <algorithm>
#include <cmath>

#include "stats/panels_testing.h"
#include "stats/regression_testing.h"

using namespace outturn;
using testing::counties;
using testing::near;
using testing::number_at;
using testing::panel_of;
using testing::published;
using testing::refusal;
using testing::relative;

namespace {

/// Each cohort's effect grows by its own step a period; trends are common but for a covariate's.
stats::Panel drawn(std::uint64_t seed, double noise, std::vector<double>* covariate = nullptr) {
  testing::Numbers numbers(seed);
  auto panel = panel_of(60, 6);
  if (covariate != nullptr) covariate->resize(panel.values.size());
  for (std::size_t u = 0; u < 60; ++u) {
    panel.first_treated[u] = u % 3 == 0 ? 2 : u % 3 == 1 ? 4 : stats::Panel::never;
    const double level = numbers.normal();
    const double x = numbers.normal() + (u % 3 == 0 ? 0.5 : 0.0);
    for (std::size_t t = 0; t < 6; ++t) {
      const double effect = panel.treated_at(u, t) ? (u % 3 == 0 ? 1.0 : 2.0) * static_cast<double>(t - panel.first_treated[u] + 1) : 0;
      const auto at = static_cast<double>(t);
      const double trend = covariate != nullptr ? 0.3 * x * at : 0;
      panel.values[u * 6 + t] = level + 0.7 * at + effect + trend + noise * numbers.normal();
      if (covariate != nullptr) (*covariate)[u * 6 + t] = x;
    }
  }
  return panel;
}

const stats::GroupTimeEffect& cell(const stats::StaggeredAdoption& answer, std::size_t group, std::size_t period) {
  const auto found = std::ranges::find_if(answer.cells, [&](const auto& c) { return c.group == group && c.period == period; });
  REQUIRE(found != answer.cells.end());
  return *found;
}

constexpr double of_effect = 1e-6;
constexpr double of_error = 1e-4;
constexpr double of_bootstrap = 0.08;
// The published errors come from 1,000 draws each. An error taken from the quartiles of 1,000 draws is itself off by
// 1.17 / √1000 = 3.7 % (one standard deviation), so that a few of 60 miss by more than 8 %; none may by 3.5 deviations.
constexpr double of_any_bootstrap = 0.13;
int outside_bootstrap = 0;

void check_error(double found, double expected, bool draws) {
  CHECK(relative(found, expected) < (draws ? of_any_bootstrap : of_error));
  if (draws && relative(found, expected) >= of_bootstrap) ++outside_bootstrap;
}

void compare(const stats::BandedEffect& value, const base::Json& row, const char* effect, const char* error, bool draws) {
  CHECK(relative(value.effect.estimate, number_at(row, effect)) < of_effect);
  const double found = draws ? value.bootstrap_error : value.effect.standard_error;
  check_error(found, number_at(row, error), draws);
}

void compare_series(const stats::EffectSeries& series, const base::Json& truth, int shift, bool draws) {
  compare(series.overall, truth, "overall", "overall_se", draws);
  const auto at = testing::numbers_of(*truth.find("egt"));
  const auto effects = testing::numbers_of(*truth.find("att"));
  const auto errors = testing::numbers_of(*truth.find("se"));
  REQUIRE(series.points.size() == at.size());
  for (std::size_t p = 0; p < at.size(); ++p) {
    CHECK(series.points[p].at == static_cast<int>(at[p]) - shift);
    CHECK(relative(series.points[p].value.effect.estimate, effects[p]) < of_effect);
    const double found = draws ? series.points[p].value.bootstrap_error : series.points[p].value.effect.standard_error;
    check_error(found, errors[p], draws);
  }
}

void compare_all(const stats::StaggeredAdoption& answer, const base::Json& truth, bool draws) {
  const auto& cells = *truth.find("gt")->array();
  REQUIRE(answer.cells.size() == cells.size());
  for (std::size_t c = 0; c < cells.size(); ++c) {
    CHECK(answer.cells[c].group + 2003 == number_at(cells[c], "group"));
    CHECK(answer.cells[c].period + 2003 == number_at(cells[c], "t"));
    compare(answer.cells[c].value, cells[c], "att", "se", draws);
  }
  const auto& aggregates = *truth.find("aggregates");
  compare(answer.simple, *aggregates.find("simple"), "overall", "overall_se", draws);
  compare_series(answer.event, *aggregates.find("dynamic"), 0, draws);
  compare_series(answer.group, *aggregates.find("group"), 2003, draws);
  compare_series(answer.calendar, *aggregates.find("calendar"), 2003, draws);
}

}  // namespace

TEST_CASE("without noise every cohort's effect comes back, whoever it is compared with") {
  const auto panel = drawn(4, 0);
  for (const auto controls : {stats::Controls::never_treated, stats::Controls::not_yet_treated}) {
    const auto answer = stats::staggered_adoption(panel, {.controls = controls});

    REQUIRE(answer);
    for (const auto& c : answer->cells) {
      const double made = c.before ? 0 : (c.group == 2 ? 1.0 : 2.0) * static_cast<double>(c.period - c.group + 1);
      CHECK(c.value.effect.estimate == near(made, 1e-12));
    }
    CHECK(answer->simple.effect.estimate == near((1 + 2 + 3 + 4 + 2 + 4) / 6.0, 1e-12));
    CHECK(answer->group.overall.effect.estimate == near((2.5 + 3) / 2, 1e-12));
    CHECK(answer->event.points.back().at == 3);
    CHECK(answer->event.points.back().value.effect.estimate == near(4, 1e-12));
    CHECK(answer->calendar.points.front().value.effect.estimate == near(1, 1e-12));
  }
}

TEST_CASE("a covariate that moves the trend misleads until it is made up for") {
  std::vector<double> x;
  const auto panel = drawn(9, 0, &x);
  const auto naive = stats::staggered_adoption(panel).value();

  CHECK(std::abs(cell(naive, 2, 5).value.effect.estimate - 4) > 0.1);
  for (const auto adjustment : {stats::Adjustment::doubly_robust, stats::Adjustment::outcome_regression}) {
    const auto answer = stats::staggered_adoption(panel, {.adjustment = adjustment, .covariates = {{"x", x}}}).value();
    CHECK(cell(answer, 2, 5).value.effect.estimate == near(4, 1e-9));
    CHECK(cell(answer, 4, 3).value.effect.estimate == near(0, 1e-9));
  }
}

TEST_CASE("two groups and two periods are the textbook's difference in differences, with its error") {
  // Six places; changes 3, 5, 4 where it began and 1, 2, 0 elsewhere: 4 − 1 = 3; variances 2/3 and 2/3 over 3 places each.
  auto panel = panel_of(6, 3);
  const std::vector<double> changes{3, 5, 4, 1, 2, 0};
  for (std::size_t u = 0; u < 6; ++u) {
    panel.values[u * 3 + 2] = changes[u];
    if (u < 3) panel.first_treated[u] = 2;
  }

  const auto answer = stats::staggered_adoption(panel).value();

  CHECK(answer.simple.effect.estimate == near(3, 1e-12));
  CHECK(answer.simple.effect.standard_error == near(std::sqrt(2.0 / 9 + 2.0 / 9), 1e-12));
}

TEST_CASE("the order of the places changes nothing, and the same seed gives the same bands") {
  auto panel = drawn(12, 0.5);
  const auto answer = stats::staggered_adoption(panel, {.draws = 200, .seed = 7}).value();
  const auto again = stats::staggered_adoption(panel, {.draws = 200, .seed = 7}).value();
  const auto other = stats::staggered_adoption(panel, {.draws = 200, .seed = 8}).value();
  std::rotate(panel.first_treated.begin(), panel.first_treated.begin() + 7, panel.first_treated.end());
  std::rotate(panel.values.begin(), panel.values.begin() + 7 * 6, panel.values.end());
  const auto turned = stats::staggered_adoption(panel).value();

  CHECK(answer.event.critical_value == again.event.critical_value);
  CHECK(answer.event.critical_value != other.event.critical_value);
  CHECK(answer.event.critical_value > stats::normal_quantile(0.975));
  CHECK(turned.simple.effect.estimate == near(answer.simple.effect.estimate, 1e-12));
  CHECK(turned.event.overall.effect.standard_error == near(answer.event.overall.effect.standard_error, 1e-12));
}

TEST_CASE("a cohort of one place and places treated from the first period are pointed out") {
  auto panel = drawn(2, 0.3);
  panel.first_treated[5] = 3;
  panel.first_treated[8] = 0;

  const auto answer = stats::staggered_adoption(panel).value();

  REQUIRE(answer.warnings.size() == 2);
  CHECK(answer.warnings[0].code == "stats.adoption_from_the_first");
  CHECK(answer.warnings[1].code == "stats.adoption_single_unit");
  CHECK(answer.units == 59);
}

TEST_CASE("what cannot be answered about a staggered start is refused in a sentence") {
  const auto with = [](auto change) {
    auto panel = drawn(1, 1);
    stats::StaggeredOptions options;
    change(panel, options);
    return refusal(stats::staggered_adoption(panel, options));
  };
  CHECK(with([](auto&, auto&) {}) == "accepted");
  CHECK(with([](auto& p, auto&) { p.first_treated.assign(60, stats::Panel::never); }) == "start: stats.adoption_never");
  CHECK(with([](auto& p, auto&) { p.first_treated[0] = 6; }) == "start: stats.adoption_after_end");
  CHECK(with([](auto& p, auto&) { std::ranges::replace(p.first_treated, stats::Panel::never, std::size_t{3}); }) == "controls: stats.adoption_no_never_treated");
  CHECK(with([](auto& p, auto& o) {
          std::ranges::replace(p.first_treated, stats::Panel::never, std::size_t{3});
          o.controls = stats::Controls::not_yet_treated;
        }) == "accepted");
  CHECK(with([](auto& p, auto&) {
          for (auto& start : p.first_treated) start = start == stats::Panel::never ? start : 1;
        }) == "start: stats.adoption_too_few_before");
  CHECK(with([](auto&, auto& o) { o.level = 0; }) == "level: stats.level_outside");
  CHECK(with([](auto& p, auto&) { p.values[8] = NAN; }).ends_with("stats.panel_gap"));
  std::vector<double> constant(360, 4.0);
  CHECK(with([&](auto&, auto& o) { o.covariates = {{"flat", constant}}; }) == "flat: stats.collinear");
  constant[3] = NAN;
  CHECK(with([&](auto&, auto& o) { o.covariates = {{"flat", constant}}; }) == "flat: stats.adoption_covariate_gap");
}

TEST_CASE("minimum wages and teenage employment: every effect, aggregate and error of the reference package") {
  if (!testing::published_figures_at_hand()) return;
  std::vector<double> population;
  const auto panel = counties(&population);
  const std::vector<stats::PanelSeries> covariates{{"lpop", population}};
  for (const auto& [controls, controls_name] : {std::pair{stats::Controls::never_treated, "nevertreated"}, std::pair{stats::Controls::not_yet_treated, "notyettreated"}}) {
    for (const auto& [key, adjustment, with] : {std::tuple{"none_dr_", stats::Adjustment::doubly_robust, false},
                                                std::tuple{"lpop_dr_", stats::Adjustment::doubly_robust, true},
                                                std::tuple{"lpop_reg_", stats::Adjustment::outcome_regression, true},
                                                std::tuple{"lpop_ipw_", stats::Adjustment::inverse_probability, true}}) {
      const auto name = std::string(key) + controls_name + "_analytic";
      INFO(name);
      const auto& truth = published({"mpdta", "reference", "result", name.c_str()});
      stats::StaggeredOptions options{.controls = controls, .adjustment = adjustment};
      if (with) options.covariates = covariates;

      const auto answer = stats::staggered_adoption(panel, options).value();

      compare_all(answer, truth, false);
      CHECK(relative(answer.before.statistic, number_at(*truth.find("wald"), "0")) < 1e-4);
      CHECK(answer.before.p_value == near(number_at(*truth.find("wald_p"), "0"), 1e-4));
      CHECK(answer.critical_value == near(number_at(truth, "crit"), 1e-6));
    }
  }
  stats::StaggeredOptions early{.anticipation = 1};
  compare_all(stats::staggered_adoption(panel, early).value(), published({"mpdta", "reference", "result", "none_dr_nevertreated_anticipation1_analytic"}), false);
}

TEST_CASE("minimum wages and teenage employment: the multiplier bootstrap's errors and bands") {
  if (!testing::published_figures_at_hand()) return;
  std::vector<double> population;
  const auto panel = counties(&population);
  for (const bool with : {false, true}) {
    const auto& truth = published({"mpdta", "reference", "result", with ? "lpop_dr_nevertreated_bootstrap1000" : "none_dr_nevertreated_bootstrap1000"});
    stats::StaggeredOptions options{.draws = 3000};
    if (with) options.covariates = {{"lpop", population}};

    const auto answer = stats::staggered_adoption(panel, options).value();

    compare_all(answer, truth, true);
    CHECK(relative(answer.critical_value, number_at(truth, "crit")) < of_bootstrap);
  }
  CHECK(outside_bootstrap <= 4);
}
