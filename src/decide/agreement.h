#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "language/sentence.h"
#include "record/agreement.h"
#include "workspace/view.h"

/// Joint delivery agreements: the exact text that is signed, who has signed it, what has changed since.
namespace outturn::decide {

/// A record that a clause speaks of, as it stood when the text was fixed.
struct Bound {
  std::string kind;
  std::string id;
  base::Json record;
  bool operator==(const Bound&) const = default;
};

struct ClauseText {
  std::string id;       ///< permanent: its anchor
  std::int64_t number{};
  std::string topic;
  record::Localised title;
  record::Localised text;
  std::vector<std::string> touches;  ///< parties that sign again when it changes; none = all
  std::vector<Bound> bound;
  bool operator==(const ClauseText&) const = default;
};

/// What a version says. Written as JSON (docs/formats/agreement.md), whose SHA-256 is what is signed.
struct AgreementText {
  std::string agreement;
  std::string outcome;
  record::Localised title;
  std::vector<std::string> parties;
  std::string sunset;   ///< a day or empty
  bool illustrative{};
  std::vector<ClauseText> clauses;   ///< in order of number, then id
  bool operator==(const AgreementText&) const = default;
};

/// The draft: clauses as they stand now, with the records bound to them.
AgreementText draft_text(const workspace::Workspace& workspace, const workspace::Record& agreement);
std::string write_text(const AgreementText& text);
/// refuses  json.*, decide.not_an_agreement (field: what is missing or of the wrong form)
base::Checked<AgreementText> read_text(std::string_view json);

/// How a clause of one text stands to the same clause of another.
enum class ClauseChange { same, changed, added, removed, moved };
struct ClauseComparison {
  ClauseChange change{};
  const ClauseText* before{};
  const ClauseText* after{};
  const ClauseText& either() const { return after ? *after : *before; }
};
/// Clause by clause, in the order of `after`, removed ones at their old place. Borrows from both.
std::vector<ClauseComparison> compared(const AgreementText& before, const AgreementText& after);
/// Whether the change from one text to the next asks this party to sign again.
bool touches(const AgreementText& before, const AgreementText& after, std::string_view party);

enum class SignState { waiting, signed_now, carried, withdrawn };
std::string_view text_of(SignState state);

struct PartyState {
  const workspace::Record* organisation{};
  SignState state{};
  const workspace::Record* signature{};  ///< the one that counts, or the one that was withdrawn
  std::int64_t signed_version{};
  std::int64_t days_waiting{};
  bool dissents{};
  bool leaves{};                         ///< a party of the text that binds, which this version leaves out: it signs that, too
};

struct VersionState {
  const workspace::Record* record{};
  AgreementText text;
  bool readable{};                       ///< the text could be read back
  std::vector<PartyState> parties;
  bool complete{};                       ///< every party has signed, those left out too, here or with a signature that carries over
  std::int64_t number() const { return record->as<record::AgreementVersion>().number.value_or(0); }
};

/// A record that no longer is what was signed.
struct Departure {
  const ClauseText* clause{};
  const Bound* bound{};
  enum class What { changed, replaced, gone } what{};
  std::vector<std::string> fields;             ///< that differ
  const workspace::Record* replaced_by{};
};

enum class AgreementPhase { draft, awaiting, in_force, in_force_amended, past_sunset, closed };
std::string_view text_of(AgreementPhase phase);

struct AgreementState {
  const workspace::Record* agreement{};
  std::vector<VersionState> versions;          ///< in order of number, made by the view's day
  const VersionState* in_force{};              ///< the newest that all parties have signed
  AgreementText draft;
  bool draft_differs{};                        ///< from the newest version
  AgreementPhase phase{};
  language::Sentence verdict;
  std::vector<Departure> departures;           ///< of the version in force, else of the newest

  const VersionState* newest() const { return versions.empty() ? nullptr : &versions.back(); }
  const VersionState* version(std::int64_t number) const;
  AgreementState() = default;
  AgreementState(const AgreementState&) = delete;  // points into itself
  AgreementState(AgreementState&&) = default;
  AgreementState& operator=(AgreementState&&) = default;
};

/// Which versions are told of; what carries over from the others still counts for these, so that nobody is told that
/// something binds, or does not, because of what they may not read. All when empty.
using Counts = std::function<bool(const workspace::Record&)>;
/// The versions made by the view's day, in order of number, with how each party stands to them. Nobody is put out of an
/// agreement by the others: a version that leaves out a party of the text that bound before counts once that party has
/// signed it, too. A party that took its signature back is bound by nothing and need not.
std::vector<VersionState> versions_of(const workspace::View& view, const workspace::Record& agreement, const Counts& counts = {});
/// The one place that says which text binds: the newest that every party has signed, here or with a signature that
/// carries over; nullptr = none.
const VersionState* in_force(const std::vector<VersionState>& versions);
/// Whether what binds has ended by the day, or nothing binds: then any party may close the agreement. Before that all of
/// them sign an earlier end.
/// binding  as in_force gives; nullptr = none
bool has_ended(const VersionState* binding, base::Day day);
/// The organisations that the text in force binds although the draft names them no longer, on any day.
/// cost  none to speak of, but where a signatory is not among the parties of the draft: reading all versions
std::vector<std::string> bound_beyond_draft(const workspace::Workspace& workspace, const workspace::Record& agreement);
/// The organisations that signed this version, on it or with a signature that carried over to it, and that the draft
/// names no longer: parties of that time, whether they are still bound, have left or took the signature back.
/// cost  as bound_beyond_draft
std::vector<std::string> signed_beyond_draft(const workspace::Workspace& workspace, const workspace::Record& version);
AgreementState agreement_state(const workspace::View& view, const workspace::Record& agreement, const Counts& counts = {});
std::vector<Departure> departures(const workspace::View& view, const AgreementText& text);

}  // namespace outturn::decide
