#include "track/formula_told.h"

#include <array>

#include "record/levels.h"

namespace outturn::track {
namespace {

void write_id(base::JsonWriter& out, std::string_view name, const workspace::Record* record) {
  out.key(name);
  if (record) out.text(record->id);
  else out.null();
}

std::string choice(const workspace::Record& target, std::string_view field) {
  const auto value = record::kind_of<record::Target>().field(field)->read(target.body.get());
  const auto* code = std::get_if<std::string>(&value);
  return code ? *code : "";
}

void write_target(base::JsonWriter& out, const workspace::Record& record) {
  const auto& target = record.as<record::Target>();
  out.begin_object().member("id", record.id);
  out.key("value");
  if (target.value) out.number(*target.value);
  else out.null();
  if (target.upper) out.key("upper").number(*target.upper);
  out.key("period");
  if (target.period) out.text(target.period->text());
  else out.null();
  out.member("kind", choice(record, "kind")).member("form", choice(record, "form")).end_object();
}

void write_figure(base::JsonWriter& out, const workspace::Figure& figure) {
  out.begin_object().member("period", figure.period.text()).key("value").number(figure.value);
  out.member("known_from", figure.known_from.text()).end_object();
}

void write_number(base::JsonWriter& out, std::string_view name, const std::optional<double>& value) {
  out.key(name);
  if (value) out.number(*value);
  else out.null();
}

}  // namespace

void write_json(base::JsonWriter& out, const Outlook& outlook) {
  out.begin_object().key("figures").integer(static_cast<std::int64_t>(outlook.grid.figures));
  out.key("gaps").integer(static_cast<std::int64_t>(outlook.grid.gaps()));
  write_number(out, "floor", outlook.floor);
  write_number(out, "ceiling", outlook.ceiling);
  out.key("seasonal").boolean(outlook.forecast.seasonal);
  out.key("models").begin_array();
  for (const auto& model : outlook.forecast.models) {
    out.begin_object().member("model", model.code).key("weight").number(model.weight).key("error").number(model.error).end_object();
  }
  out.end_array().key("back_test_error");
  if (outlook.forecast.backtest_forecasts > 0) out.number(outlook.forecast.backtest_error);
  else out.null();
  out.key("back_test_forecasts").integer(outlook.forecast.backtest_forecasts).key("periods").begin_array();
  for (std::size_t i = 0; i < outlook.forecast.steps.size(); ++i) {
    const auto& coming = outlook.forecast.steps[i];
    out.begin_object().member("period", outlook.grid.ahead(static_cast<int>(i) + 1).text()).key("median").number(coming.centre());
    constexpr std::array<std::pair<const char*, double>, 6> ends{{{"low50", 0.25}, {"high50", 0.75}, {"low80", 0.1}, {"high80", 0.9}, {"low95", 0.025}, {"high95", 0.975}}};
    for (const auto& [name, probability] : ends) out.key(name).number(coming.quantile(probability));
    out.end_object();
  }
  out.end_array().end_object();
}

namespace {

void write_members(base::JsonWriter& out, const workspace::View& view, const Status& status, const language::Words& words,
                   std::span<const workspace::FormulaInForce> formulas) {
  const auto& outcomes = status.indicator->as<record::Indicator>().outcomes;
  out.key("outcome");
  if (outcomes.empty()) out.null();
  else out.text(outcomes.front().id);
  out.key("outcomes").begin_array();
  for (const auto& outcome : outcomes) out.text(outcome.id);
  out.end_array();
  write_id(out, "indicator", status.indicator);
  const auto& measured = *status.indicator;
  for (const auto* field : {"value_kind", "nature"}) {
    out.key(field);
    record::write_json(out, measured.kind->field(field)->read(measured.body.get()));
  }
  out.key("calculated").boolean(record::is_calculated(measured.as<record::Indicator>()));
  out.key("watched").boolean(measured.as<record::Indicator>().watched);
  write_id(out, "place", status.place);
  write_id(out, "group", status.group);
  out.key("target");
  if (status.target) write_target(out, *status.target);
  else out.null();
  out.key("latest");
  if (status.latest) write_figure(out, *status.latest);
  else out.null();
  out.key("previous");
  if (status.previous) write_figure(out, *status.previous);
  else out.null();
  out.key("change");
  if (status.change) {
    out.begin_object().member("from", status.change->from.text()).member("to", status.change->to.text());
    out.key("difference").number(status.change->difference).key("per_cent");
    if (status.change->per_cent) out.number(*status.change->per_cent);
    else out.null();
    out.member("sentence", say(words, change_sentence(status.indicator->as<record::Indicator>(), *status.change))).end_object();
  } else {
    out.null();
  }
  out.member("status", text_of(status.code)).key("reason");
  if (status.reason != Reason::none) out.text(text_of(status.reason));
  else out.null();
  out.member("label", words.say(std::string("track.status.") + std::string(text_of(status.code))));
  out.member("sentence", say(words, status.sentence));
  write_number(out, "probability", status.probability);
  out.key("chance");
  if (status.probability) out.text(say(words, chance_phrase(*status.probability)));
  else out.null();
  out.key("forecast");
  if (status.forecast) write_json(out, *status.forecast);
  else out.null();
  out.key("noise");
  if (status.noise) {
    const auto& noise = *status.noise;
    out.begin_object().key("lower").number(noise.lower).key("centre").number(noise.centre).key("upper").number(noise.upper);
    out.key("usual_step").number(noise.usual_step).key("signal");
    if (noise.signal != Signal::none) out.text(text_of(noise.signal));
    else out.null();
    out.key("direction").integer(noise.direction).end_object();
  } else {
    out.null();
  }
  out.key("steps").begin_array();
  for (const auto& step : status.why) out.begin_object().member("step", step.code).member("sentence", say(words, step.sentence)).end_object();
  out.end_array();
  out.key("notes").begin_array();
  for (const auto& note : status.notes) out.text(say(words, note));
  if (const auto note = formula_note(formulas, view.as_of())) out.text(say(words, *note));
  out.end_array();
  out.key("evidence").begin_array();
  for (const auto& figure : status.evidence) write_figure(out, figure);
  out.end_array();
  out.key("other_targets").begin_array();
  for (const auto& verdict : status.other_targets) {
    out.begin_object().key("target");
    write_target(out, *verdict.target);
    out.member("status", text_of(verdict.code)).member("sentence", say(words, verdict.sentence));
    write_number(out, "probability", verdict.probability);
    out.end_object();
  }
  out.end_array();
  out.key("freshness");
  if (status.freshness) {
    const auto& fresh = *status.freshness;
    out.begin_object().key("days_old").integer(fresh.days_old).key("next_due");
    if (fresh.next_due) out.text(fresh.next_due->iso());
    else out.null();
    out.key("days_late").integer(fresh.days_late).member("sentence", say(words, quality::freshness_sentence(fresh))).end_object();
  } else {
    out.null();
  }
  out.key("verification");
  if (status.trust.verification) out.text(status.trust.verification->id);
  else out.null();
  out.key("open_questions").integer(static_cast<std::int64_t>(status.open_questions));
  out.member("data_quality", status.data_quality).member("as_of", view.day().iso());
}

}  // namespace

void write_json(base::JsonWriter& out, const workspace::View& view, const Status& status, const language::Words& words) {
  out.begin_object();
  write_members(out, view, status, words, {});
  out.end_object();
}

void write_json(base::JsonWriter& out, const workspace::View& view, const Status& status, const language::Words& words,
                std::span<const workspace::FormulaInForce> formulas) {
  out.begin_object();
  write_members(out, view, status, words, formulas);
  out.key("formula");
  write_json(out, formulas);
  out.end_object();
}

}  // namespace outturn::track
