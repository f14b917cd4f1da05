#include <sys/wait.h>

#include <cstdio>

#include <fmt/format.h>

#include "subject.h"

using namespace outturn;
using namespace outturn::contract;

namespace {

struct Answer {
  int status;
  std::string text;
};

Answer independent(const std::string& file, const std::string& options = {}) {
  const auto command = fmt::format("python3 tools/verify_ledger.py '{}' {} 2>&1", file, options);
  auto* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe);
  Answer answer{};
  char buffer[4096];
  while (const auto got = std::fread(buffer, 1, sizeof buffer, pipe)) answer.text.append(buffer, got);
  answer.status = WEXITSTATUS(::pclose(pipe));
  return answer;
}

void fill(workspace::Register& book) {
  put(book, "I-é", poverty);
  put(book, "I1", poverty);
  put(book, "CA", canada, "« first » ✓");
  put(book, "W", record::Category{.name = {{"en", "Women"}}});
  put(book, "women", record::Group{.categories = {{"W"}}});
  std::vector<Reported> reported;
  const double values[] = {5.2, -0.25, 1000, 100000, 1e5 + 1, 123456, 0.001, 0.00001, 0.0001, 1e22, 1.5e300, -2e-308, 5e-324, 0.1 + 0.2, 1e15, 1.0 / 3,
                           123456789012345680.0, 9007199254740993.0, 12345678901234567890.0, 0.0, -0.0, 30000, 1e4, 1.25e-7, 4503599627370497.5,
                           144115188075855870.0, 18014398509481984.0, 1.8014398509481985e22};
  int year = 1900;
  for (const double value : values) {
    reported.push_back({.indicator = "I1", .place = "CA", .group = year % 3 ? "" : "women", .period = std::to_string(++year), .value = value});
  }
  reported.push_back({.indicator = "I-é", .place = "CA", .period = "2023-Q1", .known_from = "2024-05-01#2", .status = workspace::Status::taken_back, .definition = 2});
  reported.push_back({.indicator = "I1", .place = "CA", .period = "2014/15", .value = 1.5, .extras = {.numerator = 3, .upper = 1e5, .unit = "per 1,000"}});
  import_batch(book, "b1", reported);
}

}  // namespace

TEST_CASE("a verifier written from the published format, in another language, agrees with the program") {
  InSqlite s;
  fill(s.book());
  base::Progress quiet;
  auto verified = s.book().verify(quiet);
  CHECK(verified.faults.empty());
  auto answer = independent(s.file);
  INFO(answer.text);
  CHECK(answer.status == 0);
  CHECK(answer.text == fmt::format("{} entries, {}\n", verified.entries, verified.head.hex()));
  CHECK(independent(s.file, fmt::format("--head {}:{}", verified.entries, verified.head.hex())).status == 0);
  CHECK(independent(s.file, fmt::format("--head {}:{}", verified.entries + 1, verified.head.hex())).status == 1);

  REQUIRE(s.book().redact(tester, {.kind = "place", .id = "CA", .fields = {"name", "reason"}, .reason = "x", .second_person = "bob"}));
  REQUIRE(s.book().redact(tester, {.kind = "batch", .id = "b1", .rows = {{{.indicator = "I1", .place = "CA"}, period("2014/15").code()}},
                                   .reason = "x", .second_person = "bob"}));
  verified = s.book().verify(quiet);
  CHECK(verified.faults.empty());
  answer = independent(s.file);
  INFO(answer.text);
  CHECK(answer.status == 0);
}

TEST_CASE("the independent verifier finds what was changed") {
  for (const auto* sql : {"UPDATE payload SET json = '{}' WHERE sequence = 2", "UPDATE observation SET value = 6 WHERE value = 5.2",
                          "UPDATE observation_extra SET unit = ''", "DELETE FROM observation WHERE value = 5.2",
                          "UPDATE ledger SET person = 'x' WHERE sequence = 3",
                          "DELETE FROM ledger WHERE sequence = 3"}) {
    InSqlite s;
    fill(s.book());
    s.keeper.reset();
    INFO(sql);
    tamper(s.file, sql);
    const auto answer = independent(s.file);
    INFO(answer.text);
    CHECK(answer.status == 1);
  }
}
