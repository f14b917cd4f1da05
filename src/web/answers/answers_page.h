#pragma once

#include <string>
#include <vector>

#include "chain/links.h"
#include "web/components.h"
#include "web/parts.h"
#include "web/section.h"
#include "web/visit.h"

/// Who answers for an outcome: its delivery chain, and each link of it, which its holder acknowledges.
namespace outturn::web {

/// One link of the chain, and what it passes on to.
struct DutyView {
  std::string id;
  Link duty;
  Link organisation;
  std::string beneficiaries{};
  std::string answers_to{};
  std::string person{};       ///< who does it: "Director: Ada Roy", or that the post is vacant
  Status said{};              ///< whether it was acknowledged
  std::string said_more{};
  Link act{};                 ///< to acknowledge it, for those who may
  Tag illustrative{};         ///< text empty = it is not
  std::string shown_above{};  ///< where the same link stands already
  std::vector<DutyView> passes_to{};
};

/// The whole chain as nested lists.
struct ChainView {
  std::vector<DutyView> first;  ///< links to which nothing is passed on
};

/// How many links there are, and of how many the holder has said that they are its own.
struct ChainCount {
  std::size_t links{};
  std::size_t acknowledged{};
};

ChainView chain_view(const Visit& visit, const workspace::Record& outcome);
ChainCount chain_count(const Visit& visit, const workspace::Record& outcome);
/// Shape and word for what the holder of a link has said to it, and by whom and when.
Status acknowledgement_shown(const Visit& visit, const workspace::Record& link);
std::string acknowledgement_text(const Visit& visit, const workspace::Record& link);
/// "Illustrative", where it is; no text where not.
Tag illustrative_tag(const Visit& visit, bool illustrative);

/// The links to the pages about partners, with the current one marked.
void place_among_partners(const Visit& visit, Layout& layout, std::string_view path);

void write(html::Output& out, const DutyView& view);
void write(html::Output& out, const ChainView& view);

Response show_answers(const Visit& visit);        ///< GET /outcomes/{id}/answers, .json, .csv
Response show_link(const Visit& visit);           ///< GET /links/{id}
Response acknowledge_shown_link(const Visit& visit);  ///< POST /links/{id}/acknowledge

/// What a partner brings, its posts, duties and incentives: a part of its page. Empty content where nothing is recorded.
Section profile_section(const Visit& visit, const workspace::Record& organisation);

}  // namespace outturn::web
