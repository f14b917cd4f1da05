#include "gain/stored.h"

#include "base/json.h"
#include "gain/stored_form.h"

namespace outturn::gain {
namespace {

using base::JsonWriter;
using language::Sentence;
using language::SentenceValue;

void write(JsonWriter& out, const std::optional<double>& value) {
  if (value) out.number(*value);
  else out.null();
}

void write(JsonWriter& out, const std::optional<std::pair<double, double>>& value) {
  if (value) out.begin_array().number(value->first).number(value->second).end_array();
  else out.null();
}

void write(JsonWriter& out, const Sentence& sentence);
void write(JsonWriter& out, const Estimate& estimate);
void write(JsonWriter& out, const Decomposition& two_way);

void write(JsonWriter& out, std::string_view name, const language::Texts& texts) {
  out.key(name).begin_object();
  for (const auto& [language, text] : texts) out.member(language, text);
  out.end_object();
}

void write(JsonWriter& out, const SentenceValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    out.text(*text);
    return;
  }
  out.begin_object();
  if (const auto* number = std::get_if<std::int64_t>(&value)) out.key("whole").integer(*number);
  if (const auto* number = std::get_if<double>(&value)) out.key("number").number(*number);
  if (const auto* day = std::get_if<base::Day>(&value)) out.member("day", day->iso());
  if (const auto* period = std::get_if<base::Period>(&value)) out.member("period", period->text());
  if (const auto* amount = std::get_if<language::Amount>(&value)) {
    out.key("amount").number(amount->value).key("decimals").integer(amount->decimals);
    out.member("form", stored_amount_forms.at(static_cast<std::size_t>(amount->form)));
    if (!amount->unit.empty()) write(out, "unit", amount->unit);
  }
  if (const auto* texts = std::get_if<language::Texts>(&value)) write(out, "texts", *texts);
  if (const auto* phrases = std::get_if<language::Phrases>(&value)) {
    out.key("phrases").begin_array();
    for (const auto& one : *phrases) write(out, one);
    out.end_array();
  }
  out.end_object();
}

void write(JsonWriter& out, const Sentence& sentence) {
  out.begin_object().member("say", sentence.key).key("with").begin_object();
  for (const auto& [name, value] : sentence.values) {
    out.key(name);
    write(out, value);
  }
  out.end_object().end_object();
}

void write(JsonWriter& out, std::string_view name, const std::vector<Sentence>& all) {
  out.key(name).begin_array();
  for (const auto& one : all) write(out, one);
  out.end_array();
}

template <class T>
void member(JsonWriter& out, std::string_view name, const T& value) {
  out.key(name);
  write(out, value);
}

void write(JsonWriter& out, std::string_view name, const std::vector<Named>& all) {
  if (all.empty()) return;
  out.key(name).begin_array();
  for (const auto& one : all) {
    out.begin_object().member("name", one.name);
    if (!one.group.empty()) out.member("group", one.group);
    out.key("estimate").number(one.estimate);
    member(out, "standard_error", one.standard_error);
    member(out, "interval", one.interval);
    if (one.band) member(out, "band", one.band);
    out.end_object();
  }
  out.end_array();
}

void write(JsonWriter& out, const Decomposition& two_way) {
  out.begin_object().key("estimate").number(two_way.effect).key("weight_on_already_treated").number(two_way.weight_on_already_treated);
  out.key("pieces").begin_array();
  for (const auto& piece : two_way.pieces) {
    out.begin_object().member("kind", piece.kind).member("treated", piece.treated).member("compared", piece.compared);
    out.key("estimate").number(piece.estimate).key("weight").number(piece.weight).end_object();
  }
  out.end_array().end_object();
}

void write(JsonWriter& out, std::string_view name, const std::vector<std::pair<std::string, double>>& all) {
  if (all.empty()) return;
  out.key(name).begin_array();
  for (const auto& [of, weight] : all) out.begin_array().text(of).number(weight).end_array();
  out.end_array();
}

void write(JsonWriter& out, const Estimate& estimate) {
  out.begin_object().member("method", text_of(estimate.method)).key("estimate").number(estimate.effect);
  member(out, "at_end", estimate.at_end);
  member(out, "standard_error", estimate.standard_error);
  member(out, "interval", estimate.interval);
  member(out, "p_value", estimate.p_value);
  member(out, "p_floor", estimate.p_floor);
  out.key("rests_on_places").boolean(estimate.rests_on_places);
  out.key("comparison_places").integer(static_cast<std::int64_t>(estimate.comparison_places));
  out.key("as_extreme").integer(static_cast<std::int64_t>(estimate.as_extreme));
  write(out, "weights", estimate.weights);
  write(out, "predictor_weights", estimate.predictor_weights);
  out.key("counterfactual").begin_array();
  for (const auto& one : estimate.counterfactual) out.begin_array().text(one.time).number(one.actual).number(one.counterfactual).end_array();
  out.end_array().key("placebos").begin_array();
  for (const auto& one : estimate.placebos) {
    out.begin_object().member("unit", one.unit).key("estimate").number(one.estimate);
    member(out, "pre_rmspe", one.pre_rmspe);
    member(out, "post_rmspe", one.post_rmspe);
    if (!one.gaps.empty()) {
      out.key("gaps").begin_array();
      for (const double gap : one.gaps) out.number(gap);
      out.end_array();
    }
    out.end_object();
  }
  out.end_array();
  if (estimate.conformal) {
    out.key("conformal").begin_object().key("p_value").number(estimate.conformal->p_value).key("p_floor").number(estimate.conformal->p_floor);
    member(out, "interval", estimate.conformal->interval);
    out.end_object();
  }
  write(out, "coefficients", estimate.coefficients);
  write(out, "att_gt", estimate.att_gt);
  write(out, "event", estimate.event);
  write(out, "group", estimate.group);
  write(out, "calendar", estimate.calendar);
  write(out, "errors", estimate.errors);
  write(out, "also", estimate.also);
  if (estimate.two_way) member(out, "two_way", *estimate.two_way);
  if (estimate.leads) {
    out.key("leads").begin_object().key("restrictions").number(estimate.leads->restrictions).key("p_value").number(estimate.leads->p_value).end_object();
  }
  out.key("checks").begin_array();
  for (const auto& one : estimate.checks) {
    out.begin_object().member("id", one.id).member("outcome", text_of(one.outcome));
    member(out, "value", one.value);
    member(out, "threshold", one.threshold);
    member(out, "sentence", one.sentence);
    out.end_object();
  }
  out.end_array().key("not_checked").begin_array();
  for (const auto& one : estimate.not_checked) {
    out.begin_object().member("id", one.id);
    member(out, "sentence", one.sentence);
    out.end_object();
  }
  out.end_array().end_object();
}

}  // namespace

std::string engine_version() { return OUTTURN_VERSION; }

std::string stored_json(const Study& study, const Answer& answer) {
  JsonWriter out;
  out.begin_object().member("format", stored_format).member("engine_version", OUTTURN_VERSION).member("data_hash", study.data_hash);
  out.key("asked").begin_object().member("value", study.question.value).key("treated").begin_array();
  for (const auto unit : study.treated()) out.text(study.panel.units[unit]);
  out.end_array().member("from", study.panel.times[study.start()]);
  out.key("periods_after").integer(static_cast<std::int64_t>(study.panel.times.size() - study.start()));
  out.member("direction", study.direction() == Direction::up ? "up" : "down");
  member(out, "worthwhile", study.question.worthwhile);
  out.key("level").number(study.question.level).key("seed").integer(static_cast<std::int64_t>(study.question.seed));
  out.key("staggered").boolean(study.staggered()).end_object();
  out.member("verdict", text_of(answer.verdict)).key("worthwhile_shown").boolean(answer.worthwhile);
  member(out, "smallest_visible", answer.smallest_visible);
  member(out, "sentence", answer.sentence);
  write(out, "reasons", answer.reasons);
  out.key("method_chosen").boolean(answer.method_chosen);
  member(out, "why_method", answer.why_method);
  write(out, "notes", answer.notes);
  member(out, "main", answer.main);
  out.key("beside").begin_array();
  for (const auto& one : answer.beside) write(out, one);
  out.end_array().end_object();
  return std::move(out).str();
}

}  // namespace outturn::gain
