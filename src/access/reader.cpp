#include "access/reader.h"

#include <algorithm>

namespace outturn::access {
namespace {

bool is_in_force(const record::Appointment& appointment, base::Day day) {
  return (!appointment.from || *appointment.from <= day) && (!appointment.until || day <= *appointment.until);
}

}  // namespace

std::string_view code_of(record::Role role) {
  static const auto& codes = record::kind_of<record::Appointment>().field("role")->choices;
  return codes.at(static_cast<std::size_t>(role));
}

Reader Reader::of(const workspace::Workspace& workspace, std::string_view person, base::Day day) {
  const auto* found = workspace.find<record::Person>(person);
  if (!found || found->retired || found->as<record::Person>().disabled) return everyone(day);
  Reader reader(Kind::person, std::string(person), day);
  for (const auto* record : workspace.referring<record::Appointment>(*found, "person")) {
    const auto& appointment = record->as<record::Appointment>();
    if (!is_in_force(appointment, day)) continue;
    Standing standing{appointment.role, appointment.organisation.id};
    if (std::find(reader.standings_.begin(), reader.standings_.end(), standing) == reader.standings_.end()) {
      reader.standings_.push_back(std::move(standing));
    }
  }
  return reader;
}

Reader Reader::renewed(const workspace::Workspace& workspace) const {
  return kind_ == Kind::person ? of(workspace, person_, day_) : *this;
}

bool Reader::holds(record::Role role) const {
  return std::any_of(standings_.begin(), standings_.end(), [&](const Standing& s) { return s.role == role; });
}

std::vector<const workspace::Record*> holders_of(const workspace::Workspace& workspace, record::Role role, base::Day day) {
  std::vector<const workspace::Record*> all;
  workspace.each<record::Appointment>([&](const workspace::Record&, const record::Appointment& appointment) {
    if (appointment.role != role || !is_in_force(appointment, day)) return;
    const auto* person = workspace.find<record::Person>(appointment.person.id);
    if (!person || person->retired || person->as<record::Person>().disabled) return;
    if (std::find(all.begin(), all.end(), person) == all.end()) all.push_back(person);
  });
  return all;
}

}  // namespace outturn::access
