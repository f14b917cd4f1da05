#include "chain/rules.h"

#include "chain/links.h"

namespace outturn::chain {

void role_without_power(Examination& here, const Record& post) {
  if (!post.as<Post>().delegated_powers.empty()) return;
  const auto* holder = organisation(here.view(), post.as<Post>().organisation);
  for (const auto* body : bodies_of(here.view(), post)) {
    if (body->as<GovernanceBody>().decides.empty() || !holder) continue;
    here.found({&post, body, holder}, {{"post", name_of(post)}, {"body", name_of(*body)}, {"holder", name_of(*holder)}}, holder);
  }
}

}  // namespace outturn::chain
