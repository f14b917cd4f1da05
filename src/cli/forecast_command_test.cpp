#include "cli/forecast_command.h"

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

/// What a command said and how it ended, given a file.
struct ForecastSaid {
  int status{};
  std::string out;
  std::string err;
};

ForecastSaid forecast_of(const std::string& csv, std::vector<std::string> options = {}) {
  const auto file = std::filesystem::temp_directory_path() / "outturn_forecast_command_test.csv";
  std::ofstream(file, std::ios::binary) << csv;
  std::ostringstream out, err;
  std::istringstream in;
  const base::SystemClock clock;
  cli::World world{.clock = clock, .out = out, .err = err, .in = in};
  options.insert(options.begin(), {"forecast", file.string()});
  const int status = cli::run(options, world);
  std::filesystem::remove(file);
  return {status, out.str(), err.str()};
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

int occurrences(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Two series, rows mixed, one value missing by an empty cell and one by a gap in t.
const std::string two_series =
    "series,frequency,horizon,t,value\n"
    "poverty,1,2,1,14.5\npoverty,1,2,2,12.9\nneet,1,3,1,11\npoverty,1,2,3,\npoverty,1,2,4,11.2\npoverty,1,2,6,9.4\n"
    "neet,1,3,2,12\nneet,1,3,3,11.5\nneet,1,3,4,12.5\n";

}  // namespace

TEST_CASE("what is no figure is refused with advice that this command can follow; a folder that is not there is told before anything is computed") {
  const auto word = forecast_of("series,frequency,horizon,t,value\na,1,3,1,abc\n");
  CHECK(word.status == cli::bad_input);
  CHECK(word.err.find("“abc” is not a figure. Write a number such as 12.5") != std::string::npos);
  CHECK(word.err.find("--marker") == std::string::npos);
  const auto nowhere = forecast_of(two_series, {"--output", "/nowhere-at-all/answer.csv"});
  CHECK(nowhere.status == cli::bad_input);
  CHECK(nowhere.err == "--output: There is no folder /nowhere-at-all. Make it, or name another.\n");
}

TEST_CASE("forecast answers with every step of every series, in the order of the file") {
  const auto said = forecast_of(two_series);

  CHECK(said.status == cli::done);
  const auto rows = lines(said.out);
  REQUIRE(rows.size() == 6);
  CHECK(rows[0] == "series,step,mean,lower,upper");
  CHECK(rows[1].starts_with("poverty,1,"));
  CHECK(rows[3].starts_with("neet,1,"));
  CHECK(said.err.empty());
}

TEST_CASE("a target adds its probability at the step asked about; up and down together make one") {
  const auto up = forecast_of(two_series, {"--target", "10", "--by", "2", "--direction", "up", "--json"});
  const auto down = forecast_of(two_series, {"--target", "10", "--by", "2", "--direction", "down", "--json"});

  REQUIRE(up.status == cli::done);
  const auto chance = [](const ForecastSaid& said) {
    const auto json = base::Json::parse(said.out);
    REQUIRE(json);
    const auto& steps = *json->find("series")->array()->front().find("steps")->array();
    CHECK_FALSE(steps[0].find("probability"));
    return *steps[1].find("probability")->number();
  };
  CHECK(chance(up) + chance(down) == doctest::Approx(1));
  CHECK(lines(forecast_of(two_series, {"--target", "10", "--direction", "up"}).out)[0] == "series,step,mean,lower,upper,probability");
}

TEST_CASE("a kind keeps the band within what such a figure can be") {
  const std::string share = "series,frequency,horizon,t,value\ns,1,9,1,80\ns,1,9,2,88\ns,1,9,3,93\ns,1,9,4,97\ns,1,9,5,99\n";

  const auto bounded = lines(forecast_of(share, {"--kind", "percentage"}).out);

  REQUIRE(bounded.size() == 10);
  CHECK(bounded[9].ends_with(",100"));
}

TEST_CASE("everything wrong with a file is named at once, by row, and nothing is forecast") {
  const auto said = forecast_of(
      "series,frequency,horizon,t,value,remark\n"
      "a,1,2,1,5,x\na,1,2,1,6,\na,1,2,2,NaN,\na,1,2,three,4,\na,4,2,3,4,\na,1,9,4,-2,\n,1,2,1,4,\na,0,2,5,4,\n",
      {"--kind", "count"});

  CHECK(said.status == cli::bad_input);
  CHECK(said.out.empty());
  CHECK(occurrences(said.err, "error in row") == 8);
  CHECK(occurrences(said.err, "remark") == 1);  // a column nobody asked for is a note
  CHECK(occurrences(said.err, "note") == 1);
}

TEST_CASE("a file without a needed column says which") {
  const auto said = forecast_of("series,frequency,t,value\na,1,1,5\n");

  CHECK(said.status == cli::bad_input);
  CHECK(said.err.find("horizon") != std::string::npos);
}

TEST_CASE("a frequency may be a word, in either language; what is none is told the numbers and the words there are") {
  const auto with = [](const std::string& word) {
    std::string csv = "series,frequency,horizon,t,value\n";
    for (int t = 1; t <= 9; ++t) csv += "a," + word + ",2," + std::to_string(t) + "," + std::to_string(10 + t * t % 7) + "\n";
    return forecast_of(csv);
  };
  for (const auto& [word, number] : {std::pair{"Yearly", "1"}, std::pair{"annuel", "1"}, std::pair{"half-yearly", "2"}, std::pair{"quarterly", "4"}, std::pair{"Trimestriel", "4"},
                                     std::pair{"monthly", "12"}, std::pair{"mensuel", "12"}, std::pair{"weekly", "52"}}) {
    CAPTURE(word);
    const auto said = with(word);
    CHECK(said.status == cli::done);
    CHECK(said.out == with(number).out);
  }
  CHECK(with("fortnightly").err.find("“fortnightly” does not say how many figures make a year. Write a whole number from 1 to 400: 1 for yearly figures, 2 half-yearly, 4 quarterly, 12 monthly") != std::string::npos);
}

TEST_CASE("a file without rows is told of forecasts, not of imports") {
  const auto said = forecast_of("series,frequency,horizon,t,value\n");

  CHECK(said.status == cli::bad_input);
  CHECK(said.err.find("a header but no rows") != std::string::npos);
  CHECK(said.err.find("Nothing was forecast") != std::string::npos);
  CHECK(said.err.find("imported") == std::string::npos);
}

TEST_CASE("a series with too few figures has empty rows and a sentence; the others are forecast") {
  const auto said = forecast_of(two_series + "new,1,2,1,4\nnew,1,2,2,\n");

  CHECK(said.status == cli::done);
  CHECK(occurrences(said.out, "new,1,,,\n") == 1);
  CHECK(occurrences(said.out, "new,2,,,\n") == 1);
  CHECK(said.err.find("new") != std::string::npos);
  CHECK(forecast_of("series,frequency,horizon,t,value\nnew,1,2,1,4\n").status == cli::bad_input);
}

TEST_CASE("forecast of series that are constant, too short, all missing, of 1e15, below zero or shorter than their season: a band or a sentence, never a number that is none") {
  const auto series = [](std::string_view frequency, const std::vector<std::string>& values) {
    std::string csv = "series,frequency,horizon,t,value\n";
    for (std::size_t t = 0; t < values.size(); ++t) csv += "A," + std::string(frequency) + ",3," + std::to_string(t + 1) + "," + values[t] + "\n";
    return csv;
  };
  for (const auto& csv : {series("1", {"5", "5", "5", "5", "5", "5"}), series("1", {"1e15", "1.2e15", "1.1e15", "1.3e15", "1.2e15"}), series("1", {"-3", "2", "-1", "4", "-2"}),
                          series("12", {"3", "5", "4", "6", "5"}), series("1", {"0", "0", "0", "0"})}) {
    const auto said = forecast_of(csv, {"--target", "4", "--direction", "up"});
    CHECK(said.status == cli::done);
    CHECK(lines(said.out).size() == 4);
    CHECK(said.out.find("nan") == std::string::npos);
    CHECK(said.out.find("inf") == std::string::npos);
    CHECK(said.out.find(",,") == std::string::npos);
  }
  CHECK(forecast_of(series("1", {"5"})).err.find("at least 3 figures; this series has 1.") != std::string::npos);
  CHECK(forecast_of(series("1", {"", "", ""})).err.find("at least 3 figures; this series has 0.") != std::string::npos);
  CHECK(forecast_of(series("1", {"1e308", "1e308", "1e308"})).err.find("too large to compute with") != std::string::npos);
  const auto below = forecast_of(series("1", {"-3", "2", "-1", "4", "2"}), {"--kind", "count"});
  CHECK(below.status == cli::bad_input);
  CHECK(occurrences(below.err, "below 0, which this kind of figure cannot be") == 2);
}

TEST_CASE("options that cannot be meant are refused together") {
  const auto said = forecast_of(two_series, {"--level", "100", "--kind", "share", "--target", "ten", "--direction", "sideways"});

  CHECK(said.status == cli::bad_input);
  CHECK(lines(said.err).size() == 4);
  CHECK(forecast_of(two_series, {"--by", "2"}).status == cli::bad_input);
}

TEST_CASE("a level may be given in per cent") {
  CHECK(forecast_of(two_series, {"--level", "95"}).out == forecast_of(two_series, {"--level", "0.95"}).out);
  CHECK(forecast_of(two_series, {"--level", "95"}).status == cli::done);
}

TEST_CASE("an answer can go to a file") {
  const auto file = std::filesystem::temp_directory_path() / "outturn_forecast_command_answer.csv";

  const auto said = forecast_of(two_series, {"--output", file.string()});

  CHECK(said.status == cli::done);
  CHECK(said.out.empty());
  std::ifstream in(file);
  std::string header;
  std::getline(in, header);
  CHECK(header == "series,step,mean,lower,upper");
  std::filesystem::remove(file);
}
