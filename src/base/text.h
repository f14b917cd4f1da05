#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outturn::base {

bool is_utf8(std::string_view text);
std::string_view trimmed(std::string_view text);  ///< without white space (also no-break) at either end
std::vector<std::string_view> split(std::string_view text, char separator);  ///< "" gives one empty part
/// Lower case without accents, for searching and matching names: "Île-du-Prince" and "ile-du-prince" are alike.
/// Covers Latin letters; others pass through.
std::string folded(std::string_view utf8);
/// A readable permanent id made from a name: "Youth out of work" → "youth-out-of-work". May be empty.
std::string slug(std::string_view utf8);
/// A whole text as a number, as from_chars reads it (a point, no spaces or groups); nothing when it is none.
std::optional<double> plain_number(std::string_view text);
/// Whether a text may be a permanent id: 1 to 80 of A–Z a–z 0–9 . _ - and does not begin with '-' or '.'.
bool is_permanent_id(std::string_view text);

}  // namespace outturn::base
