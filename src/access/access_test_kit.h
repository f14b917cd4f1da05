#pragma once

#include "access/reader.h"
#include "testing_workspace.h"

namespace outturn::testing {

/// Two partners and a stranger around one outcome: Health leads it, Housing contributes, Tax is only consulted.
inline MadeWorkspace partners() {
  MadeWorkspace made;
  for (const auto* id : {"health", "housing", "tax"}) made.add(id, record::Organisation{.name = {{"en", id}}});
  made.add("O1", record::Outcome{.title = {{"en", "Fewer people without a home"}}});
  made.add("P1", record::Party{.outcome = {"O1"}, .organisation = {"health"}, .stance = record::Stance::leads});
  made.add("P2", record::Party{.outcome = {"O1"}, .organisation = {"housing"}});
  made.add("P3", record::Party{.outcome = {"O1"}, .organisation = {"tax"}, .stance = record::Stance::is_consulted});
  made.add("I1", record::Indicator{.name = {{"en", "People without a home"}}, .outcomes = {{"O1"}}});
  made.add("T1", record::Target{.indicator = {"I1"}, .value = 100, .period = period("2030")});
  made.add("C1", record::Commitment{.text = {{"en", "Build homes"}}, .lead = {"housing"}, .outcomes = {{"O1"}}});
  return made;
}

/// A person "ann" with one role, from 2020 on.
inline void appoint(MadeWorkspace& made, const std::string& person, record::Role role, const std::string& organisation = "",
                    std::optional<base::Day> until = std::nullopt) {
  made.add(person, record::Person{.name = person + " Smith", .email = person + "@example.org", .language = "en"});
  made.add("A-" + person + "-" + std::string(access::code_of(role)) + "-" + organisation,
           record::Appointment{.person = {person}, .organisation = {organisation}, .role = role, .from = day("2020-01-01"), .until = until});
}

}  // namespace outturn::testing
