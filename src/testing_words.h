#pragma once

#include <string_view>

#include "base/day.h"
#include "base/period.h"

/// Days and periods as tests write them: day("2024-03-31"), period("2023-Q2").
namespace outturn::testing {

inline base::Day day(std::string_view iso) { return base::Day::parse(iso).value(); }
inline base::Period period(std::string_view text) { return base::Period::parse(text).value(); }

inline bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace outturn::testing
