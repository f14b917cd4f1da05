#include "exchange/record_import.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "exchange/csv_reader.h"
#include "exchange/csv_writer.h"
#include "exchange/nearest.h"
#include "record/keeping.h"

namespace outturn::exchange {
namespace {

using record::Field;
using record::FieldType;
using record::Kind;
using record::Localised;
using record::Value;

struct ColumnOfField {
  const Field* field{};
  std::string language;  ///< for localised fields
};

bool is_words(const Field& field) { return is_localised(field) || field.type == FieldType::text || field.type == FieldType::long_text; }

std::vector<std::string> possible_columns(const Kind& kind) {
  std::vector<std::string> all{"id"};
  for (const auto& field : kind.fields) {
    if (is_localised(field)) {
      for (const auto& language : language::languages()) all.push_back(field.name + "." + language);
    } else {
      all.push_back(field.name);
    }
  }
  return all;
}

/// What each column holds; nothing when the header is at fault.
std::optional<std::vector<ColumnOfField>> columns_of(const std::vector<std::string>& header, const Kind& kind, Report& report) {
  std::vector<ColumnOfField> columns;
  const auto errors = report.errors();
  for (const auto& name : header) {
    auto& column = columns.emplace_back();
    if (name.empty() || name == "id") continue;
    const auto dot = name.find('.');
    column.field = kind.field(name.substr(0, dot));
    if (column.field && is_localised(*column.field)) {
      column.language = dot == std::string::npos ? "en" : name.substr(dot + 1);
      if (column.language.size() >= 2 && column.language.size() <= 12) continue;
    } else if (column.field && dot == std::string::npos) {
      continue;
    }
    const auto known = possible_columns(kind);
    const auto near = nearest(name, known);
    std::string list;
    for (const auto& one : known) list += (list.empty() ? "" : ", ") + one;
    if (near.empty()) {
      report.note(1, "records.unknown_column", {{"written", shortened(name)}, {"kind", kind.code}, {"columns", list}});
    } else {
      report.note(1, "records.misspelt_column", {{"written", shortened(name)}, {"kind", kind.code}, {"nearest", near}});
    }
  }
  if (std::find(header.begin(), header.end(), "id") == header.end()) report.note(1, "records.no_id_column", {{"kind", kind.code}});
  if (report.errors() > errors) return std::nullopt;
  return columns;
}

void add_issues(Report& report, std::int64_t row, const std::string& column, std::string_view cell, base::Issues issues) {
  for (auto& issue : issues) report.add({row, column, shortened(cell), std::move(issue)});
}

}  // namespace

RecordFile read_records(ByteSource& source, const Kind& kind, const workspace::Workspace& known, std::string name) {
  RecordFile file{.name = std::move(name), .kind = &kind};
  auto& report = file.report;
  if (&kind == &record::kind_of<record::Batch>()) {
    report.note(0, "records.by_import", {});
    return file;
  }
  CsvReader reader(source, report);
  if (!reader.begin()) return file;
  const auto columns = columns_of(reader.header(), kind, report);
  if (!columns || report.has_errors()) return file;
  const auto id_column = static_cast<std::size_t>(std::find(reader.header().begin(), reader.header().end(), "id") - reader.header().begin());
  std::unordered_map<std::string, std::int64_t> seen;
  while (reader.next()) {
    const auto row = reader.row();
    const auto cells = reader.cells();
    const auto id = std::string(base::trimmed(cells[id_column]));
    if (id.empty()) {
      report.cell(row, "id", {}, "records.no_id");
      continue;
    }
    if (!base::is_permanent_id(id)) {
      report.cell(row, "id", id, "records.id_form");
      continue;
    }
    if (const auto [first, fresh] = seen.emplace(id, row); !fresh) {
      report.cell(row, "id", id, "records.duplicate_id", {{"other_row", first->second}});
      continue;
    }
    const auto* before = known.find(kind, id);
    ReadRecord read{.id = id, .fields = {}, .row = row};
    std::map<const Field*, std::string> headers;
    const auto errors = report.errors();
    for (std::size_t c = 0; c < columns->size(); ++c) {
      const auto* field = (*columns)[c].field;
      if (!field) continue;
      headers.emplace(field, reader.header()[c]);
      const auto cell = is_words(*field) ? read_text(base::trimmed(cells[c])) : base::trimmed(cells[c]);
      if (is_localised(*field)) {
        auto found = std::find_if(read.fields.begin(), read.fields.end(), [&](const auto& f) { return f.first == field->name; });
        if (found == read.fields.end()) {
          read.fields.emplace_back(field->name, before ? field->read(before->body.get()) : Value{});
          found = read.fields.end() - 1;
          if (!std::holds_alternative<Localised>(found->second)) found->second = Localised{};
        }
        std::get<Localised>(found->second).set((*columns)[c].language, std::string(cell));
        continue;
      }
      auto value = Kind::parse(*field, cell);
      if (!value) {
        add_issues(report, row, reader.header()[c], cell, std::move(value.error()));
        continue;
      }
      if (const auto* list = std::get_if<record::References>(&*value); list && list->empty()) *value = Value{};
      read.fields.emplace_back(field->name, std::move(*value));
    }
    for (auto& [field, value] : read.fields) {
      if (const auto* localised = std::get_if<Localised>(&value); localised && localised->empty()) value = Value{};
    }
    if (report.errors() == errors && reader.sound()) {
      if (auto body = kind.with(before ? before->body : nullptr, read.fields); !body) {
        for (auto& issue : body.error()) {
          const auto header = headers.find(kind.field(issue.field));
          report.add({row, header != headers.end() ? header->second : issue.field, {}, std::move(issue)});
        }
      }
    }
    file.records.push_back(std::move(read));
  }
  return file;
}

void check_references(std::vector<RecordFile>& files, const workspace::Workspace& known) {
  std::set<std::pair<std::string_view, std::string_view>> coming;
  for (const auto& file : files) {
    if (!file.kind) continue;
    for (const auto& record : file.records) coming.emplace(file.kind->code, record.id);
  }
  for (auto& file : files) {
    for (const auto& record : file.records) {
      for (const auto& [name, value] : record.fields) {
        const auto* field = file.kind->field(name);
        const auto* kind = field && !field->refers_to.empty() ? record::kind(field->refers_to) : nullptr;
        if (!kind) continue;
        const auto check = [&](const std::string& id) {
          if (coming.contains({kind->code, id}) || known.find(*kind, id)) return;
          file.report.cell(record.row, field->name, id, "records.no_such_reference", {{"kind", kind->code}});
        };
        if (const auto* one = std::get_if<record::Reference>(&value)) check(one->id);
        if (const auto* several = std::get_if<record::References>(&value)) {
          for (const auto& reference : *several) check(reference.id);
        }
      }
    }
  }
}

bool Folder::has_errors() const {
  return std::any_of(files.begin(), files.end(), [](const auto& file) { return file.report.has_errors(); });
}

Folder read_folder(const std::string& path, const workspace::Workspace& known) {
  namespace fs = std::filesystem;
  Folder folder;
  std::error_code error;
  const auto csv_in = [&](const fs::path& where) {
    std::vector<fs::path> found;
    for (fs::directory_iterator entry(where, error), end; !error && entry != end; entry.increment(error)) {
      if (entry->path().extension() == ".csv") found.push_back(entry->path());
    }
    if (error) throw ExchangeError(where.string() + ": " + error.message());
    std::sort(found.begin(), found.end());
    return found;
  };
  const auto files = csv_in(path);
  for (const auto& kind : record::kinds()) {
    for (const auto& file : files) {
      if (file.stem() != kind.code && file.stem() != kind.plural) continue;
      FileSource source(file.string());
      folder.files.push_back(read_records(source, kind, known, file.filename().string()));
    }
  }
  for (const auto& file : files) {
    const auto stem = file.stem().string();
    if (record::kind(stem)) continue;
    if (stem == "observations" || stem.starts_with("observations-")) {
      folder.observations.push_back(file.string());
      continue;
    }
    auto& unknown = folder.files.emplace_back();
    unknown.name = file.filename().string();
    unknown.report.note(0, "records.unknown_kind", {{"written", unknown.name}});
  }
  if (fs::is_directory(fs::path(path) / "observations", error)) {
    for (const auto& file : csv_in(fs::path(path) / "observations")) folder.observations.push_back(file.string());
  }
  check_references(folder.files, known);
  return folder;
}

}  // namespace outturn::exchange
