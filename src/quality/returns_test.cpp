#include "quality/returns.h"

#include "testing.h"
#include "testing_workspace.h"

namespace quality = outturn::quality;
namespace record = outturn::record;
using outturn::testing::day;
using outturn::testing::MadeWorkspace;
using outturn::testing::period;

namespace {

MadeWorkspace made_with(std::string_view first, std::int64_t due_days = 30) {
  MadeWorkspace made;
  made.add("I", record::Indicator{.name = {{"en", "Homes"}}, .minimum = 0});
  made.add("org", record::Organisation{.name = {{"en", "Office"}}});
  made.add("ann", record::Person{.name = "Ann"});
  made.add("D", record::ReturnDuty{.name = {{"en", "Count"}}, .organisation = {"org"}, .indicators = {{"I"}}, .first_period = period(first), .due_days = due_days});
  return made;
}

/// "D-2024 not_begun 2025-01-30 late 5" of each, in order.
std::string asked(const MadeWorkspace& made, std::string_view on) {
  std::string text;
  for (const auto& one : quality::all_returns(made.on(on).workspace(), day(on))) {
    text += (text.empty() ? "" : ", ") + one.id + " " + std::string(quality::text_of(one.state)) + " " + one.due.iso();
    if (const int late = one.days_late(day(on)); late > 0) text += " late " + std::to_string(late);
  }
  return text;
}

}  // namespace

TEST_CASE("after each period comes the next of its kind, over the year's end") {
  const auto after = [](std::string_view text) { return quality::next_period(period(text)).text(); };
  CHECK(after("2023") == "2024");
  CHECK(after("2023-Q4") == "2024-Q1");
  CHECK(after("2023-12") == "2024-01");
  CHECK(after("2024-02-28") == "2024-02-29");
  CHECK(after("2023-H2") == "2024-H1");
  CHECK(after("1999/00") == "2000/01");
  CHECK(after("2014/15@07") == "2015/16@07");
  CHECK(after("2014/15S") == "2015/16S");
  CHECK(after("2014/15T1") == "2014/15T2");
  CHECK(after("2014/15T3") == "2015/16T1");
  CHECK(after("2005-2007") == "2008-2010");
}

TEST_CASE("a return is asked for once its period is over, and is late from the day after it was due") {
  const auto made = made_with("2025-Q3");
  CHECK(asked(made, "2025-09-30") == "");
  CHECK(asked(made, "2025-10-01") == "D-2025-Q3 not_begun 2025-10-30");
  CHECK(asked(made, "2025-10-30") == "D-2025-Q3 not_begun 2025-10-30");
  CHECK(asked(made, "2025-10-31") == "D-2025-Q3 not_begun 2025-10-30 late 1");
  CHECK(asked(made, "2026-01-05") == "D-2025-Q3 not_begun 2025-10-30 late 67, D-2025-Q4 not_begun 2026-01-30");
}

TEST_CASE("where a return stands follows from what was sent and said; only the last sending counts") {
  auto made = made_with("2025");
  const auto state = [&] { return std::string(quality::text_of(quality::asked_return(made.on("2026-06-30").workspace(), "D-2025", day("2026-06-30"))->state)); };
  made.add("D-2025", record::Return{.duty = {"D"}, .period = period("2025")});
  CHECK(state() == "draft");
  made.add("S1", record::ReturnSending{.of = {"D-2025"}, .person = {"ann"}, .day = day("2026-01-10")});
  CHECK(state() == "sent");
  made.add("V1", record::ReturnVerdict{.sending = {"S1"}, .answer = record::ReturnAnswer::returned, .reason = "Again"});
  CHECK(state() == "returned");
  made.add("S2", record::ReturnSending{.of = {"D-2025"}, .person = {"ann"}, .day = day("2026-01-12")});
  CHECK(state() == "sent");
  made.add("S2", record::ReturnSending{.of = {"D-2025"}, .person = {"ann"}, .day = day("2026-01-12"), .withdrawn = true, .withdrawn_reason = "Wait"});
  CHECK(state() == "draft");
  made.add("S3", record::ReturnSending{.of = {"D-2025"}, .person = {"ann"}, .day = day("2026-01-13")});
  made.add("V3", record::ReturnVerdict{.sending = {"S3"}});
  CHECK(state() == "accepted");
  CHECK(asked(made, "2026-06-30") == "D-2025 accepted 2026-01-30");
}

TEST_CASE("in a cell the newest entry counts, whoever made it, and the others stay") {
  auto made = made_with("2025");
  made.add("bob", record::Person{.name = "Bob"});
  made.add("D-2025", record::Return{.duty = {"D"}, .period = period("2025")});
  const auto entry = [](const char* person, double value) {
    return record::ReturnEntry{.of = {"D-2025"}, .indicator = {"I"}, .place = {"CA"}, .person = {person}, .value = value};
  };
  made.add("E1", entry("ann", 5));
  made.add("E2", entry("bob", 6));
  const auto cell = [&] {
    const auto view = made.on("2026-06-30");
    return quality::cells_of(view.workspace(), *quality::asked_return(view.workspace(), "D-2025", view.day())).at(0);
  };
  CHECK(cell().content()->value == 6);
  made.add("E1", entry("ann", 7));
  CHECK(cell().content()->value == 7);
  CHECK(cell().entries.size() == 2);
  CHECK(cell().stamp().starts_with("E1:"));
}

TEST_CASE("a figure that the measure cannot take is an error in the return") {
  auto made = made_with("2025");
  made.add("D-2025", record::Return{.duty = {"D"}, .period = period("2025")});
  made.add("E1", record::ReturnEntry{.of = {"D-2025"}, .indicator = {"I"}, .place = {"CA"}, .person = {"ann"}, .value = -1});
  const auto view = made.on("2026-06-30");
  const auto one = *quality::asked_return(view.workspace(), "D-2025", view.day());
  const auto found = quality::findings_in_return(view, one, quality::cells_of(view.workspace(), one));
  REQUIRE(found.at(0).size() == 1);
  CHECK(found[0][0].severity == record::RuleSeverity::error);
}
