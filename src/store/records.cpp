#include "store/records.h"

#include <deque>

#include <fmt/format.h>

#include "base/json.h"
#include "store/schema.h"

namespace outturn::store {
namespace {

std::string upsert_sql(const record::Kind& kind) {
  auto columns = std::string("record_key, record_id, record_version, record_created, record_retired, record_changed_at");
  auto places = std::string("$1, $2, $3, $4, $5, $6");
  auto changes = std::string(
      "record_version = excluded.record_version, record_retired = excluded.record_retired, "
      "record_changed_at = excluded.record_changed_at");
  int place = 6;
  for (const auto& field : kind.fields) {
    columns += ", " + sql_name(field.name);
    places += fmt::format(", ${}", ++place);
    changes += fmt::format(", {0} = excluded.{0}", sql_name(field.name));
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT (record_key) DO UPDATE SET {}", sql_name(kind.code), columns, places, changes);
}

std::string select_sql(const record::Kind& kind) {
  auto sql = std::string("SELECT record_key, record_id, record_version, record_created, record_retired, record_changed_at");
  for (const auto& field : kind.fields) sql += ", " + sql_name(field.name);
  return fmt::format("{} FROM {} ORDER BY record_key", sql, sql_name(kind.code));
}

bool is_json(record::FieldType type) {
  return type == record::FieldType::localised || type == record::FieldType::localised_long || type == record::FieldType::references;
}

/// Binds a value; texts made on the way are kept in `texts` until the statement has run.
void bind_value(Statement& statement, int place, const record::Field& field, const record::Value& value, std::deque<std::string>& texts) {
  if (!record::is_given(value)) {
    statement.bind_null(place);
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    statement.bind(place, *whole);
  } else if (const auto* real = std::get_if<double>(&value)) {
    statement.bind(place, *real);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    statement.bind(place, std::int64_t{*flag});
  } else if (is_json(field.type)) {
    base::JsonWriter out;
    record::write_json(out, value);
    statement.bind(place, std::string_view(texts.emplace_back(std::move(out).str())));
  } else {
    statement.bind(place, std::string_view(texts.emplace_back(record::plain_text(value))));
  }
}

base::Checked<record::Value> read_value(const Statement& statement, int column, const record::Field& field) {
  if (statement.is_null(column)) return record::Value{};
  const auto text = statement.text(column);
  switch (field.type) {
    case record::FieldType::integer: return record::Value{statement.integer(column)};
    case record::FieldType::boolean: return record::Value{statement.integer(column) != 0};
    case record::FieldType::number: return record::Value{statement.real(column)};
    case record::FieldType::text:
    case record::FieldType::long_text: return record::Value{std::string(text)};
    case record::FieldType::choice:
      for (const auto& choice : field.choices) {
        if (choice == text) return record::Value{choice};
      }
      return base::refuse(field.name, "record.unknown_choice");
    case record::FieldType::localised:
    case record::FieldType::localised_long:
    case record::FieldType::references: {
      const auto json = base::Json::parse(text);
      if (!json) return base::refuse(json.error());
      return record::Kind::from_json(field, *json);
    }
    default: return record::Kind::parse(field, text);
  }
}

}  // namespace

void write_record(Connection& connection, const workspace::Record& record) {
  static const auto sql = [] {
    std::vector<std::string> all;
    for (const auto& kind : record::kinds()) all.push_back(upsert_sql(kind));
    return all;
  }();
  auto& statement = connection.of(sql[static_cast<std::size_t>(record.kind - record::kinds().data())]);
  std::deque<std::string> texts;
  statement.bind(1, std::int64_t{record.slot} + 1);
  statement.bind(2, std::string_view(record.id));
  statement.bind(3, record.version);
  statement.bind(4, record.created);
  statement.bind(5, std::int64_t{record.retired});
  statement.bind(6, std::string_view(texts.emplace_back(record.changed_at.rfc3339())));
  int place = 6;
  for (const auto& field : record.kind->fields) bind_value(statement, ++place, field, field.read(record.body.get()), texts);
  statement.run();
}

void each_record(Connection& connection, const record::Kind& kind, const std::function<void(workspace::Record)>& visit,
                 const std::function<void(const std::string& id, const std::string& field)>& unreadable) {
  auto& statement = connection.of(select_sql(kind));
  const Reset reset(statement);
  while (statement.next()) {
    workspace::Record record{.kind = &kind,
                             .id = std::string(statement.text(1)),
                             .slot = static_cast<workspace::Slot>(statement.integer(0) - 1),
                             .retired = statement.integer(4) != 0,
                             .version = statement.integer(2),
                             .created = statement.integer(3)};
    if (const auto at = base::Instant::parse(statement.text(5))) {
      record.changed_at = *at;
    } else {
      unreadable(record.id, "record_changed_at");
    }
    const auto body = kind.make();
    int column = 5;
    for (const auto& field : kind.fields) {
      const auto value = read_value(statement, ++column, field);
      if (value) {
        field.write(body.get(), *value);
      } else {
        unreadable(record.id, field.name);
      }
    }
    record.body = body;
    visit(std::move(record));
  }
}

void remove_records(Connection& connection, const record::Kind& kind) { connection.run("DELETE FROM " + sql_name(kind.code)); }

}  // namespace outturn::store
