#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "exchange/column_mapping.h"
#include "exchange/name_index.h"
#include "record/measure.h"
#include "workspace/register.h"

namespace outturn::exchange {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// What the rows of one indicator are checked against.
struct IndicatorRules {
  std::string id;
  workspace::Slot slot{workspace::no_slot};
  int fiscal_start{4};
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::optional<double> precision;
  bool is_share{true};              ///< a numerator above its denominator makes no sense
  std::vector<std::string> units;   ///< folded, every language
  std::int32_t definition{1};       ///< the newest version
  std::vector<std::int64_t> definitions;
};

/// Turns what a file writes into indicators, places and groups, each distinct text looked up once; makes drafts of
/// what is missing where that is asked for.
class SeriesCatalogue {
 public:
  static constexpr std::size_t most_new = 10'000;

  /// What a text turned out to be: a number into the catalogue's own lists, or what is wrong with it.
  struct Entry {
    std::int32_t number{-1};
    std::int32_t text{-1};  ///< number of the text itself: two spellings of one place differ in it
    base::Issue issue{};
  };
  struct Named {
    std::string id;
    workspace::Slot slot{workspace::no_slot};
  };

  /// known  borrowed; outlives the catalogue
  SeriesCatalogue(const workspace::Workspace& known, bool create_missing, const ColumnMapping& mapping);

  const Entry& indicator(std::string_view written);
  const Entry& place(std::string_view written);
  /// group_column  position in the mapping's groups
  const Entry& category(std::size_t group_column, std::string_view written);
  /// The group of these categories (none = headline, number 0).
  std::int32_t group(std::vector<std::int32_t> categories);
  /// Faults of the dimensions that head the group columns.
  const std::vector<std::pair<std::string, base::Issue>>& dimension_issues() const { return dimension_issues_; }

  const IndicatorRules& rules(std::int32_t indicator) const { return indicators_[indicator]; }
  const Named& named_place(std::int32_t text) const { return places_[place_of_text_[text].first]; }
  /// What the file wrote for a place.
  const std::string& place_text(std::int32_t text) const { return place_of_text_[text].second; }
  const Named& named_group(std::int32_t group) const { return groups_[group]; }

  /// Gives an indicator that was made here the unit in which all its rows are.
  void set_unit(std::int32_t indicator, const std::string& unit);

  /// Drafts of everything made, what is referred to first.
  std::vector<workspace::Draft> created() const;

 private:
  using Dictionary = std::unordered_map<std::string, Entry, TextHash, std::equal_to<>>;

  base::Issue unknown(std::string_view what, std::string_view written, const NameIndex& index);
  /// An id for a new record: the text itself where it may be one, else made from it; never one that is taken.
  std::string new_id(const record::Kind& kind, std::string_view written);
  std::optional<base::Issue> make(const record::Kind& kind, const std::string& id, std::vector<std::pair<std::string, record::Value>> fields);

  const workspace::Workspace& known_;
  bool create_missing_;
  NameIndex indicator_names_;
  NameIndex place_names_;
  Dictionary indicator_texts_;
  Dictionary place_texts_;
  std::vector<Dictionary> category_texts_;
  std::vector<IndicatorRules> indicators_;
  std::vector<Named> places_;
  std::vector<std::pair<std::int32_t, std::string>> place_of_text_;
  std::vector<Named> groups_;

  struct OfDimension {
    std::string id;  ///< empty when the dimension is at fault
    std::unordered_map<std::string, std::vector<std::string>> by_name;  ///< folded name → category ids
    std::vector<std::string> names;
  };
  std::vector<OfDimension> dimensions_;  ///< one a group column
  std::vector<std::string> categories_;  ///< ids
  std::vector<std::pair<std::string, base::Issue>> dimension_issues_;
  std::map<std::vector<std::string>, std::int32_t> group_numbers_;  ///< sorted category ids → number
  std::unordered_map<std::string, std::int32_t> indicator_numbers_;  ///< id → number
  std::unordered_map<std::string, std::int32_t> place_numbers_;
  std::unordered_map<std::string, std::int32_t> category_numbers_;
  std::unordered_map<std::string, std::string> made_;  ///< kind + folded text → id
  std::map<const record::Kind*, std::vector<workspace::Draft>> drafts_;
  std::unordered_map<std::string, bool> taken_;  ///< kind + id of drafts
  std::size_t made_count_{};
  std::size_t suggestions_{};
};

}  // namespace outturn::exchange
