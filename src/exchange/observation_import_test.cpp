#include "exchange/observation_import.h"

#include "exchange/import_test_kit.h"
#include "exchange/observation_export.h"
#include "testing.h"
#include "workspace/view.h"

namespace exchange = outturn::exchange;
namespace record = outturn::record;
namespace workspace = outturn::workspace;
using namespace outturn::exchange::testing;
using outturn::base::Day;

namespace {

std::string export_of(const Built& built, bool vintages = false, std::optional<std::string> as_of = std::nullopt) {
  const workspace::View view(built.state(), *Day::parse("2026-07-02"), as_of ? Day::parse(*as_of) : std::nullopt);
  return exchange::exported_observations(view, {.vintages = vintages});
}

/// The errors of a file whose rows stand under the four canonical headers.
std::string faults(const std::string& rows) {
  const auto answer = staged("indicator,period,place,value\n" + rows, *small_country());
  CHECK_FALSE(answer.sound);  // nothing is staged of a file with a fault
  CHECK(answer.rows == nullptr);
  CHECK(answer.created.empty());
  return found(answer);
}

}  // namespace

TEST_CASE("what a sign meant in a source's file is remembered for its next one, and for no other's") {
  auto country = small_country();
  country.with<record::Source>("office", {.title = {{"en", "Office"}}}).with<record::Source>("agency", {.title = {{"en", "Agency"}}});
  auto options = on("2024-05-01");
  options.source = "office";
  options.markers = {{"*", "c"}, {"p=", ""}};
  const auto first = staged("indicator,period,place,value\npoverty,2022,CA,*\n", *country, options);
  REQUIRE(first.sound);
  country.commit(first);

  CHECK(exchange::remembered_markers(*country, "office") == options.markers);
  CHECK(exchange::remembered_markers(*country, "agency").empty());
  CHECK(exchange::remembered_markers(*country, "").empty());
}

TEST_CASE("import: a good file is staged whole, in the order of the panel") {
  const auto answer = staged("indicator,period,place,group.Sex,value,status\n"
                             "poverty,2024,35,,9.5,\n"
                             "Poverty rate,2023,Ontario,,10.1,\n"
                             "poverty,2024,Québec,Femmes,7.5,\n"
                             "poverty,2024,PQ,Males,,c\n",
                             *small_country());
  CHECK(found(answer, true).empty());
  REQUIRE(answer.sound);
  CHECK(answer.rows_read == 4);
  CHECK(answer.fresh == 4);
  CHECK(answer.absences == 1);
  REQUIRE(answer.rows->series.size() == 3);
  CHECK(answer.rows->series[0] == workspace::SeriesName{"poverty", 1, "35", ""});
  CHECK(answer.rows->series[1].group == "sex.female");
  CHECK(answer.rows->first_row == std::vector<std::uint64_t>{0, 2, 3, 4});
  CHECK(answer.rows->rows[0].value == 10.1);
  CHECK(answer.rows->rows[0].known_from == workspace::KnownFrom{*Day::parse("2026-07-01"), 1}.code());
  REQUIRE(answer.created.size() == 2);  // the two groups, combinations of known categories
  CHECK(answer.batch.rows == 4);
  CHECK(answer.batch.file_sha256.size() == 64);
}

TEST_CASE("import: every fault of a cell is found at once, with its row and rule") {
  CHECK(faults("poverty,2024,35,1e999\n") == "row 2 value: figure.too_large");
  CHECK(faults("poverty,2024,35,\"1,234.5\"\npoverty,2023,35,\"1 234,5\"\npoverty,2022,35,12%\n") ==
        "row 2 value: figure.thousands; row 3 value: figure.decimal_comma; row 4 value: figure.percent");
  CHECK(faults("poverty,2024,35,**\n") == "row 2 value: figure.unknown_marker");
  CHECK(faults("poverty,2024,35,<5\n") == "row 2 value: figure.bound");
  CHECK(faults("poverty,2024,35,=cmd()\n") == "row 2 value: figure.formula");
  CHECK(faults("poverty,Figures are preliminary and may be revised.,35,1\n") == "row 2 period: period.form");
  CHECK(faults("poverty,2023-13,35,1\n") == "row 2 period: period.month");
  CHECK(faults("poverty,,35,1\n") == "row 2 period: period.empty");
  CHECK(faults("wealth,2024,35,1\npoverty,2024,Wales,1\npoverty,2024,Onatrio,1\n") ==
        "row 2 indicator: observations.unknown_indicator; row 3 place: observations.unknown_place; row 4 place: observations.misspelt_place");
  CHECK(faults("poverty,2024,35,101\npoverty,2023,35,-1\n") ==
        "row 2 value: observations.above_maximum; row 3 value: observations.below_minimum");
  CHECK(faults("wealth,2023-13,Wales,12%\n") ==
        "row 2 value: figure.percent; row 2 indicator: observations.unknown_indicator; row 2 place: observations.unknown_place; row 2 period: period.month");
}

TEST_CASE("import: what two rows say together") {
  CHECK(faults("poverty,2024,35,9.5\npoverty,2023,35,9\npoverty,2024,35,9.6\n") == "row 4: observations.conflicting_duplicate");
  CHECK(faults("poverty,2024,Quebec,9.5\npoverty,2024,Québec,9.5\n") == "row 3: observations.place_two_names");

  const auto twice = staged("indicator,period,place,value\npoverty,2024,35,9.5\npoverty,2024,35,9.50\n", *small_country());
  REQUIRE(twice.sound);
  CHECK(found(twice, true) == "row 3: observations.identical_duplicate");
  CHECK(twice.duplicates == 1);
  CHECK(twice.rows->rows.size() == 1);

  const auto mixed = staged("indicator,period,place,value\ntests,2005,35,9\ntests,2005-2007,35,8\ntests,2006,35,7\n", *small_country());
  REQUIRE(mixed.sound);
  CHECK(found(mixed, true) == "row 3: observations.mixed_periods");
}

TEST_CASE("import: numerators, bounds, units and days of publication are checked") {
  const auto header = std::string("indicator,period,place,value,numerator,denominator,lower,upper,unit,known_from\n");
  const auto checked = [&](const std::string& row) { return found(staged(header + row + "\n", *small_country()), true); };
  CHECK(checked("poverty,2024,35,9.5,95,1000,9,10,percentage,2026-05-06").empty());
  CHECK(checked("poverty,2024,35,9.5,1001,1000,9,10,,") == "row 2 numerator: observations.numerator_above_denominator");
  CHECK(checked("poverty,2024,35,9.5,0,0,,,,") == "row 2 denominator: observations.denominator_not_positive");
  CHECK(checked("poverty,2024,35,9.5,,,9.6,10,,") == "row 2 lower: observations.bounds");
  CHECK(checked("poverty,2024,35,9.5,,,,9.4,,") == "row 2 upper: observations.bounds");
  CHECK(checked("poverty,2024,35,9.5,few,,,,,") == "row 2 numerator: figure.not_a_number");
  CHECK(checked("poverty,2024,35,9.5,,,,,Number,") == "row 2 unit: observations.other_unit");
  CHECK(checked("poverty,2024,35,9.5,,,,,,last May") == "row 2 known_from: observations.known_from");
  CHECK(checked("poverty,2024,35,9.5,,,,,,2026-07-02") == "row 2 known_from: observations.known_from_future");
}

TEST_CASE("import: a file at fault as a whole stages nothing") {
  const auto whole = [](std::string_view text) {
    const auto answer = staged(text, *small_country());
    CHECK_FALSE(answer.sound);
    CHECK(answer.rows == nullptr);
    return found(answer);
  };
  CHECK(whole("") == "row 0: csv.empty");
  CHECK(whole("indicator,period,place,value\n") == "row 0: csv.no_rows");
  CHECK(whole("PK\x03\x04\x14 [Content_Types].xml xl/workbook.xml") == "row 0: csv.not_text");
  CHECK(whole(std::string_view("\xFF\xFEi\0n\0d\0,\0", 10)) == "row 0: csv.utf16");
  const auto marked = staged("\xEF\xBB\xBFindicator,period,place,value\npoverty,2024,35,9.5\n", *small_country());
  CHECK(marked.sound);  // a byte order mark is no fault
  CHECK(whole("indicator,period,place,value\npoverty,2024,35\n") == "row 2: csv.ragged");
  CHECK(whole("indicator,period,place,value,Value\npoverty,2024,35,1,2\n") == "row 1 Value: csv.duplicate_header");
  CHECK(whole("indicator,period,place,value\npoverty,2024,\"35,1\n") == "row 2 place: csv.unclosed_quote");
  CHECK(whole("indicator,period,place,value\npoverty,2024,Qu\xE9" "bec,1\n") == "row 2: csv.not_utf8");  // and nothing about a place of that name
  CHECK(whole(std::string_view("indicator,period,place,value\npoverty,2024,35,\0" "1\n", 48)) == "row 2: csv.nul");
  CHECK(whole("indicator,period,place,value\npoverty,2024,3\"5,1\n") == "row 2 place: csv.stray_quote");
  CHECK(whole("a,b\n1,2\n") == "row 0: columns.missing; row 0: columns.missing; row 0: columns.missing; row 0: columns.missing");
  const auto blank = staged("\n\nindicator,period,place,value\npoverty,2024,35,9.5\n", *small_country());
  CHECK(blank.sound);
  CHECK(blank.report.count("csv.blank_lines_before_header") == 1);
}

TEST_CASE("import: rows without faults can be taken alone, and only when that is asked for") {
  auto options = on("2026-07-01");
  options.sound_rows_only = true;
  const auto answer = staged("indicator,period,place,value\npoverty,2024,35,9.5\npoverty,2023,35,12%\npoverty,2022\npoverty,2021,35,8\n",
                             *small_country(), options);
  REQUIRE(answer.sound);
  CHECK(answer.rows->rows.size() == 2);
  CHECK(answer.left_out == 2);
  CHECK(answer.report.errors() == 2);
  CHECK_FALSE(staged("indicator,period,place,value\npoverty,2024,\"35,1\n", *small_country(), options).sound);
}

TEST_CASE("import: a cell mended on the page counts instead of the file's") {
  auto options = on("2026-07-01");
  options.mends = {{3, "value", "12"}};
  const auto answer = staged("indicator,period,place,value\npoverty,2024,35,9.5\npoverty,2023,35,12%\n", *small_country(), options);
  REQUIRE(answer.sound);
  CHECK(answer.rows->rows[0].value == 12);
}

TEST_CASE("import: the same file again changes nothing, a changed figure is a revision, noise is said to be noise") {
  auto built = small_country();
  const std::string file = "indicator,period,place,value\npoverty,2023,35,10.1\npoverty,2024,35,9.5\n";
  built.commit(staged(file, *built));
  const auto again = staged(file, *built, on("2026-07-02"));
  CHECK(again.sound);
  CHECK(again.unchanged == 2);
  CHECK(again.rows->rows.empty());

  const auto revised = staged("indicator,period,place,value\npoverty,2023,35,10.4\npoverty,2024,35,9.52\n", *built, on("2026-07-02"));
  CHECK(revised.revised == 2);
  CHECK(revised.noise == 1);
  CHECK(revised.report.count("observations.below_precision") == 1);
  built.commit(revised);
  CHECK(export_of(built, false, "2026-07-01") == "indicator,period,place,value\npoverty,2023,35,10.1\npoverty,2024,35,9.5\n");
  CHECK(export_of(built) == "indicator,period,place,value\npoverty,2023,35,10.4\npoverty,2024,35,9.52\n");
}

TEST_CASE("import: a second correction on one day is a publication of its own, so that the first stays visible") {
  auto built = small_country();
  built.commit(staged("indicator,period,place,value\npoverty,2024,35,9.5\n", *built));
  built.commit(staged("indicator,period,place,value\npoverty,2024,35,9.9\n", *built));
  CHECK(export_of(built, true) == "indicator,period,place,value,known_from\npoverty,2024,35,9.5,2026-07-01\npoverty,2024,35,9.9,2026-07-01#2\n");
}

TEST_CASE("import: one publication cannot say two things") {
  auto built = small_country();
  built.commit(staged("indicator,period,place,value,known_from\npoverty,2024,35,9.5,2026-05-06\n", *built));
  const auto other = staged("indicator,period,place,value,known_from\npoverty,2024,35,9.9,2026-05-06\npoverty,2024,35,9.9,2026-05-07\n", *built);
  CHECK_FALSE(other.sound);
  CHECK(found(other) == "row 2: observations.publication_differs");
  CHECK(staged("indicator,period,place,value,known_from\npoverty,2024,35,9.9,2026-05-06#2\n", *built).revised == 1);
}

TEST_CASE("import: the office's own signs, other headers and a text for all rows") {
  auto options = on("2026-07-01");
  options.columns = {{"indicator", ":poverty"}, {"group.Sex", "Gender"}};
  options.markers = {{"*", "c"}, {"..", "x"}};
  const auto answer = staged("REF_DATE,GEO,Gender,VALUE\n2023,Ontario,Females,*\n2024,Ontario,,9.5\n", *small_country(), options);
  CHECK(found(answer).empty());
  REQUIRE(answer.sound);
  CHECK(answer.absences == 1);
}

TEST_CASE("import: what is missing is made only when asked for, once each, what is referred to first") {
  const std::string file = "indicator,period,place,group.Age group,value,unit\n"
                           "Youth out of work,2024,Île-du-Prince,15 to 24,9,Per cent\nyouth out of work,2023,Île-du-Prince,25 to 29,8,Per cent\n";
  CHECK(found(staged(file, workspace::Workspace{})) == "row 0 group.Age group: observations.unknown_dimension");
  auto options = on("2026-07-01");
  options.create_missing = true;
  const auto answer = staged(file, workspace::Workspace{}, options);
  CHECK(found(answer, true).empty());
  REQUIRE(answer.sound);
  std::string made;
  for (const auto& draft : answer.created) made += draft.kind->code + " " + draft.id + "\n";
  CHECK(made == "place ile-du-prince\ndimension age-group\ncategory age-group.15-to-24\ncategory age-group.25-to-29\n"
                "group age-group.15-to-24\ngroup age-group.25-to-29\nindicator youth-out-of-work\n");
  Built fresh;
  fresh.commit(answer);
  CHECK(export_of(fresh) == "indicator,period,place,group.Age group,value\nyouth-out-of-work,2024,ile-du-prince,15 to 24,9\n"
                            "youth-out-of-work,2023,ile-du-prince,25 to 29,8\n");
}

TEST_CASE("export: reading the file into an empty workspace and writing it again gives the same bytes") {
  auto options = on("2026-07-01");
  options.create_missing = true;
  const std::string file =
      "indicator,period,place,group.Age group,group.Sex,value,status,numerator,denominator,lower,upper,unit,known_from\n"
      "tests,2014/15,CA,,,100000,,,,,,,2021-05-19\n"
      "tests,2014/15,CA,,,100000.25,,,,,,,2021-05-19#2\n"
      "tests,2014/15,CA,,,,t,,,,,,2022-01-01\n"
      "tests,2005-2007,CA,15 to 24,Females,0.1,,1,10,0.05,0.2,Other,2021-05-19\n"
      "tests,2024-Q1,CA,15 to 24,Females,,z,,,,,,2021-05-19\n"
      "tests,2023-05-17,Ontario,\"'=SUM, \"\"A\"\"\",,1e-9,,,,,,,2021-05-19\n";
  Built first;
  const auto answer = staged(file, *first, options);
  REQUIRE(answer.sound);
  first.commit(answer);
  const auto once = export_of(first, true);
  Built second;
  second.commit(staged(once, *second, options));
  CHECK(export_of(second, true) == once);
  CHECK(std::count(once.begin(), once.end(), '\n') == 7);
  CHECK(once.find("100000.25,") != std::string::npos);
  CHECK(once.find("\"'=SUM, \"\"A\"\"\"") != std::string::npos);

  CHECK(once.starts_with("indicator,period,place,group.Age group,group.Sex,value"));

  Built named;
  named.commit(staged("indicator,period,place,group.Highest level of education,value\ntests,2024,CA,High school,1\n", *named, options));
  CHECK(export_of(named).starts_with("indicator,period,place,group.Highest level of education,value\n"));

  const auto current = export_of(first);
  Built third;
  third.commit(staged(current, *third, options));
  CHECK(export_of(third) == current);
}

TEST_CASE("import: a person can stop it, and then nothing is staged") {
  class Stopped final : public outturn::base::Progress {
   public:
    bool cancelled() const override { return true; }
  };
  std::string text = "indicator,period,place,value\n";
  for (int i = 0; i < 20'000; ++i) text += "poverty,2024,35,9.5\n";
  exchange::MemorySource source(text);
  Stopped stopped;
  const auto answer = exchange::stage_observations(source, *small_country(), on("2026-07-01"), stopped);
  CHECK_FALSE(answer.sound);
  CHECK(answer.report.count("observations.cancelled") == 1);
}

TEST_CASE("import: a million faults are counted exactly and listed up to a limit") {
  std::string text = "indicator,period,place,value\n";
  for (int i = 0; i < 5'000; ++i) text += "poverty,2024,35,12%\n";
  const auto answer = staged(text, *small_country());
  CHECK(answer.report.count("figure.percent") == 5'000);
  CHECK(answer.report.kinds().at("figure.percent").listed.size() == exchange::Report::listed_of_a_kind);
}

TEST_CASE("a report is text in UTF-8 whatever the cells held") {
  const auto answer = staged("indicator,period,place,value\npoverty,20\xF7,35,\xE9\x01\n", *small_country());
  outturn::base::JsonWriter json;
  const outturn::language::Words words("en");
  answer.report.write_json(json, &words);
  CHECK(outturn::base::Json::parse(json.str()).has_value());
  CHECK(found(answer) == "row 2: csv.not_utf8");  // its cells say nothing that could be told
}

TEST_CASE("the report that a batch keeps can be told later, in any language") {
  const auto answer = staged("indicator,period,place,value\npoverty,2024,Onatrio,1\npoverty,2024,35,\"1,234.5\"\npoverty,2023,35,120\n", *small_country());
  outturn::base::JsonWriter json;
  answer.report.write_json(json);
  const auto back = exchange::Report::from_json(json.str());
  REQUIRE(back);
  CHECK(back->errors() == 3);
  const outturn::language::Words french("fr");
  for (std::size_t f = 0; f < 3; ++f) {
    CHECK(french.issue(back->in_order()[f].issue) == french.issue(answer.report.in_order()[f].issue));
  }
  CHECK_FALSE(exchange::Report::from_json("{}"));
}

TEST_CASE("every rule of the import has its sentence in both languages") {
  // Every code named in the headers of the room must be in the catalogue: read them from there.
  for (const auto* header : {"csv_reader.h", "figure.h", "column_mapping.h", "observation_import.h"}) {
    const auto text = exchange::file_content(std::string("src/exchange/") + header);
    for (const std::string_view prefix : {"csv.", "figure.", "columns."}) {
      for (std::size_t at = 0; (at = text.find(prefix, at)) != std::string::npos; at += prefix.size()) {
        if (at == 0 || text[at - 1] != ' ') continue;
        const auto end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789", at + prefix.size());
        const auto code = text.substr(at, end - at);
        INFO(code);
        CHECK_FALSE(outturn::language::message_text("en", "issue." + code).empty());
        CHECK_FALSE(outturn::language::message_text("fr", "issue." + code).empty());
      }
    }
  }
}
