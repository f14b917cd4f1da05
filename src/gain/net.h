#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gain/answer.h"

/// What a gain is worth, less what working together cost. Money of one price year, all partners together and each.
namespace outturn::gain {

enum class ValueKind { cashable, non_cashable, public_value };
std::string_view text_of(ValueKind kind);

/// A figure that is not certain: a triangle from low over its likeliest to high.
struct Uncertain {
  double likely{};
  std::optional<double> low{};
  std::optional<double> high{};
};

/// What one unit of gain for one person (or case) in one period is worth.
struct UnitValue {
  std::string name;
  ValueKind kind{};
  Uncertain amount;
  std::string partner{};     ///< who has the benefit; empty: nobody in particular
  std::string source{};
  std::string confidence{};  ///< a grade, as its source gives it
  int price_year{};          ///< 0 = the year of the study
};

/// What one partner pays for working together.
struct Cost {
  std::string name;
  std::string partner{};
  Uncertain amount;          ///< money a period; where hours are given, a rate an hour
  double hours{0};           ///< a period; 0 = the amount stands by itself
  double hours_anyway{0};    ///< that would have been spent without working together
  double lifetime{0};        ///< periods that a one-off cost serves; 0 = it comes every period
  int price_year{};
};

struct NetQuestion {
  Verdict verdict{};
  double effect{};                    ///< turned so that positive is better, mean over the periods
  std::optional<double> standard_error{};
  std::optional<std::pair<double, double>> interval{};  ///< turned likewise
  std::size_t periods{};              ///< over which the gain was had and paid for
  double units{1};                    ///< people or cases that each unit of effect is multiplied by
  double periods_a_year{1};
  double discount{0.035};             ///< a year
  int price_year{0};                  ///< 0 = as they come; otherwise all amounts are brought to it
  std::vector<std::pair<int, double>> deflators{};  ///< year, index
  std::vector<UnitValue> values;
  std::vector<Cost> costs;
  int draws{10'000};
  std::uint64_t seed{1};
};

/// What of the net figure hangs on one assumption: everything else at its likeliest.
struct Swing {
  std::string name;
  double at_low{};
  double at_high{};
};

struct PartnerShare {
  std::string partner;
  std::optional<double> benefit{};    ///< nothing where it cannot be told, or nobody said what a gain is worth
  double cost{};
  std::optional<double> net() const { return benefit ? std::optional(*benefit - cost) : std::nullopt; }
};

struct NetGain {
  Verdict verdict{};
  double cost{};                      ///< present value, all partners
  std::optional<double> gross{};      ///< present value; nothing where it cannot be told, 0 where no gain was shown
  std::optional<double> cashable{};
  std::optional<double> non_cashable{};
  std::optional<double> public_value{};
  std::optional<double> net{};        ///< gross less cost; nothing where it cannot be told
  std::optional<double> benefit_cost_ratio{};
  std::optional<double> cost_per_unit{};   ///< of gain, for each person and period
  std::optional<double> break_even{}; ///< the effect at which gross equals cost; nothing without a value
  std::optional<double> chance_positive{};
  std::optional<double> median{};
  std::optional<std::pair<double, double>> range{};  ///< 80 %
  std::vector<Swing> tornado;         ///< widest first
  std::vector<PartnerShare> partners; ///< by name; the empty one is "nobody in particular"
  language::Sentence sentence;
  std::vector<language::Sentence> notes;
};

/// formula  gross = Σ_t effect × units × Σ value / (1 + r)^(t / periods a year), t = 0 … periods − 1; cost likewise, hours less
///          those spent anyway times the rate, one-off costs as an equal sum a period over their lifetime.
///          The effect is drawn once a simulation for all periods (normal, its standard error), amounts from triangles
/// returns  by the verdict: cannot tell gives cost and break-even only; no gain shown gives net = − cost
/// refuses  gain.net_no_costs, gain.net_periods, gain.net_units, gain.net_discount, gain.net_amount (not finite, or low > likely > high),
///          gain.net_deflator (no index for a price year), gain.net_price_years (several, and none to bring them to), gain.net_draws
/// source   docs/methods/gain.md, Net gain
base::Checked<NetGain> net_gain(const NetQuestion& question);

void write_json(base::JsonWriter& out, const NetQuestion& question, const NetGain& net, const language::Words& words);

}  // namespace outturn::gain
