#include "web/forms.h"

#include "testing.h"
#include "web/rendered_for_test.h"

using namespace outturn;
using outturn::testing::english;
using outturn::testing::holds;
namespace html = web::html;

TEST_CASE("form: a field has a label, and its hint and error are read with it") {
  const auto markup = english(web::Field{.name = "period", .label = "Period", .value = "2023-13", .hint = "For example 2023-02",
                                         .error = "Period 2023-13 has month 13.", .width = 10});

  CHECK(holds(markup, "<label class=\"govuk-label govuk-label--s\" for=\"period\">Period</label>"));
  CHECK(holds(markup, "aria-describedby=\"period-hint period-error\""));
  CHECK(holds(markup, "<span class=\"govuk-visually-hidden\">Error:</span> Period 2023-13 has month 13."));
  CHECK(holds(markup, "value=\"2023-13\""));
  CHECK(holds(markup, "govuk-form-group--error"));
  CHECK_FALSE(holds(markup, "disabled"));
}

TEST_CASE("form: a password is never written back into the page") {
  CHECK_FALSE(holds(english(web::Field{.control = web::Control::password, .name = "p", .label = "Password", .value = "secret"}), "secret"));
}

TEST_CASE("form: a text keeps the line break that begins it") {
  const auto markup = english(web::Field{.control = web::Control::textarea, .name = "why", .label = "Reason", .value = "\nbecause"});
  CHECK(holds(markup, ">\n\nbecause</textarea>"));
}

TEST_CASE("form: the error summary leads to the first choice of a group") {
  const web::Field field{.control = web::Control::radios, .name = "lead", .label = "Lead", .value = "b", .options = {{"a", "A"}, {"b", "B"}}};
  const auto markup = english(field);
  CHECK(holds(markup, "id=\"lead\" name=\"lead\" type=\"radio\" value=\"a\">"));
  CHECK(holds(markup, "id=\"lead-2\" name=\"lead\" type=\"radio\" value=\"b\" checked>"));
  CHECK(holds(markup, "<legend"));
}

TEST_CASE("form: several boxes may be ticked") {
  const web::Field field{.control = web::Control::checkboxes, .name = "with", .label = "With", .options = {{"a", "A"}, {"b", "B"}, {"c", "C"}}, .chosen = {"a", "c"}};
  const auto markup = english(field);
  CHECK(holds(markup, "value=\"a\" checked"));
  CHECK(holds(markup, "value=\"b\">"));
  CHECK(holds(markup, "value=\"c\" checked"));
}

TEST_CASE("form: a day is asked in three boxes and comes back as one, typed badly or not") {
  const auto markup = english(web::Field{.control = web::Control::date, .name = "due", .label = "Due", .value = "2024-03-31"});
  CHECK(holds(markup, "name=\"due-day\" type=\"text\" inputmode=\"numeric\" value=\"31\""));
  CHECK(holds(markup, "name=\"due-year\" type=\"text\" inputmode=\"numeric\" value=\"2024\""));

  CHECK(web::typed_date({{"due-day", "1"}, {"due-month", " 3 "}, {"due-year", "2024"}}, "due") == "2024-03-01");
  CHECK(web::typed_date({{"due-day", ""}, {"due-month", ""}, {"due-year", ""}}, "due").empty());
  CHECK(web::typed_date({{"due-day", "40"}, {"due-month", "May"}, {"due-year", "2024"}}, "due") == "2024-May-40");
  CHECK(web::typed_date({{"due", "2024-05-06"}}, "due") == "2024-05-06");
  CHECK(web::date_parts({.name = "due", .label = "", .value = ""}).size() == 3);
}

TEST_CASE("form: each issue stands at its field and in the summary, in the reader's words") {
  const base::Issues issues{{"period", "period.empty"}, {"", "period.empty"}};
  std::vector<web::Field> fields{{.name = "period", .label = "Period"}, {.name = "place", .label = "Place"}};
  const language::Words words("fr");

  web::show_issues(fields, issues, words);
  const auto summary = web::error_summary(issues, words);

  CHECK(fields[0].error.starts_with("La période est vide."));
  CHECK(fields[1].error.empty());
  CHECK(summary.errors[0].address == "#period");
  CHECK(summary.errors[1].address.empty());
  const auto markup = html::rendered(summary, words).markup();
  CHECK(holds(markup, "Il y a un problème"));
  CHECK(holds(markup, "<a href=\"#period\">La période"));
  CHECK(english(web::ErrorSummary{}).empty());
}

TEST_CASE("form: a form that changes something carries its token, and files only when it says so") {
  const web::Form form{.action = "/data/imports", .csrf_token = "t1", .fields = {{.control = web::Control::file, .name = "file", .label = "File", .accept = ".csv"}},
                       .buttons = {{"Upload"}}, .cancel = {"Cancel", "/data"}, .sends_files = true};
  const auto markup = english(form);
  CHECK(holds(markup, "method=\"post\""));
  CHECK(holds(markup, "name=\"csrf_token\" value=\"t1\""));
  CHECK(holds(markup, "enctype=\"multipart/form-data\""));
  CHECK(holds(markup, "accept=\".csv\""));
  CHECK(holds(markup, ">Cancel</a>"));
}

TEST_CASE("form: what was typed cannot leave its control") {
  const std::string typed = "\"><script>x</script></textarea>";
  for (const auto control : {web::Control::text, web::Control::textarea, web::Control::select, web::Control::radios,
                             web::Control::checkboxes, web::Control::date, web::Control::hidden, web::Control::search}) {
    const auto markup = english(web::Field{.control = control, .name = typed, .label = typed, .value = typed, .hint = typed, .error = typed,
                                           .options = {{typed, typed, typed}}, .chosen = {typed}});
    CHECK_FALSE(holds(markup, "<script"));
    CHECK_FALSE(holds(markup, "</textarea></textarea>"));
  }
}

TEST_CASE("form: questions that belong together stand under a legend; those seldom asked are folded until one has an answer or an error") {
  web::FieldGroup group{.legend = "How it is judged", .hint = "As proposed", .fields = {{.name = "people", .label = "People"}}, .rare_summary = "Method and level",
                        .rare = {{.control = web::Control::select, .name = "method", .label = "Method", .value = "automatic", .options = {{"automatic", "As proposed"}, {"its", "A series"}}},
                                 {.name = "level", .label = "Level"},
                                 {.control = web::Control::checkboxes, .name = "places", .label = "Places", .options = {{"a", "A"}}, .compact = true}}};
  web::Form form{.action = "/plan", .csrf_token = "t1", .fields = {}, .buttons = {{"Save"}}, .groups = {group}};
  const auto markup = english(form);
  CHECK(holds(markup, "<legend class=\"govuk-fieldset__legend govuk-fieldset__legend--m\">How it is judged</legend>"));
  CHECK(holds(markup, "<details class=\"govuk-details\">"));
  CHECK(holds(markup, "govuk-checkboxes--small ot-options"));
  CHECK(markup.find("name=\"people\"") < markup.find("<details"));
  CHECK(markup.find("name=\"level\"") > markup.find("<details"));
  CHECK(holds(english(web::FieldGroup{.legend = "Money"}), "Money"));
  CHECK_FALSE(holds(english(web::FieldGroup{.legend = "Money"}), "<details"));

  CHECK_FALSE(web::is_open(group));  // a choice that says what it says anyway is no answer
  auto answered = group;
  answered.rare[0].value = "its";
  CHECK(web::is_open(answered));
  auto ticked = group;
  ticked.rare[2].chosen = {"a"};
  CHECK(web::is_open(ticked));
  web::show_issues(form, {{"level", "period.empty"}}, language::Words("en"));
  CHECK(holds(english(form), "<details class=\"govuk-details\" open>"));
  CHECK(holds(english(form), "id=\"level-error\""));
}
