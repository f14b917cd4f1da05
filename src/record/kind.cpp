#include "record/kind.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace outturn::record {
namespace {

using base::Checked;
using base::refuse;

/// Characters of a UTF-8 text as people count them, near enough: every byte that begins one.
std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The value as a record keeps it: no white space at the ends of a text, and a text of nothing else is not given.
/// Without this a record would differ from the one read back from its own JSON.
Value tidied(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    const auto kept = base::trimmed(*text);
    return kept.empty() ? Value{} : Value{std::string(kept)};
  }
  if (const auto* localised = std::get_if<Localised>(&value)) {
    Localised kept;
    for (const auto& [language, text] : localised->texts) kept.set(language, std::string(base::trimmed(text)));
    return kept.empty() ? Value{} : Value{std::move(kept)};
  }
  return value;
}

void check_text(const Field& field, std::string_view text, base::Issues& issues) {
  if (!base::is_utf8(text) || text.find('\0') != std::string_view::npos) {
    issues.push_back({field.name, "record.not_utf8", {}});
  } else if (const auto length = characters(text); length > field.longest) {
    issues.push_back({field.name, "record.too_long",
                      {{"length", static_cast<std::int64_t>(length)}, {"limit", static_cast<std::int64_t>(field.longest)}}});
  }
}

void check_number(const Field& field, double number, base::Issues& issues) {
  if (!std::isfinite(number)) {
    issues.push_back({field.name, "record.not_a_number", {{"written", std::string("1e999")}}});
  } else if ((field.minimum != 0 || field.maximum != 0) && (number < field.minimum || number > field.maximum)) {
    issues.push_back({field.name, "record.out_of_range", {{"value", number}, {"minimum", field.minimum}, {"maximum", field.maximum}}});
  }
}

void check_value(const Field& field, const Value& value, base::Issues& issues) {
  if (!is_given(value)) return;
  bool right_type = true;
  switch (field.type) {
    case FieldType::text:
    case FieldType::long_text:
      right_type = std::holds_alternative<std::string>(value);
      if (right_type) check_text(field, std::get<std::string>(value), issues);
      break;
    case FieldType::localised:
    case FieldType::localised_long:
      right_type = std::holds_alternative<Localised>(value);
      if (right_type) {
        for (const auto& [language, text] : std::get<Localised>(value).texts) check_text(field, text, issues);
      }
      break;
    case FieldType::integer:
      right_type = std::holds_alternative<std::int64_t>(value);
      if (right_type) check_number(field, static_cast<double>(std::get<std::int64_t>(value)), issues);
      break;
    case FieldType::number:
      right_type = std::holds_alternative<double>(value);
      if (right_type) check_number(field, std::get<double>(value), issues);
      break;
    case FieldType::boolean: right_type = std::holds_alternative<bool>(value); break;
    case FieldType::day: right_type = std::holds_alternative<base::Day>(value); break;
    case FieldType::period: right_type = std::holds_alternative<base::Period>(value); break;
    case FieldType::choice:
      right_type = std::holds_alternative<std::string>(value);
      if (right_type && std::find(field.choices.begin(), field.choices.end(), std::get<std::string>(value)) == field.choices.end()) {
        std::string known;
        for (const auto& choice : field.choices) known += (known.empty() ? "" : ", ") + choice;
        issues.push_back({field.name, "record.unknown_choice", {{"written", std::get<std::string>(value)}, {"choices", known}}});
      }
      break;
    case FieldType::reference: right_type = std::holds_alternative<Reference>(value); break;
    case FieldType::references: right_type = std::holds_alternative<References>(value); break;
  }
  if (!right_type) issues.push_back({field.name, "record.wrong_type", {}});
}

}  // namespace

const Field* Kind::field(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

Checked<Body> Kind::with(const Body& before, const std::vector<std::pair<std::string, Value>>& values) const {
  base::Issues issues;
  const auto record = before ? copy(before.get()) : make();
  for (const auto& [name, given] : values) {
    const auto value = tidied(given);
    const auto* described = field(name);
    if (!described) {
      issues.push_back({name, "record.unknown_field", {{"kind", code}}});
      continue;
    }
    const auto so_far = issues.size();
    check_value(*described, value, issues);
    if (issues.size() > so_far) continue;
    if (before && described->fixed && described->read(before.get()) != value) {
      const bool empty_choice = described->type == FieldType::choice && !is_given(value);
      if (!empty_choice) issues.push_back({name, "record.fixed", {}});
      continue;
    }
    described->write(record.get(), value);
  }
  for (const auto& described : fields) {
    if (described.required && !is_given(described.read(record.get()))) {
      const bool already = std::any_of(issues.begin(), issues.end(), [&](const auto& i) { return i.field == described.name; });
      if (!already) issues.push_back({described.name, "record.required", {}});
    }
  }
  if (issues.empty() && check) check(record.get(), issues);
  if (!issues.empty()) return refuse(std::move(issues));
  return Body{record};
}

Checked<Value> Kind::parse(const Field& field, std::string_view raw) {
  const auto text = base::trimmed(raw);
  const std::string written(text);
  if (text.empty()) return Value{};
  switch (field.type) {
    case FieldType::text:
    case FieldType::long_text:
    case FieldType::choice: return Value{written};
    case FieldType::localised:
    case FieldType::localised_long: return Value{Localised{{"en", written}}};
    case FieldType::integer: {
      std::int64_t whole = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
      if (error != std::errc{} || end != text.data() + text.size()) return refuse(field.name, "record.not_whole", {{"written", written}});
      return Value{whole};
    }
    case FieldType::number: {
      double real = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
      if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(real)) {
        return refuse(field.name, "record.not_a_number", {{"written", written}});
      }
      return Value{real};
    }
    case FieldType::boolean:
      if (text == "true" || text == "yes" || text == "1" || text == "on") return Value{true};
      if (text == "false" || text == "no" || text == "0") return Value{false};
      return refuse(field.name, "record.not_yes_or_no", {{"written", written}});
    case FieldType::day: {
      const auto day = base::Day::parse(text);
      if (!day) return refuse(field.name, "record.not_a_day", {{"written", written}});
      return Value{*day};
    }
    case FieldType::period: {
      auto period = base::Period::parse(text);
      if (!period) {
        for (auto& issue : period.error()) issue.field = field.name;
        return refuse(std::move(period.error()));
      }
      return Value{*period};
    }
    case FieldType::reference:
      if (!base::is_permanent_id(text)) return refuse(field.name, "record.not_an_id", {{"written", written}});
      return Value{Reference{written}};
    case FieldType::references: {
      References all;
      base::Issues issues;
      for (const auto part : base::split(text, ';')) {
        const auto id = base::trimmed(part);
        if (id.empty()) continue;
        if (!base::is_permanent_id(id)) issues.push_back({field.name, "record.not_an_id", {{"written", std::string(id)}}});
        if (std::find(all.begin(), all.end(), Reference{std::string(id)}) == all.end()) all.push_back({std::string(id)});
      }
      if (!issues.empty()) return refuse(std::move(issues));
      return Value{std::move(all)};
    }
  }
  return Value{};
}

Checked<Value> Kind::from_json(const Field& field, const base::Json& json) {
  const auto wrong = [&] { return refuse(field.name, "record.wrong_json_type"); };
  if (json.is_null()) return Value{};
  switch (field.type) {
    case FieldType::localised:
    case FieldType::localised_long: {
      if (const auto* text = json.text()) return Value{Localised{{"en", *text}}};
      const auto* members = json.object();
      if (!members) return wrong();
      Localised localised;
      for (const auto& [language, text] : *members) {
        if (!text.text()) return wrong();
        localised.set(language, *text.text());
      }
      return localised.empty() ? Value{} : Value{std::move(localised)};
    }
    case FieldType::integer:
      if (const auto whole = json.integer()) return Value{*whole};
      return wrong();
    case FieldType::number:
      if (const auto real = json.number()) return Value{*real};
      return wrong();
    case FieldType::boolean:
      if (const auto flag = json.boolean()) return Value{*flag};
      return wrong();
    case FieldType::references: {
      const auto* array = json.array();
      if (!array) return wrong();
      References all;
      for (const auto& item : *array) {
        if (!item.text()) return wrong();
        if (!base::is_permanent_id(*item.text())) return refuse(field.name, "record.not_an_id", {{"written", *item.text()}});
        if (std::find(all.begin(), all.end(), Reference{*item.text()}) == all.end()) all.push_back({*item.text()});
      }
      return all.empty() ? Value{} : Value{std::move(all)};
    }
    default:
      if (const auto* text = json.text()) return parse(field, *text);
      return wrong();
  }
}

void Kind::write_json(base::JsonWriter& out, const Body& body) const {
  out.begin_object();
  for (const auto& described : fields) {
    const auto value = described.read(body.get());
    if (!is_given(value)) continue;
    out.key(described.name);
    record::write_json(out, value);
  }
  out.end_object();
}

std::string Kind::title(const Body& body, std::string_view language) const {
  const auto* described = field(title_field);
  return described ? plain_text(described->read(body.get()), language) : std::string{};
}

}  // namespace outturn::record
