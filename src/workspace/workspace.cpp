#include "workspace/workspace.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "record/assessment.h"
#include "record/keeping.h"
#include "record/levels.h"

namespace outturn::workspace {
namespace {

std::size_t number_of(const record::Kind& kind) {
  return static_cast<std::size_t>(&kind - record::kinds().data());
}

void each_reference(const record::Kind& kind, const record::Body& body, const auto& visit) {
  if (!body) return;
  for (const auto& field : kind.fields) {
    if (field.type != record::FieldType::reference && field.type != record::FieldType::references) continue;
    const auto value = field.read(body.get());
    const auto* target = record::kind(field.refers_to);
    if (const auto* one = std::get_if<record::Reference>(&value)) visit(*target, one->id, field);
    if (const auto* many = std::get_if<record::References>(&value)) {
      for (const auto& reference : *many) visit(*target, reference.id, field);
    }
  }
}

}  // namespace

/// id → slot, shared by every copy and only added to; a copy ignores slots beyond its own table.
struct Workspace::Ids {
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  mutable std::shared_mutex mutex;
  std::unordered_map<std::string, Slot, Hash, std::equal_to<>> slots;
};

Workspace::Workspace() : withdrawn_(std::make_shared<const std::vector<Slot>>()), awaited_(std::make_shared<Awaited>()), calculations_(std::make_shared<const Calculations>()) {
  for (std::size_t k = 0; k < record::kinds().size(); ++k) {
    tables_.push_back(std::make_shared<Table>());
    tables_.back()->ids = std::make_shared<Ids>();
  }
}

Slot Workspace::count(const record::Kind& kind) const { return static_cast<Slot>(tables_[number_of(kind)]->records.size()); }

const Record& Workspace::at(const record::Kind& kind, Slot slot) const {
  const auto& records = tables_[number_of(kind)]->records;
  base::ensure(slot < records.size(), "a slot of the kind's own table");
  return *records[slot];
}

const Record* Workspace::find(const record::Kind& kind, std::string_view id) const {
  const auto& table = *tables_[number_of(kind)];
  const std::shared_lock lock(table.ids->mutex);
  const auto found = table.ids->slots.find(id);
  if (found == table.ids->slots.end() || found->second >= table.records.size()) return nullptr;
  const auto& record = *table.records[found->second];
  return record.id == id ? &record : nullptr;
}

std::vector<const Record*> Workspace::referring(const Record& record, const record::Kind& by, std::string_view field) const {
  std::vector<const Record*> all;
  const auto& table = *tables_[number_of(*record.kind)];
  const auto& referrers = table.referrers[record.slot];
  if (!referrers) return all;
  const auto wanted = static_cast<std::uint16_t>(number_of(by));
  for (const auto& referrer : *referrers) {
    if (referrer.kind != wanted) continue;
    const auto& candidate = at(by, referrer.slot);
    if (candidate.retired) continue;
    if (!field.empty()) {
      bool through = false;
      each_reference(by, candidate.body, [&](const record::Kind& target, const std::string& id, const record::Field& f) {
        through = through || (&target == record.kind && f.name == field && id == record.id);
      });
      if (!through) continue;
    }
    all.push_back(&candidate);
  }
  return all;
}

void Workspace::link(const record::Kind& kind, Slot slot, const record::Body& before, const record::Body& after) {
  const Referrer self{static_cast<std::uint16_t>(number_of(kind)), slot};
  const auto targets = [&](const record::Body& body) {
    std::vector<std::pair<const record::Kind*, std::string>> all;
    each_reference(kind, body, [&](const record::Kind& target, const std::string& id, const record::Field&) {
      if (std::find(all.begin(), all.end(), std::pair{&target, id}) == all.end()) all.emplace_back(&target, id);
    });
    return all;
  };
  const auto old_targets = targets(before);
  const auto new_targets = targets(after);
  const auto change = [&](const std::pair<const record::Kind*, std::string>& target, bool add) {
    const auto* referred = find(*target.first, target.second);
    if (!referred) {
      if (awaited_.use_count() != 1) awaited_ = std::make_shared<Awaited>(*awaited_);
      const std::pair awaited{static_cast<std::uint16_t>(number_of(*target.first)), target.second};
      auto& waiting = (*awaited_)[awaited];
      if (add) {
        waiting.push_back(self);
      } else {
        std::erase(waiting, self);
      }
      if (waiting.empty()) awaited_->erase(awaited);
      return;
    }
    auto& table = tables_[number_of(*target.first)];
    if (table.use_count() != 1) table = std::make_shared<Table>(*table);
    auto& list = table->referrers.edit(referred->slot);
    if (!list) {
      list = std::make_shared<std::vector<Referrer>>();
    } else if (list.use_count() != 1) {
      list = std::make_shared<std::vector<Referrer>>(*list);
    }
    const auto place = std::lower_bound(list->begin(), list->end(), self);
    if (add) {
      list->insert(place, self);
    } else if (place != list->end() && *place == self) {
      list->erase(place);
    }
  };
  for (const auto& target : old_targets) {
    if (std::find(new_targets.begin(), new_targets.end(), target) == new_targets.end()) change(target, false);
  }
  for (const auto& target : new_targets) {
    if (std::find(old_targets.begin(), old_targets.end(), target) == old_targets.end()) change(target, true);
  }
}

bool Workspace::note_whether_withdrawn(const Record& record) {
  if (record.kind != &record::kind_of<record::Batch>()) return false;
  const bool is_withdrawn = record.as<record::Batch>().withdrawn;
  const bool was = std::binary_search(withdrawn_->begin(), withdrawn_->end(), record.slot);
  if (is_withdrawn == was) return false;
  auto list = std::make_shared<std::vector<Slot>>(*withdrawn_);
  if (is_withdrawn) {
    list->insert(std::upper_bound(list->begin(), list->end(), record.slot), record.slot);
  } else {
    std::erase(*list, record.slot);
  }
  withdrawn_ = list;
  return true;
}

void Workspace::derive_all() {
  calculations_ = Calculations::of(*this);
  Moved all;
  for (const auto& one : calculations_->in_order()) all.emplace(one.indicator, std::nullopt);
  each<record::Indicator>([&](const Record& record, const record::Indicator& indicator) {
    if (record::is_assessed(indicator)) derive_assessed(record);
  });
  if (!all.empty()) derive(std::move(all));
}

void Workspace::derive_assessed(const Record& indicator) {
  auto fresh = record::is_assessed(indicator.as<record::Indicator>()) ? assessed_series(*this, indicator) : std::map<Where, Series>{};
  for (const auto number : panel_.of_indicator(indicator.slot)) {
    const auto& series = panel_.series(number);
    if (series.is_derived) fresh.try_emplace({series.key.place, series.key.group}, Series{.key = series.key, .rows = {}, .extras = {}, .is_derived = true});
  }
  for (auto& [where, series] : fresh) panel_.put(std::move(series));
}

void Workspace::derive_after(const Record& record, const record::Body& before, Moved moved) {
  if (record.kind == &record::kind_of<record::Indicator>()) {
    const auto* old = static_cast<const record::Indicator*>(before.get());
    const auto& indicator = record.as<record::Indicator>();
    const bool calculated = record::is_calculated(indicator) || (old && record::is_calculated(*old));
    const bool assessed = record::is_assessed(indicator) || (old && record::is_assessed(*old));
    if (!calculated && !assessed && !calculations_->awaits(record.id)) return;
    if (calculated || calculations_->awaits(record.id)) calculations_ = Calculations::of(*this);
    if (!calculations_->find(record.slot)) derive_assessed(record);
    moved.emplace(record.slot, std::nullopt);
  } else if (record.kind == &record::kind_of<record::Assessment>()) {
    const auto* indicator = find<record::Indicator>(record.as<record::Assessment>().indicator.id);
    if (!indicator) return;
    derive_assessed(*indicator);
    moved.emplace(indicator->slot, std::nullopt);
  } else if (before && (record.kind == &record::kind_of<record::Place>() || record.kind == &record::kind_of<record::Group>() ||
                        record.kind == &record::kind_of<record::Category>())) {
    for (const auto& one : calculations_->in_order()) {
      if (one.formula.looks_around()) moved.emplace(one.indicator, std::nullopt);
    }
  }
  if (!moved.empty()) derive(std::move(moved));
}

void Workspace::derive(Moved moved) {
  const auto calculations = calculations_;
  for (const auto& one : calculations->in_order()) {
    bool everywhere = moved.contains(one.indicator);
    std::vector<Where> somewhere;
    for (const auto& [id, slot] : one.named) {
      const auto found = moved.find(slot);
      if (found == moved.end()) continue;
      if (!found->second || one.formula.looks_around()) everywhere = true;
      else somewhere.insert(somewhere.end(), found->second->begin(), found->second->end());
    }
    if (!everywhere && somewhere.empty()) continue;
    std::vector<Where> gone;
    if (everywhere) {
      somewhere = places_of(*this, one);
      for (const auto number : panel_.of_indicator(one.indicator)) {
        const auto& series = panel_.series(number);
        const Where where{series.key.place, series.key.group};
        if (series.is_derived && !std::binary_search(somewhere.begin(), somewhere.end(), where)) gone.push_back(where);
      }
    } else {
      sort_unique(somewhere);
      std::erase_if(somewhere, [&](const Where& where) { return !is_possible(*this, one, where); });
    }
    DefinitionDays definitions(*this);
    for (const auto& where : somewhere) panel_.put(calculated_series(definitions, one, where));
    for (const auto& [place, group] : gone) panel_.put({.key = {.indicator = one.indicator, .place = place, .group = group}, .rows = {}, .extras = {}, .is_derived = true});
    if (everywhere) moved[one.indicator] = std::nullopt;
    else moved[one.indicator] = std::move(somewhere);
  }
}

void Workspace::load(Record record) {
  auto& table = *tables_[number_of(*record.kind)];
  base::ensure(record.slot == table.records.size(), "stored records are loaded in order of their slots");
  table.ids->slots.emplace(record.id, record.slot);
  table.records.push_back(std::make_shared<const Record>(std::move(record)));
  table.referrers.push_back(nullptr);
}

void Workspace::loaded(std::int64_t position, base::Instant last_change) {
  for (const auto& kind : record::kinds()) {
    for (Slot slot = 0; slot < count(kind); ++slot) {
      link(kind, slot, nullptr, at(kind, slot).body);
      note_whether_withdrawn(at(kind, slot));
    }
  }
  position_ = position;
  last_change_ = last_change;
}

void Workspace::apply(const Change& change) {
  base::ensure(change.sequence > position_, "changes are applied in order of sequence");
  base::ensure(change.kind && change.body, "a change names its kind and carries the record");
  auto& table = tables_[number_of(*change.kind)];
  if (table.use_count() != 1) table = std::make_shared<Table>(*table);
  auto record = std::make_shared<Record>(Record{.kind = change.kind, .id = change.id, .retired = change.retired,
                                                .version = change.sequence, .created = change.sequence,
                                                .changed_at = change.at, .body = change.body});
  const auto* before = find(*change.kind, change.id);
  const record::Body body_before = before ? before->body : nullptr;
  if (before) {
    record->slot = before->slot;
    record->created = before->created;
    table->records.edit(before->slot) = record;
  } else {
    record->slot = static_cast<Slot>(table->records.size());
    {
      std::unique_lock lock(table->ids->mutex);
      const auto [at, is_new] = table->ids->slots.emplace(change.id, record->slot);
      if (!is_new) {  // a line of descent that was not kept had named it: this one gets an index of its own
        lock.unlock();
        auto ids = std::make_shared<Ids>();
        for (Slot slot = 0; slot < table->records.size(); ++slot) ids->slots.emplace(table->records[slot]->id, slot);
        ids->slots.emplace(change.id, record->slot);
        table->ids = std::move(ids);
      }
    }
    table->records.push_back(record);
    table->referrers.push_back(nullptr);
    const std::pair name{static_cast<std::uint16_t>(number_of(*change.kind)), change.id};
    if (const auto waiting = awaited_->find(name); waiting != awaited_->end()) {
      auto list = std::make_shared<std::vector<Referrer>>(waiting->second);
      std::sort(list->begin(), list->end());
      table->referrers.edit(record->slot) = std::move(list);
      if (awaited_.use_count() != 1) awaited_ = std::make_shared<Awaited>(*awaited_);
      awaited_->erase(name);
    }
  }
  link(*change.kind, record->slot, body_before, change.body);

  const bool is_switched = note_whether_withdrawn(*record);

  Moved moved;
  if (change.rows) {
    const auto slot_of = [&](std::string_view kind_code, const std::string& id) {
      const auto* found = find(*record::kind(kind_code), id);
      base::ensure(found, "the records that a batch names exist before its rows are applied");
      return found->slot;
    };
    const auto& rows = *change.rows;
    auto extra = rows.extras.begin();
    std::vector<Row> own;
    for (std::size_t s = 0; s < rows.series.size(); ++s) {
      const auto& name = rows.series[s];
      const SeriesKey key{.indicator = slot_of("indicator", name.indicator), .place = slot_of("place", name.place),
                          .group = name.group.empty() ? no_slot : slot_of("group", name.group), .definition = name.definition};
      own.assign(rows.rows.begin() + static_cast<std::ptrdiff_t>(rows.first_row[s]),
                 rows.rows.begin() + static_cast<std::ptrdiff_t>(rows.first_row[s + 1]));
      std::vector<std::pair<std::uint32_t, Extras>> extras;
      for (auto& row : own) row.batch = record->slot;
      for (; extra != rows.extras.end() && extra->first < rows.first_row[s + 1]; ++extra) {
        const auto at = static_cast<std::uint32_t>(extra->first - rows.first_row[s]);
        own[at].has_extras = true;
        extras.emplace_back(at, extra->second);
      }
      const auto defined = panel_.definitions_of(key.indicator);
      panel_.add(key, own, extras);
      if (!calculations_->concerns(key.indicator)) continue;
      auto& places = moved.try_emplace(key.indicator, std::vector<Where>{}).first->second;
      const bool is_defined_anew = !defined.empty() && !std::binary_search(defined.begin(), defined.end(), key.definition);
      if (is_defined_anew) places.reset();
      else if (places) places->emplace_back(key.place, key.group);
    }
  }
  if (is_switched) derive_all();
  else derive_after(*record, body_before, std::move(moved));
  position_ = change.sequence;
  last_change_ = change.at;
}

}  // namespace outturn::workspace
