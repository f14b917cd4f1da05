#pragma once

#include "web/visit.h"

namespace outturn::web {

/// The pages of one outcome, of which one is current: "overview", "decision", "agreement". Only those that
/// have something to show, or that this reader may fill.
std::vector<NavigationItem> outcome_sections(const Visit& visit, const workspace::Record& outcome, std::string_view current);

/// The frame of one of them: breadcrumb, caption with the outcome's name, section links.
Layout outcome_frame(const Visit& visit, const workspace::Record& outcome, std::string title, std::string_view current);

/// Whether the reader may read some version of an agreement made by the view's day, be it only one that the own organisation signed before it left.
bool reads_a_version(const Visit& visit, const workspace::Record& agreement);

/// The outcome that the path names, or nullptr where this reader may not read it.
const workspace::Record* outcome_of(const Visit& visit);

/// "/outcomes/O1/decision", as-of kept.
std::string outcome_address(const Visit& visit, const workspace::Record& outcome, std::string_view rest);

}  // namespace outturn::web
