#include "workspace/panel.h"

#include <algorithm>
#include <map>
#include <random>

#include "testing.h"

using namespace outturn::workspace;

namespace {

constexpr SeriesKey key{.indicator = 3, .place = 5};

Row row(std::int64_t period, std::int64_t known_from, double value, std::uint32_t batch = 0) {
  return {.period = period, .known_from = known_from, .value = value, .batch = batch};
}

std::vector<double> values(const Panel& panel, const SeriesKey& of = key) {
  std::vector<double> all;
  for (const auto& one : panel.find(of)->rows) all.push_back(one.value);
  return all;
}

}  // namespace

TEST_CASE("rows of later batches are merged into a series in order of period, publication and batch") {
  Panel panel;
  panel.add(key, std::vector{row(1, 10, 1.0), row(3, 10, 3.0)});
  panel.add(key, std::vector{row(1, 20, 1.5, 1), row(2, 20, 2.0, 1), row(3, 5, 2.9, 1), row(4, 20, 4.0, 1)});
  CHECK(values(panel) == std::vector{1.0, 1.5, 2.0, 2.9, 3.0, 4.0});
  panel.add(key, std::vector{row(1, 10, 1.1, 2)});
  CHECK(values(panel) == std::vector{1.0, 1.1, 1.5, 2.0, 2.9, 3.0, 4.0});
  CHECK(panel.row_count() == 7);
  CHECK(panel.series_count() == 1);
}

TEST_CASE("what lies beside a row stays with it through merging and removing") {
  const auto beside = [](double numerator) { return Extras{.numerator = numerator}; };
  const auto with = [](Row r) {
    r.has_extras = true;
    return r;
  };
  Panel panel;
  panel.add(key, std::vector{with(row(1, 10, 1.0)), row(3, 10, 3.0), with(row(5, 10, 5.0))},
            std::vector<std::pair<std::uint32_t, Extras>>{{0, beside(10)}, {2, beside(50)}});
  panel.add(key, std::vector{row(2, 10, 2.0, 1), with(row(4, 10, 4.0, 1))}, std::vector<std::pair<std::uint32_t, Extras>>{{1, beside(40)}});
  panel.add(key, std::vector{with(row(6, 10, 6.0, 2))}, std::vector<std::pair<std::uint32_t, Extras>>{{0, beside(60)}});
  const auto check_all = [&] {
    const auto& series = *panel.find(key);
    for (std::size_t r = 0; r < series.rows.size(); ++r) {
      const auto* extras = series.extras_of(r);
      REQUIRE((extras != nullptr) == series.rows[r].has_extras);
      if (extras) CHECK(extras->numerator == series.rows[r].value * 10);
    }
  };
  check_all();
  CHECK(values(panel) == std::vector{1.0, 2.0, 3.0, 4.0, 5.0, 6.0});
  panel.remove(key, [](const Row& r) { return r.value == 4.0 || r.value == 1.0; });
  CHECK(values(panel) == std::vector{2.0, 3.0, 5.0, 6.0});
  CHECK(panel.row_count() == 4);
  check_all();
}

TEST_CASE("a copy of the panel does not see what is added to or taken from another") {
  Panel panel;
  panel.add(key, std::vector{row(1, 10, 1.0)});
  const Panel before = panel;
  panel.add(key, std::vector{row(2, 10, 2.0)});
  panel.add({.indicator = 4, .place = 5}, std::vector{row(1, 10, 9.0)});
  CHECK(values(before) == std::vector{1.0});
  CHECK(before.series_count() == 1);
  CHECK(before.find({.indicator = 4, .place = 5}) == nullptr);
  CHECK(before.of_indicator(4).empty());
  CHECK(before.of_place(5).size() == 1);
  CHECK(panel.of_place(5).size() == 2);
}

TEST_CASE("two lines of descent name different series and neither finds the other's") {
  Panel panel;
  panel.add(key, std::vector{row(1, 10, 1.0)});
  Panel dropped = panel;
  for (Slot place = 0; place < 100; ++place) dropped.add({.indicator = 1, .place = place}, std::vector{row(1, 10, place)});
  panel.add({.indicator = 1, .place = 50}, std::vector{row(1, 10, -50.0)});
  CHECK(values(panel, {.indicator = 1, .place = 50}) == std::vector{-50.0});
  CHECK(panel.find({.indicator = 1, .place = 51}) == nullptr);
  CHECK(panel.of_indicator(1).size() == 1);
  CHECK(values(dropped, {.indicator = 1, .place = 50}) == std::vector{50.0});
  CHECK(dropped.of_indicator(1).size() == 100);
}

TEST_CASE("groups and definitions make series of their own") {
  Panel panel;
  panel.add({.indicator = 1, .place = 1}, std::vector{row(1, 1, 1.0)});
  panel.add({.indicator = 1, .place = 1, .group = 0}, std::vector{row(1, 1, 2.0)});
  panel.add({.indicator = 1, .place = 1, .definition = 2}, std::vector{row(1, 1, 3.0)});
  CHECK(values(panel, {.indicator = 1, .place = 1}) == std::vector{1.0});
  CHECK(values(panel, {.indicator = 1, .place = 1, .group = 0}) == std::vector{2.0});
  CHECK(values(panel, {.indicator = 1, .place = 1, .definition = 2}) == std::vector{3.0});
}

TEST_CASE("random batches leave the panel as a plain sorted list would be") {
  std::mt19937 random(7);
  Panel panel;
  std::map<std::tuple<Slot, std::int64_t, std::int64_t, std::uint32_t>, double> plain;
  for (std::uint32_t batch = 0; batch < 60; ++batch) {
    for (Slot place = 0; place < 5; ++place) {
      std::map<std::pair<std::int64_t, std::int64_t>, double> own;
      for (auto n = random() % 6; n > 0; --n) own[{random() % 8, random() % 8}] = static_cast<double>(random() % 1000);
      std::vector<Row> rows;
      for (const auto& [when, value] : own) {
        rows.push_back(row(when.first, when.second, value, batch));
        plain[{place, when.first, when.second, batch}] = value;
      }
      panel.add({.indicator = 1, .place = place}, rows);
    }
  }
  std::size_t met = 0;
  for (const auto& [at, value] : plain) {
    const auto& series = *panel.find({.indicator = 1, .place = std::get<0>(at)});
    const auto found = std::find_if(series.rows.begin(), series.rows.end(), [&](const Row& r) {
      return std::tuple(r.period, r.known_from, r.batch) == std::tuple(std::get<1>(at), std::get<2>(at), std::get<3>(at));
    });
    REQUIRE(found != series.rows.end());
    CHECK(found->value == value);
    ++met;
  }
  CHECK(met == panel.row_count());
  for (std::size_t s = 0; s < panel.series_count(); ++s) {
    CHECK(std::is_sorted(panel.series(s).rows.begin(), panel.series(s).rows.end(), [](const Row& a, const Row& b) {
      return std::tuple(a.period, a.known_from, a.batch) < std::tuple(b.period, b.known_from, b.batch);
    }));
  }
}

TEST_CASE("long series take little more memory than their rows") {
  Panel panel;
  std::vector<Row> rows;
  for (int p = 0; p < 100; ++p) rows.push_back(row(p, 1, p));
  for (Slot place = 0; place < 1000; ++place) panel.add({.indicator = 1, .place = place}, rows);
  CHECK(static_cast<double>(panel.bytes()) / static_cast<double>(panel.row_count()) < 48);
}
