#include "stats/spc_telling.h"

namespace outturn::stats {
namespace {

using language::Sentence;

void write_band(base::JsonWriter& out, const FunnelLimits& limits) {
  out.key("lower95").number(limits.at95.lower).key("upper95").number(limits.at95.upper);
  out.key("lower998").number(limits.at998.lower).key("upper998").number(limits.at998.upper);
}

void write_optional(base::JsonWriter& out, const char* name, const std::optional<double>& value) {
  if (value) out.key(name).number(*value);
}

void write_times(base::JsonWriter& out, const char* name, const std::vector<bool>& marked, std::span<const std::string> times) {
  out.key(name).begin_array();
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (marked[i]) out.text(times[i]);
  }
  out.end_array();
}

}  // namespace

Sentence verdict(const ControlChart& chart, const AsAmount& amount) {
  const auto& now = chart.now();
  std::size_t count = 0;
  const ChartPoint* last = nullptr;
  for (const auto& point : chart.points) {
    if (!point.value) continue;
    ++count;
    last = &point;
  }
  // Chance in counting gives limits even where nothing moved yet; but not where nothing, or everything, was ever counted.
  if (chart.constant && chart.kind != ChartKind::xmr && now.centre > 0 && last->lower < last->upper && last->upper > now.centre) {
    return {"stats.spc.verdict.constant_counts",
            {{"count", static_cast<std::int64_t>(count)}, {"value", amount(*last->value)}, {"lower", amount(last->lower)}, {"upper", amount(last->upper)}}};
  }
  if (chart.constant) {
    return {"stats.spc.verdict.constant", {{"count", static_cast<std::int64_t>(count)}, {"value", amount(*last->value)}}};
  }
  Sentence said{"stats.spc.verdict." + std::string(text_of(chart.variation)),
                {{"value", amount(*last->value)}, {"centre", amount(now.centre)}, {"lower", amount(last->lower)}, {"upper", amount(last->upper)}}};
  if (chart.variation != Variation::common_cause) {
    const auto signal = std::string(text_of(chart.last_signals.front()));
    said.values.push_back({"why", language::Phrases{{"stats.spc.why." + signal, {{"value", amount(*last->value)}, {"centre", amount(now.centre)},
                                                                                 {"lower", amount(last->lower)}, {"upper", amount(last->upper)}}}}});
  }
  return said;
}

Sentence assurance_sentence(const ControlChart& chart, double target, const AsAmount& amount) {
  // What the limits say holds while nothing changes: where the latest figures have left them, that is told instead.
  const bool holds = chart.variation == Variation::common_cause;
  return {(holds ? "stats.spc.assurance." : "stats.spc.assurance_left.") + std::string(text_of(chart.assurance)),
          {{"target", amount(target)}, {"lower", amount(chart.now().lower)}, {"upper", amount(chart.now().upper)}}};
}

Sentence signal_name(Signal signal) { return {"stats.spc.signal." + std::string(text_of(signal))}; }

language::Phrases run_chart_findings(const RunChart& chart, const AsAmount& amount) {
  language::Phrases found;
  const auto runs = static_cast<std::int64_t>(chart.runs);
  if (chart.shift()) found.push_back({"stats.runs.shift", {{"longest", static_cast<std::int64_t>(chart.longest)}, {"median", amount(chart.median)}}});
  if (chart.trend()) found.push_back({"stats.runs.trend"});
  if (chart.too_few_runs()) found.push_back({"stats.runs.too_few", {{"runs", runs}, {"least", static_cast<std::int64_t>(*chart.fewest_expected)}}});
  if (chart.too_many_runs()) found.push_back({"stats.runs.too_many", {{"runs", runs}, {"most", static_cast<std::int64_t>(*chart.most_expected)}}});
  if (found.empty()) found.push_back({"stats.runs.nothing"});
  return found;
}

Sentence spread_sentence(const Funnel& funnel) {
  const auto count = static_cast<std::int64_t>(funnel.places.size());
  if (!funnel.spread) return {"stats.funnel.chance_only", {{"count", count}, {"phi", language::Amount{funnel.phi, 1}}}};
  return {"stats.funnel.spread", {{"count", count}, {"phi", language::Amount{funnel.phi, 1}}}};
}

Sentence verdict_name(PlaceVerdict verdict) { return {"stats.funnel.verdict." + std::string(text_of(verdict))}; }

void write_members(base::JsonWriter& out, const ControlChart& chart, std::span<const std::string> times) {
  const auto& now = chart.now();
  out.member("chart", text_of(chart.kind)).key("centre").number(now.centre).key("lower").number(now.lower).key("upper").number(now.upper);
  out.key("points").begin_array();
  for (std::size_t i = 0; i < chart.points.size(); ++i) {
    const auto& point = chart.points[i];
    out.begin_object().member("time", times[i]).key("value");
    if (point.value) {
      out.number(*point.value);
    } else {
      out.null();
    }
    out.key("signals").begin_array();
    for (const auto signal : point.signals) out.text(text_of(signal));
    out.end_array().member("variation", text_of(point.variation));
    write_optional(out, "numerator", point.numerator);
    write_optional(out, "denominator", point.denominator);
    out.key("centre").number(chart.segments[point.segment].centre).key("lower").number(point.lower).key("upper").number(point.upper);
    out.key("segment").integer(static_cast<std::int64_t>(point.segment)).end_object();
  }
  out.end_array().member("variation", text_of(chart.variation)).key("assurance");
  if (chart.assurance == Assurance::not_judged) {
    out.null();
  } else {
    out.text(text_of(chart.assurance));
  }
  out.key("segments").begin_array();
  for (const auto& segment : chart.segments) {
    out.begin_object().member("first", times[segment.first]).member("last", times[segment.last]).key("centre").number(segment.centre);
    out.key("lower").number(segment.lower).key("upper").number(segment.upper).key("values").integer(static_cast<std::int64_t>(segment.values));
    if (chart.kind == ChartKind::xmr) {
      out.key("mean_moving_range").number(segment.mean_moving_range).key("screened").integer(static_cast<std::int64_t>(segment.screened));
    } else {
      out.key("exact").boolean(segment.exact);
    }
    out.key("provisional").boolean(segment.provisional()).end_object();
  }
  out.end_array().key("constant").boolean(chart.constant);
}

void write_json(base::JsonWriter& out, const RunChart& chart, std::span<const std::string> times) {
  const auto limit = [&](const char* name, const std::optional<std::size_t>& value) {
    out.key(name);
    if (value) {
      out.integer(static_cast<std::int64_t>(*value));
    } else {
      out.null();
    }
  };
  out.begin_object().key("median").number(chart.median).key("useful").integer(static_cast<std::int64_t>(chart.useful));
  out.key("runs").integer(static_cast<std::int64_t>(chart.runs));
  limit("fewest_expected", chart.fewest_expected);
  limit("most_expected", chart.most_expected);
  out.key("longest_run").integer(static_cast<std::int64_t>(chart.longest));
  write_times(out, "shift", chart.in_shift, times);
  write_times(out, "trend", chart.in_trend, times);
  out.key("too_few_runs").boolean(chart.too_few_runs()).key("too_many_runs").boolean(chart.too_many_runs()).end_object();
}

void write_members(base::JsonWriter& out, const Funnel& funnel, const std::function<void(base::JsonWriter&, const FunnelPlace&)>& per_unit) {
  out.member("kind", funnel.model == CountModel::binomial ? "proportion" : "rate").key("centre").number(funnel.centre);
  out.key("numerator").number(funnel.numerator).key("denominator").number(funnel.denominator);
  out.key("phi").number(funnel.phi).key("tau2").number(funnel.tau2).key("overdispersed").boolean(funnel.spread);
  out.key("units").begin_array();
  for (const auto& place : funnel.places) {
    out.begin_object().member("unit", place.place.name).key("numerator").number(place.place.numerator);
    out.key("denominator").number(place.place.denominator).key("value").number(place.value).key("z").number(place.z);
    out.key("chance_as_high").number(place.chance_as_high).key("chance_as_low").number(place.chance_as_low);
    write_band(out, place.chance);
    out.key("multiplicative").begin_object();
    write_band(out, place.multiplicative);
    out.end_object().key("additive").begin_object();
    write_band(out, place.additive);
    out.end_object().member("verdict", text_of(place.verdict));
    if (per_unit) per_unit(out, place);
    out.end_object();
  }
  out.end_array();
}

}  // namespace outturn::stats
