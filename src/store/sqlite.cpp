#include "store/sqlite.h"

#include <filesystem>

#include <fmt/format.h>
#include <sqlite3.h>

namespace outturn::store {
namespace {


std::string_view code_of(int result) {
  switch (result & 0xFF) {
    case SQLITE_FULL: return "store.disk_full";
    case SQLITE_IOERR: return "store.disk_failed";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "store.busy";
    case SQLITE_CORRUPT: return "store.damaged";
    case SQLITE_NOTADB: return "store.not_ours";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY: return "store.not_allowed";
    default: return "store.failed";
  }
}

}  // namespace

workspace::StoreError error_of(int code, const std::string& file, const std::string& for_the_log) {
  return {base::Issue{.field = {}, .code = std::string(code_of(code)), .values = {{"file", file}, {"detail", std::string(sqlite3_errstr(code))}}},
          fmt::format("{}: {} ({})", file, for_the_log, sqlite3_errstr(code))};
}

Statement::Statement(sqlite3* connection, const std::string& file, std::string_view sql) : connection_(connection), file_(&file) {
  const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) throw error_of(code, file, fmt::format("{}: {}", sqlite3_errmsg(connection), sql));
  // SQLite numbers $2 … $1 in order of appearance, so each place is looked up by its name.
  const int count = sqlite3_bind_parameter_count(statement_);
  for (int number = 1; number <= count; ++number) {
    const auto name = fmt::format("${}", number);
    places_.push_back(sqlite3_bind_parameter_index(statement_, name.c_str()));
    base::ensure(places_.back() > 0, "the places of a statement are $1 to $n without a gap");
  }
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), file_(other.file_), statement_(std::exchange(other.statement_, nullptr)), places_(std::move(other.places_)) {}

void Statement::fail(int code) const {
  const std::string told = sqlite3_errmsg(connection_);
  const std::string sql = sqlite3_sql(statement_);
  sqlite3_reset(statement_);
  throw error_of(code, *file_, fmt::format("{}: {}", told, sql));
}

int Statement::place_of(int number) const { return places_[static_cast<std::size_t>(number - 1)]; }

Statement& Statement::bind(int place, std::int64_t value) {
  if (const int code = sqlite3_bind_int64(statement_, place_of(place), value)) fail(code);
  return *this;
}

Statement& Statement::bind(int place, double value) {
  if (const int code = sqlite3_bind_double(statement_, place_of(place), value)) fail(code);
  return *this;
}

Statement& Statement::bind(int place, std::string_view value) {
  if (const int code = sqlite3_bind_text64(statement_, place_of(place), value.data() ? value.data() : "", value.size(), SQLITE_STATIC, SQLITE_UTF8)) {
    fail(code);
  }
  return *this;
}

Statement& Statement::bind_null(int place) {
  if (const int code = sqlite3_bind_null(statement_, place_of(place))) fail(code);
  return *this;
}

bool Statement::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(code);
  sqlite3_reset(statement_);
  return false;
}

void Statement::reset() { sqlite3_reset(statement_); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }
bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return text ? std::string_view{text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))} : std::string_view{};
}

Connection::Connection(const std::string& file, Access access) : file_(file) {
  const int flags = SQLITE_OPEN_NOMUTEX | (access == Access::read    ? SQLITE_OPEN_READONLY
                                           : access == Access::write ? SQLITE_OPEN_READWRITE
                                                                     : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (access != Access::create && !std::filesystem::exists(file)) {
    throw workspace::StoreError({.field = {}, .code = "store.no_file", .values = {{"file", file}}}, fmt::format("{}: no such file", file));
  }
  const int code = sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    const auto error = error_of(code, file, "cannot be opened");
    sqlite3_close(handle_);
    throw error;
  }
  sqlite3_extended_result_codes(handle_, 1);
  wait_at_most();
}

void Connection::wait_at_most(int milliseconds) { sqlite3_busy_timeout(handle_, milliseconds); }

Connection::~Connection() {
  by_name_.clear();
  by_text_.clear();
  sqlite3_close(handle_);
}

Statement& Connection::of(const Query& query) {
  auto& known = by_name_[query.name.data()];
  if (!known) known = &of(std::string(query.sql));
  return *known;
}

Statement& Connection::of(const std::string& sql) {
  auto& known = by_text_[sql];
  if (!known) known = std::make_unique<Statement>(handle_, file_, sql);
  return *known;
}

void Connection::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw error_of(code, file_, fmt::format("{}: {}", sqlite3_errmsg(handle_), sql));
}

std::int64_t Connection::number(const std::string& sql) {
  Statement statement(handle_, file_, sql);
  return statement.next() ? statement.integer(0) : 0;
}

std::string Connection::word(const std::string& sql) {
  Statement statement(handle_, file_, sql);
  return statement.next() ? std::string(statement.text(0)) : std::string{};
}

bool Connection::is_idle() const { return sqlite3_get_autocommit(handle_) != 0; }

}  // namespace outturn::store
