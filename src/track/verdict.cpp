#include "track/verdict.h"

#include <algorithm>

#include "quality/amount.h"
#include "record/levels.h"
#include "record/logic_model.h"
#include "track/lag.h"
#include "track/promise.h"

namespace outturn::track {
namespace {

using record::Target;
using workspace::Figure;
using workspace::Record;

bool is_after_start(const Figure& figure, const Target& target) {
  if (target.base_period) return figure.period.last_day() > target.base_period->last_day();
  return !target.in_force_from || figure.period.last_day() >= *target.in_force_from;
}

/// The version of the definition that was in force when the target was set; 1 where that is not recorded.
std::int64_t definition_of(const Target& target, std::span<const Record* const> definitions) {
  std::int64_t version = 1;
  for (const auto* record : definitions) {
    const auto& definition = record->as<record::Definition>();
    const bool had_begun = target.in_force_from && definition.in_force_from && *definition.in_force_from <= *target.in_force_from;
    if (had_begun) version = std::max(version, definition.version.value_or(1));
  }
  return version;
}

/// Whether the figures are of a later definition than the target and one step between the two has no bridge. Not so
/// where the source restated the series back to the target's base period.
bool is_definition_broken(const Reading& reading, const Target& target) {
  if (reading.definition <= 1) return false;
  const auto reaches_back = std::any_of(reading.usable.begin(), reading.usable.end(),
                                        [&](const Figure& f) { return target.base_period && f.period == *target.base_period; });
  if (reaches_back) return false;
  const auto definitions = reading.view.workspace().referring<record::Definition>(reading.indicator_record);
  for (auto version = definition_of(target, definitions) + 1; version <= reading.definition; ++version) {
    const bool has_bridge = std::any_of(definitions.begin(), definitions.end(), [&](const Record* record) {
      const auto& definition = record->as<record::Definition>();
      return definition.version == version && !definition.bridge.empty();
    });
    if (!has_bridge) return true;
  }
  return false;
}

/// Builds the sentence of a verdict, value by value.
class Telling {
 public:
  Telling(const Reading& reading, const Record& target, StatusCode code, Reason reason, std::string key)
      : reading_(reading), verdict_{.target = &target, .code = code, .reason = reason, .sentence = {std::move(key)}} {
    verdict_.sentence.values.push_back({"target", language::Phrases{target_phrase(reading.indicator, target.as<Target>())}});
  }
  /// The last figure of a sentence has the unit, so that it is said once.
  Telling& earlier(const std::string& name, const Figure& figure) {
    return figure_as(name, figure, quality::without_unit(quality::amount_of(reading_.indicator, figure.value)));
  }
  Telling& figure(const std::string& name, const Figure& figure) {
    return figure_as(name, figure, quality::amount_of(reading_.indicator, figure.value));
  }
  Telling& distance_of(const Figure& figure) {
    const auto distance = distance_to(verdict_.target->as<Target>(), reading_.indicator.direction, figure.value);
    return value("distance", quality::without_unit(quality::difference_of(reading_.indicator, distance)));
  }
  Telling& chance(std::optional<double> probability, int steps) {
    verdict_.probability = probability;
    verdict_.steps_ahead = steps;
    return *this;
  }
  Telling& value(std::string name, language::SentenceValue value) {
    verdict_.sentence.values.push_back({std::move(name), std::move(value)});
    return *this;
  }
  operator Verdict() { return std::move(verdict_); }  // NOLINT: the end of a telling is the verdict

 private:
  Telling& figure_as(const std::string& name, const Figure& figure, language::Amount amount) {
    verdict_.sentence.values.push_back({name, std::move(amount)});
    verdict_.sentence.values.push_back({name + "_period", figure.period});
    verdict_.evidence.push_back(figure);
    return *this;
  }

  const Reading& reading_;
  Verdict verdict_;
};

StatusCode course_of(double probability) {
  if (probability >= on_course_from) return StatusCode::on_course;
  return probability >= uncertain_from ? StatusCode::uncertain : StatusCode::off_course;
}

}  // namespace

const std::shared_ptr<const Outlook>& Reading::outlook() const {
  if (!known_outlook) known_outlook = record::is_assessed(indicator) ? nullptr : track::outlook(indicator, usable, furthest);
  return *known_outlook;
}

Reading read(const workspace::View& view, const Record& indicator, const workspace::Series* series) {
  Reading reading{.indicator = indicator.as<record::Indicator>(), .indicator_record = indicator, .view = view};
  if (!series) return reading;
  reading.definition = series->key.definition;
  reading.all = view.figures(*series);
  std::copy_if(reading.all.begin(), reading.all.end(), std::back_inserter(reading.usable), [](const Figure& f) { return f.is_figure(); });
  return reading;
}

Verdict verdict_on(const Reading& reading, const Record& target_record) {
  const auto& target = target_record.as<Target>();
  const auto tell = [&](StatusCode code, Reason reason, const char* key) {
    return Telling(reading, target_record, code, reason, std::string("track.sentence.") + key);
  };
  const auto cannot_tell = [&](Reason reason) { return tell(StatusCode::cannot_tell, reason, text_of(reason).data()); };
  if (!target.value) return cannot_tell(Reason::target_without_value);
  if (reading.all.empty()) return cannot_tell(Reason::no_figures);
  if (reading.usable.empty()) return cannot_tell(Reason::no_usable_figures).value("count", static_cast<std::int64_t>(reading.all.size()));
  if (is_definition_broken(reading, target)) {
    return cannot_tell(Reason::definition_changed).value("version", std::to_string(reading.definition));
  }

  const auto end = target.period ? std::optional(target.period->last_day()) : std::nullopt;
  const auto day = reading.view.day();
  const bool is_over = end && day > *end;
  std::vector<Figure> counted;
  std::copy_if(reading.usable.begin(), reading.usable.end(), std::back_inserter(counted),
               [&](const Figure& f) { return (!end || f.period.last_day() <= *end) && is_after_start(f, target); });
  const bool is_passed = end && reading.usable.back().period.last_day() > *end;  // later figures have arrived
  const auto& latest = reading.usable.back();
  // The chance rests on the last period that ends by the target's end: the figure that will decide.
  int steps = 0;
  std::optional<double> chance;
  if (end && !is_passed && reading.usable.size() >= fewest_figures) {
    if (const auto& outlook = reading.outlook()) {
      steps = outlook->grid.steps_until(*end);
      if (steps > 0 && static_cast<std::size_t>(steps) <= outlook->forecast.steps.size()) {
        chance = outlook->chance(target, reading.indicator.direction, steps);
      }
    }
  }

  if (counted.empty()) {
    if (is_passed) return cannot_tell(Reason::no_figure_by_then).figure("latest", latest);
    if (is_over) return cannot_tell(Reason::awaiting_figure).figure("latest", latest).value("target_period", *target.period).chance(chance, steps);
  } else {
    const auto& last = counted.back();
    const auto next = quality::next_period_ends(reading.all);
    const bool is_last_word = is_over && (is_passed || last.period.last_day() == *end || (next && *next > *end));
    const auto is_met = [&](const Figure& f) { return workspace::meets(target, reading.indicator.direction, f.value); };
    if (is_met(last)) {
      const auto* key = is_last_word ? "met" : is_over ? "met_awaiting_figure" : "met_so_far";
      return tell(StatusCode::met, Reason::none, key).figure("last", last).chance(is_last_word ? std::nullopt : chance, steps);
    }
    const auto best = std::find_if(counted.rbegin(), counted.rend(), is_met);
    if (best != counted.rend()) {
      return tell(StatusCode::met_then_lost, Reason::none, is_last_word ? "met_then_lost_at_the_end" : "met_then_lost")
          .earlier("met", *best).figure("last", last).chance(is_last_word ? std::nullopt : chance, steps);
    }
    if (is_last_word) return tell(StatusCode::missed, Reason::none, "missed").figure("last", last).distance_of(last);
    if (is_over) return cannot_tell(Reason::awaiting_figure).figure("latest", last).value("target_period", *target.period).chance(chance, steps);
  }
  if (!record::is_assessed(reading.indicator) && reading.usable.size() < fewest_figures) {
    return tell(StatusCode::too_early, Reason::none, "too_early").figure("latest", latest)
        .value("count", static_cast<std::int64_t>(reading.usable.size())).value("needed", static_cast<std::int64_t>(fewest_figures));
  }
  if (record::is_assessed(reading.indicator)) return cannot_tell(Reason::not_forecast).figure("latest", latest);
  if (const auto effect = expected_effect(reading.view, reading.indicator_record, target); effect && latest.period.last_day() < effect->expected) {
    auto early = tell(StatusCode::too_early, Reason::effect_not_due, effect->agreement ? "effect_not_due_by_agreement" : "effect_not_due_by_target");
    early.value("months", effect->months).value("start", effect->start).value("expected", effect->expected)
        .value("box", effect->box->as<record::LogicBox>().name.texts)
        .value("before", effect->before->as<record::LogicBox>().name.texts);
    return early.figure("latest", latest).chance(chance, steps);
  }
  if (!chance && reading.outlook() && end && steps == 0) {  // no further figure falls before the end
    return tell(StatusCode::off_course, Reason::none, "no_more_figures").figure("latest", latest).distance_of(latest).chance(0.0, 0);
  }
  if (!chance) return cannot_tell(Reason::no_forecast).figure("latest", latest).distance_of(latest);
  const auto sentence = "track.sentence.chance." + std::string(text_of(chance_of(*chance)));
  const language::Sentence told{sentence, {{"target", language::Phrases{target_phrase(reading.indicator, target)}},
                                           {"number", language::Phrases{chance_number(*chance)}}}};
  const bool is_away = distance_to(target, reading.indicator.direction, latest.value) > 0;
  return tell(course_of(*chance), Reason::none, is_away ? "forecast" : "forecast_from").value("chance", language::Phrases{told})
      .figure("latest", latest).distance_of(latest).chance(chance, steps);
}

}  // namespace outturn::track
