#include "gain/study.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "base/checked.h"
#include "base/hash.h"
#include "gain/nearest.h"
#include "gain/pool.h"
#include "gain/thresholds.h"

namespace outturn::gain {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_told = 20; // of one kind of fault; the rest is counted

constexpr std::array method_texts{"auto", "its", "did", "staggered", "synthetic-control", "synthetic-did", "augmented", "structural", "none"};

using base::whole;

/// Collects faults: of each kind the first twenty in words, then how many more.
class Faults {
 public:
  void add(std::string field, std::string code, base::Arguments values = {}) {
    if (++counts_[code] <= most_told) issues_.push_back({std::move(field), std::move(code), std::move(values)});
  }
  base::Issues all() {
    for (const auto& [code, count] : counts_) {
      if (count > most_told) issues_.push_back({"", "gain.and_more", {{"count", whole(count - most_told)}, {"code", code}}});
    }
    return std::move(issues_);
  }
  bool any() const { return !counts_.empty(); }
  bool any_of(const std::string& code) const { return counts_.contains(code); }

 private:
  base::Issues issues_;
  std::map<std::string, std::size_t> counts_;
};

class Gathering {
 public:
  Gathering(Question question, const Columns& columns, const std::vector<Row>& rows)
      : columns_(columns), rows_(rows) {
    study_.question = std::move(question);
  }

  base::Checked<Study> done() {
    check_question();
    if (rows_.empty()) {
      faults_.add("", "gain.no_rows");
      return base::refuse(faults_.all());
    }
    axes();
    if (too_many_ || study_.moments.empty()) return base::refuse(faults_.all());
    fill();
    starts();
    if (!faults_.any_of("gain.not_a_time")) gaps();  // a row without a time leaves a gap that is told already
    predictors();
    if (faults_.any()) return base::refuse(faults_.all());
    twins();
    if (faults_.any()) return base::refuse(faults_.all());
    study_.notes = remarks_on_pool(study_);
    if (always_treated_) study_.notes.insert(study_.notes.begin(), *always_treated_);
    study_.data_hash = hash();
    return std::move(study_);
  }

 private:
  Question& question() { return study_.question; }

  void check_question() {
    auto& asked = question();
    if (!(asked.level >= 0.5 && asked.level < 1)) faults_.add("--level", "gain.level", {{"written", asked.level}});
    if (asked.worthwhile && !(*asked.worthwhile > 0 && *asked.worthwhile < largest)) {
      faults_.add("--worthwhile", "gain.worthwhile", {{"written", *asked.worthwhile}});
    }
    if (asked.season < 0 || asked.season == 1 || asked.season > 366) faults_.add("--season", "gain.season", {{"written", std::int64_t{asked.season}}});
    for (const auto& name : asked.treated) {
      if (std::find(asked.exclude.begin(), asked.exclude.end(), name) != asked.exclude.end()) {
        faults_.add("--exclude", "gain.treated_and_excluded", {{"unit", name}});
      }
      if (std::find(asked.neighbours.begin(), asked.neighbours.end(), name) != asked.neighbours.end()) {
        faults_.add("--neighbours", "gain.treated_and_neighbour", {{"unit", name}});
      }
    }
    if (!asked.negative_control.empty() && asked.negative_control == asked.value) {
      faults_.add("--negative-control", "gain.negative_control_same", {{"column", asked.value}});
    }
  }

  /// The two axes: every place that is not left out, every time that is written.
  void axes() {
    std::set<std::string> units;
    std::set<std::string> excluded(question().exclude.begin(), question().exclude.end());
    excluded.insert(question().neighbours.begin(), question().neighbours.end());
    std::set<std::string> excluded_found;
    row_times_.reserve(rows_.size());
    for (const auto& row : rows_) {
      auto [known, is_new] = known_times_.try_emplace(row.time);
      if (is_new) {
        if (const auto read = moment(row.time)) known->second = *read;
        else faults_.add(fmt::format("row {}", row.number), "gain.not_a_time", {{"written", row.time}});
      }
      row_times_.push_back(known->second.text.empty() ? nullptr : &known->second);
      if (excluded.contains(row.unit)) excluded_found.insert(row.unit);
      else units.insert(row.unit);
    }
    for (const auto& name : question().exclude) {
      if (!excluded_found.contains(name)) unknown("--exclude", name, units);
    }
    for (const auto& name : question().neighbours) {
      if (!excluded_found.contains(name)) unknown("--neighbours", name, units);
    }
    std::map<std::string, Moment> distinct;
    for (const auto& [written, read] : known_times_) {
      if (!read.text.empty()) distinct.emplace(read.text, read);
    }
    for (auto& [text, read] : distinct) study_.moments.push_back(read);
    std::stable_sort(study_.moments.begin(), study_.moments.end(), [](const Moment& a, const Moment& b) { return a.at < b.at; });
    if (units.size() > stats::Panel::most_units) {
      too_many_ = true;
      faults_.add("", "gain.too_many_units", {{"count", whole(units.size())}, {"most", whole(stats::Panel::most_units)}});
    }
    if (study_.moments.size() > stats::Panel::most_periods) {
      too_many_ = true;
      faults_.add("", "gain.too_many_periods", {{"count", whole(study_.moments.size())}, {"most", whole(stats::Panel::most_periods)}});
    }
    auto& panel = study_.panel;
    panel.units.assign(units.begin(), units.end());
    for (const auto& one : study_.moments) panel.times.push_back(one.text);
    for (std::size_t u = 0; u < panel.units.size(); ++u) unit_at_.emplace(panel.units[u], u);
    for (std::size_t t = 0; t < panel.times.size(); ++t) time_at_.emplace(panel.times[t], t);
  }

  /// Told with the name that was probably meant, where there is one.
  template <class Names>
  void unknown(const char* option, const std::string& name, const Names& names) {
    const std::vector<std::string> known(names.begin(), names.end());
    if (const auto near = nearest_name(known, name)) faults_.add(option, "gain.unknown_unit_near", {{"unit", name}, {"near", *near}});
    else faults_.add(option, "gain.unknown_unit", {{"unit", name}});
  }

  void fill() {
    auto& panel = study_.panel;
    const auto cells = panel.units.size() * panel.times.size();
    panel.values.assign(cells, missing);
    study_.column_names.assign(columns_.names.begin() + 1, columns_.names.end());
    study_.columns.assign(study_.column_names.size(), std::vector<double>(cells, missing));
    std::vector<std::int64_t> from_row(cells, 0);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const auto& row = rows_[r];
      const auto unit = unit_at_.find(row.unit);
      if (unit == unit_at_.end() || !row_times_[r]) continue;
      const auto cell = unit->second * panel.times.size() + time_at_.at(row_times_[r]->text);
      if (from_row[cell] != 0) {
        // The earlier of the two is named first whatever their order in the file, so that the message is the same.
        faults_.add(fmt::format("row {}", row.number), "gain.duplicate",
                    {{"unit", row.unit}, {"time", row_times_[r]->text}, {"other", from_row[cell]}});
        continue;
      }
      from_row[cell] = row.number;
      for (std::size_t c = 0; c < row.numbers.size(); ++c) {
        const double number = row.numbers[c];
        if (std::isinf(number) || std::abs(number) > largest) {
          faults_.add(fmt::format("row {}, {}", row.number, columns_.names[c]), "gain.too_large",
                      {{"written", fmt::format("{}", number)}, {"most", fmt::format("{}", largest)}});
          if (c == 0) panel.values[cell] = 0;  // it is said already; a gap it is not
        } else if (c == 0) {
          panel.values[cell] = number + 0.0;
        } else {
          study_.columns[c - 1][cell] = number + 0.0;
        }
      }
    }
    if (columns_.offset) {
      study_.offset = study_.columns[*columns_.offset - 1];
      for (const double exposure : study_.offset) {
        if (!(exposure > 0)) {
          faults_.add("--offset", "gain.offset", {{"column", columns_.names[*columns_.offset]}});
          break;
        }
      }
    }
  }

  /// When each place began to work together.
  void starts() {
    auto& panel = study_.panel;
    panel.first_treated.assign(panel.units.size(), stats::Panel::never);
    if (columns_.cohort) cohorts();
    else named();
    bool any = false;
    for (std::size_t u = 0; u < panel.units.size(); ++u) any = any || panel.first_treated[u] != stats::Panel::never;
    if (!any && !faults_.any()) faults_.add(columns_.cohort ? "--cohort" : "--treated", "gain.never_starts");
  }

  void named() {
    auto& panel = study_.panel;
    auto& asked = question();
    if (asked.treated.empty() && panel.units.size() == 1) asked.treated = panel.units;
    std::sort(asked.treated.begin(), asked.treated.end());
    asked.treated.erase(std::unique(asked.treated.begin(), asked.treated.end()), asked.treated.end());
    if (asked.treated.empty()) faults_.add("--treated", "gain.nobody_treated");
    const auto left_out = [&](const std::string& name) {
      return std::ranges::find(asked.exclude, name) != asked.exclude.end() || std::ranges::find(asked.neighbours, name) != asked.neighbours.end();
    };
    for (const auto& name : asked.treated) {
      if (!unit_at_.contains(name) && !left_out(name)) unknown("--treated", name, panel.units);
    }
    if (asked.planned && asked.from.empty()) {
      begin(study_.moments.size());
      return;
    }
    if (asked.from.empty()) {
      faults_.add("--from", "gain.no_start");
      return;
    }
    const auto from = moment(asked.from);
    if (!from) {
      faults_.add("--from", "gain.not_a_time", {{"written", asked.from}});
      return;
    }
    const auto& moments = study_.moments;
    const auto first = static_cast<std::size_t>(
        std::find_if(moments.begin(), moments.end(), [&](const Moment& one) { return one.at >= from->at - 1e-9; }) - moments.begin());
    if (first == moments.size() && asked.planned) {
      begin(first);
      return;
    }
    if (first == moments.size()) {
      faults_.add("--from", "gain.start_outside", {{"from", from->text}, {"first", moments.front().text}, {"last", moments.back().text}});
      return;
    }
    if (first < 2) faults_.add("--from", "gain.few_before", {{"from", from->text}, {"count", whole(first)}});
    asked.from = moments[first].text;
    begin(first);
    if (asked.treated.size() == panel.units.size() && panel.units.size() > 1) faults_.add("--treated", "gain.all_treated");
  }

  void begin(std::size_t first) {
    for (const auto& name : question().treated) {
      if (const auto unit = unit_at_.find(name); unit != unit_at_.end()) study_.panel.first_treated[unit->second] = first;
    }
  }

  /// Where a start that is still to come would stand if the periods went on as the last two did.
  std::size_t position_after(double at) const {
    const auto& moments = study_.moments;
    const double step = moments.size() > 1 ? moments.back().at - moments[moments.size() - 2].at : 1;
    const double further = std::clamp((at - moments.back().at) / step, 1.0, static_cast<double>(stats::Panel::most_periods));
    return moments.size() - 1 + static_cast<std::size_t>(std::lround(further));
  }

  void cohorts() {
    auto& panel = study_.panel;
    const auto& cells = study_.columns[*columns_.cohort - 1];
    std::vector<std::size_t> always;
    for (std::size_t u = 0; u < panel.units.size(); ++u) {
      double cohort = 0;
      bool told = false;
      for (std::size_t t = 0; t < panel.times.size(); ++t) {
        const double written = cells[u * panel.times.size() + t];
        const double here = std::isnan(written) ? 0 : written;
        if (told && std::abs(here - cohort) > 1e-9) {
          faults_.add("--cohort", "gain.cohort_moves", {{"unit", panel.units[u]}});
          break;
        }
        cohort = here;
        told = true;
      }
      if (cohort == 0) continue;
      const auto& moments = study_.moments;
      if (cohort > moments.back().at + 1e-9) {  // begins after the last figure: not treated in this window, unless it is only planned
        if (question().planned) panel.first_treated[u] = position_after(cohort);
        continue;
      }
      const auto first = static_cast<std::size_t>(
          std::find_if(moments.begin(), moments.end(), [&](const Moment& one) { return one.at >= cohort - 1e-9; }) - moments.begin());
      if (first == 0) always.push_back(u);
      panel.first_treated[u] = first;
    }
    if (always.empty() || faults_.any()) return;
    // Places that had begun before the first figure say nothing about a beginning.
    std::string names;
    for (const auto unit : always) names += (names.empty() ? "" : ", ") + panel.units[unit];
    leave_out(study_, always);
    always_treated_ = {"gain.note.always_treated", {{"units", names}}};
  }

  void gaps() {
    const auto& panel = study_.panel;
    for (std::size_t u = 0; u < panel.units.size(); ++u) {
      std::size_t count = 0;
      std::size_t first = 0;
      for (std::size_t t = panel.times.size(); t-- > 0;) {
        if (std::isnan(panel.at(u, t))) {
          ++count;
          first = t;
        }
      }
      if (count > 0) {
        faults_.add(question().value, "gain.gap", {{"unit", panel.units[u]}, {"count", whole(count)}, {"first", panel.times[first]}});
      }
    }
    for (const auto& name : question().covariates) {
      const auto* cells = study_.column(name);
      if (cells && std::any_of(cells->begin(), cells->end(), [](double cell) { return std::isnan(cell); })) {
        faults_.add(name, "gain.covariate_gap", {{"column", name}});
      }
    }
  }

  void predictors() {
    const bool spoilt = faults_.any_of("gain.too_large") || faults_.any_of("gain.not_a_time") || faults_.any_of("gain.duplicate");
    if (study_.panel.units.empty() || spoilt) return;  // what is missing then says nothing about the predictor
    const auto& moments = study_.moments;
    const auto inside = [&](const std::pair<Moment, Moment>& span) {
      return std::any_of(moments.begin(), moments.end(),
                         [&](const Moment& one) { return one.at >= span.first.at - 1e-9 && one.at <= span.second.at + 1e-9; });
    };
    if (question().fit && !inside(*question().fit)) faults_.add("--fit", "gain.fit_outside", {{"first", moments.front().text}, {"last", moments.back().text}});
    for (const auto& predictor : question().predictors) {
      if (predictor.span && !inside(*predictor.span)) {
        faults_.add("--predictor", "gain.predictor_span",
                    {{"column", predictor.column}, {"first", moments.front().text}, {"last", moments.back().text}});
        continue;
      }
      const auto means = predictor_means(study_, predictor);
      const auto empty = std::count_if(means.begin(), means.end(), [](double mean) { return std::isnan(mean); });
      if (empty > 0) {
        std::string first;
        for (std::size_t u = 0; u < means.size() && first.empty(); ++u) {
          if (std::isnan(means[u])) first = study_.panel.units[u];
        }
        faults_.add("--predictor", "gain.predictor_empty", {{"column", predictor.column}, {"count", std::int64_t{empty}}, {"unit", first}});
      } else if (const auto [least, most] = std::minmax_element(means.begin(), means.end()); means.size() > 1 && *least == *most) {
        faults_.add("--predictor", "gain.predictor_constant", {{"column", predictor.column}, {"value", *least}});
      }
    }
  }

  /// A comparison place with exactly the figures of one taking part is that place under another name.
  void twins() {
    const auto& panel = study_.panel;
    for (const auto treated : study_.treated()) {
      const auto own = panel.series(treated);
      if (std::equal(own.begin() + 1, own.end(), own.begin())) continue;
      for (const auto other : study_.untreated()) {
        const auto its = panel.series(other);
        if (std::equal(own.begin(), own.end(), its.begin())) {
          faults_.add("--exclude", "gain.treated_in_pool", {{"unit", panel.units[other]}, {"treated", panel.units[treated]}});
        }
      }
    }
  }

  std::string hash() const {
    const auto& panel = study_.panel;
    base::Sha256 sum;
    std::string line = "unit\ttime";
    for (const auto& name : columns_.names) line += "\t" + name;
    sum.add(line + "\n");
    for (std::size_t u = 0; u < panel.units.size(); ++u) {
      for (std::size_t t = 0; t < panel.times.size(); ++t) {
        line = fmt::format("{}\t{}\t{}", panel.units[u], panel.times[t], panel.at(u, t));
        for (const auto& column : study_.columns) {
          const double cell = column[u * panel.times.size() + t];
          line += std::isnan(cell) ? "\t" : fmt::format("\t{}", cell);
        }
        sum.add(line + "\n");
      }
    }
    return sum.digest().hex();
  }

  Study study_;
  const Columns& columns_;
  const std::vector<Row>& rows_;
  std::map<std::string, Moment> known_times_;  ///< by how they are written
  std::vector<const Moment*> row_times_;
  std::unordered_map<std::string, std::size_t> unit_at_;
  std::unordered_map<std::string, std::size_t> time_at_;
  std::optional<language::Sentence> always_treated_;
  bool too_many_{false};  ///< to go on with
  Faults faults_;
};

}  // namespace

std::string_view text_of(Method method) { return method_texts[static_cast<std::size_t>(method)]; }

std::optional<Method> method_named(std::string_view text) {
  for (std::size_t m = 0; m + 1 < method_texts.size(); ++m) {  // nobody can ask for "none"
    if (text == method_texts[m]) return static_cast<Method>(m);
  }
  return {};
}

Columns columns_of(const Question& question, const std::string& offset, const std::string& cohort) {
  Columns columns{.names = {question.value}};
  const auto place = [&](const std::string& name) {
    for (std::size_t c = 1; c < columns.names.size(); ++c) {
      if (columns.names[c] == name) return c;
    }
    columns.names.push_back(name);
    return columns.names.size() - 1;
  };
  if (!offset.empty()) columns.offset = place(offset);
  if (!cohort.empty()) columns.cohort = place(cohort);
  for (const auto& name : question.covariates) place(name);
  for (const auto& predictor : question.predictors) place(predictor.column);
  if (!question.negative_control.empty()) place(question.negative_control);
  return columns;
}

std::vector<std::size_t> Study::treated() const {
  std::vector<std::size_t> units;
  for (std::size_t u = 0; u < panel.units.size(); ++u) {
    if (panel.first_treated[u] != stats::Panel::never) units.push_back(u);
  }
  return units;
}

std::vector<std::size_t> Study::untreated() const {
  std::vector<std::size_t> units;
  for (std::size_t u = 0; u < panel.units.size(); ++u) {
    if (panel.first_treated[u] == stats::Panel::never) units.push_back(u);
  }
  return units;
}

std::size_t Study::start() const {
  return panel.first_treated.empty() ? stats::Panel::never : *std::min_element(panel.first_treated.begin(), panel.first_treated.end());
}

bool Study::staggered() const {
  const auto first = start();
  return std::any_of(panel.first_treated.begin(), panel.first_treated.end(),
                     [&](std::size_t start) { return start != stats::Panel::never && start != first; });
}

const std::vector<double>* Study::column(std::string_view name) const {
  if (name == question.value) return &panel.values;
  for (std::size_t c = 0; c < column_names.size(); ++c) {
    if (column_names[c] == name) return &columns[c];
  }
  return nullptr;
}

base::Checked<Study> study(Question question, const Columns& columns, const std::vector<Row>& rows) {
  if (question.neighbours.empty()) return Gathering(std::move(question), columns, rows).done();
  auto with_them = question;
  with_them.neighbours.clear();
  auto made = Gathering(std::move(question), columns, rows).done();
  if (!made) return made;
  auto whole = Gathering(std::move(with_them), columns, rows).done();
  if (!whole) return whole;
  made->data_hash = base::sha256(made->data_hash + "\n" + whole->data_hash).hex();
  made->with_neighbours = std::make_shared<const Study>(std::move(*whole));
  return made;
}

void leave_out(Study& study, const std::vector<std::size_t>& units) {
  auto& panel = study.panel;
  const auto periods = panel.times.size();
  for (auto u = units.rbegin(); u != units.rend(); ++u) {
    const auto cut = [&](std::vector<double>& cells) {
      if (cells.empty()) return;
      const auto at = cells.begin() + static_cast<std::ptrdiff_t>(*u * periods);
      cells.erase(at, at + static_cast<std::ptrdiff_t>(periods));
    };
    cut(panel.values);
    cut(study.offset);
    for (auto& column : study.columns) cut(column);
    panel.units.erase(panel.units.begin() + static_cast<std::ptrdiff_t>(*u));
    panel.first_treated.erase(panel.first_treated.begin() + static_cast<std::ptrdiff_t>(*u));
  }
}

}  // namespace outturn::gain
