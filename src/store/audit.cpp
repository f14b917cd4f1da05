#include "store/audit.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "record/keeping.h"
#include "record/measure.h"
#include "store/redactor.h"

namespace outturn::store {

using workspace::Told;
using workspace::Workspace;

namespace {

constexpr std::size_t most_faults = 1000;
constexpr std::int64_t farthest_move = 64;  // how far from its place a moved entry is looked for

struct HashOfDigest {
  std::size_t operator()(const base::Digest& digest) const {
    std::size_t h = 0;
    for (std::size_t b = 0; b < sizeof h; ++b) h = h << 8 | digest.bytes[b];
    return h;
  }
};

/// One stored entry, as far as finding out what happened to the chain needs it.
struct Link {
  std::int64_t stored{};   ///< the sequence under which it stands
  std::int64_t written{};  ///< the sequence with which it was hashed; 0 = it fits none
  base::Digest hash;
  base::Digest previous;
};

std::string about(const std::string& kind, const std::string& id) { return fmt::format("{} {}", kind, id); }

}  // namespace

bool Replay::apply(const Told& told) {
  const auto* kind = record::kind(told.entry.kind);
  if (!kind || told.entry.sequence <= state_.position()) return false;
  const auto* before = state_.find(*kind, told.entry.id);
  auto after = workspace::replayed(*kind, before ? before->body : record::Body{}, before && before->retired, told.payload.json);
  if (!after) return false;
  state_.apply({.sequence = told.entry.sequence, .at = told.entry.at, .kind = kind, .id = told.entry.id, .body = after->first,
                .retired = after->second});
  return true;
}

std::vector<std::size_t> series_in_order(const Workspace& state) {
  std::vector<std::pair<workspace::SeriesName, std::size_t>> named;
  named.reserve(state.panel().series_count());
  for (std::size_t s = 0; s < state.panel().series_count(); ++s) named.emplace_back(name_of(state, state.panel().series(s).key), s);
  std::sort(named.begin(), named.end(), [](const auto& a, const auto& b) { return before_in_batch(a.first, b.first); });
  std::vector<std::size_t> numbers;
  for (const auto& one : named) numbers.push_back(one.second);
  return numbers;
}

void add_rows_of_known_batches(const Workspace& now, Workspace& past) {
  const auto known = past.count(record::kind_of<record::Batch>());
  for (std::size_t s = 0; s < now.panel().series_count(); ++s) {
    const auto& series = now.panel().series(s);
    std::vector<workspace::Row> rows;
    std::vector<std::pair<std::uint32_t, workspace::Extras>> extras;
    for (std::size_t r = 0; r < series.rows.size(); ++r) {
      if (series.rows[r].batch >= known) continue;
      if (const auto* extra = series.extras_of(r)) extras.emplace_back(static_cast<std::uint32_t>(rows.size()), *extra);
      rows.push_back(series.rows[r]);
    }
    past.panel_for_store().add(series.key, rows, extras);
  }
  past.derive_all();
}

Audit::Audit(base::Progress& progress, std::int64_t total, EachEntry each_entry, std::optional<workspace::KnownHead> known)
    : progress_(progress), total_(total), each_entry_(std::move(each_entry)), known_(known) {}

void Audit::add_fault(std::string code, std::int64_t sequence, std::string detail) {
  if (found_.faults.size() < most_faults) found_.faults.push_back({std::move(code), sequence, std::move(detail)});
}

void Audit::check_ledger() {
  bool chain_holds = true;
  Head head;
  std::map<std::int64_t, std::pair<base::Digest, base::Digest>> unlike;  // sequence → digest in the chain, digest found
  std::map<std::int64_t, std::string> name_of_unlike;
  bool known_head_met = !known_ || known_->sequence == 0;
  each_entry_([&](const Told& told) {
    const auto& entry = told.entry;
    if (entry.sequence != head.sequence + 1 || entry.previous != head.hash || workspace::entry_hash(entry) != entry.hash) chain_holds = false;
    if (known_ && entry.sequence == known_->sequence && entry.hash == known_->hash) known_head_met = true;
    const auto digest = workspace::payload_digest(told.payload);
    if (digest != entry.payload_digest) {
      unlike.emplace(entry.sequence, std::pair{entry.payload_digest, digest});
      name_of_unlike.emplace(entry.sequence, about(entry.kind, entry.id));
    }
    if (entry.act == "redact") {
      if (const auto replaced = replacements_of(told.payload.json)) {
        for (const auto& one : *replaced) {
          if (one.sequence < entry.sequence) replaced_[one.sequence].emplace_back(one.was, one.now);
        }
      }
    }
    if (!replay_.apply(told)) add_fault("ledger.payload_unreadable", entry.sequence, about(entry.kind, entry.id));
    head = {.sequence = entry.sequence, .at = entry.at, .hash = entry.hash};
    if (++found_.entries % 4096 == 0) progress_.at("verify_ledger", found_.entries, total_);
  });
  found_.head = head.hash;
  for (const auto& [sequence, digests] : unlike) {
    auto expected = digests.first;
    for (const auto& [was, now] : replaced_[sequence]) {
      if (was == expected) expected = now;
    }
    if (expected == digests.second && expected != digests.first) {
      ++found_.redacted;
    } else {
      add_fault("ledger.payload_changed", sequence, name_of_unlike[sequence]);
    }
  }
  if (!chain_holds) classify_broken_chain();
  if (!known_head_met) add_fault("ledger.head_missing", known_->sequence, known_->hash.hex());
}

void Audit::classify_broken_chain() {
  // Each entry was hashed with its sequence and the hash of the entry before: so a moved entry still tells where
  // it belongs, and only content that was altered fits nowhere.
  std::vector<Link> links;
  std::unordered_map<base::Digest, std::size_t, HashOfDigest> by_hash;
  std::vector<std::string> names;
  each_entry_([&](const Told& told) {
    const auto& entry = told.entry;
    Link link{.stored = entry.sequence, .hash = entry.hash, .previous = entry.previous};
    const auto fits = [&](std::int64_t sequence) {
      auto as_written = entry;
      as_written.sequence = sequence;
      return workspace::entry_hash(as_written) == entry.hash;
    };
    if (fits(entry.sequence)) {
      link.written = entry.sequence;
    } else {
      for (std::int64_t away = 1; away <= farthest_move && link.written == 0; ++away) {
        if (fits(entry.sequence - away)) link.written = entry.sequence - away;
        if (link.written == 0 && fits(entry.sequence + away)) link.written = entry.sequence + away;
      }
      if (const auto before = by_hash.find(entry.previous); link.written == 0 && before != by_hash.end()) {
        const auto sequence = links[before->second].written + 1;
        if (fits(sequence)) link.written = sequence;
      }
    }
    by_hash.emplace(entry.hash, links.size());
    links.push_back(link);
    names.push_back(about(entry.kind, entry.id));
  });

  std::map<std::int64_t, std::vector<std::size_t>> by_written;
  for (std::size_t l = 0; l < links.size(); ++l) {
    if (links[l].written > 0) by_written[links[l].written].push_back(l);
  }
  struct Found {
    std::int64_t sequence;
    std::string code;
    std::string detail;
  };
  std::vector<Found> all;
  std::set<std::size_t> inserted;
  std::set<std::int64_t> altered;
  // Two entries for one place: the one that the chain goes on from is the old one.
  for (const auto& [sequence, claimants] : by_written) {
    if (claimants.size() < 2) continue;
    const auto next = by_written.find(sequence + 1);
    for (const auto l : claimants) {
      const bool goes_on = next != by_written.end() && links[next->second.front()].previous == links[l].hash;
      if (!goes_on && inserted.size() + 1 < links.size() && (next != by_written.end() || l != claimants.front())) inserted.insert(l);
    }
  }
  for (std::size_t l = 0; l < links.size(); ++l) {
    if (links[l].written != 0) continue;
    if (by_written.contains(links[l].stored)) {
      inserted.insert(l);  // what belongs here is still there, elsewhere
    } else {
      altered.insert(links[l].stored);
      all.push_back({links[l].stored, "ledger.changed", names[l]});
    }
  }
  for (const auto l : inserted) all.push_back({links[l].stored, "ledger.inserted", names[l]});
  // Places for which no entry is left.
  std::int64_t expected = 1;
  const auto missing_until = [&](std::int64_t end) {
    std::vector<std::int64_t> gone;
    for (auto s = expected; s < end; ++s) {
      if (!altered.contains(s)) gone.push_back(s);
    }
    for (std::size_t g = 0; g < gone.size();) {
      auto last = g;
      while (last + 1 < gone.size() && gone[last + 1] == gone[last] + 1) ++last;
      all.push_back({gone[g], "ledger.removed", fmt::format("{}–{}", gone[g], gone[last])});
      g = last + 1;
    }
  };
  for (const auto& [sequence, claimants] : by_written) {
    if (sequence > expected) missing_until(sequence);
    expected = std::max(expected, sequence + 1);
  }
  // Entries that stand before one that was written earlier.
  std::int64_t latest = 0;
  for (std::size_t l = 0; l < links.size(); ++l) {
    if (links[l].written == 0 || inserted.contains(l)) continue;
    if (links[l].written < latest) all.push_back({links[l].stored, "ledger.reordered", names[l]});
    latest = std::max(latest, links[l].written);
  }
  // An entry whose own hash fits, but after which the chain does not go on, was written anew.
  for (const auto& [sequence, claimants] : by_written) {
    const auto before = by_written.find(sequence - 1);
    const auto& link = links[claimants.front()];
    if (sequence == 1) {
      if (link.previous != base::Digest{}) all.push_back({link.stored, "ledger.changed", names[claimants.front()]});
      continue;
    }
    if (before == by_written.end() || inserted.contains(claimants.front())) continue;
    const bool follows = std::any_of(before->second.begin(), before->second.end(),
                                     [&](std::size_t l) { return links[l].hash == link.previous; });
    if (!follows) {
      const auto l = before->second.front();
      all.push_back({links[l].stored, "ledger.changed", names[l]});
    }
  }
  if (all.empty()) all.push_back({1, "ledger.changed", {}});
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return a.sequence < b.sequence; });
  for (auto& one : all) add_fault(std::move(one.code), one.sequence, std::move(one.detail));
}

void Audit::check_record(const workspace::Record& stored) {
  ++found_.records;
  auto& seen = seen_[stored.kind->code];
  const auto* replayed = replay_.state().find(*stored.kind, stored.id);
  if (seen.size() <= stored.slot) seen.resize(std::size_t{stored.slot} + 1);
  seen[stored.slot] = true;
  if (!replayed || replayed->slot != stored.slot) {
    add_fault("projection.unknown_record", stored.version, about(stored.kind->code, stored.id));
    return;
  }
  const bool same = replayed->retired == stored.retired && replayed->version == stored.version && replayed->created == stored.created &&
                    replayed->changed_at == stored.changed_at && same_content(*stored.kind, replayed->body, stored.body);
  if (!same) add_fault("projection.differs", replayed->version, about(stored.kind->code, stored.id));
}

void Audit::check_no_record_is_missing() {
  for (const auto& kind : record::kinds()) {
    const auto& seen = seen_[kind.code];
    for (workspace::Slot slot = 0; slot < replay_.state().count(kind); ++slot) {
      if (slot < seen.size() && seen[slot]) continue;
      const auto& record = replay_.state().at(kind, slot);
      add_fault("projection.record_missing", record.version, about(kind.code, record.id));
    }
  }
}

Audit::RowsOfBatch& Audit::rows_of(workspace::Slot batch) { return rows_[batch]; }

void Audit::begin_series(const workspace::SeriesName& name) { series_ = name; }

void Audit::check_row(const workspace::Row& row, const workspace::Extras* extras) {
  auto& own = rows_of(row.batch);
  workspace::BatchRows::append_canonical(own.text, series_, row, extras);
  ++own.rows;
  if (own.text.size() > 1 << 14) {
    own.hash.add(own.text);
    own.text.clear();
  }
  if (++found_.observations % 65536 == 0) progress_.at("verify_observations", found_.observations, 0);
}

void Audit::check_batches() {
  const auto& kind = record::kind_of<record::Batch>();
  auto& state = replay_.state();
  for (workspace::Slot slot = 0; slot < state.count(kind); ++slot) {
    const auto& record = state.at(kind, slot);
    const auto& batch = record.as<record::Batch>();
    auto& rows = rows_of(slot);
    if (batch.rows_sha256.empty() && rows.rows == 0) continue;  // a batch that was only described
    rows.hash.add(rows.text);
    if (rows.hash.digest().hex() != batch.rows_sha256) add_fault("batch.rows_changed", record.version, about(kind.code, record.id));
  }
  for (const auto& [slot, rows] : rows_) {
    if (slot >= state.count(kind)) add_fault("batch.rows_unknown", 0, fmt::format("{} × {}", kind.code, rows.rows));
  }
}

workspace::Verification Audit::verification() { return std::move(found_); }

}  // namespace outturn::store
