#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/visit.h"

/// Finding records by words, without regard to accents and case, in every language that a record has.
namespace outturn::web {

/// The words a person typed: every one must be found somewhere in a record, at the beginning of a word or, from four
/// letters on, within one.
class Query {
 public:
  explicit Query(std::string_view typed);
  bool empty() const { return words_.empty(); }

  /// How well a text answers: 0 = not at all; more is better (whole words before beginnings before parts).
  int match(std::string_view text) const;
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::vector<std::string> words_;
};

/// How well a record answers: its title counts more than its other texts. Only fields that are for everyone are read.
int match(const Query& query, const workspace::Record& record);

struct Hit {
  const workspace::Record* record{};
  int score{};
};
/// The records of one kind in force that answer and that the reader may read, best first, then in order of creation.
/// cost  all texts of the kind's records
std::vector<Hit> hits(const Visit& visit, const record::Kind& kind, const Query& query);

}  // namespace outturn::web
