#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "web/routes.h"
#include "web/serving/server.h"

namespace outturn::web {

/// Everything behind the server: the routes over one site, and what is said when something goes wrong.
/// site  outlives the application; its log gets the errors with their numbers
Application application(Site& site);

}  // namespace outturn::web
