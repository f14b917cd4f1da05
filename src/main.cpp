#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <unistd.h>

#include "cli/world.h"
#include "language/words.h"
#include "store/sqlite_store.h"
#include "web/serving/serve.h"
#include "web/serving/server.h"

namespace {

/// The example workspaces that came with the program: in the source tree beside the build, or installed.
std::string examples_folder() {
  if (const char* chosen = std::getenv("OUTTURN_EXAMPLES")) return chosen;
  std::error_code unknown;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", unknown);
  for (const auto& candidate : {program.parent_path() / "../../examples", program.parent_path() / "../share/outturn/examples"}) {
    if (std::filesystem::is_directory(candidate, unknown)) return std::filesystem::weakly_canonical(candidate, unknown).string();
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader who left is an error of one request, not the end of the program
  using namespace outturn;
  const base::SystemClock clock;
  const char* environment = std::getenv("LC_ALL");
  if (!environment || !*environment) environment = std::getenv("LANG");
  cli::World world{
      .clock = clock,
      .out = std::cout,
      .err = std::cerr,
      .in = std::cin,
      .shows_progress = isatty(STDERR_FILENO) == 1,
      .can_ask = isatty(STDIN_FILENO) == 1,
      .language = language::preferred_language(environment ? std::string(environment).substr(0, 2) : ""),
      .open = [&](const std::string& where) { return store::open(where, clock); },
      .create = [&](const std::string& where) { return store::create(where, clock); },
      .restore = [](const std::string& backup, const std::string& where, bool replace, base::Progress& progress) {
        store::restore(backup, where, replace, progress);
      },
      .serve = [&](workspace::Keeper& keeper, const std::string& where, const cli::ServeOptions& options, const auto& started) {
        try {
          web::serve(keeper, clock,
                     {.address = options.address, .port = options.port, .workers = options.threads, .upload_limit = options.upload_limit,
                      .behind_https = options.behind_https, .spool = std::filesystem::absolute(where + ".spool")},
                     started, [&](std::string_view line) { std::cerr << clock.now().rfc3339() << ' ' << line << std::endl; });
        } catch (const web::ServerError& error) {
          throw cli::CannotListen(options, error.what());
        }
      },
      .examples = examples_folder(),
  };
  try {
    return cli::run(std::vector<std::string>(argv + 1, argv + argc), world);
  } catch (const std::exception& error) {
    std::cerr << "outturn: internal error: " << error.what() << '\n';
    return cli::world_failed;
  }
}
