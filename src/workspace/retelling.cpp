#include "workspace/retelling.h"

#include <algorithm>

#include "record/keeping.h"
#include "record/measure.h"
#include "record/organisation.h"

namespace outturn::workspace {
namespace {

constexpr std::size_t read_together = 2000;

}  // namespace

Retelling::Retelling(Register& keeper, std::shared_ptr<const Workspace> at_last) : keeper_(keeper), at_last_(std::move(at_last)), state_(std::make_shared<const Workspace>()) {
  const auto& panel = at_last_->panel();
  for (std::uint32_t s = 0; s < panel.series_count(); ++s) {
    const auto& series = panel.series(s);
    if (series.is_derived) continue;
    for (std::uint32_t r = 0; r < series.rows.size(); ++r) places_.push_back({series.rows[r].batch, s, r});
  }
  std::sort(places_.begin(), places_.end());
}

std::shared_ptr<const BatchRows> Retelling::rows_of(Slot batch) const {
  const auto first = std::lower_bound(places_.begin(), places_.end(), Place{.batch = batch});
  if (first == places_.end() || first->batch != batch) return nullptr;
  auto all = std::make_shared<BatchRows>();
  const Series* series = nullptr;
  for (auto at = first; at != places_.end() && at->batch == batch; ++at) {
    if (series != &at_last_->panel().series(at->series)) {
      series = &at_last_->panel().series(at->series);
      const auto& key = series->key;
      const auto id = [&](const record::Kind& kind, Slot slot) { return at_last_->at(kind, slot).id; };
      all->series.push_back({.indicator = id(record::kind_of<record::Indicator>(), key.indicator), .definition = key.definition, .place = id(record::kind_of<record::Place>(), key.place),
                             .group = key.group == no_slot ? "" : id(record::kind_of<record::Group>(), key.group)});
      all->first_row.push_back(all->rows.size());
    }
    if (const auto* extras = series->extras_of(at->row)) all->extras.emplace_back(all->rows.size(), *extras);
    all->rows.push_back(series->rows[at->row]);
  }
  all->first_row.push_back(all->rows.size());
  return all;
}

const Told* Retelling::peek() {
  if (next_ == told_.size()) {
    told_ = keeper_.entries(read_, read_together);
    next_ = 0;
    if (!told_.empty()) read_ = told_.back().entry.sequence;
  }
  if (next_ == told_.size() || told_[next_].entry.sequence > at_last_->position()) return nullptr;
  return &told_[next_];
}

bool Retelling::next_day() {
  const auto* told = peek();
  if (!told) return false;
  day_ = base::civil_day(told->entry.at);
  auto next = std::make_shared<Workspace>(*state_);
  for (; told && base::civil_day(told->entry.at) == day_; told = peek()) {
    ++next_;
    const auto& entry = told->entry;
    const auto* kind = record::kind(entry.kind);
    if (!kind) continue;  // for `verify` to name, as what cannot be read
    const auto* before = next->find(*kind, entry.id);
    const bool is_new = !before;
    auto after = replayed(*kind, before ? before->body : record::Body{}, before && before->retired, told->payload.json);
    if (!after) continue;
    Change change{.sequence = entry.sequence, .at = entry.at, .kind = kind, .id = entry.id, .body = after->first, .retired = after->second};
    if (is_new && kind == &record::kind_of<record::Batch>()) change.rows = rows_of(next->count(*kind));
    next->apply(change);
  }
  state_ = std::move(next);
  return true;
}

}  // namespace outturn::workspace
