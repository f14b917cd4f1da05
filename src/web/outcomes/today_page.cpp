#include "web/outcomes/today_page.h"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/core.h>

#include "base/checked.h"
#include "base/text.h"
#include "quality/freshness.h"
#include "record/keeping.h"
#include "record/organisation.h"
#include "web/answers/findings.h"
#include "web/measures/formula_history.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_facts.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/outcomes/priorities_page.h"
#include "web/outcomes/shared_judgements.h"

namespace outturn::web {
namespace {

using attend::Attention;
using record::Outcome;

constexpr int most_with_chance_before = 60;  ///< rows: each costs a forecast of its own

using base::whole;

/// Where the next step can be done; where the reader may not do it, the place in the outcome that shows why.
std::string address_of_step(const Visit& visit, const Attention& attention) {
  const auto& key = attention.next_step->key;
  const auto id = percent_encoded(attention.outcome->id);
  const auto outcome = visit.link("/outcomes/" + id);
  const auto add = [&](std::string_view kind, const std::string& query, std::string_view otherwise) {
    return visit.may(access::Act::add, *record::kind(kind)) ? form_to_add(visit, kind, query) : outcome + std::string(otherwise);
  };
  if (key == "attend.next.add_indicator") return add("indicator", "outcomes=" + id, "#measures");
  if (key == "attend.next.name_a_lead") return add("party", "outcome=" + id, "#parties");
  if (key == "attend.next.ask_for_promises") return add("commitment", "outcomes=" + id, "#commitments");
  if (key == "attend.next.date_promises") return visit.link("/commitments?outcome=" + id + "&due=none");
  if (key == "attend.next.settle_leads") return visit.link("/commitments?outcome=" + id + "&trouble=lead");
  if (key == "attend.next.propose_target") {
    for (const auto& status : attention.statuses) {
      if (!status.target) return add("target", "indicator=" + percent_encoded(status.indicator->id), "#measures");
    }
  }
  if (key == "attend.next.answer_questions") return visit.link("/data/quality") + "#questions";
  if (key == "attend.next.chase_figures" && visit.may(access::Act::import, record::kind_of<record::Batch>())) return visit.link("/data/imports/new");
  return outcome + "#measures";
}

std::vector<Flag> in_the_way(const Visit& visit, const Attention& attention) {
  std::vector<Flag> flags;
  const auto& promises = attention.promises;
  if (promises.nobody_leads) flags.push_back({Glyph::gap, visit.say("overview.nobody_leads"), Tone::off});
  if (promises.commitments == 0) {
    flags.push_back({Glyph::gap, visit.say("today.no_commitment"), Tone::doubt});
  } else if (promises.undated > 0) {
    flags.push_back({Glyph::late, visit.say("today.undated", {{"undated", std::int64_t{promises.undated}}, {"count", std::int64_t{promises.commitments}}}),
                     promises.undated == promises.commitments ? Tone::off : Tone::doubt});
  }
  if (promises.led_by_nobody > 0) flags.push_back({Glyph::gap, visit.say("today.led_by_nobody", {{"count", std::int64_t{promises.led_by_nobody}}}), Tone::off});
  if (attention.statuses.empty()) return flags;
  const auto& fresh = attention.statuses.front().freshness;
  if (!fresh) {
    flags.push_back({Glyph::figures, visit.say("overview.no_figure"), Tone::off});
  } else if (fresh->days_late > 0) {
    flags.push_back({Glyph::figures, visit.say("today.days_late", {{"count", std::int64_t{fresh->days_late}}}), Tone::doubt});
  } else if (fresh->days_old > 0) {
    constexpr int days_a_month = 30;
    flags.push_back({Glyph::figures, visit.say("today.months_old", {{"count", std::int64_t{fresh->days_old / days_a_month}}}), Tone::none});
  }
  return flags;
}

/// The sentence that says where it stands, then what the rest of its row does not say: missed milestones. What is in
/// the way and the change since last time have columns of their own.
std::string why(const Visit& visit, const Attention& attention) {
  std::string text = visit.say(attention.statuses.empty() ? language::Sentence{"attend.reason.no_indicator"} : attention.statuses.front().sentence);
  for (const auto& reason : attention.reasons) {
    if (reason.part == attend::Part::milestones) text += ' ' + visit.say(reason.sentence);
  }
  return text;
}

/// All reasons, for files.
std::string all_reasons(const Visit& visit, const Attention& attention) {
  std::string text;
  for (const auto& reason : attention.reasons) text += (text.empty() ? "" : " ") + visit.say(reason.sentence);
  return text;
}

TodayGroup group(const Visit& visit, attend::Group which, std::vector<QueueItem> items) {
  constexpr std::size_t seen_at_once = 4;
  constexpr std::size_t worth_a_fold = 3;
  TodayGroup shown{.seen = {.title = visit.say(fmt::format("attend.group.{}", attend::text_of(which))),
          .note = visit.say(fmt::format("today.group.{}", attend::text_of(which)), {{"count", whole(items.size())}}),
          .columns = {visit.say("today.column.trend"), visit.say("today.column.change"), visit.say("overview.in_the_way")},
          .items = std::move(items)}};
  auto& seen = shown.seen.items;
  if (which == attend::Group::act || seen.size() < seen_at_once + worth_a_fold) return shown;
  const auto cut = seen.begin() + static_cast<std::ptrdiff_t>(seen_at_once);
  shown.rest.assign(std::make_move_iterator(cut), std::make_move_iterator(seen.end()));
  seen.erase(cut, seen.end());
  shown.summary = visit.say("today.rest", {{"count", whole(shown.rest.size())}});
  return shown;
}

Details points_table(const Visit& visit, const std::vector<Attention>& asked) {
  Table table{.caption = visit.say("today.points"), .columns = {{visit.say("record.outcome")}}, .rows = {}};
  table.light = true;
  for (std::size_t part = 0; part < attend::part_count; ++part) {
    const auto heading = visit.say(fmt::format("attend.part.{}", attend::text_of(static_cast<attend::Part>(part))));
    table.columns.push_back({visit.say("today.part_of", {{"part", heading}, {"most", std::int64_t{attend::weights[part]}}}), true});
  }
  table.columns.push_back({visit.say("attend.part.total"), true});
  for (const auto& one : asked) {
    Row row{.cells = {{.text = one.outcome->title(visit.words.language())}}};
    for (const int points : one.points.parts) row.cells.push_back({.text = visit.words.integer(points)});
    row.cells.push_back({.text = visit.words.integer(one.points.total())});
    table.rows.push_back(std::move(row));
  }
  Details details{visit.say("today.how_ordered"), {}};
  details.content += html::rendered(Saying{visit.say("today.points.lead", {{"act", std::int64_t{attend::act_from}}, {"watch", std::int64_t{attend::watch_from}},
                                                                                  {"act_without", std::int64_t{attend::act_from_without_milestones}},
                                                                                  {"watch_without", std::int64_t{attend::watch_from_without_milestones}}})}, visit.words);
  details.content += html::rendered(table, visit.words);
  details.content += html::rendered(Saying{visit.say("today.points.note", {{"points", std::int64_t{attend::no_verdict_points}}})}, visit.words);
  return details;
}

Details filter(const Visit& visit) {
  const auto& query = visit.request.query;
  const auto& language = visit.words.language();
  std::map<std::string, std::string> areas;
  std::map<std::string, std::pair<std::string, std::string>> partners;
  for (const auto* outcome : readable_outcomes(visit)) {
    const auto& content = outcome->as<Outcome>();
    if (!content.area.empty()) areas.emplace(area_key(content), content.area.in(language));
    for (const auto& one : outcome_promises(visit, *outcome).parties) {
      if (!one.is_lead()) continue;
      const auto name = one.organisation->title(language);
      partners.emplace(base::folded(name) + one.organisation->id, std::pair(one.organisation->id, name));
    }
  }
  Field area{.control = Control::select, .name = "area", .label = visit.say("record.outcome.area"), .value = std::string(query.get("area")),
             .options = {{"", visit.say("overview.filter.all_areas")}}};
  for (const auto& [key, text] : areas) area.options.push_back({key, text});
  Field lead{.control = Control::select, .name = "lead", .label = visit.say("overview.filter.lead"), .value = std::string(query.get("lead")),
             .options = {{"", visit.say("overview.filter.all_leads")}}};
  for (const auto& [key, one] : partners) lead.options.push_back({one.first, one.second});
  FilterForm form{.action = "/today", .fields = {area, lead, priority_filter(visit)}, .clear_address = query_with(visit).empty() ? "" : visit.link("/today")};
  keep_days(visit, form);
  return {visit.say("today.filter"), html::rendered(form, visit.words)};
}

}  // namespace

std::vector<Attention> attention_asked(const Visit& visit, std::vector<Attention> all) {
  const auto area = visit.request.query.get("area");
  const auto lead = visit.request.query.get("lead");
  std::erase_if(all, [&](Attention& one) {
    if (!visit.may(access::Act::read, *one.outcome->kind, one.outcome)) return true;
    if (!passes_priority(visit, *one.outcome)) return true;
    if (!area.empty() && area_key(one.outcome->as<Outcome>()) != area) return true;
    if (lead.empty()) return false;
    const auto facts = outcome_promises(visit, *one.outcome);
    return std::none_of(facts.parties.begin(), facts.parties.end(), [&](const Taking& party) { return party.is_lead() && party.organisation->id == lead; });
  });
  for (auto& one : all) {
    std::erase_if(one.statuses, [&](const track::Status& status) { return !visit.may(access::Act::read, *status.indicator->kind, status.indicator); });
    one.findings = readable_findings(visit, std::move(one.findings));
  }
  return all;
}

QueueItem queue_item(const Visit& visit, const Attention& attention, int rank) {
  const auto& language = visit.words.language();
  QueueItem item{.rank = rank, .title = {attention.outcome->title(language), visit.link_to(*attention.outcome)}, .status = {}};
  const bool calm = attention.group == attend::Group::rest;
  if (attention.statuses.empty()) {
    item.status = {Tone::doubt, visit.say("overview.no_measure")};
  } else {
    const auto& status = attention.statuses.front();
    item.status = shown(visit, status.code);
    if (status.probability) {
      item.status_more = visit.say("outlook.chance", {{"chance", visit.say(track::chance_phrase(*status.probability))}});
    }
    item.measure = status.indicator->title(language);
    item.trend = small_trend(visit, status, "trend-" + std::to_string(rank));
    item.trend_notes = trend_notes(visit, status);
    if (status.change) item.second_notes = {visit.say(track::change_sentence(status.indicator->as<record::Indicator>(), *status.change))};
    if (const auto before = rank <= most_with_chance_before ? track::chance_before(visit.view, status) : std::nullopt) {
      item.second_notes.push_back(visit.say("outlook.chance_before", {{"chance", visit.say(track::chance_phrase(*before))}}));
    }
  }
  if (const auto vital = vital_to(visit, *attention.outcome); !vital.empty()) item.why = visit.say("priorities.marked", {{"vital", vital}});
  if (!calm) item.why += (item.why.empty() ? "" : " ") + why(visit, attention);
  if (attention.next_step) {
    item.next = {.text = visit.say(*attention.next_step), .address = address_of_step(visit, attention), .hidden = item.title.text};
  }
  item.flags = in_the_way(visit, attention);
  return item;
}

TodayView today_view(const Visit& visit, const std::vector<Attention>& asked) {
  TodayView view{.filter = filter(visit), .groups = {}, .points = {}};
  int rank = 0;
  for (const auto which : {attend::Group::act, attend::Group::watch, attend::Group::rest}) {
    std::vector<QueueItem> items;
    for (const auto& one : asked) {
      if (one.group == which) items.push_back(queue_item(visit, one, ++rank));
    }
    if (!items.empty()) view.groups.push_back(group(visit, which, std::move(items)));
  }
  if (!asked.empty()) {
    view.points = points_table(visit, asked);
    return view;
  }
  if (!readable_outcomes(visit).empty()) {
    view.nothing = {.title = visit.say("outcomes.none_found"), .sentences = {visit.say("overview.none_found.more")},
                    .links = {{visit.say("filter.clear"), visit.link("/today")}}};
    return view;
  }
  view.filter = {};
  view.nothing = {.title = visit.say("outcomes.empty"), .sentences = {visit.say("outcomes.empty.why"), visit.say("outcomes.empty.who")}};
  if (visit.may(access::Act::add, record::kind_of<Outcome>())) view.nothing.links.push_back({visit.say("outcomes.add"), form_to_add(visit, "outcome")});
  if (visit.may(access::Act::import, record::kind_of<record::Batch>())) view.nothing.links.push_back({visit.say("gaps.do.import"), visit.link("/data/imports/new")});
  return view;
}

News newest(const Visit& visit, const std::vector<attend::NewFigures>& figures) {
  News news{.title = visit.say("today.newest"), .items = {}};
  for (const auto& one : figures) {
    if (!visit.may(access::Act::read, *one.status.indicator->kind, one.status.indicator)) continue;
    const auto mark = formula_mark(visit, *one.status.indicator);
    news.items.push_back({.glyph = Glyph::figures,
                          .link = {one.status.indicator->title(visit.words.language()), visit.link_to(*one.status.indicator)},
                          .text = visit.say("today.news", {{"sentence", visit.say(one.sentence)}, {"day", one.status.publication->known_from.day}}) + (mark.empty() ? "" : " · " + mark)});
  }
  return news;
}

Sheet today_sheet(const Visit& visit, const std::vector<Attention>& asked) {
  Sheet sheet{.name = "today", .columns = {"rank", "outcome", "title", "group", "points", "status", "indicator", "why", "next_step"}, .rows = {}};
  std::int64_t rank = 0;
  for (const auto& one : asked) {
    const auto* status = one.statuses.empty() ? nullptr : &one.statuses.front();
    sheet.rows.push_back({++rank, one.outcome->id, one.outcome->title(visit.words.language()), std::string(attend::text_of(one.group)),
                          std::int64_t{one.points.total()}, status ? std::string(track::text_of(status->code)) : std::string("no_measure"),
                          status ? SheetCell{status->indicator->id} : SheetCell{}, all_reasons(visit, one),
                          one.next_step ? SheetCell{visit.say(*one.next_step)} : SheetCell{}});
  }
  return sheet;
}

Response show_today(const Visit& visit, SharedJudgements& judgements) {
  constexpr std::size_t most_news = 4;
  const auto judged = judgements.judged(visit);  // held: what is shown points into it
  const auto examined = judgements.examined(visit);
  auto today = attend::today(visit.view, *judged, *examined, most_news);
  const auto asked = attention_asked(visit, std::move(today.outcomes));
  if (visit.request.format == "json") {
    base::JsonWriter json;
    json.begin_object().member("as_of", visit.view.day().iso()).member("lead", visit.say(today.lead)).key("outcomes").begin_array();
    for (const auto& one : asked) attend::write_json(json, one, visit.words);
    json.end_array().end_object();
    return as_json(visit, std::move(json).str());
  }
  if (asks_for_data(visit)) return answered(visit, today_sheet(visit, asked));
  const auto& words = visit.words;
  auto layout = frame(visit, visit.say("today.title"), "/today");
  layout.caption = words.day(visit.view.day());
  layout.lead = visit.say(today.lead);
  if (const auto news = newest(visit, today.newest); !news.items.empty()) layout.beside = html::rendered(news, words);
  layout.content += html::rendered(today_view(visit, asked), words);
  if (!asked.empty()) layout.content += download_links(visit, "/today", query_with(visit));
  return framed(visit, layout);
}

}  // namespace outturn::web
