#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "web/serving/http.h"

namespace outturn::web {

/// The head of a request (RFC 9112), read strictly. Whatever two programs could read in two ways is refused, so that
/// no proxy in front of us can be made to see other requests than we do.
struct Head {
  Request request;  ///< method, target, headers, cookies; neither path nor query are decoded yet
  bool keep_alive{true};
  bool chunked{false};
  bool expects_continue{false};
  std::optional<std::uint64_t> content_length{};

  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

/// Why a request is refused: message web.reason.<code>, and the status it is refused with.
struct Refused {
  std::string reason;
  int status{400};
};

enum class HeadEnd { more, found, malformed };

/// Looks for the empty line that ends a head. malformed as soon as a line end is not CR LF or a NUL is seen.
/// seen  where to go on looking; moved forward, so that a head that drips in costs no more than one pass
/// end   set to one past the empty line when found
HeadEnd find_head_end(std::string_view bytes, std::size_t& seen, std::size_t& end);

/// raw  from the request line to the empty line, both included
tl::expected<Head, Refused> parse_head(std::string_view raw, std::size_t longest_target = 8000);

/// Decodes path and query of a target into the request.
/// returns  the reason why not, or nothing when all is well
std::optional<Refused> decode_target(Request& request);

/// The interface language for a request: the cookie "language" where it names one we have, else Accept-Language.
std::string reader_language(const Request& request);

}  // namespace outturn::web
