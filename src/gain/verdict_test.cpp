#include "gain/verdict.h"

#include "gain/gain_testing.h"

namespace gain = outturn::gain;
using gain::Evidence;
using gain::Verdict;

TEST_CASE("a verdict follows from the interval, chance, what is worthwhile, and what the checks stop") {
  const Evidence places{.low = 1, .high = 5, .rests_on_places = true, .comparison_places = 9, .p_value = 0.1};
  CHECK(gain::verdict_on(places) == Verdict::gain_shown);
  auto changed = places;
  changed.p_value = 0.101;
  CHECK(gain::verdict_on(changed) == Verdict::cannot_tell);
  changed = places;
  changed.comparison_places = 8;
  CHECK(gain::verdict_on(changed) == Verdict::cannot_tell);
  changed = places;
  changed.stopped = true;
  CHECK(gain::verdict_on(changed) == Verdict::cannot_tell);
  changed = places;
  changed.low = 0;
  CHECK(gain::verdict_on(changed) == Verdict::cannot_tell);
  changed = places;
  changed.low = -5;
  changed.high = -1;
  CHECK(gain::verdict_on(changed) == Verdict::worse_than_alone);
}

TEST_CASE("no gain is shown only where the interval leaves no room for one worth having") {
  CHECK(gain::verdict_on({.low = -1, .high = 1.9, .worthwhile = 2}) == Verdict::no_gain_shown);
  CHECK(gain::verdict_on({.low = -1, .high = 2, .worthwhile = 2}) == Verdict::cannot_tell);
  CHECK(gain::verdict_on({.low = -1, .high = 0.1}) == Verdict::cannot_tell);
  CHECK(gain::verdict_on({.low = -3, .high = -1, .worthwhile = 2}) == Verdict::worse_than_alone);
  CHECK(gain::verdict_on({.low = -3, .high = -1, .rests_on_places = true, .comparison_places = 20, .p_value = 0.3, .worthwhile = 2}) ==
        Verdict::no_gain_shown);
}

TEST_CASE("without an interval nothing can be told") {
  CHECK(gain::verdict_on({}) == Verdict::cannot_tell);
  CHECK(gain::verdict_on({.low = 1}) == Verdict::cannot_tell);
}

TEST_CASE("where no earlier start could be tried, a drift could pass for an effect, so nothing can be told") {
  Evidence evidence{.low = 1, .high = 5, .rests_on_places = true, .comparison_places = 20, .p_value = 0.05, .worthwhile = 6};
  CHECK(gain::verdict_on(evidence) == Verdict::gain_shown);
  evidence.looked_back = false;
  CHECK(gain::verdict_on(evidence) == Verdict::cannot_tell);
  evidence.low = -5;
  evidence.high = -1;
  CHECK(gain::verdict_on(evidence) == Verdict::cannot_tell);

  const outturn::testing::Town short_past{.periods = 12, .start = 2, .effect = 8, .seed = 5};
  const auto found = outturn::testing::answer_of(outturn::testing::study_of(short_past, outturn::testing::question_of(short_past)));
  CHECK(found.verdict == Verdict::cannot_tell);
  REQUIRE(!found.reasons.empty());
  CHECK(found.reasons.front().key == "gain.reason.no_look_back");
}
