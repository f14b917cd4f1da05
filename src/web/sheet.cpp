#include "web/sheet.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "base/hash.h"
#include "base/json.h"
#include "exchange/csv_writer.h"
#include "web/serving/parse.h"
#include "web/parts.h"

namespace outturn::web {
namespace {

std::string csv_of(const Sheet& sheet) {
  std::string out;
  exchange::CsvWriter csv(out);
  for (const auto& column : sheet.columns) csv.exact(column);
  csv.end_row();
  for (const auto& row : sheet.rows) {
    for (const auto& cell : row) {
      if (const auto* text = std::get_if<std::string>(&cell)) csv.text(*text);
      else if (const auto* whole = std::get_if<std::int64_t>(&cell)) csv.integer(*whole);
      else if (const auto* real = std::get_if<double>(&cell)) csv.number(*real);
      else csv.empty();
    }
    csv.end_row();
  }
  return out;
}

std::string json_of(const Sheet& sheet) {
  base::JsonWriter json;
  json.begin_array();
  for (const auto& row : sheet.rows) {
    json.begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      json.key(sheet.columns.at(i));
      if (const auto* text = std::get_if<std::string>(&row[i])) json.text(*text);
      else if (const auto* whole = std::get_if<std::int64_t>(&row[i])) json.integer(*whole);
      else if (const auto* real = std::get_if<double>(&row[i])) json.number(*real);
      else json.null();
    }
    json.end_object();
  }
  json.end_array();
  return std::move(json).str();
}

}  // namespace

Response kept(Response response) {
  response.etag = base::sha256(response.body).hex().substr(0, 32);
  return response;
}

std::string ids(const record::References& references) {
  std::string all;
  for (const auto& one : references) all += (all.empty() ? "" : "; ") + one.id;
  return all;
}

bool asks_for_data(const Visit& visit) { return visit.request.format == "json" || visit.request.format == "csv"; }

Response as_json(const Visit&, std::string json_text) { return kept(json(std::move(json_text))); }

Response answered(const Visit& visit, const Sheet& sheet) {
  if (visit.request.format == "json") return as_json(visit, json_of(sheet));
  Response response{.content_type = "text/csv; charset=utf-8", .body = csv_of(sheet)};
  response.header("Content-Disposition", fmt::format("attachment; filename=\"{}.csv\"", sheet.name));
  return kept(std::move(response));
}

html::Safe download_links(const Visit& visit, std::string_view path, std::string_view query) {
  Acts row;
  for (const std::string_view format : {"csv", "json"}) {
    row.links.push_back({.text = visit.say(fmt::format("overview.as_{}", format)), .address = visit.link(fmt::format("{}.{}{}", path, format, query))});
  }
  return html::rendered(row, visit.words);
}

std::string query_with(const Visit& visit, std::string_view name, std::string_view value) {
  std::string out;
  const auto add = [&](std::string_view key, std::string_view text) {
    out += fmt::format("{}{}={}", out.empty() ? '?' : '&', percent_encoded(key), percent_encoded(text));
  };
  for (const auto& [key, text] : visit.request.query) {
    // as-of and as-entered are put back by Visit::link
    if (text.empty() || key == name || key == "page" || key == "lang" || key == "as-of" || key == "as-entered") continue;
    add(key, text);
  }
  if (!name.empty() && !value.empty()) add(name, value);
  return out;
}

Paging paged(const Visit& visit, std::string_view path, std::size_t rows, std::size_t rows_a_page) {
  const auto pages = std::max<std::size_t>(1, (rows + rows_a_page - 1) / rows_a_page);
  const auto asked = visit.request.query.get("page", "1");
  std::size_t page = 1;
  const auto [end, error] = std::from_chars(asked.data(), asked.data() + asked.size(), page);
  if (error != std::errc{} || end != asked.data() + asked.size()) page = 1;
  page = std::clamp<std::size_t>(page, 1, pages);

  Paging paging{.first = (page - 1) * rows_a_page, .last = std::min(rows, page * rows_a_page)};
  if (rows == 0) return paging;
  const auto& words = visit.words;
  paging.links.summary = words.say("overview.showing", {{"first", words.integer(static_cast<std::int64_t>(paging.first + 1))},
                                                        {"last", words.integer(static_cast<std::int64_t>(paging.last))},
                                                        {"count", static_cast<std::int64_t>(rows)}});
  if (pages == 1) return paging;
  const auto address = [&](std::size_t number) {
    auto query = query_with(visit);
    if (number > 1) query += fmt::format("{}page={}", query.empty() ? '?' : '&', number);
    return visit.link(std::string(path) + query);
  };
  if (page > 1) paging.links.previous_address = address(page - 1);
  if (page < pages) paging.links.next_address = address(page + 1);
  for (std::size_t number = 1; number <= pages; ++number) {
    const bool near = number + 1 >= page && number <= page + 1;
    if (near || number == 1 || number == pages) {
      paging.links.numbers.push_back({.text = words.integer(static_cast<std::int64_t>(number)), .address = address(number), .current = number == page});
    } else if (!paging.links.numbers.back().gap) {
      paging.links.numbers.push_back({.text = {}, .address = {}, .gap = true});
    }
  }
  return paging;
}

void keep_days(const Visit& visit, FilterForm& form) {
  if (visit.view.as_of()) form.fields.push_back({.control = Control::hidden, .name = "as-of", .label = {}, .value = visit.view.as_of()->iso()});
  if (visit.as_entered) form.fields.push_back({.control = Control::hidden, .name = "as-entered", .label = {}, .value = visit.as_entered->iso()});
}

}  // namespace outturn::web
