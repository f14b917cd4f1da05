#include "record/formula.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.h"

namespace outturn::record {
namespace {

using Type = FormulaNode::Type;

constexpr std::array<std::string_view, 13> function_names{"",         "sum",       "mean",        "min",    "max",    "weighted_mean", "rescaled",
                                                          "numerator", "denominator", "places", "groups", "year",          "running_total"};
constexpr int deepest = 60;
constexpr std::size_t most_nodes = 500;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::size_t length_of_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(length, text.size());
}

}  // namespace

/// Signs first, then values; goes on after a fault, so that all are found at once.
class FormulaReader {
  enum class Sign { number, reference, word, plus, minus, times, over, open, close, comma, end };

  struct Token {
    Sign sign{};
    std::string text{};
    double number{};
    std::int64_t position{};
  };

 public:
  FormulaReader(std::string_view text, std::string_view field) : text_(text), field_(field) {}

  base::Checked<Formula> read() {
    cut();
    formula_.root_ = value(0);
    while (now().sign != Sign::end) {
      if (now().sign == Sign::close) fault("formula.closes_nothing", now().position);
      else fault("formula.expected_sign", now().position, {{"found", now().text}});
      if (now().sign == Sign::close || now().sign == Sign::comma) ++at_;
      if (now().sign != Sign::end && now().sign != Sign::close && now().sign != Sign::comma) value(0);
    }
    const bool names_any = std::any_of(formula_.nodes_.begin(), formula_.nodes_.end(), [](const auto& node) { return node.type == Type::reference; });
    if (issues_.empty() && !names_any) fault("formula.names_no_indicator", 1);
    if (!issues_.empty()) {
      std::stable_sort(issues_.begin(), issues_.end(), [](const auto& a, const auto& b) {
        return std::get<std::int64_t>(a.values.front().value) < std::get<std::int64_t>(b.values.front().value);
      });
      return base::refuse(std::move(issues_));
    }
    return std::move(formula_);
  }

 private:
  void fault(std::string code, std::int64_t position, base::Arguments values = {}) {
    if (stopped_) return;
    values.insert(values.begin(), {"position", position});
    constexpr std::size_t most_faults = 20;
    if (issues_.size() < most_faults) issues_.push_back({std::string(field_), std::move(code), std::move(values)});
  }

  // --- signs
  void cut() {
    std::int64_t position = 1;
    auto rest = text_;
    const auto skip = [&](std::size_t bytes) {
      for (std::size_t done = 0; done < bytes;) {
        const auto length = length_of_character(rest);
        rest.remove_prefix(length);
        done += length;
        ++position;
      }
    };
    const auto add = [&](Sign sign, std::size_t bytes) {
      tokens_.push_back({sign, std::string(rest.substr(0, bytes)), 0, position});
      skip(bytes);
    };
    while (!rest.empty()) {
      const char c = rest.front();
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || rest.starts_with("\u00A0") || rest.starts_with("\u202F")) skip(length_of_character(rest));
      else if (c == '+') add(Sign::plus, 1);
      else if (c == '-') add(Sign::minus, 1);
      else if (rest.starts_with("−")) add(Sign::minus, std::string_view("−").size());
      else if (c == '*') add(Sign::times, 1);
      else if (rest.starts_with("×")) add(Sign::times, std::string_view("×").size());
      else if (c == '/') add(Sign::over, 1);
      else if (rest.starts_with("÷")) add(Sign::over, std::string_view("÷").size());
      else if (c == '(') add(Sign::open, 1);
      else if (c == ')') add(Sign::close, 1);
      else if (c == ',' || c == ';') add(Sign::comma, 1);
      else if (c == '[') {
        const auto close = rest.find(']');
        const auto id = base::trimmed(rest.substr(1, close == std::string_view::npos ? close : close - 1));
        if (close == std::string_view::npos) fault("formula.bracket_open", position);
        else if (!base::is_permanent_id(id)) fault("formula.not_an_id", position, {{"written", std::string(id)}});
        tokens_.push_back({Sign::reference, std::string(id), 0, position});
        skip(close == std::string_view::npos ? rest.size() : close + 1);
      } else if (is_digit(c) || (c == '.' && rest.size() > 1 && is_digit(rest[1]))) {
        std::size_t length = 0;
        while (length < rest.size() && (is_digit(rest[length]) || rest[length] == '.')) ++length;
        const auto written = rest.substr(0, length);
        double number{};
        const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), number, std::chars_format::fixed);
        if (error != std::errc{} || end != written.data() + written.size() || !std::isfinite(number)) {
          fault("formula.number", position, {{"written", std::string(written)}});
        }
        tokens_.push_back({Sign::number, std::string(written), number, position});
        skip(length);
      } else if (is_letter(c)) {
        std::size_t length = 0;
        while (length < rest.size() && (is_letter(rest[length]) || is_digit(rest[length]))) ++length;
        add(Sign::word, length);
      } else {
        const auto length = length_of_character(rest);
        fault("formula.unknown_sign", position, {{"sign", std::string(rest.substr(0, length))}});
        skip(length);
      }
    }
    tokens_.push_back({Sign::end, "", 0, position});
  }

  // --- values
  const Token& now() const { return tokens_[at_]; }
  bool take(Sign sign) {
    if (now().sign != sign) return false;
    ++at_;
    return true;
  }
  std::uint32_t add(FormulaNode node) {
    if (formula_.nodes_.size() == most_nodes) fault("formula.too_long", node.position, {{"most", static_cast<std::int64_t>(most_nodes)}});
    if (formula_.nodes_.size() >= most_nodes) {
      stopped_ = true;
      at_ = tokens_.size() - 1;
      return 0;
    }
    formula_.nodes_.push_back(std::move(node));
    return static_cast<std::uint32_t>(formula_.nodes_.size() - 1);
  }
  std::uint32_t nothing() { return add({.type = Type::number, .position = now().position}); }

  std::uint32_t value(int depth) {
    auto left = product(depth);
    while (now().sign == Sign::plus || now().sign == Sign::minus) {
      const auto position = now().position;
      const auto type = now().sign == Sign::plus ? Type::add : Type::subtract;
      ++at_;
      const auto right = product(depth);
      left = add({.type = type, .children = {left, right}, .position = position});
    }
    return left;
  }

  std::uint32_t product(int depth) {
    auto left = single(depth);
    while (now().sign == Sign::times || now().sign == Sign::over) {
      const auto position = now().position;
      const bool divides = now().sign == Sign::over;
      ++at_;
      const auto right = single(depth);
      const auto& by = formula_.nodes_[right];
      if (divides && by.type == Type::number && by.number == 0 && issues_.empty()) fault("formula.divides_by_zero", position);
      left = add({.type = divides ? Type::divide : Type::multiply, .children = {left, right}, .position = position});
    }
    return left;
  }

  std::uint32_t single(int depth) {
    const auto token = now();
    if (depth > deepest) {
      fault("formula.too_deep", token.position, {{"most", static_cast<std::int64_t>(deepest)}});
      stopped_ = true;  // what follows would only be told as unclosed
      at_ = tokens_.size() - 1;
      return nothing();
    }
    switch (token.sign) {
      case Sign::minus: {
        ++at_;
        const auto of = single(depth + 1);
        return add({.type = Type::negative, .children = {of}, .position = token.position});
      }
      case Sign::number: ++at_; return add({.type = Type::number, .number = token.number, .position = token.position});
      case Sign::reference: ++at_; return add({.type = Type::reference, .name = token.text, .position = token.position});
      case Sign::word: return called(depth);
      case Sign::open: {
        ++at_;
        const auto inner = value(depth + 1);
        close(token.position);
        return inner;
      }
      default: break;
    }
    if (token.sign == Sign::end) fault("formula.ends_early", token.position);
    else fault("formula.expected_value", token.position, {{"found", token.text}});
    if (token.sign == Sign::plus || token.sign == Sign::times || token.sign == Sign::over) {
      ++at_;
      return single(depth + 1);
    }
    return nothing();
  }

  void close(std::int64_t opened) {
    if (take(Sign::close)) return;
    if (now().sign == Sign::end) {
      fault("formula.not_closed", opened);
      return;
    }
    fault("formula.expected_sign", now().position, {{"found", now().text}});
    while (now().sign != Sign::end && now().sign != Sign::close) ++at_;
    take(Sign::close);
  }

  std::uint32_t called(int depth) {
    const auto word = now();
    ++at_;
    const auto named = std::find(function_names.begin() + 1, function_names.end(), word.text);
    if (named == function_names.end()) fault("formula.unknown_word", word.position, {{"written", word.text}});
    const auto function = named == function_names.end() ? FormulaFunction::none : static_cast<FormulaFunction>(named - function_names.begin());
    if (now().sign != Sign::open) {
      if (function != FormulaFunction::none) fault("formula.needs_parentheses", word.position, {{"function", word.text}});
      return nothing();
    }
    const auto opened = now().position;
    ++at_;
    std::vector<std::uint32_t> arguments;
    if (now().sign != Sign::close) {
      do arguments.push_back(value(depth + 1));
      while (take(Sign::comma));
    }
    close(opened);
    FormulaNode node{.type = Type::call, .function = function, .children = std::move(arguments), .position = word.position};
    check_arguments(node, word.text);
    return add(std::move(node));
  }

  void check_arguments(FormulaNode& node, const std::string& name) {
    const auto given = node.children.size();
    const auto wrong_number = [&](const char* code, std::int64_t needed) {
      fault(code, node.position, {{"function", name}, {"given", static_cast<std::int64_t>(given)}, {"needed", needed}});
    };
    const auto is = [&](std::size_t child, Type type) { return formula_.nodes_[node.children[child]].type == type; };
    switch (node.function) {
      case FormulaFunction::none: return;
      case FormulaFunction::sum:
      case FormulaFunction::mean:
      case FormulaFunction::min:
      case FormulaFunction::max:
        if (given == 0) wrong_number("formula.needs_some", 1);
        return;
      case FormulaFunction::weighted_mean:
        if (given == 0 || given % 2 != 0) wrong_number("formula.needs_pairs", 2);
        return;
      case FormulaFunction::rescaled: {
        if (given != 3) return wrong_number("formula.needs_exactly", 3);
        const auto from = constant(node.children[1]);
        const auto to = constant(node.children[2]);
        if (!from || !to) fault("formula.scale_not_number", node.position);
        else if (*from == *to) fault("formula.scale_empty", node.position, {{"from", *from}});
        return;
      }
      case FormulaFunction::groups:
        if (given != 2) return wrong_number("formula.needs_exactly", 2);
        if (!is(0, Type::reference) || !is(1, Type::reference)) return fault("formula.needs_reference", node.position, {{"function", name}});
        node.name = formula_.nodes_[node.children[1]].name;
        formula_.nodes_[node.children[1]] = {.type = Type::number, .position = node.position};
        node.children.pop_back();
        return;
      default:
        if (given != 1) return wrong_number("formula.needs_exactly", 1);
        if (!is(0, Type::reference)) fault("formula.needs_reference", node.position, {{"function", name}});
    }
  }

  std::optional<double> constant(std::uint32_t number) const {
    const auto& node = formula_.nodes_[number];
    if (node.type == Type::number) return node.number;
    if (node.type == Type::negative && formula_.nodes_[node.children[0]].type == Type::number) return -formula_.nodes_[node.children[0]].number;
    return std::nullopt;
  }

  std::string_view text_;
  std::string_view field_;
  std::vector<Token> tokens_;
  std::size_t at_{0};
  Formula formula_;
  base::Issues issues_;
  bool stopped_{false};
};

base::Checked<Formula> Formula::parse(std::string_view text, std::string_view field) { return FormulaReader(text, field).read(); }

std::vector<std::string> Formula::references() const {
  std::vector<const FormulaNode*> named;
  for (const auto& node : nodes_) {
    if (node.type == Type::reference) named.push_back(&node);
  }
  std::stable_sort(named.begin(), named.end(), [](const auto* a, const auto* b) { return a->position < b->position; });
  std::vector<std::string> ids;
  for (const auto* node : named) {
    if (std::find(ids.begin(), ids.end(), node->name) == ids.end()) ids.push_back(node->name);
  }
  return ids;
}

bool Formula::looks_around() const {
  return std::any_of(nodes_.begin(), nodes_.end(), [](const FormulaNode& node) {
    return node.function == FormulaFunction::places || node.function == FormulaFunction::groups;
  });
}

std::vector<Formula::Part> Formula::parts() const {
  const auto found = std::find_if(nodes_.begin(), nodes_.end(), [](const FormulaNode& node) {
    return node.function == FormulaFunction::mean || node.function == FormulaFunction::weighted_mean;
  });
  if (found == nodes_.end()) return {};
  const bool weighted = found->function == FormulaFunction::weighted_mean;
  std::vector<Part> all;
  double sum = 0;
  for (std::size_t c = 0; c < found->children.size(); c += weighted ? 2 : 1) {
    Part part{.indicator = {}, .share = 1};
    const auto* of = &nodes_[found->children[c]];
    if (of->function == FormulaFunction::rescaled) {
      const auto limit = [&](std::size_t child) {
        const auto& node = nodes_[of->children[child]];
        return node.type == Type::negative ? -nodes_[node.children[0]].number : node.number;
      };
      part.rescaled = true;
      part.from = limit(1);
      part.to = limit(2);
      of = &nodes_[of->children[0]];
    }
    if (of->type != Type::reference) return {};
    part.indicator = of->name;
    if (weighted) {
      const auto& weight = nodes_[found->children[c + 1]];
      if (weight.type != Type::number) return {};
      part.share = weight.number;
    }
    sum += part.share;
    all.push_back(std::move(part));
  }
  if (sum <= 0) return {};
  for (auto& part : all) part.share /= sum;
  return all;
}

std::string_view text_of(FormulaFunction function) { return function_names.at(static_cast<std::size_t>(function)); }

bool is_about_figures(FormulaFunction function) { return function >= FormulaFunction::numerator; }

}  // namespace outturn::record
