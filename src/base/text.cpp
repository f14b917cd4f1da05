#include "base/text.h"

#include <charconv>
#include <utf8proc.h>

#include <cstdlib>

namespace outturn::base {

bool is_utf8(std::string_view text) {
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    if (*at < 0x80) {
      ++at;
      --left;
      continue;
    }
    utf8proc_int32_t point = 0;
    const auto used = utf8proc_iterate(at, left, &point);
    if (used <= 0 || point < 0) return false;
    at += used;
    left -= used;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  const auto starts = [&](std::string_view with) { return text.substr(0, with.size()) == with; };
  const auto ends = [&](std::string_view with) {
    return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
  };
  constexpr std::string_view no_break = "\xC2\xA0";
  constexpr std::string_view narrow = "\xE2\x80\xAF";
  for (bool again = true; again;) {
    again = false;
    if (!text.empty() && std::string_view(" \t\r\n\f\v").find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
      again = true;
    }
    if (!text.empty() && std::string_view(" \t\r\n\f\v").find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
      again = true;
    }
    for (const auto space : {no_break, narrow}) {
      if (starts(space)) {
        text.remove_prefix(space.size());
        again = true;
      }
      if (ends(space)) {
        text.remove_suffix(space.size());
        again = true;
      }
    }
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string folded(std::string_view utf8) {
  utf8proc_uint8_t* out = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                      UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                 static_cast<utf8proc_ssize_t>(utf8.size()), &out, options);
  if (size < 0) return std::string(utf8);
  std::string text(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  std::free(out);
  return text;
}

std::string slug(std::string_view utf8) {
  std::string id;
  for (const char c : folded(utf8)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
    if (id.size() >= 60) break;
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

bool is_permanent_id(std::string_view text) {
  if (text.empty() || text.size() > 80 || text.front() == '-' || text.front() == '.') return false;
  for (const char c : text) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                         c == '_' || c == '-';
    if (!allowed) return false;
  }
  return true;
}

std::optional<double> plain_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

}  // namespace outturn::base
