// replay FILE…: gives the entry of a fuzzer each file whole and cut short, in every way it knows, without a fuzzer; so that
// the entries build and hold wherever the tests run. A fault aborts, as it does under the fuzzer.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

int main(int count, char** arguments) {
  constexpr std::size_t longest = 3000;
  constexpr int ways = 24;  // what the first byte chooses
  for (int a = 1; a < count; ++a) {
    std::ifstream file(arguments[a], std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.empty()) {
      std::cerr << arguments[a] << ": empty, or not there\n";
      return 1;
    }
    text.resize(std::min(text.size(), longest));
    for (auto length = text.size(); length > 0; length /= 3) {
      for (int way = 0; way < ways; ++way) {
        const auto input = static_cast<char>(way) + text.substr(0, length);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
      }
    }
  }
  return count > 1 ? 0 : 1;
}
