#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gain/net.h"
#include "gain/stored.h"
#include "record/gain_plan.h"
#include "record/measure.h"
#include "web/components.h"
#include "web/gain/gain_desk.h"
#include "web/parts.h"
#include "web/records/record_shown.h"
#include "web/visit.h"

/// What working together added to an outcome: the verdict first, then what it rests on, what it does not show and what is left
/// after its cost. Bad news and no news have the same page.
namespace outturn::web {

/// What a page about gain is about: a plan of the outcome and one of its studies, as far as this reader may read them.
struct GainShown {
  const workspace::Record* outcome{};
  std::vector<const workspace::Record*> plans{};    ///< newest first
  const workspace::Record* plan{};                  ///< the one asked for, else the newest that is published, else the newest
  std::vector<const workspace::Record*> studies{};  ///< of that plan, newest first
  const workspace::Record* study{};                 ///< the one asked for, else the newest that follows the plan, else the newest
  std::optional<gain::StoredAnswer> answer{};       ///< of the study
  base::Issues unreadable{};                        ///< why there is a study but no answer

  const record::GainPlan& planned() const { return plan->as<record::GainPlan>(); }
};
/// ?plan= and ?study=, or the same inputs of a form.
GainShown gain_shown(const Visit& visit, const workspace::Record& outcome);

/// A plan and how its lines are said.
struct GainPlanView {
  std::string id{"plan"};
  std::string title;
  std::string lead;
  SummaryList list;
  Acts acts{};
};
GainPlanView gain_plan_view(const Visit& visit, const GainShown& shown);

struct GainNetView {
  std::string lead;              ///< what is left, or why nothing can be said of it
  Facts facts{};
  std::vector<Figure> figures{};
  Bullets notes{};
  std::vector<Details> tables{};
  Acts acts{};
};
GainNetView gain_net_view(const Visit& visit, const GainShown& shown);
/// What the net gain is computed from; nothing without a cost.
std::optional<gain::NetQuestion> net_question(const Visit& visit, const GainShown& shown);

struct GainView {
  Verdict verdict;
  std::string made_up{};         ///< where plan or figures are illustrative
  std::vector<Figure> counterfactual{};
  Facts facts{};
  Bullets caveats{};
  std::string methods_lead{};
  std::vector<Figure> methods{};
  std::string placebos_lead{};
  std::vector<Figure> placebos{};
  Table checks{};
  std::vector<Details> more{};   ///< weights, notes
  GainNetView net{};
  std::string runs_lead{};
  Table runs{};
  GainPlanView plan{};
  LinkList other_plans{};
  Acts acts{};
};
/// shown.answer is there
GainView gain_view(const Visit& visit, const GainShown& shown);

/// Everything else that was computed, each table in details: by time since the start, by start, by period, other errors,
/// what two-way fixed effects would mix, coefficients and predictors.
void add_gain_tables(const Visit& visit, const gain::StoredAnswer& answer, int decimals, std::vector<Details>& more);

void write(html::Output& out, const GainPlanView& view);
void write(html::Output& out, const GainNetView& view);
void write(html::Output& out, const GainView& view);

// How the pages of gain say things. Places, measures and periods go by ids in what is kept.

/// The sentence with names instead of ids.
language::Sentence named(const Visit& visit, language::Sentence sentence);
std::string place_name(const Visit& visit, const std::string& id);
/// "3.4 percentage points lower"; `error` says how exact.
std::string difference_text(const Visit& visit, const record::Indicator& indicator, double difference, int decimals);
std::string money_text(const Visit& visit, const record::GainPlan& plan, double amount);
/// What the page of a study's record says in place of a code or of the whole result; nothing for other fields.
std::optional<ShownValue> shown_of_gain_study(const Visit& visit, const workspace::Record& record, std::string_view field);
/// Why a study is exploratory, or that it is confirmatory.
std::string standing_text(const Visit& visit, const record::GainStudy& study);
/// "/outcomes/O1/gain…"
std::string gain_address(const Visit& visit, const workspace::Record& outcome, std::string_view rest, const workspace::Record* plan = nullptr);

/// GET /outcomes/{id}/gain, .json
Response show_gain(const Visit& visit);
/// GET and POST /outcomes/{id}/gain/plan?plan=
Response show_gain_plan_form(const Visit& visit);
Response save_typed_gain_plan(const Visit& visit);
/// GET /outcomes/{id}/gain/power?plan=
Response show_gain_power(const Visit& visit, GainDesk& desk);
/// POST /outcomes/{id}/gain/publish
Response publish_shown_gain_plan(const Visit& visit);
/// GET and POST /outcomes/{id}/gain/run?plan= and ?run=
Response show_gain_run(const Visit& visit, GainDesk& desk);
Response run_typed_gain(const Visit& visit, GainDesk& desk);
/// POST /outcomes/{id}/gain/stop
Response stop_gain_run(const Visit& visit, GainDesk& desk);

}  // namespace outturn::web
