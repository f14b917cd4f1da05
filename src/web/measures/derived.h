#pragma once

#include <optional>

#include "web/measures/course.h"
#include "web/section.h"
#include "web/visit.h"

namespace outturn::web {

/// How a measure's figures come about where nobody reports them: the formula with its parts, weights and scales and the
/// periods it has no figure for, each with the reason; or the levels with their criteria and who judged what by which
/// evidence. Nothing for reported figures.
std::optional<Section> derived_section(const Visit& visit, const Course& course);

/// "A proxy: …" and so on: what a reader should know about the kind of measure, in sentences.
std::vector<std::string> nature_sentences(const Visit& visit, const record::Indicator& indicator);

}  // namespace outturn::web
