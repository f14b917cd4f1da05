#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "language/sentence.h"
#include "record/trust.h"
#include "workspace/view.h"

namespace outturn::quality {

/// What the data behind an indicator have earned; text: "green_disclosure" and so on, stable, part of the API;
/// word: message "track.data_quality.<text>".
enum class Standing { unverified, expired, green, green_disclosure, amber, red };
constexpr std::size_t standing_count = 6;
std::string_view text_of(Standing standing);

/// The verification that counts on a day: of those made by then that name the indicator, the latest of each data system;
/// among equals and among systems the worst. A good rating ends, then data are as good as unverified; a bad one stands.
struct Trust {
  Standing standing{};
  const workspace::Record* verification{};  ///< nullptr = there never was one
  bool has_failed() const { return standing == Standing::red; }
  bool has_weaknesses() const { return standing == Standing::amber; }
};
Trust trust_in(const workspace::View& view, const workspace::Record& indicator);

/// "Rated amber on 3 March 2026; the rating ends on 3 March 2028."
language::Sentence trust_sentence(const Trust& trust);

/// Questions about a series or one of its figures that are open or disputed on the view's day, oldest first.
/// place, group  nullptr = the installation's country, everybody
std::vector<const workspace::Record*> questions_about(const workspace::View& view, const workspace::Record& indicator,
                                                      const workspace::Record* place, const workspace::Record* group);

/// All open or disputed questions in force, oldest first.
std::vector<const workspace::Record*> open_questions(const workspace::View& view);

}  // namespace outturn::quality
