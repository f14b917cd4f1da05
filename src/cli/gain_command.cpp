#include "cli/gain_command.h"

#include <algorithm>
#include <charconv>
#include <ostream>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/gain_table.h"
#include "cli/telling.h"
#include "gain/answer.h"
#include "gain/power.h"

namespace outturn::cli {
namespace {

using gain::Answer;
using gain::Study;

constexpr std::string_view verdicts[]{"gain_shown", "no_gain_shown", "worse_than_alone", "cannot_tell"};

/// "COL", "COL:1980-1988", "COL:1980-1988:mean". The mean is what is taken anyway; other words are refused.
std::optional<gain::Predictor> predictor(const std::string& written) {
  auto parts = base::split(written, ':');
  if (parts.size() > 1 && parts.back() == "mean") parts.pop_back();
  if (parts.size() > 2 || parts.front().empty()) return {};
  gain::Predictor made{.column = std::string(parts.front())};
  if (parts.size() == 2) {
    made.span = gain::span_of_moments(parts[1]);
    if (!made.span) return {};
  }
  return made;
}

/// The options read, as far as they can be; every one that cannot is an issue, and counts as not given.
gain::Question question_of(const GainOptions& options, base::Issues& issues) {
  gain::Question question{.value = options.value, .treated = options.treated, .from = options.from, .exclude = options.exclude,
                          .neighbours = options.neighbours, .negative_control = options.negative_control, .covariates = options.covariates, .has_offset = !options.offset.empty(), .has_cohort = !options.cohort.empty(),
                          .season = options.season, .seed = options.seed, .threads = options.threads};
  const auto refuse = [&](const char* option, const char* code, const std::string& written) {
    issues.push_back({option, code, {{"written", written}}});
  };
  if (options.value.empty()) refuse("--value", "cli.gain_needs_value", "");
  if (const auto method = gain::method_named(options.method)) question.method = *method;
  else refuse("--method", "cli.gain_method", options.method);
  for (const auto& written : options.predictors) {
    if (auto read = predictor(written)) question.predictors.push_back(std::move(*read));
    else refuse("--predictor", "cli.gain_predictor", written);
  }
  if (!options.fit.empty()) {
    question.fit = gain::span_of_moments(options.fit);
    if (!question.fit) refuse("--fit", "cli.gain_span", options.fit);
  }
  if (options.controls == "never") question.controls = gain::Controls::never;
  else if (options.controls == "not-yet") question.controls = gain::Controls::not_yet;
  else if (!options.controls.empty()) refuse("--controls", "cli.gain_controls", options.controls);
  if (options.direction == "up") question.direction = gain::Direction::up;
  else if (options.direction == "down") question.direction = gain::Direction::down;
  else if (!options.direction.empty()) refuse("--direction", "cli.gain_direction", options.direction);
  if (!options.worthwhile.empty()) {
    question.worthwhile = base::plain_number(options.worthwhile);
    if (!question.worthwhile) refuse("--worthwhile", "cli.gain_number", options.worthwhile);
  }
  if (const auto level = base::plain_number(options.level)) question.level = *level > 1 ? *level / 100 : *level;
  else refuse("--level", "cli.gain_number", options.level);
  for (const auto& code : options.fail_on) {
    if (std::find(std::begin(verdicts), std::end(verdicts), code) == std::end(verdicts)) refuse("--fail-on", "cli.gain_verdict", code);
  }
  return question;
}

/// Adds what the study refuses, less what only follows from faults that are told already.
void add_faults_of_study(const GainOptions& options, const base::Issues& found, base::Issues& issues) {
  const auto told = [&](auto is_it) { return std::ranges::any_of(issues, is_it); };
  const bool rows_left_out = told([](const base::Issue& one) { return one.code == "cli.gain_no_unit" || one.code.starts_with("csv."); });
  const bool starts_at_fault = told([](const base::Issue& one) { return one.code == "cli.gain_no_time"; });
  const auto is_duplicate = [](const base::Issue& one) { return one.code == "gain.duplicate"; };
  if (options.unit.empty() && std::ranges::any_of(found, is_duplicate)) {
    issues.push_back({"--unit", "cli.gain_needs_unit"});
    return;
  }
  for (const auto& one : found) {
    if (rows_left_out && one.code == "gain.gap") continue;
    if (starts_at_fault && (one.code == "gain.cohort_moves" || one.code == "gain.never_starts")) continue;
    issues.push_back(one);
  }
}

/// The study that options and file make, or everything that stands in the way, of both at once.
base::Checked<Study> study_of(const GainOptions& options, bool planned, base::Progress& progress) {
  base::Issues issues;
  auto question = question_of(options, issues);
  question.planned = planned;
  if (question.value.empty()) return base::refuse(std::move(issues));  // without it no column can be read
  const auto columns = gain::columns_of(question, options.offset, options.cohort);
  const auto only_unit = question.treated.size() == 1 ? question.treated.front() : options.value;
  const auto table = read_table(options.file, {options.unit, options.time}, columns, only_unit, progress);
  if (!table) {
    issues.insert(issues.end(), table.error().begin(), table.error().end());
    return base::refuse(std::move(issues));
  }
  issues.insert(issues.end(), table->issues.begin(), table->issues.end());
  if (!options.unit.empty()) {
    for (auto* names : {&question.treated, &question.exclude, &question.neighbours}) *names = names_written(*names, table->rows);
  }
  auto made = gain::study(std::move(question), columns, table->rows);
  if (!made) add_faults_of_study(options, made.error(), issues);
  if (!issues.empty()) return base::refuse(std::move(issues));
  return made;
}

std::string figure(const language::Words& words, double value, int decimals) { return words.number(value, decimals); }

/// The effect by distance from the start: estimate, and the band that holds for all of them at once where there is one.
void tell_course(World& world, const language::Words& words, const gain::Estimate& main, int decimals) {
  if (main.event.empty()) return;
  world.out << '\n' << words.say(main.event.front().band ? "cli.gain.course.band" : "cli.gain.course") << '\n';
  for (const auto& point : main.event) {
    world.out << "  " << point.name << ": " << figure(words, point.estimate, decimals);
    if (const auto ends = point.band ? point.band : point.interval) {
      world.out << "  [" << figure(words, ends->first, decimals) << ", " << figure(words, ends->second, decimals) << ']';
    }
    world.out << '\n';
  }
  world.out << '\n';
}

/// The answer for a person at a terminal: verdict, figures, checks, other estimators.
void tell(World& world, const language::Words& words, const Study& study, const Answer& answer) {
  auto& out = world.out;
  const auto& main = answer.main;
  out << say(words, answer.sentence) << "\n\n";
  if (main.method != gain::Method::none) {
    const int decimals = gain::decimals_for(main.standard_error.value_or(std::abs(main.effect)));
    out << words.say("gain.method." + std::string(gain::text_of(main.method))) << ": " << figure(words, main.effect, decimals);
    if (main.interval) {
      out << "  [" << figure(words, main.interval->first, decimals) << ", " << figure(words, main.interval->second, decimals) << "] "
          << words.say("cli.gain.level", {{"level", words.number(100 * study.question.level)}});
    }
    if (main.standard_error) out << ", " << words.say("cli.gain.standard_error", {{"error", figure(words, *main.standard_error, decimals)}});
    constexpr double least_told = 0.001;
    if (main.p_value) out << (*main.p_value < least_told ? ", p < " : ", p = ") << words.number(std::max(*main.p_value, least_told), 3);
    out << '\n';
    for (const auto& [name, error] : main.errors) {
      out << "  " << words.say("cli.gain.other_error", {{"name", words.say("gain.error." + name)}, {"error", figure(words, error, decimals)}}) << '\n';
    }
    tell_course(world, words, main, decimals);
    for (const auto& other : main.also) {
      out << "  " << words.say("gain.also." + other.name) << ": " << figure(words, other.estimate, decimals);
      if (other.interval) out << "  [" << figure(words, other.interval->first, decimals) << ", " << figure(words, other.interval->second, decimals) << ']';
      out << '\n';
    }
    if (main.two_way) {
      out << "  " << words.say("cli.gain.two_way", {{"effect", figure(words, main.two_way->effect, decimals)},
                                                    {"share", words.number(100 * main.two_way->weight_on_already_treated, 0)}}) << '\n';
    }
    for (const auto& other : answer.beside) {
      out << "  " << words.say("gain.method." + std::string(gain::text_of(other.method))) << ": " << figure(words, other.effect, decimals);
      if (other.interval) out << "  [" << figure(words, other.interval->first, decimals) << ", " << figure(words, other.interval->second, decimals) << ']';
      out << '\n';
    }
    out << '\n' << words.say("cli.gain.checks") << '\n';
    for (const auto& check : main.checks) {
      out << "  " << words.say("gain.outcome." + std::string(gain::text_of(check.outcome))) << " · "
          << words.say("gain.check." + check.id + ".name") << "\n      " << say(words, check.sentence) << '\n';
    }
    for (const auto& check : main.not_checked) {
      out << "  " << words.say("cli.gain.not_checked") << " · " << words.say("gain.check." + check.id + ".name") << "\n      "
          << say(words, check.sentence) << '\n';
    }
  }
  out << '\n' << say(words, answer.why_method) << '\n';
  for (const auto& note : answer.notes) out << say(words, note) << '\n';
  out << words.say("cli.gain.limits") << '\n';
}

}  // namespace

void describe_gain(CLI::App& command, GainOptions& options) {
  command.add_option("FILE", options.file);
  command.add_option("--unit", options.unit)->type_name("COL");
  command.add_option("--time", options.time)->type_name("COL");
  command.add_option("--value", options.value)->type_name("COL");
  command.add_option("--treated", options.treated)->allow_extra_args(false)->type_name("NAME,…");
  command.add_option("--from", options.from)->type_name("TIME");
  command.add_option("--method", options.method)->capture_default_str();
  command.add_option("--predictor", options.predictors)->allow_extra_args(false)->type_name("COL[:FROM-TO][:mean]");
  command.add_option("--fit", options.fit)->type_name("FROM-TO");
  command.add_option("--exclude", options.exclude)->allow_extra_args(false)->type_name("NAME,…");
  command.add_option("--neighbours", options.neighbours)->allow_extra_args(false)->type_name("NAME,…");
  command.add_option("--negative-control", options.negative_control)->type_name("COL");
  command.add_option("--offset", options.offset)->type_name("COL");
  command.add_option("--cohort", options.cohort)->type_name("COL");
  command.add_option("--covariate", options.covariates)->allow_extra_args(false)->type_name("COL");
  command.add_option("--controls", options.controls)->type_name("never|not-yet");
  command.add_option("--season", options.season)->type_name("N");
  command.add_option("--direction", options.direction)->type_name("up|down");
  command.add_option("--worthwhile", options.worthwhile)->type_name("X");
  command.add_option("--level", options.level)->capture_default_str();
  command.add_option("--seed", options.seed)->capture_default_str()->check(CLI::Range(0.0, 1e15));
  command.add_option("--threads", options.threads)->capture_default_str()->check(CLI::Range(1, 256));
}

int gain(World& world, const Common& common, const GainOptions& options) {
  const auto words = words_for(world, common);
  if (options.file.empty()) return refused(world, common, {{"FILE", "cli.gain_needs_file"}});
  TerminalProgress progress(world, common);
  const auto study = study_of(options, false, progress);
  if (!study) return refused(world, common, study.error());
  const auto answer = gain::answer(*study, progress);
  if (!answer) return refused(world, common, answer.error());
  if (common.json) {
    base::JsonWriter json;
    gain::write_json(json, *study, *answer, words);
    world.out << json.str() << '\n';
  } else {
    tell(world, words, *study, *answer);
  }
  const auto code = gain::text_of(answer->verdict);
  return std::find(options.fail_on.begin(), options.fail_on.end(), code) == options.fail_on.end() ? done : found_something;
}

int gain_power(World& world, const Common& common, const GainOptions& options) {
  const auto words = words_for(world, common);
  if (options.file.empty()) return refused(world, common, {{"FILE", "cli.gain_needs_file"}});
  TerminalProgress progress(world, common);
  const auto study = study_of(options, true, progress);
  if (!study) return refused(world, common, study.error());
  const auto power = gain::power(*study, static_cast<std::size_t>(std::max(0, options.after)), progress);
  if (!power) return refused(world, common, power.error());
  if (common.json) {
    base::JsonWriter json;
    gain::write_json(json, *study, *power, words);
    world.out << json.str() << '\n';
    return done;
  }
  world.out << say(words, power->sentence) << '\n';
  for (const auto& note : power->notes) world.out << say(words, note) << '\n';
  world.out << words.say("cli.gain.power_basis", {{"count", static_cast<std::int64_t>(power->fake_starts)},
                                                  {"method", words.say("gain.method." + std::string(gain::text_of(power->method)))}})
            << '\n';
  return done;
}

}  // namespace outturn::cli
