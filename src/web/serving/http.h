#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/checked.h"

/// What a page handler sees: a request that has arrived whole, and the response it gives. No networking here.

namespace outturn::language {
class Words;
}

namespace outturn::web {

enum class Method : std::uint8_t { get, head, post, put, patch, remove, options, other };

std::string_view text(Method method);    ///< "GET" … "DELETE"; "" for other
Method method_from(std::string_view text);
bool is_reading(Method method);          ///< GET or HEAD: changes nothing

/// Named values in the order they came; a name may come several times.
class Values {
 public:
  using Item = std::pair<std::string, std::string>;

  Values() = default;
  Values(std::initializer_list<Item> items) : items_(items) {}

  void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }
  void set(std::string_view name, std::string value);  ///< instead of all of that name
  const std::string* find(std::string_view name) const;  ///< the first, or nullptr
  std::string_view get(std::string_view name, std::string_view otherwise = {}) const;
  std::vector<std::string_view> all(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }

  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  bool operator==(const Values&) const = default;

 private:
  std::vector<Item> items_;
};

/// A file that came with a form, kept on disk. The file is deleted once the request has been answered; a handler
/// that wants to keep it moves it away.
struct UploadedFile {
  std::string field;         ///< name of the form field
  std::string name;          ///< as the sender calls it, without folders; not to be trusted, nor used as a path
  std::string content_type;  ///< as the sender says; not to be trusted
  std::filesystem::path path;
  std::uint64_t size{};
};

/// A request that has arrived whole and passed the server's checks.
struct Request {
  Method method{Method::get};
  std::string target;     ///< as sent: "/indicators/I-poverty.csv?as-of=2024-03-31"
  std::string path;       ///< decoded, without query; with the suffix where there is one
  std::string format;     ///< "" for the page; "json", "csv", "svg" where the path ends so and the route offers it
  Values parameters;      ///< of the route's pattern, decoded: {"id", "I-poverty"}
  Values query;           ///< decoded
  Values headers;         ///< names in lower case
  Values cookies;
  Values form;            ///< decoded fields of a form (either encoding), files apart
  std::vector<UploadedFile> files;
  std::string body;       ///< of anything that is not a form (JSON for the API)
  std::string remote_address;
  bool secure{false};     ///< came over TLS, as the proxy before us says
  std::string language{"en"};  ///< of the interface, for this request
  std::string route;      ///< name of the route that answers ("outcome.show"); set by the router

  std::string_view parameter(std::string_view name) const { return parameters.get(name); }
  std::string_view header(std::string_view lower_case_name) const { return headers.get(lower_case_name); }
  const UploadedFile* file(std::string_view field) const;
  bool wants_json() const;  ///< path under /api/, format json, or Accept asks for JSON and not for HTML
};

struct Cookie {
  std::string name;
  std::string value;
  std::string path{"/"};
  std::optional<int> max_age{};  ///< seconds; nothing = until the browser closes; 0 = forget now
  bool http_only{true};
  bool secure{false};
  std::string same_site{"Lax"};  ///< Lax, Strict or None
  std::string text() const;      ///< as in a Set-Cookie header
};

/// A refusal or failure of the whole request. Its sentences are the messages web.<code>.title and web.<code>.detail.
struct Problem {
  int status{500};
  std::string code;            ///< "not_found", "conflict": stable, part of the API
  base::Arguments values{};    ///< what the sentences name
  base::Issues issues{};       ///< field by field, where there are any
};

/// What goes back. The server adds length, date, compression and the security headers (those that the handler set
/// itself stay), and answers 304 where the request already holds `etag`.
struct Response {
  int status{200};
  std::string content_type{"text/html; charset=utf-8"};
  std::string body;
  std::string_view memory{};     ///< instead of body: static memory that lives as long as the program (assets)
  std::filesystem::path file{};  ///< instead of body: sent from disk, for exports too large for memory
  bool delete_file{false};       ///< after sending
  Values headers{};
  std::vector<Cookie> cookies{};
  std::string etag{};            ///< strong, without quotes; empty = none
  std::string cache_control{};   ///< empty = "no-store" where the request has a session, else "private, no-cache"
  std::optional<Problem> refused{};  ///< what a bare refusal page says, so that it can be shown in the layout instead
  std::string content_encoding{};  ///< set where body or memory is already compressed ("br", "gzip")

  Response& header(std::string name, std::string value) & { headers.set(name, std::move(value)); return *this; }
  Response header(std::string name, std::string value) && { headers.set(name, std::move(value)); return std::move(*this); }
};

Response page(std::string html, int status = 200);
Response json(std::string text, int status = 200);
Response plain(std::string text, int status = 200);

/// 303: after a change, look at the result.
/// location  a path of this site; anything else is our fault (std::logic_error), see is_local_path
Response see_other(std::string location);
/// 308 to a path of this site, for a page that has moved for good.
Response moved(std::string location);
Response not_modified(std::string etag);

/// RFC 9457: application/problem+json with type "urn:outturn:problem:<code>", title, status, detail, errors.
Response problem(const Problem& problem, const language::Words& words);
/// The same as a bare page, for where no layout is at hand.
Response problem_page(const Problem& problem, const language::Words& words);
/// Either of them, as the request prefers.
Response refusal(const Request& request, const Problem& problem);
/// 404, as page or JSON: nothing here, or nothing that this reader may know of.
Response not_found(const Request& request);

/// Whether a text may be redirected to: a path of this site ("/today?x=1"), never another host ("//evil", "/\evil").
bool is_local_path(std::string_view text);

}  // namespace outturn::web
