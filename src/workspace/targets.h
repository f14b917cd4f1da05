#pragma once

#include <vector>

#include "record/measure.h"
#include "workspace/view.h"

namespace outturn::workspace {

/// The targets of an indicator in force on the view's day: begun by then, not retired, and not replaced by another
/// that is in force. In order of creation.
std::vector<const Record*> targets_in_force(const View& view, const Record& indicator);

/// The target that this one replaced, in force or not; nullptr when it replaced none.
const Record* predecessor(const View& view, const Record& target);

/// The place whose figures a target is about: its own, else the installation's country; nullptr when neither is known.
const Record* place_of(const View& view, const record::Target& target);

/// The installation's country; nullptr when it names none.
const Record* country(const View& view);

/// Whether a figure satisfies a target. Of a range the desired direction leaves only the far end binding: more than
/// "40 to 45 %" is kept, too; without a direction both ends bind. A target without a value is never satisfied.
bool meets(const record::Target& target, record::Direction desired, double value);

}  // namespace outturn::workspace
