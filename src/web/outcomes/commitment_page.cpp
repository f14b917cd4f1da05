#include <fmt/core.h>

#include "record/measure.h"
#include "record/organisation.h"
#include "web/outcomes/commitments_page.h"
#include "web/answers/findings.h"
#include "web/measures/formula_history.h"
#include "web/outcomes/judgement.h"
#include "web/parts.h"
#include "web/serving/parse.h"

namespace outturn::web {
namespace {

using record::Commitment;
using workspace::Record;

std::vector<Status> no_statuses(const Record&) { return {}; }

/// Links to the records that references name, one a line, each with its statuses where it has some.
template <class T, class StatusesOf>
html::Safe linked(const Visit& visit, const record::References& references, StatusesOf statuses_of) {
  LinkList list;
  for (const auto& reference : references) {
    const auto* found = visit.readable<T>(reference.id);
    if (found) list.items.push_back({{found->title(visit.words.language()), visit.link_to(*found)}, statuses_of(*found)});
  }
  return html::rendered(list, visit.words);
}

SummaryRow filled(SummaryRow row, std::string when_empty) {
  if (row.value.empty() && row.content.empty()) row.value = std::move(when_empty);
  return row;
}

SummaryList summary(const Visit& visit, const Record& record) {
  const auto& commitment = record.as<Commitment>();
  const auto& language = visit.words.language();
  const bool may_change = visit.may(access::Act::change, *record.kind, &record);
  const auto change = [&](std::string_view field) {
    std::vector<Link> actions;
    if (may_change) {
      actions.push_back({.text = visit.say("overview.change_field"), .address = form_to_change(visit, record), .hidden = visit.say(fmt::format("record.commitment.{}", field))});
    }
    return actions;
  };
  SummaryList list;
  record::References lead;
  if (!commitment.lead.empty()) lead.push_back(commitment.lead);
  list.rows.push_back(filled({.key = visit.say("record.commitment.lead"), .content = linked<record::Organisation>(visit, lead, no_statuses), .actions = change("lead")},
                             visit.say("commitments.no_lead")));
  record::References others;
  for (const auto& one : commitment.parties) {
    if (!(one == commitment.lead)) others.push_back(one);
  }
  list.rows.push_back(filled({.key = visit.say("overview.with"), .content = linked<record::Organisation>(visit, others, no_statuses), .actions = change("parties")},
                             visit.say("commitments.alone")));
  list.rows.push_back(filled({.key = visit.say("record.commitment.due"), .value = commitment.due ? visit.words.day(*commitment.due) : "", .actions = change("due")},
                             visit.say("commitments.no_date")));
  list.rows.push_back(filled({.key = visit.say("record.commitment.outcomes"), .content = linked<record::Outcome>(visit, commitment.outcomes, no_statuses), .actions = change("outcomes")},
                             visit.say("commitments.no_outcome")));
  const auto with_status = [&](const Record& indicator) {
    std::vector<Status> all;
    for (const auto& status : track::statuses_of_indicator(visit.view, indicator)) all.push_back(shown(visit, status.code));
    return all;
  };
  auto measures = linked<record::Indicator>(visit, commitment.indicators, with_status);
  for (const auto& reference : commitment.indicators) {
    const auto* indicator = visit.readable<record::Indicator>(reference.id);
    const auto mark = indicator ? formula_mark(visit, *indicator) : std::string();
    if (!mark.empty()) measures += html::rendered(Saying{visit.say("commitments.formula", {{"measure", indicator->title(language)}, {"mark", mark}})}, visit.words);
  }
  list.rows.push_back(filled({.key = visit.say("record.commitment.indicators"), .content = std::move(measures), .actions = change("indicators")},
                             visit.say("commitments.no_indicator")));
  list.rows.push_back(filled({.key = visit.say("record.commitment.measure"), .value = std::string(commitment.measure.in(language)), .actions = change("measure")},
                             visit.say("commitments.no_measure_text")));
  if (!commitment.number.empty()) list.rows.push_back({.key = visit.say("record.commitment.number"), .value = commitment.number});
  if (const auto* source = visit.readable<record::Source>(commitment.source.id)) {
    const auto& content = source->as<record::Source>();
    SummaryRow row{.key = visit.say("record.commitment.source")};
    if (content.url.empty()) row.value = source->title(language);
    else row.content = html::rendered(Link{source->title(language), content.url}, visit.words);
    list.rows.push_back(std::move(row));
  }
  return list;
}

}  // namespace

Response show_commitment(const Visit& visit) {
  const auto* record = visit.readable<Commitment>(visit.parameter("id"));
  if (!record) return not_found(visit.request);
  if (asks_for_data(visit)) return answered(visit, commitments_sheet(visit, {record}));
  const auto& words = visit.words;
  auto layout = frame(visit, record->title(words.language()), "/commitments");
  layout.breadcrumbs = {{.text = visit.say("commitments.title"), .address = visit.link("/commitments")}};
  layout.caption = visit.say("record.commitment");
  if (record->retired) layout.content += html::rendered(Warning{visit.say("overview.retired")}, words);
  if (record->as<Commitment>().illustrative) layout.content += html::rendered(Tag{.text = visit.say("overview.illustrative"), .outlined = true}, words);
  layout.content += findings_list(visit, chain::findings_about(visit.view, *record), visit.say("overview.in_the_way"));
  layout.content += html::rendered(summary(visit, *record), words);
  layout.content += record_links(visit, *record);
  return framed(visit, layout);
}

}  // namespace outturn::web
