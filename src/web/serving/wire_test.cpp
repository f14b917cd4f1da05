#include "web/serving/wire.h"

#include <fstream>
#include <stdexcept>

#include <zlib.h>

#include "language/words.h"
#include "testing.h"
using outturn::testing::holds;

namespace web = outturn::web;
using web::Request;
using web::Response;

namespace {

std::string long_text() {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "<p>Youth out of work, " + std::to_string(i) + "</p>\n";
  return text;
}

std::string gunzipped(const std::string& packed) {
  std::string out(100'000, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

/// The head as sent, and the response as it became.
std::string sent(const Request& request, Response& response) {
  const auto length = web::finish(request, response, {});
  return web::head_text(response, length, true, "Sun, 06 Nov 1994 08:49:37 GMT");
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("responses: every one carries the security headers; a handler's own stay") {
  auto response = web::page("hello", 404);
  const auto head = sent({}, response);
  CHECK(head.starts_with("HTTP/1.1 404 Not Found\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\n"));
  CHECK(holds(head, "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
                    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'\r\n"));
  CHECK(holds(head, "X-Content-Type-Options: nosniff\r\n"));
  CHECK(holds(head, "Referrer-Policy: same-origin\r\n"));
  CHECK(holds(head, "Permissions-Policy: "));
  CHECK(holds(head, "Cross-Origin-Opener-Policy: same-origin\r\n"));
  CHECK(head.ends_with("\r\n\r\n"));

  auto own = web::page("hello").header("content-security-policy", "default-src 'self'");
  const auto own_head = sent({}, own);
  CHECK(holds(own_head, "default-src 'self'"));
  CHECK_FALSE(holds(own_head, "default-src 'none'"));
}

TEST_CASE("responses: what is asked in a session is not stored; other pages are, privately; the handler may say otherwise") {
  auto open = web::page("x");
  CHECK(holds(sent({}, open), "Cache-Control: private, no-cache\r\n"));
  auto signed_in = web::page("x");
  CHECK(holds(sent({.cookies = {{"outturn_session", "abc"}}}, signed_in), "Cache-Control: no-store\r\n"));
  auto changed = web::see_other("/");
  CHECK(holds(sent({.method = web::Method::post}, changed), "Cache-Control: no-store\r\n"));
  auto asset = Response{.memory = "x", .cache_control = "public, max-age=31536000, immutable"};
  CHECK(holds(sent({.cookies = {{"outturn_session", "abc"}}}, asset), "Cache-Control: public, max-age=31536000, immutable\r\n"));
}

TEST_CASE("responses: 304 where the request already holds the page") {
  const auto answered = [](web::Method method, std::string held, int status = 200) {
    Response response{.status = status, .body = "hello", .etag = "v7"};
    const auto head = sent({.method = method, .headers = {{"if-none-match", held}}}, response);
    return head.substr(9, 3) + (response.body.empty() ? "" : " " + response.body);
  };
  CHECK(answered(web::Method::get, "\"v7\"") == "304");
  CHECK(answered(web::Method::head, "W/\"v7\"") == "304");
  CHECK(answered(web::Method::get, "\"v6\"") == "200 hello");
  CHECK(answered(web::Method::post, "\"v7\"") == "200 hello");
  CHECK(answered(web::Method::get, "\"v7\"", 404) == "404 hello");
  Response response{.body = "hello", .etag = "v7"};
  const auto head = sent({.headers = {{"if-none-match", "\"v7\""}}}, response);
  CHECK(holds(head, "ETag: \"v7\"\r\n"));
  CHECK_FALSE(holds(head, "Content-Length"));
}

TEST_CASE("responses: HEAD tells the length and sends nothing") {
  auto response = web::page("hello");
  CHECK(holds(sent({.method = web::Method::head}, response), "Content-Length: 5\r\n"));
  CHECK(response.body.empty());
}

TEST_CASE("responses: long text is compressed as the client likes, and only then") {
  const auto text = long_text();
  const auto encoding = [&](std::string accept, std::string type = "text/html; charset=utf-8") {
    Response response{.content_type = type, .body = text};
    const auto head = sent({.headers = {{"accept-encoding", accept}}}, response);
    CHECK((response.content_encoding.empty() ? response.body == text : response.body.size() < text.size()));
    if (response.content_encoding == "gzip") CHECK(gunzipped(response.body) == text);
    return response.content_encoding;
  };
  CHECK(encoding("gzip, deflate, br") == "br");
  CHECK(encoding("gzip") == "gzip");
  CHECK(encoding("br;q=0, gzip") == "gzip");
  CHECK(encoding("") == "");
  CHECK(encoding("gzip", "application/problem+json") == "gzip");
  CHECK(encoding("gzip", "image/svg+xml") == "gzip");
  CHECK(encoding("gzip", "image/png") == "");

  Response small{.body = std::string(1023, 'a')};
  const auto head = sent({.headers = {{"accept-encoding", "gzip"}}}, small);
  CHECK(small.content_encoding.empty());
  CHECK(holds(head, "Vary: Accept-Encoding\r\n"));
  Response ready{.memory = "compressed before", .content_encoding = "br"};
  CHECK(holds(sent({.headers = {{"accept-encoding", "gzip"}}}, ready), "Content-Encoding: br\r\n"));
}

TEST_CASE("responses: a header that would break the head in two is our fault") {
  auto split = web::page("x").header("X-Name", "a\r\nSet-Cookie: b=1");
  CHECK_THROWS_AS(web::finish({}, split, {}), std::logic_error);
  auto type = Response{.content_type = "text/html\r\nX: y"};
  CHECK_THROWS_AS(web::finish({}, type, {}), std::logic_error);
  auto tag = Response{.etag = "a\"b"};
  CHECK_THROWS_AS(web::finish({}, tag, {}), std::logic_error);
}

TEST_CASE("sizes are told in the reader's units") {
  using outturn::language::Words;
  CHECK(web::size_text(1'000'000'000, Words{"en"}) == "1 GB");
  CHECK(web::size_text(1024 * 1024, Words{"en"}) == "1 MB");
  CHECK(web::size_text(1'500'000, Words{"fr"}) == "1,5 Mo");
  CHECK(web::size_text(16 * 1024, Words{"en"}) == "16 kB");
}
