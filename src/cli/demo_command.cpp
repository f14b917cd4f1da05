#include <filesystem>
#include <ostream>

#include "base/json.h"
#include "cli/gain_study_command.h"
#include "cli/telling.h"
#include "cli/telling_findings.h"
#include "exchange/demo_set.h"
#include "exchange/loading.h"

namespace outturn::cli {
namespace {

/// The folder in the import format, or the full set.  returns the exit status
int load(World& world, const Common& common, workspace::Keeper& keeper, const std::string& path) {
  const auto words = words_for(world, common);
  const auto today = world.clock.today();
  const auto host = access::Reader::host(today);
  exchange::Loaded loaded;
  {
    TerminalProgress progress(world, common);
    loaded = exchange::is_demo_set(path) ? exchange::load_demo_set(keeper, host, path, today, progress)
                                         : exchange::load_folder(keeper, host, path, today, progress);
  }
  if (loaded.sound()) return done;
  for (const auto& file : loaded.files) {
    if (file.report.has_errors()) tell_findings(world, words, file.report, file.name);
  }
  return loaded.refused.empty() ? bad_input : refused(world, common, loaded.refused);
}

/// Takes away a workspace that could not be filled, so that nothing half done is left and the name is free again.
void remove_half_made(const std::string& workspace) {
  std::error_code gone;
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(workspace + part, gone);
}

}  // namespace

int demo(World& world, const Common& common, const DemoOptions& options) {
  const auto words = words_for(world, common);
  const auto from = !options.from.empty() ? options.from : world.examples.empty() ? "" : world.examples + "/canada";
  if (from.empty()) return refused(world, common, {{"--from", "cli.no_examples", {}}});
  if (!std::filesystem::is_directory(from)) return refused(world, common, {{"--from", "cli.no_such_folder", {{"folder", from}}}});
  auto keeper = world.create(common.workspace);
  setenv("TZ", "America/Toronto", 1);
  tzset();
  if (const int status = load(world, common, *keeper, from); status != done) {
    keeper.reset();
    remove_half_made(common.workspace);
    return status;
  }
  {
    TerminalProgress progress(world, common);
    run_published_plans(*keeper, world.clock.today(), progress);
  }
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
