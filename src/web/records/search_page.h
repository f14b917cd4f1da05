#pragma once

#include <string>
#include <vector>

#include "web/components.h"
#include "web/visit.h"

namespace outturn::web {

/// What was found of one kind: the best, and where the rest is.
struct FoundKind {
  struct Item {
    Link link;
    std::string about{};  ///< a line below
  };
  std::string id;
  std::string title;
  std::string count;
  std::vector<Item> items;
  Link more{};            ///< empty = all are shown
};

struct SearchView {
  std::vector<FoundKind> kinds;
};

SearchView search_view(const Visit& visit, std::string_view typed);
void write(html::Output& out, const SearchView& view);

/// GET /search?q=
Response show_search(const Visit& visit);

}  // namespace outturn::web
