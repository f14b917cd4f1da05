#include "decide/agreement.h"

#include <algorithm>
#include <array>

#include "record/measure.h"
#include "record/organisation.h"
#include "workspace/targets.h"

namespace outturn::decide {
namespace {

using record::AgreementVersion;
using record::Signature;
using workspace::Record;
using workspace::View;

/// A party's newest signature under a version, as known on the day; nullptr = none.
const Record* signature_of(const View& view, const Record& version, std::string_view party) {
  const Record* found = nullptr;
  for (const auto* record : view.workspace().referring<Signature>(version, "version")) {
    const auto& signature = record->as<Signature>();
    if (signature.organisation.id == party && signature.given.value_or(view.day()) <= view.day()) found = record;
  }
  return found;
}

bool is_withdrawn(const View& view, const Record& signature) {
  const auto withdrawn = signature.as<Signature>().withdrawn;
  return withdrawn && *withdrawn <= view.day();
}

/// How a party stands to the last of these versions: with a signature of its own, with an earlier one where nothing
/// that touches it has changed since, or without.
PartyState party_state(const View& view, const std::vector<VersionState>& versions, const std::string& party) {
  const auto& now = versions.back();
  PartyState state{.organisation = view.workspace().find<record::Organisation>(party)};
  const auto made = now.record->as<AgreementVersion>().made.value_or(view.day());
  state.days_waiting = base::days_between(made, view.day());
  for (std::size_t v = versions.size(); v-- > 0;) {
    const auto* signature = signature_of(view, *versions[v].record, party);
    if (signature) {
      state.signature = signature;
      state.signed_version = versions[v].number();
      state.dissents = !signature->as<Signature>().dissents.empty();
      state.state = is_withdrawn(view, *signature) ? SignState::withdrawn : v + 1 == versions.size() ? SignState::signed_now : SignState::carried;
      return state;
    }
    if (v == 0 || touches(versions[v - 1].text, versions[v].text, party)) return state;
  }
  return state;
}

bool has_signed(const PartyState& party) { return party.state == SignState::signed_now || party.state == SignState::carried; }

bool is_among(const std::vector<std::string>& parties, std::string_view id) { return std::find(parties.begin(), parties.end(), id) != parties.end(); }

AgreementPhase phase_of(const View& view, const AgreementState& state) {
  const auto& agreement = state.agreement->as<record::Agreement>();
  if (agreement.closed && *agreement.closed <= view.day()) return AgreementPhase::closed;
  if (state.versions.empty()) return AgreementPhase::draft;
  if (!state.in_force) return AgreementPhase::awaiting;
  const auto sunset = base::Day::parse(state.in_force->text.sunset);
  if (sunset && *sunset < view.day()) return AgreementPhase::past_sunset;
  return state.in_force == state.newest() ? AgreementPhase::in_force : AgreementPhase::in_force_amended;
}

void note_verdict(AgreementState& state) {
  state.verdict = {"agree.verdict." + std::string(text_of(state.phase))};
  const auto& agreement = state.agreement->as<record::Agreement>();
  if (agreement.closed) state.verdict.values.push_back({"closed", *agreement.closed});
  if (const auto* newest = state.newest()) {
    const auto signed_by = std::count_if(newest->parties.begin(), newest->parties.end(), has_signed);
    state.verdict.values.push_back({"newest", newest->number()});
    state.verdict.values.push_back({"signed", std::int64_t{signed_by}});
    state.verdict.values.push_back({"parties", static_cast<std::int64_t>(newest->parties.size())});
  }
  if (state.in_force) {
    state.verdict.values.push_back({"version", state.in_force->number()});
    if (const auto sunset = base::Day::parse(state.in_force->text.sunset)) {
      state.verdict.values.push_back({"sunset", *sunset});
      if (state.phase == AgreementPhase::in_force) state.verdict.key += "_until";
    }
  }
}

const Record* replacement_of(const View& view, const Record& target) {
  const auto replacing = view.workspace().referring<record::Target>(target, "replaces");
  for (const auto* one : replacing) {
    const auto from = one->as<record::Target>().in_force_from;
    if (!from || *from <= view.day()) return one;
  }
  return nullptr;
}

}  // namespace

std::string_view text_of(SignState state) {
  constexpr std::array codes{"waiting", "signed", "carried", "withdrawn"};
  return codes.at(static_cast<std::size_t>(state));
}

std::string_view text_of(AgreementPhase phase) {
  constexpr std::array codes{"draft", "awaiting", "in_force", "in_force_amended", "past_sunset", "closed"};
  return codes.at(static_cast<std::size_t>(phase));
}

const VersionState* AgreementState::version(std::int64_t number) const {
  for (const auto& one : versions) {
    if (one.number() == number) return &one;
  }
  return nullptr;
}

std::vector<Departure> departures(const View& view, const AgreementText& text) {
  std::vector<Departure> all;
  for (const auto& clause : text.clauses) {
    for (const auto& bound : clause.bound) {
      const auto* kind = record::kind(bound.kind);
      const auto* now = kind ? view.workspace().find(*kind, bound.id) : nullptr;
      Departure departure{.clause = &clause, .bound = &bound};
      if (!now || now->retired) {
        departure.what = Departure::What::gone;
        all.push_back(std::move(departure));
        continue;
      }
      if (kind == &record::kind_of<record::Target>()) departure.replaced_by = replacement_of(view, *now);
      base::JsonWriter written;
      kind->write_json(written, now->body);
      const auto json = base::Json::parse(written.str()).value();
      base::JsonWriter blank;
      kind->write_json(blank, kind->make());
      const auto nothing = base::Json::parse(blank.str()).value();
      for (const auto& field : kind->fields) {
        // What was not yet asked when the text was signed, and what has nothing to say, are the field's value in a new record.
        const auto* before = bound.record.find(field.name);
        const auto* after = json.find(field.name);
        const auto* otherwise = nothing.find(field.name);
        if (!before) before = otherwise;
        if (!after) after = otherwise;
        const bool same = before && after ? *before == *after : !before && !after;
        if (!same) departure.fields.push_back(field.name);
      }
      if (!departure.replaced_by && departure.fields.empty()) continue;
      departure.what = departure.replaced_by ? Departure::What::replaced : Departure::What::changed;
      all.push_back(std::move(departure));
    }
  }
  return all;
}

std::vector<VersionState> versions_of(const View& view, const Record& agreement, const Counts& counts) {
  auto records = view.workspace().referring<AgreementVersion>(agreement, "agreement");
  std::erase_if(records, [&](const Record* one) { return one->as<AgreementVersion>().made.value_or(view.day()) > view.day(); });
  std::stable_sort(records.begin(), records.end(), [](const Record* a, const Record* b) { return a->as<AgreementVersion>().number < b->as<AgreementVersion>().number; });
  std::vector<VersionState> so_far;
  for (const auto* record : records) {
    VersionState version{.record = record};
    const auto* bound_before = in_force(so_far);
    const auto made = record->as<AgreementVersion>().made.value_or(view.day());
    const auto parties_before = has_ended(bound_before, made) ? std::vector<std::string>{} : bound_before->text.parties;
    if (auto text = read_text(record->as<AgreementVersion>().text)) {
      version.text = std::move(*text);
      version.readable = true;
    }
    so_far.push_back(std::move(version));
    auto& now = so_far.back();
    now.complete = now.readable && !now.text.parties.empty();
    std::vector<PartyState> parties;
    const auto note = [&](const std::string& party, bool leaves) {
      parties.push_back(party_state(view, so_far, party));
      parties.back().leaves = leaves;
      now.complete = now.complete && has_signed(parties.back());
    };
    for (const auto& party : now.text.parties) note(party, false);
    if (now.readable) {
      for (const auto& party : parties_before) {
        if (!is_among(now.text.parties, party)) note(party, true);
      }
    }
    now.parties = std::move(parties);
  }
  if (counts) std::erase_if(so_far, [&](const VersionState& one) { return !counts(*one.record); });
  return so_far;
}

bool has_ended(const VersionState* binding, base::Day day) {
  if (!binding) return true;
  const auto sunset = base::Day::parse(binding->text.sunset);
  return sunset && *sunset <= day;
}

namespace {

bool is_drafted(const Record& agreement, std::string_view id) {
  const auto& parties = agreement.as<record::Agreement>().parties;
  return std::any_of(parties.begin(), parties.end(), [&](const record::Reference& one) { return one.id == id; });
}

/// The versions on any day, where somebody signed one whom the draft does not name; else nothing, without reading them.
std::vector<VersionState> versions_with_signatory_beyond_draft(const workspace::Workspace& workspace, const Record& agreement) {
  bool any = false;
  for (const auto* version : workspace.referring<AgreementVersion>(agreement, "agreement")) {
    for (const auto* signature : workspace.referring<Signature>(*version, "version")) any = any || !is_drafted(agreement, signature->as<Signature>().organisation.id);
  }
  if (!any) return {};
  const View view(std::shared_ptr<const workspace::Workspace>(std::shared_ptr<const workspace::Workspace>{}, &workspace), base::Day::parse("9999-12-31").value());
  return versions_of(view, agreement);
}

}  // namespace

std::vector<std::string> bound_beyond_draft(const workspace::Workspace& workspace, const Record& agreement) {
  const auto versions = versions_with_signatory_beyond_draft(workspace, agreement);
  const auto* binding = in_force(versions);
  if (!binding) return {};
  auto bound = binding->text.parties;
  std::erase_if(bound, [&](const std::string& id) { return is_drafted(agreement, id); });
  return bound;
}

std::vector<std::string> signed_beyond_draft(const workspace::Workspace& workspace, const Record& version) {
  std::vector<std::string> all;
  const auto* agreement = workspace.find<record::Agreement>(version.as<AgreementVersion>().agreement.id);
  if (!agreement) return all;
  for (const auto& one : versions_with_signatory_beyond_draft(workspace, *agreement)) {
    if (one.record != &version) continue;
    for (const auto& party : one.parties) {
      const bool took_back = party.state == SignState::withdrawn && party.signed_version == one.number();  // after it had signed these words
      if (party.organisation && (has_signed(party) || took_back) && !is_drafted(*agreement, party.organisation->id)) all.push_back(party.organisation->id);
    }
  }
  return all;
}

const VersionState* in_force(const std::vector<VersionState>& versions) {
  const auto newest = std::find_if(versions.rbegin(), versions.rend(), [](const VersionState& one) { return one.complete; });
  return newest == versions.rend() ? nullptr : &*newest;
}

AgreementState agreement_state(const View& view, const Record& agreement, const Counts& counts) {
  AgreementState state;
  state.agreement = &agreement;
  state.versions = versions_of(view, agreement, counts);
  state.in_force = in_force(state.versions);
  state.draft = draft_text(view.workspace(), agreement);
  state.draft_differs = state.versions.empty() ? !state.draft.clauses.empty() : !(state.draft == state.versions.back().text);
  state.phase = phase_of(view, state);
  if (const auto* shown = state.in_force ? state.in_force : state.newest()) state.departures = departures(view, shown->text);
  note_verdict(state);
  return state;
}

}  // namespace outturn::decide
