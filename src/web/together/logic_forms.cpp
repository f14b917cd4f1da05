#include <algorithm>
#include <charconv>

#include "act/add_record.h"
#include "act/change_record.h"
#include "record/outcome.h"
#include "web/forms.h"
#include "web/together/logic_page.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"

namespace outturn::web {
namespace {

using record::LogicBox;
using record::LogicLink;
using workspace::Record;

/// What a form is about: an outcome, and the box or arrow that it changes.
struct Drawn {
  const record::Kind& kind;
  std::string input;               ///< name of the value that says which: "box" or "arrow"
  const Record* outcome{};
  const Record* record{};          ///< nullptr = a new one
  bool exists{true};               ///< what was asked for belongs to the outcome
};

Drawn drawn(const Visit& visit, const record::Kind& kind, std::string input) {
  Drawn found{.kind = kind, .input = std::move(input), .outcome = visit.readable<record::Outcome>(visit.parameter("id"))};
  const auto& values = typed_in(visit) ? visit.request.form : visit.request.query;
  const auto id = values.get(found.input);
  if (!found.outcome || id.empty()) return found;
  const auto* record = visit.workspace().find(kind, id);
  const auto of = [&](const record::Reference& box) {
    const auto* content = visit.workspace().get<LogicBox>(box.id);
    return content ? content->outcome.id : std::string{};
  };
  const bool ours = record && !record->retired && visit.may(access::Act::read, kind, record) &&
                    (&kind == &record::kind_of<LogicBox>() ? record->as<LogicBox>().outcome.id : of(record->as<LogicLink>().from)) == found.outcome->id;
  found.record = ours ? record : nullptr;
  found.exists = ours;
  return found;
}

access::Decision permission(const Visit& visit, const Drawn& about) {
  if (about.record) return access::decide(visit.reader, access::Act::change, about.kind, about.record, visit.workspace());
  return may_draw(visit, *about.outcome);
}

std::vector<const record::Field*> asked_fields(const Visit& visit, const Drawn& about) {
  auto fields = editable_fields(visit, about.kind, about.record);
  std::erase_if(fields, [](const record::Field* field) { return field->name == "outcome"; });
  return fields;
}

/// The boxes of this outcome, by stage.
std::vector<Option> boxes(const Visit& visit, const Record& outcome) {
  std::vector<Option> all;
  for (const auto& box : readable_model(visit, outcome).boxes) {
    const auto& column = box.content();
    const auto stage = visit.say("record.logic_box.column." + record::kind_of<LogicBox>().field("column")->choices.at(static_cast<std::size_t>(column.column)));
    all.push_back({box.record->id, visit.say("logic.box_option", {{"stage", stage}, {"name", std::string(column.name.in(visit.words.language()))}})});
  }
  return all;
}

Response page(const Visit& visit, const Drawn& about, const base::Issues& issues) {
  const bool is_box = &about.kind == &record::kind_of<LogicBox>();
  const std::string what = is_box ? "box" : "arrow";
  auto layout = outcome_frame(visit, *about.outcome, visit.say((about.record ? "logic.change_" : "logic.add_") + what), "logic");
  layout.caption = about.outcome->title(visit.words.language());
  layout.lead = visit.say("logic." + what + "_lead");
  show_problems(visit, layout, issues);
  const auto* typed = typed_in(visit);
  Form form{.action = outcome_address(visit, *about.outcome, "/logic/" + what), .csrf_token = visit.csrf};
  const auto* values = typed ? typed : about.record ? nullptr : &visit.request.query;
  form.fields = form_fields(visit, about.kind, asked_fields(visit, about), about.record ? about.record->body : nullptr, values);
  for (auto& field : form.fields) {
    if (field.name != "from" && field.name != "to") continue;
    field.control = Control::select;
    field.options = boxes(visit, *about.outcome);
    field.options.insert(field.options.begin(), {"", visit.say("logic.choose_box")});
  }
  const auto keep = [&](std::string_view name, std::string value) { form.fields.push_back({.control = Control::hidden, .name = std::string(name), .label = "", .value = std::move(value)}); };
  if (about.record) {
    keep(about.input, about.record->id);
    keep(version_input, typed && typed->has(version_input) ? std::string(typed->get(version_input)) : std::to_string(about.record->version));
  }
  form.buttons = {{.text = visit.say("logic.save")}};
  form.cancel = {visit.say("records.cancel"), outcome_address(visit, *about.outcome, "/logic")};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  if (about.record && visit.may(access::Act::retire, about.kind, about.record)) {
    layout.content += html::rendered(Acts{.links = {{visit.say("logic.take_away"), visit.link(record_address(*about.record, "/retire"))}}}, visit.words);
  }
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

Response show(const Visit& visit, const record::Kind& kind, std::string input) {
  const auto about = drawn(visit, kind, std::move(input));
  if (!about.outcome || !about.exists) return not_found(visit.request);
  if (const auto may = permission(visit, about); !may) return refused(visit, may);
  return page(visit, about, {});
}

Response keep_typed(const Visit& visit, const record::Kind& kind, std::string input) {
  const auto about = drawn(visit, kind, std::move(input));
  if (!about.outcome || !about.exists) return not_found(visit.request);
  if (const auto may = permission(visit, about); !may) return refused(visit, may);
  const auto& typed = visit.request.form;
  base::Issues issues;
  auto fields = typed_fields(visit, kind, asked_fields(visit, about), about.record ? about.record->body : nullptr, typed, issues);
  if (issues.empty()) {
    base::Checked<workspace::Receipt> receipt;
    if (about.record) {
      const auto written = typed.get(version_input);
      std::int64_t version = 0;
      std::from_chars(written.data(), written.data() + written.size(), version);
      receipt = act::change_record(visit.site.keeper, visit.reader, kind, about.record->id, version, fields);
    } else {
      if (&kind == &record::kind_of<LogicBox>()) fields.emplace_back("outcome", record::Reference{about.outcome->id});
      receipt = act::add_record(visit.site.keeper, visit.reader, kind, {}, fields);
    }
    if (receipt) return see_other(outcome_address(visit, *about.outcome, about.record ? "/logic" : "/logic#list"));
    issues = receipt.error();
  }
  return page(visit, about, at_inputs(kind, std::move(issues)));
}

}  // namespace

access::Decision may_draw(const Visit& visit, const Record& outcome) {
  const auto box = std::make_shared<LogicBox>(LogicBox{.outcome = {outcome.id}});
  return access::decide_proposed(visit.reader, access::Act::add, record::kind_of<LogicBox>(), "", box, visit.workspace());
}

Response show_box_form(const Visit& visit) { return show(visit, record::kind_of<LogicBox>(), "box"); }
Response keep_typed_box(const Visit& visit) { return keep_typed(visit, record::kind_of<LogicBox>(), "box"); }
Response show_arrow_form(const Visit& visit) { return show(visit, record::kind_of<LogicLink>(), "arrow"); }
Response keep_typed_arrow(const Visit& visit) { return keep_typed(visit, record::kind_of<LogicLink>(), "arrow"); }

}  // namespace outturn::web
