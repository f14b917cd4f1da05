#pragma once

#include <string>
#include <vector>

#include "web/html.h"

/// The frame of every page: head, header, navigation, notices, the page's own content, footer.
namespace outturn::web {

struct NavigationItem {
  std::string text;
  std::string address;
  bool current{};      ///< this page, or the part of the site it belongs to
  std::string count{};  ///< what waits there, as text; empty = nothing shown
};

/// A coloured bar under the header: what a reader must know about everything on the page.
struct Notice {
  std::string lead;     ///< bold, the first words: "Demonstration." May be empty
  std::string text;
  std::string link_text{};
  std::string link_address{};
};

/// "As known on 31 March 2024. Show today."
struct AsOf {
  std::string text;            ///< "As known on 31 March 2024."
  std::string link_text;       ///< "Show today"
  std::string link_address;    ///< this page without the day
};

/// What frames a page. Finished text only; the page's content is markup that templates wrote.
struct Layout {
  std::string title;              ///< the one h1, which the layout writes; <title> begins with it
  std::string description{};      ///< one sentence for search engines and previews; may be empty
  std::string register_name{"Outturn"};  ///< of the installation
  std::string host{};             ///< whose register, or "Demonstration: Canada"; may be empty
  std::string canonical_path{};   ///< this page's own address
  std::string other_language{};   ///< code of the language the switch leads to: "fr"; empty = no switch
  std::string other_language_address{};
  std::vector<NavigationItem> navigation{};
  std::vector<NavigationItem> breadcrumbs{};  ///< the way here, without this page
  std::string caption{};          ///< small line above the h1; may be empty
  std::string lead{};             ///< a paragraph under the h1; may be empty
  html::Safe beside{};            ///< beside heading and lead where there is room, else below: news
  std::vector<NavigationItem> sections{};     ///< links among the pages of one thing, under the h1
  std::string sections_name{};    ///< what the section links are about, for assistive software: "This outcome"
  std::string signed_in_name{};   ///< empty = nobody: shows "Sign in"
  std::string account_address{"/account"};
  std::string sign_in_address{"/sign-in"};
  std::string search_address{"/search"};  ///< empty = no search box
  std::string search_text{};      ///< what was searched
  std::string sign_out_address{"/sign-out"};
  std::string csrf_token{};       ///< for the sign-out form; empty = no form
  std::vector<Notice> notices{};
  AsOf as_of{};                   ///< shown where its text is not empty
  bool has_errors{};              ///< then <title> says "Error:" first
  html::Safe content{};           ///< inside <main>
  std::vector<NavigationItem> footer{};
  std::string footer_text{};      ///< "Figures as known on 23 November 2026"
};

/// The whole document.
std::string page(const Layout& layout, const language::Words& words);

void write(html::Output& out, const Layout& layout);

}  // namespace outturn::web
