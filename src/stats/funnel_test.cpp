#include "stats/funnel.h"

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace outturn;
using stats::CountModel;

namespace {

/// Accidental fires in homes and people by council of Scotland, 2021/22 (Scottish Fire and Rescue Service; National
/// Records of Scotland, mid-2021).
std::vector<stats::PlaceCount> fires() {
  return {{"Aberdeen City", 222, 227430}, {"Aberdeenshire", 145, 262690}, {"Angus", 92, 116120}, {"Argyll and Bute", 78, 86220},
          {"City of Edinburgh", 453, 526470}, {"Clackmannanshire", 46, 51540}, {"Dumfries and Galloway", 92, 148790},
          {"Dundee City", 173, 147720}, {"East Ayrshire", 95, 122020}, {"East Dunbartonshire", 50, 108900},
          {"East Lothian", 75, 109580}, {"East Renfrewshire", 56, 96580}, {"Eilean Siar", 18, 26640}, {"Falkirk", 136, 160700},
          {"Fife", 236, 374730}, {"Glasgow City", 793, 635130}, {"Highland", 163, 238060}, {"Inverclyde", 85, 76700},
          {"Midlothian", 51, 89420}, {"Moray", 69, 96410}, {"North Ayrshire", 149, 134220}, {"North Lanarkshire", 283, 341400},
          {"Orkney Islands", 10, 22540}, {"Perth and Kinross", 101, 153830}, {"Renfrewshire", 189, 179940},
          {"Scottish Borders", 80, 116020}, {"Shetland Islands", 14, 22940}, {"South Ayrshire", 81, 112450},
          {"South Lanarkshire", 259, 322630}, {"Stirling", 66, 93470}, {"West Dunbartonshire", 112, 87790}, {"West Lothian", 157, 185580}};
}

const stats::FunnelPlace& place(const stats::Funnel& funnel, const std::string& name) {
  for (const auto& one : funnel.places) {
    if (one.place.name == name) return one;
  }
  FAIL("no such place");
  return funnel.places.front();
}

std::string refusals(const std::vector<stats::PlaceCount>& places, CountModel model = CountModel::binomial) {
  const auto drawn = stats::funnel(places, {.model = model});
  if (drawn) return "none";
  std::string codes;
  for (const auto& issue : drawn.error()) codes += (codes.empty() ? "" : " ") + issue.field + ":" + issue.code;
  return codes;
}

}  // namespace

TEST_CASE("spread between places: winsorised phi and tau squared as computed by hand from the formulas") {
  const auto drawn = stats::funnel(fires(), {.model = CountModel::poisson});

  REQUIRE(drawn);  // by a separate script in Python from the published formulas
  CHECK(drawn->centre == doctest::Approx(0.0008455319599755967).epsilon(1e-12));
  CHECK(drawn->phi == doctest::Approx(4.7227559884210955).epsilon(1e-9));
  CHECK(drawn->tau2 == doctest::Approx(1.955562829791857e-08).epsilon(1e-9));
  CHECK(drawn->spread);
}

TEST_CASE("a place beyond chance but within the usual spread is not said to stand out") {
  const auto drawn = stats::funnel(fires(), {.model = CountModel::poisson});

  REQUIRE(drawn);
  CHECK(place(*drawn, "Angus").verdict == stats::PlaceVerdict::as_expected);
  CHECK(place(*drawn, "Fife").verdict == stats::PlaceVerdict::within_spread_low);
  CHECK(place(*drawn, "Glasgow City").verdict == stats::PlaceVerdict::edge_high);
  CHECK(place(*drawn, "East Dunbartonshire").verdict == stats::PlaceVerdict::edge_low);
  CHECK(place(*drawn, "Orkney Islands").verdict == stats::PlaceVerdict::as_expected);
  for (const auto& one : drawn->places) {
    CHECK(one.additive.at998.lower <= one.chance.at998.lower);
    CHECK(one.additive.at998.upper >= one.chance.at998.upper);
    CHECK(one.multiplicative.at95.upper >= one.chance.at95.upper);
    CHECK(one.chance.at998.upper >= one.chance.at95.upper);
  }
}

TEST_CASE("one place far from the others stands out, and winsorising keeps it from hiding itself") {
  auto places = fires();
  places[7].numerator = 700;  // Dundee
  const auto drawn = stats::funnel(places, {.model = CountModel::poisson});

  REQUIRE(drawn);
  CHECK(place(*drawn, "Dundee City").verdict == stats::PlaceVerdict::stands_out_high);
}

TEST_CASE("alike places need no spread: chance limits hold, and the exact tail decides for few events") {
  std::vector<stats::PlaceCount> places;
  for (int i = 0; i < 20; ++i) places.push_back({"place " + std::to_string(i), static_cast<double>(i % 3), 100});
  places[19].numerator = 6;
  places[18].numerator = 8;

  const auto drawn = stats::funnel(places, {});

  REQUIRE(drawn);
  CHECK(drawn->centre == doctest::Approx(0.0155).epsilon(0.1));
  CHECK(drawn->places[19].chance_as_high > 0.001);
  CHECK(drawn->places[18].chance_as_high < 0.001);
  CHECK(drawn->places[18].verdict != stats::PlaceVerdict::as_expected);
  CHECK(drawn->places[0].verdict == stats::PlaceVerdict::as_expected);
}

TEST_CASE("no events anywhere, or everybody everywhere, is no reason to fail") {
  const auto none = stats::funnel(std::vector<stats::PlaceCount>{{"a", 0, 10}, {"b", 0, 20}}, {});
  const auto all = stats::funnel(std::vector<stats::PlaceCount>{{"a", 10, 10}, {"b", 20, 20}}, {});

  REQUIRE(none);
  REQUIRE(all);
  CHECK(none->phi == 0);
  CHECK(none->places[0].verdict == stats::PlaceVerdict::as_expected);
  CHECK(all->places[1].verdict == stats::PlaceVerdict::as_expected);
  CHECK(all->places[1].chance.at998.upper <= 1);
}

TEST_CASE("everything wrong with the places is said at once") {
  CHECK(refusals({}) == "unit:stats.too_few_places");
  CHECK(refusals({{"a", 1, 10}}) == "unit:stats.too_few_places");
  CHECK(refusals({{"a", 1, 10}, {"a", 2, 0}, {"", -1, 5}, {"b", 7, 6}, {"c", 1.5, 4}, {"d", NAN, 4}}) ==
        "unit:stats.place_twice denominator:stats.denominator_not_positive unit:stats.no_name numerator:stats.count_below_zero "
        "numerator:stats.more_than_all numerator:stats.not_whole numerator:stats.not_a_number");
  CHECK(refusals({{"a", 7, 6}, {"b", 5, 6.5}}, CountModel::poisson) == "none");
}
