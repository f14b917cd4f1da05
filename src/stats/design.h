#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/checked.h"

namespace outturn::stats {

/// The explaining columns of a regression, each with the name a sentence or a table can call it by.
struct Design {
  std::size_t rows{};
  std::vector<std::string> names;
  std::vector<double> values;  ///< column after column, shape rows × names.size()

  std::size_t columns() const { return names.size(); }
  std::span<const double> column(std::size_t which) const { return std::span(values).subspan(which * rows, rows); }
  double at(std::size_t row, std::size_t which) const { return values[which * rows + row]; }
  void add(std::string name, std::span<const double> column) {
    names.push_back(std::move(name));
    values.insert(values.end(), column.begin(), column.end());
  }
};

/// Every value that is not a number, or too large to be squared and summed, as one issue each.
///
/// refuses  stats.not_a_number, stats.too_large (beyond ±1e100), each with its position
void check_values(std::span<const double> values, std::string_view field, base::Issues& issues);

}  // namespace outturn::stats
