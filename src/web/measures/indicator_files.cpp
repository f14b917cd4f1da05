#include "web/measures/indicator_files.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/hash.h"
#include "base/json.h"
#include "record/levels.h"
#include "track/formula_told.h"
#include "web/measures/formula_history.h"
#include "web/measures/indicator_page.h"
#include "web/measures/revisions.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

void write_number(base::JsonWriter& out, std::string_view name, const std::optional<double>& value) {
  out.key(name);
  if (value) out.number(*value);
  else out.null();
}

void write_figure(base::JsonWriter& out, const workspace::Figure& figure) {
  out.begin_object().member("period", figure.period.text()).key("value");
  if (figure.is_figure()) out.number(figure.value);
  else out.null();
  if (!figure.is_figure()) out.member("status", workspace::status_code(figure.status));
  if (figure.extras && figure.extras->lower) out.key("lower").number(*figure.extras->lower);
  if (figure.extras && figure.extras->upper) out.key("upper").number(*figure.extras->upper);
  out.member("known_from", figure.known_from.text()).end_object();
}

/// The series' figures in the columns of the product's own files.
Sheet sheet_of(const Visit& visit, const Course& course) {
  Sheet sheet{.name = course.indicator->id, .columns = {"indicator", "period", "place", "value", "lower", "upper", "status", "known_from"}, .rows = {}};
  const auto has = [&](std::optional<double> workspace::Extras::*part) {
    return std::any_of(course.figures.begin(), course.figures.end(), [&](const auto& figure) { return figure.extras && (figure.extras->*part).has_value(); });
  };
  const bool has_parts = has(&workspace::Extras::numerator) || has(&workspace::Extras::denominator);
  if (has_parts) sheet.columns.insert(sheet.columns.begin() + 4, {"numerator", "denominator"});
  const bool is_derived = course.series && course.series->is_derived;
  const auto formulas = formula_versions(visit, *course.indicator);
  std::vector<SheetCell> categories;
  if (course.group) {
    for (const auto& reference : course.group->as<record::Group>().categories) {
      const auto* category = visit.workspace().find<record::Category>(reference.id);
      if (!category) continue;
      sheet.columns.push_back("group." + category->as<record::Category>().dimension.id);
      categories.emplace_back(category->id);
    }
  }
  if (is_derived) sheet.columns.emplace_back("derived");
  if (!formulas.empty()) sheet.columns.emplace_back("formula_from");
  const auto number = [](const std::optional<double>& value) { return value ? SheetCell(*value) : SheetCell(); };
  for (const auto& figure : course.figures) {
    std::vector<SheetCell> row{course.indicator->id, figure.period.text(), course.place ? course.place->id : "",
                               figure.is_figure() ? SheetCell(figure.value) : SheetCell(),
                               figure.extras ? number(figure.extras->lower) : SheetCell(),
                               figure.extras ? number(figure.extras->upper) : SheetCell(),
                               workspace::status_code(figure.status), figure.known_from.text()};
    if (has_parts) {
      row.insert(row.begin() + 4, {figure.extras ? number(figure.extras->numerator) : SheetCell(), figure.extras ? number(figure.extras->denominator) : SheetCell()});
    }
    row.insert(row.end(), categories.begin(), categories.end());
    if (is_derived) row.emplace_back(record::is_calculated(course.measure()) ? "calculated" : "assessed");
    if (!formulas.empty()) row.emplace_back(formulas.back().from.iso());
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace

std::string course_json(const Visit& visit, const Course& course) {
  const auto id = [](const workspace::Record* record) { return record ? std::string_view(record->id) : std::string_view(); };
  base::JsonWriter out;
  out.begin_object().member("indicator", course.indicator->id).member("name", course.indicator->title(visit.words.language()));
  for (const auto& [name, record] : {std::pair{"place", course.place}, std::pair{"group", course.group}}) {
    out.key(name);
    if (record) out.text(id(record));
    else out.null();
  }
  out.key("definition").integer(course.series ? course.series->key.definition : 1);
  out.key("as_of");
  if (visit.view.as_of()) out.text(visit.view.as_of()->iso());
  else out.null();
  out.key("status");
  if (course.status) track::write_json(out, visit.view, *course.status, visit.words, formula_versions(visit, *course.indicator));
  else out.null();
  out.key("forecast");
  if (course.outlook) track::write_json(out, *course.outlook);
  else out.null();
  out.key("figures").begin_array();
  for (const auto& figure : course.figures) write_figure(out, figure);
  out.end_array();
  out.key("publications").begin_array();
  if (course.series) {
    for (const auto& one : published_changes(visit.view, course.measure(), *course.series)) {
      out.begin_object().member("known_from", one.known_from.text()).key("added").integer(one.added).key("below_precision").integer(one.noise);
      out.key("re_estimated_all").boolean(one.re_estimated_all()).key("changes").begin_array();
      for (const auto* changes : {&one.revised, &one.taken_back}) {
        for (const auto& change : *changes) {
          out.begin_object().member("period", change.period.text());
          write_number(out, "before", change.before);
          write_number(out, "after", change.after);
          out.end_object();
        }
      }
      out.end_array().end_object();
    }
  }
  return std::move(out.end_array().end_object()).str();
}

Response course_file(const Visit& visit, const Course& course) {
  if (visit.request.format == "json") return as_json(visit, course_json(visit, course));
  if (visit.request.format == "svg") {
    const auto figure = course_figure(visit, course);
    return kept({.content_type = "image/svg+xml", .body = chart::stand_alone(figure.wide.markup())});
  }
  return answered(visit, sheet_of(visit, course));
}

}  // namespace outturn::web
