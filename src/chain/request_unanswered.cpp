#include "chain/rules.h"

namespace outturn::chain {

/// A request that nobody has answered for so many days is told to everybody. Ours; no source states one.
constexpr int patience = 30;

void request_unanswered(Examination& here, const Record& support) {
  const auto& request = support.as<record::Support>();
  const auto* asks = organisation(here.view(), request.organisation);
  const auto day = here.view().day();
  if (request.form != record::SupportForm::request || request.settled || !asks || !request.since || (request.until && *request.until < day)) return;
  const auto waiting = base::days_between(*request.since, day);
  if (waiting <= patience || !referring<record::Support>(here.workspace(), support, "answers").empty()) return;
  here.found({&support, asks}, {{"support", name_of(support)}, {"organisation", name_of(*asks)}, {"days", std::int64_t{waiting}}});
}

}  // namespace outturn::chain
