#include "web/answers/answers_page.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "act/acknowledge_link.h"
#include "web/answers/findings.h"
#include "web/forms.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using Duty = record::Link;
using workspace::Record;

Link link_of(const Visit& visit, const Record& record) { return {.text = title_of(visit, record), .address = visit.link_to(record)}; }

std::vector<const Record*> readable_links(const Visit& visit, const Record& outcome) {
  auto all = visit.workspace().referring<record::Link>(outcome);  // drafts, too, for those who may read them
  std::erase_if(all, [&](const Record* link) { return !visit.may(access::Act::read, *link->kind, link); });
  return all;
}

std::string person_text(const Visit& visit, const Duty& link) {
  const auto* post = visit.readable<record::Post>(link.post.id);
  if (!post) return {};
  const auto& held = post->as<record::Post>();
  if (held.is_vacant(visit.view.day())) return visit.say("answers.post_vacant", {{"post", title_of(visit, *post)}});
  return visit.say("answers.done_by", {{"post", title_of(visit, *post)}, {"person", held.holder}});
}

/// Builds the nested lists: each link once in full, from those to which nothing is passed on.
class Chain {
 public:
  Chain(const Visit& visit, const Record& outcome) : visit_(visit), links_(readable_links(visit, outcome)) {}

  ChainView view() {
    ChainView view;
    for (const auto* link : links_) {
      const auto& holder = link->as<Duty>().organisation;
      const bool is_passed_to = std::any_of(links_.begin(), links_.end(), [&](const Record* other) { return other->as<Duty>().passes_to == holder; });
      if (!is_passed_to) view.first.push_back(duty(*link));
    }
    for (const auto* link : links_) {  // what only a circle leads to
      if (!shown_.contains(link)) view.first.push_back(duty(*link));
    }
    return view;
  }

 private:
  DutyView duty(const Record& record) {
    const auto& link = record.as<Duty>();
    const auto* holder = visit_.readable<record::Organisation>(link.organisation.id);
    DutyView view{.id = "link-" + record.id, .duty = {title_of(visit_, record), visit_.link_to(record)},
                  .organisation = holder ? link_of(visit_, *holder) : Link{.text = link.organisation.id, .address = {}}};
    view.illustrative = link.draft ? Tag{.text = visit_.say("answers.draft"), .outlined = true} : illustrative_tag(visit_, link.illustrative);
    if (!shown_.insert(&record).second) {
      view.id.clear();
      view.shown_above = visit_.say("answers.shown_above");
      return view;
    }
    if (!link.beneficiaries.empty()) view.beneficiaries = visit_.say("answers.for", {{"whom", in_language(visit_, link.beneficiaries)}});
    const auto* above = visit_.readable<record::Organisation>(link.accountable_to.id);
    view.answers_to = above ? visit_.say("answers.answers_to", {{"organisation", title_of(visit_, *above)}}) : visit_.say("answers.answers_to_nobody");
    view.person = person_text(visit_, link);
    view.said = acknowledgement_shown(visit_, record);
    view.said_more = acknowledgement_text(visit_, record);
    if (!chain::acknowledged(visit_.view, record) && visit_.may(access::Act::acknowledge, *record.kind, &record)) {
      view.act = {.text = visit_.say("answers.read_and_acknowledge"), .address = visit_.link_to(record), .hidden = title_of(visit_, record)};
    }
    if (!link.passes_to.empty()) {
      for (const auto* next : links_) {
        if (next->as<Duty>().organisation == link.passes_to) view.passes_to.push_back(duty(*next));
      }
    }
    return view;
  }

  const Visit& visit_;
  std::vector<const Record*> links_;
  std::set<const Record*> shown_;
};

Cell named_cell(const Visit& visit, const Record& record, bool illustrative) {
  Cell cell{.text = title_of(visit, record), .address = visit.link_to(record)};
  if (illustrative) cell.content = html::rendered(illustrative_tag(visit, true), visit.words);
  return cell;
}

void add_table(const Visit& visit, Layout& layout, std::string id, std::string title, std::string lead, Table table) {
  if (table.rows.empty()) return;
  table.caption = title;
  table.light = true;
  layout.content += html::rendered(Section{.id = std::move(id), .title = std::move(title), .lead = std::move(lead), .content = html::rendered(table, visit.words)}, visit.words);
}

void add_parties(const Visit& visit, Layout& layout, const Record& outcome) {
  Table table{.caption = {}, .columns = {{visit.say("record.organisation")}, {visit.say("record.party.stance")}, {visit.say("record.party.contribution")}}, .rows = {}};
  const auto& kind = record::kind_of<record::Party>();
  for (const auto stance : {record::Stance::leads, record::Stance::co_owns, record::Stance::contributes, record::Stance::is_consulted, record::Stance::inhibits}) {
    for (const auto* record : readable_of<record::Party>(visit, outcome)) {
      const auto& party = record->as<record::Party>();
      const auto* organisation = visit.readable<record::Organisation>(party.organisation.id);
      if (party.stance != stance || !organisation) continue;
      table.rows.push_back({{named_cell(visit, *organisation, party.illustrative), {.text = plain_value(visit, kind, *kind.field("stance"), kind.field("stance")->read(record->body.get()))},
                             {.text = in_language(visit, party.contribution)}}});
    }
  }
  add_table(visit, layout, "parties", visit.say("answers.parties"), visit.say("answers.parties_lead"), std::move(table));
}

void add_bodies(const Visit& visit, Layout& layout, const Record& outcome) {
  Table table{.caption = {}, .columns = {{visit.say("record.body")}, {visit.say("record.body.decides")}, {visit.say("answers.members"), true}, {visit.say("record.body.met_on")}}, .rows = {}};
  const auto bodies = readable_of<record::GovernanceBody>(visit, outcome);
  const auto add = [&](const Record& record) {
    const auto& body = record.as<record::GovernanceBody>();
    auto name = named_cell(visit, record, body.illustrative);
    const auto* whole = visit.readable<record::GovernanceBody>(body.replicates.id);
    const auto* place = visit.readable<record::Place>(body.place.id);
    if (whole && place) name.sub = visit.say("answers.local_form", {{"body", title_of(visit, *whole)}, {"place", title_of(visit, *place)}});
    Cell met{.text = body.met_on ? visit.words.day(*body.met_on) : visit.say("answers.never_met")};
    if (body.interval) met.sub = visit.say("answers.every", {{"days", *body.interval}});
    table.rows.push_back({{std::move(name), {.text = in_language(visit, body.decides)}, {.text = visit.words.integer(static_cast<std::int64_t>(body.members.size()))}, std::move(met)}});
  };
  for (const auto* body : bodies) {
    if (!body->as<record::GovernanceBody>().replicates.empty()) continue;
    add(*body);
    for (const auto* local : bodies) {
      if (local->as<record::GovernanceBody>().replicates.id == body->id) add(*local);
    }
  }
  for (const auto* body : bodies) {  // local forms of a body that is not of this outcome
    const auto& whole = body->as<record::GovernanceBody>().replicates.id;
    if (!whole.empty() && std::none_of(bodies.begin(), bodies.end(), [&](const Record* other) { return other->id == whole; })) add(*body);
  }
  add_table(visit, layout, "bodies", visit.say("answers.bodies"), visit.say("answers.bodies_lead"), std::move(table));
}

void add_outside(const Visit& visit, Layout& layout, const Record& outcome) {
  const auto choice = [&](const Record& record, std::string_view field) {
    return plain_value(visit, *record.kind, *record.kind->field(field), record.kind->field(field)->read(record.body.get()));
  };
  Table factors{.caption = {}, .columns = {{visit.say("record.factor")}, {visit.say("record.factor.effect")}, {visit.say("record.factor.watched")}}, .rows = {}};
  for (const auto* record : readable_of<record::Factor>(visit, outcome)) {
    const auto& factor = record->as<record::Factor>();
    const auto* indicator = visit.readable<record::Indicator>(factor.indicator.id);
    Cell watched{.text = in_language(visit, factor.watched)};
    if (indicator) watched.content = html::rendered(link_of(visit, *indicator), visit.words);
    if (watched.text.empty() && !indicator) watched.text = visit.say("answers.not_watched");
    factors.rows.push_back({{named_cell(visit, *record, factor.illustrative), {.text = choice(*record, "effect")}, std::move(watched)}});
  }
  add_table(visit, layout, "factors", visit.say("answers.factors"), visit.say("answers.factors_lead"), std::move(factors));

  Table others{.caption = {}, .columns = {{visit.say("record.stakeholder")}, {visit.say("record.stakeholder.stance")}, {visit.say("record.stakeholder.engagement")}}, .rows = {}};
  for (const auto* record : readable_of<record::Stakeholder>(visit, outcome)) {
    const auto& other = record->as<record::Stakeholder>();
    Cell engagement{.text = in_language(visit, other.engagement)};
    if (engagement.text.empty()) engagement.text = visit.say("answers.nothing_done");
    auto name = named_cell(visit, *record, other.illustrative);
    name.sub = in_language(visit, other.interest);
    others.rows.push_back({{std::move(name), {.text = choice(*record, "stance")}, std::move(engagement)}});
  }
  add_table(visit, layout, "stakeholders", visit.say("answers.stakeholders"), {}, std::move(others));
}

std::string said_code(const Visit& visit, const Record& link) {
  const auto said = chain::acknowledged(visit.view, link);
  if (!said.latest) return "not_acknowledged";
  if (!said.words_stand) return "other_words";
  return chain::has_left(visit.view, link, *said.latest) ? "left" : "acknowledged";
}

Sheet sheet_of(const Visit& visit, const Record& outcome) {
  Sheet sheet{.name = outcome.id + "-answers",
              .columns = {"link", "organisation", "duty", "beneficiaries", "passes_to", "accountable_to", "state", "acknowledged_by", "acknowledged_on", "illustrative"},
              .rows = {}};
  const auto cell = [](std::string text) { return text.empty() ? SheetCell() : SheetCell(std::move(text)); };
  for (const auto* record : readable_links(visit, outcome)) {
    const auto& link = record->as<Duty>();
    const auto said = chain::acknowledged(visit.view, *record);
    const auto* given = said.latest ? &said.latest->as<record::Acknowledgement>() : nullptr;
    sheet.rows.push_back({record->id, link.organisation.id, in_language(visit, link.duty), cell(in_language(visit, link.beneficiaries)), cell(link.passes_to.id), cell(link.accountable_to.id),
                          said_code(visit, *record), given ? cell(given->name) : SheetCell(), given && given->on ? SheetCell(given->on->iso()) : SheetCell(),
                          std::string(link.illustrative ? "yes" : "no")});
  }
  return sheet;
}

Response link_page(const Visit& visit, const Record& record, const base::Issues& issues, int status = 200) {
  const auto& link = record.as<Duty>();
  const auto* outcome = visit.readable<record::Outcome>(link.outcome.id);
  auto layout = frame(visit, title_of(visit, record), "/outcomes");
  if (outcome) {
    layout.breadcrumbs = {{.text = visit.say("outcomes.title"), .address = visit.link("/outcomes")},
                          {.text = title_of(visit, *outcome), .address = visit.link_to(*outcome)},
                          {.text = visit.say("answers.title"), .address = visit.link("/outcomes/" + percent_encoded(outcome->id) + "/answers")}};
  }
  layout.caption = visit.say("record.link");
  layout.has_errors = !issues.empty();
  if (!issues.empty()) layout.content += html::rendered(error_summary(issues, visit.words), visit.words);
  if (visit.request.query.get("done") == "acknowledged") layout.content += html::rendered(Banner{.text = visit.say("answers.done"), .success = true}, visit.words);
  if (link.illustrative) layout.content += html::rendered(illustrative_tag(visit, true), visit.words);
  if (link.draft) layout.content += html::rendered(Tag{.text = visit.say("answers.draft"), .outlined = true}, visit.words);
  if (record.retired) layout.content += html::rendered(Warning{visit.say("overview.retired")}, visit.words);

  SummaryList list;
  const auto organisation_row = [&](std::string_view field, const record::Reference& reference, std::string_view when_empty) {
    const auto* found = visit.readable<record::Organisation>(reference.id);
    SummaryRow row{.key = visit.say(fmt::format("record.link.{}", field))};
    if (found) row.content = html::rendered(link_of(visit, *found), visit.words);
    else row.value = visit.say(when_empty);
    list.rows.push_back(std::move(row));
  };
  organisation_row("organisation", link.organisation, "answers.nobody");
  list.rows.push_back({.key = visit.say("record.link.duty"), .value = in_language(visit, link.duty)});
  list.rows.push_back({.key = visit.say("record.link.beneficiaries"), .value = link.beneficiaries.empty() ? visit.say("answers.not_said") : in_language(visit, link.beneficiaries)});
  organisation_row("passes_to", link.passes_to, "answers.serves_people");
  organisation_row("accountable_to", link.accountable_to, "answers.nobody");
  if (auto person = person_text(visit, link); !person.empty()) list.rows.push_back({.key = visit.say("record.link.post"), .value = std::move(person)});
  list.rows.push_back({.key = visit.say("record.acknowledgement"), .value = acknowledgement_text(visit, record),
                       .content = html::rendered(acknowledgement_shown(visit, record), visit.words)});
  layout.content += html::rendered(list, visit.words);

  if (!link.commitments.empty()) {
    LinkList promises;
    for (const auto& reference : link.commitments) {
      if (const auto* promise = visit.readable<record::Commitment>(reference.id)) promises.items.push_back({link_of(visit, *promise), {}});
    }
    layout.content += html::rendered(Section{.id = "commitments", .title = visit.say("record.link.commitments"), .content = html::rendered(promises, visit.words)}, visit.words);
  }
  if (!record.retired && visit.may(access::Act::acknowledge, *record.kind, &record)) {
    const auto* holder = visit.readable<record::Organisation>(link.organisation.id);
    Form form{.action = fmt::format("/links/{}/acknowledge", percent_encoded(record.id)), .csrf_token = visit.csrf,
              .fields = {{.control = Control::hidden, .name = "words", .label = {}, .value = record::words_of(link)}},
              .buttons = {{.text = visit.say("answers.acknowledge")}}};
    layout.content += html::rendered(Section{.id = "acknowledge", .title = visit.say("answers.yours"),
                                             .lead = visit.say("answers.yours_lead", {{"organisation", holder ? title_of(visit, *holder) : link.organisation.id}}),
                                             .content = html::rendered(form, visit.words)}, visit.words);
  }
  layout.content += findings_list(visit, chain::findings_about(visit.view, record), visit.say("overview.in_the_way"));
  layout.content += record_links(visit, record);
  return framed(visit, layout, status);
}

}  // namespace

Tag illustrative_tag(const Visit& visit, bool illustrative) { return {.text = illustrative ? visit.say("overview.illustrative") : "", .outlined = true}; }

Status acknowledgement_shown(const Visit& visit, const Record& link) {
  const auto code = said_code(visit, link);
  const auto tone = code == "acknowledged" ? Tone::on : code == "other_words" ? Tone::doubt : Tone::off;
  return {.tone = tone, .text = visit.say("answers.state." + code)};
}

std::string acknowledgement_text(const Visit& visit, const Record& link) {
  const auto said = chain::acknowledged(visit.view, link);
  if (!said.latest) return {};
  const auto& given = said.latest->as<record::Acknowledgement>();
  return visit.say("answers.by_on", {{"person", given.name}, {"day", given.on.value_or(visit.view.day())}});
}

ChainView chain_view(const Visit& visit, const Record& outcome) { return Chain(visit, outcome).view(); }

ChainCount chain_count(const Visit& visit, const Record& outcome) {
  ChainCount count;
  for (const auto* link : readable_links(visit, outcome)) {
    ++count.links;
    count.acknowledged += said_code(visit, *link) == "acknowledged";
  }
  return count;
}

Response show_answers(const Visit& visit) {
  const auto* outcome = visit.readable<record::Outcome>(visit.parameter("id"));
  if (!outcome) return not_found(visit.request);
  if (asks_for_data(visit)) return answered(visit, sheet_of(visit, *outcome));
  const auto address = "/outcomes/" + percent_encoded(outcome->id) + "/answers";
  auto layout = outcome_frame(visit, *outcome, visit.say("answers.of", {{"outcome", title_of(visit, *outcome)}}), "answers");
  const auto count = chain_count(visit, *outcome);
  const auto number = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  layout.lead = visit.say("answers.lead", {{"links", number(count.links)}, {"acknowledged", number(count.acknowledged)}});
  if (outcome->as<record::Outcome>().illustrative) layout.content += html::rendered(illustrative_tag(visit, true), visit.words);
  Section chain{.id = "chain", .title = visit.say("answers.chain"), .lead = visit.say("answers.chain_lead")};
  if (count.links == 0) {
    EmptyState none{.title = visit.say("answers.no_chain"), .sentences = {visit.say("answers.no_chain_why")}, .heading_level = 3};
    if (visit.may(access::Act::add, record::kind_of<Duty>())) none.links.push_back({visit.say("answers.add_link"), form_to_add(visit, "link", "outcome=" + percent_encoded(outcome->id))});
    chain.lead.clear();
    chain.content = html::rendered(none, visit.words);
  } else {
    chain.content = html::rendered(chain_view(visit, *outcome), visit.words);
  }
  layout.content += html::rendered(chain, visit.words);
  add_parties(visit, layout, *outcome);
  add_bodies(visit, layout, *outcome);
  add_outside(visit, layout, *outcome);
  auto findings = chain::findings_about(visit.view, *outcome);
  layout.content += findings_list(visit, findings, visit.say("overview.in_the_way"), 12);
  std::vector<Link> next{{visit.say("answers.who_else"), visit.link("/broker?outcome=" + percent_encoded(outcome->id))}};
  for (const auto* kind : {"link", "party", "body", "factor", "stakeholder"}) {
    const auto field = std::string(kind) == "body" ? "outcomes=" : "outcome=";
    if (visit.may(access::Act::add, *record::kind(kind))) next.push_back({visit.say(fmt::format("answers.add_{}", kind)), form_to_add(visit, kind, field + percent_encoded(outcome->id))});
  }
  layout.content += html::rendered(Acts{std::move(next)}, visit.words);
  layout.content += download_links(visit, address);
  return framed(visit, layout);
}

Response show_link(const Visit& visit) {
  const auto* record = visit.readable<Duty>(visit.parameter("id"));
  return record ? link_page(visit, *record, {}) : not_found(visit.request);
}

Response acknowledge_shown_link(const Visit& visit) {
  const auto* record = visit.readable<Duty>(visit.parameter("id"));
  if (!record) return not_found(visit.request);
  const auto receipt = act::acknowledge_link(visit.site.keeper, visit.reader, record->id, visit.request.form.get("words"));
  if (receipt) return see_other(fmt::format("/links/{}?done=acknowledged", percent_encoded(record->id)));
  const auto& issues = receipt.error();
  const bool refused = std::any_of(issues.begin(), issues.end(), [](const base::Issue& one) { return one.code.starts_with("access."); });
  if (refused) return refusal(visit.request, {.status = 403, .code = "forbidden", .issues = issues});
  auto told = issues;
  for (auto& issue : told) issue.field.clear();  // the words are no field that anybody fills in
  return link_page(visit, *record, told, 422);
}

}  // namespace outturn::web
