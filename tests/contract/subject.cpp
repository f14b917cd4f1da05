#include "subject.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "store/scribe.h"

namespace outturn::contract {
namespace {

bool same_row(const workspace::Row& a, const workspace::Row& b) {
  return a.period == b.period && a.known_from == b.known_from && a.value == b.value && a.batch == b.batch && a.status == b.status &&
         a.has_extras == b.has_extras;
}

}  // namespace

void tamper(const std::string& file, const std::string& sql) {
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &raw) == SQLITE_OK);
  const auto all = "DROP TRIGGER IF EXISTS ledger_is_never_changed; DROP TRIGGER IF EXISTS ledger_is_never_cut; "
                   "DROP TRIGGER IF EXISTS payload_is_never_removed; " + sql;
  char* message = nullptr;
  sqlite3_exec(raw, all.c_str(), nullptr, nullptr, &message);
  INFO(std::string(message ? message : ""));
  CHECK(message == nullptr);
  sqlite3_free(message);
  sqlite3_close(raw);
}

std::string difference(const workspace::Workspace& a, const workspace::Workspace& b) {
  if (a.position() != b.position()) return fmt::format("position {} and {}", a.position(), b.position());
  if (a.last_change() != b.last_change()) return fmt::format("last change {} and {}", a.last_change().rfc3339(), b.last_change().rfc3339());
  for (const auto& kind : record::kinds()) {
    if (a.count(kind) != b.count(kind)) return fmt::format("{} {}: {}", a.count(kind), b.count(kind), kind.plural);
    for (workspace::Slot slot = 0; slot < a.count(kind); ++slot) {
      const auto& left = a.at(kind, slot);
      const auto& right = b.at(kind, slot);
      const bool same = left.id == right.id && left.slot == right.slot && left.retired == right.retired && left.version == right.version &&
                        left.created == right.created && left.changed_at == right.changed_at && store::same_content(kind, left.body, right.body);
      if (!same) return fmt::format("{} {} and {}", kind.code, left.id, right.id);
      if (b.find(kind, left.id) != &right) return fmt::format("{} {} is not found by its id", kind.code, left.id);
      for (const auto& by : record::kinds()) {
        const auto one = a.referring(left, by);
        const auto other = b.referring(right, by);
        if (one.size() != other.size()) return fmt::format("{} {} is referred to by {} and {}", kind.code, left.id, one.size(), other.size());
        for (std::size_t r = 0; r < one.size(); ++r) {
          if (one[r]->id != other[r]->id) return fmt::format("{} {} is referred to by {} and {}", kind.code, left.id, one[r]->id, other[r]->id);
        }
      }
    }
  }
  if (a.withdrawn_batches() != b.withdrawn_batches()) return "withdrawn batches";
  if (a.panel().row_count() != b.panel().row_count()) return fmt::format("rows {} and {}", a.panel().row_count(), b.panel().row_count());
  for (std::size_t s = 0; s < a.panel().series_count(); ++s) {
    const auto& left = a.panel().series(s);
    const auto* right = b.panel().find(left.key);
    if (!right) {
      if (left.rows.empty()) continue;
      return "a series is missing";
    }
    if (left.rows.size() != right->rows.size()) return "a series is longer";
    for (std::size_t r = 0; r < left.rows.size(); ++r) {
      if (!same_row(left.rows[r], right->rows[r])) return fmt::format("row {} of a series", r);
      const auto* one = left.extras_of(r);
      const auto* other = right->extras_of(r);
      if ((one == nullptr) != (other == nullptr) || (one && !(*one == *other))) return fmt::format("extras of row {}", r);
    }
  }
  return {};
}

std::string faults(workspace::Register& book, const std::optional<workspace::KnownHead>& known) {
  base::Progress quiet;
  std::string all;
  for (const auto& fault : book.verify(quiet, known).faults) {
    if (!all.empty()) all += "; ";
    all += fmt::format("{} at {}", fault.code, fault.sequence);
  }
  return all;
}

}  // namespace outturn::contract
