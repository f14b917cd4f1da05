#include "web/answers/findings.h"

#include <algorithm>

#include <fmt/core.h>

#include "web/answers/gap_history.h"
#include "web/outcomes/judgement.h"
#include "web/serving/parse.h"
#include "web/parts.h"

namespace outturn::web {

using chain::Finding;
using chain::Severity;

Tone tone_of(Severity severity) {
  switch (severity) {
    case Severity::serious: return Tone::off;
    case Severity::moderate: return Tone::doubt;
    case Severity::minor: break;
  }
  return Tone::none;
}

namespace {

Glyph glyph_of_severity(Severity severity) { return web::glyph_of(tone_of(severity)); }

/// A finding that is mended by adding a record and not by changing the one it is about: kind, and its field that names it.
struct Addition {
  std::string_view code;
  std::string_view kind;
  std::string_view field;
};
constexpr Addition additions[] = {
    {"nobody_leads", "party", "outcome"},
    {"not_shared", "party", "outcome"},
    {"outcome_without_indicator", "indicator", "outcomes"},
    {"indicator_without_target", "target", "indicator"},
    {"definition_missing", "definition", "indicator"},
};
constexpr std::string_view mended_by_figures[] = {"stale_figures", "indicator_without_figures", "target_past_without_figure"};

}  // namespace

bool may_know(const Visit& visit, const Finding& finding) {
  return std::all_of(finding.records.begin(), finding.records.end(), [&](const workspace::Record* record) { return visit.may(access::Act::read, *record->kind, record); });
}

std::vector<Finding> readable_findings(const Visit& visit, std::vector<Finding> findings) {
  std::erase_if(findings, [&](const Finding& finding) { return !may_know(visit, finding); });
  return findings;
}

std::string page_of(const Visit& visit, const workspace::Record& record) {
  if (record.kind->code == "commitment") return visit.link("/commitments/" + percent_encoded(record.id));
  return visit.link_to(record);
}

std::string gap_name(const Visit& visit, std::string_view code) {
  const auto key = fmt::format("gaps.code.{}", code);
  return visit.words.has(key) ? visit.say(key) : std::string(code);
}

Link finding_next(const Visit& visit, const Finding& finding) {
  base::ensure(!finding.records.empty(), "a finding is about something");
  const auto& about = *finding.records.front();
  const auto name = about.title(visit.words.language());
  if (std::find(std::begin(mended_by_figures), std::end(mended_by_figures), finding.code) != std::end(mended_by_figures) &&
      visit.may(access::Act::import, *record::kind("batch"))) {
    return {.text = visit.say("gaps.do.import"), .address = visit.link("/data/imports/new"), .hidden = name};
  }
  for (const auto& addition : additions) {
    const auto& kind = *record::kind(addition.kind);
    if (addition.code == finding.code && visit.may(access::Act::add, kind)) {
      return {.text = visit.say(fmt::format("gaps.do.add_{}", addition.kind)),
              .address = form_to_add(visit, addition.kind, fmt::format("{}={}", addition.field, percent_encoded(about.id))),
              .hidden = name};
    }
  }
  if (finding.code == "target_missed_unreplaced" && visit.may(access::Act::change, *about.kind, &about)) {
    return {.text = visit.say("gaps.do.replace_target"), .address = visit.link(fmt::format("/records/target/{}/replace", percent_encoded(about.id))), .hidden = name};
  }
  if (visit.may(access::Act::change, *about.kind, &about)) {
    return {.text = visit.say("gaps.do.change"), .address = form_to_change(visit, about), .hidden = name};
  }
  const bool is_here = visit.request.path == fmt::format("/{}/{}", about.kind->plural, about.id);
  if (!is_here) return {.text = visit.say(fmt::format("gaps.do.see_{}", about.kind->code)), .address = page_of(visit, about), .hidden = name};
  if (!visit.reader.is_signed_in()) return {.text = visit.say("gaps.do.sign_in"), .address = form_to_change(visit, about), .hidden = name};
  if (finding.who) return {.text = visit.say("gaps.do.see_organisation"), .address = visit.link_to(*finding.who), .hidden = finding.who->title(visit.words.language())};
  return {};
}

FindingView finding_view(const Visit& visit, const Finding& finding) {
  return {.severity = {glyph_of_severity(finding.severity), visit.say(fmt::format("chain.severity.{}", chain::text_of(finding.severity))), tone_of(finding.severity)},
          .sentence = visit.say(finding.sentence),
          .what_to_do = visit.say(finding.what_to_do),
          .next = finding_next(visit, finding),
          .since = gap_history_link(visit, *finding.records.front()),
          .who = finding.who ? finding.who->title(visit.words.language()) : ""};
}

html::Safe findings_list(const Visit& visit, const std::vector<Finding>& findings, std::string title, std::size_t most) {
  FindingsView view{.id = "gaps-found", .title = std::move(title), .findings = {}};
  for (const auto& finding : readable_findings(visit, findings)) {
    if (view.findings.size() == most) break;
    view.findings.push_back(finding_view(visit, finding));
  }
  return html::rendered(view, visit.words);
}

html::Safe record_links(const Visit& visit, const workspace::Record& record) {
  std::vector<Link> links;
  if (visit.may(access::Act::change, *record.kind, &record)) links.push_back({visit.say("overview.change_record"), form_to_change(visit, record)});
  if (visit.may(access::Act::read_history, *record.kind, &record)) {
    links.push_back({visit.say("overview.history"), visit.link(fmt::format("/history/{}/{}", record.kind->code, percent_encoded(record.id)))});
  }
  return html::rendered(Acts{std::move(links)}, visit.words);
}

}  // namespace outturn::web
