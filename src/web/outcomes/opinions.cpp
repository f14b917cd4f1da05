#include "web/outcomes/opinions.h"

#include <algorithm>
#include <map>

#include "record/organisation.h"
#include "record/trust.h"
#include "web/components.h"
#include "web/measures/course.h"
#include "web/serving/parse.h"
#include "web/parts.h"

namespace outturn::web {

using record::Opinion;
using record::Position;
using workspace::Record;

std::vector<const Record*> opinions_about(const Visit& visit, const Record& indicator) {
  auto all = visit.workspace().referring<Opinion>(indicator, "indicator");
  std::erase_if(all, [&](const Record* one) {
    const auto& opinion = one->as<Opinion>();
    const bool later = visit.view.as_of() && opinion.day && *opinion.day > *visit.view.as_of();
    return later || !opinion.question.empty() || !visit.may(access::Act::read, *one->kind, one) || !visit.readable<record::Organisation>(opinion.organisation.id);
  });
  std::stable_sort(all.begin(), all.end(), [](const Record* a, const Record* b) { return a->as<Opinion>().day > b->as<Opinion>().day; });
  return all;
}

std::vector<std::string> dissents(const Visit& visit, const Record& indicator) {
  std::vector<std::string> all;
  for (const auto* one : opinions_about(visit, indicator)) {
    const auto& opinion = one->as<Opinion>();
    if (opinion.position == Position::signs) continue;
    const auto* organisation = visit.readable<record::Organisation>(opinion.organisation.id);
    all.push_back(visit.say(opinion.position == Position::dissents ? "opinions.dissents" : "opinions.disputes",
                            {{"organisation", organisation->title(visit.words.language())}, {"reason", opinion.reason}}));
  }
  return all;
}

Section opinions_section(const Visit& visit, const Record& indicator) {
  const auto all = opinions_about(visit, indicator);
  std::map<Position, std::int64_t> count;
  for (const auto* one : all) ++count[one->as<Opinion>().position];
  Section section{.id = "opinions", .title = visit.say("opinions.title"),
                  .lead = all.empty() ? visit.say("opinions.none")
                                      : visit.say("opinions.lead", {{"signs", count[Position::signs]}, {"dissents", count[Position::dissents]}, {"disputes", count[Position::disputes]}})};
  Table table{.caption = section.title,
              .columns = {{visit.say("record.opinion.organisation")}, {visit.say("record.opinion.position")}, {visit.say("record.opinion.reason")}, {visit.say("record.opinion.day")}},
              .rows = {}, .light = true};
  for (const auto* one : all) {
    const auto& opinion = one->as<Opinion>();
    const auto* organisation = visit.readable<record::Organisation>(opinion.organisation.id);
    table.rows.push_back({{{.text = organisation->title(visit.words.language()), .address = visit.link_to(*organisation), .sub = opinion.illustrative ? visit.say("record.opinion.illustrative") : ""},
                           {.text = choice_text(visit, *one, "position")}, {.text = opinion.reason, .address = opinion.reason.empty() ? "" : visit.link_to(*one)},
                           {.text = opinion.day ? visit.words.day(*opinion.day) : ""}}});
  }
  if (!table.rows.empty()) section.content += html::rendered(table, visit.words);
  Acts acts;
  for (const auto& [position, key] : {std::pair{"signs", "opinions.sign"}, std::pair{"dissents", "opinions.dissent"}, std::pair{"disputes", "opinions.dispute"}}) {
    for (auto& link : link_to_add(visit, "opinion", key, "indicator=" + percent_encoded(indicator.id) + "&position=" + position)) acts.links.push_back(std::move(link));
  }
  if (!acts.links.empty()) section.content += html::rendered(acts, visit.words);
  return section;
}

}  // namespace outturn::web
