#include <iostream>
#include <istream>
#include <ostream>

#include <termios.h>
#include <unistd.h>

#include "access/sessions.h"
#include "act/accounts.h"
#include "base/json.h"
#include "cli/telling.h"
#include "record/organisation.h"

namespace outturn::cli {
namespace {

/// What is typed without showing it.
std::string typed_unseen(World& world, const std::string& question) {
  world.err << question << ": " << std::flush;
  termios shown{};
  tcgetattr(STDIN_FILENO, &shown);
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
  std::string line;
  std::getline(world.in, line);
  tcsetattr(STDIN_FILENO, TCSANOW, &shown);
  world.err << '\n';
  return line;
}

/// A new password: asked for twice at a terminal, else the first line of standard input.
base::Checked<std::string> new_password(World& world, const language::Words& words) {
  if (!world.can_ask) {
    std::string line;
    std::getline(world.in, line);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) return base::refuse("password", "cli.no_password");
    return line;
  }
  const auto first = typed_unseen(world, words.say("cli.user.new_password"));
  if (first.empty()) return base::refuse("password", "cli.no_password");
  if (first != typed_unseen(world, words.say("cli.user.again"))) return base::refuse("password", "cli.passwords_differ");
  return first;
}

std::optional<record::Role> role_of(std::string_view code) {
  const auto* field = record::kind_of<record::Appointment>().field("role");
  for (std::size_t r = 0; r < field->choices.size(); ++r) {
    if (field->choices[r] == code) return static_cast<record::Role>(r);
  }
  return std::nullopt;
}

/// The person with this sign-in name, or the issue that says there is none.
base::Checked<const workspace::Record*> person_named(const workspace::Workspace& workspace, const std::string& email) {
  const auto* person = access::person_with_email(workspace, email);
  if (!person) return base::refuse("EMAIL", "cli.no_such_person", {{"email", email}});
  return person;
}

int told(World& world, const Common& common, std::string_view key, const std::string& email) {
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().member("email", email).end_object();
    world.out << json.str() << '\n';
  } else {
    world.out << words_for(world, common).say(key, {{"email", email}}) << '\n';
  }
  return done;
}

}  // namespace

int add_user(World& world, const Common& common, const UserOptions& options) {
  const auto words = words_for(world, common);
  std::vector<access::Standing> roles;
  base::Issues issues;
  for (const auto& code : options.roles) {
    if (const auto role = role_of(code)) {
      roles.push_back({*role, options.organisation});
      continue;
    }
    std::string known;
    for (const auto& choice : record::kind_of<record::Appointment>().field("role")->choices) known += (known.empty() ? "" : ", ") + choice;
    issues.push_back({"--role", "record.unknown_choice", {{"written", code}, {"choices", known}}});
  }
  if (!issues.empty()) return refused(world, common, issues);
  const auto keeper = opened(world, common);
  const bool is_first = access::holders_of(*keeper->now(), record::Role::administrator, world.clock.today()).empty();
  if (roles.empty() && !is_first) roles.push_back({record::Role::viewer, options.organisation});
  const auto password = new_password(world, words);
  if (!password) return refused(world, common, password.error());
  const auto name = options.name.empty() ? options.email.substr(0, options.email.find('@')) : options.name;
  const auto added = act::add_user(*keeper, *keeper, access::Passwords(), access::Reader::host(world.clock.today()),
                                   {.name = name, .email = options.email, .password = *password, .roles = roles});
  if (!added) return refused(world, common, added.error());
  return told(world, common, "cli.user.added", options.email);
}

int list_users(World& world, const Common& common) {
  const auto words = words_for(world, common);
  const auto keeper = opened(world, common);
  const auto workspace = keeper->now();
  base::JsonWriter json;
  json.begin_array();
  workspace->each<record::Person>([&](const workspace::Record& record, const record::Person& person) {
    const auto reader = access::Reader::of(*workspace, record.id, world.clock.today());
    if (common.json) {
      json.begin_object().member("id", record.id).member("name", person.name).member("email", person.email).key("disabled").boolean(person.disabled);
      json.key("roles").begin_array();
      for (const auto& standing : reader.standings()) {
        json.begin_object().member("role", access::code_of(standing.role)).member("organisation", standing.organisation).end_object();
      }
      json.end_array().end_object();
      return;
    }
    world.out << person.email << '\t' << person.name << '\t';
    if (person.disabled) world.out << words.say("cli.user.is_disabled");
    for (const auto& standing : reader.standings()) {
      world.out << access::code_of(standing.role) << (standing.organisation.empty() ? "" : "@" + standing.organisation) << ' ';
    }
    world.out << '\n';
  });
  json.end_array();
  if (common.json) world.out << json.str() << '\n';
  return done;
}

int set_password(World& world, const Common& common, const UserOptions& options) {
  const auto keeper = opened(world, common);
  const auto person = person_named(*keeper->now(), options.email);
  if (!person) return refused(world, common, person.error());
  const auto password = new_password(world, words_for(world, common));
  if (!password) return refused(world, common, password.error());
  const auto set = act::set_password(*keeper, *keeper, access::Passwords(), access::Reader::host(world.clock.today()), (*person)->id, *password);
  if (!set) return refused(world, common, set.error());
  return told(world, common, "cli.user.password_set", options.email);
}

int disable_user(World& world, const Common& common, const UserOptions& options) {
  const auto keeper = opened(world, common);
  const auto person = person_named(*keeper->now(), options.email);
  if (!person) return refused(world, common, person.error());
  const auto disabled = act::disable_person(*keeper, *keeper, access::Reader::host(world.clock.today()), (*person)->id, true,
                                            options.reason.empty() ? words_for(world, common).say("cli.user.disabled_reason") : options.reason);
  if (!disabled) return refused(world, common, disabled.error());
  return told(world, common, "cli.user.disabled", options.email);
}

}  // namespace outturn::cli
