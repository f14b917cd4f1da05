#include "web/gain/gain_desk.h"

#include <atomic>
#include <stdexcept>

#include "testing.h"

using namespace outturn;
using namespace std::chrono_literals;
using web::GainDesk;

TEST_CASE("work on the gain desk is done once for a key, and remembered") {
  GainDesk desk;
  std::atomic<int> done{0};
  const auto work = [&](base::Progress&) {
    ++done;
    return GainDesk::Result{.study = "S1"};
  };
  CHECK(desk.begin("a", work, 10s).value().result.study == "S1");
  CHECK(desk.begin("a", work, 10s).value().finished);
  CHECK(desk.look("a", 0ms).result.study == "S1");
  CHECK(done == 1);
  CHECK(!desk.look("b", 0ms).known);
}

TEST_CASE("nobody waits longer than they want, sees how far it is, and may stop it") {
  GainDesk desk;
  std::atomic<bool> told{false};
  const auto begun = desk.begin("slow", [&](base::Progress& progress) {
    progress.at("placebos", 3, 12);
    told = true;
    while (!progress.cancelled()) std::this_thread::yield();
    return GainDesk::Result{.refused = {{"", "gain.cancelled"}}};
  }, 0ms).value();
  CHECK(!begun.finished);
  while (!told) std::this_thread::yield();
  const auto state = desk.look("slow", 0ms);
  CHECK(state.stage == "placebos");
  CHECK(state.done == 3);
  CHECK(state.total == 12);
  desk.cancel("slow");
  const auto end = desk.look("slow", 10s);
  CHECK(end.finished);
  CHECK(end.cancelled);
  CHECK(end.result.refused.size() == 1);
}

TEST_CASE("what breaks in the background is logged and told, and the next work goes on") {
  std::string logged;
  GainDesk desk([&](std::string_view line) { logged = line; });
  CHECK(desk.begin("bad", [](base::Progress&) -> GainDesk::Result { throw std::runtime_error("disk"); }, 10s).value().failed);
  CHECK(logged == "gain: disk");
  CHECK(desk.begin("good", [](base::Progress&) { return GainDesk::Result{.study = "S2"}; }, 10s).value().result.study == "S2");
}

TEST_CASE("the queue of the gain desk has an end, and a desk that closes stops what runs") {
  std::atomic<bool> stopped{false};
  {
    GainDesk desk;
    const auto hold = [&](base::Progress& progress) {
      while (!progress.cancelled()) std::this_thread::yield();
      stopped = true;
      return GainDesk::Result{};
    };
    std::atomic<bool> running{false};
    REQUIRE(desk.begin("0", [&](base::Progress& progress) { running = true; return hold(progress); }, 0ms));
    while (!running) std::this_thread::yield();
    for (std::size_t n = 1; n <= GainDesk::most_waiting; ++n) REQUIRE(desk.begin(std::to_string(n), hold, 0ms));
    const auto full = desk.begin("more", hold, 0ms);
    REQUIRE(!full);
    CHECK(full.error().front().code == "gain.desk_full");
  }
  CHECK(stopped);
}

TEST_CASE("what was stopped or broke is begun again when somebody asks again") {
  GainDesk desk;
  const auto stopped = desk.begin("a", [](base::Progress& progress) {
    while (!progress.cancelled()) std::this_thread::yield();
    return GainDesk::Result{.refused = {{"", "gain.cancelled"}}};
  }, 0ms).value();
  CHECK(!stopped.finished);
  desk.cancel("a");
  CHECK(desk.look("a", 10s).cancelled);
  const auto again = desk.begin("a", [](base::Progress&) { return GainDesk::Result{.study = "S1"}; }, 10s).value();
  CHECK(!again.cancelled);
  CHECK(again.result.study == "S1");

  CHECK(desk.begin("b", [](base::Progress&) -> GainDesk::Result { throw std::runtime_error("broken"); }, 10s).value().failed);
  CHECK(desk.begin("b", [](base::Progress&) { return GainDesk::Result{.study = "S2"}; }, 10s).value().result.study == "S2");
}
