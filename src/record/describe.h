#pragma once

#include <type_traits>

#include "record/kind.h"

namespace outturn::record {

constexpr FieldOptions required{.required = true};
constexpr FieldOptions fixed{.fixed = true};
constexpr FieldOptions required_fixed{.required = true, .fixed = true};
constexpr FieldOptions not_negative{.minimum = 0, .maximum = 1e15};

/// Builds a Kind from pointers to members: describe<Outcome>("outcome", "outcomes", "title").text("area", &Outcome::area)…
/// Included only where kinds are described.
template <class T>
class Describe {
 public:
  Describe(std::string code, std::string plural, std::string title_field) {
    kind_.code = std::move(code);
    kind_.plural = std::move(plural);
    kind_.title_field = std::move(title_field);
    kind_.type = &typeid(T);
    kind_.make = [] { return std::shared_ptr<void>(std::make_shared<T>()); };
    kind_.copy = [](const void* record) { return std::shared_ptr<void>(std::make_shared<T>(*static_cast<const T*>(record))); };
  }

  Describe& text(std::string name, std::string T::*member, FieldOptions options = {}) {
    return plain(std::move(name), FieldType::text, member, options);
  }
  Describe& long_text(std::string name, std::string T::*member, FieldOptions options = {}) {
    return plain(std::move(name), FieldType::long_text, member, options);
  }
  Describe& localised(std::string name, Localised T::*member, FieldOptions options = {}) {
    return plain(std::move(name), FieldType::localised, member, options);
  }
  Describe& localised_long(std::string name, Localised T::*member, FieldOptions options = {}) {
    return plain(std::move(name), FieldType::localised_long, member, options);
  }
  Describe& integer(std::string name, std::optional<std::int64_t> T::*member, FieldOptions options = {}) {
    return optional(std::move(name), FieldType::integer, member, options);
  }
  Describe& number(std::string name, std::optional<double> T::*member, FieldOptions options = {}) {
    return optional(std::move(name), FieldType::number, member, options);
  }
  Describe& boolean(std::string name, bool T::*member, FieldOptions options = {}) {
    auto& field = add(std::move(name), FieldType::boolean, options);
    field.read = [member](const void* r) { return Value{static_cast<const T*>(r)->*member}; };
    field.write = [member](void* r, const Value& v) {
      static_cast<T*>(r)->*member = std::holds_alternative<bool>(v) && std::get<bool>(v);
    };
    return *this;
  }
  Describe& day(std::string name, std::optional<base::Day> T::*member, FieldOptions options = {}) {
    return optional(std::move(name), FieldType::day, member, options);
  }
  Describe& period(std::string name, std::optional<base::Period> T::*member, FieldOptions options = {}) {
    return optional(std::move(name), FieldType::period, member, options);
  }
  Describe& reference(std::string name, std::string refers_to, Reference T::*member, FieldOptions options = {}) {
    plain(std::move(name), FieldType::reference, member, options);
    kind_.fields.back().refers_to = std::move(refers_to);
    return *this;
  }
  Describe& references(std::string name, std::string refers_to, References T::*member, FieldOptions options = {}) {
    plain(std::move(name), FieldType::references, member, options);
    kind_.fields.back().refers_to = std::move(refers_to);
    return *this;
  }
  /// codes  in the order of the enumerators of E, whose values count from 0; the first is the default
  template <class E>
  Describe& choice(std::string name, E T::*member, std::vector<std::string> codes, FieldOptions options = {}) {
    auto& field = add(std::move(name), FieldType::choice, options);
    field.choices = codes;
    field.read = [member, codes](const void* r) {
      return Value{codes.at(static_cast<std::size_t>(static_cast<const T*>(r)->*member))};
    };
    field.write = [member, codes](void* r, const Value& v) {
      std::size_t found = 0;
      if (const auto* code = std::get_if<std::string>(&v)) {
        while (found < codes.size() && codes[found] != *code) ++found;
        base::ensure(found < codes.size(), "a choice is checked before it is written");
      }
      static_cast<T*>(r)->*member = static_cast<E>(found);
    };
    return *this;
  }
  Describe& check(std::function<void(const T&, base::Issues&)> rule) {
    kind_.check = [rule = std::move(rule)](const void* r, base::Issues& issues) { rule(*static_cast<const T*>(r), issues); };
    return *this;
  }

  operator Kind() { return std::move(kind_); }  // NOLINT: the end of a description is the kind

 private:
  Field& add(std::string name, FieldType type, FieldOptions options) {
    const bool is_long = type == FieldType::long_text || type == FieldType::localised_long;
    kind_.fields.push_back(Field{.name = std::move(name), .type = type, .required = options.required, .fixed = options.fixed,
                                 .audience = options.audience, .minimum = options.minimum, .maximum = options.maximum,
                                 .longest = options.longest ? options.longest : is_long ? 20'000u : 500u});
    return kind_.fields.back();
  }
  template <class M>
  Describe& plain(std::string name, FieldType type, M T::*member, FieldOptions options) {
    auto& field = add(std::move(name), type, options);
    field.read = [member](const void* r) {
      const auto& content = static_cast<const T*>(r)->*member;
      return content == M{} ? Value{} : Value{content};
    };
    field.write = [member](void* r, const Value& v) {
      static_cast<T*>(r)->*member = std::holds_alternative<M>(v) ? std::get<M>(v) : M{};
    };
    return *this;
  }
  template <class M>
  Describe& optional(std::string name, FieldType type, std::optional<M> T::*member, FieldOptions options) {
    auto& field = add(std::move(name), type, options);
    field.read = [member](const void* r) {
      const auto& content = static_cast<const T*>(r)->*member;
      return content ? Value{*content} : Value{};
    };
    field.write = [member](void* r, const Value& v) {
      static_cast<T*>(r)->*member = std::holds_alternative<M>(v) ? std::optional<M>(std::get<M>(v)) : std::nullopt;
    };
    return *this;
  }

  Kind kind_;
};

}  // namespace outturn::record
