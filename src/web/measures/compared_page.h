#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stats/funnel.h"
#include "web/components.h"
#include "web/measures/course.h"
#include "web/serving/http.h"
#include "web/measures/noise.h"
#include "web/section.h"
#include "web/sheet.h"
#include "web/visit.h"

/// One measure in all its places: which differ beyond their usual spread, and which changed beyond noise.
namespace outturn::web {

struct ComparedPlace {
  Course course;
  Noise noise;
  const workspace::Figure* in_period{};  ///< its figure for the period compared; nullptr = none
  const stats::FunnelPlace* in_funnel{};
};

/// Pointers point into the workspace and into this view, which is not copied.
struct ComparedView {
  const workspace::Record* indicator{};
  const workspace::Record* group{};
  std::optional<Course> country{};
  std::vector<ComparedPlace> places{};     ///< what changed most beyond noise first
  std::optional<base::Period> period{};    ///< the newest that at least two thirds of the places have
  std::optional<stats::Funnel> funnel{};   ///< where at least 12 places have counts for that period
  double per{1};                           ///< figures are so many times count ÷ denominator
  Paging paging{};                         ///< which of the places the tables and charts show

  std::span<const ComparedPlace> on_page() const { return std::span(places).subspan(paging.first, paging.last - paging.first); }

  ComparedView() = default;
  ComparedView(ComparedView&&) = default;
  ComparedView& operator=(ComparedView&&) = default;
  ComparedView(const ComparedView&) = delete;
  ComparedView& operator=(const ComparedView&) = delete;
};

/// returns  nothing where the address names a group that there is none of, or that may not be read
std::optional<ComparedView> compared_view(const Visit& visit, const workspace::Record& indicator);

Verdict compared_verdict(const Visit& visit, const ComparedView& view);
/// Funnel, or intervals where there are fewer than 12 places or no counts.
std::optional<Figure> compared_figure(const Visit& visit, const ComparedView& view);
/// Places × periods as small multiples on one scale: those of the page asked for.
Table compared_table(const Visit& visit, const ComparedView& view);
/// The same in figures: what is more than noise is marked, and whether somebody explained it.
Table periods_table(const Visit& visit, const ComparedView& view);
/// What is more than noise in the periods shown and nobody has explained, latest figures first.
Section unexplained_section(const Visit& visit, const ComparedView& view);

/// GET /indicators/{id}/places, .json and .csv
Response show_compared(const Visit& visit);

}  // namespace outturn::web
