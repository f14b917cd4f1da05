#pragma once

#include <array>
#include <string_view>

namespace outturn::gain {

/// What the writer and the reader of a stored answer both say: docs/formats/gain_study.md.
/// The number grows when a reader of the old form would misread or refuse the new one; a member more is no new form.
inline constexpr std::string_view stored_format = "outturn-gain-study-1";
inline constexpr std::string_view stored_family = "outturn-gain-study-";
inline constexpr std::array<std::string_view, 5> stored_amount_forms{"plain", "percentage", "percentage_points", "named", "yes_no"};
inline constexpr std::array<std::string_view, 3> stored_piece_kinds{"never_treated", "later", "already_treated"};

}  // namespace outturn::gain
