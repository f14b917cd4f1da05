#include "record/graph.h"

#include "base/hash.h"

namespace outturn::record {

std::string words_of(const Link& link) {
  // Lengths keep apart what would otherwise run together: "ab" + "c" from "a" + "bc".
  std::string all;
  const auto add = [&](std::string_view text) { all.append(std::to_string(text.size())).append(":").append(text); };
  for (const auto* reference : {&link.outcome, &link.organisation, &link.passes_to, &link.accountable_to}) add(reference->id);
  for (const auto* texts : {&link.duty, &link.beneficiaries}) {
    add(std::to_string(texts->texts.size()));
    for (const auto& [language, text] : texts->texts) {
      add(language);
      add(text);
    }
  }
  return base::sha256(all).hex();
}

}  // namespace outturn::record
