#include "gain/net.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "gain/thresholds.h"
#include "stats/distributions.h"

namespace outturn::gain {
namespace {

using language::Amount;

double drawn(const Uncertain& amount, double chance) {
  const double low = amount.low.value_or(amount.likely);
  const double high = amount.high.value_or(amount.likely);
  if (!(high > low)) return amount.likely;
  const double turn = (amount.likely - low) / (high - low);
  return chance < turn ? low + std::sqrt(chance * (high - low) * (amount.likely - low))
                       : high - std::sqrt((1 - chance) * (high - low) * (high - amount.likely));
}

/// All amounts in money of one year, and everything that does not change from draw to draw.
class Account {
 public:
  explicit Account(const NetQuestion& question) : asked_(question) {
    for (std::size_t t = 0; t < question.periods; ++t) {
      discounted_ += std::pow(1 + question.discount, -static_cast<double>(t) / question.periods_a_year);
    }
    for (const auto& value : question.values) value_factor_.push_back(rebased(value.price_year) * question.units * discounted_);
    for (const auto& cost : question.costs) cost_factor_.push_back(rebased(cost.price_year) * a_period(cost) * discounted_);
  }

  double value(std::size_t v, double amount) const { return value_factor_[v] * amount; }  ///< for each unit of effect
  double cost(std::size_t c, double amount) const { return cost_factor_[c] * amount; }
  double units_of_gain() const { return asked_.units * static_cast<double>(asked_.periods); }

  double value_of_one() const {
    double sum = 0;
    for (std::size_t v = 0; v < asked_.values.size(); ++v) sum += value(v, asked_.values[v].amount.likely);
    return sum;
  }
  double all_costs() const {
    double sum = 0;
    for (std::size_t c = 0; c < asked_.costs.size(); ++c) sum += cost(c, asked_.costs[c].amount.likely);
    return sum;
  }

 private:
  double rebased(int year) const {
    if (year == 0 || asked_.price_year == 0 || year == asked_.price_year) return 1;
    double from = 1;
    double to = 1;
    for (const auto& [of, index] : asked_.deflators) {
      if (of == year) from = index;
      if (of == asked_.price_year) to = index;
    }
    return to / from;
  }

  /// What one unit of the amount means a period.
  double a_period(const Cost& cost) const {
    const double times = cost.hours > 0 ? cost.hours - cost.hours_anyway : 1;
    if (cost.lifetime <= 0) return times;
    const double rate = std::pow(1 + asked_.discount, 1 / asked_.periods_a_year) - 1;
    return times * (rate > 0 ? rate / (1 - std::pow(1 + rate, -cost.lifetime)) : 1 / cost.lifetime);
  }

  const NetQuestion& asked_;
  double discounted_{0};
  std::vector<double> value_factor_;
  std::vector<double> cost_factor_;
};

base::Issues faults_of(const NetQuestion& question) {
  base::Issues issues;
  if (question.costs.empty()) issues.push_back({"--costs", "gain.net_no_costs"});
  if (question.periods == 0 || question.periods > 1000) issues.push_back({"--periods", "gain.net_periods", {{"written", static_cast<std::int64_t>(question.periods)}}});
  if (!(question.units > 0 && question.units < largest) || !(question.periods_a_year > 0 && question.periods_a_year <= 366)) {
    issues.push_back({"--people", "gain.net_units", {{"written", question.units}}});
  }
  if (!(question.discount >= 0 && question.discount < 1)) issues.push_back({"--discount", "gain.net_discount", {{"written", question.discount}}});
  if (question.draws < 100 || question.draws > 10'000'000) issues.push_back({"--draws", "gain.net_draws", {{"written", std::int64_t{question.draws}}}});
  std::set<int> years;
  const auto check = [&](const std::string& name, const Uncertain& amount, int year) {
    const double low = amount.low.value_or(amount.likely);
    const double high = amount.high.value_or(amount.likely);
    if (!(std::abs(amount.likely) < largest && std::abs(low) < largest && std::abs(high) < largest) || low > amount.likely || high < amount.likely) {
      issues.push_back({name, "gain.net_amount", {{"likely", amount.likely}, {"low", low}, {"high", high}}});
    }
    if (year != 0) years.insert(year);
    if (year == 0 || question.price_year == 0 || year == question.price_year) return;
    for (const int needed : {year, question.price_year}) {
      const bool there = std::any_of(question.deflators.begin(), question.deflators.end(), [&](const auto& one) { return one.first == needed && one.second > 0; });
      if (!there) issues.push_back({name, "gain.net_deflator", {{"year", std::to_string(needed)}, {"price_year", std::to_string(question.price_year)}}});
    }
  };
  for (const auto& value : question.values) check(value.name, value.amount, value.price_year);
  for (const auto& cost : question.costs) {
    check(cost.name, cost.amount, cost.price_year);
    if (cost.hours < 0 || cost.hours_anyway < 0 || cost.hours_anyway > cost.hours || cost.lifetime < 0) {
      issues.push_back({cost.name, "gain.net_hours", {{"hours", cost.hours}, {"anyway", cost.hours_anyway}}});
    }
  }
  if (question.price_year == 0 && years.size() > 1) {
    std::string all;
    for (const int year : years) all += (all.empty() ? "" : ", ") + std::to_string(year);
    issues.push_back({"--price-year", "gain.net_price_years", {{"years", all}}});
  }
  return issues;
}

void simulate(const NetQuestion& question, const Account& account, NetGain& result) {
  std::mt19937_64 random(question.seed);
  const auto chance = [&] { return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53; };
  std::vector<double> nets;
  nets.reserve(static_cast<std::size_t>(question.draws));
  std::size_t positive = 0;
  for (int draw = 0; draw < question.draws; ++draw) {
    const double effect = question.effect + question.standard_error.value_or(0) * stats::normal_quantile(chance());
    double worth = 0;
    for (std::size_t v = 0; v < question.values.size(); ++v) worth += account.value(v, drawn(question.values[v].amount, chance()));
    double cost = 0;
    for (std::size_t c = 0; c < question.costs.size(); ++c) cost += account.cost(c, drawn(question.costs[c].amount, chance()));
    nets.push_back(effect * worth - cost);
    positive += nets.back() > 0;
  }
  std::sort(nets.begin(), nets.end());
  const auto at = [&](double share) { return nets[static_cast<std::size_t>(share * static_cast<double>(nets.size() - 1))]; };
  result.chance_positive = static_cast<double>(positive) / static_cast<double>(nets.size());
  result.median = at(0.5);
  result.range = {at(0.1), at(0.9)};
}

void tornado(const NetQuestion& question, const Account& account, NetGain& result) {
  const double worth = account.value_of_one();
  const double net = question.effect * worth - result.cost;
  if (question.interval) {
    result.tornado.push_back({"effect", question.interval->first * worth - result.cost, question.interval->second * worth - result.cost});
  }
  for (std::size_t v = 0; v < question.values.size(); ++v) {
    const auto& amount = question.values[v].amount;
    if (!amount.low && !amount.high) continue;
    const auto with = [&](double other) { return net + question.effect * account.value(v, other - amount.likely); };
    result.tornado.push_back({question.values[v].name, with(amount.low.value_or(amount.likely)), with(amount.high.value_or(amount.likely))});
  }
  for (std::size_t c = 0; c < question.costs.size(); ++c) {
    const auto& amount = question.costs[c].amount;
    if (!amount.low && !amount.high) continue;
    const auto with = [&](double other) { return net - account.cost(c, other - amount.likely); };
    result.tornado.push_back({question.costs[c].name, with(amount.low.value_or(amount.likely)), with(amount.high.value_or(amount.likely))});
  }
  std::stable_sort(result.tornado.begin(), result.tornado.end(),
                   [](const Swing& a, const Swing& b) { return std::abs(a.at_high - a.at_low) > std::abs(b.at_high - b.at_low); });
}

void share_out(const NetQuestion& question, const Account& account, NetGain& result) {
  std::map<std::string, double> benefits;
  std::map<std::string, double> costs;
  const bool no_gain = question.verdict == Verdict::no_gain_shown;
  const bool told = no_gain || (question.verdict != Verdict::cannot_tell && !question.values.empty());
  const double effect = no_gain ? 0 : question.effect;
  for (std::size_t v = 0; v < question.values.size() && told; ++v) {
    benefits[question.values[v].partner] += effect * account.value(v, question.values[v].amount.likely);
  }
  for (std::size_t c = 0; c < question.costs.size(); ++c) costs[question.costs[c].partner] += account.cost(c, question.costs[c].amount.likely);
  for (const auto& [partner, benefit] : benefits) costs.try_emplace(partner, 0.0);
  for (const auto& [partner, cost] : costs) {
    const auto benefit = benefits.find(partner);
    result.partners.push_back({partner, told ? std::optional(benefit == benefits.end() ? 0.0 : benefit->second) : std::nullopt, cost});
  }
}

}  // namespace

std::string_view text_of(ValueKind kind) {
  constexpr std::string_view texts[]{"cashable", "non_cashable", "public_value"};
  return texts[static_cast<std::size_t>(kind)];
}

base::Checked<NetGain> net_gain(const NetQuestion& question) {
  if (auto issues = faults_of(question); !issues.empty()) return base::refuse(std::move(issues));
  const Account account(question);
  NetGain result{.verdict = question.verdict, .cost = account.all_costs()};
  const double worth = account.value_of_one();
  if (worth > 0) result.break_even = result.cost / worth;
  share_out(question, account, result);

  const auto money = [](double value) { return Amount{.value = value, .decimals = decimals_for(std::abs(value) / 10)}; };
  language::Sentence evens{"gain.net.no_value"};
  if (result.break_even) {
    evens.key = "gain.net.break_even";
    evens.values.push_back({"effect", Amount{.value = *result.break_even, .decimals = decimals_for(*result.break_even)}});
  }
  const language::Phrases even(1, evens);
  if (question.verdict == Verdict::cannot_tell) {
    result.sentence = {"gain.net.cannot_tell", {{"cost", money(result.cost)}, {"even", even}}};
    return result;
  }
  if (question.verdict == Verdict::no_gain_shown) {
    result.gross = 0;
    result.net = -result.cost;
    result.sentence = {"gain.net.no_gain", {{"cost", money(result.cost)}, {"even", even}}};
    return result;
  }
  if (question.values.empty()) {
    result.sentence = {"gain.net.no_values", {{"cost", money(result.cost)}}};
    if (question.effect > 0) result.cost_per_unit = result.cost / (question.effect * account.units_of_gain());
    return result;
  }
  result.gross = question.effect * worth;
  result.cashable = result.non_cashable = result.public_value = 0;
  for (std::size_t v = 0; v < question.values.size(); ++v) {
    auto& part = question.values[v].kind == ValueKind::cashable       ? result.cashable
                 : question.values[v].kind == ValueKind::non_cashable ? result.non_cashable
                                                                      : result.public_value;
    *part += question.effect * account.value(v, question.values[v].amount.likely);
  }
  result.net = *result.gross - result.cost;
  if (result.cost > 0) result.benefit_cost_ratio = *result.gross / result.cost;
  if (question.effect > 0) result.cost_per_unit = result.cost / (question.effect * account.units_of_gain());
  simulate(question, account, result);
  tornado(question, account, result);
  const bool worse = *result.gross < 0;
  result.sentence = {worse ? "gain.net.worse" : "gain.net.gain", {{"gross", money(std::abs(*result.gross))}, {"cost", money(result.cost)}, {"net", money(*result.net)},
                                       {"chance", Amount{.value = 100 * *result.chance_positive, .decimals = 0, .form = language::AmountForm::percentage}},
                                       {"low", money(result.range->first)}, {"high", money(result.range->second)}, {"even", even}}};
  if (!worse && *result.cashable < result.cost) result.notes.push_back({"gain.net.note.not_cashable", {{"cashable", money(*result.cashable)}}});
  for (const auto& share : result.partners) {
    if (!share.partner.empty() && share.benefit && *share.benefit < share.cost && *result.net > 0) {
      result.notes.push_back({"gain.net.note.loses", {{"partner", share.partner}, {"benefit", money(*share.benefit)}, {"cost", money(share.cost)}}});
    }
  }
  return result;
}

}  // namespace outturn::gain
