#pragma once

#include <vector>

#include "act/add_record.h"
#include "web/forms.h"
#include "web/visit.h"

/// Forms that come from the field list of a kind: nothing here knows any kind by name.
namespace outturn::web {

/// Names of inputs that belong to the act and not to the record; no field is called so.
constexpr std::string_view id_input = "act.id";
constexpr std::string_view reason_input = "act.reason";
constexpr std::string_view version_input = "act.version";

/// More choices than this are asked for in another way.
constexpr std::size_t longest_select = 200;

/// Which fields a form asks for.
/// record  the one that is changed, or nullptr for a new one: then every field
std::vector<const record::Field*> editable_fields(const Visit& visit, const record::Kind& kind, const workspace::Record* record);

/// The questions for these fields, one for each language of the interface where a text is localised.
/// body   what stands there now, or nullptr
/// typed  what was sent, shown again instead, or nullptr
std::vector<Field> form_fields(const Visit& visit, const record::Kind& kind, const std::vector<const record::Field*>& fields,
                               const record::Body& body, const Values* typed);

/// What a form sent, as values. What cannot be read goes to `issues` and is left out.
act::Fields typed_fields(const Visit& visit, const record::Kind& kind, const std::vector<const record::Field*>& fields,
                         const record::Body& body, const Values& typed, base::Issues& issues);

/// The issues of an act, each at the input that stands on the page.
/// asks_fields  whether the form has the record's own fields, so that "reason" may be one of them
base::Issues at_inputs(const record::Kind& kind, base::Issues issues, bool asks_fields = true);

/// Text as a form sends it, with line ends as records keep them.
std::string typed_text(const Values& typed, std::string_view name);

/// The question for the reason of an act.
Field reason_field(const Visit& visit, const Values* typed, bool optional);

/// The records in force of a kind as choices, sorted by name; at most `limit` + 1.
std::vector<Option> record_options(const Visit& visit, const record::Kind& kind, std::size_t limit);

}  // namespace outturn::web
