// What the judgements say about Canada's real figures, as the example shows them. The facts are public and were true before the program was.

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "attend/attention.h"
#include "base/text.h"
#include "exchange/demo_set.h"
#include "exchange/import_test_kit.h"
#include "exchange/record_import.h"
#include "record/levels.h"
#include "gain/planned.h"
#include "record/outcome.h"
#include "record/returns.h"
#include "testing.h"
#include "track/judge.h"
#include "track/rollup.h"

namespace attend = outturn::attend;
namespace base = outturn::base;
namespace chain = outturn::chain;
namespace exchange = outturn::exchange;
namespace language = outturn::language;
namespace record = outturn::record;
namespace track = outturn::track;
namespace workspace = outturn::workspace;
using exchange::testing::Built;
using track::StatusCode;

namespace {

const base::Day today = *base::Day::parse("2026-11-22");

Built loaded_example() {
  Built built;
  const auto folder = exchange::read_folder("examples/canada", *built);
  REQUIRE(!folder.has_errors());
  for (const auto& file : folder.files) {
    for (const auto& row : file.records) {
      const auto body = file.kind->with(nullptr, row.fields);
      REQUIRE(body);
      built.put({.kind = file.kind, .id = row.id, .body = *body});
    }
  }
  for (const auto& path : folder.observations) {
    exchange::FileSource source(path);
    base::Progress silent;
    auto options = exchange::testing::on("2026-11-22");
    options.file_name = path;
    options.create_missing = true;
    const auto staged = exchange::stage_observations(source, *built, options, silent);
    INFO(path);
    INFO(exchange::testing::found(staged));
    REQUIRE(staged.sound);
    built.commit(staged);
  }
  return built;
}

const std::string full_set = "../shared/data/demo";

bool is_full_set_here() {
  if (exchange::is_demo_set(full_set)) return true;
  MESSAGE("skipped: the full demonstration set is not present");
  return false;
}

Built loaded_full_set() {
  Built built;
  const auto set = exchange::read_demo_set(full_set);
  for (const auto& wanted : set.records) {
    const auto body = wanted.kind->with(nullptr, wanted.fields);
    REQUIRE(body);
    built.put({.kind = wanted.kind, .id = wanted.id, .body = *body});
  }
  for (const auto& publication : set.publications) {
    auto options = exchange::testing::on("2026-11-22");
    options.file_name = publication.name;
    const auto staged = exchange::testing::staged(publication.csv, *built, options);
    REQUIRE(staged.sound);
    built.commit(staged);
  }
  return built;
}

const workspace::View& full() {
  static const workspace::View view(loaded_full_set().state(), today);
  return view;
}

const workspace::View& example() {
  static const workspace::View view(loaded_example().state(), today);
  return view;
}

workspace::View as_of(std::string_view day) { return {example().shared(), today, base::Day::parse(day)}; }

track::Status status_of(const workspace::View& view, std::string_view indicator) {
  const auto* found = view.workspace().find<record::Indicator>(indicator);
  REQUIRE(found);
  const auto all = track::statuses_of_indicator(view, *found);
  REQUIRE(all.size() == 1);
  return all.front();
}

std::string english(const language::Sentence& sentence) { return say(language::Words("en"), sentence); }

std::map<std::string, std::size_t> counts(const workspace::View& view) {
  std::map<std::string, std::size_t> all;
  for (const auto& tally : chain::tallies(chain::all_findings(view))) all[std::string(tally.code)] = tally.count;
  return all;
}

}  // namespace

TEST_CASE("Canada: poverty met its 2030 target in 2020 and lost it again; the milestone for 2020 was met") {
  const auto status = status_of(example(), "I-poverty");
  CHECK(status.code == StatusCode::met_then_lost);
  CHECK(english(status.sentence) == "The target (at most 7.25% by 2030) was met for 2020 (6.5%) and lost again: 10.4% for 2023.");
  REQUIRE(status.other_targets.size() == 1);
  CHECK(status.other_targets.front().code == StatusCode::met);
  CHECK(status.publication->revised > 0);
}

TEST_CASE("Canada: alcohol sales met the only target whose year is over") {
  const auto status = status_of(example(), "I-alcohol");
  CHECK(status.code == StatusCode::met);
  CHECK(english(status.sentence).ends_with("was met: 6.8 litres of pure alcohol for 2024/25."));
}

TEST_CASE("Canada: every series has the status that its figures give") {
  using enum StatusCode;
  const std::map<std::string, StatusCode> expected{
      {"I-poverty", met_then_lost}, {"I-household-income", no_change_beyond_noise}, {"I-food-insecurity", worse}, {"I-alcohol", met},
      {"I-life-satisfaction", worse}, {"I-mental-health", worse}, {"I-unmet-care", no_change_beyond_noise}, {"I-high-school", no_target},
      {"I-partner-violence", too_early}, {"I-water-advisories", no_target}, {"I-neet", no_change_beyond_noise}, {"I-housing-need", no_target},
      {"I-safe-after-dark", no_target}, {"I-violent-crime", worse}};
  // Targets in the future: the word follows the chance, and the chance is the forecast's to say.
  const std::set<std::string> coming{"I-smoking", "I-clean-electricity", "I-waste", "I-zero-emission-vehicles"};
  auto all = track::all_statuses(example());
  std::erase_if(all, [](const auto& status) {
    return status.indicator->template as<record::Indicator>().illustrative || (status.target && status.target->template as<record::Target>().illustrative);
  });
  CHECK(all.size() == expected.size() + coming.size());
  for (const auto& status : all) {
    INFO(status.indicator->id);
    if (coming.contains(status.indicator->id)) {
      const double chance = status.probability.value();
      CHECK(status.code == (chance >= 0.65 ? on_course : chance >= 0.35 ? uncertain : off_course));
      CHECK(status.forecast);
    } else {
      const auto known = expected.find(status.indicator->id);
      REQUIRE(known != expected.end());
      CHECK(track::text_of(status.code) == track::text_of(known->second));
    }
    CHECK(status.place->id == "CA");
    CHECK(status.latest.has_value());
  }
}

TEST_CASE("Canada: targets of ten provinces, made up, do not add up to the real one on smoking, and the outcome speaks by the real one") {
  const auto& smoking = *example().workspace().find<record::Indicator>("I-smoking");
  const auto rollups = track::rollups(example(), smoking);
  REQUIRE(rollups.size() == 1);
  CHECK(rollups.front().target->id == "T-smoking-2035");
  CHECK_FALSE(rollups.front().target->as<record::Target>().illustrative);
  CHECK(rollups.front().sum == track::Sum::falls_short);
  CHECK(rollups.front().targets.size() == 10);
  for (const auto* target : rollups.front().targets) CHECK(target->as<record::Target>().illustrative);
  auto statuses = track::statuses_of_indicator(example(), smoking);
  CHECK(track::parts_taken_out(statuses).size() == 10);
  REQUIRE(statuses.size() == 1);
  CHECK(statuses.front().place->id == "CA");
  const auto attention = attend::attention_for(example(), *example().workspace().find<record::Outcome>("O05"));
  for (const auto& status : attention.statuses) CHECK(status.place->id == "CA");
  const auto news = attend::today(example(), 100).newest;
  CHECK(std::count_if(news.begin(), news.end(), [&](const auto& one) { return one.status.indicator == &smoking; }) == 1);
}

TEST_CASE("Canada: a made-up measure whose data system was rated amber is held at uncertain, though its chance says on course") {
  const auto status = status_of(example(), "I-non-smokers");
  CHECK(status.probability.value() >= 0.65);
  CHECK(status.code == track::StatusCode::uncertain);
  CHECK(status.data_quality == "amber");
  CHECK(english(status.notes.front()).starts_with("The data behind it have weaknesses, so the status is no better than “Uncertain”."));
}

TEST_CASE("Canada: measures of every other kind are made up for the demonstration, marked, and have figures") {
  std::map<std::string, track::StatusCode> codes;
  for (const auto& status : track::all_statuses(example())) {
    const auto& indicator = status.indicator->as<record::Indicator>();
    if (!indicator.illustrative) continue;
    INFO(status.indicator->id);
    CHECK((indicator.watched || status.target));
    if (!example().workspace().referring<record::ReturnDuty>(*status.indicator, "indicators").empty()) {
      CHECK_FALSE(status.series);  // asked for in a return, and nothing was returned
      continue;
    }
    CHECK(record::is_derived(indicator));
    REQUIRE(status.series);
    CHECK(status.series->is_derived);
    CHECK(status.latest.has_value());
    codes[status.indicator->id] = status.code;
  }
  CHECK(codes.size() == 7);
  // 2 of 3 parts poverty (10 % counts 50), 1 of 3 food (20 % counts 50), by what each said last.
  const auto index = status_of(example(), "I-strain");
  const auto poverty = status_of(example(), "I-poverty");
  CHECK(index.latest->value > 0);
  CHECK(status_of(example(), "I-above-poverty").latest->value == doctest::Approx(100 - poverty.latest->value));
  CHECK(status_of(example(), "I-joint-work").latest->value == 2);
}

TEST_CASE("Canada: a day's status rests on what was published by then") {
  // In May 2022 the latest poverty figure was 6.4 % for 2020 (first published on 29 March 2022).
  const auto status = status_of(as_of("2022-05-01"), "I-poverty");
  CHECK(status.code == StatusCode::met);
  CHECK(status.latest->period.text() == "2020");
  CHECK(status.latest->value == 6.4);
  CHECK(status_of(as_of("2021-01-01"), "I-poverty").reason == track::Reason::no_figures);
}

TEST_CASE("Canada: the gaps that the letters have") {
  auto found = counts(example());
  CHECK(found["lead_not_party"] == 5);
  std::set<std::string> commitments;
  std::size_t with_twenty = 0;
  for (const auto& finding : chain::all_findings(example())) {
    const auto& record = *finding.records.front();
    if (finding.code == "lead_not_party") commitments.insert(record.as<record::Commitment>().number);
    if (finding.code == "too_many_parties" && record.as<record::Commitment>().parties.size() == 20) ++with_twenty;
  }
  CHECK(commitments == std::set<std::string>{"616", "906", "1215", "2212", "3001"});
  CHECK(with_twenty == 2);
  CHECK(found["promise_undated"] == 106 - 13);
  CHECK(found["promise_without_money"] == 106);  // the letters name no budget
  CHECK(found["promise_without_lead"] == 0);
  CHECK(found["outcome_without_indicator"] == 2);  // infrastructure and greenhouse gas
  CHECK(found["source_missing"] == 0);
}

TEST_CASE("Canada: what is made up for the demonstration shows what the graph can say, and all of it is marked") {
  auto found = counts(example());
  for (const auto* code : {"link_not_acknowledged", "acknowledged_by_one_who_left", "acknowledged_other_words", "duty_answers_to_nobody", "split_responsibility",
                           "claims_exceed_whole", "people_counted_twice", "incentive_against_outcome", "body_not_met", "role_without_power", "post_vacant",
                           "hand_over_missing", "partnerships_overlap", "partnership_past_review", "inhibitor_unanswered", "factor_unwatched", "request_unanswered", "consequence_due", "return_late"}) {
    INFO(code);
    CHECK(found[code] >= 1);
  }
  CHECK(found["chain_breaks"] == 0);
  CHECK(found["accountability_circle"] == 0);
  std::set<std::string> unacknowledged;
  for (const auto& finding : chain::all_findings(example())) {
    if (finding.code == "link_not_acknowledged" || finding.code == "acknowledged_other_words" || finding.code == "acknowledged_by_one_who_left") {
      unacknowledged.insert(finding.records.front()->id);
    }
  }
  CHECK(unacknowledged == std::set<std::string>{"L-homes-rent", "L-homes-land", "L-homes-let", "L-jobs-reach"});
  for (const auto* code : {"party", "factor", "stakeholder", "post", "link", "acknowledgement", "body", "profile", "incentive", "claim", "support", "partnership",
                           "decision_round", "decision_answer", "decision_option", "readiness", "barrier", "agreement", "clause", "signature", "logic_box", "logic_link"}) {
    const auto& kind = *record::kind(code);
    example().workspace().each(kind, [&](const workspace::Record& record) {
      INFO(record.id);
      CHECK(std::get<bool>(kind.field("illustrative")->read(record.body.get())));
    });
  }
}

TEST_CASE("Canada: the order of attention names every outcome once, with reasons that leave nothing out") {
  const auto answer = attend::today(example());
  CHECK(std::is_sorted(answer.outcomes.begin(), answer.outcomes.end(), [](const auto& one, const auto& other) { return one.group < other.group; }));
  CHECK(answer.outcomes.size() == 17);
  std::set<std::string> seen;
  for (const auto& one : answer.outcomes) {
    seen.insert(one.outcome->id);
    CHECK(one.points.total() <= 100);
    CHECK((one.reasons.empty() == (one.points.total() == 0)));
    for (const auto* code : {"en", "fr"}) {
      const language::Words words(code);
      for (const auto& reason : one.reasons) {
        const auto sentence = say(words, reason.sentence);
        INFO(sentence);
        CHECK(sentence.find("⟦") == std::string::npos);
      }
    }
  }
  CHECK(seen.size() == 17);
  CHECK(!answer.newest.empty());
}

TEST_CASE("Canada, full set: the statuses of all 26 indicators") {
  if (!is_full_set_here()) return;
  const auto all = track::all_statuses(full());
  CHECK(all.size() == 26);
  std::map<StatusCode, int> by_code;
  for (const auto& status : all) {
    ++by_code[status.code];
    INFO(status.indicator->id << " " << english(status.sentence));
    CHECK(english(status.sentence).find("⟦") == std::string::npos);
    CHECK((status.target == nullptr) == (status.code >= StatusCode::better));
  }
  CHECK(by_code[StatusCode::no_target] + by_code[StatusCode::better] + by_code[StatusCode::worse] + by_code[StatusCode::no_change_beyond_noise] == 11);
  CHECK(by_code[StatusCode::worse] == 4);  // food insecurity, life satisfaction, mental health, violent crime
  CHECK(status_of(full(), "1.1.1").code == StatusCode::met_then_lost);
  CHECK(status_of(full(), "3.4.1").code == StatusCode::met);
  CHECK(status_of(full(), "5.2.1").code == StatusCode::too_early);
  CHECK(status_of(full(), "13.1.1").code == StatusCode::off_course);  // 685 Mt in 2024, at most 455 by 2030
  // Air quality, an average of three years: 85 % for 2019 to 2021, then 74 %.
  const auto air = status_of(full(), "11.3.1");
  CHECK(air.code == StatusCode::met_then_lost);
  CHECK(air.evidence.front().period.text() == "2019-2021");
  // Chronic homelessness: people in shelters, not their share.
  CHECK(status_of(full(), "11.1.1").latest->value == 36058);
}

TEST_CASE("Canada, full set: the target for opioid deaths is easier than where it started, and said to be") {
  if (!is_full_set_here()) return;
  const auto status = status_of(full(), "3.13.1");
  CHECK(status.code == StatusCode::met_then_lost);  // 9.6 in 2019 was below 10, 13.5 in 2025 is not
  REQUIRE(!status.notes.empty());
  CHECK(english(status.notes.front()).find("is easier than where it started: 7.8") != std::string::npos);
  CHECK(counts(full())["target_easier_than_start"] == 1);
}

TEST_CASE("Canada, full set: 760 commitments and the gaps they have") {
  if (!is_full_set_here()) return;
  auto found = counts(full());
  CHECK(found["lead_not_party"] == 5);
  CHECK(found["promise_without_lead"] == 0);
  CHECK(found["indicator_without_target"] == 11);
  CHECK(found["outcome_without_indicator"] == 0);
  std::size_t with_twenty = 0;
  for (const auto& finding : chain::all_findings(full())) {
    const auto& record = *finding.records.front();
    if (finding.code == "too_many_parties" && record.as<record::Commitment>().parties.size() == 20) ++with_twenty;
  }
  CHECK(with_twenty == 2);
  CHECK(attend::today(full()).outcomes.size() == 17);
}

TEST_CASE("the made-up plans of gain were published before the figures that judge them: every verdict has its example") {
  const auto built = loaded_example();
  base::Progress silent;
  const outturn::workspace::View view(std::make_shared<workspace::Workspace>(*built), today);
  const auto verdict = [&](const char* plan) {
    const auto study = outturn::gain::computed_study(view, *view.workspace().find<record::GainPlan>(plan), {}, 1, silent).value();
    CHECK(study.departure == "");
    CHECK(study.illustrative);
    CHECK(outturn::gain::reproduced(view, study, 2, silent).value().whole());
    return study.verdict;
  };
  CHECK(verdict("gain-jobs-nl") == record::GainVerdict::gain_shown);
  CHECK(verdict("gain-alcohol-ns") == record::GainVerdict::cannot_tell);
  CHECK(verdict("gain-smoking-nb") == record::GainVerdict::no_gain_shown);     // with predictors over spans of their own
  CHECK(verdict("gain-safety-pe") == record::GainVerdict::worse_than_alone);  // with a covariate
}

TEST_CASE("the statuses kept after each of many changes are those of judging everything, and a change judges only what it can bear on") {
  auto built = loaded_example();
  track::Judge judge;
  const language::Words words("en");
  const auto written = [&](const workspace::View& view, const track::Status& status) {
    base::JsonWriter out;
    track::write_json(out, view, status, words);
    return std::move(out).str();
  };
  const auto check_same = [&](const std::string& what) {
    const workspace::View view(built.state(), today);
    std::vector<std::string> whole;
    for (const auto& status : track::all_statuses(view)) whole.push_back(written(view, status));
    std::vector<std::string> kept;
    judge.judge(view)->each([&](const track::Status& status) { kept.push_back(written(view, status)); });
    INFO(what);
    REQUIRE(kept == whole);
  };
  check_same("at first");
  const auto indicators = judge.judged_indicators();
  std::size_t kinds_seen = 0;
  for (const auto& kind : record::kinds()) {
    std::vector<const workspace::Record*> some;
    const auto before = built.state();
    before->each(kind, [&](const workspace::Record& record) { some.push_back(&record); });
    if (some.empty()) continue;
    ++kinds_seen;
    for (const auto* record : {some.front(), some.back()}) {
      const auto& other = record == some.front() ? *some.back() : *some.front();
      const auto what = kind.code + " " + record->id;
      built.put({.kind = &kind, .id = record->id, .body = record->body, .retired = true});
      check_same(what + " retired");
      built.put({.kind = &kind, .id = record->id, .body = other.body});
      check_same(what + " as if it were " + other.id);
      built.put({.kind = &kind, .id = record->id, .body = record->body});
      check_same(what + " as it was");
    }
  }
  CHECK(kinds_seen > 40);

  const auto promise = built.state();
  const workspace::Record* commitment = nullptr;
  promise->each<record::Commitment>([&](const workspace::Record& record, const record::Commitment&) { commitment = &record; });
  REQUIRE(commitment);
  built.put({.kind = commitment->kind, .id = commitment->id, .body = commitment->body, .retired = true});
  check_same("a promise retired");
  CHECK(judge.judge({built.state(), today})->workspace().position() == built.state()->position());
  auto rows = std::make_shared<workspace::BatchRows>();
  rows->series.push_back({.indicator = "I-poverty", .definition = 1, .place = "CA", .group = ""});
  rows->rows.push_back({.period = base::Period::parse("2024").value().code(), .known_from = workspace::KnownFrom{.day = today}.code(), .value = 3.5});
  rows->first_row = {0, 1};
  built.put({.kind = &record::kind_of<record::Batch>(), .id = "one-more", .body = std::make_shared<record::Batch>(), .rows = rows});
  judge.judge({built.state(), today});
  CHECK(judge.judged_indicators() < indicators / 4);
  CHECK(judge.judged_indicators() >= 1);
  check_same("one more figure");
  built.put({.kind = &record::kind_of<record::Batch>(), .id = "one-more", .body = std::make_shared<record::Batch>(record::Batch{.withdrawn = true, .withdrawn_reason = "wrong"})});
  check_same("the figure withdrawn");

  const auto now = built.state();
  const auto first = judge.judge({now, today});
  CHECK(judge.judge({now, today}) == first);
  judge.judge({now, today, *base::Day::parse("2022-06-01")});  // as known on an earlier day: judged for itself
  CHECK(judge.judge({now, today}) == first);
  const auto tomorrow = judge.judge({now, today.plus(1)});
  CHECK(tomorrow != first);
  CHECK(judge.judged_indicators() == now->count(record::kind_of<record::Indicator>()));
  judge.judge({now, today});      // yesterday's view, and a state of before: neither takes the place of the latest
  judge.judge({promise, today.plus(1)});
  CHECK(judge.judge({now, today.plus(1)}) == tomorrow);

  const auto earlier = *base::Day::parse("2022-06-01");
  track::Judge another;
  another.judge({now, today, earlier});
  const workspace::View then(now, earlier);  // on that day, with all that was published since: not what was known then
  std::vector<std::string> whole;
  for (const auto& status : track::all_statuses(then)) whole.push_back(written(then, status));
  std::vector<std::string> kept;
  another.judge(then)->each([&](const track::Status& status) { kept.push_back(written(then, status)); });
  CHECK(kept == whole);
}
