#pragma once

#include <string>
#include <vector>

#include "quality/returns.h"
#include "web/components.h"
#include "web/section.h"
#include "web/sheet.h"
#include "web/visit.h"

/// Figures that are asked of partners: what is due, late, sent back, sent and accepted, and what reporting takes.
namespace outturn::web {

/// The returns that this reader may know of: those not begun, and those whose record they may read.
std::vector<quality::AskedReturn> readable_returns(const Visit& visit);
/// Whether the reader may write this return, being open or not.
bool may_report(const Visit& visit, const quality::AskedReturn& asked);
/// Whether the reader may judge it, once it is sent.
bool may_verify(const Visit& visit, const quality::AskedReturn& asked);
/// Whether something is for this reader to do: to send it, or to judge it.
bool waits_for(const Visit& visit, const quality::AskedReturn& asked);
/// How many returns wait for this reader; 0 when nobody is signed in.
std::int64_t returns_waiting(const Visit& visit);

/// State as shape and word, with how late it is.
Status state_shown(const Visit& visit, const quality::AskedReturn& asked);
std::string return_address(const quality::AskedReturn& asked, std::string_view more = {});
/// "Street count, 2025"
std::string return_title(const Visit& visit, const quality::AskedReturn& asked);

Table returns_table(const Visit& visit, const std::vector<quality::AskedReturn>& returns, std::string caption);
Sheet returns_sheet(const Visit& visit, const std::vector<quality::AskedReturn>& returns);
/// Minutes by organisation and duty in the last year; no rows where nobody said any.
Table burden_table(const Visit& visit);
/// Returns that are late, for the page on the quality of data.
Section late_returns_section(const Visit& visit);

/// Who returned a figure and who accepted it: "Returned by Housing (Ray Smith), accepted by Vera Jones on 3 March 2026."
/// Empty for figures that came another way. Names only where the reader may know them.
std::string authorship_of(const Visit& visit, const workspace::Figure& figure, const workspace::Record& indicator, const workspace::Record& place,
                          const workspace::Record* group);

Response show_returns(const Visit& visit);  ///< GET /returns?of=all, .json, .csv

}  // namespace outturn::web
