// store_writer FILE THREADS ROUND: writes to a workspace until it is killed, and prints the id of each change once
// the store has said that it is saved.
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "record/keeping.h"
#include "record/outcome.h"
#include "store/sqlite_store.h"

using namespace outturn;

namespace {

const workspace::Author writer{.person = "writer", .organisation = "office"};

/// A line shorter than PIPE_BUF arrives whole or not at all.
void acknowledge(const std::string& id) {
  const auto line = id + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::_Exit(1);
}

std::shared_ptr<const workspace::BatchRows> some_rows(int number) {
  auto rows = std::make_shared<workspace::BatchRows>();
  rows->series.push_back({.indicator = "I", .place = "P"});
  rows->first_row = {0, 50};
  for (int r = 0; r < 50; ++r) {
    rows->rows.push_back({.period = base::Period::parse(std::to_string(1950 + r)).value().code(),
                          .known_from = workspace::KnownFrom{base::Day{10'000 + number}}.code(),
                          .value = number + r / 10.0});
  }
  return rows;
}

void write_for_ever(workspace::Register& book, int round, int thread) {
  for (int number = 0;; ++number) {
    const auto id = fmt::format("r{}-t{}-{}", round, thread, number);
    const bool is_import = number % 10 == 9;
    const auto answer = book.commit(writer, [&](const workspace::Workspace& now) -> base::Checked<std::vector<workspace::Draft>> {
      if (is_import) {
        return std::vector{workspace::Draft{.kind = &record::kind_of<record::Batch>(), .id = id,
                                            .body = std::make_shared<const record::Batch>(record::Batch{.file = id}), .rows = some_rows(number)}};
      }
      if (now.find<record::Outcome>(id)) return base::refuse("id", "test.twice", {});
      record::Outcome outcome{.title = {{"en", id}}};
      return std::vector{workspace::Draft{.kind = &record::kind_of<record::Outcome>(), .id = id,
                                          .body = std::make_shared<const record::Outcome>(std::move(outcome))}};
    });
    if (answer) acknowledge(id);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const base::SystemClock clock;
  const auto keeper = store::open(arguments[1], clock);
  std::vector<std::thread> threads;
  for (int t = 0; t < std::stoi(arguments[2]); ++t) {
    threads.emplace_back([&, t] { write_for_ever(*keeper, std::stoi(arguments[3]), t); });
  }
  for (auto& thread : threads) thread.join();
}
