#include "exchange/row_settling.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>

namespace outturn::exchange {
namespace {

using workspace::Extras;
using workspace::KnownFrom;
using workspace::Row;
using workspace::SeriesName;
using workspace::Status;

constexpr std::int64_t whole_day = 0xFFFFF;

class Settling {
 public:
  Settling(RawRows raw, const SeriesCatalogue& catalogue, const workspace::Workspace& known, base::Progress& progress, Staged& staged)
      : raw_(std::move(raw)), catalogue_(catalogue), known_(known), progress_(progress), staged_(staged) {}

  Settled settle() {
    rank_series();
    order_rows();
    auto& rows = raw_.rows;
    auto result = std::make_shared<workspace::BatchRows>();
    std::size_t kept = 0;
    const auto series = spelling_of_.size();
    std::vector<std::uint32_t> stays;  // series with rows to store
    for (std::size_t s = 0; s < series; ++s) {
      if (s % 1024 == 0) progress_.at("import.compare", static_cast<std::int64_t>(s), static_cast<std::int64_t>(series));
      const auto before = kept;
      settle_series(s, kept);
      if (kept > before) {
        stays.push_back(static_cast<std::uint32_t>(s));
        first_[stays.size() - 1] = before;  // never ahead of the series that is being settled
      }
    }
    result->series.reserve(stays.size());
    result->first_row.reserve(stays.size() + 1);
    for (std::size_t s = 0; s < stays.size(); ++s) {
      result->series.push_back(name_of(stays[s]));
      result->first_row.push_back(first_[s]);
    }
    rows.resize(kept);
    raw_.file_rows.resize(kept);
    result->first_row.push_back(kept);
    for (std::size_t r = 0; r < kept; ++r) {
      rows[r].batch = 0;
      if (raw_.day_only) rows[r].known_from = (rows[r].known_from & ~whole_day) | (latest_sequence_ + 1);
      if (rows[r].status != Status::figure) ++staged_.absences;
      if (rows[r].has_extras) result->extras.emplace_back(r, *extras_of(raw_.file_rows[r]));
    }
    result->rows = std::move(rows);
    staged_.rows = std::move(result);
    return {std::move(raw_.file_rows), std::move(revises_)};
  }

 private:
  SeriesName name_of(std::size_t series) const {
    const auto& spelling = raw_.spellings[spelling_of_[series]];
    return {catalogue_.rules(spelling.indicator).id, spelling.definition, catalogue_.named_place(spelling.place).id,
            catalogue_.named_group(spelling.group).id};
  }

  /// Numbers the distinct series in the order of their ids.
  void rank_series() {
    // Ids are compared once each: from then on numbers stand for them.
    const auto order_of = [](std::size_t count, auto id) {
      std::vector<std::uint32_t> order(count);
      std::iota(order.begin(), order.end(), 0u);
      std::sort(order.begin(), order.end(), [&](auto a, auto b) { return id(a) < id(b); });
      std::vector<std::uint32_t> rank(count);
      std::uint32_t last = 0;
      for (std::size_t i = 0; i < count; ++i) {
        if (i > 0 && id(order[i]) != id(order[i - 1])) ++last;
        rank[order[i]] = last;
      }
      return rank;
    };
    std::int32_t indicators = 0;
    std::int32_t places = 0;
    std::int32_t groups = 0;
    for (const auto& spelling : raw_.spellings) {
      indicators = std::max(indicators, spelling.indicator + 1);
      places = std::max(places, spelling.place + 1);
      groups = std::max(groups, spelling.group + 1);
    }
    const auto indicator = order_of(indicators, [&](auto i) -> std::string_view { return catalogue_.rules(i).id; });
    const auto place = order_of(places, [&](auto i) -> std::string_view { return catalogue_.named_place(i).id; });
    const auto group = order_of(groups, [&](auto i) -> std::string_view { return catalogue_.named_group(i).id; });
    const auto key = [&](std::uint32_t number) {
      const auto& s = raw_.spellings[number];
      return std::tuple(indicator[s.indicator], s.definition, group[s.group], place[s.place]);
    };
    std::vector<std::uint32_t> order(raw_.spellings.size());
    std::iota(order.begin(), order.end(), 0u);
    const auto in_order = [&](auto a, auto b) { return key(a) < key(b); };
    if (!std::is_sorted(order.begin(), order.end(), in_order)) std::sort(order.begin(), order.end(), in_order);
    rank_.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i == 0 || key(order[i]) != key(order[i - 1])) spelling_of_.push_back(order[i]);
      rank_[order[i]] = static_cast<std::uint32_t>(spelling_of_.size() - 1);
    }
  }

  bool before(std::size_t a, std::size_t b) const {
    const auto& x = raw_.rows[a];
    const auto& y = raw_.rows[b];
    return std::tuple(x.period, x.known_from, raw_.file_rows[a]) < std::tuple(y.period, y.known_from, raw_.file_rows[b]);
  }

  /// Groups rows by series, in place, then orders each series. A file in canonical order needs neither.
  void order_rows() {
    auto& rows = raw_.rows;
    first_.assign(spelling_of_.size() + 1, 0);
    bool grouped = true;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      ++first_[rank_[rows[r].batch] + 1];
      if (r > 0 && rank_[rows[r].batch] < rank_[rows[r - 1].batch]) grouped = false;
    }
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    if (!grouped) {
      std::vector<std::uint32_t> target(rows.size());
      auto next = first_;
      for (std::size_t r = 0; r < rows.size(); ++r) target[r] = static_cast<std::uint32_t>(next[rank_[rows[r].batch]]++);
      for (std::size_t r = 0; r < rows.size(); ++r) {
        while (target[r] != r) {
          const auto to = target[r];
          std::swap(rows[r], rows[to]);
          std::swap(raw_.file_rows[r], raw_.file_rows[to]);
          std::swap(target[r], target[to]);
        }
      }
    }
    std::vector<std::size_t> order;
    std::vector<Row> sorted;
    std::vector<std::uint32_t> sorted_file_rows;
    for (std::size_t s = 0; s < spelling_of_.size(); ++s) {
      auto sorted_to = first_[s] + 1;
      while (sorted_to < first_[s + 1] && before(sorted_to - 1, sorted_to)) ++sorted_to;
      if (sorted_to >= first_[s + 1]) continue;
      order.resize(first_[s + 1] - first_[s]);
      std::iota(order.begin(), order.end(), first_[s]);
      std::sort(order.begin(), order.end(), [&](auto a, auto b) { return before(a, b); });
      sorted.clear();
      sorted_file_rows.clear();
      for (const auto r : order) {
        sorted.push_back(rows[r]);
        sorted_file_rows.push_back(raw_.file_rows[r]);
      }
      std::copy(sorted.begin(), sorted.end(), rows.begin() + static_cast<std::ptrdiff_t>(first_[s]));
      std::copy(sorted_file_rows.begin(), sorted_file_rows.end(), raw_.file_rows.begin() + static_cast<std::ptrdiff_t>(first_[s]));
    }
  }

  const Extras* extras_of(std::uint32_t file_row) const {
    const auto found = std::lower_bound(raw_.extras.begin(), raw_.extras.end(), file_row, [](const auto& e, auto row) { return e.first < row; });
    return found != raw_.extras.end() && found->first == file_row ? &found->second : nullptr;
  }

  static bool alike(const Row& a, const Extras* a_extras, const Row& b, const Extras* b_extras) {
    if (a.status != b.status || a.value != b.value) return false;
    if (!a_extras || !b_extras) return !a_extras && !b_extras;
    return *a_extras == *b_extras;
  }

  /// Tells the first period of another kind than the rest of its series, such as 2005-2007 beside 2005.
  void check_period_kinds(std::size_t s, const workspace::Series* stored) {
    std::optional<base::Period> first;
    const auto differs = [&](std::int64_t code) {
      const auto period = base::Period::from_code(code);
      if (!first) first = period;
      return period.kind() != first->kind();
    };
    if (stored && !stored->rows.empty()) (void)differs(stored->rows.front().period);
    for (auto r = first_[s]; r < first_[s + 1]; ++r) {
      if (r > first_[s] && raw_.rows[r].period == raw_.rows[r - 1].period) continue;
      if (!differs(raw_.rows[r].period)) continue;
      const auto period = base::Period::from_code(raw_.rows[r].period);
      const auto name = name_of(s);
      staged_.report.note(raw_.file_rows[r], "observations.mixed_periods",
                          {{"first", first->text()}, {"second", period.text()}, {"indicator", name.indicator}, {"place", name.place}},
                          base::Severity::warning);
      return;
    }
  }

  bool visible(const Row& row) const {
    const auto& withdrawn = known_.withdrawn_batches();
    return withdrawn.empty() || !std::binary_search(withdrawn.begin(), withdrawn.end(), row.batch);
  }

  /// Rows [from, to) share period and publication: at most one of them may stay. Returns it.
  std::optional<std::size_t> only_one(std::size_t from, std::size_t to, std::size_t series) {
    if (to - from == 1) return from;
    const auto name = name_of(series);
    bool conflict = false;
    const auto& rows = raw_.rows;
    for (auto r = from + 1; r < to; ++r) {
      const auto first = static_cast<std::int64_t>(raw_.file_rows[from]);
      const auto second = static_cast<std::int64_t>(raw_.file_rows[r]);
      const auto& one = raw_.spellings[rows[from].batch];
      const auto& other = raw_.spellings[rows[r].batch];
      const auto period = base::Period::from_code(rows[r].period).text();
      if (one.place != other.place) {
        staged_.report.note(second, "observations.place_two_names",
                            {{"first", catalogue_.place_text(one.place)}, {"second", catalogue_.place_text(other.place)}, {"place", name.place}, {"period", period},
                             {"other_row", first}});
        conflict = true;
      } else if (!alike(rows[from], extras_of(raw_.file_rows[from]), rows[r], extras_of(raw_.file_rows[r]))) {
        staged_.report.note(second, "observations.conflicting_duplicate",
                            {{"other_row", first}, {"indicator", name.indicator}, {"place", catalogue_.place_text(one.place)}, {"period", period},
                             {"first", said(rows[from])}, {"second", said(rows[r])}});
        conflict = true;
      } else {
        staged_.report.note(second, "observations.identical_duplicate", {{"other_row", first}}, base::Severity::warning);
        ++staged_.duplicates;
      }
    }
    if (!conflict) return from;
    staged_.left_out += static_cast<std::int64_t>(to - from);
    return std::nullopt;
  }

  static std::string said(const Row& row) {
    if (row.status != Status::figure) return workspace::status_code(row.status);
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, row.value).ptr};
  }

  void settle_series(std::size_t s, std::size_t& kept) {
    auto& rows = raw_.rows;
    const auto& spelling = raw_.spellings[spelling_of_[s]];
    const auto& rules = catalogue_.rules(spelling.indicator);
    const auto& place = catalogue_.named_place(spelling.place);
    const auto& group = catalogue_.named_group(spelling.group);
    const bool all_known = rules.slot != workspace::no_slot && place.slot != workspace::no_slot &&
                           (spelling.group == 0 || group.slot != workspace::no_slot);
    const auto* stored = all_known ? known_.panel().find({rules.slot, place.slot, spelling.group == 0 ? workspace::no_slot : group.slot,
                                                          spelling.definition})
                                   : nullptr;
    if (stored && stored->is_derived) {  // such as an export of this register, read again
      staged_.report.note(raw_.file_rows[first_[s]], "observations.derived", {{"indicator", name_of(s).indicator}}, base::Severity::warning);
      staged_.left_out += static_cast<std::int64_t>(first_[s + 1] - first_[s]);
      return;
    }
    check_period_kinds(s, stored);
    const auto first_kept = kept;
    std::size_t known = 0;  // rows of the stored series before it lie before this period
    for (auto r = first_[s]; r < first_[s + 1];) {
      auto end = r + 1;
      while (end < first_[s + 1] && rows[end].period == rows[r].period && rows[end].known_from == rows[r].known_from) ++end;
      const auto one = only_one(r, end, s);
      r = end;
      if (!one) continue;
      const auto row = rows[*one];
      const auto file_row = raw_.file_rows[*one];
      if (stored) {
        while (known < stored->rows.size() && stored->rows[known].period < row.period) ++known;
      }
      // What was known of this period just before this publication.
      const Row* earlier = nullptr;
      const Extras* earlier_extras = nullptr;
      const auto until = raw_.day_only ? row.known_from | whole_day : row.known_from;
      for (auto k = known; stored && k < stored->rows.size() && stored->rows[k].period == row.period; ++k) {
        const auto& candidate = stored->rows[k];
        if (raw_.day_only && (candidate.known_from | whole_day) == until) {
          latest_sequence_ = std::max(latest_sequence_, candidate.known_from & whole_day);
        }
        if (candidate.known_from > until || !visible(candidate)) continue;
        earlier = &candidate;
        earlier_extras = stored->extras_of(k);
      }
      if (kept > first_kept && rows[kept - 1].period == row.period && (!earlier || rows[kept - 1].known_from > earlier->known_from)) {
        earlier = &rows[kept - 1];
        earlier_extras = extras_of(raw_.file_rows[kept - 1]);
      }
      if (!raw_.day_only && earlier && earlier->known_from == row.known_from && !alike(*earlier, earlier_extras, row, extras_of(file_row))) {
        // One publication cannot say two things: a correction is a later one, a mistake is a batch to withdraw.
        staged_.report.note(file_row, "observations.publication_differs",
                            {{"period", base::Period::from_code(row.period).text()}, {"publication", KnownFrom::from_code(row.known_from).text()},
                             {"place", catalogue_.place_text(spelling.place)}, {"first", said(*earlier)}, {"second", said(row)}});
        ++staged_.left_out;
        continue;
      }
      if (row.status == Status::taken_back && (!earlier || earlier->status == Status::taken_back)) {
        if (!earlier) {
          staged_.report.note(file_row, "observations.nothing_to_take_back",
                              {{"period", base::Period::from_code(row.period).text()}}, base::Severity::warning);
        }
        ++staged_.unchanged;
        continue;
      }
      if (earlier && alike(*earlier, earlier_extras, row, extras_of(file_row))) {
        ++staged_.unchanged;
        continue;
      }
      if (!earlier || earlier->status == Status::taken_back) {
        ++staged_.fresh;
      } else {
        ++staged_.revised;
        if (earlier->status == Status::figure && row.status == Status::figure) note_noise(*earlier, row, rules, file_row);
      }
      revises_.push_back(earlier && earlier->status != Status::taken_back);
      rows[kept] = row;
      raw_.file_rows[kept] = file_row;
      ++kept;
    }
  }

  void note_noise(const Row& earlier, const Row& row, const IndicatorRules& rules, std::uint32_t file_row) {
    const double change = std::abs(row.value - earlier.value);
    // Without a stated precision only the last digits of a double count as none: they come from computing, not from counting.
    const double least = rules.precision.value_or(1e-12 * std::max(std::abs(row.value), std::abs(earlier.value)));
    if (change == 0 || change >= least) return;
    ++staged_.noise;
    staged_.report.note(file_row, "observations.below_precision", {{"before", earlier.value}, {"after", row.value}, {"precision", least}},
                        base::Severity::warning);
  }

  RawRows raw_;
  const SeriesCatalogue& catalogue_;
  const workspace::Workspace& known_;
  base::Progress& progress_;
  Staged& staged_;
  std::vector<std::uint32_t> spelling_of_;  ///< distinct series, in order; one of its spellings
  std::vector<std::uint32_t> rank_;         ///< spelling → series
  std::vector<std::size_t> first_;          ///< series → first row; size series + 1
  std::vector<bool> revises_{};             ///< one a row that stays
  std::int64_t latest_sequence_{0};         ///< of publications already known on the batch's day
};

}  // namespace

Settled settle_rows(RawRows raw, const SeriesCatalogue& catalogue, const workspace::Workspace& known, base::Progress& progress,
                    Staged& staged) {
  return Settling(std::move(raw), catalogue, known, progress, staged).settle();
}

}  // namespace outturn::exchange
