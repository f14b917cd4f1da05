#include "chain/examination.h"

#include <algorithm>

#include "base/text.h"

namespace outturn::chain {
namespace {

std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 100;  // bytes
  if (text.size() <= longest) return text;
  const auto space = text.find_last_of(' ', longest);
  auto end = space == std::string::npos || space < longest / 2 ? longest : space;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a character
  return text.substr(0, end) + "…";
}

/// The fields by which the records of a kind say to which outcomes they belong.
const std::vector<const record::Field*>& outcome_fields(const record::Kind& kind) {
  static const auto of_all = [] {
    std::vector<std::vector<const record::Field*>> all;
    for (const auto& one : record::kinds()) {
      auto& fields = all.emplace_back();
      for (const auto& field : one.fields) {
        if (field.refers_to == "outcome") fields.push_back(&field);
      }
    }
    return all;
  }();
  return of_all[static_cast<std::size_t>(&kind - record::kinds().data())];
}

/// Adds the outcomes in force of whatever is among these, so that what is wrong with a measure, a promise or an
/// agreement is found at its outcome, too.
void add_outcomes(std::vector<const Record*>& records, const workspace::Workspace& space) {
  const auto add = [&](const record::Reference& reference) {
    const auto* outcome = space.find<Outcome>(reference.id);
    if (outcome && !outcome->retired && std::find(records.begin(), records.end(), outcome) == records.end()) records.push_back(outcome);
  };
  for (std::size_t n = 0, named = records.size(); n < named; ++n) {
    for (const auto* field : outcome_fields(*records[n]->kind)) {
      const auto value = field->read(records[n]->body.get());
      if (const auto* one = std::get_if<record::Reference>(&value)) add(*one);
      if (const auto* more = std::get_if<record::References>(&value)) std::for_each(more->begin(), more->end(), add);
    }
  }
}

}  // namespace

void Examination::run(const Rule& rule, const Record& subject) {
  if (is_draft(subject)) return;
  rule_ = &rule;
  rule.examine(*this, subject);
}

void Examination::found(std::vector<const Record*> records, std::vector<language::NamedValue> values, const Record* who) {
  const auto key = "chain." + std::string(rule_->code);
  add_outcomes(records, workspace());
  findings_.push_back({.code = rule_->code, .severity = rule_->severity, .records = std::move(records), .sentence = {key, values},
                       .what_to_do = {key + ".do", values}, .who = who});
}

const std::vector<const Record*>& Examination::targets_in_force(const Record& indicator) {
  const auto [at, is_new] = targets_.try_emplace(&indicator);
  if (is_new) at->second = workspace::targets_in_force(view_, indicator);
  return at->second;
}

bool Examination::is_in_force(const Record& target) {
  const auto* indicator = workspace().find<Indicator>(target.as<Target>().indicator.id);
  if (!indicator) return false;
  const auto& in_force = targets_in_force(*indicator);
  return std::find(in_force.begin(), in_force.end(), &target) != in_force.end();
}

std::vector<const Record*> Examination::namesakes(const Record& indicator) {
  if (!known_names_) {
    by_name_ = indicators_by_name(workspace());
    known_names_ = &*by_name_;
  }
  std::vector<const Record*> all;
  const auto found = known_names_->find(name_key(indicator.as<Indicator>()));
  if (found == known_names_->end()) return all;
  for (const auto slot : found->second) all.push_back(&workspace().at(*indicator.kind, slot));
  return all;
}

std::string name_key(const Indicator& indicator) { return base::folded(indicator.name.in("en")); }

Examination::ByName indicators_by_name(const workspace::Workspace& space) {
  Examination::ByName all;
  space.each<Indicator>([&](const Record& record, const Indicator& indicator) { all[name_key(indicator)].push_back(record.slot); });
  return all;
}

language::Phrases names_of(const std::vector<const Record*>& records) {
  language::Phrases names;
  for (const auto* record : records) names.push_back({"chain.name", {{"name", name_of(*record)}}});
  return names;
}

language::Texts name_of(const Record& record) {
  const auto value = record.kind->field(record.kind->title_field)->read(record.body.get());
  language::Texts texts;
  if (const auto* localised = std::get_if<record::Localised>(&value)) texts = localised->texts;
  if (const auto* plain = std::get_if<std::string>(&value)) texts = {{"en", *plain}};
  if (texts.empty()) texts = {{"en", record.id}};
  const bool is_promise = record.kind == &record::kind_of<Commitment>();
  for (auto& [tag, text] : texts) {
    if (is_promise && text.ends_with('.')) text.pop_back();  // a sentence of its own, named within another
    text = shortened(text);
  }
  return texts;
}

const Record* organisation(const workspace::View& view, const record::Reference& reference) {
  return reference.empty() ? nullptr : view.workspace().find<Organisation>(reference.id);
}

const Record* leader(const workspace::View& view, const Record& outcome) {
  const Record* co_owner = nullptr;
  for (const auto* record : view.workspace().referring<Party>(outcome)) {
    const auto& party = record->as<Party>();
    if (party.stance == record::Stance::leads) return organisation(view, party.organisation);
    if (party.stance == record::Stance::co_owns && !co_owner) co_owner = organisation(view, party.organisation);
  }
  return co_owner;
}

std::vector<const Record*> around(const workspace::View& view, const Record& commitment) {
  std::vector<const Record*> records{&commitment};
  if (const auto* lead = organisation(view, commitment.as<Commitment>().lead)) records.push_back(lead);
  return records;
}

std::vector<workspace::Figure> usable(std::vector<workspace::Figure> figures) {
  std::erase_if(figures, [](const auto& figure) { return !figure.is_figure(); });
  return figures;
}

std::vector<workspace::Figure> headline_figures(const workspace::View& view, const Record& indicator) {
  const auto* home = workspace::country(view);
  if (const auto* series = home ? view.series(indicator, *home) : nullptr) return view.figures(*series);
  const auto& panel = view.workspace().panel();
  const auto definition = view.current_definition(indicator);
  const auto rank = [](const workspace::SeriesKey& key) { return std::pair(key.group != workspace::no_slot, key.place); };
  const workspace::Series* best = nullptr;
  for (const auto number : panel.of_indicator(indicator.slot)) {
    const auto& series = panel.series(number);
    if (series.key.definition == definition && (!best || rank(series.key) < rank(best->key))) best = &series;
  }
  return best ? view.figures(*best) : std::vector<workspace::Figure>{};
}

std::vector<workspace::Figure> figures_of(const workspace::View& view, const Target& target) {
  const auto* indicator = view.workspace().find<Indicator>(target.indicator.id);
  const auto* place = workspace::place_of(view, target);
  if (!indicator || !place) return {};
  const auto* group = target.group.empty() ? nullptr : view.workspace().find<record::Group>(target.group.id);
  const auto* series = view.series(*indicator, *place, group);
  return series ? view.figures(*series) : std::vector<workspace::Figure>{};
}

}  // namespace outturn::chain
