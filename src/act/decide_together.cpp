#include "act/decide_together.h"

#include <fmt/format.h>

#include "act/change_record.h"

namespace outturn::act {
namespace {

using record::kind_of;

std::string question_code(record::Question question) {
  return kind_of<record::DecisionAnswer>().field("question")->choices.at(static_cast<std::size_t>(question));
}

}  // namespace

base::Checked<workspace::Receipt> begin_round(workspace::Register& store, const access::Reader& reader, std::string_view outcome,
                                              std::int64_t after, Fields fields) {
  fields.emplace_back("outcome", record::Reference{std::string(outcome)});
  fields.emplace_back("number", after + 1);
  fields.emplace_back("opened", reader.day());
  return add_record(store, reader, kind_of<record::DecisionRound>(), fmt::format("{}-round-{}", outcome.substr(0, 60), after + 1), fields);
}

base::Checked<workspace::Receipt> answer_question(workspace::Register& store, const access::Reader& reader, std::string_view round,
                                                  record::Question question, std::string_view organisation, Fields fields) {
  fields.emplace_back("round", record::Reference{std::string(round)});
  fields.emplace_back("question", question_code(question));
  if (!organisation.empty()) fields.emplace_back("organisation", record::Reference{std::string(organisation)});
  fields.emplace_back("given", reader.day());
  return add_record(store, reader, kind_of<record::DecisionAnswer>(), {}, fields);
}

base::Checked<workspace::Receipt> end_round(workspace::Register& store, const access::Reader& reader, std::string_view round,
                                            std::optional<std::int64_t> version, Fields fields) {
  fields.emplace_back("ended", reader.day());
  return change_record(store, reader, kind_of<record::DecisionRound>(), round, version, fields);
}

}  // namespace outturn::act
