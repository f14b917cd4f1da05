#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/serving/http.h"

/// Readers for the small languages inside HTTP. Pure and strict: what is not well formed is nothing, never a guess.

namespace outturn::web {

/// %41 → A, once. Nothing for a bad escape, a NUL, another control character (tab and line ends are let through where
/// `form`), or a result that is not UTF-8.
/// form  also reads '+' as a space
std::optional<std::string> percent_decoded(std::string_view text, bool form = false);

/// All but A–Z a–z 0–9 - . _ ~ as %XX: right for one path segment and for a query value.
std::string percent_encoded(std::string_view text);

/// a=1&b=2 of a query or an urlencoded form. Nothing for a bad escape or more than 10,000 fields.
std::optional<Values> form_values(std::string_view text);

/// The Cookie header. Pairs that are not well formed are left out: other programs of the same host set cookies too.
Values cookie_values(std::string_view header);

/// Whether If-None-Match (a list of entity tags, weak ones included, or *) names this tag (given without quotes).
bool none_match_names(std::string_view header, std::string_view etag);

/// Whether a list header (Accept-Encoding, Accept) accepts a name, with q > 0; "*" accepts unless the name is refused.
bool accepts(std::string_view header, std::string_view name);

/// The boundary of a multipart/form-data content type; nothing where there is none or it is longer than 70.
std::optional<std::string> multipart_boundary(std::string_view content_type);

/// The media type without its parameters, in lower case: "text/html".
std::string media_type(std::string_view content_type);

/// A parameter of a header value (name="…" or token), in Content-Disposition or Content-Type; quotes undone.
std::optional<std::string> header_parameter(std::string_view value, std::string_view name);

bool is_token(std::string_view text);  ///< of RFC 9110: a name of a method, header or cookie
std::string_view without_spaces(std::string_view text);  ///< neither space nor tab at its ends

bool equal_without_case(std::string_view left, std::string_view right);  ///< ASCII letters only

}  // namespace outturn::web
