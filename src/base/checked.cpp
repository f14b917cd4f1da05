#include "base/checked.h"

#include <stdexcept>

#include <fmt/format.h>

namespace outturn::base {

void ensure(bool holds, std::string_view what_must_hold, const char* file, int line) {
  if (!holds) throw std::logic_error(fmt::format("{}:{}: {}", file, line, what_must_hold));
}

}  // namespace outturn::base
