#include "web/html.h"

namespace outturn::web::html {

void Output::text(std::string_view value) {
  std::size_t written = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    std::string_view reference;
    switch (value[i]) {
      case '&': reference = "&amp;"; break;
      case '<': reference = "&lt;"; break;
      case '>': reference = "&gt;"; break;
      case '"': reference = "&quot;"; break;
      case '\'': reference = "&#39;"; break;
      case '\0': reference = "\xEF\xBF\xBD"; break;  // NUL cannot stand in HTML
      default: continue;
    }
    markup_.append(value, written, i - written).append(reference);
    written = i + 1;
  }
  markup_.append(value, written);
}

std::string escape(std::string_view text) {
  static const language::Words none("en");
  Output out(none);
  out.text(text);
  return std::move(out).taken().markup();
}

std::string_view safe_url(std::string_view address) {
  constexpr std::string_view refused = "#unsafe-address";
  for (const char c : address) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\') return refused;
  }
  if (address.starts_with("//") || address.starts_with(" ")) return refused;
  const auto end = address.find_first_of(":/?#");
  if (end == std::string_view::npos || address[end] != ':') return address;
  const auto is = [&](std::string_view scheme) {
    if (end != scheme.size()) return false;
    for (std::size_t i = 0; i < end; ++i) {
      if ((address[i] | 0x20) != scheme[i]) return false;
    }
    return true;
  };
  return is("http") || is("https") || is("mailto") ? address : refused;
}

std::string url_part(std::string_view part) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : part) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

}  // namespace outturn::web::html
