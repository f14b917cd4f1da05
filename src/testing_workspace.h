#pragma once

#include <algorithm>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "record/keeping.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "testing_words.h"
#include "workspace/view.h"

/// A small workspace made by hand, record by record, without any store: what tests of judgements are about.
namespace outturn::testing {

/// One figure of a hand-made series; an absence has its status code instead of a value.
struct Given {
  std::string period;
  double value{};
  std::string status{};
};

class MadeWorkspace {
 public:
  /// A country "CA" that is the installation's, and nothing else.
  MadeWorkspace() {
    add("CA", record::Place{.name = {{"en", "Canada"}, {"fr", "Canada"}}});
    add("this", record::Installation{.name = {{"en", "Test"}}, .country = {"CA"}});
  }

  /// Adds a record, or changes the one with this id.
  template <class T>
  MadeWorkspace& add(std::string id, T body, bool retired = false) {
    apply({.kind = &record::kind_of<T>(), .id = std::move(id), .body = std::make_shared<T>(std::move(body)), .retired = retired, .rows = nullptr});
    return *this;
  }

  /// Figures of one series, all published on one day, as one batch. Adds the batch "B<n>".
  MadeWorkspace& figures(std::string indicator, std::initializer_list<Given> given, std::string_view published = "2024-01-01",
                         std::string place = "CA", std::string group = "", std::int32_t definition = 1) {
    auto rows = std::make_shared<workspace::BatchRows>();
    rows->series.push_back({.indicator = std::move(indicator), .definition = definition, .place = std::move(place), .group = std::move(group)});
    const workspace::KnownFrom known{.day = day(published)};
    for (const auto& one : given) {
      rows->rows.push_back({.period = period(one.period).code(), .known_from = known.code(), .value = one.value,
                            .status = workspace::status_of(one.status).value()});
    }
    std::sort(rows->rows.begin(), rows->rows.end(), [](const auto& a, const auto& b) { return a.period < b.period; });
    rows->first_row = {0, rows->rows.size()};
    const auto id = "B" + std::to_string(++batches_);
    apply({.kind = &record::kind_of<record::Batch>(), .id = id, .body = std::make_shared<record::Batch>(record::Batch{.file = id}), .rows = rows});
    return *this;
  }

  workspace::View on(std::string_view today) const { return {workspace_, day(today)}; }
  workspace::View as_of(std::string_view as_of) const { return {workspace_, day("2030-01-01"), day(as_of)}; }

  template <class T>
  const workspace::Record& record(std::string_view id) const {
    const auto* found = workspace_->find<T>(id);
    base::ensure(found, "the test asks for a record it made");
    return *found;
  }

 private:
  void apply(workspace::Change change) {
    change.sequence = ++sequence_;
    workspace_->apply(change);
  }

  std::shared_ptr<workspace::Workspace> workspace_ = std::make_shared<workspace::Workspace>();
  std::int64_t sequence_{0};
  int batches_{0};
};

}  // namespace outturn::testing
