#include "web/data/return_page.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "act/fill_return.h"
#include "act/judge_return.h"
#include "base/text.h"
#include "exchange/figure.h"
#include "quality/amount.h"
#include "record/organisation.h"
#include "record/trust.h"
#include "track/outlook.h"
#include "web/measures/course.h"
#include "web/serving/parse.h"
#include "web/data/pasted_table.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"
#include "web/data/returns_page.h"
#include "web/section.h"

namespace outturn::web {
namespace {

using quality::AskedReturn;
using quality::DataFinding;
using quality::ReturnCell;
using quality::ReturnState;
using record::Absence;
using record::ReturnEntry;
using workspace::Record;

constexpr std::array<std::string_view, 6> minute_choices{"5", "10", "20", "40", "60", "120"};

/// ".I1.CA." as the names of a cell's inputs end.
std::string name_of_cell(const ReturnCell& cell) {
  return act::cell_name(cell.indicator->id, cell.place->id, cell.group ? cell.group->id : std::string{}).substr(4);
}

const std::vector<std::string>& absence_codes() { return record::kind_of<ReturnEntry>().field("absence")->choices; }

std::string number_typed(double value, std::string_view language) {
  auto text = fmt::format("{}", value);
  if (language == "fr") std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

/// A figure that its parts gave: as exact as the measure is shown, so that it can be told from one typed in its place.
std::string figure_typed(const record::Indicator& indicator, const ReturnEntry& entry, std::string_view language) {
  if (!entry.value) return {};
  if (!entry.numerator) return number_typed(*entry.value, language);
  const double steps = std::pow(10.0, static_cast<double>(indicator.decimals.value_or(2)));
  return number_typed(std::round(*entry.value * steps) / steps + 0.0, language);
}

/// What was typed as the entry that it would become: with the figure that its parts give.
ReturnEntry entry_of(const act::TypedCell& typed, const quality::Parts& parts) {
  ReturnEntry entry{.value = typed.value, .numerator = typed.numerator, .denominator = typed.denominator, .absence = typed.absence, .note = typed.note};
  if (!entry.value && entry.numerator && entry.denominator) entry.value = parts.figure(*entry.numerator, *entry.denominator);
  return entry;
}

/// The issues that name a cell, with the names of its indicator and place instead of their ids.
base::Issues with_names(const Visit& visit, base::Issues issues) {
  for (auto& issue : issues) {
    if (issue.code != "act.cell_empty" && issue.code != "act.absence_unexplained" && issue.code != "act.parts_missing") continue;
    const auto id = [&](std::string_view name) {
      for (const auto& value : issue.values) {
        if (const auto* text = value.name == name ? std::get_if<std::string>(&value.value) : nullptr) return *text;
      }
      return std::string{};
    };
    const auto* place = visit.readable<record::Place>(id("place"));
    const auto* group = id("group").empty() ? nullptr : visit.readable<record::Group>(id("group"));
    const auto where = place ? whereabouts(visit, place, group) : id("place");
    issue.values = {{"indicator", title_of(visit, "indicator", id("indicator"))}, {"place", where}};
  }
  return issues;
}

std::string figure_or_absence(const Visit& visit, const record::Indicator& indicator, const ReturnEntry& entry) {
  if (entry.value) return figure_text(visit, indicator, *entry.value);
  if (entry.absence == Absence::none) return visit.say("returns.emptied");
  return visit.say("record.return_entry.absence." + absence_codes().at(static_cast<std::size_t>(entry.absence)));
}

std::string person_in_words(const Visit& visit, const record::Reference& person) {
  const auto* found = visit.readable<record::Person>(person.id);
  return found ? found->title(visit.words.language()) : visit.say("quality_page.a_person");
}

std::string by_whom(const Visit& visit, const Record& record) {
  const auto& entry = record.as<ReturnEntry>();
  return visit.say("returns.entered", {{"person", person_in_words(visit, entry.person)}, {"day", entry.day.value_or(base::civil_day(record.changed_at))}});
}

/// The last figure before this period and what the periods before it lead to expect.
struct Before {
  const workspace::Figure* last{};
  std::optional<std::pair<double, double>> band{};
};

void tell_before(const Visit& visit, const AskedReturn& asked, const ReturnCell& cell, ReturnRow& row) {
  const auto& indicator = cell.indicator->as<record::Indicator>();
  const auto* series = visit.view.series(*cell.indicator, *cell.place, cell.group);
  std::vector<workspace::Figure> figures;
  if (series) {
    for (const auto& figure : visit.view.figures(*series)) {
      if (figure.period < asked.period && figure.is_figure()) figures.push_back(figure);
    }
  }
  if (figures.empty()) {
    row.last = visit.say("returns.first_time");
  } else {
    row.last = visit.say("returns.last_time", {{"value", figure_text(visit, indicator, figures.back().value)}, {"period", visit.words.period(figures.back().period)}});
  }
  const auto until = asked.period.last_day();
  const auto outlook = track::outlook(indicator, figures, until);
  const int steps = outlook ? outlook->grid.steps_until(until) : 0;
  if (steps >= 1 && static_cast<std::size_t>(steps) <= outlook->forecast.steps.size()) {
    const auto& one = outlook->forecast.steps[static_cast<std::size_t>(steps) - 1];
    const auto low = as_shown(indicator, one.quantile(0.025));
    const auto high = as_shown(indicator, one.quantile(0.975));
    row.low = fmt::format("{}", low);
    row.high = fmt::format("{}", high);
    row.expected = visit.say("returns.expected", {{"low", figure_text(visit, indicator, low)}, {"high", figure_text(visit, indicator, high)}});
    row.unusual_says = visit.say("returns.unusual", {{"low", figure_text(visit, indicator, low)}, {"high", figure_text(visit, indicator, high)}});
  }
  auto least = indicator.minimum;
  auto most = indicator.maximum;
  for (const auto* record : visit.workspace().referring<record::ValidationRule>(*cell.indicator, "indicator")) {
    const auto& rule = record->as<record::ValidationRule>();
    if (rule.check != record::Check::range || rule.severity != record::RuleSeverity::error) continue;
    if (rule.lower) least = std::max(least.value_or(*rule.lower), *rule.lower);
    if (rule.upper) most = std::min(most.value_or(*rule.upper), *rule.upper);
  }
  if (least) {
    row.least = fmt::format("{}", *least);
    row.least_says = visit.say("returns.below", {{"limit", language::say(visit.words, quality::limit_of(indicator, *least))}});
  }
  if (most) {
    row.most = fmt::format("{}", *most);
    row.most_says = visit.say("returns.above", {{"limit", language::say(visit.words, quality::limit_of(indicator, *most))}});
  }
}

/// Whether the row asks for the parts of its figure, and how they make it.
void tell_parts(const Visit& visit, const AskedReturn& asked, const ReturnCell& cell, ReturnRow& row) {
  const auto parts = quality::parts_of(visit.view, asked, cell);
  row.asks_parts = parts.asked;
  if (!parts.possible) return;
  if (parts.scale) row.scale = fmt::format("{}", *parts.scale);
  row.decimals = fmt::format("{}", cell.indicator->as<record::Indicator>().decimals.value_or(2));
  row.parts_hint = !parts.scale ? visit.say("returns.parts_and_figure") : *parts.scale == 1 ? visit.say("returns.parts_make") : visit.say("returns.parts_make_times", {{"scale", *parts.scale}});
}

std::vector<CellFinding> findings_shown(const Visit& visit, const std::vector<DataFinding>& findings) {
  std::vector<CellFinding> all;
  for (const auto& one : findings) {
    const bool stops = one.severity == record::RuleSeverity::error;
    all.push_back({{stops ? Glyph::no : Glyph::half, visit.say(one.sentence), stops ? Tone::off : Tone::doubt}, visit.say(one.what_to_do)});
  }
  return all;
}

/// Everything that somebody typed into the form, by the name of the cell.
struct Typed {
  std::vector<act::TypedCell> cells;
  base::Issues issues;
};

Typed typed_cells(const Visit& visit, const std::vector<ReturnCell>& cells) {
  Typed typed;
  const auto& form = visit.request.form;
  for (const auto& cell : cells) {
    const auto name = name_of_cell(cell);
    if (!form.has("cell" + name)) continue;
    act::TypedCell one{.indicator = cell.indicator->id, .place = cell.place->id, .group = cell.group ? cell.group->id : std::string{}};
    const auto figure = typed_figure(form.get("cell" + name), visit.words.language());
    if (figure) one.value = *figure;
    else for (const auto& issue : figure.error()) typed.issues.push_back({"cell" + name, issue.code, issue.values});
    const auto part = [&](const std::string& field, std::optional<double>& into) {
      const auto read = typed_figure(form.get(field), visit.words.language());
      if (read) into = *read;
      else for (const auto& issue : read.error()) typed.issues.push_back({field, issue.code, issue.values});
    };
    part("numerator" + name, one.numerator);
    part("denominator" + name, one.denominator);
    // The figure as it was calculated and shown, beside parts that may have changed since: it is calculated anew.
    const auto* stands = cell.content();
    if (one.numerator && one.denominator && stands && stands->numerator &&
        base::trimmed(form.get("cell" + name)) == figure_typed(cell.indicator->as<record::Indicator>(), *stands, visit.words.language())) {
      one.value.reset();
    }
    const auto& codes = absence_codes();
    const auto code = std::find(codes.begin(), codes.end(), std::string(form.get("absence" + name, "none")));
    one.absence = code == codes.end() ? Absence::none : static_cast<Absence>(code - codes.begin());
    if (one.value && one.absence != Absence::none) typed.issues.push_back({"cell" + name, "record.figure_or_absence", {{"value", *one.value}}});
    one.note = std::string(base::trimmed(form.get("note" + name)));
    one.seen = std::string(form.get("seen" + name));
    typed.cells.push_back(std::move(one));
  }
  return typed;
}

/// One reason for every cell that holds nothing, and for those that gave the same without saying why.
void fill_the_rest(const Visit& visit, std::vector<act::TypedCell>& cells) {
  const auto& codes = absence_codes();
  const auto code = std::find(codes.begin(), codes.end(), std::string(visit.request.form.get("rest", "none")));
  if (code == codes.end() || code == codes.begin()) return;
  const auto reason = static_cast<Absence>(code - codes.begin());
  const auto note = std::string(base::trimmed(visit.request.form.get("rest_note")));
  for (auto& one : cells) {
    if (one.value || one.numerator || one.denominator || (one.absence != Absence::none && one.absence != reason)) continue;
    one.absence = reason;
    if (one.note.empty()) one.note = note;
  }
}

std::string said_of(const base::Issues& issues, std::string_view field, const language::Words& words) {
  for (const auto& issue : issues) {
    if (issue.field != field) continue;
    if (issue.code != "act.cell_moved") return words.issue(issue);
    auto told = issue;  // an absence has a word instead of a figure
    for (const auto& value : issue.values) {
      const auto* number = value.name == "absence" ? std::get_if<std::int64_t>(&value.value) : nullptr;
      if (!number || *number == 0) continue;
      for (auto& other : told.values) {
        if (other.name == "theirs") other.value = words.say("record.return_entry.absence." + absence_codes().at(static_cast<std::size_t>(*number)));
      }
    }
    return words.issue(told);
  }
  return {};
}

/// What the form shows: what stands there, or what was typed where something was refused or read from a table.
struct Shown {
  const std::vector<act::TypedCell>* typed{};
  bool shows_typed_text{true};   ///< the inputs as they came, also where they are no figures
  base::Issues issues{};
  std::string pasted{};
  std::string paste_note{};
};

std::vector<ReturnGroup> groups_of(const Visit& visit, const AskedReturn& asked, const std::vector<ReturnCell>& cells, const Shown& shown) {
  std::vector<Option> absences;
  for (const auto& code : absence_codes()) absences.push_back({code, visit.say("record.return_entry.absence." + code)});
  auto proposed = quality::proposed_in(visit.view, asked, cells);
  if (shown.typed) {
    for (std::size_t c = 0; c < cells.size(); ++c) {
      for (const auto& one : *shown.typed) {
        if (act::cell_name(one.indicator, one.place, one.group).substr(4) != name_of_cell(cells[c])) continue;
        quality::propose(entry_of(one, quality::parts_of(visit.view, asked, cells[c])), asked.period, visit.view.day(), proposed[c]);
      }
    }
  }
  const auto findings = quality::findings_in_return(visit.view, proposed);
  std::vector<ReturnGroup> groups;
  const Record* indicator = nullptr;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const auto& cell = cells[c];
    if (cell.indicator != indicator) {
      indicator = cell.indicator;
      groups.push_back({.title = title_of(visit, *indicator), .unit = std::string(indicator->as<record::Indicator>().unit.in(visit.words.language())),
                        .address = visit.link_to(*indicator), .rows = {}});
    }
    ReturnRow row{.name = name_of_cell(cell), .label = whereabouts(visit, cell.place, cell.group)};
    tell_before(visit, asked, cell, row);
    row.absences = absences;
    row.absence = absence_codes().front();
    tell_parts(visit, asked, cell, row);
    if (const auto* content = cell.content()) {
      row.value = figure_typed(cell.indicator->as<record::Indicator>(), *content, visit.words.language());
      if (content->numerator) row.numerator = number_typed(*content->numerator, visit.words.language());
      if (content->denominator) row.denominator = number_typed(*content->denominator, visit.words.language());
      row.absence = absence_codes().at(static_cast<std::size_t>(content->absence));
      row.note = content->note;
      row.author = by_whom(visit, *cell.counts());
    }
    row.seen = cell.stamp();
    for (auto entry = cell.entries.rbegin(); entry != cell.entries.rend(); ++entry) {
      if (*entry == cell.counts()) continue;
      row.earlier.push_back(visit.say("returns.earlier", {{"value", figure_or_absence(visit, cell.indicator->as<record::Indicator>(), (*entry)->as<ReturnEntry>())},
                                                          {"who", by_whom(visit, **entry)}}));
    }
    if (shown.typed) {
      for (const auto& one : *shown.typed) {
        if (act::cell_name(one.indicator, one.place, one.group).substr(4) != row.name) continue;
        row.value = shown.shows_typed_text ? std::string(visit.request.form.get("cell" + row.name)) : one.value ? number_typed(*one.value, visit.words.language()) : "";
        const auto part = [&](std::string_view field, const std::optional<double>& read) {
          return shown.shows_typed_text ? std::string(visit.request.form.get(std::string(field) + row.name)) : read ? number_typed(*read, visit.words.language()) : "";
        };
        row.numerator = part("numerator", one.numerator);
        row.denominator = part("denominator", one.denominator);
        row.absence = absence_codes().at(static_cast<std::size_t>(one.absence));
        row.note = one.note;
      }
    }
    row.asks_parts = row.asks_parts || !row.numerator.empty() || !row.denominator.empty();
    row.findings = findings_shown(visit, findings[c]);
    for (const auto* field : {"cell", "numerator", "denominator"}) {
      if (row.error.empty()) row.error = said_of(shown.issues, field + row.name, visit.words);
    }
    row.opens = row.absence != "none" || !row.note.empty() ||
                std::any_of(shown.issues.begin(), shown.issues.end(), [&](const auto& issue) {
                  return issue.field == "cell" + row.name && (issue.code == "act.cell_empty" || issue.code == "act.parts_missing");
                });
    groups.back().rows.push_back(std::move(row));
  }
  return groups;
}

/// What was sent and said, oldest first.
Bullets story(const Visit& visit, const AskedReturn& asked) {
  Bullets told;
  if (!asked.record) return told;
  const auto with = [&](const std::string& text) { return text.empty() ? std::string{} : " " + visit.say("returns.quoted", {{"text", text}}); };
  for (const auto* record : visit.workspace().referring<record::ReturnSending>(*asked.record, "return")) {
    const auto& sending = record->as<record::ReturnSending>();
    if (!visit.may(access::Act::read, *record->kind, record)) continue;
    const auto day = sending.day.value_or(visit.view.day());
    told.items.push_back({.text = visit.say("returns.was_sent", {{"person", person_in_words(visit, sending.person)}, {"day", day}}) + with(sending.note), .address = {}});
    if (sending.withdrawn) told.items.push_back({.text = visit.say("returns.was_taken_back") + with(sending.withdrawn_reason), .address = {}});
    for (const auto* one : visit.workspace().referring<record::ReturnVerdict>(*record, "sending")) {
      const auto& verdict = one->as<record::ReturnVerdict>();
      const bool accepted = verdict.answer == record::ReturnAnswer::accepted;
      told.items.push_back({.text = visit.say(accepted ? "returns.was_accepted" : "returns.was_returned",
                                              {{"person", person_in_words(visit, verdict.person)}, {"day", verdict.day.value_or(day)}}) + with(verdict.reason),
                            .address = accepted && !verdict.batch.empty() ? visit.link("/data/batches/" + percent_encoded(verdict.batch.id)) : ""});
    }
  }
  return told;
}

Field minutes_field(const Visit& visit) {
  Field field{.control = Control::radios, .name = "minutes", .label = visit.say("returns.how_long"), .hint = visit.say("returns.how_long_hint"), .optional = true};
  for (const auto choice : minute_choices) field.options.push_back({std::string(choice), visit.say(fmt::format("returns.minutes.{}", choice))});
  field.value = std::string(visit.request.form.get("minutes"));
  return field;
}

Table figures_sent(const Visit& visit, const std::vector<ReturnGroup>& groups, const std::vector<ReturnCell>& cells) {
  Table table{.caption = visit.say("returns.figures_sent"),
              .columns = {{visit.say("record.indicator")}, {visit.say("returns.figure"), true}, {visit.say("returns.before")}, {visit.say("returns.by")}, {visit.say("returns.checks")}},
              .rows = {}};
  table.light = true;
  std::size_t c = 0;
  for (const auto& group : groups) {
    for (const auto& row : group.rows) {
      const auto& cell = cells[c++];
      Cell value{.text = cell.content() ? figure_or_absence(visit, cell.indicator->as<record::Indicator>(), *cell.content()) : visit.say("returns.nothing"),
                 .sub = row.note};
      if (const auto* content = cell.content(); content && content->numerator && content->denominator) {
        const auto of = visit.say("returns.parts_of", {{"numerator", *content->numerator}, {"denominator", *content->denominator}});
        value.sub = value.sub.empty() ? of : of + " – " + value.sub;
      }
      Flags flags;
      for (const auto& one : row.findings) flags.flags.push_back(one.flag);
      Cell checks{.text = flags.flags.empty() ? visit.say("returns.nothing_found") : ""};
      if (!flags.flags.empty()) checks.content = html::rendered(flags, visit.words);
      Cell who{.text = row.author, .sub = row.earlier.empty() ? "" : row.earlier.front()};
      table.rows.push_back({{{.text = group.title, .address = group.address, .sub = row.label}, std::move(value), {.text = row.last, .sub = row.expected}, std::move(who), std::move(checks)}});
    }
  }
  return table;
}

Verdict verdict_shown(const Visit& visit, const AskedReturn& asked) {
  Verdict verdict{.status = state_shown(visit, asked), .sentences = {}};
  verdict.sentences.push_back(visit.say("returns.due_on", {{"day", asked.due}, {"organisation", title_of(visit, "organisation", asked.content().organisation.id)}}));
  if (asked.state == ReturnState::returned && asked.verdict) {
    verdict.sentences.push_back(visit.say("returns.mend", {{"reason", asked.verdict->as<record::ReturnVerdict>().reason}}));
  }
  return verdict;
}

void add_forms_after_sending(const Visit& visit, const AskedReturn& asked, const Shown& shown, Layout& layout) {
  const auto& sending = asked.sending->as<record::ReturnSending>();
  const bool mine = sending.person.id == visit.reader.person();
  if (mine && !sending.minutes) {
    Form form{.action = return_address(asked), .csrf_token = visit.csrf, .fields = {{.control = Control::hidden, .name = "do", .label = "", .value = "time"}}};
    for (const auto choice : minute_choices) {
      form.buttons.push_back({.text = visit.say(fmt::format("returns.minutes.{}", choice)), .name = "minutes", .value = std::string(choice), .kind = Button::Kind::secondary});
    }
    layout.content += html::rendered(Heading{.text = visit.say("returns.how_long"), .lead = visit.say("returns.how_long_hint"), .id = "time"}, visit.words);
    layout.content += html::rendered(form, visit.words);
  }
  if (asked.state != ReturnState::sent) return;
  if (may_verify(visit, asked)) {
    Form form{.action = return_address(asked, "/verdict"), .csrf_token = visit.csrf,
              .fields = {{.control = Control::hidden, .name = "seen", .label = "", .value = asked.sending->id},
                         {.control = Control::textarea, .name = "reason", .label = visit.say("returns.reason"), .value = typed_text(visit.request.form, "reason"), .hint = visit.say("returns.reason_hint"), .rows = 3}},
              .buttons = {{.text = visit.say("returns.accept"), .name = "answer", .value = "accepted"},
                          {.text = visit.say("returns.send_back"), .name = "answer", .value = "returned", .kind = Button::Kind::secondary}}};
    show_issues(form.fields, shown.issues, visit.words);
    layout.content += html::rendered(Heading{.text = visit.say("returns.judge"), .lead = visit.say("returns.judge_lead"), .id = "judge"}, visit.words);
    layout.content += html::rendered(form, visit.words);
  }
  if (mine) {
    Form form{.action = return_address(asked), .csrf_token = visit.csrf,
              .fields = {{.control = Control::hidden, .name = "do", .label = "", .value = "take_back"},
                         {.control = Control::textarea, .name = "reason", .label = visit.say("returns.why_take_back"), .value = typed_text(visit.request.form, "reason"), .rows = 2}},
              .buttons = {{.text = visit.say("returns.take_back"), .kind = Button::Kind::secondary}}};
    show_issues(form.fields, shown.issues, visit.words);
    layout.content += html::rendered(Details{.summary = visit.say("returns.take_back"), .content = html::rendered(form, visit.words)}, visit.words);
  }
}

/// The return as the path names it, if this reader may know of it: also one not yet asked for on the day the page is read as of.
std::optional<AskedReturn> return_of_path(const Visit& visit) {
  auto asked = quality::asked_return(visit.workspace(), visit.parameter("id"), visit.reader.day());
  if (!asked || !visit.may(access::Act::read, *asked->duty->kind, asked->duty)) return std::nullopt;
  if (asked->record && !visit.may(access::Act::read, *asked->record->kind, asked->record)) return std::nullopt;
  return asked;
}

/// One reason for all cells that are still empty, where there are several.
std::vector<Field> rest_fields(const Visit& visit, const std::vector<ReturnGroup>& groups) {
  std::size_t empty = 0;
  for (const auto& group : groups) {
    for (const auto& row : group.rows) {
      const bool unexplained = row.note.empty() && (row.absence == "missing" || row.absence == "disputed");
      empty += row.value.empty() && row.numerator.empty() && row.denominator.empty() && (unexplained || row.absence == absence_codes().front());
    }
  }
  if (empty < 2) return {};
  Field reason{.control = Control::select, .name = "rest", .label = visit.say("returns.rest"), .value = std::string(visit.request.form.get("rest")), .hint = visit.say("returns.rest_hint")};
  for (const auto& code : absence_codes()) {
    reason.options.push_back({code, visit.say(code == absence_codes().front() ? std::string("returns.rest_none") : "record.return_entry.absence." + code)});
  }
  return {std::move(reason), {.name = "rest_note", .label = visit.say("returns.rest_note"), .value = typed_text(visit.request.form, "rest_note"), .optional = true}};
}

Response return_page(const Visit& visit, const AskedReturn& asked, const Shown& as_given) {
  const auto& words = visit.words;
  auto shown = as_given;
  shown.issues = with_names(visit, std::move(shown.issues));
  auto layout = frame(visit, return_title(visit, asked), "/returns");
  layout.breadcrumbs = {{.text = visit.say("nav.returns"), .address = visit.link("/returns")}};
  layout.lead = std::string(asked.content().used_for.in(words.language()));
  if (asked.content().illustrative) layout.caption = visit.say("record.return_duty.illustrative");
  auto problems = shown.issues;
  for (auto& issue : problems) {  // cells tell their own words beside the input
    if (issue.code == "act.cell_moved" || issue.field == "return") issue.field = issue.field == "return" ? "" : issue.field;
  }
  layout.has_errors = !problems.empty();
  if (!problems.empty()) {
    auto summary = error_summary(problems, words);
    for (std::size_t i = 0; i < problems.size(); ++i) {
      const auto said = said_of(problems, problems[i].field, words);
      if (problems[i].code == "act.cell_moved" && i < summary.errors.size()) summary.errors[i].text = said;
    }
    layout.content += html::rendered(summary, words);
  }
  const auto done = visit.request.query.get("done");
  if (!done.empty() && words.has(fmt::format("returns.done.{}", done))) {
    layout.content += html::rendered(Banner{.text = visit.say(fmt::format("returns.done.{}", done)), .success = true}, words);
  }
  if (!shown.paste_note.empty()) layout.content += html::rendered(Banner{.text = shown.paste_note}, words);
  layout.content += html::rendered(verdict_shown(visit, asked), words);
  if (const auto told = story(visit, asked); !told.items.empty()) {
    layout.content += html::rendered(Heading{.text = visit.say("returns.story"), .id = "story"}, words);
    layout.content += html::rendered(told, words);
  }
  const auto cells = quality::cells_of(visit.workspace(), asked);
  const auto groups = groups_of(visit, asked, cells, shown);
  if (cells.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("returns.asks_nothing"), .sentences = {visit.say("returns.asks_nothing_more")}}, words);
  } else if (asked.is_open() && may_report(visit, asked) && !visit.view.as_of() && !visit.as_entered) {
    ReturnForm form{.action = return_address(asked), .csrf_token = visit.csrf,
                    .lead = visit.say(asked.content().cells_optional ? "returns.each_cell_optional" : "returns.each_cell"), .groups = groups, .rest = rest_fields(visit, groups),
                    .paste = {.control = Control::textarea, .name = "paste", .label = visit.say("returns.paste"), .value = shown.pasted, .hint = visit.say("returns.paste_hint"), .rows = 6},
                    .note = {.control = Control::textarea, .name = "sending_note", .label = visit.say("returns.note"), .value = typed_text(visit.request.form, "sending_note"), .optional = true, .rows = 2},
                    .minutes = minutes_field(visit)};
    show_issues({&form.paste, 1}, shown.issues, words);
    layout.content += html::rendered(form, words);
  } else {
    Section figures{.id = "figures", .title = visit.say("returns.figures_sent")};
    figures.content = html::rendered(figures_sent(visit, groups, cells), words);
    layout.content += html::rendered(figures, words);
  }
  if (asked.sending && visit.reader.is_signed_in()) add_forms_after_sending(visit, asked, shown, layout);
  Acts acts;
  acts.links.push_back({visit.say("returns.duty"), visit.link_to(*asked.duty)});
  if (asked.record && visit.may(access::Act::read_history, *asked.record->kind, asked.record)) {
    acts.links.push_back({visit.say("returns.history"), visit.link("/history/return/" + percent_encoded(asked.record->id))});
  }
  layout.content += html::rendered(acts, words);
  return framed(visit, layout, shown.issues.empty() ? 200 : 422);
}

Response back(const AskedReturn& asked, std::string_view done) { return see_other(return_address(asked, fmt::format("?done={}", done))); }

std::optional<std::int64_t> minutes_in(std::string_view text) {
  std::int64_t minutes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), minutes);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return minutes;
}

Response refused_for(const Visit& visit, const base::Issues& issues) {
  const bool known = visit.reader.is_signed_in();
  return refusal(visit.request, {.status = known ? 403 : 401, .code = known ? "forbidden" : "sign_in", .issues = issues});
}

bool is_about_access(const base::Issues& issues) {
  return std::any_of(issues.begin(), issues.end(), [](const auto& issue) { return issue.code.starts_with("access."); });
}

}  // namespace

base::Checked<std::optional<double>> typed_figure(std::string_view written, std::string_view language) {
  std::string text(base::trimmed(written));
  if (text.empty()) return std::optional<double>{};
  if (language == "fr") {  // as it was shown to them
    const auto comma = text.find(',');
    if (comma != std::string::npos && text.find(',', comma + 1) == std::string::npos && text.find('.') == std::string::npos) text[comma] = '.';
  }
  auto figure = exchange::parse_figure(text, "", {});
  if (figure && figure->status == workspace::Status::figure) return std::optional{figure->value};
  if (figure) return base::refuse("", "figure.not_a_number", {{"written", text}});  // absences are chosen, not typed
  for (const auto& issue : figure.error()) {
    if (issue.code != "figure.decimal_comma" && issue.code != "figure.thousands" && issue.code != "figure.sign") continue;
    for (const auto& value : issue.values) {
      const auto* instead = value.name == "instead" ? std::get_if<std::string>(&value.value) : nullptr;
      double number = 0;
      if (instead && exchange::is_plain_number(*instead, number)) return std::optional{number};
    }
  }
  return base::refuse(std::move(figure.error()));
}

Response show_return(const Visit& visit) {
  const auto asked = return_of_path(visit);
  return asked ? return_page(visit, *asked, {}) : not_found(visit.request);
}

Response change_return(const Visit& visit) {
  const auto asked = return_of_path(visit);
  if (!asked) return not_found(visit.request);
  const auto& form = visit.request.form;
  const auto what = form.get("do");
  auto& keeper = visit.site.keeper;
  if (what == "time" || what == "take_back") {
    const auto receipt = what == "time" ? act::log_time(keeper, visit.reader, asked->id, minutes_in(form.get("minutes")).value_or(0))
                                        : act::take_back_return(keeper, visit.reader, asked->id, typed_text(form, "reason"));
    if (receipt) return back(*asked, what);
    if (is_about_access(receipt.error())) return refused_for(visit, receipt.error());
    return return_page(visit, *asked, {.issues = receipt.error()});
  }
  const auto cells = quality::cells_of(visit.workspace(), *asked);
  auto typed = typed_cells(visit, cells);
  const auto shown = [&](base::Issues issues) { return Shown{.typed = &typed.cells, .issues = std::move(issues)}; };
  if (!typed.issues.empty()) return return_page(visit, *asked, shown(typed.issues));
  if (what == "paste") {
    auto pasted = read_pasted_table(visit, *asked, cells, typed_text(form, "paste"), typed.cells);
    Shown with{.typed = &typed.cells, .shows_typed_text = false, .issues = pasted.issues, .pasted = pasted.issues.empty() ? "" : typed_text(form, "paste")};
    if (pasted.read > 0) with.paste_note = visit.say("returns.pasted", {{"count", pasted.read}});
    return return_page(visit, *asked, with);
  }
  fill_the_rest(visit, typed.cells);
  const auto saved = act::save_return(keeper, visit.reader, asked->id, typed.cells);
  const workspace::View now(keeper.now(), visit.view.day());
  if (!saved) {
    if (is_about_access(saved.error())) return refused_for(visit, saved.error());
    // Both versions: what was typed stays in the inputs, what stands there now is told beside them and counts as seen.
    const Visit again{.site = visit.site, .request = visit.request, .words = visit.words, .reader = visit.reader, .view = now, .csrf = visit.csrf};
    const auto latest = quality::asked_return(now.workspace(), asked->id, now.day());
    return return_page(again, latest ? *latest : *asked, shown(saved.error()));
  }
  if (what != "send") return back(*asked, "save");
  const auto sent = act::send_return(keeper, visit.reader, asked->id, minutes_in(form.get("minutes")), typed_text(form, "sending_note"));
  if (sent) return back(*asked, "send");
  if (is_about_access(sent.error())) return refused_for(visit, sent.error());
  const Visit again{.site = visit.site, .request = visit.request, .words = visit.words, .reader = visit.reader, .view = now, .csrf = visit.csrf};
  const auto latest = quality::asked_return(now.workspace(), asked->id, now.day());
  Shown not_sent{.issues = sent.error()};
  if (saved->last >= saved->first) not_sent.paste_note = visit.say("returns.saved_not_sent");
  return return_page(again, latest ? *latest : *asked, not_sent);
}

Response verdict_on_return(const Visit& visit) {
  const auto asked = return_of_path(visit);
  if (!asked || !asked->record) return not_found(visit.request);
  const auto& form = visit.request.form;
  const auto answer = form.get("answer") == "accepted" ? record::ReturnAnswer::accepted : record::ReturnAnswer::returned;
  const auto judged = act::judge_return(visit.site.keeper, visit.reader, asked->id, form.get("seen"), answer, typed_text(form, "reason"));
  if (judged) return back(*asked, answer == record::ReturnAnswer::accepted ? "accept" : "send_back");
  if (is_about_access(judged.error())) return refused_for(visit, judged.error());
  return return_page(visit, *asked, {.issues = judged.error()});
}

}  // namespace outturn::web
