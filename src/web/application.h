#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "web/routes.h"
#include "web/server.h"

namespace outturn::web {

/// Everything behind the server: the routes over one site, and what is said when something goes wrong.
/// site      outlives the application
/// log_line  where errors go, with their numbers; nothing in it may be shown to a reader
Application application(Site& site, std::function<void(std::string_view line)> log_line);

}  // namespace outturn::web
