#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/json.h"
#include "cli/world.h"

using namespace outturn;

namespace {

struct Answer {
  int exit{};
  std::string out;
  std::string err;
  base::Json json() const {
    auto parsed = base::Json::parse(out);
    REQUIRE(parsed);
    return *parsed;
  }
};

/// Runs a command on a file with this content; "FILE" in the arguments is its path.
Answer run(const std::string& content, std::vector<std::string> arguments) {
  const auto path = std::filesystem::temp_directory_path() / "outturn_spc_command_test.csv";
  std::ofstream(path) << content;
  for (auto& argument : arguments) {
    if (argument == "FILE") argument = path.string();
  }
  const base::FixedClock clock(*base::Day::parse("2026-01-31"));
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in;
  cli::World world{.clock = clock, .out = out, .err = err, .in = in};
  const int exit = cli::run(arguments, world);
  std::filesystem::remove(path);
  return {exit, out.str(), err.str()};
}

std::string codes(const base::Json& answer) {
  std::string found;
  for (const auto& error : *answer.find("errors")->array()) {
    const auto* row = error.find("row");
    found += (found.empty() ? "" : " ") + (row ? std::to_string(*row->integer()) + ":" : std::string()) + *error.find("code")->text();
  }
  return found;
}

const std::string flow = "batch,rate\n1,49.6\n2,47.6\n3,49.9\n4,51.3\n5,47.8\n6,51.2\n7,52.6\n8,52.4\n9,53.6\n10,52.1\n";

}  // namespace

TEST_CASE("spc answers in JSON with limits, points, signs and segments") {
  const auto answer = run(flow, {"spc", "FILE", "--time", "batch", "--value", "rate", "--target", "60", "--direction", "up", "--json"});

  CHECK(answer.exit == 0);
  const auto json = answer.json();
  CHECK(json.find("centre")->number() == doctest::Approx(50.81));
  CHECK(json.find("upper")->number() == doctest::Approx(55.8041).epsilon(1e-6));
  CHECK(json.find("points")->array()->size() == 10);
  CHECK(*json.find("points")->array()->front().find("time")->text() == "1");
  CHECK(*json.find("variation")->text() == "common_cause");
  CHECK(*json.find("assurance")->text() == "fail");
  CHECK(json.find("segments")->array()->size() == 1);
  CHECK(json.find("run_chart")->object() != nullptr);
}

TEST_CASE("spc says first whether it is noise or change, in the person's language") {
  const auto english = run(flow, {"spc", "FILE", "--time", "batch", "--value", "rate"});
  const auto french = run(flow, {"spc", "FILE", "--time", "batch", "--value", "rate", "--language", "fr"});

  CHECK(english.out.starts_with("Noise so far: the latest figure, 52.1"));
  CHECK(french.out.starts_with("Du bruit jusqu’ici"));
}

TEST_CASE("spc reads periods in their order, and gaps as gaps") {
  const auto answer = run("month,n,of\n2023-03,30,100\n2023-01,31,100\n2023-02,x,100\n2023-04,29,120\n",
                          {"spc", "FILE", "--time", "month", "--value", "n", "--denominator", "of", "--chart", "p", "--json"});

  REQUIRE(answer.exit == 0);
  const auto json = answer.json();
  const auto& points = *json.find("points")->array();
  CHECK(*points[0].find("time")->text() == "2023-01");
  CHECK(points[1].find("value")->is_null());
  CHECK(points[3].find("value")->number() == doctest::Approx(29.0 / 120));
  CHECK(points[3].find("upper")->number() < points[0].find("upper")->number());
}

TEST_CASE("spc begins new limits where a person says so") {
  std::string file = "t,v\n";
  for (int i = 0; i < 20; ++i) file += std::to_string(2000 + i) + "," + std::to_string((i < 10 ? 5 : 50) + i % 2) + "\n";

  const auto answer = run(file, {"spc", "FILE", "--time", "t", "--value", "v", "--rebase", "2010", "--json"});

  REQUIRE(answer.exit == 0);
  const auto json = answer.json();
  CHECK(json.find("segments")->array()->size() == 2);
  CHECK(*json.find("segments")->array()->at(1).find("first")->text() == "2010");
  CHECK(json.find("centre")->number() == doctest::Approx(50.5));
  const auto none = run(file, {"spc", "FILE", "--time", "t", "--value", "v", "--rebase", "1990", "--json"});
  CHECK(none.exit == 2);
  CHECK(codes(none.json()) == "cli.no_such_time");
}

TEST_CASE("spc says everything that is wrong with a file at once, each where it stands") {
  const auto answer = run("t,n,of\n2001,5,4\n2002,-1,3\n2003,1,0\n2004,1,\n2005,abc,7\n2006,3.5,9\n2006,3,9\n,3,9\n",
                          {"spc", "FILE", "--time", "t", "--value", "n", "--denominator", "of", "--chart", "p", "--json"});

  CHECK(answer.exit == 2);
  CHECK(codes(answer.json()) ==
        "2:stats.more_than_all 3:stats.count_below_zero 4:stats.denominator_not_positive 5:stats.no_denominator "
        "6:cli.not_a_figure 7:stats.not_whole 8:cli.time_twice 9:cli.no_time");
  const auto plain = run("t,n\n2001,5\n", {"spc", "FILE", "--time", "t", "--value", "n"});
  CHECK(plain.exit == 2);
  CHECK(plain.err.find("at least 2 values; the series has 1") != std::string::npos);
  CHECK(codes(run("t,n\n2001,\n2002,x\n", {"spc", "FILE", "--time", "t", "--value", "n", "--json"}).json()) == "stats.too_few_values");
  CHECK(codes(run("t,n\n2001,5\n", {"spc", "FILE", "--time", "when", "--value", "what", "--json"}).json()) == "cli.no_such_column cli.no_such_column");
  CHECK(run("", {"spc", "FILE", "--time", "t", "--value", "n"}).exit == 2);
  CHECK(run(flow, {"spc", "FILE", "--time", "batch", "--value", "rate", "--chart", "z"}).exit == 2);
}

TEST_CASE("spc says that a constant series has no noise") {
  const auto answer = run("t,n\n2001,5\n2002,5\n2003,5\n", {"spc", "FILE", "--time", "t", "--value", "n"});

  CHECK(answer.exit == 0);
  CHECK(answer.out.starts_with("All 3 figures are 5. There is no variation"));
}

TEST_CASE("assurance speaks of what goes on while nothing changes; once the latest figures left their limits it says that they did") {
  std::string csv = "year,share\n";
  for (int year = 2000; year < 2014; ++year) csv += std::to_string(year) + "," + std::to_string(15 + year % 2) + "\n";
  const std::vector<std::string> asked{"spc", "FILE", "--time", "year", "--value", "share", "--target", "5", "--direction", "down"};

  CHECK(run(csv, asked).out.find("If nothing changes, the target of 5 will be missed in every period") != std::string::npos);
  const auto left = run(csv + "2014,6\n", asked).out;
  CHECK(left.find("If nothing changes") == std::string::npos);
  CHECK(left.find("the target of 5 would be missed in every period; but the latest figures do other than before") != std::string::npos);
}

TEST_CASE("a p or u chart without a column of denominators is refused once, not on every row") {
  for (const auto* chart : {"p", "u"}) {
    const auto said = run("t,n\n2020,1\n2021,2\n2022,3\n", {"spc", "FILE", "--time", "t", "--value", "n", "--chart", chart});
    CHECK(said.exit == 2);
    CHECK(said.err == std::string("--denominator: A ") + chart + " chart needs to know what the counts are out of. Name its column with --denominator; for counts in equal periods use --chart c.\n");
  }
}

TEST_CASE("spc of alike counts gives the limits that chance in counting has; of no event at all it claims none") {
  const auto rows = [](const char* count) {
    std::string csv = "month,events,of\n";
    for (int month = 1; month <= 6; ++month) csv += "2025-0" + std::to_string(month) + "," + count + ",100\n";
    return csv;
  };
  const std::vector<std::string> c{"spc", "FILE", "--time", "month", "--value", "events", "--chart", "c"};
  const std::vector<std::string> p{"spc", "FILE", "--time", "month", "--value", "events", "--denominator", "of", "--chart", "p"};

  CHECK(run(rows("16"), c).out.starts_with("All 6 figures are 16: no change. Counting alone would let a figure vary from 4 to 28;"));
  CHECK(run(rows("20"), p).out.starts_with("All 6 figures are 0.2000: no change. Counting alone would let a figure vary from 0.0800 to 0.3200;"));
  CHECK(run(rows("0"), c).out.starts_with("All 6 figures are 0. There is no variation"));
  CHECK(run(rows("100"), p).out.starts_with("All 6 figures are 1.0000. There is no variation"));
}

TEST_CASE("spc of one point, of none and of 1e15: a sentence or limits in order") {
  const std::vector<std::string> xmr{"spc", "FILE", "--time", "t", "--value", "n"};
  const auto one = run("t,n\n2001,5\n", xmr);
  CHECK(one.exit == 2);
  CHECK(one.err.find("at least 2 values; the series has 1.") != std::string::npos);
  CHECK(run("t,n\n2001,\n2002,\n2003,\n", xmr).err.find("the series has 0.") != std::string::npos);
  auto json = xmr;
  json.push_back("--json");
  const auto vast = run("t,n\n1,1e15\n2,1.1e15\n3,1.05e15\n4,1.2e15\n5,1.1e15\n", json).json();
  CHECK(*vast.find("lower")->number() < *vast.find("centre")->number());
  CHECK(*vast.find("centre")->number() < *vast.find("upper")->number());
}

TEST_CASE("a target without the way that is better is not judged, and spc says so instead of leaving it out") {
  const std::vector<std::string> asked{"spc", "FILE", "--time", "batch", "--value", "rate", "--target", "60"};
  CHECK(run(flow, asked).out.find("Whether the target of 60 will be met is not judged: say with --direction which way is better") != std::string::npos);
  auto json = asked;
  json.push_back("--json");
  CHECK(run(flow, json).json().find("assurance")->is_null());
}

TEST_CASE("a place that stands twice is told by the row of the file in which it stood first") {
  const auto said = run("u,n,d\nA,1,10\nB,,10\nC,3,60\nA,2,50\n", {"funnel", "FILE", "--unit", "u", "--numerator", "n", "--denominator", "d"});
  CHECK(said.exit == 2);
  CHECK(said.err.find("row 5, column u, “A”: The place A stands already in row 2.") != std::string::npos);
}

TEST_CASE("funnel of one place, of none, of alike places and of 1e15") {
  const auto funnel = [](const std::string& rows) { return run("u,n,d\n" + rows, {"funnel", "FILE", "--unit", "u", "--numerator", "n", "--denominator", "d"}); };
  CHECK(funnel("A,1,10\n").err.find("at least 2 places; there is only 1.") != std::string::npos);
  CHECK(funnel("A,,\nB,,\n").err.find("at least 2 places; there are none.") != std::string::npos);
  CHECK(funnel("A,1,10\nB,1,10\nC,1,10\n").out.find("differ no more than chance") != std::string::npos);
  const auto vast = funnel("A,1000000000000000,2000000000000000\nB,1000000000000000,2000000000000100\n");
  CHECK(vast.exit == 0);
  CHECK(vast.out.find("nan") == std::string::npos);
}

TEST_CASE("funnel gives exact limits, spread and a verdict in words for each place") {
  std::string file = "place,cases,people\n";
  for (int i = 0; i < 15; ++i) file += "p" + std::to_string(i) + "," + std::to_string(10 + i % 3) + ",100\n";
  file += "far,45,100\n";

  const auto answer = run(file, {"funnel", "FILE", "--unit", "place", "--numerator", "cases", "--denominator", "people", "--json"});

  REQUIRE(answer.exit == 0);
  const auto json = answer.json();
  CHECK(json.find("units")->array()->size() == 16);
  CHECK(*json.find("units")->array()->back().find("verdict")->text() == "stands_out_high");
  CHECK(*json.find("units")->array()->back().find("sentence")->text() == "stands out from the usual spread: higher");
  CHECK(json.find("overdispersed")->boolean() == false);
  const auto plain = run(file, {"funnel", "FILE", "--unit", "place", "--numerator", "cases", "--denominator", "people"});
  CHECK(plain.out.find("\nfar: 45 of 100 (0.45): stands out") != std::string::npos);
}

TEST_CASE("funnel says everything that is wrong with a file at once, each where it stands") {
  const auto answer = run("u,n,d\na,1,10\na,2,0\n,-1,5\nb,7,6\nc,1.5,4\nd,abc,4\n", {"funnel", "FILE", "--unit", "u", "--numerator", "n", "--denominator", "d", "--json"});

  CHECK(answer.exit == 2);
  CHECK(codes(answer.json()) ==
        "3:cli.unit_twice 3:stats.denominator_not_positive 4:stats.count_below_zero 4:stats.no_name 5:stats.more_than_all "
        "6:stats.not_whole 7:cli.not_a_figure");
  const auto rate = run("u,n,d\nb,7,6\nc,1,4.5\n", {"funnel", "FILE", "--unit", "u", "--numerator", "n", "--denominator", "d", "--kind", "rate", "--json"});
  CHECK(rate.exit == 0);
  CHECK(codes(run("u,n,d\nb,3,6\n", {"funnel", "FILE", "--unit", "u", "--numerator", "n", "--denominator", "d", "--json"}).json()) == "stats.too_few_places");
}
