#include "record/return_kinds.h"

#include "record/describe.h"
#include "record/returns.h"

namespace outturn::record {
namespace {

constexpr FieldOptions person_fixed{.required = true, .fixed = true, .audience = Audience::partners};
constexpr FieldOptions per_cent{.required = true, .fixed = true, .minimum = 0.01, .maximum = 99.99};
constexpr FieldOptions many_fixed{.required = true, .fixed = true, .minimum = 1, .maximum = 1'000'000'000};

void check_duty(const ReturnDuty& duty, base::Issues& issues) {
  if (!duty.first_period) return;
  if (duty.first_period->kind() == base::Period::Kind::years) issues.push_back({"first_period", "record.return_of_years", {{"written", duty.first_period->text()}}});
  if (!duty.last_period) return;
  if (duty.last_period->kind() != duty.first_period->kind() || *duty.last_period < *duty.first_period) {
    issues.push_back({"last_period", "record.return_last_period", {{"written", duty.last_period->text()}, {"first", duty.first_period->text()}}});
  }
}

void check_entry(const ReturnEntry& entry, base::Issues& issues) {
  if (entry.value && entry.absence != Absence::none) issues.push_back({"absence", "record.figure_or_absence", {{"value", *entry.value}}});
  if (!entry.numerator && !entry.denominator) return;
  if (!entry.denominator) issues.push_back({"denominator", "record.denominator_missing", {{"numerator", *entry.numerator}}});
  if (!entry.numerator) issues.push_back({"numerator", "record.numerator_missing", {{"denominator", *entry.denominator}}});
  if (entry.denominator && *entry.denominator <= 0) issues.push_back({"denominator", "record.denominator_not_positive", {{"denominator", *entry.denominator}}});
  if (!entry.value) issues.push_back({"numerator", "record.parts_without_figure", {}});
}

void check_sending(const ReturnSending& sending, base::Issues& issues) {
  if (sending.withdrawn && sending.withdrawn_reason.empty()) issues.push_back({"withdrawn_reason", "record.change_needs_reason", {}});
}

void check_verdict(const ReturnVerdict& verdict, base::Issues& issues) {
  if (verdict.answer == ReturnAnswer::returned && verdict.reason.empty()) issues.push_back({"reason", "record.verdict_needs_reason", {}});
}

void check_sample(const SourceSample& sample, base::Issues& issues) {
  const auto size = sample.size.value_or(0);
  if (sample.population && size > *sample.population) {
    issues.push_back({"size", "record.sample_above_all", {{"size", size}, {"population", *sample.population}}});
  }
  if (sample.wrong && *sample.wrong > size) {
    issues.push_back({"wrong", "record.sample_wrong_above_size", {{"wrong", *sample.wrong}, {"size", size}}});
  }
}

}  // namespace

void describe_returns(std::vector<Kind>& all) {
  all.push_back(Describe<ReturnDuty>("return_duty", "return_duties", "name")
                    .localised("name", &ReturnDuty::name, required)
                    .reference("organisation", "organisation", &ReturnDuty::organisation, required_fixed)
                    .references("indicators", "indicator", &ReturnDuty::indicators, required)
                    .references("places", "place", &ReturnDuty::places)
                    .references("groups", "group", &ReturnDuty::groups)
                    .period("first_period", &ReturnDuty::first_period, required_fixed)
                    .period("last_period", &ReturnDuty::last_period)
                    .integer("due_days", &ReturnDuty::due_days, {.required = true, .minimum = 0, .maximum = 3650})
                    .references("reporters", "person", &ReturnDuty::reporters, {.audience = Audience::partners})
                    .reference("verifier", "person", &ReturnDuty::verifier, {.audience = Audience::partners})
                    .localised_long("used_for", &ReturnDuty::used_for)
                    .boolean("with_parts", &ReturnDuty::with_parts)
                    .boolean("cells_optional", &ReturnDuty::cells_optional)
                    .boolean("illustrative", &ReturnDuty::illustrative)
                    .check(check_duty));
  all.push_back(Describe<Return>("return", "returns", "duty")
                    .reference("duty", "return_duty", &Return::duty, required_fixed)
                    .period("period", &Return::period, required_fixed)
                    .boolean("illustrative", &Return::illustrative));
  all.push_back(Describe<ReturnEntry>("return_entry", "return_entries", "note")
                    .reference("return", "return", &ReturnEntry::of, required_fixed)
                    .reference("indicator", "indicator", &ReturnEntry::indicator, required_fixed)
                    .reference("place", "place", &ReturnEntry::place, required_fixed)
                    .reference("group", "group", &ReturnEntry::group, fixed)
                    .reference("person", "person", &ReturnEntry::person, person_fixed)
                    .number("value", &ReturnEntry::value)
                    .number("numerator", &ReturnEntry::numerator)
                    .number("denominator", &ReturnEntry::denominator)
                    .choice("absence", &ReturnEntry::absence, {"none", "missing", "suppressed", "not_applicable", "not_yet_due", "disputed"})
                    .long_text("note", &ReturnEntry::note, {.longest = 2000})
                    .day("day", &ReturnEntry::day)
                    .boolean("illustrative", &ReturnEntry::illustrative)
                    .check(check_entry));
  all.push_back(Describe<ReturnSending>("return_sending", "return_sendings", "note")
                    .reference("return", "return", &ReturnSending::of, required_fixed)
                    .reference("person", "person", &ReturnSending::person, person_fixed)
                    .day("day", &ReturnSending::day, required_fixed)
                    .long_text("note", &ReturnSending::note, {.fixed = true, .longest = 2000})
                    .integer("minutes", &ReturnSending::minutes, {.minimum = 1, .maximum = 10'000})
                    .boolean("withdrawn", &ReturnSending::withdrawn)
                    .long_text("withdrawn_reason", &ReturnSending::withdrawn_reason, {.longest = 2000})
                    .boolean("illustrative", &ReturnSending::illustrative)
                    .check(check_sending));
  all.push_back(Describe<ReturnVerdict>("return_verdict", "return_verdicts", "reason")
                    .reference("sending", "return_sending", &ReturnVerdict::sending, required_fixed)
                    .choice("answer", &ReturnVerdict::answer, {"accepted", "returned"}, fixed)
                    .long_text("reason", &ReturnVerdict::reason, {.fixed = true, .longest = 2000})
                    .reference("person", "person", &ReturnVerdict::person, person_fixed)
                    .day("day", &ReturnVerdict::day, required_fixed)
                    .reference("batch", "batch", &ReturnVerdict::batch, fixed)
                    .boolean("illustrative", &ReturnVerdict::illustrative)
                    .check(check_verdict));
  all.push_back(Describe<SourceSample>("source_sample", "source_samples", "source")
                    .text("source", &SourceSample::source, required_fixed)
                    .references("indicators", "indicator", &SourceSample::indicators, required_fixed)
                    .integer("population", &SourceSample::population, many_fixed)
                    .number("tolerable", &SourceSample::tolerable, per_cent)
                    .number("confidence", &SourceSample::confidence, {.required = true, .fixed = true, .minimum = 1, .maximum = 99.99})
                    .integer("accepted", &SourceSample::accepted, {.fixed = true, .minimum = 0, .maximum = 1000})
                    .integer("size", &SourceSample::size, {.required = true, .fixed = true, .minimum = 1, .maximum = 100'000})
                    .integer("seed", &SourceSample::seed, {.required = true, .fixed = true, .minimum = 0, .maximum = 9e15})
                    .reference("drawn_by", "person", &SourceSample::drawn_by, {.fixed = true, .audience = Audience::partners})
                    .day("drawn", &SourceSample::drawn, fixed)
                    .integer("wrong", &SourceSample::wrong, {.minimum = 0, .maximum = 100'000})
                    .long_text("found", &SourceSample::found)
                    .day("checked", &SourceSample::checked)
                    .boolean("illustrative", &SourceSample::illustrative)
                    .check(check_sample));
}

}  // namespace outturn::record
