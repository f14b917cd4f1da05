#include "web/outcomes/shared_judgements.h"

namespace outturn::web {

std::shared_ptr<const track::Judged> SharedJudgements::judged(const Visit& visit) {
  return visit.as_entered ? track::Judge().judge(visit.view) : judge_.judge(visit.view);
}

std::shared_ptr<const chain::Examined> SharedJudgements::examined(const Visit& visit) {
  return visit.as_entered ? chain::Examiner().examine(visit.view) : examiner_.examine(visit.view);
}

}  // namespace outturn::web
