#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/checked.h"

/// How many records of a source to look up, which, and what the errors found among them say of all.
namespace outturn::stats {

/// P(X ≤ count): at most so many wrong records in a sample drawn without putting back, exactly.
///
/// formula     Σ_{k ≤ count} C(wrong, k) C(population − wrong, sample − k) / C(population, sample)
/// population  records of the source; wrong, sample ≤ population
/// source      hypergeometric distribution; see docs/methods/record_sample.md
double chance_of_at_most_wrong(std::int64_t population, std::int64_t wrong, std::int64_t sample, std::int64_t count);

/// What a check of source records is to settle.
struct SamplePlan {
  std::int64_t population{};   ///< records of the source, 1 to 1,000,000,000
  double tolerable{0.05};      ///< share of wrong records that would be too many, above 0 and below 1
  double confidence{0.95};     ///< how sure to be that there are fewer, 0.5 to 0.9999
  std::int64_t accepted{0};    ///< wrong records in the sample that are still accepted
};

/// The smallest sample of which a source with the tolerable share of wrong records (rounded up to whole ones) would pass
/// with a probability of at most 1 − confidence.
///
/// returns  the whole population where no smaller sample is enough
/// refuses  stats.sample_population, stats.sample_tolerable, stats.sample_confidence, stats.sample_accepted (not 0 to population)
/// source   attribute (discovery) sampling: AICPA Audit Guide “Audit Sampling”, appendix A; finite population: hypergeometric
base::Checked<std::int64_t> sample_size(const SamplePlan& plan);

/// The largest share of wrong records that a sample with so many wrong ones leaves possible.
///
/// formula  D / population for the largest D with P(X ≤ wrong | D) > 1 − confidence
/// returns  0 to 1; the share itself where all records were looked up
/// refuses  stats.sample_population, stats.sample_confidence, stats.sample_more_than_all, stats.sample_wrong
/// source   exact one-sided limit (Buonaccorsi 1987, The American Statistician 41: 215–218); for a large population that of Clopper and Pearson
base::Checked<double> wrong_at_most(std::int64_t population, std::int64_t sample, std::int64_t wrong, double confidence = 0.95);

/// The numbers of the records to look up, 1 to population, ascending: the same for the same seed on every machine.
///
/// formula  Floyd's algorithm (Bentley & Floyd 1987) with SplitMix64 and rejection, so that each set is as likely as any other
/// refuses  stats.sample_population, stats.sample_more_than_all
base::Checked<std::vector<std::int64_t>> drawn_records(std::int64_t population, std::int64_t sample, std::uint64_t seed);

}  // namespace outturn::stats
