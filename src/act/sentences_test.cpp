#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "language/words.h"
#include "testing.h"

using namespace outturn;

/// It failed, what now: the room uses a rule code without a sentence, or a sentence has lost its rule. Write or remove
/// it in src/language/messages/<room>.en and .fr.
TEST_CASE("every rule of acts and access has its sentence, and no sentence is without a rule") {
  std::set<std::string> used;
  const std::regex code("\"((?:act|access)\\.[a-z_]+)\"");
  for (const auto* room : {"src/act", "src/access"}) {
    for (const auto& file : std::filesystem::directory_iterator(room)) {
      if (file.path().extension() != ".cpp" || file.path().string().ends_with("_test.cpp")) continue;
      std::ifstream in(file.path());
      std::stringstream text;
      text << in.rdbuf();
      const auto source = text.str();
      for (auto it = std::sregex_iterator(source.begin(), source.end(), code); it != std::sregex_iterator(); ++it) used.insert((*it)[1]);
    }
  }
  std::set<std::string> written;
  for (const auto& key : language::message_keys("en")) {
    if (key.starts_with("issue.act.") || (key.starts_with("issue.access.") && !key.starts_with("issue.access.refused."))) written.insert(key.substr(6));
  }
  CHECK(used == written);
}
