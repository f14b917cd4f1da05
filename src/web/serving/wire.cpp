#include "web/serving/wire.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <brotli/encode.h>
#include <fmt/core.h>
#include <zlib.h>

#include "language/words.h"
#include "web/serving/parse.h"

namespace outturn::web {
namespace {

// Everything comes from this server; no script, style or frame in the page's own text.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> security_headers{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
     "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

bool is_text(std::string_view content_type) {
  const auto type = media_type(content_type);
  return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") || type.ends_with("javascript") || type == "application/geo+json";
}

bool has_header(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [&](const auto& item) { return equal_without_case(item.first, name); });
}

void add_default(Response& response, std::string_view name, std::string_view value) {
  if (!has_header(response, name)) response.headers.add(std::string{name}, std::string{value});
}

void compress(const Request& request, Response& response, const WireSettings& settings) {
  if (!response.content_encoding.empty() || !response.file.empty() || !is_text(response.content_type)) return;
  add_default(response, "Vary", "Accept-Encoding");
  const std::string_view text = response.memory.empty() ? std::string_view{response.body} : response.memory;
  if (text.size() < settings.compress_from) return;
  const auto accepted = request.header("accept-encoding");
  std::string smaller;
  std::string encoding;
  if (accepts(accepted, "br")) {
    smaller = brotlied(text);
    encoding = "br";
  } else if (accepts(accepted, "gzip")) {
    smaller = gzipped(text);
    encoding = "gzip";
  }
  if (encoding.empty() || smaller.empty() || smaller.size() >= text.size()) return;
  response.body = std::move(smaller);
  response.memory = {};
  response.content_encoding = encoding;
}

void check_headers(const Response& response) {
  const auto is_plain = [](std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); });
  };
  for (const auto& [name, value] : response.headers) {
    base::ensure(!name.empty() && is_plain(name) && name.find_first_of(": ") == std::string::npos && is_plain(value), "a response header is one line: " + name);
  }
  base::ensure(is_plain(response.content_type) && is_plain(response.cache_control) && is_plain(response.content_encoding), "a response header is one line");
  base::ensure(is_plain(response.etag) && response.etag.find('"') == std::string::npos, "an entity tag holds no quotes");
}

}  // namespace

std::uint64_t finish(const Request& request, Response& response, const WireSettings& settings) {
  check_headers(response);
  if (response.cache_control.empty()) {
    const bool in_session = request.cookies.has(settings.session_cookie) || !response.cookies.empty() || !is_reading(request.method) || response.status >= 400;
    response.cache_control = in_session ? "no-store" : "private, no-cache";
  }
  for (const auto& [name, value] : security_headers) add_default(response, name, value);
  if (request.secure) add_default(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");

  if (is_reading(request.method) && response.status == 200 && !response.etag.empty() &&
      none_match_names(request.header("if-none-match"), response.etag)) {
    response.status = 304;
  }
  if (response.status == 304 || response.status == 204 || response.status < 200) {
    response.body.clear();
    response.memory = {};
    response.file.clear();
    return 0;
  }
  compress(request, response, settings);
  std::uint64_t length = response.memory.empty() ? response.body.size() : response.memory.size();
  if (!response.file.empty()) length = std::filesystem::file_size(response.file);
  if (request.method == Method::head) {
    response.body.clear();
    response.memory = {};
  }
  return length;
}

std::string head_text(const Response& response, std::uint64_t length, bool keep_alive, std::string_view date) {
  std::string head;
  head.reserve(1024);
  const auto add = [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, status_text(response.status));
  add("Date", date);
  const bool has_length = response.status != 304 && response.status != 204 && response.status >= 200;
  if (has_length) {
    add("Content-Length", std::to_string(length));
    if (length > 0) add("Content-Type", response.content_type);
    if (!response.content_encoding.empty()) add("Content-Encoding", response.content_encoding);
  }
  if (!response.etag.empty()) add("ETag", "\"" + response.etag + "\"");
  add("Cache-Control", response.cache_control);
  for (const auto& [name, value] : response.headers) add(name, value);
  for (const auto& cookie : response.cookies) add("Set-Cookie", cookie.text());
  if (!keep_alive) add("Connection", "close");
  head += "\r\n";
  return head;
}

std::string_view status_text(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Other";
  }
}

std::string size_text(std::uint64_t bytes, const language::Words& words) {
  const auto told = [&](std::string_view unit, double scale) {
    const double count = std::round(static_cast<double>(bytes) / scale * 10) / 10;
    const bool tenths = count < 10 && count != std::floor(count);
    return words.say("web.size." + std::string{unit}, {{"count", words.number(count, tenths ? 1 : 0)}});
  };
  if (bytes >= 1'000'000'000) return told("gigabytes", 1e9);
  if (bytes >= 1'000'000) return told("megabytes", 1e6);
  return told("kilobytes", 1e3);
}

std::string gzipped(std::string_view text) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  constexpr int quick = 5;
  if (deflateInit2(&stream, quick, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = text.size() < std::size_t{1} << 30 ? deflate(&stream, Z_FINISH) : Z_BUF_ERROR;
  out.resize(ended == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

std::string brotlied(std::string_view text) {
  constexpr int quick = 4;
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  const auto done = BrotliEncoderCompress(quick, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()),
                                          &size, reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(done && size > 0 ? size : 0);
  return out;
}

}  // namespace outturn::web
