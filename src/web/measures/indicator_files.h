#pragma once

#include "web/measures/course.h"
#include "web/serving/http.h"
#include "web/visit.h"

/// What a measure's page shows, as files.
namespace outturn::web {

/// JSON, CSV or SVG of the series that the page shows, as the request's format asks.
Response course_file(const Visit& visit, const Course& course);

/// {"indicator": …, "place": …, "group": …, "status": {…}, "figures": […], "revisions": […]}
std::string course_json(const Visit& visit, const Course& course);

}  // namespace outturn::web
