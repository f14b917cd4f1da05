#include "web/html.h"

#include "testing.h"

namespace html = outturn::web::html;

TEST_CASE("html: what a person typed never becomes markup") {
  CHECK(html::escape("<script>alert('x')</script>") == "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  CHECK(html::escape("\" onmouseover=\"x") == "&quot; onmouseover=&quot;x");
  CHECK(html::escape("Health & care") == "Health &amp; care");
  CHECK(html::escape(std::string_view("a\0b", 3)) == "a\xEF\xBF\xBD" "b");
  CHECK(html::escape("Gàidhlig, Māori, 85 %") == "Gàidhlig, Māori, 85 %");
  CHECK(html::escape("").empty());
}

TEST_CASE("html: an address leads to this site, the web or a letter, and nowhere else") {
  for (const char* good : {"/today", "today?x=1", "#main", "?as-of=2024-03-31", "https://www150.statcan.gc.ca/x:y",
                           "HTTP://a.b", "mailto:a@b.ca", "", "/a:b", "./a:b"}) {
    CHECK(html::safe_url(good) == good);
  }
  for (const char* bad : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:x",
                          "data:text/html,x", "vbscript:x", "//evil.example", "\\\\evil.example", "/\\evil.example",
                          "\tjavascript:x", "blob:x", "mailto\x01:x"}) {
    CHECK(html::safe_url(bad) == "#unsafe-address");
  }
}

TEST_CASE("html: one part of an address cannot leave its place") {
  CHECK(html::url_part("O16 / greenhouse?x=1&y#z") == "O16%20%2F%20greenhouse%3Fx%3D1%26y%23z");
  CHECK(html::url_part("Québec") == "Qu%C3%A9bec");
  CHECK(html::url_part("I-poverty_1.2~3") == "I-poverty_1.2~3");
}

TEST_CASE("html: markup passes only when it is declared safe") {
  const outturn::language::Words words("en");
  html::Output out(words);

  out.text(std::string("<b>"));
  out.text(html::Safe::vouched("<b>"));
  out.text(42);
  out.attribute(-7);

  CHECK(std::move(out).taken().markup() == "&lt;b&gt;<b>42-7");
}

template <class Value>
concept can_be_text = requires(html::Output& out, const Value& value) { out.text(value); };
template <class Value>
concept can_be_attribute = requires(html::Output& out, const Value& value) { out.attribute(value); };

TEST_CASE("html: an unformatted number, a truth value or markup in an attribute does not compile") {
  CHECK(can_be_text<std::string>);
  CHECK(can_be_text<int>);
  CHECK_FALSE(can_be_text<double>);
  CHECK_FALSE(can_be_text<bool>);
  CHECK_FALSE(can_be_text<char>);
  CHECK(can_be_attribute<std::string>);
  CHECK_FALSE(can_be_attribute<html::Safe>);
}
