#include "web/together/agreement_page.h"

#include <fmt/core.h>

#include "act/agree.h"
#include "base/hash.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "testing.h"
#include "web/together/decision_page.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::day;
using testing::put;

namespace {

record::Localised both(std::string text) { return {{"en", text}, {"fr", text}}; }

/// An outcome with an agreement of two versions; the second changes one word and is published but for its first clause.
struct Signed {
  testing::Site site;
  Signed() {
    auto& store = site.store();
    for (const auto* id : {"health", "housing"}) put(store, id, record::Organisation{.name = both(id)});
    put(store, "O1", record::Outcome{.title = both("Homes")});
    put(store, "P1", record::Party{.outcome = {"O1"}, .organisation = {"health"}, .stance = record::Stance::leads});
    put(store, "A1", record::Agreement{.outcome = {"O1"}, .title = both("Homes for all"), .parties = {{"health"}, {"housing"}}});
    put(store, "c-money", record::Clause{.agreement = {"A1"}, .number = 1, .title = both("Money"), .text = both("Secret sums."), .touches = {{"housing"}}});
    put(store, "c-aim", record::Clause{.agreement = {"A1"}, .number = 2, .title = both("Aim"), .text = both("Build 100 homes.")});
    version(1, {});
    put(store, "c-aim", record::Clause{.agreement = {"A1"}, .number = 2, .title = both("Aim"), .text = both("Build 120 homes.")});
    version(2, day("2026-06-01"));
  }
  void version(std::int64_t number, std::optional<base::Day> published) {
    const auto now = site.store().now();
    const auto text = decide::write_text(decide::draft_text(*now, *now->find<record::Agreement>("A1")));
    put(site.store(), "A1-v" + std::to_string(number),
        record::AgreementVersion{.agreement = {"A1"}, .number = number, .text = text, .hash = base::sha256(text).hex(), .made = day("2026-05-01"), .published = published,
                                 .withheld = {{"c-money"}}, .withheld_reason = both("Tender running")});
  }
  std::string draft() {
    testing::Visited here(site, "/outcomes/O1/agreement/fix", "en", true);
    here.request.parameters.add("id", "O1");
    return show_draft(here.visit).body;
  }
  std::string page(bool as_host, std::string rest = "", std::string version = "", std::string language = "en") {
    testing::Visited here(site, "/outcomes/O1/agreement" + rest, language, as_host);
    here.request.parameters.add("id", "O1");
    if (!version.empty()) here.request.parameters.add("version", version);
    return show_agreement(here.visit).body;
  }
};

}  // namespace

TEST_CASE("agreement page: what changed since the version before is struck or underlined, and said to screen readers") {
  Signed town;
  const auto page = town.page(true);
  CHECK(testing::holds(page, "<del class=\"ot-removed\"><span class=\"govuk-visually-hidden\">"));
  CHECK(testing::holds(page, "120 "));
  CHECK(testing::holds(page, "Secret sums."));
  CHECK(testing::holds(page, "id=\"c-aim\""));
  CHECK_FALSE(testing::holds(page, "⟦"));
  CHECK_FALSE(testing::holds(town.page(true, "", "", "fr"), "⟦"));
}

TEST_CASE("agreement page: the public sees what is published, without the clauses withheld, and no unpublished version") {
  Signed town;
  const auto page = town.page(false);
  CHECK(testing::holds(page, "Build 120 homes."));
  CHECK(testing::holds(page, "Tender running"));
  CHECK_FALSE(testing::holds(page, "Secret sums."));
  CHECK_FALSE(testing::holds(page, "100"));
  CHECK_FALSE(testing::holds(town.page(false, "/v2.json", "v2"), "Secret"));
  CHECK(testing::holds(town.page(true, "/v2.json", "v2"), "Secret"));
  CHECK_FALSE(testing::holds(town.page(false, "/v1", "v1"), "100 homes"));
}

TEST_CASE("agreement page: the version that binds is marked in force, and none is once the agreement is closed") {
  Signed town;
  auto& store = town.site.store();
  const auto version = store.now()->get<record::AgreementVersion>("A1-v2");
  REQUIRE(version);
  for (const auto* party : {"health", "housing"}) {
    put(store, std::string("S-") + party, record::Signature{.version = {"A1-v2"}, .organisation = {party}, .hash = version->hash, .name = "Ada", .given = day("2026-05-10")});
  }
  CHECK(testing::holds(town.page(true), "In force"));
  auto agreement = *store.now()->get<record::Agreement>("A1");
  agreement.closed = day("2026-06-02");
  put(store, "A1", agreement);
  const auto page = town.page(true);
  CHECK(testing::holds(page, "Closed"));
  CHECK_FALSE(testing::holds(page, "In force"));
}

TEST_CASE("agreement page: of a withheld clause the public hears neither that it changed nor that its records did, on the page or as data") {
  Signed town;
  auto& store = town.site.store();
  put(store, "C1", record::Commitment{.text = both("Pay for homes"), .lead = {"housing"}, .outcomes = {{"O1"}}});
  put(store, "c-money", record::Clause{.agreement = {"A1"}, .number = 1, .title = both("Money"), .text = both("Other sums."), .commitments = {{"C1"}}, .touches = {{"housing"}}});
  town.version(3, day("2026-06-02"));
  put(store, "C1", record::Commitment{.text = both("Pay for fewer homes"), .lead = {"housing"}, .outcomes = {{"O1"}}});

  CHECK(testing::holds(town.page(false), "Of the clauses that are published, none differs from version 2."));
  CHECK_FALSE(testing::holds(town.page(false), "No clause differs"));
  CHECK(testing::holds(town.page(true), "1 clause differs from version 2"));
  CHECK(testing::holds(town.page(true), "1 record is no longer as signed"));
  CHECK(testing::holds(town.page(true, ".json"), "C1"));
  for (const auto* rest : {"", ".json"}) {
    CHECK_FALSE(testing::holds(town.page(false, rest), "C1"));
    CHECK_FALSE(testing::holds(town.page(false, rest), "no longer as signed"));
  }
}

TEST_CASE("agreement page: a dissent stands at its clause while its signature counts: from its day, over amendments, until it is withdrawn") {
  Signed town;
  auto& store = town.site.store();
  const auto dissent = [&](std::optional<base::Day> withdrawn) {
    put(store, "S1", record::Signature{.version = {"A1-v1"}, .organisation = {"housing"}, .hash = store.now()->get<record::AgreementVersion>("A1-v1")->hash, .name = "Ada", .given = day("2026-05-10"),
                                       .dissents = {{"c-money"}}, .dissent = both("Too little"), .withdrawn = withdrawn, .withdrawn_reason = withdrawn ? both("No money") : record::Localised{}});
  };
  const auto page = [&](const char* as_of, const char* version) {
    testing::Visited here(town.site, "/outcomes/O1/agreement", "en", true, day(as_of));
    here.request.parameters.add("id", "O1");
    here.request.parameters.add("version", version);
    return show_agreement(here.visit).body;
  };
  put(store, "c-aim", record::Clause{.agreement = {"A1"}, .number = 2, .title = both("Aim"), .text = both("Build 120 homes."), .touches = {{"health"}}});
  town.version(3, {});
  put(store, "c-aim", record::Clause{.agreement = {"A1"}, .number = 2, .title = both("Aim"), .text = both("Build 130 homes."), .touches = {{"health"}}});
  town.version(4, {});
  dissent({});
  CHECK_FALSE(testing::holds(page("2026-05-09", "v1"), "Too little"));
  CHECK(testing::holds(page("2026-05-10", "v1"), "Too little"));
  dissent(day("2026-06-10"));
  CHECK(testing::holds(page("2026-06-09", "v1"), "Too little"));
  CHECK_FALSE(testing::holds(page("2026-06-10", "v1"), "Too little"));

  // Carried over an amendment that does not touch the party.
  put(store, "S3", record::Signature{.version = {"A1-v3"}, .organisation = {"housing"}, .hash = store.now()->get<record::AgreementVersion>("A1-v3")->hash, .name = "Ada", .given = day("2026-06-12"),
                                     .dissents = {{"c-money"}}, .dissent = both("Still too little")});
  CHECK(testing::holds(page("2026-06-15", "v4"), "Still too little"));
}

TEST_CASE("agreement page: what was reached and where duties go shows from the day of the closing on") {
  Signed town;
  auto& store = town.site.store();
  auto agreement = *store.now()->get<record::Agreement>("A1");
  agreement.closed = day("2026-06-20");
  agreement.achieved = both("Ninety homes.");
  agreement.duties_go_to = agreement.data_go_to = both("Housing keeps them.");
  put(store, "A1", agreement);
  const auto on = [&](const char* as_of) {
    testing::Visited here(town.site, "/outcomes/O1/agreement", "en", true, day(as_of));
    here.request.parameters.add("id", "O1");
    return show_agreement(here.visit).body;
  };
  CHECK_FALSE(testing::holds(on("2026-06-19"), "Ninety homes"));
  CHECK(testing::holds(on("2026-06-20"), "Ninety homes"));
}

TEST_CASE("agreement page: a party that is left out stands among those who must sign, and the page says who is still awaited") {
  Signed town;
  auto& store = town.site.store();
  const auto sign = [&](const std::string& version, const std::string& party, const char* given) {
    put(store, "S-" + version + party, record::Signature{.version = {version}, .organisation = {party}, .hash = store.now()->get<record::AgreementVersion>(version)->hash, .name = "Ada", .given = day(given)});
  };
  CHECK(testing::holds(town.page(true), "Still to sign version 2: health, housing."));
  sign("A1-v2", "health", "2026-05-02");
  CHECK(testing::holds(town.page(true), "Still to sign version 2: housing."));
  sign("A1-v2", "housing", "2026-05-03");
  CHECK_FALSE(testing::holds(town.page(true), "Still to sign"));

  put(store, "A1", record::Agreement{.outcome = {"O1"}, .title = both("Homes for all"), .parties = {{"health"}}});
  CHECK(testing::holds(town.draft(), "This draft leaves out a party that the text in force binds."));
  town.version(3, {});
  sign("A1-v3", "health", "2026-06-03");
  for (const auto* language : {"en", "fr"}) CHECK_FALSE(testing::holds(town.page(true, "", "", language), "⟦"));
  CHECK(testing::holds(town.page(true), "Still to sign version 3: housing."));
  CHECK(testing::holds(town.page(true), "This version leaves it out: until it signs that"));
  CHECK(testing::holds(town.page(true), "Version 2 stays in force."));
  CHECK(testing::holds(town.page(true, ".json"), "\"leaves\":true"));
  sign("A1-v3", "housing", "2026-06-04");
  CHECK(testing::holds(town.page(true), "This version leaves it out, and it has signed that"));
  CHECK_FALSE(testing::holds(town.page(true), "Still to sign"));
}

TEST_CASE("agreement page: while the text in force binds, the page to close it says what all parties do instead, and from its last day it is a form") {
  Signed town;
  auto& store = town.site.store();
  const auto closing = [&](const char* language) {
    testing::Visited here(town.site, "/outcomes/O1/agreement/close", language, true);
    here.request.parameters.add("id", "O1");
    return show_closure(here.visit).body;
  };
  CHECK(testing::holds(closing("en"), "<form"));
  for (const auto* party : {"health", "housing"}) {
    put(store, std::string("S-") + party, record::Signature{.version = {"A1-v2"}, .organisation = {party}, .hash = store.now()->get<record::AgreementVersion>("A1-v2")->hash, .name = "Ada", .given = day("2026-05-10")});
  }
  CHECK(testing::holds(closing("en"), "Version 2 binds every party and has no last day."));
  CHECK_FALSE(testing::holds(closing("en"), "name=\"achieved"));
  CHECK_FALSE(testing::holds(closing("fr"), "⟦"));

  put(store, "A1", record::Agreement{.outcome = {"O1"}, .title = both("Homes for all"), .parties = {{"health"}, {"housing"}}, .sunset = day("2026-06-30")});
  town.version(3, {});
  for (const auto* party : {"health", "housing"}) {
    put(store, std::string("S3-") + party, record::Signature{.version = {"A1-v3"}, .organisation = {party}, .hash = store.now()->get<record::AgreementVersion>("A1-v3")->hash, .name = "Ada", .given = day("2026-05-10")});
  }
  CHECK(testing::holds(closing("en"), "name=\"achieved"));
}

TEST_CASE("agreement page: several agreements on one outcome are all named, each with its own address, and what is asked of one is not done to another") {
  Signed town;
  auto& store = town.site.store();
  CHECK_FALSE(testing::holds(town.page(true), "Other agreements on this outcome"));
  put(store, "A2", record::Agreement{.outcome = {"O1"}, .title = both("Rents for all"), .parties = {{"health"}}});
  put(store, "c-rent", record::Clause{.agreement = {"A2"}, .number = 1, .title = both("Rent"), .text = both("Rents fall.")});
  const auto newest = town.page(true);
  CHECK(testing::holds(newest, "Rents fall."));
  CHECK(testing::holds(newest, "href=\"/outcomes/O1/agreement?agreement=A1\">Homes for all: Not in force"));
  CHECK(testing::holds(newest, "/outcomes/O1/agreement/fix?agreement=A2"));
  const auto older = town.page(true, "?agreement=A1");
  CHECK(testing::holds(older, "120 "));
  CHECK(testing::holds(older, "?agreement=A2"));
  CHECK(testing::holds(older, "/outcomes/O1/agreement/v2.json?agreement=A1"));
  CHECK(testing::holds(older, "/agreement/publish?publishes=A1-v2&amp;agreement=A1"));
  testing::Visited unknown(town.site, "/outcomes/O1/agreement?agreement=A3", "en", true);
  unknown.request.parameters.add("id", "O1");
  CHECK(show_agreement(unknown.visit).status == 404);
  CHECK_FALSE(testing::holds(town.page(false), "Rents for all"));  // a draft of its parties
  CHECK(testing::holds(town.page(false), "Build 120 homes."));
}

TEST_CASE("agreement page: a party that has left sees what it signed, whole, and nothing of what came after, though nothing was ever published") {
  Signed town;
  auto& store = town.site.store();
  const auto sign = [&](const char* party, int number) {
    const auto version = store.now()->get<record::AgreementVersion>(fmt::format("A2-v{}", number));
    put(store, fmt::format("S-{}{}", party, number), record::Signature{.version = {fmt::format("A2-v{}", number)}, .organisation = {party}, .hash = version->hash, .name = "Ada of " + std::string(party), .given = day("2026-05-10")});
  };
  const auto fix = [&](int number, const char* title, const char* words, record::References parties) {
    put(store, "A2", record::Agreement{.outcome = {"O1"}, .title = both(title), .parties = std::move(parties)});
    put(store, "c-rent", record::Clause{.agreement = {"A2"}, .number = 1, .title = both("Rent"), .text = both(words)});
    const auto text = decide::write_text(decide::draft_text(*store.now(), *store.now()->find<record::Agreement>("A2")));
    put(store, fmt::format("A2-v{}", number), record::AgreementVersion{.agreement = {"A2"}, .number = number, .text = text, .hash = base::sha256(text).hex(), .made = day("2026-05-01"), .withheld = {{"c-rent"}}, .withheld_reason = both("Tender")});
  };
  fix(1, "Rents for all", "Rents fall.", {{"health"}, {"housing"}});
  for (const auto* party : {"health", "housing"}) sign(party, 1);
  fix(2, "Rents for some", "Rents rise.", {{"health"}});
  for (const auto* party : {"health", "housing"}) sign(party, 2);
  fix(3, "Rents for few", "Rents soar.", {{"health"}});
  sign("health", 3);
  put(store, "hugo", record::Person{.name = "Hugo", .email = "hugo@example.org"});
  put(store, "tim", record::Person{.name = "Tim", .email = "tim@example.org"});
  put(store, "tax", record::Organisation{.name = both("tax")});
  for (const auto& [person, organisation] : {std::pair("hugo", "housing"), std::pair("tim", "tax")}) {
    put(store, std::string("E-") + person, record::Appointment{.person = {person}, .organisation = {organisation}, .role = record::Role::signatory, .from = day("2020-01-01")});
  }
  const auto page = [&](const char* person, const std::string& rest, const char* version = "", const char* language = "en", std::optional<base::Day> as_of = {}) {
    testing::Visited here(town.site, "/outcomes/O1/agreement" + rest, language, false, as_of);
    here.visit.reader = access::Reader::of(*store.now(), person, day("2026-06-30"));
    here.request.parameters.add("id", "O1");
    if (*version) here.request.parameters.add("version", version);
    return show_agreement(here.visit);
  };

  const auto first = page("hugo", "?agreement=A2", "v1").body;
  for (const auto* told : {"Rents fall.", "Rents for all", "Ada of health", "Your organisation is no longer a party", "/outcomes/O1/agreement/v2?agreement=A2", "v1.json?agreement=A2"}) {
    INFO(told);
    CHECK(testing::holds(first, told));
  }
  CHECK(testing::holds(page("hugo", "?agreement=A2").body, "Rents rise."));  // the newest that it signed
  for (const auto* version : {"", "v1", "v2"}) {
    for (const auto* later : {"soar", "Rents for few", "/withdraw", "/publish", "⟦"}) {
      INFO(later);
      CHECK_FALSE(testing::holds(page("hugo", "?agreement=A2", version).body, later));
      CHECK_FALSE(testing::holds(page("hugo", "?agreement=A2", version, "fr").body, later));
    }
  }
  CHECK(testing::holds(page("hugo", "/v1.json?agreement=A2", "v1").body, "Rents fall."));
  for (const auto* rest : {"/v3?agreement=A2", "/v3.json?agreement=A2"}) CHECK(page("hugo", rest, "v3").status == 404);
  CHECK(page("hugo", ".json?agreement=A2").status == 404);
  CHECK(page("hugo", "?agreement=A2", "", "en", day("2026-04-30")).status == 404);  // nothing had been made
  CHECK(testing::holds(page("hugo", "").body, "agreement?agreement=A2\">Rents for some: Left</a>"));  // beside the published one
  for (const auto* version : {"", "v1"}) CHECK(page("tim", "?agreement=A2", version).status == 404);
  CHECK_FALSE(testing::holds(page("tim", "").body, "Rents"));
}

TEST_CASE("agreement page: what departs from the signed text is named by its title, not by an id") {
  Signed town;
  auto& store = town.site.store();
  put(store, "C1", record::Commitment{.text = both("Pay for homes"), .lead = {"housing"}, .outcomes = {{"O1"}}});
  put(store, "c-aim", record::Clause{.agreement = {"A1"}, .number = 2, .title = both("Aim"), .text = both("Build."), .commitments = {{"C1"}}});
  town.version(3, day("2026-06-02"));
  put(store, "C1", record::Commitment{.text = both("Pay for fewer homes"), .lead = {"housing"}, .outcomes = {{"O1"}}});
  const auto page = town.page(true);
  CHECK(testing::holds(page, "Clause 2, “Pay for fewer homes”: changed since it was signed"));
  CHECK_FALSE(testing::holds(page, "Clause 2, C1"));
}

TEST_CASE("agreement page: the printable document holds the words and signatures, and nothing that compares or can be pressed; the JSON beside it comes back in elsewhere") {
  Signed town;
  const auto page = town.page(true);
  CHECK(testing::holds(page, "href=\"/outcomes/O1/agreement/v2?printable=1\""));
  CHECK(testing::holds(page, "href=\"/outcomes/O1/agreement/v2.json\""));
  const auto document = town.page(true, "/v2?printable=1", "v2");
  CHECK(testing::holds(document, "Between: health, housing."));
  CHECK(testing::holds(document, "Build 120 homes."));
  CHECK(testing::holds(document, town.site.store().now()->get<record::AgreementVersion>("A1-v2")->hash));
  for (const auto* absent : {"<del", "All versions", "/agreement/publish", "/agreement/sign"}) CHECK_FALSE(testing::holds(document, absent));
  CHECK_FALSE(testing::holds(town.page(false, "/v2?printable=1", "v2"), "Secret sums."));
  CHECK_FALSE(testing::holds(town.page(true, "/v2?printable=1", "v2", "fr"), "⟦"));

  const auto exported = town.page(true, "/v2.json", "v2");
  testing::Site elsewhere;
  for (const auto* id : {"health", "housing"}) put(elsewhere.store(), id, record::Organisation{.name = both(id)});
  for (const auto* id : {"O1", "O2"}) put(elsewhere.store(), id, record::Outcome{.title = both("Homes")});
  testing::Visited here(elsewhere, "/outcomes/O2/agreement/import", "en", true);
  here.request.method = web::Method::post;
  here.request.parameters.add("id", "O2");
  here.request.form.add("json", exported);
  const auto taken_over = import_typed_agreement(here.visit);
  CHECK(taken_over.status == 303);
  CHECK(taken_over.headers.get("Location") == "/outcomes/O1/agreement");
  const auto now = elsewhere.store().now();
  CHECK(decide::write_text(decide::draft_text(*now, *now->find<record::Agreement>("A1"))) == exported);
}

TEST_CASE("decision page: each state of a decision is a whole page in both languages, and unpublished rounds stay among partners") {
  testing::Site site;
  put(site.store(), "health", record::Organisation{.name = both("Health")});
  put(site.store(), "O1", record::Outcome{.title = both("Homes")});
  put(site.store(), "P1", record::Party{.outcome = {"O1"}, .organisation = {"health"}, .stance = record::Stance::leads});
  const auto page = [&](bool as_host, const char* language) {
    testing::Visited here(site, "/outcomes/O1/decision", language, as_host);
    here.request.parameters.add("id", "O1");
    return show_decision(here.visit).body;
  };
  CHECK(testing::holds(page(false, "en"), "Nobody has yet asked"));

  put(site.store(), "R1", record::DecisionRound{.outcome = {"O1"}, .number = 1, .opened = day("2026-01-01"), .prompted_by = both("Plumbing")});
  put(site.store(), "a1", record::DecisionAnswer{.round = {"R1"}, .question = record::Question::best_joint, .answer = record::Answer::no, .given = day("2026-01-02"), .evidence = both("Paper")});
  put(site.store(), "a2", record::DecisionAnswer{.round = {"R1"}, .question = record::Question::best_joint, .organisation = {"health"}, .answer = record::Answer::yes, .given = day("2026-01-02")});
  CHECK(testing::holds(page(false, "en"), "Nobody has yet asked"));
  CHECK_FALSE(testing::holds(page(false, "en"), "Plumbing"));
  for (const auto* language : {"en", "fr"}) {
    const auto shown = page(true, language);
    CHECK(testing::holds(shown, "Plumbing"));
    CHECK_FALSE(testing::holds(shown, "⟦"));
  }
  CHECK(testing::holds(page(true, "en"), "Do not proceed any further. Work alone."));
}

TEST_CASE("agreement page: an outcome's overview links every agreement on it that the reader may know, the newest first") {
  Signed town;
  put(town.site.store(), "A2", record::Agreement{.outcome = {"O1"}, .title = both("Homes for more"), .parties = {{"health"}}});
  const auto linked = [&](bool as_host) {
    const testing::Visited here(town.site, "/outcomes/O1", "en", as_host);
    std::string told;
    for (const auto& one : agreements_of(here.visit, *here.visit.workspace().find<record::Outcome>("O1")).items) told += one.text + " <" + one.address + ">\n";
    return told;
  };
  const auto all = linked(true);
  CHECK(all.find("Homes for more") < all.find("Homes for all"));
  CHECK(std::count(all.begin(), all.end(), '\n') == 2);
  CHECK(all.find("agreement=A1") != std::string::npos);
  const auto published = linked(false);  // A2 is a draft yet
  CHECK(published.find("Homes for all") != std::string::npos);
  CHECK(published.find("Homes for more") == std::string::npos);
}
