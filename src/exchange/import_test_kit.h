#pragma once

#include <memory>
#include <string>
#include <utility>

#include "exchange/observation_import.h"
#include "record/measure.h"
#include "workspace/workspace.h"

/// What tests of imports share: a workspace built by hand and a file given as text.
namespace outturn::exchange::testing {

class Built {
 public:
  Built() : workspace_(std::make_shared<workspace::Workspace>()) {}

  template <class T>
  Built& with(const std::string& id, T record) {
    return put({.kind = &record::kind_of<T>(), .id = id, .body = std::make_shared<T>(std::move(record))});
  }
  Built& put(const workspace::Draft& draft) {
    workspace_->apply({.sequence = workspace_->position() + 1, .kind = draft.kind, .id = draft.id, .body = draft.body,
                       .retired = draft.retired, .rows = draft.rows});
    return *this;
  }
  /// What a register does with a staged file.
  Built& commit(const Staged& staged) {
    for (const auto& draft : staged.created) put(draft);
    const auto& kind = record::kind_of<record::Batch>();
    return put({.kind = &kind, .id = "batch-" + std::to_string(workspace_->count(kind) + 1),
                .body = std::make_shared<record::Batch>(staged.batch), .rows = staged.rows});
  }
  std::shared_ptr<const workspace::Workspace> state() const { return std::make_shared<workspace::Workspace>(*workspace_); }
  const workspace::Workspace& operator*() const { return *workspace_; }

 private:
  std::shared_ptr<workspace::Workspace> workspace_;
};

/// Three places, two indicators, two sexes.
inline Built small_country() {
  Built built;
  built.with<record::Place>("CA", {.name = {{"en", "Canada"}}})
      .with<record::Place>("24", {.name = {{"en", "Quebec"}, {"fr", "Québec"}}, .aliases = "Que.; PQ"})
      .with<record::Place>("35", {.name = {{"en", "Ontario"}}})
      .with<record::Indicator>("poverty", {.name = {{"en", "Poverty rate"}, {"fr", "Taux de pauvreté"}},
                                           .unit = {{"en", "Percentage"}, {"fr", "Pourcentage"}},
                                           .value_kind = record::ValueKind::percentage,
                                           .precision = 0.05,
                                           .minimum = 0,
                                           .maximum = 100})
      .with<record::Indicator>("tests", {.name = {{"en", "Tests done"}}, .fiscal_start = 7})
      .with<record::Dimension>("sex", {.name = {{"en", "Sex"}, {"fr", "Sexe"}}})
      .with<record::Category>("sex.female", {.dimension = {"sex"}, .name = {{"en", "Females"}, {"fr", "Femmes"}}})
      .with<record::Category>("sex.male", {.dimension = {"sex"}, .name = {{"en", "Males"}, {"fr", "Hommes"}}});
  return built;
}

inline ImportOptions on(std::string_view day) { return {.file_name = "figures.csv", .today = *base::Day::parse(day)}; }

inline Staged staged(std::string_view text, const workspace::Workspace& known, ImportOptions options = on("2026-07-01")) {
  MemorySource source(text);
  base::Progress silent;
  return stage_observations(source, known, options, silent);
}

/// "row 3 value: figure.percent" of each finding, errors only unless `all`.
inline std::string found(const Staged& staged, bool all = false) {
  std::string text;
  for (const auto& finding : staged.report.in_order()) {
    if (!all && finding.issue.severity == base::Severity::warning) continue;
    text += (text.empty() ? "" : "; ") + std::string("row ") + std::to_string(finding.row) +
            (finding.column.empty() ? "" : " " + finding.column) + ": " + finding.issue.code;
  }
  return text;
}

}  // namespace outturn::exchange::testing
