#include <fmt/core.h>

#include "chain/broker.h"
#include "record/contribution.h"
#include "web/answers/answers_page.h"
#include "web/forms.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_facts.h"
#include "web/serving/parse.h"
#include "web/answers/partners_pages.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using record::Support;
using workspace::Record;

constexpr std::size_t most_suggestions = 15;

std::vector<chain::Suggestion> readable_suggestions(const Visit& visit, const Record& outcome) {
  auto all = chain::suggestions(visit.view, outcome);
  const auto hidden = [&](const Record* record) { return !visit.may(access::Act::read, *record->kind, record); };
  std::erase_if(all, [&](const chain::Suggestion& one) { return hidden(one.organisation) || std::any_of(one.records.begin(), one.records.end(), hidden); });
  return all;
}

Table support_table(const Visit& visit, record::SupportForm form, const Record* outcome) {
  Table table{.caption = visit.say(form == record::SupportForm::request ? "broker.requests" : "broker.offers"),
              .columns = {{visit.say("record.support.what")}, {visit.say("record.organisation")}, {visit.say("record.outcome")}, {visit.say("record.support.since")}},
              .rows = {},
              .light = true};
  visit.workspace().each(record::kind_of<Support>(), [&](const Record& record) {
    const auto& support = record.as<Support>();
    if (support.form != form || support.settled || !visit.may(access::Act::read, *record.kind, &record)) return;
    if (support.until && *support.until < visit.view.day()) return;
    if (outcome && support.outcome.id != outcome->id) return;
    const auto* organisation = visit.readable<record::Organisation>(support.organisation.id);
    const auto* of = visit.readable<record::Outcome>(support.outcome.id);
    if (!organisation) return;
    Cell what{.text = title_of(visit, record), .address = visit.link_to(record)};
    if (support.illustrative) what.content = html::rendered(illustrative_tag(visit, true), visit.words);
    if (const auto* request = visit.readable<Support>(support.answers.id)) what.sub = visit.say("broker.answers", {{"request", title_of(visit, *request)}});
    const auto answers = visit.workspace().referring<Support>(record, "answers").size();
    if (form == record::SupportForm::request) what.sub = visit.say("broker.answered", {{"count", static_cast<std::int64_t>(answers)}});
    table.rows.push_back({{std::move(what), {.text = title_of(visit, *organisation), .address = visit.link_to(*organisation)},
                           of ? Cell{.text = title_of(visit, *of), .address = visit.link_to(*of)} : Cell{.text = visit.say("broker.any_outcome")},
                           {.text = support.since ? visit.words.day(*support.since) : ""}}});
  });
  return table;
}

}  // namespace

Table suggestions_table(const Visit& visit, const Record& outcome, std::size_t most) {
  Table table{.caption = visit.say("broker.who"), .columns = {{visit.say("record.organisation")}, {visit.say("broker.why")}, {visit.say("broker.next")}}, .rows = {}, .light = true};
  for (const auto& one : readable_suggestions(visit, outcome)) {
    if (table.rows.size() == most) break;
    std::string why;
    for (const auto& reason : one.reasons) why += (why.empty() ? "" : " ") + visit.say(reason);
    Cell next{.text = visit.say("broker.ask")};
    if (visit.may(access::Act::add, record::kind_of<record::Party>())) {
      next.address = form_to_add(visit, "party", fmt::format("outcome={}&organisation={}", percent_encoded(outcome.id), percent_encoded(one.organisation->id)));
      next.text = visit.say("gaps.do.add_party");
    }
    table.rows.push_back({{{.text = title_of(visit, *one.organisation), .address = visit.link_to(*one.organisation)}, {.text = std::move(why)}, std::move(next)}});
  }
  return table;
}

Response show_broker(const Visit& visit) {
  const auto outcomes = readable_outcomes(visit);
  const auto asked = visit.request.query.get("outcome");
  const Record* outcome = asked.empty() ? nullptr : visit.readable<record::Outcome>(asked);
  if (!asked.empty() && !outcome) return not_found(visit.request);
  if (asks_for_data(visit)) {
    Sheet sheet{.name = "broker", .columns = {"outcome", "organisation", "points", "reason"}, .rows = {}};
    for (const auto* one : outcomes) {
      if (outcome && one != outcome) continue;
      for (const auto& suggestion : readable_suggestions(visit, *one)) {
        for (const auto& reason : suggestion.reasons) sheet.rows.push_back({one->id, suggestion.organisation->id, std::int64_t{suggestion.points}, visit.say(reason)});
      }
    }
    return answered(visit, sheet);
  }
  auto layout = frame(visit, visit.say("broker.title"), "/organisations");
  place_among_partners(visit, layout, "/broker");
  layout.lead = visit.say("broker.lead");
  Field choice{.control = Control::select, .name = "outcome", .label = visit.say("record.outcome"), .value = std::string(asked), .options = {{"", visit.say("broker.choose")}}};
  for (const auto* one : outcomes) choice.options.push_back({one->id, title_of(visit, *one)});
  FilterForm form{.action = "/broker", .fields = {std::move(choice)}, .clear_address = asked.empty() ? "" : visit.link("/broker")};
  keep_days(visit, form);
  layout.content += html::rendered(form, visit.words);
  if (outcome) {
    const auto table = suggestions_table(visit, *outcome, most_suggestions);
    Section section{.id = "who", .title = visit.say("broker.for", {{"outcome", title_of(visit, *outcome)}}), .lead = visit.say("broker.for_lead")};
    section.content = table.rows.empty() ? html::rendered(EmptyState{.title = visit.say("broker.nobody"), .sentences = {visit.say("broker.nobody_why")}, .heading_level = 3}, visit.words)
                                         : html::rendered(table, visit.words);
    if (table.rows.empty()) section.lead.clear();
    layout.content += html::rendered(section, visit.words);
  }
  for (const auto form_of : {record::SupportForm::request, record::SupportForm::offer}) {
    const bool asks = form_of == record::SupportForm::request;
    const auto table = support_table(visit, form_of, outcome);
    Section section{.id = asks ? "requests" : "offers", .title = table.caption};
    if (table.rows.empty()) section.lead = visit.say(asks ? "broker.no_requests" : "broker.no_offers");
    else section.content = html::rendered(table, visit.words);
    layout.content += html::rendered(section, visit.words);
  }
  if (visit.may(access::Act::add, record::kind_of<Support>())) {
    const auto of = outcome ? "&outcome=" + percent_encoded(outcome->id) : std::string();
    layout.content += html::rendered(Acts{{{visit.say("broker.ask_for_support"), form_to_add(visit, "support", "form=request" + of)},
                                           {visit.say("broker.offer_support"), form_to_add(visit, "support", "form=offer" + of)}}}, visit.words);
  }
  layout.content += download_links(visit, "/broker", query_with(visit));
  return framed(visit, layout);
}

}  // namespace outturn::web
