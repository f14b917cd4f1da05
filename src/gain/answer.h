#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/progress.h"
#include "gain/study.h"

/// What working together added: the estimate, what speaks for and against it, and the verdict.
namespace outturn::gain {

enum class Outcome { pass, caution, stop };
std::string_view text_of(Outcome outcome);

/// One check of how far an estimate can be trusted.
struct Check {
  std::string id;  ///< "pre_fit", "backdating", …: stable, part of the API
  Outcome outcome{};
  std::optional<double> value{};
  std::optional<double> threshold{};  ///< beyond which it is no longer a pass
  language::Sentence sentence;
};

/// A check that these figures cannot answer, and what would be needed.
struct NotChecked {
  std::string id;
  language::Sentence sentence;
};

struct Point {
  std::string time;
  double actual{};
  double counterfactual{};  ///< NaN where the method cannot say yet: a structural series before its first cycle is over
};

struct Placebo {
  std::string unit;  ///< of a set of places all, " + " between
  double estimate{};
  std::optional<double> pre_rmspe{};
  std::optional<double> post_rmspe{};
  std::vector<double> gaps{};  ///< shape periods, what is less what would have been; only where a chart can show them
};

/// A figure with its error, under a name: a coefficient, or the effect in a period, a year since the start, a cohort.
struct Named {
  std::string name;
  std::string group{};  ///< with cohort × period effects: the cohort
  double estimate{};
  std::optional<double> standard_error{};
  std::optional<std::pair<double, double>> interval{};
  std::optional<std::pair<double, double>> band{};  ///< holds for all of its kind at once
};

/// All effects before a start, tested together. Shown, not judged by: see docs/methods/gain.md.
struct Leads {
  double restrictions{};
  double p_value{};
};

/// What a two-way fixed effects estimate with several starts is made of (Goodman-Bacon).
struct Decomposition {
  struct Piece {
    std::string_view kind;  ///< "never_treated", "later", "already_treated": whom the cohort is compared with
    std::string treated;    ///< the cohort's start
    std::string compared;   ///< the other cohort's start; empty for those who never begin
    double estimate{};
    double weight{};
  };
  double effect{};
  double weight_on_already_treated{};
  std::vector<Piece> pieces{};  ///< largest weight first
};

enum class Verdict { gain_shown, no_gain_shown, worse_than_alone, cannot_tell };
std::string_view text_of(Verdict verdict);

/// What the moving-block conformal test says of an effect that is the same in every period.
struct BlockTest {
  double p_value{};
  double p_floor{};  ///< one over the number of periods
  std::optional<std::pair<double, double>> interval{};
};

/// What one estimator says, before anybody judges it. `estimate` is in the unit of the value, not turned.
struct Estimate {
  Method method{Method::none};
  double effect{};
  std::optional<double> at_end{};
  std::optional<double> standard_error{};
  std::optional<std::pair<double, double>> interval{};
  std::optional<double> p_value{};
  std::optional<double> p_floor{};           ///< the smallest p that so many places can give
  bool rests_on_places{false};               ///< the verdict needs a placebo p
  std::size_t comparison_places{0};
  std::size_t as_extreme{0};                 ///< placebos at least as extreme
  std::vector<std::pair<std::string, double>> weights{};
  std::vector<std::pair<std::string, double>> predictor_weights{};
  std::vector<Point> counterfactual{};
  std::vector<Placebo> placebos{};
  std::optional<BlockTest> conformal{};
  std::vector<Named> coefficients{};
  std::vector<Named> att_gt{};
  std::vector<Named> event{};
  std::vector<Named> group{};
  std::vector<Named> calendar{};
  std::vector<std::pair<std::string, double>> errors{};  ///< other standard errors of the same effect, by name
  std::vector<Named> also{};                 ///< close relatives of the estimator that answer the same question
  std::optional<Decomposition> two_way{};
  std::optional<Leads> leads{};
  std::vector<Check> checks{};
  std::vector<NotChecked> not_checked{};
};

/// The whole answer to a question.
struct Answer {
  Estimate main;
  std::vector<Estimate> beside{};            ///< other estimators of the same figures; without checks
  bool method_chosen{};                      ///< by the shape of the figures, not by a person
  language::Sentence why_method;
  Verdict verdict{};
  bool worthwhile{};                         ///< gain shown, and even its lower end is worth having
  std::optional<double> smallest_visible{};  ///< the change that four in five such studies would have shown
  std::vector<language::Sentence> reasons{}; ///< why it cannot be told
  language::Sentence sentence;
  std::vector<language::Sentence> notes{};
};

/// Whether other estimators are asked the same question: for a reader they are, and no verdict rests on them.
enum class Beside { shown, left_out };

/// Estimates, checks and judges. The same study gives the same answer, whatever the number of threads.
///
/// refuses  gain.method_needs (a method that these figures do not allow), gain.cancelled, and what the estimator refuses
/// cost     a fit for each place and each weighted place, some of them several times
base::Checked<Answer> answer(const Study& study, base::Progress& progress, Beside beside = Beside::shown);

/// The answer as one JSON object, without a time of day or a duration in it.
void write_json(base::JsonWriter& out, const Study& study, const Answer& answer, const language::Words& words);

/// A member that is null where there is no number.
void optional_number(base::JsonWriter& out, std::string_view name, const std::optional<double>& value);

/// Digits after the point that two significant digits of `scale` need; at most six.
int decimals_for(double scale);

}  // namespace outturn::gain
