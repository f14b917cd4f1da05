#include "chain/claims.h"
#include "web/answers/answers_page.h"
#include "web/answers/findings.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_facts.h"
#include "web/answers/partners_pages.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using chain::Claim;
using chain::ClaimMeasure;
using chain::ClaimSet;
using workspace::Record;

/// The sets of claims of which the reader may read every one.
std::vector<ClaimSet> readable_sets(const Visit& visit) {
  std::vector<ClaimSet> all;
  visit.workspace().each(record::kind_of<record::Indicator>(), [&](const Record& indicator) {
    if (!visit.may(access::Act::read, *indicator.kind, &indicator)) return;
    for (auto& set : chain::claim_sets(visit.view, indicator)) {
      const bool readable = std::all_of(set.claims.begin(), set.claims.end(), [&](const Record* one) { return visit.may(access::Act::read, *one->kind, one); });
      if (readable) all.push_back(std::move(set));
    }
  });
  return all;
}

std::string amount(const Visit& visit, const ClaimSet& set, double value) {
  switch (set.measure) {
    case ClaimMeasure::share: return language::say(visit.words, language::Amount{.value = value, .form = language::AmountForm::percentage});
    case ClaimMeasure::amount: return figure_text(visit, set.indicator->as<record::Indicator>(), value);
    case ClaimMeasure::people: return visit.words.number(value, 0);
  }
  return {};
}

bool is_illustrative(const ClaimSet& set) {
  return std::any_of(set.claims.begin(), set.claims.end(), [](const Record* one) { return one->as<Claim>().illustrative; });
}

}  // namespace

Table claims_table(const Visit& visit) {
  Table table{.caption = visit.say("claims.title"),
              .columns = {{visit.say("claims.result")}, {visit.say("claims.who")}, {visit.say("claims.together"), true}, {visit.say("claims.whole"), true}, {visit.say("claims.judgement")}},
              .rows = {},
              .light = true};
  for (const auto& set : readable_sets(visit)) {
    Cell result{.text = title_of(visit, *set.indicator), .address = visit.link_to(*set.indicator)};
    result.sub = visit.say("claims.of", {{"place", set.place ? title_of(visit, *set.place) : std::string("–")}, {"period", visit.words.period(set.period)},
                                         {"measure", visit.say(set.measure == ClaimMeasure::share    ? "record.claim.measure.share"
                                                               : set.measure == ClaimMeasure::amount ? "record.claim.measure.amount"
                                                                                                     : "record.claim.measure.people")}});
    if (is_illustrative(set)) result.content = html::rendered(illustrative_tag(visit, true), visit.words);
    std::string who;
    for (const auto* record : set.claims) {
      const auto& claim = record->as<Claim>();
      const auto* organisation = visit.readable<record::Organisation>(claim.organisation.id);
      who += (who.empty() ? "" : "; ") + visit.say("claims.one", {{"organisation", organisation ? title_of(visit, *organisation) : claim.organisation.id},
                                                                   {"amount", amount(visit, set, claim.value.value_or(0))}});
    }
    const auto together = set.is_range() ? visit.say("claims.range", {{"lowest", amount(visit, set, set.lowest)}, {"highest", amount(visit, set, set.highest)}}) : amount(visit, set, set.sum);
    Status judged{Tone::on, visit.say("claims.within")};
    if (set.exceeds()) judged = {Tone::off, visit.say("claims.exceeds")};
    else if (set.is_range()) judged = {Tone::doubt, visit.say("claims.may_overlap")};
    else if (!set.whole) judged = {Tone::none, visit.say("claims.no_whole")};
    table.rows.push_back({{std::move(result), {.text = std::move(who)}, {.text = together}, {.text = set.whole ? amount(visit, set, *set.whole) : "–"},
                           {.content = html::rendered(judged, visit.words)}}});
  }
  return table;
}

Response show_claims(const Visit& visit) {
  if (asks_for_data(visit)) {
    Sheet sheet{.name = "claims", .columns = {"indicator", "place", "period", "measure", "claims", "lowest", "highest", "whole", "exceeds", "illustrative"}, .rows = {}};
    const auto& choices = record::kind_of<Claim>().field("measure")->choices;
    for (const auto& set : readable_sets(visit)) {
      sheet.rows.push_back({set.indicator->id, set.place ? SheetCell(set.place->id) : SheetCell(), set.period.text(), choices.at(static_cast<std::size_t>(set.measure)),
                            static_cast<std::int64_t>(set.claims.size()), set.lowest, set.highest, set.whole ? SheetCell(*set.whole) : SheetCell(),
                            std::string(set.exceeds() ? "yes" : "no"), std::string(is_illustrative(set) ? "yes" : "no")});
    }
    return answered(visit, sheet);
  }
  auto layout = frame(visit, visit.say("claims.title"), "/organisations");
  place_among_partners(visit, layout, "/claims");
  layout.lead = visit.say("claims.lead");
  const auto table = claims_table(visit);
  std::vector<Link> add;
  if (visit.may(access::Act::add, record::kind_of<Claim>())) add.push_back({visit.say("claims.add"), form_to_add(visit, "claim")});
  if (table.rows.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("claims.none"), .sentences = {visit.say("claims.none_why")}, .links = add}, visit.words);
    return framed(visit, layout);
  }
  layout.content += html::rendered(table, visit.words);
  layout.content += html::rendered(Acts{std::move(add)}, visit.words);
  layout.content += download_links(visit, "/claims");
  return framed(visit, layout);
}

}  // namespace outturn::web
