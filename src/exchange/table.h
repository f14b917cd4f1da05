#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace outturn::exchange {

/// A small CSV file held whole, its cells by header: for reference files of our own making.
class Table {
 public:
  /// throws ExchangeError when the file cannot be read or its form is at fault
  static Table read(const std::string& path);

  class Row {
   public:
    Row(const Table& table, std::size_t number) : table_(table), number_(number) {}
    /// throws ExchangeError when there is no such column
    const std::string& operator[](std::string_view column) const;

   private:
    const Table& table_;
    std::size_t number_;
  };
  std::size_t size() const { return rows_.size(); }
  Row operator[](std::size_t number) const { return {*this, number}; }

 private:
  std::string path_;
  std::unordered_map<std::string, std::size_t> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace outturn::exchange
