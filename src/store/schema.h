#pragma once

#include <string>

#include "store/sqlite.h"

/// What is SQLite's own: pragmas, column types, table options, guards, migrations. All other SQL is portable.
namespace outturn::store {

/// "OUTT", which tells a workspace from any other SQLite file.
constexpr std::int64_t application_id = 0x4F555454;
constexpr std::int64_t schema_version = 1;

/// Makes the tables of an empty file.
void make_schema(Connection& connection);

/// Brings an older workspace up to this program's version, all or nothing: tables of new kinds of record, columns of new
/// fields (empty in what was written before, as the ledger has it).
/// throws  StoreError: store.not_ours, store.newer
void check_and_migrate(Connection& connection);
/// Only the check, for connections that do not write.
void check_is_workspace(Connection& connection);

void set_up_writer(Connection& connection);  ///< durable on commit, deleted content overwritten
void set_up_reader(Connection& connection);

/// The name of a table or column, quoted.
std::string sql_name(std::string_view name);

}  // namespace outturn::store
