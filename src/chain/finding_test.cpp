#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "chain/rules.h"
#include "chain/testing_chain.h"

using namespace outturn::testing;
using namespace outturn::record;
namespace chain = outturn::chain;

namespace {

/// A small register with most gaps in it at once.
MadeWorkspace gappy() {
  MadeWorkspace made;
  for (const auto* id : {"Finance", "Health", "Justice", "Idle"}) made.add(id, Organisation{.name = named(id)});
  made.add("O1", Outcome{.title = named("Less poverty")}).add("O2", Outcome{.title = named("Nothing yet")});
  made.add("P1", Party{.outcome = {"O1"}, .organisation = {"Finance"}, .stance = Stance::leads});
  made.add("P2", Party{.outcome = {"O1"}, .organisation = {"Health"}, .stance = Stance::leads});
  made.add("P3", Party{.outcome = {"O1"}, .organisation = {"Idle"}});
  made.add("I1", Indicator{.name = named("Rate"), .outcomes = {{"O1"}}, .value_kind = ValueKind::rate, .direction = Direction::down, .publication_delay = 10});
  made.add("I2", Indicator{.name = named("rate"), .value_kind = ValueKind::rate});
  made.add("D2", Definition{.indicator = {"I1"}, .version = 2, .text = named("new")});
  made.add("T1", Target{.indicator = {"I1"}, .value = 9, .period = period("2023"), .base_value = 8});
  made.add("T2", Target{.indicator = {"I1"}, .value = 9, .period = period("2023")});
  made.add("T3", Target{.indicator = {"I2"}, .value = 9, .period = period("2020")});
  made.figures("I1", {{"2022", 12}, {"2023", 11}});
  made.add("C1", Commitment{.text = named("first"), .lead = {"Finance"}, .parties = {{"Health"}}, .outcomes = {{"O1"}}});
  made.add("C2", Commitment{.text = named("second"), .due = day("2020-01-01")});
  made.add("S", Post{.title = named("Director"), .organisation = {"Health"}, .until = day("2026-01-01")});
  made.add("S2", Post{.title = named("Deputy"), .organisation = {"Health"}, .holder = "Ada", .until = day("2026-01-01")});
  made.add("L", Link{.outcome = {"O1"}, .organisation = {"Health"}, .duty = named("visit"), .passes_to = {"Justice"}, .accountable_to = {"Health"}, .post = {"S"}});
  made.add("L2", Link{.outcome = {"O1"}, .organisation = {"Finance"}, .duty = named("pay"), .post = {"S2"}});
  made.add("A", Acknowledgement{.link = {"L2"}, .name = "Ben", .on = day("2026-01-01"), .words = "older"});
  made.add("B", GovernanceBody{.name = named("Board"), .seats = {{"S"}}, .decides = named("all"), .interval = 30});
  made.add("N", Incentive{.organisation = {"Health"}, .indicator = {"I1"}, .rewards = Rewards::up, .text = named("bonus")});
  made.add("Q1", Claim{.organisation = {"Health"}, .indicator = {"I1"}, .period = period("2023"), .value = 80});
  made.add("Q2", Claim{.organisation = {"Finance"}, .indicator = {"I1"}, .period = period("2023"), .value = 80});
  made.add("G1", Partnership{.name = named("One"), .members = {{"Health"}, {"Finance"}}, .outcomes = {{"O1"}}, .review_by = day("2026-01-01")});
  made.add("G2", Partnership{.name = named("Two"), .members = {{"Health"}, {"Finance"}}, .outcomes = {{"O1"}}});
  made.add("F", Factor{.outcome = {"O1"}, .name = named("Rents")});
  made.add("K", Stakeholder{.outcome = {"O1"}, .name = named("Landlords"), .stance = StakeholderStance::inhibits});
  made.add("U", Support{.organisation = {"Health"}, .what = named("help"), .since = day("2026-01-01")});
  return made;
}

std::string written(const chain::Finding& finding) {
  std::string text(finding.code);
  for (const auto* record : finding.records) text += " " + record->kind->code + ":" + record->id;
  return text;
}

}  // namespace

TEST_CASE("the findings about a record are those of the whole that name it") {
  const auto made = gappy();
  const auto view = made.on("2026-11-22");
  const auto all = chain::all_findings(view);
  CHECK(all.size() > 25);
  for (const auto& kind : kinds()) {
    view.workspace().each(kind, [&](const outturn::workspace::Record& record) {
      std::vector<std::string> expected;
      for (const auto& finding : all) {
        if (std::find(finding.records.begin(), finding.records.end(), &record) != finding.records.end()) expected.push_back(written(finding));
      }
      std::vector<std::string> answered;
      for (const auto& finding : chain::findings_about(view, record)) answered.push_back(written(finding));
      INFO(record.id);
      CHECK(answered == expected);
    });
  }
}

TEST_CASE("a finding is found at every outcome in force of what it is about, whatever that is, and once") {
  auto made = gappy();
  made.add("O3", Outcome{.title = named("Less hunger")});
  made.add("I1", Indicator{.name = named("Rate"), .outcomes = {{"O3"}, {"O1"}}, .value_kind = ValueKind::rate, .direction = Direction::down, .publication_delay = 10});
  made.add("T4", Target{.indicator = {"I1"}, .form = TargetForm::at_least, .value = 9, .period = period("2024")});
  const auto view = made.on("2026-11-22");
  std::set<std::string_view> codes;
  for (const auto& finding : chain::findings_about(view, made.record<Outcome>("O3"))) {
    codes.insert(finding.code);
    std::set<const outturn::workspace::Record*> once(finding.records.begin(), finding.records.end());
    INFO(finding.code);
    CHECK(once.size() == finding.records.size());
  }
  for (const auto* code : {"two_targets_at_once", "opposite_promises", "target_missed_unreplaced", "target_easier_than_start", "target_without_source", "definition_without_bridge",
                           "claims_exceed_whole", "incentive_against_outcome", "source_missing"}) {
    INFO(code);
    CHECK(codes.contains(code));
  }
  for (const auto& finding : chain::findings_about(view, made.record<Outcome>("O2"))) CHECK(finding.records.front()->id == "O2");
  made.add("O3", Outcome{.title = named("Less hunger")}, true);
  for (const auto& finding : chain::all_findings(made.on("2026-11-22"))) {
    for (const auto* record : finding.records) CHECK(record->id != "O3");
  }
}

TEST_CASE("grave findings come first, and every rule has its sentences") {
  const auto rules = chain::rules();
  CHECK(rules.size() >= 62);
  CHECK(std::is_sorted(rules.begin(), rules.end(), [](const auto& a, const auto& b) { return a.severity < b.severity; }));
  std::set<std::string_view> codes;
  for (const auto& rule : rules) {
    INFO(rule.code);
    CHECK(codes.insert(rule.code).second);
    CHECK(kind(rule.about));
    const auto key = "chain." + std::string(rule.code);
    for (const auto* language : {"en", "fr"}) {
      CHECK(!outturn::language::message_text(language, key).empty());
      CHECK(!outturn::language::message_text(language, key + ".do").empty());
    }
  }
}

TEST_CASE("the page on gaps lists every rule with its kind and severity, and no other") {
  std::ifstream file("docs/methods/gaps.md");
  const std::string page((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::size_t rows = 0;
  for (std::size_t at = page.find("\n| `"); at != std::string::npos; at = page.find("\n| `", at + 1)) ++rows;
  CHECK(rows == chain::rules().size());
  for (const auto& rule : chain::rules()) {
    const auto row = "| `" + std::string(rule.code) + "` | " + std::string(rule.about) + " | " + std::string(chain::text_of(rule.severity)) + " |";
    INFO(row);
    CHECK(page.find(row) != std::string::npos);
  }
}

TEST_CASE("no sentence of a finding leaves a value out") {
  const auto made = gappy();
  std::set<std::string_view> seen;
  for (const auto& finding : chain::all_findings(made.on("2026-11-22"))) {
    for (const auto* language : {"en", "fr"}) {
      const outturn::language::Words words(language);
      const auto sentence = say(words, finding.sentence) + say(words, finding.what_to_do);
      INFO(sentence);
      CHECK(sentence.find("⟦") == std::string::npos);
    }
    seen.insert(finding.code);
  }
  CHECK(seen.size() >= 36);
}

TEST_CASE("findings are counted by code and told as JSON") {
  const auto made = gappy();
  const auto all = chain::all_findings(made.on("2026-11-22"));
  std::size_t sum = 0;
  for (const auto& tally : chain::tallies(all)) sum += tally.count;
  CHECK(sum == all.size());

  outturn::base::JsonWriter out;
  chain::write_json(out, all.front(), outturn::language::Words("fr"));
  const auto json = outturn::base::Json::parse(out.str()).value();
  CHECK(*json.find("severity")->text() == "serious");
  CHECK(*json.find("records")->array()->front().find("kind")->text() == all.front().records.front()->kind->code);
  CHECK(!json.find("sentence")->text()->empty());
}
