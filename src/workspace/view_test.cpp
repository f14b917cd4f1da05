#include "workspace/view.h"

#include "record/keeping.h"
#include "record/measure.h"
#include "store/testing_store.h"
#include "testing.h"

using namespace outturn;
using namespace outturn::testing;
using workspace::Status;

namespace {

/// Poverty in Canada, published three times: a first series, a revision that also takes a year back, a new year.
struct Published : Registry {
  Published() {
    put(store, "I1", record::Indicator{.name = {{"en", "Poverty"}}});
    put(store, "CA", record::Place{.name = {{"en", "Canada"}}});
    import_batch(store, "b1", {{.indicator = "I1", .place = "CA", .period = "2020", .known_from = "2022-03-01", .value = 6.4},
                               {.indicator = "I1", .place = "CA", .period = "2021", .known_from = "2022-03-01", .value = 7.4},
                               {.indicator = "I1", .place = "CA", .period = "2022", .known_from = "2022-03-01", .status = Status::not_yet_due}});
    import_batch(store, "b2", {{.indicator = "I1", .place = "CA", .period = "2020", .known_from = "2023-03-01", .status = Status::taken_back},
                               {.indicator = "I1", .place = "CA", .period = "2021", .known_from = "2023-03-01", .value = 7.5},
                               {.indicator = "I1", .place = "CA", .period = "2022", .known_from = "2023-03-01", .value = 9.9}});
    import_batch(store, "b3", {{.indicator = "I1", .place = "CA", .period = "2022", .known_from = "2024-03-01", .value = 9.92},
                               {.indicator = "I1", .place = "CA", .period = "2020", .known_from = "2024-03-01", .value = 6.5}});
  }
  const workspace::Series& series() { return store.now()->panel().series(0); }
  std::string at(std::optional<base::Day> as_of) { return said(view(as_of).figures(series())); }
  static std::string said(const std::vector<workspace::Figure>& figures) {
    std::string all;
    for (const auto& figure : figures) {
      if (!all.empty()) all += ' ';
      all += figure.period.text() + '=' + (figure.is_figure() ? record::plain_text(record::Value{figure.value}) : workspace::status_code(figure.status));
    }
    return all;
  }
  void withdraw(const std::string& id) {
    auto batch = store.now()->find<record::Batch>(id)->as<record::Batch>();
    batch.withdrawn = !batch.withdrawn;
    batch.withdrawn_reason = "wrong";
    put(store, id, batch);
  }
};

}  // namespace

TEST_CASE("for each period the last publication counts, and what the source took back is left out") {
  Published p;
  CHECK(p.at(std::nullopt) == "2020=6.5 2021=7.5 2022=9.92");
  CHECK(p.view().figures(p.series())[1].known_from.text() == "2023-03-01");
}

TEST_CASE("as of a day, only what was published by the end of that day counts") {
  Published p;
  CHECK(p.at(day("2022-02-28")) == "");
  CHECK(p.at(day("2022-03-01")) == "2020=6.4 2021=7.4 2022=w");
  CHECK(p.at(day("2023-02-28")) == "2020=6.4 2021=7.4 2022=w");
  CHECK(p.at(day("2023-03-01")) == "2021=7.5 2022=9.9");
  CHECK(p.view(day("2023-03-01")).day() == day("2023-03-01"));
  CHECK(p.view().day() == day("2026-06-30"));
}

TEST_CASE("rows of a withdrawn batch do not count, in no view, until the batch is in force again") {
  Published p;
  p.withdraw("b2");
  CHECK(p.at(std::nullopt) == "2020=6.5 2021=7.4 2022=9.92");
  CHECK(p.at(day("2023-03-01")) == "2020=6.4 2021=7.4 2022=w");
  p.withdraw("b3");
  CHECK(p.at(std::nullopt) == "2020=6.4 2021=7.4 2022=w");
  CHECK(p.view().last_published(p.series())->text() == "2022-03-01");
  p.withdraw("b2");
  CHECK(p.at(std::nullopt) == "2021=7.5 2022=9.9");
  p.withdraw("b1");
  p.withdraw("b2");
  CHECK(p.at(std::nullopt) == "");
  CHECK_FALSE(p.view().last_published(p.series()));
}

TEST_CASE("vintages show the figures as they stood after each publication") {
  Published p;
  const auto vintages = p.view().vintages(p.series());
  REQUIRE(vintages.size() == 3);
  CHECK(Published::said(vintages[0].figures) == "2020=6.4 2021=7.4 2022=w");
  CHECK(Published::said(vintages[1].figures) == "2021=7.5 2022=9.9");
  CHECK(Published::said(vintages[2].figures) == "2020=6.5 2021=7.5 2022=9.92");
  CHECK(p.view().vintages(p.series(), 1).size() == 1);
  CHECK(Published::said(p.view().vintages(p.series(), 1)[0].figures) == Published::said(vintages[2].figures));
  CHECK(p.view(day("2023-12-31")).vintages(p.series()).size() == 2);
}

TEST_CASE("revisions tell what each publication changed, newest first, without what is below the precision") {
  Published p;
  const auto told = [&](double precision) {
    std::string all;
    for (const auto& one : p.view().revisions(p.series(), precision)) {
      const auto side = [](const std::optional<double>& value) { return value ? record::plain_text(record::Value{*value}) : std::string("-"); };
      all += one.known_from.text() + ' ' + one.period.text() + ": " + side(one.before) + " → " + side(one.after) + "; ";
    }
    return all;
  };
  CHECK(told(0) ==
        "2024-03-01 2020: - → 6.5; 2024-03-01 2022: 9.9 → 9.92; 2023-03-01 2020: 6.4 → -; 2023-03-01 2021: 7.4 → 7.5; "
        "2023-03-01 2022: - → 9.9; 2022-03-01 2020: - → 6.4; 2022-03-01 2021: - → 7.4; ");
  CHECK(told(0.05).find("9.92") == std::string::npos);
  CHECK(told(0.05).find("7.4 → 7.5") != std::string::npos);
}

TEST_CASE("small revisions the same way are told once they add up to the precision") {
  Published p;
  const auto published = [&](const std::string& batch, const std::string& on, double value) {
    import_batch(p.store, batch, {{.indicator = "I1", .place = "CA", .period = "2022", .known_from = on, .value = value}});
  };
  published("b4", "2024-06-01", 9.94);
  published("b5", "2024-09-01", 9.97);
  published("b6", "2024-12-01", 9.98);

  std::vector<workspace::Revision> of_2022;
  for (const auto& one : p.view().revisions(p.series(), 0.05)) {
    if (one.period.text() == "2022" && one.before) of_2022.push_back(one);
  }

  REQUIRE(of_2022.size() == 1);  // 9.9 → 9.92 → 9.94 → 9.97 → 9.98, each step below 0.05
  CHECK(of_2022[0].known_from.text() == "2024-09-01");
  CHECK(*of_2022[0].before == 9.9);
  CHECK(*of_2022[0].after == 9.97);
}

TEST_CASE("of two imports of one publication the later one counts") {
  Published p;
  import_batch(p.store, "b4", {{.indicator = "I1", .place = "CA", .period = "2021", .known_from = "2023-03-01", .value = 7.6}});
  CHECK(p.at(std::nullopt) == "2020=6.5 2021=7.6 2022=9.92");
  import_batch(p.store, "b5", {{.indicator = "I1", .place = "CA", .period = "2021", .known_from = "2023-03-01#2", .value = 7.7},
                               {.indicator = "I1", .place = "CA", .period = "2022", .known_from = "2021-01-01", .value = 1.0}});
  CHECK(p.at(std::nullopt) == "2020=6.5 2021=7.7 2022=9.92");
}

TEST_CASE("a view shows the newest definition that has figures in it") {
  Published p;
  import_batch(p.store, "b4", {{.indicator = "I1", .place = "CA", .period = "2023", .known_from = "2025-03-01", .value = 5.0, .definition = 3}});
  const auto& indicator = *p.store.now()->find<record::Indicator>("I1");
  const auto& place = *p.store.now()->find<record::Place>("CA");
  CHECK(p.view().current_definition(indicator) == 3);
  CHECK(p.view().series(indicator, place)->key.definition == 3);
  CHECK(p.view(day("2025-02-28")).current_definition(indicator) == 1);
  CHECK(p.view(day("2025-02-28")).series(indicator, place)->rows.size() == p.series().rows.size());
  p.withdraw("b4");
  CHECK(p.view().current_definition(indicator) == 1);
}
