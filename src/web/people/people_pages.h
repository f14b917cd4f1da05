#pragma once

#include "web/visit.h"

/// Who can sign in, and as what: kept by administrators.
namespace outturn::web {

Response show_people(const Visit& visit);         ///< GET /people
Response show_new_person(const Visit& visit);     ///< GET /people/new
Response add_typed_person(const Visit& visit);    ///< POST
Response show_person(const Visit& visit);         ///< GET /people/{id}
Response appoint_person(const Visit& visit);      ///< POST /people/{id}/roles
Response set_persons_password(const Visit& visit);///< POST /people/{id}/password
Response switch_person(const Visit& visit);       ///< POST /people/{id}/access: may sign in, or may not

}  // namespace outturn::web
