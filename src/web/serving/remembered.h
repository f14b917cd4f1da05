#pragma once

#include "web/route.h"
#include "web/visit.h"

namespace outturn::web {

/// A reading handler that answers whoever is not signed in from memory, as long as nothing has changed: the same ledger
/// position, the same day, the same address, and all headers that a page may heed. Whoever is signed in gets a fresh
/// answer. Only pages found (200) without a cookie are kept, at most a few megabytes a route.
Handler remembered(const Site& site, Handler handler);

}  // namespace outturn::web
