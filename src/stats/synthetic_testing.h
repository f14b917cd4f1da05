#pragma once

#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "base/json.h"
#include "stats/example_panels.h"
#include "testing.h"

/// Published results to hold estimators against.
namespace outturn::testing {

/// truth.json of the published panels, or nothing, said aloud.
inline const base::Json* truth() {
  static const std::optional<base::Json> read = []() -> std::optional<base::Json> {
    std::ifstream in(published_folder + "truth.json");
    if (!in) return std::nullopt;
    std::ostringstream text;
    text << in.rdbuf();
    auto parsed = base::Json::parse(text.str());
    REQUIRE(parsed);
    return std::move(*parsed);
  }();
  if (!read) MESSAGE("skipped: published panels are not beside this project (" << published_folder << ")");
  return read ? &*read : nullptr;
}

/// truth_at("prop99", "reference", "synthdid", …): the member at the end of the path.
inline const base::Json& at(const base::Json& json, const std::string& key) {
  const auto* found = json.find(key);
  INFO("truth.json has " << key);
  REQUIRE(found != nullptr);
  return *found;
}
template <class... Keys>
const base::Json& at(const base::Json& json, const std::string& key, const Keys&... more) {
  return at(at(json, key), more...);
}
template <class... Keys>
double figure(const base::Json& json, const Keys&... keys) {
  return at(json, keys...).number().value();
}

}  // namespace outturn::testing
