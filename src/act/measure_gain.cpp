#include "act/measure_gain.h"

#include <algorithm>

#include <fmt/format.h>

#include "act/rules.h"
#include "gain/planned.h"
#include "record/measure.h"

namespace outturn::act {
namespace {

constexpr std::string_view estimate_act = "estimate";  // as the ledger names what only keep_gain_study writes

using record::GainPlan;
using record::GainStudy;
using record::kind_of;
using workspace::Draft;
using workspace::Record;
using workspace::Workspace;

bool is_published(const Workspace& workspace, const record::Reference& plan) {
  const auto* found = workspace.find<GainPlan>(plan.id);
  return found && found->as<GainPlan>().published.has_value();
}

void check_plan(const access::Reader& reader, const Record* before, const Draft& draft, const Workspace& latest, base::Issues& issues) {
  const auto& plan = *static_cast<const GainPlan*>(draft.body.get());
  const auto* was = before ? &before->as<GainPlan>() : nullptr;
  if (was && was->published) {
    if (draft.retired) issues.push_back({"", "act.gain_stays", {{"published", *was->published}}});
    else if (!(*was == plan)) issues.push_back({"", "act.gain_published", {{"published", *was->published}}});
    return;
  }
  if (draft.retired) return;
  if (plan.published && plan.published != reader.day()) issues.push_back({"published", "act.gain_published_today", {{"today", reader.day()}}});
  if (plan.published ? plan.hash != gain::plan_fingerprint(plan) : !plan.hash.empty()) issues.push_back({"hash", "act.gain_hash", {}});
  const auto* indicator = latest.get<record::Indicator>(plan.indicator.id);
  if (indicator && std::find(indicator->outcomes.begin(), indicator->outcomes.end(), plan.outcome) == indicator->outcomes.end()) {
    issues.push_back({"indicator", "act.gain_outcome", {{"indicator", plan.indicator.id}, {"outcome", plan.outcome.id}}});
  }
}

}  // namespace

std::vector<const Record*> studies_of(const Workspace& workspace, const Record& plan) {
  auto all = workspace.referring<GainStudy>(plan, "plan");
  std::stable_sort(all.begin(), all.end(), [](const Record* a, const Record* b) { return a->as<GainStudy>().number < b->as<GainStudy>().number; });
  return all;
}

void check_gain(const access::Reader& reader, const Record* before, const Draft& draft, const Workspace& latest, base::Issues& issues) {
  if (reader.kind() == access::Reader::Kind::host) return;
  if (draft.kind == &kind_of<GainPlan>()) {
    check_plan(reader, before, draft, latest, issues);
  } else if (draft.kind == &kind_of<GainStudy>() && !before && draft.act != estimate_act) {
    issues.push_back({"", "act.gain_not_typed", {}});
  } else if (draft.kind == &kind_of<GainStudy>() && before && draft.retired && is_published(latest, before->as<GainStudy>().plan)) {
    issues.push_back({"", "act.gain_stays", {{"published", *latest.find<GainPlan>(before->as<GainStudy>().plan.id)->as<GainPlan>().published}}});
  }
}

base::Checked<workspace::Receipt> publish_gain_plan(workspace::Register& store, const access::Reader& reader, std::string_view plan,
                                                    std::optional<std::int64_t> version) {
  const auto& kind = kind_of<GainPlan>();
  const auto now = store.now();
  const auto organisation = organisation_for(reader, access::Act::change, kind, now->find(kind, plan), *now);
  return store.commit(reader.author(organisation), [&](const Workspace& latest) -> base::Checked<std::vector<Draft>> {
    const auto who = reader.renewed(latest);
    auto [record, issues] = found_for_writing(who, kind, plan, version, false, latest);
    if (!issues.empty()) return base::refuse(std::move(issues));
    if (const auto day = record->as<GainPlan>().published) return base::refuse("", "act.gain_published", {{"published", *day}});
    auto content = record->as<GainPlan>();
    content.published = who.day();
    content.hash = gain::plan_fingerprint(content);
    Draft draft{.kind = &kind, .id = record->id, .body = std::make_shared<GainPlan>(std::move(content)), .act = "publish"};
    return allowed_alone(who, access::Act::change, record, std::move(draft), latest);
  });
}

base::Checked<workspace::Receipt> keep_gain_study(workspace::Register& store, const access::Reader& reader, GainStudy study) {
  const auto& kind = kind_of<GainStudy>();
  const auto now = store.now();
  const auto decision = access::decide_proposed(reader, access::Act::add, kind, "", std::make_shared<GainStudy>(study), *now);
  return store.commit(reader.author(decision.organisation), [&](const Workspace& latest) -> base::Checked<std::vector<Draft>> {
    const auto who = reader.renewed(latest);
    auto [plan, issues] = found_for_writing(who, kind_of<GainPlan>(), study.plan.id, std::nullopt, false, latest);
    if (!issues.empty()) return base::refuse(std::move(issues));
    const auto fingerprint = gain::plan_fingerprint(plan->as<GainPlan>());
    if (fingerprint != study.plan_hash) return base::refuse("", "act.gain_plan_moved");
    auto kept = study;
    const auto before = studies_of(latest, *plan);
    kept.number = 1 + (before.empty() ? 0 : before.back()->as<GainStudy>().number.value_or(0));
    kept.run_on = who.day();
    auto id = fmt::format("{}-study-{}", plan->id.substr(0, 70), *kept.number);
    if (latest.find(kind, id)) id = free_id(latest, kind, id);  // an unpublished one was taken back
    Draft draft{.kind = &kind, .id = std::move(id), .body = std::make_shared<GainStudy>(std::move(kept)), .act = std::string(estimate_act)};
    return allowed_alone(who, access::Act::add, nullptr, std::move(draft), latest);
  });
}

}  // namespace outturn::act
