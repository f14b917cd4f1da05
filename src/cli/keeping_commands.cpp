#include <charconv>
#include <ostream>

#include <fmt/format.h>

#include "base/json.h"
#include "cli/telling.h"

namespace outturn::cli {
namespace {

/// "1042:9f86d0…", as `verify` prints it.
std::optional<workspace::KnownHead> known_head(std::string_view written) {
  const auto colon = written.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto hash = base::Digest::from_hex(written.substr(colon + 1));
  workspace::KnownHead head;
  const auto [end, error] = std::from_chars(written.data(), written.data() + colon, head.sequence);
  if (!hash || error != std::errc{} || end != written.data() + colon) return std::nullopt;
  head.hash = *hash;
  return head;
}

}  // namespace

int verify(World& world, const Common& common, const VerifyOptions& options) {
  const auto words = words_for(world, common);
  std::optional<workspace::KnownHead> known;
  if (!options.head.empty()) {
    known = known_head(options.head);
    if (!known) return refused(world, common, {{"--head", "cli.not_a_head", {{"written", options.head}}}});
  }
  const auto keeper = opened(world, common);
  workspace::Verification found;
  std::int64_t last = 0;
  {
    TerminalProgress progress(world, common);
    found = keeper->verify(progress, known);
    last = keeper->now()->position();
  }
  const auto head = fmt::format("{}:{}", last, found.head.hex());
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().key("valid").boolean(found.faults.empty()).key("entries").integer(found.entries);
    json.key("records").integer(found.records).key("observations").integer(found.observations);
    json.key("redacted").integer(found.redacted).member("head", head).key("faults").begin_array();
    for (const auto& fault : found.faults) {
      json.begin_object().member("code", fault.code).key("sequence").integer(fault.sequence).member("detail", fault.detail);
      json.member("sentence", words.say("fault." + fault.code, {{"sequence", fault.sequence}, {"detail", fault.detail}})).end_object();
    }
    json.end_array().end_object();
    world.out << json.str() << '\n';
  } else {
    for (const auto& fault : found.faults) {
      world.out << words.say("fault." + fault.code, {{"sequence", fault.sequence}, {"detail", fault.detail}}) << '\n';
    }
    const std::int64_t faults = static_cast<std::int64_t>(found.faults.size());
    world.out << words.say(faults == 0 ? "cli.verify.valid" : "cli.verify.faults",
                           {{"entries", found.entries}, {"records", found.records}, {"observations", found.observations},
                            {"redacted", found.redacted}, {"faults", faults}})
              << '\n'
              << words.say("cli.verify.head", {{"head", head}}) << '\n';
  }
  return found.faults.empty() ? done : found_something;
}

int serve(World& world, const Common& common, const ServeOptions& options) {
  const auto words = words_for(world, common);
  const auto keeper = opened(world, common);
  world.serve(*keeper, common.workspace, options, [&](const std::string& address) {
    world.out << words.say("cli.serve.address", {{"address", address}}) << std::endl;
  });
  world.out << words.say("cli.serve.stopped") << std::endl;
  return done;
}

int backup(World& world, const Common& common, const BackupOptions& options) {
  const auto keeper = opened(world, common);
  {
    TerminalProgress progress(world, common);
    keeper->backup(options.file, progress);
  }
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().member("backup", options.file).key("position").integer(keeper->now()->position()).end_object();
    world.out << json.str() << '\n';
  } else {
    world.out << words_for(world, common).say("cli.backup.done", {{"file", options.file}, {"entries", keeper->now()->position()}}) << '\n';
  }
  return done;
}

int restore(World& world, const Common& common, const RestoreOptions& options) {
  {
    TerminalProgress progress(world, common);
    world.restore(options.file, common.workspace, options.replace, progress);
  }
  const auto position = opened(world, common)->now()->position();
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().member("workspace", common.workspace).key("position").integer(position).end_object();
    world.out << json.str() << '\n';
  } else {
    world.out << words_for(world, common).say("cli.restore.done", {{"file", common.workspace}, {"entries", position}}) << '\n';
  }
  return done;
}

}  // namespace outturn::cli
