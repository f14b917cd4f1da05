#include "base/period.h"

#include <string>
#include <vector>

#include "testing.h"

namespace base = outturn::base;
using outturn::testing::refusal;

TEST_CASE("a period is written back exactly as it is canonically written") {
  for (const std::string text : {"2023", "2023-Q1", "2023-Q4", "2023-05", "2023-05-17", "2024-02-29", "2014/15", "1999/00",
                                 "2014/15@07", "2014/15S", "2014/15T1", "2014/15T2", "2014/15T3", "2023-H1", "2023-H2",
                                 "2005-2007", "0001", "9998"}) {
    const auto period = base::Period::parse(text);
    REQUIRE(period);
    CHECK(period->text() == text);
    CHECK(base::Period::from_code(period->code()) == *period);
  }
}

TEST_CASE("other ways of writing a period are read and printed canonically") {
  CHECK(base::Period::parse("2014/2015")->text() == "2014/15");
  CHECK(base::Period::parse("2014-15")->text() == "2014/15");
  CHECK(base::Period::parse("2014/15", 7)->text() == "2014/15@07");
  CHECK(base::Period::parse("2023Q1")->text() == "2023-Q1");
  CHECK(base::Period::parse(" 2023 Q1 ")->text() == "2023-Q1");
  CHECK(base::Period::parse("2023M05")->text() == "2023-05");
  CHECK(base::Period::parse("2024 (Jan to Mar)")->text() == "2024-Q1");
  CHECK(base::Period::parse("2024 (July to December)")->text() == "2024-H2");
  CHECK(base::Period::parse("2024 (May)")->text() == "2024-05");
  CHECK(refusal(base::Period::parse("2024 (Feb to Apr)")) == "period: period.form");
  CHECK(refusal(base::Period::parse("2024 (Mar to Jan)")) == "period: period.form");
}

TEST_CASE("a period knows its first and last day") {
  const auto days = [](const char* text) {
    const auto period = base::Period::parse(text).value();
    return period.first_day().iso() + " " + period.last_day().iso();
  };
  CHECK(days("2023") == "2023-01-01 2023-12-31");
  CHECK(days("2024-02") == "2024-02-01 2024-02-29");
  CHECK(days("2023-Q4") == "2023-10-01 2023-12-31");
  CHECK(days("2014/15") == "2014-04-01 2015-03-31");
  CHECK(days("2014/15@07") == "2014-07-01 2015-06-30");
  CHECK(days("2014/15S") == "2014-09-01 2015-08-31");
  CHECK(days("2014/15T3") == "2015-05-01 2015-08-31");
  CHECK(days("2005-2007") == "2005-01-01 2007-12-31");
}

TEST_CASE("what is not a period is refused, and the reason is named") {
  CHECK(refusal(base::Period::parse("")) == "period: period.empty");
  CHECK(refusal(base::Period::parse("2023-13")) == "period: period.month");
  CHECK(refusal(base::Period::parse("2023-00")) == "period: period.month");
  CHECK(refusal(base::Period::parse("2023-Q5")) == "period: period.quarter");
  CHECK(refusal(base::Period::parse("2023-02-29")) == "period: period.day");
  CHECK(refusal(base::Period::parse("2014/16")) == "period: period.fiscal_years");
  CHECK(refusal(base::Period::parse("2007-2005")) == "period: period.years");
  CHECK(refusal(base::Period::parse("2014/15T4")) == "period: period.term");
  CHECK(refusal(base::Period::parse("0000")) == "period: period.year");
  CHECK(refusal(base::Period::parse("the first half of last year")) == "period: period.form");
  CHECK(refusal(base::Period::parse("23-05")) == "period: period.form");
}

TEST_CASE("periods are ordered by their first day, then by their length") {
  const std::vector<std::string> in_order{"2022", "2023-01-01", "2023-01", "2023-Q1", "2023-H1", "2023", "2023-2025", "2023-02"};
  for (std::size_t i = 1; i < in_order.size(); ++i) {
    CHECK(base::Period::parse(in_order[i - 1]).value() < base::Period::parse(in_order[i]).value());
  }
}
