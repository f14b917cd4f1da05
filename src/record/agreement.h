#pragma once

#include "record/value.h"

/// What partners promise each other in writing, and who signed exactly which words.
namespace outturn::record {

/// A joint delivery agreement about an outcome.
struct Agreement {
  Reference outcome;
  Localised title;
  References parties;               ///< whose signatures put a version in force
  std::optional<base::Day> sunset;  ///< after which it no longer binds unless renewed
  std::optional<base::Day> closed;
  Localised achieved;               ///< at closure: what was reached
  Localised duties_go_to;           ///< at closure: who carries on with what
  Localised data_go_to;             ///< at closure: where the data are kept
  bool illustrative{};
  bool operator==(const Agreement&) const = default;
};

enum class ClauseTopic {
  vision, ambition, strategy, roles, milestones, money, data_sharing, reporting, consequences, disagreements, review, ending, other
};

/// A clause of the text that partners work on. What is signed are versions: this is the draft of the next.
struct Clause {
  Reference agreement;
  std::optional<std::int64_t> number;
  ClauseTopic topic{};
  Localised title;
  Localised text;
  References targets;      ///< records that the clause speaks of: their content is signed with it
  References commitments;
  References links;        ///< of the delivery chain
  References touches;      ///< parties that must sign again when it changes; none = all
  bool illustrative{};
  bool operator==(const Clause&) const = default;
};

/// The exact text that is signed: all clauses with the records bound to them, frozen, and its hash.
struct AgreementVersion {
  Reference agreement;
  std::optional<std::int64_t> number;
  std::string text;   ///< JSON, see docs/formats/agreement.md
  std::string hash;   ///< SHA-256 of `text`, hexadecimal
  std::optional<base::Day> made;
  Localised reason;   ///< what changed and why
  std::optional<base::Day> published;
  References withheld;          ///< clauses left out of what is published
  Localised withheld_reason;
  bool operator==(const AgreementVersion&) const = default;
};

/// A party's signature under one exact text.
struct Signature {
  Reference version;
  Reference organisation;
  std::string hash;       ///< of the text that the signatory saw
  Reference person;       ///< who signed, as this register knows them
  std::string name;
  std::string post;
  std::string authority;  ///< under what power: a delegation, a decision of the board
  std::optional<base::Day> given;
  References dissents;    ///< clauses to which the party does not agree
  Localised dissent;      ///< why
  std::optional<base::Day> withdrawn;
  Localised withdrawn_reason;
  bool illustrative{};
  bool operator==(const Signature&) const = default;
};

}  // namespace outturn::record
