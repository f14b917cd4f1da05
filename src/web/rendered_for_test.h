#pragma once

#include <string>

#include "language/words.h"
#include "web/html.h"

namespace outturn::testing {

/// The markup of a component in English.
template <class View>
std::string english(const View& view) {
  return web::html::rendered(view, language::Words("en")).markup();
}

}  // namespace outturn::testing
