#pragma once

#include <vector>

#include "web/components.h"
#include "web/visit.h"

/// Two people changed the same record: both versions side by side, a choice for each field, and nothing lost.
namespace outturn::web {

struct Conflict {
  struct Choice {
    std::string name;     ///< of the radios: "keep.title"
    std::string label;
    std::string theirs;   ///< as it stands now, in words
    std::string mine;     ///< as it was typed, in words
    bool takes_mine{};    ///< chosen beforehand: only one of the two differs from what both saw
    bool takes_theirs{};
  };
  std::string action;
  std::string csrf_token;
  std::vector<std::pair<std::string, std::string>> hidden;  ///< everything that was typed
  std::string who;                                          ///< changed it, and when
  std::vector<Choice> choices;
  Link cancel;
};

/// The page that a stale change gets. issues  what the act said
Response conflict_page(const Visit& visit, const workspace::Record& record, const base::Issues& issues);

/// The fields for which the sender of a conflict page keeps the other's version.
std::vector<const record::Field*> fields_left_to_others(const record::Kind& kind, const Values& typed);

/// Fields of a target that a replacement may say anew.
std::vector<const record::Field*> replaced_fields(const record::Kind& kind);

void write(html::Output& out, const Conflict& conflict);

}  // namespace outturn::web
