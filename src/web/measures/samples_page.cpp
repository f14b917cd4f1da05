#include "web/measures/samples_page.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "act/add_record.h"
#include "base/hash.h"
#include "record/measure.h"
#include "record/returns.h"
#include "stats/record_sample.h"
#include "web/forms.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"
#include "web/data/return_page.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using record::SourceSample;
using workspace::Record;

const record::Kind& kind() { return record::kind_of<SourceSample>(); }

std::vector<const Record*> readable_samples(const Visit& visit) {
  std::vector<const Record*> all;
  visit.workspace().each(kind(), [&](const Record& one) {
    if (visit.may(access::Act::read, kind(), &one)) all.push_back(&one);
  });
  std::reverse(all.begin(), all.end());
  return all;
}

std::string address_of(const Record& sample) { return "/samples/" + percent_encoded(sample.id); }

/// At least so many wrong records would be needed for it to be as bad as this: rounded up, so that it is never said too small.
std::string per_cent_up(const Visit& visit, double share) { return visit.words.number(std::ceil(share * 1000 - 1e-9) / 10, 1); }

std::optional<double> limit_of(const SourceSample& sample) {
  if (!sample.wrong) return std::nullopt;
  const auto limit = stats::wrong_at_most(sample.population.value_or(0), sample.size.value_or(0), *sample.wrong, sample.confidence.value_or(95) / 100);
  return limit ? std::optional{*limit} : std::nullopt;
}

/// What the plan asks, as it was typed or as is usual.
struct Plan {
  std::string source;
  std::vector<std::string> indicators;
  stats::SamplePlan wanted;
  std::optional<std::int64_t> size{};  ///< once it can be computed
  base::Issues issues{};
  bool asked{};
};

std::optional<double> number_in(const Visit& visit, const Values& values, std::string_view name, base::Issues& issues) {
  const auto figure = typed_figure(values.get(name), visit.words.language());
  if (figure) return *figure;
  for (const auto& issue : figure.error()) issues.push_back({std::string(name), issue.code, issue.values});
  return std::nullopt;
}

Plan plan_of(const Visit& visit, const Values& values) {
  Plan plan{.source = std::string(values.get("source")), .asked = values.has("population")};
  for (const auto id : values.all("indicators")) plan.indicators.emplace_back(id);
  plan.wanted.population = static_cast<std::int64_t>(number_in(visit, values, "population", plan.issues).value_or(0));
  plan.wanted.tolerable = number_in(visit, values, "tolerable", plan.issues).value_or(5) / 100;
  plan.wanted.confidence = number_in(visit, values, "confidence", plan.issues).value_or(95) / 100;
  plan.wanted.accepted = static_cast<std::int64_t>(number_in(visit, values, "accepted", plan.issues).value_or(0));
  if (!plan.asked || !plan.issues.empty()) return plan;
  const auto size = stats::sample_size(plan.wanted);
  if (size) plan.size = *size;
  else plan.issues = size.error();
  return plan;
}

std::vector<Field> plan_fields(const Visit& visit, const Values& values) {
  const auto label = [&](const char* name) { return label_of(visit, kind(), *kind().field(name)); };
  const auto hint = [&](const char* name) { return visit.say(fmt::format("record.source_sample.{}.help", name)); };
  return {{.control = Control::number, .name = "population", .label = label("population"), .value = std::string(values.get("population")), .hint = hint("population"), .width = 10},
          {.control = Control::number, .name = "tolerable", .label = label("tolerable"), .value = std::string(values.get("tolerable", "5")), .hint = hint("tolerable"), .width = 5},
          {.control = Control::number, .name = "confidence", .label = label("confidence"), .value = std::string(values.get("confidence", "95")), .hint = hint("confidence"), .width = 5},
          {.control = Control::number, .name = "accepted", .label = label("accepted"), .value = std::string(values.get("accepted", "0")), .hint = hint("accepted"), .width = 5}};
}

Table samples_table(const Visit& visit, const std::vector<const Record*>& samples) {
  Table table{.caption = visit.say("samples.title"),
              .columns = {{visit.say("record.source_sample.source")}, {visit.say("record.source_sample.indicators")}, {visit.say("samples.drawn"), true}, {visit.say("samples.result")}},
              .rows = {}};
  table.light = true;
  for (const auto* record : samples) {
    const auto& sample = record->as<SourceSample>();
    std::string indicators;
    for (const auto& one : sample.indicators) indicators += (indicators.empty() ? "" : ", ") + title_of(visit, "indicator", one.id);
    Cell source{.text = sample.source, .address = visit.link(address_of(*record)), .sub = sample.drawn ? visit.words.day(*sample.drawn) : ""};
    if (sample.illustrative) source.content = html::rendered(Tag{.text = visit.say("record.source_sample.illustrative"), .outlined = true}, visit.words);
    table.rows.push_back({{std::move(source), {.text = indicators},
                           {.text = visit.say("samples.so_many_of", {{"size", sample.size.value_or(0)}, {"population", sample.population.value_or(0)}})},
                           {.text = sample_sentence(visit, *record)}}});
  }
  return table;
}

Response samples_page(const Visit& visit, const Values& values, Plan plan) {
  auto layout = frame(visit, visit.say("samples.title"), "/data");
  layout.breadcrumbs = {{.text = visit.say("nav.data"), .address = visit.link("/data")}, {.text = visit.say("quality_page.title"), .address = visit.link("/data/quality")}};
  layout.lead = visit.say("samples.lead");
  show_problems(visit, layout, plan.issues);
  const auto samples = readable_samples(visit);
  if (samples.empty()) layout.content += html::rendered(Saying{visit.say("samples.none")}, visit.words);
  else layout.content += html::rendered(samples_table(visit, samples), visit.words);

  layout.content += html::rendered(Heading{.text = visit.say("samples.plan"), .lead = visit.say("samples.plan_lead"), .id = "draw"}, visit.words);
  FilterForm asks{.action = "/samples", .fields = plan_fields(visit, values), .button = visit.say("samples.propose")};
  for (const auto& id : plan.indicators) asks.fields.push_back({.control = Control::hidden, .name = "indicators", .label = "", .value = id});
  show_issues(asks.fields, plan.issues, visit.words);
  keep_days(visit, asks);
  layout.content += html::rendered(asks, visit.words);
  if (plan.size) {
    layout.content += html::rendered(Facts{{{.label = visit.say("samples.proposed"), .value = visit.words.integer(*plan.size),
                                             .more = visit.say("samples.because", {{"tolerable", visit.words.number(plan.wanted.tolerable * 100)}, {"accepted", plan.wanted.accepted},
                                                                                   {"risk", visit.words.number(100 - plan.wanted.confidence * 100)}}),
                                             .big = true}}}, visit.words);
    if (may_draw_sample(visit)) {
      Form form{.action = "/samples", .csrf_token = visit.csrf};
      const auto seed = values.has("seed") ? std::string(values.get("seed")) : std::to_string(std::stoull(base::random_hex(4), nullptr, 16));
      form.fields = {{.control = Control::text, .name = "source", .label = visit.say("record.source_sample.source"), .value = plan.source, .hint = visit.say("record.source_sample.source.help")}};
      Field indicators{.control = Control::select, .name = "indicators", .label = visit.say("record.source_sample.indicators"), .value = plan.indicators.empty() ? "" : plan.indicators.front(),
                       .hint = visit.say("record.source_sample.indicators.help")};
      indicators.options = record_options(visit, record::kind_of<record::Indicator>(), 500);
      form.fields.push_back(std::move(indicators));
      form.fields.push_back({.control = Control::number, .name = "seed", .label = visit.say("record.source_sample.seed"), .value = seed, .hint = visit.say("record.source_sample.seed.help"), .width = 20});
      for (const auto* name : {"population", "tolerable", "confidence", "accepted"}) {
        form.fields.push_back({.control = Control::hidden, .name = name, .label = "", .value = std::string(values.get(name))});
      }
      form.buttons = {{.text = visit.say("samples.draw", {{"count", *plan.size}})}};
      show_issues(form.fields, plan.issues, visit.words);
      layout.content += html::rendered(form, visit.words);
    }
  }
  return framed(visit, layout, plan.issues.empty() ? 200 : 422);
}

}  // namespace

std::string sample_sentence(const Visit& visit, const Record& record) {
  const auto& sample = record.as<SourceSample>();
  const auto limit = limit_of(sample);
  if (!limit) return visit.say("samples.to_look_up", {{"count", sample.size.value_or(0)}});
  return visit.say(*limit < sample.tolerable.value_or(0) / 100 ? "samples.found_fewer" : "samples.found_more",
                   {{"wrong", sample.wrong.value_or(0)}, {"size", sample.size.value_or(0)}, {"limit", per_cent_up(visit, *limit)},
                    {"confidence", visit.words.number(sample.confidence.value_or(0))}, {"tolerable", visit.words.number(sample.tolerable.value_or(0))}});
}

bool may_draw_sample(const Visit& visit) {
  return visit.reader.kind() == access::Reader::Kind::person && visit.may(access::Act::add, kind());
}

Section samples_section(const Visit& visit) {
  Section made{.id = "samples", .title = visit.say("samples.title"), .lead = visit.say("samples.lead")};
  auto samples = readable_samples(visit);
  if (samples.size() > 5) samples.resize(5);
  if (!samples.empty()) made.content += html::rendered(samples_table(visit, samples), visit.words);
  made.content += html::rendered(Acts{{{visit.say("samples.all"), visit.link("/samples")}}}, visit.words);
  return made;
}

Response show_samples(const Visit& visit) {
  if (asks_for_data(visit)) {
    Sheet sheet{.name = "samples", .columns = {"id", "source", "population", "tolerable", "confidence", "accepted", "size", "seed", "wrong", "wrong_at_most"}, .rows = {}};
    for (const auto* record : readable_samples(visit)) {
      const auto& one = record->as<SourceSample>();
      const auto limit = limit_of(one);
      sheet.rows.push_back({record->id, one.source, one.population.value_or(0), one.tolerable.value_or(0), one.confidence.value_or(0), one.accepted.value_or(0), one.size.value_or(0),
                            one.seed.value_or(0), one.wrong ? SheetCell{*one.wrong} : SheetCell{}, limit ? SheetCell{*limit} : SheetCell{}});
    }
    return answered(visit, sheet);
  }
  const auto& query = visit.request.query;
  return samples_page(visit, query, plan_of(visit, query));
}

Response draw_sample(const Visit& visit) {
  const auto& form = visit.request.form;
  auto plan = plan_of(visit, form);
  const auto seed = number_in(visit, form, "seed", plan.issues);
  if (!plan.issues.empty() || !plan.size) return samples_page(visit, form, plan);
  record::References indicators;
  for (const auto& id : plan.indicators) {
    if (!id.empty()) indicators.push_back({id});
  }
  act::Fields fields{{"indicators", indicators.empty() ? record::Value{} : record::Value{indicators}},
                     {"population", plan.wanted.population}, {"tolerable", plan.wanted.tolerable * 100}, {"confidence", plan.wanted.confidence * 100},
                     {"accepted", plan.wanted.accepted}, {"size", *plan.size}};
  if (!plan.source.empty()) fields.emplace_back("source", plan.source);
  if (seed) fields.emplace_back("seed", static_cast<std::int64_t>(*seed));
  const auto receipt = act::add_record(visit.site.keeper, visit.reader, kind(), {}, fields);
  if (receipt) {
    const auto now = visit.site.keeper.now();
    const auto& made = now->at(kind(), static_cast<workspace::Slot>(now->count(kind()) - 1));
    return see_other(address_of(made));
  }
  const bool refused = std::any_of(receipt.error().begin(), receipt.error().end(), [](const auto& issue) { return issue.code.starts_with("access."); });
  if (refused) return refusal(visit.request, {.status = 403, .code = "forbidden", .issues = receipt.error()});
  plan.issues = receipt.error();
  return samples_page(visit, form, plan);
}

Response show_sample(const Visit& visit) {
  const auto* record = visit.readable<SourceSample>(visit.parameter("id"));
  if (!record) return not_found(visit.request);
  const auto& sample = record->as<SourceSample>();
  const auto drawn = stats::drawn_records(sample.population.value_or(0), sample.size.value_or(0), static_cast<std::uint64_t>(sample.seed.value_or(0)));
  if (asks_for_data(visit)) {
    Sheet sheet{.name = "sample-" + record->id, .columns = {"record"}, .rows = {}};
    if (drawn) for (const auto number : *drawn) sheet.rows.push_back({number});
    return answered(visit, sheet);
  }
  auto layout = frame(visit, sample.source, "/data");
  layout.breadcrumbs = {{.text = visit.say("nav.data"), .address = visit.link("/data")}, {.text = visit.say("samples.title"), .address = visit.link("/samples")}};
  if (sample.illustrative) layout.caption = visit.say("record.source_sample.illustrative");
  const auto limit = limit_of(sample);
  const auto tone = !limit ? Tone::none : *limit < sample.tolerable.value_or(0) / 100 ? Tone::on : Tone::off;
  layout.content += html::rendered(Verdict{.status = {tone, visit.say(!limit ? "samples.open" : tone == Tone::on ? "samples.passed" : "samples.failed")},
                                           .sentences = {sample_sentence(visit, *record)}}, visit.words);
  Facts facts;
  facts.facts.push_back({.label = visit.say("samples.drawn"), .value = visit.say("samples.so_many_of", {{"size", sample.size.value_or(0)}, {"population", sample.population.value_or(0)}}), .big = true});
  facts.facts.push_back({.label = visit.say("record.source_sample.seed"), .value = std::to_string(sample.seed.value_or(0)), .more = visit.say("record.source_sample.seed.help")});
  facts.facts.push_back({.label = visit.say("record.source_sample.tolerable"), .value = visit.words.number(sample.tolerable.value_or(0))});
  facts.facts.push_back({.label = visit.say("record.source_sample.confidence"), .value = visit.words.number(sample.confidence.value_or(0))});
  if (!sample.found.empty()) facts.facts.push_back({.label = visit.say("record.source_sample.found"), .value = sample.found});
  layout.content += html::rendered(facts, visit.words);
  std::string numbers;
  if (drawn) for (const auto number : *drawn) numbers += (numbers.empty() ? "" : ", ") + std::to_string(number);
  layout.content += html::rendered(Heading{.text = visit.say("samples.numbers"), .lead = visit.say("samples.numbers_lead"), .id = "numbers"}, visit.words);
  layout.content += html::rendered(Saying{numbers}, visit.words);
  Acts acts;
  if (visit.may(access::Act::change, kind(), record)) acts.links.push_back({visit.say("samples.record_result"), visit.link("/records/source_sample/" + percent_encoded(record->id) + "/change")});
  acts.links.push_back({visit.say("samples.as_csv"), visit.link(address_of(*record) + ".csv")});
  layout.content += html::rendered(acts, visit.words);
  return framed(visit, layout);
}

}  // namespace outturn::web
