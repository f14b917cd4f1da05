#include "web/api/openapi.h"

#include <fmt/format.h>

#include "base/json.h"
#include "record/kind.h"

namespace outturn::web {
namespace {

/// Writes the document piece by piece; each function one object of the specification.
class Document {
 public:
  explicit Document(const language::Words& words) : words_(words) {}

  std::string text() && {
    out_.begin_object().member("openapi", "3.1.0").key("info").begin_object();
    out_.member("title", "Outturn").member("version", "1").member("description", words_.say("openapi.description")).end_object();
    out_.key("servers").begin_array().begin_object().member("url", "/api/v1").end_object().end_array();
    out_.key("security").begin_array().begin_object().key("bearer").begin_array().end_array().end_object().begin_object().end_object().end_array();
    out_.key("paths").begin_object();
    own_paths();
    for (const auto& kind : record::kinds()) paths_of(kind);
    out_.end_object();
    components();
    out_.end_object();
    return std::move(out_).str();
  }

 private:
  void schema_reference(std::string_view name) { out_.begin_object().member("$ref", fmt::format("#/components/schemas/{}", name)).end_object(); }

  /// or_problem  the type of a problem that may come instead; "" = none
  void content(std::string_view type, std::string_view schema, std::string_view or_problem = {}) {
    out_.key("content").begin_object().key(type).begin_object().key("schema");
    schema_reference(schema);
    out_.end_object();
    if (!or_problem.empty()) {
      out_.key(or_problem).begin_object().key("schema");
      schema_reference("problem");
      out_.end_object();
    }
    out_.end_object();
  }

  void parameter(std::string_view name, std::string_view in, bool required, std::string_view type, std::string_view message) {
    out_.begin_object().member("name", name).member("in", in).key("required").boolean(required).member("description", words_.say(message));
    out_.key("schema").begin_object().member("type", type).end_object().end_object();
  }

  /// Success with a schema ("" = no body), and the problems that every operation may answer with.
  void responses(int status, std::string_view schema, std::initializer_list<int> problems, std::string_view type = "application/json") {
    out_.key("responses").begin_object().key(fmt::to_string(status)).begin_object().member("description", words_.say("openapi.done"));
    if (!schema.empty()) content(type, schema);
    out_.end_object();
    for (const int problem : problems) {
      out_.key(fmt::to_string(problem)).begin_object().member("description", words_.say(fmt::format("openapi.problem.{}", problem)));
      content("application/problem+json", "problem");
      out_.end_object();
    }
    out_.end_object();
  }

  /// A file with faults is refused with its report, in the shape of one that was taken.
  void import_responses() {
    out_.key("responses").begin_object();
    for (const int status : {200, 201, 422}) {
      out_.key(fmt::to_string(status)).begin_object().member("description", words_.say(fmt::format("openapi.import.{}", status)));
      content("application/json", "import", status == 422 ? "application/problem+json" : "");
      out_.end_object();
    }
    for (const int problem : {400, 401, 403, 413}) {
      out_.key(fmt::to_string(problem)).begin_object().member("description", words_.say(fmt::format("openapi.problem.{}", problem)));
      content("application/problem+json", "problem");
      out_.end_object();
    }
    out_.end_object();
  }

  void begin_operation(std::string_view method, std::string_view id, std::string_view message, const base::Arguments& values = {}) {
    out_.key(method).begin_object().member("operationId", id).member("summary", words_.say(message, values));
  }

  void body(std::string_view type, std::string_view schema) {
    out_.key("requestBody").begin_object().key("required").boolean(true);
    content(type, schema);
    out_.end_object();
  }

  void simple_get(std::string_view path, std::string_view id, std::string_view schema, std::string_view type = "application/json") {
    out_.key(path).begin_object();
    begin_operation("get", id, fmt::format("openapi.{}", id));
    out_.key("parameters").begin_array();
    parameter("as-of", "query", false, "string", "openapi.parameter.as_of");
    if (id == "observations") {
      parameter("indicator", "query", false, "string", "openapi.parameter.indicator");
      parameter("place", "query", false, "string", "openapi.parameter.place");
      parameter("vintages", "query", false, "boolean", "openapi.parameter.vintages");
    }
    out_.end_array();
    responses(200, schema, {400, 401, 403}, type);
    out_.end_object();
    if (id == "observations") {
      begin_operation("post", "observations_import", "openapi.observations_import");
      out_.key("parameters").begin_array();
      for (const char* name : {"dry-run", "create-missing", "sound-rows-only"}) parameter(name, "query", false, "boolean", fmt::format("openapi.parameter.{}", name));
      for (const char* name : {"known-from", "column", "reason"}) parameter(name, "query", false, "string", fmt::format("openapi.parameter.{}", name));
      out_.end_array();
      body("text/csv", "text");
      import_responses();
      out_.end_object();
    }
    out_.end_object();
  }

  void own_paths() {
    out_.key("/sessions").begin_object();
    begin_operation("post", "session_open", "openapi.session_open");
    body("application/json", "credentials");
    responses(201, "session", {401, 422});
    out_.end_object();
    begin_operation("delete", "session_close", "openapi.session_close");
    responses(204, "", {});
    out_.end_object().end_object();
    simple_get("/status", "status", "anything");
    simple_get("/gaps", "gaps", "anything");
    simple_get("/observations", "observations", "text", "text/csv");
  }

  void paths_of(const record::Kind& kind) {
    const base::Arguments named{{"kind", words_.say("record." + kind.code)}, {"kinds", words_.say("record." + kind.code + ".plural")}};
    const auto collection = "/" + kind.plural;
    const auto record_schema = kind.code + "_record";
    const auto sent_schema = kind.code + "_sent";
    const bool by_hand = kind.code != "batch";  // batches come by import

    out_.key(collection).begin_object();
    begin_operation("get", kind.code + "_list", "openapi.list", named);
    out_.key("parameters").begin_array();
    parameter("limit", "query", false, "integer", "openapi.parameter.limit");
    parameter("cursor", "query", false, "integer", "openapi.parameter.cursor");
    parameter("retired", "query", false, "boolean", "openapi.parameter.retired");
    for (const auto& field : kind.fields) {
      if (field.type == record::FieldType::reference || field.type == record::FieldType::references || field.type == record::FieldType::choice) {
        parameter(field.name, "query", false, "string", "openapi.parameter.filter");
      }
    }
    out_.end_array();
    responses(200, kind.code + "_list", {400, 401, 403});
    out_.end_object();
    if (by_hand) {
      begin_operation("post", kind.code + "_add", "openapi.add", named);
      out_.key("parameters").begin_array();
      parameter("Idempotency-Key", "header", false, "string", "openapi.parameter.idempotency");
      out_.end_array();
      body("application/json", sent_schema);
      responses(201, record_schema, {401, 403, 422});
      out_.end_object();
    }
    out_.end_object();

    const auto item = collection + "/{id}";
    out_.key(item).begin_object().key("parameters").begin_array();
    parameter("id", "path", true, "string", "openapi.parameter.id");
    out_.end_array();
    begin_operation("get", kind.code + "_show", "openapi.show", named);
    responses(200, record_schema, {401, 403, 404});
    out_.end_object();
    if (by_hand) {
      begin_operation("patch", kind.code + "_change", "openapi.change", named);
      out_.key("parameters").begin_array();
      parameter("If-Match", "header", true, "string", "openapi.parameter.match");
      out_.end_array();
      body("application/json", sent_schema);
      responses(200, record_schema, {400, 401, 403, 404, 412, 422, 428});
      out_.end_object();
      begin_operation("delete", kind.code + "_retire", "openapi.retire", named);
      out_.key("parameters").begin_array();
      parameter("If-Match", "header", true, "string", "openapi.parameter.match");
      parameter("reason", "query", true, "string", "openapi.parameter.reason");
      out_.end_array();
      responses(200, record_schema, {400, 401, 403, 404, 412, 422, 428});
      out_.end_object();
    }
    out_.end_object();

    if (by_hand) {
      out_.key(item + "/restore").begin_object().key("parameters").begin_array();
      parameter("id", "path", true, "string", "openapi.parameter.id");
      out_.end_array();
      begin_operation("post", kind.code + "_restore", "openapi.restore", named);
      out_.key("parameters").begin_array();
      parameter("If-Match", "header", true, "string", "openapi.parameter.match");
      parameter("reason", "query", false, "string", "openapi.parameter.reason");
      out_.end_array();
      responses(200, record_schema, {400, 401, 403, 404, 412, 422, 428});
      out_.end_object().end_object();
    }
    out_.key(item + "/history").begin_object().key("parameters").begin_array();
    parameter("id", "path", true, "string", "openapi.parameter.id");
    out_.end_array();
    begin_operation("get", kind.code + "_history", "openapi.history", named);
    responses(200, "anything", {401, 403, 404});
    out_.end_object().end_object();
  }

  void field_schema(const record::Kind& kind, const record::Field& field) {
    out_.begin_object().member("title", words_.say(fmt::format("record.{}.{}", kind.code, field.name)));
    out_.member("description", words_.say(fmt::format("record.{}.{}.help", kind.code, field.name)));
    const auto range = [&] {
      if (field.minimum != 0 || field.maximum != 0) out_.key("minimum").number(field.minimum).key("maximum").number(field.maximum);
    };
    switch (field.type) {
      case record::FieldType::text:
      case record::FieldType::long_text: out_.member("type", "string").key("maxLength").integer(static_cast<std::int64_t>(field.longest)); break;
      case record::FieldType::localised:
      case record::FieldType::localised_long:
        out_.member("type", "object").key("additionalProperties").begin_object().member("type", "string");
        out_.key("maxLength").integer(static_cast<std::int64_t>(field.longest)).end_object();
        break;
      case record::FieldType::integer:
        out_.member("type", "integer");
        range();
        break;
      case record::FieldType::number:
        out_.member("type", "number");
        range();
        break;
      case record::FieldType::boolean: out_.member("type", "boolean"); break;
      case record::FieldType::day: out_.member("type", "string").member("format", "date"); break;
      case record::FieldType::period: out_.member("type", "string"); break;
      case record::FieldType::choice:
        out_.member("type", "string").key("enum").begin_array();
        for (const auto& choice : field.choices) out_.text(choice);
        out_.end_array();
        break;
      case record::FieldType::reference: out_.member("type", "string").member("x-refers-to", field.refers_to); break;
      case record::FieldType::references:
        out_.member("type", "array").member("x-refers-to", field.refers_to).key("items").begin_object().member("type", "string").end_object();
        break;
    }
    out_.end_object();
  }

  void components() {
    out_.key("components").begin_object().key("securitySchemes").begin_object().key("bearer").begin_object();
    out_.member("type", "http").member("scheme", "bearer").member("description", words_.say("openapi.bearer")).end_object().end_object();
    out_.key("schemas").begin_object();
    out_.key("anything").begin_object().end_object();
    out_.key("text").begin_object().member("type", "string").end_object();
    out_.key("credentials").raw(R"({"type":"object","required":["email","password"],"properties":{"email":{"type":"string"},"password":{"type":"string"}}})");
    out_.key("session").raw(R"({"type":"object","required":["token","person"],"properties":{"token":{"type":"string"},"person":{"type":"string"}}})");
    out_.key("import").raw(R"({"type":"object","properties":{"sound":{"type":"boolean"},"dry_run":{"type":"boolean"},"batch":{"type":"string"},"rows":{"type":"integer"},"new":{"type":"integer"},"revised":{"type":"integer"},"unchanged":{"type":"integer"},"left_out":{"type":"integer"},"report":{"type":"object"}}})");
    out_.key("problem").raw(R"({"type":"object","required":["type","title","status"],"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"code":{"type":"string"},"errors":{"type":"array","items":{"type":"object","properties":{"field":{"type":"string"},"code":{"type":"string"},"message":{"type":"string"},"severity":{"type":"string"}}}}}})");
    for (const auto& kind : record::kinds()) {
      out_.key(kind.code).begin_object().member("type", "object").member("title", words_.say("record." + kind.code)).key("properties").begin_object();
      for (const auto& field : kind.fields) {
        out_.key(field.name);
        field_schema(kind, field);
      }
      out_.end_object().end_object();
      out_.key(kind.code + "_record").begin_object().member("type", "object").key("required").begin_array();
      for (const char* name : {"kind", "id", "version", "retired", "fields"}) out_.text(name);
      out_.end_array().key("properties").begin_object();
      for (const char* name : {"kind", "id", "version", "changed_at", "title"}) out_.key(name).begin_object().member("type", "string").end_object();
      out_.key("retired").begin_object().member("type", "boolean").end_object().key("fields");
      schema_reference(kind.code);
      out_.end_object().end_object();
      out_.key(kind.code + "_sent").begin_object().member("type", "object").key("properties").begin_object();
      for (const char* name : {"id", "reason"}) out_.key(name).begin_object().member("type", "string").end_object();
      out_.key("fields");
      schema_reference(kind.code);
      out_.end_object().end_object();
      out_.key(kind.code + "_list").begin_object().member("type", "object").key("properties").begin_object().key("items").begin_object();
      out_.member("type", "array").key("items");
      schema_reference(kind.code + "_record");
      out_.end_object().key("next").raw(R"({"type":["string","null"]})").end_object().end_object();
    }
    out_.end_object().end_object();
  }

  const language::Words& words_;
  base::JsonWriter out_;
};

}  // namespace

std::string openapi_document(const language::Words& words) { return Document(words).text(); }

}  // namespace outturn::web
