#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.h"
#include "record/measure.h"

/// What the figures of an indicator stand for where they are no amounts: levels of a rating, categories, yes and no.
namespace outturn::record {

/// One level of a rating or one category: its number, its name and what must be seen for it.
struct Level {
  double number{};
  std::string name;
  std::string criteria;
};

/// One level a line: "2 Developing: partners meet, but share no figures". Empty lines are left out.
/// refuses  record.level_line (without a number and a name), record.level_twice; all at once, each naming its line
base::Checked<std::vector<Level>> levels_in(std::string_view text, std::string_view field = "levels");

/// The levels of an indicator in that language; none where it states none.
std::vector<Level> levels_of(const Indicator& indicator, std::string_view language);

/// "Developing" in each language that names it, or nothing.
std::vector<std::pair<std::string, std::string>> name_of_level(const Indicator& indicator, double value);

/// Whether people judge it and write down why, rather than count it.
bool is_assessed(const Indicator& indicator);
/// Whether it is calculated from other indicators.
bool is_calculated(const Indicator& indicator);
/// Whether its figures come from records or from other figures, so that none can be imported.
bool is_derived(const Indicator& indicator);

}  // namespace outturn::record
