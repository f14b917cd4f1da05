#pragma once

#include <string>
#include <vector>

#include "web/html.h"

/// How a page's parts stand under and beside each other.
namespace outturn::web {

/// A part of a page under its own heading, with a permanent anchor.
struct Section {
  std::string id;
  std::string title;
  std::string lead{};
  html::Safe content{};
};

/// Two columns where there is room, one below the other where not.
struct Columns {
  enum class Shares { two_to_one, three_to_two, halves };
  html::Safe left{};
  html::Safe right{};
  Shares shares{Shares::two_to_one};
};

/// Paragraphs of running text.
struct Prose {
  std::vector<std::string> paragraphs;
  bool muted{};
};

std::string_view text(Columns::Shares shares);  ///< as class names end: "2-1"

void write(html::Output& out, const Section& section);
void write(html::Output& out, const Columns& columns);
void write(html::Output& out, const Prose& prose);

}  // namespace outturn::web
