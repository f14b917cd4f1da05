#pragma once

#include <optional>
#include <vector>

#include "language/sentence.h"
#include "record/logic_model.h"
#include "stats/moves_together.h"
#include "workspace/view.h"

/// Arrows of a logic model held against figures: where both ends are measured, whether the measures move together.
namespace outturn::decide {

/// One pair of measures.
struct ArrowTest {
  const workspace::Record* from{};   ///< indicator of the arrow's beginning
  const workspace::Record* to{};     ///< and of its end
  const workspace::Record* place{};  ///< nullptr = they have none in common
  enum class Result { cannot_tell, together, against, no_sign } result{Result::cannot_tell};
  std::int64_t lag_months{};         ///< with which they were compared: the stated one, to the nearest whole period
  std::optional<stats::MovesTogether> figures{};  ///< signed so that above zero is what the arrow says
  language::Sentence sentence;       ///< never more than the figures bear
};
std::string_view text_of(ArrowTest::Result result);

/// Of every pair of different measures of the two boxes, in the order in which they are named there.
/// formula  headline series of the installation's country, else of the first place that has both; the finer of two rhythms
///          is averaged to the coarser; the second shifted back by the lag; then stats::moves_together at 95%. "Together"
///          and "against" only where the interval leaves zero out; which is which follows from the desired directions
std::vector<ArrowTest> tests_of(const workspace::View& view, const record::LogicLink& link, const record::LogicBox& from, const record::LogicBox& to);

}  // namespace outturn::decide
