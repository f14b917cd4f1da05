#include "web/serving/parse.h"

#include <algorithm>

#include "base/text.h"

namespace outturn::web {
namespace {

constexpr std::size_t most_fields = 10'000;
constexpr std::size_t longest_boundary = 70;  // RFC 2046, 5.1.1

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

/// The text up to `separator` outside quotes; `rest` moves behind it.
std::string_view next_item(std::string_view& rest, char separator) {
  bool quoted = false;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (quoted && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && rest[i] == separator) {
      const auto item = rest.substr(0, i);
      rest.remove_prefix(i + 1);
      return without_spaces(item);
    }
  }
  const auto item = rest;
  rest = {};
  return without_spaces(item);
}

bool is_zero_quality(std::string_view parameters) {
  const auto q = header_parameter(parameters, "q");
  return q && !q->empty() && q->find_first_not_of("0.") == std::string::npos;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_unreserved(c) || std::string_view{"!#$%&'*+^`|"}.find(c) != std::string_view::npos;
  });
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::string> percent_decoded(std::string_view text, bool form) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (form && c == '+') {
      c = ' ';
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool spacing = c == '\t' || c == '\n' || c == '\r';
    if ((byte < 0x20 && !(form && spacing)) || byte == 0x7f) return std::nullopt;
    plain.push_back(c);
  }
  if (!base::is_utf8(plain)) return std::nullopt;
  return plain;
}

std::string percent_encoded(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

std::optional<Values> form_values(std::string_view text) {
  Values values;
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto field = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (field.empty()) continue;
    if (values.size() == most_fields) return std::nullopt;
    const auto equals = field.find('=');
    auto name = percent_decoded(field.substr(0, equals), true);
    auto value = percent_decoded(equals == std::string_view::npos ? std::string_view{} : field.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    values.add(std::move(*name), std::move(*value));
  }
  return values;
}

Values cookie_values(std::string_view header) {
  Values cookies;
  while (!header.empty()) {
    const auto end = header.find(';');
    const auto pair = without_spaces(header.substr(0, end));
    header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || !is_token(pair.substr(0, equals))) continue;
    auto value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    const bool well_formed = std::ranges::all_of(value, [](char c) {
      return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
    });
    if (well_formed) cookies.add(std::string{pair.substr(0, equals)}, std::string{value});
  }
  return cookies;
}

bool none_match_names(std::string_view header, std::string_view etag) {
  if (without_spaces(header) == "*") return true;
  while (!header.empty()) {
    auto item = next_item(header, ',');
    if (item.starts_with("W/")) item.remove_prefix(2);
    if (item.size() == etag.size() + 2 && item.front() == '"' && item.back() == '"' && item.substr(1, etag.size()) == etag) return true;
  }
  return false;
}

bool accepts(std::string_view header, std::string_view name) {
  bool any = false;
  while (!header.empty()) {
    const auto item = next_item(header, ',');
    const auto semicolon = item.find(';');
    const auto token = without_spaces(item.substr(0, semicolon));
    const bool wanted = !is_zero_quality(item);
    if (equal_without_case(token, name)) return wanted;
    if (token == "*" || token == "*/*") any = wanted;
  }
  return any;
}

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  if (media_type(content_type) != "multipart/form-data") return std::nullopt;
  auto boundary = header_parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > longest_boundary) return std::nullopt;
  const bool well_formed = std::ranges::all_of(*boundary, [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || std::string_view{"'()+_,-./:=? "}.find(c) != std::string_view::npos;
  });
  return well_formed && boundary->back() != ' ' ? boundary : std::nullopt;
}

std::string media_type(std::string_view content_type) {
  std::string type{without_spaces(content_type.substr(0, content_type.find(';')))};
  std::ranges::transform(type, type.begin(), lower);
  return type;
}

std::optional<std::string> header_parameter(std::string_view value, std::string_view name) {
  next_item(value, ';');
  while (!value.empty()) {
    const auto item = next_item(value, ';');
    const auto equals = item.find('=');
    if (equals == std::string_view::npos || !equal_without_case(without_spaces(item.substr(0, equals)), name)) continue;
    const auto written = without_spaces(item.substr(equals + 1));
    if (written.empty() || written.front() != '"') return std::string{written};
    if (written.size() < 2 || written.back() != '"') return std::nullopt;
    std::string plain;
    for (std::size_t i = 1; i + 1 < written.size(); ++i) {
      // Browsers send a quote as %22 and a backslash as itself (C:\file.csv): only \" and \\ are escapes.
      if (written[i] == '\\' && i + 2 < written.size() && (written[i + 1] == '"' || written[i + 1] == '\\')) ++i;
      plain.push_back(written[i]);
    }
    return plain;
  }
  return std::nullopt;
}

bool equal_without_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace outturn::web
