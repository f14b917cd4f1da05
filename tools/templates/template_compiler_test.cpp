#include "template_compiler.h"

#include <doctest/doctest.h>

namespace templates = outturn::templates;

namespace {

/// The C++ of a template with this body, for a view called `view`.
std::string body(std::string_view html) {
  return templates::compiled("page.html", "<%! header \"web/page.h\" %>\n<%! view PageView %>\n" + std::string(html));
}

/// What the compiler says against a template body, which begins on line 3; "accepted" when nothing.
std::string refused(std::string_view html) {
  try {
    body(html);
    return "accepted";
  } catch (const templates::TemplateError& error) {
    return error.what();
  }
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

TEST_CASE("template: a view's file becomes a function that the view's type finds") {
  const auto source = body("<p>{{ view.title }}</p>\n");

  CHECK(holds(source, "#include \"web/page.h\"\n"));
  CHECK(holds(source, "void write(html::Output& out, const PageView& view) {"));
  CHECK(holds(source, "out.raw(\"<p>\");\n#line 3 \"page.html\"\n  out.text(view.title);\n  out.raw(\"</p>\");"));
}

TEST_CASE("template: one file may hold the templates of several views") {
  const auto source = templates::compiled("c.html", "<%! view Tag tag %>\n<b>{{ tag.text }}</b>\n\n<%! view Row row %>\n<i>\n</i>");
  CHECK(holds(source, "const Tag& tag"));
  CHECK(holds(source, "const Row& row"));
  CHECK(holds(source, "out.raw(\"</b>\");\n}\n"));
}

TEST_CASE("template: an expression is escaped for where it stands") {
  CHECK(holds(body("<p>{{ view.x }}</p>"), "out.text(view.x)"));
  CHECK(holds(body("<p title=\"{{ view.x }}\"></p>"), "out.attribute(view.x)"));
  CHECK(holds(body("<p title='a {{ view.x }}'></p>"), "out.attribute(view.x)"));
  CHECK(holds(body("<a href=\"{{ view.x }}\"></a>"), "out.url(view.x)"));
  CHECK(holds(body("<A HREF = \"{{ view.x }}\"></A>"), "out.url(view.x)"));
  CHECK(holds(body("<form action=\"{{ view.x }}\"></form>"), "out.url(view.x)"));
  CHECK(holds(body("<img src='{{ view.x }}'>"), "out.url(view.x)"));
  CHECK(holds(body("<a href=\"/places/{{ view.x }}\"></a>"), "out.url_part(view.x)"));
  CHECK(holds(body("<a href=\"{{ view.x }}?y={{ view.y }}\"></a>"), "out.url_part(view.y)"));
  CHECK(holds(body("<title>{{ view.x }}</title>"), "out.text(view.x)"));
}

TEST_CASE("template: strings and braces in an expression do not end it") {
  CHECK(holds(body("<p>{{ words.say(\"a.b\", {{\"n\", view.n}}) }}</p>"), "out.text(words.say(\"a.b\", {{\"n\", view.n}}));"));
  CHECK(holds(body("<p>{{ f(\"}}\") }}</p>"), "out.text(f(\"}}\"));"));
}

TEST_CASE("template: branches, loops, names and includes") {
  const auto source = body(
      "<ul>\n  <% for i, item in view.items %>\n    <% if item.current %>\n    <li>{{ i }}</li>\n    <% else if item.old %>\n"
      "    <li></li>\n    <% else %>\n    <% include item.link %>\n    <% end %>\n  <% end %>\n</ul>\n<% let x = view.x %>{{ x }}");

  CHECK(holds(source, "const auto& item : view.items"));
  CHECK(holds(source, "if (item.current) {"));
  CHECK(holds(source, "} else if (item.old) {"));
  CHECK(holds(source, "write(out, item.link);"));
  CHECK(holds(source, "const auto& x = view.x;"));
  CHECK(holds(source, "out.raw(\"<li>\");"));  // lines of statements leave no blanks behind
}

TEST_CASE("template: an attribute may be left out by a branch") {
  CHECK(refused("<input<% if view.x %> checked<% end %>>") == "accepted");
  CHECK(refused("<a<% if view.x %> title=\"{{ view.x }}\"<% end %> href=\"/\">x</a>") == "accepted");
  CHECK(refused("<a class=\"a<% if view.x %> b<% end %>\">x</a>") == "accepted");
  // Across branches an address still cannot gather a scheme.
  CHECK(holds(body("<a href=\"<% if view.a %>{{ view.a }}<% end %>{{ view.b }}\">x</a>"), "out.url_part(view.b)"));
}

TEST_CASE("template: spaces stay in pre and textarea, indents go elsewhere") {
  CHECK(holds(body("<div>\n    <p>\n"), "\"<div>\\n<p>\""));
  CHECK(holds(body("<pre>\n    x</pre>"), "<pre>\\n    x</pre>"));
  CHECK(holds(body("<p>What\?\?/</p>"), "What\\?\\?/"));
}

TEST_CASE("template: what our content policy and good HTML refuse is refused with file and line") {
  CHECK(refused("\n<p class={{ view.x }}></p>") == "page.html:4: the value of class needs quotes: class=\"{{ … }}\"");
  CHECK(refused("<p class=x></p>") == "page.html:3: the value of class needs quotes: class=\"…\"");
  CHECK(refused("<p\n onclick=\"x\"></p>") == "page.html:4: attribute onclick would be inline script; use a script file");
  CHECK(refused("<p STYLE=\"x\"></p>") == "page.html:3: attribute style is refused by our content policy; use a class");
  CHECK(holds(refused("<p>\n</p><script>x()</script>"), "page.html:4: inline script"));
  CHECK(refused("<script src=\"/a.js\" defer></script>") == "accepted");
  CHECK(holds(refused("<script>{{ view.x }}</script>"), "page.html:3: an expression inside script"));
  CHECK(holds(refused("<style>p{}</style>"), "element style"));
  CHECK(holds(refused("<iframe src=\"/\"></iframe>"), "element iframe"));
  CHECK(holds(refused("<a href=\"javascript:x\">x</a>"), "page.html:3: the address in href begins with \"javascript:x\""));
  CHECK(holds(refused("<a href=\"javascript:{{ view.x }}\">x</a>"), "the address in href"));
  CHECK(holds(refused("<meta http-equiv=\"refresh\">"), "http-equiv"));
  CHECK(holds(refused("<p {{ view.x }}=\"a\">"), "an expression can stand in text or in a quoted attribute value"));
  CHECK(holds(refused("<{{ view.x }}>"), "cannot be a tag name"));
  CHECK(holds(refused("<h{{ view.x }}>"), "in a tag name"));
  CHECK(holds(refused("<h<% if view.x %>1<% end %>>"), "put a space before '1'"));
  CHECK(holds(refused("<<% if view.x %>p<% end %>>"), "in a tag name"));
  CHECK(holds(refused("<!-- {{ view.x }} -->"), "in a comment"));
  CHECK(holds(refused("<p title=\"a\"<% if view.x %>b<% end %>>"), "put a space before 'b'"));
  CHECK(holds(refused("<p on<% if view.x %><% end %>click=\"x\">"), "inline script"));
  CHECK(holds(refused("<p a<% if view.x %><% end %>b=\"x\">"), "put a space before 'b'"));
  CHECK(holds(refused("a < b"), "write &lt;"));
}

TEST_CASE("template: a block that would leave the page in two states is refused") {
  CHECK(refused("<% if view.x %><p title=\"<% end %>\"></p>") ==
        "page.html:3: the if of line 3 ends in the value of attribute title but begins in text");
  CHECK(holds(refused("<p title=\"<% if view.x %>\"<% else %>a<% end %>>"), "in one branch and"));
  CHECK(refused("<% if view.x %><a href=\"/a\"><% else %><a href=\"/b\"><% end %>x</a>") == "accepted");
  CHECK(refused("<p>\n<% for x in view.y %>\n") == "page.html:5: the for of line 4 has no <% end %>");
  CHECK(holds(refused("<% end %>"), "page.html:3: <% end %> without an if or for"));
  CHECK(holds(refused("<% else %>"), "<% else %> without an if"));
  CHECK(holds(refused("<p title=\""), "the template ends in the value of attribute title"));
  CHECK(holds(refused("<p title=\"<% include view.x %>\"></p>"), "<% include %> can only stand in text"));
}

TEST_CASE("template: a slip of the pen is named") {
  CHECK(holds(refused("\n\n{{ view.x "), "page.html:5: \"{{\" has no \"}}\""));
  CHECK(holds(refused("{{ }}"), "{{ }} is empty"));
  CHECK(holds(refused("<% fore x in y %>"), "<% fore %> is not known"));
  CHECK(holds(refused("<% for x of y %>"), "write <% for item in view.items %>"));
  CHECK(holds(refused("<% if %>"), "needs more"));
  CHECK_THROWS_WITH(templates::compiled("p.html", "<p>"), "p.html:1: text before the first <%! view … %>");
  CHECK_THROWS_WITH(templates::compiled("p.html", "\n"), "p.html:1: a template declares its view: <%! view PlaceView view %>");
}
