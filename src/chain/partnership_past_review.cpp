#include "chain/rules.h"

namespace outturn::chain {

void partnership_past_review(Examination& here, const Record& partnership) {
  const auto& body = partnership.as<record::Partnership>();
  if (!body.review_by || here.view().day() <= *body.review_by) return;
  const auto* first = body.members.empty() ? nullptr : organisation(here.view(), body.members.front());
  here.found({&partnership}, {{"partnership", name_of(partnership)}, {"day", *body.review_by}}, first);
}

}  // namespace outturn::chain
