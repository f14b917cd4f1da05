#include "store/observations.h"

#include <algorithm>
#include <tuple>

#include "record/keeping.h"
#include "store/redactor.h"

namespace outturn::store {

using workspace::Row;
using workspace::Series;
using workspace::SeriesKey;
using workspace::Slot;
using workspace::Workspace;

namespace {

constexpr Query insert_row{"observation.insert", R"sql(
  INSERT INTO observation (indicator_id, definition, group_id, place_id, period_id, known_from, batch_id, superseded_at, value, status)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql"};

constexpr Query insert_extra{"observation_extra.insert", R"sql(
  INSERT INTO observation_extra (indicator_id, definition, group_id, place_id, period_id, known_from, batch_id,
                                 numerator, denominator, lower, upper, unit)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};

constexpr Query insert_batch_indicator{"batch_indicator.insert", R"sql(
  INSERT INTO batch_indicator (batch_id, indicator_id) VALUES ($1, $2) ON CONFLICT (batch_id, indicator_id) DO NOTHING)sql"};

constexpr Query indicators_of_batch{"batch_indicator.of_batch",
                                    "SELECT indicator_id FROM batch_indicator WHERE batch_id = $1 ORDER BY indicator_id"};

constexpr Query all_batch_indicators{"batch_indicator.all", "SELECT batch_id, indicator_id FROM batch_indicator"};

constexpr Query close_row{"observation.supersede", R"sql(
  UPDATE observation SET superseded_at = $1
  WHERE indicator_id = $2 AND definition = $3 AND group_id = $4 AND place_id = $5 AND period_id = $6 AND known_from = $7
    AND batch_id = $8)sql"};

constexpr Query delete_row{"observation.delete", R"sql(
  DELETE FROM observation WHERE indicator_id = $1 AND definition = $2 AND group_id = $3 AND place_id = $4 AND period_id = $5
    AND batch_id = $6)sql"};
constexpr Query delete_extra{"observation_extra.delete", R"sql(
  DELETE FROM observation_extra WHERE indicator_id = $1 AND definition = $2 AND group_id = $3 AND place_id = $4 AND period_id = $5
    AND batch_id = $6)sql"};

constexpr Query all_rows{"observation.all", R"sql(
  SELECT indicator_id, definition, group_id, place_id, period_id, known_from, batch_id, superseded_at, value, status FROM observation
  ORDER BY indicator_id, definition, group_id, place_id, period_id, known_from, batch_id)sql"};
constexpr Query all_extras{"observation_extra.all", R"sql(
  SELECT indicator_id, definition, group_id, place_id, period_id, known_from, batch_id, numerator, denominator, lower, upper, unit
  FROM observation_extra
  ORDER BY indicator_id, definition, group_id, place_id, period_id, known_from, batch_id)sql"};

constexpr Query rows_of_series{"observation.of_series", R"sql(
  SELECT indicator_id, definition, group_id, place_id, period_id, known_from, batch_id, superseded_at, value, status FROM observation
  WHERE indicator_id = $1 AND definition = $2 AND group_id = $3 AND place_id = $4
  ORDER BY period_id, known_from, batch_id)sql"};
constexpr Query extras_of_series{"observation_extra.of_series", R"sql(
  SELECT indicator_id, definition, group_id, place_id, period_id, known_from, batch_id, numerator, denominator, lower, upper, unit
  FROM observation_extra
  WHERE indicator_id = $1 AND definition = $2 AND group_id = $3 AND place_id = $4
  ORDER BY period_id, known_from, batch_id)sql"};

constexpr Query rows_of_batch_and_indicator{"observation.of_batch", R"sql(
  SELECT indicator_id, definition, group_id, place_id, period_id, known_from, batch_id, superseded_at, value, status FROM observation
  WHERE indicator_id = $1 AND batch_id = $2
  ORDER BY definition, group_id, place_id, period_id, known_from)sql"};
constexpr Query extras_of_batch_and_indicator{"observation_extra.of_batch", R"sql(
  SELECT indicator_id, definition, group_id, place_id, period_id, known_from, batch_id, numerator, denominator, lower, upper, unit
  FROM observation_extra
  WHERE indicator_id = $1 AND batch_id = $2
  ORDER BY definition, group_id, place_id, period_id, known_from)sql"};

constexpr Query distinct_series{"observation.series",
                                "SELECT DISTINCT indicator_id, definition, group_id, place_id FROM observation"};

std::int64_t id_of(Slot slot) { return slot == workspace::no_slot ? 0 : std::int64_t{slot} + 1; }
Slot slot_of(std::int64_t id) { return id == 0 ? workspace::no_slot : static_cast<Slot>(id - 1); }

void bind_series(Statement& statement, const SeriesKey& key, int first = 1) {
  statement.bind(first, id_of(key.indicator)).bind(first + 1, std::int64_t{key.definition});
  statement.bind(first + 2, id_of(key.group)).bind(first + 3, id_of(key.place));
}

void bind_key(Statement& statement, const SeriesKey& key, const Row& row, int first = 1) {
  bind_series(statement, key, first);
  statement.bind(first + 4, row.period).bind(first + 5, row.known_from).bind(first + 6, id_of(row.batch));
}

auto order_of(const StoredRow& stored) {
  return std::tuple(stored.key.indicator, stored.key.definition, id_of(stored.key.group), stored.key.place, stored.row.period,
                    stored.row.known_from, stored.row.batch);
}

StoredRow key_read(const Statement& row) {
  StoredRow stored;
  stored.key = {.indicator = slot_of(row.integer(0)), .place = slot_of(row.integer(3)), .group = slot_of(row.integer(2)),
                .definition = static_cast<std::int32_t>(row.integer(1))};
  stored.row.period = row.integer(4);
  stored.row.known_from = row.integer(5);
  stored.row.batch = slot_of(row.integer(6));
  return stored;
}

StoredRow row_read(const Statement& row) {
  auto stored = key_read(row);
  stored.superseded_at = row.integer(7);
  const auto code = row.text(9);
  stored.row.status = workspace::status_of(code).value_or(workspace::Status::missing);
  stored.row.value = stored.row.status == workspace::Status::figure ? row.real(8) : 0;
  return stored;
}

StoredRow extra_read(const Statement& row) {
  auto stored = key_read(row);
  const auto number = [&](int column) { return row.is_null(column) ? std::nullopt : std::optional(row.real(column)); };
  stored.extras = workspace::Extras{.numerator = number(7), .denominator = number(8), .lower = number(9), .upper = number(10),
                                    .unit = std::string(row.text(11))};
  return stored;
}

/// Reads rows and extras side by side, both in order of the key.
void merged(Statement& rows, Statement& extras, const std::function<void(const StoredRow&)>& visit, const std::function<void()>& stray) {
  const Reset reset_rows(rows);
  const Reset reset_extras(extras);
  std::optional<StoredRow> extra;
  const auto next_extra = [&] {
    extra = extras.next() ? std::optional(extra_read(extras)) : std::nullopt;
  };
  next_extra();
  while (rows.next()) {
    auto stored = row_read(rows);
    while (extra && order_of(*extra) < order_of(stored)) {
      if (stray) stray();
      next_extra();
    }
    if (extra && order_of(*extra) == order_of(stored)) {
      stored.row.has_extras = true;
      stored.extras = std::move(extra->extras);
      next_extra();
    }
    visit(stored);
  }
  for (; extra; next_extra()) {
    if (stray) stray();
  }
}

/// Gathers rows that arrive in order into whole series for the panel.
class Gather {
 public:
  explicit Gather(Workspace& state) : state_(state) {}
  void add(const StoredRow& stored) {
    if (!(stored.key == key_)) {
      flush();
      key_ = stored.key;
    }
    if (stored.extras) extras_.emplace_back(static_cast<std::uint32_t>(rows_.size()), *stored.extras);
    rows_.push_back(stored.row);
  }
  void flush() {
    if (!rows_.empty()) state_.panel_for_store().add(key_, rows_, extras_);
    rows_.clear();
    extras_.clear();
  }

 private:
  Workspace& state_;
  SeriesKey key_;
  std::vector<Row> rows_;
  std::vector<std::pair<std::uint32_t, workspace::Extras>> extras_;
};

void close(Connection& connection, const SeriesKey& key, const Row& row, std::int64_t superseded) {
  auto& statement = connection.of(close_row);
  statement.bind(1, superseded);
  bind_key(statement, key, row, 2);
  statement.run();
}

void insert_extras(Connection& connection, const SeriesKey& key, const Row& row, const workspace::Extras& extras) {
  auto& statement = connection.of(insert_extra);
  bind_key(statement, key, row);
  int place = 8;
  for (const auto& number : {extras.numerator, extras.denominator, extras.lower, extras.upper}) {
    if (number) {
      statement.bind(place, *number);
    } else {
      statement.bind_null(place);
    }
    ++place;
  }
  statement.bind(place, std::string_view(extras.unit)).run();
}

}  // namespace

std::vector<std::int64_t> superseded_at(const Series& series, const std::vector<Slot>& withdrawn) {
  std::vector<std::int64_t> all(series.rows.size());
  std::int64_t next = never_superseded;
  for (auto r = series.rows.size(); r-- > 0;) {
    const auto& row = series.rows[r];
    if (r + 1 < series.rows.size() && series.rows[r + 1].period != row.period) next = never_superseded;
    if (!withdrawn.empty() && std::binary_search(withdrawn.begin(), withdrawn.end(), row.batch)) {
      all[r] = row.known_from;
    } else {
      all[r] = next;
      next = row.known_from;
    }
  }
  return all;
}

void insert_batch(Connection& connection, const Workspace& before, const Workspace& after, Slot batch, const workspace::BatchRows& rows) {
  std::vector<SeriesKey> keys;
  keys.reserve(rows.series.size());
  for (const auto& name : rows.series) keys.push_back(key_of(after, name).value());
  std::sort(keys.begin(), keys.end(), [](const SeriesKey& a, const SeriesKey& b) {
    return std::tuple(a.indicator, a.definition, id_of(a.group), a.place) < std::tuple(b.indicator, b.definition, id_of(b.group), b.place);
  });
  auto& insert = connection.of(insert_row);
  Slot last_indicator = workspace::no_slot;
  const auto batches_before = before.count(record::kind_of<record::Batch>());
  for (const auto& key : keys) {
    if (key.indicator != last_indicator) {
      connection.of(insert_batch_indicator).bind(1, id_of(batch)).bind(2, id_of(key.indicator)).run();
      last_indicator = key.indicator;
    }
    const auto& series = *after.panel().find(key);
    const auto* old = before.panel().find(key);
    const auto now_superseded = superseded_at(series, after.withdrawn_batches());
    const auto was_superseded = old ? superseded_at(*old, before.withdrawn_batches()) : std::vector<std::int64_t>{};
    std::size_t old_row = 0;
    bind_series(insert, key);
    insert.bind(7, id_of(batch));
    for (std::size_t r = 0; r < series.rows.size(); ++r) {
      const auto& row = series.rows[r];
      if (row.batch != batch) {
        if (row.batch >= batches_before) continue;  // of another batch in the same transaction, which inserts it itself
        if (was_superseded[old_row++] != now_superseded[r]) close(connection, key, row, now_superseded[r]);
        continue;
      }
      insert.bind(5, row.period).bind(6, row.known_from).bind(8, now_superseded[r]);
      const auto status = static_cast<char>(row.status);
      if (row.status == workspace::Status::figure) {
        insert.bind(9, row.value).bind(10, std::string_view());
      } else {
        insert.bind_null(9).bind(10, std::string_view(&status, 1));
      }
      insert.run();
      if (const auto* extras = series.extras_of(r)) insert_extras(connection, key, row, *extras);
    }
  }
}

void move_superseded(Connection& connection, const Workspace& before, const Workspace& after, const std::vector<SeriesKey>& series) {
  for (const auto& key : series) {
    const auto* old = before.panel().find(key);
    const auto* now = after.panel().find(key);
    if (!old || !now) continue;
    const auto was_superseded = superseded_at(*old, before.withdrawn_batches());
    const auto now_superseded = superseded_at(*now, after.withdrawn_batches());
    std::size_t o = 0;
    for (std::size_t r = 0; r < now->rows.size(); ++r, ++o) {
      const auto& row = now->rows[r];
      const auto is_same = [&](const Row& other) {
        return other.period == row.period && other.known_from == row.known_from && other.batch == row.batch;
      };
      while (o < old->rows.size() && !is_same(old->rows[o])) ++o;
      if (o == old->rows.size() || was_superseded[o] != now_superseded[r]) close(connection, key, row, now_superseded[r]);
    }
  }
}

std::vector<SeriesKey> series_of_batch(Connection& connection, const Workspace& state, Slot batch) {
  std::vector<SeriesKey> keys;
  auto& statement = connection.of(indicators_of_batch);
  const Reset reset(statement);
  statement.bind(1, id_of(batch));
  while (statement.next()) {
    for (const auto number : state.panel().of_indicator(slot_of(statement.integer(0)))) {
      const auto& series = state.panel().series(number);
      const bool any = std::any_of(series.rows.begin(), series.rows.end(), [&](const Row& row) { return row.batch == batch; });
      if (any) keys.push_back(series.key);
    }
  }
  return keys;
}

void delete_rows(Connection& connection, const SeriesKey& key, std::int64_t period, Slot batch) {
  for (const auto* query : {&delete_row, &delete_extra}) {
    auto& statement = connection.of(*query);
    bind_series(statement, key);
    statement.bind(5, period).bind(6, id_of(batch)).run();
  }
}

void each_observation(Connection& connection, const std::function<void(const StoredRow&)>& visit, const std::function<void()>& stray) {
  merged(connection.of(all_rows), connection.of(all_extras), visit, stray);
}

void each_observation_of(Connection& connection, const SeriesKey& key, const std::function<void(const StoredRow&)>& visit,
                         const std::function<void()>& stray) {
  auto& rows = connection.of(rows_of_series);
  auto& extras = connection.of(extras_of_series);
  bind_series(rows, key);
  bind_series(extras, key);
  merged(rows, extras, visit, stray);
}

std::vector<SeriesKey> stored_series(Connection& connection) {
  std::vector<SeriesKey> keys;
  auto& statement = connection.of(distinct_series);
  const Reset reset(statement);
  while (statement.next()) {
    keys.push_back({.indicator = slot_of(statement.integer(0)), .place = slot_of(statement.integer(3)),
                    .group = slot_of(statement.integer(2)), .definition = static_cast<std::int32_t>(statement.integer(1))});
  }
  return keys;
}

std::set<std::pair<Slot, Slot>> stored_batch_indicators(Connection& connection) {
  std::set<std::pair<Slot, Slot>> all;
  auto& statement = connection.of(all_batch_indicators);
  const Reset reset(statement);
  while (statement.next()) all.emplace(slot_of(statement.integer(0)), slot_of(statement.integer(1)));
  return all;
}

void load_panel(Connection& connection, Workspace& state) {
  Gather gather(state);
  each_observation(connection, [&](const StoredRow& stored) { gather.add(stored); });
  gather.flush();
  state.derive_all();
}

void load_batch(Connection& connection, Workspace& state, Slot batch) {
  std::vector<std::int64_t> indicators;
  {
    auto& statement = connection.of(indicators_of_batch);
    const Reset reset(statement);
    statement.bind(1, id_of(batch));
    while (statement.next()) indicators.push_back(statement.integer(0));
  }
  for (const auto indicator : indicators) {
    Gather gather(state);
    auto& rows = connection.of(rows_of_batch_and_indicator);
    auto& extras = connection.of(extras_of_batch_and_indicator);
    for (auto* statement : {&rows, &extras}) statement->bind(1, indicator).bind(2, id_of(batch));
    merged(rows, extras, [&](const StoredRow& stored) { gather.add(stored); }, {});
    gather.flush();
  }
  const bool concerned = std::any_of(indicators.begin(), indicators.end(), [&](std::int64_t id) { return state.calculations().concerns(slot_of(id)); });
  if (concerned) state.derive_all();
}

void rebuild_superseded(Connection& connection, const Workspace& state) {
  for (std::size_t s = 0; s < state.panel().series_count(); ++s) {
    const auto& series = state.panel().series(s);
    if (series.is_derived) continue;
    const auto all = superseded_at(series, state.withdrawn_batches());
    for (std::size_t r = 0; r < all.size(); ++r) close(connection, series.key, series.rows[r], all[r]);
  }
}

}  // namespace outturn::store
