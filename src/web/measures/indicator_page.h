#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/components.h"
#include "web/measures/course.h"
#include "web/forms.h"
#include "web/serving/http.h"
#include "web/section.h"
#include "web/visit.h"

/// The page of one measure: where it stands, its course, what it means, what changed in it.
namespace outturn::web {

/// Which series of an indicator a visit asks for (?place= and ?group=); else the one that its status is about.
/// returns  nothing where the address names a place or group that there is none of, or that the reader may not see
std::optional<Course> chosen_course(const Visit& visit, const workspace::Record& indicator);

Verdict course_verdict(const Visit& visit, const Course& course);
Facts course_facts(const Visit& visit, const Course& course);
/// Chart with targets and earlier publications, and the table of the same figures.
Figure course_figure(const Visit& visit, const Course& course);
/// Place, group, and the day as known on which the page is shown.
FilterForm course_chooser(const Visit& visit, const Course& course);
/// "/indicators/I-poverty?place=CA-ON&group=women", without as-of.
std::string course_address(const Course& course, std::string_view suffix = {});

/// Parts below the chart, each with its own heading; those without content say what would fill them.
Section definition_section(const Visit& visit, const Course& course);
Section sources_section(const Visit& visit, const Course& course);
Section targets_section(const Visit& visit, const Course& course);
Section revisions_section(const Visit& visit, const Course& course);
Section promises_section(const Visit& visit, const Course& course);

/// GET /indicators/{id}, .json, .csv and .svg
Response show_indicator(const Visit& visit);

}  // namespace outturn::web
