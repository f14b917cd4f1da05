#include <filesystem>
#include <sstream>

#include <doctest/doctest.h>

#include "cli/world.h"
#include "language/words.h"

using namespace outturn;

namespace {

struct CommandAnswer {
  int exit{};
  std::string out;
  std::string err;
};

/// What the program says and how it ends; opening a workspace fails as on a disk without one.
CommandAnswer typed(const std::vector<std::string>& arguments, const std::string& standard_input = {}) {
  const base::FixedClock clock(*base::Day::parse("2026-01-31"));
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in(standard_input);
  cli::World world{.clock = clock, .out = out, .err = err, .in = in};
  world.open = [](const std::string& where) -> std::unique_ptr<workspace::Keeper> {
    throw workspace::StoreError({"", "store.no_file", {{"file", where}}}, "no file");
  };
  const int exit = cli::run(arguments, world);
  return {exit, out.str(), err.str()};
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const std::vector<std::vector<std::string>> commands{
    {}, {"demo"}, {"init"}, {"serve"}, {"verify"}, {"backup"}, {"restore"}, {"import"}, {"import", "observations"}, {"import", "records"},
    {"export"}, {"export", "observations"}, {"export", "records"}, {"status"}, {"forecast"}, {"returns"}, {"gaps"}, {"spc"}, {"funnel"},
    {"gain"}, {"gain", "power"}, {"gain", "net"}, {"gain", "run"}, {"gain", "verify"}, {"user"}, {"user", "add"}, {"user", "list"},
    {"user", "password"}, {"user", "disable"}};

}  // namespace

TEST_CASE("every command and every option says what it is for, in each language") {
  for (const auto& language : language::languages()) {
    for (auto command : commands) {
      CAPTURE(command);
      command.insert(command.end(), {"--help", "--language", language});
      const auto answer = typed(command);
      CHECK(answer.exit == cli::done);
      CHECK(holds(answer.out, language::Words(language).say("help.exit_status")));
      CHECK_FALSE(holds(answer.out, "⟦"));
      CHECK(answer.err.empty());
    }
  }
  CHECK(holds(typed({"status", "--help", "--language=fr"}).out, "Où en est chaque série principale"));
}

TEST_CASE("what cannot be understood is said in the language asked for, and as JSON where asked") {
  CHECK(typed({"status", "--frob", "--language", "fr"}).err == "« --frob » n’est pas attendu ici. Voyez avec --help ce qui peut être écrit.\n");
  CHECK(typed({}).exit == cli::bad_input);
  CHECK(typed({"backup", "--language", "fr"}).err == "FICHIER: Il faut l’indiquer. Voyez avec --help de quoi il s’agit.\n");
  CHECK(holds(typed({"status", "--frob", "--json"}).out, "{\"errors\":[{\"field\":\"\",\"code\":\"cli.not_expected\""));
}

TEST_CASE("a language that the program does not speak is refused, not replaced in silence") {
  const auto answer = typed({"status", "--language", "de"});
  CHECK(answer.exit == cli::bad_input);
  CHECK(answer.err == "--language: “de” is not a language of this program. Write en or fr.\n");
}

TEST_CASE("a failing store speaks the language asked for, and JSON where asked") {
  const auto french = typed({"status", "--workspace", "nowhere", "--language", "fr"});
  CHECK(french.exit == cli::world_failed);
  CHECK(holds(french.err, "Il n’y a pas d’espace de travail"));
  const auto json = typed({"status", "--workspace", "nowhere", "--json"});
  CHECK(json.exit == cli::world_failed);
  CHECK(holds(json.out, "\"code\":\"store.no_file\""));
  CHECK(json.err.empty());
}

TEST_CASE("a file that is not there is named, with what to do") {
  const auto answer = typed({"forecast", "/nowhere/figures.csv", "--language", "fr"});
  CHECK(answer.exit == cli::world_failed);
  CHECK(answer.err == "Il n’y a pas de fichier /nowhere/figures.csv. Vérifiez le chemin.\n");
}

TEST_CASE("a code of --fail-on that nothing can ever have is refused: it would never fail") {
  const auto status = typed({"status", "--fail-on", "missed,mised"});
  CHECK(status.exit == cli::bad_input);
  CHECK(holds(status.err, "--fail-on: “mised” is none of the codes"));
  CHECK_FALSE(holds(status.err, "“missed” is none"));
  CHECK(holds(typed({"gaps", "--fail-on", "nobody_lead"}).err, "nobody_leads"));
  CHECK(typed({"gaps", "--fail-on", "nobody_leads"}).exit == cli::world_failed);  // known, so the workspace is opened
}

TEST_CASE("a new register is not made with a time zone that does not exist") {
  if (!std::filesystem::is_directory("/usr/share/zoneinfo")) {
    MESSAGE("this machine has no table of time zones; not tried");
    return;
  }
  const auto answer = typed({"init", "--time-zone", "Mars/Base"});
  CHECK(answer.exit == cli::bad_input);
  CHECK(holds(answer.err, "--time-zone: “Mars/Base”"));
}

TEST_CASE("a command that does not exist is told with those that do, and a slip with the one that was meant") {
  CHECK(typed({"frob"}).err.starts_with("There is no command “frob”. There are: demo, init, serve,"));
  CHECK(typed({"stauts"}).err == "There is no command “stauts”. Did you mean “status”? See all with --help.\n");
  CHECK(typed({"import", "observation"}).err.starts_with("There is no command “observation”. Did you mean “observations”?"));
  CHECK(typed({"import", "frob"}).err == "There is no command “frob”. There are: observations, records.\n");
  CHECK(typed({"import"}).err.starts_with("No command was named. There are: observations, records."));
  CHECK(typed({"--frob"}).err.starts_with("“--frob” was not expected here."));
  CHECK(typed({"frob", "--language", "fr"}).err.starts_with("Il n’y a pas de commande « frob »."));
}

TEST_CASE("a value that an option cannot take is told with the option, the value and what it may be") {
  CHECK(typed({"serve", "--port", "99999"}).err == "--port: “99999” is not a whole number from 0 to 65535. Write one.\n");
  CHECK(typed({"serve", "--threads", "many", "--language", "fr"}).err == "--threads: « many » n’est pas un nombre entier de 1 à 256. Écrivez-en un.\n");
  CHECK(typed({"spc", "x.csv", "--time", "a", "--value", "b", "--chart", "z", "--language", "fr"}).err ==
        "--chart: « z » n’est aucune des valeurs possibles, qui sont : xmr, p, u, c.\n");
  CHECK(typed({"forecast", "x.csv", "--level", "high"}).err.starts_with("--level: “high” is not a number that can be given here."));
  CHECK(typed({"gain", "run", "plan", "--threads", "0"}).err == "--threads: “0” is not a whole number from 1 to 256. Write one.\n");
  CHECK(typed({"demo", "--quiet=maybe"}).err.starts_with("--quiet: “maybe” is too much: this takes no value."));
  CHECK(typed({"serve", "--port", "1", "--port", "2"}).err == "--port: This may be given once only. Keep one of the values.\n");
  CHECK(typed({"status", "--workspace"}).err.starts_with("--workspace: A value must follow."));
}

TEST_CASE("help in French has no English words for what is to be typed") {
  for (const auto& command : commands) {
    CAPTURE(command);
    auto asked = command;
    asked.insert(asked.end(), {"--help", "--language", "fr"});
    const auto help = typed(asked).out;
    for (const char* english : {"SUBCOMMAND", "UINT", "FLOAT", " TEXT ", "DAY", " in [", "REQUIRED", "FILE", "KIND", "STUDY", "EMAIL"}) {
      CAPTURE(english);
      CHECK_FALSE(holds(help, english));
    }
  }
  CHECK(holds(typed({"--help", "--language", "fr"}).out, "[OPTIONS] COMMANDE"));
  CHECK(holds(typed({"spc", "--help", "--language", "fr"}).out, "\n  FICHIER OBLIGATOIRE         Fichier CSV"));
  CHECK(holds(typed({"spc", "--help", "--language", "fr"}).out, "\n  --rebase PÉRIODE ...        Période"));  // accents do not move the column
  CHECK(holds(typed({"serve", "--help"}).out, "--threads N:1–256=16"));
}
