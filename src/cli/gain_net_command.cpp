#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <ostream>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/gain_command.h"
#include "cli/telling.h"
#include "exchange/csv_reader.h"
#include "gain/net.h"

namespace outturn::cli {
namespace {

using gain::NetGain;
using gain::NetQuestion;

/// A small table of our own form: cells by column name; numbers and needed columns checked, faults kept with their row.
class SmallTable {
 public:
  SmallTable(const std::string& file, const std::string& option, std::string columns, base::Issues& issues)
      : file_(file), option_(option), columns_(std::move(columns)), issues_(issues) {}

  template <class Each>
  void each_row(const std::vector<std::string>& needed, Each each) {
    exchange::FileSource source(file_);
    exchange::Report report;
    exchange::CsvReader reader(source, report);
    if (reader.begin()) {
      for (std::size_t c = 0; c < reader.header().size(); ++c) at_[reader.header()[c]] = c;
      bool complete = true;
      for (const auto& column : needed) {
        if (at_.contains(column)) continue;
        issues_.push_back({option_, "cli.net_column", {{"column", column}, {"columns", columns_}}});
        complete = false;
      }
      if (!complete) return;
      while (reader.next()) {
        cells_ = reader.cells();
        row_ = reader.row();
        each();
      }
    }
    for (auto& issue : report.issues()) issues_.push_back(std::move(issue));
  }

  std::string text(const std::string& column) const {
    const auto at = at_.find(column);
    return at == at_.end() ? std::string() : std::string(base::trimmed(cells_[at->second]));
  }
  std::optional<double> optional(const std::string& column) {
    const auto written = text(column);
    if (written.empty()) return {};
    const auto read = base::plain_number(written);
    if (!read) refuse(column, "cli.net_number", written);
    return read;
  }
  double value(const std::string& column) { return optional(column).value_or(0); }
  void refuse(const std::string& column, const char* code, const std::string& written) {
    issues_.push_back({option_ + ", row " + std::to_string(row_) + ", " + column, code, {{"written", written}}});
  }

 private:
  const std::string& file_;
  std::string option_;
  std::string columns_;
  base::Issues& issues_;
  std::map<std::string, std::size_t> at_;
  std::span<const std::string_view> cells_;
  std::int64_t row_{};
};

void read_values(const NetOptions& options, NetQuestion& question, base::Issues& issues) {
  if (options.values.empty()) return;
  SmallTable table(options.values, "--values", "name, kind, amount, low, high, partner, source, confidence, price_year", issues);
  table.each_row({"name", "kind", "amount"}, [&] {
    gain::UnitValue value{.name = table.text("name"), .amount = {table.value("amount"), table.optional("low"), table.optional("high")},
                          .partner = table.text("partner"), .source = table.text("source"), .confidence = table.text("confidence"),
                          .price_year = static_cast<int>(table.value("price_year"))};
    const auto kind = table.text("kind");
    if (kind == "cashable") value.kind = gain::ValueKind::cashable;
    else if (kind == "non_cashable") value.kind = gain::ValueKind::non_cashable;
    else if (kind == "public_value") value.kind = gain::ValueKind::public_value;
    else table.refuse("kind", "cli.net_kind", kind);
    question.values.push_back(std::move(value));
  });
}

void read_costs(const NetOptions& options, NetQuestion& question, base::Issues& issues) {
  if (options.costs.empty()) {
    issues.push_back({"--costs", "gain.net_no_costs"});
    return;
  }
  SmallTable table(options.costs, "--costs", "name, partner, amount, low, high, hours, hours_anyway, lifetime, price_year", issues);
  table.each_row({"name", "partner", "amount"}, [&] {
    question.costs.push_back({.name = table.text("name"), .partner = table.text("partner"),
                              .amount = {table.value("amount"), table.optional("low"), table.optional("high")}, .hours = table.value("hours"),
                              .hours_anyway = table.value("hours_anyway"), .lifetime = table.value("lifetime"),
                              .price_year = static_cast<int>(table.value("price_year"))});
  });
}

void read_deflators(const NetOptions& options, NetQuestion& question, base::Issues& issues) {
  if (options.deflators.empty()) return;
  SmallTable table(options.deflators, "--deflators", "year, index", issues);
  table.each_row({"year", "index"}, [&] { question.deflators.push_back({static_cast<int>(table.value("year")), table.value("index")}); });
}

/// The verdict and the effect, turned so that positive is better.
void read_result(const NetOptions& options, NetQuestion& question, base::Issues& issues) {
  const auto parsed = base::Json::parse(exchange::file_content(options.result));
  const auto missing = [&](const std::string& what) { issues.push_back({"RESULT", "cli.net_result", {{"what", what}}}); };
  if (!parsed) return missing("JSON");
  const auto* verdict = parsed->find("verdict");
  const auto* direction = parsed->find("direction");
  const auto* effect = parsed->find("estimate");
  const auto* periods = parsed->find("periods_after");
  if (!verdict || !verdict->text()) return missing("verdict");
  constexpr gain::Verdict known[]{gain::Verdict::gain_shown, gain::Verdict::no_gain_shown, gain::Verdict::worse_than_alone, gain::Verdict::cannot_tell};
  const auto* found = std::ranges::find(known, *verdict->text(), [](gain::Verdict one) { return gain::text_of(one); });
  if (found == std::end(known)) {
    issues.push_back({"RESULT", "cli.gain_verdict", {{"written", *verdict->text()}}});
    return;
  }
  question.verdict = *found;
  if (!direction || !direction->text()) return missing("direction");
  const bool needs_figure = question.verdict == gain::Verdict::gain_shown || question.verdict == gain::Verdict::worse_than_alone;
  if (!effect || (needs_figure && !effect->number())) return missing("estimate");
  const double turn = *direction->text() == "down" ? -1 : 1;
  question.effect = turn * effect->number().value_or(0);
  if (const auto* error = parsed->find("standard_error")) question.standard_error = error->number();
  if (const auto* interval = parsed->find("interval"); interval && interval->array() && interval->array()->size() == 2) {
    const double one = turn * interval->array()->front().number().value_or(0);
    const double other = turn * interval->array()->back().number().value_or(0);
    question.interval = {std::min(one, other), std::max(one, other)};
  }
  if (options.periods == 0 && periods) question.periods = static_cast<std::size_t>(periods->integer().value_or(0));
}

void tell(World& world, const language::Words& words, const NetGain& net) {
  auto& out = world.out;
  const auto line = [&](const char* key, const std::optional<double>& value) {
    if (value) out << "  " << words.say(key) << ": " << words.number(*value, gain::decimals_for(std::abs(*value) / 1000)) << '\n';
  };
  out << say(words, net.sentence) << "\n\n";
  line("gain.net.gross", net.gross);
  line("gain.net.cashable", net.cashable);
  line("gain.net.non_cashable", net.non_cashable);
  line("gain.net.public_value", net.public_value);
  line("gain.net.cost", net.cost);
  line("gain.net.net", net.net);
  for (const auto& share : net.partners) {
    out << "  " << words.say(share.benefit ? "gain.net.partner" : "gain.net.partner_cost", {{"partner", share.partner.empty() ? words.say("gain.net.nobody") : share.partner},
                                                  {"benefit", words.number(share.benefit.value_or(0), 0)}, {"cost", words.number(share.cost, 0)}})
        << '\n';
  }
  if (!net.tornado.empty()) out << '\n' << words.say("gain.net.swings") << '\n';
  for (const auto& swing : net.tornado) out << "  " << swing.name << ": " << words.number(swing.at_low, 0) << " … " << words.number(swing.at_high, 0) << '\n';
  for (const auto& note : net.notes) out << '\n' << say(words, note) << '\n';
}

}  // namespace

void describe_net(CLI::App& command, NetOptions& options) {
  command.add_option("RESULT", options.result)->required();
  command.add_option("--values", options.values)->type_name("FILE");
  command.add_option("--costs", options.costs)->type_name("FILE");
  command.add_option("--deflators", options.deflators)->type_name("FILE");
  command.add_option("--people", options.people)->capture_default_str()->type_name("N");
  command.add_option("--periods", options.periods)->type_name("N");
  command.add_option("--periods-a-year", options.periods_a_year)->capture_default_str()->type_name("N");
  command.add_option("--discount", options.discount)->capture_default_str()->type_name("R");
  command.add_option("--price-year", options.price_year)->type_name("YEAR");
  command.add_option("--draws", options.draws)->capture_default_str()->type_name("N");
  command.add_option("--seed", options.seed)->capture_default_str()->check(CLI::Range(0.0, 1e15));
}

int gain_net(World& world, const Common& common, const NetOptions& options) {
  const auto words = words_for(world, common);
  base::Issues issues;
  NetQuestion question{.periods = static_cast<std::size_t>(std::max(0, options.periods)), .units = options.people, .periods_a_year = options.periods_a_year,
                       .discount = options.discount, .price_year = options.price_year, .draws = options.draws, .seed = options.seed};
  read_result(options, question, issues);
  read_values(options, question, issues);
  read_costs(options, question, issues);
  read_deflators(options, question, issues);
  if (!issues.empty()) return refused(world, common, issues);
  const auto net = gain::net_gain(question);
  if (!net) return refused(world, common, net.error());
  if (common.json) {
    base::JsonWriter json;
    gain::write_json(json, question, *net, words);
    world.out << json.str() << '\n';
  } else {
    tell(world, words, *net);
  }
  return done;
}

}  // namespace outturn::cli
