#pragma once

#include "track/verdict.h"

namespace outturn::track {

/// Every step from the figures to the status, in order: figures used and missing, bounds, models, back-test, how far
/// ahead, the chance and its limits; without a target what the series does by itself.
/// status  judged, its forecast and noise filled in
std::vector<WhyStep> why(const Reading& reading, const Status& status);

}  // namespace outturn::track
