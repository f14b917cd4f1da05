#include "act/act_kit_test.h"
#include "act/add_record.h"
#include "act/change_record.h"
#include "act/retire_record.h"
#include "record/process_segment.h"

using namespace outturn;
using namespace outturn::testing;
using record::kind_of;
using record::Role;

namespace {

act::Fields proposal(const std::string& by) {
  return {{"indicator", record::Reference{"I1"}}, {"place", record::Reference{"CA"}}, {"from", period("2023")},
          {"reason", std::string("A new shelter opened")}, {"proposed_by", record::Reference{by}}};
}

}  // namespace

TEST_CASE("new limits are proposed under one's own name and signed by somebody else") {
  Town town;
  const auto ann = town.with("ann", Role::analyst, "health");
  const auto mo = town.with("mo", Role::manager, "housing");
  const auto& kind = kind_of<record::ProcessSegment>();
  const auto sign = [&](const access::Reader& who, const std::string& name) {
    return act::change_record(town.store, who, kind, "S1", town.version<record::ProcessSegment>("S1"), {{"signed_by", record::Reference{name}}});
  };

  CHECK(refusals(act::add_record(town.store, ann, kind, "S1", proposal("mo"))) == Refusals{"proposed_by: act.propose_as_oneself"});
  auto at_once = proposal("ann");
  at_once.emplace_back("signed_by", record::Reference{"mo"});
  CHECK(refusals(act::add_record(town.store, ann, kind, "S1", at_once)) == Refusals{"signed_by: act.sign_afterwards"});
  REQUIRE(act::add_record(town.store, ann, kind, "S1", proposal("ann")));
  CHECK_FALSE(town.get<record::ProcessSegment>("S1").in_force());

  CHECK(refusals(sign(ann, "ann")) == Refusals{"signed_by: act.second_signer_differs"});
  CHECK(refusals(sign(ann, "mo")) == Refusals{"signed_by: act.sign_as_oneself"});
  REQUIRE(sign(mo, "mo"));
  CHECK(town.get<record::ProcessSegment>("S1").in_force());
  CHECK(refusals(sign(ann, "ann")) == Refusals{"signed_by: act.already_signed", "signed_by: act.second_signer_differs"});
  CHECK(refusals(act::change_record(town.store, mo, kind, "S1", town.version<record::ProcessSegment>("S1"), {{"signed_by", record::Value{}}})) ==
        Refusals{"signed_by: act.already_signed"});
  CHECK_FALSE(refusals(act::retire_record(town.store, mo, kind, "S1", town.version<record::ProcessSegment>("S1"), "no longer")).empty());
}

TEST_CASE("who may not change a measure proposes and signs nothing about it") {
  Town town;
  const auto vi = town.with("vi", Role::viewer, "health");

  CHECK(refusals(act::add_record(town.store, vi, kind_of<record::ProcessSegment>(), "S1", proposal("vi"))).front() == ": access.refused.add");
}
