#pragma once

#include <string>
#include <string_view>

#include "gain/answer.h"

namespace outturn::gain {

/// An answer as it is kept: nothing in it is written in a language yet, and the same answer gives the same bytes.
/// Form: docs/formats/gain_study.md.
std::string stored_json(const Study& study, const Answer& answer);

/// A kept answer read back, with what the question was.
struct StoredAnswer {
  std::string value;
  std::vector<std::string> treated;
  std::string from;               ///< first period of the earliest start
  std::size_t periods_after{};
  Direction direction{};
  std::optional<double> worthwhile{};
  double level{0.9};
  std::uint64_t seed{1};
  bool staggered{};
  std::string data_hash;
  std::string engine;
  Answer answer;
};
/// Members that came later may be absent: what an earlier version kept is read.
/// refuses  json.*, gain.stored_later (a form that this version does not know), gain.stored_form (not what stored_json wrote)
base::Checked<StoredAnswer> stored_answer(std::string_view json);

/// The version of the program, as every result carries it.
std::string engine_version();

}  // namespace outturn::gain
