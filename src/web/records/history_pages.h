#pragma once

#include <string>
#include <vector>

#include "web/components.h"
#include "web/visit.h"
#include "web/records/words_difference.h"

/// Who changed what, when and why; and how content is taken out for good.
namespace outturn::web {

/// One entry of the ledger as a page shows it.
struct HistoryEntry {
  struct Change {
    std::string label;
    std::vector<Stretch> text{};   ///< before and after in one, word by word
    std::string before{};          ///< where words are not compared
    std::string after{};
    bool redacted{};
    bool plain{};                  ///< nothing stood there before: no need to mark what is new
  };
  std::string heading;             ///< what was done: "Changed"
  Link record{};                   ///< of which record; empty on the record's own page
  std::string who;                 ///< person, organisation, day and time
  std::string reason{};
  std::vector<Change> changes{};
  std::vector<std::string> notes{};  ///< redacted, unreadable, figures
  std::string hash;                ///< first digits
  std::string number;              ///< of the entry
  Link as_entered{};               ///< the record as this register knew it that day
  int level{2};
};

/// An entry as this reader may see it.
HistoryEntry history_entry(const Visit& visit, const workspace::Told& told);

Response show_history(const Visit& visit);         ///< GET /history/{kind}/{id}; ?gaps=1: from when to when gaps were found
Response show_whole_history(const Visit& visit);   ///< GET /history?before=N
Response show_redaction(const Visit& visit);       ///< GET /redact/{kind}/{id}
Response redact_typed(const Visit& visit);         ///< POST

void write(html::Output& out, const HistoryEntry& entry);

}  // namespace outturn::web
