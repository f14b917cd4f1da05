#include "web/serving/parse.h"

#include "testing.h"

namespace web = outturn::web;
using web::Values;

TEST_CASE("escapes: decoded once; what is not UTF-8 or holds control characters is nothing") {
  CHECK(web::percent_decoded("a%20b") == "a b");
  CHECK(web::percent_decoded("a+b") == "a+b");
  CHECK(web::percent_decoded("a+b", true) == "a b");
  CHECK(web::percent_decoded("%2541") == "%41");
  CHECK(web::percent_decoded("%e2%82%ac") == "€");
  CHECK(web::percent_decoded("") == "");
  for (const char* bad : {"%", "%1", "%g0", "%0g", "%00", "%1f", "%7f", "%ff", "%c0%80", "%ed%a0%80"}) {
    CAPTURE(bad);
    CHECK_FALSE(web::percent_decoded(bad));
  }
  CHECK_FALSE(web::percent_decoded("%0A"));
  CHECK(web::percent_decoded("one%0D%0Atwo", true) == "one\r\ntwo");
  CHECK(web::percent_decoded(web::percent_encoded("Île d’Orléans & more/%?#+")) == "Île d’Orléans & more/%?#+");
  CHECK(web::percent_encoded("aZ9-._~ /") == "aZ9-._~%20%2F");
}

TEST_CASE("forms: fields keep their order, may repeat and may be empty") {
  CHECK(web::form_values("a=1&b=2&a=3") == Values{{"a", "1"}, {"b", "2"}, {"a", "3"}});
  CHECK(web::form_values("a&b=&=c&&d=x=y") == Values{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "x=y"}});
  CHECK(web::form_values("place=%C3%8Ele+Jesus") == Values{{"place", "Île Jesus"}});
  CHECK(web::form_values("") == Values{});
  CHECK_FALSE(web::form_values("a=%zz"));
  CHECK_FALSE(web::form_values("%=1"));
}

TEST_CASE("forms: ten thousand fields are read, one more is refused") {
  std::string form;
  for (int i = 0; i < 10'000; ++i) form += "a=1&";
  REQUIRE(web::form_values(form));
  CHECK(web::form_values(form)->size() == 10'000);
  CHECK_FALSE(web::form_values(form + "a=1"));
}

TEST_CASE("cookies: well-formed pairs are read, others left out") {
  CHECK(web::cookie_values("a=1; b=2") == Values{{"a", "1"}, {"b", "2"}});
  CHECK(web::cookie_values("a=\"1\";b=x=y") == Values{{"a", "1"}, {"b", "x=y"}});
  CHECK(web::cookie_values("a=1 2; =x; b; c\x01=1; d=ok; e=a,b") == Values{{"d", "ok"}});
  CHECK(web::cookie_values("") == Values{});
  CHECK(web::cookie_values(";;;") == Values{});
  CHECK(web::cookie_values("empty=") == Values{{"empty", ""}});
}

TEST_CASE("If-None-Match: lists, weak tags and the star") {
  CHECK(web::none_match_names("\"a\"", "a"));
  CHECK(web::none_match_names("\"x\", W/\"a\"", "a"));
  CHECK(web::none_match_names(" * ", "a"));
  CHECK(web::none_match_names("\"b,\", \"a\"", "a"));
  CHECK_FALSE(web::none_match_names("\"b\"", "a"));
  CHECK_FALSE(web::none_match_names("a", "a"));
  CHECK_FALSE(web::none_match_names("\"ab\"", "a"));
  CHECK_FALSE(web::none_match_names("", "a"));
}

TEST_CASE("Accept lists: named, starred or refused by q=0") {
  CHECK(web::accepts("gzip, br", "br"));
  CHECK(web::accepts("GZIP;q=0.5", "gzip"));
  CHECK(web::accepts("*", "br"));
  CHECK_FALSE(web::accepts("gzip;q=0", "gzip"));
  CHECK_FALSE(web::accepts("*;q=0", "gzip"));
  CHECK_FALSE(web::accepts("br;q=0, *", "br"));
  CHECK_FALSE(web::accepts("br; q=0.000, *", "br"));
  CHECK_FALSE(web::accepts("", "gzip"));
  CHECK_FALSE(web::accepts("x-gzip", "gzip"));
}

TEST_CASE("multipart boundaries: only of multipart/form-data, at most 70 characters") {
  CHECK(web::multipart_boundary("multipart/form-data; boundary=abc") == "abc");
  CHECK(web::multipart_boundary("Multipart/Form-Data;charset=utf-8; Boundary=\"a b:c\"") == "a b:c");
  CHECK(web::multipart_boundary("multipart/form-data; boundary=" + std::string(70, 'x')));
  CHECK_FALSE(web::multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'x')));
  CHECK_FALSE(web::multipart_boundary("multipart/form-data; boundary="));
  CHECK_FALSE(web::multipart_boundary("multipart/form-data"));
  CHECK_FALSE(web::multipart_boundary("multipart/mixed; boundary=abc"));
  CHECK_FALSE(web::multipart_boundary("multipart/form-data; boundary=\"a\r\nb\""));
  CHECK_FALSE(web::multipart_boundary("multipart/form-data; boundary=\"ends in space \""));
}

TEST_CASE("header parameters: tokens, quoted text, backslashes of old browsers") {
  CHECK(web::header_parameter("form-data; name=a", "name") == "a");
  CHECK(web::header_parameter("form-data; name=\"a; b\"; filename=\"x\"", "filename") == "x");
  CHECK(web::header_parameter("form-data; name=\"say \\\"hi\\\"\"", "name") == "say \"hi\"");
  CHECK(web::header_parameter("form-data; filename=\"C:\\temp\\f.csv\"", "filename") == "C:\\temp\\f.csv");
  CHECK_FALSE(web::header_parameter("form-data; name=\"open", "name"));
  CHECK_FALSE(web::header_parameter("name=a", "name"));
  CHECK_FALSE(web::header_parameter("", "name"));
}
