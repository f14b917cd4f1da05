#include "quality/trust.h"

#include <algorithm>
#include <array>

#include "record/measure.h"
#include "workspace/targets.h"

namespace outturn::quality {
namespace {

using record::DataQuestion;
using record::Verification;
using workspace::Record;
using workspace::View;

bool has_ended(const Verification& verification, base::Day day) { return verification.expires && *verification.expires < day; }

/// A good rating ends; a bad one stands until somebody has looked again: figures do not become better by waiting.
Standing standing_of(const Verification& verification, base::Day day) {
  constexpr std::array standings{Standing::green, Standing::green_disclosure, Standing::amber, Standing::red};
  const auto rated = standings.at(static_cast<std::size_t>(verification.rating));
  const bool is_bad = rated == Standing::amber || rated == Standing::red;
  return has_ended(verification, day) && !is_bad ? Standing::expired : rated;
}

/// The newest check of each data system by the day; among those of one day the worst.
std::vector<const Record*> newest_of_each_system(const View& view, const Record& indicator) {
  std::vector<const Record*> newest;
  for (const auto* record : view.workspace().referring<Verification>(indicator, "indicators")) {
    const auto& found = record->as<Verification>();
    if (!found.verified || *found.verified > view.day()) continue;
    const auto same = std::find_if(newest.begin(), newest.end(), [&](const Record* one) { return one->as<Verification>().system == found.system; });
    if (same == newest.end()) {
      newest.push_back(record);
      continue;
    }
    const auto& before = (*same)->as<Verification>();
    if (std::pair(*found.verified, found.rating) > std::pair(*before.verified, before.rating)) *same = record;
  }
  return newest;
}

bool is_unsettled(const DataQuestion& question) {
  return question.state == record::QuestionState::open || question.state == record::QuestionState::disputed;
}

void sort_oldest_first(std::vector<const Record*>& questions) {
  const auto asked = [](const Record* record) { return record->as<DataQuestion>().asked.value_or(base::Day{}); };
  std::stable_sort(questions.begin(), questions.end(), [&](const Record* a, const Record* b) { return asked(a) < asked(b); });
}

bool had_begun(const DataQuestion& question, const View& view) { return !question.asked || *question.asked <= view.day(); }

}  // namespace

std::string_view text_of(Standing standing) {
  constexpr std::array<std::string_view, standing_count> texts{"unverified", "expired", "green", "green_disclosure", "amber", "red"};
  return texts.at(static_cast<std::size_t>(standing));
}

Trust trust_in(const View& view, const Record& indicator) {
  Trust trust;
  for (const auto* record : newest_of_each_system(view, indicator)) {
    const auto standing = standing_of(record->as<Verification>(), view.day());
    if (trust.verification && standing <= trust.standing) continue;
    trust = {.standing = standing, .verification = record};
  }
  return trust;
}

language::Sentence trust_sentence(const Trust& trust) {
  if (!trust.verification) return {"quality.trust.unverified"};
  const auto& verification = trust.verification->as<Verification>();
  const language::NamedValue system{"system", verification.system.texts};
  const language::NamedValue verified{"verified", *verification.verified};
  if (!verification.expires) return {"quality.trust.rated_without_end", {system, verified}};
  return {std::string("quality.trust.") + std::string(text_of(trust.standing)), {system, verified, {"expires", *verification.expires}}};
}

std::vector<const Record*> questions_about(const View& view, const Record& indicator, const Record* place, const Record* group) {
  std::vector<const Record*> found;
  for (const auto* record : view.workspace().referring<DataQuestion>(indicator, "indicator")) {
    const auto& question = record->as<DataQuestion>();
    if (!is_unsettled(question) || !had_begun(question, view)) continue;
    const auto* asked_about = question.place.empty() ? workspace::country(view) : view.workspace().find<record::Place>(question.place.id);
    if (asked_about != place || question.group.id != (group ? group->id : "")) continue;
    found.push_back(record);
  }
  sort_oldest_first(found);
  return found;
}

std::vector<const Record*> open_questions(const View& view) {
  std::vector<const Record*> found;
  view.workspace().each<DataQuestion>([&](const Record& record, const DataQuestion& question) {
    if (is_unsettled(question) && had_begun(question, view)) found.push_back(&record);
  });
  sort_oldest_first(found);
  return found;
}

}  // namespace outturn::quality
