#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chart/trend.h"
#include "track/status.h"
#include "web/components.h"
#include "web/visit.h"

/// Judgements as pages show them: shape and word, figures with their units, small charts. For every page that shows
/// where a series stands.
namespace outturn::web {

Tone tone_of(track::StatusCode code);
/// Shape and word: "Met, then lost".
Status shown(const Visit& visit, track::StatusCode code);

/// Whether the first asks to be looked at more than the second: the order of `attend`, for indicators of one outcome.
bool asks_more(const track::Status& first, const track::Status& second);
/// The status that speaks for all of these: the one that asks most; nullptr when there are none.
const track::Status* most_urgent(std::span<const track::Status> statuses);

/// The statuses of an outcome's indicators that this reader may read.
std::vector<track::Status> readable_statuses(const Visit& visit, const workspace::Record& outcome);

/// "10.4%", with the indicator's unit and decimals.
std::string figure_text(const Visit& visit, const record::Indicator& indicator, double value);
/// "at most 7.25% by 2030"
std::string target_text(const Visit& visit, const record::Indicator& indicator, const record::Target& target);

chart::Unit chart_unit(const Visit& visit, const record::Indicator& indicator);
std::vector<chart::Point> chart_points(std::span<const workspace::Figure> figures);
/// Nothing where the target has no number or no date.
std::optional<chart::Target> chart_target(const Visit& visit, const workspace::Record& target, std::span<const workspace::Figure> figures);

/// The series' course with the path to its target, 176 × 56 px.
html::Safe small_trend(const Visit& visit, const track::Status& status, std::string id);
/// "10.4%, 2023" and "Target 7.25% or less, 2030": what stands under a small trend.
std::vector<std::string> trend_notes(const Visit& visit, const track::Status& status);

/// The whole course as a figure: chart, table, files. Its heading is the status in one sentence.
Figure trend_figure(const Visit& visit, const track::Status& status, std::string id, int heading_level);

/// Where a form is that does something about a record or a kind of record.
std::string form_to_add(const Visit& visit, std::string_view kind, std::string_view query = {});
std::string form_to_change(const Visit& visit, const workspace::Record& record);

}  // namespace outturn::web
