#pragma once

#include <vector>

#include "record/gain_plan.h"
#include "web/forms.h"
#include "web/visit.h"

/// Other measures in the form of a gain plan, always chosen by name: one question, or a row of questions for each.
namespace outturn::web {

/// More measures than this are not ticked: one choice after another then asks for them.
constexpr std::size_t most_ticked_measures = 60;

/// The question which measures are taken into account; several, numbered, where there are too many to tick.
///
/// asked  as form_fields made it: label, hint, value with ids
std::vector<Field> covariate_questions(const Visit& visit, Field asked);

/// Rows of a measure and the periods over which places should be alike in it; two rows more than are used.
///
/// measure, span  as form_fields made them
/// plan           what stands there now, or nullptr
/// typed          what was sent, shown again instead, or nullptr
std::vector<Field> predictor_questions(const Visit& visit, const Field& measure, const Field& span, const record::GainPlan* plan, const Values* typed);

/// What the form sent with the rows put together, as the record keeps them.
/// issues  gets gain.span_form (no periods), gain.span_of_nothing (periods without a measure) at the row
Values joined_measures(const Values& typed, base::Issues& issues);

}  // namespace outturn::web
