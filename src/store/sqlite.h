#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/register.h"

struct sqlite3;
struct sqlite3_stmt;

namespace outturn::store {

/// A named SQL text with the places $1, $2 … for values. Statements are prepared once a connection.
struct Query {
  std::string_view name;
  std::string_view sql;
};

/// A prepared statement in use. Places are counted from 1, columns from 0.
class Statement {
 public:
  Statement(sqlite3* connection, const std::string& file, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int place, std::int64_t value);
  Statement& bind(int place, double value);
  /// The text must live until the statement has run.
  Statement& bind(int place, std::string_view value);
  Statement& bind_null(int place);

  /// Goes to the next row; false at the end, where the statement is ready to be bound and run again.
  bool next();
  /// Runs a statement that answers nothing.
  void run() {
    while (next()) {
    }
  }
  void reset();

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;  ///< valid until the next row
  bool is_null(int column) const;

 private:
  int place_of(int number) const;
  [[noreturn]] void fail(int code) const;

  sqlite3* connection_;
  const std::string* file_;
  sqlite3_stmt* statement_{nullptr};
  std::vector<int> places_;
};

/// A row is being read: whatever happens, the statement is given back.
class Reset {
 public:
  explicit Reset(Statement& statement) : statement_(statement) {}
  ~Reset() { statement_.reset(); }
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;

 private:
  Statement& statement_;
};

enum class Access { read, write, create };

/// One connection to a database file; used by one thread at a time.
/// throws  workspace::StoreError: store.no_file, store.not_ours, store.disk_full, store.disk_failed, store.busy,
///         store.damaged, store.not_allowed, store.failed
class Connection {
 public:
  Connection(const std::string& file, Access access);
  ~Connection();
  Connection(Connection&&) = delete;

  /// The statement of a query, prepared on first use.
  Statement& of(const Query& query);
  Statement& of(const std::string& sql);
  /// Runs SQL texts one after another; for schema and pragmas.
  void run(const std::string& sql);
  std::int64_t number(const std::string& sql);
  std::string word(const std::string& sql);
  /// How long to wait where another connection holds a lock, from now on.
  void wait_at_most(int milliseconds = usual_wait);
  /// Whether no transaction is open, for instance because a full disk ended it.
  bool is_idle() const;

  sqlite3* handle() const { return handle_; }
  const std::string& file() const { return file_; }

 private:
  static constexpr int usual_wait = 10'000;
  std::string file_;
  sqlite3* handle_{nullptr};
  std::unordered_map<std::string, std::unique_ptr<Statement>> by_text_;
  std::unordered_map<const char*, Statement*> by_name_;  ///< by the address of the query's name
};

/// The error that a result code of SQLite means, told so that a person knows what to do.
workspace::StoreError error_of(int code, const std::string& file, const std::string& for_the_log);

}  // namespace outturn::store
