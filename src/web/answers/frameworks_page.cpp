#include <algorithm>

#include "base/text.h"
#include "record/contribution.h"
#include "track/rollup.h"
#include "web/answers/answers_page.h"
#include "web/measures/formula_history.h"
#include "web/outcomes/judgement.h"
#include "web/answers/partners_pages.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using record::Framework;
using record::FrameworkLabel;
using workspace::Record;

bool has_ended(const Visit& visit, const Framework& framework) { return framework.until && *framework.until < visit.view.day(); }

/// "1.2" before "1.10": numbers in a label compare as numbers.
bool comes_before(std::string_view one, std::string_view other) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t a = 0;
  std::size_t b = 0;
  while (a < one.size() && b < other.size()) {
    if (digit(one[a]) && digit(other[b])) {
      const auto first = one.substr(a, std::find_if_not(one.begin() + static_cast<std::ptrdiff_t>(a), one.end(), digit) - one.begin() - static_cast<std::ptrdiff_t>(a));
      const auto second = other.substr(b, std::find_if_not(other.begin() + static_cast<std::ptrdiff_t>(b), other.end(), digit) - other.begin() - static_cast<std::ptrdiff_t>(b));
      if (first.size() != second.size()) return first.size() < second.size();
      if (first != second) return first < second;
      a += first.size();
      b += second.size();
    } else if (one[a] != other[b]) {
      return one[a] < other[b];
    } else {
      ++a;
      ++b;
    }
  }
  return one.size() - a < other.size() - b;
}

/// A label, and what it names that the reader may read.
struct Entry {
  const Record* label{};
  const Record* named{};
};
std::vector<Entry> entries(const Visit& visit, const Record& framework) {
  std::vector<Entry> all;
  for (const auto* record : visit.workspace().referring<FrameworkLabel>(framework)) {
    const auto& label = record->as<FrameworkLabel>();
    const auto* named = label.indicator.empty() ? visit.readable<record::Outcome>(label.outcome.id) : visit.readable<record::Indicator>(label.indicator.id);
    if (named && visit.may(access::Act::read, *record->kind, record)) all.push_back({record, named});
  }
  std::stable_sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return comes_before(a.label->as<FrameworkLabel>().number, b.label->as<FrameworkLabel>().number); });
  return all;
}

Table entries_table(const Visit& visit, const Record& framework) {
  Table table{.caption = title_of(visit, framework),
              .columns = {{visit.say("record.framework_label.number")}, {visit.say("frameworks.there")}, {visit.say("frameworks.here")}, {visit.say("frameworks.stands")}},
              .rows = {},
              .light = true};
  for (const auto& entry : entries(visit, framework)) {
    const auto& label = entry.label->as<FrameworkLabel>();
    Cell here{.text = title_of(visit, *entry.named), .address = visit.link_to(*entry.named), .sub = visit.say(entry.named->kind->code == "outcome" ? "record.outcome" : "record.indicator")};
    Cell stands;
    if (entry.named->kind->code == "indicator") {
      auto statuses = track::statuses_of_indicator(visit.view, *entry.named);
      track::parts_taken_out(statuses);
      if (const auto* status = most_urgent(statuses)) {
        stands.content = html::rendered(shown(visit, status->code), visit.words);
        stands.sub = formula_mark(visit, *entry.named);
      }
    }
    table.rows.push_back({{{.text = label.number}, {.text = std::string(label.heading.in(visit.words.language()))}, std::move(here), std::move(stands)}});
  }
  return table;
}

}  // namespace

Response show_frameworks(const Visit& visit) {
  Table table{.caption = visit.say("frameworks.title"),
              .columns = {{visit.say("record.framework")}, {visit.say("record.framework.owner")}, {visit.say("frameworks.applies")}, {visit.say("frameworks.entries"), true}},
              .rows = {},
              .light = true};
  Sheet sheet{.name = "frameworks", .columns = {"framework", "name", "from", "until", "entries", "illustrative"}, .rows = {}};
  visit.workspace().each(record::kind_of<Framework>(), [&](const Record& record) {
    if (!visit.may(access::Act::read, *record.kind, &record)) return;
    const auto& framework = record.as<Framework>();
    const auto* owner = visit.readable<record::Organisation>(framework.owner.id);
    const auto count = static_cast<std::int64_t>(entries(visit, record).size());
    Cell name{.text = title_of(visit, record), .address = visit.link_to(record)};
    if (framework.illustrative) name.content = html::rendered(illustrative_tag(visit, true), visit.words);
    Cell applies{.text = visit.say("frameworks.in_force")};
    if (framework.until) applies.text = visit.say(has_ended(visit, framework) ? "frameworks.ended" : "frameworks.ends", {{"day", *framework.until}});
    table.rows.push_back({{std::move(name), {.text = owner ? title_of(visit, *owner) : "–"}, std::move(applies), {.text = visit.words.integer(count)}}});
    const auto day = [](const std::optional<base::Day>& one) { return one ? SheetCell(one->iso()) : SheetCell(); };
    sheet.rows.push_back({record.id, title_of(visit, record), day(framework.from), day(framework.until), count, std::string(framework.illustrative ? "yes" : "no")});
  });
  if (asks_for_data(visit)) return answered(visit, sheet);
  auto layout = frame(visit, visit.say("frameworks.title"), "/organisations");
  place_among_partners(visit, layout, "/frameworks");
  layout.lead = visit.say("frameworks.lead");
  std::vector<Link> add;
  if (visit.may(access::Act::add, record::kind_of<Framework>())) add.push_back({visit.say("frameworks.add"), form_to_add(visit, "framework")});
  if (table.rows.empty()) layout.content += html::rendered(EmptyState{.title = visit.say("frameworks.none"), .sentences = {visit.say("frameworks.none_why")}, .links = add}, visit.words);
  else layout.content += html::rendered(table, visit.words);
  if (!table.rows.empty()) layout.content += html::rendered(Acts{std::move(add)}, visit.words);
  return framed(visit, layout);
}

Response show_framework(const Visit& visit) {
  const auto* record = visit.readable<Framework>(visit.parameter("id"));
  if (!record) return not_found(visit.request);
  const auto& framework = record->as<Framework>();
  if (asks_for_data(visit)) {
    Sheet sheet{.name = record->id, .columns = {"number", "heading", "kind", "id", "title"}, .rows = {}};
    for (const auto& entry : entries(visit, *record)) {
      const auto& label = entry.label->as<FrameworkLabel>();
      sheet.rows.push_back({label.number, std::string(label.heading.in(visit.words.language())), entry.named->kind->code, entry.named->id, title_of(visit, *entry.named)});
    }
    return answered(visit, sheet);
  }
  auto layout = frame(visit, title_of(visit, *record), "/organisations");
  layout.breadcrumbs = {{.text = visit.say("frameworks.title"), .address = visit.link("/frameworks")}};
  layout.caption = visit.say("record.framework");
  if (framework.illustrative) layout.content += html::rendered(illustrative_tag(visit, true), visit.words);
  if (has_ended(visit, framework)) layout.content += html::rendered(Prose{.paragraphs = {visit.say("frameworks.ended_stays", {{"day", *framework.until}})}}, visit.words);
  if (!framework.url.empty()) layout.content += html::rendered(Saying{.link = {framework.url, framework.url}}, visit.words);
  const auto table = entries_table(visit, *record);
  if (table.rows.empty()) layout.content += html::rendered(EmptyState{.title = visit.say("frameworks.empty"), .sentences = {visit.say("frameworks.empty_why")}}, visit.words);
  else layout.content += html::rendered(table, visit.words);
  if (visit.may(access::Act::add, record::kind_of<FrameworkLabel>())) {
    layout.content += html::rendered(Acts{{{visit.say("frameworks.add_label"), form_to_add(visit, "framework_label", "framework=" + record->id)}}}, visit.words);
  }
  layout.content += download_links(visit, "/frameworks/" + record->id);
  return framed(visit, layout);
}

}  // namespace outturn::web
