#include <filesystem>
#include <ostream>

#include "act/import_batch.h"
#include "act/import_records.h"
#include "base/json.h"
#include "cli/telling.h"
#include "cli/telling_findings.h"
#include "exchange/observation_import.h"
#include "exchange/record_import.h"

namespace outturn::cli {
namespace {

/// Records first, then every file of observations in order of name.  returns the exit status
int load_folder(World& world, const Common& common, workspace::Keeper& keeper, const std::string& path) {
  const auto words = words_for(world, common);
  TerminalProgress progress(world, common);
  const auto host = access::Reader::host(world.clock.today());
  auto folder = exchange::read_folder(path, *keeper.now());
  if (folder.has_errors()) {
    for (const auto& file : folder.files) tell_findings(world, words, file.report, file.name);
    return bad_input;
  }
  std::vector<act::Wanted> wanted;
  for (auto& file : folder.files) {
    for (auto& record : file.records) wanted.push_back({file.kind, record.id, std::move(record.fields)});
  }
  if (const auto written = act::import_records(keeper, host, wanted); !written) return refused(world, common, written.error());
  std::int64_t at = 0;
  for (const auto& file : folder.observations) {
    progress.at("figures", at++, static_cast<std::int64_t>(folder.observations.size()));
    exchange::FileSource source(file);
    const auto name = std::filesystem::path(file).filename().string();
    base::Progress silent;
    const auto staged = exchange::stage_observations(source, *keeper.now(), {.file_name = name, .today = world.clock.today()}, silent);
    if (!staged.sound) {
      tell_findings(world, words, staged.report, name);
      return bad_input;
    }
    const auto imported = act::import_batch(keeper, host, {.records = staged.created, .batch = staged.batch, .rows = staged.rows, .position = staged.position});
    if (!imported) return refused(world, common, imported.error());
  }
  return done;
}

}  // namespace

int demo(World& world, const Common& common, const DemoOptions& options) {
  const auto words = words_for(world, common);
  const auto from = !options.from.empty() ? options.from : world.examples.empty() ? "" : world.examples + "/canada";
  if (from.empty()) return refused(world, common, {{"--from", "cli.no_examples", {}}});
  if (!std::filesystem::is_directory(from)) return refused(world, common, {{"--from", "cli.no_such_folder", {{"folder", from}}}});
  const auto keeper = world.create(common.workspace);
  setenv("TZ", "America/Toronto", 1);
  tzset();
  if (const int status = load_folder(world, common, *keeper, from); status != done) return status;
  const auto now = keeper->now();
  const auto figures = static_cast<std::int64_t>(now->panel().row_count());
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().member("workspace", common.workspace).key("position").integer(now->position()).key("observations").integer(figures).end_object();
    world.out << json.str() << '\n';
  } else {
    world.out << words.say("cli.demo.done", {{"file", common.workspace}, {"entries", now->position()}, {"figures", figures}}) << '\n';
  }
  return done;
}

}  // namespace outturn::cli
