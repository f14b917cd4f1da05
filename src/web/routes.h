#pragma once

#include <vector>

#include "web/visit.h"

namespace outturn::web {

/// The one table of routes, which the router, the navigation, the permission matrix, the link check and the
/// documentation read. Fills in site.navigation.
std::vector<Route> routes(Site& site);

}  // namespace outturn::web
