#include "web/answers/gap_history.h"

#include <algorithm>

#include <fmt/core.h>

#include "web/answers/findings.h"
#include "web/serving/parse.h"
#include "web/records/record_pages.h"

namespace outturn::web {
namespace {

/// The day on which the state of this visit ends: what is shown as of a day is told up to today all the same.
base::Day last_day(const Visit& visit) { return visit.as_entered.value_or(visit.site.clock.today()); }

bool may_know_spell(const Visit& visit, const chain::Spell& spell) {
  return std::all_of(spell.finding.records.begin(), spell.finding.records.end(), [&](const workspace::Record* then) {
    const auto* now = visit.workspace().find(*then->kind, then->id);
    return now && visit.may(access::Act::read, *now->kind, now) && access::decide(visit.reader, access::Act::read, *then->kind, then, *spell.state);
  });
}

Cell day_cell(const Visit& visit, const workspace::Record& record, base::Day day) {
  return {.text = visit.words.day(day), .address = fmt::format("{}?as-entered={}", record_address(record), day.iso())};
}

}  // namespace

Link gap_history_link(const Visit& visit, const workspace::Record& record) {
  if (!visit.may(access::Act::read_history, *record.kind, &record)) return {};
  return {.text = visit.say("gaps.since_when"), .address = visit.link(fmt::format("/history/{}/{}?gaps=1", record.kind->code, percent_encoded(record.id))),
          .hidden = record.title(visit.words.language())};
}

std::vector<chain::Spell> readable_spells(const Visit& visit, const workspace::Record& record) {
  auto all = chain::spells_of(visit.site.keeper, {visit.view.shared(), last_day(visit)}, record);
  std::erase_if(all, [&](const chain::Spell& spell) { return !may_know_spell(visit, spell); });
  return all;
}

html::Safe gap_history(const Visit& visit, const workspace::Record& record) {
  const auto spells = readable_spells(visit, record);
  if (spells.empty()) return html::rendered(EmptyState{.title = visit.say("gaps.never"), .sentences = {visit.say("gaps.none.more")}}, visit.words);
  Table table{.caption = visit.say("gaps.history"), .columns = {{visit.say("gaps.gap")}, {visit.say("gaps.from")}, {visit.say("gaps.until")}}, .rows = {}, .light = true};
  for (const auto& spell : spells) {
    const auto gravity = visit.say(fmt::format("chain.severity.{}", chain::text_of(spell.finding.severity)));
    table.rows.push_back({{{.text = visit.say(spell.finding.sentence), .sub = fmt::format("{} · {}", gravity, gap_name(visit, spell.finding.code))},
                           day_cell(visit, record, spell.from),
                           spell.until ? day_cell(visit, record, *spell.until) : Cell{.text = visit.say("gaps.still")}}});
  }
  return html::rendered(table, visit.words);
}

}  // namespace outturn::web
