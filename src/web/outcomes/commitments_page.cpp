#include "web/outcomes/commitments_page.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "web/folded_table.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_facts.h"
#include "web/serving/parse.h"
#include "web/records/search.h"

namespace outturn::web {
namespace {

constexpr std::size_t commitments_at_once = 10;

using record::Commitment;
using record::Indicator;
using record::Organisation;
using record::Outcome;
using workspace::Record;

/// The record that a reference names, in force or not, if the reader may read it.
template <class T>
const Record* named(const Visit& visit, const record::Reference& reference) {
  return reference.empty() ? nullptr : visit.readable<T>(reference.id);
}

bool lead_takes_part(const Commitment& commitment) {
  return commitment.parties.empty() || std::find(commitment.parties.begin(), commitment.parties.end(), commitment.lead) != commitment.parties.end();
}

bool has_measure(const Commitment& commitment) { return !commitment.indicators.empty() || !commitment.measure.empty(); }

std::vector<const Record*> others(const Visit& visit, const Commitment& commitment) {
  std::vector<const Record*> found;
  for (const auto& reference : commitment.parties) {
    if (reference == commitment.lead) continue;
    if (const auto* party = named<Organisation>(visit, reference)) found.push_back(party);
  }
  return found;
}

/// A date in a narrow column stays on one line.
std::string unbroken(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == ' ') out += "\u00a0";
    else out += letter;
  }
  return out;
}

template <class T>
void add_option(const Visit& visit, Field& field, const record::Reference& reference, std::set<std::string>& seen) {
  const auto* found = named<T>(visit, reference);
  if (found && seen.insert(found->id).second) field.options.push_back({found->id, found->title(visit.words.language())});
}

}  // namespace

std::vector<Flag> commitment_flags(const Visit& visit, const Record& record) {
  const auto& commitment = record.as<Commitment>();
  std::vector<Flag> flags;
  if (!named<Organisation>(visit, commitment.lead)) flags.push_back({Glyph::gap, visit.say("commitments.no_lead"), Tone::off});
  else if (!lead_takes_part(commitment)) flags.push_back({Glyph::gap, visit.say("commitments.lead_not_party"), Tone::off});
  if (!commitment.due) flags.push_back({Glyph::late, visit.say("commitments.no_date"), Tone::doubt});
  else if (*commitment.due < visit.view.day()) flags.push_back({Glyph::late, visit.say("commitments.date_passed"), Tone::off});
  if (!has_measure(commitment)) flags.push_back({Glyph::figures, visit.say("commitments.no_measure"), Tone::doubt});
  return flags;
}

int commitment_trouble(const Visit& visit, const Record& record) {
  const auto& commitment = record.as<Commitment>();
  int trouble = 0;
  if (commitment.lead.empty()) trouble += 16;
  else if (!lead_takes_part(commitment)) trouble += 8;
  if (!commitment.due) trouble += 4;
  else if (*commitment.due < visit.view.day()) trouble += 2;
  if (!has_measure(commitment)) trouble += 1;
  return trouble;
}

Table commitments_table(const Visit& visit, const std::vector<const Record*>& commitments) {
  const auto& language = visit.words.language();
  Table table{.caption = visit.say("record.commitment.plural"),
              .columns = {{visit.say("record.commitment")}, {visit.say("overview.leads")}, {visit.say("overview.with")},
                          {visit.say("record.commitment.due")}, {visit.say("overview.in_the_way")}},
              .rows = {}};
  table.light = true;
  for (const auto* record : commitments) {
    const auto& commitment = record->as<Commitment>();
    Row row;
    auto title = record->title(language);
    if (title.empty()) title = record->id;  // its text was taken out for good: the link still needs a name
    row.cells.push_back({.text = std::move(title), .address = visit.link_to(*record),
                         .sub = commitment.number.empty() ? "" : visit.say("commitments.number", {{"number", commitment.number}})});
    const auto* lead = named<Organisation>(visit, commitment.lead);
    row.cells.push_back(lead ? Cell{.text = lead->title(language), .address = visit.link_to(*lead)} : Cell{.text = visit.say("overview.nobody")});
    const auto with = others(visit, commitment);
    if (with.empty()) {
      row.cells.push_back({.text = visit.say("commitments.alone")});
    } else {
      std::vector<std::string> names;
      for (const auto* one : with) names.push_back(one->title(language));
      row.cells.push_back({.sub = listed_names(visit, names, 2),
                           .content = html::rendered(Actors{true, visit.say("overview.others", {{"count", static_cast<std::int64_t>(with.size())}})}, visit.words)});
    }
    row.cells.push_back({.text = commitment.due ? unbroken(visit.words.day(*commitment.due)) : visit.say("commitments.none")});
    const Flags flags{commitment_flags(visit, *record)};
    row.cells.push_back(flags.flags.empty() ? Cell{.text = visit.say("overview.nothing_in_the_way")} : Cell{.content = html::rendered(flags, visit.words)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<const Record*> commitments_asked(const Visit& visit) {
  const auto& query = visit.request.query;
  const Query words(query.get("q"));
  const auto party = query.get("party");
  const auto outcome = query.get("outcome");
  const auto due = query.get("due");
  const auto trouble = query.get("trouble");
  const auto names = [](const record::References& references, std::string_view id) {
    return std::any_of(references.begin(), references.end(), [&](const record::Reference& one) { return one.id == id; });
  };
  std::vector<Hit> found;
  const auto& kind = record::kind_of<Commitment>();
  visit.workspace().each<Commitment>([&](const Record& record, const Commitment& commitment) {
    if (!party.empty() && commitment.lead.id != party && !names(commitment.parties, party)) return;
    if (!outcome.empty() && !names(commitment.outcomes, outcome)) return;
    if (due == "none" && commitment.due) return;
    if (due == "past" && !(commitment.due && *commitment.due < visit.view.day())) return;
    if (due == "ahead" && !(commitment.due && *commitment.due >= visit.view.day())) return;
    if (trouble == "lead" && !commitment.lead.empty() && lead_takes_part(commitment)) return;
    int score = words.empty() ? 1 : match(words, record);
    if (!words.empty() && score == 0) {
      // People also search by who leads: "health vaping".
      const auto* lead = named<Organisation>(visit, commitment.lead);
      std::string texts = record.title("en") + '\n' + record.title("fr");
      if (lead) texts += '\n' + lead->title("en") + '\n' + lead->title("fr");
      score = words.match(texts);
    }
    if (score > 0 && visit.may(access::Act::read, kind, &record)) found.push_back({&record, score});
  });
  std::stable_sort(found.begin(), found.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
  std::vector<const Record*> all;
  for (const auto& hit : found) all.push_back(hit.record);
  return all;
}

FilterForm commitments_filter(const Visit& visit) {
  const auto& query = visit.request.query;
  Field words{.control = Control::search, .name = "q", .label = visit.say("overview.filter.words"), .value = std::string(query.get("q"))};
  Field party{.control = Control::select, .name = "party", .label = visit.say("overview.filter.partner"), .value = std::string(query.get("party"))};
  Field outcome{.control = Control::select, .name = "outcome", .label = visit.say("record.outcome"), .value = std::string(query.get("outcome"))};
  std::set<std::string> parties_seen;
  std::set<std::string> outcomes_seen;
  visit.workspace().each<Commitment>([&](const Record&, const Commitment& commitment) {
    add_option<Organisation>(visit, party, commitment.lead, parties_seen);
    for (const auto& one : commitment.parties) add_option<Organisation>(visit, party, one, parties_seen);
    for (const auto& one : commitment.outcomes) add_option<Outcome>(visit, outcome, one, outcomes_seen);
  });
  for (auto* field : {&party, &outcome}) {
    std::sort(field->options.begin(), field->options.end(), [](const Option& a, const Option& b) { return base::folded(a.text) < base::folded(b.text); });
  }
  party.options.insert(party.options.begin(), {"", visit.say("overview.filter.all_partners")});
  outcome.options.insert(outcome.options.begin(), {"", visit.say("overview.filter.all_outcomes")});
  Field due{.control = Control::select, .name = "due", .label = visit.say("record.commitment.due"), .value = std::string(query.get("due")),
            .options = {{"", visit.say("commitments.due.any")}, {"none", visit.say("commitments.due.none")},
                        {"past", visit.say("commitments.due.past")}, {"ahead", visit.say("commitments.due.ahead")}}};
  FilterForm form{.action = "/commitments", .fields = {words, party, outcome, due},
                  .clear_address = query_with(visit).empty() ? "" : visit.link("/commitments")};
  if (const auto trouble = query.get("trouble"); !trouble.empty()) {
    form.fields.push_back({.control = Control::hidden, .name = "trouble", .label = {}, .value = std::string(trouble)});
  }
  keep_days(visit, form);
  return form;
}

Sheet commitments_sheet(const Visit& visit, const std::vector<const Record*>& commitments) {
  Sheet sheet{.name = "commitments",
              .columns = {"id", "number", "text", "lead", "parties", "outcomes", "indicators", "due", "measure"},
              .rows = {}};
  const auto& language = visit.words.language();
  for (const auto* record : commitments) {
    const auto& commitment = record->as<Commitment>();
    sheet.rows.push_back({record->id, commitment.number, record->title(language), commitment.lead.id, ids(commitment.parties), ids(commitment.outcomes),
                          ids(commitment.indicators), commitment.due ? SheetCell{commitment.due->iso()} : SheetCell{},
                          std::string(commitment.measure.in(language))});
  }
  return sheet;
}

Response show_commitments(const Visit& visit) {
  const auto asked = commitments_asked(visit);
  if (asks_for_data(visit)) return answered(visit, commitments_sheet(visit, asked));
  const auto& words = visit.words;
  const auto& kind = record::kind_of<Commitment>();
  auto layout = frame(visit, visit.say("commitments.title"), "/commitments");
  layout.lead = visit.say("commitments.lead");
  bool any = false;
  visit.workspace().each(kind, [&](const Record&) { any = true; });
  if (!any) {
    EmptyState state{.title = visit.say("commitments.empty"), .sentences = {visit.say("commitments.empty.why"), visit.say("commitments.empty.who")}};
    if (visit.may(access::Act::add, kind)) state.links.push_back({visit.say("commitments.add"), form_to_add(visit, "commitment")});
    layout.content += html::rendered(state, words);
    return framed(visit, layout);
  }
  layout.content += html::rendered(commitments_filter(visit), words);
  if (visit.request.query.get("trouble") == "lead") {
    layout.content += html::rendered(Warning{visit.say("commitments.only_lead_trouble")}, words);
  }
  if (asked.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("commitments.none_found"), .sentences = {visit.say("overview.none_found.more")},
                                                .links = {{visit.say("filter.clear"), visit.link("/commitments")}}}, words);
    return framed(visit, layout);
  }
  auto paging = paged(visit, "/commitments", asked.size());
  const std::vector<const Record*> here(asked.begin() + static_cast<std::ptrdiff_t>(paging.first), asked.begin() + static_cast<std::ptrdiff_t>(paging.last));
  layout.content += html::rendered(Pagination{.summary = paging.links.summary}, words);
  layout.content += folded(commitments_table(visit, here), commitments_at_once, words);
  paging.links.summary.clear();
  layout.content += html::rendered(paging.links, words);
  layout.content += download_links(visit, "/commitments", query_with(visit));
  return framed(visit, layout);
}

}  // namespace outturn::web
