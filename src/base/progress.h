#pragma once

#include <cstdint>
#include <string_view>

namespace outturn::base {

/// How far a long piece of work has come, and whether to stop. Given as an argument; the default says nothing.
class Progress {
 public:
  virtual ~Progress() = default;
  /// stage  a message key "progress.<stage>"; total 0 = not known
  virtual void at(std::string_view stage, std::int64_t done, std::int64_t total) { (void)stage, (void)done, (void)total; }
  virtual bool cancelled() const { return false; }
};

}  // namespace outturn::base
