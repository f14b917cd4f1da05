#include "web/serving/head.h"

#include <algorithm>
#include <charconv>

#include "language/words.h"
#include "web/serving/cookies.h"
#include "web/serving/parse.h"

namespace outturn::web {
namespace {

bool is_host(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view{"-._:[]%~"}.find(c) != std::string_view::npos;
  });
}

tl::unexpected<Refused> refused(std::string reason, int status = 400) {
  return tl::unexpected<Refused>(Refused{std::move(reason), status});
}

std::string lowered(std::string_view text) {
  std::string out{text};
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

/// The line before the next CR LF; `rest` moves behind it.
std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find("\r\n");
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  return line;
}

/// True where a connection option is named in a Connection header.
bool names(std::string_view list, std::string_view option) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (equal_without_case(without_spaces(list.substr(0, comma)), option)) return true;
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  return false;
}

std::optional<Refused> read_framing(Head& head, bool version_1_0) {
  const auto encodings = head.request.headers.all("transfer-encoding");
  const auto lengths = head.request.headers.all("content-length");
  if (!encodings.empty()) {
    if (encodings.size() > 1 || !lengths.empty()) return Refused{"two_lengths"};
    if (version_1_0) return Refused{"encoding"};
    if (!equal_without_case(encodings.front(), "chunked")) return Refused{"encoding", 501};
    head.chunked = true;
  }
  if (lengths.size() > 1) return Refused{"two_lengths"};
  if (lengths.size() == 1) {
    std::uint64_t length = 0;
    const auto written = lengths.front();
    const auto [end, failure] = std::from_chars(written.data(), written.data() + written.size(), length);
    if (failure != std::errc{} || end != written.data() + written.size()) return Refused{"length"};
    head.content_length = length;
  }
  return std::nullopt;
}

}  // namespace

HeadEnd find_head_end(std::string_view bytes, std::size_t& seen, std::size_t& end) {
  for (; seen < bytes.size(); ++seen) {
    const char c = bytes[seen];
    if (c == '\0') return HeadEnd::malformed;
    if (c == '\n') {
      if (seen == 0 || bytes[seen - 1] != '\r') return HeadEnd::malformed;
      if (seen >= 3 && bytes[seen - 2] == '\n' && bytes[seen - 3] == '\r') {
        end = ++seen;
        return HeadEnd::found;
      }
    } else if (seen > 0 && bytes[seen - 1] == '\r') {
      return HeadEnd::malformed;
    }
  }
  return HeadEnd::more;
}

tl::expected<Head, Refused> parse_head(std::string_view raw, std::size_t longest_target) {
  Head head;
  auto& request = head.request;
  const auto line = next_line(raw);
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || !is_token(line.substr(0, first))) return refused("request_line");
  request.method = method_from(line.substr(0, first));
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return version.starts_with("HTTP/") ? refused("version", 505) : refused("request_line");
  }
  const bool version_1_0 = version.back() == '0';
  if (target.size() > longest_target) return refused("target", 414);
  const bool plain = std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
  if (!target.starts_with('/') || !plain) return refused("target");
  request.target = target;

  while (!raw.empty()) {
    const auto field = next_line(raw);
    if (field.empty()) break;
    if (field.front() == ' ' || field.front() == '\t') return refused("folded");
    const auto colon = field.find(':');
    if (colon == std::string_view::npos || !is_token(field.substr(0, colon))) return refused("field_name");
    const auto value = without_spaces(field.substr(colon + 1));
    const bool printable = std::ranges::all_of(value, [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); });
    if (!printable) return refused("control_character");
    request.headers.add(lowered(field.substr(0, colon)), std::string{value});
  }

  const auto hosts = request.headers.all("host");
  if (hosts.empty() && !version_1_0) return refused("no_host");
  if (hosts.size() > 1) return refused("two_hosts");
  if (hosts.size() == 1 && !is_host(hosts.front())) return refused("host");
  if (auto wrong = read_framing(head, version_1_0)) return tl::unexpected<Refused>(std::move(*wrong));

  head.keep_alive = !version_1_0;
  for (const auto value : request.headers.all("connection")) {
    if (names(value, "close")) head.keep_alive = false;
  }
  if (const auto* expect = request.headers.find("expect"); expect && !version_1_0) {
    if (!equal_without_case(*expect, "100-continue")) return refused("expect", 417);
    head.expects_continue = true;
  }
  for (const auto value : request.headers.all("cookie")) {
    for (const auto& [name, text] : cookie_values(value)) request.cookies.add(name, text);
  }
  request.language = reader_language(request);
  return head;
}

std::optional<Refused> decode_target(Request& request) {
  const std::string_view target = request.target;
  const auto question = target.find('?');
  auto path = percent_decoded(target.substr(0, question));
  if (!path) return Refused{"target"};
  request.path = std::move(*path);
  if (question == std::string_view::npos) return std::nullopt;
  auto query = form_values(target.substr(question + 1));
  if (!query) return Refused{"target"};
  request.query = std::move(*query);
  return std::nullopt;
}

std::string reader_language(const Request& request) {
  const auto chosen = request.cookies.get(language_cookie_name);
  for (const auto& known : language::languages()) {
    if (chosen == known) return known;
  }
  return language::preferred_language(request.header("accept-language"));
}

}  // namespace outturn::web
