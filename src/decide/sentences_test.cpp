#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "decide/framework.h"
#include "language/words.h"
#include "testing.h"

using namespace outturn;

/// It failed, what now: the room names a sentence that no catalogue has. Write it in src/language/messages/decide.{en,fr}.
TEST_CASE("deciding: every sentence that the room names is written in every language") {
  std::set<std::string> used;
  const std::regex key("\"((?:decide|agree)\\.[a-z_.]+[a-z_])\"");
  for (const auto& file : std::filesystem::directory_iterator("src/decide")) {
    if (file.path().extension() != ".cpp" || file.path().string().ends_with("_test.cpp")) continue;
    std::ifstream in(file.path());
    std::stringstream text;
    text << in.rdbuf();
    const auto source = text.str();
    for (auto it = std::sregex_iterator(source.begin(), source.end(), key); it != std::sregex_iterator(); ++it) used.insert((*it)[1]);
  }
  for (const auto& one : decide::questions()) {
    used.insert("decide.question." + std::string(one.code));
    used.insert("decide.consequence." + std::string(decide::text_of(one.consequence)));
    used.insert("decide.gate." + std::string(decide::text_of(one.gate)));
  }
  for (const auto& group : decide::readiness_groups()) used.insert("decide.group." + std::string(group.code));
  CHECK(used.size() > 30);
  for (const auto& language : language::languages()) {
    const language::Words words(language);
    for (const auto& one : used) {
      INFO(language, ": ", one);
      CHECK((words.has(one) || words.has("issue." + one)));
    }
  }
}
