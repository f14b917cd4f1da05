#pragma once

#include "record/value.h"

/// Figures asked of partners: what is asked of whom, what they enter, send, and what a verifier says to it.
namespace outturn::record {

/// Figures that an organisation returns again and again: of these indicators, places and groups, one return a period.
struct ReturnDuty {
  Localised name;
  Reference organisation;                   ///< that returns them
  References indicators;
  References places;                        ///< empty = the installation's country
  References groups;                        ///< asked beside everybody
  std::optional<base::Period> first_period; ///< its kind says how often: 2024 = yearly, 2024-Q1 = quarterly
  std::optional<base::Period> last_period;
  std::optional<std::int64_t> due_days;     ///< from the end of a period until its return is due
  References reporters;                     ///< people; empty = whoever reports for the organisation
  Reference verifier;                       ///< person
  Localised used_for;                       ///< what the figures are used for, told to those who report them
  bool with_parts{};                        ///< rates, percentages and means are asked for with numerator and denominator
  bool cells_optional{};                    ///< a cell may be sent with neither a figure nor a reason why there is none
  bool illustrative{};
  bool operator==(const ReturnDuty&) const = default;
};

/// The return of one duty for one period, begun. Where it stands follows from what was sent and said to it.
struct Return {
  Reference duty;
  std::optional<base::Period> period;
  bool illustrative{};
  bool operator==(const Return&) const = default;
};

/// Why a cell has no figure; the codes are those of observations.
enum class Absence { none, missing, suppressed, not_applicable, not_yet_due, disputed };

/// What one person put into one cell of a return. Each has an entry of their own: nobody writes over another's, the newest counts.
struct ReturnEntry {
  Reference of;                   ///< the return
  Reference indicator;
  Reference place;
  Reference group;                ///< empty = everybody
  Reference person;
  std::optional<double> value;
  std::optional<double> numerator;    ///< both parts or none
  std::optional<double> denominator;
  Absence absence{};
  std::string note;               ///< said to the verifier and to colleagues
  std::optional<base::Day> day;
  bool illustrative{};
  bool is_given() const { return value.has_value() || absence != Absence::none; }
  /// Whether its absence says why by itself; "missing" and "disputed" do only with a note.
  bool is_explained() const { return !note.empty() || (absence != Absence::missing && absence != Absence::disputed); }
  bool operator==(const ReturnEntry&) const = default;
};

/// A return sent to its verifier, and the time it took.
struct ReturnSending {
  Reference of;                   ///< the return
  Reference person;
  std::optional<base::Day> day;
  std::string note;
  std::optional<std::int64_t> minutes;  ///< that preparing it took
  bool withdrawn{};               ///< taken back before anybody judged it
  std::string withdrawn_reason;
  bool illustrative{};
  bool operator==(const ReturnSending&) const = default;
};

enum class ReturnAnswer { accepted, returned };

/// What the verifier says to what was sent. Accepted figures entered the register as the batch.
struct ReturnVerdict {
  Reference sending;
  ReturnAnswer answer{};
  std::string reason;
  Reference person;
  std::optional<base::Day> day;
  Reference batch;
  bool illustrative{};
  bool operator==(const ReturnVerdict&) const = default;
};

/// Records of a source drawn at random to be looked up, and how many of them were wrong (docs/methods/record_sample.md).
struct SourceSample {
  std::string source;                     ///< the list from which was drawn: "Case files closed in 2025"
  References indicators;                  ///< whose figures come from it
  std::optional<std::int64_t> population; ///< records in it
  std::optional<double> tolerable;        ///< per cent that would be too many
  std::optional<double> confidence;       ///< per cent
  std::optional<std::int64_t> accepted;   ///< wrong ones that are still accepted
  std::optional<std::int64_t> size;
  std::optional<std::int64_t> seed;
  Reference drawn_by;                     ///< person
  std::optional<base::Day> drawn;
  std::optional<std::int64_t> wrong;      ///< once they were looked up
  std::string found;                      ///< what was wrong
  std::optional<base::Day> checked;
  bool illustrative{};
  bool operator==(const SourceSample&) const = default;
};

}  // namespace outturn::record
