#include "web/measures/formula_history.h"

#include <algorithm>
#include <limits>

#include "record/formula.h"
#include "record/levels.h"
#include "track/formula_told.h"
#include "web/components.h"
#include "web/records/drafts.h"
#include "web/parts.h"
#include "web/records/record_shown.h"
#include "web/section.h"
#include "workspace/calculation.h"

namespace outturn::web {
namespace {

/// The newest figure that a formula gives for the place and group of the page, from what was published by its day.
std::optional<workspace::Calculated> newest_by(const Visit& visit, const Course& course, const std::string& text) {
  const auto formula = record::Formula::parse(text);
  if (!formula || !course.place) return std::nullopt;
  workspace::Calculations::One one{.indicator = course.indicator->slot, .formula = *formula, .named = {}};
  for (const auto& id : one.formula.references()) {
    if (const auto* part = visit.readable<record::Indicator>(id)) one.named.emplace(id, part->slot);
  }
  const auto as_of = visit.view.as_of();
  const auto known_by = as_of ? workspace::KnownFrom{.day = *as_of, .sequence = 1'000'000}.code() : std::numeric_limits<std::int64_t>::max();
  auto all = workspace::calculate(visit.workspace(), one, {course.place->slot, course.group ? course.group->slot : workspace::no_slot}, known_by);
  const auto newest = std::find_if(all.rbegin(), all.rend(), [](const auto& result) { return result.why == workspace::NoFigure::none && result.status == workspace::Status::figure; });
  return newest == all.rend() ? std::nullopt : std::optional{*newest};
}

Cell figure_cell(const Visit& visit, const Course& course, const std::string& formula) {
  const auto newest = newest_by(visit, course, formula);
  if (!newest) return {.text = visit.say("overview.no_figure")};
  return {.text = figure_text(visit, course.measure(), newest->value), .sub = visit.words.period(newest->period)};
}

std::string formula_in_words(const Visit& visit, const FormulaVersion& version) {
  if (version.redacted) return visit.say("derived.formula_redacted");
  return version.formula.empty() ? visit.say("derived.formula_none") : version.formula;
}

/// Read as of a day: the formula then in force is told where it is not the one that the figures rest on.
std::string told_as_of(const Visit& visit, const std::vector<FormulaVersion>& all, base::Day day) {
  if (day < all.front().from) return visit.say("derived.as_of_before", {{"day", day}, {"entered", all.front().from}});
  const auto then = std::find_if(all.rbegin(), all.rend(), [&](const auto& one) { return one.from <= day; });
  if (!then->until) return {};
  return visit.say("derived.as_of_other", {{"day", day}, {"formula", formula_in_words(visit, *then)}, {"since", all.back().from}});
}

}  // namespace

std::vector<FormulaVersion> formula_versions(const Visit& visit, const workspace::Record& indicator) {
  if (!record::is_calculated(indicator.as<record::Indicator>())) return {};
  const auto fields = access::visible_fields(visit.reader, indicator, visit.workspace());
  if (std::none_of(fields.begin(), fields.end(), [](const auto* field) { return field->name == "formula"; })) return {};
  auto all = workspace::formulas_of(visit.site.keeper, visit.workspace(), indicator, published_by(visit, indicator));
  if (!visit.may(access::Act::read_history, *indicator.kind, &indicator)) {
    for (auto& one : all) one.reason.clear();
  }
  return all;
}

std::optional<language::Sentence> formula_note(const Visit& visit, const workspace::Record& indicator) {
  return track::formula_note(formula_versions(visit, indicator), visit.view.as_of());
}

std::string formula_mark(const Visit& visit, const workspace::Record& indicator) {
  const auto all = formula_versions(visit, indicator);
  if (!track::formula_note(all, std::nullopt)) return {};
  return visit.say("track.mark.formula_changed", {{"day", all.back().from}});
}

std::string period_with_mark(const Visit& visit, const workspace::Record& indicator, const base::Period& period) {
  const auto mark = formula_mark(visit, indicator);
  return visit.words.period(period) + (mark.empty() ? "" : " · " + mark);
}

html::Safe formula_history(const Visit& visit, const Course& course) {
  html::Safe content;
  const auto all = formula_versions(visit, *course.indicator);
  if (all.empty()) return content;
  const auto as_of = visit.view.as_of();
  if (const auto told = as_of ? told_as_of(visit, all, *as_of) : std::string{}; !told.empty()) content += html::rendered(Warning{told}, visit.words);
  content += html::rendered(Prose{.paragraphs = {visit.say(all.size() == 1 ? "derived.formula_since" : "derived.formula_changed", {{"day", all.back().from}})}}, visit.words);
  if (all.size() == 1) return content;
  Table table{.caption = visit.say("derived.formulas"),
              .columns = {{visit.say("record.indicator.formula")}, {visit.say("derived.in_force")}, {visit.say("derived.gives"), true}, {visit.say("measure.why")}},
              .rows = {}, .shows_caption = true, .light = true};
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    const auto when = one->until && *one->until == one->from ? visit.say("derived.only_on", {{"day", one->from}})
                      : one->until ? visit.say("derived.from_until", {{"from", one->from}, {"until", *one->until}}) : visit.say("derived.from_on", {{"from", one->from}});
    table.rows.push_back({{{.text = formula_in_words(visit, *one)}, {.text = when}, figure_cell(visit, course, one->formula), {.text = one->reason}}});
  }
  content += html::rendered(table, visit.words);
  return content;
}

}  // namespace outturn::web
