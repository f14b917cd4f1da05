#include "html_context.h"

#include <algorithm>
#include <array>

namespace outturn::templates {
namespace {

template <std::size_t n>
bool among(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 13> address_attributes{
    "href", "src", "action", "formaction", "cite", "data", "poster", "background", "xlink:href", "ping", "manifest",
    "longdesc", "icon"};
constexpr std::array<std::string_view, 4> refused_attributes{"style", "srcdoc", "http-equiv", "srcset"};
constexpr std::array<std::string_view, 7> refused_elements{"style", "iframe", "object", "embed", "base", "xmp", "plaintext"};

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Whether the fixed beginning of an address names a scheme that a page may not link to.
bool bad_scheme(std::string_view value) {
  const auto colon = value.find_first_of(":/?#");
  if (colon == std::string_view::npos || value[colon] != ':') return false;
  std::string scheme;
  for (const char c : value.substr(0, colon)) scheme += lower(c);
  return scheme != "http" && scheme != "https" && scheme != "mailto";
}

}  // namespace

void HtmlContext::read(std::string_view fixed, int& line) {
  for (const char c : fixed) {
    try {
      next(c);
    } catch (Refusal& refusal) {
      refusal.line = line;
      throw;
    }
    if (c == '\n') ++line;
  }
}

void HtmlContext::begin_attribute(char c) {
  if (c == '"' || c == '\'' || c == '<' || c == '=') throw Refusal{"a tag cannot have " + std::string(1, c) + " here"};
  if (must_separate_) throw Refusal{"put a space before '" + std::string(1, c) + "': it would join what stands before it"};
  attribute_ = lower(c);
  value_.clear();
  value_has_expression_ = false;
  place_ = Place::attribute_name;
}

void HtmlContext::end_attribute_name() {
  if (attribute_.starts_with("on")) throw Refusal{"attribute " + attribute_ + " would be inline script; use a script file"};
  if (among(refused_attributes, attribute_)) {
    throw Refusal{"attribute " + attribute_ + (attribute_ == "style" ? " is refused by our content policy; use a class"
                                                                     : " is not allowed in a template")};
  }
}

void HtmlContext::end_value() {
  if (among(address_attributes, attribute_) && bad_scheme(value_)) {
    throw Refusal{"the address in " + attribute_ + " begins with \"" + value_ +
                  "\"; use a relative one, http, https or mailto"};
  }
}

void HtmlContext::end_tag() {
  if (!closing_ && among(refused_elements, element_)) throw Refusal{"element " + element_ + " is not allowed in a template"};
  inside_script_ = !closing_ && element_ == "script";
  if (element_ == "pre" || element_ == "textarea") keeps_spaces_ = !closing_;
  place_ = Place::text;
  must_separate_ = false;
}

void HtmlContext::next(char c) {
  switch (place_) {
    case Place::text:
      if (recent_ == "<") {
        recent_.clear();
        if (is_letter(c) || c == '/') {
          if (inside_script_ && c != '/') throw Refusal{"inline script is refused by our content policy; use a script file"};
          closing_ = c == '/';
          element_ = closing_ ? "" : std::string(1, lower(c));
          place_ = Place::tag_name;
        } else if (c == '!') {
          recent_ = "<!";
          place_ = Place::declaration;
        } else {
          throw Refusal{"'<' stands alone; write &lt;"};
        }
        return;
      }
      if (c == '<') {
        recent_ = "<";
      } else if (inside_script_ && !is_space(c)) {
        throw Refusal{"inline script is refused by our content policy; use a script file"};
      }
      return;
    case Place::declaration:
      if (recent_ == "<!-" && c == '-') {
        recent_.clear();
        place_ = Place::comment;
      } else if (c == '>') {
        recent_.clear();
        place_ = Place::text;
      } else {
        recent_ += c;
      }
      return;
    case Place::comment:
      recent_ += c;
      if (recent_.ends_with("-->")) {
        recent_.clear();
        place_ = Place::text;
      }
      return;
    case Place::tag_name:
      if (is_space(c)) place_ = Place::in_tag;
      else if (c == '>') end_tag();
      else if (c == '/') place_ = Place::in_tag;
      else element_ += lower(c);
      return;
    case Place::in_tag:
    case Place::after_value:
    case Place::after_name:
      if (c == '>') {
        end_tag();
      } else if (is_space(c) || c == '/') {
        must_separate_ = false;
        if (place_ != Place::after_name) place_ = Place::in_tag;
      } else if (c == '=' && place_ == Place::after_name) {
        place_ = Place::before_value;
      } else {
        if (place_ == Place::after_value) must_separate_ = true;
        begin_attribute(c);
      }
      return;
    case Place::attribute_name:
      if (is_space(c) || c == '=' || c == '>' || c == '/') {
        end_attribute_name();
        if (c == '=') place_ = Place::before_value;
        else if (c == '>') end_tag();
        else place_ = c == '/' ? Place::in_tag : Place::after_name;
      } else {
        attribute_ += lower(c);
      }
      return;
    case Place::before_value:
      if (is_space(c)) return;
      if (c != '"' && c != '\'') throw Refusal{"the value of " + attribute_ + " needs quotes: " + attribute_ + "=\"…\""};
      quote_ = c;
      place_ = Place::value;
      return;
    case Place::value:
      if (c == quote_) {
        end_value();
        place_ = Place::after_value;
      } else if (!value_has_expression_) {
        value_ += c;
      }
      return;
  }
}

HtmlContext::Escape HtmlContext::expression() {
  switch (place_) {
    case Place::text:
      if (recent_ == "<") throw Refusal{"an expression cannot be a tag name"};
      if (inside_script_) throw Refusal{"an expression inside script is refused; give the script a data- attribute"};
      return Escape::text;
    case Place::value: {
      const bool begins = value_.empty() && !value_has_expression_;
      if (!value_has_expression_) end_value();
      value_has_expression_ = true;
      if (!among(address_attributes, attribute_)) return Escape::attribute;
      return begins ? Escape::url : Escape::url_part;
    }
    case Place::before_value:
      throw Refusal{"the value of " + attribute_ + " needs quotes: " + attribute_ + "=\"{{ … }}\""};
    case Place::comment:
    case Place::declaration:
      throw Refusal{"an expression cannot stand in a comment or declaration; use <%# … %> for a comment"};
    default:
      throw Refusal{"an expression can stand in text or in a quoted attribute value, not " + name()};
  }
}

void HtmlContext::statement() {
  switch (place_) {
    case Place::attribute_name:
      end_attribute_name();
      [[fallthrough]];
    case Place::after_value:
      must_separate_ = true;
      [[fallthrough]];
    case Place::after_name:
      place_ = Place::in_tag;
      return;
    case Place::tag_name:
      if (element_.empty()) throw Refusal{"a statement cannot stand in a tag name"};
      must_separate_ = true;
      place_ = Place::in_tag;
      return;
    case Place::text:
      if (recent_ == "<") throw Refusal{"a statement cannot stand in a tag name"};
      return;
    case Place::before_value:
      throw Refusal{"put the quotes of " + attribute_ + " around the statement"};
    case Place::value:
      // What a branch writes is not known here: treat it like an expression.
      if (!value_has_expression_) end_value();
      value_has_expression_ = value_has_expression_ || !value_.empty();
      return;
    default:
      return;
  }
}

bool HtmlContext::operator==(const HtmlContext& other) const {
  return place_ == other.place_ && inside_script_ == other.inside_script_ &&
         (place_ != Place::value || (attribute_ == other.attribute_ && quote_ == other.quote_));
}

std::string HtmlContext::name() const {
  switch (place_) {
    case Place::text: return "in text";
    case Place::tag_name: return "in a tag name";
    case Place::in_tag:
    case Place::after_value:
    case Place::after_name: return "between the attributes of " + element_;
    case Place::attribute_name: return "in an attribute name";
    case Place::before_value: return "before the value of " + attribute_;
    case Place::value: return "in the value of attribute " + attribute_;
    case Place::comment: return "in a comment";
    case Place::declaration: return "in a declaration";
  }
  return {};
}

}  // namespace outturn::templates
