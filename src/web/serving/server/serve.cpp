#include "web/serving/serve.h"

#include <mutex>

#include <fmt/format.h>

#include "web/application.h"
#include "web/serving/server.h"

namespace outturn::web {

void serve(workspace::Keeper& keeper, const base::Clock& clock, const ServeSettings& settings,
           const std::function<void(const std::string& address)>& started, std::function<void(std::string_view line)> log_line) {
  std::filesystem::create_directories(settings.spool);
  std::filesystem::permissions(settings.spool, std::filesystem::perms::owner_all);
  // What a killed server left of uploads that were under way.
  for (const auto& left : std::filesystem::directory_iterator(settings.spool)) {
    if (left.path().filename().string().starts_with("outturn-upload-")) std::filesystem::remove(left.path());
  }
  const access::Passwords passwords;
  access::Sessions sessions(keeper, clock, passwords);
  std::mutex mutex;
  const auto log = [&](std::string_view line) {
    const std::lock_guard lock(mutex);
    log_line(line);
  };
  Site site{.keeper = keeper, .vault = keeper, .sessions = sessions, .passwords = passwords, .clock = clock, .spool = settings.spool,
            .behind_https = settings.behind_https, .upload_limit = settings.upload_limit, .log_line = log};
  auto answers = application(site);
  answers.log_error = log;
  Server server({.address = settings.address, .port = settings.port, .io_threads = 1, .workers = settings.workers,
                 .upload_limit = settings.upload_limit, .upload_folder = settings.spool, .behind_proxy = settings.behind_https},
                std::move(answers));
  started(fmt::format("http://{}:{}/", settings.address, server.port()));
  server.wait_for_signal();
  server.stop();
}

}  // namespace outturn::web
