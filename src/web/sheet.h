#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "web/components.h"
#include "web/forms.h"
#include "web/visit.h"

/// A page's list as data: the same rows as CSV and as JSON, at the page's address with .csv or .json.
namespace outturn::web {

using SheetCell = std::variant<std::monostate, std::string, std::int64_t, double>;

struct Sheet {
  std::string name;                  ///< of the file, without suffix: "commitments"
  std::vector<std::string> columns;  ///< codes in snake_case, the same in every language
  std::vector<std::vector<SheetCell>> rows;
};

/// The ids in one cell: "A; B".
std::string ids(const record::References& references);

/// The same with an etag of what it says.
Response kept(Response response);

/// Whether the address asks for data and not for the page.
bool asks_for_data(const Visit& visit);
/// The sheet in the format that the address asks for. JSON is an array of objects.
Response answered(const Visit& visit, const Sheet& sheet);
/// Finished JSON, or CSV, as a response that may be kept until it changes.
Response as_json(const Visit& visit, std::string json);

/// "Download as CSV", "Download as JSON" of a list at `path`, which may carry a query.
html::Safe download_links(const Visit& visit, std::string_view path, std::string_view query = {});

/// Which part of a long list a page shows.
struct Paging {
  std::size_t first{};   ///< index of the first row shown
  std::size_t last{};    ///< index after the last row shown
  Pagination links{};
};
/// The page that ?page= asks for (the nearest there is), with links to the others that keep the rest of the query.
/// path  of the list, such as "/commitments"
Paging paged(const Visit& visit, std::string_view path, std::size_t rows, std::size_t rows_a_page = 50);

/// The query of this request with one value set (or left out where empty), without ?page= and ?lang=: "?q=x&party=y" or "".
std::string query_with(const Visit& visit, std::string_view name = {}, std::string_view value = {});

/// Lets a filter keep ?as-of= and ?as-entered=, which a GET form would drop.
void keep_days(const Visit& visit, FilterForm& form);

}  // namespace outturn::web
