#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "language/words.h"
#include "testing.h"

using namespace outturn;

namespace {

/// Every "store.…", "redact.…", "ledger.…", "projection.…" or "batch.…" code that the room's own code names.
std::set<std::string> codes(const std::string& beginnings) {
  std::set<std::string> found;
  const std::regex code("\"((?:" + beginnings + R"re()\.[a-z_]+)")re");
  for (const auto& entry : std::filesystem::directory_iterator("src/store")) {
    const auto name = entry.path().filename().string();
    if (!name.ends_with(".cpp") || name.ends_with("_test.cpp")) continue;
    std::ostringstream whole;
    whole << std::ifstream(entry.path()).rdbuf();
    const auto text = whole.str();
    for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at) found.insert((*at)[1]);
  }
  return found;
}

}  // namespace

TEST_CASE("everything that the store says has its sentence in every language, and none is left over") {
  auto needed = std::set<std::string>{"progress.backup", "progress.verify_ledger", "progress.verify_observations", "issue.ledger.payload"};
  for (const auto& code : codes("store|redact")) needed.insert("issue." + code);
  // Queries carry names of the same form: those that are no faults are left out by how they are used.
  for (const auto* fault : {"ledger.changed", "ledger.removed", "ledger.inserted", "ledger.reordered", "ledger.payload_changed",
                            "ledger.payload_unreadable", "ledger.head_missing", "projection.differs", "projection.unknown_record",
                            "projection.record_missing", "batch.rows_changed", "batch.rows_unknown"}) {
    CHECK(codes("ledger|projection|batch").contains(fault));
    needed.insert(std::string("fault.") + fault);
  }
  for (const auto& in_language : language::languages()) {
    std::set<std::string> written;
    for (const auto& key : language::message_keys(in_language)) {
      for (const auto* beginning : {"issue.store.", "issue.redact.", "issue.ledger.", "fault.", "progress.backup", "progress.verify"}) {
        if (key.starts_with(beginning)) written.insert(key);
      }
    }
    CHECK(written == needed);
  }
}
