#include "web/measures/revisions.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "quality/amount.h"
#include "web/measures/course.h"

namespace outturn::web {

std::vector<PublishedChanges> published_changes(const workspace::View& view, const record::Indicator& indicator, const workspace::Series& series) {
  auto revisions = view.revisions(series);
  std::stable_sort(revisions.begin(), revisions.end(), [](const auto& a, const auto& b) { return a.known_from < b.known_from; });
  std::vector<PublishedChanges> all;
  std::set<base::Period> present;
  for (const auto& revision : revisions) {
    if (all.empty() || all.back().known_from != revision.known_from) {
      all.push_back({.known_from = revision.known_from, .stood = present.size(), .is_first = all.empty()});
    }
    auto& now = all.back();
    if (!revision.before) {
      ++now.added;
      present.insert(revision.period);
    } else if (!revision.after) {
      now.taken_back.push_back(revision);
      present.erase(revision.period);
    } else if (is_noise(indicator, *revision.before, *revision.after)) {
      ++now.noise;
    } else {
      now.revised.push_back(revision);
    }
  }
  std::reverse(all.begin(), all.end());
  return all;
}

namespace {

std::string published_on(const Visit& visit, workspace::KnownFrom known) {
  if (known.sequence == 1) return visit.words.day(known.day);
  return visit.say("measure.published_again", {{"day", known.day}, {"number", static_cast<std::int64_t>(known.sequence)}});
}

std::string with_as_of(std::string_view address, base::Day day) {
  return fmt::format("{}{}as-of={}", address, address.find('?') == std::string_view::npos ? '?' : '&', day.iso());
}

}  // namespace

Table publications_table(const Visit& visit, std::span<const PublishedChanges> all, std::string_view address, std::size_t most) {
  Table table{.caption = visit.say("measure.publications"),
              .columns = {{visit.say("measure.published")}, {visit.say("measure.new"), true}, {visit.say("measure.revised"), true},
                          {visit.say("measure.taken_back"), true}, {visit.say("measure.too_small"), true}, {visit.say("measure.known_then")}},
              .rows = {}};
  const auto count = [&](std::size_t number) { return Cell{.text = visit.words.integer(static_cast<std::int64_t>(number))}; };
  for (const auto& one : all.first(std::min(most, all.size()))) {
    Cell day{.text = published_on(visit, one.known_from)};
    if (one.re_estimated_all()) day.sub = visit.say("measure.re_estimated_all");
    if (one.is_first) day.sub = visit.say("measure.first_publication");
    Cell then;
    then.content = html::rendered(Link{.text = visit.say("measure.show_then"), .address = with_as_of(address, one.known_from.day),
                                       .hidden = visit.say("measure.show_then_on", {{"day", one.known_from.day}})},
                                  visit.words);
    table.rows.push_back({{std::move(day), count(static_cast<std::size_t>(one.added)), count(one.revised.size()), count(one.taken_back.size()),
                           count(static_cast<std::size_t>(one.noise)), std::move(then)}});
  }
  return table;
}

std::vector<Row> change_rows(const Visit& visit, const record::Indicator& indicator, std::span<const PublishedChanges> all) {
  std::vector<Row> rows;
  for (const auto& publication : all) {
    auto changes = publication.revised;
    changes.insert(changes.end(), publication.taken_back.begin(), publication.taken_back.end());
    std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.period > b.period; });
    for (const auto& change : changes) {
      Row row{{{.text = published_on(visit, publication.known_from)}, {.text = visit.words.period(change.period)},
               {.text = figure_text(visit, indicator, *change.before)}}};
      if (change.after) {
        const auto difference = language::say(visit.words, quality::difference_of(indicator, std::abs(*change.after - *change.before)));
        row.cells.push_back({.text = figure_text(visit, indicator, *change.after)});
        row.cells.push_back({.text = visit.say(*change.after > *change.before ? "measure.up_by" : "measure.down_by", {{"difference", difference}})});
      } else {
        row.cells.push_back({.text = visit.say("measure.no_figure_now")});
        row.cells.push_back({});
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace outturn::web
