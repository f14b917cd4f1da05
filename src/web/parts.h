#pragma once

#include <string>
#include <vector>

#include "web/components.h"

/// Small parts between the components of a page: headings, sentences, buttons that are links.
namespace outturn::web {

struct Heading {
  std::string text;
  std::string lead{};   ///< a sentence below it
  std::string id{};
  bool small{};          ///< beside the main part
};

/// A paragraph.
struct Saying {
  std::string text{};
  html::Safe content{};
  Link link{};           ///< after the text
};

struct ButtonLink {
  std::string text;
  std::string address;
};

/// What can be done with the thing of the page: links in a row.
struct Acts {
  std::vector<Link> links;
};

/// A list of sentences.
struct Bullets {
  std::vector<Link> items;  ///< address empty = plain text
};

void write(html::Output& out, const Heading& heading);
void write(html::Output& out, const Saying& paragraph);
void write(html::Output& out, const ButtonLink& button);
void write(html::Output& out, const Acts& acts);
void write(html::Output& out, const Bullets& bullets);

}  // namespace outturn::web
