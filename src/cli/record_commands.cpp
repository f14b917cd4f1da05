#include <filesystem>
#include <ostream>

#include "act/import_records.h"
#include "base/json.h"
#include "cli/telling.h"
#include "cli/telling_findings.h"
#include "exchange/record_export.h"
#include "exchange/record_import.h"

namespace outturn::cli {
namespace {

const record::Kind* kind_of_file(const ImportOptions& options) {
  return record::kind(options.kind.empty() ? std::filesystem::path(options.file).stem().string() : options.kind);
}

std::string known_kinds() {
  std::string all;
  for (const auto& kind : record::kinds()) all += (all.empty() ? "" : ", ") + kind.code;
  return all;
}

}  // namespace

int import_records(World& world, const Common& common, const ImportOptions& options) {
  const auto words = words_for(world, common);
  const auto keeper = opened(world, common);
  const auto known = keeper->now();
  std::vector<exchange::RecordFile> files;
  if (std::filesystem::is_directory(options.file)) {
    files = exchange::read_folder(options.file, *known).files;
  } else {
    exchange::FileSource source(options.file);  // a file that is not there is the first thing to say
    const auto* kind = kind_of_file(options);
    if (!kind) {
      return refused(world, common, {{"--kind", "cli.no_such_kind", {{"written", options.kind.empty() ? options.file : options.kind}, {"kinds", known_kinds()}}}});
    }
    files.push_back(exchange::read_records(source, *kind, *known, std::filesystem::path(options.file).filename().string()));
  }
  exchange::check_references(files, *known);
  bool sound = true;
  std::vector<act::Wanted> wanted;
  for (auto& file : files) {
    sound = sound && !file.report.has_errors();
    for (auto& record : file.records) wanted.push_back({file.kind, record.id, std::move(record.fields)});
  }
  std::int64_t written = 0;
  if (sound && !options.dry_run) {
    const auto receipt = act::import_records(*keeper, access::Reader::host(world.clock.today()), wanted, options.reason);
    if (!receipt) return refused(world, common, receipt.error());
    written = receipt->last - receipt->first + 1;
  }
  const auto count = static_cast<std::int64_t>(wanted.size());
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().key("sound").boolean(sound).key("dry_run").boolean(options.dry_run).key("records").integer(count);
    json.key("written").integer(written).key("files").begin_array();
    for (const auto& file : files) {
      json.begin_object().member("file", file.name).key("report");
      file.report.write_json(json, &words);
      json.end_object();
    }
    json.end_array().end_object();
    world.out << json.str() << '\n';
  } else {
    for (const auto& file : files) tell_findings(world, words, file.report, file.name);
    world.out << words.say(!sound ? "cli.records.refused" : options.dry_run ? "cli.records.would" : "cli.records.done",
                           {{"records", count}, {"written", written}})
              << '\n';
  }
  return sound ? done : bad_input;
}

int export_records(World& world, const Common& common, const ExportOptions& options) {
  const auto* kind = record::kind(options.kind);
  if (!kind) return refused(world, common, {{"KIND", "cli.no_such_kind", {{"written", options.kind}, {"kinds", known_kinds()}}}});
  const auto keeper = opened(world, common);
  world.out << exchange::exported_records(*keeper->now(), *kind);
  return done;
}

}  // namespace outturn::cli
