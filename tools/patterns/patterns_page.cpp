// patterns_page DIR: writes patterns.html (and patterns.fr.html) with every shared part of a page, and the assets they
// need, to look at in a browser: `cd DIR && python3 -m http.server`, then http://localhost:8000/patterns.html.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/period.h"
#include "chart/trend.h"
#include "web/serving/assets.h"
#include "web/forms.h"
#include "web/layout.h"

namespace {

using namespace outturn;
using namespace outturn::web;

void save(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

base::Period year(int number) { return base::Period::parse(std::to_string(number)).value(); }

/// Invented figures: a share that falls, dips and rises again.
chart::Trend poverty(std::string id) {
  chart::Trend trend{.id = std::move(id), .title = "Share of people in poverty", .unit = {"{value}%", 1}, .rate = true};
  const std::vector<double> values{14.5, 14.2, 12.9, 11.2, 11.3, 10.3, 6.4, 7.4, 9.9, 10.2};
  for (std::size_t i = 0; i < values.size(); ++i) {
    trend.points.push_back({.period = year(2015 + static_cast<int>(i)), .value = values[i], .provisional = i == 9});
  }
  trend.targets = {{.due = year(2030), .kind = chart::Target::Kind::at_most, .value = 7.3, .baseline = chart::Baseline{year(2015), 14.5}}};
  return trend;
}

struct Page {
  language::Words words;
  html::Safe content{};

  void heading(std::string_view text) {
    content += html::Safe::vouched("<h2 class=\"ot-h2 ot-mt\">" + html::escape(text) + "</h2>");
  }
  template <class View>
  Page& add(const View& view) {
    content += html::rendered(view, words);
    return *this;
  }
  void space() { content += html::Safe::vouched(" "); }
};

QueueItem item(const language::Words& words, int rank, Tone tone, std::string status, std::string title) {
  auto trend = poverty("queue-" + std::to_string(rank));
  return {.rank = rank,
          .title = {std::move(title), "/outcomes/O" + std::to_string(rank)},
          .status = {tone, std::move(status)},
          .status_more = ", in 2024",
          .measure = "People below the poverty line",
          .why = "10.2% in 2024, up from 6.4% in 2020. The target is 7.3% by 2030, and none of the three commitments carries a date.",
          .next = {"Name who leads", "#"},
          .trend = html::Safe::vouched(chart::sparkline(words, {.id = trend.id, .title = trend.title, .unit = trend.unit, .points = trend.points, .target = trend.targets.front()})),
          .trend_notes = {"10.2%, 2024", "Target 7.3%, 2030"},
          .second_notes = {"Up 0.3 points", "since the update of 1 May 2026"},
          .flags = {{Glyph::late, "3 of 3 promises undated"}, {Glyph::gap, "No lead named", Tone::doubt}, {Glyph::figures, "Figure 23 months old", Tone::none}}};
}

Table figures(const language::Words& words) {
  Table table{.caption = "People in poverty by year", .columns = {{"Year"}, {"Now", true}, {"First published", true}, {"Note"}}};
  for (int i = 2019; i < 2025; ++i) {
    table.rows.push_back({{{std::to_string(i)}, {words.number(16.1 - (i - 2015) * 0.7, 1)}, {words.number(16.4 - (i - 2015) * 0.7, 1), "", "2021"}, {i == 2024 ? "[x] missing" : ""}}, "y" + std::to_string(i)});
  }
  table.totals = {{"Mean"}, {"11.2"}, {"11.5"}, {""}};
  return table;
}

void fill(Page& page) {
  const auto& words = page.words;
  page.add(Banner{"The figures of 2024 are saved.", {"See the batch", "#"}, true});
  page.add(Verdict{{Tone::off, "Met, then lost"}, {"10.2% of people were below the poverty line in 2024. The target was 10% by 2020; it was met in 2020 and lost in 2023.", "The figures rest on one survey and are three months old."}, {{"3 promises carry no date", "#"}, {"Nobody leads", "#"}}});
  for (const auto tone : {Tone::on, Tone::half, Tone::doubt, Tone::none}) page.add(Verdict{{tone, "Another verdict"}, {"One sentence that could be read out in a meeting."}});

  page.heading("Figure and facts");
  const auto drawn = chart::trend(words, poverty("trend"));
  page.content += html::Safe::vouched("<div class=\"ot-grid ot-grid--2-1\">");
  page.add(Figure{.id = "figure-trend", .title = "Poverty fell by half to 2020 and has risen since", .subtitle = "Share of people below the poverty line, Canada", .wide = html::Safe::vouched(drawn.wide), .narrow = html::Safe::vouched(drawn.narrow), .source = "Invented for this page.", .table = figures(words), .csv_address = "#", .svg_address = "#", .json_address = "#"});
  page.add(Facts{{{.label = "Latest", .value = "10.2%", .more = "2024, provisional", .big = true}, {"Target", "at most 7.3% by 2030", "agreed on 4 May 2022"}, {"Change since last time", "up 0.3 points"}, {"Leads", "Employment and Social Development Canada", "", "#"}, {"Freshness", "in date", "next figure due on 1 May 2027"}}});
  page.content += html::Safe::vouched("</div>");

  page.heading("Statuses, findings, tags");
  page.content += html::Safe::vouched("<p class=\"ot-p\">");
  for (const auto& [tone, word] : {std::pair{Tone::on, "Met"}, {Tone::half, "Probable gain"}, {Tone::doubt, "Uncertain"}, {Tone::off, "Missed"}, {Tone::none, "Too early to tell"}}) page.add(Status{tone, word}).space();
  page.content += html::Safe::vouched("</p><p class=\"ot-p\">");
  for (const auto& flag : {Flag{Glyph::gap, "No owner since 11 January"}, Flag{Glyph::late, "41 days late"}, Flag{Glyph::figures, "Figure questioned", Tone::doubt}, Flag{Glyph::yes, "Checked", Tone::on}, Flag{Glyph::no, "Failed"}}) page.add(flag).space();
  page.content += html::Safe::vouched("</p><p class=\"ot-p\">");
  page.add(Actors{true, "Joint: Health, Housing"}).space();
  page.add(Actors{false, "Health alone"}).space();
  for (const auto& tag : {Tag{"Draft"}, Tag{"Published", Tone::on}, Tag{"Waiting", Tone::doubt}, Tag{"Withdrawn", Tone::off}, Tag{"Version 3", Tone::none, true}}) page.add(tag).space();
  page.content += html::Safe::vouched("</p>");

  page.heading("Today");
  page.content += html::Safe::vouched("<div class=\"ot-grid ot-grid--3-2\"><p class=\"ot-lead\"><strong>Two of 17 shared outcomes need you this week.</strong> Nobody leads the first.</p>");
  page.add(News{"Newest figures", {{Glyph::figures, {"Waste", "#"}, ": 667 kg a person in 2024, down from 696"}, {Glyph::off, {"Zero-emission cars", "#"}, ": 9.5% in 2025, down from 14.6%"}}});
  page.content += html::Safe::vouched("</div>");
  page.add(QueueGroup{"Act this week", "2 outcomes, most in need first", {"Trend and path to target", "Change since last time", "What is in the way"}, {item(words, 1, Tone::off, "Met, then lost", "Fewer Canadians live in poverty"), item(words, 2, Tone::doubt, "No target", "Canadians have access to quality housing")}});
  page.add(QueueGroup{"Watch", "1 outcome", {}, {item(words, 3, Tone::on, "Met", "Canadians breathe clean air")}});

  page.heading("Filter, table, pages");
  page.add(FilterForm{.action = "#", .fields = {{.control = Control::search, .name = "q", .label = "Words"}, {.control = Control::select, .name = "party", .label = "Organisation", .value = "b", .options = {{"", "All"}, {"b", "Crown-Indigenous Relations and Northern Affairs Canada"}}}, {.control = Control::select, .name = "outcome", .label = "Outcome", .options = {{"", "All"}}}}, .clear_address = "#"});
  auto table = figures(words);
  table.caption = "Figures and where they are questioned";
  table.shows_caption = true;
  for (auto& row : table.rows) row.id.clear();
  table.columns[0].address = "#";
  table.columns[0].sorted = "ascending";
  table.rows[0].cells[0].address = "#";
  table.rows[1].cells[3] = {.content = html::rendered(Status{Tone::doubt, "Questioned"}, words)};
  table.rows[2].cells[3] = {.text = "2023-13", .code = true};
  page.add(table);
  page.add(Pagination{"#", "#", {{"1", "#"}, {.gap = true}, {"6", "#"}, {"7", "#", true}, {"8", "#"}, {.gap = true}, {"42", "#"}}, "Showing 301 to 350 of 2,071"});

  page.heading("What is known of one thing");
  page.add(SummaryList{{{"Name", "People below the poverty line"}, {"Unit", "per cent", {}, {{"Change", "#", "the unit"}}}, {"State", "", html::rendered(Tag{"Published", Tone::on}, words), {{"Change", "#", "the state"}, {"Retire", "#", "this record"}}}, {"Source", "Statistics Canada, table 11-10-0135-01, https://www150.statcan.gc.ca/t1/tbl1/en/tv.action?pid=1110013501"}}});

  page.heading("Nothing, and warnings");
  page.content += html::Safe::vouched("<div class=\"ot-grid ot-grid--1-1\">");
  page.add(EmptyState{"No figures yet for this indicator", {"A verdict needs at least five. The first is due on 10 April from Statistics Canada."}, {{"Send figures", "#"}, {"Copy past figures from a file", "#"}}, "Nothing yet", 3});
  page.add(EmptyState{"You cannot see this page", {"It is shared with the seven partners of this outcome."}, {{"Ask the lead for access", "#"}}, "Not allowed", 3});
  page.content += html::Safe::vouched("</div>");
  page.add(Warning{"Withdrawing a batch takes its 312 figures out of every page."});
  page.add(Details{"How this is worked out", html::Safe::vouched("<p>By the rule of the agreement.</p>")});

  page.heading("A form, with mistakes");
  page.add(ErrorSummary{{{"Period 2023-13 has month 13. Use 2026-01 to 2026-12.", "#period"}, {"Choose who leads.", "#lead"}, {"Enter a real day, such as 31 March 2024.", "#due"}}});
  page.add(Form{.action = "#", .csrf_token = "t",
                .fields = {{.name = "period", .label = "Period", .value = "2023-13", .hint = "For example 2023-02 or 2023-Q1", .error = "Period 2023-13 has month 13. Use 2026-01 to 2026-12.", .width = 10},
                           {.control = Control::number, .name = "value", .label = "Value", .value = "12.5", .width = 5},
                           {.control = Control::date, .name = "due", .label = "Due", .value = "2024-02-31", .hint = "For example 31 3 2024", .error = "Enter a real day, such as 31 March 2024."},
                           {.control = Control::select, .name = "place", .label = "Place", .value = "on", .options = {{"ca", "Canada"}, {"on", "Ontario"}}},
                           {.control = Control::radios, .name = "lead", .label = "Who leads", .error = "Choose who leads.", .options = {{"a", "Health Canada"}, {"b", "Statistics Canada", "Publishes the figures"}}},
                           {.control = Control::checkboxes, .name = "with", .label = "With whom", .options = {{"a", "Ontario"}, {"b", "Québec"}, {"c", "Nunavut"}}, .chosen = {"b"}, .optional = true},
                           {.control = Control::textarea, .name = "reason", .label = "Reason", .value = "The source corrected 2021.", .hint = "Everybody who looks at the history reads this", .rows = 3},
                           {.control = Control::file, .name = "file", .label = "File", .hint = "CSV, at most 1 GB", .accept = ".csv"},
                           {.control = Control::password, .name = "password", .label = "Password", .width = 20, .autocomplete = "current-password"}},
                .buttons = {{"Save"}, {.text = "Save as draft", .name = "draft", .value = "1", .kind = Button::Kind::secondary}, {.text = "Withdraw", .name = "withdraw", .value = "1", .kind = Button::Kind::warning}},
                .cancel = {"Cancel", "#"}});
}

std::string patterns(std::string_view language) {
  Page page{language::Words(language)};
  fill(page);
  const bool french = language == "fr";
  Layout layout{.title = "Every part that pages share", .description = "Style preview"};
  layout.host = "Demonstration: Canada";
  layout.other_language = french ? "en" : "fr";
  layout.other_language_address = french ? "/patterns.html" : "/patterns.fr.html";
  layout.navigation = {{"Today", "#", true}, {"Outcomes", "#"}, {"Places", "#"}, {"Organisations", "#"}, {"Commitments", "#"}, {"Data", "#", false, "3"}};
  layout.breadcrumbs = {{"Today", "#"}, {"Outcomes", "#"}};
  layout.caption = "Shared outcome · Canada · 10 ministers named";
  layout.lead = "Shapes and words carry the meaning. Colour only repeats it.";
  layout.sections = {{"Overview", "#", true}, {"Indicators", "#"}, {"Commitments", "#", false, "5"}, {"History", "#"}};
  layout.sections_name = "This outcome";
  layout.signed_in_name = "Priya Raman";
  layout.csrf_token = "t";
  layout.notices = {{"Demonstration.", "The figures of this page are invented."}};
  layout.as_of = {"As known on 31 March 2024.", "Show today", "#"};
  layout.content = page.content;
  layout.footer = {{"Accessibility", "#"}, {"Privacy", "#"}, {"Methods and definitions", "#"}};
  layout.footer_text = "Figures as known on 31 March 2024";
  return web::page(layout, page.words);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: patterns_page DIR\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = arguments[1];
  std::filesystem::create_directories(folder / "assets");
  for (const auto& asset : assets()) save(folder / "assets" / asset.file_name, asset.bytes);
  save(folder / "patterns.html", patterns("en"));
  save(folder / "patterns.fr.html", patterns("fr"));
}
