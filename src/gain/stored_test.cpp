// What is kept of a study is all of it: every method's answer, and one with something in every place, come back as they were.
#include "gain/stored.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "gain/gain_testing.h"

using namespace outturn;
using testing::answer_of;
using testing::question_of;
using testing::study_of;
using testing::Town;

namespace {

// Every member in words, so that two answers can be held against each other and a difference be read. The bindings name all
// members of a struct: a new one does not compile here until it is told, and what is told must also be kept.

template <class T>
std::string told(const std::optional<T>& value);
template <class A, class B>
std::string told(const std::pair<A, B>& two);
template <class T>
std::string told(const std::vector<T>& all);

std::string told(const gain::Check& check);
std::string told(const gain::NotChecked& check);
std::string told(const gain::Point& point);
std::string told(const gain::Placebo& placebo);
std::string told(const gain::Named& one);
std::string told(const gain::Leads& leads);
std::string told(const gain::Decomposition::Piece& piece);
std::string told(const gain::Decomposition& two_way);
std::string told(const gain::BlockTest& test);
std::string told(const gain::Estimate& one);
std::string told(double value) { return std::isnan(value) ? "none" : fmt::format("{:a}", value); }
std::string told(const std::string& text) { return "'" + text + "'"; }
std::string told(const language::Sentence& sentence);
std::string told(const language::SentenceValue& value) {
  const auto which = std::to_string(value.index()) + ":";
  if (const auto* text = std::get_if<std::string>(&value)) return which + told(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return which + std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&value)) return which + told(*number);
  if (const auto* day = std::get_if<base::Day>(&value)) return which + day->iso();
  if (const auto* period = std::get_if<base::Period>(&value)) return which + period->text();
  if (const auto* texts = std::get_if<language::Texts>(&value)) return which + told(*texts);
  if (const auto* phrases = std::get_if<language::Phrases>(&value)) return which + told(*phrases);
  const auto& [number, decimals, form, unit] = std::get<language::Amount>(value);
  return which + told(number) + fmt::format(" {} {} ", decimals, static_cast<int>(form)) + told(unit);
}
std::string told(const language::Sentence& sentence) {
  const auto& [key, values] = sentence;
  std::string all = key + "(";
  for (const auto& [name, value] : values) all += name + "=" + told(value) + " ";
  return all + ")";
}

template <class... T>
std::string told_all(const T&... members) {
  return "{" + ((told(members) + " ") + ...) + "}\n";
}

std::string told(const gain::Check& check) {
  const auto& [id, outcome, value, threshold, sentence] = check;
  return told_all(id, std::string(gain::text_of(outcome)), value, threshold, sentence);
}
std::string told(const gain::NotChecked& check) {
  const auto& [id, sentence] = check;
  return told_all(id, sentence);
}
std::string told(const gain::Point& point) {
  const auto& [time, actual, counterfactual] = point;
  return told_all(time, actual, counterfactual);
}
std::string told(const gain::Placebo& placebo) {
  const auto& [unit, estimate, before, after, gaps] = placebo;
  return told_all(unit, estimate, before, after, gaps);
}
std::string told(const gain::Named& one) {
  const auto& [name, group, estimate, error, interval, band] = one;
  return told_all(name, group, estimate, error, interval, band);
}
std::string told(const gain::Leads& leads) {
  const auto& [restrictions, p_value] = leads;
  return told_all(restrictions, p_value);
}
std::string told(const gain::Decomposition::Piece& piece) {
  const auto& [kind, treated, compared, estimate, weight] = piece;
  return told_all(std::string(kind), treated, compared, estimate, weight);
}
std::string told(const gain::Decomposition& two_way) {
  const auto& [effect, weight, pieces] = two_way;
  return told_all(effect, weight, pieces);
}
std::string told(const gain::BlockTest& test) {
  const auto& [p_value, p_floor, interval] = test;
  return told_all(p_value, p_floor, interval);
}
std::string told(const gain::Estimate& one) {
  const auto& [method, effect, at_end, standard_error, interval, p_value, p_floor, rests_on_places, comparison_places, as_extreme, weights, predictor_weights, counterfactual,
               placebos, conformal, coefficients, att_gt, event, group, calendar, errors, also, two_way, leads, checks, not_checked] = one;
  return fmt::format("{} {} {} {}\n", gain::text_of(method), rests_on_places, comparison_places, as_extreme) +
         told_all(effect, at_end, standard_error, interval, p_value, p_floor, weights, predictor_weights, counterfactual, placebos, conformal, coefficients, att_gt, event,
                  group, calendar, errors, also, two_way, leads, checks, not_checked);
}
std::string told(const gain::Answer& answer) {
  const auto& [main, beside, method_chosen, why_method, verdict, worthwhile, smallest_visible, reasons, sentence, notes] = answer;
  return fmt::format("{} {} {}\n", method_chosen, gain::text_of(verdict), worthwhile) + told_all(main, beside, why_method, smallest_visible, reasons, sentence, notes);
}

template <class T>
std::string told(const std::optional<T>& value) { return value ? told(*value) : "none"; }
template <class A, class B>
std::string told(const std::pair<A, B>& two) { return told(two.first) + ":" + told(two.second); }
template <class T>
std::string told(const std::vector<T>& all) {
  std::string text = "[";
  for (const auto& one : all) text += told(one) + ", ";
  return text + "]";
}

/// The first line in which two tellings differ; empty where they are the same.
std::string difference(const std::string& a, const std::string& b) {
  const auto first = base::split(a, '\n');
  const auto second = base::split(b, '\n');
  for (std::size_t n = 0; n < first.size() || n < second.size(); ++n) {
    const auto left = n < first.size() ? first[n] : "(nothing)";
    const auto right = n < second.size() ? second[n] : "(nothing)";
    if (left != right) return fmt::format("kept: {}\nread: {}", left, right);
  }
  return {};
}

void check_kept(const gain::Study& study, const gain::Answer& answer) {
  const auto kept = gain::stored_json(study, answer);
  const auto read = gain::stored_answer(kept);
  REQUIRE(read);
  CHECK(difference(told(answer), told(read->answer)) == "");
  CHECK(gain::stored_json(study, read->answer) == kept);
}

/// Twenty places that never begin, five that begin in 2006, five in 2008: with covariates, a predictor and an untouched measure.
gain::Study many(gain::Method method, bool staggered) {
  gain::Question question{.value = "rate", .method = method, .predictors = {{"width", {}}}, .negative_control = "other", .covariates = {"depth"}, .direction = gain::Direction::up, .worthwhile = 1.0};
  question.has_cohort = staggered;
  if (!staggered) {
    question.from = "2006";
    for (std::size_t p = 0; p < (method == gain::Method::did ? 10u : 1u); ++p) question.treated.push_back(testing::place_name(p));
  }
  const auto columns = gain::columns_of(question, "", staggered ? "start" : "");
  std::vector<gain::Row> rows;
  for (std::size_t p = 0; p < 30; ++p) {
    const std::size_t start = p < 5 ? 6 : p < 10 ? (staggered ? 8 : 6) : 0;
    for (std::size_t t = 0; t < 14; ++t) {
      const auto noise = [&](std::size_t k) { return static_cast<double>((p * 37 + t * 53 + p * t * 11 + k * 7) % (29 + k)) / 29; };
      gain::Row row{testing::place_name(p), std::to_string(2000 + t), {10 + static_cast<double>(p % 7) + noise(0) + (start > 0 && t >= start ? 2 : 0)}, static_cast<std::int64_t>(rows.size() + 2)};
      for (std::size_t c = 1; c < columns.names.size(); ++c) {
        if (columns.cohort == c) row.numbers.push_back(start > 0 ? 2000.0 + static_cast<double>(start) : 0.0);
        else row.numbers.push_back(static_cast<double>(p % (3 + c)) + noise(c));
      }
      rows.push_back(std::move(row));
    }
  }
  return gain::study(std::move(question), columns, rows).value();
}

gain::Study one_series(gain::Method method) {
  const gain::Question question{.value = "rate", .from = "2004-01", .method = method};
  const auto columns = gain::columns_of(question, "", "");
  std::vector<gain::Row> rows;
  for (int month = 0; month < 72; ++month) {
    const double noise = static_cast<double>((month * 53) % 29) / 29;
    rows.push_back({"here", fmt::format("{}-{:02}", 2000 + month / 12, month % 12 + 1), {20 + 0.1 * month + noise + (month >= 48 ? 3 : 0)}, month + 2});
  }
  return gain::study(question, columns, rows).value();
}

}  // namespace

TEST_CASE("of every method's answer nothing is lost on the way to the ledger and back") {
  using gain::Method;
  for (const auto method : {Method::did, Method::synthetic_control, Method::synthetic_did, Method::augmented}) {
    INFO(gain::text_of(method));
    const auto study = many(method, false);
    check_kept(study, answer_of(study));
  }
  for (const auto method : {Method::staggered, Method::did, Method::synthetic_did}) {
    INFO(gain::text_of(method));
    const auto study = many(method, true);
    const auto answer = answer_of(study);
    if (method == Method::staggered) {
      CHECK(answer.main.event.front().band.has_value());
      CHECK(answer.main.two_way.has_value());
      CHECK(!answer.main.also.empty());
      CHECK(!answer.main.errors.empty());
      CHECK(answer.main.leads.has_value());
    }
    check_kept(study, answer);
  }
  for (const auto method : {Method::its, Method::structural}) {
    INFO(gain::text_of(method));
    const auto study = one_series(method);
    check_kept(study, answer_of(study));
  }
}

TEST_CASE("an answer with something in every place is kept whole") {
  const Town town;
  const auto study = study_of(town, question_of(town));
  const language::Sentence sentence{"gain.why.its",
                                    {{"text", std::string("a \"b\"\n")},
                                     {"whole", std::int64_t{-7}},
                                     {"number", 1e-17},
                                     {"day", testing::day("2024-02-29")},
                                     {"period", testing::period("2023/24")},
                                     {"amount", language::Amount{.value = -0.1, .decimals = 3, .form = language::AmountForm::yes_no, .unit = {{"en", "homes"}, {"fr", "logements"}}}},
                                     {"texts", language::Texts{{"fr", "été"}, {"en", "summer"}}},
                                     {"phrases", language::Phrases{{"one", {}}, {"two", {{"deep", language::Phrases{{"three", {}}}}}}}}}};
  const std::pair ends{-0.1, 0.30000000000000004};
  const gain::Named one{"2001", "2000", 1.0 / 3, 0.1, ends, std::pair{-1e300, 5e-324}};
  const gain::Estimate estimate{.method = gain::Method::structural, .effect = 1.0 / 7, .at_end = 2.0 / 7, .standard_error = 3.0 / 7, .interval = ends, .p_value = 4.0 / 7, .p_floor = 5.0 / 7,
                                .rests_on_places = true, .comparison_places = 3, .as_extreme = 2, .weights = {{"P1", 0.1}}, .predictor_weights = {{"x", 0.2}}, .counterfactual = {{"2000", 1, 2}},
                                .placebos = {{"P2", 0.4, 0.5, 0.6, {0.7, 0.8}}}, .conformal = gain::BlockTest{0.01, 0.02, ends}, .coefficients = {one}, .att_gt = {one, one}, .event = {one},
                                .group = {one}, .calendar = {one}, .errors = {{"jackknife", 0.9}}, .also = {one},
                                .two_way = gain::Decomposition{0.11, 0.12, {{"later", "2000", "2001", 0.13, 0.14}, {"never_treated", "2000", "", 0.15, 0.16}, {"already_treated", "2001", "2000", 0.17, 0.18}}},
                                .leads = gain::Leads{3, 0.19}, .checks = {{"trend", gain::Outcome::stop, 0.21, 0.22, sentence}, {"data", gain::Outcome::caution, {}, {}, sentence}},
                                .not_checked = {{"spillover", sentence}}};
  for (const auto verdict : {gain::Verdict::gain_shown, gain::Verdict::no_gain_shown, gain::Verdict::worse_than_alone, gain::Verdict::cannot_tell}) {
    check_kept(study, {.main = estimate, .beside = {estimate, estimate}, .method_chosen = true, .why_method = sentence, .verdict = verdict, .worthwhile = true, .smallest_visible = 0.25,
                       .reasons = {sentence}, .sentence = sentence, .notes = {sentence, sentence}});
  }
}

TEST_CASE("what was kept before there were other errors, relatives, bands and what fixed effects mix is read: those are then absent") {
  const auto study = many(gain::Method::staggered, true);
  auto answer = answer_of(study);
  const auto whole = gain::stored_json(study, answer);
  answer.beside.clear();
  answer.main.errors.clear();
  answer.main.also.clear();
  answer.main.two_way.reset();
  answer.main.leads.reset();
  for (auto* all : {&answer.main.att_gt, &answer.main.event, &answer.main.group, &answer.main.calendar}) {
    for (auto& one : *all) one.band.reset();
  }
  const auto before = gain::stored_json(study, answer);
  for (const auto* later : {"\"errors\"", "\"also\"", "\"two_way\"", "\"leads\"", "\"band\""}) {
    CHECK(whole.find(later) != std::string::npos);
    CHECK(before.find(later) == std::string::npos);  // as the first version of the form had it
  }
  check_kept(study, answer);
}

TEST_CASE("a piece of a decomposition that nobody knows is refused") {
  const auto study = many(gain::Method::staggered, true);
  auto kept = gain::stored_json(study, answer_of(study));
  const std::string kind = "\"kind\":\"never_treated\"";
  const auto at = kept.find(kind);
  REQUIRE(at != std::string::npos);
  kept.replace(at, kind.size(), "\"kind\":\"sometimes_treated\"");
  CHECK(testing::refusal(gain::stored_answer(kept)) == "result: gain.stored_form");
}
