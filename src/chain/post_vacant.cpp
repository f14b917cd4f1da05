#include "chain/rules.h"

#include "chain/links.h"

namespace outturn::chain {

void post_vacant(Examination& here, const Record& post) {
  const auto& held = post.as<Post>();
  const auto* holder = organisation(here.view(), held.organisation);
  if (!holder || !held.is_vacant(here.view().day())) return;
  const auto duties = referring<Link>(here.workspace(), post).size();
  const auto seats = bodies_of(here.view(), post).size();
  if (duties + seats == 0) return;  // nobody waits for it
  here.found({&post, holder}, {{"post", name_of(post)}, {"holder", name_of(*holder)}, {"duties", static_cast<std::int64_t>(duties)},
                               {"seats", static_cast<std::int64_t>(seats)}}, holder);
}

}  // namespace outturn::chain
