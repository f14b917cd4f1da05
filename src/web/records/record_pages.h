#pragma once

#include "web/visit.h"

/// Records of any kind: looked up, added, changed, taken out of force and put back.
namespace outturn::web {

Response show_kinds(const Visit& visit);           ///< GET /records
Response show_records(const Visit& visit);         ///< GET /records/{kind}?q=&page=&retired=, and .csv
Response show_record(const Visit& visit);          ///< GET /records/{kind}/{id}

Response show_new_record(const Visit& visit);      ///< GET /records/{kind}/new
Response add_typed_record(const Visit& visit);     ///< POST
Response show_record_change(const Visit& visit);   ///< GET /records/{kind}/{id}/change
Response change_typed_record(const Visit& visit);  ///< POST
Response show_retirement(const Visit& visit);      ///< GET /records/{kind}/{id}/retire
Response retire_typed_record(const Visit& visit);  ///< POST
Response show_restoration(const Visit& visit);     ///< GET /records/{kind}/{id}/restore
Response restore_typed_record(const Visit& visit); ///< POST
Response show_replacement(const Visit& visit);     ///< GET /records/target/{id}/replace
Response replace_typed_target(const Visit& visit); ///< POST

/// The record that the path names, retired or not, if this reader may read it; nullptr = not_found.
const workspace::Record* record_of_path(const Visit& visit);
/// The address of a record's own page among the records: "/records/target/T1", with `more` behind it.
std::string record_address(const workspace::Record& record, std::string_view more = {});
/// Where we are, as links: Records › Outcomes › this one.
void place_among_records(const Visit& visit, Layout& layout, const record::Kind& kind, const workspace::Record* record = nullptr);
/// One problem after the other, at the top and at the fields.
void show_problems(const Visit& visit, Layout& layout, const base::Issues& issues);

}  // namespace outturn::web
