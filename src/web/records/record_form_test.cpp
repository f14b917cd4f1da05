#include "web/records/record_form.h"

#include <algorithm>

#include "record/measure.h"
#include "record/outcome.h"
#include "testing.h"
#include "web/records/record_shown.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::put;

namespace {

/// What a browser sends of a form as it stands.
web::Values sent_as_shown(const std::vector<web::Field>& questions) {
  web::Values sent;
  for (const auto& one : questions) {
    if (one.control == web::Control::checkboxes) {
      for (const auto& chosen : one.chosen) sent.add(one.name, chosen);
    } else if (one.control == web::Control::date) {
      const auto parts = web::date_parts(one);
      sent.add(one.name + "-year", parts[0]), sent.add(one.name + "-month", parts[1]), sent.add(one.name + "-day", parts[2]);
    } else {
      sent.add(one.name, one.value);
    }
  }
  return sent;
}

const web::Field& question(const std::vector<web::Field>& questions, std::string_view name) {
  return *std::find_if(questions.begin(), questions.end(), [&](const auto& one) { return one.name == name; });
}

}  // namespace

TEST_CASE("record forms: a record sent as its form shows it is the same record, of every kind of field") {
  testing::Site site;
  put(site.store(), "O1", record::Outcome{.title = {{"en", "Less smoking"}}});
  put(site.store(), "health", record::Organisation{.name = {{"en", "Health"}}});
  put(site.store(), "I1", record::Indicator{.name = {{"en", "Smokers"}}, .outcomes = {{"O1"}}, .value_kind = record::ValueKind::percentage, .precision = 0.25, .decimals = 1});
  put(site.store(), "C1", record::Commitment{.text = {{"en", "Line one\nline two"}, {"fr", "Une ligne"}, {"cy", "Cymraeg"}}, .lead = {"health"}, .outcomes = {{"O1"}},
                                             .due = testing::day("2025-01-09"), .illustrative = true});
  put(site.store(), "T1", record::Target{.indicator = {"I1"}, .value = 7.25, .period = base::Period::parse("2030").value(), .reason = "As agreed"});
  const testing::Visited here(site, "/records", "en", true);

  for (const auto& [kind, id] : {std::pair{&record::kind_of<record::Indicator>(), "I1"}, {&record::kind_of<record::Commitment>(), "C1"}, {&record::kind_of<record::Target>(), "T1"}}) {
    const auto* record = here.visit.workspace().find(*kind, id);
    const auto fields = web::editable_fields(here.visit, *kind, record);
    const auto questions = web::form_fields(here.visit, *kind, fields, record->body, nullptr);
    base::Issues issues;
    const auto values = web::typed_fields(here.visit, *kind, fields, record->body, sent_as_shown(questions), issues);

    CHECK(issues.empty());
    const auto back = kind->with(record->body, values);
    REQUIRE(back);
    for (const auto& field : kind->fields) {
      CAPTURE(field.name);
      CHECK(field.read(back->get()) == field.read(record->body.get()));
    }
  }
}

TEST_CASE("record forms: what cannot be read is told at its question, and what was typed stays") {
  testing::Site site;
  const testing::Visited here(site, "/records", "en", true);
  const auto& kind = record::kind_of<record::Indicator>();
  const auto fields = web::editable_fields(here.visit, kind, nullptr);
  const web::Values typed{{"name.en", "Smokers"}, {"precision", "a little"}, {"decimals", "1.5"}};

  base::Issues issues;
  web::typed_fields(here.visit, kind, fields, nullptr, typed, issues);
  auto questions = web::form_fields(here.visit, kind, fields, nullptr, &typed);
  web::show_issues(questions, web::at_inputs(kind, issues), here.visit.words);

  CHECK(issues.size() == 2);
  CHECK(question(questions, "precision").value == "a little");
  CHECK_FALSE(question(questions, "precision").error.empty());
  CHECK_FALSE(question(questions, "decimals").error.empty());
  CHECK(question(questions, "name.en").value == "Smokers");
}

TEST_CASE("record forms: line ends are kept as records keep them, so that saving without a change changes nothing") {
  CHECK(web::typed_text({{"text", "one\r\ntwo\rthree\nfour"}}, "text") == "one\ntwo\nthree\nfour");
}

TEST_CASE("record forms: a choice no longer in force stays chosen, so that saving does not lose it") {
  testing::Site site;
  put(site.store(), "O1", record::Outcome{.title = {{"en", "In force"}}});
  put(site.store(), "I1", record::Indicator{.name = {{"en", "Smokers"}}, .outcomes = {{"O-gone"}}});
  const testing::Visited here(site, "/records", "en", true);
  const auto& kind = record::kind_of<record::Indicator>();
  const auto* record = here.visit.workspace().find(kind, "I1");

  const auto questions = web::form_fields(here.visit, kind, web::editable_fields(here.visit, kind, record), record->body, nullptr);

  const auto& asked = question(questions, "outcomes");
  CHECK(asked.control == web::Control::checkboxes);
  CHECK(asked.options.size() == 2);
  CHECK(asked.chosen == std::vector<std::string>{"O-gone"});
}

TEST_CASE("record forms: what is set once is not asked for again") {
  testing::Site site;
  put(site.store(), "T1", record::Target{.indicator = {"I1"}, .value = 7, .period = base::Period::parse("2030").value()});
  const testing::Visited here(site, "/records", "en", true);
  const auto& kind = record::kind_of<record::Target>();

  for (const auto* field : web::editable_fields(here.visit, kind, here.visit.workspace().find(kind, "T1"))) CHECK_FALSE(field->fixed);
  CHECK(web::editable_fields(here.visit, kind, nullptr).size() == kind.fields.size());
}

TEST_CASE("records in words: a partner is named by outcome, organisation and part") {
  testing::Site site;
  put(site.store(), "O1", record::Outcome{.title = {{"en", "Less smoking"}, {"fr", "Moins de tabac"}}});
  put(site.store(), "health", record::Organisation{.name = {{"en", "Health"}, {"fr", "Santé"}}});
  put(site.store(), "P1", record::Party{.outcome = {"O1"}, .organisation = {"health"}, .stance = record::Stance::leads});
  const testing::Visited english(site, "/records");
  const testing::Visited french(site, "/records", "fr");

  CHECK(web::title_of(english.visit, "party", "P1") == "Less smoking, Health, Leads");
  CHECK(web::title_of(french.visit, "party", "P1").starts_with("Moins de tabac, Santé"));
  CHECK(web::title_of(english.visit, "outcome", "nowhere") == "nowhere");
}

TEST_CASE("records in words: a text is cut at a word, never inside a letter") {
  CHECK(web::shortened("Moins de pauvreté à l’école", 40) == "Moins de pauvreté à l’école");
  CHECK(web::shortened("Moins de pauvreté", 12) == "Moins de…");
  CHECK(web::shortened("éééé", 2) == "éé…");
}
