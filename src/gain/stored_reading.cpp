#include <algorithm>
#include <limits>

#include "base/json.h"
#include "gain/stored.h"
#include "gain/stored_form.h"

namespace outturn::gain {
namespace {

using base::Json;
using language::Sentence;
using language::SentenceValue;

/// What is not as it was written marks the reader; the whole is then refused.
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
  language::Texts texts(const Json& json) {
    language::Texts all;
    const auto* members = json.object();
    if (!members) sound = false;
    else {
      for (const auto& [language, one] : *members) all.emplace_back(language, text(one));
    }
    return all;
  }
  SentenceValue value(const Json& json) {
    if (const auto* plain = json.text()) return *plain;
    if (const auto* found = json.find("whole")) return whole(*found);
    if (const auto* found = json.find("number")) return number(*found);
    if (const auto* found = json.find("amount")) {
      language::Amount amount{.value = number(*found), .decimals = static_cast<int>(whole(at(json, "decimals")))};
      const auto form = text(at(json, "form"));
      for (std::size_t f = 0; f < stored_amount_forms.size(); ++f) {
        if (form == stored_amount_forms[f]) amount.form = static_cast<language::AmountForm>(f);
      }
      if (const auto* unit = json.find("unit")) amount.unit = texts(*unit);
      return amount;
    }
    if (const auto* found = json.find("day")) {
      if (const auto day = base::Day::parse(text(*found))) return *day;
    }
    if (const auto* found = json.find("period")) {
      if (const auto period = base::Period::parse(text(*found))) return *period;
    }
    if (const auto* found = json.find("texts")) return texts(*found);
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
        const auto* band = one.find("band");
        all.push_back({text(at(one, "name")), group ? text(*group) : std::string(), number(at(one, "estimate")), optional(at(one, "standard_error")),
                       interval(at(one, "interval")), band ? interval(*band) : std::nullopt});
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
  Decomposition decomposition(const Json& json) {
    Decomposition made{.effect = number(at(json, "estimate")), .weight_on_already_treated = number(at(json, "weight_on_already_treated"))};
    each(at(json, "pieces"), [&](const Json& one) {
      const auto kind = text(at(one, "kind"));
      const auto known = std::find(stored_piece_kinds.begin(), stored_piece_kinds.end(), kind);
      if (known == stored_piece_kinds.end()) sound = false;
      else made.pieces.push_back({*known, text(at(one, "treated")), text(at(one, "compared")), number(at(one, "estimate")), number(at(one, "weight"))});
    });
    return made;
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
      else made.counterfactual.push_back({text((*three)[0]), number((*three)[1]), optional((*three)[2]).value_or(std::numeric_limits<double>::quiet_NaN())});
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
    made.errors = weights(json, "errors");
    made.also = named(json, "also");
    if (const auto* found = json.find("two_way")) made.two_way = decomposition(*found);
    if (const auto* found = json.find("leads")) made.leads = Leads{number(at(*found, "restrictions")), number(at(*found, "p_value"))};
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

base::Checked<StoredAnswer> stored_answer(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json) return base::refuse(json.error());
  Reading read;
  StoredAnswer made;
  const auto form = read.text(read.at(*json, "format"));
  if (form != stored_format && form.starts_with(stored_family)) {
    return base::refuse("result", "gain.stored_later", {{"written", form}, {"known", std::string(stored_format)}});
  }
  if (form != stored_format) return base::refuse("result", "gain.stored_form");
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
