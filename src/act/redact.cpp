#include "act/redact.h"

#include "act/rules.h"

namespace outturn::act {

base::Checked<workspace::Receipt> redact(workspace::Register& store, const access::Reader& reader, const access::Reader& second,
                                         workspace::Redaction redaction) {
  const auto* kind = record::kind(redaction.kind);
  const auto latest = store.now();
  const auto who = reader.renewed(*latest);
  const auto other = second.renewed(*latest);
  const auto* record = kind ? latest->find(*kind, redaction.id) : nullptr;
  if (!record || !access::decide(who, access::Act::read, *kind, record, *latest)) {
    return base::refuse("id", "act.no_record", {{"kind", redaction.kind}, {"id", redaction.id}});
  }
  const auto decision = access::decide(who, access::Act::redact, *kind, record, *latest);
  if (!decision) return base::refuse({decision.why});
  base::Issues issues;
  if (other.person() == who.person()) {
    issues.push_back({"second_person", "redact.same_person", {{"person", other.person()}}});
  } else if (other.kind() != access::Reader::Kind::person || !access::decide(other, access::Act::redact, *kind, record, *latest)) {
    issues.push_back({"second_person", "act.second_person", {}});
  }
  base::Issues reason;
  check_reason(redaction.reason, reason);
  if (!reason.empty()) issues.push_back({"reason", "redact.no_reason", {}});
  if (!issues.empty()) return base::refuse(std::move(issues));
  redaction.kind = kind->code;
  redaction.second_person = other.person();
  return store.redact(who.author(decision.organisation), redaction);
}

}  // namespace outturn::act
