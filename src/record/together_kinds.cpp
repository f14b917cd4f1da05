#include "record/together_kinds.h"

#include "record/agreement.h"
#include "record/decision.h"
#include "record/describe.h"
#include "record/logic_model.h"
#include "record/priority.h"

namespace outturn::record {
namespace {

constexpr FieldOptions count_fixed{.required = true, .fixed = true, .minimum = 1, .maximum = 10'000};

std::vector<std::string> readiness_choices() { return {readiness_codes.begin(), readiness_codes.end()}; }

void check_round(const DecisionRound& round, base::Issues& issues) {
  const bool over = round.ending != Ending::open;
  if (over && round.reason.empty()) issues.push_back({"reason", "record.ending_needs_reason", {}});
  if (over && !round.ended) issues.push_back({"ended", "record.ending_needs_day", {}});
  if (round.ending == Ending::work_alone && !round.check_again) issues.push_back({"check_again", "record.alone_needs_check", {}});
  if (round.ended && round.check_again && *round.check_again < *round.ended) {
    issues.push_back({"check_again", "record.check_before_end", {{"ended", *round.ended}, {"written", *round.check_again}}});
  }
}

void check_answer(const DecisionAnswer& answer, base::Issues& issues) {
  const bool reality_check = answer.question == Question::new_information || answer.question == Question::better_option;
  if (answer.reopens != Reopens::none && !(reality_check && answer.answer == Answer::yes)) {
    issues.push_back({"reopens", "record.reopens_nothing", {}});
  }
}

void check_signature(const Signature& signature, base::Issues& issues) {
  if (!signature.dissents.empty() && signature.dissent.empty()) issues.push_back({"dissent", "record.dissent_needs_words", {}});
  if (signature.dissents.empty() && !signature.dissent.empty()) issues.push_back({"dissents", "record.dissent_needs_clause", {}});
  if (signature.withdrawn && signature.withdrawn_reason.empty()) issues.push_back({"withdrawn_reason", "record.change_needs_reason", {}});
}

void check_priority(const Priority& priority, base::Issues& issues) {
  const bool claims_any = !priority.purpose.empty() || !priority.ministers.empty() || !priority.services.empty() || !priority.others.empty();
  if (priority.level == PriorityLevel::vital && !claims_any) issues.push_back({"purpose", "record.vital_needs_criterion", {}});
  if (priority.decided && priority.until && *priority.until < *priority.decided) {
    issues.push_back({"until", "record.ends_before_start", {{"from", *priority.decided}, {"until", *priority.until}}});
  }
}

void describe_priorities(std::vector<Kind>& all) {
  all.push_back(Describe<Priority>("priority", "priorities", "outcome")
                    .reference("outcome", "outcome", &Priority::outcome, required_fixed)
                    .reference("organisation", "organisation", &Priority::organisation, fixed)
                    .choice("level", &Priority::level, {"watched", "important", "vital"})
                    .localised_long("purpose", &Priority::purpose)
                    .localised_long("ministers", &Priority::ministers)
                    .localised_long("services", &Priority::services)
                    .localised_long("others", &Priority::others)
                    .text("decided_by", &Priority::decided_by, required)
                    .day("decided", &Priority::decided, required)
                    .day("until", &Priority::until)
                    .boolean("illustrative", &Priority::illustrative)
                    .check(check_priority));
}

void describe_decision(std::vector<Kind>& all) {
  all.push_back(Describe<DecisionRound>("decision_round", "decision_rounds", "prompted_by")
                    .reference("outcome", "outcome", &DecisionRound::outcome, required_fixed)
                    .integer("number", &DecisionRound::number, count_fixed)
                    .day("opened", &DecisionRound::opened, required_fixed)
                    .localised_long("prompted_by", &DecisionRound::prompted_by, required)
                    .number("threshold", &DecisionRound::threshold, {.minimum = 0, .maximum = 1000})
                    .choice("ending", &DecisionRound::ending, {"open", "proceed", "work_alone", "stop"})
                    .day("ended", &DecisionRound::ended)
                    .localised_long("reason", &DecisionRound::reason)
                    .day("check_again", &DecisionRound::check_again)
                    .boolean("published", &DecisionRound::published)
                    .boolean("illustrative", &DecisionRound::illustrative)
                    .check(check_round));
  all.push_back(Describe<DecisionAnswer>("decision_answer", "decision_answers", "question")
                    .reference("round", "decision_round", &DecisionAnswer::round, required_fixed)
                    .choice("question", &DecisionAnswer::question,
                            {"clear_outcome", "high_priority", "contributors", "best_joint", "way_agreed", "acceptable", "feasible",
                             "cost_effective", "within_capability", "barriers", "factors", "new_information", "better_option"},
                            fixed)
                    .reference("organisation", "organisation", &DecisionAnswer::organisation, fixed)
                    .choice("answer", &DecisionAnswer::answer, {"not_yet", "no", "yes"}, fixed)
                    .day("given", &DecisionAnswer::given, required_fixed)
                    .localised_long("evidence", &DecisionAnswer::evidence)
                    .choice("reopens", &DecisionAnswer::reopens, {"none", "preconditions", "feasibility", "likelihood"}, fixed)
                    .localised_long("to_change", &DecisionAnswer::to_change)
                    .reference("responsible", "organisation", &DecisionAnswer::responsible)
                    .day("due", &DecisionAnswer::due)
                    .boolean("illustrative", &DecisionAnswer::illustrative)
                    .check(check_answer));
  all.push_back(Describe<DecisionOption>("decision_option", "decision_options", "name")
                    .reference("round", "decision_round", &DecisionOption::round, required_fixed)
                    .localised("name", &DecisionOption::name, required)
                    .choice("way", &DecisionOption::way, {"alone", "together"})
                    .localised_long("effect_text", &DecisionOption::effect_text)
                    .number("effect", &DecisionOption::effect)
                    .number("direct_cost", &DecisionOption::direct_cost, not_negative)
                    .number("indirect_cost", &DecisionOption::indirect_cost, not_negative)
                    .number("opportunity_cost", &DecisionOption::opportunity_cost, not_negative)
                    .localised_long("strengths", &DecisionOption::strengths)
                    .localised_long("weaknesses", &DecisionOption::weaknesses)
                    .boolean("illustrative", &DecisionOption::illustrative));
  all.push_back(Describe<Readiness>("readiness", "readiness_items", "item")
                    .reference("round", "decision_round", &Readiness::round, required_fixed)
                    .choice("item", &Readiness::item, readiness_choices(), fixed)
                    .reference("organisation", "organisation", &Readiness::organisation, fixed)
                    .choice("state", &Readiness::state, {"absent", "partial", "in_place"})
                    .localised_long("evidence", &Readiness::evidence)
                    .localised_long("path", &Readiness::path)
                    .reference("responsible", "organisation", &Readiness::responsible)
                    .day("due", &Readiness::due)
                    .boolean("illustrative", &Readiness::illustrative));
  all.push_back(Describe<Barrier>("barrier", "barriers", "description")
                    .reference("outcome", "outcome", &Barrier::outcome, required_fixed)
                    .localised_long("description", &Barrier::description, required)
                    .choice("nature", &Barrier::nature, {"accountability", "culture", "other"})
                    .localised_long("plan", &Barrier::plan)
                    .reference("responsible", "organisation", &Barrier::responsible)
                    .day("due", &Barrier::due)
                    .boolean("managed", &Barrier::managed)
                    .boolean("illustrative", &Barrier::illustrative));
}

void describe_agreement(std::vector<Kind>& all) {
  all.push_back(Describe<Agreement>("agreement", "agreements", "title")
                    .reference("outcome", "outcome", &Agreement::outcome, required_fixed)
                    .localised("title", &Agreement::title, required)
                    .references("parties", "organisation", &Agreement::parties, required)
                    .day("sunset", &Agreement::sunset)
                    .day("closed", &Agreement::closed)
                    .localised_long("achieved", &Agreement::achieved)
                    .localised_long("duties_go_to", &Agreement::duties_go_to)
                    .localised_long("data_go_to", &Agreement::data_go_to)
                    .boolean("illustrative", &Agreement::illustrative)
                    .check([](const Agreement& a, base::Issues& issues) {
                      if (!a.closed) return;
                      if (a.achieved.empty()) issues.push_back({"achieved", "record.closure_needs_words", {}});
                      if (a.duties_go_to.empty()) issues.push_back({"duties_go_to", "record.closure_needs_duties", {}});
                      if (a.data_go_to.empty()) issues.push_back({"data_go_to", "record.closure_needs_data", {}});
                    }));
  all.push_back(Describe<Clause>("clause", "clauses", "title")
                    .reference("agreement", "agreement", &Clause::agreement, required_fixed)
                    .integer("number", &Clause::number, {.required = true, .minimum = 1, .maximum = 999})
                    .choice("topic", &Clause::topic,
                            {"vision", "ambition", "strategy", "roles", "milestones", "money", "data_sharing", "reporting", "consequences",
                             "disagreements", "review", "ending", "other"})
                    .localised("title", &Clause::title, required)
                    .localised_long("text", &Clause::text, required)
                    .references("targets", "target", &Clause::targets)
                    .references("commitments", "commitment", &Clause::commitments)
                    .references("links", "link", &Clause::links)
                    .references("touches", "organisation", &Clause::touches)
                    .boolean("illustrative", &Clause::illustrative));
  all.push_back(Describe<AgreementVersion>("agreement_version", "agreement_versions", "number")
                    .reference("agreement", "agreement", &AgreementVersion::agreement, required_fixed)
                    .integer("number", &AgreementVersion::number, count_fixed)
                    .long_text("text", &AgreementVersion::text,
                               {.required = true, .fixed = true, .audience = Audience::owner, .longest = 5'000'000})
                    .text("hash", &AgreementVersion::hash, required_fixed)
                    .day("made", &AgreementVersion::made, required_fixed)
                    .localised_long("reason", &AgreementVersion::reason, fixed)
                    .day("published", &AgreementVersion::published)
                    .references("withheld", "clause", &AgreementVersion::withheld)
                    .localised_long("withheld_reason", &AgreementVersion::withheld_reason)
                    .check([](const AgreementVersion& v, base::Issues& issues) {
                      if (!v.withheld.empty() && v.withheld_reason.empty()) {
                        issues.push_back({"withheld_reason", "record.change_needs_reason", {}});
                      }
                    }));
  all.push_back(Describe<Signature>("signature", "signatures", "name")
                    .reference("version", "agreement_version", &Signature::version, required_fixed)
                    .reference("organisation", "organisation", &Signature::organisation, required_fixed)
                    .text("hash", &Signature::hash, required_fixed)
                    .reference("person", "person", &Signature::person, fixed)
                    .text("name", &Signature::name, required_fixed)
                    .text("post", &Signature::post, required_fixed)
                    .text("authority", &Signature::authority, required_fixed)
                    .day("given", &Signature::given, required_fixed)
                    .references("dissents", "clause", &Signature::dissents, fixed)
                    .localised_long("dissent", &Signature::dissent, fixed)
                    .day("withdrawn", &Signature::withdrawn)
                    .localised_long("withdrawn_reason", &Signature::withdrawn_reason)
                    .boolean("illustrative", &Signature::illustrative)
                    .check(check_signature));
}

void describe_logic(std::vector<Kind>& all) {
  all.push_back(Describe<LogicBox>("logic_box", "logic_boxes", "name")
                    .reference("outcome", "outcome", &LogicBox::outcome, required_fixed)
                    .choice("column", &LogicBox::column, {"input", "activity", "output", "short_term", "medium_term", "long_term"})
                    .localised("name", &LogicBox::name, required)
                    .boolean("collaborative", &LogicBox::collaborative)
                    .references("organisations", "organisation", &LogicBox::organisations)
                    .references("indicators", "indicator", &LogicBox::indicators)
                    .choice("gain", &LogicBox::gain, {"none", "progress", "services", "resources"})
                    .boolean("illustrative", &LogicBox::illustrative));
  all.push_back(Describe<LogicLink>("logic_link", "logic_links", "assumption")
                    .reference("from", "logic_box", &LogicLink::from, required_fixed)
                    .reference("to", "logic_box", &LogicLink::to, required_fixed)
                    .localised_long("assumption", &LogicLink::assumption, required)
                    .choice("strength", &LogicLink::strength, {"untested", "weak", "moderate", "strong"})
                    .localised_long("evidence", &LogicLink::evidence)
                    .reference("source", "source", &LogicLink::source)
                    .integer("lag_months", &LogicLink::lag_months, {.minimum = 0, .maximum = 600})
                    .reference("owner", "organisation", &LogicLink::owner)
                    .boolean("illustrative", &LogicLink::illustrative));
}

}  // namespace

void describe_working_together(std::vector<Kind>& all) {
  describe_decision(all);
  describe_agreement(all);
  describe_logic(all);
  describe_priorities(all);
}

}  // namespace outturn::record
