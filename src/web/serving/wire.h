#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "web/serving/cookies.h"
#include "web/serving/http.h"

namespace outturn::web {

/// How responses leave this installation.
struct WireSettings {
  std::string session_cookie{session_cookie_name};  ///< a request with it has "no-store" as the default for its response
  std::size_t compress_from{1024};        ///< bytes
};

/// Puts the finishing touches to a response, before its head is written: 304 where the request already holds it,
/// no body for HEAD (its length stays), compression, caching and security headers.
/// returns  the length of the body as announced (for a file: its size)
/// throws   std::logic_error for a header that would break the head in two
std::uint64_t finish(const Request& request, Response& response, const WireSettings& settings);

/// Status line and headers, with the empty line.
/// date  as in RFC 9110: "Sun, 06 Nov 1994 08:49:37 GMT"
std::string head_text(const Response& response, std::uint64_t length, bool keep_alive, std::string_view date);

std::string_view status_text(int status);

/// "1 MB", "1.5 GB" (decimal units) in the reader's language.
std::string size_text(std::uint64_t bytes, const language::Words& words);

std::string gzipped(std::string_view text);
std::string brotlied(std::string_view text);

}  // namespace outturn::web
