#include "exchange/name_index.h"

#include <algorithm>

#include "base/text.h"
#include "exchange/nearest.h"
#include "record/measure.h"

namespace outturn::exchange {

NameIndex::NameIndex(const workspace::Workspace& known, const record::Kind& kind) : known_(known), kind_(kind) {
  const auto* title = kind.field(kind.title_field);
  known.each(kind, [&](const workspace::Record& record) {
    const auto value = title ? title->read(record.body.get()) : record::Value{};
    if (const auto* localised = std::get_if<record::Localised>(&value)) {
      for (const auto& [language, text] : localised->texts) add(text, record);
    }
    if (&kind == &record::kind_of<record::Place>()) {
      for (const auto alias : base::split(record.as<record::Place>().aliases, ';')) add(alias, record);
    }
  });
}

void NameIndex::add(std::string_view name, const workspace::Record& record) {
  const auto written = base::trimmed(name);
  if (written.empty()) return;
  auto& bearers = by_name_[base::folded(written)];
  if (std::find(bearers.begin(), bearers.end(), &record) != bearers.end()) return;
  bearers.push_back(&record);
  names_.emplace_back(written);
}

NameIndex::Match NameIndex::find(std::string_view written) const {
  if (const auto* record = known_.find(kind_, written)) return {record, {}};
  const auto found = by_name_.find(base::folded(written));
  if (found == by_name_.end()) return {};
  if (found->second.size() == 1) return {found->second.front(), {}};
  std::string ids;
  for (const auto* record : found->second) ids += (ids.empty() ? "" : ", ") + record->id;
  return {nullptr, ids};
}

std::string NameIndex::suggestion(std::string_view written) const {
  const auto name = nearest(written, names_);
  if (!name.empty()) return name;
  std::vector<std::string> ids;
  known_.each(kind_, [&](const workspace::Record& record) { ids.push_back(record.id); });
  return nearest(written, ids);
}

}  // namespace outturn::exchange
