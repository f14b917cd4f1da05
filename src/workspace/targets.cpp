#include "workspace/targets.h"

#include <algorithm>

#include "record/keeping.h"

namespace outturn::workspace {

std::vector<const Record*> targets_in_force(const View& view, const Record& indicator) {
  auto begun = view.workspace().referring<record::Target>(indicator);
  std::erase_if(begun, [&](const Record* target) {
    const auto from = target->as<record::Target>().in_force_from;
    return from && *from > view.day();
  });
  std::vector<std::string_view> replaced;
  for (const auto* target : begun) {
    const auto& earlier = target->as<record::Target>().replaces;
    if (!earlier.empty()) replaced.push_back(earlier.id);
  }
  std::erase_if(begun, [&](const Record* target) { return std::find(replaced.begin(), replaced.end(), target->id) != replaced.end(); });
  return begun;
}

const Record* predecessor(const View& view, const Record& target) {
  const auto& replaces = target.as<record::Target>().replaces;
  return replaces.empty() ? nullptr : view.workspace().find<record::Target>(replaces.id);
}

const Record* country(const View& view) {
  const auto* installation = view.workspace().get<record::Installation>("this");
  if (!installation || installation->country.empty()) return nullptr;
  return view.workspace().find<record::Place>(installation->country.id);
}

const Record* place_of(const View& view, const record::Target& target) {
  return target.place.empty() ? country(view) : view.workspace().find<record::Place>(target.place.id);
}

bool meets(const record::Target& target, record::Direction desired, double value) {
  if (!target.value) return false;
  const bool is_low_enough = value <= (target.form == record::TargetForm::range ? target.upper.value_or(*target.value) : *target.value);
  const bool is_high_enough = value >= *target.value;
  switch (target.form) {
    case record::TargetForm::at_least: return is_high_enough;
    case record::TargetForm::at_most:
    case record::TargetForm::eliminate: return is_low_enough;
    case record::TargetForm::range: break;
  }
  if (desired == record::Direction::down) return is_low_enough;
  if (desired == record::Direction::up) return is_high_enough;
  return is_low_enough && is_high_enough;
}

}  // namespace outturn::workspace
