#include "gain/answer.h"

#include "gain/choice.h"
#include "gain/gain_testing.h"

namespace gain = outturn::gain;
using outturn::testing::answer_of;
using outturn::testing::check_named;
using outturn::testing::near;
using outturn::testing::question_of;
using outturn::testing::rows_of;
using outturn::testing::study_of;
using outturn::testing::Town;

namespace {

std::string json_of(const gain::Study& study) {
  outturn::base::JsonWriter json;
  gain::write_json(json, study, answer_of(study), outturn::language::Words("en"));
  return std::move(json).str();
}

}  // namespace

TEST_CASE("a clear effect is shown, near its size, and the sentence says so in both languages") {
  const Town town{.effect = 6, .seed = 4};
  const auto study = study_of(town, question_of(town));
  const auto answer = answer_of(study);
  CHECK(answer.main.method == gain::Method::synthetic_did);
  CHECK(answer.main.effect == near(6, 1.5));
  CHECK(answer.verdict == gain::Verdict::gain_shown);
  CHECK(answer.main.p_floor.value() == near(1.0 / 25, 1e-12));
  CHECK(say(outturn::language::Words("en"), answer.sentence).starts_with("Gain shown. From 2010 on, rate in P00 was about "));
  CHECK(say(outturn::language::Words("fr"), answer.sentence).starts_with("Gain démontré. À partir de 2010, rate (P00) compte environ "));
  CHECK(answer.beside.size() == 2);
  for (const auto* id : {"pre_fit", "backdating", "trend", "placebos", "leave_one_out", "anticipation", "donor_pool", "data", "many_outcomes"}) {
    INFO(id);
    CHECK(check_named(answer, id) != nullptr);
  }
  CHECK(answer.main.checks.size() + answer.main.not_checked.size() == 12);
}

TEST_CASE("the same figures the other way up give the same verdict, and the other direction the mirrored one") {
  const Town town{.effect = 6, .seed = 4};
  const auto up = answer_of(study_of(town, question_of(town)));
  auto question = question_of(town);
  question.direction = gain::Direction::down;
  CHECK(answer_of(study_of(town, question)).verdict == gain::Verdict::worse_than_alone);
  auto rows = rows_of(town);
  for (auto& row : rows) row.numbers[0] = -row.numbers[0];
  const auto negated = answer_of(gain::study(question, gain::columns_of(question, "", ""), rows).value());
  CHECK(negated.verdict == up.verdict);
  CHECK(negated.main.effect == near(-up.main.effect, 1e-9));
}

TEST_CASE("the answer does not depend on the order of rows, the number of threads, or the day") {
  const Town town{.effect = 2, .seed = 9};
  const auto first = json_of(study_of(town, question_of(town)));
  auto question = question_of(town);
  question.threads = 3;
  auto rows = rows_of(town);
  std::reverse(rows.begin(), rows.end());
  const auto other = gain::study(question, gain::columns_of(question, "", ""), rows).value();
  CHECK(json_of(other) == first);
}

TEST_CASE("with fewer than nine places to compare with, chance cannot be judged") {
  const Town town{.places = 9, .effect = 8, .seed = 4};
  const auto answer = answer_of(study_of(town, question_of(town)));
  CHECK(answer.verdict == gain::Verdict::cannot_tell);
  REQUIRE(!answer.reasons.empty());
  CHECK(answer.reasons.front().key == "gain.reason.few_places");
  const Town larger{.places = 10, .effect = 8, .seed = 4};
  CHECK(answer_of(study_of(larger, question_of(larger))).verdict == gain::Verdict::gain_shown);
}

TEST_CASE("a place that its comparison cannot follow is not judged") {
  const Town town{.effect = 4, .loading = 6, .seed = 5};
  const auto answer = answer_of(study_of(town, question_of(town)));
  CHECK(answer.verdict == gain::Verdict::cannot_tell);
  CHECK(check_named(answer, "pre_fit")->outcome == gain::Outcome::stop);
}

TEST_CASE("a place that was drifting away already is not judged, and a shown gain repeats what speaks against it") {
  const Town steep{.drift = 0.6, .seed = 2};
  const auto answer = answer_of(study_of(steep, question_of(steep)));
  CHECK(check_named(answer, "backdating")->outcome == gain::Outcome::stop);
  CHECK(check_named(answer, "trend")->outcome == gain::Outcome::caution);
  CHECK(answer.verdict == gain::Verdict::cannot_tell);
  bool repeated = false;
  for (std::uint64_t seed = 1; seed < 40 && !repeated; ++seed) {
    const Town slow{.drift = 0.2, .seed = seed};
    const auto shown = answer_of(study_of(slow, question_of(slow)));
    if (shown.verdict != gain::Verdict::gain_shown) continue;
    bool warned = false;
    for (const auto* id : {"pre_fit", "backdating", "trend", "anticipation"}) warned = warned || check_named(shown, id)->outcome != gain::Outcome::pass;
    CHECK((say(outturn::language::Words("en"), shown.sentence).find("Read it with care") != std::string::npos) == warned);
    repeated = warned;
  }
  CHECK(repeated);
}

TEST_CASE("one series without a comparison is held against its past, or not at all when it is short") {
  const auto alone = [](std::size_t periods, std::size_t start) {
    const Town town{.places = 1, .periods = periods, .start = start, .effect = 9, .loading = 0, .seed = 3};
    auto rows = rows_of({.places = 2, .periods = periods, .start = start, .effect = 9, .loading = 0, .seed = 3});
    rows.resize(periods);
    auto question = question_of(town);
    return gain::study(question, gain::columns_of(question, "", ""), rows).value();
  };
  CHECK(gain::choice_for(alone(40, 30)).method == gain::Method::its);
  const auto answer = answer_of(alone(40, 30));
  CHECK(answer.main.effect == near(9, 2));
  CHECK(answer.verdict == gain::Verdict::gain_shown);
  CHECK(!answer.main.coefficients.empty());
  const auto short_one = answer_of(alone(10, 6));
  CHECK(short_one.main.method == gain::Method::none);
  CHECK(short_one.verdict == gain::Verdict::cannot_tell);
  CHECK(json_of(alone(10, 6)).find("\"estimate\":null") != std::string::npos);
}

TEST_CASE("a start chosen at the place's worst moment is met with caution, at its best it is not") {
  const outturn::testing::Town town{.seed = 11};
  auto rows = outturn::testing::rows_of(town);
  rows[town.start - 1].numbers.front() -= 12;  // the first place, the last figure before its start
  auto question = outturn::testing::question_of(town);
  const auto checked = [&](gain::Direction better) {
    question.direction = better;
    const auto study = gain::study(question, gain::columns_of(question, "", ""), rows).value();
    const auto answer = outturn::testing::answer_of(study);
    return outturn::testing::check_named(answer, "data")->outcome;
  };
  CHECK(checked(gain::Direction::up) == gain::Outcome::caution);
  CHECK(checked(gain::Direction::down) == gain::Outcome::pass);
}

TEST_CASE("an effect that turns round without one place is not told, and that place is named") {
  constexpr int start = 14;
  std::vector<gain::Row> rows;
  for (int place = 0; place < 13; ++place) {
    for (int t = 0; t < 20; ++t) {
      const double common = (t * 7 % 5) + 0.3 * t;
      const double own = ((place * 37 + t * 53 + place * t * 11) % 23) / 11.0;
      const bool twin = place <= 1;  // the second follows the first almost exactly, until it falls by itself
      double value = 30 + common + (twin ? 0.2 * (t * 3 % 4) + 0.01 * place * (t % 3) : own);
      if (t >= start) value -= place == 0 ? 2 : place == 1 ? 12 : 0;
      rows.push_back({outturn::testing::place_name(static_cast<std::size_t>(place)), std::to_string(2000 + t), {value}, static_cast<std::int64_t>(rows.size() + 2)});
    }
  }
  const gain::Question question{.value = "rate", .treated = {"P00"}, .from = std::to_string(2000 + start), .method = gain::Method::synthetic_control, .direction = gain::Direction::up};
  const auto answer = outturn::testing::answer_of(gain::study(question, gain::columns_of(question, "", ""), rows).value());
  CHECK(answer.main.effect > 5);
  const auto* check = outturn::testing::check_named(answer, "leave_one_out");
  REQUIRE(check);
  CHECK(check->outcome == gain::Outcome::stop);
  CHECK(outturn::language::say(outturn::language::Words("en"), check->sentence).starts_with("Without P01 the estimate turns round"));
  CHECK(answer.verdict == gain::Verdict::cannot_tell);
}
