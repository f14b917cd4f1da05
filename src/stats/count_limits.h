#pragma once

namespace outturn::stats {

/// How a count comes about by chance alone.
enum class CountModel {
  binomial,  ///< so many of `size` people, each with the chance `rate`
  poisson,   ///< so many events in `size` person-years (or households, or days) at `rate` each
};

struct CountByChance {
  CountModel model{};
  double size{};  ///< > 0; whole for the binomial
  double rate{};  ///< ≥ 0; ≤ 1 for the binomial
};

/// P(X ≤ count) and P(X ≥ count), exactly: by the incomplete beta and gamma functions.
double chance_of_at_most(const CountByChance& by_chance, double count);
double chance_of_at_least(const CountByChance& by_chance, double count);

/// Two rates between which chance keeps a place or period.
struct RateBand {
  double lower{};
  double upper{};
};

/// The limits of a funnel: the count quantile, made continuous by interpolating between whole counts.
///
/// formula  r = the smallest count with P(X ≤ r) ≥ q;  α = (P(X ≤ r) − q) / (P(X ≤ r) − P(X ≤ r−1));  limit = (r − α) / size
/// tail     probability left out at each end, such as 0.025; q is tail and 1 − tail
/// returns  0 ≤ lower ≤ upper (≤ 1 for the binomial)
/// source   Spiegelhalter (2005), Statistics in Medicine 24: 1185–1202, appendix A.1.1
RateBand interpolated_limits(const CountByChance& by_chance, double tail);

/// Limits that a count passes if and only if chance alone gives it, or one further out, with less than `tail`: the
/// lower as above; the upper interpolates P(X ≥ s) likewise.
RateBand exact_limits(const CountByChance& by_chance, double tail);

}  // namespace outturn::stats
