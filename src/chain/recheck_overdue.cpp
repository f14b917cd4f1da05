#include "chain/rules.h"

#include <algorithm>

#include "record/decision.h"

namespace outturn::chain {

void recheck_overdue(Examination& here, const Record& decision_round) {
  const auto& round = decision_round.as<record::DecisionRound>();
  const auto* outcome = here.workspace().find<Outcome>(round.outcome.id);
  if (round.ending != record::Ending::work_alone || !round.check_again || here.view().day() <= *round.check_again || !outcome || outcome->retired) return;
  const auto rounds = here.workspace().referring<record::DecisionRound>(*outcome, "outcome");
  const bool looked_again = std::any_of(rounds.begin(), rounds.end(), [&](const Record* other) { return other->as<record::DecisionRound>().number > round.number; });
  if (looked_again) return;
  here.found({&decision_round}, {{"outcome", name_of(*outcome)}, {"day", *round.check_again}}, leader(here.view(), *outcome));
}

}  // namespace outturn::chain
