#include "exchange/record_export.h"

#include <algorithm>

#include "exchange/csv_writer.h"
#include "language/words.h"

namespace outturn::exchange {
namespace {

using record::Field;
using record::FieldType;
using record::Localised;
using record::Value;

void write_cell(CsvWriter& csv, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    csv.text(*text);
  } else if (const auto* real = std::get_if<double>(&value)) {
    csv.number(*real);
  } else if (const auto* references = std::get_if<record::References>(&value)) {
    std::string ids;
    for (const auto& reference : *references) ids += (ids.empty() ? "" : ";") + reference.id;
    csv.exact(ids);
  } else {
    csv.exact(record::plain_text(value));
  }
}

}  // namespace

std::string exported_records(const workspace::Workspace& workspace, const record::Kind& kind, const RecordFilter& filter) {
  std::string out;
  CsvWriter csv(out);
  auto languages = language::languages();
  const auto each = [&](auto visit) {
    workspace.each(kind, [&](const workspace::Record& record) {
      if (!filter.record || filter.record(record)) visit(record);
    });
  };
  each([&](const workspace::Record& record) {
    for (const auto& field : kind.fields) {
      const auto value = field.read(record.body.get());
      const auto* localised = std::get_if<Localised>(&value);
      if (!localised) continue;
      for (const auto& [language, text] : localised->texts) {
        if (std::find(languages.begin(), languages.end(), language) == languages.end()) languages.push_back(language);
      }
    }
  });
  std::sort(languages.begin() + static_cast<std::ptrdiff_t>(language::languages().size()), languages.end());
  csv.exact("id");
  for (const auto& field : kind.fields) {
    if (!is_localised(field)) csv.exact(field.name);
    for (const auto& language : languages) {
      if (is_localised(field)) csv.exact(field.name + "." + language);
    }
  }
  csv.end_row();
  each([&](const workspace::Record& record) {
    csv.exact(record.id);
    for (const auto& field : kind.fields) {
      const bool shown = !filter.field || filter.field(record, field);
      const auto value = shown ? field.read(record.body.get()) : Value{};
      if (!is_localised(field)) {
        write_cell(csv, value);
        continue;
      }
      const auto* localised = std::get_if<Localised>(&value);
      for (const auto& language : languages) csv.text(localised ? localised->exactly(language) : std::string_view{});
    }
    csv.end_row();
  });
  return out;
}

}  // namespace outturn::exchange
