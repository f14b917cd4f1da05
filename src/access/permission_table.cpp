#include <array>

#include "access/permission.h"

namespace outturn::access {
namespace {

using Kinds = std::vector<std::string_view>;

const Kinds vocabulary{"source", "dimension", "category", "group"};
const Kinds vocabulary_and_places{"source", "dimension", "category", "group", "place"};
const Kinds measurement{"indicator", "definition", "validation_rule"};
const Kinds accounts{"person", "appointment"};
const Kinds open_kinds{"installation", "source",    "organisation", "place",      "dimension", "category",   "group",
                       "outcome",      "party",     "indicator",    "definition", "target",    "commitment", "batch",
                       "priority", "decision_round", "decision_answer", "decision_option", "readiness", "barrier", "agreement", "agreement_version", "signature", "logic_box", "logic_link", "gain_plan", "gain_study", "gain_cost", "gain_value",
                       "factor", "stakeholder", "post", "link", "body", "profile", "incentive", "acknowledgement", "claim", "support", "partnership",
                       "framework", "framework_label", "process_segment", "validation_rule", "verification", "question", "opinion", "assessment", "explanation",
                       "return_duty", "source_sample"};
/// Returns on their way: among those who report and, once sent, their partners. What is accepted is public as figures.
const Kinds returning{"return", "return_entry", "return_sending", "return_verdict"};
const Kinds traceable = [] {
  auto kinds = open_kinds;
  kinds.insert(kinds.end(), returning.begin(), returning.end());
  return kinds;
}();
const Kinds subject_matter{"source", "organisation", "place",      "dimension", "category",  "group",
                           "outcome", "party",       "indicator",  "definition", "target",   "commitment",
                           "factor",  "stakeholder", "post",       "link",       "body",     "profile",
                           "incentive", "claim",     "support",    "priority", "partnership", "framework", "framework_label", "validation_rule", "verification", "question", "opinion", "assessment", "explanation",
                           "return_duty", "source_sample"};
const Kinds all_kinds{"installation", "source",    "organisation", "place",  "dimension",  "category", "group",      "outcome",
                      "party",        "indicator", "definition",   "target", "commitment", "person",   "appointment", "batch",
                      "priority", "decision_round", "decision_answer", "decision_option", "readiness", "barrier",
                      "agreement", "agreement_version", "signature", "logic_box", "logic_link", "clause", "gain_plan", "gain_study", "gain_cost", "gain_value",
                      "factor",       "stakeholder", "post",       "link",   "body",       "profile",  "incentive",   "acknowledgement",
                      "claim",        "support",   "partnership",  "framework", "framework_label", "process_segment", "validation_rule", "verification", "question", "opinion", "assessment", "explanation",
                      "return_duty",  "return",      "return_entry", "return_sending", "return_verdict", "source_sample"};
const Kinds readable = [] {  // clauses are drafts of what versions publish
  auto kinds = all_kinds;
  std::erase(kinds, "clause");
  return kinds;
}();
/// What hangs on an outcome and is written by those who lead it or take part.
const Kinds of_outcomes{"party", "target", "factor", "stakeholder", "link", "body"};
/// What an organisation says of itself.
const Kinds of_organisations{"commitment", "post", "profile", "incentive", "claim", "support", "priority", "partnership", "framework", "framework_label"};
/// What may be a draft among those whom it is about.
const Kinds drafting_of_outcomes{"factor", "stakeholder", "link", "body"};
const Kinds drafting_of_organisations{"post", "profile", "incentive", "claim", "support", "partnership", "framework", "framework_label"};
const Kinds drafting = [] {  // what was acknowledged of a draft link is no further than the link
  auto kinds = drafting_of_outcomes;
  kinds.insert(kinds.end(), drafting_of_organisations.begin(), drafting_of_organisations.end());
  kinds.emplace_back("acknowledgement");
  return kinds;
}();
const Kinds figures{"indicator", "batch"};
const Kinds deciding{"decision_round", "decision_option", "barrier"};
const Kinds answering{"decision_answer", "readiness"};
const Kinds explaining{"logic_box", "logic_link"};
const Kinds gaining{"gain_plan", "gain_study", "gain_cost", "gain_value"};

const std::vector<Who> every_role{Who::viewer,  Who::reporter, Who::verifier, Who::analyst, Who::signatory,
                                  Who::manager, Who::lead,     Who::central,  Who::auditor, Who::administrator};
const std::vector<Relation> own{Relation::own};
const std::vector<Relation> party{Relation::party};
const std::vector<Relation> own_or_party{Relation::own, Relation::party};
const std::vector<Relation> any{Relation::own, Relation::party, Relation::other};
const std::vector<State> every_state{State::draft, State::agreed, State::published, State::retired};
const std::vector<State> in_the_open{State::published, State::retired};
const std::vector<State> among_partners{State::agreed, State::published, State::retired};
const std::vector<State> editable{State::draft, State::published};
const std::vector<State> published{State::published};
const std::vector<State> retired{State::retired};
const std::vector<State> agreed_or_published{State::agreed, State::published};

const std::vector<Act> writing{Act::add, Act::change, Act::retire};

const std::vector<Rule> rules{
    // Reading. Accounts are for those who are signed in; drafts for the organisation itself and the auditor.
    {{Who::everyone}, {Act::read}, open_kinds, {Relation::everyone}, in_the_open},
    {every_role, {Act::read}, readable, own, every_state},
    {every_role, {Act::read}, readable, party, among_partners},
    {every_role, {Act::read}, readable, {Relation::other}, in_the_open},
    {every_role, {Act::read_history, Act::export_all}, traceable, own, every_state},
    {every_role, {Act::read_history, Act::export_all}, traceable, party, among_partners},
    {every_role, {Act::read_history, Act::export_all}, traceable, {Relation::other}, in_the_open},
    {{Who::central, Who::administrator}, {Act::read, Act::read_history, Act::export_all}, traceable, any, among_partners},
    {{Who::administrator}, {Act::read, Act::read_history, Act::export_all}, accounts, any, among_partners},
    {{Who::auditor}, {Act::read, Act::read_history, Act::export_all}, all_kinds, any, every_state},
    {{Who::auditor, Who::administrator}, {Act::read_restricted}, all_kinds, any, among_partners},
    {{Who::verifier, Who::central, Who::auditor, Who::administrator}, {Act::verify}, {"installation"}, any, published},

    // Figures and the words in which they are counted.
    {{Who::reporter, Who::analyst, Who::manager, Who::lead}, {Act::import}, figures, own_or_party, published},
    {{Who::verifier, Who::manager, Who::lead}, {Act::withdraw}, figures, own_or_party, published},
    {{Who::reporter}, {Act::add}, vocabulary, own_or_party, published},
    {{Who::analyst, Who::manager, Who::lead}, {Act::add, Act::change}, vocabulary_and_places, own_or_party, published},
    {{Who::analyst, Who::manager, Who::lead}, {Act::add, Act::change}, measurement, own, editable},
    {{Who::analyst, Who::manager, Who::lead}, {Act::add, Act::change}, measurement, party, published},
    {{Who::manager, Who::lead}, {Act::retire}, vocabulary_and_places, own_or_party, published},
    {{Who::manager, Who::lead}, {Act::restore}, vocabulary_and_places, own_or_party, retired},
    {{Who::manager, Who::lead}, {Act::retire}, measurement, own_or_party, published},
    {{Who::manager, Who::lead}, {Act::restore}, measurement, own_or_party, retired},

    // New limits of a control chart: one proposes, another signs; who may, may do either, and nobody takes them back.
    {{Who::analyst, Who::manager, Who::lead}, {Act::add, Act::change}, {"process_segment"}, own, editable},
    {{Who::analyst, Who::manager, Who::lead}, {Act::add, Act::change}, {"process_segment"}, party, published},
    {{Who::central}, {Act::add, Act::change}, {"process_segment"}, any, published},
    // Returns: partners agree what is returned; an organisation's own people fill and send it; only a verifier judges it,
    // and never one who reported in it (act/return_rules.h).
    {{Who::manager, Who::lead}, writing, {"return_duty"}, own_or_party, published},
    {{Who::manager, Who::lead}, {Act::restore}, {"return_duty"}, own_or_party, retired},
    {{Who::reporter, Who::analyst, Who::manager, Who::lead}, {Act::add, Act::change}, {"return", "return_entry", "return_sending"}, own, {State::draft, State::agreed, State::published}},
    {{Who::verifier}, {Act::add}, {"return_verdict"}, own_or_party, published},
    {{Who::verifier}, {Act::add, Act::change}, {"source_sample"}, own_or_party, published},
    // What makes figures worth relying on. Nobody but a verifier rates a data system; whoever is signed in for more than
    // reading may ask; partners answer; an opinion and an explanation are the own organisation's; partners assess what they share.
    {{Who::verifier}, {Act::add, Act::change}, {"verification"}, own_or_party, published},
    {{Who::reporter, Who::verifier, Who::analyst, Who::manager, Who::lead}, {Act::add}, {"question"}, any, published},
    {{Who::reporter, Who::verifier, Who::analyst, Who::manager, Who::lead}, {Act::change}, {"question"}, own_or_party, published},
    {{Who::verifier, Who::analyst, Who::manager, Who::lead}, {Act::add}, {"opinion", "explanation"}, own, published},
    {{Who::verifier, Who::analyst, Who::manager, Who::lead}, {Act::add}, {"assessment"}, own_or_party, published},

    // Promises. A manager acts for the own organisation, a lead for the outcome it takes part in. Nobody makes the own
    // organisation a partner: those who are partners already do, or the first of all where there is none.
    {{Who::analyst, Who::manager, Who::lead}, {Act::involve}, {"outcome", "indicator"}, own, editable},
    {{Who::analyst, Who::manager, Who::lead}, {Act::involve}, {"outcome", "indicator"}, party, published},
    {{Who::manager, Who::lead}, writing, of_outcomes, own, editable},
    {{Who::manager, Who::lead}, {Act::restore}, of_outcomes, own, retired},
    {{Who::manager, Who::lead}, writing, of_organisations, own, editable},
    {{Who::manager, Who::lead}, {Act::restore}, of_organisations, own, retired},
    {{Who::manager, Who::lead}, {Act::change}, {"organisation"}, own, editable},
    {{Who::lead}, writing, {"outcome"}, own, editable},
    {{Who::lead}, {Act::restore}, {"outcome"}, own, retired},
    {{Who::lead}, {Act::add, Act::change}, {"outcome"}, party, published},
    {{Who::lead}, {Act::add, Act::change}, of_outcomes, party, published},

    // Drafts of the graph are read by those whom they are about, and by nobody else; the centre and administrators neither.
    {every_role, {Act::read, Act::read_history, Act::export_all}, drafting, party, {State::draft}},
    {{Who::lead}, {Act::add, Act::change}, drafting_of_outcomes, party, {State::draft}},
    {{Who::manager, Who::lead}, {Act::restore}, drafting_of_outcomes, own, {State::draft}},
    {{Who::manager, Who::lead}, {Act::restore}, drafting_of_organisations, own, {State::draft}},

    // Only its own signatory says for an organisation that a link is its to do, and takes that back.
    {{Who::signatory}, {Act::acknowledge}, {"link"}, own, published},
    {{Who::signatory}, {Act::retire}, {"acknowledgement"}, own, published},

    // Deciding whether to work together, and why it should work. Each partner answers for itself; what all agreed on,
    // any of them writes down. What the centre does not do is answer for anybody.
    {{Who::manager, Who::lead}, writing, deciding, own_or_party, agreed_or_published},
    {{Who::manager, Who::lead}, writing, answering, own, agreed_or_published},
    {{Who::central}, writing, deciding, any, agreed_or_published},
    {{Who::analyst, Who::manager, Who::lead}, {Act::add, Act::change}, explaining, own_or_party, published},
    {{Who::manager, Who::lead}, {Act::retire}, explaining, own_or_party, published},
    {{Who::central}, writing, explaining, any, published},

    // What working together added. Analysts plan and estimate among partners until a plan is published.
    {{Who::analyst, Who::manager, Who::lead}, {Act::add, Act::change}, gaining, own_or_party, agreed_or_published},
    {{Who::manager, Who::lead}, {Act::retire}, gaining, own_or_party, agreed_or_published},
    {{Who::central}, writing, gaining, any, agreed_or_published},

    // Agreements: drafts are among their parties. Only a party's own signatory signs for it, and takes it back.
    {every_role, {Act::read, Act::read_history, Act::export_all}, {"signature"}, party, {State::draft}},
    {every_role, {Act::read, Act::read_history, Act::export_all}, {"clause"}, own, every_state},
    {{Who::manager, Who::lead}, writing, {"agreement", "clause"}, own, {State::draft, State::published}},
    {{Who::manager, Who::lead}, {Act::add, Act::change}, {"agreement_version"}, own, {State::draft, State::published}},
    {{Who::signatory}, {Act::add, Act::change}, {"signature"}, own, {State::draft, State::published}},

    // The centre keeps the register; administrators keep the accounts and settings, not the subject matter.
    {{Who::central}, writing, subject_matter, any, published},
    {{Who::central}, {Act::restore}, subject_matter, any, retired},
    {{Who::central}, {Act::import, Act::withdraw}, figures, any, published},
    {{Who::central}, {Act::involve}, {"outcome", "indicator"}, any, published},
    {{Who::central, Who::administrator}, {Act::add, Act::change}, {"installation"}, any, published},
    {{Who::central, Who::administrator}, {Act::redact}, all_kinds, any, among_partners},
    {{Who::administrator}, writing, accounts, any, published},
    {{Who::administrator}, {Act::restore}, accounts, any, retired},
    {{Who::administrator}, {Act::manage_accounts}, {"person"}, any, published},

    // Whoever holds the file can do with it what they like; the ledger says that it was done so.
    {{Who::host}, {Act::read, Act::read_history, Act::read_restricted, Act::export_all, Act::redact}, all_kinds, any, every_state},
    {{Who::host}, writing, all_kinds, any, {State::draft, State::agreed, State::published}},
    {{Who::host}, {Act::restore}, all_kinds, any, retired},
    {{Who::host}, {Act::restore}, drafting, any, {State::draft}},
    {{Who::host}, {Act::import, Act::withdraw}, figures, any, {State::draft, State::agreed, State::published}},
    {{Who::host}, {Act::involve}, {"outcome", "indicator"}, any, {State::draft, State::agreed, State::published}},
    {{Who::host}, {Act::verify}, {"installation"}, any, published},
    {{Who::host}, {Act::manage_accounts}, {"person"}, any, published},
};

constexpr std::array<std::string_view, act_count> act_codes{"read",   "read_history", "read_restricted", "export", "verify",
                                                            "add",    "change",       "retire",          "restore", "import",
                                                            "withdraw", "involve",    "redact",          "manage_accounts", "acknowledge"};
constexpr std::array<std::string_view, who_count> who_codes{"everyone",  "viewer",  "reporter", "verifier", "analyst", "signatory",
                                                            "manager", "lead", "central", "auditor", "administrator", "host"};
constexpr std::array<std::string_view, relation_count> relation_codes{"own", "party", "other", "everyone"};
constexpr std::array<std::string_view, state_count> state_codes{"draft", "agreed", "published", "retired"};

template <class Enum>
constexpr std::size_t number(Enum value) {
  return static_cast<std::size_t>(value);
}

/// The rows spread out, one bit a combination, because lists of thousands of records ask for each.
class Spread {
 public:
  Spread() : bits_(record::kinds().size() * who_count * act_count * relation_count * state_count) {
    for (const auto& rule : rules) {
      for (const auto who : rule.who) {
        for (const auto act : rule.acts) {
          for (const auto code : rule.kinds) {
            const auto* kind = record::kind(code);
            base::ensure(kind, "the table of permission names kinds that exist");
            for (const auto relation : rule.relations) {
              for (const auto state : rule.states) bits_[at(who, act, *kind, relation, state)] = true;
            }
          }
        }
      }
    }
  }
  bool operator()(Who who, Act act, const record::Kind& kind, Relation relation, State state) const {
    return bits_[at(who, act, kind, relation, state)];
  }

 private:
  static std::size_t at(Who who, Act act, const record::Kind& kind, Relation relation, State state) {
    const auto k = static_cast<std::size_t>(&kind - record::kinds().data());
    return (((k * who_count + number(who)) * act_count + number(act)) * relation_count + number(relation)) * state_count + number(state);
  }
  std::vector<bool> bits_;
};

}  // namespace

std::string_view code_of(Act act) { return act_codes.at(number(act)); }
std::string_view code_of(Who who) { return who_codes.at(number(who)); }
std::string_view code_of(Relation relation) { return relation_codes.at(number(relation)); }
std::string_view code_of(State state) { return state_codes.at(number(state)); }

std::optional<Act> act_of(std::string_view code) {
  for (std::size_t a = 0; a < act_count; ++a) {
    if (act_codes[a] == code) return static_cast<Act>(a);
  }
  return std::nullopt;
}

std::span<const Rule> table() { return rules; }

bool allows(Who who, Act act, const record::Kind& kind, Relation relation, State state) {
  static const Spread spread;
  return spread(who, act, kind, relation, state);
}

}  // namespace outturn::access
