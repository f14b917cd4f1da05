#include "record/graph.h"
#include "web/answers/answers_page.h"
#include "web/outcomes/judgement.h"
#include "web/serving/parse.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using Duty = record::Link;
using workspace::Record;

Cell named(const Visit& visit, const Record& record, bool illustrative) {
  Cell cell{.text = title_of(visit, record), .address = visit.link_to(record)};
  if (illustrative) cell.content = html::rendered(illustrative_tag(visit, true), visit.words);
  return cell;
}

Table posts_table(const Visit& visit, const Record& organisation) {
  Table table{.caption = visit.say("profile.contacts"), .columns = {{visit.say("record.post")}, {visit.say("record.post.holder")}, {visit.say("record.post.delegated_powers")}}, .rows = {}, .shows_caption = true, .light = true};
  for (const auto* record : readable_of<record::Post>(visit, organisation, "organisation")) {
    const auto& post = record->as<record::Post>();
    Cell holder{.text = post.is_vacant(visit.view.day()) ? visit.say("profile.vacant") : post.holder};
    const auto& contact = *record::kind_of<record::Post>().field("contact");
    if (!post.contact.empty() && access::may_see(visit.reader, contact, *record, visit.workspace())) holder.sub = post.contact;
    Cell powers{.text = in_language(visit, post.delegated_powers)};
    if (powers.text.empty()) powers.text = visit.say("profile.no_powers");
    table.rows.push_back({{named(visit, *record, post.illustrative), std::move(holder), std::move(powers)}});
  }
  return table;
}

Table duties_table(const Visit& visit, const Record& organisation) {
  Table table{.caption = visit.say("profile.duties"), .columns = {{visit.say("record.link.duty")}, {visit.say("record.outcome")}, {visit.say("record.acknowledgement")}}, .rows = {}, .shows_caption = true, .light = true};
  for (const auto* record : readable_of<Duty>(visit, organisation, "organisation")) {
    const auto& duty = record->as<Duty>();
    const auto* outcome = visit.readable<record::Outcome>(duty.outcome.id);
    if (!outcome) continue;
    table.rows.push_back({{named(visit, *record, duty.illustrative), {.text = title_of(visit, *outcome), .address = visit.link("/outcomes/" + percent_encoded(outcome->id) + "/answers")},
                           {.sub = acknowledgement_text(visit, *record), .content = html::rendered(acknowledgement_shown(visit, *record), visit.words)}}});
  }
  return table;
}

}  // namespace

Section profile_section(const Visit& visit, const Record& organisation) {
  Section section{.id = "profile", .title = visit.say("profile.title")};
  for (const auto* record : readable_of<record::Profile>(visit, organisation, "organisation")) {
    const auto& profile = record->as<record::Profile>();
    SummaryList list;
    const auto add = [&](std::string_view key, const record::Localised& text) {
      if (!text.empty()) list.rows.push_back({.key = visit.say(key), .value = in_language(visit, text)});
    };
    add("record.profile.able", profile.able);
    add("record.profile.unable", profile.unable);
    add("record.profile.policy_context", profile.policy_context);
    if (profile.illustrative) section.content += html::rendered(illustrative_tag(visit, true), visit.words);
    section.content += html::rendered(list, visit.words);
  }
  for (const auto& table : {posts_table(visit, organisation), duties_table(visit, organisation)}) {
    if (!table.rows.empty()) section.content += html::rendered(table, visit.words);
  }
  Table incentives{.caption = visit.say("record.incentive.plural"), .columns = {{visit.say("record.incentive.text")}, {visit.say("record.indicator")}, {visit.say("record.incentive.rewards")}}, .rows = {}, .shows_caption = true, .light = true};
  for (const auto* record : readable_of<record::Incentive>(visit, organisation, "organisation")) {
    const auto& incentive = record->as<record::Incentive>();
    const auto* indicator = visit.readable<record::Indicator>(incentive.indicator.id);
    if (!indicator) continue;
    incentives.rows.push_back({{named(visit, *record, incentive.illustrative), {.text = title_of(visit, *indicator), .address = visit.link_to(*indicator)},
                                {.text = visit.say(incentive.rewards == record::Rewards::up ? "record.incentive.rewards.up" : "record.incentive.rewards.down")}}});
  }
  if (!incentives.rows.empty()) section.content += html::rendered(incentives, visit.words);
  return section;
}

}  // namespace outturn::web
