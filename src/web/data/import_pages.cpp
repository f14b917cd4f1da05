#include "web/data/import_pages.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "exchange/observation_import.h"
#include "record/keeping.h"
#include "record/measure.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"
#include "web/section.h"

namespace outturn::web {
namespace {

using namespace std::chrono_literals;
using access::Act;

constexpr auto patience = 1500ms;
constexpr std::string_view automatic = "auto";
constexpr std::string_view column_prefix = "column.";
constexpr std::string_view same_prefix = "same.";
constexpr std::string_view mend_prefix = "mend.";

std::string import_address(const PendingImport& import, std::string_view more = {}) { return "/data/imports/" + import.id + std::string(more); }

std::optional<PendingImport> import_of_path(const Visit& visit, const ImportDesk& desk) {
  if (!visit.reader.is_signed_in()) return std::nullopt;
  return desk.find(visit.parameter("number"), visit.reader.person());
}

Layout data_frame(const Visit& visit, std::string title) {
  auto layout = frame(visit, std::move(title), "/data");
  layout.breadcrumbs.push_back({.text = visit.say("nav.data"), .address = visit.link("/data")});
  return layout;
}

std::string size_in_words(const Visit& visit, std::int64_t bytes) {
  if (bytes < 10'000) return visit.say("import.bytes", {{"count", bytes}});
  if (bytes < 10'000'000) return visit.say("import.kilobytes", {{"size", visit.words.number(static_cast<double>(bytes) / 1000, 0)}});
  return visit.say("import.megabytes", {{"size", visit.words.number(static_cast<double>(bytes) / 1'000'000, 0)}});
}

Response upload_page(const Visit& visit, const ImportDesk& desk, const base::Issues& issues) {
  auto layout = data_frame(visit, visit.say("import.new_title"));
  layout.lead = visit.say("import.new_lead");
  show_problems(visit, layout, issues);
  Form form{.action = "/data/imports/new", .csrf_token = visit.csrf,
            .fields = {{.control = Control::file, .name = "file", .label = visit.say("import.file"),
                        .hint = visit.say("import.file_hint", {{"size", size_in_words(visit, static_cast<std::int64_t>(visit.site.upload_limit))}}),
                        .accept = ".csv,.txt,.tsv,text/csv"}},
            .buttons = {{.text = visit.say("import.send")}}, .cancel = {visit.say("records.cancel"), "/data"}, .sends_files = true};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  layout.content += html::rendered(Details{.summary = visit.say("import.format_title"),
                                           .content = html::rendered(Prose{.paragraphs = {visit.say("import.format_columns"), visit.say("import.format_absences")}}, visit.words)},
                                   visit.words);
  if (const auto waiting = desk.of(visit.reader.person()); !waiting.empty()) {
    Bullets list;
    for (const auto& one : waiting) list.items.push_back({visit.say("import.waiting_one", {{"file", one.file_name}, {"moment", moment(visit, one.sent)}}), import_address(one)});
    layout.content += html::rendered(Heading{.text = visit.say("import.waiting_title"), .lead = visit.say("import.waiting_lead")}, visit.words);
    layout.content += html::rendered(list, visit.words);
  }
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

/// While the work goes on: what is being done, how far it is; the page asks again by itself.
Response waiting_page(const Visit& visit, const PendingImport& import, const ImportDesk::Progress& progress) {
  auto layout = data_frame(visit, visit.say(progress.saving ? "import.saving_title" : "import.checking_title"));
  layout.caption = import.file_name;
  layout.lead = visit.say(progress.saving ? "import.saving_lead" : "import.checking_lead");
  Facts facts;
  const auto key = "progress." + progress.stage;
  facts.facts.push_back({.label = visit.say("import.doing"), .value = visit.say(progress.stage.empty() ? "import.queued" : key)});
  if (progress.total > 0) {
    facts.facts.push_back({.label = visit.say("import.done_so_far"),
                           .value = visit.say("import.per_cent", {{"number", progress.done * 100 / progress.total}}),
                           .more = visit.say("import.of_size", {{"done", size_in_words(visit, progress.done)}, {"total", size_in_words(visit, progress.total)}})});
  }
  layout.content += html::rendered(facts, visit.words);
  layout.content += html::rendered(Saying{.link = {visit.say("import.look_again"), import_address(import)}}, visit.words);
  if (!progress.saving) {
    layout.content += html::rendered(Form{.action = import_address(import, "/drop"), .csrf_token = visit.csrf, .fields = {},
                                          .buttons = {{.text = visit.say("import.stop"), .kind = Button::Kind::secondary}}}, visit.words);
  }
  auto response = framed(visit, layout);
  response.etag.clear();
  response.headers.set("Refresh", "3");
  return response;
}

std::string chosen_for(const PendingImport& import, std::string_view name) {
  for (const auto& [column, choice] : import.columns) {
    if (column == name) return choice;
  }
  return std::string(automatic);
}

std::string found_header(const exchange::Staged& staged, std::string_view name) {
  if (!staged.mapping) return {};
  const exchange::Chosen* chosen = nullptr;
  if (const auto column = exchange::column_named(name)) chosen = &staged.mapping->at(*column);
  for (const auto& group : staged.mapping->groups) {
    if (name == "group." + group.dimension) chosen = &group.chosen;
  }
  return chosen && chosen->column ? staged.header[*chosen->column] : std::string{};
}

Field column_question(const Visit& visit, const PendingImport& import, const exchange::Staged& staged, const std::string& name, std::string label) {
  const auto chosen = chosen_for(import, name);
  const auto found = found_header(staged, name);
  Field question{.control = Control::select, .name = std::string(column_prefix) + name, .label = std::move(label)};
  question.options.push_back({.value = std::string(automatic), .text = found.empty() ? visit.say("import.find_column") : visit.say("import.found_column", {{"header", found}})});
  for (const auto& header : staged.header) {
    if (!header.empty()) question.options.push_back({.value = "=" + header, .text = header});
  }
  question.options.push_back({.value = "", .text = visit.say("import.no_column")});
  question.value = chosen == automatic ? std::string(automatic) : chosen.empty() ? "" : chosen.starts_with(':') ? std::string(automatic) : "=" + chosen;
  return question;
}

std::vector<Field> column_questions(const Visit& visit, const PendingImport& import, const exchange::Staged& staged) {
  std::vector<Field> questions;
  for (std::size_t c = 0; c < exchange::column_count; ++c) {
    const std::string name(exchange::column_name(static_cast<exchange::Column>(c)));
    const auto label = visit.say("import.column." + name);
    questions.push_back(column_question(visit, import, staged, name, label));
    const bool may_be_the_same = name == "indicator" || name == "place" || name == "period" || name == "unit";
    if (!may_be_the_same) continue;
    const auto chosen = chosen_for(import, name);
    questions.push_back({.name = std::string(same_prefix) + name, .label = visit.say("import.same_on_all", {{"column", label}}),
                         .value = chosen.starts_with(':') ? chosen.substr(1) : "", .optional = true, .width = 20});
  }
  visit.workspace().each<record::Dimension>([&](const workspace::Record& record, const record::Dimension&) {
    // Known by id or by any of its names; the mapping keeps the one that it met.
    std::string name = "group." + record.id;
    if (staged.mapping) {
      for (const auto& group : staged.mapping->groups) {
        const auto folded = base::folded(group.dimension);
        for (const auto& [language, text] : record.as<record::Dimension>().name.texts) {
          if (base::folded(text) == folded) name = "group." + group.dimension;
        }
      }
    }
    if (questions.size() < 40) questions.push_back(column_question(visit, import, staged, name, visit.say("import.broken_down_by", {{"dimension", title_of(visit, record)}})));
  });
  return questions;
}

std::vector<Field> questions_about(const Visit& visit, const PendingImport& import) {
  std::string markers;
  for (const auto& [sign, meaning] : import.markers) markers += sign + " = " + meaning + "\n";
  auto sources = record_options(visit, record::kind_of<record::Source>(), longest_select);
  Field source{.name = "source", .label = visit.say("import.source"), .value = import.source, .hint = visit.say("import.source_hint"), .optional = true};
  if (sources.size() <= longest_select) {
    source.control = Control::select;
    source.options.push_back({.value = "", .text = visit.say("records.none")});
    source.options.insert(source.options.end(), sources.begin(), sources.end());
  }
  return {{.control = Control::date, .name = "known_from", .label = visit.say("import.known_from"), .value = import.known_from ? import.known_from->iso() : "",
           .hint = visit.say("import.known_from_hint"), .optional = true},
          std::move(source),
          {.control = Control::textarea, .name = "markers", .label = visit.say("import.markers"), .value = markers,
           .hint = visit.say("import.markers_hint"), .optional = true, .rows = 3},
          {.control = Control::checkboxes, .name = "create_missing", .label = visit.say("import.create_missing"), .hint = visit.say("import.create_missing_hint"),
           .options = {{.value = "yes", .text = visit.say("import.create_missing_yes")}},
           .chosen = import.create_missing ? std::vector<std::string>{"yes"} : std::vector<std::string>{}},
          reason_field(visit, nullptr, true)};
}

std::vector<Field> sign_questions(const Visit& visit, const ImportCheck& check) {
  std::vector<Field> questions;
  for (const auto& sign : check.signs) {
    if (questions.size() == 20) break;
    Field question{.control = Control::select, .name = fmt::format("sign.{}", questions.size() + 1),
                   .label = visit.say("import.sign", {{"sign", sign.sign}, {"count", sign.count}})};
    question.options = {{.value = "?", .text = visit.say("import.sign_unsaid")}};
    for (const std::string_view code : {"x", "c", "z", "w", "d"}) {
      question.options.push_back({.value = std::string(code), .text = visit.say(fmt::format("import.status.{}", code))});
    }
    question.value = "?";
    questions.push_back(std::move(question));
    questions.push_back({.control = Control::hidden, .name = fmt::format("{}.sign", questions.back().name), .label = "", .value = sign.sign});
  }
  return questions;
}

html::Safe shown_unusual(const Visit& visit, const exchange::Staged& staged, const ImportCheck& check) {
  html::Safe content;
  const auto changed = corrections(visit, staged, 20);
  if (!changed.empty()) {
    Table table{.caption = visit.say("import.corrections", {{"count", staged.revised - staged.noise}}),
                .columns = {{.text = visit.say("import.figure")}, {.text = visit.say("import.known_now"), .numeric = true}, {.text = visit.say("import.becomes"), .numeric = true}},
                .shows_caption = true, .light = true};
    for (const auto& one : changed) table.rows.push_back({.cells = {{.text = one.what}, {.text = one.before}, {.text = one.after}}});
    content += html::rendered(table, visit.words);
  }
  Bullets list;
  for (const auto& sentence : check.to_confirm) list.items.push_back({sentence, ""});
  if (!list.items.empty()) content += html::rendered(list, visit.words);
  return content;
}

html::Safe first_rows_table(const Visit& visit, const ImportDesk& desk, const PendingImport& import, const exchange::Staged& staged) {
  auto rows = first_rows(desk.file(import).string(), 5);
  if (rows.size() < 2) return {};
  Table table{.caption = visit.say("import.first_rows"), .row_headings = false};
  for (std::size_t c = 0; c < rows.front().size() && c < 30; ++c) {
    std::string read_as;
    for (std::size_t k = 0; staged.mapping && k < exchange::column_count; ++k) {
      const auto column = static_cast<exchange::Column>(k);
      if (staged.mapping->at(column).column == c) read_as = visit.say("import.column." + std::string(exchange::column_name(column)));
    }
    table.columns.push_back({.text = read_as.empty() || read_as == rows.front()[c] ? rows.front()[c] : visit.say("import.read_as", {{"header", rows.front()[c]}, {"column", read_as}})});
  }
  for (std::size_t r = 1; r < rows.size(); ++r) {
    Row row;
    for (std::size_t c = 0; c < rows[r].size() && c < 30; ++c) row.cells.push_back({.text = rows[r][c]});
    table.rows.push_back(std::move(row));
  }
  return html::rendered(Details{.summary = visit.say("import.first_rows"), .content = html::rendered(table, visit.words)}, visit.words);
}

/// The batch that came from the very same file, if there is one.
const workspace::Record* same_file(const Visit& visit, const exchange::Staged& staged) {
  const workspace::Record* found = nullptr;
  visit.workspace().each<record::Batch>([&](const workspace::Record& record, const record::Batch& batch) {
    if (!batch.withdrawn && batch.file_sha256 == staged.batch.file_sha256 && visit.may(Act::read, record::kind_of<record::Batch>(), &record)) found = &record;
  });
  return found;
}

html::Safe about_file(const Visit& visit, const PendingImport& import, const exchange::Staged& staged) {
  Facts facts;
  facts.facts.push_back({.label = visit.say("import.sent_by"), .value = person_of(visit, import.person), .more = moment(visit, import.sent)});
  facts.facts.push_back({.label = visit.say("import.size"), .value = size_in_words(visit, import.size), .more = visit.say("import.rows", {{"count", staged.rows_read}})});
  const auto counts = {std::pair{"import.fresh", staged.fresh}, {"import.revised", staged.revised}, {"import.unchanged", staged.unchanged},
                       {"import.absences", staged.absences}};
  for (const auto& [key, count] : counts) {
    if (count > 0) facts.facts.push_back({.label = visit.say(key), .value = visit.words.integer(count)});
  }
  const auto& hash = staged.batch.file_sha256;
  const auto* before = same_file(visit, staged);
  facts.facts.push_back({.label = visit.say("import.fingerprint"), .value = fmt::format("{} {} {}", hash.substr(0, 4), hash.substr(4, 4), hash.substr(8, 4)),
                         .more = before ? visit.say("import.same_file") : visit.say("import.fingerprint_more"),
                         .address = before ? "/data/batches/" + percent_encoded(before->id) : ""});
  return html::rendered(facts, visit.words);
}

std::string lead_of(const Visit& visit, const exchange::Staged& staged, const ImportCheck& check) {
  if (!staged.mapping) return visit.say("import.lead_columns");
  if (check.to_fix > 0 && !staged.sound) return visit.say("import.lead_unreadable");
  if (check.to_fix > 0) return visit.say("import.lead_fix", {{"ready", check.ready}, {"faulty", check.to_fix}});
  if (staged.rows && staged.rows->rows.empty()) return visit.say("import.lead_known", {{"count", check.rows}});
  return visit.say("import.lead_ready", {{"count", check.ready}});
}

ImportForm import_form(const Visit& visit, const PendingImport& import, const exchange::Staged& staged, ImportCheck& check) {
  ImportForm form{.action = import_address(import), .csrf_token = visit.csrf, .fixes = std::move(check.fixes), .mended = {},
                  .signs = sign_questions(visit, check), .unusual = shown_unusual(visit, staged, check),
                  .columns = column_questions(visit, import, staged), .about = questions_about(visit, import), .columns_open = !staged.mapping, .save = {}};
  form.about.back().value = import.reason;
  if (!check.others.empty()) {
    Table table{.caption = visit.say("import.others_title"), .columns = {{.text = visit.say("import.row")}, {.text = visit.say("import.problem")}}, .rows = check.others, .light = true};
    form.others += html::rendered(Heading{.text = visit.say("import.others_title"), .lead = visit.say("import.others_lead")}, visit.words);
    form.others += html::rendered(table, visit.words);
  }
  if (check.not_listed > 0) form.others += html::rendered(Saying{.text = visit.say("import.not_listed", {{"count", check.not_listed}})}, visit.words);
  for (const auto& mend : import.mends) {
    const auto column = std::find(staged.header.begin(), staged.header.end(), mend.column);
    const auto input = fmt::format("{}{}.{}", mend_prefix, mend.row, column - staged.header.begin());
    const bool asked = std::any_of(form.fixes.begin(), form.fixes.end(), [&](const auto& fix) { return fix.input == input; });
    if (!asked && column != staged.header.end()) form.mended.push_back({.input = input, .row = std::to_string(mend.row), .column = mend.column, .suggestion = mend.text});
  }
  if (!form.unusual.empty()) {
    form.confirmation = {.control = Control::checkboxes, .name = "confirmed", .label = visit.say("import.confirm"),
                         .options = {{.value = "yes", .text = visit.say("import.confirm_yes")}}};
  }
  const bool has_new = staged.sound && staged.rows && (!staged.rows->rows.empty() || !staged.created.empty());
  if (!has_new) return form;
  const auto rows = static_cast<std::int64_t>(staged.rows->rows.size());
  if (check.may_save()) form.save.push_back({.text = visit.say("import.save", {{"count", rows}}), .name = "do", .value = "save"});
  else form.save.push_back({.text = visit.say("import.save_sound", {{"count", rows}}), .name = "do", .value = "sound", .kind = Button::Kind::secondary});
  return form;
}

html::Safe new_records(const Visit& visit, const exchange::Staged& staged) {
  if (staged.created.empty()) return {};
  Bullets list;
  for (const auto& draft : staged.created) {
    if (list.items.size() == 20) break;
    list.items.push_back({visit.say("import.new_record", {{"kind", name_of(visit, *draft.kind)}, {"title", draft.kind->title(draft.body, visit.words.language())}, {"id", draft.id}}), ""});
  }
  if (staged.created.size() > 20) list.items.push_back({visit.say("records.and_more", {{"count", static_cast<std::int64_t>(staged.created.size() - 20)}}), ""});
  auto content = html::rendered(Heading{.text = visit.say("import.new_records", {{"count", static_cast<std::int64_t>(staged.created.size())}}), .small = true}, visit.words);
  content += html::rendered(list, visit.words);
  return content;
}

Response check_page(const Visit& visit, const ImportDesk& desk, const PendingImport& import, const ImportDesk::Progress& progress,
                    const base::Issues& issues, int status) {
  const auto& staged = *progress.staged;
  auto check = import_check(visit, staged);
  auto layout = data_frame(visit, visit.say("import.check_title"));
  layout.caption = import.file_name;
  layout.lead = lead_of(visit, staged, check);
  auto problems = check.problems;
  for (const auto& issue : issues) problems.errors.insert(problems.errors.begin(), {visit.words.issue(issue), issue.field.empty() ? "" : "#" + field_id(issue.field)});
  layout.has_errors = !problems.errors.empty();
  if (check.to_fix > 0 && staged.sound) problems.title = visit.say("import.problems_title", {{"count", check.to_fix}, {"total", check.rows}});
  if (layout.has_errors) layout.content += html::rendered(problems, visit.words);

  html::Safe main;
  auto form = import_form(visit, import, staged, check);
  show_issues(form.about, issues, visit.words);
  for (const auto& issue : issues) {
    if (issue.field == "confirmed") form.confirmation.error = visit.words.issue(issue);
  }
  main += html::rendered(form, visit.words);
  main += first_rows_table(visit, desk, import, staged);
  if (staged.report.errors() + staged.report.warnings() > 0) {
    main += html::rendered(Saying{.link = {visit.say("import.problems_csv"), import_address(import, "/problems.csv")}}, visit.words);
  }
  main += html::rendered(Form{.action = import_address(import, "/drop"), .csrf_token = visit.csrf, .fields = {},
                              .buttons = {{.text = visit.say("import.drop"), .kind = Button::Kind::secondary}},
                              .cancel = {visit.say("import.another"), "/data/imports/new"}}, visit.words);

  html::Safe side = html::rendered(Heading{.text = visit.say("import.checked_title"), .small = true}, visit.words);
  side += html::rendered(Checklist{check.checks}, visit.words);
  side += html::rendered(Heading{.text = visit.say("import.this_file"), .small = true}, visit.words);
  side += about_file(visit, import, staged);
  side += new_records(visit, staged);
  layout.content += html::rendered(Columns{.left = std::move(main), .right = std::move(side)}, visit.words);
  auto response = framed(visit, layout, status);
  response.etag.clear();
  return response;
}

Response failed_page(const Visit& visit, const PendingImport& import) {
  auto layout = data_frame(visit, visit.say("import.failed_title"));
  layout.caption = import.file_name;
  layout.content += html::rendered(EmptyState{.title = visit.say("import.failed_lead"), .sentences = {visit.say("import.failed_more")}}, visit.words);
  layout.content += html::rendered(Form{.action = import_address(import), .csrf_token = visit.csrf, .fields = {}, .buttons = {{.text = visit.say("import.try_again"), .name = "do", .value = "again"}}}, visit.words);
  return framed(visit, layout, 503);
}

Response saved_page(const PendingImport& import) {
  if (import.batch.empty()) return see_other("/data?done=known");
  return see_other("/data/batches/" + percent_encoded(import.batch) + "?done=saved");
}

// What the form sent.

void take_columns(const Values& sent, PendingImport& import) {
  exchange::ColumnChoices choices;
  for (const auto& [name, value] : sent) {
    if (!std::string_view(name).starts_with(column_prefix)) continue;
    const auto column = name.substr(column_prefix.size());
    const auto same = base::trimmed(sent.get(std::string(same_prefix) + column));
    if (!same.empty()) choices.emplace_back(column, ":" + std::string(same));
    else if (value.starts_with('=')) choices.emplace_back(column, value.substr(1));
    else if (value.empty()) choices.emplace_back(column, "");
  }
  import.columns = std::move(choices);
}

void set_marker(PendingImport& import, const std::string& sign, const std::string& meaning) {
  for (auto& [known, code] : import.markers) {
    if (known != sign) continue;
    code = meaning;
    return;
  }
  import.markers.emplace_back(sign, meaning);
}

void take_markers(const Values& sent, PendingImport& import, base::Issues& issues) {
  if (sent.has("markers")) {
    import.markers.clear();
    const auto text = typed_text(sent, "markers");
    for (const auto line : base::split(text, '\n')) {
      if (base::trimmed(line).empty()) continue;
      const auto equals = line.rfind('=');
      const auto sign = std::string(base::trimmed(line.substr(0, equals)));
      const auto code = equals == std::string_view::npos ? std::string("?") : std::string(base::trimmed(line.substr(equals + 1)));
      const auto marker = exchange::parse_marker(sign + "=" + code);
      if (marker) set_marker(import, marker->first, marker->second);
      else issues.push_back({"markers", "import.marker", {{"written", std::string(base::trimmed(line))}}});
    }
  }
  for (int number = 1; number <= 20; ++number) {
    const auto sign = sent.get(fmt::format("sign.{}.sign", number));
    const auto meaning = sent.get(fmt::format("sign.{}", number), "?");
    if (!sign.empty() && meaning != "?") set_marker(import, std::string(sign), std::string(meaning));
  }
}

void take_mends(const Values& sent, const std::vector<std::string>& header, PendingImport& import) {
  for (const auto& [name, value] : sent) {
    if (!std::string_view(name).starts_with(mend_prefix)) continue;
    const auto parts = base::split(std::string_view(name).substr(mend_prefix.size()), '.');
    std::int64_t row = 0;
    std::size_t column = header.size();
    if (parts.size() != 2) continue;
    std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), row);
    std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), column);
    if (row < 2 || column >= header.size()) continue;
    std::erase_if(import.mends, [&](const auto& mend) { return mend.row == row && mend.column == header[column]; });
    if (const auto text = base::trimmed(value); !text.empty()) import.mends.push_back({row, header[column], std::string(text)});
  }
}

base::Issues take_choices(const Visit& visit, const ImportDesk& desk, PendingImport& import) {
  const auto& sent = visit.request.form;
  base::Issues issues;
  std::vector<std::pair<std::string, std::string>> remembered;
  if (sent.has("source")) {  // the whole form came
    take_columns(sent, import);
    const auto source_before = std::exchange(import.source, std::string(base::trimmed(sent.get("source"))));
    import.create_missing = sent.get("create_missing") == "yes";
    import.reason = typed_text(sent, reason_input);
    const auto day = typed_date(sent, "known_from");
    import.known_from = base::Day::parse(day);
    if (!day.empty() && !import.known_from) issues.push_back({"known_from", "record.not_a_day", {{"written", day}}});
    if (!import.source.empty() && !visit.readable<record::Source>(import.source)) {
      issues.push_back({"source", "act.no_such_reference", {{"kind", name_of(visit, record::kind_of<record::Source>())}, {"id", import.source}}});
      import.source.clear();
    }
    if (import.source != source_before) {  // read as the source's last file was, unless something else is said below
      for (const auto& [sign, meaning] : exchange::remembered_markers(visit.workspace(), import.source)) remembered.emplace_back(sign, meaning);
    }
  }
  take_markers(sent, import, issues);
  for (auto& [sign, meaning] : remembered) {
    const bool said = std::any_of(import.markers.begin(), import.markers.end(), [&](const auto& marker) { return marker.first == sign; });
    if (!said) import.markers.emplace_back(std::move(sign), std::move(meaning));
  }
  const auto rows = first_rows(desk.file(import).string(), 0);
  if (!rows.empty()) take_mends(sent, rows.front(), import);
  return issues;
}

}  // namespace

Response show_upload(const Visit& visit, const ImportDesk& desk) { return upload_page(visit, desk, {}); }

Response take_upload(const Visit& visit, ImportDesk& desk) {
  const auto* file = visit.request.file("file");
  if (!file || file->name.empty()) return upload_page(visit, desk, {{"file", "import.no_file", {}}});
  const auto import = desk.take(visit.reader.person(), file->name, file->path);
  if (!import) return upload_page(visit, desk, import.error());
  desk.checked(*import, 0ms);
  return see_other(import_address(*import));
}

Response show_import(const Visit& visit, ImportDesk& desk) {
  auto import = import_of_path(visit, desk);
  if (!import) return not_found(visit.request);
  if (import->saved) return saved_page(*import);
  const auto progress = desk.checked(*import, patience);
  if (progress.saved) return saved_page(desk.find(import->id, import->person).value_or(*import));
  if (!progress.finished) return waiting_page(visit, *import, progress);
  if (progress.failed || !progress.staged) return failed_page(visit, *import);
  return check_page(visit, desk, *import, progress, progress.refused, progress.refused.empty() ? 200 : 422);
}

Response change_import(const Visit& visit, ImportDesk& desk) {
  auto import = import_of_path(visit, desk);
  if (!import) return not_found(visit.request);
  if (import->saved) return saved_page(*import);
  const auto wish = visit.request.form.get("do", "check");
  if (desk.is_saving(import->id)) return see_other(import_address(*import));
  const auto before = json_of(*import);
  auto issues = take_choices(visit, desk, *import);
  const bool saves = wish == "save" || wish == "sound";
  if (!saves || json_of(*import) != before) desk.keep(*import);  // "check again" looks at the register anew, too
  if (issues.empty() && !saves) return see_other(import_address(*import));

  auto progress = desk.checked(*import, patience);
  if (!progress.finished) return see_other(import_address(*import));
  if (progress.failed || !progress.staged) return failed_page(visit, *import);
  const bool unusual = !shown_unusual(visit, *progress.staged, import_check(visit, *progress.staged)).empty();
  if (saves && unusual && visit.request.form.get("confirmed") != "yes") issues.push_back({"confirmed", "import.not_confirmed", {}});
  if (!issues.empty()) return check_page(visit, desk, *import, progress, issues, 422);
  if (progress.staged->report.has_errors() && wish != "sound") return check_page(visit, desk, *import, progress, {}, 422);
  progress = desk.saved(*import, visit.reader, wish == "sound", patience);
  return see_other(import_address(*import));
}

Response drop_import(const Visit& visit, ImportDesk& desk) {
  const auto import = import_of_path(visit, desk);
  if (!import) return not_found(visit.request);
  desk.drop(*import);
  return see_other("/data?done=dropped");
}

Response show_import_problems(const Visit& visit, ImportDesk& desk) {
  const auto import = import_of_path(visit, desk);
  if (!import || import->saved) return not_found(visit.request);
  const auto progress = desk.checked(*import, 10s);
  if (visit.request.format != "csv" || !progress.staged) return see_other(import_address(*import));
  Response response{.content_type = "text/csv; charset=utf-8", .body = problems_as_csv(visit.words, progress.staged->report)};
  response.headers.set("Content-Disposition", "attachment; filename=\"problems.csv\"");
  return response;
}

}  // namespace outturn::web
