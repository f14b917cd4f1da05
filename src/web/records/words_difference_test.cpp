#include "web/records/words_difference.h"

#include <doctest/doctest.h>

namespace outturn::web {
namespace {

std::string marked(std::string_view before, std::string_view after, std::size_t most = 400) {
  std::string out;
  for (const auto& stretch : words_difference(before, after, most)) {
    out += stretch.in == Stretch::In::both ? stretch.text : stretch.in == Stretch::In::before ? "[-" + stretch.text + "]" : "[+" + stretch.text + "]";
  }
  return out;
}

TEST_CASE("A changed word stands out among those that stayed") {
  CHECK(marked("Fewer people in poverty", "Fewer children in poverty") == "Fewer [-people ][+children ]in poverty");
  CHECK(marked("to 10 %", "to 10 %") == "to 10 %");
}

TEST_CASE("What is left and what is put in give back both texts") {
  for (const auto& [before, after] : {std::pair<std::string, std::string>{"a b c d", "b x d e"}, {"", "new words"}, {"old words", ""}, {"a\n\nb  c", "a\nb c"}}) {
    std::string old_text;
    std::string new_text;
    for (const auto& stretch : words_difference(before, after)) {
      if (stretch.in != Stretch::In::after) old_text += stretch.text;
      if (stretch.in != Stretch::In::before) new_text += stretch.text;
    }
    CHECK(old_text == before);
    CHECK(new_text == after);
  }
}

TEST_CASE("A text longer than can be compared is shown whole, before and after") {
  CHECK(marked("one two three", "one two four", 2) == "[-one two three][+one two four]");
}

}  // namespace
}  // namespace outturn::web
