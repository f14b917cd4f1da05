#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "chain/finding.h"
#include "record/contribution.h"
#include "record/graph.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "workspace/targets.h"

namespace outturn::chain {

using record::Commitment;
using record::Definition;
using record::Indicator;
using record::Organisation;
using record::Outcome;
using record::Party;
using record::Target;
using workspace::Record;

/// Whether no finding rests on it: it is a draft, and findings are about what is published.
inline bool is_draft(const Record& record) { return record::is_draft(*record.kind, record.body.get()); }

/// The records in force that refer to it, drafts left out.
template <class T>
std::vector<const Record*> referring(const workspace::Workspace& space, const Record& record, std::string_view field = {}) {
  auto all = space.referring<T>(record, field);
  if constexpr (requires(const T& one) { one.draft; }) std::erase_if(all, [](const Record* one) { return one->template as<T>().draft; });
  return all;
}

class Examination;

/// One rule: looks at one record of a kind and says what is wrong with it.
struct Rule {
  std::string_view code;
  Severity severity{};
  std::string_view about;  ///< code of the kind of record that it examines
  void (*examine)(Examination& here, const Record& subject){};
};

/// What a rule works with: the view, what it found, and what is known about all records together.
class Examination {
 public:
  explicit Examination(const workspace::View& view) : view_(view) {}

  const workspace::View& view() const { return view_; }
  const workspace::Workspace& workspace() const { return view_.workspace(); }
  /// Looks at a record in force; a draft is left alone.
  void run(const Rule& rule, const Record& subject);

  /// Says that the rule found something.
  /// records  what it is about, the record to mend first; the outcomes in force to which these belong are added
  /// values   what the sentence names
  void found(std::vector<const Record*> records, std::vector<language::NamedValue> values, const Record* who = nullptr);

  /// workspace::targets_in_force, looked up once for each indicator. Borrowed until the examination ends.
  const std::vector<const Record*>& targets_in_force(const Record& indicator);
  /// Whether a target is among those in force for its indicator.
  bool is_in_force(const Record& target);

  /// The indicators in force with this one's name, whatever the case and accents, itself included, in order of creation.
  std::vector<const Record*> namesakes(const Record& indicator);
  /// Spares namesakes() from reading every indicator: slots by folded name, ascending. Borrowed.
  using ByName = std::map<std::string, std::vector<workspace::Slot>, std::less<>>;
  void know_names(const ByName& by_name) { known_names_ = &by_name; }

  /// What was found since it was last asked.
  std::vector<Finding> take() { return std::exchange(findings_, {}); }

 private:
  const workspace::View& view_;
  const Rule* rule_{};
  std::vector<Finding> findings_;
  const ByName* known_names_{};
  std::optional<ByName> by_name_;
  std::unordered_map<const Record*, std::vector<const Record*>> targets_;
};

/// Under which namesakes find each other: the English name (or the only one), folded.
std::string name_key(const Indicator& indicator);
/// All indicators in force by name_key.  cost  all indicators
Examination::ByName indicators_by_name(const workspace::Workspace& space);

/// More organisations than these can seldom steer something together: from there on a smaller group should.
/// source  New Zealand's guidance asks for a manageable number and states none; this limit is ours
constexpr std::size_t manageable_partners = 12;

/// A record's name for a sentence, in every language it has; a long one is cut after a word.
language::Texts name_of(const Record& record);

/// The organisation in force or not; nullptr for an empty reference.
const Record* organisation(const workspace::View& view, const record::Reference& reference);

/// The names of these records as one list in a sentence.
language::Phrases names_of(const std::vector<const Record*>& records);

/// The first organisation that leads or owns an outcome together with others; nullptr when none does.
const Record* leader(const workspace::View& view, const Record& outcome);

/// The commitment and its lead where it has one: whom a finding about a commitment concerns.
std::vector<const Record*> around(const workspace::View& view, const Record& commitment);

/// The figures that speak for an indicator, absences included: the country's for everybody, else those of the first
/// place that has figures. Empty when there are none.
std::vector<workspace::Figure> headline_figures(const workspace::View& view, const Record& indicator);

/// The figures of a target's place and group, absences included.
std::vector<workspace::Figure> figures_of(const workspace::View& view, const Target& target);

/// Without the absences.
std::vector<workspace::Figure> usable(std::vector<workspace::Figure> figures);

}  // namespace outturn::chain
