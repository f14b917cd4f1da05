#include "web/measures/derived.h"

#include <algorithm>
#include <array>
#include <limits>

#include "quality/amount.h"
#include "record/assessment.h"
#include "record/formula.h"
#include "record/levels.h"
#include "web/measures/formula_history.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "workspace/calculation.h"

namespace outturn::web {
namespace {

using workspace::Record;

constexpr std::size_t most_reasons = 12;
constexpr std::size_t most_assessments = 20;

std::string name_of_indicator(const Visit& visit, const std::string& id) {
  const auto* found = visit.readable<record::Indicator>(id);
  return found ? found->title(visit.words.language()) : id;
}

Table parts_table(const Visit& visit, const Course& course, const record::Formula& formula) {
  Table table{.caption = visit.say("derived.parts"), .columns = {{visit.say("derived.part")}, {visit.say("measure.latest"), true}}, .rows = {}};
  const auto parts = formula.parts();
  const bool rescaled = std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.rescaled; });
  if (!parts.empty()) table.columns.push_back({visit.say("derived.weight"), true});
  if (rescaled) table.columns.push_back({visit.say("derived.scale")});
  for (const auto& id : formula.references()) {
    const auto* part = visit.readable<record::Indicator>(id);
    Row row;
    row.cells.push_back(part ? Cell{.text = part->title(visit.words.language()), .address = visit.link_to(*part), .sub = id} : Cell{.text = id, .sub = visit.say("derived.not_here")});
    const auto* series = part && course.place ? visit.view.series(*part, *course.place, course.group) : nullptr;
    std::optional<workspace::Figure> latest;
    for (const auto& figure : series ? visit.view.figures(*series) : std::vector<workspace::Figure>{}) latest = figure;
    row.cells.push_back(latest ? Cell{.text = cell_text(visit, part->as<record::Indicator>(), *latest), .sub = visit.words.period(latest->period)} : Cell{.text = visit.say("derived.elsewhere")});
    const auto stated = std::find_if(parts.begin(), parts.end(), [&](const auto& one) { return one.indicator == id; });
    if (!parts.empty()) row.cells.push_back({.text = stated == parts.end() ? "" : language::say(visit.words, language::Amount{.value = stated->share * 100, .decimals = 0, .form = language::AmountForm::percentage})});
    if (rescaled) {
      row.cells.push_back({.text = stated == parts.end() || !stated->rescaled ? "" : visit.say("derived.scale_from_to", {{"from", stated->from}, {"to", stated->to}})});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string reason_of(const Visit& visit, const workspace::Calculated& one) {
  constexpr std::array keys{"none", "no_row", "absent", "divides_by_zero", "not_finite", "no_weights", "part_missing"};
  const auto* place = one.place == workspace::no_slot ? nullptr : &visit.workspace().at(record::kind_of<record::Place>(), one.place);
  const auto status = visit.say("chart.absence." + workspace::status_code(one.status));
  return visit.say(std::string("derived.reason.") + keys.at(static_cast<std::size_t>(one.why)) + (place ? "_in" : ""),
                   {{"indicator", name_of_indicator(visit, one.about)}, {"status", status}, {"place", place ? place->title(visit.words.language()) : std::string()}});
}

Section calculated_section(const Visit& visit, const Course& course) {
  Section section{.id = "calculated", .title = visit.say("derived.calculated"), .lead = visit.say("derived.calculated_lead")};
  const auto& indicator = course.measure();
  SummaryList list;
  list.rows.push_back({.key = visit.say("record.indicator.formula"), .value = indicator.formula});
  section.content += html::rendered(list, visit.words);
  section.content += formula_history(visit, course);
  const auto formula = record::Formula::parse(indicator.formula);
  if (!formula) return section;
  section.content += html::rendered(parts_table(visit, course, *formula), visit.words);
  const auto* one = visit.workspace().calculations().find(course.indicator->slot);
  if (!one) {
    section.content += html::rendered(Prose{.paragraphs = {visit.say("derived.circle")}}, visit.words);
    return section;
  }
  if (!course.place) return section;
  const auto as_of = visit.view.as_of();
  const auto known_by = as_of ? workspace::KnownFrom{.day = *as_of, .sequence = 1'000'000}.code() : std::numeric_limits<std::int64_t>::max();
  const auto all = workspace::calculate(visit.workspace(), *one, {course.place->slot, course.group ? course.group->slot : workspace::no_slot}, known_by);
  Table missing{.caption = visit.say("derived.without"), .columns = {{visit.say("measure.period")}, {visit.say("derived.why_none")}}, .rows = {}, .shows_caption = true, .light = true};
  for (auto result = all.rbegin(); result != all.rend() && missing.rows.size() < most_reasons; ++result) {
    if (result->why != workspace::NoFigure::none) missing.rows.push_back({{{.text = visit.words.period(result->period)}, {.text = reason_of(visit, *result)}}});
  }
  if (!missing.rows.empty()) section.content += html::rendered(missing, visit.words);
  if (all.empty()) section.content += html::rendered(Prose{.paragraphs = {visit.say("derived.no_common_period")}}, visit.words);
  return section;
}

std::string rater(const Visit& visit, const record::Reference& person) {
  const auto* found = person.empty() ? nullptr : visit.readable<record::Person>(person.id);
  return found ? found->title(visit.words.language()) : visit.say("quality_page.a_person");
}

Section assessed_section(const Visit& visit, const Course& course) {
  const auto& indicator = course.measure();
  Section section{.id = "assessed", .title = visit.say("derived.assessed"), .lead = visit.say("derived.assessed_lead")};
  if (const auto levels = record::levels_of(indicator, visit.words.language()); !levels.empty()) {
    Table table{.caption = visit.say("record.indicator.levels"), .columns = {{visit.say("record.assessment.level")}, {visit.say("derived.criteria")}}, .rows = {}};
    for (const auto& level : levels) table.rows.push_back({{{.text = figure_text(visit, indicator, level.number)}, {.text = level.criteria}}});
    section.content += html::rendered(table, visit.words);
  }
  auto all = visit.workspace().referring<record::Assessment>(*course.indicator, "indicator");
  std::erase_if(all, [&](const Record* one) {
    const auto& assessment = one->as<record::Assessment>();
    const bool here = course.place && assessment.place.id == course.place->id && assessment.group.id == (course.group ? course.group->id : std::string());
    const bool later = visit.view.as_of() && assessment.rated && *assessment.rated > *visit.view.as_of();
    return !here || later || !assessment.period || !assessment.level || !visit.may(access::Act::read, *one->kind, one);
  });
  std::stable_sort(all.begin(), all.end(), [](const Record* a, const Record* b) { return a->as<record::Assessment>().period > b->as<record::Assessment>().period; });
  Table table{.caption = visit.say("record.assessment.plural"),
              .columns = {{visit.say("measure.period")}, {visit.say("record.assessment.level")}, {visit.say("record.assessment.evidence")}, {visit.say("record.assessment.rated_by")}},
              .rows = {}, .light = true};
  for (const auto* one : all) {
    if (table.rows.size() == most_assessments) break;
    const auto& assessment = one->as<record::Assessment>();
    Cell by{.text = rater(visit, assessment.rated_by)};
    if (assessment.rated) by.sub = visit.words.day(*assessment.rated);
    table.rows.push_back({{{.text = visit.words.period(*assessment.period), .address = visit.link_to(*one), .sub = assessment.illustrative ? visit.say("record.assessment.illustrative") : ""},
                           {.text = figure_text(visit, indicator, *assessment.level)}, {.text = assessment.evidence}, std::move(by)}});
  }
  if (!table.rows.empty()) section.content += html::rendered(table, visit.words);
  auto query = "indicator=" + percent_encoded(course.indicator->id);
  if (course.place) query += "&place=" + percent_encoded(course.place->id);
  if (course.group) query += "&group=" + percent_encoded(course.group->id);
  if (auto links = link_to_add(visit, "assessment", "derived.assess", query); !links.empty()) section.content += html::rendered(Acts{.links = std::move(links)}, visit.words);
  return section;
}

}  // namespace

std::optional<Section> derived_section(const Visit& visit, const Course& course) {
  if (record::is_calculated(course.measure())) return calculated_section(visit, course);
  if (record::is_assessed(course.measure())) return assessed_section(visit, course);
  return std::nullopt;
}

std::vector<std::string> nature_sentences(const Visit& visit, const record::Indicator& indicator) {
  std::vector<std::string> all;
  if (record::is_calculated(indicator)) all.push_back(visit.say("track.note.calculated"));
  if (indicator.nature == record::Nature::proxy) all.push_back(visit.say("track.note.proxy"));
  if (indicator.nature == record::Nature::system_health) all.push_back(visit.say("track.note.system_health"));
  return all;
}

}  // namespace outturn::web
