#include "gain/answer.h"

namespace outturn::gain {

void optional_number(base::JsonWriter& out, std::string_view name, const std::optional<double>& value) {
  out.key(name);
  if (value) out.number(*value);
  else out.null();
}

namespace {

void interval(base::JsonWriter& out, const std::optional<std::pair<double, double>>& ends) {
  out.key("interval");
  if (ends) out.begin_array().number(ends->first).number(ends->second).end_array();
  else out.null();
}

/// A time that is a number stays one, so that a program need not read it back.
void time(base::JsonWriter& out, std::string_view name, const std::string& text) {
  const auto read = moment(text);
  out.key(name);
  if (read && text.find('-', 1) == std::string::npos) out.number(read->at);
  else out.text(text);
}

void points(base::JsonWriter& out, std::string_view name, std::string_view label, const std::vector<Named>& all) {
  out.key(name).begin_array();
  for (const auto& one : all) {
    out.begin_object();
    if (!one.group.empty()) time(out, "group", one.group);
    time(out, label, one.name);
    out.key("estimate").number(one.estimate);
    optional_number(out, "standard_error", one.standard_error);
    interval(out, one.interval);
    if (one.band) out.key("band").begin_array().number(one.band->first).number(one.band->second).end_array();
    out.end_object();
  }
  out.end_array();
}

void decomposition(base::JsonWriter& out, const Decomposition& two_way) {
  out.key("goodman_bacon").begin_object().key("estimate").number(two_way.effect);
  out.key("weight_on_already_treated").number(two_way.weight_on_already_treated).key("pieces").begin_array();
  for (const auto& piece : two_way.pieces) {
    out.begin_object().member("compared_with", piece.kind);
    time(out, "group", piece.treated);
    if (!piece.compared.empty()) time(out, "other", piece.compared);
    out.key("estimate").number(piece.estimate).key("weight").number(piece.weight).end_object();
  }
  out.end_array().end_object();
}

void sentences(base::JsonWriter& out, std::string_view name, const std::vector<language::Sentence>& all, const language::Words& words) {
  out.key(name).begin_array();
  for (const auto& one : all) out.text(say(words, one));
  out.end_array();
}

}  // namespace

void write_json(base::JsonWriter& out, const Study& study, const Answer& answer, const language::Words& words) {
  const auto& main = answer.main;
  const bool estimated = main.method != Method::none;
  out.begin_object().member("method", text_of(main.method)).key("method_chosen").boolean(answer.method_chosen);
  out.member("method_reason", say(words, answer.why_method));
  optional_number(out, "estimate", estimated ? std::optional(main.effect) : std::nullopt);
  optional_number(out, "at_end", main.at_end);
  optional_number(out, "standard_error", main.standard_error);
  interval(out, main.interval);
  if (!main.errors.empty()) {
    out.key("standard_errors").begin_object();
    for (const auto& [name, error] : main.errors) out.key(name).number(error);
    out.end_object();
  }
  out.key("level").number(study.question.level);
  optional_number(out, "p_value", main.p_value);
  optional_number(out, "p_floor", main.p_floor);
  time(out, "from", study.panel.times[study.start()]);
  out.key("periods_after").integer(static_cast<std::int64_t>(study.panel.times.size() - study.start()));
  out.member("direction", study.direction() == Direction::up ? "up" : "down");
  optional_number(out, "worthwhile", study.question.worthwhile);
  optional_number(out, "smallest_visible", answer.smallest_visible);
  out.key("weights").begin_object();
  for (const auto& [unit, weight] : main.weights) out.key(unit).number(weight);
  out.end_object();
  if (!main.predictor_weights.empty()) {
    out.key("predictor_weights").begin_array();
    for (const auto& [name, weight] : main.predictor_weights) out.begin_object().member("predictor", name).key("weight").number(weight).end_object();
    out.end_array();
  }
  out.key("counterfactual").begin_array();
  for (const auto& point : main.counterfactual) {
    out.begin_object();
    time(out, "time", point.time);
    out.key("actual").number(point.actual).key("counterfactual").number(point.counterfactual).end_object();
  }
  out.end_array().key("placebos").begin_array();
  for (const auto& placebo : main.placebos) {
    out.begin_object().member("unit", placebo.unit).key("estimate").number(placebo.estimate);
    optional_number(out, "pre_rmspe", placebo.pre_rmspe);
    optional_number(out, "post_rmspe", placebo.post_rmspe);
    out.end_object();
  }
  out.end_array();
  if (main.conformal) {
    out.key("conformal").begin_object().key("p_value").number(main.conformal->p_value).key("p_floor").number(main.conformal->p_floor);
    interval(out, main.conformal->interval);
    out.end_object();
  }
  if (main.method == Method::its || main.method == Method::structural) {
    out.key("coefficients").begin_object();
    for (const auto& one : main.coefficients) {
      out.key(one.name).begin_object().key("estimate").number(one.estimate);
      optional_number(out, "standard_error", one.standard_error);
      interval(out, one.interval);
      out.end_object();
    }
    out.end_object();
  }
  if (main.method == Method::staggered || !main.event.empty()) points(out, "event", "event", main.event);
  if (main.method == Method::staggered) {
    points(out, "att_gt", "time", main.att_gt);
    points(out, "group", "group", main.group);
    points(out, "calendar", "time", main.calendar);
  }
  if (main.leads) out.key("leads").begin_object().key("restrictions").number(main.leads->restrictions).key("p_value").number(main.leads->p_value).end_object();
  if (main.two_way) decomposition(out, *main.two_way);
  out.key("diagnostics").begin_array();
  for (const auto& check : main.checks) {
    out.begin_object().member("id", check.id).member("outcome", text_of(check.outcome));
    optional_number(out, "value", check.value);
    optional_number(out, "threshold", check.threshold);
    out.member("sentence", say(words, check.sentence)).end_object();
  }
  out.end_array().key("not_checked").begin_array();
  for (const auto& check : main.not_checked) out.begin_object().member("id", check.id).member("sentence", say(words, check.sentence)).end_object();
  out.end_array().key("other_estimators").begin_array();
  for (const auto& one : main.also) {
    out.begin_object().member("method", one.name).key("estimate").number(one.estimate);
    optional_number(out, "standard_error", one.standard_error);
    interval(out, one.interval);
    out.end_object();
  }
  for (const auto& beside : answer.beside) {
    out.begin_object().member("method", text_of(beside.method)).key("estimate").number(beside.effect);
    optional_number(out, "standard_error", beside.standard_error);
    interval(out, beside.interval);
    out.end_object();
  }
  out.end_array();
  sentences(out, "notes", answer.notes, words);
  out.member("verdict", text_of(answer.verdict)).key("worthwhile_shown").boolean(answer.worthwhile);
  sentences(out, "reasons", answer.reasons, words);
  out.member("sentence", say(words, answer.sentence)).member("label", "exploratory");
  out.key("seed").integer(static_cast<std::int64_t>(study.question.seed)).member("data_hash", study.data_hash);
  out.member("engine_version", OUTTURN_VERSION).end_object();
}

}  // namespace outturn::gain
