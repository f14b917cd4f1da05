#include "exchange/column_mapping.h"

#include <algorithm>

#include "base/text.h"
#include "exchange/nearest.h"

namespace outturn::exchange {
namespace {

constexpr std::array<std::string_view, column_count> names{"indicator", "period", "place", "value", "numerator", "denominator",
                                                           "lower", "upper", "status", "unit", "known_from", "definition"};
constexpr std::string_view group_prefix = "group.";

/// Headers met in offices' files, folded, likeliest first. The canonical name itself always comes before them.
const std::array<std::vector<std::string_view>, column_count>& usual_headers() {
  static const std::array<std::vector<std::string_view>, column_count> all{{
      {"indicator id", "indicator code", "indicateur", "code indicateur", "id indicateur", "measure", "mesure"},
      {"periode", "time period", "reference period", "periode de reference", "ref date", "periode de ref", "year", "annee", "fiscal year",
       "exercice", "exercice financier", "quarter", "trimestre", "month", "mois", "date", "time"},
      {"lieu", "geo name", "geography", "geographie", "geo", "ref area", "area name", "area", "province", "province or territory",
       "province ou territoire", "region", "territoire", "location", "local authority", "country", "pays", "geo code", "area code"},
      {"valeur", "obs value", "figure", "chiffre", "donnee"},
      {"numerateur", "num"},
      {"denominateur", "denom", "den"},
      {"lower bound", "lower limit", "lower ci", "ci lower", "lower 95", "borne inferieure", "limite inferieure"},
      {"upper bound", "upper limit", "upper ci", "ci upper", "upper 95", "borne superieure", "limite superieure"},
      {"statut", "obs status", "symbol", "symbole", "flag", "etat"},
      {"units", "unite", "unites", "uom", "unit of measure", "unit measure", "unite de mesure", "unit override"},
      {"known from", "published", "published on", "publication date", "release date", "vintage date", "date de publication", "publie le",
       "connu depuis"},
      {"definition version", "version de la definition"},
  }};
  return all;
}

std::string comparable(std::string_view header) {
  auto text = base::folded(base::trimmed(header));
  std::replace(text.begin(), text.end(), '_', ' ');
  std::replace(text.begin(), text.end(), '-', ' ');
  return text;
}

std::string listed(const std::vector<std::string>& header) {
  std::string all;
  for (const auto& name : header) {
    if (!name.empty()) all += (all.empty() ? "" : ", ") + name;
  }
  return all;
}

}  // namespace

std::string_view column_name(Column column) { return names[static_cast<std::size_t>(column)]; }

std::optional<Column> column_named(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Column>(found - names.begin());
}

base::Checked<std::pair<std::string, std::string>> parse_column_choice(std::string_view option) {
  const auto equals = option.find('=');
  if (equals == std::string_view::npos || equals == 0) return base::refuse("column", "columns.choice_form", {{"written", shortened(option)}});
  const auto name = base::trimmed(option.substr(0, equals));
  if (!column_named(name) && !(name.starts_with(group_prefix) && name.size() > group_prefix.size())) {
    return base::refuse("column", "columns.unknown_name", {{"written", shortened(name)}});
  }
  std::string wanted(base::trimmed(option.substr(equals + 1)));
  if (wanted.starts_with('=')) wanted.front() = ':';  // NAME==TEXT
  return std::pair{std::string(name), std::move(wanted)};
}

std::optional<ColumnMapping> map_columns(const std::vector<std::string>& header, const ColumnChoices& choices,
                                         std::span<const std::string> dimensions, Report& report) {
  ColumnMapping mapping;
  std::vector<bool> used(header.size(), false);
  std::array<bool, column_count> left_out{};
  bool sound = true;
  const auto fault = [&](std::string code, base::Arguments values) {
    report.note(0, std::move(code), std::move(values));
    sound = false;
  };

  for (const auto& [name, wanted] : choices) {
    Chosen chosen;
    if (wanted.starts_with(':')) {
      chosen.constant = std::string(base::trimmed(std::string_view(wanted).substr(1)));
    } else if (!wanted.empty()) {
      auto found = std::find(header.begin(), header.end(), wanted);
      if (found == header.end()) {
        found = std::find_if(header.begin(), header.end(), [sought = comparable(wanted)](const auto& h) { return !h.empty() && comparable(h) == sought; });
      }
      if (found == header.end()) {
        fault("columns.no_such_header", {{"column", name}, {"written", shortened(wanted)}, {"headers", listed(header)},
                                         {"nearest", nearest(wanted, header)}});
        continue;
      }
      const auto position = static_cast<std::size_t>(found - header.begin());
      if (used[position]) fault("columns.used_twice", {{"header", header[position]}});
      used[position] = true;
      chosen.column = position;
    }
    if (const auto column = column_named(name)) {
      if (mapping.at(*column).given()) fault("columns.chosen_twice", {{"column", name}});
      mapping.at(*column) = std::move(chosen);
      left_out[static_cast<std::size_t>(*column)] = wanted.empty();
    } else if (name.starts_with(group_prefix) && name.size() > group_prefix.size()) {
      mapping.groups.push_back({name.substr(group_prefix.size()), std::move(chosen)});
    } else {
      fault("columns.unknown_name", {{"written", shortened(name)}});
    }
  }

  const auto take = [&](Chosen& target, std::string_view sought, bool guessed, std::string_view name) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (used[i] || header[i].empty() || (guessed ? comparable(header[i]) : header[i]) != sought) continue;
      used[i] = true;
      target.column = i;
      target.guessed = guessed;
      if (guessed) report.note(0, "columns.guessed", {{"header", header[i]}, {"column", std::string(name)}}, base::Severity::warning);
      return true;
    }
    return false;
  };
  for (std::size_t c = 0; c < column_count; ++c) {
    if (!mapping.columns[c].given() && !left_out[c]) take(mapping.columns[c], names[c], false, names[c]);
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (used[i] || !header[i].starts_with(group_prefix) || header[i].size() == group_prefix.size()) continue;
    const auto dimension = header[i].substr(group_prefix.size());
    const bool chosen = std::any_of(mapping.groups.begin(), mapping.groups.end(),
                                    [&](const auto& g) { return comparable(g.dimension) == comparable(dimension); });
    if (chosen) continue;
    mapping.groups.push_back({dimension, {.column = i}});
    used[i] = true;
  }
  for (std::size_t c = 0; c < column_count; ++c) {
    if (mapping.columns[c].given() || left_out[c]) continue;
    if (take(mapping.columns[c], comparable(names[c]), true, names[c])) continue;
    for (const auto usual : usual_headers()[c]) {
      if (take(mapping.columns[c], usual, true, names[c])) break;
    }
  }
  for (const auto& dimension : dimensions) {
    const bool known = std::any_of(mapping.groups.begin(), mapping.groups.end(),
                                   [&](const auto& g) { return comparable(g.dimension) == comparable(dimension); });
    Chosen chosen;
    if (!known && take(chosen, comparable(dimension), true, std::string(group_prefix) + dimension)) mapping.groups.push_back({dimension, chosen});
  }
  for (const auto column : {Column::indicator, Column::period, Column::place, Column::value}) {
    if (mapping.at(column).given()) continue;
    fault("columns.missing", {{"column", std::string(column_name(column))}, {"headers", listed(header)}});
  }
  std::vector<std::string> ignored;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (!used[i] && !header[i].empty()) ignored.push_back(header[i]);
  }
  if (sound && !ignored.empty()) report.note(0, "columns.ignored", {{"headers", listed(ignored)}}, base::Severity::warning);
  if (!sound) return std::nullopt;
  return mapping;
}

}  // namespace outturn::exchange
