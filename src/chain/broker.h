#pragma once

#include <vector>

#include "chain/examination.h"

namespace outturn::chain {

/// An organisation that could contribute to an outcome and does not take part in it.
struct Suggestion {
  const Record* organisation{};
  int points{};                              ///< only for the order; nothing is decided by it
  std::vector<language::Sentence> reasons;   ///< "chain.broker.…", strongest first
  std::vector<const Record*> records{};      ///< what the reasons rest on
};

/// Who else could contribute: organisations in force that neither are parties nor named in a commitment of the outcome, with at
/// least one reason. Most points first, then in order of creation.
/// Reasons: an offer of support for it; promises that name its indicators; the same groups of people in their targets; work in the
/// same places; promises in the same words, of those that few promises use.
/// cost  words of all commitments
std::vector<Suggestion> suggestions(const workspace::View& view, const Record& outcome);

/// The words by which a text can be told from others: folded, of five letters or more, each once, in order.
std::vector<std::string> telling_words(std::string_view text);

}  // namespace outturn::chain
