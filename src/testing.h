#pragma once

#include <doctest/doctest.h>

#include <string>

#include "base/checked.h"
#include "testing_words.h"

/// What every unit test shares: near() for numbers and refusal() for issues.

namespace outturn::testing {

/// A number compared within an absolute tolerance: CHECK(x == near(50.81, 5e-5)).
struct Near {
  double value;
  double tolerance;
  friend bool operator==(double left, const Near& right) {
    return left - right.value <= right.tolerance && right.value - left <= right.tolerance;
  }
  friend doctest::String toString(const Near& near) {
    return doctest::toString(near.value) + " ± " + doctest::toString(near.tolerance);
  }
};

inline Near near(double value, double tolerance) { return {value, tolerance}; }

/// "field: code" of the first issue, or "accepted".
template <class T>
std::string refusal(const base::Checked<T>& answer) {
  if (answer) return "accepted";
  return answer.error().front().field + ": " + answer.error().front().code;
}

}  // namespace outturn::testing
