#pragma once

namespace outturn::gain {

/// From where on a check of GAIN's list asks for caution, or stops the answer; the reasons stand in docs/methods/gain.md.
inline constexpr double chance_caution = 0.10;
inline constexpr double chance_stop = 0.05;
inline constexpr double fit_caution = 1.5;           ///< times the error before the start of the median comparison place
inline constexpr double fit_stop = 4;
inline constexpr double effect_that_matters = 0.25;  ///< of the effect found at the real start

inline constexpr double seen_in_four_of_five = 0.8416212335729143;  ///< the standard normal value below which 80 % lie
inline constexpr double largest = 1e15;  ///< of any figure: sums of squares of 5,000 × 1,000 such figures still have 16 digits to spare

}  // namespace outturn::gain
