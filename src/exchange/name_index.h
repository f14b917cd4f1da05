#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/workspace.h"

namespace outturn::exchange {

/// Finds records of one kind as people write them: by id, by name in any language, by alias; case and accents aside.
class NameIndex {
 public:
  struct Match {
    const workspace::Record* record{};  ///< nullptr when unknown or ambiguous
    std::string others;                 ///< ids of all that bear the name, when it is ambiguous
  };

  /// known  borrowed; outlives the index
  NameIndex(const workspace::Workspace& known, const record::Kind& kind);

  Match find(std::string_view written) const;
  /// The nearest known name or id, or "".
  std::string suggestion(std::string_view written) const;
  const std::vector<std::string>& names() const { return names_; }  ///< as written in the records, every language

 private:
  void add(std::string_view name, const workspace::Record& record);

  const workspace::Workspace& known_;
  const record::Kind& kind_;
  std::unordered_map<std::string, std::vector<const workspace::Record*>> by_name_;
  std::vector<std::string> names_;
};

}  // namespace outturn::exchange
