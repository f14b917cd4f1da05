#pragma once

#include <string_view>

#include "web/forms.h"
#include "web/visit.h"

/// What somebody had typed when their session ended: it goes through signing in again and is sent then.
namespace outturn::web {

/// Whether a refused request is a form of this site that is worth keeping: sent by our own page, without files, not
/// too long. Browsers say where a form comes from over HTTPS and on one's own machine; elsewhere nothing is kept.
bool is_worth_keeping(const Request& request);

/// The sign-in form that carries what was typed. refused  the request that needs somebody signed in
Form sign_in_again(const Visit& visit, const Request& refused);

/// Adds what the sign-in form carries to another attempt at it.
void carry_on(const Request& request, Form& form);

/// Whether this sign-in carries something.
bool carries_a_form(const Request& request);

/// After signing in: what was typed, to be looked at and sent. visit  of whoever is signed in now
Response send_kept(const Visit& visit, std::string_view address);

}  // namespace outturn::web
