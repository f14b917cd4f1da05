#include "chain/rules.h"

namespace outturn::chain {

void reporter_verifies(Examination& here, const Record& person) {
  if (person.as<record::Person>().disabled) return;
  const auto day = here.view().day();
  const auto holds = [&](const record::Appointment& one, record::Role role) { return one.role == role && (!one.from || *one.from <= day) && (!one.until || day <= *one.until); };
  const auto appointments = here.workspace().referring<record::Appointment>(person, "person");
  for (const auto* reports : appointments) {
    const auto& one = reports->as<record::Appointment>();
    if (!holds(one, record::Role::reporter)) continue;
    for (const auto* verifies : appointments) {
      const auto& other = verifies->as<record::Appointment>();
      const auto* where = organisation(here.view(), one.organisation);
      if (!where || !holds(other, record::Role::verifier) || other.organisation != one.organisation) continue;
      here.found({&person}, {{"person", name_of(person)}, {"organisation", name_of(*where)}}, where);
    }
  }
}

}  // namespace outturn::chain
