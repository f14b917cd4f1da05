#pragma once

#include <string>
#include <vector>

#include "record/priority.h"
#include "web/components.h"
#include "web/forms.h"
#include "web/serving/http.h"
#include "web/visit.h"

/// The vital few: which outcomes matter most, to whom, by which criteria, and who decided that.
namespace outturn::web {

/// What was decided about an outcome and stands on the view's day; the whole government's first.
std::vector<const workspace::Record*> priorities_of(const Visit& visit, const workspace::Record& outcome);
/// Whether somebody's decision that stands calls it vital.
bool is_vital(const Visit& visit, const workspace::Record& outcome);
/// "Vital to the whole government and Minister of Health"; empty where nobody calls it vital.
std::string vital_to(const Visit& visit, const workspace::Record& outcome);
/// The filter "vital few" of a list of outcomes, whose query word is `priority`.
Field priority_filter(const Visit& visit);
/// Whether an outcome passes the filter that was asked for.
bool passes_priority(const Visit& visit, const workspace::Record& outcome);

/// One list of priorities: the whole government's, or an organisation's.
struct PriorityList {
  std::string title;
  std::string id;
  std::string note;       ///< how many are vital, and how many are a few
  bool too_many{};
  Table table;
};
std::vector<PriorityList> priority_lists(const Visit& visit);

/// GET /priorities, .json, .csv
Response show_priorities(const Visit& visit);

}  // namespace outturn::web
