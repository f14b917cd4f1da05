#pragma once

#include "record/value.h"

/// What the register keeps about itself.
namespace outturn::record {

/// One import of observations. Its rows lie in the observation table; the ledger entry carries their hash.
struct Batch {
  std::string file;           ///< name of the file as it came
  std::string file_sha256;
  std::string rows_sha256;    ///< of the canonical rows, which `verify` recomputes
  std::optional<std::int64_t> rows;
  std::optional<base::Day> known_from;  ///< day on which the source published it
  Reference source;
  std::string markers;        ///< what signs in the file meant, as chosen: a line each, "*=c"
  std::string report;         ///< the validation report, JSON
  bool withdrawn{};
  std::string withdrawn_reason;
  bool operator==(const Batch&) const = default;
};

/// Settings of this installation; one record, id "this".
struct Installation {
  Localised name;
  Localised notice;        ///< shown on every page, such as what is illustrative
  bool public_reading{};   ///< anybody may read what is meant for everyone, without signing in
  std::string time_zone;   ///< such as "America/Toronto"
  Reference country;       ///< the place whose figures are the headline
  bool operator==(const Installation&) const = default;
};

}  // namespace outturn::record
