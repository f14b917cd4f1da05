#pragma once

#include <functional>
#include <span>
#include <string>

#include "base/json.h"
#include "language/sentence.h"
#include "stats/control_chart.h"
#include "stats/funnel.h"
#include "stats/run_rules.h"

/// What control charts and funnels found, as sentences and as JSON: the command line and the pages say the same.
namespace outturn::stats {

/// Writes a figure of the chart the way its indicator does.
using AsAmount = std::function<language::Amount(double)>;

/// Noise or change: what the last figure says, and why.
language::Sentence verdict(const ControlChart& chart, const AsAmount& amount);
/// Whether the target is met if nothing changes; only where chart.assurance is judged.
language::Sentence assurance_sentence(const ControlChart& chart, double target, const AsAmount& amount);
/// Why a point is a signal: "above the upper limit".
language::Sentence signal_name(Signal signal);
/// What the rules of the run chart found; nothing to say gives the sentence that says so.
language::Phrases run_chart_findings(const RunChart& chart, const AsAmount& amount);

/// How much places differ: by chance alone, or more.
language::Sentence spread_sentence(const Funnel& funnel);
/// What the funnel says of a place: "stands out from the usual spread: higher".
language::Sentence verdict_name(PlaceVerdict verdict);

/// The members chart, centre, lower, upper, points, variation, assurance, segments, constant; see
/// docs/methods/control-charts.md. times: one label a point
void write_members(base::JsonWriter& out, const ControlChart& chart, std::span<const std::string> times);
/// {"median", "useful", "runs", …}
void write_json(base::JsonWriter& out, const RunChart& chart, std::span<const std::string> times);
/// The members kind, centre, numerator, denominator, phi, tau2, overdispersed, units; see docs/methods/funnel.md.
/// per_unit  adds members to each unit, such as its sentence; may be empty
void write_members(base::JsonWriter& out, const Funnel& funnel, const std::function<void(base::JsonWriter&, const FunnelPlace&)>& per_unit);

}  // namespace outturn::stats
