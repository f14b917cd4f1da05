#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "language/words.h"

/// Writing HTML so that nothing a person typed can become markup. Templates (src/web/*.html) compile to calls of
/// html::Output; page code seldom needs more than html::Safe and rendered().
namespace outturn::web::html {

/// Text that is markup already. Only a template's output, or our own drawing, can be.
class Safe {
 public:
  Safe() = default;
  /// The caller vouches that the text is well-formed markup in which every value has been escaped (a chart's SVG).
  static Safe vouched(std::string markup) {
    Safe safe;
    safe.markup_ = std::move(markup);
    return safe;
  }

  const std::string& markup() const { return markup_; }
  bool empty() const { return markup_.empty(); }
  Safe& operator+=(const Safe& more) {
    markup_ += more.markup_;
    return *this;
  }
  bool operator==(const Safe&) const = default;

 private:
  std::string markup_;
};

/// The text with & < > " ' written as references: right for text and for quoted attributes.
std::string escape(std::string_view text);

/// An address that a page may link to, else "#unsafe-address": relative, http, https or mailto; not "//host",
/// no backslash, no control character. Not yet escaped.
std::string_view safe_url(std::string_view address);

/// One part of an address, percent-encoded: everything but letters, digits and - . _ ~.
std::string url_part(std::string_view part);

/// Where a template writes. Each function escapes for one context; the template compiler chooses among them.
/// Numbers other than whole ones are refused by the compiler: words format them for the reader's language first.
class Output {
 public:
  /// words  outlive the output
  explicit Output(const language::Words& words) : words_(&words) {}

  const language::Words& words() const { return *words_; }

  void raw(std::string_view markup) { markup_ += markup; }

  void text(std::string_view value);
  void text(const Safe& value) { markup_ += value.markup(); }
  void attribute(std::string_view value) { text(value); }
  void url(std::string_view value) { text(safe_url(value)); }
  void url_part(std::string_view value) { markup_ += html::url_part(value); }

  template <std::integral Whole>
    requires(!std::same_as<Whole, bool> && !std::same_as<Whole, char>)
  void text(Whole value) { markup_ += std::to_string(value); }
  template <std::integral Whole>
    requires(!std::same_as<Whole, bool> && !std::same_as<Whole, char>)
  void attribute(Whole value) { markup_ += std::to_string(value); }
  template <std::integral Whole>
    requires(!std::same_as<Whole, bool> && !std::same_as<Whole, char>)
  void url_part(Whole value) { markup_ += std::to_string(value); }

  Safe taken() && { return Safe::vouched(std::move(markup_)); }

 private:
  const language::Words* words_;
  std::string markup_;
};

/// A view through its template, which is found by the view's type: `write(html::Output&, const View&)`.
template <class View>
Safe rendered(const View& view, const language::Words& words) {
  Output out(words);
  write(out, view);
  return std::move(out).taken();
}

}  // namespace outturn::web::html
