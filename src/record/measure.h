#pragma once

#include "record/value.h"

/// What is measured, how, where, for whom, and what was promised about it.
namespace outturn::record {

enum class Direction { none, up, down };
/// cumulative: a total since the beginning, which only grows. rating, category, yes_no: people assess it.
enum class ValueKind { amount, count, rate, percentage, mean, index, cumulative, rating, category, yes_no };
/// How near it is to what matters: the thing itself, a stand-in for it, or how well the partners' system works.
enum class Nature { direct, proxy, system_health };

struct Indicator {
  Localised name;
  References outcomes;
  Localised unit;
  ValueKind value_kind{};
  Direction direction{};                ///< the desired one
  std::optional<double> precision;      ///< a revision smaller than this is noise: kept, not announced
  std::optional<std::int64_t> decimals; ///< digits shown after the point
  std::optional<std::int64_t> fiscal_start;  ///< first month of its fiscal year (default 4)
  std::optional<std::int64_t> publication_delay;  ///< days from the end of a period until its figure is due
  std::optional<double> minimum;        ///< values outside are refused on import
  std::optional<double> maximum;
  Localised description;
  Localised limitations;
  References sources;
  std::string frequency;  ///< "yearly", "quarterly", "monthly", … as the source says
  std::string labels;     ///< numbers in frameworks
  Nature nature{};
  bool watched{};         ///< measured without managing it: nobody wants a target
  std::string formula;    ///< how it is calculated from other indicators (record/formula.h); empty = its figures are imported
  Localised levels;       ///< of a rating or category, one a line: "2 Developing: what must be seen"
  bool illustrative{};
  bool operator==(const Indicator&) const = default;
};

/// One version of an indicator's definition. Series of two versions never mix without a bridge.
struct Definition {
  Reference indicator;
  std::optional<std::int64_t> version;  ///< 1, 2, …
  Localised text;
  std::optional<base::Day> in_force_from;
  Localised bridge;  ///< how figures of the version before can be carried over; empty = they cannot
  bool operator==(const Definition&) const = default;
};

struct Source {
  Localised title;
  Localised publisher;
  std::string url;
  std::string licence;
  Localised attribution;
  bool operator==(const Source&) const = default;
};

enum class PlaceLevel { country, province, region, local, area };

struct Place {
  Localised name;
  PlaceLevel level{};
  Reference parent;
  std::string short_name;              ///< "ON", for the square map
  std::optional<std::int64_t> column;  ///< position on the map of equal squares, from 0
  std::optional<std::int64_t> row;
  std::string aliases;                 ///< other names met in files, separated by "; "
  std::string boundary;                ///< GeoJSON geometry (Polygon or MultiPolygon), or empty
  bool operator==(const Place&) const = default;
};

/// What figures are broken down by: age group, sex.
struct Dimension {
  Localised name;
  bool operator==(const Dimension&) const = default;
};

struct Category {
  Reference dimension;
  Localised name;
  bool operator==(const Category&) const = default;
};

/// A combination of categories of different dimensions: women aged 15 to 24. The headline has no group.
struct Group {
  References categories;
  bool operator==(const Group&) const = default;
};

enum class TargetKind { joint, alone, milestone };
enum class TargetForm { at_most, at_least, range, eliminate };

/// What was promised about an indicator. Never overwritten: a changed target is a new one that replaces the old.
struct Target {
  Reference indicator;
  Reference place;
  Reference group;
  TargetKind kind{};
  TargetForm form{};
  std::optional<double> value;  ///< limit; the lower end of a range; for "eliminate" the figure that counts as none
  std::optional<double> upper;  ///< the upper end of a range
  std::optional<base::Period> period;  ///< by or in which it is to be met
  std::optional<base::Period> base_period;
  std::optional<double> base_value;
  Localised text;  ///< the promise in its own words
  std::optional<base::Day> in_force_from;
  Reference replaces;
  std::string reason;  ///< why it was set or changed
  Reference source;
  bool illustrative{};
  bool operator==(const Target&) const = default;
};

}  // namespace outturn::record
