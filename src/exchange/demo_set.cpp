#include "exchange/demo_set.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "exchange/byte_source.h"
#include "exchange/csv_writer.h"
#include "exchange/table.h"
#include "record/keeping.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"

namespace outturn::exchange {
namespace {

using record::Localised;
using record::Reference;
using record::References;
using record::Value;
using Fields = act::Fields;

constexpr std::string_view headline{};

/// Short name and place on the map of equal squares.
struct Square {
  std::string_view code;
  std::string_view short_name;
  std::int64_t column;
  std::int64_t row;
};
constexpr std::array<Square, 13> squares{{{"60", "YT", 0, 0}, {"61", "NT", 1, 0}, {"62", "NU", 2, 0}, {"59", "BC", 0, 1}, {"48", "AB", 1, 1},
                                          {"47", "SK", 2, 1}, {"46", "MB", 3, 1}, {"35", "ON", 4, 1}, {"24", "QC", 5, 1}, {"10", "NL", 6, 1},
                                          {"13", "NB", 5, 2}, {"11", "PE", 6, 2}, {"12", "NS", 7, 2}}};

Localised both(const std::string& english, const std::string& french) {
  Localised text;
  text.set("en", std::string(base::trimmed(english)));
  text.set("fr", std::string(base::trimmed(french)));
  return text;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Parts of "a | b | c".
std::vector<std::string> parts(std::string_view text) {
  std::vector<std::string> all;
  for (;;) {
    const auto bar = text.find(" | ");
    const auto part = base::trimmed(text.substr(0, bar));
    if (!part.empty()) all.emplace_back(part);
    if (bar == std::string_view::npos) return all;
    text.remove_prefix(bar + 3);
  }
}

/// The last year from 2000 on that a text names.
std::string last_year_in(std::string_view text) {
  std::string year;
  for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
    const auto four = text.substr(i, 4);
    if (four.starts_with("20") && four.find_first_not_of("0123456789") == std::string_view::npos) year = four;
  }
  return year;
}

class Set {
 public:
  explicit Set(const std::string& folder)
      : folder_(folder),
        observations_(table("observations.csv")),
        revisions_(table("revisions.csv")),
        vintages_(table("vintages.csv")),
        indicators_(table("indicators.csv")),
        targets_(table("targets.csv")) {}

  DemoSet read() {
    find_headlines();
    places();
    groups();
    sources_and_indicators();
    outcomes();
    targets();
    organisations_and_commitments();
    put<record::Installation>(
        "this", {{"name", both("Canada’s shared outcomes (full set)", "Résultats communs du Canada (jeu complet)")},
                 {"notice", both("Adapted from Statistics Canada and other Government of Canada sources, named per indicator; this does not "
                                 "constitute an endorsement by them. Which commitment bears on which indicator is our reading.",
                                 "Adapté de Statistique Canada et d’autres sources du gouvernement du Canada, nommées pour chaque indicateur ; "
                                 "cela ne constitue pas une approbation de leur part. Le lien entre engagements et indicateurs est notre lecture.")},
                 {"public_reading", true},
                 {"time_zone", std::string("America/Toronto")},
                 {"country", Reference{"CA"}}});
    headline_publications();
    group_publications();
    for (const auto& kind : record::kinds()) {
      const auto found = records_.find(&kind);
      if (found == records_.end()) continue;
      std::move(found->second.begin(), found->second.end(), std::back_inserter(set_.records));
    }
    return std::move(set_);
  }

 private:
  Table table(const char* name) const { return Table::read((std::filesystem::path(folder_) / name).string()); }

  template <class T>
  void put(const std::string& id, Fields fields) {
    std::erase_if(fields, [](const auto& field) {
      const auto* localised = std::get_if<Localised>(&field.second);
      const auto* references = std::get_if<References>(&field.second);
      const auto* text = std::get_if<std::string>(&field.second);
      return (localised && localised->empty()) || (references && references->empty()) || (text && text->empty());
    });
    records_[&record::kind_of<T>()].push_back({.kind = &record::kind_of<T>(), .id = id, .fields = std::move(fields)});
  }

  /// An id made from a name, told apart from those made before.
  std::string id_from(std::string_view name, std::set<std::string>& taken) const {
    auto id = base::slug(name);
    if (id.empty() || !taken.insert(id).second) {
      id = (id.empty() ? "n" : id.substr(0, 60)) + "-" + base::sha256(name).hex().substr(0, 6);
      taken.insert(id);
    }
    return id;
  }

  /// An indicator whose figures all have a breakdown has that of its target as its headline (chronic homelessness: the
  /// number of people, beside its change in per cent).
  void find_headlines() {
    std::set<std::string> plain;
    for (std::size_t r = 0; r < observations_.size(); ++r) {
      if (observations_[r]["breakdown"].empty()) plain.insert(observations_[r]["indicator_id"]);
    }
    for (std::size_t r = 0; r < targets_.size(); ++r) {
      if (!plain.contains(targets_[r]["indicator_id"])) headline_of_[targets_[r]["indicator_id"]] = targets_[r]["breakdown"];
    }
  }
  bool is_headline(const std::string& indicator, const std::string& breakdown) const {
    const auto found = headline_of_.find(indicator);
    return breakdown == (found == headline_of_.end() ? headline : std::string_view(found->second));
  }

  void places() {
    std::map<std::string, std::string> boundaries;
    const auto json = base::Json::parse(file_content((std::filesystem::path(folder_) / "provinces.geojson").string()));
    if (!json) throw ExchangeError(folder_ + "/provinces.geojson: " + json.error().front().code);
    if (const auto* features = json->find("features"); features && features->array()) {
      for (const auto& feature : *features->array()) {
        const auto* properties = feature.find("properties");
        const auto* code = properties ? properties->find("geo_code") : nullptr;
        const auto* geometry = feature.find("geometry");
        if (code && code->text() && geometry) boundaries[*code->text()] = geometry->dump();
      }
    }
    const auto geographies = table("geographies.csv");
    std::set<std::string> taken;
    for (std::size_t r = 0; r < geographies.size(); ++r) {
      const auto place = geographies[r];
      const auto& level = place["level"];
      const auto id = place["geo_code"].empty() ? id_from(place["name_en"], taken) : place["geo_code"];
      place_ids_[place["name_en"]] = id;
      Fields fields{{"name", both(place["name_en"], place["name_fr"])},
                    {"level", std::string(level == "country" ? "country" : level == "province_or_territory" ? "province"
                                          : level == "metropolitan_area" ? "local" : "region")},
                    {"boundary", boundaries[id]}};
      if (!place["parent_code"].empty()) fields.emplace_back("parent", Reference{place["parent_code"]});
      for (const auto& square : squares) {
        if (square.code != id) continue;
        fields.emplace_back("short_name", std::string(square.short_name));
        fields.emplace_back("column", square.column);
        fields.emplace_back("row", square.row);
      }
      put<record::Place>(id, std::move(fields));
    }
    // Places that only earlier publications named.
    for (std::size_t r = 0; r < revisions_.size(); ++r) {
      const auto& name = revisions_[r]["geo_name"];
      if (!revisions_[r]["geo_code"].empty() || place_ids_.contains(name)) continue;
      place_ids_[name] = id_from(name, taken);
      put<record::Place>(place_ids_[name], {{"name", both(name, "")}, {"level", std::string("region")}, {"parent", Reference{"CA"}}});
    }
  }

  void groups() {
    const auto breakdowns = table("breakdowns.csv");
    std::set<std::string> taken_dimensions;
    std::set<std::string> taken;
    for (std::size_t r = 0; r < breakdowns.size(); ++r) {
      const auto& dimension = breakdowns[r]["dimension"];
      auto& id = dimension_ids_[dimension];
      if (id.empty()) {
        id = id_from(dimension, taken_dimensions);
        put<record::Dimension>(id, {{"name", both(dimension, "")}});
      }
      const auto category = id_from(id.substr(0, 40) + " " + breakdowns[r]["category_en"], taken);
      category_ids_[dimension + "=" + breakdowns[r]["category_en"]] = category;
      put<record::Category>(category, {{"dimension", Reference{id}}, {"name", both(breakdowns[r]["category_en"], breakdowns[r]["category_fr"])}});
    }
    std::set<std::string> breakdowns_met;
    std::set<std::set<std::string>> combinations_met;
    for (std::size_t r = 0; r < observations_.size(); ++r) {
      const auto& breakdown = observations_[r]["breakdown"];
      if (is_headline(observations_[r]["indicator_id"], breakdown) || !breakdowns_met.insert(breakdown).second) continue;
      std::set<std::string> ids;  // the set writes some combinations in two orders
      for (const auto part : base::split(breakdown, '|')) ids.insert(category_ids_.at(std::string(part)));
      if (!combinations_met.insert(ids).second) continue;
      References categories;
      std::string id;
      for (const auto& category : ids) {
        categories.push_back({category});
        id += (id.empty() ? "" : "_") + category;
      }
      if (id.size() > 80) id = id.substr(0, 60) + "-" + base::sha256(id).hex().substr(0, 16);
      put<record::Group>(id, {{"categories", categories}});
    }
  }

  void sources_and_indicators() {
    std::map<std::string, std::vector<std::string>> written;  // indicator → values as published
    for (std::size_t r = 0; r < revisions_.size(); ++r) written[revisions_[r]["indicator_id"]].push_back(revisions_[r]["value"]);
    std::map<std::string, std::string> common_unit;
    for (std::size_t r = 0; r < observations_.size(); ++r) common_unit.emplace(observations_[r]["indicator_id"], observations_[r]["unit_override"]);
    const auto delays = publication_delays();

    std::map<std::string, std::string> source_ids;
    std::set<std::string> taken;
    for (std::size_t r = 0; r < indicators_.size(); ++r) {
      const auto row = indicators_[r];
      const auto& id = row["indicator_id"];
      const auto titles = parts(row["source_titles"]);
      const auto urls = parts(row["source_urls"]);
      const auto& publisher = row["source_organisations"];
      References sources;
      for (std::size_t s = 0; s < titles.size(); ++s) {
        auto& source = source_ids[titles[s]];
        if (source.empty()) {
          source = id_from(titles[s], taken);
          Fields fields{{"title", both(titles[s].substr(0, 490), "")}, {"publisher", both(publisher, "")}, {"licence", row["data_licence"]}};
          if (titles.size() == urls.size() || s == 0) fields.emplace_back("url", s < urls.size() ? urls[s] : std::string{});
          if (publisher == "Statistics Canada") {
            fields.emplace_back("attribution", both("Adapted from Statistics Canada; this does not constitute an endorsement by Statistics Canada of this product.",
                                                    "Adapté de Statistique Canada ; cela ne constitue pas une approbation de ce produit par Statistique Canada."));
          }
          put<record::Source>(source, std::move(fields));
        }
        sources.push_back({source});
      }
      if (!sources.empty()) first_source_[id] = sources.front().id;
      const auto unit = base::folded(row["unit_en"]);
      const std::string value_kind = unit == "percentage" ? "percentage"
                                     : unit.find("rate") != std::string::npos || unit.find("per 100,000") != std::string::npos ? "rate"
                                     : unit == "number" ? "count" : "amount";
      const auto decimals = usual_decimals(written[id]);
      Fields fields{{"name", both(row["name_en"], row["name_fr"])},
                    {"outcomes", References{{row["outcome_id"]}}},
                    {"unit", both(row["unit_en"].empty() ? common_unit[id] : row["unit_en"], row["unit_fr"])},
                    {"value_kind", value_kind},
                    {"direction", row["desired_direction"]},
                    {"precision", 0.5 * std::pow(10.0, -decimals)},
                    {"decimals", static_cast<std::int64_t>(std::min(decimals, 2))},
                    {"description", both(row["description_en"], row["description_fr"])},
                    {"limitations", both(row["limitations_en"], row["limitations_fr"])},
                    {"sources", sources},
                    {"frequency", row["periodicity"]},
                    {"labels", "CIF " + id}};
      if (const auto delay = delays.find(id); delay != delays.end()) fields.emplace_back("publication_delay", delay->second);
      put<record::Indicator>(id, std::move(fields));
      const auto text = both(row["description_en"], row["description_fr"]);
      if (!text.empty()) {
        put<record::Definition>("D-" + id + "-1", {{"indicator", Reference{id}}, {"version", std::int64_t{1}}, {"text", text}});
      }
    }
  }

  /// Digits after the point in nine of ten published figures; three at most, as more come from computing.
  static int usual_decimals(const std::vector<std::string>& values) {
    std::array<std::size_t, 4> with{};
    std::size_t all = 0;
    for (const auto& value : values) {
      if (value.empty()) continue;
      ++all;
      const auto point = value.find('.');
      const auto digits = point == std::string::npos ? 0 : value.size() - point - 1;
      ++with[std::min<std::size_t>(digits, 3)];
    }
    std::size_t so_far = 0;
    for (int digits = 0; digits < 3; ++digits) {
      so_far += with[static_cast<std::size_t>(digits)];
      if (so_far * 10 >= all * 9) return digits;
    }
    return 3;
  }

  /// The longest that a source has taken to add a new newest period, and a month more.
  std::map<std::string, std::int64_t> publication_delays() const {
    std::map<std::string, std::int64_t> newest;  // indicator → last day of the newest period
    std::map<std::string, std::int64_t> longest;
    for (std::size_t r = 0; r < revisions_.size(); ++r) {
      const auto row = revisions_[r];
      const auto period = base::Period::parse(row["period"]);
      const auto day = base::Day::parse(row["vintage_date"]);
      if (!period || !day) continue;
      const auto& id = row["indicator_id"];
      const std::int64_t end = period->last_day().number;
      const auto [known, first] = newest.emplace(id, end);
      if (row["change"] == "added" && end > known->second) longest[id] = std::max<std::int64_t>(longest[id], day->number - end + 30);
      known->second = std::max(known->second, end);
    }
    std::erase_if(longest, [](const auto& one) { return one.second <= 30 || one.second > 3650; });
    return longest;
  }

  void outcomes() {
    const auto outcomes = table("outcomes.csv");
    for (std::size_t r = 0; r < outcomes.size(); ++r) {
      const auto row = outcomes[r];
      put<record::Outcome>(row["outcome_id"], {{"title", both(row["name_en"], row["name_fr"])},
                                               {"area", both(row["sdg_goal_title_en"], "")},
                                               {"labels", "SDG " + row["sdg_goal"]}});
    }
  }

  void targets() {
    for (std::size_t r = 0; r < targets_.size(); ++r) {
      const auto row = targets_[r];
      const auto& indicator = row["indicator_id"];
      const auto value = number(row["target_value"]);
      const auto year = base::Period::parse(row["target_year"].empty() ? last_year_in(row["target_text_en"]) : row["target_year"]);
      if (!value || !year) continue;
      // "Eliminate" is coded 0.1 by the source, because its formula cannot take 0.
      const bool eliminate = *value == 0.1;
      Fields fields{{"indicator", Reference{indicator}},
                    {"place", Reference{"CA"}},
                    {"kind", std::string("joint")},
                    {"form", std::string(eliminate ? "eliminate" : row["desired_direction"] == "up" ? "at_least" : "at_most")},
                    {"value", *value},
                    {"period", *year},
                    {"text", both(row["target_text_en"], row["target_text_fr"])}};
      if (const auto base_year = base::Period::parse(row["base_year"])) fields.emplace_back("base_period", *base_year);
      if (const auto base_value = number(row["base_value"])) fields.emplace_back("base_value", *base_value);
      if (const auto source = first_source_.find(indicator); source != first_source_.end()) fields.emplace_back("source", Reference{source->second});
      put<record::Target>("T-" + indicator, std::move(fields));
    }
  }

  void organisations_and_commitments() {
    put<record::Source>("mandate-letters-2021",
                        {{"title", both("Ministers’ mandate letters, December 2021", "Lettres de mandat des ministres, décembre 2021")},
                         {"publisher", both("Government of Canada; compiled by Build Canada", "Gouvernement du Canada ; compilées par Build Canada")},
                         {"licence", std::string("MIT (compilation); texts Crown copyright")}});
    const auto organisations = table("organisations.csv");
    for (std::size_t r = 0; r < organisations.size(); ++r) {
      put<record::Organisation>(organisations[r]["organisation_id"],
                                {{"name", both(organisations[r]["name"], "")}, {"kind", std::string("minister")}});
    }
    std::map<std::string, std::string> outcome_of;
    for (std::size_t r = 0; r < indicators_.size(); ++r) outcome_of[indicators_[r]["indicator_id"]] = indicators_[r]["outcome_id"];
    struct Shares {
      std::string lead;
      References parties;
      References indicators;
      References outcomes;
    };
    std::map<std::string, Shares> shares;
    const auto parties = table("commitment_parties.csv");
    for (std::size_t r = 0; r < parties.size(); ++r) {
      auto& share = shares[parties[r]["commitment_id"]];
      const bool leads = parties[r]["role"] == "lead";
      if (leads) share.lead = parties[r]["organisation_id"];
      // A lead who is not among the ministers named is kept so: it is a gap in the promise itself.
      if (!leads || parties[r]["lead_listed_among_all_ministers"] == "yes") share.parties.push_back({parties[r]["organisation_id"]});
    }
    const auto links = table("commitment_indicator_links.csv");
    std::map<std::pair<std::string, std::string>, bool> in_outcome;  // outcome, organisation → leads something
    for (std::size_t r = 0; r < links.size(); ++r) {
      auto& share = shares[links[r]["commitment_id"]];
      const Reference outcome{outcome_of[links[r]["indicator_id"]]};
      share.indicators.push_back({links[r]["indicator_id"]});
      if (std::find(share.outcomes.begin(), share.outcomes.end(), outcome) == share.outcomes.end()) share.outcomes.push_back(outcome);
      for (const auto& party : share.parties) in_outcome[{outcome.id, party.id}] |= false;
      if (!share.lead.empty()) in_outcome[{outcome.id, share.lead}] = true;
    }
    for (const auto& [pair, leads] : in_outcome) {
      put<record::Party>(pair.first + "-" + pair.second,
                         {{"outcome", Reference{pair.first}}, {"organisation", Reference{pair.second}},
                          {"stance", std::string(leads ? "leads" : "contributes")}, {"source", Reference{"mandate-letters-2021"}}});
    }
    const auto commitments = table("commitments.csv");
    for (std::size_t r = 0; r < commitments.size(); ++r) {
      const auto& id = commitments[r]["commitment_id"];
      const auto& share = shares[id];
      Fields fields{{"text", both(commitments[r]["text"], "")}, {"parties", share.parties}, {"outcomes", share.outcomes},
                    {"indicators", share.indicators}, {"source", Reference{"mandate-letters-2021"}}, {"number", id}};
      if (!share.lead.empty()) fields.emplace_back("lead", Reference{share.lead});
      put<record::Commitment>("C" + id, std::move(fields));
    }
  }

  const std::string& place_id(const std::string& code, const std::string& name) const { return code.empty() ? place_ids_.at(name) : code; }

  void headline_publications() {
    // Figures that were taken back and are now published as blank: the row is there, without a figure.
    std::set<std::tuple<std::string, std::string, std::string>> blank;
    for (std::size_t r = 0; r < observations_.size(); ++r) {
      const auto row = observations_[r];
      if (row["value"].empty() && is_headline(row["indicator_id"], row["breakdown"])) blank.emplace(row["indicator_id"], row["period"], row["geo_name"]);
    }
    std::map<std::int64_t, std::vector<std::size_t>> rows;  // vintage → its changes
    for (std::size_t r = 0; r < revisions_.size(); ++r) rows[static_cast<std::int64_t>(*number(revisions_[r]["vintage_seq"]))].push_back(r);
    struct Vintage {
      std::string day;
      std::int64_t sequence{};
      std::string indicator;
    };
    std::vector<Vintage> order;
    for (std::size_t r = 0; r < vintages_.size(); ++r) {
      order.push_back({vintages_[r]["vintage_date"], static_cast<std::int64_t>(*number(vintages_[r]["vintage_seq"])), vintages_[r]["indicator_id"]});
    }
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return std::tie(a.day, a.sequence) < std::tie(b.day, b.sequence); });
    std::map<std::pair<std::string, std::string>, int> on_day;  // indicator, day → publications so far
    for (const auto& vintage : order) {
      const int count = ++on_day[{vintage.indicator, vintage.day}];
      const auto known_from = vintage.day + (count > 1 ? "#" + std::to_string(count) : "");
      latest_publication_[vintage.indicator] = known_from;
      Publication publication{.name = vintage.indicator + " " + known_from + ".csv", .source = source_of(vintage.indicator), .csv = {}};
      CsvWriter csv(publication.csv);
      csv.exact("indicator").exact("period").exact("place").exact("value").exact("status").exact("known_from").end_row();
      for (const auto r : rows[vintage.sequence]) {
        const auto row = revisions_[r];
        const bool removed = row["change"] == "removed";
        const bool now_blank = removed && blank.contains({row["indicator_id"], row["period"], row["geo_name"]});
        if (now_blank) told_blank_.emplace(row["indicator_id"], row["period"], row["geo_name"]);
        csv.exact(vintage.indicator).exact(row["period"]).exact(place_id(row["geo_code"], row["geo_name"])).exact(removed ? "" : row["value"])
            .exact(!removed ? "" : now_blank ? "x" : "t").exact(known_from).end_row();
      }
      set_.publications.push_back(std::move(publication));
    }
  }

  std::string source_of(const std::string& indicator) const {
    const auto found = first_source_.find(indicator);
    return found == first_source_.end() ? std::string{} : found->second;
  }

  /// Figures by group have no history in the set: they became known with the indicator's latest publication.
  void group_publications() {
    std::map<std::string, std::vector<std::size_t>> rows;
    for (std::size_t r = 0; r < observations_.size(); ++r) {
      const auto row = observations_[r];
      const bool is_known = is_headline(row["indicator_id"], row["breakdown"]) &&
                            (!row["value"].empty() || told_blank_.contains({row["indicator_id"], row["period"], row["geo_name"]}));
      if (!is_known) rows[row["indicator_id"]].push_back(r);
    }
    for (std::size_t i = 0; i < indicators_.size(); ++i) {
      const auto& indicator = indicators_[i]["indicator_id"];
      if (rows[indicator].empty()) continue;
      std::set<std::string> dimensions;
      for (const auto r : rows[indicator]) {
        if (is_headline(indicator, observations_[r]["breakdown"])) continue;
        for (const auto part : base::split(observations_[r]["breakdown"], '|')) dimensions.emplace(part.substr(0, part.find('=')));
      }
      const auto& known_from = latest_publication_[indicator];
      Publication publication{.name = indicator + " " + known_from + " by group.csv", .source = source_of(indicator), .csv = {}};
      CsvWriter csv(publication.csv);
      csv.exact("indicator").exact("period").exact("place").exact("value").exact("unit").exact("known_from");
      for (const auto& dimension : dimensions) csv.exact("group." + dimension_ids_.at(dimension));
      csv.end_row();
      for (const auto r : rows[indicator]) {
        const auto row = observations_[r];
        csv.exact(indicator).exact(row["period"]).exact(place_id(row["geo_code"], row["geo_name"])).exact(row["value"]).text(row["unit_override"]).exact(known_from);
        std::map<std::string, std::string> categories;
        if (!is_headline(indicator, row["breakdown"])) {
          for (const auto part : base::split(row["breakdown"], '|')) {
            categories[std::string(part.substr(0, part.find('=')))] = category_ids_.at(std::string(part));
          }
        }
        for (const auto& dimension : dimensions) csv.exact(categories[dimension]);
        csv.end_row();
      }
      set_.publications.push_back(std::move(publication));
    }
  }

  std::string folder_;
  Table observations_;
  Table revisions_;
  Table vintages_;
  Table indicators_;
  Table targets_;
  DemoSet set_;
  std::map<const record::Kind*, std::vector<act::Wanted>> records_;
  std::map<std::string, std::string> headline_of_;    ///< indicator → breakdown that is its headline
  std::map<std::string, std::string> place_ids_;      ///< English name → id
  std::map<std::string, std::string> dimension_ids_;  ///< name → id
  std::map<std::string, std::string> category_ids_;   ///< "Dimension=Category" → id
  std::map<std::string, std::string> first_source_;   ///< indicator → source
  std::map<std::string, std::string> latest_publication_;
  std::set<std::tuple<std::string, std::string, std::string>> told_blank_;
};

}  // namespace

DemoSet read_demo_set(const std::string& folder) { return Set(folder).read(); }

bool is_demo_set(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  return fs::exists(fs::path(folder) / "revisions.csv", error) && fs::exists(fs::path(folder) / "vintages.csv", error);
}

}  // namespace outturn::exchange
