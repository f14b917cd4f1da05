#include "record/assessment.h"
#include "record/contribution.h"
#include "record/describe.h"
#include "record/formula.h"
#include "record/gain_kinds.h"
#include "record/graph.h"
#include "record/keeping.h"
#include "record/levels.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "record/process_segment.h"
#include "record/return_kinds.h"
#include "record/together_kinds.h"
#include "record/trust.h"

namespace outturn::record {
namespace {

constexpr FieldOptions restricted{.audience = Audience::restricted};

void check_period_of_days(const std::optional<base::Day>& from, const std::optional<base::Day>& until, base::Issues& issues) {
  if (from && until && *until < *from) issues.push_back({"until", "record.ends_before_start", {{"from", *from}, {"until", *until}}});
}

/// Where an indicator's figures come from: a formula that can be read, or levels that can be told apart.
void check_figures_from(const Indicator& indicator, base::Issues& issues) {
  if (is_calculated(indicator)) {
    const auto formula = Formula::parse(indicator.formula);
    if (!formula) issues.insert(issues.end(), formula.error().begin(), formula.error().end());
    if (is_assessed(indicator)) issues.push_back({"formula", "record.assessed_not_calculated", {}});
  }
  std::optional<std::vector<double>> numbers;
  for (const auto& [language, text] : indicator.levels.texts) {
    const auto levels = levels_in(text);
    if (!levels) {
      issues.insert(issues.end(), levels.error().begin(), levels.error().end());
      continue;
    }
    std::vector<double> own;
    for (const auto& level : *levels) own.push_back(level.number);
    if (numbers && *numbers != own) issues.push_back({"levels", "record.levels_differ", {{"language", language}}});
    numbers = std::move(own);
  }
  const bool needs_levels = indicator.value_kind == ValueKind::rating || indicator.value_kind == ValueKind::category;
  if (needs_levels && indicator.levels.empty()) issues.push_back({"levels", "record.levels_needed", {}});
  if (!is_assessed(indicator) && !indicator.levels.empty()) issues.push_back({"levels", "record.levels_unused", {}});
}

/// Judgements by people, and what they explain.
void describe_assessments(std::vector<Kind>& all) {
  all.push_back(Describe<Assessment>("assessment", "assessments", "evidence")
                    .reference("indicator", "indicator", &Assessment::indicator, required_fixed)
                    .reference("place", "place", &Assessment::place, required_fixed)
                    .reference("group", "group", &Assessment::group, fixed)
                    .period("period", &Assessment::period, required_fixed)
                    .number("level", &Assessment::level, required_fixed)
                    .long_text("evidence", &Assessment::evidence, {.required = true, .fixed = true})
                    .reference("rated_by", "person", &Assessment::rated_by, {.fixed = true, .audience = Audience::partners})
                    .day("rated", &Assessment::rated, fixed)
                    .reference("source", "source", &Assessment::source)
                    .boolean("illustrative", &Assessment::illustrative));
  all.push_back(Describe<Explanation>("explanation", "explanations", "text")
                    .reference("indicator", "indicator", &Explanation::indicator, required_fixed)
                    .reference("place", "place", &Explanation::place, required_fixed)
                    .reference("group", "group", &Explanation::group, fixed)
                    .period("period", &Explanation::period, required_fixed)
                    .long_text("text", &Explanation::text, {.required = true, .longest = 2000})
                    .reference("organisation", "organisation", &Explanation::organisation, required_fixed)
                    .reference("person", "person", &Explanation::person, {.fixed = true, .audience = Audience::partners})
                    .day("day", &Explanation::day, fixed)
                    .boolean("illustrative", &Explanation::illustrative));
}

/// The accountability graph, and what partners bring to it. After people: an acknowledgement names one.
void describe_graph(std::vector<Kind>& all) {
  all.push_back(Describe<Factor>("factor", "factors", "name")
                    .reference("outcome", "outcome", &Factor::outcome, required_fixed)
                    .localised("name", &Factor::name, required)
                    .choice("effect", &Factor::effect, {"helps", "harms", "either"})
                    .localised_long("watched", &Factor::watched)
                    .reference("indicator", "indicator", &Factor::indicator)
                    .boolean("draft", &Factor::draft)
                    .boolean("illustrative", &Factor::illustrative));
  all.push_back(Describe<Stakeholder>("stakeholder", "stakeholders", "name")
                    .reference("outcome", "outcome", &Stakeholder::outcome, required_fixed)
                    .localised("name", &Stakeholder::name, required)
                    .reference("organisation", "organisation", &Stakeholder::organisation)
                    .choice("stance", &Stakeholder::stance, {"contributes", "inhibits", "is_affected"})
                    .localised_long("interest", &Stakeholder::interest)
                    .localised_long("engagement", &Stakeholder::engagement)
                    .boolean("draft", &Stakeholder::draft)
                    .boolean("illustrative", &Stakeholder::illustrative));
  all.push_back(Describe<Post>("post", "posts", "title")
                    .localised("title", &Post::title, required)
                    .reference("organisation", "organisation", &Post::organisation, required_fixed)
                    .text("holder", &Post::holder)
                    .day("from", &Post::from)
                    .day("until", &Post::until)
                    .localised_long("delegated_powers", &Post::delegated_powers)
                    .localised_long("hand_over", &Post::hand_over)
                    .text("contact", &Post::contact, {.audience = Audience::partners})
                    .boolean("draft", &Post::draft)
                    .boolean("illustrative", &Post::illustrative)
                    .check([](const Post& p, base::Issues& issues) { check_period_of_days(p.from, p.until, issues); }));
  all.push_back(Describe<Link>("link", "links", "duty")
                    .reference("outcome", "outcome", &Link::outcome, required_fixed)
                    .reference("organisation", "organisation", &Link::organisation, required_fixed)
                    .localised_long("duty", &Link::duty, required)
                    .localised("beneficiaries", &Link::beneficiaries)
                    .reference("passes_to", "organisation", &Link::passes_to)
                    .reference("accountable_to", "organisation", &Link::accountable_to)
                    .reference("post", "post", &Link::post)
                    .references("commitments", "commitment", &Link::commitments)
                    .boolean("draft", &Link::draft)
                    .boolean("illustrative", &Link::illustrative));
  all.push_back(Describe<Acknowledgement>("acknowledgement", "acknowledgements", "name")
                    .reference("link", "link", &Acknowledgement::link, required_fixed)
                    .text("name", &Acknowledgement::name, required_fixed)
                    .reference("person", "person", &Acknowledgement::person, {.fixed = true, .audience = Audience::partners})
                    .reference("post", "post", &Acknowledgement::post, fixed)
                    .day("on", &Acknowledgement::on, required_fixed)
                    .text("words", &Acknowledgement::words, required_fixed)
                    .boolean("illustrative", &Acknowledgement::illustrative));
  all.push_back(Describe<GovernanceBody>("body", "bodies", "name")
                    .localised("name", &GovernanceBody::name, required)
                    .references("outcomes", "outcome", &GovernanceBody::outcomes)
                    .references("members", "organisation", &GovernanceBody::members)
                    .reference("chair", "post", &GovernanceBody::chair)
                    .references("seats", "post", &GovernanceBody::seats)
                    .localised_long("decides", &GovernanceBody::decides)
                    .reference("replicates", "body", &GovernanceBody::replicates)
                    .reference("place", "place", &GovernanceBody::place)
                    .integer("interval", &GovernanceBody::interval, {.minimum = 1, .maximum = 1000})
                    .day("met_on", &GovernanceBody::met_on)
                    .boolean("draft", &GovernanceBody::draft)
                    .boolean("illustrative", &GovernanceBody::illustrative));
  all.push_back(Describe<Profile>("profile", "profiles", "organisation")
                    .reference("organisation", "organisation", &Profile::organisation, required_fixed)
                    .localised_long("able", &Profile::able)
                    .localised_long("unable", &Profile::unable)
                    .localised_long("policy_context", &Profile::policy_context)
                    .boolean("draft", &Profile::draft)
                    .boolean("illustrative", &Profile::illustrative));
  all.push_back(Describe<Incentive>("incentive", "incentives", "text")
                    .reference("organisation", "organisation", &Incentive::organisation, required_fixed)
                    .reference("indicator", "indicator", &Incentive::indicator, required_fixed)
                    .choice("rewards", &Incentive::rewards, {"up", "down"})
                    .localised_long("text", &Incentive::text, required)
                    .boolean("draft", &Incentive::draft)
                    .boolean("illustrative", &Incentive::illustrative));
  all.push_back(Describe<Claim>("claim", "claims", "organisation")
                    .reference("organisation", "organisation", &Claim::organisation, required_fixed)
                    .reference("indicator", "indicator", &Claim::indicator, required_fixed)
                    .reference("place", "place", &Claim::place, fixed)
                    .period("period", &Claim::period, required_fixed)
                    .choice("measure", &Claim::measure, {"share", "amount", "people"}, fixed)
                    .number("value", &Claim::value, {.required = true, .minimum = 0, .maximum = 1e15})
                    .localised_long("basis", &Claim::basis)
                    .boolean("deduplicated", &Claim::deduplicated)
                    .boolean("draft", &Claim::draft)
                    .boolean("illustrative", &Claim::illustrative));
  all.push_back(Describe<Support>("support", "supports", "what")
                    .reference("organisation", "organisation", &Support::organisation, required_fixed)
                    .choice("form", &Support::form, {"request", "offer"}, fixed)
                    .reference("outcome", "outcome", &Support::outcome)
                    .localised_long("what", &Support::what, required)
                    .day("since", &Support::since)
                    .day("until", &Support::until)
                    .reference("answers", "support", &Support::answers)
                    .boolean("settled", &Support::settled)
                    .boolean("draft", &Support::draft)
                    .boolean("illustrative", &Support::illustrative)
                    .check([](const Support& s, base::Issues& issues) { check_period_of_days(s.since, s.until, issues); }));
  all.push_back(Describe<Partnership>("partnership", "partnerships", "name")
                    .localised("name", &Partnership::name, required)
                    .localised_long("purpose", &Partnership::purpose)
                    .references("members", "organisation", &Partnership::members)
                    .references("outcomes", "outcome", &Partnership::outcomes)
                    .references("places", "place", &Partnership::places)
                    .references("posts", "post", &Partnership::posts)
                    .number("money", &Partnership::money)
                    .localised_long("pots", &Partnership::pots)
                    .day("since", &Partnership::since)
                    .day("review_by", &Partnership::review_by)
                    .text("url", &Partnership::url)
                    .boolean("draft", &Partnership::draft)
                    .boolean("illustrative", &Partnership::illustrative));
  all.push_back(Describe<Framework>("framework", "frameworks", "name")
                    .localised("name", &Framework::name, required)
                    .reference("owner", "organisation", &Framework::owner)
                    .day("from", &Framework::from)
                    .day("until", &Framework::until)
                    .text("url", &Framework::url)
                    .boolean("draft", &Framework::draft)
                    .boolean("illustrative", &Framework::illustrative)
                    .check([](const Framework& f, base::Issues& issues) { check_period_of_days(f.from, f.until, issues); }));
  all.push_back(Describe<FrameworkLabel>("framework_label", "framework_labels", "number")
                    .reference("framework", "framework", &FrameworkLabel::framework, required_fixed)
                    .reference("outcome", "outcome", &FrameworkLabel::outcome, fixed)
                    .reference("indicator", "indicator", &FrameworkLabel::indicator, fixed)
                    .text("number", &FrameworkLabel::number, required)
                    .localised("heading", &FrameworkLabel::heading)
                    .boolean("draft", &FrameworkLabel::draft)
                    .boolean("illustrative", &FrameworkLabel::illustrative));
}

std::vector<Kind> described() {
  std::vector<Kind> all;
  all.push_back(Describe<Installation>("installation", "installations", "name")
                    .localised("name", &Installation::name, required)
                    .localised_long("notice", &Installation::notice)
                    .boolean("public_reading", &Installation::public_reading)
                    .text("time_zone", &Installation::time_zone)
                    .reference("country", "place", &Installation::country));
  all.push_back(Describe<Source>("source", "sources", "title")
                    .localised("title", &Source::title, required)
                    .localised("publisher", &Source::publisher)
                    .text("url", &Source::url)
                    .text("licence", &Source::licence)
                    .localised_long("attribution", &Source::attribution));
  all.push_back(Describe<Organisation>("organisation", "organisations", "name")
                    .localised("name", &Organisation::name, required)
                    .choice("kind", &Organisation::kind,
                            {"department", "minister", "province", "local", "other_public", "voluntary", "private_sector"})
                    .reference("parent", "organisation", &Organisation::parent)
                    .localised_long("remit", &Organisation::remit)
                    .text("url", &Organisation::url)
                    .boolean("illustrative", &Organisation::illustrative));
  all.push_back(Describe<Place>("place", "places", "name")
                    .localised("name", &Place::name, required)
                    .choice("level", &Place::level, {"country", "province", "region", "local", "area"})
                    .reference("parent", "place", &Place::parent)
                    .text("short_name", &Place::short_name, {.longest = 12})
                    .integer("column", &Place::column, {.minimum = 0, .maximum = 99})
                    .integer("row", &Place::row, {.minimum = 0, .maximum = 99})
                    .text("aliases", &Place::aliases, {.longest = 2000})
                    .long_text("boundary", &Place::boundary, {.longest = 5'000'000}));
  all.push_back(Describe<Dimension>("dimension", "dimensions", "name").localised("name", &Dimension::name, required));
  all.push_back(Describe<Category>("category", "categories", "name")
                    .reference("dimension", "dimension", &Category::dimension, required_fixed)
                    .localised("name", &Category::name, required));
  all.push_back(Describe<Group>("group", "groups", "categories").references("categories", "category", &Group::categories, required_fixed));
  all.push_back(Describe<Outcome>("outcome", "outcomes", "title")
                    .localised("title", &Outcome::title, required)
                    .localised_long("description", &Outcome::description)
                    .localised("area", &Outcome::area)
                    .text("labels", &Outcome::labels)
                    .boolean("illustrative", &Outcome::illustrative));
  all.push_back(Describe<Party>("party", "parties", "organisation")
                    .reference("outcome", "outcome", &Party::outcome, required_fixed)
                    .reference("organisation", "organisation", &Party::organisation, required_fixed)
                    .choice("stance", &Party::stance, {"contributes", "leads", "co_owns", "inhibits", "is_consulted"})
                    .localised_long("contribution", &Party::contribution)
                    .reference("source", "source", &Party::source)
                    .boolean("illustrative", &Party::illustrative));
  all.push_back(
      Describe<Indicator>("indicator", "indicators", "name")
          .localised("name", &Indicator::name, required)
          .references("outcomes", "outcome", &Indicator::outcomes)
          .localised("unit", &Indicator::unit)
          .choice("value_kind", &Indicator::value_kind, {"amount", "count", "rate", "percentage", "mean", "index", "cumulative", "rating", "category", "yes_no"})
          .choice("direction", &Indicator::direction, {"none", "up", "down"})
          .number("precision", &Indicator::precision)
          .integer("decimals", &Indicator::decimals, {.minimum = 0, .maximum = 6})
          .integer("fiscal_start", &Indicator::fiscal_start, {.minimum = 1, .maximum = 12})
          .integer("publication_delay", &Indicator::publication_delay, {.minimum = 0, .maximum = 3650})
          .number("minimum", &Indicator::minimum)
          .number("maximum", &Indicator::maximum)
          .localised_long("description", &Indicator::description)
          .localised_long("limitations", &Indicator::limitations)
          .references("sources", "source", &Indicator::sources)
          .text("frequency", &Indicator::frequency)
          .text("labels", &Indicator::labels)
          .choice("nature", &Indicator::nature, {"direct", "proxy", "system_health"})
          .boolean("watched", &Indicator::watched)
          .long_text("formula", &Indicator::formula, {.longest = 2000})
          .localised_long("levels", &Indicator::levels, {.longest = 5000})
          .boolean("illustrative", &Indicator::illustrative)
          .check([](const Indicator& i, base::Issues& issues) {
            check_figures_from(i, issues);
            if (i.minimum && i.maximum && *i.maximum < *i.minimum) {
              issues.push_back({"maximum", "record.maximum_below_minimum", {{"minimum", *i.minimum}, {"maximum", *i.maximum}}});
            }
          }));
  all.push_back(Describe<Definition>("definition", "definitions", "text")
                    .reference("indicator", "indicator", &Definition::indicator, required_fixed)
                    .integer("version", &Definition::version, {.required = true, .fixed = true, .minimum = 1, .maximum = 30000})
                    .localised_long("text", &Definition::text, required)
                    .day("in_force_from", &Definition::in_force_from)
                    .localised_long("bridge", &Definition::bridge));
  all.push_back(
      Describe<Target>("target", "targets", "text")
          .reference("indicator", "indicator", &Target::indicator, required_fixed)
          .reference("place", "place", &Target::place, fixed)
          .reference("group", "group", &Target::group, fixed)
          .choice("kind", &Target::kind, {"joint", "alone", "milestone"}, fixed)
          .choice("form", &Target::form, {"at_most", "at_least", "range", "eliminate"}, fixed)
          .number("value", &Target::value, required_fixed)
          .number("upper", &Target::upper, fixed)
          .period("period", &Target::period, required_fixed)
          .period("base_period", &Target::base_period, fixed)
          .number("base_value", &Target::base_value, fixed)
          .localised_long("text", &Target::text)
          .day("in_force_from", &Target::in_force_from, fixed)
          .reference("replaces", "target", &Target::replaces, fixed)
          .long_text("reason", &Target::reason)
          .reference("source", "source", &Target::source)
          .boolean("illustrative", &Target::illustrative)
          .check([](const Target& t, base::Issues& issues) {
            if (t.form == TargetForm::range && !t.upper) issues.push_back({"upper", "record.range_needs_upper", {}});
            if (t.form == TargetForm::range && t.upper && t.value && *t.upper < *t.value) {
              issues.push_back({"upper", "record.range_upside_down", {{"value", *t.value}, {"upper", *t.upper}}});
            }
            if (t.form != TargetForm::range && t.upper) issues.push_back({"upper", "record.only_ranges_have_upper", {}});
            if (!t.replaces.empty() && t.reason.empty()) issues.push_back({"reason", "record.change_needs_reason", {}});
          }));
  all.push_back(Describe<Commitment>("commitment", "commitments", "text")
                    .localised_long("text", &Commitment::text, required)
                    .reference("lead", "organisation", &Commitment::lead)
                    .references("parties", "organisation", &Commitment::parties)
                    .references("outcomes", "outcome", &Commitment::outcomes)
                    .references("indicators", "indicator", &Commitment::indicators)
                    .day("due", &Commitment::due)
                    .localised_long("measure", &Commitment::measure)
                    .localised_long("money", &Commitment::money)
                    .reference("source", "source", &Commitment::source)
                    .text("number", &Commitment::number)
                    .boolean("illustrative", &Commitment::illustrative));
  all.push_back(Describe<Person>("person", "people", "name")
                    .text("name", &Person::name, {.required = true, .audience = Audience::partners})
                    .text("email", &Person::email, {.required = true, .audience = Audience::restricted, .longest = 254})
                    .text("language", &Person::language, {.audience = Audience::owner, .longest = 12})
                    .boolean("disabled", &Person::disabled, restricted));
  all.push_back(
      Describe<Appointment>("appointment", "appointments", "person")
          .reference("person", "person", &Appointment::person, required_fixed)
          .reference("organisation", "organisation", &Appointment::organisation, fixed)
          .choice("role", &Appointment::role,
                  {"viewer", "reporter", "verifier", "analyst", "signatory", "manager", "lead", "central", "auditor", "administrator"}, fixed)
          .day("from", &Appointment::from)
          .day("until", &Appointment::until)
          .check([](const Appointment& a, base::Issues& issues) { check_period_of_days(a.from, a.until, issues); }));
  describe_graph(all);
  all.push_back(Describe<ValidationRule>("validation_rule", "validation_rules", "what_to_do")
                    .reference("indicator", "indicator", &ValidationRule::indicator, required_fixed)
                    .choice("check", &ValidationRule::check,
                            {"range", "jump", "outlier", "parts", "ratio", "total", "late", "stale", "duplicate", "unit"}, fixed)
                    .number("lower", &ValidationRule::lower)
                    .number("upper", &ValidationRule::upper)
                    .number("times", &ValidationRule::times, {.minimum = 0, .maximum = 1000})
                    .reference("whole", "indicator", &ValidationRule::whole)
                    .choice("severity", &ValidationRule::severity, {"warning", "error"})
                    .localised_long("what_to_do", &ValidationRule::what_to_do, required)
                    .long_text("reason", &ValidationRule::reason)
                    .check([](const ValidationRule& r, base::Issues& issues) {
                      if (r.check == Check::range && !r.lower && !r.upper) issues.push_back({"lower", "record.range_rule_needs_limit", {}});
                      if (r.lower && r.upper && *r.upper < *r.lower) {
                        issues.push_back({"upper", "record.maximum_below_minimum", {{"minimum", *r.lower}, {"maximum", *r.upper}}});
                      }
                      if (r.check == Check::parts && r.whole.empty()) issues.push_back({"whole", "record.parts_need_whole", {}});
                    }));
  all.push_back(Describe<Verification>("verification", "verifications", "system")
                    .localised("system", &Verification::system, required)
                    .references("indicators", "indicator", &Verification::indicators, required)
                    .choice("policy", &Verification::policy, {"not_asked", "yes", "partly", "no"})
                    .choice("relevant", &Verification::relevant, {"not_asked", "yes", "partly", "no"})
                    .choice("operates", &Verification::operates, {"not_asked", "yes", "partly", "no"})
                    .choice("reported", &Verification::reported, {"not_asked", "yes", "partly", "no"})
                    .choice("rating", &Verification::rating, {"green", "green_disclosure", "amber", "red"})
                    .long_text("evidence", &Verification::evidence, required)
                    .reference("verifier", "person", &Verification::verifier, {.required = true, .audience = Audience::partners})
                    .day("verified", &Verification::verified, required)
                    .day("expires", &Verification::expires, required)
                    .integer("sample_size", &Verification::sample_size, {.minimum = 0, .maximum = 1'000'000})
                    .integer("sample_seed", &Verification::sample_seed)
                    .integer("sample_wrong", &Verification::sample_wrong, {.minimum = 0, .maximum = 1'000'000})
                    .boolean("illustrative", &Verification::illustrative)
                    .check([](const Verification& v, base::Issues& issues) {
                      if (v.verified && v.expires && *v.expires < *v.verified) {
                        issues.push_back({"expires", "record.ends_before_start", {{"from", *v.verified}, {"until", *v.expires}}});
                      }
                      const bool any_no = v.policy == AnswerFound::no || v.relevant == AnswerFound::no || v.operates == AnswerFound::no || v.reported == AnswerFound::no;
                      if (any_no && v.rating == Rating::green) issues.push_back({"rating", "record.green_needs_yes", {}});
                      if (v.sample_wrong && (!v.sample_size || *v.sample_wrong > *v.sample_size)) {
                        issues.push_back({"sample_wrong", "record.sample_wrong_above_size", {{"wrong", *v.sample_wrong}, {"size", v.sample_size.value_or(0)}}});
                      }
                    }));
  all.push_back(Describe<DataQuestion>("question", "questions", "text")
                    .reference("indicator", "indicator", &DataQuestion::indicator, required_fixed)
                    .reference("place", "place", &DataQuestion::place, fixed)
                    .reference("group", "group", &DataQuestion::group, fixed)
                    .period("period", &DataQuestion::period, fixed)
                    .long_text("text", &DataQuestion::text, required_fixed)
                    .reference("asked_by", "person", &DataQuestion::asked_by, fixed)
                    .reference("asked_of", "person", &DataQuestion::asked_of, required)
                    .day("asked", &DataQuestion::asked, fixed)
                    .day("due", &DataQuestion::due)
                    .choice("state", &DataQuestion::state, {"open", "answered", "disputed", "withdrawn"})
                    .long_text("answer", &DataQuestion::answer)
                    .reference("answered_by", "person", &DataQuestion::answered_by)
                    .day("answered", &DataQuestion::answered)
                    .boolean("illustrative", &DataQuestion::illustrative)
                    .check([](const DataQuestion& q, base::Issues& issues) {
                      if (q.state == QuestionState::answered && q.answer.empty()) issues.push_back({"answer", "record.answer_needed", {}});
                    }));
  all.push_back(Describe<Opinion>("opinion", "opinions", "reason")
                    .reference("question", "question", &Opinion::question, fixed)
                    .reference("indicator", "indicator", &Opinion::indicator, fixed)
                    .reference("organisation", "organisation", &Opinion::organisation, required_fixed)
                    .reference("person", "person", &Opinion::person, {.fixed = true, .audience = Audience::partners})
                    .choice("position", &Opinion::position, {"signs", "dissents", "disputes"}, fixed)
                    .long_text("reason", &Opinion::reason, {.fixed = true})
                    .day("day", &Opinion::day, fixed)
                    .boolean("illustrative", &Opinion::illustrative)
                    .check([](const Opinion& o, base::Issues& issues) {
                      if (o.question.empty() && o.indicator.empty()) issues.push_back({"question", "record.opinion_needs_one", {}});
                      if (o.position != Position::signs && o.reason.empty()) issues.push_back({"reason", "record.dissent_needs_reason", {}});
                    }));
  all.push_back(Describe<Batch>("batch", "batches", "file")
                    .text("file", &Batch::file, required_fixed)
                    .text("file_sha256", &Batch::file_sha256, fixed)
                    .text("rows_sha256", &Batch::rows_sha256, fixed)
                    .integer("rows", &Batch::rows, fixed)
                    .day("known_from", &Batch::known_from, fixed)
                    .reference("source", "source", &Batch::source)
                    .long_text("markers", &Batch::markers, {.fixed = true})
                    .long_text("report", &Batch::report, {.fixed = true, .audience = Audience::partners, .longest = 5'000'000})
                    .boolean("withdrawn", &Batch::withdrawn)
                    .long_text("withdrawn_reason", &Batch::withdrawn_reason)
                    .check([](const Batch& b, base::Issues& issues) {
                      if (b.withdrawn && b.withdrawn_reason.empty()) issues.push_back({"withdrawn_reason", "record.change_needs_reason", {}});
                    }));
  all.push_back(Describe<ProcessSegment>("process_segment", "process_segments", "reason")
                    .reference("indicator", "indicator", &ProcessSegment::indicator, required_fixed)
                    .reference("place", "place", &ProcessSegment::place, required_fixed)
                    .reference("group", "group", &ProcessSegment::group, fixed)
                    .period("from", &ProcessSegment::from, required_fixed)
                    .long_text("reason", &ProcessSegment::reason, {.required = true, .fixed = true, .longest = 2000})
                    .reference("proposed_by", "person", &ProcessSegment::proposed_by, {.required = true, .fixed = true, .audience = Audience::partners})
                    .reference("signed_by", "person", &ProcessSegment::signed_by, {.audience = Audience::partners}));
  describe_assessments(all);
  describe_returns(all);
  describe_working_together(all);
  describe_gain(all);
  return all;
}

}  // namespace

const std::vector<Kind>& kinds() {
  static const auto all = described();
  return all;
}

const Kind* kind(std::string_view code) {
  for (const auto& one : kinds()) {
    if (one.code == code || one.plural == code) return &one;
  }
  return nullptr;
}

const Kind& kind_of(const std::type_info& type) {
  for (const auto& one : kinds()) {
    if (*one.type == type) return one;
  }
  base::ensure(false, "the struct is described in kinds.cpp");
  return kinds().front();
}

}  // namespace outturn::record
