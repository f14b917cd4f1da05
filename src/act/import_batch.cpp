#include "act/import_batch.h"

#include <algorithm>
#include <set>

#include "act/rules.h"
#include "record/levels.h"
#include "record/measure.h"

namespace outturn::act {
namespace {

using workspace::BatchRows;
using workspace::Workspace;

/// Issues of the same kind about the same thing, once each.
class Once {
 public:
  void add(base::Issue issue) {
    if (std::find(issues_.begin(), issues_.end(), issue) == issues_.end()) issues_.push_back(std::move(issue));
  }
  void add(const base::Issues& issues) {
    for (const auto& issue : issues) add(issue);
  }
  base::Issues take() { return std::move(issues_); }
  bool empty() const { return issues_.empty(); }

 private:
  base::Issues issues_;
};

/// The new records of the file. Those that somebody else has added meanwhile, just so, are not needed any more.
void propose_records(const Import& import, const access::Reader& reader, Proposal& proposal, Once& issues) {
  const auto& latest = proposal.latest();
  for (auto draft : import.records) {
    if (const auto* there = latest.find(*draft.kind, draft.id)) {
      const bool same = std::all_of(draft.kind->fields.begin(), draft.kind->fields.end(), [&](const record::Field& field) {
        return field.read(there->body.get()) == field.read(draft.body.get());
      });
      if (!same || there->retired) issues.add({"", "act.id_taken", {{"id", draft.id}, {"free", free_id(latest, *draft.kind, draft.id)}}});
      continue;
    }
    draft.act = "add";
    issues.add(permission_faults(reader, access::Act::add, nullptr, draft, latest));
    proposal.put(std::move(draft));
  }
  for (const auto& draft : proposal.drafts()) issues.add(proposal.faults(draft));
}

void check_indicator(std::string_view id, const access::Reader& reader, const Proposal& proposal, Once& issues) {
  const auto& kind = record::kind_of<record::Indicator>();
  const auto* kept = proposal.latest().find(kind, id);
  const auto standing = proposal.find(kind, id);
  if (!standing) return;  // told already
  if (record::is_derived(*static_cast<const record::Indicator*>(standing.body.get()))) issues.add({"indicator", "act.figures_derived", {{"id", std::string(id)}}});
  const auto decision = kept ? access::decide(reader, access::Act::import, kind, kept, proposal.latest())
                             : access::decide_proposed(reader, access::Act::import, kind, id, standing.body, proposal.latest());
  if (!decision) issues.add(decision.why);
}

void check_definition(const workspace::SeriesName& name, const Proposal& proposal, Once& issues) {
  if (name.definition == 1) return;  // the first needs no record of its own
  bool known = false;
  const auto is_it = [&](const record::Definition& d) { return d.indicator.id == name.indicator && d.version == name.definition; };
  if (const auto* indicator = proposal.latest().find<record::Indicator>(name.indicator)) {
    for (const auto* record : proposal.latest().referring<record::Definition>(*indicator, "indicator")) {
      known = known || is_it(record->as<record::Definition>());
    }
  }
  for (const auto& draft : proposal.drafts()) {
    known = known || (draft.kind == &record::kind_of<record::Definition>() && is_it(*static_cast<const record::Definition*>(draft.body.get())));
  }
  if (!known) issues.add({"indicator", "act.definition_unknown", {{"indicator", name.indicator}, {"version", std::int64_t{name.definition}}}});
}

/// Whether every series names records in force, and the reader may send figures of its indicator.
void check_series(const BatchRows& rows, const access::Reader& reader, const Proposal& proposal, Once& issues) {
  std::set<std::pair<const record::Kind*, std::string_view>> checked;
  const auto check = [&](const record::Kind& kind, std::string_view id) {
    if (!checked.emplace(&kind, id).second) return;
    const auto standing = proposal.find(kind, id);
    if (!standing) issues.add({kind.code, "act.series_unknown", {{"kind", kind.code}, {"id", std::string(id)}}});
    if (standing && standing.retired) issues.add({kind.code, "act.series_retired", {{"kind", kind.code}, {"id", std::string(id)}}});
    if (&kind == &record::kind_of<record::Indicator>()) check_indicator(id, reader, proposal, issues);
  };
  const workspace::SeriesName* before = nullptr;
  for (const auto& name : rows.series) {
    check(record::kind_of<record::Indicator>(), name.indicator);
    check(record::kind_of<record::Place>(), name.place);
    if (!name.group.empty()) check(record::kind_of<record::Group>(), name.group);
    if (!before || before->indicator != name.indicator || before->definition != name.definition) check_definition(name, proposal, issues);
    before = &name;
  }
}

const workspace::Series* kept_series(const workspace::SeriesName& name, const Workspace& latest) {
  const auto* indicator = latest.find<record::Indicator>(name.indicator);
  const auto* place = latest.find<record::Place>(name.place);
  const auto* group = name.group.empty() ? nullptr : latest.find<record::Group>(name.group);
  if (!indicator || !place || (!name.group.empty() && !group)) return nullptr;
  return latest.panel().find({.indicator = indicator->slot, .place = place->slot, .group = group ? group->slot : workspace::no_slot,
                              .definition = name.definition});
}

/// The row of the same period and publication that counts already, if any.
const workspace::Row* kept_row(const workspace::Series& series, const workspace::Row& row, const std::vector<workspace::Slot>& withdrawn) {
  auto at = std::lower_bound(series.rows.begin(), series.rows.end(), row, [](const workspace::Row& a, const workspace::Row& b) {
    return std::pair{a.period, a.known_from} < std::pair{b.period, b.known_from};
  });
  const workspace::Row* found = nullptr;
  for (; at != series.rows.end() && at->period == row.period && at->known_from == row.known_from; ++at) {
    if (!std::binary_search(withdrawn.begin(), withdrawn.end(), at->batch)) found = &*at;
  }
  return found;
}

/// The rows that are still new: others may have sent some of them since the file was checked.
/// refuses  act.figures_moved
base::Checked<std::shared_ptr<const BatchRows>> still_new(const std::shared_ptr<const BatchRows>& given, const Workspace& latest) {
  auto kept = std::make_shared<BatchRows>();
  std::int64_t moved = 0;
  auto extras = given->extras.begin();
  for (std::size_t s = 0; s < given->series.size(); ++s) {
    const auto* series = kept_series(given->series[s], latest);
    const auto first = kept->rows.size();
    for (auto r = given->first_row[s]; r < given->first_row[s + 1]; ++r) {
      const auto& row = given->rows[r];
      const workspace::Extras* own = nullptr;
      if (extras != given->extras.end() && extras->first == r) own = &(extras++)->second;
      if (const auto* there = series ? kept_row(*series, row, latest.withdrawn_batches()) : nullptr) {
        const auto* theirs = series->extras_of(static_cast<std::size_t>(there - series->rows.data()));
        const bool same_extras = (!own || own->empty()) == (!theirs || theirs->empty()) && (!own || own->empty() || *own == *theirs);
        if (there->status != row.status || there->value != row.value || !same_extras) ++moved;
        continue;
      }
      if (own) kept->extras.emplace_back(kept->rows.size(), *own);
      kept->rows.push_back(row);
    }
    if (kept->rows.size() == first) continue;
    kept->series.push_back(given->series[s]);
    kept->first_row.push_back(first);
  }
  kept->first_row.push_back(kept->rows.size());
  if (moved > 0) return base::refuse("", "act.figures_moved", {{"count", moved}});
  if (kept->rows.size() == given->rows.size()) return given;
  return std::shared_ptr<const BatchRows>(std::move(kept));
}

base::Checked<std::vector<workspace::Draft>> plan(const Workspace& latest, const access::Reader& who, const Import& import, const std::string& digest,
                                                  Imported& imported) {
  const auto& kind = record::kind_of<record::Batch>();
  const bool has_rows = import.rows && !import.rows->rows.empty();
  imported.batch.clear();
  imported.rows = 0;
  Once issues;
  if (const auto still = access::decide(who, access::Act::import, kind, nullptr, latest); !still) issues.add(still.why);
  Proposal proposal(latest);
  propose_records(import, who, proposal, issues);
  if (has_rows) check_series(*import.rows, who, proposal, issues);
  if (!issues.empty()) return base::refuse(issues.take());
  auto drafts = proposal.drafts();
  if (!has_rows) return drafts;

  auto rows = import.rows;
  if (latest.position() != import.position) {
    auto fresh = still_new(import.rows, latest);
    if (!fresh) return base::refuse(std::move(fresh.error()));
    rows = std::move(*fresh);
  }
  if (rows->rows.empty()) return drafts;
  auto batch = import.batch;
  batch.withdrawn = false;
  batch.withdrawn_reason.clear();
  batch.rows = static_cast<std::int64_t>(rows->rows.size());
  batch.rows_sha256 = rows == import.rows ? digest : rows->digest().hex();
  const auto stem = batch.file.substr(0, batch.file.rfind('.'));
  imported.batch = free_id(latest, kind, (batch.known_from ? batch.known_from->iso() + " " : std::string{}) + stem);
  imported.rows = *batch.rows;
  workspace::Draft draft{.kind = &kind, .id = imported.batch, .body = std::make_shared<const record::Batch>(std::move(batch)),
                         .act = "import", .reason = import.reason, .rows = std::move(rows)};
  const auto faults = proposal.faults(draft);
  if (!faults.empty()) return base::refuse(faults);
  drafts.push_back(std::move(draft));
  return drafts;
}

/// The hash of the rows; empty where there are none.
std::string digest_of(const Import& import) {
  if (!import.rows || import.rows->rows.empty()) return {};
  base::ensure(import.rows->first_row.size() == import.rows->series.size() + 1 && import.rows->first_row.back() == import.rows->rows.size(),
               "the rows of an import are grouped by series");
  return import.rows->digest().hex();
}

}  // namespace

base::Checked<std::vector<workspace::Draft>> planned_import(const Workspace& latest, const access::Reader& who, const Import& import, Imported& imported) {
  return plan(latest, who, import, digest_of(import), imported);
}

base::Checked<Imported> import_batch(workspace::Register& store, const access::Reader& reader, const Import& import) {
  const auto decision = access::decide(reader, access::Act::import, record::kind_of<record::Batch>(), nullptr, *store.now());
  if (!decision) return base::refuse({decision.why});
  const auto digest = digest_of(import);  // before the lock: it takes a while

  Imported imported;
  auto receipt = store.commit(reader.author(decision.organisation),
                              [&](const Workspace& latest) { return plan(latest, reader.renewed(latest), import, digest, imported); });
  if (!receipt) return base::refuse(std::move(receipt.error()));
  imported.receipt = std::move(*receipt);
  return imported;
}

}  // namespace outturn::act
