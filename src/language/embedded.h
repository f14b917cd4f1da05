#pragma once

#include <string_view>
#include <vector>

namespace outturn::language {

/// One message file as compiled into the program: messages/<room>.<language>.
struct EmbeddedMessages {
  std::string_view room;
  std::string_view language;
  std::string_view text;
};

std::vector<EmbeddedMessages> embedded_messages();

}  // namespace outturn::language
