#include "exchange/observation_import.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/csv_reader.h"
#include "exchange/csv_writer.h"
#include "exchange/row_settling.h"
#include "exchange/rule_checks.h"
#include "exchange/series_catalogue.h"

namespace outturn::exchange {
namespace {

using workspace::Extras;
using workspace::KnownFrom;
using workspace::Status;

/// Reads the rows of one file. One object a file; the order of members is the order of the work.
class FileReading {
 public:
  FileReading(ByteSource& source, const workspace::Workspace& known, const ImportOptions& options, base::Progress& progress, Staged& staged)
      : source_(source), known_(known), options_(options), progress_(progress), staged_(staged), reader_(source, staged.report) {}

  void read() {
    staged_.position = known_.position();
    if (!reader_.begin()) return remember_file();
    staged_.header = reader_.header();
    const NameIndex dimensions(known_, record::kind_of<record::Dimension>());
    staged_.mapping = map_columns(reader_.header(), options_.columns, dimensions.names(), staged_.report);
    find_mends();
    if (options_.known_from && *options_.known_from > options_.today) {
      staged_.report.add({0, {}, options_.known_from->iso(),
                          {"known_from", "observations.known_from_future", {{"written", options_.known_from->iso()}, {"today", options_.today}}}});
    }
    if (!staged_.mapping || staged_.report.has_errors()) {
      while (reader_.next()) {
      }
      return remember_file();
    }
    SeriesCatalogue catalogue(known_, options_.create_missing, *staged_.mapping);
    for (const auto& [dimension, issue] : catalogue.dimension_issues()) {
      staged_.report.add({0, "group." + dimension, shortened(dimension), issue});
    }
    if (staged_.report.has_errors()) {
      while (reader_.next()) {
      }
      return remember_file();
    }
    catalogue_ = &catalogue;
    raw_.day_only = !column(Column::known_from).given();
    default_known_from_ = KnownFrom{options_.known_from.value_or(options_.today), raw_.day_only ? 0u : 1u}.code();
    while (reader_.next()) {
      if ((++staged_.rows_read & 0x3FFF) == 0 && !go_on()) return;
      read_row();
    }
    const bool broken = staged_.report.count("csv.unclosed_quote") + staged_.report.count("csv.row_too_long") > 0;
    remember_file();
    decltype(spellings_)().swap(spellings_);  // not needed any more, and large where places are many
    const bool form_sound = !broken && staged_.report.count("csv.no_rows") == 0;
    if (staged_.report.has_errors() && !(options_.sound_rows_only && form_sound)) {
      // Duplicates too are worth telling, though nothing will be stored.
      settle(catalogue);
      staged_.rows = nullptr;
      return;
    }
    settle(catalogue);
    if (staged_.report.has_errors() && !options_.sound_rows_only) {
      staged_.rows = nullptr;
      return;
    }
    staged_.left_out += faulty_rows_ + staged_.report.count("csv.ragged");
    for (const auto& [indicator, common] : units_of_new_) {
      if (!common.mixed && !common.unit.empty()) catalogue.set_unit(indicator, common.unit);
    }
    staged_.created = catalogue.created();
    staged_.sound = true;
  }

 private:
  void settle(const SeriesCatalogue& catalogue) {
    const auto settled = settle_rows(std::move(raw_), catalogue, known_, progress_, staged_);
    if (options_.hold_against_rules) check_rules(known_, options_.today, settled, staged_);
  }

  const Chosen& column(Column which) const { return staged_.mapping->at(which); }

  std::string_view column_title(const Chosen& chosen, std::string_view otherwise) const {
    return chosen.column ? std::string_view(staged_.header[*chosen.column]) : otherwise;
  }

  void remember_file() {
    staged_.batch.file = options_.file_name;
    staged_.batch.file_sha256 = reader_.digest().hex();
    staged_.batch.source = {options_.source};
    for (const auto& [sign, code] : options_.markers) staged_.batch.markers += fmt::format("{}={}\n", sign, code);
  }

  bool go_on() {
    progress_.at("import.read", reader_.bytes_read(), std::max<std::int64_t>(source_.size(), 0));
    if (staged_.rows_read == 0x4000 && source_.size() > 0) {
      // Room for all rows at once: growing by doubling would need half as much again.
      const auto expected = static_cast<double>(staged_.rows_read) * static_cast<double>(source_.size()) / static_cast<double>(reader_.bytes_read());
      const auto rows = static_cast<std::size_t>(std::min(expected * 1.1 + 70'000, 3e8));
      raw_.rows.reserve(rows);
      raw_.file_rows.reserve(rows);
    }
    if (!progress_.cancelled()) return true;
    staged_.report.note(reader_.row(), "observations.cancelled");
    return false;
  }

  void find_mends() {
    for (const auto& mend : options_.mends) {
      const auto found = std::find(staged_.header.begin(), staged_.header.end(), mend.column);
      if (found == staged_.header.end()) {
        staged_.report.cell(mend.row, mend.column, mend.text, "observations.no_such_mend");
      } else {
        mends_[mend.row].emplace_back(static_cast<std::size_t>(found - staged_.header.begin()), mend.text);
      }
    }
  }

  std::string_view cell(const Chosen& chosen) const { return chosen.of(cells_); }
  std::string_view cell(Column which) const { return cell(column(which)); }

  void fault(Column which, std::string_view text, base::Issue issue) {
    auto values = std::move(issue.values);
    staged_.report.cell(reader_.row(), column_title(column(which), column_name(which)), text, std::move(issue.code), std::move(values));
    row_sound_ = false;
  }

  void read_row() {
    if (!reader_.sound()) {  // with bytes or quotation marks that cannot be read, its cells say nothing
      ++faulty_rows_;
      return;
    }
    cells_ = reader_.cells();
    if (!mends_.empty()) {
      if (const auto found = mends_.find(reader_.row()); found != mends_.end()) {
        mended_.assign(cells_.begin(), cells_.end());
        for (const auto& [position, text] : found->second) mended_[position] = text;
        cells_ = mended_;
      }
    }
    row_sound_ = true;
    const auto spelling = spelling_of_row();
    const auto period = read_period(spelling);
    const auto figure = read_figure();
    Extras extras;
    if (figure && spelling >= 0) {
      check_limits(*figure, spelling);
      extras = read_extras(*figure, spelling);
    }
    const auto known_from = read_known_from();
    if (!row_sound_) {
      ++faulty_rows_;
      return;
    }
    const bool has_extras = !extras.empty();
    raw_.rows.push_back({.period = period, .known_from = known_from, .value = figure->value, .batch = static_cast<std::uint32_t>(spelling),
                         .status = figure->status, .has_extras = has_extras});
    raw_.file_rows.push_back(static_cast<std::uint32_t>(reader_.row()));
    if (has_extras) raw_.extras.emplace_back(static_cast<std::uint32_t>(reader_.row()), std::move(extras));
  }

  /// Number of the way in which this row spells its series; −1 when something of it is unknown.
  std::int32_t spelling_of_row() {
    const auto& groups = staged_.mapping->groups;
    const auto indicator = cell(Column::indicator);
    const auto place = cell(Column::place);
    const auto definition = cell(Column::definition);
    bool same = last_spelling_ >= 0 && indicator == last_indicator_ && place == last_place_ && definition == last_definition_;
    for (std::size_t g = 0; same && g < groups.size(); ++g) same = cell(groups[g].chosen) == last_groups_[g];
    if (same) return last_spelling_;
    last_indicator_ = indicator;
    last_place_ = place;
    last_definition_ = definition;
    last_groups_.resize(groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) last_groups_[g] = cell(groups[g].chosen);
    last_spelling_ = -1;

    const auto& found_indicator = catalogue_->indicator(indicator);
    if (found_indicator.number < 0) fault(Column::indicator, indicator, found_indicator.issue);
    const auto& found_place = catalogue_->place(place);
    if (found_place.number < 0) fault(Column::place, place, found_place.issue);
    std::vector<std::int32_t> categories;
    bool known_group = true;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const auto category = base::trimmed(last_groups_[g]);
      if (category.empty()) continue;
      const auto& found = catalogue_->category(g, category);
      if (found.number < 0) {
        auto values = found.issue.values;
        staged_.report.cell(reader_.row(), column_title(groups[g].chosen, "group." + groups[g].dimension), category, found.issue.code, std::move(values));
        row_sound_ = known_group = false;
      } else {
        categories.push_back(found.number);
      }
    }
    if (found_indicator.number < 0 || found_place.number < 0 || !known_group) return -1;
    const auto& rules = catalogue_->rules(found_indicator.number);
    auto version = rules.definition;
    if (const auto text = base::trimmed(definition); !text.empty()) {
      double number = 0;
      const bool known = is_plain_number(text, number) && number >= 1 && number == static_cast<double>(static_cast<int>(number)) &&
                         (number == 1 || std::find(rules.definitions.begin(), rules.definitions.end(), static_cast<std::int64_t>(number)) !=
                                             rules.definitions.end());
      if (!known) {
        fault(Column::definition, text, {{}, "observations.unknown_definition", {{"indicator", rules.id}}});
        return -1;
      }
      version = static_cast<std::int32_t>(number);
    }
    const auto group = catalogue_->group(std::move(categories));
    const RawRows::Spelling spelling{found_indicator.number, found_place.text, group, version};
    const auto [number, fresh] = spellings_.try_emplace(spelling, static_cast<std::int32_t>(raw_.spellings.size()));
    if (fresh) raw_.spellings.push_back(spelling);
    last_spelling_ = number->second;
    return last_spelling_;
  }

  std::int64_t read_period(std::int32_t spelling) {
    const auto text = cell(Column::period);
    const int fiscal_start = spelling < 0 ? 4 : catalogue_->rules(raw_.spellings[spelling].indicator).fiscal_start;
    auto& known = periods_[static_cast<std::size_t>(fiscal_start)];
    if (const auto found = known.find(text); found != known.end()) return found->second;
    auto period = base::Period::parse(base::trimmed(text), fiscal_start);
    if (!period) {
      fault(Column::period, text, std::move(period.error().front()));
      return 0;
    }
    if (known.size() < 100'000) known.emplace(text, period->code());
    return period->code();
  }

  std::optional<FigureCell> read_figure() {
    const auto text = cell(Column::value);
    const auto status = cell(Column::status);
    double value = 0;
    if (status.empty() && options_.markers.empty() && is_plain_number(text, value)) return FigureCell{Status::figure, value};
    auto figure = parse_figure(text, status, options_.markers);
    if (figure) return *figure;
    auto& issue = figure.error().front();
    fault(issue.field == "status" ? Column::status : Column::value, issue.field == "status" ? status : text, std::move(issue));
    return std::nullopt;
  }

  void check_limits(const FigureCell& figure, std::int32_t spelling) {
    if (figure.status != Status::figure) return;
    const auto& rules = catalogue_->rules(raw_.spellings[spelling].indicator);
    if (rules.minimum && figure.value < *rules.minimum) {
      fault(Column::value, cell(Column::value), {{}, "observations.below_minimum", {{"minimum", *rules.minimum}, {"indicator", rules.id}}});
    }
    if (rules.maximum && figure.value > *rules.maximum) {
      fault(Column::value, cell(Column::value), {{}, "observations.above_maximum", {{"maximum", *rules.maximum}, {"indicator", rules.id}}});
    }
  }

  Extras read_extras(const FigureCell& figure, std::int32_t spelling) {
    Extras extras;
    const auto& rules = catalogue_->rules(raw_.spellings[spelling].indicator);
    const auto number = [&](Column which, std::optional<double>& into) {
      const auto text = cell(which);
      if (text.empty()) return;
      auto read = parse_optional_number(text);
      if (!read) return fault(which, text, std::move(read.error().front()));
      into = *read;
    };
    number(Column::numerator, extras.numerator);
    number(Column::denominator, extras.denominator);
    number(Column::lower, extras.lower);
    number(Column::upper, extras.upper);
    if (extras.denominator && *extras.denominator <= 0) {
      fault(Column::denominator, cell(Column::denominator), {{}, "observations.denominator_not_positive", {}});
    } else if (rules.is_share && extras.numerator && extras.denominator && *extras.numerator > *extras.denominator) {
      fault(Column::numerator, cell(Column::numerator),
            {{}, "observations.numerator_above_denominator", {{"denominator", *extras.denominator}}});
    }
    const double low = extras.lower.value_or(figure.value);
    const double high = extras.upper.value_or(figure.value);
    const bool value_outside = figure.status == Status::figure && (low > figure.value || figure.value > high);
    if (value_outside || (extras.lower && extras.upper && low > high)) {
      fault(extras.lower ? Column::lower : Column::upper, cell(extras.lower ? Column::lower : Column::upper),
            {{}, "observations.bounds", {{"lower", low}, {"value", figure.value}, {"upper", high}}});
    }
    const auto unit = base::trimmed(read_text(cell(Column::unit)));
    if (rules.slot == workspace::no_slot) {
      if (column(Column::unit).given()) extras.unit = unit_of_new(raw_.spellings[spelling].indicator, unit);
    } else if (!unit.empty()) {
      if (unit != last_unit_ || last_unit_spelling_ != spelling) {
        last_unit_ = unit;
        last_unit_spelling_ = spelling;
        last_unit_is_usual_ = std::find(rules.units.begin(), rules.units.end(), base::folded(unit)) != rules.units.end();
      }
      if (!last_unit_is_usual_) {
        extras.unit = unit;
        if (!rules.units.empty()) {
          staged_.report.cell(reader_.row(), column_title(column(Column::unit), "unit"), unit, "observations.other_unit",
                              {{"indicator", rules.id}}, base::Severity::warning);
        }
      }
    }
    return extras;
  }

  /// A new indicator takes the unit of its rows when all have the same; as soon as one differs, each keeps its own.
  std::string unit_of_new(std::int32_t indicator, std::string_view unit) {
    const auto [found, fresh] = units_of_new_.try_emplace(indicator, UnitOfNew{std::string(unit)});
    auto& common = found->second;
    if (fresh || (!common.mixed && common.unit == unit)) return {};
    if (!common.mixed) {
      common.mixed = true;
      if (!common.unit.empty()) keep_unit_of_rows_so_far(indicator, common.unit);
    }
    return std::string(unit);
  }

  void keep_unit_of_rows_so_far(std::int32_t indicator, const std::string& unit) {
    std::vector<std::pair<std::uint32_t, Extras>> all;
    auto next = raw_.extras.begin();
    for (std::size_t r = 0; r < raw_.rows.size(); ++r) {
      const auto file_row = raw_.file_rows[r];
      const bool has = next != raw_.extras.end() && next->first == file_row;
      const bool concerned = raw_.spellings[raw_.rows[r].batch].indicator == indicator;
      if (!has && !concerned) continue;
      all.emplace_back(file_row, has ? std::move((next++)->second) : Extras{});
      if (concerned) all.back().second.unit = unit;
      raw_.rows[r].has_extras = true;
    }
    raw_.extras = std::move(all);
  }

  std::int64_t read_known_from() {
    const auto text = base::trimmed(cell(Column::known_from));
    if (text.empty()) return default_known_from_;
    if (text == last_known_from_) return last_known_from_code_;
    const auto known_from = KnownFrom::parse(text);
    if (!known_from) {
      fault(Column::known_from, text, {{}, "observations.known_from", {}});
      return 0;
    }
    if (known_from->day > options_.today) {
      fault(Column::known_from, text, {{}, "observations.known_from_future", {{"today", options_.today}}});
      return 0;
    }
    last_known_from_ = text;
    last_known_from_code_ = known_from->code();
    return last_known_from_code_;
  }

  struct UnitOfNew {
    std::string unit;
    bool mixed{false};
  };
  struct SpellingHash {
    std::size_t operator()(const RawRows::Spelling& s) const {
      const auto wide = [](std::int32_t number) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(number)); };
      const auto mixed = (wide(s.indicator) << 40) ^ (wide(s.group) << 8) ^ (wide(s.place) << 20) ^ wide(s.definition);
      const auto hash = mixed * 0x9E3779B97F4A7C15ULL;
      return hash ^ (hash >> 32);
    }
  };

  ByteSource& source_;
  const workspace::Workspace& known_;
  const ImportOptions& options_;
  base::Progress& progress_;
  Staged& staged_;
  CsvReader reader_;
  SeriesCatalogue* catalogue_{};
  RawRows raw_;
  std::int64_t default_known_from_{};
  std::unordered_map<std::int64_t, std::vector<std::pair<std::size_t, std::string>>> mends_;

  std::span<const std::string_view> cells_;
  std::vector<std::string_view> mended_;
  bool row_sound_{true};
  std::int64_t faulty_rows_{0};

  // What the row before said, and what it turned out to be: rows of one series mostly stand together.
  std::string last_indicator_;
  std::string last_place_;
  std::string last_definition_;
  std::vector<std::string> last_groups_;
  std::int32_t last_spelling_{-1};
  std::string last_unit_;
  std::int32_t last_unit_spelling_{-1};
  bool last_unit_is_usual_{false};
  std::unordered_map<std::int32_t, UnitOfNew> units_of_new_;
  std::string last_known_from_;
  std::int64_t last_known_from_code_{};
  std::array<std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>>, 13> periods_;
  std::unordered_map<RawRows::Spelling, std::int32_t, SpellingHash> spellings_;
};

}  // namespace

Staged stage_observations(ByteSource& source, const workspace::Workspace& known, const ImportOptions& options, base::Progress& progress) {
  Staged staged;
  FileReading(source, known, options, progress, staged).read();
  if (!staged.sound) {
    staged.rows = nullptr;
    staged.created.clear();
    return staged;
  }
  staged.batch.rows = static_cast<std::int64_t>(staged.rows->rows.size());
  staged.batch.known_from = options.known_from.value_or(options.today);
  if (!staged.rows->rows.empty() && staged.mapping->at(Column::known_from).given()) {
    std::int64_t newest = 0;
    for (const auto& row : staged.rows->rows) newest = std::max(newest, row.known_from);
    staged.batch.known_from = KnownFrom::from_code(newest).day;
  }
  base::JsonWriter report;
  staged.report.write_json(report);
  staged.batch.report = std::move(report).str();
  return staged;
}

Markers remembered_markers(const workspace::Workspace& known, std::string_view source) {
  const auto& batches = record::kind_of<record::Batch>();
  Markers markers;
  if (source.empty()) return markers;
  for (workspace::Slot slot = known.count(batches); slot > 0; --slot) {
    const auto& batch = known.at(batches, slot - 1).as<record::Batch>();
    if (batch.source.id != source || batch.withdrawn) continue;
    for (std::string_view rest = batch.markers; !rest.empty();) {
      const auto end = rest.find('\n');
      if (auto marker = parse_marker(rest.substr(0, end))) markers.insert(std::move(*marker));
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    break;
  }
  return markers;
}

}  // namespace outturn::exchange
