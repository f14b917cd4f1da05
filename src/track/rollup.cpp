#include "track/rollup.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>
#include <string>
#include <tuple>

#include "quality/amount.h"
#include "track/promise.h"

namespace outturn::track {
namespace {

using record::Direction;
using record::Place;
using record::Target;
using record::TargetForm;
using record::ValueKind;
using workspace::Figure;
using workspace::Record;
using workspace::View;

/// The limit that decides; nothing where both ends of a range bind.
std::optional<double> limit_of(const Target& target, Direction desired) {
  if (target.form != TargetForm::range) return target.value;
  if (desired == Direction::none) return std::nullopt;
  return desired == Direction::down ? target.upper : target.value;
}

std::vector<Figure> figures_at(const View& view, const Record& indicator, const Record& place, const Target& target) {
  const auto* group = target.group.empty() ? nullptr : view.workspace().find<record::Group>(target.group.id);
  const auto* series = view.series(indicator, place, group);
  return series ? view.figures(*series) : std::vector<Figure>{};
}

const Figure* figure_for(const std::vector<Figure>& figures, base::Period period) {
  const auto found = std::find_if(figures.begin(), figures.end(), [&](const Figure& f) { return f.period == period && f.is_figure(); });
  return found == figures.end() ? nullptr : &*found;
}

class Adding {
 public:
  Adding(const View& view, const Record& indicator, const Record& target, const Record& place)
      : view_(view), record_(indicator), indicator_(indicator.as<record::Indicator>()), whole_(target.as<Target>()),
        rollup_{.target = &target, .place = &place, .sentence = {}} {}

  /// others  all targets of the indicator in force
  std::optional<Rollup> added(const std::vector<const Record*>& others) {
    const auto wanted = limit_of(whole_, indicator_.direction);
    if (!wanted) return std::nullopt;
    for (const auto* other : others) {
      const auto& part = other->as<Target>();
      const auto* place = part.place.empty() ? nullptr : view_.workspace().find<Place>(part.place.id);
      const bool is_part = place && place->as<Place>().parent.id == rollup_.place->id && part.kind == whole_.kind && part.form == whole_.form &&
                           part.group == whole_.group && part.period == whole_.period;
      const auto limit = limit_of(part, indicator_.direction);
      if (!is_part || !limit) continue;
      rollup_.targets.push_back(other);
      places_.push_back(place);
      limits_.push_back(*limit);
    }
    if (places_.empty()) return std::nullopt;
    find_missing();
    add_up(*wanted);
    tell();
    return std::move(rollup_);
  }

 private:
  void find_missing() {
    const auto level = places_.front()->as<Place>().level;
    for (const auto* place : view_.workspace().referring<Place>(*rollup_.place, "parent")) {
      if (place->as<Place>().level != level || std::find(places_.begin(), places_.end(), place) != places_.end()) continue;
      if (!figures_at(view_, record_, *place, whole_).empty()) rollup_.missing.push_back(place);
    }
  }

  /// The figures of all parts for the latest period that each of them has; empty where there is none.
  std::vector<Figure> common_figures() const {
    std::vector<std::vector<Figure>> all;
    for (const auto* place : places_) all.push_back(figures_at(view_, record_, *place, whole_));
    for (auto latest = all.front().rbegin(); latest != all.front().rend(); ++latest) {
      std::vector<Figure> common;
      for (const auto& figures : all) {
        if (const auto* one = figure_for(figures, latest->period)) common.push_back(*one);
      }
      if (common.size() == all.size()) return common;
    }
    return {};
  }

  /// Whether parts have summed to the whole in the latest figures that all have: then its amounts can be added.
  bool sums_to_whole(const std::vector<Figure>& parts) const {
    if (parts.empty() || !rollup_.missing.empty()) return indicator_.value_kind == ValueKind::count;
    const auto of_whole = figures_at(view_, record_, *rollup_.place, whole_);
    const auto* whole = figure_for(of_whole, parts.front().period);
    if (!whole) return indicator_.value_kind == ValueKind::count;
    double sum = 0;
    for (const auto& part : parts) sum += part.value;
    constexpr double close = 0.01;
    return std::abs(sum - whole->value) <= close * std::abs(whole->value);
  }

  void add_up(double wanted) {
    const bool from_above = binds_from_above(whole_, indicator_.direction);
    const auto keeps = [&](double value) { return from_above ? value <= wanted * (1 + 1e-12) : value >= wanted * (1 - 1e-12); };
    const auto common = common_figures();
    const bool is_additive = (indicator_.value_kind == ValueKind::count || indicator_.value_kind == ValueKind::amount) && sums_to_whole(common);
    if (is_additive) {
      double sum = 0;
      for (const double limit : limits_) sum += limit;
      rollup_.total = sum;
      if (!rollup_.missing.empty()) rollup_.sum = from_above && !keeps(sum) ? Sum::falls_short : Sum::parts_missing;
      else rollup_.sum = keeps(sum) ? Sum::adds_up : Sum::falls_short;
      return;
    }
    if (!rollup_.missing.empty()) {
      rollup_.sum = Sum::parts_missing;
      return;
    }
    const bool has_weights = !common.empty() && std::all_of(common.begin(), common.end(), [](const Figure& f) {
      return f.extras && f.extras->denominator && *f.extras->denominator > 0;
    });
    if (has_weights) {
      double weighted = 0;
      double weights = 0;
      for (std::size_t i = 0; i < common.size(); ++i) {
        weighted += limits_[i] * *common[i].extras->denominator;
        weights += *common[i].extras->denominator;
      }
      rollup_.total = weighted / weights;
      rollup_.sum = keeps(*rollup_.total) ? Sum::adds_up : Sum::falls_short;
      return;
    }
    const bool is_mean = indicator_.value_kind != ValueKind::count && indicator_.value_kind != ValueKind::amount && indicator_.value_kind != ValueKind::index;
    const auto [least, most] = std::minmax_element(limits_.begin(), limits_.end());
    const double worst = from_above ? *most : *least;
    const double best = from_above ? *least : *most;
    if (is_mean && keeps(worst)) rollup_.sum = Sum::adds_up;
    else if (is_mean && !keeps(best)) rollup_.sum = Sum::falls_short;
    else rollup_.sum = Sum::cannot_add;
  }

  void tell() {
    rollup_.sentence.key = std::string("track.rollup.") + std::string(text_of(rollup_.sum)) + (rollup_.total ? "_to" : "");
    auto& values = rollup_.sentence.values;
    values.push_back({"place", rollup_.place->as<Place>().name.texts});
    values.push_back({"count", static_cast<std::int64_t>(places_.size())});
    values.push_back({"target", language::Phrases{target_phrase(indicator_, whole_)}});
    if (rollup_.total) values.push_back({"total", quality::amount_of(indicator_, *rollup_.total)});
    values.push_back({"missing", static_cast<std::int64_t>(rollup_.missing.size())});
  }

  const View& view_;
  const Record& record_;
  const record::Indicator& indicator_;
  const Target& whole_;
  Rollup rollup_;
  std::vector<const Record*> places_;
  std::vector<double> limits_;
};

}  // namespace

std::string_view text_of(Sum sum) {
  constexpr std::array<std::string_view, 4> texts{"adds_up", "falls_short", "parts_missing", "cannot_add"};
  return texts.at(static_cast<std::size_t>(sum));
}

std::vector<Rollup> rollups(const View& view, const Record& indicator) {
  const auto targets = workspace::targets_in_force(view, indicator);
  std::vector<Rollup> all;
  if (targets.size() < 2) return all;
  for (const auto* target : targets) {
    const auto* place = workspace::place_of(view, target->as<Target>());
    if (!place) continue;
    if (auto one = Adding(view, indicator, *target, *place).added(targets)) all.push_back(std::move(*one));
  }
  return all;
}

std::vector<Status> parts_taken_out(std::vector<Status>& statuses) {
  const auto promised = [](const Status& status, const Record& target, std::string_view place) {
    const auto& body = target.as<Target>();
    return std::tuple(status.indicator, std::string(place), status.group, body.kind, body.form, body.period ? body.period->code() : 0);
  };
  std::set<decltype(promised(statuses.front(), *statuses.front().target, ""))> wholes;
  for (const auto& status : statuses) {
    if (!status.place) continue;
    if (status.target) wholes.insert(promised(status, *status.target, status.place->id));
    for (const auto& other : status.other_targets) wholes.insert(promised(status, *other.target, status.place->id));
  }
  const auto is_whole = [&](const Status& status) {
    const auto& parent = status.place ? status.place->as<Place>().parent.id : std::string{};
    return !status.target || parent.empty() || !wholes.contains(promised(status, *status.target, parent));
  };
  const auto parts = std::stable_partition(statuses.begin(), statuses.end(), is_whole);
  std::vector<Status> taken(std::make_move_iterator(parts), std::make_move_iterator(statuses.end()));
  statuses.erase(parts, statuses.end());
  return taken;
}

}  // namespace outturn::track
