#include "web/measures/quality_page.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/core.h>

#include "base/checked.h"
#include "record/organisation.h"
#include "record/trust.h"
#include "web/folded_table.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_facts.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/data/returns_page.h"
#include "web/measures/samples_page.h"

namespace outturn::web {
namespace {

using quality::DataFinding;
using record::DataQuestion;
using workspace::Record;

using base::whole;

std::string check_name(const Visit& visit, std::string_view code) { return visit.say(fmt::format("quality.check.{}", code)); }

/// Who is to be asked: the publisher of the indicator's first source that the reader may read.
std::string publisher(const Visit& visit, const Record& indicator) {
  for (const auto& reference : indicator.as<record::Indicator>().sources) {
    const auto* source = visit.readable<record::Source>(reference.id);
    if (!source) continue;
    const auto name = source->as<record::Source>().publisher.in(visit.words.language());
    if (!name.empty()) return std::string(name);
  }
  return {};
}

/// A person's name where the reader may know it.
std::string person_name(const Visit& visit, const record::Reference& person) {
  if (person.empty()) return {};
  const auto* found = visit.readable<record::Person>(person.id);
  return found ? found->title(visit.words.language()) : visit.say("quality_page.a_person");
}

std::string series_address(const Visit& visit, const Record& indicator, const Record* place, const Record* group) {
  auto address = "/indicators/" + percent_encoded(indicator.id);
  if (place) address += "?place=" + percent_encoded(place->id);
  if (group) address += fmt::format("{}group={}", place ? '&' : '?', percent_encoded(group->id));
  return visit.link(address);
}

const Record* place_of_question(const Visit& visit, const DataQuestion& question) {
  return question.place.empty() ? workspace::country(visit.view) : visit.workspace().find<record::Place>(question.place.id);
}

const Record* group_of_question(const Visit& visit, const DataQuestion& question) {
  return question.group.empty() ? nullptr : visit.workspace().find<record::Group>(question.group.id);
}

constexpr std::size_t rows_at_once = 2;

/// What all rows of a column say alike; "" where they differ.
std::string said_by_all(const Table& table, std::size_t column) {
  const auto& first = table.rows.front().cells[column].text;
  return std::all_of(table.rows.begin(), table.rows.end(), [&](const Row& row) { return row.cells[column].text == first; }) ? first : "";
}

void leave_out(Table& table, std::size_t column) {
  const auto at = static_cast<std::ptrdiff_t>(column);
  table.columns.erase(table.columns.begin() + at);
  for (auto& row : table.rows) row.cells.erase(row.cells.begin() + at);
}

/// Findings of which each says the same: that stands once above the table, and what nobody says has no column.
Section findings_section(const Visit& visit, std::string_view id, Table table) {
  enum Column : std::size_t { found = 1, since = 2, what_to_do = 4 };
  Section made{.id = std::string(id), .title = visit.say(fmt::format("quality_page.{}", id)), .lead = visit.say(fmt::format("quality_page.{}.lead", id))};
  if (table.rows.empty()) {
    made.content = html::rendered(Saying{visit.say("quality_page.nothing")}, visit.words);
    return made;
  }
  const auto kind = table.rows.front().cells[found].sub;
  const bool of_one_kind = std::all_of(table.rows.begin(), table.rows.end(), [&](const Row& row) { return row.cells[found].sub == kind; });
  if (table.rows.size() > 1) {
    for (const auto column : {found, what_to_do}) {
      if (const auto said = said_by_all(table, column); !said.empty()) made.lead += " " + said;
    }
  }
  const bool says_what_to_do = table.rows.size() == 1 || said_by_all(table, what_to_do).empty();
  const bool says_what_was_found = table.rows.size() == 1 || said_by_all(table, found).empty();
  const bool says_since = std::any_of(table.rows.begin(), table.rows.end(), [](const Row& row) { return !row.cells[since].text.empty(); });
  if (of_one_kind && id != "doubted") {  // the heading says it
    for (auto& row : table.rows) row.cells[found].sub.clear();
  }
  if (!says_what_to_do) leave_out(table, what_to_do);
  if (!says_since) leave_out(table, since);
  if (!says_what_was_found) leave_out(table, found);
  made.content = folded(std::move(table), rows_at_once, visit.words);
  return made;
}

Section section(const Visit& visit, std::string_view id, Table table, std::string_view nothing) {
  Section made{.id = std::string(id), .title = visit.say(fmt::format("quality_page.{}", id)), .lead = visit.say(fmt::format("quality_page.{}.lead", id))};
  made.content = table.rows.empty() ? html::rendered(Saying{visit.say(nothing)}, visit.words) : folded(std::move(table), rows_at_once, visit.words);
  return made;
}

bool is_of(const DataFinding& finding, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), finding.code) != codes.end();
}

/// The findings with one of these codes; those of one indicator that say the same of several series stand together, in
/// the place of the first.
std::vector<std::vector<const DataFinding*>> alike(const Visit& visit, const std::vector<DataFinding>& findings, std::initializer_list<std::string_view> codes) {
  std::vector<std::vector<const DataFinding*>> all;
  std::map<std::tuple<std::string_view, const Record*, std::optional<base::Day>, std::string>, std::size_t> known;
  for (const auto& one : findings) {
    if (!is_of(one, codes)) continue;
    const auto [at, fresh] = known.try_emplace({one.code, one.indicator, one.since, visit.say(one.sentence)}, all.size());
    if (fresh) all.emplace_back();
    all[at->second].push_back(&one);
  }
  return all;
}

}  // namespace

DataDoubts data_doubts(const Visit& visit) {
  DataDoubts doubts{.findings = quality::all_data_findings(visit.view), .questions = quality::open_questions(visit.view)};
  const auto may_read = [&](const Record* record) { return !record || visit.may(access::Act::read, *record->kind, record); };
  std::erase_if(doubts.findings, [&](const DataFinding& one) { return !may_read(one.indicator) || !may_read(one.place) || !may_read(one.group); });
  std::erase_if(doubts.questions, [&](const Record* record) {
    const auto* indicator = visit.workspace().find<record::Indicator>(record->as<DataQuestion>().indicator.id);
    return !may_read(record) || !indicator || !may_read(indicator);
  });
  visit.workspace().each(record::kind_of<record::Indicator>(), [&](const Record& indicator) {
    if (!may_read(&indicator)) return;
    ++doubts.indicators;
    const auto* verification = quality::trust_in(visit.view, indicator).verification;
    const auto ends = verification ? verification->as<record::Verification>().expires : std::nullopt;
    doubts.verified += verification && (!ends || *ends >= visit.view.day());
  });
  return doubts;
}

Table findings_table(const Visit& visit, const std::vector<DataFinding>& findings, std::initializer_list<std::string_view> codes,
                     std::string caption, std::size_t most) {
  Table table{.caption = std::move(caption),
              .columns = {{visit.say("record.indicator")}, {visit.say("quality_page.found")}, {visit.say("quality_page.since")}, {visit.say("quality_page.who")},
                          {visit.say("quality_page.what_to_do")}},
              .rows = {}};
  table.light = true;
  for (const auto& all : alike(visit, findings, codes)) {
    if (table.rows.size() == most) break;
    const auto& one = *all.front();
    std::vector<std::string> where;
    for (const auto* finding : all) where.push_back(whereabouts(visit, finding->place, finding->group));
    constexpr std::size_t most_named = 3;
    Cell what{.text = visit.say(one.sentence), .sub = check_name(visit, one.code)};
    if (one.severity == record::RuleSeverity::error) what.content = html::rendered(Flag{Glyph::gap, visit.say("record.validation_rule.severity.error"), Tone::off}, visit.words);
    table.rows.push_back({{{.text = one.indicator->title(visit.words.language()), .address = series_address(visit, *one.indicator, one.place, one.group),
                            .sub = where.size() == 1 ? where.front() : visit.say("quality_page.series", {{"count", whole(where.size())}, {"names", listed_names(visit, where, most_named)}})},
                           std::move(what), {.text = one.since ? visit.words.day(*one.since) : ""}, {.text = publisher(visit, *one.indicator)},
                           {.text = visit.say(one.what_to_do)}}});
  }
  return table;
}

Table questions_table(const Visit& visit, const std::vector<const Record*>& questions) {
  Table table{.caption = visit.say("quality_page.questions"),
              .columns = {{visit.say("record.question")}, {visit.say("quality_page.about")}, {visit.say("record.question.asked")}, {visit.say("record.question.asked_of")},
                          {visit.say("record.question.state")}},
              .rows = {}};
  table.light = true;
  for (const auto* record : questions) {
    const auto& question = record->as<DataQuestion>();
    const auto* indicator = visit.workspace().find<record::Indicator>(question.indicator.id);
    const auto* place = place_of_question(visit, question);
    const auto* group = group_of_question(visit, question);
    auto about = whereabouts(visit, place, group);
    if (question.period) about += (about.empty() ? "" : ", ") + visit.words.period(*question.period);
    Cell state{.text = choice_text(visit, *record, "state")};
    if (question.due && *question.due < visit.view.day()) state.sub = visit.say("quality_page.overdue", {{"day", *question.due}});
    std::vector<std::string> opinions;
    for (const auto* opinion : visit.workspace().referring<record::Opinion>(*record, "question")) {
      const auto* organisation = visit.readable<record::Organisation>(opinion->as<record::Opinion>().organisation.id);
      if (!organisation || !visit.may(access::Act::read, *opinion->kind, opinion)) continue;
      opinions.push_back(visit.say("quality_page.opinion", {{"organisation", organisation->title(visit.words.language())},
                                                            {"position", choice_text(visit, *opinion, "position")},
                                                            {"reason", opinion->as<record::Opinion>().reason}}));
    }
    Cell asked{.text = question.text, .address = visit.link_to(*record), .sub = question.answer};
    if (!opinions.empty()) asked.content = html::rendered(Prose{.paragraphs = std::move(opinions), .muted = true}, visit.words);
    table.rows.push_back({{std::move(asked), {.text = indicator->title(visit.words.language()), .address = series_address(visit, *indicator, place, group), .sub = about},
                           {.text = question.asked ? visit.words.day(*question.asked) : ""}, {.text = person_name(visit, question.asked_of)}, std::move(state)}});
  }
  return table;
}

Verdict quality_verdict(const Visit& visit, const DataDoubts& doubts) {
  const auto count = [&](std::initializer_list<std::string_view> codes) {
    return whole(static_cast<std::size_t>(std::count_if(doubts.findings.begin(), doubts.findings.end(), [&](const auto& one) { return is_of(one, codes); })));
  };
  const auto late = count({"late"});
  const auto errors = std::count_if(doubts.findings.begin(), doubts.findings.end(), [](const auto& one) { return one.severity == record::RuleSeverity::error; });
  const bool is_calm = late == 0 && errors == 0 && doubts.questions.empty() && doubts.verified == doubts.indicators;
  Verdict verdict{.status = {is_calm ? Tone::on : errors > 0 ? Tone::off : Tone::doubt, visit.say(is_calm ? "quality_page.calm" : "quality_page.doubts")}, .sentences = {}};
  verdict.sentences.push_back(visit.say("quality_page.verified", {{"verified", whole(doubts.verified)}, {"count", whole(doubts.indicators)}}));
  verdict.sentences.push_back(visit.say("quality_page.summary", {{"late", late}, {"questions", whole(doubts.questions.size())},
                                                                 {"doubted", count({"decrease", "range", "jump", "outlier", "parts", "ratio", "total", "duplicate", "unit", "stale"})}}));
  return verdict;
}

Sheet quality_sheet(const Visit& visit, const DataDoubts& doubts) {
  Sheet sheet{.name = "data-quality", .columns = {"code", "severity", "indicator", "place", "group", "period", "since", "who", "sentence", "what_to_do"}, .rows = {}};
  const auto id = [](const Record* record) { return record ? SheetCell{record->id} : SheetCell{}; };
  for (const auto* record : doubts.questions) {
    const auto& question = record->as<DataQuestion>();
    sheet.rows.push_back({std::string("question"), std::string("warning"), question.indicator.id, id(place_of_question(visit, question)),
                          id(group_of_question(visit, question)), question.period ? SheetCell{question.period->text()} : SheetCell{},
                          question.asked ? SheetCell{question.asked->iso()} : SheetCell{}, person_name(visit, question.asked_of), question.text,
                          visit.say("quality_page.answer_it")});
  }
  for (const auto& one : doubts.findings) {
    sheet.rows.push_back({std::string(one.code), std::string(one.severity == record::RuleSeverity::error ? "error" : "warning"), one.indicator->id, id(one.place),
                          id(one.group), one.period ? SheetCell{one.period->text()} : SheetCell{}, one.since ? SheetCell{one.since->iso()} : SheetCell{},
                          publisher(visit, *one.indicator), visit.say(one.sentence), visit.say(one.what_to_do)});
  }
  return sheet;
}

Fact trust_fact(const Visit& visit, const Record& indicator) {
  const auto trust = quality::trust_in(visit.view, indicator);
  Fact fact{.label = visit.say("measure.data_quality"), .value = visit.say(fmt::format("track.data_quality.{}", quality::text_of(trust.standing))),
            .more = visit.say(quality::trust_sentence(trust))};
  if (trust.verification && visit.may(access::Act::read, *trust.verification->kind, trust.verification)) fact.address = visit.link_to(*trust.verification);
  return fact;
}

Section trust_section(const Visit& visit, const Course& course) {
  Section made{.id = "trust", .title = visit.say("quality_page.trust"), .lead = visit.say(quality::trust_sentence(quality::trust_in(visit.view, *course.indicator)))};
  auto questions = quality::questions_about(visit.view, *course.indicator, course.place, course.group);
  std::erase_if(questions, [&](const Record* record) { return !visit.may(access::Act::read, *record->kind, record); });
  if (!questions.empty()) made.content += html::rendered(questions_table(visit, questions), visit.words);
  auto findings = quality::findings_of(visit.view, *course.indicator);
  std::erase_if(findings, [&](const DataFinding& one) { return one.place != course.place || one.group != course.group; });
  constexpr std::size_t most_here = 12;
  const auto table = findings_table(visit, findings, {"late", "gap", "unit", "outlier", "range", "jump", "parts", "ratio", "total", "stale", "duplicate", "decrease"}, made.title, most_here);
  if (!table.rows.empty()) made.content += html::rendered(table, visit.words);
  else if (course.series) made.content += html::rendered(Saying{visit.say("quality_page.nothing_here")}, visit.words);
  Acts acts;
  auto about = "indicator=" + percent_encoded(course.indicator->id);
  if (course.place) about += "&place=" + percent_encoded(course.place->id);
  for (const auto& [kind, key] : {std::pair{"question", "quality_page.ask"}, std::pair{"verification", "quality_page.verify"}, std::pair{"validation_rule", "quality_page.add_rule"}}) {
    const auto query = std::string(kind) == "verification" ? "indicators=" + percent_encoded(course.indicator->id) : about;
    for (auto& link : link_to_add(visit, kind, key, query)) acts.links.push_back(std::move(link));
  }
  if (may_draw_sample(visit)) acts.links.push_back({visit.say("samples.draw_for"), visit.link("/samples?indicators=" + percent_encoded(course.indicator->id) + "#draw")});
  acts.links.push_back({visit.say("quality_page.all"), visit.link("/data/quality")});
  made.content += html::rendered(acts, visit.words);
  return made;
}

Response show_quality(const Visit& visit) {
  const auto doubts = data_doubts(visit);
  if (asks_for_data(visit)) return answered(visit, quality_sheet(visit, doubts));
  const auto& words = visit.words;
  auto layout = frame(visit, visit.say("quality_page.title"), "/data");
  layout.breadcrumbs = {{.text = visit.say("nav.data"), .address = visit.link("/data")}};
  layout.lead = visit.say("quality_page.lead");
  layout.content += html::rendered(quality_verdict(visit, doubts), words);
  layout.content += html::rendered(section(visit, "questions", questions_table(visit, doubts.questions), "quality_page.no_questions"), words);
  const auto findings = [&](std::string_view id, std::initializer_list<std::string_view> codes) {
    layout.content += html::rendered(findings_section(visit, id, findings_table(visit, doubts.findings, codes, visit.say(fmt::format("quality_page.{}", id)))), words);
  };
  findings("doubted", {"decrease", "range", "jump", "outlier", "parts", "ratio", "total", "duplicate", "unit", "stale"});
  findings("late", {"late"});
  layout.content += html::rendered(late_returns_section(visit), words);
  findings("missing", {"gap"});
  findings("unverified", {"unverified", "expired"});
  layout.content += html::rendered(samples_section(visit), words);
  layout.content += download_links(visit, "/data/quality");
  return framed(visit, layout);
}

}  // namespace outturn::web
