#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.h"
#include "testing.h"

/// What the tests of regressions share: published figures kept outside the project, and a small random generator.

namespace outturn::testing {

/// Folder of published data sets beside the checkout, or nothing where it was not fetched.
inline const char* const published_folder = "../shared/data/gain/";

inline std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// True where the published figures are at hand; says so where they are not.
inline bool published_figures_at_hand() {
  const bool there = std::filesystem::exists(std::string(published_folder) + "truth.json");
  if (!there) MESSAGE("published figures (" << published_folder << ") are not here: not compared");
  return there;
}

inline const base::Json& published_figures() {
  static const auto parsed = base::Json::parse(text_of_file(std::string(published_folder) + "truth.json")).value();
  return parsed;
}

/// published({"mpdta", "reference", "result"}): the part of the published figures at a path.
inline const base::Json& published(std::initializer_list<const char*> path) {
  const auto* at = &published_figures();
  for (const char* key : path) {
    at = at->find(key);
    REQUIRE_MESSAGE(at != nullptr, "no published figure at " << key);
  }
  return *at;
}

/// The number under a key; single numbers may come wrapped in lists, as R writes them.
inline double number_at(const base::Json& object, const char* key) {
  if (const auto* list = object.array()) {
    const auto* inner = &list->front();
    while (inner->array() != nullptr) inner = &inner->array()->front();
    return inner->number().value();
  }
  const auto* member = object.find(key);
  REQUIRE_MESSAGE(member != nullptr, "no figure " << key);
  if (const auto* list = member->array(); list != nullptr && !list->empty()) return list->front().number().value();
  return member->number().value();
}

inline std::vector<double> numbers_of(const base::Json& list) {
  std::vector<double> answer;
  for (const auto& value : *list.array()) answer.push_back(value.number().value());
  return answer;
}

/// Columns of a comma-separated file of numbers with one header line; an empty field is NaN.
inline std::map<std::string, std::vector<double>> columns_of(const std::string& file) {
  std::istringstream in(text_of_file(std::string(published_folder) + file));
  std::string line;
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> columns;
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::string field;
    std::size_t at = 0;
    const bool header = names.empty();
    for (; std::getline(fields, field, ','); ++at) {
      if (header) {
        std::erase(field, '"');
        names.push_back(field);
      } else {
        columns[names[at]].push_back(field.empty() ? NAN : std::strtod(field.c_str(), nullptr));
      }
    }
  }
  return columns;
}

/// |value − expected| as a share of |expected|.
inline double relative(double value, double expected) { return std::abs(value - expected) / std::abs(expected); }

/// Uniform and normal numbers that are the same on every machine.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  double uniform() { return static_cast<double>((next() >> 11) + 1) / 9007199254740994.0; }
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }

 private:
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

}  // namespace outturn::testing
