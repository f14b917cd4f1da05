#pragma once

#include <string>
#include <vector>

#include "act/add_record.h"

namespace outturn::act {

/// One record as it shall stand: added where its id is new, else changed in the fields given.
struct Wanted {
  const record::Kind* kind{};
  std::string id;
  Fields fields;
};

/// Adds or changes many records at once, all or nothing, in the order of record::kinds(). They may refer to each
/// other. What changes nothing writes nothing.
/// refuses  as add_record and change_record, for all records at once; each issue has a value "item": the position in
///          `records`, counted from 0, and a value "record": kind and id
base::Checked<workspace::Receipt> import_records(workspace::Register& store, const access::Reader& reader,
                                                 const std::vector<Wanted>& records, const std::string& reason = {});

}  // namespace outturn::act
