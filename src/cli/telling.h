#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/checked.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "language/words.h"

/// How commands speak: sentences in the person's language, issues as a list, progress on a terminal.
namespace outturn::cli {

/// The language asked for, else the environment's, else English.
language::Words words_for(const World& world, const Common& common);

/// Writes every issue, as sentences on `err` or as {"errors":[{field, code, message}]} on `out`.  returns bad_input
int refused(World& world, const Common& common, const base::Issues& issues);

/// A line on `err`, rewritten in place, while something takes longer than a second; silent when not on a terminal.
class TerminalProgress final : public base::Progress {
 public:
  TerminalProgress(World& world, const Common& common);
  ~TerminalProgress() override;
  void at(std::string_view stage, std::int64_t done, std::int64_t total) override;
  bool cancelled() const override;  ///< Ctrl-C was pressed

 private:
  World& world_;
  language::Words words_;
  bool shows_;
  bool shown_{false};
  std::chrono::steady_clock::time_point started_{std::chrono::steady_clock::now()};
  std::chrono::steady_clock::time_point last_{};
};

/// The workspace that was asked for, open; from here on days are civil days in its time zone.
/// throws workspace::StoreError
std::unique_ptr<workspace::Keeper> opened(World& world, const Common& common);

/// The day given to an option such as --as-of; no day where nothing was written. A day to come is refused: nobody
/// knows what will have been known.
/// refuses  cli.not_a_day, cli.day_to_come
base::Checked<std::optional<base::Day>> day_asked(const World& world, const char* option, const std::string& written);

}  // namespace outturn::cli
