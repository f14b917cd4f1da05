#include "chain/rules.h"

#include "chain/links.h"

namespace outturn::chain {

void acknowledged_other_words(Examination& here, const Record& link) {
  const auto said = acknowledged(here.view(), link);
  const auto* holder = organisation(here.view(), link.as<Link>().organisation);
  if (!said.latest || said.words_stand || !holder) return;
  const auto& given = said.latest->as<Acknowledgement>();
  here.found(around_link(here.view(), link),
             {{"link", name_of(link)}, {"holder", name_of(*holder)}, {"person", given.name}, {"day", given.on.value_or(here.view().day())}}, holder);
}

}  // namespace outturn::chain
