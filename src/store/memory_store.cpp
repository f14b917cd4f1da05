#include "store/memory_store.h"

#include <algorithm>

#include "store/audit.h"
#include "store/redactor.h"

namespace outturn::store {

using workspace::Told;
using workspace::Workspace;

namespace {

constexpr std::int64_t day_in_microseconds = 86'400'000'000;

}  // namespace

MemoryStore::MemoryStore(const base::Clock& clock) : clock_(clock), state_(std::make_shared<const Workspace>()) {}

std::shared_ptr<const Workspace> MemoryStore::now() {
  const std::lock_guard lock(mutex_);
  return state_;
}

base::Checked<workspace::Receipt> MemoryStore::commit(const workspace::Author& author, const workspace::Plan& plan) {
  const std::lock_guard lock(mutex_);
  auto drafts = plan(*state_);
  if (!drafts) return base::refuse(std::move(drafts.error()));
  auto next = std::make_shared<Workspace>(*state_);
  auto head = head_;
  auto written = write_drafts(*next, head, author, clock_.now(), std::move(*drafts));
  // Nothing below fails: it is all or nothing.
  const workspace::Receipt receipt{.first = head_.sequence + 1, .last = head.sequence, .workspace = next};
  for (auto& one : written) ledger_.push_back({std::move(one.entry), std::move(one.payload)});
  head_ = head;
  state_ = next;
  return receipt;
}

std::vector<Told> MemoryStore::history(const record::Kind& kind, std::string_view id) {
  const std::lock_guard lock(mutex_);
  std::vector<Told> all;
  for (const auto& told : ledger_) {
    if (told.entry.kind == kind.code && told.entry.id == id) all.push_back(told);
  }
  return all;
}

std::vector<Told> MemoryStore::entries(std::int64_t after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Told> all;
  for (const auto& told : ledger_) {
    if (told.entry.sequence > after && all.size() < limit) all.push_back(told);
  }
  return all;
}

std::shared_ptr<const Workspace> MemoryStore::as_entered(base::Instant instant) {
  const std::lock_guard lock(mutex_);
  Replay replay;
  for (const auto& told : ledger_) {
    if (told.entry.at > instant) break;
    replay.apply(told);
  }
  auto past = std::make_shared<Workspace>(std::move(replay.state()));
  add_rows_of_known_batches(*state_, *past);
  return past;
}

base::Checked<workspace::Receipt> MemoryStore::redact(const workspace::Author& author, const workspace::Redaction& redaction) {
  const auto* kind = record::kind(redaction.kind);
  const auto about = kind ? history(*kind, redaction.id) : std::vector<Told>{};
  const std::lock_guard lock(mutex_);
  auto head = head_;
  auto work = work_out(*state_, head, clock_.now(), author, redaction, about);
  if (!work) return base::refuse(std::move(work.error()));
  auto next = std::make_shared<Workspace>(*state_);
  next->apply(work->change);
  if (!work->rows.empty()) remove_rows(*next, next->find(*kind, redaction.id)->slot, work->rows);
  for (auto& told : work->replaced) ledger_[static_cast<std::size_t>(told.entry.sequence - 1)].payload = std::move(told.payload);
  ledger_.push_back(std::move(work->entry));
  head_ = head;
  state_ = next;
  return workspace::Receipt{.first = head.sequence, .last = head.sequence, .workspace = next};
}

workspace::Verification MemoryStore::verify(base::Progress& progress, const std::optional<workspace::KnownHead>& known) {
  const std::lock_guard lock(mutex_);
  Audit audit(progress, static_cast<std::int64_t>(ledger_.size()), [&](const std::function<void(const Told&)>& visit) {
    for (const auto& told : ledger_) visit(told);
  }, known);
  audit.check_ledger();
  for (const auto& kind : record::kinds()) {
    for (workspace::Slot slot = 0; slot < state_->count(kind); ++slot) audit.check_record(state_->at(kind, slot));
  }
  audit.check_no_record_is_missing();
  for (const auto number : series_in_order(*state_)) {
    const auto& series = state_->panel().series(number);
    if (series.is_derived) continue;
    audit.begin_series(name_of(*state_, series.key));
    for (std::size_t r = 0; r < series.rows.size(); ++r) audit.check_row(series.rows[r], series.extras_of(r));
  }
  audit.check_batches();
  return audit.verification();
}

void MemoryStore::set_password_hash(std::string_view person, std::string_view hash) {
  const std::lock_guard lock(mutex_);
  passwords_.insert_or_assign(std::string(person), std::string(hash));
}

std::optional<std::string> MemoryStore::password_hash(std::string_view person) {
  const std::lock_guard lock(mutex_);
  const auto found = passwords_.find(person);
  return found == passwords_.end() ? std::nullopt : std::optional(found->second);
}

void MemoryStore::put_session(const workspace::Session& session) {
  const std::lock_guard lock(mutex_);
  sessions_.insert_or_assign(session.token_sha256, session);
}

std::optional<workspace::Session> MemoryStore::session(std::string_view token_sha256) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(token_sha256);
  return found == sessions_.end() ? std::nullopt : std::optional(found->second);
}

void MemoryStore::end_session(std::string_view token_sha256) {
  const std::lock_guard lock(mutex_);
  if (const auto found = sessions_.find(token_sha256); found != sessions_.end()) sessions_.erase(found);
}

void MemoryStore::end_sessions_of(std::string_view person) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& one) { return one.second.person == person; });
}

void MemoryStore::end_sessions_seen_before(base::Instant instant) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& one) { return one.second.seen < instant; });
}

std::optional<std::string> MemoryStore::answer(std::string_view person, std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = answers_.find({std::string(person), std::string(key)});
  return found == answers_.end() ? std::nullopt : std::optional(found->second.text);
}

void MemoryStore::keep_answer(std::string_view person, std::string_view key, std::string_view answer, base::Instant now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(answers_, [&](const auto& one) { return one.second.at.microseconds < now.microseconds - day_in_microseconds; });
  answers_.try_emplace({std::string(person), std::string(key)}, Answer{std::string(answer), now});
}

}  // namespace outturn::store
