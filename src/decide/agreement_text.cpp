#include <algorithm>

#include "decide/agreement.h"
#include "record/graph.h"
#include "record/measure.h"
#include "record/outcome.h"

namespace outturn::decide {
namespace {

using base::Json;
using workspace::Record;
using workspace::Workspace;

constexpr std::string_view format = "outturn-agreement-1";

void write_localised(base::JsonWriter& out, std::string_view name, const record::Localised& text) {
  out.key(name).begin_object();
  for (const auto& [language, words] : text.texts) out.member(language, words);
  out.end_object();
}

void write_ids(base::JsonWriter& out, std::string_view name, const std::vector<std::string>& ids) {
  out.key(name).begin_array();
  for (const auto& id : ids) out.text(id);
  out.end_array();
}

template <class T>
void bind(const Workspace& workspace, const record::References& references, std::vector<Bound>& bound) {
  for (const auto& reference : references) {
    const auto* found = workspace.find<T>(reference.id);
    if (!found || record::is_draft(*found->kind, found->body.get())) continue;  // what is signed may be read by all parties
    base::JsonWriter out;
    found->kind->write_json(out, found->body);
    bound.push_back({found->kind->code, reference.id, Json::parse(out.str()).value()});
  }
}

/// Reads members of an object and notes what does not fit.
class Members {
 public:
  Members(const Json& json, base::Issues& issues, std::string where) : json_(json), issues_(issues), where_(std::move(where)) {}

  std::string text(std::string_view name, bool needed = true) const {
    const auto* member = json_.find(name);
    if (member && member->text()) return *member->text();
    if (needed) fault(name);
    return {};
  }
  record::Localised localised(std::string_view name) const {
    record::Localised all;
    const auto* member = json_.find(name);
    if (!member || !member->object()) {
      fault(name);
      return all;
    }
    for (const auto& [language, words] : *member->object()) {
      if (words.text()) all.set(language, *words.text());
      else fault(name);
    }
    return all;
  }
  std::vector<std::string> ids(std::string_view name) const {
    std::vector<std::string> all;
    for (const auto& one : array(name)) {
      if (one.text()) all.push_back(*one.text());
      else fault(name);
    }
    return all;
  }
  const Json::Array& array(std::string_view name) const {
    static const Json::Array none;
    const auto* member = json_.find(name);
    if (member && member->array()) return *member->array();
    fault(name);
    return none;
  }
  void fault(std::string_view name) const { issues_.push_back({"json", "decide.not_an_agreement", {{"member", where_ + std::string(name)}}}); }
  const Json& json() const { return json_; }

 private:
  const Json& json_;
  base::Issues& issues_;
  std::string where_;
};

ClauseText read_clause(const Json& json, std::size_t position, base::Issues& issues) {
  const Members in(json, issues, "clauses[" + std::to_string(position) + "].");
  ClauseText clause{.id = in.text("id"), .topic = in.text("topic"), .title = in.localised("title"), .text = in.localised("text"), .touches = in.ids("touches")};
  const auto* number = json.find("number");
  clause.number = number ? number->integer().value_or(0) : 0;
  if (clause.number < 1) in.fault("number");
  for (const auto& one : in.array("bound")) {
    const Members bound(one, issues, "clauses[" + std::to_string(position) + "].bound.");
    const auto* content = one.find("record");
    if (!content || !content->object()) bound.fault("record");
    else clause.bound.push_back({bound.text("kind"), bound.text("id"), *content});
  }
  return clause;
}

const ClauseText* clause_of(const AgreementText& text, std::string_view id) {
  const auto found = std::find_if(text.clauses.begin(), text.clauses.end(), [&](const ClauseText& one) { return one.id == id; });
  return found == text.clauses.end() ? nullptr : &*found;
}

ClauseChange change_of(const ClauseText& before, const ClauseText& after) {
  const bool says_the_same = before.title == after.title && before.text == after.text && before.topic == after.topic && before.bound == after.bound &&
                             before.touches == after.touches;
  if (!says_the_same) return ClauseChange::changed;
  return before.number == after.number ? ClauseChange::same : ClauseChange::moved;
}

bool names(const ClauseText& clause, std::string_view party) {
  return clause.touches.empty() || std::find(clause.touches.begin(), clause.touches.end(), party) != clause.touches.end();
}

}  // namespace

AgreementText draft_text(const Workspace& workspace, const Record& agreement) {
  const auto& content = agreement.as<record::Agreement>();
  AgreementText text{.agreement = agreement.id, .outcome = content.outcome.id, .title = content.title,
                     .sunset = content.sunset ? content.sunset->iso() : "", .illustrative = content.illustrative};
  for (const auto& party : content.parties) text.parties.push_back(party.id);
  const auto& topics = record::kind_of<record::Clause>().field("topic")->choices;
  for (const auto* record : workspace.referring<record::Clause>(agreement, "agreement")) {
    const auto& clause = record->as<record::Clause>();
    ClauseText one{.id = record->id, .number = clause.number.value_or(0), .topic = topics.at(static_cast<std::size_t>(clause.topic)), .title = clause.title, .text = clause.text};
    for (const auto& party : clause.touches) one.touches.push_back(party.id);
    bind<record::Target>(workspace, clause.targets, one.bound);
    bind<record::Commitment>(workspace, clause.commitments, one.bound);
    bind<record::Link>(workspace, clause.links, one.bound);
    text.clauses.push_back(std::move(one));
  }
  std::sort(text.clauses.begin(), text.clauses.end(), [](const ClauseText& a, const ClauseText& b) { return std::tie(a.number, a.id) < std::tie(b.number, b.id); });
  return text;
}

std::string write_text(const AgreementText& text) {
  base::JsonWriter out;
  out.begin_object().member("format", format).member("agreement", text.agreement).member("outcome", text.outcome);
  write_localised(out, "title", text.title);
  write_ids(out, "parties", text.parties);
  out.member("sunset", text.sunset).key("illustrative").boolean(text.illustrative).key("clauses").begin_array();
  for (const auto& clause : text.clauses) {
    out.begin_object().member("id", clause.id).key("number").integer(clause.number).member("topic", clause.topic);
    write_localised(out, "title", clause.title);
    write_localised(out, "text", clause.text);
    write_ids(out, "touches", clause.touches);
    out.key("bound").begin_array();
    for (const auto& bound : clause.bound) out.begin_object().member("kind", bound.kind).member("id", bound.id).key("record").raw(bound.record.dump()).end_object();
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return std::move(out).str();
}

base::Checked<AgreementText> read_text(std::string_view written) {
  const auto json = Json::parse(written);
  if (!json) return base::refuse(json.error());
  base::Issues issues;
  const Members in(*json, issues, "");
  if (in.text("format", false) != format) in.fault("format");
  AgreementText text{.agreement = in.text("agreement"), .outcome = in.text("outcome"), .title = in.localised("title"), .parties = in.ids("parties"), .sunset = in.text("sunset", false)};
  if (!text.sunset.empty() && !base::Day::parse(text.sunset)) in.fault("sunset");
  const auto* illustrative = json->find("illustrative");
  text.illustrative = illustrative && illustrative->boolean().value_or(false);
  const auto& clauses = in.array("clauses");
  for (std::size_t i = 0; i < clauses.size(); ++i) text.clauses.push_back(read_clause(clauses[i], i, issues));
  if (!issues.empty()) return base::refuse(std::move(issues));
  return text;
}

std::vector<ClauseComparison> compared(const AgreementText& before, const AgreementText& after) {
  std::vector<ClauseComparison> all;
  for (const auto& clause : after.clauses) {
    const auto* old = clause_of(before, clause.id);
    all.push_back({old ? change_of(*old, clause) : ClauseChange::added, old, &clause});
  }
  for (auto old = before.clauses.begin(); old != before.clauses.end(); ++old) {
    if (clause_of(after, old->id)) continue;
    const auto at = std::find_if(all.begin(), all.end(), [&](const ClauseComparison& one) { return one.either().number > old->number; });
    all.insert(at, {ClauseChange::removed, &*old, nullptr});
  }
  return all;
}

bool touches(const AgreementText& before, const AgreementText& after, std::string_view party) {
  if (before.parties != after.parties || before.sunset != after.sunset || before.title != after.title || before.outcome != after.outcome) return true;
  for (const auto& one : compared(before, after)) {
    if (one.change == ClauseChange::same || one.change == ClauseChange::moved) continue;
    if (!one.before) return true;  // whom a clause touches is agreed with its first words
    if (names(*one.before, party) || (one.after && names(*one.after, party))) return true;
  }
  return false;
}

}  // namespace outturn::decide
