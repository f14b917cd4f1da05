#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "store/memory_store.h"
#include "store/sqlite_store.h"
#include "store/testing_store.h"
#include "testing.h"

/// The stores under test, and how to compare what they hold.
namespace outturn::contract {

using namespace outturn::testing;

/// A folder of its own that goes when the test ends; in memory where there is such a place, to spare the disk.
class Folder {
 public:
  Folder() {
    const std::filesystem::path in_memory = "/dev/shm";
    std::error_code ignored;
    const auto parent = std::filesystem::is_directory(in_memory, ignored) ? in_memory : std::filesystem::temp_directory_path();
    auto name = (parent / "outturn-contract-XXXXXX").string();
    base::ensure(::mkdtemp(name.data()) != nullptr, "a temporary folder can be made");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return (std::filesystem::path(path_) / name).string(); }

 private:
  std::string path_;
};

constexpr store::Options look_always{.tail_every = std::chrono::milliseconds(0)};

/// A store of some sort at noon of a fixed day.
struct Subject {
  base::FixedClock clock{day("2026-06-30")};
  virtual ~Subject() = default;
  virtual workspace::Register& book() = 0;
  virtual workspace::Vault& vault() = 0;
  virtual void reopen() {}  ///< as after a restart of the program, where the store outlives it
};

struct InMemory final : Subject {
  store::MemoryStore store{clock};
  workspace::Register& book() override { return store; }
  workspace::Vault& vault() override { return store; }
};

struct InSqlite : Subject {
  Folder folder;
  std::string file{folder.file("test.outturn")};
  std::unique_ptr<workspace::Keeper> keeper{store::create(file, clock, look_always)};
  workspace::Register& book() override { return *keeper; }
  workspace::Vault& vault() override { return *keeper; }
  void reopen() override {
    keeper.reset();
    keeper = store::open(file, clock, look_always);
  }
};

/// What differs first between two workspaces; empty when nothing does.
std::string difference(const workspace::Workspace& a, const workspace::Workspace& b);

/// "code at sequence" of all faults, in order, joined by "; ".
std::string faults(workspace::Register& book, const std::optional<workspace::KnownHead>& known = std::nullopt);

/// Somebody at the file with SQL, the guards taken away.
void tamper(const std::string& file, const std::string& sql);

/// Many records alike, ids "0", "1" …, in one commit.
template <class T>
void put_many(workspace::Register& book, int count, const T& content) {
  const auto body = std::make_shared<const T>(content);
  REQUIRE(book.commit(tester, [&](const workspace::Workspace&) -> base::Checked<std::vector<workspace::Draft>> {
    std::vector<workspace::Draft> drafts;
    for (int i = 0; i < count; ++i) drafts.push_back({.kind = &record::kind_of<T>(), .id = std::to_string(i), .body = body});
    return drafts;
  }));
}

inline const record::Indicator poverty{.name = {{"en", "Poverty rate"}, {"fr", "Taux de pauvreté"}}};
inline const record::Place canada{.name = {{"en", "Canada"}}};

}  // namespace outturn::contract
