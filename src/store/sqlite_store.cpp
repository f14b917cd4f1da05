#include "store/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>

#include <fmt/format.h>

#include "record/keeping.h"
#include "store/audit.h"
#include "store/copies.h"
#include "store/ledger_table.h"
#include "store/observations.h"
#include "store/records.h"
#include "store/redactor.h"
#include "store/schema.h"
#include "store/vault_tables.h"
#include "store/verifying.h"
#include "store/writer.h"

namespace outturn::store {

using workspace::Told;
using workspace::Workspace;

namespace {

/// Connections for reading, made when needed and used by one thread at a time.
class Readers {
 public:
  explicit Readers(std::string file) : file_(std::move(file)) {}

  class Lease {
   public:
    Lease(Readers& from, std::unique_ptr<Connection> connection) : from_(from), connection_(std::move(connection)) {}
    ~Lease() { from_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection& operator*() const { return *connection_; }

   private:
    Readers& from_;
    std::unique_ptr<Connection> connection_;
  };

  Lease take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return {*this, std::move(connection)};
      }
    }
    auto fresh = std::make_unique<Connection>(file_, Access::read);
    set_up_reader(*fresh);
    return {*this, std::move(fresh)};
  }

 private:
  void give_back(std::unique_ptr<Connection> connection) {
    if (!connection->is_idle()) return;  // something failed half way: it is closed instead
    const std::lock_guard lock(mutex_);
    if (idle_.size() < most_idle) idle_.push_back(std::move(connection));
  }

  static constexpr std::size_t most_idle = 8;
  std::string file_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

/// What a commit changes in the tables: entries, records, observations.
void keep(Connection& connection, const Workspace& before, const Workspace& after, const std::vector<Written>& written) {
  const auto& batches = record::kind_of<record::Batch>();
  for (const auto& one : written) {
    append_entry(connection, {one.entry, one.payload});
    const auto& record = *after.find(*one.change.kind, one.change.id);
    write_record(connection, record);
    if (one.change.rows) insert_batch(connection, before, after, record.slot, *one.change.rows);
  }
  for (const auto& one : written) {
    if (one.change.kind != &batches || one.change.rows) continue;
    const auto slot = after.find(batches, one.change.id)->slot;
    const auto is_withdrawn = [&](const Workspace& state) {
      return std::binary_search(state.withdrawn_batches().begin(), state.withdrawn_batches().end(), slot);
    };
    if (is_withdrawn(before) != is_withdrawn(after)) move_superseded(connection, before, after, series_of_batch(connection, after, slot));
  }
}

/// So that content taken out is not left behind in free pages of the file or in the write-ahead log. Whether it is
/// done: a reader who looks at an older state keeps the log from being cut.
bool wipe(Connection& connection, bool also_free_pages) {
  bool is_cut = false;
  try {
    if (also_free_pages) connection.run("VACUUM");
    connection.wait_at_most(200);
    is_cut = connection.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
  } catch (const workspace::StoreError&) {  // the redaction itself is kept; the rest is tried again
  }
  connection.wait_at_most();
  return is_cut;
}

class SqliteStore final : public workspace::Keeper {
 public:
  SqliteStore(std::unique_ptr<Connection> connection, Loaded loaded, const base::Clock& clock, const Options& options)
      : clock_(clock), options_(options), file_(connection->file()), is_cut_off_(loaded.is_cut_off),
        writer_(std::move(connection), std::move(loaded)), readers_(file_) {}

  std::shared_ptr<const Workspace> now() override {
    auto state = writer_.published();
    const auto due = next_look_.load();
    const auto clock_now = std::chrono::steady_clock::now().time_since_epoch().count();
    if (is_cut_off_ || clock_now < due) return state;
    next_look_.store(clock_now + std::chrono::duration_cast<std::chrono::steady_clock::duration>(options_.tail_every).count());
    const auto reader = readers_.take();
    if (last_sequence(*reader) <= state->position()) return state;
    writer_.tail();
    return writer_.published();
  }

  base::Checked<workspace::Receipt> commit(const workspace::Author& author, const workspace::Plan& plan) override {
    base::Checked<workspace::Receipt> answer;
    writer_.run([&](Transaction& transaction) {
      refuse_when_cut_off();
      auto drafts = plan(*transaction.state);
      if (!drafts) {
        answer = base::refuse(std::move(drafts.error()));
        return;
      }
      auto next = std::make_shared<Workspace>(*transaction.state);
      auto head = transaction.head;
      const auto written = write_drafts(*next, head, author, clock_.now(), std::move(*drafts));
      keep(transaction.connection, *transaction.state, *next, written);
      answer = workspace::Receipt{.first = transaction.head.sequence + 1, .last = head.sequence, .workspace = next};
      transaction.state = std::move(next);
      transaction.head = head;
    }, wipe_again());
    return answer;
  }

  std::vector<Told> history(const record::Kind& kind, std::string_view id) override {
    const auto reader = readers_.take();
    return entries_about(*reader, kind, id);
  }

  std::vector<Told> entries(std::int64_t after, std::size_t limit) override {
    std::vector<Told> all;
    if (limit == 0) return all;
    const auto reader = readers_.take();
    each_entry(*reader, after, [&](const Told& told) {
      all.push_back(told);
      return all.size() < limit;
    });
    return all;
  }

  std::shared_ptr<const Workspace> as_entered(base::Instant instant) override {
    const auto latest = now();
    Replay replay;
    {
      const auto reader = readers_.take();
      each_entry(*reader, 0, [&](const Told& told) {
        if (told.entry.at > instant || told.entry.sequence > latest->position()) return false;
        replay.apply(told);
        return true;
      });
    }
    auto past = std::make_shared<Workspace>(std::move(replay.state()));
    add_rows_of_known_batches(*latest, *past);
    return past;
  }

  base::Checked<workspace::Receipt> redact(const workspace::Author& author, const workspace::Redaction& redaction) override {
    base::Checked<workspace::Receipt> answer;
    bool is_done = false;
    writer_.run(
        [&](Transaction& transaction) {
          refuse_when_cut_off();
          auto& connection = transaction.connection;
          const auto* kind = record::kind(redaction.kind);
          auto head = transaction.head;
          auto work = work_out(*transaction.state, head, clock_.now(), author, redaction,
                               kind ? entries_about(connection, *kind, redaction.id) : std::vector<Told>{});
          if (!work) {
            answer = base::refuse(std::move(work.error()));
            return;
          }
          auto next = std::make_shared<Workspace>(*transaction.state);
          next->apply(work->change);
          const auto& record = *next->find(*kind, redaction.id);
          for (const auto& told : work->replaced) replace_payload(connection, told.entry.sequence, told.payload);
          append_entry(connection, work->entry);
          write_record(connection, record);
          if (!work->rows.empty()) {
            remove_rows(*next, record.slot, work->rows);
            std::vector<workspace::SeriesKey> series;
            for (const auto& [key, period] : work->rows) {
              delete_rows(connection, key, period, record.slot);
              if (std::find(series.begin(), series.end(), key) == series.end()) series.push_back(key);
            }
            move_superseded(connection, *transaction.state, *next, series);
          }
          answer = workspace::Receipt{.first = head.sequence, .last = head.sequence, .workspace = next};
          transaction.state = std::move(next);
          transaction.head = head;
          is_done = true;
        },
        [&](Connection& connection) {
          if (is_done) log_holds_redacted_ = !wipe(connection, true);
        });
    return answer;
  }

  workspace::Verification verify(base::Progress& progress, const std::optional<workspace::KnownHead>& known) override {
    const auto reader = readers_.take();
    return verify_database(*reader, progress, known);
  }

  void backup(const std::string& file, base::Progress& progress) override {
    const auto reader = readers_.take();
    copy_and_check(*reader, file, progress);
  }

  void set_password_hash(std::string_view person, std::string_view hash) override {
    writer_.run([&](Transaction& t) { vault::set_password_hash(t.connection, person, hash); });
  }
  std::optional<std::string> password_hash(std::string_view person) override {
    const auto reader = readers_.take();
    return vault::password_hash(*reader, person);
  }
  void put_session(const workspace::Session& session) override {
    writer_.run([&](Transaction& t) { vault::put_session(t.connection, session); });
  }
  std::optional<workspace::Session> session(std::string_view token_sha256) override {
    const auto reader = readers_.take();
    return vault::session(*reader, token_sha256);
  }
  void end_session(std::string_view token_sha256) override {
    writer_.run([&](Transaction& t) { vault::end_session(t.connection, token_sha256); });
  }
  void end_sessions_of(std::string_view person) override {
    writer_.run([&](Transaction& t) { vault::end_sessions_of(t.connection, person); });
  }
  void end_sessions_seen_before(base::Instant instant) override {
    writer_.run([&](Transaction& t) { vault::end_sessions_seen_before(t.connection, instant); });
  }
  std::optional<std::string> answer(std::string_view person, std::string_view key) override {
    const auto reader = readers_.take();
    return vault::answer(*reader, person, key);
  }
  void keep_answer(std::string_view person, std::string_view key, std::string_view answer, base::Instant now) override {
    writer_.run([&](Transaction& t) { vault::keep_answer(t.connection, person, key, answer, now); });
  }

 private:
  void refuse_when_cut_off() const {
    if (!is_cut_off_) return;
    throw workspace::StoreError({.field = {}, .code = "store.cut_off", .values = {{"file", file_}}},
                                fmt::format("{}: the ledger ends before the tables", file_));
  }

  /// What is left to do after a redaction whose content a reader kept in the log; nearly always nothing.
  std::function<void(Connection&)> wipe_again() {
    if (!log_holds_redacted_) return {};
    return [this](Connection& connection) { log_holds_redacted_ = !wipe(connection, false); };
  }

  const base::Clock& clock_;
  Options options_;
  std::atomic<bool> log_holds_redacted_{false};
  std::string file_;
  bool is_cut_off_;
  std::atomic<std::int64_t> next_look_{0};
  Writer writer_;
  Readers readers_;  // closed before the writer, who then folds the write-ahead log into the file
};

}  // namespace

std::unique_ptr<workspace::Keeper> open(const std::string& file, const base::Clock& clock, const Options& options) {
  auto connection = std::make_unique<Connection>(file, Access::write);
  check_and_migrate(*connection);
  set_up_writer(*connection);
  auto loaded = load(*connection);
  return std::make_unique<SqliteStore>(std::move(connection), std::move(loaded), clock, options);
}

std::unique_ptr<workspace::Keeper> create(const std::string& file, const base::Clock& clock, const Options& options) {
  make_private_file(file);
  try {
    Connection connection(file, Access::write);
    make_schema(connection);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    throw;
  }
  return open(file, clock, options);
}

}  // namespace outturn::store
