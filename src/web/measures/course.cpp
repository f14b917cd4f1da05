#include "web/measures/course.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "quality/amount.h"

namespace outturn::web {

using Observed = workspace::Figure;
using workspace::Record;

const Observed* Course::figure_for(base::Period period) const {
  const auto found = std::find_if(figures.begin(), figures.end(), [&](const Observed& figure) { return figure.period == period; });
  return found == figures.end() ? nullptr : &*found;
}

Course course_of(const Visit& visit, const Record& indicator, const Record* place, const Record* group) {
  Course course{.indicator = &indicator, .place = place, .group = group};
  for (auto& status : track::statuses_of_indicator(visit.view, indicator)) {
    if (status.place == place && status.group == group) course.status = std::move(status);
  }
  if (!place) return course;
  course.series = visit.view.series(indicator, *place, group);
  if (!course.series) return course;
  course.figures = visit.view.figures(*course.series);
  for (const auto& figure : course.figures) {
    if (!figure.is_figure()) continue;
    course.previous = course.latest;
    course.latest = figure;
  }
  if (course.previous) course.change = track::change_between(course.measure(), *course.previous, *course.latest);
  course.publication = track::last_publication(visit.view, course.measure(), *course.series);
  course.freshness = quality::freshness(course.measure(), course.figures, visit.view.day());
  course.outlook = course.status && course.status->forecast ? course.status->forecast : track::outlook_for(visit.view, course.measure(), *course.series);
  return course;
}

namespace {

/// Slots among the series of an indicator that have anything to show, each once.
template <class Choose>
std::vector<workspace::Slot> slots_of(const Visit& visit, const Record& indicator, Choose choose) {
  std::vector<workspace::Slot> slots;
  const auto& panel = visit.workspace().panel();
  for (const auto number : panel.of_indicator(indicator.slot)) {
    const auto& series = panel.series(number);
    const auto slot = choose(series.key);
    if (slot == workspace::no_slot || std::find(slots.begin(), slots.end(), slot) != slots.end()) continue;
    if (visit.view.last_published(series)) slots.push_back(slot);
  }
  return slots;
}

}  // namespace

std::vector<const Record*> places_measured(const Visit& visit, const Record& indicator) {
  const auto& kind = record::kind_of<record::Place>();
  std::vector<const Record*> places;
  for (const auto slot : slots_of(visit, indicator, [](const workspace::SeriesKey& key) { return key.place; })) {
    const auto& place = visit.workspace().at(kind, slot);
    if (visit.may(access::Act::read, kind, &place)) places.push_back(&place);
  }
  sort_by_title(places, visit.words.language());
  std::stable_partition(places.begin(), places.end(),
                        [](const Record* place) { return place->as<record::Place>().level == record::PlaceLevel::country; });
  return places;
}

std::vector<const Record*> groups_measured(const Visit& visit, const Record& indicator, const Record& place) {
  const auto& kind = record::kind_of<record::Group>();
  struct Named {
    std::size_t breadth;
    std::string name;
    const Record* group;
  };
  std::vector<Named> named;
  for (const auto slot : slots_of(visit, indicator, [&](const workspace::SeriesKey& key) { return key.place == place.slot ? key.group : workspace::no_slot; })) {
    const auto& group = visit.workspace().at(kind, slot);
    if (!visit.may(access::Act::read, kind, &group)) continue;
    named.push_back({group.as<record::Group>().categories.size(), base::folded(group_name(visit, &group)), &group});
  }
  std::sort(named.begin(), named.end(), [](const Named& a, const Named& b) { return std::tie(a.breadth, a.name) < std::tie(b.breadth, b.name); });
  std::vector<const Record*> groups;
  for (const auto& one : named) groups.push_back(one.group);
  return groups;
}

std::string group_name(const Visit& visit, const Record* group) {
  if (!group) return visit.say("measure.everybody");
  std::string name;
  for (const auto& reference : group->as<record::Group>().categories) {
    const auto* category = visit.workspace().find<record::Category>(reference.id);
    if (!name.empty()) name += ", ";
    name += category ? category->title(visit.words.language()) : reference.id;
  }
  return name;
}

std::string whereabouts(const Visit& visit, const Record* place, const Record* group) {
  std::string text = place ? place->title(visit.words.language()) : "";
  if (group) text += (text.empty() ? "" : ", ") + group_name(visit, group);
  return text;
}

void sort_by_title(std::vector<const Record*>& records, std::string_view language) {
  std::vector<std::pair<std::string, const Record*>> named;
  named.reserve(records.size());
  for (const auto* record : records) named.emplace_back(base::folded(record->title(language)), record);
  std::stable_sort(named.begin(), named.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::transform(named.begin(), named.end(), records.begin(), [](const auto& one) { return one.second; });
}

std::string cell_text(const Visit& visit, const record::Indicator& indicator, const Observed& figure) {
  if (figure.is_figure()) return figure_text(visit, indicator, figure.value);
  return fmt::format("[{}]", workspace::status_code(figure.status));
}

std::vector<std::string> absence_legend(const Visit& visit, std::span<const Observed> figures) {
  std::map<std::string, std::string> legend;
  for (const auto& figure : figures) {
    if (figure.is_figure()) continue;
    const auto code = workspace::status_code(figure.status);
    legend[code] = visit.say("measure.absence", {{"code", fmt::format("[{}]", code)}, {"meaning", visit.say("chart.absence." + code)}});
  }
  std::vector<std::string> lines;
  for (const auto& [code, line] : legend) lines.push_back(line);
  return lines;
}

std::string choice_text(const Visit& visit, const Record& record, std::string_view field) {
  const auto value = record.kind->field(field)->read(record.body.get());
  const auto* code = std::get_if<std::string>(&value);
  return code ? visit.say(fmt::format("record.{}.{}.{}", record.kind->code, field, *code)) : "";
}

std::vector<Link> link_to_add(const Visit& visit, std::string_view kind, std::string_view key, std::string_view query) {
  if (!visit.may(access::Act::add, *record::kind(kind))) return {};
  return {{visit.say(key), form_to_add(visit, kind, query)}};
}

double as_shown(const record::Indicator& indicator, double value) {
  const auto amount = quality::amount_of(indicator, value);
  if (amount.decimals < 0) return amount.value;
  const auto scale = std::pow(10.0, amount.decimals);
  return std::round(amount.value * scale) / scale;
}

std::string distance_text(const Visit& visit, const record::Indicator& indicator, double from, double to) {
  return language::say(visit.words, quality::difference_of(indicator, std::abs(as_shown(indicator, to) - as_shown(indicator, from))));
}

bool is_noise(const record::Indicator& indicator, double before, double after) {
  const auto change = std::abs(after - before);
  return change < indicator.precision.value_or(0) || change <= 1e-9 * std::max(std::abs(before), std::abs(after));
}

}  // namespace outturn::web
