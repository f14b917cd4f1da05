#include "web/layout.h"

#include "testing.h"

using namespace outturn;
using outturn::testing::holds;

namespace {

web::Layout outcome_page() {
  web::Layout layout;
  layout.title = "Fewer people in poverty";
  layout.content = web::html::Safe::vouched("<p>Body</p>");
  return layout;
}

}  // namespace

TEST_CASE("layout: a page has one heading, and its title begins with it") {
  const auto html = web::page(outcome_page(), language::Words("en"));

  CHECK(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\""));
  CHECK(holds(html, "<title>Fewer people in poverty – Outturn</title>"));
  CHECK(html.find("<h1") == html.rfind("<h1"));
  CHECK(holds(html, "<h1 class=\"ot-h1\">Fewer people in poverty</h1>"));
  CHECK(holds(html, "<p>Body</p>"));
}

TEST_CASE("layout: a page with mistakes in its form says so in its title") {
  auto layout = outcome_page();
  layout.has_errors = true;
  CHECK(holds(web::page(layout, language::Words("en")), "<title>Error: Fewer people"));
  CHECK(holds(web::page(layout, language::Words("fr")), "<title>Erreur : Fewer people"));
}

TEST_CASE("layout: the language link keeps the page and is named in its own language") {
  auto layout = outcome_page();
  layout.other_language = "fr";
  layout.other_language_address = "/outcomes/O1?lang=fr&as-of=2024-03-31";

  const auto html = web::page(layout, language::Words("en"));

  CHECK(holds(html, "href=\"/outcomes/O1?lang=fr&amp;as-of=2024-03-31\" lang=\"fr\" hreflang=\"fr\">Français</a>"));
}

TEST_CASE("layout: who is signed in can sign out; who is not can sign in") {
  auto layout = outcome_page();
  CHECK(holds(web::page(layout, language::Words("en")), ">Sign in</a>"));

  layout.signed_in_name = "Priya <Raman>";
  layout.csrf_token = "abc";
  const auto html = web::page(layout, language::Words("en"));

  CHECK(holds(html, "Priya &lt;Raman&gt;"));
  CHECK(holds(html, "name=\"csrf_token\" value=\"abc\""));
  CHECK_FALSE(holds(html, ">Sign in</a>"));
}

TEST_CASE("layout: a reader of the past is told so, with the way back") {
  auto layout = outcome_page();
  layout.as_of = {"As known on 31 March 2024.", "Show today", "/outcomes/O1"};
  layout.notices = {{"Demonstration.", "Published figures of Statistics Canada."}};

  const auto html = web::page(layout, language::Words("en"));

  CHECK(holds(html, "<strong>As known on 31 March 2024.</strong> <a"));
  CHECK(holds(html, "<strong>Demonstration.</strong> Published figures"));
}
