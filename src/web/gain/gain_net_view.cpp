#include <algorithm>
#include <cmath>

#include "chart/gain_chart.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "web/gain/gain_page.h"
#include "web/outcomes/judgement.h"
#include "web/serving/parse.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using gain::NetGain;
using gain::NetQuestion;
using record::GainCost;
using record::GainValue;
using workspace::Record;

gain::Uncertain uncertain(const std::optional<double>& likely, const std::optional<double>& low, const std::optional<double>& high) {
  return {.likely = likely.value_or(0), .low = low, .high = high};
}

double periods_a_year(base::Period period) {
  switch (period.kind()) {
    case base::Period::Kind::day: return 365;
    case base::Period::Kind::month: return 12;
    case base::Period::Kind::quarter: return 4;
    case base::Period::Kind::half_year: return 2;
    case base::Period::Kind::school_term: return 3;
    case base::Period::Kind::years: return 1.0 / std::max(1, std::stoi(period.last_day().iso().substr(0, 4)) - std::stoi(period.first_day().iso().substr(0, 4)) + 1);
    default: return 1;
  }
}

std::string range_text(const Visit& visit, const record::GainPlan& plan, const std::optional<double>& low, const std::optional<double>& high) {
  if (!low && !high) return {};
  return visit.say("gain_page.from_to", {{"low", low ? money_text(visit, plan, *low) : "…"}, {"high", high ? money_text(visit, plan, *high) : "…"}});
}

std::string partner_name(const Visit& visit, const std::string& id) {
  return id.empty() ? visit.say("gain_page.nobody") : title_of(visit, "organisation", id);
}

/// Everything the section is made of.
struct Account {
  const Visit& visit;
  const GainShown& shown;
  const record::GainPlan& plan;
  const NetQuestion& question;
  const NetGain& net;
  std::vector<const Record*> costs;
  std::vector<const Record*> values;

  std::string money(double amount) const { return money_text(visit, plan, amount); }
  chart::Unit unit() const { return {.pattern = visit.say("gain_page.money_axis", {{"number", "{value}"}}), .decimals = 1}; }
  /// What one cost comes to over all periods.
  double cost_of(std::size_t number) const {
    auto alone = question;
    alone.verdict = gain::Verdict::cannot_tell;
    alone.costs = {question.costs[number]};
    alone.values.clear();
    const auto made = gain::net_gain(alone);
    return made ? made->cost : 0;
  }
};

double millions(double amount) { return amount / 1e6; }

void add_waterfall(const Account& account, GainNetView& view) {
  const auto& visit = account.visit;
  const auto& net = account.net;
  chart::BarDrawing drawing{.id = "net-drawing", .title = {}, .description = {}, .unit = account.unit(), .rows = {}};
  Table table{.caption = visit.say("gain_page.net_steps"), .columns = {{visit.say("gain_page.step")}, {visit.say("gain_page.amount"), true}}, .rows = {}};
  double at = 0;
  const auto step = [&](const std::string& name, double from, double to, double shown_as, bool off, std::optional<double> low = {}, std::optional<double> high = {}) {
    drawing.rows.push_back({.name = name, .text = account.money(shown_as), .from = millions(from), .to = millions(to), .taken_off = off,
                            .low = low ? std::optional(millions(*low)) : std::nullopt, .high = high ? std::optional(millions(*high)) : std::nullopt});
    table.rows.push_back({{{.text = name}, {.text = account.money(shown_as)}}});
  };
  const auto part = [&](const char* key, const std::optional<double>& amount) {
    if (!amount || *amount == 0) return;
    step(visit.say(key), at, at + *amount, *amount, *amount < 0);
    at += *amount;
  };
  part("record.gain_value.form.cashable", net.cashable);
  part("record.gain_value.form.non_cashable", net.non_cashable);
  part("record.gain_value.form.public_value", net.public_value);
  for (std::size_t c = 0; c < account.question.costs.size(); ++c) {
    const double cost = account.cost_of(c);
    step(account.question.costs[c].name, at, at - cost, -cost, true);
    at -= cost;
  }
  if (net.net) {
    step(visit.say("gain.net.net"), 0, *net.net, *net.net, *net.net < 0, net.range ? std::optional(net.range->first) : std::nullopt, net.range ? std::optional(net.range->second) : std::nullopt);
    drawing.title = visit.say(*net.net >= 0 ? "gain_page.net_left" : "gain_page.net_lost", {{"amount", account.money(std::abs(*net.net))}});
  } else {
    drawing.title = visit.say("gain_page.net_cost_only", {{"amount", account.money(net.cost)}});
  }
  drawing.description = drawing.title;
  auto drawn = chart::bar_chart(visit.words, drawing);
  view.figures.push_back({.id = "net", .title = drawing.title,
                          .subtitle = visit.say(account.plan.price_year ? "gain_page.net_sub_prices" : "gain_page.net_sub",
                                                {{"year", std::to_string(account.plan.price_year.value_or(0))}, {"count", static_cast<std::int64_t>(account.question.periods)},
                                                 {"rate", visit.words.number(100 * account.question.discount, 1)}}),
                          .wide = html::Safe::vouched(std::move(drawn.wide)), .narrow = html::Safe::vouched(std::move(drawn.narrow)),
                          .source = visit.say(net.range ? "gain_page.net_source_range" : "gain_page.net_source"), .table = std::move(table), .heading_level = 3});
}

void add_tornado(const Account& account, GainNetView& view) {
  const auto& visit = account.visit;
  if (account.net.tornado.empty() || !account.net.net) return;
  chart::BarDrawing drawing{.id = "swings-drawing", .title = visit.say("gain_page.swings_title"), .description = {}, .unit = account.unit(), .centre = millions(*account.net.net),
                            .centre_label = visit.say("gain_page.swings_centre", {{"amount", account.money(*account.net.net)}}), .rows = {}};
  Table table{.caption = drawing.title, .columns = {{visit.say("gain_page.assumption")}, {visit.say("gain_page.at_low"), true}, {visit.say("gain_page.at_high"), true}}, .rows = {}};
  std::size_t drawn_rows = 0;
  for (const auto& swing : account.net.tornado) {
    const auto name = swing.name == "effect" ? visit.say("gain_page.swing_effect") : swing.name;
    if (++drawn_rows <= 8) {
      drawing.rows.push_back({.name = name, .text = visit.say("gain_page.from_to", {{"low", account.money(std::min(swing.at_low, swing.at_high))}, {"high", account.money(std::max(swing.at_low, swing.at_high))}}),
                              .from = millions(swing.at_low), .to = millions(swing.at_high)});
    }
    table.rows.push_back({{{.text = name}, {.text = account.money(swing.at_low)}, {.text = account.money(swing.at_high)}}});
  }
  drawing.description = visit.say("gain_page.swings_described", {{"name", drawing.rows.front().name}});
  auto drawn = chart::bar_chart(visit.words, drawing);
  view.figures.push_back({.id = "swings", .title = drawing.title, .subtitle = visit.say("gain_page.swings_sub"), .wide = html::Safe::vouched(std::move(drawn.wide)),
                          .narrow = html::Safe::vouched(std::move(drawn.narrow)), .table = std::move(table), .heading_level = 3});
}

void add_facts(const Account& account, GainNetView& view) {
  const auto& visit = account.visit;
  const auto& net = account.net;
  auto& facts = view.facts.facts;
  if (net.net) facts.push_back({.label = visit.say("gain.net.net"), .value = account.money(*net.net), .more = net.range ? visit.say("gain_page.net_range", {{"low", account.money(net.range->first)}, {"high", account.money(net.range->second)}}) : "", .big = true});
  if (net.chance_positive) {
    const double per_cent = 100 * *net.chance_positive;
    facts.push_back({.label = visit.say("gain_page.net_chance"), .value = per_cent < 1 ? visit.say("gain_page.under_one") : per_cent > 99 ? visit.say("gain_page.over_99") : visit.say("language.amount.percentage", {{"number", visit.words.number(per_cent, 0)}})});
  }
  facts.push_back({.label = visit.say("gain.net.cost"), .value = account.money(net.cost)});
  if (net.gross) facts.push_back({.label = visit.say("gain.net.gross"), .value = account.money(*net.gross), .more = net.benefit_cost_ratio && *net.gross > 0 ? visit.say("gain_page.net_ratio", {{"ratio", visit.words.number(*net.benefit_cost_ratio, 1)}}) : ""});
  if (net.break_even) {
    const auto* indicator = visit.workspace().get<record::Indicator>(account.plan.indicator.id);
    const int decimals = gain::decimals_for(*net.break_even);
    facts.push_back({.label = visit.say("gain_page.break_even"), .value = indicator ? difference_text(visit, *indicator, account.plan.direction == record::GainDirection::up ? *net.break_even : -*net.break_even, decimals)
                                                                                    : visit.words.number(*net.break_even, decimals),
                     .more = visit.say("gain_page.break_even_more")});
  }
}

void add_tables(const Account& account, GainNetView& view) {
  const auto& visit = account.visit;
  Table costs{.caption = visit.say("gain_page.costs"), .columns = {{visit.say("record.gain_cost.name")}, {visit.say("record.gain_cost.form")}, {visit.say("record.gain_cost.organisation")},
                                                                  {visit.say("gain_page.hours"), true}, {visit.say("record.gain_cost.amount"), true}, {visit.say("gain_page.over_all"), true}}, .rows = {}};
  for (std::size_t c = 0; c < account.costs.size(); ++c) {
    const auto& cost = account.costs[c]->as<GainCost>();
    std::string hours;
    if (cost.hours) hours = visit.say(cost.hours_anyway ? "gain_page.hours_less" : "gain_page.hours_plain", {{"hours", visit.words.number(*cost.hours, 0)}, {"anyway", visit.words.number(cost.hours_anyway.value_or(0), 0)}});
    costs.rows.push_back({{{.text = in_language(visit, cost.name), .address = visit.link_to(*account.costs[c]), .sub = in_language(visit, cost.grade)},
                           {.text = visit.say("record.gain_cost.form." + account.costs[c]->kind->field("form")->choices.at(static_cast<std::size_t>(cost.form)))},
                           {.text = cost.organisation.empty() ? "" : partner_name(visit, cost.organisation.id)}, {.text = hours},
                           {.text = money_text(visit, account.plan, cost.amount.value_or(0)), .sub = range_text(visit, account.plan, cost.low, cost.high)},
                           {.text = account.money(account.cost_of(c)), .sub = cost.lifetime ? visit.say("gain_page.lifetime", {{"count", visit.words.number(*cost.lifetime, 0)}}) : ""}}});
  }
  view.tables.push_back({.summary = visit.say("gain_page.costs"), .content = html::rendered(costs, visit.words)});
  if (!account.values.empty()) {
    Table values{.caption = visit.say("gain_page.values"), .columns = {{visit.say("record.gain_value.name")}, {visit.say("record.gain_value.form")}, {visit.say("record.gain_value.organisation")},
                                                                      {visit.say("record.gain_value.amount"), true}, {visit.say("record.gain_value.source")}, {visit.say("record.gain_value.confidence")}}, .rows = {}};
    for (const auto* record : account.values) {
      const auto& value = record->as<GainValue>();
      values.rows.push_back({{{.text = in_language(visit, value.name), .address = visit.link_to(*record)},
                              {.text = visit.say("record.gain_value.form." + record->kind->field("form")->choices.at(static_cast<std::size_t>(value.form)))},
                              {.text = partner_name(visit, value.organisation.id)}, {.text = money_text(visit, account.plan, value.amount.value_or(0)), .sub = range_text(visit, account.plan, value.low, value.high)},
                              {.text = in_language(visit, value.source)}, {.text = value.confidence}}});
    }
    view.tables.push_back({.summary = visit.say("gain_page.values"), .content = html::rendered(values, visit.words)});
  }
  const bool told = account.net.net.has_value();
  Table partners{.caption = visit.say("gain_page.partners"), .columns = {{visit.say("gain_page.partner")}}, .rows = {}};
  if (told) partners.columns.push_back({visit.say("gain_page.benefit"), true});
  partners.columns.push_back({visit.say("gain_page.cost"), true});
  if (told) partners.columns.push_back({visit.say("gain.net.net"), true});
  for (const auto& share : account.net.partners) {
    Row row{.cells = {{.text = partner_name(visit, share.partner)}}};
    if (told) row.cells.push_back({.text = account.money(share.benefit.value_or(0))});
    row.cells.push_back({.text = account.money(share.cost)});
    if (told) row.cells.push_back({.text = account.money(share.net().value_or(0))});
    partners.rows.push_back(std::move(row));
  }
  view.tables.push_back({.summary = visit.say("gain_page.partners"), .content = html::rendered(partners, visit.words)});
}

}  // namespace

std::optional<NetQuestion> net_question(const Visit& visit, const GainShown& shown) {
  const auto costs = readable_of<GainCost>(visit, *shown.plan, "plan");
  if (costs.empty() || !shown.answer) return std::nullopt;
  const auto& plan = shown.planned();
  const auto& answer = *shown.answer;
  const auto& main = answer.answer.main;
  const bool up = answer.direction == gain::Direction::up;
  NetQuestion question{.verdict = answer.answer.verdict, .effect = up ? main.effect : -main.effect, .standard_error = main.standard_error, .periods = std::max<std::size_t>(1, answer.periods_after),
                       .units = plan.people.value_or(1), .discount = plan.discount.value_or(3.5) / 100, .values = {}, .costs = {}, .seed = answer.seed};
  if (main.interval) question.interval = up ? *main.interval : std::pair{-main.interval->second, -main.interval->first};
  if (const auto period = base::Period::parse(answer.from)) question.periods_a_year = periods_a_year(*period);
  // Without a price index the register compares only amounts in prices of one year; others are refused by name.
  question.price_year = static_cast<int>(plan.price_year.value_or(0));
  for (const auto* record : costs) {
    const auto& cost = record->as<GainCost>();
    question.costs.push_back({.name = in_language(visit, cost.name), .partner = cost.organisation.id, .amount = uncertain(cost.amount, cost.low, cost.high), .hours = cost.hours.value_or(0),
                              .hours_anyway = cost.hours_anyway.value_or(0), .lifetime = cost.lifetime.value_or(0), .price_year = static_cast<int>(cost.price_year.value_or(0))});
  }
  for (const auto* record : readable_of<GainValue>(visit, *shown.plan, "plan")) {
    const auto& value = record->as<GainValue>();
    question.values.push_back({.name = in_language(visit, value.name), .kind = static_cast<gain::ValueKind>(value.form), .amount = uncertain(value.amount, value.low, value.high),
                               .partner = value.organisation.id, .source = in_language(visit, value.source), .confidence = value.confidence, .price_year = static_cast<int>(value.price_year.value_or(0))});
  }
  return question;
}

GainNetView gain_net_view(const Visit& visit, const GainShown& shown) {
  GainNetView view{.lead = {}};
  const auto of_plan = "plan=" + percent_encoded(shown.plan->id);
  if (visit.may(access::Act::add, record::kind_of<GainCost>())) {
    view.acts.links.push_back({visit.say("gain_page.add_cost"), form_to_add(visit, "gain_cost", of_plan)});
    view.acts.links.push_back({visit.say("gain_page.add_value"), form_to_add(visit, "gain_value", of_plan)});
  }
  const auto question = net_question(visit, shown);
  if (!question) {
    view.notes.items.push_back({visit.say("gain_page.no_costs"), ""});
    return view;
  }
  const auto net = gain::net_gain(*question);
  if (!net) {
    for (const auto& issue : net.error()) {
      const bool prices = issue.code == "gain.net_deflator";
      view.notes.items.push_back({prices ? visit.say("gain_page.other_prices", {{"name", issue.field}}) : visit.words.issue(issue), ""});
    }
    return view;
  }
  const Account account{visit, shown, shown.planned(), *question, *net, readable_of<GainCost>(visit, *shown.plan, "plan"), readable_of<GainValue>(visit, *shown.plan, "plan")};
  switch (net->verdict) {
    case gain::Verdict::cannot_tell: view.lead = visit.say("gain_page.net_cannot_tell", {{"cost", account.money(net->cost)}}); break;
    case gain::Verdict::no_gain_shown: view.lead = visit.say("gain_page.net_no_gain", {{"cost", account.money(net->cost)}}); break;
    case gain::Verdict::gain_shown:
    case gain::Verdict::worse_than_alone:
      if (!net->net) view.lead = visit.say("gain_page.net_no_values", {{"cost", account.money(net->cost)}});
      else if (net->range && net->range->first > 0) view.lead = visit.say("gain_page.net_positive", {{"net", account.money(*net->net)}, {"cost", account.money(net->cost)}});
      else if (net->range && net->range->second < 0) view.lead = visit.say("gain_page.net_negative", {{"net", account.money(*net->net)}, {"cost", account.money(net->cost)}});
      else view.lead = visit.say("gain_page.net_open", {{"net", account.money(*net->net)}, {"cost", account.money(net->cost)}});
      break;
  }
  add_facts(account, view);
  add_waterfall(account, view);
  add_tornado(account, view);
  if (net->cashable && *net->gross >= 0 && *net->cashable < net->cost) view.notes.items.push_back({visit.say("gain_page.not_cashable", {{"cashable", account.money(*net->cashable)}}), ""});
  for (const auto& share : net->partners) {
    if (net->net && *net->net > 0 && !share.partner.empty() && share.benefit && *share.benefit < share.cost) {
      view.notes.items.push_back({visit.say("gain_page.loses", {{"partner", partner_name(visit, share.partner)}, {"benefit", account.money(*share.benefit)}, {"cost", account.money(share.cost)}}), ""});
    }
  }
  add_tables(account, view);
  return view;
}

}  // namespace outturn::web
