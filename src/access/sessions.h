#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/limiter.h"
#include "access/password.h"
#include "base/checked.h"
#include "base/day.h"
#include "workspace/vault.h"
#include "workspace/workspace.h"

namespace outturn::access {

struct SessionLimits {
  std::int64_t idle_seconds{8 * 3600};       ///< a working day without a click
  std::int64_t absolute_seconds{24 * 3600};  ///< then sign in again, whatever happens
};

/// Signs people in and knows them again. Safe to use from any thread.
class Sessions {
 public:
  /// vault, clock, passwords  borrowed; all outlive the sessions
  Sessions(workspace::Vault& vault, const base::Clock& clock, const Passwords& passwords, SessionLimits limits = {})
      : vault_(vault), clock_(clock), passwords_(passwords), limits_(limits), limiter_(clock) {}

  struct SignedIn {
    std::string token;  ///< for the cookie and nowhere else: 256 random bits as hexadecimal
    std::string person;
    std::string csrf;   ///< stands in every form of this session
  };
  /// Checks a password and opens a session. The work is the same whether or not there is such an account.
  /// old_token  the session that this browser had before, which ends
  /// refuses  access.sign_in_failed (never says which of the two was wrong), access.wait (seconds)
  base::Checked<SignedIn> sign_in(const workspace::Workspace& workspace, std::string_view email, std::string_view password,
                                  std::string_view address, std::string_view old_token = {});

  /// Checks a password without opening a session: for the second person of a redaction, or before a new password.
  /// returns  the person's id   refuses  as sign_in
  base::Checked<std::string> confirmed(const workspace::Workspace& workspace, std::string_view email, std::string_view password,
                                       std::string_view address);

  struct Known {
    std::string person;
    std::string csrf;
    /// Whether a form's token, as `masked` gave it, is this session's.
    bool vouches_for(std::string_view form_token) const { return equal_secrets(csrf, unmasked(form_token)); }
  };
  /// Whose session this token opens; nothing when it has ended, or the person may no longer sign in.
  std::optional<Known> known(const workspace::Workspace& workspace, std::string_view token);

  void sign_out(std::string_view token);
  /// Ends every session of a person: after a new password, or when the account is disabled.
  void end_all_of(std::string_view person) { vault_.end_sessions_of(person); }

 private:
  workspace::Vault& vault_;
  const base::Clock& clock_;
  const Passwords& passwords_;
  SessionLimits limits_;
  Limiter limiter_;
};

/// The person in force with this sign-in name, or nullptr; letter case and white space around it do not matter.
const workspace::Record* person_with_email(const workspace::Workspace& workspace, std::string_view email);

}  // namespace outturn::access
