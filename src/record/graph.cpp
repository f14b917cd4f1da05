#include "record/graph.h"

#include <array>

#include "base/hash.h"
#include "record/contribution.h"
#include "record/kind.h"

namespace outturn::record {
namespace {

template <class T>
bool draft_of(const void* record) {
  return static_cast<const T*>(record)->draft;
}

struct Drafting {
  const Kind* kind;
  bool (*is_draft)(const void* record);
};

const auto& drafting() {
  static const std::array all{
      Drafting{&kind_of<Factor>(), draft_of<Factor>},           Drafting{&kind_of<Stakeholder>(), draft_of<Stakeholder>},
      Drafting{&kind_of<Post>(), draft_of<Post>},               Drafting{&kind_of<Link>(), draft_of<Link>},
      Drafting{&kind_of<GovernanceBody>(), draft_of<GovernanceBody>}, Drafting{&kind_of<Profile>(), draft_of<Profile>},
      Drafting{&kind_of<Incentive>(), draft_of<Incentive>},     Drafting{&kind_of<Claim>(), draft_of<Claim>},
      Drafting{&kind_of<Support>(), draft_of<Support>},         Drafting{&kind_of<Partnership>(), draft_of<Partnership>},
      Drafting{&kind_of<Framework>(), draft_of<Framework>},     Drafting{&kind_of<FrameworkLabel>(), draft_of<FrameworkLabel>}};
  return all;
}

}  // namespace

bool is_draft(const Kind& kind, const void* record) {
  for (const auto& one : drafting()) {
    if (one.kind == &kind) return one.is_draft(record);
  }
  return false;
}

bool knows_drafts(const Kind& kind) {
  for (const auto& one : drafting()) {
    if (one.kind == &kind) return true;
  }
  return false;
}

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
