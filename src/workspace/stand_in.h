#pragma once

#include "record/kind.h"

namespace outturn::workspace {

/// What stands in the place of content that was taken out. A record is still named in lists and sentences, so a title
/// that has to be there becomes "Taken out", in every language; any other field becomes empty.
record::Value stand_in(const record::Kind& kind, const record::Field& field);

}  // namespace outturn::workspace
