#pragma once

#include <string_view>
#include <vector>

/// What every route is expected to answer to everybody, said in other words than the table of permission says it.
/// A new route needs a row in `expected_routes`; a new kind of record a word in `expected_acts`.
namespace outturn::matrix {

/// Who may do what, by how the organisation for which they hold the role stands to the record: it leads or owns it
/// with others, it takes part, or neither. "all" = each of the ten roles.
struct ActRow {
  std::string_view acts;
  std::string_view kinds;
  std::string_view leads;
  std::string_view takes_part;
  std::string_view neither;
};

inline const std::vector<ActRow> expected_acts{
    {"read", "installation source organisation place dimension category group outcome party indicator definition target commitment batch"
             " priority decision_round decision_answer decision_option readiness barrier agreement agreement_version signature logic_box logic_link gain_plan gain_study gain_cost gain_value "
     "factor stakeholder post link body profile incentive acknowledgement claim support partnership framework framework_label process_segment validation_rule verification question opinion assessment explanation return_duty source_sample",
     "all", "all", "all"},
    {"read", "person appointment", "all", "all", "all"},
    {"read_history export", "installation source organisation place dimension category group outcome party indicator definition target commitment batch"
                            " priority decision_round decision_answer decision_option readiness barrier agreement agreement_version signature logic_box logic_link gain_plan gain_study gain_cost gain_value "
     "factor stakeholder post link body profile incentive acknowledgement claim support partnership framework framework_label process_segment validation_rule verification question opinion assessment explanation return_duty source_sample",
     "all", "all", "all"},
    {"read_history export", "person appointment", "auditor administrator", "auditor administrator", "auditor administrator"},
    // Returns on their way lie among those who report and, once sent, their partners.
    {"read read_history export", "return return_entry return_sending return_verdict", "all", "all", "central auditor administrator"},
    {"verify", "installation", "verifier central auditor administrator", "verifier central auditor administrator", "verifier central auditor administrator"},

    // What the register is written in: words, places and where figures come from belong to all partners alike.
    {"add", "source dimension category group", "reporter analyst manager lead central", "reporter analyst manager lead central", "reporter analyst manager lead central"},
    {"change", "source dimension category group", "analyst manager lead central", "analyst manager lead central", "analyst manager lead central"},
    {"retire restore", "source dimension category group place", "manager lead central", "manager lead central", "manager lead central"},
    {"add change", "place", "analyst manager lead central", "analyst manager lead central", "analyst manager lead central"},

    // What is measured and promised together.
    {"add", "outcome", "lead central", "lead central", "lead central"},  // a new one belongs to nobody yet
    {"change", "outcome", "lead central", "lead central", "central"},
    {"retire", "outcome", "lead central", "central", "central"},
    {"restore", "outcome", "central", "central", "central"},  // no parties are left who could
    {"add change", "indicator definition validation_rule", "analyst manager lead central", "analyst manager lead central", "central"},
    {"retire restore", "indicator definition validation_rule", "manager lead central", "manager lead central", "central"},
    {"add change", "party target factor stakeholder link body", "manager lead central", "lead central", "central"},
    {"retire restore", "party target factor stakeholder link body", "manager lead central", "central", "central"},
    {"add change retire restore", "commitment priority post profile incentive claim support partnership framework framework_label",
     "manager lead central", "central", "central"},

    // Only a signatory of the organisation that holds a link acknowledges it, and takes that back.
    {"acknowledge", "link", "signatory", "", ""},
    {"retire", "acknowledgement", "signatory", "", ""},
    {"import", "batch", "reporter analyst manager lead central", "reporter analyst manager lead central", "central"},
    {"withdraw", "batch", "verifier manager lead central", "verifier manager lead central", "central"},

    // Deciding whether to work together, agreeing and explaining. Each partner answers and signs for itself; drafts of
    // clauses are among the parties.
    {"add change retire", "decision_round decision_option barrier", "manager lead central", "manager lead central", "central"},
    {"add change retire", "decision_answer readiness", "manager lead", "", ""},
    {"read read_history export", "clause", "all", "all", "auditor"},
    {"add change retire", "agreement clause", "manager lead", "manager lead", ""},
    {"add change", "agreement_version", "manager lead", "manager lead", ""},
    {"change", "signature", "signatory", "", ""},
    {"add", "signature", "", "signatory", ""},  // the one who leads has signed already
    {"add change", "logic_box logic_link", "analyst manager lead central", "analyst manager lead central", "central"},
    {"retire", "logic_box logic_link", "manager lead central", "manager lead central", "central"},

    // What working together added. What was published is neither changed nor taken back: the rules say so, not this table.
    {"add change", "gain_plan gain_study gain_cost gain_value", "analyst manager lead central", "analyst manager lead central", "central"},
    {"retire", "gain_plan gain_study gain_cost gain_value", "manager lead central", "manager lead central", "central"},

    // New limits of a control chart: one proposes, another signs, nobody takes them back alone.
    {"add change", "process_segment", "analyst manager lead central", "analyst manager lead central", "central"},

    // Figures are returned by an organisation's own people and judged by a verifier who has no part in them.
    {"add change retire restore", "return_duty", "manager lead central", "manager lead central", "central"},
    {"add change", "return return_entry return_sending", "reporter analyst manager lead", "", ""},
    {"add", "return_verdict", "verifier", "verifier", ""},
    {"add change", "source_sample", "verifier central", "verifier central", "central"},
    {"retire restore", "source_sample", "central", "central", "central"},

    // What makes figures worth relying on. Whoever works with the register may ask; partners answer; verifiers rate.
    {"add change", "verification", "verifier central", "verifier central", "central"},
    {"retire restore", "verification question opinion assessment explanation", "central", "central", "central"},
    {"add", "question", "reporter verifier analyst manager lead central", "reporter verifier analyst manager lead central",
     "reporter verifier analyst manager lead central"},
    {"change", "question", "reporter verifier analyst manager lead central", "reporter verifier analyst manager lead central", "central"},
    {"add", "opinion explanation", "verifier analyst manager lead central", "central", "central"},
    {"change", "opinion assessment explanation", "central", "central", "central"},
    {"add", "assessment", "verifier analyst manager lead central", "verifier analyst manager lead central", "central"},

    // Who there is. An organisation's own people keep its page; nobody makes or ends organisations but the centre.
    {"change", "organisation", "manager lead central", "central", "central"},
    {"add retire restore", "organisation", "central", "central", "central"},
    {"add change retire restore manage_accounts", "person", "administrator", "administrator", "administrator"},
    {"add change retire restore", "appointment", "administrator", "administrator", "administrator"},
    {"add change", "installation", "central administrator", "central administrator", "central administrator"},

    // Content goes for good only by the centre or an administrator, and with a second of them.
    {"redact", "installation source organisation place dimension category group outcome party indicator definition target commitment person appointment batch"
               " priority decision_round decision_answer decision_option readiness barrier agreement agreement_version signature logic_box logic_link gain_plan gain_study gain_cost gain_value "
     "factor stakeholder post link body profile incentive acknowledgement claim support partnership framework framework_label process_segment validation_rule verification question opinion assessment explanation return_duty source_sample return return_entry return_sending return_verdict",
     "central administrator", "central administrator", "central administrator"},
};

/// The kinds of which anybody may read, signed in or not, where the installation is open.
constexpr std::string_view open_kinds =
    "installation source organisation place dimension category group outcome party indicator definition target commitment batch"
    " priority decision_round decision_answer decision_option readiness barrier agreement agreement_version signature logic_box logic_link gain_plan gain_study gain_cost gain_value "
     "factor stakeholder post link body profile incentive acknowledgement claim support partnership framework framework_label process_segment validation_rule verification question opinion assessment explanation return_duty source_sample";

enum class About {
  anybody,   ///< nobody is asked who they are; act and kind are empty
  a_person,  ///< anybody who is signed in, whatever their role
  the_kind,  ///< whoever may do it to some record of the kind
  a_record,  ///< the record in the path or body decides
};

struct RouteRow {
  std::string_view route;
  About about{About::anybody};
  std::string_view act{};
  std::string_view kind{};  ///< "*" = every kind in turn, as the path says
};

inline const std::vector<RouteRow> expected_routes{
    {"home"},
    {"sign_in.form"},
    {"sign_in"},
    {"sign_out"},
    {"account", About::a_person},
    {"account.password", About::a_person},
    {"asset"},
    {"favicon"},
    {"health"},

    {"today", About::the_kind, "read", "outcome"},
    {"outcomes", About::the_kind, "read", "outcome"},
    {"outcome.show", About::a_record, "read", "outcome"},
    {"decision.show", About::a_record, "read", "outcome"},
    {"decision.new", About::a_record, "add", "decision_round"},
    {"decision.begin", About::a_record, "add", "decision_round"},
    {"decision.answer_form", About::a_record, "add", "decision_answer"},
    {"decision.answer", About::a_record, "add", "decision_answer"},
    {"decision.end_form", About::a_record, "change", "decision_round"},
    {"decision.end", About::a_record, "change", "decision_round"},
    {"logic.show", About::a_record, "read", "outcome"},
    {"logic.box_form", About::a_record, "add", "logic_box"},
    {"logic.box", About::a_record, "add", "logic_box"},
    {"logic.arrow_form", About::a_record, "add", "logic_link"},
    {"logic.arrow", About::a_record, "add", "logic_link"},
    {"outcome.answers", About::a_record, "read", "outcome"},
    {"link.show", About::a_record, "read", "link"},
    {"link.acknowledge", About::a_record, "acknowledge", "link"},
    {"agreement.show", About::a_record, "read", "outcome"},
    {"agreement.version", About::a_record, "read", "outcome"},
    {"agreement.draft", About::a_record, "read", "clause"},
    {"agreement.fix", About::a_record, "add", "agreement_version"},
    {"agreement.sign_form", About::a_record, "add", "signature"},
    {"agreement.sign", About::a_record, "add", "signature"},
    {"agreement.withdraw_form", About::a_record, "change", "signature"},
    {"agreement.withdraw", About::a_record, "change", "signature"},
    {"agreement.publish_form", About::a_record, "change", "agreement_version"},
    {"agreement.publish", About::a_record, "change", "agreement_version"},
    {"agreement.close_form", About::a_record, "change", "agreement"},
    {"agreement.close", About::a_record, "change", "agreement"},
    {"agreement.import_form", About::the_kind, "add", "agreement"},
    {"agreement.import", About::a_record, "add", "agreement"},
    {"gain.show", About::a_record, "read", "outcome"},
    {"gain.plan_form", About::a_record, "add", "gain_plan"},
    {"gain.plan", About::a_record, "add", "gain_plan"},
    {"gain.power", About::a_record, "read", "gain_plan"},
    {"gain.publish", About::a_record, "change", "gain_plan"},
    {"gain.run_form", About::a_record, "add", "gain_study"},
    {"gain.run", About::a_record, "add", "gain_study"},
    {"gain.stop", About::a_record, "add", "gain_study"},
    {"indicators", About::the_kind, "read", "indicator"},
    {"indicator.show", About::a_record, "read", "indicator"},
    {"indicator.places", About::a_record, "read", "indicator"},
    {"places", About::the_kind, "read", "place"},
    {"place.show", About::a_record, "read", "place"},
    {"organisations", About::the_kind, "read", "organisation"},
    {"organisation.show", About::a_record, "read", "organisation"},
    {"partnerships", About::the_kind, "read", "partnership"},
    {"broker", About::the_kind, "read", "outcome"},
    {"claims", About::the_kind, "read", "claim"},
    {"priorities", About::the_kind, "read", "priority"},
    {"frameworks", About::the_kind, "read", "framework"},
    {"framework.show", About::a_record, "read", "framework"},
    {"commitments", About::the_kind, "read", "commitment"},
    {"commitment.show", About::a_record, "read", "commitment"},
    {"gaps", About::the_kind, "read", "outcome"},
    {"search", About::the_kind, "read", "outcome"},

    {"data", About::the_kind, "read", "batch"},
    {"imports", About::the_kind, "import", "batch"},
    {"imports.new", About::the_kind, "import", "batch"},
    {"imports.send", About::the_kind, "import", "batch"},
    {"imports.show", About::the_kind, "import", "batch"},
    {"imports.change", About::the_kind, "import", "batch"},
    {"imports.drop", About::the_kind, "import", "batch"},
    {"imports.problems", About::the_kind, "import", "batch"},
    {"returns", About::the_kind, "read", "return_duty"},
    {"return.show", About::a_record, "read", "return"},
    {"return.change", About::a_record, "add", "return_entry"},
    {"return.verdict", About::a_record, "add", "return_verdict"},
    {"samples", About::the_kind, "read", "source_sample"},
    {"samples.draw", About::a_record, "add", "source_sample"},
    {"sample.show", About::a_record, "read", "source_sample"},
    {"data.quality", About::the_kind, "read", "indicator"},
    {"batches", About::the_kind, "read", "batch"},
    {"batches.show", About::a_record, "read", "batch"},
    {"batches.withdraw", About::a_record, "withdraw", "batch"},

    {"people", About::the_kind, "manage_accounts", "person"},
    {"people.new", About::the_kind, "manage_accounts", "person"},
    {"people.add", About::the_kind, "manage_accounts", "person"},
    {"people.show", About::a_record, "manage_accounts", "person"},
    {"people.appoint", About::a_record, "manage_accounts", "person"},
    {"people.password", About::a_record, "manage_accounts", "person"},
    {"people.access", About::a_record, "manage_accounts", "person"},

    {"records", About::the_kind, "read", "installation"},
    {"records.list", About::the_kind, "read", "*"},
    {"records.list.csv", About::the_kind, "export", "*"},
    {"records.new", About::the_kind, "add", "*"},
    {"records.add", About::a_record, "add", "*"},
    {"records.show", About::a_record, "read", "*"},
    {"records.change_form", About::a_record, "change", "*"},
    {"records.change", About::a_record, "change", "*"},
    {"records.replace_form", About::a_record, "change", "target"},
    {"records.replace", About::a_record, "change", "target"},
    {"records.retire_form", About::a_record, "retire", "*"},
    {"records.retire", About::a_record, "retire", "*"},
    {"records.restore_form", About::a_record, "restore", "*"},
    {"records.restore", About::a_record, "restore", "*"},
    {"history.all", About::the_kind, "verify", "installation"},
    {"history", About::a_record, "read_history", "*"},
    {"redact.form", About::a_record, "redact", "*"},
    {"redact", About::a_record, "redact", "*"},

    {"api.index"},
    {"api.openapi"},
    {"api.session.open"},
    {"api.session.close"},
    {"api.observations", About::the_kind, "read", "indicator"},
    {"api.observations.import", About::a_record, "import", "batch"},
    {"api.status", About::the_kind, "read", "outcome"},
    {"api.gaps", About::the_kind, "read", "outcome"},
    {"api.record.list", About::the_kind, "read", "*"},
    {"api.record.add", About::a_record, "add", "*"},
    {"api.record.show", About::a_record, "read", "*"},
    {"api.record.change", About::a_record, "change", "*"},
    {"api.record.retire", About::a_record, "retire", "*"},
    {"api.record.restore", About::a_record, "restore", "*"},
    {"api.record.history", About::a_record, "read_history", "*"},
};

/// Where somebody who may do it gets another answer than 200 (reading) or a change that is kept (writing).
struct OddRow {
  std::string_view route;
  std::string_view kind;
  int status;
  std::string_view why;
};

inline const std::vector<OddRow> expected_oddities{
    {"home", "", 303, "the way in leads to Today"},
    {"records.show", "batch", 303, "an import has a page of its own"},
    {"records.new", "person", 303, "people are added together with their roles"},
    {"records.new", "installation", 404, "there is one installation, made at the beginning"},
    {"records.add", "installation", 404, "there is one installation, made at the beginning"},
    {"api.record.add", "installation", 422, "there is one installation, made at the beginning"},
    {"api.record.change", "group", 200, "its categories make a group what it is: nothing in it changes"},
    {"records.change", "group", 303, "its categories make a group what it is: nothing in it changes"},
    {"gain.run", "gain_study", 422, "two figures are too few to estimate from"},
    {"gain.stop", "gain_study", 404, "nothing is being computed"},
    {"records.change", "gain_plan", 422, "a published plan is not changed"},
    {"api.record.change", "gain_plan", 422, "a published plan is not changed"},
    {"records.add", "gain_study", 422, "an estimate is computed, not typed"},
    {"api.record.add", "gain_study", 422, "an estimate is computed, not typed"},
    {"imports", "batch", 303, "the address leads to the form that sends a file"},
    {"imports.send", "batch", 303, "the file waits to be checked; nothing is in the register yet"},
    {"imports.show", "batch", 404, "a file waits for its sender alone"},
    {"imports.change", "batch", 404, "a file waits for its sender alone"},
    {"imports.drop", "batch", 404, "a file waits for its sender alone"},
    {"imports.problems", "batch", 404, "a file waits for its sender alone"},
    {"places.svg", "place", 404, "one place in the country is no map"},
    {"records.add", "process_segment", 422, "new limits are proposed under one's own name, not another's"},
    {"api.record.add", "process_segment", 422, "new limits are proposed under one's own name, not another's"},
    {"records.change", "process_segment", 422, "new limits are signed under one's own name, not another's"},
    {"api.record.change", "process_segment", 422, "new limits are signed under one's own name, not another's"},
    {"records.change", "return_entry", 422, "each entry keeps its author"},
    {"api.record.change", "return_entry", 422, "each entry keeps its author"},
    {"records.change", "return_sending", 422, "only who sent a return says how long it took, or takes it back"},
    {"api.record.change", "return_sending", 422, "only who sent a return says how long it took, or takes it back"},
    {"records.retire", "outcome", 422, "its parties go first"},
    {"api.record.retire", "outcome", 422, "its parties go first"},
};

}  // namespace outturn::matrix
