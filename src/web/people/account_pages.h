#pragma once

#include "web/visit.h"

/// Signing in and out, and one's own account.
namespace outturn::web {

Response show_sign_in(const Visit& visit);    ///< GET /sign-in?next=/path
Response sign_in(const Visit& visit);         ///< POST /sign-in: email, password, next
Response sign_out(const Visit& visit);        ///< POST /sign-out
Response show_account(const Visit& visit);    ///< GET /account
Response change_password(const Visit& visit); ///< POST /account/password: current, new

}  // namespace outturn::web
