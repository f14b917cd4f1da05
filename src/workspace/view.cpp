#include "workspace/view.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace outturn::workspace {
namespace {

Figure figure_of(const Series& series, std::size_t row) {
  const auto& r = series.rows[row];
  return {.period = base::Period::from_code(r.period), .status = r.status, .value = r.value,
          .known_from = KnownFrom::from_code(r.known_from), .batch = r.batch, .extras = series.extras_of(row)};
}

}  // namespace

bool View::visible(const Row& row) const {
  if (as_of_ && KnownFrom::from_code(row.known_from).day > *as_of_) return false;
  const auto& withdrawn = workspace_->withdrawn_batches();
  return withdrawn.empty() || !std::binary_search(withdrawn.begin(), withdrawn.end(), row.batch);
}

std::vector<Figure> View::figures(const Series& series) const {
  std::vector<Figure> all;
  for (std::size_t r = 0; r < series.rows.size();) {
    const auto period = series.rows[r].period;
    std::optional<std::size_t> last;
    for (; r < series.rows.size() && series.rows[r].period == period; ++r) {
      if (visible(series.rows[r])) last = r;
    }
    if (last && series.rows[*last].status != Status::taken_back) all.push_back(figure_of(series, *last));
  }
  return all;
}

std::vector<View::Vintage> View::vintages(const Series& series, std::size_t most) const {
  std::set<std::int64_t> publications;
  for (const auto& row : series.rows) {
    if (visible(row)) publications.insert(row.known_from);
  }
  std::vector<Vintage> all;
  auto from = publications.begin();
  if (publications.size() > most) std::advance(from, static_cast<std::ptrdiff_t>(publications.size() - most));
  for (; from != publications.end(); ++from) {
    Vintage vintage{.known_from = KnownFrom::from_code(*from)};
    for (std::size_t r = 0; r < series.rows.size();) {
      const auto period = series.rows[r].period;
      std::optional<std::size_t> last;
      for (; r < series.rows.size() && series.rows[r].period == period; ++r) {
        if (series.rows[r].known_from <= *from && visible(series.rows[r])) last = r;
      }
      if (last && series.rows[*last].status != Status::taken_back) vintage.figures.push_back(figure_of(series, *last));
    }
    all.push_back(std::move(vintage));
  }
  return all;
}

std::vector<Revision> View::revisions(const Series& series, double precision) const {
  std::vector<Revision> all;
  for (std::size_t r = 0; r < series.rows.size();) {
    const auto period = series.rows[r].period;
    std::optional<double> before;
    for (; r < series.rows.size() && series.rows[r].period == period; ++r) {
      const auto& row = series.rows[r];
      if (!visible(row)) continue;
      const auto after = row.status == Status::figure ? std::optional(row.value) : std::nullopt;
      const bool changed = before.has_value() != after.has_value() || (before && *before != *after);
      // Against what was last told, not against the publication before: small steps the same way add up to a revision.
      const bool is_noise = before && after && std::abs(*after - *before) < precision;
      if (!changed || is_noise) continue;
      all.push_back({.period = base::Period::from_code(period), .known_from = KnownFrom::from_code(row.known_from),
                     .before = before, .after = after});
      before = after;
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Revision& a, const Revision& b) { return a.known_from > b.known_from; });
  return all;
}

std::optional<KnownFrom> View::last_published(const Series& series) const {
  std::optional<KnownFrom> last;
  for (const auto& row : series.rows) {
    const auto known = KnownFrom::from_code(row.known_from);
    if (visible(row) && (!last || known > *last)) last = known;
  }
  return last;
}

std::int32_t View::current_definition(const Record& indicator) const {
  const auto& panel = workspace_->panel();
  const auto versions = panel.definitions_of(indicator.slot);
  for (auto version = versions.rbegin(); version != versions.rend() && *version > 1; ++version) {
    for (const auto number : panel.of_indicator(indicator.slot)) {
      const auto& series = panel.series(number);
      if (series.key.definition != *version) continue;
      if (std::any_of(series.rows.begin(), series.rows.end(), [&](const Row& row) { return visible(row); })) return *version;
    }
  }
  return 1;
}

const Series* View::series(const Record& indicator, const Record& place, const Record* group) const {
  return workspace_->panel().find({.indicator = indicator.slot, .place = place.slot, .group = group ? group->slot : no_slot,
                                   .definition = current_definition(indicator)});
}

}  // namespace outturn::workspace
