#include "chain/links.h"

#include <algorithm>

namespace outturn::chain {

Acknowledged acknowledged(const workspace::View& view, const Record& link) {
  Acknowledged answer;
  for (const auto* record : view.workspace().referring<Acknowledgement>(link)) {
    const auto& given = record->as<Acknowledgement>();
    if (given.on && *given.on > view.day()) continue;
    if (!answer.latest || given.on >= answer.latest->as<Acknowledgement>().on) answer.latest = record;
  }
  answer.words_stand = answer.latest && answer.latest->as<Acknowledgement>().words == record::words_of(link.as<Link>());
  return answer;
}

bool has_left(const workspace::View& view, const Record& link, const Record& acknowledgement) {
  const auto& given = acknowledgement.as<Acknowledgement>();
  const auto& space = view.workspace();
  if (const auto* person = given.person.empty() ? nullptr : space.find<record::Person>(given.person.id)) {
    if (person->retired || person->as<record::Person>().disabled) return true;
    const auto appointments = space.referring<record::Appointment>(*person, "person");
    const bool is_there = std::any_of(appointments.begin(), appointments.end(), [&](const Record* record) {
      const auto& one = record->as<record::Appointment>();
      return one.organisation == link.as<Link>().organisation && (!one.from || *one.from <= view.day()) && (!one.until || view.day() <= *one.until);
    });
    if (!is_there) return true;
  }
  const auto* post = given.post.empty() ? nullptr : space.get<Post>(given.post.id);
  return post && (post->is_vacant(view.day()) || post->holder != given.name);
}

std::vector<const Record*> links_of(const workspace::View& view, const Record& outcome) { return referring<Link>(view.workspace(), outcome); }

std::vector<const Record*> around_link(const workspace::View& view, const Record& link) {
  std::vector<const Record*> records{&link};
  if (const auto* holder = organisation(view, link.as<Link>().organisation)) records.push_back(holder);
  return records;
}

std::vector<const Record*> bodies_of(const workspace::View& view, const Record& post) { return referring<GovernanceBody>(view.workspace(), post); }

}  // namespace outturn::chain
