#include "web/section.h"

namespace outturn::web {

std::string_view text(Columns::Shares shares) {
  switch (shares) {
    case Columns::Shares::two_to_one: return "2-1";
    case Columns::Shares::three_to_two: return "3-2";
    case Columns::Shares::halves: break;
  }
  return "1-1";
}

}  // namespace outturn::web
