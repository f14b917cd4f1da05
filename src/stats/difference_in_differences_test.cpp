#include "stats/difference_in_differences.h"

#include <algorithm>
#include <cmath>

#include "stats/goodman_bacon.h"
#include "stats/least_squares.h"
#include "stats/panels_testing.h"
#include "stats/regression_testing.h"
#include "stats/staggered_adoption.h"
#include "stats/sun_abraham.h"
#include "stats/two_way_regression.h"

using namespace outturn;
using testing::counties;
using testing::near;
using testing::number_at;
using testing::panel_of;
using testing::published;
using testing::refusal;
using testing::relative;

namespace {

stats::Panel one_start(std::uint64_t seed, std::size_t units, std::size_t periods, double effect) {
  testing::Numbers numbers(seed);
  auto panel = panel_of(units, periods);
  for (std::size_t u = 0; u < units; ++u) {
    if (u % 2 == 0) panel.first_treated[u] = periods / 2;
    const double level = 3 * numbers.normal();
    for (std::size_t t = 0; t < periods; ++t) {
      panel.values[u * periods + t] = level + 0.5 * static_cast<double>(t) + (panel.treated_at(u, t) ? effect : 0) + numbers.normal();
    }
  }
  return panel;
}

stats::Panel staggered(std::uint64_t seed) {
  testing::Numbers numbers(seed);
  auto panel = panel_of(40, 7);
  for (std::size_t u = 0; u < 40; ++u) {
    if (u % 4 != 0) panel.first_treated[u] = u % 4 == 1 ? 2 : u % 4 == 2 ? 4 : 5;
    for (std::size_t t = 0; t < 7; ++t) panel.values[u * 7 + t] = numbers.normal() + (panel.treated_at(u, t) ? static_cast<double>(t) : 0);
  }
  return panel;
}

}  // namespace

TEST_CASE("with one start the effect is the difference of two differences of means") {
  const auto panel = one_start(3, 50, 6, 2);
  double treated = 0;
  double others = 0;
  for (std::size_t u = 0; u < 50; ++u) {
    for (std::size_t t = 0; t < 6; ++t) (u % 2 == 0 ? treated : others) += panel.at(u, t) * (t < 3 ? -1.0 : 1.0) / (25 * 3);
  }

  const auto answer = stats::difference_in_differences(panel).value();

  CHECK(answer.effect.estimate == near(treated - others, 1e-12));
  CHECK_FALSE(answer.wild.has_value());  // 50 clusters
  double gap = 0;
  for (std::size_t t = 3; t < 6; ++t) gap += (answer.actual[t] - answer.counterfactual[t]) / 3;
  CHECK(gap == near(answer.effect.estimate, 1e-12));
}

TEST_CASE("unit and period levels are taken away exactly, also where figures are missing") {
  auto panel = staggered(8);
  for (const std::size_t gap : {3, 17, 18, 40, 41, 42, 100, 222}) panel.values[gap] = NAN;
  const stats::TwoWayEffects effects(panel);
  stats::Design columns{.rows = panel.values.size()};
  std::vector<double> treated(panel.values.size());
  for (std::size_t i = 0; i < treated.size(); ++i) treated[i] = panel.treated_at(i / 7, i % 7) ? 1 : 0;
  columns.add("treated", treated);

  const auto fit = stats::two_way_regression(panel, effects, columns, {}).value();

  // The same regression with a column for each unit and each period but the first.
  stats::Design dummies{.rows = effects.observations()};
  std::vector<double> column(effects.observations());
  std::vector<double> outcome(effects.observations());
  const auto add = [&](const std::string& name, auto value) {
    for (std::size_t row = 0; row < column.size(); ++row) column[row] = value(row);
    dummies.add(name, column);
  };
  add("treated", [&](std::size_t row) { return treated[effects.rows()[row]]; });
  for (std::size_t u = 0; u < 40; ++u) add("unit", [&](std::size_t row) { return effects.unit(row) == u ? 1.0 : 0.0; });
  for (std::size_t t = 1; t < 7; ++t) add("period", [&](std::size_t row) { return effects.period(row) == t ? 1.0 : 0.0; });
  for (std::size_t row = 0; row < outcome.size(); ++row) outcome[row] = panel.values[effects.rows()[row]];
  const auto plain = stats::least_squares(dummies, outcome).value();
  CHECK(fit.observations == 272);
  CHECK(fit.coefficients[0] == near(plain.coefficients[0], 1e-10));
  CHECK(fit.independent[0] == near(plain.variance * plain.unscaled[0], 1e-10));
  CHECK(fit.residuals[5] == near(plain.residuals[5], 1e-10));
}

TEST_CASE("the wild bootstrap tries every combination of signs where there are few, and its interval is where it rejects") {
  const auto panel = one_start(5, 8, 6, 3);

  const auto answer = stats::difference_in_differences(panel).value();

  REQUIRE(answer.wild);
  CHECK(answer.wild->enumerated);
  CHECK(answer.wild->draws == 256);
  // By hand: residuals under "no effect", whole places turned, the regression run again.
  auto restricted = panel;
  const stats::TwoWayEffects effects(panel);
  effects.remove(restricted.values);
  const double found = std::abs(answer.effect.estimate / answer.effect.standard_error);
  int beyond = 0;
  for (int signs = 0; signs < 256; ++signs) {
    auto turned = panel;
    for (std::size_t i = 0; i < turned.values.size(); ++i) turned.values[i] = restricted.values[i] * ((signs >> (i / 6)) & 1 ? -1 : 1);
    const auto again = stats::difference_in_differences(turned, {.bootstrap_under = 0}).value();
    beyond += std::abs(again.effect.estimate / again.effect.standard_error) >= found * (1 - 1e-9);
  }
  CHECK(answer.wild->p_value == near(beyond / 256.0, 1e-12));
  CHECK(answer.wild->lower < answer.effect.estimate);
  CHECK(answer.wild->upper > answer.effect.estimate);

  auto moved = panel;  // an effect at the end of the interval is just not rejected, one beyond is
  const auto p_at = [&](double assumed) {
    for (std::size_t i = 0; i < moved.values.size(); ++i) moved.values[i] = panel.values[i] - (panel.treated_at(i / 6, i % 6) ? assumed : 0);
    return stats::difference_in_differences(moved).value().wild->p_value;
  };
  CHECK(p_at(answer.wild->upper - 1e-6) > 0.05);
  CHECK(p_at(answer.wild->upper + 1e-6) <= 0.05);
}

TEST_CASE("under many clusters the wild bootstrap draws, the same for the same seed, in signs or in six sizes") {
  const auto panel = one_start(6, 30, 6, 0.6);
  const auto signs = stats::difference_in_differences(panel, {.draws = 1999}).value();
  const auto again = stats::difference_in_differences(panel, {.draws = 1999}).value();
  const auto sizes = stats::difference_in_differences(panel, {.draws = 1999, .weights = stats::WildWeights::webb}).value();

  CHECK_FALSE(signs.wild->enumerated);
  CHECK(signs.wild->p_value == again.wild->p_value);
  CHECK(signs.wild->lower == again.wild->lower);
  CHECK(signs.wild->p_value == near(signs.effect.p_value, 0.05));  // 30 alike clusters: the t test is nearly right
  CHECK(sizes.wild->p_value == near(signs.wild->p_value, 0.05));
}

TEST_CASE("an event study finds no effect before the start, and the effect after") {
  const auto panel = one_start(11, 60, 8, 4);

  const auto study = stats::event_study(panel).value();

  REQUIRE(study.points.size() == 7);
  CHECK(study.points.front().at == -4);
  CHECK(study.points.back().at == 3);
  CHECK(study.points.back().value.estimate == near(4, 1));
  CHECK(study.restrictions == 3);
  CHECK(study.p_value > 0.01);

  auto drifting = panel;
  for (std::size_t u = 0; u < 60; u += 2) {
    for (std::size_t t = 0; t < 8; ++t) drifting.values[u * 8 + t] += static_cast<double>(t);
  }
  CHECK(stats::event_study(drifting).value().p_value < 1e-6);
}

TEST_CASE("a two-way estimate is the weighted sum of its two-by-two comparisons") {
  const auto panel = staggered(21);

  const auto pieces = stats::goodman_bacon(panel).value();

  CHECK(pieces.effect == near(stats::difference_in_differences(panel).value().effect.estimate, 1e-12));
  CHECK(pieces.pieces.size() == 9);
  double sum = 0;
  for (const auto& piece : pieces.pieces) sum += piece.weight;
  CHECK(sum == near(1, 1e-12));
  CHECK(pieces.weight_on_already_treated > 0.1);

  auto one = one_start(2, 10, 6, 1);  // one start, then some treated throughout
  CHECK(stats::goodman_bacon(one).value().pieces.size() == 1);
  one.first_treated[1] = 0;
  CHECK(stats::goodman_bacon(one).value().effect == near(stats::difference_in_differences(one).value().effect.estimate, 1e-12));
}

TEST_CASE("Sun and Abraham's averages are Callaway and Sant'Anna's where there are no covariates") {
  const auto panel = staggered(33);
  const auto regression = stats::sun_abraham(panel).value();
  const auto cells = stats::staggered_adoption(panel).value();

  CHECK(regression.simple.estimate == near(cells.simple.effect.estimate, 1e-10));
  for (std::size_t g = 0; g < 3; ++g) CHECK(regression.cohort[g].value.estimate == near(cells.group.points[g].value.effect.estimate, 1e-10));
  for (const auto& point : regression.event) {
    if (point.at < 0) continue;  // before the start the two compare with different periods
    const auto same = std::ranges::find_if(cells.event.points, [&](const auto& p) { return p.at == point.at; });
    CHECK(point.value.estimate == near(same->value.effect.estimate, 1e-10));
  }
}

TEST_CASE("what cannot be answered by difference in differences is refused in a sentence") {
  const auto with = [](auto change) {
    auto panel = one_start(1, 12, 6, 0);
    stats::DifferenceOptions options{.draws = 99};
    change(panel, options);
    return refusal(stats::difference_in_differences(panel, options));
  };
  CHECK(with([](auto&, auto&) {}) == "accepted");
  CHECK(with([](auto& p, auto&) { p.values[7] = NAN; }) == "accepted");
  CHECK(with([](auto& p, auto&) { p.values[7] = 1e308; }).find("stats.panel_") != std::string::npos);
  CHECK(with([](auto& p, auto&) { p.first_treated.assign(12, stats::Panel::never); }) == "start: stats.adoption_never");
  CHECK(with([](auto& p, auto&) { p.first_treated.assign(12, 3); }) == "start: stats.did_no_comparison");
  CHECK(with([](auto& p, auto&) { p.first_treated[0] = 9; }) == "start: stats.adoption_after_end");
  CHECK(with([](auto& p, auto&) { std::ranges::replace(p.first_treated, std::size_t{3}, std::size_t{1}); }) == "start: stats.adoption_too_few_before");
  CHECK(with([](auto&, auto& o) { o.clusters.assign(12, 4); }) == "panel: stats.did_one_cluster");
  CHECK(with([](auto&, auto& o) { o.level = 1; }) == "level: stats.level_outside");
  std::vector<double> level_only(72);
  for (std::size_t i = 0; i < 72; ++i) level_only[i] = static_cast<double>(i / 6);
  CHECK(with([&](auto&, auto& o) { o.covariates = {{"size", level_only}}; }) == "size: stats.collinear");
  auto everyone = one_start(1, 12, 6, 0);
  everyone.first_treated = {2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4};
  CHECK(refusal(stats::event_study(everyone)) == "controls: stats.adoption_no_never_treated");
  CHECK(refusal(stats::sun_abraham(everyone)) == "controls: stats.adoption_no_never_treated");
  CHECK(stats::difference_in_differences(everyone).value().warnings.back().code == "stats.did_staggered");
}

TEST_CASE("minimum wages and teenage employment: two-way fixed effects with every published error") {
  if (!testing::published_figures_at_hand()) return;
  std::vector<double> population;
  const auto panel = counties(&population);
  const auto& truth = published({"mpdta", "reference", "result", "twfe"});

  const auto answer = stats::difference_in_differences(panel).value();

  CHECK(relative(answer.effect.estimate, number_at(truth, "coef")) < 1e-8);
  CHECK(relative(answer.effect.standard_error, number_at(truth, "se_cluster_county")) < 1e-6);
  CHECK(relative(answer.error_without_factor, number_at(truth, "se_cluster_no_ssc")) < 1e-6);
  CHECK(relative(answer.independent_error, number_at(truth, "se_iid")) < 1e-6);
  CHECK(relative(answer.unequal_error, number_at(truth, "se_hc1")) < 1e-6);
  CHECK(relative(answer.error_by_period_too, number_at(truth, "se_twoway_county_year")) < 1e-6);
  CHECK(relative(stats::goodman_bacon(panel).value().effect, number_at(truth, "coef")) < 1e-8);

  const auto study = stats::event_study(panel).value();
  const auto& contaminated = *published({"mpdta", "reference", "result", "twfe_event_study_contaminated"}).array();
  REQUIRE(study.points.size() == contaminated.size());
  for (std::size_t p = 0; p < contaminated.size(); ++p) {
    CHECK("rel::" + std::to_string(study.points[p].at) == *contaminated[p].find("term")->text());
    CHECK(relative(study.points[p].value.estimate, number_at(contaminated[p], "est")) < 1e-8);
    CHECK(relative(study.points[p].value.standard_error, number_at(contaminated[p], "se")) < 1e-6);
  }
}

TEST_CASE("minimum wages and teenage employment: Sun and Abraham's effects as the reference package's") {
  if (!testing::published_figures_at_hand()) return;
  std::vector<double> population;
  const auto panel = counties(&population);
  const auto& truth = published({"mpdta", "reference", "result", "sunab"});

  const auto answer = stats::sun_abraham(panel).value();

  CHECK(relative(answer.simple.estimate, number_at(truth, "att")) < 1e-8);
  CHECK(relative(answer.simple.standard_error, number_at(truth, "att_se")) < 1e-6);
  const auto& event = *truth.find("event")->array();
  REQUIRE(answer.event.size() == event.size());
  for (std::size_t p = 0; p < event.size(); ++p) {
    CHECK("year::" + std::to_string(answer.event[p].at) == *event[p].find("term")->text());
    CHECK(relative(answer.event[p].value.estimate, number_at(event[p], "est")) < 1e-8);
    CHECK(relative(answer.event[p].value.standard_error, number_at(event[p], "se")) < 1e-6);
  }
  const auto& cohorts = *truth.find("cohort")->array();
  for (std::size_t g = 0; g < cohorts.size(); ++g) {
    CHECK("cohort::" + panel.times[answer.cohort[g].group] == *cohorts[g].find("term")->text());
    CHECK(relative(answer.cohort[g].value.estimate, number_at(cohorts[g], "est")) < 1e-8);
    CHECK(relative(answer.cohort[g].value.standard_error, number_at(cohorts[g], "se")) < 1e-6);
  }
}
