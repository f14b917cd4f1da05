#include "gain/stored.h"

#include <array>

#include "base/json.h"

namespace outturn::gain {
namespace {

using base::Json;
using base::JsonWriter;
using language::Sentence;
using language::SentenceValue;

constexpr std::string_view format = "outturn-gain-study-1";
constexpr std::array amount_forms{"plain", "percentage", "percentage_points"};

// Writing.

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
    out.member("form", amount_forms.at(static_cast<std::size_t>(amount->form)));
  }
  if (const auto* texts = std::get_if<language::Texts>(&value)) {
    out.key("texts").begin_object();
    for (const auto& [language, text] : *texts) out.member(language, text);
    out.end_object();
  }
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
    out.end_object();
  }
  out.end_array();
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

// Reading. What is not as it was written marks the reader; the whole is then refused.

class Reading {
 public:
  bool sound{true};

  const Json& at(const Json& json, std::string_view name) {
    static const Json none;
    const auto* found = json.find(name);
    if (!found) sound = false;
    return found ? *found : none;
  }
  std::string text(const Json& json) {
    const auto* found = json.text();
    if (!found) sound = false;
    return found ? *found : std::string();
  }
  double number(const Json& json) {
    const auto found = json.number();
    if (!found) sound = false;
    return found.value_or(0);
  }
  std::int64_t whole(const Json& json) {
    const auto found = json.integer();
    if (!found) sound = false;
    return found.value_or(0);
  }
  bool boolean(const Json& json) {
    const auto found = json.boolean();
    if (!found) sound = false;
    return found.value_or(false);
  }
  std::optional<double> optional(const Json& json) { return json.is_null() ? std::nullopt : std::optional(number(json)); }
  template <class Each>
  void each(const Json& json, Each visit) {
    const auto* all = json.array();
    if (!all) sound = false;
    else {
      for (const auto& one : *all) visit(one);
    }
  }
  std::optional<std::pair<double, double>> interval(const Json& json) {
    if (json.is_null()) return {};
    const auto* ends = json.array();
    if (!ends || ends->size() != 2) {
      sound = false;
      return {};
    }
    return std::pair{number((*ends)[0]), number((*ends)[1])};
  }
  SentenceValue value(const Json& json) {
    if (const auto* plain = json.text()) return *plain;
    if (const auto* found = json.find("whole")) return whole(*found);
    if (const auto* found = json.find("number")) return number(*found);
    if (const auto* found = json.find("amount")) {
      language::Amount amount{.value = number(*found), .decimals = static_cast<int>(whole(at(json, "decimals")))};
      const auto form = text(at(json, "form"));
      for (std::size_t f = 0; f < amount_forms.size(); ++f) {
        if (form == amount_forms[f]) amount.form = static_cast<language::AmountForm>(f);
      }
      return amount;
    }
    if (const auto* found = json.find("day")) {
      if (const auto day = base::Day::parse(text(*found))) return *day;
    }
    if (const auto* found = json.find("period")) {
      if (const auto period = base::Period::parse(text(*found))) return *period;
    }
    if (const auto* found = json.find("texts"); found && found->object()) {
      language::Texts texts;
      for (const auto& [language, one] : *found->object()) texts.emplace_back(language, text(one));
      return texts;
    }
    if (const auto* found = json.find("phrases")) {
      language::Phrases phrases;
      each(*found, [&](const Json& one) { phrases.push_back(sentence(one)); });
      return phrases;
    }
    sound = false;
    return std::string();
  }
  Sentence sentence(const Json& json) {
    Sentence made{text(at(json, "say")), {}};
    const auto* with = at(json, "with").object();
    if (!with) sound = false;
    else {
      for (const auto& [name, one] : *with) made.values.push_back({name, value(one)});
    }
    return made;
  }
  std::vector<Sentence> sentences(const Json& json) {
    std::vector<Sentence> all;
    each(json, [&](const Json& one) { all.push_back(sentence(one)); });
    return all;
  }
  std::vector<Named> named(const Json& json, std::string_view name) {
    std::vector<Named> all;
    if (const auto* found = json.find(name)) {
      each(*found, [&](const Json& one) {
        const auto* group = one.find("group");
        all.push_back({text(at(one, "name")), group ? text(*group) : std::string(), number(at(one, "estimate")), optional(at(one, "standard_error")),
                       interval(at(one, "interval"))});
      });
    }
    return all;
  }
  std::vector<std::pair<std::string, double>> weights(const Json& json, std::string_view name) {
    std::vector<std::pair<std::string, double>> all;
    if (const auto* found = json.find(name)) {
      each(*found, [&](const Json& one) {
        const auto* two = one.array();
        if (!two || two->size() != 2) sound = false;
        else all.emplace_back(text((*two)[0]), number((*two)[1]));
      });
    }
    return all;
  }
  Estimate estimate(const Json& json) {
    Estimate made;
    const auto method = method_named(text(at(json, "method")));
    made.method = method.value_or(Method::none);
    made.effect = number(at(json, "estimate"));
    made.at_end = optional(at(json, "at_end"));
    made.standard_error = optional(at(json, "standard_error"));
    made.interval = interval(at(json, "interval"));
    made.p_value = optional(at(json, "p_value"));
    made.p_floor = optional(at(json, "p_floor"));
    made.rests_on_places = boolean(at(json, "rests_on_places"));
    made.comparison_places = static_cast<std::size_t>(whole(at(json, "comparison_places")));
    made.as_extreme = static_cast<std::size_t>(whole(at(json, "as_extreme")));
    made.weights = weights(json, "weights");
    made.predictor_weights = weights(json, "predictor_weights");
    each(at(json, "counterfactual"), [&](const Json& one) {
      const auto* three = one.array();
      if (!three || three->size() != 3) sound = false;
      else made.counterfactual.push_back({text((*three)[0]), number((*three)[1]), number((*three)[2])});
    });
    each(at(json, "placebos"), [&](const Json& one) {
      Placebo placebo{.unit = text(at(one, "unit")), .estimate = number(at(one, "estimate")), .pre_rmspe = optional(at(one, "pre_rmspe")),
                      .post_rmspe = optional(at(one, "post_rmspe"))};
      if (const auto* gaps = one.find("gaps")) each(*gaps, [&](const Json& gap) { placebo.gaps.push_back(number(gap)); });
      made.placebos.push_back(std::move(placebo));
    });
    if (const auto* found = json.find("conformal")) {
      made.conformal = BlockTest{number(at(*found, "p_value")), number(at(*found, "p_floor")), interval(at(*found, "interval"))};
    }
    made.coefficients = named(json, "coefficients");
    made.att_gt = named(json, "att_gt");
    made.event = named(json, "event");
    made.group = named(json, "group");
    made.calendar = named(json, "calendar");
    each(at(json, "checks"), [&](const Json& one) {
      const auto written = text(at(one, "outcome"));
      const auto outcome = written == "stop" ? Outcome::stop : written == "caution" ? Outcome::caution : Outcome::pass;
      made.checks.push_back({text(at(one, "id")), outcome, optional(at(one, "value")), optional(at(one, "threshold")), sentence(at(one, "sentence"))});
    });
    each(at(json, "not_checked"), [&](const Json& one) { made.not_checked.push_back({text(at(one, "id")), sentence(at(one, "sentence"))}); });
    return made;
  }
};

}  // namespace

std::string engine_version() { return OUTTURN_VERSION; }

std::string stored_json(const Study& study, const Answer& answer) {
  JsonWriter out;
  out.begin_object().member("format", format).member("engine_version", OUTTURN_VERSION).member("data_hash", study.data_hash);
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

base::Checked<StoredAnswer> stored_answer(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json) return base::refuse(json.error());
  Reading read;
  StoredAnswer made;
  if (read.text(read.at(*json, "format")) != format) return base::refuse("result", "gain.stored_form");
  made.engine = read.text(read.at(*json, "engine_version"));
  made.data_hash = read.text(read.at(*json, "data_hash"));
  const auto& asked = read.at(*json, "asked");
  made.value = read.text(read.at(asked, "value"));
  read.each(read.at(asked, "treated"), [&](const Json& one) { made.treated.push_back(read.text(one)); });
  made.from = read.text(read.at(asked, "from"));
  made.periods_after = static_cast<std::size_t>(read.whole(read.at(asked, "periods_after")));
  made.direction = read.text(read.at(asked, "direction")) == "up" ? Direction::up : Direction::down;
  made.worthwhile = read.optional(read.at(asked, "worthwhile"));
  made.level = read.number(read.at(asked, "level"));
  made.seed = static_cast<std::uint64_t>(read.whole(read.at(asked, "seed")));
  made.staggered = read.boolean(read.at(asked, "staggered"));
  auto& answer = made.answer;
  const auto verdict = read.text(read.at(*json, "verdict"));
  for (const auto one : {Verdict::gain_shown, Verdict::no_gain_shown, Verdict::worse_than_alone, Verdict::cannot_tell}) {
    if (verdict == text_of(one)) answer.verdict = one;
  }
  answer.worthwhile = read.boolean(read.at(*json, "worthwhile_shown"));
  answer.smallest_visible = read.optional(read.at(*json, "smallest_visible"));
  answer.sentence = read.sentence(read.at(*json, "sentence"));
  answer.reasons = read.sentences(read.at(*json, "reasons"));
  answer.method_chosen = read.boolean(read.at(*json, "method_chosen"));
  answer.why_method = read.sentence(read.at(*json, "why_method"));
  answer.notes = read.sentences(read.at(*json, "notes"));
  answer.main = read.estimate(read.at(*json, "main"));
  read.each(read.at(*json, "beside"), [&](const Json& one) { answer.beside.push_back(read.estimate(one)); });
  if (!read.sound) return base::refuse("result", "gain.stored_form");
  return made;
}

}  // namespace outturn::gain
