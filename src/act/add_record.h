#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/reader.h"
#include "base/checked.h"
#include "record/kind.h"
#include "workspace/register.h"

namespace outturn::act {

/// Some fields of a record by name, as a form, a file or the API gives them.
using Fields = std::vector<std::pair<std::string, record::Value>>;

/// An id for a new record that nobody has yet, made from its title: "youth-out-of-work", then "youth-out-of-work-2".
std::string free_id(const workspace::Workspace& workspace, const record::Kind& kind, std::string_view title);

/// Adds a record.
/// id       permanent; empty = one is made from the title
/// refuses  access.*, record.*, act.id_form, act.id_taken, act.batch_by_import, and the rules of rules.h; all at once
base::Checked<workspace::Receipt> add_record(workspace::Register& store, const access::Reader& reader, const record::Kind& kind,
                                             std::string id, const Fields& fields, const std::string& reason = {});

}  // namespace outturn::act
