#pragma once

#include <string>

#include "web/html.h"

namespace outturn::web {

struct MisspeltView {
  std::string title;
};

}  // namespace outturn::web
