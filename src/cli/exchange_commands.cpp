#include <filesystem>
#include <ostream>

#include "act/import_batch.h"
#include "act/set_up_installation.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/telling.h"
#include "cli/telling_findings.h"
#include "exchange/observation_export.h"
#include "exchange/observation_import.h"
#include "record/measure.h"
#include "workspace/formula_past.h"

namespace outturn::cli {
int import_observations(World& world, const Common& common, const ImportOptions& options) {
  const auto words = words_for(world, common);
  base::Issues issues;
  exchange::ImportOptions wanted{.file_name = std::filesystem::path(options.file).filename().string(), .today = world.clock.today(),
                                 .create_missing = options.create_missing, .sound_rows_only = options.skip_bad_rows};
  for (const auto& column : options.columns) {
    if (auto choice = exchange::parse_column_choice(column)) {
      wanted.columns.push_back(std::move(*choice));
    } else {
      issues.insert(issues.end(), choice.error().begin(), choice.error().end());
    }
  }
  for (const auto& marker : options.markers) {
    if (auto choice = exchange::parse_marker(marker)) {
      wanted.markers.insert(std::move(*choice));
    } else {
      issues.insert(issues.end(), choice.error().begin(), choice.error().end());
    }
  }
  if (!options.known_from.empty()) {
    wanted.known_from = base::Day::parse(options.known_from);
    if (!wanted.known_from) issues.push_back({"--known-from", "cli.not_a_day", {{"written", options.known_from}}});
  }
  if (!issues.empty()) return refused(world, common, issues);

  const auto keeper = opened(world, common);
  wanted.today = world.clock.today();
  if (!options.source.empty()) {
    const auto known = keeper->now();
    if (!known->get<record::Source>(options.source)) {
      return refused(world, common, {{"--source", "cli.no_such_source", {{"written", options.source}}}});
    }
    wanted.source = options.source;
    for (auto& marker : exchange::remembered_markers(*known, options.source)) wanted.markers.insert(marker);  // what was said above stays
  }
  exchange::FileSource source(options.file);
  exchange::Staged staged;
  {
    TerminalProgress progress(world, common);
    staged = exchange::stage_observations(source, *keeper->now(), wanted, progress);
  }
  std::string batch;
  if (staged.sound && !options.dry_run) {
    const auto imported = act::import_batch(*keeper, access::Reader::host(world.clock.today()),
                                            {.records = staged.created, .batch = staged.batch, .rows = staged.rows,
                                             .position = staged.position, .reason = options.reason});
    if (!imported) return refused(world, common, imported.error());
    batch = imported->batch;
  }
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().key("sound").boolean(staged.sound).key("dry_run").boolean(options.dry_run).member("batch", batch);
    json.key("rows").integer(staged.rows_read).key("new").integer(staged.fresh).key("revised").integer(staged.revised);
    json.key("unchanged").integer(staged.unchanged).key("duplicates").integer(staged.duplicates).key("left_out").integer(staged.left_out);
    json.key("created").integer(static_cast<std::int64_t>(staged.created.size())).key("report");
    staged.report.write_json(json, &words);
    json.end_object();
    world.out << json.str() << '\n';
  } else {
    tell_findings(world, words, staged.report);
    const char* key = !staged.sound ? "cli.import.refused" : options.dry_run ? "cli.import.would" : "cli.import.done";
    world.out << words.say(key, {{"rows", staged.rows_read}, {"new", staged.fresh}, {"revised", staged.revised},
                                 {"unchanged", staged.unchanged}, {"left_out", staged.left_out}, {"batch", batch},
                                 {"errors", staged.report.errors()},
                                 {"created", static_cast<std::int64_t>(staged.created.size())}})
              << '\n';
  }
  return staged.sound ? done : bad_input;
}

int export_observations(World& world, const Common& common, const ExportOptions& options) {
  const auto keeper = opened(world, common);
  const auto as_of = day_asked(world, "--as-of", options.as_of);
  if (!as_of) return refused(world, common, as_of.error());
  const auto known = keeper->now();
  base::Issues unknown;
  for (const auto& id : options.indicators) {
    if (!known->find<record::Indicator>(id)) unknown.push_back({"--indicator", "cli.no_such_record", {{"kind", std::string("indicator")}, {"id", id}}});
  }
  if (!unknown.empty()) return refused(world, common, unknown);
  const auto formula_from = [&](const workspace::Record& indicator) {
    const auto formulas = workspace::formulas_of(*keeper, *known, indicator);
    return formulas.empty() ? std::string{} : formulas.back().from.iso();
  };
  TerminalProgress progress(world, common);
  exchange::export_observations(workspace::View(known, world.clock.today(), *as_of),
                                {.vintages = options.vintages, .indicators = options.indicators, .places = {}, .formula_from = formula_from},
                                [&](std::string_view piece) { world.out << piece; }, progress);
  world.out.flush();
  if (!world.out) {
    world.err << words_for(world, common).say("cli.export.failed") << '\n';
    return world_failed;
  }
  return done;
}

/// Whether this machine knows the zone. A machine without a table of zones cannot say, and refuses nothing.
static bool knows_time_zone(const std::string& zone) {
  const std::filesystem::path table = "/usr/share/zoneinfo";
  std::error_code unknown;
  if (!std::filesystem::is_directory(table, unknown)) return true;
  return zone.find("..") == std::string::npos && zone.front() != '/' && std::filesystem::is_regular_file(table / zone, unknown);
}

int init(World& world, const Common& common, const InitOptions& options) {
  const auto words = words_for(world, common);
  if (!options.time_zone.empty() && !knows_time_zone(options.time_zone)) {
    return refused(world, common, {{"--time-zone", "cli.no_such_time_zone", {{"written", options.time_zone}}}});
  }
  const auto keeper = world.create(common.workspace);
  act::Fields fields{{"name", record::Localised{{words.language(), options.name.empty() ? words.say("cli.init.name") : options.name}}}};
  if (options.public_reading) fields.emplace_back("public_reading", true);
  if (!options.time_zone.empty()) fields.emplace_back("time_zone", options.time_zone);
  const auto set_up = act::set_up_installation(*keeper, access::Reader::host(world.clock.today()), fields);
  if (!set_up) {
    return refused(world, common, set_up.error());
  }
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().member("workspace", common.workspace).end_object();
    world.out << json.str() << '\n';
  } else {
    world.out << words.say("cli.init.done", {{"file", common.workspace}}) << '\n';
  }
  return done;
}

}  // namespace outturn::cli
