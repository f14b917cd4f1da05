#pragma once

#include <string>
#include <vector>

#include "access/reader.h"
#include "base/checked.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "store/testing_store.h"
#include "testing.h"

/// What tests of acts share: a register in memory with partners around one outcome, and people with roles.
namespace outturn::testing {

inline record::Localised en(std::string text) { return {{"en", std::move(text)}}; }

/// Health leads outcome O1, Housing contributes, Tax is only consulted. Two figures of I1 are in.
struct Town : Registry {
  Town() {
    put(store, "CA", record::Place{.name = en("Canada")});
    put(store, "this", record::Installation{.name = en("Test"), .country = {"CA"}});
    for (const auto* id : {"health", "housing", "tax"}) put(store, id, record::Organisation{.name = en(id)});
    put(store, "O1", record::Outcome{.title = en("Fewer people without a home")});
    put(store, "P1", record::Party{.outcome = {"O1"}, .organisation = {"health"}, .stance = record::Stance::leads});
    put(store, "P2", record::Party{.outcome = {"O1"}, .organisation = {"housing"}});
    put(store, "P3", record::Party{.outcome = {"O1"}, .organisation = {"tax"}, .stance = record::Stance::is_consulted});
    put(store, "I1", record::Indicator{.name = en("People without a home"), .outcomes = {{"O1"}}});
    put(store, "T1", record::Target{.indicator = {"I1"}, .value = 100, .period = period("2030"), .in_force_from = day("2024-01-01")});
    put(store, "C1", record::Commitment{.text = en("Build homes"), .lead = {"housing"}, .outcomes = {{"O1"}}});
    put(store, "sex", record::Dimension{.name = en("Sex")});
    put(store, "women", record::Category{.dimension = {"sex"}, .name = en("Women")});
    put(store, "men", record::Category{.dimension = {"sex"}, .name = en("Men")});
    put(store, "age", record::Dimension{.name = en("Age")});
    put(store, "young", record::Category{.dimension = {"age"}, .name = en("Young")});
    put(store, "G1", record::Group{.categories = {{"women"}, {"young"}}});
    import_batch(store, "B1", {{.indicator = "I1", .place = "CA", .period = "2022", .value = 120},
                               {.indicator = "I1", .place = "CA", .period = "2023", .value = 110}});
  }

  /// The person, who is made the first time, with one more role.
  access::Reader with(const std::string& person, record::Role role, const std::string& organisation = "") {
    if (!store.now()->find<record::Person>(person)) put(store, person, record::Person{.name = person + " Smith", .email = person + "@example.org"});
    put(store, person + "-" + std::string(access::code_of(role)) + "-" + organisation,
        record::Appointment{.person = {person}, .organisation = {organisation}, .role = role, .from = day("2020-01-01")});
    return again(person);
  }
  access::Reader again(const std::string& person) { return access::Reader::of(*store.now(), person, clock.today()); }
  access::Reader host() { return access::Reader::host(clock.today()); }

  std::int64_t entries() { return store.now()->position(); }
  template <class T>
  const T& get(std::string_view id) {
    return store.now()->find<T>(id)->template as<T>();
  }
  template <class T>
  std::int64_t version(std::string_view id) {
    return store.now()->find<T>(id)->version;
  }
};

/// Every "field: code", in order.
template <class T>
std::vector<std::string> refusals(const base::Checked<T>& answer) {
  std::vector<std::string> all;
  if (answer) return all;
  for (const auto& issue : answer.error()) all.push_back(issue.field + ": " + issue.code);
  return all;
}

using Refusals = std::vector<std::string>;

}  // namespace outturn::testing
