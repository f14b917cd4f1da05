#include "web/folded_table.h"

#include "base/checked.h"

namespace outturn::web {

html::Safe folded(Table table, std::size_t seen_at_once, const language::Words& words) {
  constexpr std::size_t worth_a_fold = 3;
  if (table.rows.size() < seen_at_once + worth_a_fold) return html::rendered(table, words);
  Table rest = table;
  const auto cut = static_cast<std::ptrdiff_t>(seen_at_once);
  table.rows.erase(table.rows.begin() + cut, table.rows.end());
  table.totals.clear();
  rest.rows.erase(rest.rows.begin(), rest.rows.begin() + cut);
  rest.caption = words.say("table.rest", {{"caption", table.caption}});
  rest.shows_caption = false;
  auto content = html::rendered(table, words);
  content += html::rendered(More{.summary = words.say("table.more", {{"count", base::whole(rest.rows.size())}}), .of = table.caption,
                                 .content = html::rendered(rest, words)},
                            words);
  return content;
}

}  // namespace outturn::web
