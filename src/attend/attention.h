#pragma once

#include <optional>
#include <vector>

#include "attend/points.h"

namespace outturn::chain {
class Examined;
}
namespace outturn::track {
class Judged;
}

namespace outturn::attend {

/// Why an outcome stands where it does: a sentence of fact.
struct Reason {
  Part part{};
  int points{};
  language::Sentence sentence;
};

/// Something that can be done, and the points that it could take away.
struct Step {
  int points{};
  language::Sentence sentence;
};

/// One outcome in the order of attention. Pointers point into the workspace that was read.
struct Attention {
  const workspace::Record* outcome{};
  Points points{};
  Group group{};
  std::vector<Reason> reasons{};            ///< most points first; none for what gave no points
  std::vector<track::Status> statuses{};    ///< of its headline series, most in need first
  std::vector<chain::Finding> findings{};   ///< that name the outcome
  Promises promises{};
  std::vector<Step> steps{};                ///< what could be done, most points first
  std::optional<language::Sentence> next_step{};  ///< the one thing to do first
};

/// A series whose figures changed, by its last publication.
struct NewFigures {
  track::Status status;
  language::Sentence sentence;     ///< what the newest figure says against the one before
  language::Sentence publication;  ///< how many figures were added, revised, taken back
};

/// What the first page says.
struct Today {
  language::Sentence lead;
  std::vector<Attention> outcomes{};   ///< most in need first
  std::vector<NewFigures> newest{};    ///< last published first
};

/// How much attention one outcome needs, judged and examined for it alone.
Attention attention_for(const workspace::View& view, const workspace::Record& outcome);

/// All outcomes in force: those to act on, those to watch, the rest; in each, most points first; among equals the one further from its target, then the older record.
/// A reason or step that more than half of four outcomes or more have tells them apart least: it comes last.
/// judged, examined  statuses and findings of the same view
std::vector<Attention> in_order(const workspace::View& view, const track::Judged& judged, const chain::Examined& examined);
std::vector<Attention> in_order(const workspace::View& view);  ///< judges and examines the view itself

/// The headline series published last, at most `most`; a series published only once is not news.
std::vector<NewFigures> newest_figures(const track::Judged& judged, std::size_t most);

Today today(const workspace::View& view, const track::Judged& judged, const chain::Examined& examined, std::size_t most_new = 6);
Today today(const workspace::View& view, std::size_t most_new = 6);  ///< judges and examines the view itself

/// {"outcome": …, "group": …, "points": {…, "total": …}, "reasons": […], "next_step": …}
void write_json(base::JsonWriter& out, const Attention& attention, const language::Words& words);

}  // namespace outturn::attend
