#include "quality/returns.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "quality/amount.h"
#include "record/keeping.h"
#include "record/organisation.h"

namespace outturn::quality {
namespace {

using base::Period;
using record::kind_of;
using record::ReturnDuty;
using record::ReturnEntry;
using workspace::Record;
using workspace::Workspace;

constexpr std::size_t most_periods = 2000;

AskedReturn asked_of(const Workspace& workspace, const Record& duty, Period period, const Record* record) {
  AskedReturn asked{.id = record ? record->id : return_id(duty.id, period), .duty = &duty, .period = period,
                    .due = period.last_day().plus(static_cast<int>(duty.as<ReturnDuty>().due_days.value_or(0))), .record = record};
  if (!record) return asked;
  asked.state = ReturnState::draft;
  for (const auto* sending : workspace.referring<record::ReturnSending>(*record, "return")) {
    if (sending->as<record::ReturnSending>().withdrawn) continue;
    asked.sending = sending;
    asked.verdict = nullptr;
    asked.state = ReturnState::sent;
    for (const auto* verdict : workspace.referring<record::ReturnVerdict>(*sending, "sending")) {
      asked.verdict = verdict;
      asked.state = verdict->as<record::ReturnVerdict>().answer == record::ReturnAnswer::accepted ? ReturnState::accepted : ReturnState::returned;
    }
  }
  // What was sent again and taken back is a draft again, whatever was said to the one before.
  if (asked.state == ReturnState::returned) {
    for (const auto* sending : workspace.referring<record::ReturnSending>(*record, "return")) {
      if (sending->created > asked.verdict->created && sending->as<record::ReturnSending>().withdrawn) asked.state = ReturnState::draft;
    }
  }
  return asked;
}

int rank(const AskedReturn& one) {
  if (one.is_open()) return 0;
  return one.state == ReturnState::sent ? 1 : 2;
}

std::vector<const Record*> asked_for(const Workspace& workspace, const record::Kind& kind, const record::References& references) {
  std::vector<const Record*> all;
  for (const auto& one : references) {
    const auto* found = workspace.find(kind, one.id);
    if (found && !found->retired) all.push_back(found);
  }
  return all;
}

DataFinding outside(const Proposed& cell, Period period, double value, double limit, bool below) {
  const auto& indicator = cell.indicator->as<record::Indicator>();
  return {.code = "range", .severity = record::RuleSeverity::error, .indicator = cell.indicator, .place = cell.place, .group = cell.group, .period = period,
          .sentence = {below ? "quality.found.below" : "quality.found.above",
                       {{"value", amount_of(indicator, value)}, {"period", period}, {"limit", limit_of(indicator, limit)}}},
          .what_to_do = {"quality.do.impossible"}};
}

}  // namespace

std::string_view text_of(ReturnState state) {
  constexpr std::array<std::string_view, 5> texts{"not_begun", "draft", "sent", "returned", "accepted"};
  return texts.at(static_cast<std::size_t>(state));
}

std::string return_id(std::string_view duty, Period period) {
  auto id = fmt::format("{}-{}", duty.substr(0, 60), period.text());
  for (auto& letter : id) {
    if (letter == '/' || letter == '@') letter = '-';
  }
  return id;
}

Period next_period(Period period) {
  const auto first = period.last_day().plus(1).date();
  const auto text = [&]() -> std::string {
    switch (period.kind()) {
      case Period::Kind::day: return period.last_day().plus(1).iso();
      case Period::Kind::month: return fmt::format("{:04}-{:02}", first.year, first.month);
      case Period::Kind::quarter: return fmt::format("{:04}-Q{}", first.year, (first.month + 2) / 3);
      case Period::Kind::half_year: return fmt::format("{:04}-H{}", first.year, first.month == 1 ? 1 : 2);
      case Period::Kind::year: return fmt::format("{:04}", first.year);
      case Period::Kind::fiscal_year: return fmt::format("{:04}/{:02}@{:02}", first.year, (first.year + 1) % 100, period.fiscal_start());
      case Period::Kind::school_year: return fmt::format("{:04}/{:02}S", first.year, (first.year + 1) % 100);
      case Period::Kind::school_term: {
        const int start = first.month == 9 ? first.year : first.year - 1;
        return fmt::format("{:04}/{:02}T{}", start, (start + 1) % 100, first.month == 9 ? 1 : first.month == 1 ? 2 : 3);
      }
      case Period::Kind::years: {
        const int length = period.last_day().date().year - period.first_day().date().year + 1;
        return fmt::format("{:04}-{:04}", first.year, first.year + length - 1);
      }
    }
    return {};
  }();
  auto next = Period::parse(text);
  base::ensure(next.has_value(), "after each period comes one of its kind");
  return *next;
}

std::vector<AskedReturn> returns_of(const Workspace& workspace, const Record& duty, base::Day day) {
  std::vector<AskedReturn> all;
  const auto& content = duty.as<ReturnDuty>();
  if (!content.first_period || content.first_period->kind() == Period::Kind::years) return all;
  const auto begun = workspace.referring<record::Return>(duty, "duty");
  for (auto period = *content.first_period; all.size() < most_periods; period = next_period(period)) {
    if (content.last_period && *content.last_period < period) break;
    const auto found = std::find_if(begun.begin(), begun.end(), [&](const Record* one) { return one->as<record::Return>().period == period; });
    const bool is_over = period.last_day() < day;
    if (is_over || found != begun.end()) all.push_back(asked_of(workspace, duty, period, found == begun.end() ? nullptr : *found));
    if (!is_over && found == begun.end()) break;
  }
  return all;
}

std::vector<AskedReturn> all_returns(const Workspace& workspace, base::Day day) {
  std::vector<AskedReturn> all;
  workspace.each<ReturnDuty>([&](const Record& duty, const ReturnDuty&) {
    auto some = returns_of(workspace, duty, day);
    std::move(some.begin(), some.end(), std::back_inserter(all));
  });
  std::stable_sort(all.begin(), all.end(), [](const AskedReturn& a, const AskedReturn& b) {
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    return rank(a) == 2 ? b.due < a.due : a.due < b.due;
  });
  return all;
}

std::optional<AskedReturn> asked_return(const Workspace& workspace, std::string_view id, base::Day day) {
  if (const auto* record = workspace.find<record::Return>(id)) {
    const auto& content = record->as<record::Return>();
    const auto* duty = workspace.find<ReturnDuty>(content.duty.id);
    if (duty && content.period && !record->retired) return asked_of(workspace, *duty, *content.period, record);
    return std::nullopt;
  }
  std::optional<AskedReturn> found;
  workspace.each<ReturnDuty>([&](const Record& duty, const ReturnDuty&) {
    if (found || !id.starts_with(std::string_view(duty.id).substr(0, 60))) return;
    for (auto& one : returns_of(workspace, duty, day)) {
      if (one.id == id) found = std::move(one);
    }
  });
  return found;
}

std::string ReturnCell::stamp() const { return entries.empty() ? std::string{} : fmt::format("{}:{}", counts()->id, counts()->version); }

std::vector<ReturnCell> cells_of(const Workspace& workspace, const AskedReturn& asked) {
  const auto& duty = asked.content();
  auto places = asked_for(workspace, kind_of<record::Place>(), duty.places);
  if (duty.places.empty()) {
    const auto* installation = workspace.get<record::Installation>("this");
    const auto* country = installation ? workspace.find<record::Place>(installation->country.id) : nullptr;
    if (country) places.push_back(country);
  }
  auto groups = asked_for(workspace, kind_of<record::Group>(), duty.groups);
  groups.insert(groups.begin(), nullptr);
  const auto entries = asked.record ? workspace.referring<ReturnEntry>(*asked.record, "return") : std::vector<const Record*>{};
  std::vector<ReturnCell> cells;
  for (const auto* indicator : asked_for(workspace, kind_of<record::Indicator>(), duty.indicators)) {
    for (const auto* group : groups) {
      for (const auto* place : places) {
        ReturnCell cell{.indicator = indicator, .place = place, .group = group};
        for (const auto* record : entries) {
          const auto& entry = record->as<ReturnEntry>();
          if (entry.indicator.id == indicator->id && entry.place.id == place->id && entry.group.id == (group ? group->id : "")) cell.entries.push_back(record);
        }
        std::sort(cell.entries.begin(), cell.entries.end(), [](const Record* a, const Record* b) { return a->version < b->version; });
        cells.push_back(std::move(cell));
      }
    }
  }
  return cells;
}

Parts parts_of(const workspace::View& view, const AskedReturn& asked, const ReturnCell& cell) {
  using record::ValueKind;
  const auto kind = cell.indicator->as<record::Indicator>().value_kind;
  Parts parts{.possible = kind == ValueKind::rate || kind == ValueKind::percentage || kind == ValueKind::mean,
              .asked = false,
              .is_share = kind == ValueKind::rate || kind == ValueKind::percentage,
              .scale = {}};
  if (!parts.possible) return parts;
  std::optional<workspace::Figure> last;
  if (const auto* series = view.series(*cell.indicator, *cell.place, cell.group)) {
    for (const auto& figure : view.figures(*series)) {
      if (figure.period < asked.period && figure.is_figure()) last = figure;
    }
  }
  const auto* before = last && last->extras && last->extras->numerator && last->extras->denominator ? last->extras : nullptr;
  parts.asked = before || asked.content().with_parts;
  if (kind != ValueKind::rate) parts.scale = kind == ValueKind::percentage ? 100 : 1;
  if (before && *before->numerator > 0 && *before->denominator > 0) {
    const double made = last->value * *before->denominator / *before->numerator;
    const double power = made > 0 ? std::pow(10.0, std::round(std::log10(made))) : 1;
    const double scale = parts.scale.value_or(power);
    parts.scale = std::abs(made / scale - 1) < 0.1 ? std::optional{scale} : std::nullopt;
  }
  return parts;
}

bool same_as_shown(const record::Indicator& indicator, double figure, double other) {
  const double step = std::pow(10.0, -static_cast<double>(indicator.decimals.value_or(1)));
  return std::abs(figure - other) <= step / 2 + 1e-9 * std::max(std::abs(figure), std::abs(other));
}

std::optional<workspace::Figure> figure_of(const ReturnEntry& entry, Period period, base::Day known_from) {
  using workspace::Status;
  if (!entry.is_given()) return std::nullopt;
  constexpr std::array<Status, 6> statuses{Status::figure, Status::missing, Status::suppressed, Status::not_applicable, Status::not_yet_due, Status::disputed};
  return workspace::Figure{.period = period, .status = statuses.at(static_cast<std::size_t>(entry.absence)), .value = entry.value.value_or(0) + 0.0,
                           .known_from = {.day = known_from}};
}

workspace::Extras extras_of(const ReturnEntry& entry) {
  return {.numerator = entry.numerator, .denominator = entry.denominator, .lower = {}, .upper = {}, .unit = {}};
}

void propose(const ReturnEntry& entry, Period period, base::Day known_from, Proposed& into) {
  auto figure = figure_of(entry, period, known_from);
  into.figures.clear();
  if (!figure) return;
  if (figure->is_figure() && entry.numerator && entry.denominator) {
    into.extras = std::make_shared<const workspace::Extras>(extras_of(entry));
    figure->extras = into.extras.get();
  }
  into.figures.push_back(*figure);
}

std::vector<Proposed> proposed_in(const workspace::View& view, const AskedReturn& asked, const std::vector<ReturnCell>& cells) {
  std::vector<Proposed> proposed;
  for (const auto& cell : cells) {
    proposed.push_back({.indicator = cell.indicator, .place = cell.place, .group = cell.group, .definition = view.current_definition(*cell.indicator)});
    if (!cell.is_given()) continue;
    propose(*cell.content(), asked.period, view.day(), proposed.back());
  }
  return proposed;
}

std::vector<std::vector<DataFinding>> findings_in_return(const workspace::View& view, std::span<const Proposed> proposed) {
  auto found = findings_of_proposed(view, proposed, true);
  for (std::size_t c = 0; c < proposed.size(); ++c) {
    const auto& indicator = proposed[c].indicator->as<record::Indicator>();
    for (const auto& figure : proposed[c].figures) {
      if (!figure.is_figure()) continue;
      if (indicator.minimum && figure.value < *indicator.minimum) found[c].push_back(outside(proposed[c], figure.period, figure.value, *indicator.minimum, true));
      if (indicator.maximum && figure.value > *indicator.maximum) found[c].push_back(outside(proposed[c], figure.period, figure.value, *indicator.maximum, false));
    }
    std::stable_sort(found[c].begin(), found[c].end(), [](const auto& a, const auto& b) { return a.severity > b.severity; });
  }
  return found;
}

std::vector<std::vector<DataFinding>> findings_in_return(const workspace::View& view, const AskedReturn& asked, const std::vector<ReturnCell>& cells) {
  const auto proposed = proposed_in(view, asked, cells);
  return findings_in_return(view, proposed);
}

std::vector<Burden> reporting_burden(const Workspace& workspace, base::Day from) {
  std::vector<Burden> all;
  workspace.each<ReturnDuty>([&](const Record& duty, const ReturnDuty& content) {
    Burden burden{.organisation = workspace.find<record::Organisation>(content.organisation.id), .duty = &duty};
    for (const auto* record : workspace.referring<record::Return>(duty, "duty")) {
      for (const auto* sending : workspace.referring<record::ReturnSending>(*record, "return")) {
        const auto& sent = sending->as<record::ReturnSending>();
        if (!sent.day || *sent.day < from) continue;
        ++burden.sendings;
        burden.figures += static_cast<std::int64_t>(cells_of(workspace, asked_of(workspace, duty, *record->as<record::Return>().period, record)).size());
        if (!sent.minutes) continue;
        ++burden.timed;
        burden.minutes += *sent.minutes;
      }
    }
    if (burden.sendings > 0) all.push_back(burden);
  });
  std::stable_sort(all.begin(), all.end(), [](const Burden& a, const Burden& b) { return a.minutes > b.minutes; });
  return all;
}

}  // namespace outturn::quality
