#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/forecast_command.h"
#include "cli/funnel_command.h"
#include "cli/gain_command.h"
#include "cli/gain_study_command.h"
#include "cli/spc_command.h"
#include "cli/telling.h"
#include "exchange/byte_source.h"
#include "exchange/nearest.h"
#include "language/words.h"

namespace outturn::cli {
namespace {

/// The value of --language as it stands in the arguments: help and refusals are said in it too.
std::string language_asked(const std::vector<std::string>& arguments) {
  constexpr std::string_view name = "--language";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == name) return i + 1 < arguments.size() ? arguments[i + 1] : std::string{};
    if (argument.starts_with(name) && argument.substr(name.size()).starts_with('=')) return arguments[i].substr(name.size() + 1);
  }
  return {};
}

constexpr std::string_view range_dash = "–";  ///< between the least and the most that an option takes, in its help

template <class Kind>
bool is(const CLI::ParseError& error) { return dynamic_cast<const Kind*>(&error) != nullptr; }

/// The last of the commands typed, such as `observations` of `import observations`.
const CLI::App& innermost(const CLI::App& app) {
  const auto typed = app.get_subcommands();
  return typed.empty() ? app : innermost(*typed.front());
}

/// The option of that name, of the innermost command that has one.
const CLI::Option* option_named(const CLI::App& app, const std::string& name) {
  for (const auto* command : app.get_subcommands()) {
    if (const auto* found = option_named(*command, name)) return found;
  }
  return app.get_option_no_throw(name);
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? std::string() : std::string(between)) + part;
  return all;
}

/// No command, or none of that name.
base::Issue command_issue(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : innermost(app).get_subcommands([](const CLI::App*) { return true; })) names.push_back(command->get_name());
  const auto rest = app.remaining(true);
  if (rest.empty()) return {"", "cli.command_missing", {{"commands", joined(names, ", ")}}};
  const auto typed = std::ranges::find_if(rest, [](const auto& word) { return !word.starts_with('-'); });
  if (typed == rest.end()) return {"", "cli.not_expected", {{"written", joined(rest, " ")}}};
  if (const auto nearest = exchange::nearest(*typed, names); !nearest.empty()) return {"", "cli.misspelt_command", {{"written", *typed}, {"nearest", nearest}}};
  return {"", "cli.no_such_command", {{"written", *typed}, {"commands", joined(names, ", ")}}};
}

/// A value that an option cannot take: which there are, where they can be counted.
base::Issue value_issue(const std::string& name, const CLI::Option* option) {
  if (!option) return {name, "cli.value_refused", {}};
  const auto written = joined(option->results(), " ");
  if (option->get_expected_max() == 0) return {name, "cli.takes_no_value", {{"written", written}}};
  const auto type = option->get_type_name();
  if (const auto list = type.find(":{"); list != std::string::npos) {
    std::string allowed;
    for (const char c : type.substr(list + 2, type.find('}') - list - 2)) allowed += c == ',' ? std::string(", ") : std::string(1, c);
    return {name, "cli.not_among", {{"written", written}, {"allowed", allowed}}};
  }
  if (const auto dash = type.find(range_dash); dash != std::string::npos) {
    const auto colon = type.rfind(':', dash);
    return {name, "cli.not_between", {{"written", written}, {"low", type.substr(colon + 1, dash - colon - 1)}, {"high", type.substr(dash + range_dash.size())}}};
  }
  return {name, "cli.not_a_number", {{"written", written}}};
}

/// What is wrong with what was typed. CLI11 says it in English; its kind of error and the names in it are kept.
base::Issue usage_issue(const CLI::ParseError& error, const CLI::App& app) {
  const std::string said = error.what();
  const auto name = said.substr(0, said.find(':'));
  if (is<CLI::ExtrasError>(error)) return {"", "cli.not_expected", {{"written", joined(app.remaining(true), " ")}}};
  if (is<CLI::RequiredError>(error)) {
    constexpr std::string_view end = " is required";
    if (said.starts_with("A subcommand")) return command_issue(app);
    if (said.ends_with(end)) return {said.substr(0, said.size() - end.size()), "cli.option_missing", {}};
  }
  if (is<CLI::ArgumentMismatch>(error)) {
    const auto* option = option_named(app, name);
    return {name, option && option->count() > 1 ? "cli.given_twice" : "cli.value_missing", {}};
  }
  if (is<CLI::ValidationError>(error)) return value_issue(name, option_named(app, name));
  if (constexpr std::string_view begin = "Could not convert: "; is<CLI::ConversionError>(error) && said.starts_with(begin)) {
    const auto of = said.substr(begin.size(), said.find(" = ") - begin.size());
    return value_issue(of, option_named(app, of));
  }
  return {"", "cli.not_understood", {{"said", said}}};
}

/// A file that could not be read, said so that a person can mend it.
base::Issue file_issue(const std::string& said) {
  const auto path = said.substr(0, said.rfind(": "));
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) return {"", "cli.is_a_folder", {{"file", path}}};
  if (!std::filesystem::exists(path, unknown)) return {"", "cli.no_such_file", {{"file", path}}};
  if (said.ends_with(std::strerror(EACCES))) return {"", "cli.file_not_allowed", {{"file", path}}};
  return {"", "cli.file_failed", {{"said", said}}};
}

/// An address that cannot be listened on; the system's two usual reasons in words of our own.
base::Issue listening_issue(const CannotListen& error) {
  const std::string said = error.what();
  const base::Arguments where{{"address", error.address}, {"port", std::to_string(error.port)}};
  if (said.ends_with(std::strerror(EADDRINUSE))) return {"--port", "cli.address_in_use", where};
  if (said.ends_with(std::strerror(EACCES))) return {"--port", "cli.port_not_allowed", where};
  return {"--address", "cli.cannot_listen", {where[0], where[1], {"said", said}}};
}

/// A name in capitals that stands for what is to be typed, in the reader's language.
std::string placeholder(const language::Words& words, const std::string& name) {
  return words.has("help.type." + name) ? words.say("help.type." + name) : name;
}

/// Help whose positional names are in the reader's language, too, and whose columns stay straight where letters have accents.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(language::Words words) : words_(std::move(words)) {}

  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    const auto name = CLI::Formatter::make_option_name(option, is_positional);
    return is_positional ? placeholder(words_, name) : name;
  }

  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    auto line = "  " + make_option_name(option, is_positional) + make_option_opts(option);
    const auto width = static_cast<std::ptrdiff_t>(get_column_width());
    const auto letters = std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    line += letters < width ? std::string(static_cast<std::size_t>(width - letters), ' ') : '\n' + std::string(get_column_width(), ' ');
    return line + make_option_desc(option) + '\n';
  }

 private:
  language::Words words_;
};

/// Everything a person may type, in one place; the functions of commands.h do the work. What each is for stands in
/// the messages as help.<command>.<option>.
class CommandLine {
 public:
  CommandLine(World& world, const std::vector<std::string>& arguments)
      : world_(world), asked_{.language = language_asked(arguments), .json = std::ranges::find(arguments, "--json") != arguments.end()} {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "outturn " OUTTURN_VERSION);
    keeping();
    exchanging();
    judging();
    noise_or_change();
    gains();
    people();
  }

  int run(std::vector<std::string> arguments) {
    const auto& known = language::languages();
    if (!asked_.language.empty() && std::ranges::find(known, asked_.language) == known.end()) {
      const auto wrong = std::exchange(asked_.language, "");
      return refused(world_, asked_, {{"--language", "cli.no_such_language", {{"written", wrong}}}});
    }
    describe(app_, {}, words_for(world_, asked_));
    std::reverse(arguments.begin(), arguments.end());
    try {
      app_.parse(arguments);
    } catch (const CLI::Success& help) {
      return app_.exit(help, world_.out, world_.err);
    } catch (const CLI::ParseError& error) {
      auto issue = usage_issue(error, app_);
      issue.field = placeholder(words_for(world_, asked_), issue.field);
      return refused(world_, asked_, {std::move(issue)});
    }
    try {
      return chosen_();
    } catch (const workspace::StoreError& error) {
      refused(world_, common_, {error.issue()});
    } catch (const exchange::ExchangeError& error) {
      refused(world_, common_, {file_issue(error.what())});
    } catch (const CannotListen& error) {
      refused(world_, common_, {listening_issue(error)});
    }
    return world_failed;
  }

 private:
  /// Gives a command, its options and its commands their descriptions. An option that several commands share stands
  /// under the outer command, or under "common".
  void describe(CLI::App& app, const std::string& path, const language::Words& words) {
    app.formatter(std::make_shared<HelpFormatter>(words));
    app.description(words.say(path.empty() ? "help.outturn" : "help." + path));
    app.footer(words.say("help.exit_status"));
    app.get_formatter()->label("REQUIRED", words.say("help.required"));
    app.get_formatter()->label("Usage", words.say("help.usage"));
    app.get_formatter()->label("Positionals", words.say("help.positionals"));
    app.get_formatter()->label("OPTIONS", words.say("help.options_follow"));
    for (const char* label : {"SUBCOMMAND", "SUBCOMMANDS"}) app.get_formatter()->label(label, words.say("help.command_follows"));
    for (auto* option : app.get_options([](CLI::Option*) { return true; })) {
      std::string name = option->get_lnames().empty() ? option->get_name() : option->get_lnames().front();
      std::ranges::transform(name, name.begin(), [](char c) { return c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      auto key = "help." + path + "." + name;
      if (!words.has(key)) key = "help." + path.substr(0, path.find('.')) + "." + name;
      option->description(words.say(words.has(key) ? key : "help.common." + name));
      option->group(words.say("help.options"));
      describe_value(*option, words);
    }
    for (auto* command : app.get_subcommands([](CLI::App*) { return true; })) {
      command->group(words.say("help.commands"));
      describe(*command, path.empty() ? command->get_name() : path + "." + command->get_name(), words);
    }
  }

  /// What stands for an option's value: each word in capitals, in the reader's language.
  static void describe_value(CLI::Option& option, const language::Words& words) {
    auto type = option.get_type_name();
    if (const auto range = type.find(" in ["); range != std::string::npos) {  // "UINT:INT in [1 - 256]"
      auto limits = type.substr(range + 5, type.size() - range - 6);
      limits.replace(limits.find(" - "), 3, range_dash);
      option.get_validator(0)->description(limits);
      type.resize(type.find(':'));
    } else if (const auto list = type.find(":{"); list != std::string::npos) {
      type.resize(list);
    }
    std::string said;
    for (std::size_t at = 0; at < type.size();) {
      const auto capital = [&](std::size_t i) { return i < type.size() && type[i] >= 'A' && type[i] <= 'Z'; };
      auto end = at;
      while (capital(end)) ++end;
      const auto word = type.substr(at, std::max<std::size_t>(end - at, 1));
      said += placeholder(words, word);
      at += word.size();
    }
    option.type_name(option.get_positional() ? "" : said);  // its name says what it is
  }

  CLI::App* command(CLI::App& parent, const std::string& name, std::function<int()> work) {
    auto* sub = parent.add_subcommand(name);
    sub->add_option("--workspace,-w", common_.workspace)->capture_default_str()->type_name("FILE");
    sub->add_option("--language", common_.language)->type_name("CODE");
    sub->add_flag("--json", common_.json);
    sub->add_flag("--quiet,-q", common_.quiet);
    sub->callback([this, work = std::move(work)] { chosen_ = work; });
    return sub;
  }
  CLI::App* command(const std::string& name, std::function<int()> work) { return command(app_, name, std::move(work)); }

  void keeping() {
    auto* demo_command = command("demo", [this] { return demo(world_, common_, demo_); });
    demo_command->add_option("--from", demo_.from)->type_name("DIR");

    auto* init_command = command("init", [this] { return init(world_, common_, init_); });
    init_command->add_option("--name", init_.name)->type_name("TEXT");
    init_command->add_option("--time-zone", init_.time_zone)->type_name("ZONE");
    init_command->add_flag("--public-reading", init_.public_reading);

    auto* serve_command = command("serve", [this] { return serve(world_, common_, serve_); });
    serve_command->add_option("--address", serve_.address)->capture_default_str();
    serve_command->add_option("--port", serve_.port)->capture_default_str()->check(CLI::Range(0, 65535));
    serve_command->add_option("--threads", serve_.threads)->capture_default_str()->check(CLI::Range(1, 256));
    serve_command->add_option("--upload-limit", serve_.upload_limit)->capture_default_str()->type_name("BYTES");
    serve_command->add_flag("--behind-https", serve_.behind_https);

    auto* verify_command = command("verify", [this] { return verify(world_, common_, verify_); });
    verify_command->add_option("--head", verify_.head)->type_name("ENTRY");

    auto* backup_command = command("backup", [this] { return backup(world_, common_, backup_); });
    backup_command->add_option("FILE", backup_.file)->required();

    auto* restore_command = command("restore", [this] { return restore(world_, common_, restore_); });
    restore_command->add_option("FILE", restore_.file)->required();
    restore_command->add_flag("--replace", restore_.replace);
  }

  void exchanging() {
    auto* import = app_.add_subcommand("import");
    import->require_subcommand(1);
    auto* observations = command(*import, "observations", [this] { return import_observations(world_, common_, import_); });
    observations->add_option("FILE", import_.file)->required();
    observations->add_option("--column", import_.columns)->type_name("COLUMN=HEADER");
    observations->add_option("--marker", import_.markers)->type_name("MARK=CODE");
    observations->add_option("--known-from", import_.known_from)->type_name("DAY");
    observations->add_option("--source", import_.source)->type_name("ID");
    observations->add_flag("--create-missing", import_.create_missing);
    observations->add_flag("--skip-bad-rows", import_.skip_bad_rows);
    observations->add_flag("--dry-run", import_.dry_run);
    auto* records = command(*import, "records", [this] { return import_records(world_, common_, import_); });
    records->add_option("FILE", import_.file)->required();
    records->add_option("--kind", import_.kind)->type_name("KIND");
    records->add_option("--reason", import_.reason)->type_name("TEXT");
    records->add_flag("--dry-run", import_.dry_run);

    auto* exporting = app_.add_subcommand("export");
    exporting->require_subcommand(1);
    auto* figures = command(*exporting, "observations", [this] { return export_observations(world_, common_, export_); });
    figures->add_option("--as-of", export_.as_of)->type_name("DAY");
    figures->add_flag("--vintages", export_.vintages);
    figures->add_option("--indicator", export_.indicators)->type_name("ID");
    auto* kinds = command(*exporting, "records", [this] { return export_records(world_, common_, export_); });
    kinds->add_option("KIND,--kind", export_.kind)->required();
  }

  void judging() {
    auto* status_command = command("status", [this] { return status(world_, common_, status_); });
    status_command->add_option("--as-of", status_.as_of)->type_name("DAY");
    status_command->add_option("--as-entered", status_.as_entered)->type_name("DAY");
    status_command->add_option("--outcome", status_.outcome)->type_name("ID");
    status_command->add_option("--fail-on", status_.fail_on)->delimiter(',')->type_name("CODE,…");
    auto* forecast_command = command("forecast", [this] { return forecast(world_, common_, forecast_); });
    forecast_command->add_option("FILE", forecast_.file)->required();
    forecast_command->add_option("--level", forecast_.level)->capture_default_str()->type_name("SHARE");
    forecast_command->add_option("--output", forecast_.output)->type_name("FILE");
    forecast_command->add_option("--target", forecast_.target)->type_name("VALUE");
    forecast_command->add_option("--by", forecast_.by)->type_name("STEP");
    forecast_command->add_option("--direction", forecast_.direction)->type_name("WAY");
    forecast_command->add_option("--kind", forecast_.kind)->type_name("KIND");
    auto* returns_command = command("returns", [this] { return returns(world_, common_, returns_); });
    returns_command->add_flag("--all", returns_.all);
    returns_command->add_flag("--fail-on-late", returns_.fail_on_late);
    auto* gaps_command = command("gaps", [this] { return gaps(world_, common_, gaps_); });
    gaps_command->add_option("--as-of", gaps_.as_of)->type_name("DAY");
    gaps_command->add_option("--as-entered", gaps_.as_entered)->type_name("DAY");
    gaps_command->add_option("--fail-on", gaps_.fail_on)->delimiter(',')->type_name("CODE,…");
  }

  void noise_or_change() {
    auto* spc_command = command("spc", [this] { return spc(world_, common_, spc_); });
    spc_command->add_option("FILE", spc_.file)->required();
    spc_command->add_option("--time", spc_.time)->required()->type_name("COL");
    spc_command->add_option("--value", spc_.value)->required()->type_name("COL");
    spc_command->add_option("--denominator", spc_.denominator)->type_name("COL");
    spc_command->add_option("--chart", spc_.chart)
        ->capture_default_str()->check(CLI::IsMember({"xmr", "p", "u", "c"}));
    spc_command->add_option("--target", spc_.target)->type_name("X");
    spc_command->add_option("--direction", spc_.direction)->check(CLI::IsMember({"up", "down"}));
    spc_command->add_option("--rebase", spc_.rebase)->type_name("TIME");
    spc_command->add_option("--fix-after", spc_.fix_after)->type_name("N")->check(CLI::Range(2, 1000000));
    spc_command->add_flag("--keep-outliers", spc_.keep_outliers);
    auto* funnel_command = command("funnel", [this] { return funnel(world_, common_, funnel_); });
    funnel_command->add_option("FILE", funnel_.file)->required();
    funnel_command->add_option("--unit", funnel_.unit)->required()->type_name("COL");
    funnel_command->add_option("--numerator", funnel_.numerator)->required()->type_name("COL");
    funnel_command->add_option("--denominator", funnel_.denominator)->required()->type_name("COL");
    funnel_command->add_option("--kind", funnel_.kind)->capture_default_str()->check(CLI::IsMember({"proportion", "rate"}));
  }

  void gains() {
    // A command with commands of its own: what was asked last in the line is what is done.
    auto* gain_command = command("gain", [this] {
      if (run_->parsed()) return gain_run(world_, common_, gain_study_);
      if (reproduce_->parsed()) return gain_verify(world_, common_, gain_study_);
      return power_->parsed() ? gain_power(world_, common_, gain_) : net_->parsed() ? gain_net(world_, common_, gain_net_) : gain(world_, common_, gain_);
    });
    describe_gain(*gain_command, gain_);
    gain_command->add_option("--fail-on", gain_.fail_on)->allow_extra_args(false)->delimiter(',')->type_name("CODE,…");
    power_ = command(*gain_command, "power", [] { return int{done}; });
    describe_gain(*power_, gain_);
    power_->add_option("--after", gain_.after)->type_name("N")->check(CLI::Range(1, 1000));
    net_ = command(*gain_command, "net", [] { return int{done}; });
    describe_net(*net_, gain_net_);
    run_ = command(*gain_command, "run", [] { return int{done}; });
    run_->add_option("PLAN", gain_study_.id)->required();
    run_->add_option("--as-of", gain_study_.as_of)->type_name("DAY");
    run_->add_option("--method", gain_study_.method);
    reproduce_ = command(*gain_command, "verify", [] { return int{done}; });
    reproduce_->add_option("STUDY", gain_study_.id)->required();
    for (auto* sub : {run_, reproduce_}) {
      sub->add_option("--threads", gain_study_.threads)->capture_default_str()->check(CLI::Range(1, 256));
    }
  }

  void people() {
    auto* user = app_.add_subcommand("user");
    user->require_subcommand(1);
    auto* add = command(*user, "add", [this] { return add_user(world_, common_, user_); });
    add->add_option("EMAIL", user_.email)->required();
    add->add_option("--name", user_.name)->type_name("TEXT");
    add->add_option("--role", user_.roles)->delimiter(',')->type_name("ROLE,…");
    add->add_option("--organisation", user_.organisation)->type_name("ID");
    command(*user, "list", [this] { return list_users(world_, common_); });
    auto* password = command(*user, "password", [this] { return set_password(world_, common_, user_); });
    password->add_option("EMAIL", user_.email)->required();
    auto* disable = command(*user, "disable", [this] { return disable_user(world_, common_, user_); });
    disable->add_option("EMAIL", user_.email)->required();
    disable->add_option("--reason", user_.reason)->type_name("TEXT");
  }

  World& world_;
  CLI::App app_{"", "outturn"};
  Common asked_;  ///< language and form of the answer, known before the rest is understood
  Common common_;
  InitOptions init_;
  DemoOptions demo_;
  ServeOptions serve_;
  ForecastOptions forecast_;
  ImportOptions import_;
  ExportOptions export_;
  StatusOptions status_;
  GapsOptions gaps_;
  ReturnsOptions returns_;
  GainOptions gain_;
  NetOptions gain_net_;
  GainStudyOptions gain_study_;
  CLI::App* run_{};
  CLI::App* reproduce_{};
  CLI::App* power_{};
  CLI::App* net_{};
  VerifyOptions verify_;
  BackupOptions backup_;
  RestoreOptions restore_;
  UserOptions user_;
  SpcOptions spc_;
  FunnelOptions funnel_;
  std::function<int()> chosen_;
};

}  // namespace

int run(const std::vector<std::string>& arguments, World& world) {
  CommandLine line(world, arguments);
  return line.run(arguments);
}

}  // namespace outturn::cli
