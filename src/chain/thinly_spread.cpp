#include "chain/rules.h"

#include "chain/links.h"

namespace outturn::chain {

/// More duties and seats than these are too many for one post. Ours; the guidance warns of thin resources and names no number.
constexpr std::size_t bearable = 7;

void thinly_spread(Examination& here, const Record& post) {
  const auto duties = referring<Link>(here.workspace(), post).size();
  const auto seats = bodies_of(here.view(), post).size();
  const auto* holder = organisation(here.view(), post.as<Post>().organisation);
  if (duties + seats <= bearable || !holder) return;
  here.found({&post, holder}, {{"post", name_of(post)}, {"holder", name_of(*holder)}, {"duties", static_cast<std::int64_t>(duties)},
                               {"seats", static_cast<std::int64_t>(seats)}, {"limit", static_cast<std::int64_t>(bearable)}}, holder);
}

}  // namespace outturn::chain
