#pragma once

#include "store/sqlite.h"
#include "workspace/register.h"

namespace outturn::store {

/// Checks a whole database: chain, payloads, records' tables, observations. Reads it in one transaction.
workspace::Verification verify_database(Connection& connection, base::Progress& progress,
                                        const std::optional<workspace::KnownHead>& known = std::nullopt);

}  // namespace outturn::store
