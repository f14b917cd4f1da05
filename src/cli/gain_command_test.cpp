#include "cli/gain_command.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "testing.h"

namespace cli = outturn::cli;
using outturn::base::Json;
using outturn::testing::near;

namespace {

struct Said {
  int status{};
  std::string out;
  std::string err;
  double number(std::string_view key) const { return Json::parse(out).value().find(key)->number().value(); }
  std::string text(std::string_view key) const { return *Json::parse(out).value().find(key)->text(); }
};

Said outturn_gain(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "gain");
  const outturn::base::SystemClock clock;
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in;
  cli::World world{.clock = clock, .out = out, .err = err, .in = in};
  const int status = cli::run(arguments, world);
  return {status, out.str(), err.str()};
}

/// A published set beside the checkout, or nothing: these data are not ours to ship.
std::string published(const std::string& name) {
  const auto path = "../shared/data/gain/" + name;
  if (std::filesystem::exists(path)) return path;
  MESSAGE(name << " is not beside the checkout; this test did nothing");
  return {};
}

/// A small file of our own: twelve places, the first of which gains 5 from 2008 on.
std::string our_own(bool reversed = false, const std::string& spoilt = {}) {
  const std::string path = std::filesystem::temp_directory_path() / ("gain_" + std::string(reversed ? "reversed" : "plain") + (spoilt.empty() ? "" : "_spoilt") + ".csv");
  std::vector<std::string> lines;
  for (int place = 0; place < 12; ++place) {
    for (int year = 1995; year < 2013; ++year) {
      const double wave = ((place * 37 + year * 53) % 17) / 17.0 + (place % 4) * 0.2 * ((year * 7) % 5);
      const double value = 40 + place + wave + (place == 0 && year >= 2008 ? 5 : 0);
      lines.push_back("Place " + std::to_string(place) + "," + std::to_string(year) + "," + std::to_string(value));
    }
  }
  if (reversed) std::reverse(lines.begin(), lines.end());
  std::ofstream file(path);
  file << "place,year,rate\n";
  for (const auto& line : lines) file << line << '\n';
  file << spoilt;
  return path;
}

}  // namespace

TEST_CASE("outturn gain: California's tobacco programme, as published") {
  const auto file = published("prop99.csv");
  if (file.empty()) return;
  const std::vector<std::string> asked{file, "--unit", "state", "--time", "year", "--value", "cigsale", "--treated", "California",
                                       "--from", "1989", "--direction", "down", "--json"};
  const auto said = outturn_gain(asked);
  CHECK(said.status == 0);
  CHECK(said.text("method") == "synthetic-did");
  CHECK(said.number("estimate") == near(-15.6054, 5e-5));
  CHECK(said.number("standard_error") == near(9.3688, 0.0937));
  CHECK(said.number("p_value") == near(2.0 / 39, 1e-12));
  CHECK(said.number("p_floor") == near(1.0 / 39, 1e-12));
  CHECK(said.text("verdict") == "gain_shown");
  CHECK(outturn_gain(asked).out == said.out);
}

TEST_CASE("outturn gain: California with the published predictors fits at least as well as published") {
  const auto file = published("prop99.csv");
  if (file.empty()) return;
  const auto said = outturn_gain({file, "--unit", "state", "--time", "year", "--value", "cigsale", "--treated", "California", "--from", "1989", "--direction", "down",
                                  "--method", "synthetic-control", "--predictor", "lnincome:1980-1988:mean", "--predictor", "retprice:1980-1988:mean",
                                  "--predictor", "age15to24:1980-1988", "--predictor", "beer:1984-1988", "--predictor", "cigsale:1975", "--predictor", "cigsale:1980",
                                  "--predictor", "cigsale:1988", "--json"});
  REQUIRE(said.status == 0);
  double squares = 0;
  const auto answer = Json::parse(said.out).value();
  for (const auto& point : *answer.find("counterfactual")->array()) {
    if (point.find("time")->number().value() >= 1989) continue;
    const double gap = point.find("actual")->number().value() - point.find("counterfactual")->number().value();
    squares += gap * gap;
  }
  CHECK(squares / 19 <= 3.1382);
  CHECK(said.number("estimate") == near(-18.98, 0.57));
  CHECK(said.number("p_value") == near(1.0 / 39, 1e-12));  // first of 39 by the ratio, as published
}

TEST_CASE("outturn gain: minimum wages, staggered, as published") {
  const auto file = published("mpdta.csv");
  if (file.empty()) return;
  const auto said = outturn_gain({file, "--unit", "countyreal", "--time", "year", "--value", "lemp", "--cohort", "first.treat", "--json"});
  CHECK(said.text("method") == "staggered");
  CHECK(said.number("estimate") == near(-0.039951275155, 1e-9));
  CHECK(said.number("standard_error") == near(0.01203401277, 1e-6));
  const auto not_yet = outturn_gain({file, "--unit", "countyreal", "--time", "year", "--value", "lemp", "--cohort", "first.treat", "--controls", "not-yet", "--json"});
  CHECK(not_yet.number("estimate") == near(-0.039763625623, 1e-9));
}

TEST_CASE("outturn gain: Sicily's smoking ban, counts with an offset, as published") {
  const auto file = published("sicily.csv");
  if (file.empty()) return;
  const auto said = outturn_gain({file, "--time", "time", "--value", "aces", "--from", "37", "--offset", "stdpop", "--season", "12", "--direction", "down", "--json"});
  CHECK(said.text("method") == "its");
  const auto answer = Json::parse(said.out).value();
  CHECK(answer.find("coefficients")->find("level")->find("estimate")->number().value() == near(-0.13185917125, 1e-6));
  CHECK(answer.find("coefficients")->find("slope")->find("estimate")->number().value() == near(0.0014822279981, 1e-6));
  CHECK(said.text("verdict") == "gain_shown");
}

TEST_CASE("outturn gain: a series with a control, of which the effect of 10 is known, beside 20,000 draws of the Bayesian sampler") {
  const auto file = published("causalimpact_readme.csv");
  if (file.empty()) return;
  const auto said = outturn_gain({file, "--value", "y", "--covariate", "x1", "--from", "71", "--level", "95", "--json"});
  REQUIRE(said.status == 0);
  CHECK(said.text("method") == "structural");
  // 10.517 (9.795 to 11.240), without naming a trend: within 3 %, the ends of the interval within 10 %
  CHECK(said.number("estimate") == near(10.517, 0.03 * 10.517));
  const auto answer = Json::parse(said.out).value();
  CHECK(answer.find("interval")->array()->at(0).number().value() == near(9.795, 0.1 * 9.795));
  CHECK(answer.find("interval")->array()->at(1).number().value() == near(11.240, 0.1 * 11.240));
  CHECK(answer.find("coefficients")->find("trend_deterministic") != nullptr);  // what a line would say stands beside it
  CHECK(said.text("verdict") == "gain_shown");
}

TEST_CASE("outturn gain: Sicily without a fixed trend cannot be told") {
  const auto file = published("sicily.csv");
  if (file.empty()) return;
  const auto said = outturn_gain({file, "--time", "time", "--value", "aces", "--from", "37", "--season", "12", "--method", "structural", "--direction", "down", "--json"});
  REQUIRE(said.status == 0);
  CHECK(said.text("verdict") == "cannot_tell");
}

TEST_CASE("outturn gain: a file of our own gives a verdict, whatever the order of its rows") {
  const auto asked = [](const std::string& file) {
    return std::vector<std::string>{file, "--unit", "place", "--time", "year", "--value", "rate", "--treated", "Place 0", "--from", "2008", "--direction", "up", "--worthwhile", "2", "--json"};
  };
  const auto said = outturn_gain(asked(our_own()));
  REQUIRE(said.err == "");
  CHECK(said.text("verdict") == "gain_shown");
  CHECK(said.number("estimate") == near(5, 0.6));
  CHECK(outturn_gain(asked(our_own(true))).out == said.out);
}

TEST_CASE("outturn gain: levels are read as 0.95 or 95, and verdicts can fail a script") {
  const std::vector<std::string> asked{our_own(), "--unit", "place", "--time", "year", "--value", "rate", "--treated", "Place 0", "--from", "2008", "--json"};
  const auto with = [&](std::vector<std::string> more) {
    auto all = asked;
    all.insert(all.end(), more.begin(), more.end());
    return outturn_gain(all);
  };
  CHECK(with({"--level", "95"}).out == with({"--level", "0.95"}).out);
  CHECK(with({"--level", "95"}).number("level") == 0.95);
  CHECK(with({"--fail-on", "cannot_tell"}).status == 0);
  CHECK(with({"--fail-on", "cannot_tell,gain_shown"}).status == 1);
  CHECK(with({"--fail-on", "maybe"}).status == 2);
}

TEST_CASE("outturn gain: what is wrong is said in sentences, all at once, with the row it stands in") {
  const auto said = outturn_gain({our_own(false, "Place 0,2009,NaN\nPlace 3,2003,1e308\nPlace 4,2004,twelve\n"), "--unit", "place", "--time", "year", "--value", "rate",
                                  "--treated", "Place 0", "--from", "2008"});
  CHECK(said.status == 2);
  CHECK(said.err.find("row 220, rate") != std::string::npos);
  const auto later = outturn_gain({our_own(false, "Place 0,2020,NaN\nPlace 3,2020,1e308\n"), "--unit", "place", "--time", "year", "--value", "rate",
                                   "--treated", "Place 0", "--from", "2008"});
  CHECK(later.status == 2);
  CHECK(later.err.find("too large to compute with") != std::string::npos);
  CHECK(later.err.find("Place 11 lacks a figure for 1 period, first for 2020") != std::string::npos);
  const auto columns = outturn_gain({our_own(), "--unit", "town", "--time", "year", "--value", "figure", "--treated", "Place 0", "--from", "2008"});
  CHECK(columns.err.find("There is no column “town”. The file has: place, year, rate.") != std::string::npos);
  CHECK(columns.err.find("There is no column “figure”.") != std::string::npos);
  CHECK(outturn_gain({}).status == 2);
  const auto options = outturn_gain({our_own(), "--value", "rate", "--method", "magic", "--direction", "sideways", "--level", "high"});
  CHECK(options.err.find("There is no method “magic”") != std::string::npos);
  CHECK(options.err.find("“sideways” is not a direction") != std::string::npos);
  CHECK(options.err.find("“high” is not a number") != std::string::npos);
}

TEST_CASE("outturn gain power: says what could be seen before anybody signs") {
  const auto said = outturn_gain({"power", our_own(), "--unit", "place", "--time", "year", "--value", "rate", "--treated", "Place 0", "--from", "2008", "--worthwhile", "2", "--json"});
  REQUIRE(said.status == 0);
  CHECK(said.number("smallest_visible") < 2);
  CHECK(said.text("sentence").starts_with("With these 12 places and 13 periods, a change smaller than about "));
  const auto planned = outturn_gain({"power", our_own(), "--unit", "place", "--time", "year", "--value", "rate", "--treated", "Place 0", "--from", "2030", "--after", "4"});
  CHECK(planned.status == 0);
  CHECK(planned.out.find("12 places and 18 periods") != std::string::npos);
}

TEST_CASE("outturn gain net: from a result, values and costs to a sentence") {
  const auto result = outturn_gain({our_own(), "--unit", "place", "--time", "year", "--value", "rate", "--treated", "Place 0", "--from", "2008", "--direction", "up", "--json"});
  const std::filesystem::path folder = std::filesystem::temp_directory_path();
  std::ofstream(folder / "gain_result.json") << result.out;
  std::ofstream(folder / "gain_values.csv") << "name,kind,amount,low,high,partner\nStays avoided,cashable,2,1,3,Hospital\n";
  std::ofstream(folder / "gain_costs.csv") << "name,partner,amount,hours,hours_anyway\nMeetings,Council,40,200,50\n";
  const std::vector<std::string> asked{"net", folder / "gain_result.json", "--values", folder / "gain_values.csv", "--costs", folder / "gain_costs.csv", "--people", "1000", "--json"};
  const auto said = outturn_gain(asked);
  REQUIRE(said.err == "");
  CHECK(said.number("gross") / said.number("cost") == near(5.0 * 1000 * 2 / 6000, 0.2));
  CHECK(said.number("break_even") == near(3, 1e-9));
  CHECK(outturn_gain(asked).out == said.out);
  std::ofstream(folder / "gain_values.csv") << "name,kind,amount\nStays avoided,priceless,two\n";
  const auto refused = outturn_gain(asked);
  CHECK(refused.status == 2);
  CHECK(refused.out.find("“priceless” is not a kind of value") != std::string::npos);
  CHECK(refused.out.find("“two” is not a number") != std::string::npos);
}
