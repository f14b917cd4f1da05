#include "web/data/import_desk.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <system_error>

#include <fmt/core.h>

#include "act/import_batch.h"
#include "base/hash.h"
#include "base/json.h"
#include "exchange/byte_source.h"

namespace outturn::web {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kept_microseconds = 24LL * 3600 * 1'000'000;
constexpr std::size_t most_checked_in_memory = 6;
constexpr std::size_t most_threads = 2;

bool is_id(std::string_view id) {
  return id.size() == 32 && std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string text_of(const base::Json& json, std::string_view key) {
  const auto* found = json.find(key);
  return found && found->text() ? *found->text() : std::string{};
}

bool flag_of(const base::Json& json, std::string_view key) {
  const auto* found = json.find(key);
  return found && found->boolean().value_or(false);
}

std::int64_t number_of(const base::Json& json, std::string_view key) {
  const auto* found = json.find(key);
  return found ? found->integer().value_or(0) : 0;
}

std::vector<std::pair<std::string, std::string>> pairs_of(const base::Json& json, std::string_view key) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const auto* found = json.find(key);
  if (!found || !found->array()) return pairs;
  for (const auto& item : *found->array()) {
    const auto* two = item.array();
    if (two && two->size() == 2 && two->front().text() && two->back().text()) pairs.emplace_back(*two->front().text(), *two->back().text());
  }
  return pairs;
}

void write_pairs(base::JsonWriter& out, std::string_view key, const std::vector<std::pair<std::string, std::string>>& pairs) {
  out.key(key).begin_array();
  for (const auto& [name, value] : pairs) out.begin_array().text(name).text(value).end_array();
  out.end_array();
}

}  // namespace

std::string json_of(const PendingImport& import) {
  base::JsonWriter out;
  out.begin_object().member("id", import.id).member("person", import.person).member("file_name", import.file_name);
  out.key("size").integer(import.size).member("sent", import.sent.rfc3339());
  out.key("revision").integer(import.revision);
  write_pairs(out, "columns", import.columns);
  write_pairs(out, "markers", import.markers);
  if (import.known_from) out.member("known_from", import.known_from->iso());
  out.member("source", import.source).key("create_missing").boolean(import.create_missing);
  out.key("mends").begin_array();
  for (const auto& mend : import.mends) {
    out.begin_object().key("row").integer(mend.row).member("column", mend.column).member("text", mend.text).end_object();
  }
  out.end_array().member("reason", import.reason).key("saved").boolean(import.saved).member("batch", import.batch).end_object();
  return std::move(out).str();
}

base::Checked<PendingImport> pending_import_of(std::string_view text) {
  const auto json = base::Json::parse(text);
  if (!json) return base::refuse(json.error());
  const auto sent = base::Instant::parse(text_of(*json, "sent"));
  PendingImport import{.id = text_of(*json, "id"), .person = text_of(*json, "person"), .file_name = text_of(*json, "file_name"),
                       .size = number_of(*json, "size"), .sent = sent.value_or(base::Instant{}), .revision = number_of(*json, "revision"),
                       .columns = pairs_of(*json, "columns"), .markers = pairs_of(*json, "markers"),
                       .known_from = base::Day::parse(text_of(*json, "known_from")), .source = text_of(*json, "source"),
                       .create_missing = flag_of(*json, "create_missing"), .reason = text_of(*json, "reason"),
                       .saved = flag_of(*json, "saved"), .batch = text_of(*json, "batch")};
  if (const auto* mends = json->find("mends"); mends && mends->array()) {
    for (const auto& mend : *mends->array()) import.mends.push_back({number_of(mend, "row"), text_of(mend, "column"), text_of(mend, "text")});
  }
  if (!is_id(import.id) || import.person.empty() || !sent) return base::refuse("", "import.spool");
  return import;
}

/// One check, or one check and save, of one revision.
struct ImportDesk::Work final : base::Progress {
  Work(PendingImport which, bool saves_it) : import(std::move(which)), saves(saves_it) {}

  void at(std::string_view stage_now, std::int64_t done_now, std::int64_t total_now) override {
    const std::lock_guard lock(mutex);
    stage = stage_now;
    done = done_now;
    total = total_now;
  }
  bool cancelled() const override { return cancel; }

  PendingImport import;
  bool saves;
  bool sound_rows_only{};
  std::optional<access::Reader> reader{};
  std::shared_ptr<const exchange::Staged> staged{};
  std::uint64_t asked{};
  std::atomic<bool> cancel{false};

  // Guarded by `mutex` while it runs, by the desk's once finished.
  std::mutex mutex{};
  std::string stage{};
  std::int64_t done{};
  std::int64_t total{};

  bool finished{};
  base::Issues refused{};
  bool failed{};
  bool saved{};
};

ImportDesk::ImportDesk(workspace::Register& store, const base::Clock& clock, fs::path spool, std::function<void(std::string_view)> log_line)
    : store_(store), clock_(clock), log_line_(std::move(log_line)), spool_(std::move(spool) / "imports") {}

ImportDesk::~ImportDesk() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [id, work] : works_) work->cancel = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

fs::path ImportDesk::folder(std::string_view id) const { return spool_ / std::string(id); }

void ImportDesk::write(const PendingImport& import) const {
  const auto target = folder(import.id) / "choices.json";
  const auto fresh = folder(import.id) / ("choices." + base::random_hex(4));
  {
    std::ofstream out(fresh, std::ios::binary);
    out << json_of(import);
    if (!out.flush()) throw std::system_error(std::make_error_code(std::errc::io_error), "the choices of an import could not be written");
  }
  fs::rename(fresh, target);
}

void ImportDesk::sweep() const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(spool_, ignored)) {
    std::ifstream in(entry.path() / "choices.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto import = pending_import_of(text);
    const bool old = import && clock_.now().microseconds - import->sent.microseconds > kept_microseconds;
    if (old && !is_saving(import->id)) fs::remove_all(entry.path(), ignored);
  }
}

base::Checked<PendingImport> ImportDesk::take(std::string_view person, std::string_view file_name, const fs::path& uploaded) {
  fs::create_directories(spool_);
  fs::permissions(spool_, fs::perms::owner_all);
  sweep();
  if (of(person).size() >= most_a_person) return base::refuse("file", "import.too_many", {{"limit", static_cast<std::int64_t>(most_a_person)}});
  PendingImport import{.id = base::random_hex(16), .person = std::string(person), .file_name = std::string(file_name),
                       .size = static_cast<std::int64_t>(fs::file_size(uploaded)), .sent = clock_.now()};
  fs::create_directory(folder(import.id));
  std::error_code other_disk;
  fs::rename(uploaded, file(import), other_disk);
  if (other_disk) fs::copy_file(uploaded, file(import));
  write(import);
  return import;
}

std::optional<PendingImport> ImportDesk::find(std::string_view id, std::string_view person) const {
  if (!is_id(id)) return std::nullopt;
  std::ifstream in(folder(id) / "choices.json", std::ios::binary);
  if (!in) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto import = pending_import_of(text);
  if (!import || import->person != person || import->id != id) return std::nullopt;
  return std::move(*import);
}

std::vector<PendingImport> ImportDesk::of(std::string_view person) const {
  std::vector<PendingImport> all;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(spool_, ignored)) {
    auto import = find(entry.path().filename().string(), person);
    if (import && !import->saved) all.push_back(std::move(*import));
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.sent > b.sent; });
  return all;
}

void ImportDesk::keep(PendingImport& import) {
  ++import.revision;
  write(import);
}

void ImportDesk::drop(const PendingImport& import) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = works_.find(import.id); found != works_.end()) {
      if (found->second->saves && !found->second->finished) return;
      found->second->cancel = true;
      works_.erase(found);
    }
  }
  std::error_code ignored;
  fs::remove_all(folder(import.id), ignored);
}

bool ImportDesk::is_saving(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = works_.find(id);
  return found != works_.end() && found->second->saves && !found->second->finished;
}

ImportDesk::Progress ImportDesk::checked(const PendingImport& import, std::chrono::milliseconds patience) {
  std::shared_ptr<Work> work;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = works_[import.id];
    if (!slot || (slot->import.revision != import.revision && (!slot->saves || slot->finished))) {
      if (slot) slot->cancel = true;
      slot = std::make_shared<Work>(import, false);
      begin(slot);
    }
    work = slot;
    work->asked = ++asked_;
  }
  return wait(work, patience);
}

ImportDesk::Progress ImportDesk::saved(const PendingImport& import, const access::Reader& reader, bool sound_rows_only,
                                       std::chrono::milliseconds patience) {
  std::shared_ptr<Work> work;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = works_[import.id];
    if (!slot || !slot->saves || slot->finished) {
      auto fresh = std::make_shared<Work>(import, true);
      if (slot && slot->finished && slot->import.revision == import.revision && !slot->saved) fresh->staged = slot->staged;
      else if (slot) slot->cancel = true;
      fresh->sound_rows_only = sound_rows_only;
      fresh->reader = reader;
      slot = fresh;
      begin(slot);
    }
    work = slot;
    work->asked = ++asked_;
  }
  return wait(work, patience);
}

void ImportDesk::begin(const std::shared_ptr<Work>& work) {
  forget_oldest();
  queue_.push_back(work);
  if (threads_.size() < most_threads) threads_.emplace_back([this] { run(); });
  changed_.notify_all();
}

void ImportDesk::forget_oldest() {
  for (;;) {
    auto oldest = works_.end();
    std::size_t finished = 0;
    for (auto at = works_.begin(); at != works_.end(); ++at) {
      if (!at->second || !at->second->finished) continue;
      ++finished;
      if (oldest == works_.end() || at->second->asked < oldest->second->asked) oldest = at;
    }
    if (finished <= most_checked_in_memory) return;
    works_.erase(oldest);
  }
}

ImportDesk::Progress ImportDesk::wait(const std::shared_ptr<Work>& work, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] { return work->finished || stopping_; });
  Progress progress{.finished = work->finished, .saving = work->saves, .staged = work->finished ? work->staged : nullptr,
                    .refused = work->refused, .failed = work->failed, .saved = work->saved};
  const std::lock_guard inner(work->mutex);
  progress.stage = work->stage;
  progress.done = work->done;
  progress.total = work->total;
  return progress;
}

void ImportDesk::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const auto work = queue_.front();
    queue_.pop_front();
    lock.unlock();
    bool failed = false;
    try {
      if (!work->cancel) perform(*work);
    } catch (const std::exception& error) {
      log_line_(fmt::format("import: {}", error.what()));
      failed = true;  // told on the page, which offers to try again
    }
    lock.lock();
    work->failed = failed;
    work->finished = true;
    changed_.notify_all();
  }
}

/// Runs without the desk's lock; `work` is nobody else's until it is finished.
void ImportDesk::perform(Work& work) {
  const auto& import = work.import;
  if (!work.staged) {
    exchange::FileSource source(file(import).string());
    exchange::ImportOptions options{.file_name = import.file_name, .today = clock_.today(), .known_from = import.known_from,
                                    .columns = import.columns, .markers = {import.markers.begin(), import.markers.end()},
                                    .source = import.source, .create_missing = import.create_missing,
                                    .sound_rows_only = true,  // so that one check serves both ways of saving
                                    .mends = import.mends};
    const auto known = store_.now();
    work.staged = std::make_shared<const exchange::Staged>(exchange::stage_observations(source, *known, options, work));
  }
  if (!work.saves || work.cancel) return;
  const auto& staged = *work.staged;
  if (!staged.sound || (staged.report.has_errors() && !work.sound_rows_only)) return;
  work.at("import.save", 0, 0);
  auto receipt = act::import_batch(store_, *work.reader, {.records = staged.created, .batch = staged.batch, .rows = staged.rows,
                                                          .position = staged.position, .reason = import.reason});
  if (!receipt) {
    work.refused = receipt.error();
    return;
  }
  work.saved = true;
  auto after = import;
  after.saved = true;
  after.batch = receipt->batch;
  write(after);
  std::error_code ignored;
  fs::remove(file(import), ignored);
}

}  // namespace outturn::web
