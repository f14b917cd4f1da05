#include "web/records/drafts.h"
#include "track/formula_told.h"
#include "web/answers/findings.h"
#include "web/api/api.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "act/add_record.h"
#include "act/change_record.h"
#include "act/import_batch.h"
#include "act/retire_record.h"
#include "base/hash.h"
#include "base/json.h"
#include "exchange/observation_export.h"
#include "exchange/observation_import.h"
#include "record/measure.h"
#include "track/status.h"
#include "web/measures/formula_history.h"
#include "web/api/openapi.h"
#include "web/serving/parse.h"
#include "web/outcomes/shared_judgements.h"
#include "workspace/ledger.h"

namespace outturn::web {
namespace {

constexpr std::size_t default_page = 100;
constexpr std::size_t largest_page = 1000;

std::string address_of(const workspace::Record& record) {
  return fmt::format("/api/v1/{}/{}", record.kind->plural, percent_encoded(record.id));
}

Response problem_of(const Visit& visit, Problem problem) { return web::problem(problem, visit.words); }

/// What the body of a change says: {"id": …, "fields": {…}, "reason": …}.
struct Sent {
  std::string id;
  act::Fields fields;
  std::string reason;
};

base::Checked<Sent> sent_record(const record::Kind& kind, const std::string& body) {
  const auto json = base::Json::parse(body);
  if (!json) return base::refuse(json.error());
  if (!json->object()) return base::refuse("", "api.not_an_object");
  Sent sent;
  base::Issues issues;
  for (const auto& [name, value] : *json->object()) {
    if (name == "id" && value.text()) {
      sent.id = *value.text();
    } else if (name == "reason" && value.text()) {
      sent.reason = *value.text();
    } else if (name == "fields" && value.object()) {
      for (const auto& [field_name, given] : *value.object()) {
        const auto* field = kind.field(field_name);
        if (!field) {
          issues.push_back({field_name, "record.unknown_field", {{"kind", kind.code}}});
          continue;
        }
        auto read = record::Kind::from_json(*field, given);
        if (read) {
          sent.fields.emplace_back(field_name, std::move(*read));
        } else {
          issues.insert(issues.end(), read.error().begin(), read.error().end());
        }
      }
    } else {
      issues.push_back({name, "api.unknown_member", {{"member", name}}});
    }
  }
  if (!issues.empty()) return base::refuse(std::move(issues));
  return sent;
}

/// The version that If-Match names: "42", with or without W/.
std::optional<std::int64_t> matched_version(std::string_view header) {
  if (header.starts_with("W/")) header.remove_prefix(2);
  if (header.size() < 3 || header.front() != '"' || header.back() != '"') return std::nullopt;
  header = header.substr(1, header.size() - 2);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), version);
  if (error != std::errc{} || end != header.data() + header.size()) return std::nullopt;
  return version;
}

Response record_response(const Visit& visit, const workspace::Record& record, int status) {
  base::JsonWriter out;
  write_record_json(out, visit, record);
  auto response = json(std::move(out).str(), status);
  response.etag = fmt::to_string(record.version);
  if (status == 201) response.headers.set("Location", address_of(record));
  return response;
}

/// The record named by the path, where this reader may read it.
const workspace::Record* named(const Visit& visit) {
  const auto* kind = record::kind(visit.parameter("kind"));
  const auto* found = kind ? visit.workspace().find(*kind, visit.parameter("id")) : nullptr;
  return found && visit.may(access::Act::read, *kind, found) ? found : nullptr;
}

Response index(const Visit& visit) {
  base::JsonWriter out;
  out.begin_object().member("openapi", "/api/v1/openapi.json").member("sessions", "/api/v1/sessions");
  out.member("observations", "/api/v1/observations").member("status", "/api/v1/status").member("gaps", "/api/v1/gaps");
  for (const auto& kind : record::kinds()) {
    if (visit.may(access::Act::read, kind)) out.member(kind.plural, "/api/v1/" + kind.plural);
  }
  out.end_object();
  return json(std::move(out).str());
}

Response list_records(const Visit& visit) {
  const auto* kind = record::kind(visit.parameter("kind"));
  if (!kind || visit.parameter("kind") != kind->plural) return not_found(visit.request);
  base::Issues issues;
  std::size_t limit = default_page;
  workspace::Slot next = 0;
  std::vector<std::pair<const record::Field*, std::string>> filters;
  bool retired_too = false;
  for (const auto& [name, value] : visit.request.query) {
    if (name == "as-of" || name == "as-entered" || name == "lang") continue;
    const auto number = [&](auto& into) {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), into);
      if (error != std::errc{} || end != value.data() + value.size()) issues.push_back({name, "api.not_a_number", {{"written", value}}});
    };
    if (name == "limit") {
      number(limit);
    } else if (name == "cursor") {
      number(next);
    } else if (name == "retired") {
      retired_too = value == "true";
    } else if (const auto* field = kind->field(name)) {
      filters.emplace_back(field, value);
    } else {
      issues.push_back({name, "api.unknown_parameter", {{"parameter", name}}});
    }
  }
  if (limit < 1 || limit > largest_page) {
    issues.push_back({"limit", "api.limit", {{"limit", static_cast<std::int64_t>(limit)}, {"largest", static_cast<std::int64_t>(largest_page)}}});
  }
  if (!issues.empty()) return problem_of(visit, {.status = 400, .code = "bad_query", .issues = issues});

  const auto& workspace = visit.workspace();
  base::JsonWriter out;
  out.begin_object().key("items").begin_array();
  std::size_t shown = 0;
  for (; next < workspace.count(*kind) && shown < limit; ++next) {
    const auto& record = workspace.at(*kind, next);
    if ((record.retired && !retired_too) || !visit.may(access::Act::read, *kind, &record)) continue;
    const bool wanted = std::all_of(filters.begin(), filters.end(), [&](const auto& filter) {
      if (!access::may_see(visit.reader, *filter.first, record, workspace)) return false;
      const auto value = filter.first->read(record.body.get());
      if (const auto* many = std::get_if<record::References>(&value)) {
        return std::find(many->begin(), many->end(), record::Reference{filter.second}) != many->end();
      }
      return record::plain_text(value, visit.words.language()) == filter.second;
    });
    if (!wanted) continue;
    write_record_json(out, visit, record);
    ++shown;
  }
  out.end_array();
  Response response;
  if (next < workspace.count(*kind)) {
    std::string address = fmt::format("/api/v1/{}?cursor={}&limit={}", kind->plural, next, limit);
    for (const auto& [field, value] : filters) address += fmt::format("&{}={}", field->name, percent_encoded(value));
    if (retired_too) address += "&retired=true";
    out.member("next", visit.link(address));
    response.headers.set("Link", fmt::format("<{}>; rel=\"next\"", visit.link(address)));
  } else {
    out.key("next").null();
  }
  out.end_object();
  auto finished = json(std::move(out).str());
  finished.headers = response.headers;
  return finished;
}

Response answer_record(const Visit& visit) {
  const auto* record = named(visit);
  return record ? record_response(visit, *record, 200) : not_found(visit.request);
}

/// The state right after a write, as this visitor sees it.
Visit after(const Visit& visit, const workspace::Receipt& receipt) {
  Visit later = visit;
  later.view = workspace::View(receipt.workspace, visit.view.day());
  return later;
}

Response add(const Visit& visit) {
  const auto* kind = record::kind(visit.parameter("kind"));
  if (!kind || visit.parameter("kind") != kind->plural) return not_found(visit.request);
  auto sent = sent_record(*kind, visit.request.body);
  if (!sent) return issues_response(visit, sent.error());
  const std::string key(visit.request.header("idempotency-key"));
  const auto person = visit.reader.person();
  const auto digest = base::sha256(kind->code + "\n" + visit.request.body).hex();
  if (!key.empty()) {
    if (const auto known = visit.site.vault.answer(person, key)) {
      // The answer kept is "<digest of the request> <id>".
      if (!known->starts_with(digest)) return problem_of(visit, {.status = 422, .code = "key_reused"});
      const auto* made = visit.workspace().find(*kind, known->substr(digest.size() + 1));
      if (made) return record_response(visit, *made, 201).header("Idempotency-Replayed", "true");
    }
    // Without an id of its own the record gets one made from the key, so that a repeated request finds it again even
    // when the first answer was lost together with the server.
    if (sent->id.empty()) sent->id = kind->code + "-" + base::sha256(person + "\n" + key).hex().substr(0, 16);
  }
  const auto added = act::add_record(visit.site.keeper, visit.reader, *kind, sent->id, sent->fields, sent->reason);
  if (!added) {
    const auto* existing = visit.site.keeper.now()->find(*kind, sent->id);
    const bool taken = std::any_of(added.error().begin(), added.error().end(), [](const auto& issue) { return issue.code == "act.id_taken"; });
    if (!key.empty() && taken && existing) {
      const auto history = visit.site.keeper.history(*kind, sent->id);
      const auto wanted = kind->with(nullptr, sent->fields);
      const auto story = history.empty() || !wanted ? std::nullopt : std::optional(workspace::replayed(*kind, nullptr, false, history.front().payload.json));
      const auto text = [&](const record::Body& body) {
        base::JsonWriter out;
        kind->write_json(out, body);
        return std::move(out).str();
      };
      if (story && *story && history.front().entry.person == person && text((*story)->first) == text(*wanted)) {
        visit.site.vault.keep_answer(person, key, digest + " " + sent->id, visit.site.clock.now());
        return record_response(visit, *existing, 201).header("Idempotency-Replayed", "true");
      }
    }
    return issues_response(visit, added.error());
  }
  const auto later = after(visit, *added);
  const workspace::Record* made = nullptr;
  for (auto slot = later.workspace().count(*kind); slot-- > 0 && !made;) {
    const auto& candidate = later.workspace().at(*kind, slot);
    if (candidate.created >= added->first && candidate.created <= added->last) made = &candidate;
  }
  base::ensure(made != nullptr, "an added record stands in the state after it");
  if (!key.empty()) visit.site.vault.keep_answer(person, key, digest + " " + made->id, visit.site.clock.now());
  return record_response(later, *made, 201);
}

/// Runs a change of the record in the path, under If-Match.
Response with_match(const Visit& visit, const std::function<base::Checked<workspace::Receipt>(const workspace::Record&, std::int64_t)>& change) {
  const auto* record = named(visit);
  if (!record) return not_found(visit.request);
  const auto header = visit.request.header("if-match");
  if (header.empty()) return problem_of(visit, {.status = 428, .code = "match_needed"});
  const auto version = matched_version(header);
  if (!version) return problem_of(visit, {.status = 400, .code = "bad_match", .values = {{"written", std::string(header)}}});
  const auto changed = change(*record, *version);
  if (!changed) {
    const auto latest = visit.site.keeper.now();
    return issues_response(visit, changed.error(), latest->find(*record->kind, record->id));
  }
  const auto later = after(visit, *changed);
  return record_response(later, *later.workspace().find(*record->kind, record->id), 200);
}

Response change(const Visit& visit) {
  return with_match(visit, [&](const workspace::Record& record, std::int64_t version) -> base::Checked<workspace::Receipt> {
    const auto sent = sent_record(*record.kind, visit.request.body);
    if (!sent) return base::refuse(sent.error());
    return act::change_record(visit.site.keeper, visit.reader, *record.kind, record.id, version, sent->fields, sent->reason);
  });
}

Response retire(const Visit& visit) {
  return with_match(visit, [&](const workspace::Record& record, std::int64_t version) {
    return act::retire_record(visit.site.keeper, visit.reader, *record.kind, record.id, version, std::string(visit.request.query.get("reason")));
  });
}

Response restore(const Visit& visit) {
  return with_match(visit, [&](const workspace::Record& record, std::int64_t version) {
    return act::restore_record(visit.site.keeper, visit.reader, *record.kind, record.id, version, std::string(visit.request.query.get("reason")));
  });
}

Response history(const Visit& visit) {
  const auto* record = named(visit);
  if (!record || !visit.may(access::Act::read_history, *record->kind, record)) return not_found(visit.request);
  base::JsonWriter out;
  out.begin_array();
  const auto published = published_by(visit, *record);
  for (const auto& told : visit.site.keeper.history(*record->kind, record->id)) {
    if (told.entry.sequence < published) continue;
    const auto story = workspace::story_of(*record->kind, told.payload.json);
    out.begin_object().key("sequence").integer(told.entry.sequence).member("at", told.entry.at.rfc3339());
    out.member("person", told.entry.person).member("organisation", told.entry.organisation).member("act", told.entry.act);
    out.member("hash", told.entry.hash.hex()).key("changes").begin_array();
    if (story && told.entry.sequence != published) {
      for (const auto& one : story->changes) {
        const auto* field = record->kind->field(one.field);
        if (!field || !access::may_see(visit.reader, *field, *record, visit.workspace())) continue;
        out.begin_object().member("field", one.field).key("redacted").boolean(one.redacted).key("before");
        record::write_json(out, one.before);
        out.key("after");
        record::write_json(out, one.after);
        out.end_object();
      }
    }
    out.end_array().key("retired");
    story && story->retired ? out.boolean(*story->retired) : out.null();
    out.member("reason", story ? story->reason : "").end_object();
  }
  out.end_array();
  return json(std::move(out).str());
}

Response observations(const Visit& visit) {
  exchange::ExportOptions options{.vintages = visit.request.query.get("vintages") == "true"};
  options.formula_from = [&](const workspace::Record& indicator) {
    const auto formulas = formula_versions(visit, indicator);
    return formulas.empty() ? std::string{} : formulas.back().from.iso();
  };
  for (const auto indicator : visit.request.query.all("indicator")) options.indicators.emplace_back(indicator);
  for (const auto place : visit.request.query.all("place")) options.places.emplace_back(place);
  for (const auto& [name, ids, kind] : {std::tuple{"indicator", &options.indicators, &record::kind_of<record::Indicator>()},
                                        std::tuple{"place", &options.places, &record::kind_of<record::Place>()}}) {
    for (const auto& id : *ids) {
      if (visit.workspace().find(*kind, id)) continue;
      return problem_of(visit, {.status = 400, .code = "bad_query", .issues = {{name, "act.no_record", {{"kind", std::string(name)}, {"id", id}}}}});
    }
  }
  // Too large for memory in the end: written to disk and sent from there.
  const auto path = visit.site.spool / ("export-" + base::random_hex(8) + ".csv");
  {
    const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(path.c_str(), "wb"), fclose);
    if (!file) throw std::runtime_error("the spool folder cannot be written: " + path.string());
    base::Progress silent;
    exchange::export_observations(visit.view, options, [&](std::string_view piece) {
      if (fwrite(piece.data(), 1, piece.size(), file.get()) != piece.size()) throw std::runtime_error("the spool folder is full");
    }, silent);
  }
  return Response{.content_type = "text/csv; charset=utf-8", .file = path, .delete_file = true};
}

Response import_observations(const Visit& visit) {
  const auto& query = visit.request.query;
  exchange::ImportOptions options{.file_name = "api.csv", .today = visit.site.clock.today(), .create_missing = query.get("create-missing") == "true",
                                  .sound_rows_only = query.get("sound-rows-only") == "true"};
  base::Issues issues;
  for (const auto column : query.all("column")) {
    if (auto choice = exchange::parse_column_choice(column)) {
      options.columns.push_back(std::move(*choice));
    } else {
      issues.insert(issues.end(), choice.error().begin(), choice.error().end());
    }
  }
  if (const auto day = query.get("known-from"); !day.empty()) {
    options.known_from = base::Day::parse(day);
    if (!options.known_from) issues.push_back({"known-from", "record.not_a_day", {{"written", std::string(day)}}});
  }
  if (!issues.empty()) return problem_of(visit, {.status = 400, .code = "bad_query", .issues = issues});
  std::unique_ptr<exchange::ByteSource> source;
  if (const auto* file = visit.request.file("file")) {
    options.file_name = file->name;
    source = std::make_unique<exchange::FileSource>(file->path.string());
  } else {
    source = std::make_unique<exchange::MemorySource>(visit.request.body);
  }
  base::Progress silent;
  const auto staged = exchange::stage_observations(*source, visit.workspace(), options, silent);
  const bool dry_run = query.get("dry-run") == "true";
  std::string batch;
  if (staged.sound && !dry_run) {
    const auto imported = act::import_batch(visit.site.keeper, visit.reader, {.records = staged.created, .batch = staged.batch, .rows = staged.rows,
                                                                             .position = staged.position, .reason = std::string(query.get("reason"))});
    if (!imported) return issues_response(visit, imported.error());
    batch = imported->batch;
  }
  base::JsonWriter out;
  out.begin_object().key("sound").boolean(staged.sound).key("dry_run").boolean(dry_run).member("batch", batch);
  out.key("rows").integer(staged.rows_read).key("new").integer(staged.fresh).key("revised").integer(staged.revised);
  out.key("unchanged").integer(staged.unchanged).key("left_out").integer(staged.left_out).key("report");
  staged.report.write_json(out, &visit.words);
  out.end_object();
  auto response = json(std::move(out).str(), !staged.sound ? 422 : batch.empty() ? 200 : 201);
  if (!batch.empty()) response.headers.set("Location", "/api/v1/batches/" + batch);
  return response;
}

Response statuses(const Visit& visit, SharedJudgements& judgements) {
  base::JsonWriter out;
  out.begin_array();
  judgements.judged(visit)->each([&](const track::Status& status) { track::write_json(out, visit.view, status, visit.words, formula_versions(visit, *status.indicator)); });
  out.end_array();
  return json(std::move(out).str());
}

Response gaps(const Visit& visit, SharedJudgements& judgements) {
  base::JsonWriter out;
  out.begin_array();
  const auto found = judgements.examined(visit);
  found->each([&](const chain::Finding& finding) {
    if (may_know(visit, finding)) chain::write_json(out, finding, visit.words);
  });
  out.end_array();
  return json(std::move(out).str());
}

Response open_session(const Visit& visit) {
  const auto body = base::Json::parse(visit.request.body);
  if (!body) return issues_response(visit, body.error());
  const auto* email = body->find("email");
  const auto* password = body->find("password");
  if (!email || !email->text() || !password || !password->text()) return issues_response(visit, {{"", "api.email_and_password", {}}});
  const auto signed_in = visit.site.sessions.sign_in(visit.workspace(), *email->text(), *password->text(), visit.request.remote_address);
  if (!signed_in) return problem_of(visit, {.status = 401, .code = "sign_in_failed", .issues = signed_in.error()});
  base::JsonWriter out;
  out.begin_object().member("token", signed_in->token).member("person", signed_in->person).end_object();
  auto response = json(std::move(out).str(), 201);
  response.cache_control = "no-store";
  return response;
}

Response close_session(const Visit& visit) {
  const auto header = visit.request.header("authorization");
  if (header.starts_with("Bearer ")) visit.site.sessions.sign_out(header.substr(7));
  return Response{.status = 204, .content_type = ""};
}

}  // namespace

void write_record_json(base::JsonWriter& out, const Visit& visit, const workspace::Record& record) {
  out.begin_object().member("kind", record.kind->code).member("id", record.id).member("version", fmt::to_string(record.version));
  out.key("retired").boolean(record.retired).member("changed_at", record.changed_at.rfc3339());
  out.member("title", record.title(visit.words.language())).key("fields").begin_object();
  for (const auto* field : access::visible_fields(visit.reader, record, visit.workspace())) {
    const auto value = field->read(record.body.get());
    if (!record::is_given(value)) continue;
    out.key(field->name);
    record::write_json(out, value);
  }
  out.end_object().end_object();
}

Response issues_response(const Visit& visit, const base::Issues& issues, const workspace::Record* current) {
  const auto any = [&](std::string_view prefix) {
    return std::any_of(issues.begin(), issues.end(), [&](const auto& issue) { return issue.code.starts_with(prefix); });
  };
  if (any("access.")) return problem_of(visit, {.status = 403, .code = "forbidden", .issues = issues});
  if (any("act.no_record")) return problem_of(visit, {.status = 404, .code = "not_found", .issues = issues});
  if (any("act.stale") && current) {
    auto response = problem_of(visit, {.status = 412, .code = "conflict", .issues = issues});
    base::JsonWriter out;
    write_record_json(out, visit, *current);
    response.body.pop_back();  // the object's closing brace: the current version goes in as its last member
    response.body += ",\"current\":" + out.str() + ",\"sent\":" + (base::Json::parse(visit.request.body) ? visit.request.body : "null") + "}";
    response.headers.set("ETag", fmt::format("\"{}\"", current->version));
    return response;
  }
  return problem_of(visit, {.status = 422, .code = "not_accepted", .issues = issues});
}

std::vector<Route> api_routes(const Site& site, std::shared_ptr<SharedJudgements> judgements) {
  std::vector<Route> all;
  const auto route = [&](Method method, std::string pattern, std::string name, Permission permission, Page page) {
    all.push_back(page_route(site, method, "/api/v1" + std::move(pattern), "api." + std::move(name), std::move(permission), std::move(page)));
  };
  const Permission open = open_to_all();
  route(Method::get, "", "index", open, index);
  route(Method::get, "/openapi.json", "openapi", open, [](const Visit& visit) { return json(openapi_document(visit.words)); });
  route(Method::post, "/sessions", "session.open", open, open_session);
  route(Method::remove, "/sessions", "session.close", open, close_session);
  route(Method::get, "/observations", "observations", {"read", "indicator"}, observations);
  route(Method::post, "/observations", "observations.import", {"import", "batch"}, import_observations);
  route(Method::get, "/status", "status", {"read", "outcome"}, [judgements](const Visit& visit) { return statuses(visit, *judgements); });
  route(Method::get, "/gaps", "gaps", {"read", "outcome"}, [judgements](const Visit& visit) { return gaps(visit, *judgements); });
  route(Method::get, "/{kind}", "record.list", {"read", "{kind}"}, list_records);
  route(Method::post, "/{kind}", "record.add", {"add", "{kind}"}, add);
  route(Method::get, "/{kind}/{id}", "record.show", {"read", "{kind}"}, answer_record);
  route(Method::patch, "/{kind}/{id}", "record.change", {"change", "{kind}"}, change);
  route(Method::remove, "/{kind}/{id}", "record.retire", {"retire", "{kind}"}, retire);
  route(Method::post, "/{kind}/{id}/restore", "record.restore", {"restore", "{kind}"}, restore);
  route(Method::get, "/{kind}/{id}/history", "record.history", {"read_history", "{kind}"}, history);
  return all;
}

}  // namespace outturn::web
