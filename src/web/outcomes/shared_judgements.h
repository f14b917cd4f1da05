#pragma once

#include "chain/examiner.h"
#include "track/judge.h"
#include "web/visit.h"

namespace outturn::web {

/// Statuses and findings of the whole register, for every page and answer that needs all of them: made once for a state
/// and a day, and after a change again only where it bears. Another line of states (?as-entered) is judged for itself.
class SharedJudgements {
 public:
  std::shared_ptr<const track::Judged> judged(const Visit& visit);
  std::shared_ptr<const chain::Examined> examined(const Visit& visit);

 private:
  track::Judge judge_;
  chain::Examiner examiner_;
};

}  // namespace outturn::web
