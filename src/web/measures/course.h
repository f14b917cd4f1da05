#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quality/freshness.h"
#include "track/status.h"
#include "web/components.h"
#include "web/outcomes/judgement.h"
#include "web/visit.h"

/// One series as pages of measures and places show it, and how its figures are written.
namespace outturn::web {

/// An indicator in one place and group. Pointers point into the workspace of the visit.
struct Course {
  const workspace::Record* indicator{};
  const workspace::Record* place{};
  const workspace::Record* group{};        ///< nullptr = everybody
  const workspace::Series* series{};       ///< nullptr = no figure ever
  std::vector<workspace::Figure> figures{};  ///< in order of period, absences included
  std::optional<track::Status> status{};   ///< where a target or the installation makes this a headline series
  std::optional<workspace::Figure> latest{};
  std::optional<workspace::Figure> previous{};
  std::optional<track::Change> change{};
  std::optional<track::Publication> publication{};
  std::optional<quality::Freshness> freshness{};
  std::shared_ptr<const track::Outlook> outlook{};  ///< what may come; nullptr where nothing can be forecast

  const record::Indicator& measure() const { return indicator->as<record::Indicator>(); }
  const workspace::Figure* figure_for(base::Period period) const;  ///< figure or absence; nullptr = nothing known
};

/// place  may be nullptr: a course without figures
Course course_of(const Visit& visit, const workspace::Record& indicator, const workspace::Record* place, const workspace::Record* group);

/// Places that have figures of an indicator and may be read: the country first, then by name.
std::vector<const workspace::Record*> places_measured(const Visit& visit, const workspace::Record& indicator);
/// Groups that have figures of an indicator in a place: broad ones first, then by name.
std::vector<const workspace::Record*> groups_measured(const Visit& visit, const workspace::Record& indicator, const workspace::Record& place);

/// "Women, 25 to 34 years"; "Everybody" for nullptr.
std::string group_name(const Visit& visit, const workspace::Record* group);
/// "Ontario" or "Ontario, women".
std::string whereabouts(const Visit& visit, const workspace::Record* place, const workspace::Record* group);

/// Sorts records by title, as the language's alphabet goes with accents put aside.
void sort_by_title(std::vector<const workspace::Record*>& records, std::string_view language);

/// The word for what a choice field of a record holds: "Milestone".
std::string choice_text(const Visit& visit, const workspace::Record& record, std::string_view field);

/// A link to the form that adds such a record, for those who may.
std::vector<Link> link_to_add(const Visit& visit, std::string_view kind, std::string_view key, std::string_view query = {});

/// "12.9%", or "[c]" for an absence.
std::string cell_text(const Visit& visit, const record::Indicator& indicator, const workspace::Figure& figure);
/// What the codes among these figures mean: "[c] suppressed". None for figures without absences.
std::vector<std::string> absence_legend(const Visit& visit, std::span<const workspace::Figure> figures);

/// A difference between two figures as both are shown, in the indicator's unit, without its sign.
std::string distance_text(const Visit& visit, const record::Indicator& indicator, double from, double to);
/// The figure as it is shown: rounded to the indicator's decimals.
double as_shown(const record::Indicator& indicator, double value);

/// Whether a change this small is noise: below the indicator's precision, or below what arithmetic can hold.
bool is_noise(const record::Indicator& indicator, double before, double after);

}  // namespace outturn::web
