#include "web/serving/rate.h"

#include "testing.h"

namespace web = outturn::web;
using outturn::base::Instant;

namespace {

Instant second(double seconds) { return {static_cast<std::int64_t>(seconds * 1e6)}; }

}  // namespace

TEST_CASE("rate limits: a burst, then one at a time, each key for itself") {
  web::RateLimit limit{3, 10};

  for (int i = 0; i < 3; ++i) CHECK_FALSE(limit.take("a", second(0)));
  CHECK(limit.take("a", second(0)) == 10);
  CHECK(limit.take("a", second(9)) == 1);
  CHECK_FALSE(limit.take("b", second(0)));
  CHECK_FALSE(limit.take("a", second(10)));
  CHECK(limit.take("a", second(10)) == 10);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(limit.take("a", second(1000)));  // never more than the burst
  CHECK(limit.take("a", second(1000)));
}

TEST_CASE("rate limits: signing in well gives all tries back; a clock that goes back gives none") {
  web::RateLimit limit{1, 10};
  CHECK_FALSE(limit.take("a", second(100)));
  CHECK(limit.take("a", second(50)) == 10);
  CHECK(limit.take("a", second(109)) == 1);
  limit.forget("a");
  CHECK_FALSE(limit.take("a", second(109)));
}

TEST_CASE("rate limits: memory is bounded, and those still limited are kept before the others") {
  web::RateLimit limit{2, 10, 3};
  limit.take("old", second(0));
  limit.take("busy", second(19));
  limit.take("busy", second(19));
  limit.take("third", second(19));

  CHECK_FALSE(limit.take("new", second(20)));

  CHECK(limit.size() == 3);
  CHECK(limit.take("busy", second(20)));
}
