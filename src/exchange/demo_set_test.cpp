#include "exchange/demo_set.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "exchange/import_test_kit.h"
#include "exchange/observation_export.h"
#include "exchange/table.h"
#include "record/outcome.h"
#include "testing.h"
#include "workspace/view.h"

namespace exchange = outturn::exchange;
namespace record = outturn::record;
namespace workspace = outturn::workspace;
using namespace outturn::exchange::testing;
using outturn::base::Day;

namespace {

const std::string folder = "../shared/data/demo";

bool is_here() {
  if (exchange::is_demo_set(folder)) return true;
  MESSAGE("skipped: the full demonstration set is not present");
  return false;
}

/// The set loaded record by record and publication by publication, as a register would.
Built loaded() {
  Built built;
  const auto set = exchange::read_demo_set(folder);
  for (const auto& wanted : set.records) {
    const auto body = wanted.kind->with(nullptr, wanted.fields);
    INFO(wanted.kind->code << " " << wanted.id << (body ? "" : ": " + body.error().front().field + " " + body.error().front().code));
    REQUIRE(body);
    built.put({.kind = wanted.kind, .id = wanted.id, .body = *body});
  }
  for (const auto& publication : set.publications) {
    auto options = on("2026-07-23");
    options.file_name = publication.name;
    const auto answer = staged(publication.csv, *built, options);
    INFO(publication.name);
    INFO(found(answer));
    REQUIRE(answer.sound);
    CHECK(answer.unchanged == 0);
    CHECK(answer.created.empty());
    built.commit(answer);
  }
  return built;
}

using Figures = std::map<std::tuple<std::string, std::string, std::string>, double>;  // indicator, period, place

/// Headline figures as the workspace knows them on a day.
Figures headline(const workspace::View& view) {
  Figures all;
  const auto& known = view.workspace();
  for (std::uint32_t s = 0; s < known.panel().series_count(); ++s) {
    const auto& series = known.panel().series(s);
    if (series.key.group != workspace::no_slot) continue;
    const auto& indicator = known.at(record::kind_of<record::Indicator>(), series.key.indicator).id;
    const auto& place = known.at(record::kind_of<record::Place>(), series.key.place);
    for (const auto& figure : view.figures(series)) {
      if (figure.is_figure()) all[{indicator, figure.period.text(), place.title("en")}] = figure.value;
    }
  }
  return all;
}

/// The same from the published list of changes, replayed without any of the product's code but its CSV reader.
Figures replayed(const std::string& day) {
  const auto revisions = exchange::Table::read(folder + "/revisions.csv");
  Figures all;
  for (std::size_t r = 0; r < revisions.size(); ++r) {
    const auto row = revisions[r];
    if (row["vintage_date"] > day) continue;  // within an indicator, the file is in order of days
    auto period = row["period"];
    if (period == "2024 (Jan to Mar)") period = "2024-Q1";
    if (period.size() == 9 && period[4] == '/') period = period.substr(0, 5) + period.substr(7);
    const std::tuple key{row["indicator_id"], period, row["geo_name"]};
    if (row["change"] == "removed") {
      all.erase(key);
    } else {
      all[key] = std::strtod(row["value"].c_str(), nullptr);
    }
  }
  return all;
}

}  // namespace

TEST_CASE("full demonstration set: replaying every publication by its day gives the figures of that day and of today") {
  if (!is_here()) return;
  const auto built = loaded();
  const auto state = built.state();
  CHECK((*built).count(record::kind_of<record::Batch>()) >= 133);
  CHECK((*built).count(record::kind_of<record::Commitment>()) == 760);
  CHECK((*built).count(record::kind_of<record::Outcome>()) == 17);
  CHECK((*built).count(record::kind_of<record::Indicator>()) == 26);
  CHECK((*built).count(record::kind_of<record::Target>()) == 15);

  const auto current = headline({state, *Day::parse("2026-07-23")});
  CHECK(current.size() == 2'466);
  const auto observations = exchange::Table::read(folder + "/observations.csv");
  std::size_t found_again = 0;
  std::size_t all_values = 0;
  for (std::size_t r = 0; r < observations.size(); ++r) {
    const auto row = observations[r];
    if (!row["value"].empty()) ++all_values;
    const bool is_headline = row["breakdown"].empty() || (row["indicator_id"] == "11.1.1" && row["breakdown"].starts_with("Series=Number"));
    if (!is_headline || row["value"].empty()) continue;
    auto period = row["period"];
    if (period.size() == 9 && period[4] == '/') period = period.substr(0, 5) + period.substr(7);
    const auto figure = current.find({row["indicator_id"], period, row["geo_name"]});
    if (figure != current.end() && figure->second == std::strtod(row["value"].c_str(), nullptr)) ++found_again;
  }
  CHECK(found_again == 2'466);

  for (const auto* day : {"2021-05-10", "2021-05-19", "2022-12-31", "2023-05-29", "2024-07-16", "2025-01-31", "2025-02-25", "2026-05-06"}) {
    INFO(day);
    CHECK(headline({state, *Day::parse("2026-07-23"), Day::parse(day)}) == replayed(day));
  }

  // Every figure and every absence of the set, groups included, stands in the export.
  const auto text = exchange::exported_observations({state, *Day::parse("2026-07-23")});
  CHECK(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) == observations.size() + 1);
}
