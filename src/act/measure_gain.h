#pragma once

#include "act/add_record.h"
#include "record/gain_plan.h"

/// Publishing a plan to measure a gain, and keeping what came of it.
namespace outturn::act {

/// Publishes a plan, today. From then on it is neither changed nor taken back.
/// version  that the person saw
/// refuses  access.*, act.no_record, act.stale, act.gain_published (already)
base::Checked<workspace::Receipt> publish_gain_plan(workspace::Register& store, const access::Reader& reader, std::string_view plan,
                                                    std::optional<std::int64_t> version);

/// Keeps a study that was computed, as the next of its plan, run today.
/// refuses  access.*, act.no_record, act.gain_plan_moved (the plan says something else by now)
base::Checked<workspace::Receipt> keep_gain_study(workspace::Register& store, const access::Reader& reader, record::GainStudy study);

/// What holds for records of gain_plan.h, whoever but the host writes: a published plan is neither changed nor taken back, nor
/// are its studies; publishing writes the fingerprint of what stands there: act.gain_published, act.gain_stays, act.gain_hash,
/// act.gain_published_today, act.gain_outcome; an estimate is computed, not typed: act.gain_not_typed.
void check_gain(const access::Reader& reader, const workspace::Record* before, const workspace::Draft& draft, const workspace::Workspace& latest,
                base::Issues& issues);

/// The studies of a plan that this workspace has, by number.
std::vector<const workspace::Record*> studies_of(const workspace::Workspace& workspace, const workspace::Record& plan);

}  // namespace outturn::act
