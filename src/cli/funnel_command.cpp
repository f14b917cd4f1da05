#include "cli/funnel_command.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include "base/json.h"
#include "base/text.h"
#include "cli/plain_file.h"
#include "cli/telling.h"
#include "stats/funnel.h"
#include "stats/spc_telling.h"

namespace outturn::cli {
namespace {

enum Column : std::size_t { unit_column, numerator_column, denominator_column };

/// What the room of numbers found wrong, put where it stands in the file.
void report_issues(PlainFile& file, const std::vector<const PlainRow*>& rows, const base::Issues& issues) {
  for (const auto& issue : issues) {
    const auto position = std::find_if(issue.values.begin(), issue.values.end(), [](const auto& value) { return value.name == "position"; });
    if (position == issue.values.end()) {
      file.report().add({0, "", "", {"--" + issue.field, issue.code, issue.values}});
      continue;
    }
    const auto at = static_cast<std::size_t>(std::get<std::int64_t>(position->value) - 1);
    if (issue.code == "stats.place_twice") {
      const auto name = base::trimmed(rows[at]->cells[unit_column]);
      const auto first = std::find_if(rows.begin(), rows.end(), [&](const PlainRow* row) { return base::trimmed(row->cells[unit_column]) == name; });
      file.refuse(*rows[at], unit_column, {"", "cli.unit_twice", {{"name", std::string(name)}, {"row", (*first)->row}}});
      continue;
    }
    file.refuse(*rows[at], issue.field == "unit" ? unit_column : issue.field == "numerator" ? numerator_column : denominator_column, issue);
  }
}

/// Verdicts that call for a look first.
int weight(stats::PlaceVerdict verdict) {
  switch (verdict) {
    case stats::PlaceVerdict::stands_out_high:
    case stats::PlaceVerdict::stands_out_low: return 0;
    case stats::PlaceVerdict::edge_high:
    case stats::PlaceVerdict::edge_low: return 1;
    case stats::PlaceVerdict::within_spread_high:
    case stats::PlaceVerdict::within_spread_low: return 2;
    case stats::PlaceVerdict::as_expected: break;
  }
  return 3;
}

}  // namespace

int funnel(World& world, const Common& common, const FunnelOptions& options) {
  const auto words = words_for(world, common);
  PlainFile file(options.file, {{"--unit", options.unit}, {"--numerator", options.numerator}, {"--denominator", options.denominator}});
  if (file.report().has_errors()) return refused(world, common, file.report());
  std::vector<stats::PlaceCount> places;
  std::vector<const PlainRow*> rows;
  for (const auto& row : file.rows()) {
    const auto numerator = file.number(row, numerator_column);
    const auto denominator = file.number(row, denominator_column);
    if (!numerator || !denominator) {
      if (!file.report().has_errors()) file.report().cell(row.row, options.numerator, row.cells[numerator_column], "cli.unit_left_out", {}, base::Severity::warning);
      continue;
    }
    places.push_back({std::string(base::trimmed(row.cells[unit_column])), *numerator, *denominator});
    rows.push_back(&row);
  }
  const auto drawn = stats::funnel(places, {.model = options.kind == "rate" ? stats::CountModel::poisson : stats::CountModel::binomial});
  if (!drawn) {
    auto issues = drawn.error();
    if (file.report().has_errors()) std::erase_if(issues, [](const auto& issue) { return issue.code == "stats.too_few_places"; });
    report_issues(file, rows, issues);
  }
  if (file.report().has_errors()) return refused(world, common, file.report());

  const auto said = language::say(words, stats::spread_sentence(*drawn));
  if (common.json) {
    base::JsonWriter json;
    json.begin_object();
    stats::write_members(json, *drawn, [&](base::JsonWriter& out, const stats::FunnelPlace& place) {
      out.member("sentence", language::say(words, stats::verdict_name(place.verdict)));
    });
    json.key("left_out").integer(static_cast<std::int64_t>(file.rows().size() - places.size())).member("sentence", said).end_object();
    world.out << json.str() << '\n';
    return done;
  }
  world.out << said << '\n';
  std::vector<const stats::FunnelPlace*> ordered;
  for (const auto& place : drawn->places) ordered.push_back(&place);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto* a, const auto* b) {
    return weight(a->verdict) != weight(b->verdict) ? weight(a->verdict) < weight(b->verdict) : std::abs(a->z) > std::abs(b->z);
  });
  for (const auto* place : ordered) {
    world.out << words.say("cli.funnel.place", {{"unit", place->place.name}, {"numerator", place->place.numerator},
                                                {"denominator", place->place.denominator}, {"value", place->value},
                                                {"verdict", language::say(words, stats::verdict_name(place->verdict))}})
              << '\n';
  }
  if (const auto left_out = file.rows().size() - places.size(); left_out > 0) {
    world.err << words.say("cli.funnel.left_out", {{"count", static_cast<std::int64_t>(left_out)}}) << '\n';
  }
  return done;
}

}  // namespace outturn::cli
