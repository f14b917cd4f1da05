#include "workspace/observation.h"

#include <charconv>

#include <fmt/format.h>

namespace outturn::workspace {

std::optional<Status> status_of(std::string_view code) {
  if (code.empty()) return Status::figure;
  if (code.size() != 1) return std::nullopt;
  switch (code.front()) {
    case 'x': return Status::missing;
    case 'c': return Status::suppressed;
    case 'z': return Status::not_applicable;
    case 'w': return Status::not_yet_due;
    case 'd': return Status::disputed;
    case 't': return Status::taken_back;
    default: return std::nullopt;
  }
}

std::string status_code(Status status) {
  return status == Status::figure ? std::string{} : std::string(1, static_cast<char>(status));
}

std::string KnownFrom::text() const {
  return sequence == 1 ? day.iso() : fmt::format("{}#{}", day.iso(), sequence);
}

std::optional<KnownFrom> KnownFrom::parse(std::string_view text) {
  const auto hash = text.find('#');
  const auto day = base::Day::parse(text.substr(0, hash));
  if (!day) return std::nullopt;
  KnownFrom known{*day, 1};
  if (hash != std::string_view::npos) {
    const auto digits = text.substr(hash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), known.sequence);
    if (error != std::errc{} || end != digits.data() + digits.size() || known.sequence < 1 || known.sequence > 1'000'000) return std::nullopt;
  }
  return known;
}

namespace {

void append_number(std::string& out, double value) {
  if (value == 0) value = 0;  // a database need not keep the sign of zero
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  out.append(buffer, end);
}

}  // namespace

void BatchRows::append_canonical(std::string& out, const SeriesName& series, const Row& row, const Extras* extras) {
  out += series.indicator;
  out += ',';
  append_number(out, series.definition);
  out += ',';
  out += series.group;
  out += ',';
  out += series.place;
  out += ',';
  char code[24];
  out.append(code, std::to_chars(code, code + sizeof code, row.period).ptr);
  out += ',';
  out.append(code, std::to_chars(code, code + sizeof code, row.known_from).ptr);
  out += ',';
  if (row.status == Status::figure) {
    append_number(out, row.value);
  } else {
    out += static_cast<char>(row.status);
  }
  if (extras) {
    for (const auto& number : {extras->numerator, extras->denominator, extras->lower, extras->upper}) {
      out += ',';
      if (number) append_number(out, *number);
    }
    out += ',';
    out += extras->unit;
  }
  out += '\n';
}

base::Digest BatchRows::digest() const {
  base::Sha256 hash;
  std::string text;
  auto extra = extras.begin();
  for (std::size_t s = 0; s < series.size(); ++s) {
    for (auto r = first_row[s]; r < first_row[s + 1]; ++r) {
      while (extra != extras.end() && extra->first < r) ++extra;
      append_canonical(text, series[s], rows[r], extra != extras.end() && extra->first == r ? &extra->second : nullptr);
      if (text.size() > 1 << 16) {
        hash.add(text);
        text.clear();
      }
    }
  }
  hash.add(text);
  return hash.digest();
}

}  // namespace outturn::workspace
