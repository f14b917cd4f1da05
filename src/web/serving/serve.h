#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "workspace/keeper.h"

namespace outturn::web {

struct ServeSettings {
  std::string address{"127.0.0.1"};
  std::uint16_t port{8080};  ///< 0 = any free one
  unsigned workers{2};
  std::uint64_t upload_limit{1'000'000'000};
  bool behind_https{false};  ///< a proxy in front speaks HTTPS; only it can reach us
  std::filesystem::path spool;  ///< folder of our own for uploads; made where it is missing
};

/// Serves the pages and the API of one register until the process is asked to end.
/// keeper, clock  outlive the call
/// started   gets the address once requests are answered
/// log_line  gets errors, from several threads, one at a time
/// throws    ServerError when the address cannot be had
void serve(workspace::Keeper& keeper, const base::Clock& clock, const ServeSettings& settings,
           const std::function<void(const std::string& address)>& started, std::function<void(std::string_view line)> log_line);

}  // namespace outturn::web
