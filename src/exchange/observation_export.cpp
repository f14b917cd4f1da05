#include "exchange/observation_export.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "exchange/csv_writer.h"
#include "exchange/name_index.h"
#include "record/levels.h"
#include "record/measure.h"

namespace outturn::exchange {
namespace {

using workspace::Figure;
using workspace::Series;
using workspace::Slot;
using workspace::Status;

bool alike(const Figure& a, const Figure& b) {
  if (a.status != b.status || a.value != b.value) return false;
  if (!a.extras || !b.extras) return !a.extras && !b.extras;
  return *a.extras == *b.extras;
}

/// What a series prints before its figures; the file is in order of these.
struct Head {
  std::string_view indicator;
  std::int32_t definition{};
  std::vector<std::string> categories;  ///< one a group column, mostly empty
  std::string_view place;
  std::uint32_t number{};
  std::string_view derived{};  ///< "calculated", "assessed", or empty: reported
  std::string formula_from{};  ///< day since which the formula that calculated it is in force
};

class Exporting {
 public:
  Exporting(const workspace::View& view, const ExportOptions& options) : view_(view), options_(options), known_(view.workspace()) {}

  void write(const std::function<void(std::string_view)>& write, base::Progress& progress) {
    choose_series();
    name_groups();
    choose_columns();
    std::string out;
    CsvWriter csv(out);
    write_header(csv);
    std::sort(heads_.begin(), heads_.end(), [](const Head& a, const Head& b) {
      return std::tie(a.indicator, a.definition, a.categories, a.place) < std::tie(b.indicator, b.definition, b.categories, b.place);
    });
    for (std::size_t h = 0; h < heads_.size(); ++h) {
      for (const auto& figure : figures(known_.panel().series(heads_[h].number))) write_row(csv, heads_[h], figure);
      if (out.size() > (1u << 18)) {
        write(out);
        out.clear();
        progress.at("export.observations", static_cast<std::int64_t>(h), static_cast<std::int64_t>(heads_.size()));
        if (progress.cancelled()) return;
      }
    }
    write(out);
  }

 private:
  template <class T>
  const std::string& id(Slot slot) const {
    return known_.at(record::kind_of<T>(), slot).id;
  }

  /// The figures to be written: what holds, or each publication that changed something.
  std::vector<Figure> figures(const Series& series) const {
    if (!options_.vintages) return view_.figures(series);
    std::vector<Figure> all;
    const auto& withdrawn = known_.withdrawn_batches();
    for (std::size_t r = 0; r < series.rows.size(); ++r) {
      const auto& row = series.rows[r];
      if (view_.as_of() && workspace::KnownFrom::from_code(row.known_from).day > *view_.as_of()) continue;
      if (std::binary_search(withdrawn.begin(), withdrawn.end(), row.batch)) continue;
      const Figure figure{.period = base::Period::from_code(row.period), .status = row.status, .value = row.value,
                          .known_from = workspace::KnownFrom::from_code(row.known_from), .batch = row.batch, .extras = series.extras_of(r)};
      const bool same_period = !all.empty() && all.back().period == figure.period;
      if (same_period && all.back().known_from == figure.known_from) all.pop_back();  // put right within one publication
      const bool follows = !all.empty() && all.back().period == figure.period;
      if (follows ? alike(all.back(), figure) : figure.status == Status::taken_back) continue;
      all.push_back(figure);
    }
    return all;
  }

  std::string formula_from(const workspace::Record& indicator) {
    const auto [known, fresh] = formulas_from_.try_emplace(indicator.id);
    if (fresh) known->second = options_.formula_from(indicator);
    return known->second;
  }

  void choose_series() {
    const auto wanted = [](const std::vector<std::string>& ids, const std::string& id) {
      return ids.empty() || std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    for (std::uint32_t number = 0; number < known_.panel().series_count(); ++number) {
      const auto& key = known_.panel().series(number).key;
      const auto& indicator = id<record::Indicator>(key.indicator);
      const auto& place = id<record::Place>(key.place);
      if (!wanted(options_.indicators, indicator) || !wanted(options_.places, place)) continue;
      if (known_.panel().series(number).is_derived && options_.indicators.empty()) continue;
      Head head{.indicator = indicator, .definition = key.definition, .categories = {}, .place = place, .number = number};
      if (known_.panel().series(number).is_derived) {
        const auto& measured = known_.at(record::kind_of<record::Indicator>(), key.indicator);
        const bool calculated = record::is_calculated(measured.as<record::Indicator>());
        head.derived = calculated ? "calculated" : "assessed";
        if (calculated && options_.formula_from) head.formula_from = formula_from(measured);
      }
      heads_.push_back(std::move(head));
    }
  }

  /// A name people know, where it finds the record again; its id otherwise.
  std::string name_or_id(const NameIndex& index, const workspace::Record& record) const {
    const std::string name(base::trimmed(record.title("en")));
    return !name.empty() && index.find(name).record == &record ? name : record.id;
  }

  void name_groups() {
    std::set<Slot> used;
    for (const auto& head : heads_) {
      const auto group = known_.panel().series(head.number).key.group;
      if (group != workspace::no_slot) used.insert(group);
    }
    const auto& dimension_kind = record::kind_of<record::Dimension>();
    const auto& category_kind = record::kind_of<record::Category>();
    const NameIndex dimension_names(known_, dimension_kind);
    std::map<std::string, std::string> column_of;  // dimension id → header
    std::map<std::string, std::map<std::string, std::string>> cell_of;  // dimension id → category id → cell
    for (const auto slot : used) {
      for (const auto& reference : known_.at(record::kind_of<record::Group>(), slot).as<record::Group>().categories) {
        const auto* category = known_.find(category_kind, reference.id);
        if (!category) continue;
        const auto& dimension = category->as<record::Category>().dimension.id;
        if (!column_of.contains(dimension)) {
          const auto* record = known_.find(dimension_kind, dimension);
          column_of[dimension] = record ? name_or_id(dimension_names, *record) : dimension;
          std::map<std::string, int> bearers;
          if (record) {
            for (const auto* sibling : known_.referring<record::Category>(*record, "dimension")) {
              std::set<std::string> own;
              for (const auto& [language, text] : sibling->as<record::Category>().name.texts) own.insert(base::folded(text));
              for (const auto& name : own) ++bearers[name];
            }
            for (const auto* sibling : known_.referring<record::Category>(*record, "dimension")) {
              const auto name = std::string(base::trimmed(sibling->title("en")));
              const auto* by_id = known_.find(category_kind, name);
              const bool clear = !name.empty() && bearers[base::folded(name)] == 1 && (!by_id || by_id == sibling);
              cell_of[dimension][sibling->id] = clear ? name : sibling->id;
            }
          }
        }
      }
    }
    for (const auto& [dimension, header] : column_of) group_columns_.emplace_back(header, dimension);
    std::sort(group_columns_.begin(), group_columns_.end());
    for (auto& head : heads_) {
      const auto group = known_.panel().series(head.number).key.group;
      head.categories.resize(group_columns_.size());
      if (group == workspace::no_slot) continue;
      for (const auto& reference : known_.at(record::kind_of<record::Group>(), group).as<record::Group>().categories) {
        const auto* category = known_.find(category_kind, reference.id);
        if (!category) continue;
        const auto& dimension = category->as<record::Category>().dimension.id;
        for (std::size_t c = 0; c < group_columns_.size(); ++c) {
          if (group_columns_[c].second != dimension) continue;
          const auto cell = cell_of[dimension].find(reference.id);
          head.categories[c] = cell != cell_of[dimension].end() ? cell->second : reference.id;
        }
      }
    }
  }

  void choose_columns() {
    for (const auto& head : heads_) {
      const auto& series = known_.panel().series(head.number);
      if (head.definition != 1) has_definition_ = true;
      if (series.is_derived) has_derived_ = true;
      if (!head.formula_from.empty()) has_formula_from_ = true;
      for (const auto& figure : figures(series)) {
        if (!figure.is_figure()) has_status_ = true;
        if (!figure.extras) continue;
        has_numerator_ |= figure.extras->numerator.has_value();
        has_denominator_ |= figure.extras->denominator.has_value();
        has_lower_ |= figure.extras->lower.has_value();
        has_upper_ |= figure.extras->upper.has_value();
        has_unit_ |= !figure.extras->unit.empty();
      }
    }
    // A reader takes the newest definition where the file names none, so versions are named as soon as there are two.
    known_.each<record::Definition>([&](const workspace::Record&, const record::Definition& definition) {
      if (definition.version.value_or(1) != 1) has_definition_ = true;
    });
  }

  void write_header(CsvWriter& csv) const {
    csv.exact("indicator").exact("period").exact("place");
    for (const auto& [header, dimension] : group_columns_) csv.exact("group." + header);
    csv.exact("value");
    if (has_status_) csv.exact("status");
    if (has_numerator_) csv.exact("numerator");
    if (has_denominator_) csv.exact("denominator");
    if (has_lower_) csv.exact("lower");
    if (has_upper_) csv.exact("upper");
    if (has_unit_) csv.exact("unit");
    if (has_definition_) csv.exact("definition");
    if (options_.vintages) csv.exact("known_from");
    if (has_derived_) csv.exact("derived");
    if (has_formula_from_) csv.exact("formula_from");
    csv.end_row();
  }

  void write_row(CsvWriter& csv, const Head& head, const Figure& figure) const {
    const auto optional = [&](const std::optional<double>& number) { number ? csv.number(*number) : csv.empty(); };
    static const workspace::Extras none;
    const auto& extras = figure.extras ? *figure.extras : none;
    csv.exact(head.indicator).exact(figure.period.text()).exact(head.place);
    for (const auto& category : head.categories) csv.text(category);
    figure.is_figure() ? csv.number(figure.value) : csv.empty();
    if (has_status_) csv.exact(workspace::status_code(figure.status));
    if (has_numerator_) optional(extras.numerator);
    if (has_denominator_) optional(extras.denominator);
    if (has_lower_) optional(extras.lower);
    if (has_upper_) optional(extras.upper);
    if (has_unit_) csv.text(extras.unit);
    if (has_definition_) csv.integer(head.definition);
    if (options_.vintages) csv.exact(figure.known_from.text());
    if (has_derived_) csv.exact(head.derived);
    if (has_formula_from_) csv.exact(head.formula_from);
    csv.end_row();
  }

  const workspace::View& view_;
  const ExportOptions& options_;
  const workspace::Workspace& known_;
  std::vector<Head> heads_;
  std::vector<std::pair<std::string, std::string>> group_columns_;  ///< header, dimension id; by header
  bool has_status_{false};
  bool has_numerator_{false};
  bool has_denominator_{false};
  bool has_lower_{false};
  bool has_upper_{false};
  bool has_unit_{false};
  bool has_definition_{false};
  bool has_derived_{false};
  bool has_formula_from_{false};
  std::map<std::string, std::string, std::less<>> formulas_from_;
};

}  // namespace

void export_observations(const workspace::View& view, const ExportOptions& options,
                         const std::function<void(std::string_view)>& write, base::Progress& progress) {
  Exporting(view, options).write(write, progress);
}

std::string exported_observations(const workspace::View& view, const ExportOptions& options) {
  std::string all;
  base::Progress silent;
  export_observations(view, options, [&](std::string_view piece) { all += piece; }, silent);
  return all;
}

}  // namespace outturn::exchange
