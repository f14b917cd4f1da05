#include "act/redact.h"

#include "act/act_kit_test.h"

using namespace outturn;
using namespace outturn::testing;
using record::kind_of;
using record::Role;

TEST_CASE("two persons who may redact take content out, and the chain still verifies") {
  Town town;
  const auto ada = town.with("ada", Role::administrator);
  const auto cat = town.with("cat", Role::central);
  put(town.store, "C1", record::Commitment{.text = en("Call Ann Smith, 12 Elm Street"), .lead = {"housing"}, .outcomes = {{"O1"}}});
  const auto receipt = act::redact(town.store, ada, cat, {.kind = "commitment", .id = "C1", .fields = {"text"}, .reason = "names a person"});
  REQUIRE(receipt);
  for (const auto& told : town.store.history(kind_of<record::Commitment>(), "C1")) CHECK(told.payload.json.find("Elm Street") == std::string::npos);
  const auto last = town.store.history(kind_of<record::Commitment>(), "C1").back();
  CHECK(last.entry.person == "ada");
  CHECK(last.payload.json.find("cat") != std::string::npos);
  base::Progress quiet;
  CHECK(town.store.verify(quiet).faults.empty());
}

TEST_CASE("a redaction needs permission, another person with permission, and a reason") {
  Town town;
  const auto ada = town.with("ada", Role::administrator);
  const auto cat = town.with("cat", Role::central);
  const auto mo = town.with("mo", Role::manager, "housing");
  const auto redacts = [&](const access::Reader& first, const access::Reader& second, std::string reason, std::string id = "C1") {
    return refusals(act::redact(town.store, first, second, {.kind = "commitment", .id = id, .fields = {"text"}, .reason = reason}));
  };
  CHECK(redacts(mo, cat, "why") == Refusals{": access.refused.redact"});
  CHECK(redacts(access::Reader::everyone(town.clock.today()), cat, "why") == Refusals{"id: act.no_record"});
  CHECK(redacts(ada, cat, "why", "C7") == Refusals{"id: act.no_record"});
  CHECK(redacts(ada, mo, "why") == Refusals{"second_person: act.second_person"});
  CHECK(redacts(ada, ada, "") == Refusals{"second_person: redact.same_person", "reason: redact.no_reason"});
  CHECK(redacts(ada, town.host(), "why") == Refusals{"second_person: act.second_person"});
  CHECK(redacts(town.host(), cat, "why").empty());
  put(town.store, "cat", record::Person{.name = "Cat", .email = "cat@example.org", .disabled = true});
  CHECK(redacts(ada, cat, "why") == Refusals{"second_person: act.second_person"});
}
