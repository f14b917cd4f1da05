#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "workspace/observation.h"
#include "workspace/persistent_vector.h"

namespace outturn::workspace {

/// Number of a record in its kind's table, in order of creation; the database's key is slot + 1.
using Slot = std::uint32_t;
constexpr Slot no_slot = 0xFFFFFFFF;

/// A series by slots of its records; group is no_slot for the headline.
struct SeriesKey {
  Slot indicator{};
  Slot place{};
  Slot group{no_slot};
  std::int32_t definition{1};
  bool operator==(const SeriesKey&) const = default;
};

/// All rows ever stored of one series, every vintage and every batch, in order of (period, known_from, batch).
struct Series {
  SeriesKey key;
  std::vector<Row> rows;
  std::vector<std::pair<std::uint32_t, Extras>> extras;  ///< row number → extras, ascending
  bool is_derived{false};  ///< calculated or assessed (workspace/calculation.h): not stored, not counted in row_count()
  const Extras* extras_of(std::size_t row) const;
};

/// All observations in memory. Copies are cheap; a change copies only the series it touches.
/// Memory: 32 bytes a row and about 150 a series.
class Panel {
 public:
  Panel();

  std::size_t series_count() const { return series_.size(); }
  std::uint64_t row_count() const { return rows_; }
  const Series& series(std::size_t number) const { return *series_[number]; }
  /// The series with this key, or nullptr.
  const Series* find(const SeriesKey& key) const;
  /// Numbers of the series of an indicator, in order of arrival.
  std::vector<std::uint32_t> of_indicator(Slot indicator) const;
  std::vector<std::uint32_t> of_place(Slot place) const;
  /// The versions of its definition that series of an indicator have, ascending; a series may be empty by now.
  std::vector<std::int32_t> definitions_of(Slot indicator) const;

  /// Adds rows, already in order of (period, known_from), to a series.  cost  rows of that series
  void add(const SeriesKey& key, std::span<const Row> rows, std::span<const std::pair<std::uint32_t, Extras>> extras = {});
  /// Puts a derived series in the place of the one before; one that says the same stays as it is.
  void put(Series derived);
  /// Removes rows for which `gone` says so: only for redaction.
  template <class Gone>
  void remove(const SeriesKey& key, Gone gone);

  /// Bytes held, for reports.
  std::size_t bytes() const;

 private:
  struct Index;  // shared by all copies; only ever added to
  Series& editable(const SeriesKey& key);

  PersistentVector<std::shared_ptr<Series>> series_;
  std::shared_ptr<Index> index_;
  std::uint64_t rows_{0};
};

template <class Gone>
void Panel::remove(const SeriesKey& key, Gone gone) {
  auto& series = editable(key);
  Series kept{.key = key};
  for (std::size_t r = 0; r < series.rows.size(); ++r) {
    if (gone(series.rows[r])) continue;
    if (const auto* extras = series.extras_of(r)) kept.extras.emplace_back(static_cast<std::uint32_t>(kept.rows.size()), *extras);
    kept.rows.push_back(series.rows[r]);
  }
  rows_ -= series.rows.size() - kept.rows.size();
  series = std::move(kept);
}

}  // namespace outturn::workspace
