#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/reader.h"
#include "base/checked.h"
#include "record/returns.h"
#include "workspace/register.h"

namespace outturn::act {

/// One cell of a return as a person left it.
struct TypedCell {
  std::string indicator;
  std::string place;
  std::string group;                ///< empty = everybody
  std::optional<double> value{};
  record::Absence absence{};
  std::string note{};
  std::string seen{};               ///< stamp of what they saw there (quality::ReturnCell::stamp)
  std::optional<double> numerator{};
  std::optional<double> denominator{};
};

/// Name of a cell in issues and forms: "cell.I1.CA." and, for a group, "cell.I1.CA.women".
std::string cell_name(std::string_view indicator, std::string_view place, std::string_view group);

/// Saves what differs from what stands there, each cell as an entry of one's own: entries of others stay as they are.
/// Begins the return where nobody has. Writes nothing where nothing differs.
/// A figure left empty beside its numerator and denominator is calculated from them where quality::parts_of knows how.
/// id       of the return, begun or only asked for
/// refuses  access.*, record.*, act.no_record, and the rules of return_rules.h; act.cell_moved for a cell that
///          somebody changed meanwhile to something else (field: cell_name; who, their figure): nothing is saved then
base::Checked<workspace::Receipt> save_return(workspace::Register& store, const access::Reader& reader, std::string_view id, const std::vector<TypedCell>& cells);

/// Sends a return to its verifier, today.
/// minutes  that preparing it took, where the person says
/// refuses  access.*, act.no_record, act.return_empty, act.return_closed, act.rule_broken (a rule of severity error);
///          what unfinished (return_rules.h) finds, one issue a cell
base::Checked<workspace::Receipt> send_return(workspace::Register& store, const access::Reader& reader, std::string_view id,
                                              std::optional<std::int64_t> minutes, const std::string& note);

/// Takes back what one sent, before it is judged.  refuses  access.*, act.no_record, act.reason_needed, act.return_judged
base::Checked<workspace::Receipt> take_back_return(workspace::Register& store, const access::Reader& reader, std::string_view id, const std::string& reason);

/// Says afterwards how long the return took that one sent.  refuses  access.*, act.no_record, act.send_yourself
base::Checked<workspace::Receipt> log_time(workspace::Register& store, const access::Reader& reader, std::string_view id, std::int64_t minutes);

}  // namespace outturn::act
