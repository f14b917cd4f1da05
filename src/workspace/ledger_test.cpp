#include "workspace/ledger.h"

#include "record/measure.h"
#include "testing.h"
#include "workspace/observation.h"

using namespace outturn;
using workspace::KnownFrom;

// The digests below were made from texts typed after docs/formats/ledger.md by another program, not with this code.

TEST_CASE("an entry's hash is that of the published text") {
  workspace::Entry entry{.sequence = 7, .at = base::Instant::parse("2026-06-30T12:00:00.000000Z").value(), .person = "ada",
                         .organisation = "M01", .act = "change", .kind = "indicator", .id = "I-poverty"};
  CHECK(workspace::entry_hash(entry).hex() == "1c384e34d995e4424df95ed36b6a377bfbe544f21248024b033735813b9a2e35");
}

TEST_CASE("every part of an entry counts in its hash, and parts cannot be shifted into each other") {
  const workspace::Entry entry{.sequence = 7, .at = base::Instant{1}, .person = "ab", .organisation = "c", .act = "add", .kind = "place", .id = "CA"};
  const auto hash = workspace::entry_hash(entry);
  const auto differs = [&](auto change) {
    auto other = entry;
    change(other);
    return workspace::entry_hash(other) != hash;
  };
  CHECK(differs([](auto& e) { e.sequence = 8; }));
  CHECK(differs([](auto& e) { e.at.microseconds = 2; }));
  CHECK(differs([](auto& e) { e.person = "a", e.organisation = "bc"; }));
  CHECK(differs([](auto& e) { e.act = "change"; }));
  CHECK(differs([](auto& e) { e.kind = "group"; }));
  CHECK(differs([](auto& e) { e.id = "QC"; }));
  CHECK(differs([](auto& e) { e.payload_digest.bytes[31] = 1; }));
  CHECK(differs([](auto& e) { e.previous.bytes[0] = 1; }));
  CHECK(differs([](auto& e) { e.person = "ab\norganisation 1:c"; }));
}

TEST_CASE("a payload's digest is that of salt, line feed and content") {
  CHECK(workspace::payload_digest({.json = R"({"after":{"name":{"en":"Canada"}}})", .salt = "00112233445566778899aabbccddeeff"}).hex() == "b1e7d48bdf295832dd5268c4b82db7a6f6d65346ff7dfd9ed28bab47ace2b105");
}

TEST_CASE("a batch's hash is that of its published lines") {
  workspace::BatchRows rows;
  rows.series = {{.indicator = "I1", .definition = 1, .place = "CA"}, {.indicator = "I1", .definition = 2, .place = "ON", .group = "women"}};
  rows.first_row = {0, 2, 4};
  const auto row = [](std::int64_t period, double value, workspace::Status status = workspace::Status::figure) {
    return workspace::Row{.period = period, .known_from = 100, .value = value, .status = status};
  };
  rows.rows = {row(10, 5.2), row(11, 0, workspace::Status::suppressed), row(10, 100000), row(11, -0.0)};
  rows.extras = {{2, {.numerator = 0.1, .upper = 1e-5, .unit = "per 1,000"}}};
  CHECK(rows.digest().hex() == "b586c7a67162fbfaf7aede76b5a2f124e6502c7eb3e00e23f061897d19a87c03");
}

TEST_CASE("a payload tells what changed and replays to the record") {
  const auto& kind = record::kind_of<record::Place>();
  const auto before = std::make_shared<const record::Place>(record::Place{.name = {{"en", "Canada"}}, .column = 3});
  const auto after = std::make_shared<const record::Place>(record::Place{.name = {{"en", "Canada"}, {"fr", "Canada"}}, .level = record::PlaceLevel::area});
  const auto json = workspace::payload_json(kind, before, after, false, true, "moved");
  const auto story = workspace::story_of(kind, json);
  REQUIRE(story);
  CHECK(story->reason == "moved");
  CHECK(story->retired == true);
  CHECK(story->changes.size() == 3);
  const auto replayed = workspace::replayed(kind, before, false, json);
  REQUIRE(replayed);
  CHECK(*static_cast<const record::Place*>(replayed->first.get()) == *after);
  CHECK(replayed->second);
}

TEST_CASE("content that does not fit its kind is refused, not guessed") {
  const auto& kind = record::kind_of<record::Place>();
  CHECK(testing::refusal(workspace::story_of(kind, R"({"after":{"column":"three"}})")) == "column: ledger.payload");
  CHECK(testing::refusal(workspace::story_of(kind, R"({"after":{"level":"planet"}})")) == "level: ledger.payload");
  CHECK_FALSE(workspace::story_of(kind, "{"));
  CHECK_FALSE(workspace::replayed(kind, {}, false, R"({"after":{"name":5}})"));
}

TEST_CASE("the moment of a publication is written and read with its place in the day") {
  for (const auto* text : {"2024-03-31", "2024-03-31#2", "1867-07-01#1000000"}) {
    const auto known = KnownFrom::parse(text);
    REQUIRE(known);
    CHECK(known->text() == text);
    CHECK(KnownFrom::from_code(known->code()) == *known);
  }
  for (const auto* text : {"", "2024-03", "2024-03-31#0", "2024-03-31#", "2024-03-31#x", "2024-03-31#1000001", "2024-03-31 #2"}) {
    INFO(text);
    CHECK_FALSE(KnownFrom::parse(text));
  }
  CHECK(KnownFrom::parse("1950-01-01#9")->code() < KnownFrom::parse("1950-01-02")->code());
  CHECK(KnownFrom::parse("2024-01-01")->code() < KnownFrom::parse("2024-01-01#2")->code());
}
