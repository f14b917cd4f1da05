#include "act/set_up_installation.h"

#include "record/keeping.h"

namespace outturn::act {

base::Checked<workspace::Receipt> set_up_installation(workspace::Register& store, const access::Reader& reader, const Fields& fields) {
  auto receipt = add_record(store, reader, record::kind_of<record::Installation>(), "this", fields);
  if (!receipt) {
    for (auto& issue : receipt.error()) {
      if (issue.code == "act.id_taken") issue = {"", "act.already_set_up", {}};
    }
  }
  return receipt;
}

}  // namespace outturn::act
