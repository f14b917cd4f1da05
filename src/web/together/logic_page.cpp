#include "web/together/logic_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "chart/logic.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "track/rollup.h"
#include "web/measures/course.h"
#include "web/measures/formula_history.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using decide::LogicModel;
using decide::LogicPhase;
using record::LogicBox;
using record::LogicLink;
using workspace::Record;

constexpr std::size_t most_boxes_at_once = 30;

std::string anchor_of(const Record& box) { return "box-" + box.id; }
std::string anchor_of(const decide::ModelArrow& arrow) { return fmt::format("arrow-{}", arrow.number); }
std::string box_name(const Visit& visit, const LogicModel& model, std::size_t box) { return in_language(visit, model.boxes[box].content().name); }
std::string strength_of(const Visit& visit, const decide::ModelArrow& arrow) {
  const auto& choices = record::kind_of<LogicLink>().field("strength")->choices;
  return visit.say("decide.logic.strength." + choices.at(static_cast<std::size_t>(arrow.content().strength)));
}
std::string column_title(const Visit& visit, record::LogicColumn column) {
  return visit.say("record.logic_box.column." + record::kind_of<LogicBox>().field("column")->choices.at(static_cast<std::size_t>(column)));
}

std::string names_of(const Visit& visit, const record::References& organisations) {
  std::string names;
  for (const auto& one : organisations) names += (names.empty() ? "" : ", ") + title_of(visit, "organisation", one.id);
  return names;
}

Tone tone_of_logic(LogicPhase phase) {
  switch (phase) {
    case LogicPhase::not_begun: return Tone::none;
    case LogicPhase::unconnected:
    case LogicPhase::strongest_unowned:
    case LogicPhase::rests_on_untested: return Tone::off;
    case LogicPhase::has_weak_points: return Tone::doubt;
    case LogicPhase::sound: return Tone::on;
  }
  return Tone::none;
}

Tone tone_of_test(decide::ArrowTest::Result result) {
  switch (result) {
    case decide::ArrowTest::Result::together: return Tone::on;
    case decide::ArrowTest::Result::against: return Tone::off;
    case decide::ArrowTest::Result::no_sign:
    case decide::ArrowTest::Result::cannot_tell: break;
  }
  return Tone::none;
}

std::vector<LogicMeasureView> measures_of(const Visit& visit, const LogicBox& box) {
  std::vector<LogicMeasureView> all;
  for (const auto& one : box.indicators) {
    const auto* indicator = visit.readable<record::Indicator>(one.id);
    if (!indicator) continue;
    LogicMeasureView view{.measure = {indicator->title(visit.words.language()), visit.link_to(*indicator)}};
    auto statuses = track::statuses_of_indicator(visit.view, *indicator);
    track::parts_taken_out(statuses);
    if (const auto* urgent = most_urgent(statuses)) view.status = shown(visit, urgent->code);
    view.mark = formula_mark(visit, *indicator);
    all.push_back(std::move(view));
  }
  return all;
}

/// The drawing of some of the boxes, in the columns that they need.
struct Drawing {
  std::vector<std::string> columns;
  std::vector<chart::LogicNode> nodes;
  std::vector<chart::LogicArrow> arrows;
};

Drawing drawing_of(const Visit& visit, const LogicModel& model, const std::vector<bool>& shown) {
  Drawing drawing;
  std::vector<std::size_t> place(model.boxes.size());
  std::optional<record::LogicColumn> last;
  for (std::size_t b = 0; b < model.boxes.size(); ++b) {
    if (!shown[b]) continue;
    const auto& box = model.boxes[b].content();
    if (last != box.column) drawing.columns.push_back(column_title(visit, box.column));
    last = box.column;
    place[b] = drawing.nodes.size();
    const auto owners = names_of(visit, box.organisations);
    drawing.nodes.push_back({.name = in_language(visit, box.name), .below = owners.empty() ? visit.say("logic.no_owner") : owners, .column = drawing.columns.size() - 1,
                             .joint = box.collaborative, .flagged = box.organisations.empty(), .link = "#" + anchor_of(*model.boxes[b].record)});
  }
  for (const auto& arrow : model.arrows) {
    if (shown[arrow.from] && shown[arrow.to]) {
      drawing.arrows.push_back({place[arrow.from], place[arrow.to], static_cast<std::size_t>(arrow.content().strength), visit.words.integer(arrow.number)});
    }
  }
  return drawing;
}

/// Which boxes are drawn: all of a small model; of a large one those on the way of one box.
std::vector<bool> shown_boxes(const Visit& visit, const LogicModel& model) {
  const auto asked = visit.request.query.get("route");
  if (asked != "all") {
    for (std::size_t b = 0; b < model.boxes.size(); ++b) {
      if (model.boxes[b].record->id == asked) return decide::connected_with(model, b);
    }
    if (model.boxes.size() > most_boxes_at_once && model.strongest) return decide::connected_with(model, model.strongest->boxes.front());
  }
  return std::vector<bool>(model.boxes.size(), true);
}

void add_drawing(const Visit& visit, const LogicModel& model, LogicView& view) {
  const auto shown = shown_boxes(visit, model);
  const auto drawing = drawing_of(visit, model, shown);
  std::string says;
  for (const auto& sentence : view.verdict.sentences) says += (says.empty() ? "" : " ") + sentence;
  const auto title = visit.say("logic.figure");
  view.drawing = {.id = "model", .title = title, .subtitle = visit.say("logic.figure_sub"),
                  .wide = html::Safe::vouched(chart::logic_drawing({.id = "model-drawing", .title = title, .description = says, .has_links = true}, drawing.columns, drawing.nodes, drawing.arrows)),
                  .csv_address = outcome_address(visit, *model.outcome, "/logic.csv"), .json_address = outcome_address(visit, *model.outcome, "/logic.json"),
                  .key = {visit.say("logic.key_boxes"), visit.say("logic.key_lines")}};
  if (model.boxes.size() <= most_boxes_at_once) return;
  view.routes.items.push_back({{visit.say("logic.whole", {{"count", static_cast<std::int64_t>(model.boxes.size())}}), outcome_address(visit, *model.outcome, "/logic?route=all")}});
  for (const auto& box : model.boxes) {
    if (!box.in.empty() || box.out.empty()) continue;
    view.routes.items.push_back({{visit.say("logic.from_here", {{"name", in_language(visit, box.content().name)}}), outcome_address(visit, *model.outcome, "/logic?route=" + percent_encoded(box.record->id))}});
  }
}

void add_list(const Visit& visit, const LogicModel& model, LogicView& view) {
  for (const auto& box : model.boxes) {
    const auto& content = box.content();
    const auto title = column_title(visit, content.column);
    if (view.columns.empty() || view.columns.back().title != title) view.columns.push_back({.title = title, .boxes = {}});
    const auto owners = names_of(visit, content.organisations);
    const auto who = owners.empty() ? visit.say("logic.owners_none") : owners;
    LogicBoxView one{.anchor = anchor_of(*box.record), .name = in_language(visit, content.name),
                     .actors = {.joint = content.collaborative, .text = visit.say(content.collaborative ? "logic.joint" : "logic.single", {{"names", who}})},
                     .joint = content.collaborative, .owners = who, .measures = measures_of(visit, content)};
    if (content.organisations.empty()) one.unowned = {Glyph::gap, visit.say("logic.no_owner"), Tone::off};
    for (const auto a : box.out) {
      const auto& arrow = model.arrows[a];
      one.leads_to.push_back({visit.say("logic.onwards", {{"number", arrow.number}, {"name", box_name(visit, model, arrow.to)}, {"strength", strength_of(visit, arrow)}}), "#" + anchor_of(arrow)});
    }
    if (visit.may(access::Act::change, *box.record->kind, box.record)) {
      one.acts.push_back({visit.say("logic.change"), outcome_address(visit, *model.outcome, "/logic/box?box=" + percent_encoded(box.record->id)), one.name});
    }
    view.columns.back().boxes.push_back(std::move(one));
  }
}

void add_weak_points(const Visit& visit, const LogicModel& model, LogicView& view) {
  for (const auto& point : model.weak_points) {
    const auto to = !point.boxes.empty() ? anchor_of(*model.boxes[point.boxes.front()].record) : anchor_of(model.arrows[point.arrows.front()]);
    view.weak_points.items.push_back({visit.say(point.sentence), "#" + to});
  }
}

std::string lag_text(const Visit& visit, const LogicLink& link) { return link.lag_months ? visit.say("logic.months", {{"count", *link.lag_months}}) : visit.say("logic.not_said"); }

void add_arrows(const Visit& visit, const LogicModel& model, LogicView& view) {
  view.arrows = {.caption = visit.say("logic.arrows"),
                 .columns = {{visit.say("logic.number")}, {visit.say("record.logic_link.from")}, {visit.say("record.logic_link.to")}, {visit.say("record.logic_link.assumption")},
                             {visit.say("record.logic_link.strength")}, {visit.say("record.logic_link.lag_months")}, {visit.say("record.logic_link.owner")}},
                 .rows = {}};
  view.tests = {.caption = visit.say("logic.tests"), .columns = {{visit.say("logic.number")}, {visit.say("logic.measures")}, {visit.say("logic.result")}, {visit.say("logic.says")}}, .rows = {}};
  std::int64_t tested = 0;
  for (const auto& arrow : model.arrows) {
    const auto& link = arrow.content();
    Row row{.cells = {{.text = visit.words.integer(arrow.number), .address = visit.link_to(*arrow.record)},
                      {.text = box_name(visit, model, arrow.from), .address = "#" + anchor_of(*model.boxes[arrow.from].record)},
                      {.text = box_name(visit, model, arrow.to), .address = "#" + anchor_of(*model.boxes[arrow.to].record)},
                      {.text = in_language(visit, link.assumption)},
                      {.text = choice_text(visit, *arrow.record, "strength"), .sub = in_language(visit, link.evidence)},
                      {.text = lag_text(visit, link)}},
            .id = anchor_of(arrow)};
    if (const auto* source = visit.readable<record::Source>(link.source.id)) row.cells[4].content = html::rendered(Saying{.link = {title_of(visit, *source), visit.link_to(*source)}}, visit.words);
    if (visit.may(access::Act::change, *arrow.record->kind, arrow.record)) {
      row.cells[3].content = html::rendered(Saying{.link = {visit.say("logic.change"), outcome_address(visit, *model.outcome, "/logic/arrow?arrow=" + percent_encoded(arrow.record->id)),
                                                            visit.say("logic.arrow", {{"number", arrow.number}})}}, visit.words);
    }
    Cell owner{.text = link.owner.empty() ? "" : title_of(visit, "organisation", link.owner.id)};
    if (owner.text.empty()) owner.content = html::rendered(Flag{Glyph::gap, visit.say("logic.no_owner"), Tone::off}, visit.words);
    row.cells.push_back(std::move(owner));
    view.arrows.rows.push_back(std::move(row));
    for (const auto& test : arrow.tests) {
      if (!visit.may(access::Act::read, *test.from->kind, test.from) || !visit.may(access::Act::read, *test.to->kind, test.to)) continue;
      tested += test.result != decide::ArrowTest::Result::cannot_tell;
      view.tests.rows.push_back({{{.text = visit.words.integer(arrow.number), .address = "#" + anchor_of(arrow)},
                                  {.text = visit.say("logic.measure_to_measure", {{"from", test.from->title(visit.words.language())}, {"to", test.to->title(visit.words.language())}})},
                                  {.content = html::rendered(Status{tone_of_test(test.result), visit.say("logic.test." + std::string(decide::text_of(test.result)))}, visit.words)},
                                  {.text = visit.say(test.sentence)}}});
    }
  }
  view.tests_note = view.tests.rows.empty() ? visit.say("logic.tests_none") : visit.say("logic.tests_lead", {{"tested", tested}});
}

/// Figure 2 of "Collaborative Gain", filled with what this model says.
void add_gain(const Visit& visit, const LogicModel& model, LogicView& view) {
  const auto gain = decide::collaborative_gain(model);
  if (!gain.any()) return;
  constexpr std::array results{"progress", "services", "resources"};
  std::vector<chart::LogicNode> nodes;
  std::vector<std::size_t> place(model.boxes.size());
  const auto put = [&](std::size_t box, std::size_t column) {
    place[box] = nodes.size();
    nodes.push_back({.name = box_name(visit, model, box), .below = names_of(visit, model.boxes[box].content().organisations), .column = column, .joint = true,
                     .link = "#" + anchor_of(*model.boxes[box].record)});
  };
  for (const auto one : gain.activities) put(one, 0);
  for (const auto one : gain.benefits) put(one, static_cast<std::size_t>(model.boxes[one].content().column) - 1);
  std::size_t last = 1;
  for (const auto& node : nodes) last = std::max(last, node.column + 1);
  const auto first_result = nodes.size();
  for (std::size_t r = 0; r < results.size(); ++r) {
    std::string names;
    for (const auto box : gain.results[r]) names += (names.empty() ? "" : "; ") + box_name(visit, model, box);
    nodes.push_back({.name = visit.say(std::string("record.logic_box.gain.") + results[r]), .below = names.empty() ? visit.say("logic.gain_nothing") : names, .column = last, .flagged = names.empty()});
    view.gain_list.items.push_back({names.empty() ? visit.say(std::string("logic.gain_none.") + results[r]) : visit.say(std::string("logic.gain_some.") + results[r], {{"names", names}}), ""});
  }
  // Columns that no benefit needs are left out.
  std::vector<std::size_t> used;
  for (const auto& node : nodes) used.push_back(node.column);
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  for (auto& node : nodes) node.column = static_cast<std::size_t>(std::find(used.begin(), used.end(), node.column) - used.begin());
  std::vector<std::string> columns;
  for (std::size_t c = 0; c < used.size(); ++c) columns.push_back(visit.say(c == 0 ? "logic.gain_activities" : c + 1 == used.size() ? "logic.gain_results" : "logic.gain_benefits"));
  std::vector<chart::LogicArrow> arrows;
  for (const auto& [from, to] : gain.to_benefit) arrows.push_back({place[from], place[to], 2, ""});
  for (const auto& [from, result] : gain.to_result) arrows.push_back({place[from], first_result + result, 2, ""});
  const auto title = visit.say("logic.gain");
  view.gain = {.id = "gain-figure", .title = title, .subtitle = visit.say("logic.gain_sub"),
               .wide = html::Safe::vouched(chart::logic_drawing({.id = "gain-drawing", .title = title, .description = visit.say("logic.gain_sub"), .has_links = true}, columns, nodes, arrows)),
               .source = visit.say("logic.gain_source")};
}

bool is_illustrative(const LogicModel& model) {
  return std::any_of(model.boxes.begin(), model.boxes.end(), [](const auto& one) { return one.content().illustrative; }) ||
         std::any_of(model.arrows.begin(), model.arrows.end(), [](const auto& one) { return one.content().illustrative; });
}

Response data(const Visit& visit, const LogicModel& model) {
  base::JsonWriter json;
  json.begin_object().member("outcome", model.outcome->id).key("illustrative").boolean(is_illustrative(model)).member("state", decide::text_of(model.phase)).key("verdict").begin_array();
  for (const auto& one : model.verdict) json.text(visit.say(one));
  json.end_array().key("boxes").begin_array();
  for (const auto& box : model.boxes) {
    const auto& content = box.content();
    json.begin_object().member("id", box.record->id).member("column", record::kind_of<LogicBox>().field("column")->choices.at(static_cast<std::size_t>(content.column)))
        .member("name", in_language(visit, content.name)).key("collaborative").boolean(content.collaborative).key("organisations").begin_array();
    for (const auto& one : content.organisations) json.text(one.id);
    json.end_array().key("indicators").begin_array();
    for (const auto& one : content.indicators) json.text(one.id);
    json.end_array().end_object();
  }
  json.end_array().key("arrows").begin_array();
  for (const auto& arrow : model.arrows) {
    const auto& link = arrow.content();
    json.begin_object().member("id", arrow.record->id).key("number").integer(arrow.number).member("from", link.from.id).member("to", link.to.id)
        .member("strength", record::kind_of<LogicLink>().field("strength")->choices.at(static_cast<std::size_t>(link.strength))).key("lag_months");
    if (link.lag_months) json.integer(*link.lag_months);
    else json.null();
    json.member("owner", link.owner.id).key("tests").begin_array();
    for (const auto& test : arrow.tests) {
      json.begin_object().member("from", test.from->id).member("to", test.to->id).member("result", decide::text_of(test.result)).key("pairs").integer(test.figures ? static_cast<std::int64_t>(test.figures->pairs) : 0);
      if (test.figures) json.key("correlation").number(test.figures->correlation).key("lower").number(test.figures->lower).key("upper").number(test.figures->upper);
      json.member("sentence", visit.say(test.sentence)).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().key("weak_points").begin_array();
  for (const auto& one : model.weak_points) json.begin_object().member("code", one.code).member("sentence", visit.say(one.sentence)).end_object();
  json.end_array().member("as_of", visit.view.day().iso()).end_object();
  return as_json(visit, std::move(json).str());
}

Sheet sheet_of(const Visit& visit, const LogicModel& model) {
  Sheet sheet{.name = "logic", .columns = {"number", "from", "from_name", "to", "to_name", "assumption", "strength", "evidence", "lag_months", "owner", "illustrative"}, .rows = {}};
  for (const auto& arrow : model.arrows) {
    const auto& link = arrow.content();
    sheet.rows.push_back({arrow.number, link.from.id, box_name(visit, model, arrow.from), link.to.id, box_name(visit, model, arrow.to), in_language(visit, link.assumption),
                          record::kind_of<LogicLink>().field("strength")->choices.at(static_cast<std::size_t>(link.strength)), in_language(visit, link.evidence),
                          link.lag_months ? SheetCell(*link.lag_months) : SheetCell(), link.owner.id, std::string(link.illustrative ? "yes" : "no")});
  }
  return sheet;
}

}  // namespace

LogicModel readable_model(const Visit& visit, const Record& outcome) {
  return decide::logic_model(visit.view, outcome, [&](const Record& record) { return visit.may(access::Act::read, *record.kind, &record); });
}

LogicView logic_view(const Visit& visit, const LogicModel& model) {
  LogicView view{.verdict = {.status = {tone_of_logic(model.phase), visit.say("decide.logic.phase." + std::string(decide::text_of(model.phase)))}, .sentences = {}}};
  for (const auto& one : model.verdict) view.verdict.sentences.push_back(visit.say(one));
  if (!model.weak_points.empty()) view.verdict.links.push_back({visit.say("logic.see_weak"), "#weak"});
  if (may_draw(visit, *model.outcome)) {
    view.acts.links.push_back({visit.say("logic.add_box"), outcome_address(visit, *model.outcome, "/logic/box")});
    if (model.boxes.size() > 1) view.acts.links.push_back({visit.say("logic.add_arrow"), outcome_address(visit, *model.outcome, "/logic/arrow")});
  }
  if (model.boxes.empty()) return view;
  add_drawing(visit, model, view);
  add_list(visit, model, view);
  add_weak_points(visit, model, view);
  add_arrows(visit, model, view);
  add_gain(visit, model, view);
  return view;
}

Response show_logic(const Visit& visit) {
  const auto* outcome = visit.readable<record::Outcome>(visit.parameter("id"));
  if (!outcome) return not_found(visit.request);
  const auto model = readable_model(visit, *outcome);
  if (asks_for_data(visit)) return visit.request.format == "json" ? data(visit, model) : answered(visit, sheet_of(visit, model));
  auto layout = outcome_frame(visit, *outcome, visit.say("logic.title"), "logic");
  layout.caption = outcome->title(visit.words.language());
  if (is_illustrative(model)) layout.notices.push_back({.lead = visit.say("overview.illustrative") + ".", .text = visit.say("logic.illustrative")});
  const auto view = logic_view(visit, model);
  if (model.boxes.empty()) {
    layout.content += html::rendered(view.verdict, visit.words);
    layout.content += html::rendered(Saying{.text = visit.say("logic.why")}, visit.words);
    layout.content += html::rendered(view.acts, visit.words);
  } else {
    layout.content += html::rendered(view, visit.words);
  }
  return framed(visit, layout);
}

}  // namespace outturn::web
