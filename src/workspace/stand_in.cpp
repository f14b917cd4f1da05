#include "workspace/stand_in.h"

#include "language/words.h"

namespace outturn::workspace {

record::Value stand_in(const record::Kind& kind, const record::Field& field) {
  using enum record::FieldType;
  if (field.name != kind.title_field || !field.required) return {};
  record::Localised texts;
  std::string all;
  for (const auto& language : language::languages()) {
    const auto said = language::Words(language).say("workspace.taken_out");
    texts.set(language, said);
    all += (all.empty() ? "" : " / ") + said;
  }
  if (field.type == localised || field.type == localised_long) return texts;
  if (field.type == text || field.type == long_text) return all;
  return {};
}

}  // namespace outturn::workspace
