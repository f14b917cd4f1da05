#include <algorithm>

#include "chain/rules.h"
#include "decide/agreement.h"
#include "quality/amount.h"
#include "record/agreement.h"

namespace outturn::chain {
namespace {

/// What published figures, and nothing but they, say of a target.
struct Held {
  workspace::Figure figure;
  bool lost{};  ///< it had been met; else its period is over without
};

std::optional<Held> held_against(const Examination& here, const Target& promise, const Indicator& measured) {
  if (!promise.value) return std::nullopt;
  const auto figures = usable(figures_of(here.view(), promise));
  if (figures.empty()) return std::nullopt;
  const auto& latest = figures.back();
  const auto from = promise.base_period ? promise.base_period->last_day() : base::Day{};
  bool met = false;
  for (const auto& one : figures) met = met || ((!promise.base_period || one.period.last_day() > from) && workspace::meets(promise, measured.direction, one.value));
  if (promise.period) {
    const auto end = promise.period->last_day();
    const auto decides = std::find_if(figures.begin(), figures.end(), [&](const auto& f) { return f.period.last_day() == end; });
    if (decides != figures.end() && !workspace::meets(promise, measured.direction, decides->value)) return Held{*decides, false};
    if (latest.period.last_day() > end) return std::nullopt;  // its period is over, and it was met
  }
  if (met && !workspace::meets(promise, measured.direction, latest.value)) return Held{latest, true};
  return std::nullopt;
}

}  // namespace

void consequence_due(Examination& here, const Record& agreement) {
  const auto& content = agreement.as<record::Agreement>();
  const auto day = here.view().day();
  if (content.closed && *content.closed <= day) return;
  const auto versions = decide::versions_of(here.view(), agreement);
  const auto* binding = decide::in_force(versions);
  if (!binding) return;
  const auto sunset = base::Day::parse(binding->text.sunset);
  if (sunset && *sunset < day) return;
  const auto& withheld = binding->record->as<record::AgreementVersion>().withheld;
  for (const auto& clause : binding->text.clauses) {
    if (clause.topic != "consequences") continue;
    const bool is_withheld = std::find(withheld.begin(), withheld.end(), record::Reference{clause.id}) != withheld.end();
    for (const auto& bound : clause.bound) {
      if (bound.kind != "target") continue;
      const auto* target = here.workspace().find<Target>(bound.id);
      const auto* indicator = target ? here.workspace().find<Indicator>(target->as<Target>().indicator.id) : nullptr;
      if (!indicator || target->retired || indicator->retired) continue;
      const auto& measured = indicator->as<Indicator>();
      const auto held = held_against(here, target->as<Target>(), measured);
      if (!held) continue;
      std::vector<const Record*> about{&agreement, binding->record, target, indicator};
      if (is_withheld) {  // then only those who may read the clause hear of it
        if (const auto* record = here.workspace().find<record::Clause>(clause.id)) about.push_back(record);
        else continue;
      }
      here.found(std::move(about), {{"agreement", name_of(agreement)}, {"clause", clause.number}, {"indicator", name_of(*indicator)},
                                    {"figure", quality::amount_of(measured, held->figure.value)}, {"period", held->figure.period}, {"lost", std::int64_t{held->lost}}},
                 content.parties.empty() ? nullptr : organisation(here.view(), content.parties.front()));
    }
  }
}

}  // namespace outturn::chain
