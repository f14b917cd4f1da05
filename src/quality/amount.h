#pragma once

#include "language/sentence.h"
#include "record/measure.h"

namespace outturn::quality {

/// A figure of an indicator, as exact as the indicator's decimals allow and no more. Where it states none: two digits
/// after the point below 100, one below 1,000, none from there.
language::Amount amount_of(const record::Indicator& indicator, double value);

/// A limit that people set, such as a target: as they wrote it, at most one digit more exact than a figure.
language::Amount limit_of(const record::Indicator& indicator, double value);

/// A difference between two figures or to a limit, as exact as a figure, or as exact as needed to be more than nothing.
/// Percentage points where the indicator is a percentage.
language::Amount difference_of(const record::Indicator& indicator, double difference);

/// The same without its unit: for a sentence that has named it already. A percentage keeps its sign.
language::Amount without_unit(language::Amount amount);

}  // namespace outturn::quality
