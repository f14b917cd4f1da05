#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permission.h"
#include "access/reader.h"
#include "access/sessions.h"
#include "base/day.h"
#include "language/sentence.h"
#include "language/words.h"
#include "web/serving/http.h"
#include "web/layout.h"
#include "web/route.h"
#include "workspace/register.h"
#include "workspace/vault.h"
#include "workspace/view.h"

/// What stands between a route and its page: who asks, in which language, as known when, and may they.
namespace outturn::web {

/// What every page needs of the installation. Outlives the handlers.
struct Site {
  workspace::Register& keeper;
  workspace::Vault& vault;
  access::Sessions& sessions;
  const access::Passwords& passwords;
  const base::Clock& clock;
  std::filesystem::path spool;         ///< folder for uploads that wait for a decision
  bool behind_https{false};            ///< cookies are for HTTPS only
  std::uint64_t upload_limit{1'000'000'000};
  /// Where errors go, from any thread; nothing in a line may be shown to a reader.
  std::function<void(std::string_view line)> log_line{[](std::string_view) {}};
  std::vector<std::pair<std::string, std::string>> navigation{};  ///< route name, path: main navigation in order
};

/// One request, as its page sees it. Everything a page may read goes through `view` and `may`.
struct Visit {
  const Site& site;
  const Request& request;
  language::Words words;
  access::Reader reader;
  workspace::View view;
  std::string csrf;                          ///< token for forms; empty when nobody is signed in
  std::optional<base::Day> as_entered{};     ///< ?as-entered=DAY: the state as this register knew it

  const workspace::Workspace& workspace() const { return view.workspace(); }
  std::string_view parameter(std::string_view name) const { return request.parameter(name); }

  std::string say(std::string_view key, const base::Arguments& values = {}) const { return words.say(key, values); }
  std::string say(const language::Sentence& sentence) const { return language::say(words, sentence); }

  bool may(access::Act act, const record::Kind& kind, const workspace::Record* record = nullptr) const {
    return bool(access::decide(reader, act, kind, record, workspace()));
  }
  /// The record that the path names, if this reader may read it; nullptr = answer not_found(request).
  template <class T>
  const workspace::Record* readable(std::string_view id) const {
    const auto* found = workspace().find<T>(id);
    return found && may(access::Act::read, record::kind_of<T>(), found) ? found : nullptr;
  }

  /// An address of this site that keeps ?as-of= and ?as-entered=. path may carry a query of its own.
  std::string link(std::string_view path) const;
  /// "/outcomes/O01", with as-of kept; "/records/target/T1" for kinds without a page of their own.
  std::string link_to(const workspace::Record& record) const;
};

/// Whether there is such a record and this reader may read it.
bool reads(const Visit& visit, const workspace::Record* record);

/// The records of a kind that refer to `of` (in that field, or in any) and that this reader may read.
template <class T>
std::vector<const workspace::Record*> readable_of(const Visit& visit, const workspace::Record& of, std::string_view field = {}) {
  auto all = visit.workspace().referring<T>(of, field);
  std::erase_if(all, [&](const workspace::Record* one) { return !reads(visit, one); });
  return all;
}

std::string in_language(const Visit& visit, const record::Localised& text);

/// What was sent with a form, or nullptr while a page is only looked at.
const Values* typed_in(const Visit& visit);

/// 401 or 403, with the reason.
Response refused(const Visit& visit, const access::Decision& decision);

/// A page: all checks are behind it.
using Page = std::function<Response(const Visit&)>;

/// The handler of a route: signs the reader in from the cookie or bearer token, asks `access` whether they may do
/// what the route needs, checks the token against forgery, reads ?as-of= and ?lang=, and calls the page.
/// Refused: people who are not signed in are sent to sign in (pages) or get 401 (API); others get 403.
Handler visited(const Site& site, const Permission& needs, bool changes_state, Page page);

/// A route whose handler is `page` behind these checks.
Route page_route(const Site& site, Method method, std::string pattern, std::string name, Permission needs, Page page);

/// The frame that every page of a visit has: names, navigation, language switch, notices, as-of bar.
/// path_in_navigation  the navigation item that is current, such as "/outcomes"
Layout frame(const Visit& visit, std::string title, std::string_view path_in_navigation = {});

/// The finished response of a page.  etag  from ledger position, day, language and reader, so that 304 is safe
Response framed(const Visit& visit, const Layout& layout, int status = 200);

}  // namespace outturn::web
