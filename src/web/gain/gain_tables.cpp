#include <cmath>

#include "base/text.h"
#include "record/measure.h"
#include "web/gain/gain_page.h"
#include "web/parts.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using gain::Estimate;
using gain::Named;

/// The tables of one estimate, in the reader's words.
struct Tables {
  const Visit& visit;
  const gain::StoredAnswer& answer;
  const Estimate& main;
  int decimals;

  std::string number(double value) const { return visit.words.number(value, decimals); }
  std::string ends(const std::optional<std::pair<double, double>>& two) const {
    return two ? visit.say("gain_page.from_to", {{"low", number(two->first)}, {"high", number(two->second)}}) : "";
  }
  std::string time(const std::string& text) const {
    const auto period = base::Period::parse(text);
    return period ? visit.words.period(*period) : text;
  }
  std::string level() const { return visit.words.number(100 * answer.level); }
  Column interval_column(bool band) const { return {.text = visit.say(band ? "gain_page.band" : "gain_page.interval", {{"level", level()}})}; }

  Details folded(const std::string& key, Table table) const { return {.summary = visit.say(key), .content = html::rendered(table, visit.words)}; }

  /// Estimates with their names, the band that holds for all of them at once where there is one.
  Table course(const std::string& key, const std::string& first, const std::vector<Named>& all, bool are_times) const {
    const bool band = all.front().band.has_value();
    const bool by_group = !all.front().group.empty();
    Table table{.caption = visit.say(key), .columns = {}, .rows = {}, .light = true};
    if (by_group) table.columns.push_back({.text = visit.say("gain_page.start")});
    table.columns.insert(table.columns.end(), {{.text = visit.say(first)}, {.text = visit.say("gain_page.estimate"), .numeric = true}, interval_column(band)});
    for (const auto& one : all) {
      Row row{.cells = {}};
      if (by_group) row.cells.push_back({.text = time(one.group)});
      row.cells.push_back({.text = are_times ? time(one.name) : signed_count(one.name)});
      row.cells.push_back({.text = number(one.estimate)});
      row.cells.push_back({.text = ends(band ? one.band : one.interval)});
      table.rows.push_back(std::move(row));
    }
    return table;
  }
  std::string signed_count(const std::string& text) const {
    const auto count = base::plain_number(text);
    return count ? visit.words.integer(static_cast<std::int64_t>(std::llround(*count))) : text;
  }
};

void add_courses(const Tables& told, std::vector<Details>& more) {
  const auto& main = told.main;
  if (!main.event.empty()) {
    auto one = told.folded("gain_page.by_distance", told.course("gain_page.by_distance", "gain_page.distance", main.event, false));
    if (main.leads) {
      one.content += html::rendered(Saying{.text = told.visit.say("gain_page.leads", {{"count", static_cast<std::int64_t>(std::llround(main.leads->restrictions))},
                                                                                      {"p", told.visit.words.number(main.leads->p_value, 3)}})}, told.visit.words);
    }
    more.push_back(std::move(one));
  }
  if (!main.group.empty()) more.push_back(told.folded("gain_page.by_start", told.course("gain_page.by_start", "gain_page.start", main.group, true)));
  if (!main.calendar.empty()) more.push_back(told.folded("gain_page.by_period", told.course("gain_page.by_period", "gain_page.period", main.calendar, true)));
  if (!main.att_gt.empty()) more.push_back(told.folded("gain_page.by_both", told.course("gain_page.by_both", "gain_page.period", main.att_gt, true)));
}

void add_decomposition(const Tables& told, std::vector<Details>& more) {
  if (!told.main.two_way) return;
  const auto& visit = told.visit;
  const auto& two_way = *told.main.two_way;
  const auto share = [&](double part) { return visit.say("language.amount.percentage", {{"number", visit.words.number(100 * part, 1)}}); };
  Table table{.caption = visit.say("gain_page.two_way"), .columns = {{visit.say("gain_page.start")}, {visit.say("gain_page.compared_with")}, {visit.say("gain_page.estimate"), true}, {visit.say("gain_page.weight"), true}},
              .rows = {}, .light = true};
  for (const auto& piece : two_way.pieces) {
    table.rows.push_back({{{.text = told.time(piece.treated)}, {.text = visit.say("gain_page.piece." + std::string(piece.kind), {{"start", told.time(piece.compared)}})},
                           {.text = told.number(piece.estimate)}, {.text = share(piece.weight)}}});
  }
  auto content = html::rendered(Saying{.text = visit.say("gain_page.two_way_says", {{"effect", told.number(two_way.effect)}, {"share", share(two_way.weight_on_already_treated)}})}, visit.words);
  content += html::rendered(table, visit.words);
  more.push_back({.summary = visit.say("gain_page.two_way"), .content = std::move(content)});
}

/// Relatives of the estimator, other standard errors, the conformal test: the same effect, otherwise computed.
void add_otherwise(const Tables& told, std::vector<Details>& more) {
  const auto& visit = told.visit;
  const auto& main = told.main;
  Table table{.caption = visit.say("gain_page.otherwise"), .columns = {{visit.say("gain_page.how")}, {visit.say("gain_page.estimate"), true}, {visit.say("gain_page.standard_error"), true}, told.interval_column(false)},
              .rows = {}, .light = true};
  for (const auto& one : main.also) {
    table.rows.push_back({{{.text = visit.say("gain.also." + one.name)}, {.text = told.number(one.estimate)}, {.text = one.standard_error ? told.number(*one.standard_error) : ""}, {.text = told.ends(one.interval)}}});
  }
  for (const auto& [name, error] : main.errors) {
    table.rows.push_back({{{.text = visit.say("gain_page.error_by", {{"name", visit.say("gain.error." + name)}})}, {.text = told.number(main.effect)}, {.text = told.number(error)}, {}}});
  }
  if (main.conformal) {
    table.rows.push_back({{{.text = visit.say("gain_page.conformal"), .sub = visit.say("gain_page.conformal_p", {{"p", visit.words.number(main.conformal->p_value, 3)}, {"floor", visit.words.number(main.conformal->p_floor, 3)}})},
                           {}, {}, {.text = told.ends(main.conformal->interval)}}});
  }
  if (!table.rows.empty()) more.push_back(told.folded("gain_page.otherwise", std::move(table)));
}

void add_parameters(const Tables& told, std::vector<Details>& more) {
  const auto& visit = told.visit;
  const auto named_cell = [&](const std::string& name) {
    const auto* indicator = visit.workspace().find<record::Indicator>(name);
    if (indicator) return Cell{.text = title_of(visit, *indicator)};
    const auto key = "gain_page.coefficient." + name;
    return visit.words.has(key) ? Cell{.text = visit.say(key)} : Cell{.text = name, .code = true};
  };
  if (!told.main.coefficients.empty()) {
    Table table{.caption = visit.say("gain_page.coefficients"), .columns = {{visit.say("gain_page.coefficient")}, {visit.say("gain_page.estimate"), true}, {visit.say("gain_page.standard_error"), true}, told.interval_column(false)},
                .rows = {}, .light = true};
    for (const auto& one : told.main.coefficients) {
      const int digits = gain::decimals_for(one.standard_error.value_or(std::abs(one.estimate))) + 1;
      const auto number = [&](double value) { return visit.words.number(value, digits); };
      table.rows.push_back({{named_cell(one.name), {.text = number(one.estimate)}, {.text = one.standard_error ? number(*one.standard_error) : ""},
                             {.text = one.interval ? visit.say("gain_page.from_to", {{"low", number(one.interval->first)}, {"high", number(one.interval->second)}}) : ""}}});
    }
    more.push_back(told.folded("gain_page.coefficients", std::move(table)));
  }
  if (!told.main.predictor_weights.empty()) {
    Table table{.caption = visit.say("gain_page.predictors"), .columns = {{visit.say("gain_page.predictor")}, {visit.say("gain_page.weight"), true}}, .rows = {}, .light = true};
    for (const auto& [name, weight] : told.main.predictor_weights) {
      const auto colon = name.rfind(':');  // "price:1984-1988": a measure over a span of its own
      auto cell = named_cell(name.substr(0, colon));
      if (colon != std::string::npos) cell.text += " (" + name.substr(colon + 1) + ")";
      table.rows.push_back({{std::move(cell), {.text = visit.say("language.amount.percentage", {{"number", visit.words.number(100 * weight, 1)}})}}});
    }
    more.push_back(told.folded("gain_page.predictors", std::move(table)));
  }
}

}  // namespace

void add_gain_tables(const Visit& visit, const gain::StoredAnswer& answer, int decimals, std::vector<Details>& more) {
  const Tables told{visit, answer, answer.answer.main, decimals};
  add_courses(told, more);
  add_otherwise(told, more);
  add_decomposition(told, more);
  add_parameters(told, more);
}

}  // namespace outturn::web
