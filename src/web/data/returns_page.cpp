#include "web/data/returns_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "act/return_rules.h"
#include "record/keeping.h"
#include "record/organisation.h"
#include "web/measures/course.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using quality::AskedReturn;
using quality::ReturnState;
using workspace::Record;

constexpr int burden_days = 365;

std::string person_shown(const Visit& visit, const record::Reference& person) {
  const auto* found = person.empty() ? nullptr : visit.readable<record::Person>(person.id);
  return found ? found->title(visit.words.language()) : std::string{};
}

std::string organisation_shown(const Visit& visit, const record::ReturnDuty& duty) { return title_of(visit, "organisation", duty.organisation.id); }

Section section(const Visit& visit, std::string_view id, const std::vector<AskedReturn>& returns) {
  Section made{.id = std::string(id), .title = visit.say(fmt::format("returns.{}", id)), .lead = visit.say(fmt::format("returns.{}.lead", id))};
  if (returns.empty()) made.content = html::rendered(Saying{visit.say(fmt::format("returns.{}.none", id))}, visit.words);
  else made.content = html::rendered(returns_table(visit, returns, made.title), visit.words);
  return made;
}

/// The verdict that brought a batch in; nullptr where it came another way or may not be read.
const Record* verdict_of(const Visit& visit, const Record& batch) {
  const auto verdicts = visit.workspace().referring<record::ReturnVerdict>(batch, "batch");
  return verdicts.empty() ? nullptr : verdicts.front();
}

}  // namespace

std::vector<AskedReturn> readable_returns(const Visit& visit) {
  auto all = quality::all_returns(visit.workspace(), visit.view.day());
  std::erase_if(all, [&](const AskedReturn& one) {
    return !visit.may(access::Act::read, *one.duty->kind, one.duty) || (one.record && !visit.may(access::Act::read, *one.record->kind, one.record));
  });
  return all;
}

bool may_report(const Visit& visit, const AskedReturn& asked) {
  if (visit.reader.kind() != access::Reader::Kind::person || !act::is_reporter_of(asked.content(), visit.reader.person())) return false;
  const auto body = std::make_shared<const record::Return>(record::Return{.duty = {asked.duty->id}, .period = asked.period});
  return bool(access::decide_proposed(visit.reader, access::Act::add, record::kind_of<record::Return>(), asked.id, body, visit.workspace()));
}

bool may_verify(const Visit& visit, const AskedReturn& asked) {
  if (!asked.sending || visit.reader.kind() != access::Reader::Kind::person || !act::may_judge(asked, visit.reader.person(), visit.workspace())) return false;
  const auto body = std::make_shared<const record::ReturnVerdict>(record::ReturnVerdict{.sending = {asked.sending->id}});
  return bool(access::decide_proposed(visit.reader, access::Act::add, record::kind_of<record::ReturnVerdict>(), "", body, visit.workspace()));
}

bool waits_for(const Visit& visit, const AskedReturn& asked) {
  if (asked.is_open()) return may_report(visit, asked);
  return asked.state == ReturnState::sent && may_verify(visit, asked);
}

std::int64_t returns_waiting(const Visit& visit) {
  if (visit.reader.kind() != access::Reader::Kind::person || visit.workspace().count(record::kind_of<record::ReturnDuty>()) == 0) return 0;
  const auto all = quality::all_returns(visit.workspace(), visit.view.day());
  return std::count_if(all.begin(), all.end(), [&](const AskedReturn& one) { return waits_for(visit, one); });
}

Status state_shown(const Visit& visit, const AskedReturn& asked) {
  if (const int late = asked.days_late(visit.view.day()); late > 0) {
    return {asked.state == ReturnState::returned ? Tone::off : Tone::off,
            visit.say(asked.state == ReturnState::returned ? "returns.late_returned" : "returns.late", {{"days", std::int64_t{late}}})};
  }
  const auto tone = asked.state == ReturnState::accepted ? Tone::on : asked.state == ReturnState::returned ? Tone::doubt : asked.state == ReturnState::sent ? Tone::half : Tone::none;
  return {tone, visit.say(fmt::format("returns.state.{}", quality::text_of(asked.state)))};
}

std::string return_address(const AskedReturn& asked, std::string_view more) { return "/returns/" + percent_encoded(asked.id) + std::string(more); }

std::string return_title(const Visit& visit, const AskedReturn& asked) {
  return visit.say("returns.title_of", {{"name", asked.duty->title(visit.words.language())}, {"period", visit.words.period(asked.period)}});
}

Table returns_table(const Visit& visit, const std::vector<AskedReturn>& returns, std::string caption) {
  Table table{.caption = std::move(caption),
              .columns = {{visit.say("record.return")}, {visit.say("returns.due")}, {visit.say("record.return_duty.organisation")}, {visit.say("returns.state")}},
              .rows = {}};
  table.light = true;
  for (const auto& one : returns) {
    const auto cells = static_cast<std::int64_t>(quality::cells_of(visit.workspace(), one).size());
    Cell state{};
    state.content = html::rendered(state_shown(visit, one), visit.words);
    if (one.verdict && one.state == ReturnState::returned && visit.may(access::Act::read, *one.verdict->kind, one.verdict)) {
      state.sub = one.verdict->as<record::ReturnVerdict>().reason;
    }
    Cell name{.text = return_title(visit, one), .address = visit.link(return_address(one)), .sub = visit.say("returns.figures", {{"count", cells}})};
    if (one.content().illustrative) name.content = html::rendered(Tag{.text = visit.say("record.return_duty.illustrative"), .outlined = true}, visit.words);
    table.rows.push_back({{std::move(name), {.text = visit.words.day(one.due)}, {.text = organisation_shown(visit, one.content())}, std::move(state)}});
  }
  return table;
}

Sheet returns_sheet(const Visit& visit, const std::vector<AskedReturn>& returns) {
  Sheet sheet{.name = "returns", .columns = {"id", "duty", "name", "period", "due", "days_late", "state", "organisation", "figures"}, .rows = {}};
  for (const auto& one : returns) {
    sheet.rows.push_back({one.id, one.duty->id, one.duty->title(visit.words.language()), one.period.text(), one.due.iso(),
                          std::int64_t{one.days_late(visit.view.day())}, std::string(quality::text_of(one.state)), one.content().organisation.id,
                          static_cast<std::int64_t>(quality::cells_of(visit.workspace(), one).size())});
  }
  return sheet;
}

Table burden_table(const Visit& visit) {
  Table table{.caption = visit.say("returns.burden"),
              .columns = {{visit.say("record.organisation")}, {visit.say("record.return_duty")}, {visit.say("returns.sendings"), true}, {visit.say("returns.minutes"), true},
                          {visit.say("returns.minutes_each"), true}},
              .rows = {}};
  table.light = true;
  std::int64_t all = 0;
  for (const auto& one : quality::reporting_burden(visit.workspace(), visit.view.day().plus(-burden_days))) {
    if (!visit.may(access::Act::read_history, *one.duty->kind, one.duty)) continue;
    all += one.minutes;
    std::string indicators;
    for (const auto& indicator : one.duty->as<record::ReturnDuty>().indicators) indicators += (indicators.empty() ? "" : ", ") + title_of(visit, "indicator", indicator.id);
    table.rows.push_back({{{.text = one.organisation ? title_of(visit, *one.organisation) : ""},
                           {.text = one.duty->title(visit.words.language()), .address = visit.link_to(*one.duty), .sub = indicators},
                           {.text = visit.words.integer(one.sendings), .sub = one.timed < one.sendings ? visit.say("returns.not_timed", {{"count", one.sendings - one.timed}}) : ""},
                           {.text = visit.words.integer(one.minutes)},
                           {.text = one.timed > 0 ? visit.words.number(static_cast<double>(one.minutes) / static_cast<double>(one.timed), 0) : ""}}});
  }
  if (!table.rows.empty()) table.totals = {{.text = visit.say("returns.all")}, {}, {}, {.text = visit.words.integer(all)}, {}};
  return table;
}

Section late_returns_section(const Visit& visit) {
  auto late = readable_returns(visit);
  std::erase_if(late, [&](const AskedReturn& one) { return one.days_late(visit.view.day()) == 0; });
  auto made = section(visit, "late_section", late);
  made.id = "late-returns";
  return made;
}

std::string authorship_of(const Visit& visit, const workspace::Figure& figure, const Record& indicator, const Record& place, const Record* group) {
  if (figure.batch == workspace::no_slot) return {};  // calculated: nobody reported it
  const auto& workspace = visit.workspace();
  const auto* verdict = verdict_of(visit, workspace.at(record::kind_of<record::Batch>(), figure.batch));
  const auto* sending = verdict ? workspace.find<record::ReturnSending>(verdict->as<record::ReturnVerdict>().sending.id) : nullptr;
  const auto asked = sending ? quality::asked_return(workspace, sending->as<record::ReturnSending>().of.id, visit.view.day()) : std::nullopt;
  if (!asked) return {};
  std::string author;
  std::string verifier;
  if (visit.may(access::Act::read, *verdict->kind, verdict)) {
    for (const auto& cell : quality::cells_of(workspace, *asked)) {
      if (cell.indicator == &indicator && cell.place == &place && cell.group == group && cell.content()) author = person_shown(visit, cell.content()->person);
    }
    verifier = person_shown(visit, verdict->as<record::ReturnVerdict>().person);
  }
  const auto day = verdict->as<record::ReturnVerdict>().day.value_or(figure.known_from.day);
  const auto organisation = organisation_shown(visit, asked->content());
  if (author.empty() || verifier.empty()) return visit.say("returns.authorship_short", {{"organisation", organisation}, {"day", day}});
  return visit.say("returns.authorship", {{"organisation", organisation}, {"author", author}, {"verifier", verifier}, {"day", day}});
}

Response show_returns(const Visit& visit) {
  const auto all = readable_returns(visit);
  if (asks_for_data(visit)) return answered(visit, returns_sheet(visit, all));
  auto layout = frame(visit, visit.say("returns.title"), "/returns");
  layout.lead = visit.say("returns.lead");
  const bool takes_part = std::any_of(all.begin(), all.end(), [&](const AskedReturn& one) { return may_report(visit, one) || may_verify(visit, one); });
  const bool shows_all = !takes_part || visit.request.query.get("of") == "all";
  const auto pick = [&](auto&& holds) {
    std::vector<AskedReturn> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some), holds);
    return some;
  };
  const auto concerns = [&](const AskedReturn& one) { return shows_all || may_report(visit, one) || may_verify(visit, one); };
  const auto late = pick([&](const AskedReturn& one) { return concerns(one) && one.days_late(visit.view.day()) > 0; });
  const auto open = pick([&](const AskedReturn& one) { return concerns(one) && one.is_open(); });
  const auto waiting = pick([&](const AskedReturn& one) { return concerns(one) && one.state == ReturnState::sent; });
  Verdict verdict{.status = {!late.empty() ? Tone::off : !open.empty() ? Tone::doubt : Tone::on,
                             visit.say(!late.empty() ? "returns.some_late" : !open.empty() ? "returns.some_due" : "returns.all_sent")},
                  .sentences = {visit.say(shows_all ? "returns.summary_all" : "returns.summary_mine",
                                          {{"open", static_cast<std::int64_t>(open.size())}, {"late", static_cast<std::int64_t>(late.size())},
                                           {"waiting", static_cast<std::int64_t>(waiting.size())}})}};
  if (takes_part) {
    verdict.links.push_back(shows_all ? Link{visit.say("returns.show_mine"), visit.link("/returns")} : Link{visit.say("returns.show_all"), visit.link("/returns?of=all")});
  }
  layout.content += html::rendered(verdict, visit.words);
  layout.content += html::rendered(section(visit, "open", open), visit.words);
  layout.content += html::rendered(section(visit, "waiting", waiting), visit.words);
  layout.content += html::rendered(section(visit, "accepted", pick([&](const AskedReturn& one) { return concerns(one) && one.state == ReturnState::accepted; })), visit.words);
  if (const auto burden = burden_table(visit); !burden.rows.empty()) {
    Section meter{.id = "burden", .title = visit.say("returns.burden"), .lead = visit.say("returns.burden.lead")};
    meter.content = html::rendered(burden, visit.words);
    layout.content += html::rendered(meter, visit.words);
  }
  Acts acts;
  for (auto& link : link_to_add(visit, "return_duty", "returns.add_duty")) acts.links.push_back(std::move(link));
  acts.links.push_back({visit.say("returns.duties"), visit.link("/records/return_duty")});
  layout.content += html::rendered(acts, visit.words);
  layout.content += download_links(visit, "/returns");
  return framed(visit, layout);
}

}  // namespace outturn::web
