#pragma once

#include <string_view>

namespace outturn::web {

inline constexpr std::string_view session_cookie_name = "outturn_session";
inline constexpr std::string_view language_cookie_name = "outturn_language";

}  // namespace outturn::web
