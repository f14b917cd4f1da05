#include "stats/residualise.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

namespace outturn::stats {
namespace {

/// Deviations from unit and period means over the untreated cells, by alternating projections.
class Untreated {
 public:
  Untreated(const Panel& panel, std::span<const std::size_t> units) : panel_(panel), units_(units) {
    for (std::size_t i = 0; i < units.size(); ++i) {
      for (std::size_t t = 0; t < panel.period_count(); ++t) {
        if (!panel.treated_at(units[i], t)) cells_.push_back({i, t});
      }
    }
  }

  Eigen::VectorXd within(std::span<const double> values) const {
    Eigen::VectorXd cell(static_cast<Eigen::Index>(cells_.size()));
    for (std::size_t c = 0; c < cells_.size(); ++c) cell(static_cast<Eigen::Index>(c)) = values[units_[cells_[c].unit] * panel_.period_count() + cells_[c].period];
    const double size = cell.cwiseAbs().maxCoeff();
    for (int round = 0; round < 2000; ++round) {
      const double by_unit = centre(cell, units_.size(), [](const Cell& at) { return at.unit; });
      const double by_period = centre(cell, panel_.period_count(), [](const Cell& at) { return at.period; });
      if (std::max(by_unit, by_period) <= 1e-13 * size) break;
    }
    return cell;
  }

 private:
  struct Cell {
    std::size_t unit;
    std::size_t period;
  };

  double centre(Eigen::VectorXd& cell, std::size_t groups, auto&& group_of) const {
    std::vector<double> sum(groups);
    std::vector<double> count(groups);
    for (std::size_t c = 0; c < cells_.size(); ++c) {
      sum[group_of(cells_[c])] += cell(static_cast<Eigen::Index>(c));
      count[group_of(cells_[c])] += 1;
    }
    double moved = 0;
    for (std::size_t g = 0; g < groups; ++g) {
      if (count[g] > 0) sum[g] /= count[g];
      moved = std::max(moved, std::abs(sum[g]));
    }
    for (std::size_t c = 0; c < cells_.size(); ++c) cell(static_cast<Eigen::Index>(c)) -= sum[group_of(cells_[c])];
    return moved;
  }

  const Panel& panel_;
  std::span<const std::size_t> units_;
  std::vector<Cell> cells_;
};

}  // namespace

base::Checked<WithoutCovariates> without_covariates(const Panel& panel, std::span<const std::size_t> units,
                                                    std::span<const PanelSeries> covariates) {
  base::Issues issues;
  for (const auto& covariate : covariates) {
    if (covariate.values.size() != panel.values.size()) {
      issues.push_back({"covariate", "stats.synthetic_covariate_shape", {{"name", covariate.name}}});
      continue;
    }
    for (const std::size_t unit : units) {
      const auto series = covariate.values.subspan(unit * panel.period_count(), panel.period_count());
      const auto bad = std::ranges::find_if(series, [](double value) { return !(std::abs(value) <= 1e30); });
      if (bad == series.end()) continue;
      issues.push_back({"covariate", "stats.synthetic_covariate_gap",
                        {{"name", covariate.name}, {"unit", panel.units[unit]}, {"time", panel.times[static_cast<std::size_t>(bad - series.begin())]}}});
      break;
    }
  }
  if (!issues.empty()) return base::refuse(std::move(issues));

  const Untreated untreated(panel, units);
  const Eigen::VectorXd y = untreated.within(panel.values);
  Eigen::MatrixXd x(y.size(), static_cast<Eigen::Index>(covariates.size()));
  for (std::size_t k = 0; k < covariates.size(); ++k) {
    x.col(static_cast<Eigen::Index>(k)) = untreated.within(covariates[k].values);
    double size = 0;
    for (const std::size_t unit : units) {
      for (std::size_t t = 0; t < panel.period_count(); ++t) size = std::max(size, std::abs(covariates[k].values[unit * panel.period_count() + t]));
    }
    if (x.col(static_cast<Eigen::Index>(k)).cwiseAbs().maxCoeff() <= 1e-10 * size) {
      issues.push_back({"covariate", "stats.synthetic_covariate_no_variation", {{"name", covariates[k].name}}});
    }
  }
  if (!issues.empty()) return base::refuse(std::move(issues));
  const Eigen::VectorXd beta = x.colPivHouseholderQr().solve(y);

  WithoutCovariates answer{.outcome = panel.values, .effects = {beta.data(), beta.data() + beta.size()}};
  for (const std::size_t unit : units) {
    for (std::size_t t = 0; t < panel.period_count(); ++t) {
      const std::size_t cell = unit * panel.period_count() + t;
      for (std::size_t k = 0; k < covariates.size(); ++k) answer.outcome[cell] -= answer.effects[k] * covariates[k].values[cell];
    }
  }
  return answer;
}

}  // namespace outturn::stats
