#include "exchange/series_catalogue.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "exchange/csv_writer.h"
#include "exchange/nearest.h"
#include "exchange/report.h"

namespace outturn::exchange {
namespace {

using record::kind_of;
using record::Localised;
using record::Reference;
using record::References;
using record::Value;

std::string key(const record::Kind& kind, std::string_view text) { return kind.code + '\n' + std::string(text); }

IndicatorRules rules_of(const workspace::Workspace& known, const workspace::Record& record) {
  const auto& indicator = record.as<record::Indicator>();
  IndicatorRules rules{.id = record.id,
                       .slot = record.slot,
                       .fiscal_start = static_cast<int>(indicator.fiscal_start.value_or(4)),
                       .minimum = indicator.minimum,
                       .maximum = indicator.maximum,
                       .precision = indicator.precision,
                       .is_share = indicator.value_kind != record::ValueKind::mean && indicator.value_kind != record::ValueKind::index};
  for (const auto& [language, text] : indicator.unit.texts) rules.units.push_back(base::folded(text));
  for (const auto* version : known.referring<record::Definition>(record, "indicator")) {
    const auto number = version->as<record::Definition>().version.value_or(1);
    rules.definitions.push_back(number);
    rules.definition = std::max(rules.definition, static_cast<std::int32_t>(number));
  }
  return rules;
}

}  // namespace

SeriesCatalogue::SeriesCatalogue(const workspace::Workspace& known, bool create_missing, const ColumnMapping& mapping)
    : known_(known),
      create_missing_(create_missing),
      indicator_names_(known, kind_of<record::Indicator>()),
      place_names_(known, kind_of<record::Place>()),
      category_texts_(mapping.groups.size()) {
  groups_.push_back({});  // the headline
  group_numbers_.emplace(std::vector<std::string>{}, 0);
  if (mapping.groups.empty()) return;
  known.each<record::Group>([&](const workspace::Record& record, const record::Group& group) {
    std::vector<std::string> ids;
    for (const auto& category : group.categories) ids.push_back(category.id);
    std::sort(ids.begin(), ids.end());
    if (group_numbers_.emplace(std::move(ids), static_cast<std::int32_t>(groups_.size())).second) groups_.push_back({record.id, record.slot});
  });
  const NameIndex dimension_names(known, kind_of<record::Dimension>());
  for (const auto& column : mapping.groups) {
    auto& dimension = dimensions_.emplace_back();
    const auto match = dimension_names.find(column.dimension);
    if (match.record && !match.record->retired) {
      dimension.id = match.record->id;
      for (const auto* category : known.referring<record::Category>(*match.record, "dimension")) {
        for (const auto& [language, text] : category->as<record::Category>().name.texts) {
          auto& bearers = dimension.by_name[base::folded(text)];
          if (std::find(bearers.begin(), bearers.end(), category->id) == bearers.end()) bearers.push_back(category->id);
          dimension.names.push_back(text);
        }
      }
    } else if (create_missing && !match.record && match.others.empty()) {
      const auto id = new_id(kind_of<record::Dimension>(), column.dimension);
      if (auto issue = make(kind_of<record::Dimension>(), id, {{"name", Localised{{"en", column.dimension}}}})) {
        dimension_issues_.emplace_back(column.dimension, std::move(*issue));
      } else {
        dimension.id = id;
      }
    } else {
      dimension_issues_.emplace_back(column.dimension, match.others.empty()
                                                           ? unknown("dimension", column.dimension, dimension_names)
                                                           : base::Issue{{}, "observations.ambiguous_name",
                                                                         {{"written", column.dimension}, {"ids", match.others}}});
    }
  }
}

base::Issue SeriesCatalogue::unknown(std::string_view what, std::string_view written, const NameIndex& index) {
  // Looking for the nearest name takes time; a file full of unknown names gets suggestions for the first of them.
  const auto suggestion = ++suggestions_ <= Report::listed_of_a_kind ? index.suggestion(written) : std::string{};
  base::Arguments values{{"written", shortened(written)}};
  if (suggestion.empty()) return {{}, "observations.unknown_" + std::string(what), std::move(values)};
  values.push_back({"nearest", suggestion});
  return {{}, "observations.misspelt_" + std::string(what), std::move(values)};
}

std::string SeriesCatalogue::new_id(const record::Kind& kind, std::string_view written) {
  const auto is_taken = [&](const std::string& id) { return known_.find(kind, id) || taken_.contains(key(kind, id)); };
  std::string id = base::is_permanent_id(written) ? std::string(written) : base::slug(written);
  if (id.empty()) id = kind.code + "-" + base::sha256(written).hex().substr(0, 8);
  if (is_taken(id)) id = id.substr(0, 60) + "-" + base::sha256(written).hex().substr(0, 8);
  return id;
}

std::optional<base::Issue> SeriesCatalogue::make(const record::Kind& kind, const std::string& id,
                                                 std::vector<std::pair<std::string, Value>> fields) {
  if (++made_count_ > most_new) {
    return base::Issue{{}, "observations.too_many_new", {{"limit", static_cast<std::int64_t>(most_new)}}};
  }
  auto body = kind.with(nullptr, fields);
  if (!body) return body.error().front();
  taken_.emplace(key(kind, id), true);
  drafts_[&kind].push_back({.kind = &kind, .id = id, .body = std::move(*body), .act = "add", .reason = {}});
  return std::nullopt;
}

const SeriesCatalogue::Entry& SeriesCatalogue::indicator(std::string_view cell) {
  if (const auto found = indicator_texts_.find(cell); found != indicator_texts_.end()) return found->second;
  auto& entry = indicator_texts_[std::string(cell)];
  const std::string written(base::trimmed(read_text(cell)));
  const auto& kind = kind_of<record::Indicator>();
  const auto remember = [&](IndicatorRules rules) {
    const auto [number, fresh] = indicator_numbers_.emplace(rules.id, static_cast<std::int32_t>(indicators_.size()));
    if (fresh) indicators_.push_back(std::move(rules));
    entry.number = number->second;
  };
  const auto match = indicator_names_.find(written);
  if (written.empty()) {
    entry.issue = {{}, "observations.empty_name", {}};
  } else if (match.record && match.record->retired) {
    entry.issue = {{}, "observations.retired", {{"written", written}}};
  } else if (match.record) {
    remember(rules_of(known_, *match.record));
  } else if (!match.others.empty()) {
    entry.issue = {{}, "observations.ambiguous_name", {{"written", shortened(written)}, {"ids", match.others}}};
  } else if (!create_missing_) {
    entry.issue = unknown("indicator", written, indicator_names_);
  } else if (const auto made = made_.find(key(kind, base::folded(written))); made != made_.end()) {
    remember({.id = made->second});
  } else {
    const auto id = new_id(kind, written);
    if (auto issue = make(kind, id, {{"name", Localised{{"en", written}}}})) {
      entry.issue = std::move(*issue);
    } else {
      made_.emplace(key(kind, base::folded(written)), id);
      remember({.id = id});
    }
  }
  return entry;
}

const SeriesCatalogue::Entry& SeriesCatalogue::place(std::string_view cell) {
  if (const auto found = place_texts_.find(cell); found != place_texts_.end()) return found->second;
  auto& entry = place_texts_[std::string(cell)];
  const std::string written(base::trimmed(read_text(cell)));
  const auto& kind = kind_of<record::Place>();
  const auto remember = [&](Named named) {
    const auto [number, fresh] = place_numbers_.emplace(named.id, static_cast<std::int32_t>(places_.size()));
    if (fresh) places_.push_back(std::move(named));
    entry.number = number->second;
    entry.text = static_cast<std::int32_t>(place_of_text_.size());
    place_of_text_.emplace_back(entry.number, written);
  };
  const auto match = place_names_.find(written);
  if (written.empty()) {
    entry.issue = {{}, "observations.empty_name", {}};
  } else if (match.record && match.record->retired) {
    entry.issue = {{}, "observations.retired", {{"written", written}}};
  } else if (match.record) {
    remember({match.record->id, match.record->slot});
  } else if (!match.others.empty()) {
    entry.issue = {{}, "observations.ambiguous_name", {{"written", shortened(written)}, {"ids", match.others}}};
  } else if (!create_missing_) {
    entry.issue = unknown("place", written, place_names_);
  } else if (const auto made = made_.find(key(kind, base::folded(written))); made != made_.end()) {
    remember({made->second});
  } else {
    const auto id = new_id(kind, written);
    if (auto issue = make(kind, id, {{"name", Localised{{"en", written}}}, {"level", std::string("area")}})) {
      entry.issue = std::move(*issue);
    } else {
      made_.emplace(key(kind, base::folded(written)), id);
      remember({id});
    }
  }
  return entry;
}

const SeriesCatalogue::Entry& SeriesCatalogue::category(std::size_t column, std::string_view cell) {
  auto& texts = category_texts_[column];
  if (const auto found = texts.find(cell); found != texts.end()) return found->second;
  auto& entry = texts[std::string(cell)];
  const std::string written(base::trimmed(read_text(cell)));
  auto& dimension = dimensions_[column];
  const auto& kind = kind_of<record::Category>();
  const auto remember = [&](const std::string& id) {
    const auto [number, fresh] = category_numbers_.emplace(id, static_cast<std::int32_t>(categories_.size()));
    if (fresh) categories_.push_back(id);
    entry.number = number->second;
  };
  if (dimension.id.empty()) return entry;  // its fault is told once, with the column
  const auto* by_id = known_.find(kind, written);
  if (by_id && by_id->as<record::Category>().dimension.id == dimension.id) {
    if (by_id->retired) {
      entry.issue = {{}, "observations.retired", {{"written", written}}};
    } else {
      remember(by_id->id);
    }
    return entry;
  }
  const auto folded = base::folded(written);
  const auto found = dimension.by_name.find(folded);
  if (found != dimension.by_name.end() && found->second.size() == 1) {
    remember(found->second.front());
  } else if (found != dimension.by_name.end()) {
    std::string ids;
    for (const auto& id : found->second) ids += (ids.empty() ? "" : ", ") + id;
    entry.issue = {{}, "observations.ambiguous_name", {{"written", shortened(written)}, {"ids", ids}}};
  } else if (!create_missing_) {
    const auto suggestion = ++suggestions_ <= Report::listed_of_a_kind ? nearest(written, dimension.names) : std::string{};
    entry.issue = {{}, suggestion.empty() ? "observations.unknown_category" : "observations.misspelt_category",
                   {{"written", shortened(written)}, {"dimension", dimension.id}}};
    if (!suggestion.empty()) entry.issue.values.push_back({"nearest", suggestion});
  } else {
    // Categories of all dimensions share one name space, so a new id begins with its dimension's.
    auto wanted = base::slug(written);
    const bool is_qualified = base::is_permanent_id(written) && written.starts_with(dimension.id + ".");
    if (wanted.empty()) wanted = base::sha256(written).hex().substr(0, 8);
    const auto id = new_id(kind, is_qualified ? written : dimension.id.substr(0, 40) + "." + wanted.substr(0, 39));
    if (auto issue = make(kind, id, {{"dimension", Reference{dimension.id}}, {"name", Localised{{"en", written}}}})) {
      entry.issue = std::move(*issue);
    } else {
      dimension.by_name[folded] = {id};
      remember(id);
    }
  }
  return entry;
}

std::int32_t SeriesCatalogue::group(std::vector<std::int32_t> members) {
  std::vector<std::string> ids;
  for (const auto category : members) ids.push_back(categories_[category]);
  std::sort(ids.begin(), ids.end());
  const auto [found, fresh] = group_numbers_.emplace(ids, static_cast<std::int32_t>(groups_.size()));
  if (!fresh) return found->second;
  std::string id;
  References references;
  for (const auto& category : ids) {
    id += (id.empty() ? "" : "_") + category;
    references.push_back({category});
  }
  if (id.size() > 80) id = id.substr(0, 60) + "-" + base::sha256(id).hex().substr(0, 16);
  id = new_id(kind_of<record::Group>(), id);
  const auto made_so_far = made_count_;
  made_count_ = 0;  // a combination of known categories says nothing new, so there is no limit on them
  const auto issue = make(kind_of<record::Group>(), id, {{"categories", references}});
  base::ensure(!issue, "a group of known categories can always be made");
  made_count_ = made_so_far;
  groups_.push_back({id});
  return found->second;
}

void SeriesCatalogue::set_unit(std::int32_t indicator, const std::string& unit) {
  const auto& kind = kind_of<record::Indicator>();
  for (auto& draft : drafts_[&kind]) {
    if (draft.id != indicators_[indicator].id) continue;
    if (auto body = kind.with(draft.body, {{"unit", Localised{{"en", unit}}}})) draft.body = std::move(*body);
  }
}

std::vector<workspace::Draft> SeriesCatalogue::created() const {
  std::vector<workspace::Draft> all;
  for (const auto& kind : record::kinds()) {
    const auto made = drafts_.find(&kind);
    if (made != drafts_.end()) all.insert(all.end(), made->second.begin(), made->second.end());
  }
  return all;
}

}  // namespace outturn::exchange
