#include "act/change_target.h"

#include "act/act_kit_test.h"
#include "workspace/targets.h"

using namespace outturn;
using namespace outturn::testing;
using record::Role;

TEST_CASE("a changed target replaces the old one, which stays with its reason") {
  Town town;
  const auto lea = town.with("lea", Role::lead, "health");
  const auto receipt = act::change_target(town.store, lea, "T1", town.version<record::Target>("T1"), "T2",
                                          {{"value", 150.0}, {"in_force_from", day("2026-07-01")}}, "money was cut");
  REQUIRE(receipt);
  const auto& target = town.get<record::Target>("T2");
  CHECK(target.value == 150);
  CHECK(target.period == period("2030"));
  CHECK(target.replaces.id == "T1");
  CHECK(target.reason == "money was cut");
  CHECK(town.store.now()->get<record::Target>("T1")->value == 100);
  const workspace::View later(town.store.now(), day("2026-07-01"));
  const auto now = workspace::targets_in_force(later, *town.store.now()->find<record::Indicator>("I1"));
  REQUIRE(now.size() == 1);
  CHECK(now[0]->id == "T2");
}

TEST_CASE("a changed target says why, from when, and something new; all that is missing is told at once") {
  Town town;
  const auto host = town.host();
  const auto change = [&](const act::Fields& fields, const char* reason) { return refusals(act::change_target(town.store, host, "T1", std::nullopt, "", fields, reason)); };
  CHECK(change({}, "") == Refusals{"reason: act.reason_needed"});
  CHECK(change({}, "why") == Refusals{"in_force_from: act.in_force_needed", ": act.target_same"});
  CHECK(change({{"value", 90.0}, {"in_force_from", day("2023-12-31")}}, "why") == Refusals{"in_force_from: act.in_force_before"});
  CHECK(change({{"value", 90.0}, {"in_force_from", day("2026-07-01")}, {"place", record::Reference{"CA"}}}, "why") == Refusals{"replaces: act.target_other_series"});
  CHECK(change({{"value", 90.0}, {"in_force_from", day("2026-07-01")}, {"colour", std::string("red")}}, "why") == Refusals{"colour: record.unknown_field"});
}

TEST_CASE("a target is replaced once; the next change replaces the newer one") {
  Town town;
  const auto host = town.host();
  const act::Fields fields{{"value", 90.0}, {"in_force_from", day("2026-07-01")}};
  REQUIRE(act::change_target(town.store, host, "T1", std::nullopt, "", fields, "why"));
  CHECK(refusal(act::change_target(town.store, host, "T1", std::nullopt, "", fields, "why")) == "replaces: act.target_already_replaced");
  CHECK(act::change_target(town.store, host, "t1", std::nullopt, "", {{"value", 80.0}, {"in_force_from", day("2026-08-01")}}, "why"));
}

TEST_CASE("only partners who may change a target do, on the version they saw") {
  Town town;
  const auto tim = town.with("tim", Role::lead, "tax");
  const auto mo = town.with("mo", Role::manager, "housing");
  const auto hugo = town.with("hugo", Role::lead, "housing");
  const act::Fields fields{{"value", 90.0}, {"in_force_from", day("2026-07-01")}};
  CHECK(refusal(act::change_target(town.store, tim, "T1", std::nullopt, "", fields, "why")) == ": access.refused.change");
  CHECK(refusal(act::change_target(town.store, mo, "T1", std::nullopt, "", fields, "why")) == ": access.refused.change");
  CHECK(refusal(act::change_target(town.store, hugo, "T1", 1, "", fields, "why")) == ": act.stale");
  CHECK(refusal(act::change_target(town.store, hugo, "T9", std::nullopt, "", fields, "why")) == "id: act.no_record");
  CHECK(act::change_target(town.store, hugo, "T1", town.version<record::Target>("T1"), "", fields, "why"));
}
