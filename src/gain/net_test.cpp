#include "gain/net.h"

#include <cmath>

#include "gain/gain_testing.h"

namespace gain = outturn::gain;
using outturn::testing::near;
using outturn::testing::refusal;

namespace {

/// 1,000 people, two periods, no discount: each unit of effect is worth 3 + 2 = 5 a person and period, costs are 6,000 a period.
gain::NetQuestion example() {
  return {.verdict = gain::Verdict::gain_shown,
          .effect = 2,
          .standard_error = 0.5,
          .interval = std::pair{1.2, 2.8},
          .periods = 2,
          .units = 1000,
          .discount = 0,
          .values = {{.name = "Beds", .kind = gain::ValueKind::cashable, .amount = {3}, .partner = "Hospital"},
                     {.name = "Time", .kind = gain::ValueKind::public_value, .amount = {2, 1, 4}}},
          .costs = {{.name = "Meetings", .partner = "Council", .amount = {50}, .hours = 120, .hours_anyway = 20},
                    {.name = "System", .partner = "Hospital", .amount = {2000}, .lifetime = 2}}};
}

}  // namespace

TEST_CASE("net gain: gross by kind, cost without the hours spent anyway, one-off costs over their lifetime") {
  const auto net = gain::net_gain(example()).value();
  CHECK(net.gross.value() == near(2 * 1000 * 5 * 2, 1e-9));
  CHECK(net.cashable.value() == near(12'000, 1e-9));
  CHECK(net.public_value.value() == near(8'000, 1e-9));
  CHECK(net.non_cashable.value() == 0);
  CHECK(net.cost == near((100 * 50 + 1000) * 2, 1e-9));
  CHECK(net.net.value() == near(8'000, 1e-9));
  CHECK(net.benefit_cost_ratio.value() == near(20.0 / 12, 1e-12));
  CHECK(net.break_even.value() == near(1.2, 1e-12));
  CHECK(net.cost_per_unit.value() == near(12'000 / (2.0 * 2000), 1e-12));
}

TEST_CASE("net gain: discounting begins with the second period, and equal sums pay a one-off with interest") {
  auto question = example();
  question.discount = 0.1;
  const auto net = gain::net_gain(question).value();
  const double two = 1 + 1 / 1.1;
  CHECK(net.gross.value() == near(10'000 * two, 1e-9));
  // 2,000 over two periods at 10 %: 1,152.38 a period
  CHECK(net.cost == near((5000 + 2000 * 0.1 / (1 - std::pow(1.1, -2))) * two, 1e-9));
}

TEST_CASE("net gain: without a telling verdict there is no net figure, and without a gain it is minus the cost") {
  auto question = example();
  question.verdict = gain::Verdict::cannot_tell;
  auto net = gain::net_gain(question).value();
  CHECK(!net.net);
  CHECK(!net.gross);
  CHECK(!net.median);
  CHECK(!net.chance_positive);
  CHECK(net.cost == near(12'000, 1e-9));
  CHECK(net.break_even.value() == near(1.2, 1e-12));
  for (const auto& share : net.partners) CHECK(!share.benefit);
  question.verdict = gain::Verdict::no_gain_shown;
  net = gain::net_gain(question).value();
  CHECK(net.net.value() == near(-12'000, 1e-9));
  for (const auto* language : {"en", "fr"}) CHECK(say(outturn::language::Words(language), net.sentence).find("⟦") == std::string::npos);
}

TEST_CASE("net gain: the simulation agrees with what can be computed by hand, and repeats itself") {
  auto question = example();
  question.values.pop_back();  // only the certain value: net is normal with mean 12,000 − 12,000 and sd 0.5 × 6,000
  question.draws = 40'000;
  const auto net = gain::net_gain(question).value();
  CHECK(net.chance_positive.value() == near(0.5, 0.01));
  CHECK(net.median.value() == near(0, 60));
  CHECK(net.range->second == near(1.2816 * 3000, 60));
  CHECK(gain::net_gain(question)->median == net.median);
  question.seed = 2;
  CHECK(gain::net_gain(question)->median != net.median);
}

TEST_CASE("net gain: what matters most comes first, and partners are told apart") {
  const auto net = gain::net_gain(example()).value();
  REQUIRE(net.tornado.size() == 2);
  CHECK(net.tornado.front().name == "effect");
  CHECK(net.tornado.front().at_low == near(1.2 * 10'000 - 12'000, 1e-9));
  CHECK(net.tornado.back().at_high == near(8'000 + 2 * 2000 * 2, 1e-9));
  double benefit = 0;
  double cost = 0;
  for (const auto& share : net.partners) {
    benefit += share.benefit.value();
    cost += share.cost;
  }
  CHECK(benefit == near(*net.gross, 1e-9));
  CHECK(cost == near(net.cost, 1e-9));
  REQUIRE(!net.notes.empty());
  CHECK(net.notes.back().key == "gain.net.note.loses");  // the council pays and has no benefit of its own
}

TEST_CASE("net gain: amounts of other years need an index, and impossible figures are refused all at once") {
  auto question = example();
  question.price_year = 2024;
  question.values[0].price_year = 2020;
  CHECK(refusal(gain::net_gain(question)) == "Beds: gain.net_deflator");
  question.deflators = {{2020, 100}, {2024, 125}};
  CHECK(gain::net_gain(question)->cashable.value() == near(15'000, 1e-9));
  question = example();
  question.costs[0].hours_anyway = 200;
  question.values[1].amount = {2, 3, 4};
  question.discount = 2;
  question.periods = 0;
  CHECK(gain::net_gain(question).error().size() == 4);
  question.costs.clear();
  CHECK(gain::net_gain(question).error().front().code == "gain.net_no_costs");
}

TEST_CASE("cannot tell: no partner is given a benefit or a net figure either") {
  auto question = example();
  question.verdict = gain::Verdict::cannot_tell;
  const auto net = gain::net_gain(question).value();
  REQUIRE(!net.partners.empty());
  for (const auto& share : net.partners) {
    CHECK(!share.benefit);
    CHECK(!share.net());
  }
  outturn::base::JsonWriter json;
  gain::write_json(json, question, net, outturn::language::Words("en"));
  const auto partner = outturn::base::Json::parse(std::move(json).str()).value().find("partners")->array()->front();
  CHECK(!partner.find("benefit")->number());
  CHECK(!partner.find("net")->number());
  CHECK(partner.find("cost")->number());

  question.verdict = gain::Verdict::gain_shown;
  question.values.clear();  // nobody said what it is worth
  const auto unvalued = gain::net_gain(question).value();
  for (const auto& share : unvalued.partners) CHECK(!share.net());
}

TEST_CASE("amounts in prices of different years are not added up as they are") {
  auto question = example();
  question.price_year = 0;
  question.costs.front().price_year = 2023;
  CHECK(gain::net_gain(question));
  question.values.front().price_year = 2024;
  const auto refused = gain::net_gain(question);
  REQUIRE(!refused);
  CHECK(refused.error().front().code == "gain.net_price_years");
  question.price_year = 2024;
  question.deflators = {{2023, 100}, {2024, 104}};
  CHECK(gain::net_gain(question));
}

TEST_CASE("where things got worse the sentence speaks of no gain") {
  auto question = example();
  question.verdict = gain::Verdict::worse_than_alone;
  question.effect = -std::abs(question.effect);
  const auto net = gain::net_gain(question).value();
  CHECK(net.sentence.key == "gain.net.worse");
  CHECK(*net.net < -net.cost);
  CHECK(net.notes.empty());
}
