#include "web/components.h"

#include "testing.h"
#include "web/rendered_for_test.h"

using namespace outturn;
using outturn::testing::english;
using outturn::testing::holds;
namespace html = web::html;

TEST_CASE("components: a status is a shape and a word, never a colour alone") {
  const auto markup = english(web::Status{web::Tone::off, "Off course"});
  CHECK(holds(markup, "ot-glyph--off"));
  CHECK(holds(markup, "<span>Off course</span>"));
  CHECK(holds(markup, "aria-hidden=\"true\""));
}

TEST_CASE("components: every tone has its own shape") {
  for (const auto tone : {web::Tone::on, web::Tone::doubt, web::Tone::off, web::Tone::none, web::Tone::half}) {
    CHECK(web::text(web::glyph_of(tone)) == web::text(tone));
  }
}

TEST_CASE("components: a verdict says its sentences and links to what is wrong") {
  const auto markup = english(web::Verdict{{web::Tone::doubt, "Cannot tell"}, {"No forecast yet.", "Figures < 5"}, {{"See why", "/gaps"}}});
  CHECK(holds(markup, "ot-verdict--doubt"));
  CHECK(holds(markup, "<p class=\"ot-verdict__text\">Figures &lt; 5</p>"));
  CHECK(holds(markup, "href=\"/gaps\">See why</a>"));
}

TEST_CASE("components: a table names itself, scrolls by keyboard, and heads rows and columns") {
  const web::Table table{.caption = "Poverty by year",
                         .columns = {{"Year"}, {"Rate", true}},
                         .rows = {{{{"2023"}, {.text = "9.9", .sub = "provisional"}}, "y2023"}},
                         .totals = {{"Mean"}, {"10.1"}}};

  const auto markup = english(table);

  CHECK(holds(markup, "tabindex=\"0\" role=\"region\" aria-label=\"Poverty by year\""));
  CHECK(holds(markup, "<th scope=\"col\" class=\"govuk-table__header govuk-table__header--numeric\">Rate</th>"));
  CHECK(holds(markup, "<tr class=\"govuk-table__row\" id=\"y2023\">"));
  CHECK(holds(markup, "<th scope=\"row\" class=\"govuk-table__header\">2023</th>"));
  CHECK(holds(markup, "govuk-table__cell--numeric\" data-label=\"Rate\">9.9 <span class=\"ot-sub\">provisional</span></td>"));
  CHECK(holds(markup, "<tfoot>"));
}

TEST_CASE("components: a figure gives its finding, both drawings, and its data") {
  web::Figure figure{.id = "trend", .title = "Emissions fell", .wide = html::Safe::vouched("<svg>w</svg>"),
                     .narrow = html::Safe::vouched("<svg>n</svg>"), .csv_address = "/i/1.csv", .svg_address = "/i/1.svg"};
  figure.table = {.caption = "Emissions", .columns = {{"Year"}}, .rows = {}};

  const auto markup = english(figure);

  CHECK(holds(markup, "<div class=\"ot-wide\"><svg>w</svg></div>"));
  CHECK(holds(markup, "<div class=\"ot-narrow\"><svg>n</svg></div>"));
  CHECK(holds(markup, "Show these figures as a table"));
  CHECK(holds(markup, "Download as CSV: Emissions fell"));
  CHECK_FALSE(holds(markup, "JSON"));
  CHECK(holds(html::rendered(figure, language::Words("fr")).markup(), "Voir ces chiffres en tableau"));
}

TEST_CASE("components: an item of the queue has its rank, its reason and its one next step") {
  const web::QueueGroup group{
      .title = "Act this week",
      .items = {{.rank = 4, .title = {"Housing", "/outcomes/O4"}, .status = {web::Tone::off, "Missed"}, .why = "No lead.",
                 .next = {"Name an owner", "/x"}, .flags = {{web::Glyph::gap, "No owner since 11 January"}}}}};

  const auto markup = english(group);

  CHECK(holds(markup, "<ol class=\"ot-queue\" start=\"4\">"));
  CHECK(holds(markup, "<li class=\"ot-item\" value=\"4\">"));
  CHECK(holds(markup, "ot-item__next\"><a"));
  CHECK(holds(markup, "No owner since 11 January"));
}

TEST_CASE("components: pages of a list are links with names") {
  const auto markup = english(web::Pagination{.previous_address = "?page=1", .next_address = "?page=3",
                                              .numbers = {{"1", "?page=1"}, {"2", "?page=2", true}, {.gap = true}}});
  CHECK(holds(markup, "aria-label=\"Page 2\" aria-current=\"page\""));
  CHECK(holds(markup, "rel=\"next\""));
  CHECK(english(web::Pagination{}).empty());
}

TEST_CASE("components: what a person typed stays text in every component") {
  const std::string typed = "\"><script>alert(1)</script>";
  const std::string escaped = "&quot;&gt;&lt;script&gt;";
  web::SummaryRow row{typed, typed};
  row.actions = {{typed, "javascript:alert(1)", typed}};
  for (const auto& markup :
       {english(web::Table{.caption = typed, .columns = {{typed}}, .rows = {{{{typed, typed, typed}}, typed}}}),
        english(web::Facts{{{typed, typed, typed, "javascript:alert(1)"}}}), english(web::SummaryList{{row}}),
        english(web::Banner{typed, {typed, typed}}), english(web::EmptyState{typed, {typed}, {{typed, typed}}, typed}),
        english(web::Tag{typed}), english(web::Flag{web::Glyph::late, typed}), english(web::Actors{true, typed}),
        english(web::Warning{typed}), english(web::News{typed, {{web::Glyph::on, {typed, typed}, typed}}}),
        english(web::Figure{.id = typed, .title = typed, .subtitle = typed, .source = typed, .csv_address = typed})}) {
    CHECK_FALSE(holds(markup, "<script"));
    CHECK_FALSE(holds(markup, "\"javascript:"));
    CHECK(holds(markup, escaped));
  }
}
