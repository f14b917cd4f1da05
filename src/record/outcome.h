#pragma once

#include "record/value.h"

/// What partners agree to reach together, and who is a party to it.
namespace outturn::record {

/// A result in people's lives that several organisations must produce together.
struct Outcome {
  Localised title;
  Localised description;
  Localised area;       ///< subject under which the register lists it
  std::string labels;   ///< numbers it has in frameworks, "SDG 1; CIF 1": labels only, they may change
  bool illustrative{};  ///< made up for demonstration, and said so wherever it shows
  bool operator==(const Outcome&) const = default;
};

enum class Stance { contributes, leads, co_owns, inhibits, is_consulted };

/// An organisation's part in an outcome.
struct Party {
  Reference outcome;
  Reference organisation;
  Stance stance{};
  Localised contribution;  ///< what it does for the outcome
  Reference source;
  bool illustrative{};
  bool operator==(const Party&) const = default;
};

/// A promise that bears on outcomes: who leads, who takes part, by when.
struct Commitment {
  Localised text;
  Reference lead;          ///< organisation that reports on it
  References parties;      ///< organisations named as taking part
  References outcomes;
  References indicators;   ///< measures it is read as bearing on
  std::optional<base::Day> due;  ///< missing = the promise carries no date
  Localised measure;       ///< how one would see that it is kept
  Localised money;         ///< from whose budget, how much and until when; empty = nothing says what pays for it
  Reference source;
  std::string number;      ///< its number in the source
  bool illustrative{};
  bool operator==(const Commitment&) const = default;
};

}  // namespace outturn::record
