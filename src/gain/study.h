#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.h"
#include "gain/moment.h"
#include "language/sentence.h"
#include "stats/panel.h"

namespace outturn::gain {

enum class Method { automatic, its, did, staggered, synthetic_control, synthetic_did, augmented, structural, none };

std::string_view text_of(Method method);  ///< "auto", "its", … "synthetic-did", "none": part of the command line and of JSON
std::optional<Method> method_named(std::string_view text);

enum class Direction { up, down };
enum class Controls { automatic, never, not_yet };

/// A column that places should be alike in before the start: its mean over a span of time, or over all of the time before.
struct Predictor {
  std::string column;
  std::optional<std::pair<Moment, Moment>> span{};
};

/// What is asked of the figures: who worked together from when, and how to judge it.
struct Question {
  std::string value;                    ///< what is measured, as the file calls it
  std::vector<std::string> treated{};   ///< places taking part; with cohorts not needed
  std::string from{};                   ///< first period of working together; with cohorts not needed
  Method method{Method::automatic};
  std::vector<Predictor> predictors{};
  std::optional<std::pair<Moment, Moment>> fit{};  ///< where predictor weights are chosen; default all of the time before
  std::vector<std::string> exclude{};   ///< places left out of the comparison
  std::vector<std::string> neighbours{};///< places that could feel the effect: left out too, and the answer with them held beside it
  std::string negative_control{};       ///< column with a measure that working together cannot touch; none: empty
  std::vector<std::string> covariates{};
  bool has_offset{false};
  bool has_cohort{false};
  Controls controls{};
  int season{0};                        ///< periods in a cycle, 0 = none
  std::optional<Direction> direction{}; ///< which way is better; up where nobody said
  std::optional<double> worthwhile{};   ///< the smallest gain worth having, in the unit of the value, positive
  double level{0.9};
  std::uint64_t seed{1};
  int threads{1};
  std::size_t outcomes_judged{1};       ///< measures by which the same arrangement is judged, this one among them
  bool planned{false};                  ///< the start may lie after the last figure: only what came before is looked at
};

/// One row of a long table. `numbers` holds the value, then offset, cohort, covariates and predictor columns as
/// `columns_of` lists them; NaN where a cell is empty.
struct Row {
  std::string unit;
  std::string time;
  std::vector<double> numbers;
  std::int64_t number{};  ///< as a spreadsheet counts
};

/// The number columns that a question needs, in the order of Row::numbers; `value` first. Cohorts come as numbers, 0 = never.
struct Columns {
  std::vector<std::string> names;
  std::optional<std::size_t> offset{};
  std::optional<std::size_t> cohort{};
};
Columns columns_of(const Question& question, const std::string& offset, const std::string& cohort);

/// A question with its figures in order: units by name, periods by time, whatever the order of the rows.
struct Study {
  Question question;
  stats::Panel panel;             ///< places in the comparison only
  std::vector<Moment> moments;    ///< shape periods
  std::vector<std::vector<double>> columns;  ///< other number columns, units × periods each, as `column_names`
  std::vector<std::string> column_names;
  std::vector<double> offset{};   ///< units × periods, empty without one
  std::vector<language::Sentence> notes{};  ///< what a careful reader of the data would remark
  std::shared_ptr<const Study> with_neighbours{};  ///< the same study with them among the others; empty where none were named
  std::string data_hash;          ///< SHA-256 of the figures in order, not of the file: the order of rows does not matter

  std::vector<std::size_t> treated() const;
  std::vector<std::size_t> untreated() const;
  std::size_t start() const;      ///< first treated period of the earliest
  bool staggered() const;         ///< there are several starts
  const std::vector<double>* column(std::string_view name) const;
  Direction direction() const { return question.direction.value_or(Direction::up); }
};

/// The figures of a question in order, or everything that stands in the way.
///
/// refuses  gain.no_rows, gain.not_a_time, gain.duplicate, gain.gap, gain.not_a_number, gain.too_large, gain.too_many_units,
///          gain.too_many_periods, gain.irregular_times, gain.unknown_unit, gain.unknown_unit_near, gain.treated_in_pool, gain.treated_and_excluded,
///          gain.treated_and_neighbour, gain.negative_control_same, gain.nobody_treated, gain.no_start, gain.start_outside, gain.few_before, gain.never_starts, gain.predictor_empty,
///          gain.predictor_constant, gain.predictor_span, gain.fit_outside, gain.level, gain.worthwhile, gain.season, gain.offset
base::Checked<Study> study(Question question, const Columns& columns, const std::vector<Row>& rows);

/// The study without these places; in their order.
void leave_out(Study& study, const std::vector<std::size_t>& units);

}  // namespace outturn::gain
