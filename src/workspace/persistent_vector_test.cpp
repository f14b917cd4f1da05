#include "workspace/persistent_vector.h"

#include <random>
#include <vector>

#include "testing.h"

using outturn::workspace::PersistentVector;

TEST_CASE("a persistent vector holds what was put in, over every height of its tree") {
  PersistentVector<int> vector;
  for (const std::size_t size : {0u, 1u, 31u, 32u, 33u, 1023u, 1024u, 1025u, 32768u, 32769u}) {
    while (vector.size() < size) vector.push_back(static_cast<int>(vector.size()) * 3);
    REQUIRE(vector.size() == size);
    CHECK(vector.empty() == (size == 0));
    bool all_there = true;
    for (std::size_t i = 0; i < size; ++i) all_there = all_there && vector[i] == static_cast<int>(i) * 3;
    CHECK(all_there);
  }
}

TEST_CASE("copies of a persistent vector are independent, whichever of them changes or grows") {
  std::mt19937 random(42);
  struct Copy {
    PersistentVector<int> vector;
    std::vector<int> plain;
  };
  std::vector<Copy> copies(1);
  for (int step = 0; step < 20'000; ++step) {
    auto& one = copies[random() % copies.size()];
    switch (random() % 40) {
      case 0:
        if (copies.size() < 8) {
          auto copy = one;
          copies.push_back(std::move(copy));
        } else {
          copies[random() % copies.size()] = one;
        }
        break;
      case 1: case 2: case 3: case 4: case 5: case 6: case 7: case 8: case 9:
        if (!one.plain.empty()) {
          const auto at = random() % one.plain.size();
          one.vector.edit(at) = one.plain[at] = step;
        }
        break;
      default:
        one.vector.push_back(step);
        one.plain.push_back(step);
    }
  }
  for (const auto& copy : copies) {
    REQUIRE(copy.vector.size() == copy.plain.size());
    bool same = true;
    for (std::size_t i = 0; i < copy.plain.size(); ++i) same = same && copy.vector[i] == copy.plain[i];
    CHECK(same);
  }
  CHECK(copies.size() == 8);
}
