#pragma once

#include <string>
#include <vector>

#include "web/measures/course.h"
#include "web/measures/noise.h"
#include "web/visit.h"

/// What people found out about figures that stand out. An explanation is a note by a person; it moves no limit.
namespace outturn::web {

/// Explanations of this series that the reader may read, newest period first.
std::vector<const workspace::Record*> explanations_of(const Visit& visit, const Course& course);

/// The explanation of the figure at that place in the course: one for its period, or for another of the unbroken run of
/// signals it belongs to; nullptr where nobody explained it.
const workspace::Record* explanation_of(const Visit& visit, const Course& course, const Noise& noise, std::size_t at);

/// The form that explains that period, for those who may.
std::vector<Link> link_to_explain(const Visit& visit, const Course& course, base::Period period);

}  // namespace outturn::web
