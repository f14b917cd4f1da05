#include <filesystem>
#include <sstream>

#include <unistd.h>

#include "cli/world.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "store/sqlite_store.h"
#include "store/testing_store.h"
#include "testing.h"

using namespace outturn;

namespace {

struct Told {
  int exit{};
  std::string out;
  std::string err;
};

/// A register in a file: an outcome with a partner since 1 March 2026, somebody who leads it since 10 May; today is 30 June.
class Kept {
 public:
  Kept() : folder_(std::filesystem::temp_directory_path() / ("outturn-judging-" + std::to_string(::getpid()))), clock_(*base::Day::parse("2026-03-01")) {
    std::filesystem::create_directories(folder_);
    const auto store = store::create(file(), clock_);
    testing::put(*store, "this", record::Installation{.name = {{"en", "Test"}}});
    testing::put(*store, "homes", record::Organisation{.name = {{"en", "Housing"}}});
    testing::put(*store, "banks", record::Organisation{.name = {{"en", "Banks"}}});
    testing::put(*store, "O1", record::Outcome{.title = {{"en", "Homes for all"}}});
    testing::put(*store, "P0", record::Party{.outcome = {"O1"}, .organisation = {"banks"}, .stance = record::Stance::contributes});
    clock_ = base::FixedClock(*base::Day::parse("2026-05-10"));
    testing::put(*store, "P1", record::Party{.outcome = {"O1"}, .organisation = {"homes"}, .stance = record::Stance::leads});
    clock_ = base::FixedClock(*base::Day::parse("2026-06-30"));
  }
  ~Kept() { std::filesystem::remove_all(folder_); }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  Told typed(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in;
    cli::World world{.clock = clock_, .out = out, .err = err, .in = in};
    world.open = [&](const std::string& where) { return store::open(where, clock_); };
    arguments.insert(arguments.end(), {"--workspace", file()});
    const int exit = cli::run(arguments, world);
    return {exit, out.str(), err.str()};
  }

 private:
  std::string file() const { return (folder_ / "register.outturn").string(); }
  std::filesystem::path folder_;
  base::FixedClock clock_;
};

bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("gaps as of a day say that only figures and targets are of that day") {
  Kept kept;
  const auto then = kept.typed({"gaps", "--as-of", "2026-03-05"});
  CHECK(then.exit == cli::done);
  CHECK(then.out.starts_with("As known on 5 March 2026: figures as published by then, targets in force by then, answers, signatures and decisions given by then; all other records as they stand today.\n"));
  CHECK_FALSE(says(then.out, "nobody_leads"));  // who leads is a record of today
  CHECK(kept.typed({"gaps", "--as-of", "2026-03-05", "--json"}).out.starts_with("["));
  CHECK_FALSE(says(kept.typed({"gaps"}).out, "As known"));
}

TEST_CASE("gaps as entered by a day are those that this register had then") {
  Kept kept;
  const auto then = kept.typed({"gaps", "--as-entered", "2026-03-05"});
  CHECK(then.exit == cli::done);
  CHECK(then.out.starts_with("As this register knew it at the end of 5 March 2026"));
  CHECK(says(then.out, "nobody_leads"));
  CHECK(kept.typed({"status", "--as-entered", "2026-03-05", "--language", "fr"}).out.starts_with("Ce que ce registre contenait à la fin du 5 mars 2026"));
}

TEST_CASE("a day that nothing can be said about is refused, with what to do") {
  Kept kept;
  const auto future = kept.typed({"status", "--as-of", "2026-07-01"});
  CHECK(future.exit == cli::bad_input);
  CHECK(future.err == "--as-of: 1 July 2026 has not come yet: today is 30 June 2026. Give a day up to today.\n");
  CHECK(kept.typed({"status", "--as-of", "2026-06-30"}).exit == cli::done);
  CHECK(kept.typed({"export", "observations", "--as-of", "2026-07-01"}).exit == cli::bad_input);
  const auto before = kept.typed({"gaps", "--as-entered", "2026-02-28"});
  CHECK(before.exit == cli::bad_input);
  CHECK(before.err.starts_with("--as-entered: This register’s first entry is of 1 March 2026; on 28 February 2026 it knew nothing."));
  const auto both = kept.typed({"gaps", "--as-of", "2026-03-05", "--as-entered", "2026-03-05"});
  CHECK(both.err.starts_with("--as-entered: --as-of and --as-entered answer two questions"));
  CHECK(says(kept.typed({"gaps", "--as-of", "x", "--as-entered", "y"}).err, "“y”"));  // both are told at once
}
