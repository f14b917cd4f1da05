#include "chain/rules.h"

#include "record/agreement.h"

namespace outturn::chain {

void agreement_past_end(Examination& here, const Record& agreement) {
  const auto& body = agreement.as<record::Agreement>();
  if (!body.sunset || body.closed || here.view().day() <= *body.sunset) return;
  std::vector<const Record*> records{&agreement};
  const auto* outcome = here.workspace().find<Outcome>(body.outcome.id);
  if (outcome && !outcome->retired) records.push_back(outcome);
  here.found(std::move(records), {{"agreement", name_of(agreement)}, {"day", *body.sunset}},
             body.parties.empty() ? nullptr : organisation(here.view(), body.parties.front()));
}

}  // namespace outturn::chain
