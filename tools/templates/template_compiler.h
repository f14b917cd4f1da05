#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace outturn::templates {

/// What is wrong with a template, and where: what() is "src/web/page.html:12: …".
class TemplateError : public std::runtime_error {
 public:
  TemplateError(std::string_view file, int line, std::string_view message)
      : std::runtime_error(std::string(file) + ":" + std::to_string(line) + ": " + std::string(message)) {}
};

/// The C++ source of one template file. It defines `void write(html::Output& out, const VIEW& view)` for every view
/// that the file declares; the header named by the file must declare the same function.
///
/// In a template:
///   <%! header "web/place_page.h" %>     the header that has the views; may be given several times
///   <%! view PlaceView view %>           begins the template of one view; the name (default `view`) is what
///                                        expressions call it; it goes on to the next view or the end of the file
///   {{ view.title }}                     a value, escaped for where it stands; `words` is at hand too
///   <% if C %> <% else if C %> <% else %> <% end %>
///   <% for item in view.items %> … <% end %>         <% for index, item in view.items %> counts from 0
///   <% let name = expression %>          a name for a value, to the end of the block
///   <% include view.table %>             the template of that value's type
///   <%# a comment %>
///
/// Context decides the escaping. Text: `&<>`, and html::Safe passes as it is. Attributes: quotes too. Addresses
/// (href, src, action …): only relative ones, http(s) and mailto; an expression after the beginning is
/// percent-encoded as one part. A build error, with file and line: unquoted attribute values, on…=, style=,
/// srcdoc=, http-equiv=, inline script, style elements, an expression in a tag or attribute name or comment, a
/// branch or loop that ends in another context than it began, an unclosed block.
///
/// file     the name for messages and #line, as a person would write it: "src/web/page.html"
/// throws   TemplateError at the first fault
std::string compiled(std::string_view file, std::string_view text);

}  // namespace outturn::templates
