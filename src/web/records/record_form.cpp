#include "web/records/record_form.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using record::FieldType;

constexpr std::size_t most_checkboxes = 30;
constexpr std::size_t most_radios = 5;

bool is_long(const record::Field& field) { return field.type == FieldType::long_text || field.type == FieldType::localised_long; }

std::string input_in(std::string_view name, std::string_view language) { return fmt::format("{}.{}", name, language); }

/// What an input shows of a value that stands there: as it would be typed.
std::string as_typed(const record::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* many = std::get_if<record::References>(&value)) {
    std::string ids;
    for (const auto& reference : *many) ids += (ids.empty() ? "" : "; ") + reference.id;
    return ids;
  }
  return record::plain_text(value);
}

/// Adds what is chosen already but is no longer on offer, so that saving does not lose it.
void keep_chosen(const Visit& visit, const record::Field& field, std::string_view id, std::vector<Option>& options) {
  if (id.empty() || std::any_of(options.begin(), options.end(), [&](const Option& o) { return o.value == id; })) return;
  options.push_back({.value = std::string(id), .text = title_of(visit, field.refers_to, id)});
}

std::vector<std::string> ids_in(std::string_view text) {
  std::vector<std::string> ids;
  for (const auto part : base::split(text, ';')) {
    if (const auto id = base::trimmed(part); !id.empty()) ids.emplace_back(id);
  }
  return ids;
}

std::string list_hint(const Visit& visit, const record::Field& field, std::string help, std::string_view key) {
  const auto* kind = record::kind(field.refers_to);
  return help + " " + visit.say(key, {{"kinds", plural_of(visit, *kind)}});
}

void ask_for_reference(const Visit& visit, const record::Field& field, Field& question) {
  auto options = record_options(visit, *record::kind(field.refers_to), longest_select);
  if (options.size() > longest_select) {
    question.hint = list_hint(visit, field, std::move(question.hint), "records.id_hint");
    question.width = 20;
    return;
  }
  keep_chosen(visit, field, question.value, options);
  question.control = Control::select;
  question.options.push_back({.value = "", .text = visit.say(field.required ? "records.choose" : "records.none")});
  question.options.insert(question.options.end(), options.begin(), options.end());
}

void ask_for_references(const Visit& visit, const record::Field& field, Field& question) {
  auto options = record_options(visit, *record::kind(field.refers_to), most_checkboxes);
  if (options.size() > most_checkboxes || options.empty()) {
    question.hint = list_hint(visit, field, std::move(question.hint), "records.ids_hint");
    return;
  }
  question.control = Control::checkboxes;
  question.chosen = ids_in(question.value);
  for (const auto& id : question.chosen) keep_chosen(visit, field, id, options);
  question.options = std::move(options);
}

void ask_for_choice(const Visit& visit, const record::Kind& kind, const record::Field& field, Field& question) {
  question.control = field.choices.size() <= most_radios ? Control::radios : Control::select;
  for (const auto& choice : field.choices) {
    question.options.push_back({.value = choice, .text = visit.say(fmt::format("record.{}.{}.{}", kind.code, field.name, choice))});
  }
  if (question.value.empty()) question.value = field.choices.front();
}

/// The control for a field that is not localised; question.value is set already.
void shape(const Visit& visit, const record::Kind& kind, const record::Field& field, Field& question) {
  switch (field.type) {
    case FieldType::text: break;
    case FieldType::long_text: question.control = Control::textarea; break;
    case FieldType::integer:
    case FieldType::number:
      question.control = Control::number;
      question.width = 10;
      break;
    case FieldType::boolean:
      question.control = Control::radios;
      question.options = {{.value = "true", .text = visit.say("records.yes")}, {.value = "false", .text = visit.say("records.no")}};
      if (question.value.empty()) question.value = "false";
      break;
    case FieldType::day: question.control = Control::date; break;
    case FieldType::period:
      question.width = 20;
      question.hint += " " + visit.say("records.period_hint");
      break;
    case FieldType::choice: ask_for_choice(visit, kind, field, question); break;
    case FieldType::reference: ask_for_reference(visit, field, question); break;
    case FieldType::references: ask_for_references(visit, field, question); break;
    case FieldType::localised:
    case FieldType::localised_long: break;
  }
}

std::string sent(const Values& typed, const record::Field& field) {
  if (field.type == FieldType::day) return typed_date(typed, field.name);
  if (field.type == FieldType::references) {
    std::string ids;
    for (const auto part : typed.all(field.name)) ids += (ids.empty() ? "" : "; ") + std::string(part);
    return ids;
  }
  return typed_text(typed, field.name);
}

}  // namespace

std::string typed_text(const Values& typed, std::string_view name) {
  const auto raw = typed.get(name);
  std::string text;
  text.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] == '\r' && at + 1 < raw.size() && raw[at + 1] == '\n') continue;
    text += raw[at] == '\r' ? '\n' : raw[at];
  }
  return text;
}

std::vector<Option> record_options(const Visit& visit, const record::Kind& kind, std::size_t limit) {
  std::vector<Option> options;
  for (workspace::Slot slot = 0; slot < visit.workspace().count(kind) && options.size() <= limit; ++slot) {
    const auto& record = visit.workspace().at(kind, slot);
    if (record.retired || !visit.may(access::Act::read, kind, &record)) continue;
    options.push_back({.value = record.id, .text = shortened(title_of(visit, record), 90)});
  }
  std::vector<std::pair<std::string, Option>> sorted;
  for (auto& option : options) sorted.emplace_back(base::folded(option.text), std::move(option));
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  options.clear();
  for (auto& [name, option] : sorted) options.push_back(std::move(option));
  return options;
}

std::vector<const record::Field*> editable_fields(const Visit& visit, const record::Kind& kind, const workspace::Record* record) {
  std::vector<const record::Field*> fields;
  for (const auto& field : kind.fields) {
    if (record && (field.fixed || !access::may_see(visit.reader, field, *record, visit.workspace()))) continue;
    fields.push_back(&field);
  }
  return fields;
}

std::vector<Field> form_fields(const Visit& visit, const record::Kind& kind, const std::vector<const record::Field*>& fields,
                               const record::Body& body, const Values* typed) {
  std::vector<Field> questions;
  for (const auto* field : fields) {
    const auto key = fmt::format("record.{}.{}", kind.code, field->name);
    const auto value = body ? field->read(body.get()) : record::Value{};
    const auto help = visit.words.has(key + ".help") ? visit.say(key + ".help") : std::string{};
    const bool always_given = field->type == FieldType::boolean || field->type == FieldType::choice;
    if (is_localised(*field)) {
      const auto* localised = std::get_if<record::Localised>(&value);
      for (const auto& language : language::languages()) {
        const auto name = input_in(field->name, language);
        questions.push_back({.control = is_long(*field) ? Control::textarea : Control::text, .name = name,
                             .label = visit.say("records.label_in", {{"label", visit.say(key)}, {"language", visit.say("records.in_language." + language)}}),
                             .value = typed ? typed_text(*typed, name) : std::string(localised ? localised->exactly(language) : std::string_view{}),
                             .hint = &language == &language::languages().front() ? help : std::string{}, .optional = !field->required || &language != &language::languages().front(),
                             .rows = 3, .language = language == visit.words.language() ? "" : language});
      }
      continue;
    }
    Field question{.name = field->name, .label = visit.say(key), .value = typed ? sent(*typed, *field) : as_typed(value), .hint = help,
                   .optional = !field->required && !always_given};
    shape(visit, kind, *field, question);
    questions.push_back(std::move(question));
  }
  return questions;
}

act::Fields typed_fields(const Visit& visit, const record::Kind& kind, const std::vector<const record::Field*>& fields,
                         const record::Body& body, const Values& typed, base::Issues& issues) {
  (void)visit, (void)kind;
  act::Fields values;
  for (const auto* field : fields) {
    if (is_localised(*field)) {
      record::Localised text;
      if (body) {
        const auto before = field->read(body.get());
        if (const auto* there = std::get_if<record::Localised>(&before)) text = *there;  // languages that the form does not ask for stay
      }
      for (const auto& language : language::languages()) text.set(language, std::string(base::trimmed(typed_text(typed, input_in(field->name, language)))));
      values.emplace_back(field->name, text.empty() ? record::Value{} : record::Value{std::move(text)});
      continue;
    }
    auto value = record::Kind::parse(*field, sent(typed, *field));
    if (value) values.emplace_back(field->name, std::move(*value));
    else issues.insert(issues.end(), value.error().begin(), value.error().end());
  }
  return values;
}

base::Issues at_inputs(const record::Kind& kind, base::Issues issues, bool asks_fields) {
  for (auto& issue : issues) {
    const auto* field = asks_fields ? kind.field(issue.field) : nullptr;
    if (field && is_localised(*field)) issue.field = input_in(field->name, language::languages().front());
    else if (!field && issue.field == "reason") issue.field = reason_input;
    else if (!field && issue.field == "id") issue.field = id_input;
    else if (!field && !issue.field.starts_with("act.") && issue.field.find('.') == std::string::npos) issue.field.clear();
  }
  return issues;
}

Field reason_field(const Visit& visit, const Values* typed, bool optional) {
  return {.control = Control::textarea, .name = std::string(reason_input), .label = visit.say("records.reason"),
          .value = typed ? typed_text(*typed, reason_input) : "", .hint = visit.say("records.reason_hint"), .optional = optional, .rows = 2};
}

}  // namespace outturn::web
