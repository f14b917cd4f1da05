#include "act/authorship.h"

#include <algorithm>

#include "record/assessment.h"
#include "record/returns.h"
#include "record/trust.h"

namespace outturn::act {
namespace {

class Signing {
 public:
  Signing(const access::Reader& reader, Fields& fields) : reader_(reader), fields_(fields) {}

  void sign(const char* person, const char* day) {
    auto& author = value_of(person);
    const auto* named = std::get_if<record::Reference>(&author);
    if (named && !named->empty() && named->id != reader_.person()) issues_.push_back({person, "act.not_yourself", {{"id", named->id}}});
    author = record::Reference{reader_.person()};
    value_of(day) = reader_.day();
  }
  const base::Issues& issues() const { return issues_; }

 private:
  record::Value& value_of(std::string_view name) {
    auto found = std::find_if(fields_.begin(), fields_.end(), [&](const auto& field) { return field.first == name; });
    if (found == fields_.end()) found = fields_.insert(found, {std::string(name), {}});
    return found->second;
  }

  const access::Reader& reader_;
  Fields& fields_;
  base::Issues issues_;
};

/// Whether these fields answer or dispute the question: they set another state or another answer than it has.
bool answers(const record::Kind& kind, const record::Body& before, const Fields& fields) {
  return std::any_of(fields.begin(), fields.end(), [&](const auto& given) {
    if (given.first != "answer" && given.first != "state") return false;
    return kind.field(given.first)->read(before.get()) != given.second && record::is_given(given.second);
  });
}

}  // namespace

base::Checked<Fields> signed_by(const access::Reader& reader, const record::Kind& kind, const record::Body& before, Fields fields) {
  if (reader.kind() != access::Reader::Kind::person) return fields;
  Signing signing(reader, fields);
  if (&kind == &record::kind_of<record::DataQuestion>()) {
    if (!before) signing.sign("asked_by", "asked");
    else if (answers(kind, before, fields)) signing.sign("answered_by", "answered");
  } else if (!before && (&kind == &record::kind_of<record::Opinion>() || &kind == &record::kind_of<record::ReturnEntry>() ||
                         &kind == &record::kind_of<record::ReturnSending>() || &kind == &record::kind_of<record::ReturnVerdict>())) {
    signing.sign("person", "day");
  } else if (&kind == &record::kind_of<record::Explanation>() && !before) {
    signing.sign("person", "day");
  } else if (&kind == &record::kind_of<record::Assessment>() && !before) {
    signing.sign("rated_by", "rated");
  } else if (!before && &kind == &record::kind_of<record::SourceSample>()) {
    signing.sign("drawn_by", "drawn");
  }
  if (!signing.issues().empty()) return base::refuse(signing.issues());
  return fields;
}

}  // namespace outturn::act
