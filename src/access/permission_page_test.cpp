#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "access/permission.h"
#include "testing.h"

/// docs/permissions.md is written from the table. It failed, what now: run the test with OUTTURN_APPROVE=1, read the
/// difference, and commit the page with the change of the table.

using namespace outturn;

namespace {

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : between) + part;
  return all;
}

/// "own: draft, published; party: published" of one role, act and kind; empty where nothing is allowed.
std::string where_allowed(access::Who who, access::Act act, const record::Kind& kind) {
  std::vector<std::string> relations;
  for (std::size_t r = 0; r < access::relation_count; ++r) {
    const auto relation = static_cast<access::Relation>(r);
    std::vector<std::string> states;
    for (std::size_t s = 0; s < access::state_count; ++s) {
      const auto state = static_cast<access::State>(s);
      if (access::allows(who, act, kind, relation, state)) states.emplace_back(access::code_of(state));
    }
    if (!states.empty()) relations.push_back(std::string(access::code_of(relation)) + ": " + joined(states, ", "));
  }
  return joined(relations, "; ");
}

const std::map<access::Act, const char*> meaning{
    {access::Act::read, "See a record and its page. For everyone only where the installation is open to everybody (`public_reading`)."},
    {access::Act::read_history, "See who changed a record, when and why, with what stood before and after."},
    {access::Act::read_restricted, "See fields marked restricted, such as email addresses. Everybody sees all that is kept about themselves."},
    {access::Act::export_all, "Take all records of a kind out as a file."},
    {access::Act::verify, "Replay the ledger and check it."},
    {access::Act::add, "Add a record. The relation is that of the record as it would be."},
    {access::Act::change, "Change a record in force."},
    {access::Act::retire, "Take a record out of force; it stays and is still found."},
    {access::Act::restore, "Put a retired record back in force."},
    {access::Act::import, "Send figures: of an indicator, as a batch. Both are asked."},
    {access::Act::withdraw, "Withdraw a batch. Asked for the batch and for every indicator of which it brought figures."},
    {access::Act::involve, "Name an outcome or indicator in a record of one's own, as a partner, commitment or indicator does."},
    {access::Act::redact, "Take content out of the ledger for good. Needs a second person who may do so too."},
    {access::Act::manage_accounts, "Set another person's password; disable an account. Everybody sets their own password."},
    {access::Act::acknowledge, "Say for the own organisation that a link of a delivery chain is its to do. Nobody else can, not even the host."},
};

std::string page() {
  std::ostringstream out;
  out << "# Who may do what\n\n"
         "Written from the table in `src/access/permission_table.cpp`; what is not listed is refused.\n\n"
         "A person holds roles in organisations, each from one day until another. How the organisation stands to a record is its *relation*:\n"
         "**own** (the organisation itself; its commitments, as lead or named party; outcomes that it leads or owns together with others, with\n"
         "their partners, indicators, definitions and targets), **party** (it contributes to the outcome, or a commitment of its own bears on it;\n"
         "records that belong to nobody in particular, such as places, are every partner's), **other**. **everyone** is a reader who is not signed in.\n"
         "**host** is whoever owns the workspace file, at the command line. A record is *published* until it is *retired*; *draft* and *agreed*\n"
         "are for agreements to come.\n\n"
         "An organisation that has left an agreement reads the versions that it signed as if they were its own, with their signatures, and does\n"
         "nothing else to them. Versions that came after, the clauses of the draft and the agreement's record it reads once they are published.\n";
  for (std::size_t a = 0; a < access::act_count; ++a) {
    const auto act = static_cast<access::Act>(a);
    out << "\n## " << access::code_of(act) << "\n" << meaning.at(act) << "\n\n| role | kinds | where |\n|---|---|---|\n";
    // Roles that may do the same stand on one line.
    std::vector<std::pair<std::vector<std::string>, std::vector<std::pair<std::string, std::vector<std::string>>>>> lines;
    for (std::size_t w = 0; w < access::who_count; ++w) {
      const auto who = static_cast<access::Who>(w);
      std::vector<std::pair<std::string, std::vector<std::string>>> allowed;
      for (const auto& kind : record::kinds()) {
        const auto where = where_allowed(who, act, kind);
        if (where.empty()) continue;
        auto at = std::find_if(allowed.begin(), allowed.end(), [&](const auto& one) { return one.first == where; });
        if (at == allowed.end()) at = allowed.insert(allowed.end(), {where, {}});
        at->second.push_back(kind.code);
      }
      if (allowed.empty()) continue;
      auto same = std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.second == allowed; });
      if (same == lines.end()) same = lines.insert(lines.end(), {{}, allowed});
      same->first.emplace_back(access::code_of(who));
    }
    for (const auto& [roles, allowed] : lines) {
      for (const auto& [where, kinds] : allowed) {
        const bool all = kinds.size() == record::kinds().size();
        out << "| " << joined(roles, ", ") << " | " << (all ? std::string("every kind") : joined(kinds, ", ")) << " | " << where << " |\n";
      }
    }
  }
  return out.str();
}

}  // namespace

TEST_CASE("the page on permissions says what the table says") {
  const auto* const path = "docs/permissions.md";
  const auto wanted = page();
  if (std::getenv("OUTTURN_APPROVE") != nullptr) std::ofstream(path) << wanted;

  std::ifstream file(path);
  std::stringstream written;
  written << file.rdbuf();

  CHECK(written.str() == wanted);
}
