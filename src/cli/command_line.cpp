#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/forecast_command.h"
#include "cli/funnel_command.h"
#include "cli/gain_command.h"
#include "cli/gain_study_command.h"
#include "cli/spc_command.h"
#include "language/words.h"

namespace outturn::cli {
namespace {

/// Everything a person may type, in one place; the functions of commands.h do the work.
class CommandLine {
 public:
  explicit CommandLine(World& world) : world_(world) {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "outturn " OUTTURN_VERSION);
    app_.footer("Exit status: 0 done; 1 a check that was asked for found something; 2 bad input or usage; 3 the disk, the network or the database failed.");
    keeping();
    exchanging();
    judging();
    noise_or_change();
    gains();
    people();
  }

  int run(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());
    try {
      app_.parse(arguments);
    } catch (const CLI::ParseError& error) {
      const int code = app_.exit(error, world_.out, world_.err);
      return code == 0 ? done : bad_input;
    }
    return chosen_();
  }

 private:
  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& what, std::function<int()> work) {
    auto* sub = parent.add_subcommand(name, what);
    sub->add_option("--workspace,-w", common_.workspace, "Workspace file")->capture_default_str()->type_name("FILE");
    sub->add_option("--language", common_.language, "Language of sentences: en or fr")->type_name("CODE");
    sub->add_flag("--json", common_.json, "Answer in JSON");
    sub->add_flag("--quiet,-q", common_.quiet, "No progress");
    sub->callback([this, work = std::move(work)] { chosen_ = work; });
    return sub;
  }
  CLI::App* command(const std::string& name, const std::string& what, std::function<int()> work) {
    return command(app_, name, what, std::move(work));
  }

  void keeping() {
    auto* demo_command = command("demo", "Make a workspace with the demonstration data", [this] { return demo(world_, common_, demo_); });
    demo_command->add_option("--from", demo_.from, "Folder of a demonstration set; default: the example that came with the program")->type_name("DIR");

    auto* init_command = command("init", "Make an empty workspace", [this] { return init(world_, common_, init_); });
    init_command->add_option("--name", init_.name, "Name of the installation, shown on every page")->type_name("TEXT");
    init_command->add_option("--time-zone", init_.time_zone, "Such as Europe/London")->type_name("ZONE");
    init_command->add_flag("--public-reading", init_.public_reading, "Anybody may read what is meant for everyone");

    auto* serve_command = command("serve", "Serve the pages and the API", [this] { return serve(world_, common_, serve_); });
    serve_command->add_option("--address", serve_.address, "Address to listen on")->capture_default_str();
    serve_command->add_option("--port", serve_.port, "Port; 0 takes a free one and prints it")->capture_default_str();
    serve_command->add_option("--threads", serve_.threads, "Threads that answer requests")->capture_default_str()->check(CLI::Range(1, 256));
    serve_command->add_option("--upload-limit", serve_.upload_limit, "Largest file that may be uploaded")->capture_default_str()->type_name("BYTES");
    serve_command->add_flag("--behind-https", serve_.behind_https, "A proxy in front speaks HTTPS: cookies are for HTTPS only");

    auto* verify_command = command("verify", "Check the ledger's chain and everything made from it", [this] { return verify(world_, common_, verify_); });
    verify_command->add_option("--head", verify_.head, "Last entry as an earlier verify printed it: it must still be there")->type_name("ENTRY");

    auto* backup_command = command("backup", "Write a checked copy of the workspace, also while it is served", [this] { return backup(world_, common_, backup_); });
    backup_command->add_option("FILE", backup_.file, "File to write; must not exist")->required();

    auto* restore_command = command("restore", "Put a backup in the place of the workspace, after checking it", [this] { return restore(world_, common_, restore_); });
    restore_command->add_option("FILE", restore_.file, "Backup to read")->required();
    restore_command->add_flag("--replace", restore_.replace, "The workspace exists and may be replaced");
  }

  void exchanging() {
    auto* import = app_.add_subcommand("import", "Read figures or records from files");
    import->require_subcommand(1);
    auto* observations = command(*import, "observations", "Read figures from a CSV file", [this] { return import_observations(world_, common_, import_); });
    observations->add_option("FILE", import_.file, "CSV file")->required();
    observations->add_option("--column", import_.columns, "Which column is what: period=Year, value=VALUE, group.Sex=Gender; indicator==poverty sets one for all rows")->type_name("COLUMN=HEADER");
    observations->add_option("--marker", import_.markers, "What a marker in the file means: '*=c' (x missing, c suppressed, z not applicable, w not yet due, d disputed)")->type_name("MARK=CODE");
    observations->add_option("--known-from", import_.known_from, "Day on which the source published these figures; default today")->type_name("DAY");
    observations->add_option("--source", import_.source, "Id of the source the file comes from; its markers are remembered from the last file")->type_name("ID");
    observations->add_flag("--create-missing", import_.create_missing, "Make indicators, places and groups that are not known yet");
    observations->add_flag("--skip-bad-rows", import_.skip_bad_rows, "Take the rows that are in order and leave out the others (default: all or nothing)");
    observations->add_flag("--dry-run", import_.dry_run, "Check and report, write nothing");
    auto* records = command(*import, "records", "Read records of one kind from a CSV file, or all kinds from a folder", [this] { return import_records(world_, common_, import_); });
    records->add_option("FILE", import_.file, "CSV file, or folder with one file a kind")->required();
    records->add_option("--kind", import_.kind, "Kind of record; default: the file's name")->type_name("KIND");
    records->add_option("--reason", import_.reason, "Why, for the ledger")->type_name("TEXT");
    records->add_flag("--dry-run", import_.dry_run, "Check and report, write nothing");

    auto* exporting = app_.add_subcommand("export", "Write figures or records as CSV to standard output");
    exporting->require_subcommand(1);
    auto* figures = command(*exporting, "observations", "All current figures, in canonical columns", [this] { return export_observations(world_, common_, export_); });
    figures->add_option("--as-of", export_.as_of, "As known on this day")->type_name("DAY");
    figures->add_flag("--vintages", export_.vintages, "Every publication of every figure, with known_from");
    auto* kinds = command(*exporting, "records", "All records of a kind", [this] { return export_records(world_, common_, export_); });
    kinds->add_option("KIND", export_.kind, "Kind of record, such as outcome")->required();
  }

  void judging() {
    auto* status_command = command("status", "Where each headline series stands against its target", [this] { return status(world_, common_, status_); });
    status_command->add_option("--as-of", status_.as_of, "As known on this day")->type_name("DAY");
    status_command->add_option("--outcome", status_.outcome, "Only this outcome")->type_name("ID");
    status_command->add_option("--fail-on", status_.fail_on, "Exit with 1 where one of these statuses is found")->delimiter(',')->type_name("CODE,…");
    auto* forecast_command = command("forecast", "Forecast every series of a plain CSV file, with intervals; needs no workspace", [this] { return forecast(world_, common_, forecast_); });
    forecast_command->add_option("FILE", forecast_.file, "CSV file with columns series, frequency, horizon, t, value; - reads standard input")->required();
    forecast_command->add_option("--level", forecast_.level, "Share of what may come that lies between lower and upper")->capture_default_str()->type_name("SHARE");
    forecast_command->add_option("--output", forecast_.output, "File to write; default: standard output")->type_name("FILE");
    forecast_command->add_option("--target", forecast_.target, "Also the probability of reaching this value")->type_name("VALUE");
    forecast_command->add_option("--by", forecast_.by, "Step at which the target is due; default: each series' last")->type_name("STEP");
    forecast_command->add_option("--direction", forecast_.direction, "Which way is good: up (at least the target) or down (at most)")->type_name("WAY");
    forecast_command->add_option("--kind", forecast_.kind, "Bounds the figures: rate, count and amount are never negative, percentage lies from 0 to 100")->type_name("KIND");
    auto* returns_command = command("returns", "Which figures are due from whom", [this] { return returns(world_, common_, returns_); });
    returns_command->add_flag("--all", returns_.all, "Also those that were sent or accepted");
    returns_command->add_flag("--fail-on-late", returns_.fail_on_late, "Exit with 1 where one is late");
    auto* gaps_command = command("gaps", "What is missing or contradictory in who answers for what", [this] { return gaps(world_, common_, gaps_); });
    gaps_command->add_option("--as-of", gaps_.as_of, "As known on this day")->type_name("DAY");
    gaps_command->add_option("--fail-on", gaps_.fail_on, "Exit with 1 where one of these findings is found")->delimiter(',')->type_name("CODE,…");
  }

  void noise_or_change() {
    auto* spc_command = command("spc", "Tell noise from change in one series of a CSV file", [this] { return spc(world_, common_, spc_); });
    spc_command->add_option("FILE", spc_.file, "CSV file; - reads standard input")->required();
    spc_command->add_option("--time", spc_.time, "Column of the period")->required()->type_name("COL");
    spc_command->add_option("--value", spc_.value, "Column of the figure, or of the count (p, u, c)")->required()->type_name("COL");
    spc_command->add_option("--denominator", spc_.denominator, "Column of what the count is out of")->type_name("COL");
    spc_command->add_option("--chart", spc_.chart, "xmr for figures, p for shares, u for rates, c for counts in equal periods")
        ->capture_default_str()->check(CLI::IsMember({"xmr", "p", "u", "c"}));
    spc_command->add_option("--target", spc_.target, "Target, in the unit that is plotted")->type_name("X");
    spc_command->add_option("--direction", spc_.direction, "Which way is better: up or down")->check(CLI::IsMember({"up", "down"}));
    spc_command->add_option("--rebase", spc_.rebase, "Period from which you begin new limits; may be given again")->type_name("TIME");
    spc_command->add_option("--fix-after", spc_.fix_after, "Limits from so many first figures only")->type_name("N")->check(CLI::Range(2, 1000000));
    spc_command->add_flag("--keep-outliers", spc_.keep_outliers, "Leave outlying jumps in the limits of an xmr chart");
    auto* funnel_command = command("funnel", "Which places of a CSV file differ by more than chance and their usual spread", [this] { return funnel(world_, common_, funnel_); });
    funnel_command->add_option("FILE", funnel_.file, "CSV file; - reads standard input")->required();
    funnel_command->add_option("--unit", funnel_.unit, "Column of the place")->required()->type_name("COL");
    funnel_command->add_option("--numerator", funnel_.numerator, "Column of the count")->required()->type_name("COL");
    funnel_command->add_option("--denominator", funnel_.denominator, "Column of what the count is out of")->required()->type_name("COL");
    funnel_command->add_option("--kind", funnel_.kind, "proportion (binomial) or rate (Poisson)")->capture_default_str()->check(CLI::IsMember({"proportion", "rate"}));
  }

  void gains() {
    // A command with commands of its own: what was asked last in the line is what is done.
    auto* gain_command = command("gain", "What working together added, from a plain CSV file", [this] {
      if (run_->parsed()) return gain_run(world_, common_, gain_study_);
      if (reproduce_->parsed()) return gain_verify(world_, common_, gain_study_);
      return power_->parsed() ? gain_power(world_, common_, gain_) : net_->parsed() ? gain_net(world_, common_, gain_net_) : gain(world_, common_, gain_);
    });
    describe_gain(*gain_command, gain_);
    gain_command->add_option("--fail-on", gain_.fail_on, "Exit with 1 where this is the verdict")->delimiter(',')->type_name("CODE,…");
    power_ = command(*gain_command, "power", "What change could be seen at all, from invented starts before anything began", [] { return int{done}; });
    describe_gain(*power_, gain_);
    power_->add_option("--after", gain_.after, "Periods that will be watched after the start")->type_name("N")->check(CLI::Range(1, 1000));
    net_ = command(*gain_command, "net", "What a gain is worth less what working together cost, from a result of “outturn gain --json”", [] { return int{done}; });
    describe_net(*net_, gain_net_);
    run_ = command(*gain_command, "run", "Estimate by a plan of the workspace, and keep the result", [] { return int{done}; });
    run_->add_option("PLAN", gain_study_.id, "Id of the plan")->required();
    run_->add_option("--as-of", gain_study_.as_of, "Figures as published up to this day; default today")->type_name("DAY");
    run_->add_option("--method", gain_study_.method, "Another method than the plan says: its, did, staggered, synthetic_control, synthetic_did, augmented or structural; the result is then exploratory");
    reproduce_ = command(*gain_command, "verify", "Compute a kept estimate again: exit 1 where it does not come out byte for byte", [] { return int{done}; });
    reproduce_->add_option("STUDY", gain_study_.id, "Id of the estimate")->required();
    for (auto* sub : {run_, reproduce_}) {
      sub->add_option("--threads", gain_study_.threads, "Threads; they do not change the answer")->capture_default_str()->check(CLI::Range(1, 256));
    }
  }

  void people() {
    auto* user = app_.add_subcommand("user", "Who may sign in");
    user->require_subcommand(1);
    auto* add = command(*user, "add", "Add a person; the password is asked for, or read from standard input", [this] { return add_user(world_, common_, user_); });
    add->add_option("EMAIL", user_.email, "Sign-in name")->required();
    add->add_option("--name", user_.name, "Name; default: the part before the @")->type_name("TEXT");
    add->add_option("--role", user_.roles, "viewer, reporter, verifier, analyst, signatory, manager, lead, central, auditor or administrator; default for the first person: administrator and central, for others: viewer")->delimiter(',')->type_name("ROLE,…");
    add->add_option("--organisation", user_.organisation, "Organisation in which the role is held; none = the whole installation")->type_name("ID");
    command(*user, "list", "Everybody who may sign in, with roles", [this] { return list_users(world_, common_); });
    auto* password = command(*user, "password", "Set a person's password", [this] { return set_password(world_, common_, user_); });
    password->add_option("EMAIL", user_.email, "Sign-in name")->required();
    auto* disable = command(*user, "disable", "End a person's access now", [this] { return disable_user(world_, common_, user_); });
    disable->add_option("EMAIL", user_.email, "Sign-in name")->required();
    disable->add_option("--reason", user_.reason, "Why, for the ledger")->type_name("TEXT");
  }

  World& world_;
  CLI::App app_{"Outturn: results that several organisations must produce together.", "outturn"};
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
  CommandLine line(world);
  return line.run(arguments);
}

}  // namespace outturn::cli
