#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "language/words.h"
#include "record/kind.h"
#include "testing.h"

namespace language = outturn::language;
namespace record = outturn::record;

namespace {

std::set<std::string> keys_that_the_kinds_need() {
  std::set<std::string> needed;
  for (const auto& kind : record::kinds()) {
    const auto of_kind = "record." + kind.code;
    needed.insert({of_kind, of_kind + ".plural"});
    for (const auto& field : kind.fields) {
      const auto of_field = of_kind + "." + field.name;
      needed.insert({of_field, of_field + ".help"});
      for (const auto& choice : field.choices) needed.insert(of_field + "." + choice);
    }
  }
  return needed;
}

std::set<std::string> keys_that_begin_with(const std::string& beginning, std::string_view in_language) {
  std::set<std::string> found;
  for (const auto& key : language::message_keys(in_language)) {
    if (key.starts_with(beginning)) found.insert(key);
  }
  return found;
}

/// Every "record.…" code between quotation marks in the room's own code.
std::set<std::string> codes_that_the_room_uses() {
  std::set<std::string> codes;
  for (const auto& entry : std::filesystem::directory_iterator("src/record")) {
    const auto name = entry.path().filename().string();
    if (!name.ends_with(".cpp") || name.ends_with("_test.cpp")) continue;
    std::ostringstream whole;
    whole << std::ifstream(entry.path()).rdbuf();
    const auto text = whole.str();
    const std::string opening = "\"record.";
    for (auto at = text.find(opening); at != std::string::npos; at = text.find(opening, at + 1)) {
      codes.insert("issue." + text.substr(at + 1, text.find('"', at + 1) - at - 1));
    }
  }
  return codes;
}

}  // namespace

TEST_CASE("every kind, field and choice has its sentences in every language, and none is left over") {
  const auto needed = keys_that_the_kinds_need();
  CHECK(needed.size() > 250);
  for (const auto& in_language : language::languages()) {
    const auto written = keys_that_begin_with("record.", in_language);
    for (const auto& key : needed) {
      INFO(in_language, ": ", key);
      CHECK(written.contains(key));
      CHECK(language::message_text(in_language, key).size() > 1);
    }
    for (const auto& key : written) {
      INFO(in_language, ": ", key);
      CHECK(needed.contains(key));
    }
  }
}

TEST_CASE("every issue of the record room has its sentence in every language, and none is left over") {
  const auto used = codes_that_the_room_uses();
  CHECK(used.size() > 60);  // else the room was not read
  for (const auto& in_language : language::languages()) CHECK(keys_that_begin_with("issue.record.", in_language) == used);
}

TEST_CASE("a refused field is explained with its value and its limit") {
  const auto refused = record::kind("place")->with({}, {{"name", record::Localised{{"en", "Ontario"}}}, {"column", std::int64_t{400}}});
  REQUIRE(!refused);
  CHECK(language::Words("en").issue(refused.error().front()) == "400 is outside 0 to 99. Enter a number within these limits.");
  CHECK(language::Words("fr").issue(refused.error().front()) ==
        "400 n’est pas compris entre 0 et 99. Entrez un nombre dans ces limites.");
}

TEST_CASE("no sentence about a refused field lacks a value it names") {
  using record::Value;
  const std::string long_text(20'001, 'a');
  const auto target = [](std::vector<std::pair<std::string, Value>> values) {
    values.insert(values.end(), {{"indicator", record::Reference{"I1"}}, {"period", outturn::base::Period::parse("2030").value()}});
    return record::kind("target")->with({}, values);
  };
  outturn::base::Issues all;
  const auto collect = [&](const auto& answer) {
    REQUIRE(!answer);
    all.insert(all.end(), answer.error().begin(), answer.error().end());
  };
  collect(target({{"value", 3.0}, {"form", std::string("range")}, {"upper", 2.0}}));
  collect(target({{"value", 3.0}, {"form", std::string("range")}}));
  collect(target({{"value", 3.0}, {"upper", 5.0}, {"replaces", record::Reference{"T0"}}}));
  collect(target({{"form", std::string("perhaps")}, {"text", record::Localised{{"en", long_text}}}, {"colour", std::string("red")}}));
  collect(record::kind("indicator")->with({}, {{"name", record::Localised{{"en", "x"}}}, {"minimum", 2.0}, {"maximum", 1.0}}));
  collect(record::kind("appointment")->with({}, {{"person", record::Reference{"P"}},
                                                 {"from", *outturn::base::Day::parse("2024-02-01")},
                                                 {"until", *outturn::base::Day::parse("2024-01-01")}}));
  for (const auto* field : {"column", "boundary"}) {
    collect(record::Kind::parse(*record::kind("place")->field("column"), field));
  }
  collect(record::Kind::parse(*record::kind("commitment")->field("due"), "tomorrow"));
  collect(record::Kind::parse(*record::kind("commitment")->field("illustrative"), "perhaps"));
  collect(record::Kind::parse(*record::kind("commitment")->field("parties"), "M01; Ministère"));
  collect(record::Kind::parse(*record::kind("target")->field("value"), "1,234.5"));

  for (const auto& in_language : language::languages()) {
    for (const auto& issue : all) {
      const auto sentence = language::Words(in_language).issue(issue);
      INFO(in_language, ": ", issue.code, ": ", sentence);
      CHECK(sentence.find("⟦") == std::string::npos);
      CHECK(sentence.back() == '.');
    }
  }
}
