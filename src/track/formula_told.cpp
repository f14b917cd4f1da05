#include "track/formula_told.h"

#include <algorithm>

namespace outturn::track {
namespace {

void write_text(base::JsonWriter& out, std::string_view name, const workspace::FormulaInForce& one) {
  out.key(name);
  if (one.redacted) out.null();
  else out.text(one.formula);
}

/// A change tells something only where one formula took the place of another.
bool follows_another(std::span<const workspace::FormulaInForce> formulas, std::size_t at) {
  return at > 0 && !formulas[at].formula.empty() && (!formulas[at - 1].formula.empty() || formulas[at - 1].redacted);
}

}  // namespace

std::optional<language::Sentence> formula_note(std::span<const workspace::FormulaInForce> formulas, std::optional<base::Day> as_of) {
  if (formulas.empty() || formulas.back().formula.empty()) return std::nullopt;
  const auto& now = formulas.back();
  if (as_of && *as_of < formulas.front().from) {
    return language::Sentence{"track.note.formula_later", {{"day", *as_of}, {"entered", formulas.front().from}}};
  }
  const auto then = as_of ? std::find_if(formulas.rbegin(), formulas.rend(), [&](const auto& one) { return one.from <= *as_of; }) : formulas.rbegin();
  if (then->until) {
    if (then->redacted || then->formula.empty()) return language::Sentence{"track.note.formula_later", {{"day", *as_of}, {"entered", now.from}}};
    return language::Sentence{"track.note.formula_then", {{"day", *as_of}, {"formula", then->formula}, {"since", now.from}}};
  }
  if (!follows_another(formulas, formulas.size() - 1)) return std::nullopt;
  const auto& before = formulas[formulas.size() - 2];
  if (before.redacted) return language::Sentence{"track.note.formula_changed_unread", {{"day", now.from}}};
  return language::Sentence{"track.note.formula_changed", {{"day", now.from}, {"formula", before.formula}}};
}

void write_json(base::JsonWriter& out, std::span<const workspace::FormulaInForce> formulas) {
  if (formulas.empty() || formulas.back().formula.empty()) {
    out.null();
    return;
  }
  out.begin_object();
  write_text(out, "text", formulas.back());
  out.member("in_force_from", formulas.back().from.iso()).member("reason", formulas.back().reason).key("earlier").begin_array();
  for (std::size_t i = formulas.size() - 1; i-- > 0;) {
    const auto& one = formulas[i];
    out.begin_object();
    write_text(out, "text", one);
    out.member("from", one.from.iso()).member("until", one.until->iso()).member("reason", one.reason).end_object();
  }
  out.end_array().end_object();
}

}  // namespace outturn::track
