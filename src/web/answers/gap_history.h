#pragma once

#include <vector>

#include "chain/spells.h"
#include "web/components.h"
#include "web/visit.h"

/// From when to when gaps were found about a record.
namespace outturn::web {

/// "Since when", for a finding about this record; empty where the reader may not read its history.
Link gap_history_link(const Visit& visit, const workspace::Record& record);

/// What was found about the record, of which the reader may know today and could have known then.
/// cost  the whole ledger once
std::vector<chain::Spell> readable_spells(const Visit& visit, const workspace::Record& record);

/// The table of /history/{kind}/{id}?gaps=1, or that there never was a gap.
html::Safe gap_history(const Visit& visit, const workspace::Record& record);

}  // namespace outturn::web
