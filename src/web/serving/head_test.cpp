#include "web/serving/head.h"

#include "testing.h"

namespace web = outturn::web;

namespace {

/// "" where the head is accepted, else reason and status.
std::string verdict(std::string_view raw) {
  std::size_t seen = 0;
  std::size_t end = 0;
  switch (web::find_head_end(raw, seen, end)) {
    case web::HeadEnd::more: return "more";
    case web::HeadEnd::malformed: return "line_end 400";
    case web::HeadEnd::found: break;
  }
  const auto head = web::parse_head(raw.substr(0, end));
  return head ? "" : head.error().reason + " " + std::to_string(head.error().status);
}

web::Head accepted(std::string_view raw) {
  auto head = web::parse_head(raw);
  REQUIRE(head);
  return std::move(*head);
}

}  // namespace

TEST_CASE("heads: whatever two programs could read in two ways is refused") {
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  CHECK(verdict("GET / HTTP/1.1\r\nHost: a\r\n\r\n") == "");
  CHECK(verdict("GET / HTTP/1.0\r\n\r\n") == "");
  CHECK(verdict("GET / HTTP/1.1\r\n\r\n") == "no_host 400");
  CHECK(verdict("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n") == "two_hosts 400");
  CHECK(verdict("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n") == "host 400");
  CHECK(verdict("GET / HTTP/1.1\r\nHost:\r\n\r\n") == "host 400");
  CHECK(verdict("GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n") == "host 400");
  CHECK(verdict("GET / HTTP/1.1\r\nHost : a\r\n\r\n") == "field_name 400");
  CHECK(verdict("GET / HTTP/1.1\r\n: a\r\n\r\n") == "field_name 400");
  CHECK(verdict("GET / HTTP/1.1\r\nHost a\r\n\r\n") == "field_name 400");
  CHECK(verdict("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n") == "folded 400");
  CHECK(verdict("GET / HTTP/1.1\r\n Host: a\r\n\r\n") == "folded 400");
  CHECK(verdict("GET / HTTP/1.1\nHost: a\n\n") == "line_end 400");
  CHECK(verdict("GET / HTTP/1.1\r\nHost: a\n\r\n") == "line_end 400");
  CHECK(verdict("GET / HTTP/1.1\r\nX: a\rb\r\n\r\n") == "line_end 400");
  CHECK(verdict(std::string_view{"GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29}) == "line_end 400");
  CHECK(verdict("GET / HTTP/1.1\r\nHost: a\r\nX: a\x01\r\n\r\n") == "control_character 400");
  CHECK(verdict(post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n") == "two_lengths 400");
  CHECK(verdict(post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\n") == "two_lengths 400");
  CHECK(verdict(post + "Content-Length: 3, 3\r\n\r\n") == "length 400");
  CHECK(verdict(post + "Content-Length: +3\r\n\r\n") == "length 400");
  CHECK(verdict(post + "Content-Length: 0x3\r\n\r\n") == "length 400");
  CHECK(verdict(post + "Content-Length: -1\r\n\r\n") == "length 400");
  CHECK(verdict(post + "Content-Length: 99999999999999999999\r\n\r\n") == "length 400");
  CHECK(verdict(post + "Content-Length:\r\n\r\n") == "length 400");
  CHECK(verdict(post + "Transfer-Encoding: xchunked\r\n\r\n") == "encoding 501");
  CHECK(verdict(post + "Transfer-Encoding: gzip, chunked\r\n\r\n") == "encoding 501");
  CHECK(verdict(post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n") == "two_lengths 400");
  CHECK(verdict(post + "Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\n") == "two_lengths 400");
  CHECK(verdict("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == "encoding 400");
  CHECK(verdict(post + "Expect: the-unexpected\r\n\r\n") == "expect 417");
}

TEST_CASE("heads: request lines that are none") {
  const auto line = [](std::string_view first) { return verdict(std::string{first} + "\r\nHost: a\r\n\r\n"); };
  CHECK(line("GET /") == "request_line 400");
  CHECK(line("GET  HTTP/1.1") == "target 400");
  CHECK(line("G(T / HTTP/1.1") == "request_line 400");
  CHECK(line("GET / HTTP/2.0") == "version 505");
  CHECK(line("GET / HTTP/1.1 ") == "request_line 400");
  CHECK(line("GET / http/1.1") == "request_line 400");
  CHECK(line("GET /a b HTTP/1.1") == "target 400");
  CHECK(line("GET http://a/ HTTP/1.1") == "target 400");
  CHECK(line("OPTIONS * HTTP/1.1") == "target 400");
  CHECK(line("CONNECT a:1 HTTP/1.1") == "target 400");
  CHECK(line("GET /#a HTTP/1.1") == "target 400");
  CHECK(line("GET /\xc3\x8e HTTP/1.1") == "target 400");
  CHECK(line("GET /" + std::string(7999, 'a') + " HTTP/1.1") == "");
  CHECK(line("GET /" + std::string(8000, 'a') + " HTTP/1.1") == "target 414");
}

TEST_CASE("heads: the end is found wherever the bytes are cut") {
  const std::string raw = "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET";
  std::size_t seen = 0;
  std::size_t end = 0;
  for (std::size_t size = 0; size < 27; ++size) {
    REQUIRE(web::find_head_end(std::string_view{raw}.substr(0, size), seen, end) == web::HeadEnd::more);
  }
  CHECK(web::find_head_end(raw, seen, end) == web::HeadEnd::found);
  CHECK(raw.substr(end) == "GET");
}

TEST_CASE("heads: what they say is read") {
  const auto head = accepted("POST /a?x=1 HTTP/1.1\r\nHOST: a:8080\r\nContent-Length: 12\r\nCookie: a=1; b=2\r\nExpect: 100-Continue\r\nX-Long:  v w \t\r\n\r\n");

  CHECK(head.request.method == web::Method::post);
  CHECK(head.request.target == "/a?x=1");
  CHECK(head.request.header("host") == "a:8080");
  CHECK(head.request.header("x-long") == "v w");
  CHECK(head.request.cookies == web::Values{{"a", "1"}, {"b", "2"}});
  CHECK(head.content_length == 12u);
  CHECK(head.expects_continue);
  CHECK(head.keep_alive);
  CHECK(head.has_body());

  CHECK_FALSE(accepted("GET / HTTP/1.0\r\n\r\n").keep_alive);
  CHECK_FALSE(accepted("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n").keep_alive);
  CHECK_FALSE(accepted("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").has_body());
  CHECK(accepted("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n").chunked);
}

TEST_CASE("heads: path and query are decoded, bad escapes refused") {
  web::Request request{.target = "/places/%C3%8Ele?as-of=2024-03-31&q=a+b"};
  CHECK_FALSE(web::decode_target(request));
  CHECK(request.path == "/places/Île");
  CHECK(request.query == web::Values{{"as-of", "2024-03-31"}, {"q", "a b"}});
  web::Request bad_path{.target = "/%zz"};
  CHECK(web::decode_target(bad_path)->reason == "target");
  web::Request bad_query{.target = "/?a=%"};
  CHECK(web::decode_target(bad_query)->reason == "target");
}

TEST_CASE("heads: the reader's language is the chosen one, else the browser's, else English") {
  const auto language = [](const std::string& fields) { return accepted("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").request.language; };
  CHECK(language("") == "en");
  CHECK(language("Accept-Language: fr-CA, en;q=0.5\r\n") == "fr");
  CHECK(language("Accept-Language: fr\r\nCookie: outturn_language=en\r\n") == "en");
  CHECK(language("Accept-Language: fr\r\nCookie: language=xx\r\n") == "fr");
}
