#pragma once

#include <string>
#include <vector>

#include "decide/decision.h"
#include "web/components.h"
#include "web/parts.h"
#include "web/visit.h"

/// Whether to work together on an outcome: verdict, strip of gates, questions with everybody's answers, options, rounds.
namespace outturn::web {

struct GateView {
  std::string name;     ///< "Gate 1"
  std::string title;
  std::string anchor;
  Glyph glyph{};
  std::string state;
  std::string tone;     ///< class ending: "on", "off", "doubt", "none"
};

/// A partner's answer, as shape and words.
struct DotView {
  Glyph glyph{};
  std::string tone;
  std::string text;     ///< "Health: yes"
};

struct PartView {
  std::string title{};          ///< only where a question has several parts
  Glyph glyph{};
  std::string tone;
  std::string answer;           ///< "Yes"
  std::string carried{};        ///< "answered in round 1"
  std::vector<DotView> dots{};
  std::string partners{};       ///< "Both partners say so" or who differs
  std::string evidence{};
  std::string to_change{};
  std::vector<Link> links{};
};

struct QuestionView {
  std::string title;
  std::vector<PartView> parts;
  std::string consequence;      ///< "If “No”: Further work needed."
  bool stops{};
  bool looks_again{};
};

struct GateSection {
  std::string id;
  std::string title;
  std::string when;
  Tag tag;
  std::vector<QuestionView> questions;
};

struct ReadinessView {
  std::string title;
  std::string tally;            ///< "7 in place, 3 partial, 1 absent"
  Table table;
  Link add{};
};

struct DecisionView {
  Verdict verdict;
  std::vector<GateView> gates;
  std::string end_title;        ///< the last of the strip
  std::string end_state;
  std::string reality;          ///< what the reality check says
  Bullets consequences{};
  Bullets missing{};
  std::vector<GateSection> sections;
  std::string comparison{};
  Table options{};
  Table rounds{};
  std::vector<ReadinessView> readiness{};
  Table barriers{};
  Acts add_option{};
  Acts add_barrier{};
  Table types{};                ///< kinds of collaboration, with what tends to matter for each
  Table funding{};              ///< ways of paying for it
  std::string source;
};

/// What is shown to a reader who may read the round; `decision` stands in it.
DecisionView decision_view(const Visit& visit, const decide::Decision& decision);
void write(html::Output& out, const GateView& view);
void write(html::Output& out, const PartView& view);
void write(html::Output& out, const GateSection& section);
void write(html::Output& out, const ReadinessView& view);
void write(html::Output& out, const DecisionView& view);

/// GET /outcomes/{id}/decision, ?round=2 for an earlier one
Response show_decision(const Visit& visit);
/// GET and POST /outcomes/{id}/decision/new
Response show_new_round(const Visit& visit);
Response begin_typed_round(const Visit& visit);
/// GET and POST /outcomes/{id}/decision/answer?question=…&for=…
Response show_answer(const Visit& visit);
Response give_typed_answer(const Visit& visit);
/// GET and POST /outcomes/{id}/decision/end
Response show_end(const Visit& visit);
Response end_typed_round(const Visit& visit);

/// The decision as this reader may know it: in the newest round that they may read, or the one asked for.
decide::Decision readable_decision(const Visit& visit, const workspace::Record& outcome);

}  // namespace outturn::web
