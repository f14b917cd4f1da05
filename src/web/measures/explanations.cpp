#include "web/measures/explanations.h"

#include <algorithm>

#include "record/assessment.h"
#include "web/serving/parse.h"

namespace outturn::web {

using record::Explanation;
using workspace::Record;

std::vector<const Record*> explanations_of(const Visit& visit, const Course& course) {
  if (!course.place) return {};
  auto all = visit.workspace().referring<Explanation>(*course.indicator, "indicator");
  std::erase_if(all, [&](const Record* one) {
    const auto& explanation = one->as<Explanation>();
    const bool here = explanation.place.id == course.place->id && explanation.group.id == (course.group ? course.group->id : std::string());
    const bool later = visit.view.as_of() && explanation.day && *explanation.day > *visit.view.as_of();
    return !here || later || !explanation.period || !visit.may(access::Act::read, *one->kind, one);
  });
  std::stable_sort(all.begin(), all.end(), [](const Record* a, const Record* b) { return a->as<Explanation>().period > b->as<Explanation>().period; });
  return all;
}

const Record* explanation_of(const Visit& visit, const Course& course, const Noise& noise, std::size_t at) {
  if (!noise.chart) return nullptr;
  const auto is_signal = [&](std::size_t i) { return !noise.chart->points[i].signals.empty(); };
  auto first = at;
  auto last = at;
  while (first > 0 && is_signal(first - 1)) --first;
  while (last + 1 < noise.chart->points.size() && is_signal(last + 1)) ++last;
  const auto all = explanations_of(visit, course);
  const auto found = std::find_if(all.begin(), all.end(), [&](const Record* one) {
    const auto& period = *one->as<Explanation>().period;
    return period.last_day() >= course.figures[first].period.first_day() && period.first_day() <= course.figures[last].period.last_day();
  });
  return found == all.end() ? nullptr : *found;
}

std::vector<Link> link_to_explain(const Visit& visit, const Course& course, base::Period period) {
  if (!course.place) return {};
  auto query = "indicator=" + percent_encoded(course.indicator->id) + "&place=" + percent_encoded(course.place->id) + "&period=" + percent_encoded(period.text());
  if (course.group) query += "&group=" + percent_encoded(course.group->id);
  return link_to_add(visit, "explanation", "noise.explain", query);
}

}  // namespace outturn::web
