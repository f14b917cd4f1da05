#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/world.h"

/// One function a command. Each gets its options as the person gave them, says what it did on `out` (JSON where
/// asked), what is wrong on `err`, and gives the exit status.
namespace outturn::cli {

struct Common {
  std::string workspace{"outturn.db"};
  std::string language;  ///< empty = the environment's
  bool json{false};
  bool quiet{false};
};

struct InitOptions {
  std::string name;
  std::string time_zone;
  bool public_reading{false};
};
struct DemoOptions {
  std::string from;  ///< empty = the example that came with the program
};
struct ImportOptions {
  std::string file;
  std::string kind;                  ///< import records: kind of record; empty with a folder
  std::vector<std::string> columns;  ///< "indicator=Series name"
  std::vector<std::string> markers;  ///< "*=c"
  std::string known_from;
  std::string source;                ///< import observations: id of the source
  std::string reason;
  bool create_missing{false};
  bool skip_bad_rows{false};
  bool dry_run{false};
};
struct ExportOptions {
  std::string kind;  ///< export records
  std::string as_of;
  std::vector<std::string> indicators;  ///< empty = all that were reported
  bool vintages{false};
};
struct StatusOptions {
  std::string as_of;       ///< what the world knew that day
  std::string as_entered;  ///< what this register knew that day
  std::string outcome;
  std::vector<std::string> fail_on;
};
struct GapsOptions {
  std::string as_of;
  std::string as_entered;
  std::vector<std::string> fail_on;
};
struct ReturnsOptions {
  bool all{false};        ///< also those that were sent or accepted
  bool fail_on_late{false};
};
struct VerifyOptions {
  std::string head;  ///< "1042:<hash>": a last entry known from before; its absence is a fault
};
struct BackupOptions {
  std::string file;
};
struct RestoreOptions {
  std::string file;
  bool replace{false};
};
struct UserOptions {
  std::string email;
  std::string name;
  std::string organisation;
  std::vector<std::string> roles;
  std::string reason;  ///< user disable
};

int init(World&, const Common&, const InitOptions&);
int demo(World&, const Common&, const DemoOptions&);
int serve(World&, const Common&, const ServeOptions&);
int import_observations(World&, const Common&, const ImportOptions&);
int import_records(World&, const Common&, const ImportOptions&);
int export_observations(World&, const Common&, const ExportOptions&);
int export_records(World&, const Common&, const ExportOptions&);
int status(World&, const Common&, const StatusOptions&);
int gaps(World&, const Common&, const GapsOptions&);
int returns(World&, const Common&, const ReturnsOptions&);
int verify(World&, const Common&, const VerifyOptions&);
int backup(World&, const Common&, const BackupOptions&);
int restore(World&, const Common&, const RestoreOptions&);
int add_user(World&, const Common&, const UserOptions&);
int list_users(World&, const Common&);
int set_password(World&, const Common&, const UserOptions&);
int disable_user(World&, const Common&, const UserOptions&);

}  // namespace outturn::cli
