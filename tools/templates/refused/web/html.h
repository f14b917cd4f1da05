#pragma once

#include <string_view>

// The least that generated code needs, so that this test stands apart from src/web.
namespace outturn::web::html {

struct Output {
  int words() const { return 0; }
  void raw(std::string_view) {}
  void text(std::string_view) {}
};

}  // namespace outturn::web::html
