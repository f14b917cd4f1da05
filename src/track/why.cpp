#include "track/why.h"

#include <algorithm>
#include <cmath>

#include "quality/amount.h"

namespace outturn::track {
namespace {

using language::Phrases;
using language::Sentence;

/// A share of 1 as whole per cent.
std::int64_t per_cent(double share) { return std::lround(share * 100); }

/// A model without a sentence is named by its code.
language::SentenceValue name_of(const stats::ModelShare& model) {
  const auto key = "stats.model." + std::string(model.code);
  if (language::message_text("en", key).empty()) return std::string(model.code);
  return Phrases{{key}};
}

class Steps {
 public:
  Steps(const Reading& reading, const Status& status) : reading_(reading), status_(status) {}

  std::vector<WhyStep> listed() {
    figures();
    if (status_.forecast) forecast(*status_.forecast);
    if (status_.probability) chance(*status_.probability);
    if (!status_.target && status_.noise) noise(*status_.noise);
    rating();
    return std::move(steps_);
  }

 private:
  void tell(std::string_view code, std::string key, std::vector<language::NamedValue> values = {}) {
    steps_.push_back({code, {"track.why." + std::move(key), std::move(values)}});
  }
  language::Amount amount(double value) const { return quality::amount_of(reading_.indicator, value); }

  void figures() {
    const auto& usable = reading_.usable;
    if (usable.empty()) {
      tell("figures_used", "no_figures");
      return;
    }
    tell("figures_used", "figures_used", {{"count", static_cast<std::int64_t>(usable.size())},
                                          {"first", usable.front().period},
                                          {"last", usable.back().period},
                                          {"version", static_cast<std::int64_t>(reading_.definition)}});
    const auto absent = reading_.all.size() - usable.size();
    if (absent > 0) tell("figures_missing", "figures_absent", {{"count", static_cast<std::int64_t>(absent)}});
    if (const auto grid = grid_of(usable); grid && grid->gaps() > 0) {
      tell("gaps", "gaps", {{"count", static_cast<std::int64_t>(grid->gaps())}});
    }
  }

  void forecast(const Outlook& outlook) {
    if (outlook.floor && outlook.ceiling) {
      tell("bounds", "bounds", {{"floor", quality::without_unit(amount(*outlook.floor))}, {"ceiling", amount(*outlook.ceiling)}});
    } else if (outlook.floor) {
      tell("bounds", "floor", {{"floor", amount(*outlook.floor)}});
    } else if (outlook.ceiling) {
      tell("bounds", "ceiling", {{"ceiling", amount(*outlook.ceiling)}});
    }
    Phrases models;
    for (const auto& model : outlook.forecast.models) {
      if (per_cent(model.weight) == 0) continue;
      models.push_back({"track.why.model", {{"name", name_of(model)}, {"share", per_cent(model.weight)}}});
    }
    if (!models.empty()) tell("models", "models", {{"models", std::move(models)}});
    if (outlook.forecast.seasonal) tell("season", "season");
    if (outlook.forecast.backtest_forecasts > 0) {
      tell("back_test", "back_test", {{"count", std::int64_t{outlook.forecast.backtest_forecasts}},
                                      {"error", quality::difference_of(reading_.indicator, outlook.forecast.backtest_error)}});
    } else {
      tell("back_test", "no_back_test");
    }
  }

  void chance(double probability) {
    const auto* target = status_.target ? &status_.target->as<record::Target>() : nullptr;
    if (status_.forecast && status_.steps_ahead > 0) {
      const auto& grid = status_.forecast->grid;
      const bool is_far = static_cast<std::size_t>(status_.steps_ahead) > grid.values.size();
      tell("steps_ahead", is_far ? "far_ahead" : "steps_ahead", {{"steps", std::int64_t{status_.steps_ahead}},
                                                                 {"period", grid.ahead(status_.steps_ahead)},
                                                                 {"cells", static_cast<std::int64_t>(grid.values.size())}});
      const auto& coming = status_.forecast->forecast.steps[static_cast<std::size_t>(status_.steps_ahead) - 1];
      tell("forecast", "forecast", {{"median", amount(coming.centre())},
                                    {"low", quality::without_unit(amount(coming.quantile(0.1)))},
                                    {"high", amount(coming.quantile(0.9))},
                                    {"period", grid.ahead(status_.steps_ahead)}});
      if (target && status_.forecast->half_digit > 0) tell("rounding", "rounding");
    }
    tell("probability", "probability", {{"chance", Phrases{chance_phrase(probability)}},
                                        {"on_course", per_cent(on_course_from)},
                                        {"uncertain", per_cent(uncertain_from)}});
  }

  void rating() {
    tell("rating", "rating", {{"trust", Phrases{quality::trust_sentence(status_.trust)}}});
    const bool may_be_capped = status_.trust.has_weaknesses() && status_.probability && *status_.probability >= on_course_from;
    tell("cap", status_.trust.has_failed() ? "cap_red" : may_be_capped ? "cap_amber" : "cap_none");
  }

  void noise(const Noise& noise) {
    tell("noise", noise.by_season ? "noise_by_season" : "noise",
         {{"count", static_cast<std::int64_t>(noise.figures)},
          {"lower", quality::without_unit(amount(noise.lower))},
          {"upper", amount(noise.upper)},
          {"step", quality::difference_of(reading_.indicator, noise.usual_step)}});
    if (noise.signal == Signal::none) tell("signal", "no_signal");
    else tell("signal", "signal." + std::string(text_of(noise.signal)), {{"since", *noise.since}});
    if (reading_.indicator.direction == record::Direction::none) tell("direction", "no_direction");
  }

  const Reading& reading_;
  const Status& status_;
  std::vector<WhyStep> steps_;
};

}  // namespace

std::vector<WhyStep> why(const Reading& reading, const Status& status) { return Steps(reading, status).listed(); }

}  // namespace outturn::track
