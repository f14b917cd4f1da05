#include "web/serving/http.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/json.h"
#include "language/words.h"
#include "web/html.h"
#include "web/serving/parse.h"

namespace outturn::web {
namespace {

constexpr std::array<std::string_view, 7> method_texts{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

std::string sentence(const Problem& problem, std::string_view which, const language::Words& words) {
  return words.say(fmt::format("web.{}.{}", problem.code, which), problem.values);
}

}  // namespace

std::string_view text(Method method) {
  const auto index = static_cast<std::size_t>(method);
  return index < method_texts.size() ? method_texts[index] : std::string_view{};
}

Method method_from(std::string_view text) {
  const auto found = std::ranges::find(method_texts, text);
  return static_cast<Method>(found - method_texts.begin());
}

bool is_reading(Method method) { return method == Method::get || method == Method::head; }

void Values::set(std::string_view name, std::string value) {
  std::erase_if(items_, [&](const Item& item) { return equal_without_case(item.first, name); });
  items_.emplace_back(std::string{name}, std::move(value));
}

const std::string* Values::find(std::string_view name) const {
  const auto found = std::ranges::find(items_, name, &Item::first);
  return found == items_.end() ? nullptr : &found->second;
}

std::string_view Values::get(std::string_view name, std::string_view otherwise) const {
  const auto* value = find(name);
  return value ? std::string_view{*value} : otherwise;
}

std::vector<std::string_view> Values::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& item : items_) {
    if (item.first == name) values.emplace_back(item.second);
  }
  return values;
}

const UploadedFile* Request::file(std::string_view field) const {
  const auto found = std::ranges::find(files, field, &UploadedFile::field);
  return found == files.end() ? nullptr : &*found;
}

bool Request::wants_json() const {
  if (format == "json" || path == "/api" || path.starts_with("/api/")) return true;
  const auto accept = header("accept");
  return accept.find("json") != std::string_view::npos && accept.find("html") == std::string_view::npos;
}

std::string Cookie::text() const {
  const auto harmless = [](std::string_view part) {
    return std::ranges::all_of(part, [](char c) { return c > 0x20 && c < 0x7f && std::string_view{"\",;\\"}.find(c) == std::string_view::npos; });
  };
  base::ensure(!name.empty() && harmless(name) && harmless(value) && harmless(path), "a cookie holds no separators");
  std::string out = fmt::format("{}={}; Path={}", name, value, path);
  if (max_age) out += fmt::format("; Max-Age={}", *max_age);
  if (http_only) out += "; HttpOnly";
  if (secure) out += "; Secure";
  out += "; SameSite=" + same_site;
  return out;
}

Response page(std::string html, int status) { return {.status = status, .body = std::move(html)}; }

Response json(std::string text, int status) {
  return {.status = status, .content_type = "application/json", .body = std::move(text)};
}

Response plain(std::string text, int status) {
  return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

Response see_other(std::string location) {
  base::ensure(is_local_path(location), "a redirect stays on this site");
  return Response{.status = 303}.header("Location", std::move(location));
}

Response moved(std::string location) {
  base::ensure(is_local_path(location), "a redirect stays on this site");
  return Response{.status = 308}.header("Location", std::move(location));
}

Response not_modified(std::string etag) { return {.status = 304, .etag = std::move(etag)}; }

Response problem(const Problem& problem, const language::Words& words) {
  base::JsonWriter out;
  out.begin_object();
  out.member("type", "urn:outturn:problem:" + problem.code);
  out.member("title", sentence(problem, "title", words));
  out.key("status").integer(problem.status);
  out.member("detail", sentence(problem, "detail", words));
  out.member("code", problem.code);
  if (!problem.issues.empty()) {
    out.key("errors").begin_array();
    for (const auto& issue : problem.issues) {
      out.begin_object();
      out.member("field", issue.field).member("code", issue.code).member("message", words.issue(issue));
      out.member("severity", issue.severity == base::Severity::error ? "error" : "warning");
      out.end_object();
    }
    out.end_array();
  }
  out.end_object();
  return {.status = problem.status, .content_type = "application/problem+json", .body = std::move(out).str()};
}

Response problem_page(const Problem& problem, const language::Words& words) {
  const auto title = html::escape(sentence(problem, "title", words));
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n<p>{}</p>\n",
      words.language(), title, title, html::escape(sentence(problem, "detail", words)));
  if (!problem.issues.empty()) {
    html += "<ul>\n";
    for (const auto& issue : problem.issues) html += fmt::format("<li>{}</li>\n", html::escape(words.issue(issue)));
    html += "</ul>\n";
  }
  html += "</main>\n</body>\n</html>\n";
  auto response = page(std::move(html), problem.status);
  response.refused = problem;
  return response;
}

Response refusal(const Request& request, const Problem& refused) {
  const language::Words words{request.language};
  return request.wants_json() ? problem(refused, words) : problem_page(refused, words);
}

Response not_found(const Request& request) { return refusal(request, {.status = 404, .code = "not_found"}); }

bool is_local_path(std::string_view text) {
  if (text.empty() || text.front() != '/') return false;
  if (text.size() > 1 && (text[1] == '/' || text[1] == '\\')) return false;
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
}

}  // namespace outturn::web
