// Checks that need more than the figures of one measure: what neighbours say, what an untouched measure says, covariates
// in the time before, and relatives of an estimator beside it.
#include <algorithm>

#include "gain/gain_testing.h"

namespace gain = outturn::gain;
using outturn::testing::answer_of;
using outturn::testing::check_named;
using outturn::testing::near;
using outturn::testing::place_name;
using outturn::testing::question_of;
using outturn::testing::rows_of;
using outturn::testing::study_of;
using outturn::testing::Town;

namespace {

bool is_unchecked(const gain::Answer& answer, std::string_view id) {
  return std::ranges::any_of(answer.main.not_checked, [&](const auto& check) { return check.id == id; });
}

/// 40 places over 12 periods: ten begin at 2006, ten at 2008, each gaining 2 a period after; a third column comes and goes.
gain::Study adopters(gain::Method method) {
  gain::Question question{.value = "rate", .method = method, .has_cohort = true, .direction = gain::Direction::up};
  std::vector<gain::Row> rows;
  for (std::size_t p = 0; p < 40; ++p) {
    const std::size_t start = p < 10 ? 6 : p < 20 ? 8 : 0;
    for (std::size_t t = 0; t < 12; ++t) {
      const double noise = static_cast<double>((p * 37 + t * 53 + p * t * 11) % 29) / 29;
      const double value = 10 + static_cast<double>(p % 7) + noise + (start > 0 && t >= start ? 2.0 * static_cast<double>(t - start + 1) : 0);
      rows.push_back({place_name(p), std::to_string(2000 + t), {value, start > 0 ? 2000.0 + static_cast<double>(start) : 0.0}, static_cast<std::int64_t>(rows.size() + 2)});
    }
  }
  const auto columns = gain::columns_of(question, "", "start");
  return gain::study(std::move(question), columns, rows).value();
}

}  // namespace

TEST_CASE("places that could feel the effect are left out, and the answer with them is held beside it") {
  const Town town{.effect = 6, .seed = 4};
  auto rows = rows_of(town);
  auto question = question_of(town);
  const auto columns = gain::columns_of(question, "", "");
  const auto unasked = answer_of(gain::study(question, columns, rows).value());
  CHECK(is_unchecked(unasked, "spillover"));
  CHECK(check_named(unasked, "spillover") == nullptr);

  question.neighbours = {"P11", "P12", "P13"};
  const auto calm = gain::study(question, columns, rows).value();
  CHECK(calm.untreated().size() == 21);
  CHECK(calm.with_neighbours->untreated().size() == 24);
  const auto passes = answer_of(calm);
  REQUIRE(check_named(passes, "spillover"));
  CHECK(check_named(passes, "spillover")->outcome == gain::Outcome::pass);
  CHECK(!is_unchecked(passes, "spillover"));

  for (auto& row : rows) {  // they feel it twice as strongly as the place itself
    const bool neighbour = row.unit == "P11" || row.unit == "P12" || row.unit == "P13";
    if (neighbour && row.time >= "2010") row.numbers[0] += 12;
  }
  const auto felt = answer_of(gain::study(question, columns, rows).value());
  CHECK(check_named(felt, "spillover")->outcome == gain::Outcome::caution);
  CHECK(felt.main.effect == near(passes.main.effect, 1e-9));
  CHECK(felt.verdict == passes.verdict);  // a caution, not a stop
}

TEST_CASE("a measure that working together cannot touch shows a false effect, or shows none") {
  const Town town{.effect = 6, .seed = 4};
  const Town calm{.effect = 0, .seed = 77};
  auto question = question_of(town);
  question.negative_control = "other";
  const auto columns = gain::columns_of(question, "", "");
  const auto with_other = [&](const Town& other) {
    auto rows = rows_of(town);
    const auto others = rows_of(other);
    for (std::size_t r = 0; r < rows.size(); ++r) rows[r].numbers.push_back(others[r].numbers[0]);
    return answer_of(gain::study(question, columns, rows).value());
  };
  CHECK(is_unchecked(answer_of(study_of(town, question_of(town))), "negative_control"));
  const auto clean = with_other(calm);
  REQUIRE(check_named(clean, "negative_control"));
  CHECK(check_named(clean, "negative_control")->outcome == gain::Outcome::pass);
  CHECK(std::abs(check_named(clean, "negative_control")->value.value()) < 2);
  const auto moved = with_other({.effect = 6, .seed = 78});
  CHECK(check_named(moved, "negative_control")->outcome == gain::Outcome::caution);
  CHECK(clean.main.checks.size() + clean.main.not_checked.size() == 12);
}

TEST_CASE("backdating allows for covariates as the effect itself does") {
  // What moves the place before the start is wholly told by its covariate: with it there is no false effect.
  const Town town{.effect = 6, .seed = 4};
  auto question = question_of(town);
  question.covariates = {"told"};
  auto rows = rows_of(town);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& row = rows[r];
    const bool moved = row.unit == "P00" && row.time >= "2004" && row.time < "2010";
    const double told = moved ? 8 : static_cast<double>((r * 7919) % 11) / 4;  // it moves the others as well, so they tell how much
    row.numbers = {row.numbers[0] + told, told};
  }
  const auto columns = gain::columns_of(question, "", "");
  const auto told = answer_of(gain::study(question, columns, rows).value());
  CHECK(check_named(told, "backdating")->outcome != gain::Outcome::stop);
  auto blind = question;
  blind.covariates.clear();
  for (auto& row : rows) row.numbers.resize(1);
  const auto untold = answer_of(gain::study(blind, gain::columns_of(blind, "", ""), rows).value());
  CHECK(check_named(untold, "backdating")->outcome == gain::Outcome::stop);
}

TEST_CASE("staggered starts show Sun and Abraham, what two-way fixed effects mix up, and bands wider than intervals") {
  const auto answer = answer_of(adopters(gain::Method::automatic));
  CHECK(answer.main.method == gain::Method::staggered);
  REQUIRE(answer.main.also.size() == 1);
  CHECK(answer.main.also.front().name == "sun-abraham");
  CHECK(answer.main.also.front().estimate == near(answer.main.effect, 1e-9));  // equal without covariates
  REQUIRE(answer.main.two_way);
  double weights = 0;
  double sum = 0;
  for (const auto& piece : answer.main.two_way->pieces) {
    weights += piece.weight;
    sum += piece.weight * piece.estimate;
  }
  CHECK(weights == near(1, 1e-9));
  CHECK(sum == near(answer.main.two_way->effect, 1e-9));
  CHECK(answer.main.two_way->weight_on_already_treated > 0);
  REQUIRE(!answer.beside.empty());
  CHECK(answer.beside.front().effect == near(answer.main.two_way->effect, 1e-9));
  for (const auto* family : {&answer.main.event, &answer.main.att_gt}) {
    REQUIRE(!family->empty());
    CHECK(std::ranges::all_of(*family, [](const auto& one) { return !one.interval || one.band.has_value(); }));
  }
  const auto& last = answer.main.event.back();
  CHECK(last.band->second - last.band->first > last.interval->second - last.interval->first);
}

TEST_CASE("several places that began together show the error of leaving each out beside the placebos'") {
  const Town town{.effect = 4, .seed = 6};
  auto question = question_of(town);
  question.treated = {"P00", "P09", "P15"};
  question.method = gain::Method::synthetic_did;
  const auto answer = answer_of(study_of(town, question));
  REQUIRE(answer.main.errors.size() == 2);
  CHECK(answer.main.errors[1].first == "jackknife");
  CHECK(answer.main.errors[1].second > 0);
}

TEST_CASE("a drift that would account for the effect stops the verdict, and a large effect without one is shown") {
  int shown = 0;
  int drifting = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    shown += answer_of(study_of({.effect = 3.5, .seed = seed}, question_of({}))).verdict == gain::Verdict::gain_shown;
    drifting += answer_of(study_of({.drift = 0.25, .seed = seed}, question_of({}))).verdict == gain::Verdict::gain_shown;
  }
  CHECK(shown >= 17);
  CHECK(drifting <= 5);
}

TEST_CASE("places that were leaving the others already are not called a gain, whether they began together or not") {
  for (const auto method : {gain::Method::did, gain::Method::staggered}) {
    auto study = adopters(method);
    for (std::size_t u = 0; u < 20; ++u) {
      const auto start = study.panel.first_treated[u];
      for (std::size_t t = 0; t < 12; ++t) {
        const double after = t >= start ? 2.0 * static_cast<double>(t - start + 1) : 0;
        study.panel.values[u * 12 + t] += 0.5 * static_cast<double>(t) - after;
      }
    }
    const auto answer = answer_of(study);
    CHECK(answer.verdict == gain::Verdict::cannot_tell);
    CHECK(check_named(answer, "backdating")->outcome == gain::Outcome::stop);
  }
}

TEST_CASE("a measure or a neighbour that cannot serve is refused") {
  const Town town{.places = 6, .periods = 8, .start = 5};
  auto question = question_of(town);
  question.neighbours = {"P00", "Atlantis"};
  question.negative_control = "rate";
  const auto made = gain::study(question, gain::columns_of(question, "", ""), rows_of(town));
  REQUIRE(!made);
  std::vector<std::string> codes;
  for (const auto& issue : made.error()) codes.push_back(issue.code);
  CHECK(std::ranges::count(codes, "gain.treated_and_neighbour") == 1);
  CHECK(std::ranges::count(codes, "gain.negative_control_same") == 1);
}

namespace {

/// 30 places over 12 periods of which `taking_part` begin, each in another period, with an effect; errors that follow no rule.
/// Those who begin follow `path` times a common course that the others do not.
gain::Answer few_begin(std::size_t taking_part, std::size_t places, double effect, int threads = 1, double path = 0) {
  gain::Question question{.value = "rate", .method = gain::Method::staggered, .has_cohort = true, .direction = gain::Direction::up, .threads = threads};
  std::vector<gain::Row> rows;
  std::mt19937_64 random(11);
  for (std::size_t p = 0; p < places; ++p) {
    const std::size_t start = p < taking_part ? 5 + p % 4 : 0;
    for (std::size_t t = 0; t < 12; ++t) {
      const double noise = static_cast<double>(random() % 1000) / 250;
      const double course = start > 0 ? path * (t % 4 < 2 ? 1 : -1) : 0;
      rows.push_back({outturn::testing::place_name(p), std::to_string(2000 + t), {20 + noise + course + (start > 0 && t >= start ? effect : 0), start > 0 ? 2000.0 + static_cast<double>(start) : 0.0},
                      static_cast<std::int64_t>(rows.size() + 2)});
    }
  }
  const auto columns = gain::columns_of(question, "", "start");
  return answer_of(gain::study(std::move(question), columns, rows).value());
}

}  // namespace

TEST_CASE("where few places begin at different times, chance is judged by drawn groups of those that never do, not by errors that rest on many") {
  const auto few = few_begin(3, 30, 4);
  CHECK(few.verdict == gain::Verdict::gain_shown);
  CHECK(few.main.rests_on_places);
  CHECK(few.main.p_value == near(1.0 / 200, 1e-12));
  CHECK(few.main.p_floor == near(1.0 / 200, 1e-12));
  REQUIRE(check_named(few, "placebos"));
  CHECK(check_named(few, "placebos")->sentence.key == "gain.check.placebos.groups");
  const auto as_if_many = std::ranges::find_if(few.main.errors, [](const auto& one) { return one.first == "independent_places"; });
  REQUIRE(as_if_many != few.main.errors.end());
  CHECK(as_if_many->second < *few.main.standard_error);
  CHECK(few_begin(3, 30, 4, 3).main.standard_error == few.main.standard_error);  // threads change nothing

  // Noise of variance 4/3: a place's mean after its start less the period before varies by 4/3 (1 + 1/T), T = 7, 6 and 5; weighted by
  // T, three places vary by about 0.53. Were those who took part among a drawn group's others, half of it would stand still.
  CHECK(*few.main.standard_error == near(std::sqrt(0.53), 0.2));

  const auto nothing = few_begin(3, 30, 0);
  CHECK(nothing.verdict == gain::Verdict::cannot_tell);
  CHECK(nothing.main.as_extreme > 10);

  CHECK(!few_begin(20, 40, 4).main.rests_on_places);  // many places: their own errors
  CHECK(few_begin(19, 41, 4).main.rests_on_places);
  CHECK(!few_begin(12, 21, 4).main.rests_on_places);  // no groups of twelve among nine, and not so few
}

TEST_CASE("a few places that go another way before they begin are no guide, though their error is not four times the usual") {
  const auto like_others = few_begin(3, 30, 4);
  const auto* alike = check_named(like_others, "pre_fit");
  REQUIRE(alike);
  CHECK(alike->outcome != gain::Outcome::stop);
  const auto apart = few_begin(3, 30, 4, 1, 2);
  const auto* fit = check_named(apart, "pre_fit");
  REQUIRE(fit);
  CHECK(*fit->value < 4);
  CHECK(fit->outcome == gain::Outcome::stop);
  CHECK(apart.verdict == gain::Verdict::cannot_tell);
}

TEST_CASE("where few places begin and hardly any never does, nothing can be told, and the reason is said") {
  const auto eight = few_begin(3, 11, 40);
  CHECK(eight.verdict == gain::Verdict::cannot_tell);
  REQUIRE(!eight.reasons.empty());
  CHECK(eight.reasons.front().key == "gain.reason.few_places");
  const auto ten = few_begin(8, 18, 40);
  CHECK(ten.verdict == gain::Verdict::cannot_tell);
  REQUIRE(!ten.reasons.empty());
  CHECK(ten.reasons.front().key == "gain.reason.no_groups");
  CHECK(few_begin(6, 15, 40).verdict == gain::Verdict::gain_shown);  // nine others, three to be compared with
}
