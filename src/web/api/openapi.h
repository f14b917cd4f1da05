#pragma once

#include <string>

#include "language/words.h"

namespace outturn::web {

/// The OpenAPI 3.1 document of /api/v1, made from the kinds of record and their field lists. Labels and help in the
/// language of `words`.
std::string openapi_document(const language::Words& words);

}  // namespace outturn::web
