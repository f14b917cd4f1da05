#include "workspace/panel.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace outturn::workspace {
namespace {

std::uint64_t hash_of(const SeriesKey& key) {
  std::uint64_t h = (std::uint64_t{key.indicator} << 32 | key.place) * 0x9E3779B97F4A7C15ull;
  h ^= (std::uint64_t{key.group} << 32 | static_cast<std::uint32_t>(key.definition)) + 0x9E3779B97F4A7C15ull + (h << 6) + (h >> 2);
  h *= 0xBF58476D1CE4E5B9ull;
  return h ^ (h >> 29);
}

bool earlier(const Row& a, const Row& b) {
  if (a.period != b.period) return a.period < b.period;
  if (a.known_from != b.known_from) return a.known_from < b.known_from;
  return a.batch < b.batch;
}

}  // namespace

/// Which series exist: open addressing over series numbers, and lists by indicator and place. Shared by every
/// copy of the panel and only added to; a copy ignores numbers beyond its own size.
struct Panel::Index {
  mutable std::shared_mutex mutex;
  std::vector<SeriesKey> keys;
  std::vector<std::uint32_t> table = std::vector<std::uint32_t>(64, no_slot);
  std::unordered_map<Slot, std::vector<std::uint32_t>> by_indicator;
  std::unordered_map<Slot, std::vector<std::uint32_t>> by_place;
  std::unordered_map<Slot, std::vector<std::int32_t>> definitions;

  std::uint32_t find(const SeriesKey& key) const {
    for (auto at = hash_of(key) % table.size();; at = (at + 1) % table.size()) {
      if (table[at] == no_slot || keys[table[at]] == key) return table[at];
    }
  }
  void put(std::uint32_t number) {
    auto at = hash_of(keys[number]) % table.size();
    while (table[at] != no_slot) at = (at + 1) % table.size();
    table[at] = number;
  }
  void add(const SeriesKey& key) {
    const auto number = static_cast<std::uint32_t>(keys.size());
    keys.push_back(key);
    if (keys.size() * 5 > table.size() * 3) {
      table.assign(table.size() * 2, no_slot);
      for (std::uint32_t known = 0; known < keys.size(); ++known) put(known);
    } else {
      put(number);
    }
    by_indicator[key.indicator].push_back(number);
    by_place[key.place].push_back(number);
    auto& versions = definitions[key.indicator];
    const auto at = std::lower_bound(versions.begin(), versions.end(), key.definition);
    if (at == versions.end() || *at != key.definition) versions.insert(at, key.definition);
  }
};

Panel::Panel() : index_(std::make_shared<Index>()) {}

const Extras* Series::extras_of(std::size_t row) const {
  if (!rows[row].has_extras) return nullptr;
  const auto found = std::lower_bound(extras.begin(), extras.end(), row, [](const auto& e, std::size_t r) { return e.first < r; });
  return found != extras.end() && found->first == row ? &found->second : nullptr;
}

const Series* Panel::find(const SeriesKey& key) const {
  const std::shared_lock lock(index_->mutex);
  const auto number = index_->find(key);
  return number == no_slot || number >= series_.size() ? nullptr : series_[number].get();
}

std::vector<std::uint32_t> Panel::of_indicator(Slot indicator) const {
  const std::shared_lock lock(index_->mutex);
  const auto found = index_->by_indicator.find(indicator);
  if (found == index_->by_indicator.end()) return {};
  auto numbers = found->second;
  while (!numbers.empty() && numbers.back() >= series_.size()) numbers.pop_back();
  return numbers;
}

std::vector<std::uint32_t> Panel::of_place(Slot place) const {
  const std::shared_lock lock(index_->mutex);
  const auto found = index_->by_place.find(place);
  if (found == index_->by_place.end()) return {};
  auto numbers = found->second;
  while (!numbers.empty() && numbers.back() >= series_.size()) numbers.pop_back();
  return numbers;
}

std::vector<std::int32_t> Panel::definitions_of(Slot indicator) const {
  const std::shared_lock lock(index_->mutex);
  const auto found = index_->definitions.find(indicator);
  return found == index_->definitions.end() ? std::vector<std::int32_t>{} : found->second;
}

Series& Panel::editable(const SeriesKey& key) {
  std::uint32_t number = no_slot;
  {
    const auto shared = index_;  // lives until its lock is given back, also where this copy leaves it
    const std::unique_lock lock(shared->mutex);
    number = index_->find(key);
    if (number != no_slot && number >= series_.size()) {
      // Another line of descent (a change that was not kept) named it first: rebuild the index for this one.
      auto fresh = std::make_shared<Index>();
      for (std::size_t s = 0; s < series_.size(); ++s) fresh->add(series_[s]->key);
      index_ = fresh;
      number = no_slot;
    } else if (number == no_slot && index_->keys.size() != series_.size()) {
      auto fresh = std::make_shared<Index>();
      for (std::size_t s = 0; s < series_.size(); ++s) fresh->add(series_[s]->key);
      index_ = fresh;
    }
  }
  if (number == no_slot) {
    const std::unique_lock lock(index_->mutex);
    number = static_cast<std::uint32_t>(series_.size());
    index_->add(key);
    series_.push_back(std::make_shared<Series>(Series{.key = key}));
  }
  auto& held = series_.edit(number);
  if (held.use_count() != 1) held = std::make_shared<Series>(*held);
  return *held;
}

void Panel::add(const SeriesKey& key, std::span<const Row> rows, std::span<const std::pair<std::uint32_t, Extras>> extras) {
  if (rows.empty()) return;
  auto& series = editable(key);
  rows_ += rows.size();
  if (series.rows.empty() || !earlier(rows.front(), series.rows.back())) {
    const auto before = static_cast<std::uint32_t>(series.rows.size());
    if (before == 0) series.rows.reserve(rows.size());
    series.rows.insert(series.rows.end(), rows.begin(), rows.end());
    for (const auto& [row, extra] : extras) series.extras.emplace_back(before + row, extra);
    return;
  }
  Series merged{.key = key};
  merged.rows.reserve(series.rows.size() + rows.size());
  std::size_t old_row = 0;
  std::size_t new_row = 0;
  auto extra = extras.begin();
  while (old_row < series.rows.size() || new_row < rows.size()) {
    const bool take_new = old_row == series.rows.size() || (new_row < rows.size() && earlier(rows[new_row], series.rows[old_row]));
    const auto at = static_cast<std::uint32_t>(merged.rows.size());
    if (take_new) {
      while (extra != extras.end() && extra->first < new_row) ++extra;
      if (extra != extras.end() && extra->first == new_row) merged.extras.emplace_back(at, extra->second);
      merged.rows.push_back(rows[new_row++]);
    } else {
      if (const auto* known = series.extras_of(old_row)) merged.extras.emplace_back(at, *known);
      merged.rows.push_back(series.rows[old_row++]);
    }
  }
  series = std::move(merged);
}

void Panel::put(Series derived) {
  const auto same_row = [](const Row& a, const Row& b) {
    return a.period == b.period && a.known_from == b.known_from && a.value == b.value && a.status == b.status && a.has_extras == b.has_extras;
  };
  if (const auto* before = find(derived.key)) {
    if (!before->is_derived && !before->rows.empty()) return;  // figures that were reported are never written over
    if (std::equal(before->rows.begin(), before->rows.end(), derived.rows.begin(), derived.rows.end(), same_row) && before->extras == derived.extras) return;
  } else if (derived.rows.empty()) {
    return;
  }
  editable(derived.key) = std::move(derived);
}

std::size_t Panel::bytes() const {
  std::size_t sum = index_->keys.capacity() * sizeof(SeriesKey) + index_->table.capacity() * sizeof(std::uint32_t);
  for (std::size_t s = 0; s < series_.size(); ++s) {
    const auto& one = *series_[s];
    sum += sizeof(Series) + 32 + one.rows.capacity() * sizeof(Row) + one.extras.capacity() * sizeof(one.extras[0]) + 24;
  }
  return sum;
}

}  // namespace outturn::workspace
