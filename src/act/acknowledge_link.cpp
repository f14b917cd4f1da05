#include "act/acknowledge_link.h"

#include "act/rules.h"
#include "record/graph.h"

namespace outturn::act {
namespace {

using record::Acknowledgement;
using record::Link;

/// The post that this person holds in the organisation on that day: the link's own before any other.
record::Reference post_of(const workspace::Workspace& latest, const Link& link, const std::string& name, base::Day day) {
  const auto holds = [&](const record::Post& post) { return post.holder == name && !post.is_vacant(day); };
  const auto* own = link.post.empty() ? nullptr : latest.get<record::Post>(link.post.id);
  if (own && holds(*own)) return link.post;
  const auto* organisation = latest.find<record::Organisation>(link.organisation.id);
  if (!organisation) return {};
  for (const auto* post : latest.referring<record::Post>(*organisation)) {
    if (holds(post->as<record::Post>())) return {post->id};
  }
  return {};
}

}  // namespace

base::Checked<workspace::Receipt> acknowledge_link(workspace::Register& store, const access::Reader& reader, std::string_view id, std::string_view words) {
  const auto& kind = record::kind_of<Link>();
  const auto now = store.now();
  const auto organisation = organisation_for(reader, access::Act::acknowledge, kind, now->find(kind, id), *now);
  return store.commit(reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
    const auto who = reader.renewed(latest);
    auto [record, issues] = found_for_writing(who, kind, id, std::nullopt, false, latest);
    if (!issues.empty()) return base::refuse(std::move(issues));
    if (const auto decision = access::decide(who, access::Act::acknowledge, kind, record, latest); !decision) return base::refuse({decision.why});
    const auto& link = record->as<Link>();
    const auto standing = record::words_of(link);
    if (words != standing) return base::refuse("words", "act.words_changed");
    const auto* person = latest.find<record::Person>(who.person());
    const auto name = person ? person->as<record::Person>().name : who.person();
    for (const auto* earlier : latest.referring<Acknowledgement>(*record)) {
      const auto& given = earlier->as<Acknowledgement>();
      if (given.words == standing && given.person.id == who.person()) {
        return base::refuse("", "act.already_acknowledged", {{"name", given.name}, {"day", given.on.value_or(who.day())}});
      }
    }
    const auto body = std::make_shared<Acknowledgement>(Acknowledgement{.link = {record->id}, .name = name, .person = {who.person()},
                                                                        .post = post_of(latest, link, name, who.day()), .on = who.day(), .words = standing});
    const auto& acknowledgement = record::kind_of<Acknowledgement>();
    return std::vector{workspace::Draft{.kind = &acknowledgement, .id = free_id(latest, acknowledgement, record->id + "-" + name), .body = body, .act = "acknowledge"}};
  });
}

}  // namespace outturn::act
