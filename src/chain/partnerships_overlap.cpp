#include "chain/rules.h"

#include "chain/overlap.h"

namespace outturn::chain {

void partnerships_overlap(Examination& here, const Record& partnership) {
  const auto& body = partnership.as<Partnership>();
  for (const auto* earlier : companions(here.workspace(), partnership)) {
    if (earlier->slot >= partnership.slot) continue;
    const auto both = overlap(*earlier, partnership);
    if (!both.is_grave(earlier->as<Partnership>(), body)) continue;
    here.found({&partnership, earlier}, {{"first", name_of(*earlier)}, {"second", name_of(partnership)},
                                         {"members", static_cast<std::int64_t>(both.members.size())},
                                         {"outcomes", static_cast<std::int64_t>(both.outcomes.size())},
                                         {"posts", static_cast<std::int64_t>(both.posts.size())},
                                         {"pots", static_cast<std::int64_t>(both.pots.size())}});
  }
}

}  // namespace outturn::chain
