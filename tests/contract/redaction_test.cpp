#include <sqlite3.h>

#include <fstream>
#include <sstream>

#include "subject.h"

using namespace outturn;
using namespace outturn::contract;

#define STORES InMemory, InSqlite

namespace {

const workspace::Redaction of_email{.kind = "person", .id = "ada", .fields = {"email"}, .reason = "Her request of 2 June", .second_person = "bob"};

void add_person(Subject& s) {
  put(s.book(), "ada", record::Person{.name = "Ada", .email = "ada.secret@example.org"});
  put(s.book(), "ada", record::Person{.name = "Ada", .email = "ada.second.secret@example.org"}, "her sister told ada.reason@example.org");
  put(s.book(), "O1", record::Outcome{.title = {{"en", "Beside"}}});
}

std::string whole(const std::string& file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  return content.str();
}

}  // namespace

TEST_CASE_TEMPLATE("redacted content is gone from record, history and past, and the chain still verifies", Store, STORES) {
  Store own;
  Subject& s = own;
  add_person(s);
  const auto then = s.book().now()->last_change();
  const auto receipt = s.book().redact(tester, of_email);
  REQUIRE(receipt);
  CHECK(receipt->first == 4);
  for (int round = 0; round < 2; ++round) {
    const auto& person = s.book().now()->find<record::Person>("ada")->as<record::Person>();
    CHECK(person.email.empty());
    CHECK(person.name == "Ada");
    for (const auto& told : s.book().history(record::kind_of<record::Person>(), "ada")) {
      CHECK(told.payload.json.find("secret") == std::string::npos);
    }
    CHECK(s.book().as_entered(then)->find<record::Person>("ada")->as<record::Person>().email.empty());
    base::Progress quiet;
    const auto verified = s.book().verify(quiet);
    CHECK(faults(s.book()).empty());
    CHECK(verified.redacted == 2);
    s.reopen();
  }
  const auto history = s.book().history(record::kind_of<record::Person>(), "ada");
  REQUIRE(history.size() == 3);
  const auto first = workspace::story_of(record::kind_of<record::Person>(), history[0].payload.json);
  REQUIRE(first);
  CHECK(first->changes[1].field == "email");
  CHECK(first->changes[1].redacted);
  CHECK(history[2].entry.act == "redact");
  CHECK(history[2].payload.json.find(R"("second_person":"bob")") != std::string::npos);
  const auto last = workspace::story_of(record::kind_of<record::Person>(), history[2].payload.json);
  CHECK(last->reason == "Her request of 2 June");
  // Life goes on, and what is redacted a second time still verifies.
  put(s.book(), "ada", record::Person{.name = "Ada", .email = "new.secret@example.org"});
  REQUIRE(s.book().redact(tester, of_email));
  CHECK(faults(s.book()).empty());
  CHECK(s.book().history(record::kind_of<record::Person>(), "ada")[3].payload.json.find("secret") == std::string::npos);
}

TEST_CASE_TEMPLATE("a title that was taken out is replaced by a word in each language, now, in the past and a second time", Store, STORES) {
  Store own;
  Subject& s = own;
  add_person(s);
  const auto then = s.book().now()->last_change();
  const workspace::Redaction of_title{.kind = "outcome", .id = "O1", .fields = {"title"}, .reason = "names a person", .second_person = "bob"};
  for (int round = 0; round < 3; ++round) {
    REQUIRE(s.book().redact(tester, of_title));
    for (const auto& state : {s.book().now(), s.book().as_entered(then)}) {
      const auto* outcome = state->template find<record::Outcome>("O1");
      CHECK(outcome->title("en") == "Taken out");
      CHECK(outcome->title("fr") == "Retiré");
    }
    for (const auto& told : s.book().history(record::kind_of<record::Outcome>(), "O1")) CHECK(told.payload.json.find("Beside") == std::string::npos);
    CHECK(faults(s.book()).empty());
    s.reopen();
  }
  REQUIRE(s.book().redact(tester, {.kind = "person", .id = "ada", .fields = {"name"}, .reason = "x", .second_person = "bob"}));
  CHECK(s.book().now()->find<record::Person>("ada")->title("fr") == "Taken out / Retiré");
  CHECK(faults(s.book()).empty());
}

TEST_CASE_TEMPLATE("reasons of entries can be redacted", Store, STORES) {
  Store own;
  Subject& s = own;
  add_person(s);
  REQUIRE(s.book().redact(tester, {.kind = "person", .id = "ada", .fields = {"reason"}, .reason = "names a third person", .second_person = "bob"}));
  const auto history = s.book().history(record::kind_of<record::Person>(), "ada");
  CHECK(workspace::story_of(record::kind_of<record::Person>(), history[1].payload.json)->reason_redacted);
  CHECK(s.book().now()->find<record::Person>("ada")->as<record::Person>().email == "ada.second.secret@example.org");
  CHECK(faults(s.book()).empty());
}

TEST_CASE_TEMPLATE("figures of a batch can be taken out, and the rest still has its hash", Store, STORES) {
  Store own;
  Subject& s = own;
  put(s.book(), "I1", poverty);
  put(s.book(), "CA", canada);
  import_batch(s.book(), "b0", {{.indicator = "I1", .place = "CA", .period = "2022", .known_from = "2023-01-01", .value = 2.5}});
  import_batch(s.book(), "b1", {{.indicator = "I1", .place = "CA", .period = "2022", .value = 3.0, .extras = {.numerator = 3.0}},
                                {.indicator = "I1", .place = "CA", .period = "2023", .value = 4.0, .extras = {.numerator = 4.0}}});
  const auto hash = s.book().now()->find<record::Batch>("b1")->as<record::Batch>().rows_sha256;
  const auto redacted = s.book().redact(tester, {.kind = "batch", .id = "b1", .rows = {{{.indicator = "I1", .place = "CA"}, period("2022").code()}},
                                                 .reason = "one person's row", .second_person = "bob"});
  REQUIRE(redacted);
  for (int round = 0; round < 2; ++round) {
    const auto now = s.book().now();
    CHECK(now->panel().row_count() == 2);
    const auto figures = workspace::View(now, day("2026-06-30")).figures(now->panel().series(0));
    REQUIRE(figures.size() == 2);
    CHECK(figures[0].value == 2.5);
    CHECK(figures[1].value == 4.0);
    const auto& batch = now->find<record::Batch>("b1")->as<record::Batch>();
    CHECK(batch.rows == 1);
    CHECK(batch.rows_sha256 != hash);
    // The old hash could be tried against guesses of the figure: it is gone too.
    for (const auto& told : s.book().history(record::kind_of<record::Batch>(), "b1")) CHECK(told.payload.json.find(hash) == std::string::npos);
    CHECK(faults(s.book()).empty());
    s.reopen();
  }
}

TEST_CASE_TEMPLATE("a redaction needs a record, a field, a reason and a second person, and says all that is missing at once", Store, STORES) {
  Store own;
  Subject& s = own;
  add_person(s);
  CHECK(refusal(s.book().redact(tester, {.kind = "person", .id = "nobody", .fields = {"email"}, .reason = "x", .second_person = "bob"})) ==
        "id: redact.no_record");
  CHECK(refusal(s.book().redact(tester, {.kind = "unicorn", .id = "ada", .fields = {"email"}, .reason = "x", .second_person = "bob"})) ==
        "id: redact.no_record");
  const auto all = s.book().redact(tester, {.kind = "person", .id = "ada", .fields = {"shoe_size"}, .second_person = "tester"});
  REQUIRE(!all);
  CHECK(all.error().size() == 3);
  CHECK(refusal(s.book().redact(tester, {.kind = "person", .id = "ada", .reason = "x", .second_person = "bob"})) == "fields: redact.no_field");
  CHECK(refusal(s.book().redact(tester, {.kind = "person", .id = "ada", .rows = {{{.indicator = "I1", .place = "CA"}, 1}}, .reason = "x", .second_person = "bob"})) ==
        "rows: redact.no_row");
  CHECK(s.book().now()->position() == 3);
  CHECK(faults(s.book()).empty());
}

TEST_CASE("redacted content is in no byte of the files any more") {
  InSqlite s;
  put_many(s.book(), 200, record::Organisation{.name = {{"en", "Filler " + std::string(200, 'x')}}});
  add_person(s);
  for (int i = 0; i < 20; ++i) {
    put(s.book(), "ada", record::Person{.name = "Ada", .email = "ada.secret." + std::string(static_cast<std::size_t>(i), 'q') + "@example.org"});
  }
  REQUIRE(s.book().redact(tester, of_email));
  for (const auto* suffix : {"", "-wal"}) {
    INFO(suffix);
    CHECK(whole(s.file + suffix).find("secret") == std::string::npos);
  }
  CHECK(faults(s.book()).empty());
}

TEST_CASE("where a reader holds on to the old state, redacted content goes with the next change after it") {
  InSqlite s;
  add_person(s);
  sqlite3* reader = nullptr;
  REQUIRE(sqlite3_open(s.file.c_str(), &reader) == SQLITE_OK);
  REQUIRE(sqlite3_exec(reader, "BEGIN; SELECT COUNT(*) FROM ledger", nullptr, nullptr, nullptr) == SQLITE_OK);
  REQUIRE(s.book().redact(tester, of_email));
  put(s.book(), "O2", record::Outcome{.title = {{"en", "Beside"}}});
  CHECK(whole(s.file + "-wal").find("secret") != std::string::npos);
  sqlite3_exec(reader, "COMMIT", nullptr, nullptr, nullptr);
  sqlite3_close(reader);
  put(s.book(), "O3", record::Outcome{.title = {{"en", "Beside"}}});
  for (const auto* suffix : {"", "-wal"}) CHECK(whole(s.file + suffix).find("secret") == std::string::npos);
  CHECK(faults(s.book()).empty());
}
