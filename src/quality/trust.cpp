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

Standing standing_of(const Verification& verification, base::Day day) {
  if (verification.expires && *verification.expires < day) return Standing::expired;
  constexpr std::array standings{Standing::green, Standing::green_disclosure, Standing::amber, Standing::red};
  return standings.at(static_cast<std::size_t>(verification.rating));
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
  for (const auto* record : view.workspace().referring<Verification>(indicator, "indicators")) {
    const auto& found = record->as<Verification>();
    if (!found.verified || *found.verified > view.day()) continue;
    if (trust.verification) {
      const auto& best = trust.verification->as<Verification>();
      if (std::pair(*found.verified, found.rating) <= std::pair(*best.verified, best.rating)) continue;
    }
    trust.verification = record;
  }
  if (trust.verification) trust.standing = standing_of(trust.verification->as<Verification>(), view.day());
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
