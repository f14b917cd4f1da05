#include "web/data/return_page.h"

#include "record/returns.h"
#include "record/trust.h"
#include "testing.h"
#include "web/data/pasted_table.h"
#include "web/data/returns_page.h"
#include "web/visit_for_test.h"

using namespace outturn;
using outturn::testing::put;
using outturn::testing::refusal;

namespace {

/// The one figure in what was typed, as text; "nothing" for an empty input.
std::string read(std::string_view text, std::string_view language = "en") {
  const auto figure = web::typed_figure(text, language);
  if (!figure) return refusal(figure);
  return *figure ? std::to_string(**figure) : "nothing";
}

/// A duty for homes in two places and for women, two years due.
struct Asked {
  testing::Site site;
  Asked() {
    auto& store = site.store();
    put(store, "ON", record::Place{.name = {{"en", "Ontario"}}, .parent = {"CA"}});
    put(store, "office", record::Organisation{.name = {{"en", "Office"}}});
    put(store, "homes", record::Indicator{.name = {{"en", "Homes"}}, .minimum = 0});
    put(store, "D", record::ReturnDuty{.name = {{"en", "Count of homes"}}, .organisation = {"office"}, .indicators = {{"homes"}}, .places = {{"CA"}, {"ON"}},
                                       .first_period = testing::period("2024"), .due_days = 60});
    put(store, "limit", record::ValidationRule{.indicator = {"homes"}, .upper = 50, .severity = record::RuleSeverity::error, .what_to_do = {{"en", "Ask"}}});
  }
  /// What a pasted table puts into the cells: "CA 5, ON -", and after a bar what is wrong.
  std::string pasted(const std::string& text, const std::string& language = "en") {
    testing::Visited here(site, "/returns/D-2025", language, true);
    const auto asked = quality::asked_return(here.visit.workspace(), "D-2025", here.visit.view.day()).value();
    const auto cells = quality::cells_of(here.visit.workspace(), asked);
    std::vector<act::TypedCell> typed;
    for (const auto& cell : cells) typed.push_back({.indicator = cell.indicator->id, .place = cell.place->id});
    const auto table = web::read_pasted_table(here.visit, asked, cells, text, typed);
    std::string told;
    for (const auto& one : typed) {
      const auto said = one.value ? here.visit.words.number(*one.value) : one.absence == record::Absence::suppressed ? std::string("c") : std::string("-");
      told += (told.empty() ? "" : ", ") + one.place + " " + said;
    }
    for (const auto& issue : table.issues) told += " | " + here.visit.words.issue(issue);
    return told;
  }
};

}  // namespace

TEST_CASE("a figure is read as people of either language type it, and what could mean two things is refused") {
  CHECK(read("12.5") == "12.500000");
  CHECK(read(" ") == "nothing");
  CHECK(read("12,5") == "12.500000");
  CHECK(read("12,5", "fr") == "12.500000");
  CHECK(read("1 234,5", "fr") == "1234.500000");
  CHECK(read("1,234") == "value: figure.ambiguous_comma");
  CHECK(read("1,234", "fr") == "1.234000");  // as the page itself shows it in French
  CHECK(read("1,234.5") == "1234.500000");
  CHECK(read("12%") == "value: figure.percent");
  CHECK(read("many") == "value: figure.unknown_marker");
  CHECK(read("c") == ": figure.not_a_number");  // why there is none is chosen, not typed
}

TEST_CASE("a table pasted from a spreadsheet finds its cells, with headings or without, tabs or commas") {
  Asked asked;
  CHECK(asked.pasted("Place\tValue\nCanada\t12\nOntario\t5\n") == "CA 12, ON 5");
  CHECK(asked.pasted("Canada\t12\nOntario\t5,5\n", "fr") == "CA 12, ON 5,5");
  CHECK(asked.pasted("place,value\nON,5\n") == "CA -, ON 5");
  CHECK(asked.pasted("Homes\tCanada\t7\n") == "CA 7, ON -");
  CHECK(asked.pasted("Place\tPeriod\tValue\nON\t2025\tc\n") == "CA -, ON c");
  CHECK(asked.pasted("Canada\t60\n") == "CA 60, ON -");  // the rule is told beside the cell, not here
}

TEST_CASE("what a pasted table has besides is told line by line, and the rest is read") {
  Asked asked;
  CHECK(asked.pasted("").ends_with("Nothing was pasted. Copy the cells of your table and paste them here."));
  const auto misspelt = asked.pasted("Onatrio\t5\nCanada\t12\n");
  CHECK(misspelt.starts_with("CA 12, ON -"));
  CHECK(misspelt.find("Line 1: ") != std::string::npos);
  CHECK(misspelt.find("Ontario") != std::string::npos);
  CHECK(asked.pasted("Place\tPeriod\tValue\nON\t2023\t5\n").find("1 line is for a figure") != std::string::npos);
}

TEST_CASE("the list of returns says what is due and late, in both languages, and as data") {
  Asked asked;
  for (const auto* language : {"en", "fr"}) {
    testing::Visited here(asked.site, "/returns", language);
    const auto returns = web::readable_returns(here.visit);
    REQUIRE(returns.size() == 2);
    const auto sheet = web::returns_sheet(here.visit, returns);
    CHECK(sheet.rows.size() == 2);
    CHECK(std::get<std::int64_t>(sheet.rows[0][5]) == 486);  // due on 1 March 2025, today is 30 June 2026
    const auto page = web::show_returns(here.visit);
    CHECK(page.body.find("⟦") == std::string::npos);
    CHECK(page.body.find("D-2024") != std::string::npos);
  }
}

TEST_CASE("whoever is not signed in sees what is asked and no form") {
  Asked asked;
  testing::Visited here(asked.site, "/returns/D-2025");
  here.request.parameters.add("id", "D-2025");
  const auto page = web::show_return(here.visit);
  CHECK(page.status == 200);
  CHECK(page.body.find("<form action=\"/returns/") == std::string::npos);
  put(asked.site.store(), "D-2025", record::Return{.duty = {"D"}, .period = testing::period("2025")});
  testing::Visited later(asked.site, "/returns/D-2025");
  later.request.parameters.add("id", "D-2025");
  CHECK(web::show_return(later.visit).status == 404);  // a draft is its organisation's own
}

namespace {

/// A yearly rate that Rita of the office reports with its parts and Vera verifies; the year before came with both.
struct Reporting {
  testing::Site site;
  Reporting() {
    auto& store = site.store();
    put(store, "ON", record::Place{.name = {{"en", "Ontario"}}, .parent = {"CA"}});
    put(store, "office", record::Organisation{.name = {{"en", "Office"}}});
    for (const auto* who : {"rita", "ben", "vera"}) put(store, who, record::Person{.name = who, .email = std::string(who) + "@example.org"});
    put(store, "a1", record::Appointment{.person = {"rita"}, .organisation = {"office"}, .role = record::Role::reporter, .from = testing::day("2020-01-01")});
    put(store, "a2", record::Appointment{.person = {"ben"}, .organisation = {"office"}, .role = record::Role::reporter, .from = testing::day("2020-01-01")});
    put(store, "a3", record::Appointment{.person = {"vera"}, .organisation = {"office"}, .role = record::Role::verifier, .from = testing::day("2020-01-01")});
    put(store, "need", record::Indicator{.name = {{"en", "In need"}}, .value_kind = record::ValueKind::percentage, .decimals = 1, .minimum = 0, .maximum = 100});
    put(store, "D", record::ReturnDuty{.name = {{"en", "Need"}}, .organisation = {"office"}, .indicators = {{"need"}}, .places = {{"CA"}, {"ON"}},
                                       .first_period = testing::period("2025"), .due_days = 60, .verifier = {"vera"}, .with_parts = true});
  }
  using Typed = std::vector<std::pair<std::string, std::string>>;
  web::Response asked(const char* who, web::Response (*page)(const web::Visit&), const Typed& typed = {}) {
    testing::Visited here(site, "/returns/D-2025");
    here.visit.reader = access::Reader::of(*site.store().now(), who, site.registry.clock.today());
    here.request.parameters.add("id", "D-2025");
    for (const auto& [name, value] : typed) here.request.form.add(name, value);
    return page(here.visit);
  }
  web::Response sent(const char* who, Typed typed) {
    typed.emplace_back("do", "send");
    return asked(who, web::change_return, typed);
  }
  std::string stands() { return std::string(quality::text_of(quality::asked_return(*site.store().now(), "D-2025", site.registry.clock.today())->state)); }
  std::string sending() {
    std::string id;
    site.store().now()->each(record::kind_of<record::ReturnSending>(), [&](const workspace::Record& one) { id = one.id; });
    return id;
  }
  static Typed whole() { return {{"numerator.need.CA.", "30"}, {"denominator.need.CA.", "240"}, {"cell.need.CA.", ""}, {"numerator.need.ON.", ""}, {"denominator.need.ON.", ""}, {"cell.need.ON.", ""}, {"absence.need.ON.", "suppressed"}}; }
};

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

bool says(const web::Response& response, std::string_view part) { return testing::holds(response.body, part); }

}  // namespace

TEST_CASE("a cell with parts labels all three of its inputs in words that are seen, each once") {
  Reporting town;
  const auto page = town.asked("rita", web::show_return);
  CHECK(page.status == 200);
  for (const auto* input : {"cell-need-CA-", "cell-need-CA--numerator", "cell-need-CA--denominator"}) {
    CAPTURE(input);
    CHECK(count_of(page.body, std::string("<label class=\"govuk-label\" for=\"") + input + "\"") == 1);
    CHECK(count_of(page.body, std::string(" for=\"") + input + "\"") == 1);
    CHECK(count_of(page.body, std::string(" id=\"") + input + "\"") == 1);
  }
  CHECK(says(page, ">Figure<span class=\"govuk-visually-hidden\">"));
}

TEST_CASE("parts make the figure; what was sent is accepted by another person and stands in the register with both") {
  Reporting town;
  CHECK(town.sent("rita", Reporting::whole()).status == 303);
  CHECK(town.stands() == "sent");
  CHECK(town.asked("rita", web::verdict_on_return, {{"seen", town.sending()}, {"answer", "accepted"}}).status == 403);
  CHECK(town.asked("vera", web::verdict_on_return, {{"seen", town.sending()}, {"answer", "returned"}, {"reason", ""}}).status == 422);
  CHECK(town.stands() == "sent");
  CHECK(town.asked("vera", web::verdict_on_return, {{"seen", town.sending()}, {"answer", "accepted"}}).status == 303);
  CHECK(town.stands() == "accepted");

  const workspace::View view(town.site.store().now(), town.site.registry.clock.today());
  const auto& space = view.workspace();
  const auto* series = view.series(*space.find<record::Indicator>("need"), *space.find<record::Place>("CA"));
  REQUIRE(series);
  const auto figures = view.figures(*series);
  REQUIRE(figures.size() == 1);
  CHECK(figures[0].value == doctest::Approx(12.5));
  REQUIRE(figures[0].extras);
  CHECK(figures[0].extras->numerator == 30);
  CHECK(figures[0].extras->denominator == 240);
  CHECK(says(town.asked("rita", web::show_return), "30 of 240"));
}

TEST_CASE("what cannot be sent stays in its inputs with a sentence beside each, and nothing is sent") {
  Reporting town;
  const auto refused = [&](const Reporting::Typed& typed, std::string_view sentence) {
    const auto page = town.sent("rita", typed);
    CHECK(page.status == 422);
    CHECK_MESSAGE(says(page, sentence), sentence);
    CHECK(town.stands() != "sent");
    return page.body;
  };
  auto typed = Reporting::whole();
  typed[0].second = "thirty";
  CHECK(testing::holds(refused(typed, "thirty"), "value=\"thirty\""));
  typed = Reporting::whole();
  typed[0].second = typed[1].second = "";
  typed[2].second = "abc";
  refused(typed, "abc");
  CHECK(town.stands() == "not_begun");  // with one cell that cannot be read, no cell is saved
  typed = Reporting::whole();
  typed[0].second = "300";
  refused(typed, "300");  // more than all
  typed = Reporting::whole();
  typed[2].second = "99";
  refused(typed, "99");  // not what its parts give
  typed = Reporting::whole();
  typed[6].second = "none";
  refused(typed, "Ontario");  // an empty cell is named by its place
  typed = Reporting::whole();
  typed[6].second = "missing";
  refused(typed, "Ontario");  // missing, and nobody says why
  typed.emplace_back("note.need.ON.", "The office had a fire.");
  Reporting another;
  CHECK(another.sent("rita", typed).status == 303);
  CHECK(another.stands() == "sent");
}

TEST_CASE("one reason fills all cells still empty and leaves the others alone") {
  Reporting town;
  auto typed = Reporting::whole();
  typed.pop_back();
  typed.emplace_back("rest", "not_yet_due");
  CHECK(town.sent("rita", typed).status == 303);
  const auto page = town.asked("rita", web::show_return);
  CHECK(says(page, "12.5%"));
  CHECK(count_of(page.body, language::Words("en").say("record.return_entry.absence.not_yet_due")) == 1);
}

TEST_CASE("a colleague's newer figure is shown and not written over; whoever saves again has seen it") {
  Reporting town;
  auto first = Reporting::whole();
  first.emplace_back("do", "save");
  CHECK(town.asked("rita", web::change_return, first).status == 303);
  Reporting::Typed second{{"numerator.need.CA.", "60"}, {"denominator.need.CA.", "240"}, {"cell.need.CA.", ""}, {"seen.need.CA.", ""}, {"do", "save"}};
  const auto page = town.asked("ben", web::change_return, second);
  CHECK(page.status == 422);
  CHECK(says(page, "rita"));
  CHECK(says(page, "value=\"60\""));
  const auto stamp = page.body.find("name=\"seen.need.CA.\" value=\"");
  REQUIRE(stamp != std::string::npos);
  const auto from = stamp + std::string_view("name=\"seen.need.CA.\" value=\"").size();
  second[3].second = page.body.substr(from, page.body.find('"', from) - from);
  CHECK(town.asked("ben", web::change_return, second).status == 303);
  CHECK(says(town.asked("ben", web::show_return), "rita"));  // the earlier figure stays readable under its author
}

TEST_CASE("what was sent can be taken back until it is judged, and its time told once, only by who sent it") {
  Reporting town;
  CHECK(town.sent("rita", Reporting::whole()).status == 303);
  CHECK(says(town.asked("rita", web::show_return), "id=\"time\""));
  CHECK_FALSE(says(town.asked("vera", web::show_return), "id=\"time\""));
  CHECK(town.asked("ben", web::change_return, {{"do", "take_back"}, {"reason", "Mine"}}).status != 303);
  CHECK(town.asked("rita", web::change_return, {{"do", "time"}, {"minutes", "20"}}).status == 303);
  CHECK_FALSE(says(town.asked("rita", web::show_return), "id=\"time\""));
  CHECK(town.asked("rita", web::change_return, {{"do", "take_back"}, {"reason", ""}}).status == 422);
  CHECK(town.asked("rita", web::change_return, {{"do", "take_back"}, {"reason", "A slip of the pen"}}).status == 303);
  CHECK(town.stands() == "draft");
}
