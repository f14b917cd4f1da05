#include "act/import_records.h"

#include "act/act_kit_test.h"

using namespace outturn;
using namespace outturn::testing;
using record::kind_of;
using record::Role;

namespace {

template <class T>
act::Wanted wanted(std::string id, act::Fields fields) {
  return {.kind = &kind_of<T>(), .id = std::move(id), .fields = std::move(fields)};
}

std::vector<act::Wanted> package() {
  return {
      wanted<record::Commitment>("C9", {{"text", en("Mend roofs")}, {"lead", record::Reference{"works"}}, {"outcomes", record::References{{"O9"}}}}),
      wanted<record::Party>("P9", {{"outcome", record::Reference{"O9"}}, {"organisation", record::Reference{"works"}}}),
      wanted<record::Outcome>("O9", {{"title", en("Dry homes")}}),
      wanted<record::Organisation>("works", {{"name", en("Works")}}),
  };
}

}  // namespace

TEST_CASE("records that refer to each other come together, whatever their order in the file") {
  Town town;
  const auto cat = town.with("cat", Role::central);
  const auto before = town.entries();
  const auto receipt = act::import_records(town.store, cat, package(), "first package");
  REQUIRE(receipt);
  CHECK(town.entries() == before + 4);
  CHECK(town.get<record::Commitment>("C9").lead.id == "works");
}

TEST_CASE("sending the same again writes nothing, and a difference one entry") {
  Town town;
  const auto cat = town.with("cat", Role::central);
  REQUIRE(act::import_records(town.store, cat, package()));
  const auto again = act::import_records(town.store, cat, package());
  REQUIRE(again);
  CHECK(again->last < again->first);
  auto changed = package();
  changed[2].fields[0].second = en("Dry and warm homes");
  const auto third = act::import_records(town.store, cat, changed);
  REQUIRE(third);
  CHECK(third->first == third->last);
  CHECK(town.store.history(kind_of<record::Outcome>(), "O9").back().entry.act == "change");
}

TEST_CASE("one fault refuses all, and every fault names its record") {
  Town town;
  auto records = package();
  records[3].fields.clear();
  records[1].id = "not an id";
  records.push_back(wanted<record::Outcome>("O9", {{"title", en("Twice")}}));
  records.push_back(wanted<record::Batch>("B9", {{"file", std::string("x")}}));
  const auto before = town.entries();
  const auto refused = act::import_records(town.store, town.host(), records);
  CHECK(refusals(refused) == Refusals{"name: record.required", "id: act.twice", "id: act.id_form", ": act.batch_by_import", "lead: act.no_such_reference"});
  CHECK(town.entries() == before);
  const auto& twice = refused.error()[1].values;
  CHECK(twice[twice.size() - 2] == base::NamedArgument{"item", std::int64_t{4}});
  CHECK(twice.back() == base::NamedArgument{"record", std::string("outcome O9")});
}

TEST_CASE("two records of one file may not claim what must be unique") {
  Town town;
  CHECK(refusals(act::import_records(town.store, town.host(),
                                     {wanted<record::Person>("a", {{"name", std::string("A")}, {"email", std::string("x@example.org")}}),
                                      wanted<record::Person>("b", {{"name", std::string("B")}, {"email", std::string("X@example.org")}})})) ==
        Refusals{"email: act.email_taken", "email: act.email_taken"});
}

TEST_CASE("two people may swap their addresses in one file") {
  Town town;
  const auto person = [](const char* id, const char* email) { return wanted<record::Person>(id, {{"name", std::string(id)}, {"email", std::string(email)}}); };
  REQUIRE(act::import_records(town.store, town.host(), {person("a", "a@example.org"), person("b", "b@example.org")}));
  CHECK(act::import_records(town.store, town.host(), {person("a", "b@example.org"), person("b", "a@example.org")}));
  CHECK(refusals(act::import_records(town.store, town.host(), {person("a", "a@example.org")})) == Refusals{"email: act.email_taken"});
}

TEST_CASE("each record of a file asks for permission of its own") {
  Town town;
  const auto mo = town.with("mo", Role::manager, "housing");
  const act::Fields number{{"number", std::string("1")}};
  CHECK(act::import_records(town.store, mo, {wanted<record::Commitment>("C1", number)}));
  put(town.store, "C2", record::Commitment{.text = en("x"), .lead = {"tax"}});
  CHECK(refusals(act::import_records(town.store, mo, {wanted<record::Commitment>("C1", {{"number", std::string("2")}}), wanted<record::Commitment>("C2", number)})) ==
        Refusals{": access.refused.change"});
  CHECK(town.get<record::Commitment>("C1").number == "1");
  const auto vic = town.with("vic", Role::viewer, "tax");
  CHECK(act::import_records(town.store, vic, {wanted<record::Commitment>("C1", number)}));  // as it stands: nothing to permit
  CHECK(refusal(act::import_records(town.store, access::Reader::everyone(town.clock.today()), {})) == ": access.sign_in");
}

TEST_CASE("what is set once and what is retired stays so in a file, too") {
  Town town;
  put(town.store, "C1", town.get<record::Commitment>("C1"), "done", true);
  CHECK(refusals(act::import_records(town.store, town.host(),
                                     {wanted<record::Target>("T1", {{"value", 50.0}}), wanted<record::Commitment>("C1", {{"number", std::string("2")}})})) ==
        Refusals{"value: record.fixed", ": act.is_retired"});
}
