#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "base/day.h"
#include "store/scribe.h"
#include "workspace/register.h"
#include "workspace/vault.h"

namespace outturn::store {

/// The register and the vault in plain memory: slow, obviously right, for tests and as the measure of other stores.
/// The clock must outlive it.
class MemoryStore final : public workspace::Register, public workspace::Vault {
 public:
  explicit MemoryStore(const base::Clock& clock);

  std::shared_ptr<const workspace::Workspace> now() override;
  base::Checked<workspace::Receipt> commit(const workspace::Author& author, const workspace::Plan& plan) override;
  std::vector<workspace::Told> history(const record::Kind& kind, std::string_view id) override;
  std::vector<workspace::Told> entries(std::int64_t after, std::size_t limit) override;
  std::shared_ptr<const workspace::Workspace> as_entered(base::Instant instant) override;
  base::Checked<workspace::Receipt> redact(const workspace::Author& author, const workspace::Redaction& redaction) override;
  workspace::Verification verify(base::Progress& progress, const std::optional<workspace::KnownHead>& known = std::nullopt) override;

  void set_password_hash(std::string_view person, std::string_view hash) override;
  std::optional<std::string> password_hash(std::string_view person) override;
  void put_session(const workspace::Session& session) override;
  std::optional<workspace::Session> session(std::string_view token_sha256) override;
  void end_session(std::string_view token_sha256) override;
  void end_sessions_of(std::string_view person) override;
  void end_sessions_seen_before(base::Instant instant) override;
  std::optional<std::string> answer(std::string_view person, std::string_view key) override;
  void keep_answer(std::string_view person, std::string_view key, std::string_view answer, base::Instant now) override;

 private:
  struct Answer {
    std::string text;
    base::Instant at{};
  };

  const base::Clock& clock_;
  std::mutex mutex_;
  std::shared_ptr<const workspace::Workspace> state_;
  std::vector<workspace::Told> ledger_;
  Head head_;
  std::map<std::string, std::string, std::less<>> passwords_;
  std::map<std::string, workspace::Session, std::less<>> sessions_;
  std::map<std::pair<std::string, std::string>, Answer> answers_;
};

}  // namespace outturn::store
