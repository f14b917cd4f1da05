#include "exchange/figure.h"

#include "testing.h"

namespace exchange = outturn::exchange;
using outturn::testing::refusal;
using outturn::workspace::Status;

namespace {

std::string code(std::string_view cell, std::string_view status = {}) {
  const auto read = exchange::parse_figure(cell, status, {});
  return read ? "accepted" : read.error().front().code;
}

std::string instead(std::string_view cell) {
  const auto read = exchange::parse_figure(cell, "", {});
  return read ? "accepted" : std::get<std::string>(read.error().front().values.at(1).value);
}

}  // namespace

TEST_CASE("a figure is a plain decimal number") {
  for (const auto& [cell, value] : std::vector<std::pair<std::string, double>>{
           {"0", 0}, {"-0", 0}, {"12.9", 12.9}, {" 7 ", 7}, {"-3.5", -3.5}, {"1e3", 1000}, {"0.1", 0.1}, {"123456789.25", 123456789.25}}) {
    const auto read = exchange::parse_figure(cell, "", {});
    REQUIRE(read);
    CHECK(read->status == Status::figure);
    CHECK(read->value == value);
    CHECK_FALSE(std::signbit(read->value) != (value < 0));
  }
}

TEST_CASE("what is nearly a figure is refused with what to write instead") {
  CHECK(code("1e999") == "figure.too_large");
  CHECK(code("-1e999") == "figure.too_large");
  CHECK(code("1e-999") == "figure.too_small");
  CHECK(code("nan") == "figure.not_finite");
  CHECK(code("inf") == "figure.not_finite");
  CHECK(code("1,234.5") == "figure.thousands");
  CHECK(instead("1,234.5") == "1234.5");
  CHECK(code("1 234,5") == "figure.decimal_comma");
  CHECK(instead("1 234,5") == "1234.5");
  CHECK(instead("1\xC2\xA0" "234,5") == "1234.5");
  CHECK(instead("1\xE2\x80\xAF" "234") == "1234");
  CHECK(instead("1.234,5") == "1234.5");
  CHECK(instead("12,5") == "12.5");
  CHECK(instead("0,125") == "0.125");
  CHECK(code("1,234") == "figure.ambiguous_comma");
  CHECK(instead("1,234,567") == "1234567");
  CHECK(code("12%") == "figure.percent");
  CHECK(instead("12,5 %") == "12.5");
  CHECK(code("$5") == "figure.currency");
  CHECK(code("+5") == "figure.sign");
  CHECK(instead("\xE2\x88\x92" "5") == "-5");
  CHECK(code("12.3 r") == "figure.flagged");
  CHECK(code("5 (p)") == "figure.flagged");
  CHECK(code("12.3[1]") == "figure.flagged");
  for (const char* other : {"0x10", "1/2", "1.2.3", "12.05.2024", "1,2,3", "12 34", "1,234,"}) {  // none of them half of another number
    CAPTURE(other);
    CHECK(code(other) == "figure.not_a_number");
    CHECK(instead(other).empty());
  }
  CHECK(instead("12,34,567") == "1234567");  // as written in India
  CHECK(code("=cmd()") == "figure.formula");
  CHECK(code("@SUM(A1)") == "figure.formula");
  CHECK(code("-cmd()") == "figure.formula");
  CHECK(code("see the note below this table") == "figure.not_a_number");
}

TEST_CASE("absences have codes, and an office's own signs must be explained once") {
  const auto status = [](std::string_view cell, std::string_view told, const exchange::Markers& markers = {}) {
    return exchange::parse_figure(cell, told, markers).value().status;
  };
  CHECK(status("", "") == Status::missing);
  CHECK(status("x", "") == Status::missing);
  CHECK(status("", "c") == Status::suppressed);
  CHECK(status("z", "") == Status::not_applicable);
  CHECK(status("w", "w") == Status::not_yet_due);
  CHECK(status("d", "") == Status::disputed);
  CHECK(status("", "t") == Status::taken_back);
  CHECK(status("0", "") == Status::figure);

  CHECK(code("*") == "figure.unknown_marker");
  CHECK(code("..") == "figure.unknown_marker");
  CHECK(code("-") == "figure.unknown_marker");
  CHECK(code("n/a") == "figure.unknown_marker");
  CHECK(code("<5") == "figure.bound");
  const exchange::Markers markers{{"*", "c"}, {"..", "x"}, {"-", "z"}, {"<5", "c"}, {"E", ""}, {"p", ""}};
  CHECK(status("*", "", markers) == Status::suppressed);
  CHECK(status("..", "", markers) == Status::missing);
  CHECK(status("-", "", markers) == Status::not_applicable);
  CHECK(status("<5", "", markers) == Status::suppressed);
  CHECK(status("4.2", "E", markers) == Status::figure);
  CHECK(status("", "..", markers) == Status::missing);

  CHECK(code("4.2", "E") == "figure.unknown_status");
  CHECK(code("4.2", "c") == "figure.both");
  CHECK(code("z", "c") == "figure.both");
}

TEST_CASE("a marker option names a sign and one of the codes") {
  CHECK(exchange::parse_marker("*=c").value() == std::pair<std::string, std::string>{"*", "c"});
  CHECK(exchange::parse_marker("==x").value() == std::pair<std::string, std::string>{"=", "x"});
  CHECK(exchange::parse_marker("p=").value() == std::pair<std::string, std::string>{"p", ""});
  CHECK(refusal(exchange::parse_marker("*")) == "marker: figure.marker_form");
  CHECK(refusal(exchange::parse_marker("*=hidden")) == "marker: figure.marker_code");
}
