#pragma once

#include <vector>

#include <Eigen/Core>

namespace outturn::stats {

/// The figures of a matrix or vector, column after column, so that no header of this room needs Eigen.
inline std::vector<double> plain(const Eigen::MatrixXd& m) { return {m.data(), m.data() + m.size()}; }
inline std::vector<double> plain(const Eigen::VectorXd& v) { return {v.data(), v.data() + v.size()}; }

}  // namespace outturn::stats
