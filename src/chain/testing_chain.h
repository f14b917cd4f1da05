#pragma once

#include <string>
#include <vector>

#include "chain/finding.h"
#include "testing.h"
#include "testing_workspace.h"

/// What the tests of the rules share.
namespace outturn::testing {

/// The findings of one code in the whole workspace.
inline std::vector<chain::Finding> found(const workspace::View& view, std::string_view code) {
  auto all = chain::all_findings(view);
  std::erase_if(all, [&](const chain::Finding& finding) { return finding.code != code; });
  return all;
}

inline std::size_t count(const MadeWorkspace& made, std::string_view code, std::string_view today = "2026-11-22") {
  return found(made.on(today), code).size();
}

inline std::string english(const chain::Finding& finding) { return say(language::Words("en"), finding.sentence); }

inline record::Localised named(std::string text) { return {{"en", std::move(text)}}; }

}  // namespace outturn::testing
