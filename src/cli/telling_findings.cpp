#include "cli/telling_findings.h"

#include <ostream>

namespace outturn::cli {

void tell_findings(World& world, const language::Words& words, const exchange::Report& report, std::string_view file) {
  for (const auto& finding : report.in_order()) {
    if (!file.empty()) world.err << file << ": ";
    const std::string weight = finding.issue.severity == base::Severity::error ? "error" : "warning";
    const std::string place = finding.row == 0 ? "file" : finding.column.empty() ? "row" : "cell";
    world.err << words.say("cli.found." + weight + "." + place,
                           {{"row", finding.row}, {"column", finding.column}, {"cell", finding.cell}, {"sentence", words.issue(finding.issue)}})
              << '\n';
  }
  for (const auto& [code, counted] : report.kinds()) {
    const auto more = counted.count - static_cast<std::int64_t>(counted.listed.size());
    if (more > 0) world.err << words.say("cli.found.more", {{"count", more}, {"code", code}}) << '\n';
  }
}

}  // namespace outturn::cli
