#include "chain/rules.h"

#include "chain/links.h"

namespace outturn::chain {

/// From so many days before somebody leaves, the hand-over should be written. Ours; no source states one.
constexpr int days_before_leaving = 60;

void hand_over_missing(Examination& here, const Record& post) {
  const auto& held = post.as<Post>();
  const auto* holder = organisation(here.view(), held.organisation);
  if (!holder || !held.until || !held.hand_over.empty() || held.holder.empty()) return;
  if (here.view().day() < held.until->plus(-days_before_leaving)) return;
  here.found({&post, holder}, {{"post", name_of(post)}, {"holder", name_of(*holder)}, {"person", held.holder}, {"day", *held.until}}, holder);
}

}  // namespace outturn::chain
