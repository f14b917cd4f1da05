#include "store/redactor.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/json.h"
#include "record/keeping.h"
#include "record/measure.h"
#include "workspace/stand_in.h"

namespace outturn::store {
namespace {

using workspace::SeriesKey;
using workspace::SeriesName;

base::Json mark(std::int64_t sequence) {
  base::Json::Object object;
  object.emplace_back("redacted", base::Json{sequence});
  return base::Json{std::move(object)};
}

bool is_mark(const base::Json& json) {
  return json.object() && json.object()->size() == 1 && json.object()->front().first == "redacted";
}

/// Puts marks in the place of the values; whether there was anything to replace.
bool redact_payload(base::Json& payload, const std::set<std::string>& fields, std::int64_t sequence) {
  bool any = false;
  const auto replace = [&](base::Json& content) {
    if (content.is_null() || is_mark(content)) return;
    content = mark(sequence);
    any = true;
  };
  auto* members = std::get_if<base::Json::Object>(&payload.value);
  if (!members) return false;
  for (auto& [name, content] : *members) {
    if (name == "reason" && fields.contains("reason")) replace(content);
    if (name != "before" && name != "after") continue;
    auto* side = std::get_if<base::Json::Object>(&content.value);
    if (!side) continue;
    for (auto& [field, value] : *side) {
      // "reason" names the reasons of the entries; a field of that name (a target's) goes with them.
      if (fields.contains(field)) replace(value);
    }
  }
  return any;
}

std::string payload_of_redaction(const record::Kind& kind, const record::Body& before, const record::Body& after,
                                 const std::set<std::string>& hidden, const workspace::Redaction& redaction, std::int64_t sequence,
                                 const std::vector<Replacement>& replaced) {
  base::JsonWriter out;
  const auto side = [&](const char* name, const record::Body& own, const record::Body& other, bool hide) {
    out.key(name).begin_object();
    for (const auto& field : kind.fields) {
      const auto value = field.read(own.get());
      if (value == field.read(other.get())) continue;
      out.key(field.name);
      const bool stands_in = !hide && hidden.contains(field.name) && record::is_given(workspace::stand_in(kind, field));
      if (stands_in || (hide && hidden.contains(field.name) && record::is_given(value))) {
        out.raw(mark(sequence).dump());
      } else {
        record::write_json(out, value);
      }
    }
    out.end_object();
  };
  out.begin_object();
  side("before", before, after, true);
  side("after", after, before, false);
  out.member("reason", redaction.reason);
  out.member("second_person", redaction.second_person);
  out.key("taken_out").begin_object();
  out.key("fields").begin_array();
  for (const auto& field : redaction.fields) out.text(field);
  out.end_array();
  out.key("payloads").begin_array();
  for (const auto& one : replaced) {
    out.begin_object().key("sequence").integer(one.sequence).member("was", one.was.hex()).member("now", one.now.hex()).end_object();
  }
  out.end_array();
  out.key("rows").begin_array();
  for (const auto& [series, period] : redaction.rows) {
    out.begin_object().member("indicator", series.indicator).key("definition").integer(series.definition);
    out.member("group", series.group).member("place", series.place).key("period").integer(period).end_object();
  }
  out.end_array();
  out.end_object();
  out.end_object();
  return std::move(out).str();
}

const base::Json* part_taken_out(const base::Json& payload, std::string_view name) {
  const auto* whole = payload.find("taken_out");
  const auto* part = whole ? whole->find(name) : nullptr;
  return part && part->array() ? part : nullptr;
}

}  // namespace

std::optional<SeriesKey> key_of(const workspace::Workspace& state, const SeriesName& name) {
  const auto* indicator = state.find<record::Indicator>(name.indicator);
  const auto* place = state.find<record::Place>(name.place);
  const auto* group = name.group.empty() ? nullptr : state.find<record::Group>(name.group);
  if (!indicator || !place || (!name.group.empty() && !group)) return std::nullopt;
  return SeriesKey{.indicator = indicator->slot, .place = place->slot, .group = group ? group->slot : workspace::no_slot,
                   .definition = name.definition};
}

SeriesName name_of(const workspace::Workspace& state, const SeriesKey& key) {
  return {.indicator = state.at(record::kind_of<record::Indicator>(), key.indicator).id,
          .definition = key.definition,
          .place = state.at(record::kind_of<record::Place>(), key.place).id,
          .group = key.group == workspace::no_slot ? std::string{} : state.at(record::kind_of<record::Group>(), key.group).id};
}

bool before_in_batch(const SeriesName& a, const SeriesName& b) {
  return std::tie(a.indicator, a.definition, a.group, a.place) < std::tie(b.indicator, b.definition, b.group, b.place);
}

workspace::BatchRows rows_of_batch(const workspace::Workspace& state, workspace::Slot batch) {
  struct Found {
    SeriesName name;
    const workspace::Series* series;
  };
  std::vector<Found> found;
  for (std::size_t s = 0; s < state.panel().series_count(); ++s) {
    const auto& series = state.panel().series(s);
    const bool any = std::any_of(series.rows.begin(), series.rows.end(), [&](const auto& row) { return row.batch == batch; });
    if (any) found.push_back({name_of(state, series.key), &series});
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return before_in_batch(a.name, b.name); });
  workspace::BatchRows rows;
  for (const auto& one : found) {
    rows.series.push_back(one.name);
    rows.first_row.push_back(rows.rows.size());
    for (std::size_t r = 0; r < one.series->rows.size(); ++r) {
      if (one.series->rows[r].batch != batch) continue;
      if (const auto* extras = one.series->extras_of(r)) rows.extras.emplace_back(rows.rows.size(), *extras);
      rows.rows.push_back(one.series->rows[r]);
    }
  }
  rows.first_row.push_back(rows.rows.size());
  return rows;
}

void remove_rows(workspace::Workspace& state, workspace::Slot batch, const std::vector<std::pair<SeriesKey, std::int64_t>>& rows) {
  for (const auto& [key, period] : rows) {
    if (!state.panel().find(key)) continue;
    state.panel_for_store().remove(key, [&, p = period](const workspace::Row& row) { return row.batch == batch && row.period == p; });
  }
  state.derive_all();
}

base::Checked<RedactionWork> work_out(const workspace::Workspace& state, Head& head, base::Instant now, const workspace::Author& author,
                                      const workspace::Redaction& redaction, const std::vector<workspace::Told>& history) {
  base::Issues issues;
  const auto* kind = record::kind(redaction.kind);
  const auto* record = kind ? state.find(*kind, redaction.id) : nullptr;
  if (!record) return base::refuse("id", "redact.no_record", {{"kind", redaction.kind}, {"id", redaction.id}});
  const bool is_batch = kind == &record::kind_of<record::Batch>();
  if (redaction.fields.empty() && redaction.rows.empty()) issues.push_back({"fields", "redact.no_field", {{"field", std::string{}}}});
  for (const auto& name : redaction.fields) {
    if (name != "reason" && !kind->field(name)) issues.push_back({"fields", "redact.no_field", {{"field", name}}});
  }
  if (redaction.second_person.empty() || redaction.second_person == author.person) {
    issues.push_back({"second_person", "redact.same_person", {{"person", redaction.second_person}}});
  }
  if (redaction.reason.empty()) issues.push_back({"reason", "redact.no_reason", {}});

  RedactionWork work;
  for (const auto& [series, period] : redaction.rows) {
    const auto key = is_batch ? key_of(state, series) : std::nullopt;
    const auto* stored = key ? state.panel().find(*key) : nullptr;
    const bool any = stored && std::any_of(stored->rows.begin(), stored->rows.end(), [&, p = period](const workspace::Row& row) {
                       return row.batch == record->slot && row.period == p;
                     });
    if (any) {
      work.rows.emplace_back(*key, period);
    } else {
      issues.push_back({"rows", "redact.no_row", {{"indicator", series.indicator}, {"place", series.place},
                                                  {"period", base::Period::from_code(period).text()}}});
    }
  }
  if (!issues.empty()) return base::refuse(std::move(issues));

  const auto sequence = head.sequence + 1;
  std::set<std::string> hidden(redaction.fields.begin(), redaction.fields.end());
  const auto after = kind->copy(record->body.get());
  for (const auto& name : redaction.fields) {
    if (const auto* field = kind->field(name)) field->write(after.get(), workspace::stand_in(*kind, *field));
  }
  if (!work.rows.empty()) {
    // Whoever knows the other rows could try values until the old hash fits: so the hashes go as well.
    hidden.insert({"rows_sha256", "file_sha256"});
    auto left = state;
    remove_rows(left, record->slot, work.rows);
    const auto rows = rows_of_batch(left, record->slot);
    auto& batch = *static_cast<record::Batch*>(after.get());
    batch.rows_sha256 = rows.digest().hex();
    batch.rows = static_cast<std::int64_t>(rows.rows.size());
    batch.file_sha256.clear();
  }

  std::vector<Replacement> replaced;
  for (const auto& told : history) {
    auto json = base::Json::parse(told.payload.json);
    base::ensure(json.has_value(), "the payload of an entry is JSON");
    if (!redact_payload(*json, hidden, sequence)) continue;
    auto fresh = told;
    fresh.payload = {.json = json->dump(), .salt = base::random_hex(16)};
    replaced.push_back({.sequence = told.entry.sequence, .was = workspace::payload_digest(told.payload),
                        .now = workspace::payload_digest(fresh.payload)});
    work.replaced.push_back(std::move(fresh));
  }
  work.entry = next_entry(head, now, author, "redact", *kind, redaction.id,
                          payload_of_redaction(*kind, record->body, after, hidden, redaction, sequence, replaced));
  work.change = {.sequence = work.entry.entry.sequence, .at = work.entry.entry.at, .kind = kind, .id = redaction.id, .body = after,
                 .retired = record->retired};
  return work;
}

base::Checked<std::vector<Replacement>> replacements_of(const std::string& redaction_payload) {
  const auto json = base::Json::parse(redaction_payload);
  if (!json) return base::refuse(json.error());
  std::vector<Replacement> all;
  const auto* payloads = part_taken_out(*json, "payloads");
  if (!payloads) return base::refuse("", "ledger.payload", {{"kind", std::string("redact")}});
  for (const auto& one : *payloads->array()) {
    const auto* sequence = one.find("sequence");
    const auto* was = one.find("was");
    const auto* now = one.find("now");
    const auto number = sequence ? sequence->integer() : std::nullopt;
    const auto old_digest = was && was->text() ? base::Digest::from_hex(*was->text()) : std::nullopt;
    const auto new_digest = now && now->text() ? base::Digest::from_hex(*now->text()) : std::nullopt;
    if (!number || !old_digest || !new_digest) return base::refuse("", "ledger.payload", {{"kind", std::string("redact")}});
    all.push_back({.sequence = *number, .was = *old_digest, .now = *new_digest});
  }
  return all;
}

base::Checked<std::vector<std::pair<SeriesName, std::int64_t>>> rows_taken_out(const std::string& redaction_payload) {
  const auto json = base::Json::parse(redaction_payload);
  if (!json) return base::refuse(json.error());
  std::vector<std::pair<SeriesName, std::int64_t>> all;
  const auto* rows = part_taken_out(*json, "rows");
  if (!rows) return base::refuse("", "ledger.payload", {{"kind", std::string("redact")}});
  for (const auto& one : *rows->array()) {
    const auto text = [&](std::string_view name) {
      const auto* member = one.find(name);
      return member && member->text() ? *member->text() : std::string{};
    };
    const auto* definition = one.find("definition");
    const auto* period = one.find("period");
    if (!definition || !definition->integer() || !period || !period->integer()) {
      return base::refuse("", "ledger.payload", {{"kind", std::string("redact")}});
    }
    all.push_back({{.indicator = text("indicator"), .definition = static_cast<std::int32_t>(*definition->integer()),
                    .place = text("place"), .group = text("group")}, *period->integer()});
  }
  return all;
}

}  // namespace outturn::store
