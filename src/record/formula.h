#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.h"

/// The small language in which an indicator is calculated from others. Read, never run as a program: it can name
/// indicators and do arithmetic, nothing else.
namespace outturn::record {

enum class FormulaFunction {
  none, sum, mean, min, max, weighted_mean, rescaled,            // of values
  numerator, denominator, places, groups, year, running_total,   // of one indicator's figures
};

/// What a formula is made of. Children are numbers of nodes.
struct FormulaNode {
  enum class Type { number, reference, negative, add, subtract, multiply, divide, call };
  Type type{};
  double number{};
  std::string name{};  ///< the indicator's id; with `groups` the dimension's
  FormulaFunction function{};
  std::vector<std::uint32_t> children{};
  std::int64_t position{};  ///< of its first character, counted from 1
};

/// "100 × [poor] ÷ [people]".
///   value    := number | [id of an indicator] | ( value ) | − value | value (+ − × ÷ * /) value | function(value, …)
///   function := sum mean min max (any number) · weighted_mean(value, weight, …) · rescaled(value, from, to): 0 at
///               `from`, 100 at `to` · numerator([id]) denominator([id]) · places([id]): over the places within ·
///               groups([id], [dimension]): over its categories · year([id]): over the year · running_total([id])
/// × and ÷ before + and −; from left to right. `;` may stand for `,`.
/// source  docs/methods/calculated.md
class Formula {
 public:
  /// refuses  formula.* of `field`, all at once, each with the position of the character that is wrong
  static base::Checked<Formula> parse(std::string_view text, std::string_view field = "formula");

  const FormulaNode& root() const { return nodes_[root_]; }
  const FormulaNode& node(std::uint32_t number) const { return nodes_[number]; }
  std::span<const FormulaNode> nodes() const { return nodes_; }
  /// Ids of the indicators it names, each once, in order of appearance.
  std::vector<std::string> references() const;
  /// Whether it looks beyond the place and group it is calculated for.
  bool looks_around() const;

  /// One part of a composite: an indicator, its share of the whole, and the scale it was put on. What the formula
  /// says, so that a composite always states its weights.
  struct Part {
    std::string indicator;
    double share{};  ///< 0 to 1
    bool rescaled{};
    double from{};
    double to{};
  };
  /// The parts of the first mean or weighted mean whose weights are numbers; empty where there is none.
  std::vector<Part> parts() const;

 private:
  friend class FormulaReader;
  std::vector<FormulaNode> nodes_;
  std::uint32_t root_{};
};

/// "weighted_mean" and so on; empty for none.
std::string_view text_of(FormulaFunction function);
/// Whether it takes the figures of one named indicator, not values.
bool is_about_figures(FormulaFunction function);

}  // namespace outturn::record
