#include <map>
#include <set>

#include "access/permission.h"
#include "testing.h"

using namespace outturn;
using access::Act;
using access::Relation;
using access::State;
using access::Who;

namespace {

/// What the rules are meant to be, said again in other words than the table says them.
struct Meant {
  Who who;
  Act act;
  std::string kind;
  Relation relation;
  State state;

  bool one_of(std::initializer_list<Who> these) const { return std::find(these.begin(), these.end(), who) != these.end(); }
  bool about(std::initializer_list<std::string_view> these) const { return std::find(these.begin(), these.end(), kind) != these.end(); }

  bool about_accounts() const { return about({"person", "appointment"}); }
  bool about_shared_words() const { return about({"source", "dimension", "category", "group"}); }
  bool about_figures() const { return about({"indicator", "batch"}); }
  bool about_what_outcomes_have() const { return about({"party", "target", "factor", "stakeholder", "link", "body"}); }
  bool about_what_organisations_say() const {
    return about({"commitment", "priority", "post", "profile", "incentive", "claim", "support", "partnership", "framework", "framework_label"});
  }
  /// The accountability graph and what partners bring to it: what may be a draft of those whom it is about.
  bool about_graph() const {
    return about({"factor", "stakeholder", "post", "link", "body", "profile", "incentive", "claim", "support", "partnership", "framework", "framework_label", "acknowledgement"});
  }
  bool about_settings() const { return kind == "installation"; }
  bool about_deciding() const { return about({"decision_round", "decision_option", "barrier"}); }
  bool about_answering() const { return about({"decision_answer", "readiness"}); }
  bool about_agreeing() const { return about({"agreement", "clause", "agreement_version", "signature"}); }
  bool about_explaining() const { return about({"logic_box", "logic_link"}); }
  bool about_gain() const { return about({"gain_plan", "gain_study", "gain_cost", "gain_value"}); }
  bool about_working_together() const { return about_gain() || about_deciding() || about_answering() || about_agreeing() || about_explaining(); }
  bool about_returning() const { return about({"return", "return_entry", "return_sending", "return_verdict"}); }
  bool about_subject_matter() const { return !about_accounts() && !about_settings() && !about_working_together() && kind != "batch" && kind != "acknowledgement" && !about_returning(); }

  bool nobody_signed_in() const { return relation == Relation::everyone; }
  bool own() const { return relation == Relation::own; }
  bool partner() const { return own() || relation == Relation::party; }
  bool is_out() const { return state == State::published || state == State::retired; }

  /// Drafts stay in the house, what is agreed stays among partners, the rest is for all who are signed in.
  /// All parties of an agreement see who has signed its draft.
  bool lies_open() const {
    if (kind == "clause") return own();
    return is_out() || own() || (state == State::agreed && relation == Relation::party) || (kind == "signature" && partner()) ||
           (about_graph() && state == State::draft && partner());
  }
  /// A partner's people write what is published, and their own drafts.
  bool can_be_written_by_partner() const { return partner() && (state == State::published || (own() && state == State::draft)); }

  bool holds_for_public() const { return act == Act::read && !about_accounts() && kind != "clause" && !about_returning() && is_out(); }

  bool holds_for_host() const {
    switch (act) {
      case Act::read:
      case Act::read_history:
      case Act::read_restricted:
      case Act::export_all:
      case Act::redact: return true;
      case Act::add:
      case Act::change:
      case Act::retire: return state != State::retired;
      case Act::restore: return state == State::retired || (state == State::draft && about_graph());
      case Act::import:
      case Act::withdraw: return about_figures() && state != State::retired;
      case Act::involve: return about({"outcome", "indicator"}) && state != State::retired;
      case Act::verify: return about_settings() && state == State::published;
      case Act::manage_accounts: return kind == "person" && state == State::published;
      case Act::acknowledge: return false;  // whoever holds the file signs for nobody
    }
    return false;
  }

  bool may_read() const {
    if (lies_open() || who == Who::auditor) return true;
    if (kind == "clause") return false;
    if (state != State::agreed) return false;
    return who == Who::administrator || (who == Who::central && !about_accounts());
  }
  bool may_take_out() const {  // history and export: of accounts only for those who oversee them
    if (!about_accounts()) return may_read();
    return who == Who::auditor || (who == Who::administrator && state != State::draft);
  }

  bool may_add_or_change() const {
    if (about_accounts()) return who == Who::administrator && state == State::published;
    if (about_settings()) return one_of({Who::central, Who::administrator}) && state == State::published && act != Act::retire;
    if (kind == "acknowledgement") return who == Who::signatory && act == Act::retire && own() && state == State::published;
    if (kind == "process_segment") {
      if (act == Act::retire) return false;  // signed limits are not taken back by one person
      if (who == Who::central) return state == State::published;
      return one_of({Who::analyst, Who::manager, Who::lead}) && can_be_written_by_partner();
    }
    if (kind == "return_verdict") return who == Who::verifier && act == Act::add && partner() && state == State::published;
    if (about_returning()) {
      return act != Act::retire && own() && state != State::retired && one_of({Who::reporter, Who::analyst, Who::manager, Who::lead});
    }
    if (kind == "batch") return false;  // figures come by import and go by withdrawal
    if (about_working_together()) return may_write_of_working_together();
    if (who == Who::central) return state == State::published;
    if (about_shared_words() || kind == "place") {
      if (!partner() || state != State::published) return false;
      if (who == Who::reporter) return act == Act::add && kind != "place";
      return one_of({Who::manager, Who::lead}) || (who == Who::analyst && act != Act::retire);
    }
    if (kind == "return_duty") return partner() && state == State::published && one_of({Who::manager, Who::lead});
    if (kind == "verification" || kind == "source_sample") return who == Who::verifier && act != Act::retire && partner() && state == State::published;
    if (kind == "question" && act == Act::add) {
      return state == State::published && one_of({Who::reporter, Who::verifier, Who::analyst, Who::manager, Who::lead});
    }
    if (kind == "question") {
      return act == Act::change && partner() && state == State::published && one_of({Who::reporter, Who::verifier, Who::analyst, Who::manager, Who::lead});
    }
    if (kind == "assessment") {
      return act == Act::add && partner() && state == State::published && one_of({Who::verifier, Who::analyst, Who::manager, Who::lead});
    }
    if (about({"opinion", "explanation"})) {
      return act == Act::add && own() && state == State::published && one_of({Who::verifier, Who::analyst, Who::manager, Who::lead});
    }
    if (about({"indicator", "definition", "validation_rule"})) {
      if (act == Act::retire) return one_of({Who::manager, Who::lead}) && partner() && state == State::published;
      return one_of({Who::analyst, Who::manager, Who::lead}) && can_be_written_by_partner();
    }
    if (kind == "organisation") return one_of({Who::manager, Who::lead}) && act == Act::change && own() && can_be_written_by_partner();
    if (about_graph() && about_what_outcomes_have() && state == State::draft && relation == Relation::party) return who == Who::lead && act != Act::retire;
    if (!can_be_written_by_partner()) return false;
    if (about_what_organisations_say()) return one_of({Who::manager, Who::lead}) && own();
    const bool without_retiring = who == Who::lead && act != Act::retire;
    if (kind == "outcome") return who == Who::lead && (own() || without_retiring);
    return about_what_outcomes_have() && one_of({Who::manager, Who::lead}) && (own() || without_retiring);
  }

  /// Partners decide and agree; the centre helps them decide but answers and signs for nobody.
  bool may_write_of_working_together() const {
    const bool keeps = one_of({Who::manager, Who::lead});
    if (about_deciding()) return (state == State::agreed || state == State::published) && (who == Who::central || (keeps && partner()));
    if (about_gain()) {
      if (state != State::agreed && state != State::published) return false;
      return who == Who::central || (partner() && (keeps || (who == Who::analyst && act != Act::retire)));
    }
    if (about_answering()) return (state == State::agreed || state == State::published) && keeps && own();
    if (about_explaining()) {
      if (state != State::published) return false;
      return who == Who::central || (partner() && (keeps || (who == Who::analyst && act != Act::retire)));
    }
    if (!own() || (state != State::draft && state != State::published)) return false;
    if (kind == "signature") return who == Who::signatory && act != Act::retire;
    return keeps && (kind != "agreement_version" || act != Act::retire);
  }

  bool may_restore() const {
    if (state == State::draft) return about_graph() && kind != "acknowledgement" && own() && one_of({Who::manager, Who::lead});
    if (state != State::retired) return false;
    if (about_accounts()) return who == Who::administrator;
    if (!about_subject_matter() || kind == "process_segment") return false;
    if (who == Who::central) return true;
    if (about_shared_words() || about({"place", "indicator", "definition", "validation_rule", "return_duty"})) return one_of({Who::manager, Who::lead}) && partner();
    if (kind == "outcome") return who == Who::lead && own();
    return (about_what_organisations_say() || about_what_outcomes_have()) && one_of({Who::manager, Who::lead}) && own();
  }

  bool holds_for_role() const {
    switch (act) {
      case Act::read: return may_read();
      case Act::read_history:
      case Act::export_all: return may_take_out();
      case Act::read_restricted: return one_of({Who::auditor, Who::administrator}) && state != State::draft;
      case Act::verify:
        return about_settings() && state == State::published && one_of({Who::verifier, Who::central, Who::auditor, Who::administrator});
      case Act::add:
      case Act::change:
      case Act::retire: return may_add_or_change();
      case Act::restore: return may_restore();
      case Act::import:
        if (!about_figures() || state != State::published) return false;
        return who == Who::central || (partner() && one_of({Who::reporter, Who::analyst, Who::manager, Who::lead}));
      case Act::withdraw:
        if (!about_figures() || state != State::published) return false;
        return who == Who::central || (partner() && one_of({Who::verifier, Who::manager, Who::lead}));
      case Act::involve:
        if (!about({"outcome", "indicator"})) return false;
        if (who == Who::central) return state == State::published;
        return one_of({Who::analyst, Who::manager, Who::lead}) && can_be_written_by_partner();
      case Act::redact: return one_of({Who::central, Who::administrator}) && state != State::draft;
      case Act::manage_accounts: return kind == "person" && who == Who::administrator && state == State::published;
      case Act::acknowledge: return kind == "link" && who == Who::signatory && own() && state == State::published;
    }
    return false;
  }

  bool holds() const {
    if (who == Who::everyone || nobody_signed_in()) return who == Who::everyone && nobody_signed_in() && holds_for_public();
    return who == Who::host ? holds_for_host() : holds_for_role();
  }
};

template <class Visit>
void each_combination(Visit visit) {
  for (std::size_t w = 0; w < access::who_count; ++w) {
    for (std::size_t a = 0; a < access::act_count; ++a) {
      for (const auto& kind : record::kinds()) {
        for (std::size_t r = 0; r < access::relation_count; ++r) {
          for (std::size_t s = 0; s < access::state_count; ++s) {
            visit(static_cast<Who>(w), static_cast<Act>(a), kind, static_cast<Relation>(r), static_cast<State>(s));
          }
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("who may do what is exactly what is meant: every role, act, kind, relation and state") {
  int asked = 0;
  int differing = 0;
  each_combination([&](Who who, Act act, const record::Kind& kind, Relation relation, State state) {
    ++asked;
    const bool meant = Meant{who, act, kind.code, relation, state}.holds();
    if (access::allows(who, act, kind, relation, state) == meant) return;
    if (++differing > 20) return;
    FAIL_CHECK(access::code_of(who), " ", access::code_of(act), " ", kind.code, " ", access::code_of(relation), " ",
               access::code_of(state), meant ? ": should be allowed" : ": should be refused");
  });
  CHECK(differing == 0);
  CHECK(asked == static_cast<int>(access::who_count * access::act_count * record::kinds().size() * access::relation_count * access::state_count));
}

TEST_CASE("every row of the table allows something that no other row does, and names only kinds that exist") {
  std::map<std::string, int> told;
  const auto each_of = [](const access::Rule& rule, auto visit) {
    for (const auto who : rule.who) {
      for (const auto act : rule.acts) {
        for (const auto kind : rule.kinds) {
          for (const auto relation : rule.relations) {
            for (const auto state : rule.states) {
              visit(std::string(access::code_of(who)) + " " + std::string(access::code_of(act)) + " " + std::string(kind) + " " +
                    std::string(access::code_of(relation)) + " " + std::string(access::code_of(state)));
            }
          }
        }
      }
    }
  };
  for (const auto& rule : access::table()) each_of(rule, [&](const std::string& what) { ++told[what]; });
  int row = 0;
  for (const auto& rule : access::table()) {
    INFO("row ", ++row);
    bool adds = false;
    each_of(rule, [&](const std::string& what) { adds = adds || told[what] == 1; });
    CHECK(adds);
    for (const auto kind : rule.kinds) CHECK(record::kind(kind) != nullptr);
  }
}

TEST_CASE("nobody who is not signed in changes anything, and an auditor changes nothing either") {
  const std::set<Act> looking{Act::read, Act::read_history, Act::read_restricted, Act::export_all, Act::verify};
  each_combination([&](Who who, Act act, const record::Kind& kind, Relation relation, State state) {
    if (looking.contains(act)) return;
    if (who != Who::everyone && who != Who::auditor && who != Who::viewer && who != Who::signatory) return;
    if (who == Who::signatory && kind.code == "signature") return;  // what a signatory is for
    if (who == Who::signatory && (kind.code == "link" || kind.code == "acknowledgement")) return;  // that is what signatories are for
    CHECK_FALSE(access::allows(who, act, kind, relation, state));
  });
}

TEST_CASE("a nearer relation never loses what a farther one has") {
  each_combination([&](Who who, Act act, const record::Kind& kind, Relation relation, State state) {
    if (relation == Relation::everyone || relation == Relation::own) return;
    const auto nearer = static_cast<Relation>(static_cast<int>(relation) - 1);
    if (access::allows(who, act, kind, relation, state)) CHECK(access::allows(who, act, kind, nearer, state));
  });
}

TEST_CASE("which fields a reader sees follows their audience, and restricted ones the table") {
  using record::Audience;
  for (std::size_t w = 0; w < access::who_count; ++w) {
    const auto who = static_cast<Who>(w);
    for (std::size_t r = 0; r < access::relation_count; ++r) {
      const auto relation = static_cast<Relation>(r);
      if ((who == Who::everyone) != (relation == Relation::everyone)) continue;
      INFO(access::code_of(who), " ", access::code_of(relation));
      const bool oversees = who == Who::auditor || who == Who::administrator || who == Who::host;
      CHECK(access::shows(Audience::everyone, who, relation));
      CHECK(access::shows(Audience::partners, who, relation) ==
            (oversees || who == Who::central || relation == Relation::own || relation == Relation::party));
      CHECK(access::shows(Audience::owner, who, relation) == (oversees || relation == Relation::own));
      CHECK(access::shows(Audience::restricted, who, relation) == oversees);
      for (const auto& kind : record::kinds()) {
        CHECK(access::allows(who, Act::read_restricted, kind, relation, State::published) == oversees);
      }
    }
  }
}

TEST_CASE("every act has a code that finds it again") {
  for (std::size_t a = 0; a < access::act_count; ++a) CHECK(access::act_of(access::code_of(static_cast<Act>(a))) == static_cast<Act>(a));
  CHECK_FALSE(access::act_of("delete"));
}
