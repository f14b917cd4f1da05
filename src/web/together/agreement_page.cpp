#include "web/together/agreement_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "record/graph.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "web/answers/answers_page.h"
#include "web/measures/course.h"
#include "web/measures/formula_history.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using decide::AgreementPhase;
using decide::AgreementText;
using decide::ClauseChange;
using decide::ClauseText;
using decide::SignState;
using decide::VersionState;
using record::Signature;
using workspace::Record;

Tone tone_of_phase(AgreementPhase phase) {
  switch (phase) {
    case AgreementPhase::in_force: return Tone::on;
    case AgreementPhase::draft:
    case AgreementPhase::closed: return Tone::none;
    case AgreementPhase::awaiting:
    case AgreementPhase::in_force_amended: return Tone::doubt;
    case AgreementPhase::past_sunset: return Tone::off;
  }
  return Tone::none;
}

/// Whether this reader sees the whole text of a version, or only what was published of it.
bool sees_whole(const Visit& visit, const Record& version) {
  return access::may_see(visit.reader, *version.kind->field("text"), version, visit.workspace());
}

bool is_withheld(const Visit& visit, const Record* version, std::string_view clause) {
  if (!version || sees_whole(visit, *version)) return false;
  const auto& withheld = version->as<record::AgreementVersion>().withheld;
  return std::any_of(withheld.begin(), withheld.end(), [&](const record::Reference& one) { return one.id == clause; });
}

/// The status that speaks for a target: its own series' where it decides, else its own verdict among the others.
void show_target(const Visit& visit, const Record& target, BoundView& view) {
  const auto& content = target.as<record::Target>();
  const auto* indicator = visit.workspace().find<record::Indicator>(content.indicator.id);
  if (!indicator) return;
  if (target.retired) return;
  if (const auto note = formula_note(visit, *indicator)) view.note = visit.say(*note);
  for (const auto& status : track::statuses_of_indicator(visit.view, *indicator)) {
    if (status.target == &target) {
      view.status = shown(visit, status.code);
      view.sentence = visit.say(status.sentence);
      return;
    }
    for (const auto& other : status.other_targets) {
      if (other.target != &target) continue;
      view.status = shown(visit, other.code);
      view.sentence = visit.say(other.sentence);
      return;
    }
  }
}

/// A target by its indicator and value, anything else by its title; its id where the reader may not read it.
std::string bound_title(const Visit& visit, const decide::Bound& bound) {
  const auto* kind = record::kind(bound.kind);
  const auto* now = kind ? visit.workspace().find(*kind, bound.id) : nullptr;
  if (!reads(visit, now)) return bound.id;
  if (kind == &record::kind_of<record::Target>()) {
    const auto& target = now->as<record::Target>();
    if (const auto* indicator = visit.readable<record::Indicator>(target.indicator.id)) {
      return fmt::format("{}: {}", indicator->title(visit.words.language()), target_text(visit, indicator->as<record::Indicator>(), target));
    }
  }
  return shortened(title_of(visit, *now), 160);
}

std::string departure_text(const Visit& visit, const decide::Departure& departure) {
  switch (departure.what) {
    case decide::Departure::What::gone: return visit.say("agreement.departure.gone");
    case decide::Departure::What::replaced:
      return visit.say("agreement.departure.replaced", {{"by", departure.replaced_by ? title_of(visit, *departure.replaced_by) : ""}});
    case decide::Departure::What::changed: break;
  }
  std::string fields;
  const auto* kind = record::kind(departure.bound->kind);
  for (const auto& name : departure.fields) {
    if (const auto* field = kind ? kind->field(name) : nullptr) fields += (fields.empty() ? "" : ", ") + label_of(visit, *kind, *field);
  }
  return visit.say("agreement.departure.changed", {{"fields", fields}});
}

BoundView bound_view(const Visit& visit, const ReadableAgreement& readable, const ClauseText& clause, const decide::Bound& bound) {
  const auto* kind = record::kind(bound.kind);
  const auto* now = kind ? visit.workspace().find(*kind, bound.id) : nullptr;
  BoundView view{.record = {bound.id, ""}};
  if (!reads(visit, now)) return view;
  view.record = {bound_title(visit, bound), visit.link_to(*now)};
  if (kind == &record::kind_of<record::Target>()) show_target(visit, *now, view);
  if (kind == &record::kind_of<record::Link>()) view.status = acknowledgement_shown(visit, *now);
  for (const auto& departure : readable.state.departures) {
    if (departure.clause->id == clause.id && departure.bound->id == bound.id) view.departure = {Glyph::doubt, departure_text(visit, departure), Tone::doubt};
  }
  return view;
}

/// Of a consequence: whether hard figures say that its condition holds. It is bound to the targets that trigger it.
std::string condition_text(const Visit& visit, const ClauseText& clause) {
  if (clause.topic != "consequences") return {};
  bool any = false;
  for (const auto& bound : clause.bound) {
    if (bound.kind != "target") continue;
    const auto* target = visit.workspace().find<record::Target>(bound.id);
    if (!reads(visit, target)) continue;
    const auto* indicator = visit.workspace().find<record::Indicator>(target->as<record::Target>().indicator.id);
    if (!indicator) continue;
    any = true;
    for (const auto& status : track::statuses_of_indicator(visit.view, *indicator)) {
      if (status.target != target) continue;
      const auto code = track::text_of(status.code);
      // Published figures alone let a consequence follow. A forecast only warns.
      if (code == "missed" || code == "met_then_lost") return visit.say("agreement.consequence_applies", {{"status", shown(visit, status.code).text}});
      if (code == "off_course") return visit.say("agreement.consequence_threatens", {{"status", shown(visit, status.code).text}});
    }
  }
  return any ? visit.say("agreement.consequence_rests") : "";
}

/// Of the signatures that count for a version on the day, also those that carry over from an earlier one.
std::vector<std::string> dissents_on(const Visit& visit, const ReadableAgreement& readable, const Record* version, std::string_view clause) {
  std::vector<std::string> all;
  for (const auto& one : readable.state.versions) {
    if (one.record != version) continue;
    for (const auto& party : one.parties) {
      if (!party.dissents || party.state == SignState::withdrawn || !reads(visit, party.signature)) continue;
      const auto& signature = party.signature->as<Signature>();
      const bool names = std::any_of(signature.dissents.begin(), signature.dissents.end(), [&](const record::Reference& dissent) { return dissent.id == clause; });
      if (names) all.push_back(visit.say("agreement.dissent", {{"name", title_of(visit, "organisation", signature.organisation.id)}, {"why", in_language(visit, signature.dissent)}}));
    }
  }
  return all;
}

/// The departures from the signed text, but for those from clauses that are withheld from this reader.
std::vector<const decide::Departure*> readable_departures(const Visit& visit, const ReadableAgreement& readable) {
  const auto* shown = readable.state.in_force ? readable.state.in_force : readable.state.newest();
  std::vector<const decide::Departure*> all;
  for (const auto& one : readable.state.departures) {
    if (!is_withheld(visit, shown->record, one.clause->id)) all.push_back(&one);
  }
  return all;
}

std::string names_of_parties(const Visit& visit, const std::vector<std::string>& parties) {
  std::string names;
  for (const auto& party : parties) names += (names.empty() ? "" : ", ") + title_of(visit, "organisation", party);
  return names;
}

Tag change_tag(const Visit& visit, ClauseChange change) {
  switch (change) {
    case ClauseChange::changed: return {visit.say("agreement.changed"), Tone::doubt};
    case ClauseChange::added: return {visit.say("agreement.added"), Tone::on};
    case ClauseChange::removed: return {visit.say("agreement.removed"), Tone::off};
    case ClauseChange::moved: return {visit.say("agreement.moved"), Tone::none};
    case ClauseChange::same: break;
  }
  return {};
}

Table signature_table(const Visit& visit, const ReadableAgreement& readable, const VersionState& version) {
  Table table{.caption = visit.say("agreement.signatures"),
              .columns = {{visit.say("record.signature.organisation")}, {visit.say("agreement.state")}, {visit.say("agreement.signatory")}, {visit.say("agreement.since")}},
              .rows = {}};
  for (const auto& party : version.parties) {
    if (!party.organisation) continue;
    const bool known = reads(visit, party.signature);
    Row row{.cells = {{.text = party.organisation->title(visit.words.language()), .address = visit.link_to(*party.organisation)}}};
    const auto state = known || !party.signature || party.state == SignState::carried ? party.state : SignState::waiting;
    const auto tone = state == SignState::signed_now || state == SignState::carried ? Tone::on : state == SignState::withdrawn ? Tone::off : Tone::doubt;
    Cell how{.content = html::rendered(Status{tone, visit.say("agree.sign." + std::string(decide::text_of(state)))}, visit.words)};
    Cell who;
    Cell since{.text = state == SignState::waiting ? visit.say("agreement.waits", {{"count", party.days_waiting}}) : ""};
    if (party.leaves) how.sub = visit.say(state == SignState::waiting || state == SignState::withdrawn ? "agreement.leaves" : "agreement.has_left");
    if (known) {
      const auto& signature = party.signature->as<Signature>();
      who = {.text = signature.name, .address = visit.link_to(*party.signature), .sub = visit.say("agreement.post_and_authority", {{"post", signature.post}, {"authority", signature.authority}})};
      since.text = visit.words.day(state == SignState::withdrawn ? signature.withdrawn.value_or(base::Day{}) : signature.given.value_or(base::Day{}));
      if (state == SignState::carried) since.sub = visit.say("agreement.version", {{"number", party.signed_version}});
      if (state == SignState::withdrawn) how.sub = in_language(visit, signature.withdrawn_reason);
      if (party.dissents && state != SignState::withdrawn) how.sub = visit.say("agreement.with_dissent");
      if (state != SignState::withdrawn && !readable.has_left && visit.may(access::Act::change, *party.signature->kind, party.signature)) {
        how.content += html::rendered(Saying{.link = {visit.say("agreement.withdraw"), agreement_address(visit, readable, "/withdraw?signature=" + percent_encoded(party.signature->id)),
                                                      party.organisation->title(visit.words.language())}}, visit.words);
      }
    }
    row.cells.push_back(std::move(how));
    row.cells.push_back(std::move(who));
    row.cells.push_back(std::move(since));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table version_table(const Visit& visit, const ReadableAgreement& readable) {
  Table table{.caption = visit.say("agreement.versions"),
              .columns = {{visit.say("record.agreement_version")}, {visit.say("record.agreement_version.made")}, {visit.say("record.agreement_version.reason")}, {visit.say("agreement.publication")}},
              .rows = {}};
  table.light = true;
  for (auto version = readable.state.versions.rbegin(); version != readable.state.versions.rend(); ++version) {
    const auto& content = version->record->as<record::AgreementVersion>();
    Cell publication{.text = content.published ? visit.say("agreement.published_on", {{"day", *content.published}}) : visit.say("agreement.not_published")};
    if (content.published && !content.withheld.empty()) {
      publication.sub = visit.say("agreement.withheld_count", {{"count", static_cast<std::int64_t>(content.withheld.size())}, {"reason", in_language(visit, content.withheld_reason)}});
    }
    if (visit.may(access::Act::change, *version->record->kind, version->record)) {
      publication.content = html::rendered(Saying{.link = {visit.say("agreement.publish"), agreement_address(visit, readable, "/publish?publishes=" + percent_encoded(version->record->id)),
                                                                visit.say("agreement.version", {{"number", version->number()}})}}, visit.words);
    }
    table.rows.push_back({{{.text = visit.say("agreement.version", {{"number", version->number()}}),
                            .address = agreement_address(visit, readable, fmt::format("/v{}", version->number())),
                            .sub = &*version == readable.state.in_force && !readable.has_left && readable.state.phase != AgreementPhase::closed ? visit.say("agree.phase.in_force") : ""},
                           {.text = visit.words.day(content.made.value_or(base::Day{}))}, {.text = in_language(visit, content.reason)}, std::move(publication)}});
  }
  return table;
}

/// The version before this one among those that the reader knows; nullptr for the first.
const VersionState* before(const decide::AgreementState& state, const VersionState& version) {
  const VersionState* found = nullptr;
  for (const auto& one : state.versions) {
    if (one.number() < version.number()) found = &one;
  }
  return found;
}

std::string changes_text(const Visit& visit, const std::vector<ClauseView>& clauses, const VersionState* earlier) {
  if (!earlier) return visit.say("agreement.first_version", {{"count", static_cast<std::int64_t>(clauses.size())}});
  const auto changed = std::count_if(clauses.begin(), clauses.end(), [](const ClauseView& one) { return !one.change.text.empty(); });
  const bool withheld = std::any_of(clauses.begin(), clauses.end(), [](const ClauseView& one) { return !one.withheld.empty(); });
  return visit.say(withheld ? "agreement.changes_published" : "agreement.changes", {{"count", std::int64_t{changed}}, {"number", earlier->number()}});
}

void add_next(const Visit& visit, const ReadableAgreement& readable, const VersionState* version, AgreementView& view) {
  const auto& agreement = *readable.agreement;
  const auto id = percent_encoded(agreement.id);
  if (visit.may(access::Act::change, *agreement.kind, &agreement)) {
    view.next.links.push_back({visit.say("agreement.add_clause"), form_to_add(visit, "clause", "agreement=" + id)});
    view.next.links.push_back({visit.say("agreement.fix"), agreement_address(visit, readable, "/fix")});
    view.next.links.push_back({visit.say("agreement.change"), form_to_change(visit, agreement)});
    if (!agreement.as<record::Agreement>().closed) view.next.links.push_back({visit.say("agreement.close"), agreement_address(visit, readable, "/close")});
  }
  if (agreement.as<record::Agreement>().closed && visit.may(access::Act::add, *agreement.kind)) {
    view.next.links.push_back({visit.say("agreement.begin_another"), form_to_add(visit, "agreement", "outcome=" + percent_encoded(readable.outcome->id))});
  }
  if (!version) return;
  view.next.links.push_back({visit.say("agreement.printable"), agreement_address(visit, readable, fmt::format("/v{}?printable=1", version->number()))});
  view.next.links.push_back({visit.say("agreement.as_json"), agreement_address(visit, readable, fmt::format("/v{}.json", version->number()))});
}

/// Who has still to sign the newest version before it counts.
std::string awaited(const Visit& visit, const decide::AgreementState& state) {
  const auto* newest = state.newest();
  if (!newest || newest == state.in_force || state.phase == AgreementPhase::closed) return {};
  std::string names;
  for (const auto& party : newest->parties) {
    if (!party.organisation || party.state == SignState::signed_now || party.state == SignState::carried) continue;
    names += (names.empty() ? "" : ", ") + party.organisation->title(visit.words.language());
  }
  return names.empty() ? "" : visit.say("agreement.awaited", {{"number", newest->number()}, {"names", names}});
}

decide::AgreementState readable_state(const Visit& visit, const Record& agreement) {
  return decide::agreement_state(visit.view, agreement, [&](const Record& version) { return reads(visit, &version); });
}

Link named(const Visit& visit, const Record& outcome, const Record& agreement) {
  const auto state = readable_state(visit, agreement);
  return {visit.say("agreement.other", {{"title", in_language(visit, agreement.as<record::Agreement>().title)}, {"phase", visit.say("agree.phase." + std::string(decide::text_of(state.phase)))}}),
          outcome_address(visit, outcome, "/agreement?agreement=" + percent_encoded(agreement.id))};
}

/// Under the title that the organisation signed: what it is called by now is not for those who have left.
Link named_as_signed(const Visit& visit, const Record& outcome, const Record& agreement) {
  const auto state = readable_state(visit, agreement);
  return {visit.say("agreement.other", {{"title", in_language(visit, state.newest()->text.title)}, {"phase", visit.say("agreement.left")}}),
          outcome_address(visit, outcome, "/agreement?agreement=" + percent_encoded(agreement.id))};
}

Bullets others_of(const Visit& visit, const ReadableAgreement& readable) {
  Bullets all;
  for (const auto* one : readable.others) all.items.push_back(named(visit, *readable.outcome, *one));
  for (const auto* one : readable.left) all.items.push_back(named_as_signed(visit, *readable.outcome, *one));
  return all;
}

AgreementView agreement_view(const Visit& visit, const ReadableAgreement& readable, const VersionState* version) {
  const auto& state = readable.state;
  AgreementView view{.verdict = {.status = {tone_of_phase(state.phase), visit.say("agree.phase." + std::string(decide::text_of(state.phase)))}, .sentences = {visit.say(state.verdict)}}};
  const auto departures = readable_departures(visit, readable);
  if (!departures.empty()) view.verdict.sentences.push_back(visit.say("agreement.departs", {{"count", static_cast<std::int64_t>(departures.size())}}));
  for (const auto* one : departures) {
    view.departures.items.push_back({visit.say("agreement.departure", {{"clause", one->clause->number}, {"name", bound_title(visit, *one->bound)}, {"what", departure_text(visit, *one)}}), "#" + one->clause->id});
  }
  if (auto sentence = awaited(visit, state); !sentence.empty()) view.verdict.sentences.push_back(std::move(sentence));
  const auto* newest = state.newest();
  if (newest && version == newest && !may_sign_for(visit, *newest).empty()) {
    view.verdict.links.push_back({visit.say("agreement.sign"), agreement_address(visit, readable, "/sign")});
  }
  if (readable.sees_draft && state.draft_differs) {
    view.verdict.links.push_back({visit.say(newest ? "agreement.see_draft" : "agreement.fix"), agreement_address(visit, readable, "/fix")});
  }
  if (version) {
    const auto* earlier = before(state, *version);
    view.signatures = signature_table(visit, readable, *version);
    view.clauses = clause_views(visit, readable, earlier ? &earlier->text : nullptr, version->text, version->record);
    view.changes = changes_text(visit, view.clauses, earlier);
    view.version_title = visit.say("agreement.text_of", {{"number", version->number()}});
    const auto& content = version->record->as<record::AgreementVersion>();
    view.version_note = visit.say("agreement.fingerprint", {{"day", content.made.value_or(base::Day{})}, {"hash", content.hash}});
  } else {
    view.clauses = clause_views(visit, readable, nullptr, state.draft, nullptr);
    view.version_title = visit.say("agreement.draft");
    view.changes = visit.say("agreement.draft_lead");
  }
  const auto& agreement = readable.agreement->as<record::Agreement>();
  if (agreement.closed && *agreement.closed <= visit.view.day()) {
    for (const auto& [key, text] : {std::pair{"achieved", &agreement.achieved}, std::pair{"duties_go_to", &agreement.duties_go_to}, std::pair{"data_go_to", &agreement.data_go_to}}) {
      if (!text->empty()) view.closing.rows.push_back({.key = visit.say(std::string("record.agreement.") + key), .value = in_language(visit, *text)});
    }
  }
  view.versions = version_table(visit, readable);
  view.others = others_of(visit, readable);
  add_next(visit, readable, version, view);
  return view;
}

/// The clauses as they were signed, not how things stand today.
std::vector<ClauseView> signed_clauses(const Visit& visit, const ReadableAgreement& readable, const VersionState& version) {
  auto all = clause_views(visit, readable, nullptr, version.text, version.record);
  for (auto& clause : all) {
    clause.condition.clear();
    for (auto& bound : clause.bound) bound = {bound.record};
  }
  return all;
}

/// The document alone, as it is printed, kept and handed on.
AgreementView printable_view(const Visit& visit, const ReadableAgreement& readable, const VersionState& version) {
  auto view = agreement_view(visit, readable, &version);
  view.verdict.links.clear();
  view.others = {};
  view.versions = {};
  view.departures = {};
  view.clauses = signed_clauses(visit, readable, version);
  view.changes = visit.say("agreement.parties_are", {{"names", names_of_parties(visit, version.text.parties)}});
  view.next.links = {{visit.say("agreement.back"), agreement_address(visit, readable, fmt::format("/v{}", version.number()))}};
  return view;
}

/// What an organisation signed before it left, and nothing of what came after.
AgreementView view_for_one_that_left(const Visit& visit, const ReadableAgreement& readable, const VersionState& version) {
  const auto& content = version.record->as<record::AgreementVersion>();
  AgreementView view{.verdict = {.status = {Tone::none, visit.say("agreement.left")}, .sentences = {visit.say("agreement.left_more")}},
                     .version_title = visit.say("agreement.text_of", {{"number", version.number()}}),
                     .version_note = visit.say("agreement.fingerprint", {{"day", content.made.value_or(base::Day{})}, {"hash", content.hash}}),
                     .signatures = signature_table(visit, readable, version),
                     .changes = visit.say("agreement.parties_are", {{"names", names_of_parties(visit, version.text.parties)}}),
                     .clauses = signed_clauses(visit, readable, version),
                     .versions = version_table(visit, readable)};
  view.next.links = {{visit.say("agreement.as_json"), agreement_address(visit, readable, fmt::format("/v{}.json", version.number()))}};
  return view;
}

Response no_agreement_yet(const Visit& visit, const Record& outcome) {
  auto layout = outcome_frame(visit, outcome, visit.say("agreement.title"), "agreement");
  layout.caption = outcome.title(visit.words.language());
  EmptyState none{.title = visit.say("agreement.none"), .sentences = {visit.say("agreement.none_more")}};
  if (visit.may(access::Act::add, record::kind_of<record::Agreement>())) {
    none.links = {{visit.say("agreement.begin"), form_to_add(visit, "agreement", "outcome=" + percent_encoded(outcome.id))},
                  {visit.say("agreement.import"), outcome_address(visit, outcome, "/agreement/import")}};
  }
  layout.content += html::rendered(none, visit.words);
  return framed(visit, layout);
}

/// The exact text where the reader sees all of it; else without the clauses withheld, and saying so.
std::string exported(const Visit& visit, const VersionState& version) {
  if (sees_whole(visit, *version.record)) return version.record->as<record::AgreementVersion>().text;
  auto text = version.text;
  std::erase_if(text.clauses, [&](const ClauseText& one) { return is_withheld(visit, version.record, one.id); });
  return decide::write_text(text);
}

Response data(const Visit& visit, const ReadableAgreement& readable) {
  base::JsonWriter json;
  json.begin_object().member("outcome", readable.outcome->id).key("agreement");
  if (!readable.agreement) return as_json(visit, std::move(json.null().end_object()).str());
  json.text(readable.agreement->id).member("phase", decide::text_of(readable.state.phase)).member("verdict", visit.say(readable.state.verdict));
  json.key("illustrative").boolean(readable.agreement->as<record::Agreement>().illustrative).key("versions").begin_array();
  for (const auto& version : readable.state.versions) {
    const auto& content = version.record->as<record::AgreementVersion>();
    json.begin_object().key("number").integer(version.number()).member("hash", content.hash).key("complete").boolean(version.complete).key("withheld").begin_array();
    for (const auto& one : content.withheld) json.text(one.id);
    json.end_array().key("signatures").begin_array();
    for (const auto& party : version.parties) {
      if (!party.organisation) continue;
      json.begin_object().member("organisation", party.organisation->id).member("state", decide::text_of(party.state)).key("leaves").boolean(party.leaves);
      if (reads(visit, party.signature)) json.member("name", party.signature->as<Signature>().name).member("post", party.signature->as<Signature>().post);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().key("departures").begin_array();
  for (const auto* one : readable_departures(visit, readable)) {
    json.begin_object().member("clause", one->clause->id).member("record", one->bound->id).member("what", departure_text(visit, *one)).end_object();
  }
  json.end_array().member("as_of", visit.view.day().iso()).end_object();
  return as_json(visit, std::move(json).str());
}

}  // namespace

std::vector<ClauseView> clause_views(const Visit& visit, const ReadableAgreement& readable, const AgreementText* before, const AgreementText& after, const Record* version) {
  std::vector<ClauseView> all;
  const AgreementText none;
  const auto language = visit.words.language();
  for (const auto& one : decide::compared(before ? *before : none, after)) {
    const auto& clause = one.either();
    ClauseView view{.anchor = clause.id, .number = visit.words.integer(clause.number), .title = in_language(visit, clause.title), .topic = visit.say("record.clause.topic." + clause.topic)};
    if (is_withheld(visit, version, clause.id)) {
      view.withheld = visit.say("agreement.withheld", {{"reason", in_language(visit, version->as<record::AgreementVersion>().withheld_reason)}});
      view.title = visit.say("agreement.withheld_title");
      all.push_back(std::move(view));
      continue;
    }
    if (before) view.change = change_tag(visit, one.change);
    const auto old_text = one.before ? std::string(one.before->text.in(language)) : std::string{};
    const auto new_text = one.after ? std::string(one.after->text.in(language)) : std::string{};
    view.text = !before ? std::vector<Stretch>{{Stretch::In::both, new_text}} : words_difference(old_text, new_text);
    if (one.after) {
      for (const auto& bound : clause.bound) view.bound.push_back(bound_view(visit, readable, clause, bound));
      view.condition = condition_text(visit, clause);
      view.dissents = dissents_on(visit, readable, version, clause.id);
      const auto names = names_of_parties(visit, clause.touches);
      if (!names.empty()) view.touches = visit.say("agreement.touches", {{"names", names}});
    }
    if (!version) {
      const auto* record = visit.workspace().find<record::Clause>(clause.id);
      if (record && visit.may(access::Act::change, *record->kind, record)) view.edit = {visit.say("agreement.edit_clause"), form_to_change(visit, *record), view.title};
    }
    all.push_back(std::move(view));
  }
  return all;
}

ReadableAgreement readable_agreement(const Visit& visit) {
  ReadableAgreement readable{.outcome = visit.readable<record::Outcome>(visit.parameter("id"))};
  if (!readable.outcome) return readable;
  const auto asked = visit.request.query.get("agreement");
  for (const auto* one : visit.workspace().referring<record::Agreement>(*readable.outcome, "outcome")) {
    if (!reads(visit, one)) {
      if (reads_a_version(visit, *one)) readable.left.insert(readable.left.begin(), one);
      continue;
    }
    if (!asked.empty() && one->id != asked) {
      readable.others.insert(readable.others.begin(), one);
      continue;
    }
    if (readable.agreement) readable.others.insert(readable.others.begin(), readable.agreement);
    readable.agreement = one;
  }
  readable.unknown = !asked.empty() && !readable.agreement;
  if (!readable.agreement) return readable;
  readable.state = readable_state(visit, *readable.agreement);
  const auto proposed = std::make_shared<record::Clause>(record::Clause{.agreement = {readable.agreement->id}});
  const auto belongs = access::belonging(record::kind_of<record::Clause>(), "", proposed, visit.workspace());
  readable.sees_draft = visit.reader.kind() == access::Reader::Kind::host || visit.reader.holds(record::Role::auditor) ||
                        std::any_of(visit.reader.standings().begin(), visit.reader.standings().end(), [&](const access::Standing& one) {
                          return belongs.relation_of(one.organisation) == access::Relation::own;
                        });
  return readable;
}

std::string agreement_address(const Visit& visit, const ReadableAgreement& readable, std::string_view rest) {
  const auto anchor = std::min(rest.find('#'), rest.size());
  std::string path = "/agreement" + std::string(rest.substr(0, anchor));
  if (readable.agreement && (!readable.others.empty() || readable.has_left)) path += (path.find('?') == std::string::npos ? '?' : '&') + ("agreement=" + percent_encoded(readable.agreement->id));
  return outcome_address(visit, *readable.outcome, path) + std::string(rest.substr(anchor));
}

Bullets agreements_of(const Visit& visit, const Record& outcome) {
  Bullets all;
  for (const auto* one : visit.workspace().referring<record::Agreement>(outcome, "outcome")) {
    if (reads(visit, one)) all.items.insert(all.items.begin(), named(visit, outcome, *one));
    else if (reads_a_version(visit, *one)) all.items.insert(all.items.begin(), named_as_signed(visit, outcome, *one));
  }
  return all;
}

namespace {

/// Nullptr where none has this number.
const VersionState* version_asked(const decide::AgreementState& state, std::string_view asked) {
  for (const auto& one : state.versions) {
    if (asked == fmt::format("v{}", one.number())) return &one;
  }
  return nullptr;
}

/// The agreement that was left: the one that is asked for, or the newest where nothing else is to be shown.
const Record* left_one(const Visit& visit, const ReadableAgreement& readable) {
  const auto asked = visit.request.query.get("agreement");
  const auto found = std::find_if(readable.left.begin(), readable.left.end(), [&](const Record* one) { return asked.empty() || one->id == asked; });
  return readable.agreement || found == readable.left.end() ? nullptr : *found;
}

Response show_to_one_that_left(const Visit& visit, ReadableAgreement readable, const Record& agreement) {
  readable.agreement = &agreement;
  readable.has_left = true;
  readable.state = readable_state(visit, agreement);
  const auto asked = visit.parameter("version");
  const auto* version = asked.empty() ? readable.state.newest() : version_asked(readable.state, asked);
  if (!version || (asks_for_data(visit) && asked.empty())) return not_found(visit.request);
  if (asks_for_data(visit)) return as_json(visit, exported(visit, *version));
  auto layout = outcome_frame(visit, *readable.outcome, in_language(visit, version->text.title), "agreement");
  layout.caption = visit.say("agreement.caption", {{"outcome", readable.outcome->title(visit.words.language())}, {"number", version->number()}});
  if (version->text.illustrative) layout.notices.push_back({.lead = visit.say("overview.illustrative") + ".", .text = visit.say("agreement.illustrative")});
  layout.content += html::rendered(view_for_one_that_left(visit, readable, *version), visit.words);
  return framed(visit, layout);
}

}  // namespace

Response show_agreement(const Visit& visit) {
  auto readable = readable_agreement(visit);
  if (!readable.outcome) return not_found(visit.request);
  if (const auto* left = left_one(visit, readable)) return show_to_one_that_left(visit, std::move(readable), *left);
  if (readable.unknown) return not_found(visit.request);
  const auto asked = visit.parameter("version");
  if (!readable.agreement) {
    if (!asked.empty()) return not_found(visit.request);
    return asks_for_data(visit) ? data(visit, readable) : no_agreement_yet(visit, *readable.outcome);
  }
  const auto* version = readable.state.newest();
  if (!asked.empty()) {
    version = version_asked(readable.state, asked);
    if (!version) return not_found(visit.request);
    if (asks_for_data(visit)) return as_json(visit, exported(visit, *version));
  }
  if (asks_for_data(visit)) return data(visit, readable);
  if (!version && !readable.sees_draft) return no_agreement_yet(visit, *readable.outcome);
  auto layout = outcome_frame(visit, *readable.outcome, in_language(visit, readable.agreement->as<record::Agreement>().title), "agreement");
  layout.caption = version ? visit.say("agreement.caption", {{"outcome", readable.outcome->title(visit.words.language())}, {"number", version->number()}}) : readable.outcome->title(visit.words.language());
  if (readable.agreement->as<record::Agreement>().illustrative) {
    layout.notices.push_back({.lead = visit.say("overview.illustrative") + ".", .text = visit.say("agreement.illustrative")});
  }
  const bool printable = version && visit.request.query.has("printable");
  layout.content += html::rendered(printable ? printable_view(visit, readable, *version) : agreement_view(visit, readable, version), visit.words);
  return framed(visit, layout);
}

}  // namespace outturn::web
