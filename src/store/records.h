#pragma once

#include <functional>

#include "store/sqlite.h"
#include "workspace/workspace.h"

namespace outturn::store {

/// Writes a record into the table of its kind, whether or not it stands there already.
void write_record(Connection& connection, const workspace::Record& record);

/// Reads every record of a kind in order of slots. Where a stored field cannot be read, `unreadable` is told its
/// record's id and the record comes without the field.
void each_record(Connection& connection, const record::Kind& kind, const std::function<void(workspace::Record)>& visit,
                 const std::function<void(const std::string& id, const std::string& field)>& unreadable);

void remove_records(Connection& connection, const record::Kind& kind);

}  // namespace outturn::store
