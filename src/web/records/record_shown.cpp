#include "web/records/record_shown.h"

#include <ctime>

#include <fmt/core.h>

#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "workspace/stand_in.h"

namespace outturn::web {
namespace {

using record::FieldType;
using record::Value;

std::string key_of(const record::Kind& kind, const record::Field& field) { return fmt::format("record.{}.{}", kind.code, field.name); }

/// "a, b and c" without the last word, which languages do not share.
std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

std::string title_by_references(const Visit& visit, const workspace::Record& record) {
  std::vector<std::string> names;
  for (const auto& field : record.kind->fields) {
    if (field.refers_to.empty()) continue;
    const bool names_it = field.required || (record.kind == &record::kind_of<record::Appointment>() && field.name == "organisation");
    if (!names_it) continue;
    const auto value = field.read(record.body.get());
    if (const auto* one = std::get_if<record::Reference>(&value)) names.push_back(title_of(visit, field.refers_to, one->id));
    if (const auto* many = std::get_if<record::References>(&value)) {
      for (const auto& reference : *many) names.push_back(title_of(visit, field.refers_to, reference.id));
    }
  }
  for (const auto& field : record.kind->fields) {
    if (field.type != FieldType::choice || (field.name != "role" && field.name != "stance")) continue;
    names.push_back(plain_value(visit, *record.kind, field, field.read(record.body.get())));
  }
  if (const auto* target = record.kind == &record::kind_of<record::Target>() ? &record.as<record::Target>() : nullptr) {
    if (target->period) names.push_back(visit.words.period(*target->period));
  }
  return joined(names);
}

std::string whole_number(const Visit& visit, const record::Field& field, std::int64_t number) {
  const bool is_a_label = field.name == "version" || field.name == "fiscal_start";
  return is_a_label ? std::to_string(number) : visit.words.integer(number);
}

}  // namespace

std::string shortened(std::string_view text, std::size_t characters) {
  std::size_t seen = 0;
  std::size_t last_space = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    if (text[at] == ' ') last_space = at;
    if (++seen > characters) return std::string(text.substr(0, last_space > at / 2 ? last_space : at)) + "…";
  }
  return std::string(text);
}

std::string title_of(const Visit& visit, const workspace::Record& record) {
  const auto* field = record.kind->field(record.kind->title_field);
  std::string title;
  if (field && field->refers_to.empty()) {
    if (access::may_see(visit.reader, *field, record, visit.workspace())) title = shortened(record.title(visit.words.language()), 160);
    const auto stand_in = workspace::stand_in(*record.kind, *field);
    if (record::is_given(stand_in) && field->read(record.body.get()) == stand_in) title += fmt::format(" ({})", record.id);
  }
  if (title.empty()) title = title_by_references(visit, record);
  return title.empty() ? record.id : title;
}

std::string title_of(const Visit& visit, std::string_view kind_code, std::string_view id) {
  const auto* kind = record::kind(kind_code);
  const auto* found = kind ? visit.workspace().find(*kind, id) : nullptr;
  return found && visit.may(access::Act::read, *kind, found) ? title_of(visit, *found) : std::string(id);
}

std::string name_of(const Visit& visit, const record::Kind& kind) { return visit.say("record." + kind.code); }
std::string plural_of(const Visit& visit, const record::Kind& kind) { return visit.say("record." + kind.code + ".plural"); }
std::string label_of(const Visit& visit, const record::Kind& kind, const record::Field& field) { return visit.say(key_of(kind, field)); }

ShownValue shown_value(const Visit& visit, const record::Kind& kind, const record::Field& field, const Value& value) {
  ShownValue shown;
  if (!record::is_given(value)) return shown;
  const auto refer = [&](const record::Reference& reference) {
    const auto* referred = record::kind(field.refers_to);
    const auto* found = referred ? visit.workspace().find(*referred, reference.id) : nullptr;
    if (found && visit.may(access::Act::read, *referred, found)) shown.links.push_back({title_of(visit, *found), visit.link_to(*found)});
    else shown.links.push_back({reference.id, ""});
  };
  if (const auto* localised = std::get_if<record::Localised>(&value)) {
    for (const auto& [language, text] : localised->texts) {
      const auto note = "records.in_language." + language;
      shown.lines.push_back({text, language, visit.words.has(note) ? visit.say(note) : language});
    }
  } else if (const auto* one = std::get_if<record::Reference>(&value)) {
    refer(*one);
  } else if (const auto* many = std::get_if<record::References>(&value)) {
    for (const auto& reference : *many) refer(reference);
  } else {
    shown.lines.push_back({plain_value(visit, kind, field, value)});
  }
  return shown;
}

std::string plain_value(const Visit& visit, const record::Kind& kind, const record::Field& field, const Value& value) {
  if (!record::is_given(value)) return {};
  if (const auto* flag = std::get_if<bool>(&value)) return visit.say(*flag ? "records.yes" : "records.no");
  if (const auto* day = std::get_if<base::Day>(&value)) return visit.words.day(*day);
  if (const auto* period = std::get_if<base::Period>(&value)) return visit.words.period(*period);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return whole_number(visit, field, *whole);
  if (const auto* real = std::get_if<double>(&value)) return visit.words.number(*real);
  if (const auto* one = std::get_if<record::Reference>(&value)) return title_of(visit, field.refers_to, one->id);
  if (const auto* many = std::get_if<record::References>(&value)) {
    std::string out;
    for (const auto& reference : *many) out += (out.empty() ? "" : "; ") + title_of(visit, field.refers_to, reference.id);
    return out;
  }
  if (field.type == FieldType::choice) return visit.say(key_of(kind, field) + "." + std::get<std::string>(value));
  return record::plain_text(value, visit.words.language());
}

std::string person_of(const Visit& visit, std::string_view person) {
  if (person == "outturn") return visit.say("history.program");
  const auto* found = visit.workspace().find<record::Person>(person);
  if (found && visit.may(access::Act::read, *found->kind, found)) {
    if (access::may_see(visit.reader, *found->kind->field("name"), *found, visit.workspace())) return found->as<record::Person>().name;
  }
  return visit.say("history.someone");
}

std::string organisation_of(const Visit& visit, std::string_view organisation) {
  return organisation.empty() ? std::string{} : title_of(visit, "organisation", organisation);
}

std::string moment(const Visit& visit, base::Instant instant) {
  const auto seconds = static_cast<std::time_t>(instant.microseconds / 1'000'000);
  std::tm local{};
  localtime_r(&seconds, &local);
  return visit.say("history.moment", {{"day", base::civil_day(instant)}, {"time", fmt::format("{:02}:{:02}", local.tm_hour, local.tm_min)}});
}

}  // namespace outturn::web
