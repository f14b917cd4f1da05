#pragma once

#include <span>
#include <string>
#include <string_view>

namespace outturn::exchange {

/// The candidate most like a word that nobody knows (folded, by changed letters), or "" when none is near enough to
/// be worth suggesting.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace outturn::exchange
