#include "gain/net.h"

namespace outturn::gain {
void write_json(base::JsonWriter& out, const NetQuestion& question, const NetGain& net, const language::Words& words) {
  out.begin_object().member("verdict", text_of(net.verdict));
  optional_number(out, "gross", net.gross);
  out.key("cost").number(net.cost);
  optional_number(out, "net", net.net);
  out.key("gross_by_kind").begin_object();
  optional_number(out, "cashable", net.cashable);
  optional_number(out, "non_cashable", net.non_cashable);
  optional_number(out, "public_value", net.public_value);
  out.end_object();
  optional_number(out, "benefit_cost_ratio", net.benefit_cost_ratio);
  optional_number(out, "cost_per_unit", net.cost_per_unit);
  optional_number(out, "break_even", net.break_even);
  optional_number(out, "chance_positive", net.chance_positive);
  optional_number(out, "median", net.median);
  out.key("range_80");
  if (net.range) out.begin_array().number(net.range->first).number(net.range->second).end_array();
  else out.null();
  out.key("tornado").begin_array();
  for (const auto& swing : net.tornado) out.begin_object().member("name", swing.name).key("at_low").number(swing.at_low).key("at_high").number(swing.at_high).end_object();
  out.end_array().key("partners").begin_array();
  for (const auto& share : net.partners) {
    out.begin_object().member("partner", share.partner);
    optional_number(out, "benefit", share.benefit);
    out.key("cost").number(share.cost);
    optional_number(out, "net", share.net());
    out.end_object();
  }
  out.end_array().key("values").begin_array();
  for (const auto& value : question.values) {
    out.begin_object().member("name", value.name).member("kind", text_of(value.kind)).key("amount").number(value.amount.likely);
    out.member("source", value.source).member("confidence", value.confidence).end_object();
  }
  out.end_array().key("periods").integer(static_cast<std::int64_t>(question.periods)).key("people").number(question.units);
  out.key("discount").number(question.discount).key("price_year");
  if (question.price_year > 0) out.integer(question.price_year);
  else out.null();
  out.member("sentence", say(words, net.sentence)).key("notes").begin_array();
  for (const auto& note : net.notes) out.text(say(words, note));
  out.end_array().key("draws").integer(question.draws).key("seed").integer(static_cast<std::int64_t>(question.seed));
  out.member("engine_version", OUTTURN_VERSION).end_object();
}

}  // namespace outturn::gain
