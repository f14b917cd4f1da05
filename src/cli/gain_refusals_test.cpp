// What people feed `outturn gain` by mistake, and what it answers: each a sentence that says what is wrong, where, and
// what to do. Nothing here may end in a figure.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/json.h"
#include "cli/gain_command.h"
#include "testing.h"

namespace cli = outturn::cli;

namespace {

struct Refused {
  int status{};
  std::string out;
  std::string err;
  bool says(std::string_view text) const { return err.find(text) != std::string::npos; }
};

Refused refused_gain(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "gain");
  const outturn::base::SystemClock clock;
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in;
  cli::World world{.clock = clock, .out = out, .err = err, .in = in};
  const int status = cli::run(arguments, world);
  return {status, out.str(), err.str()};
}


/// Twelve places from 1995 to 2012 with a rate, a predictor and a start; `change` may spoil a line or leave it out.
std::string table(const std::string& name, const std::function<std::string(int place, int year, const std::string& rate)>& change = {}, const std::string& more = {}) {
  const auto path = std::filesystem::temp_directory_path() / ("gain_refusals_" + name + ".csv");
  std::ofstream file(path);
  file << "place,year,rate,size,start\n";
  for (int place = 0; place < 12; ++place) {
    for (int year = 1995; year < 2013; ++year) {
      const double wave = ((place * 37 + year * 53) % 17) / 17.0;
      const auto rate = std::to_string(40 + place + wave);
      file << (change ? change(place, year, rate) : "Place " + std::to_string(place) + "," + std::to_string(year) + "," + rate + "," + std::to_string(place) + ",0") << '\n';
    }
  }
  file << more;
  return path;
}

std::string line(int place, int year, const std::string& rate, const std::string& size = "1", const std::string& start = "0") {
  return "Place " + std::to_string(place) + "," + std::to_string(year) + "," + rate + "," + size + "," + start;
}

Refused asked(const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> all{file, "--unit", "place", "--time", "year", "--value", "rate", "--treated", "Place 0", "--from", "2008"};
  all.insert(all.end(), more.begin(), more.end());
  return refused_gain(all);
}

Refused asked_by_cohort(const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> all{file, "--unit", "place", "--time", "year", "--value", "rate", "--cohort", "start"};
  all.insert(all.end(), more.begin(), more.end());
  return refused_gain(all);
}

}  // namespace

TEST_CASE("outturn gain refuses: the place taking part, under another name among those compared with") {
  std::string twin;
  for (int year = 1995; year < 2013; ++year) twin += "Twin," + std::to_string(year) + "," + std::to_string(40 + ((year * 53) % 17) / 17.0) + ",1,0\n";
  const auto said = asked(table("twin", {}, twin));
  CHECK(said.status == 2);
  CHECK(said.says("Twin has exactly the figures of Place 0, which takes part. It cannot be compared with itself: leave it out."));
  CHECK(asked(table("twin", {}, twin), {"--exclude", "Twin"}).status == 0);
}

TEST_CASE("outturn gain remarks: a national total among the places") {
  std::string total;
  for (int year = 1995; year < 2013; ++year) {
    double sum = 0;
    for (int place = 0; place < 12; ++place) sum += 40 + place + ((place * 37 + year * 53) % 17) / 17.0;
    total += "Nation," + std::to_string(year) + "," + std::to_string(sum) + ",1,0\n";
  }
  const auto said = asked(table("total", {}, total));
  CHECK(said.status == 0);
  CHECK(said.out.find("Nation is about the sum of all others. If it is a total, leave it out.") != std::string::npos);
}

TEST_CASE("outturn gain refuses: rows twice, gaps, text, figures too large to compute with") {
  const auto twice = asked(table("twice", {}, line(3, 2003, "41") + "\n"));
  CHECK(twice.status == 2);
  CHECK(twice.says("Place 3 has two rows for 2003 (the other is row "));
  const auto gap = asked(table("gap", [](int place, int year, const std::string& rate) { return line(place, year, place == 4 && year == 2001 ? "" : rate); }));
  CHECK(gap.status == 2);
  CHECK(gap.says("Place 4 lacks a figure for 1 period, first for 2001."));
  const auto nan = asked(table("nan", [](int place, int year, const std::string& rate) { return line(place, year, place == 0 && year > 2009 ? "NaN" : rate); }));
  CHECK(nan.status == 2);
  CHECK(nan.says("Place 0 lacks a figure for 3 periods, first for 2010."));
  const auto huge = asked(table("huge", [](int place, int year, const std::string& rate) { return line(place, year, place == 4 && year == 2001 ? "1e308" : rate); }));
  CHECK(huge.status == 2);
  CHECK(huge.says("is too large to compute with"));
  const auto text = asked(table("text", [](int place, int year, const std::string& rate) { return line(place, year, place == 4 && year == 2001 ? "many" : rate); }));
  CHECK(text.status == 2);
  CHECK(text.says("row 80, rate"));
  for (const auto* said : {&twice, &gap, &nan, &huge, &text}) CHECK(said->out.empty());
}

TEST_CASE("outturn gain refuses: predictors that say nothing") {
  const auto constant = asked(table("constant", [](int place, int year, const std::string& rate) { return line(place, year, rate, "7"); }), {"--predictor", "size"});
  CHECK(constant.status == 2);
  CHECK(constant.says("The predictor size is 7 for every place, so it cannot tell them apart. Drop it."));
  const auto empty = asked(table("empty", [](int place, int year, const std::string& rate) { return line(place, year, rate, ""); }), {"--predictor", "size:1995-2000"});
  CHECK(empty.status == 2);
  CHECK(empty.says("The predictor size has no figure in its span for 12 places, first Place 0."));
}

TEST_CASE("outturn gain refuses: a start too early, outside the figures, or never") {
  const auto file = table("plain");
  const auto early = asked(file, {"--from", "1996"});
  CHECK(early.status == 2);
  const auto with_start = [&](const std::string& from) {
    return refused_gain({file, "--unit", "place", "--time", "year", "--value", "rate", "--treated", "Place 0", "--from", from});
  };
  CHECK(with_start("1996").says("There is 1 period before the start 1996; at least 2 are needed."));
  CHECK(with_start("2050").says("The start 2050 lies outside the figures, which run from 1995 to 2012."));
  CHECK(with_start("soon").says("“soon” is not a time."));
  const auto never = asked_by_cohort(file);
  CHECK(never.status == 2);
  CHECK(never.says("No place ever begins within these figures."));
}

TEST_CASE("outturn gain warns: starts with one place only") {
  const auto file = table("single", [](int place, int year, const std::string& rate) { return line(place, year, rate, "1", place == 0 ? "2003" : place < 4 ? "2006" : "0"); });
  const auto said = asked_by_cohort(file);
  CHECK(said.status == 0);
  CHECK(said.out.find("A start (1 place, 2003) has one place only: what happened there cannot be told from chance.") != std::string::npos);
}

TEST_CASE("outturn gain refuses: 5,001 places") {
  const auto path = std::filesystem::temp_directory_path() / "gain_refusals_many.csv";
  {
    std::ofstream file(path);
    file << "place,year,rate\n";
    for (int place = 0; place < 5001; ++place) {
      for (int year = 2000; year < 2004; ++year) file << 'U' << place << ',' << year << ',' << place % 97 + year % 3 << '\n';
    }
  }
  const auto said = refused_gain({path, "--unit", "place", "--time", "year", "--value", "rate", "--treated", "U0", "--from", "2002"});
  CHECK(said.status == 2);
  CHECK(said.says("There are 5,001 places; at most 5,000 can be compared."));
}

TEST_CASE("outturn gain refuses: neighbours and untouched measures that cannot serve") {
  const auto file = table("plain");
  CHECK(asked(file, {"--neighbours", "Atlantis"}).says("There is no place “Atlantis” in the file."));
  CHECK(asked(file, {"--neighbours", "Place 0"}).says("Place 0 takes part, so it cannot be a place that only feels the effect."));
  CHECK(asked(file, {"--negative-control", "rate"}).says("rate is what is measured, so it cannot be the measure that working together does not touch."));
  CHECK(asked(file, {"--negative-control", "weather"}).says("There is no column “weather”."));
  const auto served = asked(file, {"--neighbours", "Place 3,Place 4"});
  CHECK(served.status == 0);
  CHECK(served.out.find("With the 2 places that could feel the effect among the others") != std::string::npos);
}

TEST_CASE("outturn gain refuses: everything wrong with options and file at once") {
  const auto spoilt = [](int place, int year, const std::string& rate) {
    return line(place, year, place == 4 && year == 2001 ? "many" : place == 5 && year == 2001 ? "1e308" : place == 6 && year == 2001 ? "" : rate, "7");
  };
  const auto said = asked(table("everything", spoilt, line(3, 2003, "41") + "\n"), {"--exclude", "Nowhere", "--direction", "sideways", "--predictor", "size", "--level", "0.2"});
  CHECK(said.status == 2);
  CHECK(said.says("“sideways” is not a direction"));
  CHECK(said.says("row 80, rate: “many” is not a number."));
  CHECK(said.says("too large to compute with"));
  CHECK(said.says("Place 6 lacks a figure for 1 period, first for 2001."));
  CHECK(said.says("Place 3 has two rows for 2003"));
  CHECK(said.says("There is no place “Nowhere” in the file."));
  CHECK(said.says("The level is 0.2."));
  CHECK(!said.says("Place 4 lacks a figure"));  // the cell is told already
  CHECK(!said.says("--marker"));               // this command has no such option
  const auto start = asked(table("everything", spoilt), {"--exclude", "Place 0"});
  CHECK(start.says("Place 0 takes part and is left out at the same time."));
  CHECK(!start.says("There is no place “Place 0”"));
  const auto predictor = asked(table("everything", [](int place, int year, const std::string& rate) { return line(place, year, place == 6 && year == 2001 ? "" : rate, "7"); }), {"--predictor", "size"});
  CHECK(predictor.says("Place 6 lacks a figure"));
  CHECK(predictor.says("The predictor size is 7 for every place"));
}

TEST_CASE("outturn gain refuses: several places without the column of their names") {
  const auto said = refused_gain({table("plain"), "--time", "year", "--value", "rate", "--treated", "Place 0", "--from", "2008"});
  CHECK(said.status == 2);
  CHECK(said.err == "--unit: Several rows have the same time. Name the column with the places.\n");
}

TEST_CASE("outturn gain proposes the name that was probably meant") {
  const auto named = [](const std::string& name) {
    return refused_gain({table("plain"), "--unit", "place", "--time", "year", "--value", "rate", "--treated", name, "--from", "2008"});
  };
  CHECK(named("Plaec 7").says("There is no place “Plaec 7” in the file. Did you mean “Place 7”?"));
  CHECK(named("place 10").says("Did you mean “Place 10”?"));
  CHECK(named("Atlantis").says("There is no place “Atlantis” in the file. Write it exactly as there."));
}

TEST_CASE("outturn gain takes names that hold a comma, several names, and the file at the end") {
  const auto path = table("comma", [](int place, int year, const std::string& rate) {
    return (place == 0 ? "\"Korea, Rep.\"" : "Place " + std::to_string(place)) + "," + std::to_string(year) + "," + rate + ",1,0";
  });
  const auto said = refused_gain({"--unit", "place", "--time", "year", "--value", "rate", "--from", "2008", "--exclude", "Place 8, Place 9", "--treated", "Korea, Rep.,Place 3", path});
  CHECK(said.err == "");
  CHECK(said.status == 0);
  CHECK(said.out.find("rate in Korea, Rep., Place 3 was") != std::string::npos);
}

TEST_CASE("outturn gain says of several places that groups were tried, every one of them where they are few, and no chance smaller than they give") {
  const auto said = refused_gain({table("groups"), "--unit", "place", "--time", "year", "--value", "rate", "--treated", "Place 0,Place 1", "--from", "2008", "--json"});
  REQUIRE(said.status == 0);
  const auto answer = outturn::base::Json::parse(said.out).value();
  CHECK(answer.find("placebos")->array()->size() == 45);  // pairs of ten
  CHECK(answer.find("p_floor")->number().value() == outturn::testing::near(1.0 / 46, 1e-12));
  CHECK(*answer.find("placebos")->array()->front().find("unit")->text() == "Place 10 + Place 11");
  CHECK(said.out.find("45 groups of 2 other places") != std::string::npos);
  CHECK(said.out.find("45 other places") == std::string::npos);
}

TEST_CASE("outturn gain says which options had no say, and that periods are missing everywhere") {
  const auto file = table("unused", [](int place, int year, const std::string& rate) { return line(place, year, rate, std::to_string(place * place)); });
  const auto said = asked(file, {"--predictor", "size", "--fit", "1995-2000", "--controls", "never", "--season", "4", "--method", "did"});
  REQUIRE(said.status == 0);
  for (const auto* what : {"Predictors were named", "A span to fit on was named", "Whom to compare different starts with was said", "A season was named"}) {
    CHECK(said.out.find(what) != std::string::npos);
  }
  CHECK(asked(file, {"--predictor", "size"}).out.find("this method does not use") == std::string::npos);
  const auto uneven = table("uneven", [](int place, int year, const std::string& rate) { return line(place, year == 2001 ? 2013 : year, rate); });
  CHECK(asked(uneven).out.find("Between 2000 and 2002 periods are missing in every place.") != std::string::npos);
  CHECK(asked(file).out.find("periods are missing") == std::string::npos);
}

TEST_CASE("outturn gain net refuses: a verdict that is none, a gain without a figure, amounts of several years") {
  const auto folder = std::filesystem::temp_directory_path();
  const auto result = (folder / "gain_refusals_result.json").string();
  const auto costs = (folder / "gain_refusals_costs.csv").string();
  const auto values = (folder / "gain_refusals_values.csv").string();
  std::ofstream(costs) << "name,partner,amount,price_year\nMeetings,Council,40,2023\n";
  std::ofstream(values) << "name,kind,amount,price_year\nStays,cashable,2,2024\n";
  const auto net = [&](const std::string& json) {
    std::ofstream(result) << json;
    return refused_gain({"net", result, "--costs", costs, "--values", values, "--periods", "3"});
  };
  CHECK(net(R"({"verdict":"maybe","direction":"up","estimate":2})").says("“maybe” is not a verdict."));
  CHECK(net(R"({"verdict":"gain_shown","direction":"up","estimate":null})").says("estimate is missing"));
  const auto years = net(R"({"verdict":"gain_shown","direction":"up","estimate":2})");
  CHECK(years.status == 2);
  CHECK(years.says("--price-year: The amounts are in prices of different years (2023, 2024)"));
  std::ofstream(values) << "name,kind,amount,price_year\nStays,cashable,2,2023\n";
  const auto untold = net(R"({"verdict":"cannot_tell","direction":"up","estimate":null})");
  CHECK(untold.status == 0);
  CHECK(untold.out.find("Council: 116 cost") != std::string::npos);  // 40 a year, three years, discounted
  CHECK(untold.out.find("benefit") == std::string::npos);
}

namespace {

/// Presses Ctrl-C as soon as the first progress is shown.
class InterruptingBuffer final : public std::stringbuf {
 protected:
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    if (!pressed_) {
      pressed_ = true;
      (void)std::raise(SIGINT);
    }
    return std::stringbuf::xsputn(text, count);
  }
  int overflow(int character) override {
    if (!pressed_) {
      pressed_ = true;
      (void)std::raise(SIGINT);
    }
    return std::stringbuf::overflow(character);
  }

 private:
  bool pressed_{false};
};

}  // namespace

TEST_CASE("outturn gain: a long run shows how far it has come, and Ctrl-C ends it with a sentence and no figures") {
  const auto path = std::filesystem::temp_directory_path() / "gain_refusals_long.csv";
  {
    std::ofstream file(path);
    file << "place,year,rate\n";
    for (int place = 0; place < 400; ++place) {
      for (int year = 0; year < 80; ++year) file << 'U' << place << ',' << 1900 + year << ',' << place % 13 + ((place * 37 + year * 53 + place * year * 7) % 101) / 10.0 << '\n';
    }
  }
  const outturn::base::SystemClock clock;
  std::ostringstream out;
  InterruptingBuffer buffer;
  std::ostream err(&buffer);
  std::istringstream in;
  cli::World world{.clock = clock, .out = out, .err = err, .in = in, .shows_progress = true};
  const int status = cli::run({"gain", path, "--unit", "place", "--time", "year", "--value", "rate", "--treated", "U0", "--from", "1960"}, world);
  CHECK(status != 0);
  CHECK(out.str().empty());
  CHECK(buffer.str().find("%") != std::string::npos);
  CHECK(buffer.str().find("Stopped before the end; nothing was decided.") != std::string::npos);
}
