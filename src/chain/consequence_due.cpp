#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "chain/rules.h"
#include "quality/amount.h"
#include "record/agreement.h"

namespace outturn::chain {
namespace {

using base::Json;
using record::AgreementVersion;
using record::Signature;

struct Signed {
  const Record* record{};
  Json text;
};

const Json::Array& list(const Json& json, std::string_view name) {
  static const Json::Array none;
  const auto* found = json.find(name);
  return found && found->array() ? *found->array() : none;
}

std::string word(const Json& json, std::string_view name) {
  const auto* found = json.find(name);
  return found && found->text() ? *found->text() : std::string{};
}

bool names(const Json::Array& all, std::string_view id) {
  return std::any_of(all.begin(), all.end(), [&](const Json& one) { return one.text() && *one.text() == id; });
}

/// The clauses by id, without their number: a clause that moved says what it said.
std::map<std::string, Json::Object> clauses_of(const Json& text) {
  std::map<std::string, Json::Object> all;
  for (const auto& clause : list(text, "clauses")) {
    if (!clause.object()) continue;
    auto body = *clause.object();
    std::erase_if(body, [](const auto& member) { return member.first == "number"; });
    all[word(clause, "id")] = std::move(body);
  }
  return all;
}

/// Whether the change from one text to the next asks this party to sign again: what decide::touches says, read from
/// the signed text itself.
bool touches(const Json& before, const Json& after, std::string_view party) {
  for (const auto* of_all : {"outcome", "title", "parties", "sunset"}) {
    const auto* then = before.find(of_all);
    const auto* now = after.find(of_all);
    if (!then || !now || !(*then == *now)) return true;
  }
  const auto old_clauses = clauses_of(before);
  const auto new_clauses = clauses_of(after);
  const auto concerns = [&](const Json::Object& clause) {
    const Json whole{clause};
    const auto& touched = list(whole, "touches");
    return touched.empty() || names(touched, party);
  };
  for (const auto& [id, clause] : new_clauses) {
    const auto old = old_clauses.find(id);
    if (old == old_clauses.end() ? concerns(clause) : !(Json{old->second} == Json{clause}) && (concerns(old->second) || concerns(clause))) return true;
  }
  return std::any_of(old_clauses.begin(), old_clauses.end(), [&](const auto& old) { return !new_clauses.contains(old.first) && concerns(old.second); });
}

enum class Signing { none, given, taken_back };

Signing signing(const workspace::View& view, const Record& version, std::string_view party) {
  auto found = Signing::none;
  for (const auto* record : view.workspace().referring<Signature>(version, "version")) {
    const auto& signature = record->as<Signature>();
    if (signature.organisation.id != party || signature.given.value_or(view.day()) > view.day()) continue;
    found = signature.withdrawn && *signature.withdrawn <= view.day() ? Signing::taken_back : Signing::given;
  }
  return found;
}

bool is_bound(const workspace::View& view, const std::vector<Signed>& versions, std::size_t last, std::string_view party) {
  for (auto v = last + 1; v-- > 0;) {
    const auto how = signing(view, *versions[v].record, party);
    if (how != Signing::none) return how == Signing::given;
    if (v == 0 || touches(versions[v - 1].text, versions[v].text, party)) return false;
  }
  return false;
}

/// The newest version that every party has signed; nullptr = none binds.
const Signed* in_force(const workspace::View& view, const std::vector<Signed>& versions) {
  for (auto v = versions.size(); v-- > 0;) {
    const auto& parties = list(versions[v].text, "parties");
    const bool all = !parties.empty() && std::all_of(parties.begin(), parties.end(), [&](const Json& one) { return one.text() && is_bound(view, versions, v, *one.text()); });
    if (all) return &versions[v];
  }
  return nullptr;
}

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
  std::vector<Signed> versions;
  auto records = here.workspace().referring<AgreementVersion>(agreement, "agreement");
  std::stable_sort(records.begin(), records.end(), [](const Record* a, const Record* b) { return a->as<AgreementVersion>().number < b->as<AgreementVersion>().number; });
  for (const auto* record : records) {
    const auto& version = record->as<AgreementVersion>();
    auto text = Json::parse(version.text);
    if (text && version.made.value_or(day) <= day) versions.push_back({record, std::move(*text)});
  }
  const auto* binding = in_force(here.view(), versions);
  if (!binding) return;
  const auto sunset = base::Day::parse(word(binding->text, "sunset"));
  if (sunset && *sunset < day) return;
  for (const auto& clause : list(binding->text, "clauses")) {
    if (word(clause, "topic") != "consequences") continue;
    const auto& withheld = binding->record->as<AgreementVersion>().withheld;
    const auto id = word(clause, "id");
    const bool is_withheld = std::any_of(withheld.begin(), withheld.end(), [&](const record::Reference& one) { return one.id == id; });
    for (const auto& bound : list(clause, "bound")) {
      if (word(bound, "kind") != "target") continue;
      const auto* target = here.workspace().find<Target>(word(bound, "id"));
      const auto* indicator = target ? here.workspace().find<Indicator>(target->as<Target>().indicator.id) : nullptr;
      if (!indicator || target->retired || indicator->retired) continue;
      const auto& measured = indicator->as<Indicator>();
      const auto held = held_against(here, target->as<Target>(), measured);
      if (!held) continue;
      std::vector<const Record*> about{&agreement, binding->record, target, indicator};
      if (is_withheld) {  // then only those who may read the clause hear of it
        if (const auto* record = here.workspace().find<record::Clause>(id)) about.push_back(record);
        else continue;
      }
      const auto* number = clause.find("number");
      here.found(std::move(about), {{"agreement", name_of(agreement)}, {"clause", number ? number->integer().value_or(0) : 0}, {"indicator", name_of(*indicator)},
                                    {"figure", quality::amount_of(measured, held->figure.value)}, {"period", held->figure.period}, {"lost", std::int64_t{held->lost}}},
                 content.parties.empty() ? nullptr : organisation(here.view(), content.parties.front()));
    }
  }
}

}  // namespace outturn::chain
