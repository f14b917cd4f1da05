#include "chain/rules.h"

#include "decide/agreement.h"

namespace outturn::chain {

void agreement_past_end(Examination& here, const Record& agreement) {
  const auto& body = agreement.as<record::Agreement>();
  if (body.closed) return;
  // A later end that not everybody has signed does not count: what binds is the text in force.
  const auto versions = decide::versions_of(here.view(), agreement);
  const auto* binding = decide::in_force(versions);
  const auto sunset = binding ? base::Day::parse(binding->text.sunset) : body.sunset;
  if (!sunset || here.view().day() <= *sunset) return;
  std::vector<const Record*> records{&agreement};
  if (binding && sunset != body.sunset) records.push_back(binding->record);  // only who may read that text hears of it
  here.found(std::move(records), {{"agreement", name_of(agreement)}, {"day", *sunset}},
             body.parties.empty() ? nullptr : organisation(here.view(), body.parties.front()));
}

}  // namespace outturn::chain
