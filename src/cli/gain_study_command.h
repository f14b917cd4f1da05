#pragma once

#include <string>

#include "cli/commands.h"
#include "workspace/register.h"

namespace outturn::cli {

/// What a person typed after `outturn gain run` or `outturn gain verify`, unread.
struct GainStudyOptions {
  std::string id;      ///< of the plan, or of the study
  std::string as_of;   ///< figures as published up to this day
  std::string method;  ///< other than the plan says; the study is then exploratory
  int threads{1};
};

/// Computes a study of a plan of the workspace and keeps it.
int gain_run(World&, const Common&, const GainStudyOptions&);
/// Computes a kept study again, from the register as it was then; exit 1 where it does not come out byte for byte.
int gain_verify(World&, const Common&, const GainStudyOptions&);

/// Runs every published plan of a register: as known on the day of its review, where that is past, and as known today.
/// Examples come with plans; their studies are the work of the program that shows them.
void run_published_plans(workspace::Register& store, base::Day today, base::Progress& progress);

}  // namespace outturn::cli
