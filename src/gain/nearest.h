#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace outturn::gain {

/// The name that was probably meant: the only one that holds what is written, else the one fewest slips away (a letter too
/// many, too few, another, or two swapped; capitals do not matter). Nothing where it would be a guess.
///
/// cost  names × length²
std::optional<std::string> nearest_name(std::span<const std::string> names, std::string_view written);

}  // namespace outturn::gain
