#include <thread>

#include "subject.h"

using namespace outturn;
using namespace outturn::contract;

namespace {

base::Checked<workspace::Receipt> commit(workspace::Register& book, std::vector<workspace::Draft> drafts) {
  return book.commit(tester, [&](const workspace::Workspace&) -> base::Checked<std::vector<workspace::Draft>> { return drafts; });
}

template <class T>
workspace::Draft draft(std::string id, T content) {
  return {.kind = &record::kind_of<T>(), .id = std::move(id), .body = std::make_shared<const T>(std::move(content))};
}

}  // namespace

#define STORES InMemory, InSqlite

TEST_CASE_TEMPLATE("an empty register has nothing and holds", Store, STORES) {
  Store own;
  Subject& s = own;
  CHECK(s.book().now()->position() == 0);
  CHECK(s.book().entries(0, 10).empty());
  CHECK(faults(s.book()).empty());
  s.reopen();
  CHECK(s.book().now()->position() == 0);
}

TEST_CASE_TEMPLATE("what is saved is there afterwards, with its author, instant and version", Store, STORES) {
  Store own;
  Subject& s = own;
  const auto receipt = put(s.book(), "I1", poverty, "first");
  CHECK(receipt.first == 1);
  CHECK(receipt.last == 1);
  CHECK(receipt.workspace->find<record::Indicator>("I1")->version == 1);

  s.reopen();
  const auto* found = s.book().now()->find<record::Indicator>("I1");
  REQUIRE(found);
  CHECK(found->as<record::Indicator>() == poverty);
  const auto history = s.book().history(record::kind_of<record::Indicator>(), "I1");
  REQUIRE(history.size() == 1);
  CHECK(history[0].entry.person == "tester");
  CHECK(history[0].entry.organisation == "test-office");
  CHECK(history[0].entry.act == "add");
  CHECK(history[0].entry.at == s.clock.now());
  CHECK(workspace::entry_hash(history[0].entry) == history[0].entry.hash);
  CHECK(workspace::payload_digest(history[0].payload) == history[0].entry.payload_digest);
}

TEST_CASE_TEMPLATE("every type of field comes back as it was written", Store, STORES) {
  Store own;
  Subject& s = own;
  record::Target target{.indicator = {"I1"}, .place = {"CA"}, .kind = record::TargetKind::milestone, .form = record::TargetForm::range,
                        .value = 0.1 + 0.2, .upper = 1e300, .period = period("2014/15@07"), .base_value = -0.0,
                        .text = {{"fr", "d’ici « 2030 »"}, {"en", "by \"2030\"\n\ttab"}}, .in_force_from = day("1867-07-01"),
                        .reason = "because of 'quotes'; DROP TABLE ledger", .illustrative = true};
  put(s.book(), "T1", target);
  record::Commitment commitment{.text = {{"en", "Do it"}}, .parties = {{"M2"}, {"M1"}}};
  put(s.book(), "C1", commitment);
  put(s.book(), "CA", record::Place{.name = {{"en", "Canada"}}, .level = record::PlaceLevel::area, .column = 0, .row = 9'000'000'000'000'000'000});
  s.reopen();
  const auto now = s.book().now();
  CHECK(now->find<record::Target>("T1")->as<record::Target>() == target);
  CHECK(now->find<record::Commitment>("C1")->as<record::Commitment>() == commitment);
  CHECK(now->find<record::Place>("CA")->as<record::Place>().row == 9'000'000'000'000'000'000);
  CHECK(faults(s.book()).empty());
}

TEST_CASE_TEMPLATE("a refused plan writes nothing and says why", Store, STORES) {
  Store own;
  Subject& s = own;
  put(s.book(), "I1", poverty);
  const auto refused = s.book().commit(tester, [](const workspace::Workspace& state) -> base::Checked<std::vector<workspace::Draft>> {
    CHECK(state.find<record::Indicator>("I1"));
    return base::refuse("name", "test.no", {});
  });
  CHECK(refusal(refused) == "name: test.no");
  CHECK(s.book().now()->position() == 1);
  CHECK(s.book().entries(0, 10).size() == 1);
}

TEST_CASE_TEMPLATE("several drafts are kept all or not at all", Store, STORES) {
  Store own;
  Subject& s = own;
  const auto both = commit(s.book(), {draft("I1", poverty), draft("CA", canada)});
  REQUIRE(both);
  CHECK(both->first == 1);
  CHECK(both->last == 2);
  auto rows = batch_rows({{.indicator = "I1", .place = "nowhere", .period = "2023", .value = 1.0}});
  auto bad = draft("b1", record::Batch{.file = "x.csv"});
  bad.rows = rows;
  CHECK_THROWS_AS(commit(s.book(), {draft("QC", canada), bad}), std::logic_error);
  CHECK(s.book().now()->position() == 2);
  s.reopen();
  CHECK(s.book().now()->position() == 2);
  CHECK(s.book().now()->find<record::Place>("QC") == nullptr);
  // The next change goes on as if nothing had been tried.
  CHECK(put(s.book(), "QC", canada).last == 3);
  CHECK(faults(s.book()).empty());
}

TEST_CASE_TEMPLATE("a draft that changes nothing is not an entry", Store, STORES) {
  Store own;
  Subject& s = own;
  put(s.book(), "I1", poverty);
  const auto again = put(s.book(), "I1", poverty, "the same");
  CHECK(again.last < again.first);
  CHECK(again.workspace->position() == 1);
}

TEST_CASE_TEMPLATE("instants go up even where the clock stands still or goes back", Store, STORES) {
  Store own;
  Subject& s = own;
  put(s.book(), "I1", poverty);
  s.clock.set(base::Instant{s.clock.now().microseconds - 5'000'000});
  put(s.book(), "I2", poverty);
  s.reopen();
  put(s.book(), "I3", poverty);
  const auto all = s.book().entries(0, 10);
  REQUIRE(all.size() == 3);
  CHECK(all[0].entry.at < all[1].entry.at);
  CHECK(all[1].entry.at < all[2].entry.at);
}

TEST_CASE_TEMPLATE("history tells what changed, from what to what, and why", Store, STORES) {
  Store own;
  Subject& s = own;
  put(s.book(), "CA", canada);
  put(s.book(), "CA", record::Place{.name = {{"en", "Canada"}, {"fr", "Canada"}}}, "French name");
  put(s.book(), "QC", canada);
  put(s.book(), "CA", record::Place{.name = {{"en", "Canada"}, {"fr", "Canada"}}}, "no more", true);
  const auto history = s.book().history(record::kind_of<record::Place>(), "CA");
  REQUIRE(history.size() == 3);
  CHECK(history[1].entry.act == "change");
  CHECK(history[2].entry.act == "retire");
  const auto story = workspace::story_of(record::kind_of<record::Place>(), history[1].payload.json);
  REQUIRE(story);
  REQUIRE(story->changes.size() == 1);
  CHECK(story->changes[0].field == "name");
  CHECK(record::plain_text(story->changes[0].after, "fr") == "Canada");
  CHECK(story->reason == "French name");
  CHECK(workspace::story_of(record::kind_of<record::Place>(), history[2].payload.json)->retired == true);
  CHECK(s.book().now()->find<record::Place>("CA")->retired);
  CHECK(s.book().now()->get<record::Place>("CA") == nullptr);
}

TEST_CASE_TEMPLATE("entries are read in pages", Store, STORES) {
  Store own;
  Subject& s = own;
  for (int i = 1; i <= 5; ++i) put(s.book(), "I" + std::to_string(i), poverty);
  const auto page = s.book().entries(2, 2);
  REQUIRE(page.size() == 2);
  CHECK(page[0].entry.sequence == 3);
  CHECK(page[1].entry.id == "I4");
  CHECK(s.book().entries(5, 2).empty());
  CHECK(s.book().entries(0, 0).empty());
}

TEST_CASE_TEMPLATE("observations come back with everything beside them", Store, STORES) {
  Store own;
  Subject& s = own;
  put(s.book(), "I1", poverty);
  put(s.book(), "CA", canada);
  put(s.book(), "QC", canada);
  import_batch(s.book(), "b1", {{.indicator = "I1", .place = "QC", .period = "2022", .value = 4.9},
                                {.indicator = "I1", .place = "CA", .period = "2022", .value = 5.2,
                                 .extras = {.numerator = 52.0, .denominator = 1000.0, .lower = 5.0, .unit = "%"}},
                                {.indicator = "I1", .place = "CA", .period = "2023", .status = workspace::Status::suppressed}});
  const auto before = s.book().now();
  s.reopen();
  const auto now = s.book().now();
  CHECK(difference(*before, *now).empty());
  CHECK(now->panel().row_count() == 3);
  const workspace::View view(now, day("2026-06-30"));
  const auto* series = view.series(*now->find<record::Indicator>("I1"), *now->find<record::Place>("CA"));
  REQUIRE(series);
  const auto figures = view.figures(*series);
  REQUIRE(figures.size() == 2);
  REQUIRE(figures[0].extras);
  CHECK(figures[0].extras->denominator == 1000.0);
  CHECK_FALSE(figures[0].extras->upper);
  CHECK(figures[0].extras->unit == "%");
  CHECK(figures[1].status == workspace::Status::suppressed);
  const auto& batch = now->find<record::Batch>("b1")->as<record::Batch>();
  CHECK(batch.rows == 3);
  CHECK(batch.rows_sha256.size() == 64);
  CHECK(faults(s.book()).empty());
}

TEST_CASE_TEMPLATE("a withdrawn batch no longer counts and can come back", Store, STORES) {
  Store own;
  Subject& s = own;
  put(s.book(), "I1", poverty);
  put(s.book(), "CA", canada);
  import_batch(s.book(), "b1", {{.indicator = "I1", .place = "CA", .period = "2023", .known_from = "2024-03-01", .value = 5.0}});
  import_batch(s.book(), "b2", {{.indicator = "I1", .place = "CA", .period = "2023", .known_from = "2024-06-01", .value = 6.0}});
  const auto latest = [&] {
    const auto now = s.book().now();
    const workspace::View view(now, day("2026-06-30"));
    return view.figures(now->panel().series(0)).at(0).value;
  };
  CHECK(latest() == 6.0);
  auto batch = s.book().now()->find<record::Batch>("b2")->as<record::Batch>();
  batch.withdrawn = true;
  batch.withdrawn_reason = "wrong file";
  put(s.book(), "b2", batch);
  CHECK(latest() == 5.0);
  CHECK(faults(s.book()).empty());
  s.reopen();
  CHECK(latest() == 5.0);
  CHECK(faults(s.book()).empty());
  batch.withdrawn = false;
  put(s.book(), "b2", batch);
  CHECK(latest() == 6.0);
  CHECK(faults(s.book()).empty());
}

TEST_CASE_TEMPLATE("as entered: the register as it knew at an instant, later batches and changes left out", Store, STORES) {
  Store own;
  Subject& s = own;
  put(s.book(), "I1", poverty);
  put(s.book(), "CA", canada);
  import_batch(s.book(), "b1", {{.indicator = "I1", .place = "CA", .period = "2023", .value = 5.0}});
  const auto then = s.book().now()->last_change();
  const auto was = s.book().now();
  put(s.book(), "I1", record::Indicator{.name = {{"en", "Renamed"}}});
  import_batch(s.book(), "b2", {{.indicator = "I1", .place = "CA", .period = "2024", .value = 6.0}});
  auto batch = s.book().now()->find<record::Batch>("b1")->as<record::Batch>();
  batch.withdrawn = true;
  batch.withdrawn_reason = "wrong";
  put(s.book(), "b1", batch);

  CHECK(difference(*s.book().as_entered(then), *was).empty());
  CHECK(difference(*s.book().as_entered(s.clock.now().microseconds > 0 ? base::Instant{then.microseconds + 1'000'000} : then), *s.book().now()).empty());
  CHECK(s.book().as_entered(base::Instant{0})->position() == 0);
}

TEST_CASE_TEMPLATE("many writers at once each get their own place in the chain", Store, STORES) {
  Store own;
  Subject& s = own;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) put(s.book(), "I" + std::to_string(t) + "-" + std::to_string(i), poverty);
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(s.book().now()->position() == 80);
  CHECK(s.book().now()->count(record::kind_of<record::Indicator>()) == 80);
  CHECK(faults(s.book()).empty());
  s.reopen();
  CHECK(faults(s.book()).empty());
}

TEST_CASE_TEMPLATE("a plan sees the changes that went before it, so a stale edit can be refused", Store, STORES) {
  Store own;
  Subject& s = own;
  put(s.book(), "I1", poverty);
  std::vector<std::thread> threads;
  std::atomic<int> accepted = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      const auto answer = s.book().commit(tester, [&](const workspace::Workspace& state) -> base::Checked<std::vector<workspace::Draft>> {
        if (state.find<record::Indicator>("I1")->version != 1) return base::refuse("", "test.stale", {});
        return std::vector{draft("I1", record::Indicator{.name = {{"en", "Writer " + std::to_string(t)}}})};
      });
      if (answer) ++accepted;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(accepted == 1);
  CHECK(s.book().now()->position() == 2);
}

TEST_CASE_TEMPLATE("the vault keeps passwords, sessions and answers", Store, STORES) {
  Store own;
  Subject& s = own;
  CHECK_FALSE(s.vault().password_hash("ada"));
  s.vault().set_password_hash("ada", "one");
  s.vault().set_password_hash("ada", "two");
  s.vault().put_session({.token_sha256 = "aa", .person = "ada", .csrf = "x", .started = {10}, .seen = {10}});
  s.vault().put_session({.token_sha256 = "bb", .person = "ada", .csrf = "y", .started = {20}, .seen = {20}});
  s.vault().put_session({.token_sha256 = "cc", .person = "bob", .csrf = "z", .started = {30}, .seen = {30}});
  s.vault().put_session({.token_sha256 = "aa", .person = "ada", .csrf = "x", .started = {10}, .seen = {40}});
  s.reopen();
  CHECK(s.vault().password_hash("ada") == "two");
  REQUIRE(s.vault().session("aa"));
  CHECK(s.vault().session("aa")->seen == base::Instant{40});
  s.vault().end_sessions_seen_before({25});
  CHECK_FALSE(s.vault().session("bb"));
  CHECK(s.vault().session("cc"));
  s.vault().end_sessions_of("ada");
  CHECK_FALSE(s.vault().session("aa"));
  s.vault().end_session("cc");
  CHECK_FALSE(s.vault().session("cc"));

  const base::Instant now{1'000'000'000'000};
  s.vault().keep_answer("ada", "key", "201 /records/1", now);
  s.vault().keep_answer("ada", "key", "another", now);
  CHECK(s.vault().answer("ada", "key") == "201 /records/1");
  CHECK_FALSE(s.vault().answer("bob", "key"));
  s.vault().keep_answer("bob", "other", "x", base::Instant{now.microseconds + 25ll * 3600 * 1'000'000});
  CHECK_FALSE(s.vault().answer("ada", "key"));
  CHECK(faults(s.book()).empty());
}
