#pragma once

#include <string>
#include <vector>

#include "attend/attention.h"
#include "web/components.h"
#include "web/forms.h"
#include "web/sheet.h"

namespace outturn::web {

class SharedJudgements;

/// One group of outcomes. What need not be acted on this week is folded after a few, so that a phone shows the page in a
/// few screens; where there is room the fold stands open.
struct TodayGroup {
  QueueGroup seen;
  std::vector<QueueItem> rest{};
  std::string summary{};           ///< over the rest: "10 more outcomes"
};

/// Where to look today: the outcomes by the attention they need, and the newest figures.
struct TodayView {
  Details filter;                  ///< narrows the list to a subject or a partner
  std::vector<TodayGroup> groups;  ///< those that have outcomes
  Details points;                  ///< what the order is made of
  EmptyState nothing{};            ///< shown where no outcome answers the filter, or none is recorded
};

/// The outcomes that ?area= and ?lead= leave and the reader may read, in the order of attention.
std::vector<attend::Attention> attention_asked(const Visit& visit, std::vector<attend::Attention> all);

TodayView today_view(const Visit& visit, const std::vector<attend::Attention>& asked);
QueueItem queue_item(const Visit& visit, const attend::Attention& attention, int rank);
News newest(const Visit& visit, const std::vector<attend::NewFigures>& figures);
Sheet today_sheet(const Visit& visit, const std::vector<attend::Attention>& asked);
void write(html::Output& out, const TodayGroup& group);
void write(html::Output& out, const TodayView& view);

/// GET /today?area=&lead=
Response show_today(const Visit& visit, SharedJudgements& judgements);

}  // namespace outturn::web
