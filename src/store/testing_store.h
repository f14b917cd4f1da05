#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "record/keeping.h"
#include "store/memory_store.h"
#include "testing_words.h"
#include "workspace/view.h"

/// Short ways for tests to fill a register. Nothing here checks rules: that is what acts are for. A room's tests reach it
/// with `if(TARGET act_test) target_link_libraries(act_test PRIVATE outturn_store)` in the room's CMakeLists.txt.
namespace outturn::testing {

inline const workspace::Author tester{.person = "tester", .organisation = "test-office"};

/// Adds or changes a record: put(store, "O1", record::Outcome{.title = {{"en", "Fewer people in poverty"}}}).
template <class T>
workspace::Receipt put(workspace::Register& store, std::string id, T content, std::string reason = {}, bool retired = false) {
  auto body = std::make_shared<const T>(std::move(content));
  return store
      .commit(tester, [&](const workspace::Workspace&) -> base::Checked<std::vector<workspace::Draft>> {
        return std::vector{workspace::Draft{.kind = &record::kind_of<T>(), .id = id, .body = body, .retired = retired, .reason = reason}};
      })
      .value();
}

/// One observation in words: {.indicator = "I1", .place = "CA", .period = "2023", .known_from = "2024-03-31", .value = 5.2}.
struct Reported {
  std::string indicator;
  std::string place;
  std::string group{};
  std::string period;
  std::string known_from{"2024-01-01"};  ///< "2024-01-01#2" for the second publication of the day
  std::optional<double> value{};
  workspace::Status status{workspace::Status::figure};  ///< read where there is no value; figure then means missing
  std::int32_t definition{1};
  workspace::Extras extras{};
};

/// The rows of a batch in the order that a register wants them.
inline std::shared_ptr<const workspace::BatchRows> batch_rows(const std::vector<Reported>& reported) {
  struct Row {
    workspace::Row row;
    workspace::Extras extras;
  };
  std::map<std::tuple<std::string, std::int32_t, std::string, std::string>, std::vector<Row>> series;
  for (const auto& one : reported) {
    workspace::Row row{.period = period(one.period).code(), .known_from = workspace::KnownFrom::parse(one.known_from).value().code()};
    row.value = one.value.value_or(0);
    row.status = one.value ? workspace::Status::figure : one.status == workspace::Status::figure ? workspace::Status::missing : one.status;
    row.has_extras = !one.extras.empty();
    series[{one.indicator, one.definition, one.group, one.place}].push_back({row, one.extras});
  }
  auto rows = std::make_shared<workspace::BatchRows>();
  for (auto& [name, own] : series) {
    std::sort(own.begin(), own.end(), [](const Row& a, const Row& b) {
      return std::pair{a.row.period, a.row.known_from} < std::pair{b.row.period, b.row.known_from};
    });
    rows->series.push_back({.indicator = std::get<0>(name), .definition = std::get<1>(name), .place = std::get<3>(name),
                            .group = std::get<2>(name)});
    rows->first_row.push_back(rows->rows.size());
    for (const auto& [row, extras] : own) {
      if (row.has_extras) rows->extras.emplace_back(rows->rows.size(), extras);
      rows->rows.push_back(row);
    }
  }
  rows->first_row.push_back(rows->rows.size());
  return rows;
}

/// Imports observations as a new batch; what they name must exist.
inline workspace::Receipt import_batch(workspace::Register& store, std::string id, const std::vector<Reported>& reported) {
  record::Batch batch;
  batch.file = id + ".csv";
  auto body = std::make_shared<const record::Batch>(std::move(batch));
  auto rows = batch_rows(reported);
  return store
      .commit(tester, [&](const workspace::Workspace&) -> base::Checked<std::vector<workspace::Draft>> {
        return std::vector{workspace::Draft{.kind = &record::kind_of<record::Batch>(), .id = id, .body = body, .rows = rows}};
      })
      .value();
}

/// A register in memory whose clock stands at noon of a day: `Registry r; put(r.store, …); r.view()`.
struct Registry {
  base::FixedClock clock{day("2026-06-30")};
  store::MemoryStore store{clock};
  workspace::View view(std::optional<base::Day> as_of = std::nullopt) { return {store.now(), clock.today(), as_of}; }
};

}  // namespace outturn::testing
