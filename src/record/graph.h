#pragma once

#include "record/value.h"

/// Who answers to whom for what: the delivery chain of an outcome, those who govern it, and the people in between.
namespace outturn::record {

class Kind;

enum class Effect { helps, harms, either };

/// Something outside the partners' hands that bears on an outcome.
struct Factor {
  Reference outcome;
  Localised name;
  Effect effect{};
  Localised watched;    ///< how the partners would notice it
  Reference indicator;  ///< a measure that shows it
  bool draft{};       ///< only its parties read it until it is published
  bool illustrative{};
  bool operator==(const Factor&) const = default;
};

enum class StakeholderStance { contributes, inhibits, is_affected };

/// Somebody who has a stake in an outcome without being a party to it.
struct Stakeholder {
  Reference outcome;
  Localised name;
  Reference organisation;  ///< where it is one that the register knows
  StakeholderStance stance{};
  Localised interest;
  Localised engagement;    ///< what is done with them
  bool draft{};
  bool illustrative{};
  bool operator==(const Stakeholder&) const = default;
};

/// A post in an organisation, and who holds it. It stays when a person leaves.
struct Post {
  Localised title;
  Reference organisation;
  std::string holder;              ///< name of the person; empty = vacant
  std::optional<base::Day> from;   ///< the holder's first day
  std::optional<base::Day> until;  ///< the holder's last day
  Localised delegated_powers;      ///< what the holder may decide alone
  Localised hand_over;             ///< what the next holder needs to know, and who tells it
  std::string contact;
  bool draft{};
  bool illustrative{};
  bool operator==(const Post&) const = default;

  bool is_vacant(base::Day day) const { return holder.empty() || (until && *until < day) || (from && day < *from); }
};

/// One link of the delivery chain: what one organisation must do, for whom, and to whom it answers for it.
struct Link {
  Reference outcome;
  Reference organisation;  ///< that must do it, and that acknowledges it
  Localised duty;
  Localised beneficiaries;
  Reference passes_to;       ///< the organisation that is next in the chain; empty = this one faces the people
  Reference accountable_to;  ///< organisation
  Reference post;            ///< who does it for the organisation
  References commitments;    ///< promises that it carries out
  bool draft{};
  bool illustrative{};
  bool operator==(const Link&) const = default;
};

/// What somebody acknowledges of a link: who must do what for whom, what is passed on to whom, and who is answered to.
/// returns  a SHA-256 in hexadecimal digits, other for other words; what else changes in the link does not change it
std::string words_of(const Link& link);

/// The holder of a link says: this is ours to do. Written by the act alone; bound to the words as they stood.
struct Acknowledgement {
  Reference link;
  std::string name;    ///< of the person, as it was on that day
  Reference person;    ///< the account that did it
  Reference post;
  std::optional<base::Day> on;
  std::string words;   ///< words_of(link)
  bool illustrative{};
  bool operator==(const Acknowledgement&) const = default;
};

/// A group that decides: a board, a committee, or the same at a place.
struct GovernanceBody {
  Localised name;
  References outcomes;
  References members;   ///< organisations
  Reference chair;      ///< post
  References seats;     ///< posts
  Localised decides;    ///< what it decides
  Reference replicates; ///< the body of which this is the local form
  Reference place;
  std::optional<std::int64_t> interval;  ///< days from one meeting to the next
  std::optional<base::Day> met_on;       ///< the last meeting
  bool draft{};
  bool illustrative{};
  bool operator==(const GovernanceBody&) const = default;
};

/// What a partner brings and cannot bring, beside the remit in its own record and the contacts in its posts.
struct Profile {
  Reference organisation;
  Localised able;            ///< resources that it can and will give
  Localised unable;          ///< resources that it cannot or will not give
  Localised policy_context;
  bool draft{};
  bool illustrative{};
  bool operator==(const Profile&) const = default;
};

enum class Rewards { up, down };

/// What rewards or punishes an organisation for how an indicator moves.
struct Incentive {
  Reference organisation;
  Reference indicator;
  Rewards rewards{};  ///< the movement that pays
  Localised text;
  bool draft{};
  bool illustrative{};
  bool operator==(const Incentive&) const = default;
};

/// Whether this record of the graph, or of what partners bring to it, is still a draft; false for kinds that know none.
bool is_draft(const Kind& kind, const void* record);
/// Whether records of the kind begin as drafts where those who write them say so.
bool knows_drafts(const Kind& kind);

}  // namespace outturn::record
