#include "web/layout.h"

namespace outturn::web {

std::string page(const Layout& layout, const language::Words& words) {
  return html::rendered(layout, words).markup();
}

}  // namespace outturn::web
