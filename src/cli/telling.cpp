#include "cli/telling.h"

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <ostream>

#include <fmt/format.h>

#include "base/json.h"
#include "record/keeping.h"

namespace outturn::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

}  // namespace

language::Words words_for(const World& world, const Common& common) {
  return language::Words(common.language.empty() ? world.language : common.language);
}

int refused(World& world, const Common& common, const base::Issues& issues) {
  const auto words = words_for(world, common);
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().key("errors").begin_array();
    for (const auto& issue : issues) {
      json.begin_object().member("field", issue.field).member("code", issue.code).member("message", words.issue(issue)).end_object();
    }
    json.end_array().end_object();
    world.out << json.str() << '\n';
    return bad_input;
  }
  for (const auto& issue : issues) {
    world.err << (issue.field.empty() ? "" : issue.field + ": ") << words.issue(issue) << '\n';
  }
  return bad_input;
}

std::unique_ptr<workspace::Keeper> opened(World& world, const Common& common) {
  auto keeper = world.open(common.workspace);
  const auto* installation = keeper->now()->get<record::Installation>("this");
  if (installation && !installation->time_zone.empty()) {
    setenv("TZ", installation->time_zone.c_str(), 1);
    tzset();
  }
  return keeper;
}

base::Checked<std::optional<base::Day>> day_asked(const World& world, const char* option, const std::string& written) {
  if (written.empty()) return std::optional<base::Day>{};
  const auto day = base::Day::parse(written);
  if (!day) return base::refuse(option, "cli.not_a_day", {{"written", written}});
  const auto today = world.clock.today();
  if (*day > today) return base::refuse(option, "cli.day_to_come", {{"written", *day}, {"today", today}});
  return day;
}

TerminalProgress::TerminalProgress(World& world, const Common& common)
    : world_(world), words_(words_for(world, common)), shows_(world.shows_progress && !common.quiet) {
  interrupted = 0;  // of an earlier command
  std::signal(SIGINT, [](int) { interrupted = 1; });
}

TerminalProgress::~TerminalProgress() {
  if (shown_) world_.err << "\r\033[K" << std::flush;
  std::signal(SIGINT, SIG_DFL);
}

void TerminalProgress::at(std::string_view stage, std::int64_t done, std::int64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (!shows_ || now - started_ < std::chrono::seconds(1) || now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  shown_ = true;
  world_.err << '\r' << words_.say(fmt::format("progress.{}", stage));
  if (total > 0) {
    world_.err << fmt::format(" {} %", done * 100 / total);
  } else if (done > 0) {
    world_.err << ' ' << words_.integer(done);
  }
  world_.err << "\033[K" << std::flush;
}

bool TerminalProgress::cancelled() const { return interrupted != 0; }

}  // namespace outturn::cli
