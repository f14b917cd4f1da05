#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/day.h"
#include "workspace/keeper.h"

namespace outturn::cli {

struct ServeOptions {
  std::string address{"127.0.0.1"};
  std::uint16_t port{8080};
  unsigned threads{16};  ///< more than cores: a writer mostly waits for the disk, which then serves all who wait at once
  std::uint64_t upload_limit{1'000'000'000};
  bool behind_https{false};
};

/// The address cannot be had: another program has it, or this machine does not.
struct CannotListen : std::runtime_error {
  CannotListen(const ServeOptions& wanted, const std::string& said) : std::runtime_error(said), address(wanted.address), port(wanted.port) {}
  std::string address;
  std::uint16_t port;
};

/// What commands need of the world outside: time, streams, and the store, which only main may name.
struct World {
  const base::Clock& clock;
  std::ostream& out;
  std::ostream& err;
  std::istream& in;
  bool shows_progress{false};  ///< the error stream is a terminal
  bool can_ask{false};         ///< standard input is a terminal: questions may be asked
  std::string language{"en"};

  /// Opens an existing workspace.  throws workspace::StoreError
  std::function<std::unique_ptr<workspace::Keeper>(const std::string& where)> open;
  /// Makes an empty one where there is none.  throws workspace::StoreError
  std::function<std::unique_ptr<workspace::Keeper>(const std::string& where)> create;
  /// Puts a checked backup in the place of a workspace.  throws workspace::StoreError
  std::function<void(const std::string& backup, const std::string& where, bool replace, base::Progress&)> restore;
  /// Serves the workspace that lies in the file `where` until the process is asked to end; the other door, which
  /// only main may open. started gets the address.  throws CannotListen
  std::function<void(workspace::Keeper& keeper, const std::string& where, const ServeOptions& options,
                     const std::function<void(const std::string& address)>& started)> serve;
  /// Folder of the example workspaces that came with the program; empty where none is found.
  std::string examples;
};

enum Exit { done = 0, found_something = 1, bad_input = 2, world_failed = 3 };

/// Runs `outturn` with these arguments (without the program's name) and gives the exit status.
int run(const std::vector<std::string>& arguments, World& world);

}  // namespace outturn::cli
