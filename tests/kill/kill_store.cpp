// kill_store WRITER KILLS [--seed N] [--expect-losses]: kills the writer KILLS times at random moments; after each, every
// change that it printed must be in the workspace exactly once, the chain must verify and the file be sound.
// Ends with 0 when nothing was lost (with --expect-losses: when losses were noticed), else 1.
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>

#include <fmt/core.h>

#include "record/measure.h"
#include "store/sqlite_store.h"

using namespace outturn;

namespace {

constexpr int writers = 8;
constexpr int rounds_of_one_file = 20;  // so that checking does not take ever longer

struct Tally {
  std::size_t acknowledged{0};
  std::size_t lost{0};
  std::size_t doubled{0};
  std::size_t unsound{0};
};

std::string make_workspace(const std::filesystem::path& folder, int number) {
  const auto file = (folder / fmt::format("w{}.outturn", number)).string();
  const base::SystemClock clock;
  const auto keeper = store::create(file, clock);
  const auto made = keeper->commit({.person = "harness"}, [](const workspace::Workspace&) -> base::Checked<std::vector<workspace::Draft>> {
    return std::vector{
        workspace::Draft{.kind = &record::kind_of<record::Indicator>(), .id = "I",
                         .body = std::make_shared<const record::Indicator>(record::Indicator{.name = {{"en", "I"}}})},
        workspace::Draft{.kind = &record::kind_of<record::Place>(), .id = "P",
                         .body = std::make_shared<const record::Place>(record::Place{.name = {{"en", "P"}}})}};
  });
  base::ensure(made.has_value(), "the first records are accepted");
  return file;
}

/// Runs the writer, kills it after `delay`, and gives all that it acknowledged.
std::set<std::string> acknowledged_until_killed(const std::string& writer, const std::string& file, int round, std::chrono::microseconds delay) {
  int ends[2];
  base::ensure(::pipe(ends) == 0, "a pipe can be made");
  const auto child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execl(writer.c_str(), writer.c_str(), file.c_str(), std::to_string(writers).c_str(), std::to_string(round).c_str(), nullptr);
    std::_Exit(127);
  }
  ::close(ends[1]);
  std::thread killer([&] {
    std::this_thread::sleep_for(delay);
    ::kill(child, SIGKILL);
  });
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(got));
  killer.join();
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  base::ensure(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "the writer wrote until it was killed");
  std::set<std::string> ids;
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) ids.insert(text.substr(at, end - at));
  return ids;
}

void check(const std::string& file, const std::set<std::string>& acknowledged, Tally& tally) {
  const base::SystemClock clock;
  const auto keeper = store::open(file, clock);
  std::map<std::string, int> found;
  for (std::int64_t after = 0;;) {
    const auto page = keeper->entries(after, 10'000);
    if (page.empty()) break;
    for (const auto& told : page) ++found[told.entry.id];
    after = page.back().entry.sequence;
  }
  for (const auto& id : acknowledged) {
    const auto one = found.find(id);
    if (one == found.end()) {
      ++tally.lost;
    } else if (one->second != 1) {
      ++tally.doubled;
    }
  }
  base::Progress quiet;
  const auto verification = keeper->verify(quiet);
  for (const auto& fault : verification.faults) {
    fmt::print("  {} at {}: {}\n", fault.code, fault.sequence, fault.detail);
    ++tally.unsound;
  }
  sqlite3* raw = nullptr;
  sqlite3_stmt* statement = nullptr;
  sqlite3_open(file.c_str(), &raw);
  sqlite3_prepare_v2(raw, "PRAGMA integrity_check(1)", -1, &statement, nullptr);
  if (sqlite3_step(statement) != SQLITE_ROW || std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0))) != "ok") ++tally.unsound;
  sqlite3_finalize(statement);
  sqlite3_close(raw);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "usage: kill_store WRITER KILLS [--seed N] [--expect-losses]\n");
    return 2;
  }
  const int kills = std::stoi(arguments[2]);
  unsigned seed = 1;
  bool expects_losses = false;
  for (int a = 3; a < count; ++a) {
    if (std::string(arguments[a]) == "--expect-losses") expects_losses = true;
    if (std::string(arguments[a]) == "--seed" && a + 1 < count) seed = static_cast<unsigned>(std::stoul(arguments[++a]));
  }
  auto name = (std::filesystem::temp_directory_path() / "outturn-kill-XXXXXX").string();
  base::ensure(::mkdtemp(name.data()) != nullptr, "a temporary folder can be made");
  std::mt19937 random(seed);
  Tally tally;
  std::string file;
  std::set<std::string> acknowledged;
  for (int round = 0; round < kills; ++round) {
    if (round % rounds_of_one_file == 0) {
      if (!file.empty()) std::filesystem::remove(file);
      file = make_workspace(name, round);
      acknowledged.clear();
    }
    const std::chrono::microseconds delay(5'000 + random() % 300'000);
    const auto fresh = acknowledged_until_killed(arguments[1], file, round, delay);
    acknowledged.insert(fresh.begin(), fresh.end());
    tally.acknowledged += fresh.size();
    check(file, acknowledged, tally);
  }
  std::filesystem::remove_all(name);
  fmt::print("{} kills, {} changes acknowledged by {} writers: {} lost, {} doubled, {} faults\n", kills, tally.acknowledged, writers,
             tally.lost, tally.doubled, tally.unsound);
  if (tally.acknowledged == 0) return 1;
  if (expects_losses) return tally.lost > 0 ? 0 : 1;
  return tally.lost + tally.doubled + tally.unsound == 0 ? 0 : 1;
}
