#include <algorithm>

#include <fmt/format.h>

#include "chain/testing_chain.h"
#include "record/agreement.h"

using namespace outturn::testing;
using namespace outturn::record;

namespace {

/// The text of a version: one clause of consequences about the target T, and one of money.
std::string text(std::string_view parties = R"("a","b")", std::string_view money = "100", std::string_view sunset = "") {
  return fmt::format(R"({{"format":"outturn-agreement-1","agreement":"A","outcome":"O","title":{{"en":"Homes"}},"parties":[{}],"sunset":"{}","illustrative":false,"clauses":[)"
                     R"({{"id":"c1","number":1,"topic":"consequences","title":{{}},"text":{{}},"touches":[],"bound":[{{"kind":"target","id":"T","record":{{}}}}]}},)"
                     R"({{"id":"c2","number":2,"topic":"money","title":{{}},"text":{{"en":"{}"}},"touches":["a"],"bound":[]}}]}})", parties, sunset, money);
}

/// a and b agreed that something follows when homelessness, promised to be at most 10 by 2025, is missed.
class Agreed : public MadeWorkspace {
 public:
  Agreed() {
    for (const auto* id : {"a", "b"}) add(id, Organisation{.name = named(id)});
    add("O", Outcome{.title = named("Homes for all")});
    add("I", Indicator{.name = named("Homelessness"), .outcomes = {{"O"}}, .direction = Direction::down});
    add("T", Target{.indicator = {"I"}, .value = 10, .period = period("2025")});
    add("A", Agreement{.outcome = {"O"}, .title = named("Homes"), .parties = {{"a"}, {"b"}}});
    version(1, text());
  }
  void version(int number, std::string words, References withheld = {}) {
    add("V" + std::to_string(number), AgreementVersion{.agreement = {"A"}, .number = number, .text = std::move(words), .made = day("2024-02-01"), .withheld = std::move(withheld)});
  }
  void sign(const char* party, int number = 1, std::optional<outturn::base::Day> withdrawn = {}) {
    add("S" + std::string(party) + std::to_string(number),
        Signature{.version = {"V" + std::to_string(number)}, .organisation = {party}, .given = day("2024-03-01"), .withdrawn = withdrawn});
  }
  std::size_t due(std::string_view on_day = "2026-11-22") { return found(on(on_day), "consequence_due").size(); }
};

}  // namespace

TEST_CASE("consequence_due: a missed target lets it follow, from the day that every party has signed; a figure that meets it does not") {
  Agreed town;
  town.figures("I", {{"2024", 9}, {"2025", 12}});
  CHECK(town.due() == 0);
  town.sign("a");
  CHECK(town.due() == 0);
  town.sign("b");
  CHECK(town.due() == 1);
  CHECK(town.due("2024-02-28") == 0);
  CHECK(english(found(town.on("2026-11-22"), "consequence_due").front()) ==
        "The condition of clause 1 of “Homes” holds on published figures: “Homelessness” stands at 12 for 2025, and the target was missed.");
  town.figures("I", {{"2025", 10}}, "2026-05-01");
  CHECK(town.due() == 0);
}

TEST_CASE("consequence_due: before the target's year only what was met and lost counts; a forecast is no figure") {
  Agreed town;
  town.sign("a"), town.sign("b");
  town.figures("I", {{"2022", 15}, {"2023", 14}});
  CHECK(town.due() == 0);
  town.figures("I", {{"2022", 9}}, "2024-01-02");
  CHECK(town.due() == 1);
  CHECK(english(found(town.on("2026-11-22"), "consequence_due").front()).ends_with("; the target had been met and was lost."));
}

TEST_CASE("consequence_due: a signature taken back, an end that has passed and a closed agreement bind nobody") {
  Agreed town;
  town.figures("I", {{"2025", 12}});
  town.sign("a"), town.sign("b", 1, day("2026-01-05"));
  CHECK(town.due() == 0);
  CHECK(town.due("2026-01-04") == 1);
  town.sign("b");
  town.version(1, text(R"("a","b")", "100", "2026-11-21"));
  CHECK(town.due() == 0);
  CHECK(town.due("2026-11-21") == 1);
  town.version(1, text());
  town.add("A", Agreement{.outcome = {"O"}, .title = named("Homes"), .parties = {{"a"}, {"b"}}, .closed = day("2026-11-22"), .achieved = named("x")});
  CHECK(town.due() == 0);
}

TEST_CASE("consequence_due: an amendment binds once those it touches have signed again; until then the version before does") {
  Agreed town;
  town.figures("I", {{"2025", 12}});
  town.sign("a"), town.sign("b");
  town.version(2, text(R"("a","b")", "200"));
  REQUIRE(town.due() == 1);
  CHECK(found(town.on("2026-11-22"), "consequence_due").front().records.at(1)->id == "V1");
  town.sign("a", 2);  // the clause on money touches only a
  CHECK(found(town.on("2026-11-22"), "consequence_due").front().records.at(1)->id == "V2");
}

TEST_CASE("consequence_due: of a clause that is withheld only those hear who may read it") {
  Agreed town;
  town.figures("I", {{"2025", 12}});
  town.sign("a"), town.sign("b");
  town.add("c1", Clause{.agreement = {"A"}, .number = 1, .topic = ClauseTopic::consequences, .title = named("x"), .text = named("x"), .targets = {{"T"}}});
  const auto names_clause = [&] {
    const auto all = found(town.on("2026-11-22"), "consequence_due").front().records;
    return std::any_of(all.begin(), all.end(), [](const auto* record) { return record->id == "c1"; });
  };
  CHECK_FALSE(names_clause());
  town.version(1, text(), {{"c1"}});
  CHECK(names_clause());
}

TEST_CASE("agreement_past_end: the end that binds is that of the text which everybody has signed") {
  Agreed town;
  town.version(1, text(R"("a","b")", "100", "2026-11-21"));
  town.sign("a"), town.sign("b");
  town.add("A", Agreement{.outcome = {"O"}, .title = named("Homes"), .parties = {{"a"}, {"b"}}, .sunset = day("2030-01-01")});  // drafted, not signed
  CHECK(found(town.on("2026-11-21"), "agreement_past_end").empty());
  CHECK(english(found(town.on("2026-11-22"), "agreement_past_end").front()) == "The agreement “Homes” ended on 21 November 2026 and is not closed.");
  town.version(2, text(R"("a","b")", "100", "2030-01-01"));
  town.sign("a", 2);
  CHECK(found(town.on("2026-11-22"), "agreement_past_end").size() == 1);
  town.sign("b", 2);
  CHECK(found(town.on("2026-11-22"), "agreement_past_end").empty());
}
