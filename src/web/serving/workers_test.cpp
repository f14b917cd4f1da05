#include "web/serving/workers.h"

#include <atomic>
#include <future>

#include "testing.h"

namespace web = outturn::web;

TEST_CASE("workers: what does not fit into the queue is refused, what was accepted is done") {
  std::promise<void> begun;
  std::promise<void> go;
  std::atomic<int> done{0};
  web::Workers workers{1, 2};

  CHECK(workers.submit([&] {
    begun.set_value();
    go.get_future().wait();
    ++done;
  }));
  begun.get_future().wait();  // the worker is busy, the queue empty
  CHECK(workers.submit([&] { ++done; }));
  CHECK(workers.submit([&] { ++done; }));
  CHECK_FALSE(workers.submit([&] { done = 100; }));
  go.set_value();
  workers.stop();

  CHECK(done == 3);
  CHECK_FALSE(workers.submit([&] { done = 100; }));
}
