// How long the statuses of many targets take, forecasts included, at three sizes; then the same again with every forecast
// remembered, and what is judged again after one new figure. Exits 1 when an answer is not what the generator makes.
//
//   build/…/bench/status_bench [largest]      default 100000 targets: 1/100, 1/10 and all of them

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>

#include "record/keeping.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "track/judge.h"

namespace {

using namespace outturn;

constexpr int years = 14;

class Generator {
 public:
  template <class T>
  void add(std::string id, T body, std::shared_ptr<const workspace::BatchRows> rows = nullptr) {
    space_->apply({.sequence = space_->position() + 1, .kind = &record::kind_of<T>(), .id = std::move(id),
                   .body = std::make_shared<T>(std::move(body)), .rows = std::move(rows)});
  }

  /// Indicators with one target each, yearly figures that wander, no two series alike, at no two sizes either: forecasts
  /// are remembered by content.
  std::shared_ptr<workspace::Workspace> made(int targets) {
    state_ += static_cast<std::uint64_t>(targets);
    add("CA", record::Place{.name = {{"en", "Canada"}}});
    add("this", record::Installation{.name = {{"en", "Bench"}}, .country = {"CA"}});
    auto rows = std::make_shared<workspace::BatchRows>();
    for (int i = 0; i < targets; ++i) {
      const auto id = "I" + std::to_string(i);
      add(id, record::Indicator{.name = {{"en", id}}, .value_kind = record::ValueKind::percentage, .direction = record::Direction::down});
      add("T" + id, record::Target{.indicator = {id}, .value = 1.0, .period = base::Period::parse("2030").value()});
      rows->series.push_back({.indicator = id, .place = "CA"});
      rows->first_row.push_back(rows->rows.size());
      double level = 20 + i % 31;
      for (int y = 0; y < years; ++y) {
        level += next() - 0.5;
        rows->rows.push_back({.period = base::Period::parse(std::to_string(2012 + y)).value().code(), .known_from = workspace::KnownFrom{.day = *base::Day::parse("2026-01-01")}.code(),
                              .value = std::round(level * 10) / 10 + i * 1e-7});
      }
    }
    rows->first_row.push_back(rows->rows.size());
    add("B", record::Batch{.file = "figures"}, rows);
    return space_;
  }

  /// One more figure of the first series.
  void add_figure() {
    auto rows = std::make_shared<workspace::BatchRows>();
    rows->series.push_back({.indicator = "I0", .place = "CA"});
    rows->first_row = {0, 1};
    rows->rows.push_back({.period = base::Period::parse("2026").value().code(), .known_from = workspace::KnownFrom{.day = *base::Day::parse("2026-06-01")}.code(), .value = 21 + next()});
    add("B2", record::Batch{.file = "one figure"}, rows);
  }

 private:
  double next() {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(state_ >> 11) / 9007199254740992.0;
  }
  std::shared_ptr<workspace::Workspace> space_ = std::make_shared<workspace::Workspace>();
  std::uint64_t state_{20260101};
};

struct Spent {
  double clock{};
  double processor{};
  std::uint64_t forecasts{};
  std::size_t indicators{};
};

Spent judged(track::Judge& judge, const std::shared_ptr<workspace::Workspace>& space, int targets) {
  const workspace::View view(std::make_shared<workspace::Workspace>(*space), *base::Day::parse("2026-11-22"));
  const auto made = track::outlook_count().made;
  const auto start = std::chrono::steady_clock::now();
  const auto processor = std::clock();
  const auto found = judge.judge(view);
  Spent spent{std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC,
              track::outlook_count().made - made, judge.judged_indicators()};
  int with_chance = 0;
  found->each([&](const track::Status& status) { with_chance += status.probability.has_value(); });
  if (with_chance != targets) {
    std::fprintf(stderr, "%d statuses with a chance, but %d targets were made\n", with_chance, targets);
    std::exit(1);
  }
  return spent;
}

}  // namespace

int main(int argc, char** argv) {
  const int largest = argc > 1 ? std::atoi(argv[1]) : 100'000;
  if (largest < 100) {
    std::fputs("Say how many targets to make, 100 or more, for example: status_bench 100000\n", stderr);
    return 2;
  }
  std::printf("%10s %28s %28s %34s\n", "targets", "first: s (CPU s), forecasts", "again: s (CPU s), forecasts", "after one figure: s (CPU s), forecasts");
  for (const int targets : {largest / 100, largest / 10, largest}) {
    Generator generator;
    const auto space = generator.made(targets);
    track::Judge judge;
    track::Judge another;
    const auto first = judged(judge, space, targets);
    const auto again = judged(another, space, targets);
    generator.add_figure();
    const auto after = judged(judge, space, targets);
    if (again.forecasts != 0 || after.forecasts != 1 || after.indicators != 1) {
      std::fprintf(stderr, "%llu forecasts again, and after one figure %llu of %zu indicators; none, one and one are right\n",
                   static_cast<unsigned long long>(again.forecasts), static_cast<unsigned long long>(after.forecasts), after.indicators);
      return 1;
    }
    std::printf("%10d %12.2f (%7.2f) %6llu %12.2f (%7.2f) %6llu %16.2f (%7.2f) %6llu\n", targets, first.clock, first.processor,
                static_cast<unsigned long long>(first.forecasts), again.clock, again.processor, static_cast<unsigned long long>(again.forecasts), after.clock,
                after.processor, static_cast<unsigned long long>(after.forecasts));
  }
}
