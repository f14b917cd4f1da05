#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace outturn::stats {

/// Random numbers that are the same on every machine: SplitMix64 (Steele, Lea & Flood 2014), a stream of its own for
/// each (seed, stream), so that pieces of work may be done in any order.
class RandomDraw {
 public:
  explicit RandomDraw(std::uint64_t seed, std::uint64_t stream = 0) : state_(mixed(seed) ^ mixed(0x9e3779b97f4a7c15U * (stream + 1))) {}

  std::uint64_t bits() { return mixed(state_ += 0x9e3779b97f4a7c15U); }
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }  ///< in [0, 1)
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(uniform() * static_cast<double>(count)); }
  double normal();  ///< standard normal, by Box and Muller

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  static std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
  }
  std::uint64_t state_;
};

}  // namespace outturn::stats
