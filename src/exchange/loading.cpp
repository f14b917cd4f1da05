#include "exchange/loading.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "base/text.h"
#include "exchange/byte_source.h"
#include "exchange/demo_set.h"

namespace outturn::exchange {
namespace {

/// Stages and commits one file of observations.  returns false when it was refused
bool load_observations(workspace::Register& store, const access::Reader& reader, ByteSource& source, const ImportOptions& options,
                       const std::string& reason, base::Progress& progress, Loaded& loaded) {
  auto staged = stage_observations(source, *store.now(), options, progress);
  const bool sound = staged.sound;
  if (staged.report.errors() + staged.report.warnings() > 0) loaded.files.push_back({options.file_name, staged.report});
  if (!sound) return false;
  auto imported = act::import_batch(store, reader, import_of(std::move(staged), reason));
  if (!imported) {
    loaded.refused.insert(loaded.refused.end(), imported.error().begin(), imported.error().end());
    return false;
  }
  if (!imported->batch.empty()) ++loaded.batches;
  loaded.observations += imported->rows;
  return true;
}

/// Folders of `changes/`, in order of name: each what was changed later, in records of the same form, and why.
std::vector<std::filesystem::path> later_changes(const std::string& path) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(std::filesystem::path(path) / "changes", error), end; !error && entry != end; entry.increment(error)) {
    if (entry->is_directory()) found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void load_change(workspace::Register& store, const access::Reader& reader, const std::filesystem::path& folder, Loaded& loaded) {
  auto files = read_folder(folder.string(), *store.now()).files;
  for (auto& file : files) file.name = (std::filesystem::path("changes") / folder.filename() / file.name).string();
  const auto reason = std::filesystem::exists(folder / "reason.txt") ? file_content((folder / "reason.txt").string()) : std::string{};
  auto changed = load_records(store, reader, std::move(files), std::string(base::trimmed(reason)));
  loaded.records += changed.records;
  std::move(changed.files.begin(), changed.files.end(), std::back_inserter(loaded.files));
  loaded.refused.insert(loaded.refused.end(), changed.refused.begin(), changed.refused.end());
}

}  // namespace

bool Loaded::sound() const {
  return refused.empty() && std::none_of(files.begin(), files.end(), [](const auto& file) { return file.report.has_errors(); });
}

act::Import import_of(Staged staged, std::string reason) {
  return {.records = std::move(staged.created), .batch = std::move(staged.batch), .rows = std::move(staged.rows), .position = staged.position,
          .reason = std::move(reason)};
}

Loaded load_records(workspace::Register& store, const access::Reader& reader, std::vector<RecordFile> files, const std::string& reason) {
  Loaded loaded;
  std::vector<act::Wanted> wanted;
  std::vector<std::pair<std::size_t, std::int64_t>> place_of;  // file and row of each
  bool sound = true;
  for (std::size_t f = 0; f < files.size(); ++f) {
    sound = sound && !files[f].report.has_errors();
    for (auto& record : files[f].records) {
      wanted.push_back({.kind = files[f].kind, .id = std::move(record.id), .fields = std::move(record.fields)});
      place_of.emplace_back(f, record.row);
    }
  }
  if (sound) {
    auto receipt = act::import_records(store, reader, wanted, reason);
    if (receipt) {
      loaded.records = receipt->last - receipt->first + 1;
    } else {
      for (auto& issue : receipt.error()) {
        const auto item = std::find_if(issue.values.begin(), issue.values.end(), [](const auto& value) { return value.name == "item"; });
        const auto* position = item != issue.values.end() ? std::get_if<std::int64_t>(&item->value) : nullptr;
        if (position && *position >= 0 && static_cast<std::size_t>(*position) < place_of.size()) {
          const auto [file, row] = place_of[static_cast<std::size_t>(*position)];
          files[file].report.add({row, issue.field, {}, std::move(issue)});
        } else {
          loaded.refused.push_back(std::move(issue));
        }
      }
    }
  }
  for (auto& file : files) {
    if (file.report.errors() + file.report.warnings() > 0) loaded.files.push_back({std::move(file.name), std::move(file.report)});
  }
  return loaded;
}

Loaded load_folder(workspace::Register& store, const access::Reader& reader, const std::string& path, base::Day today, base::Progress& progress) {
  auto folder = read_folder(path, *store.now());
  auto loaded = load_records(store, reader, std::move(folder.files), {});
  if (!loaded.sound()) return loaded;
  std::int64_t done = 0;
  const auto total = static_cast<std::int64_t>(folder.observations.size());
  for (const auto& file : folder.observations) {
    progress.at("import.files", done++, total);
    FileSource source(file);
    base::Progress silent;  // the files are small; the whole folder is what takes time
    const ImportOptions options{.file_name = std::filesystem::path(file).filename().string(), .today = today};
    if (progress.cancelled()) {
      loaded.refused.push_back({"", "observations.stopped_between", {{"done", done - 1}, {"all", total}}});
      break;
    }
    if (!load_observations(store, reader, source, options, {}, silent, loaded)) break;
  }
  for (const auto& change : later_changes(path)) {
    if (!loaded.sound()) break;
    load_change(store, reader, change, loaded);
  }
  return loaded;
}

Loaded load_demo_set(workspace::Register& store, const access::Reader& reader, const std::string& path, base::Day today, base::Progress& progress) {
  progress.at("import.read", 0, 0);
  auto set = read_demo_set(path);
  Loaded loaded;
  auto receipt = act::import_records(store, reader, set.records);
  if (!receipt) {
    loaded.refused = std::move(receipt.error());
    return loaded;
  }
  loaded.records = receipt->last - receipt->first + 1;
  std::int64_t done = 0;
  const auto total = static_cast<std::int64_t>(set.publications.size());
  for (auto& publication : set.publications) {
    progress.at("import.files", done++, total);
    MemorySource source(publication.csv);
    base::Progress silent;
    const ImportOptions options{.file_name = publication.name, .today = today, .source = publication.source};
    if (progress.cancelled()) {
      loaded.refused.push_back({"", "observations.stopped_between", {{"done", done - 1}, {"all", total}}});
      break;
    }
    if (!load_observations(store, reader, source, options, {}, silent, loaded)) break;
  }
  return loaded;
}

}  // namespace outturn::exchange
