#include "track/change.h"

#include <algorithm>
#include <cmath>

#include "quality/amount.h"

namespace outturn::track {
namespace {

/// A difference in per cent says no more than it knows: one digit after the point below 10, none above.
language::Amount per_cent_amount(double per_cent) {
  const auto size = std::abs(per_cent);
  const auto shown = size < 10 ? std::round(size * 10) / 10 : std::round(size);
  return {.value = shown, .form = language::AmountForm::percentage};
}

const workspace::Figure* newest_figure(std::span<const workspace::Figure> figures) {
  const auto found = std::find_if(figures.rbegin(), figures.rend(), [](const auto& f) { return f.is_figure(); });
  return found == figures.rend() ? nullptr : &*found;
}

/// Counts what differs between two readings of one series, both in order of period.
void compare(std::span<const workspace::Figure> before, std::span<const workspace::Figure> after, double precision, Publication& found) {
  auto old = before.begin();
  for (const auto& now : after) {
    while (old != before.end() && old->period < now.period) found.removed += (old++)->is_figure();
    const bool was_there = old != before.end() && old->period == now.period;
    const auto* then = was_there && old->is_figure() ? &*old : nullptr;
    if (was_there) ++old;
    if (now.is_figure() && !then) ++found.added;
    if (!now.is_figure() && then) ++found.removed;
    if (now.is_figure() && then && now.value != then->value && std::abs(now.value - then->value) >= precision) ++found.revised;
  }
  for (; old != before.end(); ++old) found.removed += old->is_figure();
}

}  // namespace

Change change_between(const record::Indicator& indicator, const workspace::Figure& before, const workspace::Figure& after) {
  Change change{.from = before.period, .to = after.period, .before = before.value, .after = after.value,
                .difference = after.value - before.value, .per_cent = std::nullopt};
  if (indicator.value_kind != record::ValueKind::percentage && before.value > 0) change.per_cent = change.difference / before.value * 100;
  return change;
}

language::Sentence change_sentence(const record::Indicator& indicator, const Change& change) {
  const auto difference = quality::difference_of(indicator, std::abs(change.difference));
  std::vector<language::NamedValue> values{{"before", quality::without_unit(quality::amount_of(indicator, change.before))},
                                           {"after", quality::amount_of(indicator, change.after)},
                                           {"from", change.from},
                                           {"to", change.to}};
  if (change.from == change.to) return {difference.value == 0 ? "track.change.unrevised" : "track.change.revised", values};
  if (difference.value == 0) return {"track.change.same", values};
  const std::string way = change.difference > 0 ? "up" : "down";
  if (change.per_cent) {
    values.push_back({"per_cent", per_cent_amount(*change.per_cent)});
    return {"track.change." + way + "_per_cent", values};
  }
  values.push_back({"difference", quality::without_unit(difference)});
  return {"track.change." + way, values};
}

std::optional<Publication> last_publication(const workspace::View& view, const record::Indicator& indicator, const workspace::Series& series) {
  const auto vintages = view.vintages(series, 2);
  if (vintages.empty()) return std::nullopt;
  Publication found{.known_from = vintages.back().known_from, .is_first = vintages.size() == 1, .newest = std::nullopt};
  const std::span<const workspace::Figure> after(vintages.back().figures);
  const auto before = found.is_first ? std::span<const workspace::Figure>() : std::span<const workspace::Figure>(vintages.front().figures);
  compare(before, after, indicator.precision.value_or(0), found);
  const auto* then = newest_figure(before);
  const auto* now = newest_figure(after);
  if (then && now) found.newest = change_between(indicator, *then, *now);
  return found;
}

language::Sentence publication_sentence(const Publication& publication) {
  const language::NamedValue day{"day", publication.known_from.day};
  const language::NamedValue added{"added", std::int64_t{publication.added}};
  if (publication.is_first) return {"track.publication.first", {day, added}};
  return {"track.publication.later",
          {day, added, {"revised", std::int64_t{publication.revised}}, {"removed", std::int64_t{publication.removed}}}};
}

}  // namespace outturn::track
