#include "chain/rules.h"

#include "chain/links.h"

namespace outturn::chain {

void link_not_acknowledged(Examination& here, const Record& link) {
  if (acknowledged(here.view(), link).latest) return;
  const auto* holder = organisation(here.view(), link.as<Link>().organisation);
  if (!holder) return;
  here.found(around_link(here.view(), link), {{"link", name_of(link)}, {"holder", name_of(*holder)}}, holder);
}

}  // namespace outturn::chain
