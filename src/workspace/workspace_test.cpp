#include "workspace/workspace.h"

#include "record/keeping.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "testing.h"

using namespace outturn;
using workspace::Change;
using workspace::Workspace;

namespace {

template <class T>
void apply(Workspace& state, std::string id, T content, bool retired = false) {
  state.apply({.sequence = state.position() + 1, .at = base::Instant{state.position() + 1}, .kind = &record::kind_of<T>(), .id = std::move(id),
               .body = std::make_shared<const T>(std::move(content)), .retired = retired});
}

std::vector<std::string> ids(const std::vector<const workspace::Record*>& records) {
  std::vector<std::string> all;
  for (const auto* record : records) all.push_back(record->id);
  return all;
}

}  // namespace

TEST_CASE("a copy of the workspace keeps its state while the original goes on") {
  Workspace state;
  apply(state, "O1", record::Outcome{.title = {{"en", "Before"}}});

  const Workspace before = state;
  apply(state, "O1", record::Outcome{.title = {{"en", "After"}}});
  apply(state, "O2", record::Outcome{.title = {{"en", "New"}}});

  CHECK(before.find<record::Outcome>("O1")->title("en") == "Before");
  CHECK(before.find<record::Outcome>("O2") == nullptr);
  CHECK(before.count(record::kind_of<record::Outcome>()) == 1);
  CHECK(state.find<record::Outcome>("O1")->title("en") == "After");
  CHECK(state.find<record::Outcome>("O1")->version == 2);
  CHECK(state.find<record::Outcome>("O1")->created == 1);
}

TEST_CASE("a change that was not kept leaves no trace for the next one") {
  Workspace state;
  apply(state, "O1", record::Outcome{.title = {{"en", "Kept"}}});
  {
    Workspace dropped = state;
    apply(dropped, "O2", record::Outcome{.title = {{"en", "Dropped"}}});
  }
  apply(state, "O3", record::Outcome{.title = {{"en", "Third"}}});
  apply(state, "O2", record::Outcome{.title = {{"en", "Second"}}});
  CHECK(state.find<record::Outcome>("O2")->title("en") == "Second");
  CHECK(state.find<record::Outcome>("O3")->slot == 1);
}

TEST_CASE("who refers to a record is found in order of creation, whichever of the two came first") {
  Workspace state;
  apply(state, "this", record::Installation{.name = {{"en", "Test"}}, .country = {"CA"}});
  apply(state, "ON", record::Place{.name = {{"en", "Ontario"}}, .parent = {"CA"}});
  apply(state, "CA", record::Place{.name = {{"en", "Canada"}}});
  apply(state, "QC", record::Place{.name = {{"en", "Quebec"}}, .parent = {"CA"}});
  const auto& canada = *state.find<record::Place>("CA");
  CHECK(ids(state.referring<record::Place>(canada)) == std::vector<std::string>{"ON", "QC"});
  CHECK(ids(state.referring<record::Installation>(canada)) == std::vector<std::string>{"this"});

  apply(state, "ON", record::Place{.name = {{"en", "Ontario"}}});
  CHECK(ids(state.referring<record::Place>(canada)) == std::vector<std::string>{"QC"});
  apply(state, "ON", record::Place{.name = {{"en", "Ontario"}}, .parent = {"CA"}});
  CHECK(ids(state.referring<record::Place>(canada)) == std::vector<std::string>{"ON", "QC"});
  apply(state, "QC", record::Place{.name = {{"en", "Quebec"}}, .parent = {"CA"}}, true);
  CHECK(ids(state.referring<record::Place>(canada)) == std::vector<std::string>{"ON"});
}

TEST_CASE("references are told apart by the field through which they go") {
  Workspace state;
  apply(state, "M1", record::Organisation{.name = {{"en", "One"}}});
  apply(state, "C1", record::Commitment{.text = {{"en", "Leads"}}, .lead = {"M1"}});
  apply(state, "C2", record::Commitment{.text = {{"en", "Takes part"}}, .parties = {{"M1"}}});
  const auto& one = *state.find<record::Organisation>("M1");
  CHECK(ids(state.referring<record::Commitment>(one)) == std::vector<std::string>{"C1", "C2"});
  CHECK(ids(state.referring<record::Commitment>(one, "lead")) == std::vector<std::string>{"C1"});
  CHECK(ids(state.referring<record::Commitment>(one, "parties")) == std::vector<std::string>{"C2"});
}

TEST_CASE("a workspace loaded from stored records equals the one that grew by changes") {
  Workspace grown;
  apply(grown, "ON", record::Place{.name = {{"en", "Ontario"}}, .parent = {"CA"}});
  apply(grown, "CA", record::Place{.name = {{"en", "Canada"}}});
  apply(grown, "ON", record::Place{.name = {{"en", "Ontario"}, {"fr", "Ontario"}}, .parent = {"CA"}});
  apply(grown, "b1", record::Batch{.file = "a.csv", .withdrawn = true, .withdrawn_reason = "wrong"});

  Workspace loaded;
  for (const auto& kind : record::kinds()) {
    for (workspace::Slot slot = 0; slot < grown.count(kind); ++slot) loaded.load(grown.at(kind, slot));
  }
  loaded.loaded(grown.position(), grown.last_change());

  CHECK(loaded.position() == 4);
  CHECK(loaded.withdrawn_batches() == grown.withdrawn_batches());
  CHECK(ids(loaded.referring<record::Place>(*loaded.find<record::Place>("CA"))) == std::vector<std::string>{"ON"});
  CHECK(loaded.find<record::Place>("ON")->version == 3);
  apply(loaded, "QC", record::Place{.name = {{"en", "Quebec"}}, .parent = {"CA"}});
  CHECK(ids(loaded.referring<record::Place>(*loaded.find<record::Place>("CA"))) == std::vector<std::string>{"ON", "QC"});
}
