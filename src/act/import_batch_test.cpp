#include "act/import_batch.h"

#include "act/act_kit_test.h"
#include "act/withdraw_batch.h"

using namespace outturn;
using namespace outturn::testing;
using record::kind_of;
using record::Role;

namespace {

act::Import figures(Town& town, const std::vector<Reported>& reported, const std::string& file = "homes.csv") {
  return {.batch = {.file = file, .known_from = day("2026-06-30")}, .rows = batch_rows(reported), .position = town.entries()};
}

template <class T>
workspace::Draft fresh(std::string id, T content) {
  return {.kind = &kind_of<T>(), .id = std::move(id), .body = std::make_shared<const T>(std::move(content))};
}

std::vector<double> values(Town& town, const char* indicator = "I1") {
  const auto view = town.view();
  const auto* series = view.series(*view.workspace().find<record::Indicator>(indicator), *view.workspace().find<record::Place>("CA"));
  std::vector<double> all;
  if (series) {
    for (const auto& figure : view.figures(*series)) all.push_back(figure.value);
  }
  return all;
}

}  // namespace

TEST_CASE("a reporter of a partner sends figures: one entry, with the hash of the rows") {
  Town town;
  const auto rae = town.with("rae", Role::reporter, "housing");
  const auto before = town.entries();
  const auto imported = act::import_batch(town.store, rae, figures(town, {{.indicator = "I1", .place = "CA", .period = "2024", .value = 99}}));
  REQUIRE(imported);
  CHECK(imported->batch == "2026-06-30-homes");
  CHECK(imported->rows == 1);
  CHECK(town.entries() == before + 1);
  CHECK(values(town) == std::vector<double>{120, 110, 99});
  const auto& batch = town.get<record::Batch>(imported->batch);
  CHECK(batch.rows == 1);
  CHECK(batch.rows_sha256 == batch_rows({{.indicator = "I1", .place = "CA", .period = "2024", .value = 99}})->digest().hex());
  const auto told = town.store.history(kind_of<record::Batch>(), imported->batch);
  CHECK(told[0].entry.act == "import");
  CHECK(told[0].entry.person == "rae");
  CHECK(told[0].entry.organisation == "housing");
  base::Progress quiet;
  CHECK(town.store.verify(quiet).faults.empty());
}

TEST_CASE("figures of an indicator are refused from those who are no partner of it") {
  Town town;
  const auto tim = town.with("tim", Role::reporter, "tax");
  const auto vic = town.with("vic", Role::viewer, "housing");
  const auto import = figures(town, {{.indicator = "I1", .place = "CA", .period = "2024", .value = 99}});
  CHECK(refusal(act::import_batch(town.store, tim, import)) == ": access.refused.import");
  CHECK(refusal(act::import_batch(town.store, vic, import)) == ": access.refused.import");
  CHECK(refusal(act::import_batch(town.store, access::Reader::everyone(town.clock.today()), import)) == ": access.sign_in");
  CHECK(values(town).size() == 2);
}

TEST_CASE("a file may bring what it needs: new places, groups and indicators, in one go or not at all") {
  Town town;
  const auto ana = town.with("ana", Role::analyst, "housing");
  auto import = figures(town, {{.indicator = "I2", .place = "35", .group = "G2", .period = "2024", .value = 5}});
  import.records = {fresh("35", record::Place{.name = en("Ontario")}), fresh("G2", record::Group{.categories = {{"men"}}}),
                    fresh("I2", record::Indicator{.name = en("Rough sleepers")})};
  const auto before = town.entries();
  REQUIRE(act::import_batch(town.store, ana, import));
  CHECK(town.entries() == before + 4);

  Town other;
  const auto rae = other.with("rae", Role::reporter, "housing");
  const auto entries = other.entries();
  const auto refused = act::import_batch(other.store, rae, import);  // a reporter adds no places and no indicators
  CHECK(refusals(refused) == Refusals{": access.refused.add", ": access.refused.add"});
  CHECK(other.entries() == entries);
}

TEST_CASE("series must name records in force and definitions that exist; all are told at once, each once") {
  Town town;
  put(town.store, "gone", record::Place{.name = en("Gone")}, "merged", true);
  const auto refused = act::import_batch(town.store, town.host(),
                                         figures(town, {{.indicator = "I1", .place = "gone", .period = "2024", .value = 1},
                                                        {.indicator = "I1", .place = "nowhere", .period = "2024", .value = 1},
                                                        {.indicator = "I1", .place = "nowhere", .group = "G7", .period = "2024", .value = 1},
                                                        {.indicator = "I1", .place = "CA", .period = "2024", .value = 1, .definition = 2}}));
  CHECK(refusals(refused) ==
        Refusals{"place: act.series_retired", "place: act.series_unknown", "group: act.series_unknown", "indicator: act.definition_unknown"});
}

TEST_CASE("what somebody else brought meanwhile is not stored twice, and a difference is refused") {
  Town town;
  const auto host = town.host();
  const std::vector<Reported> two{{.indicator = "I1", .place = "CA", .period = "2024", .value = 99},
                                  {.indicator = "I1", .place = "CA", .period = "2025", .value = 98}};
  const auto first = figures(town, {two[0]});
  const auto second = figures(town, two);
  auto third = figures(town, {{.indicator = "I1", .place = "CA", .period = "2024", .value = 97}});
  third.records = {fresh("35", record::Place{.name = en("Ontario")})};
  REQUIRE(act::import_batch(town.store, host, first));
  const auto rest = act::import_batch(town.store, host, second);
  REQUIRE(rest);
  CHECK(rest->rows == 1);
  CHECK(rest->batch == "2026-06-30-homes-2");
  CHECK(values(town) == std::vector<double>{120, 110, 99, 98});
  const auto entries = town.entries();
  const auto nothing = act::import_batch(town.store, host, first);
  REQUIRE(nothing);
  CHECK(nothing->batch.empty());
  CHECK(nothing->receipt.last < nothing->receipt.first);
  CHECK(refusal(act::import_batch(town.store, host, third)) == ": act.figures_moved");
  CHECK(town.entries() == entries);
  base::Progress quiet;
  CHECK(town.store.verify(quiet).faults.empty());
}

TEST_CASE("bounds and other extras stay with their own figures when others are left out") {
  Town town;
  const std::vector<Reported> first{{.indicator = "I1", .place = "CA", .period = "2024", .value = 1}};
  const std::vector<Reported> both{{.indicator = "I1", .place = "CA", .period = "2024", .value = 1},
                                   {.indicator = "I1", .place = "CA", .period = "2025", .value = 2, .extras = {.lower = 1.5, .upper = 2.5}}};
  const auto early = figures(town, both);
  REQUIRE(act::import_batch(town.store, town.host(), figures(town, first)));
  REQUIRE(act::import_batch(town.store, town.host(), early));
  const auto view = town.view();
  const auto all = view.figures(*view.series(*view.workspace().find<record::Indicator>("I1"), *view.workspace().find<record::Place>("CA")));
  REQUIRE(all.size() == 4);
  CHECK(all[2].extras == nullptr);
  REQUIRE(all[3].extras);
  CHECK(all[3].extras->lower == 1.5);
}

TEST_CASE("a record that somebody else added meanwhile is used when it is the same, refused when it is another") {
  Town town;
  auto import = figures(town, {{.indicator = "I1", .place = "35", .period = "2024", .value = 5}});
  import.records = {fresh("35", record::Place{.name = en("Ontario")})};
  put(town.store, "35", record::Place{.name = en("Ontario")});
  REQUIRE(act::import_batch(town.store, town.host(), import));
  auto other = figures(town, {{.indicator = "I1", .place = "35", .period = "2025", .value = 5}});
  other.records = {fresh("35", record::Place{.name = en("Manitoba")})};
  CHECK(refusal(act::import_batch(town.store, town.host(), other)) == ": act.id_taken");
}

TEST_CASE("a withdrawn batch counts no longer, for a reason, once") {
  Town town;
  const auto ver = town.with("ver", Role::verifier, "housing");
  const auto tim = town.with("tim", Role::verifier, "tax");
  const auto rae = town.with("rae", Role::reporter, "housing");
  CHECK(refusal(act::withdraw_batch(town.store, rae, "B1", "wrong")) == ": access.refused.withdraw");
  CHECK(refusals(act::withdraw_batch(town.store, tim, "B1", "")) == Refusals{": access.refused.withdraw", "reason: act.reason_needed"});
  CHECK(refusal(act::withdraw_batch(town.store, ver, "B9", "wrong")) == "id: act.no_record");
  REQUIRE(act::withdraw_batch(town.store, ver, "B1", "sent by mistake"));
  CHECK(values(town).empty());
  CHECK(town.get<record::Batch>("B1").withdrawn_reason == "sent by mistake");
  CHECK(town.store.history(kind_of<record::Batch>(), "B1").back().entry.act == "withdraw");
  CHECK(refusal(act::withdraw_batch(town.store, ver, "B1", "again")) == ": act.already_withdrawn");
}

TEST_CASE("after a withdrawal the same figures may come again") {
  Town town;
  const auto import = figures(town, {{.indicator = "I1", .place = "CA", .period = "2022", .value = 120}});
  REQUIRE(act::withdraw_batch(town.store, town.host(), "B1", "sent by mistake"));
  const auto again = act::import_batch(town.store, town.host(), import);
  REQUIRE(again);
  CHECK(again->rows == 1);
  CHECK(values(town) == std::vector<double>{120});
}
