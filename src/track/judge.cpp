#include "track/judge.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <set>
#include <thread>

#include "record/logic_model.h"
#include "workspace/difference.h"

namespace outturn::track {
namespace {

using record::Indicator;
using workspace::Record;
using workspace::Slot;
using workspace::Workspace;

bool is_any_of(const record::Kind& kind, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), kind.code) != codes.end();
}

/// What every series may hang on: its headline, its place, its group.
bool concerns_all(const record::Kind& kind) { return is_any_of(kind, {"installation", "place", "group"}); }
/// What makes up the logic model, and what tells when the work began: a change may move the lag of any box on any route.
bool concerns_logic(const record::Kind& kind) {
  return is_any_of(kind, {"logic_box", "logic_link", "outcome", "agreement", "agreement_version", "signature"});
}

void add_named(std::set<Slot>& found, const Workspace& space, const Record& record) {
  if (record.kind == &record::kind_of<Indicator>()) found.insert(record.slot);
  for (const auto& field : record.kind->fields) {
    if (field.refers_to != "indicator") continue;
    const auto name = [&](const record::Reference& reference) {
      if (const auto* indicator = space.find<Indicator>(reference.id)) found.insert(indicator->slot);
    };
    const auto value = field.read(record.body.get());
    if (const auto* one = std::get_if<record::Reference>(&value)) name(*one);
    if (const auto* more = std::get_if<record::References>(&value)) std::for_each(more->begin(), more->end(), name);
  }
}

/// The indicators on which the changes from one state to the next can bear; nothing = all.
std::optional<std::set<Slot>> affected(const Workspace& before, const Workspace& after) {
  auto found = workspace::moved_indicators(before, after);
  bool logic = false;
  for (const auto& [then, now] : workspace::record_changes(before, after)) {
    if (concerns_all(*now->kind)) return std::nullopt;
    logic = logic || concerns_logic(*now->kind);
    add_named(found, after, *now);
    if (then) add_named(found, after, *then);
  }
  if (logic) {
    for (const auto* state : {&before, &after}) {
      state->each<record::LogicBox>([&](const Record& box, const record::LogicBox&) { add_named(found, after, box); });
    }
  }
  return found;
}

/// Calls work(0) to work(n − 1), on all cores where there is enough to do. What one throws is thrown here.
template <class Work>
void on_all_cores(std::size_t n, Work work) {
  constexpr std::size_t worth_a_thread = 32;
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const auto threads = std::min(cores, n / worth_a_thread);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto run = [&] {
    try {
      for (auto i = next++; i < n; i = next++) work(i);
    } catch (...) {
      const std::lock_guard lock(mutex);
      thrown = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(run);
  run();
  for (auto& other : others) other.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace

const std::vector<Status>& Judged::of(const Record& indicator) const {
  static const std::vector<Status> nothing;
  const auto& found = indicator.slot < by_indicator_.size() ? by_indicator_[indicator.slot] : nullptr;
  return found ? *found : nothing;
}

std::vector<Status> Judged::of_outcome(const Record& outcome) const {
  std::vector<Status> all;
  for (const auto* indicator : workspace_->referring<Indicator>(outcome)) {
    const auto& some = of(*indicator);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

std::shared_ptr<const Judged> Judge::judge(const workspace::View& view) {
  const std::lock_guard lock(mutex_);
  const bool is_past = latest_ && (view.day() < latest_->day_ || view.workspace().position() < latest_->workspace_->position());
  if (view.as_of() || is_past) return judged(view, nullptr);
  if (latest_ && latest_->day_ == view.day() && latest_->workspace_ == view.shared()) {
    judged_ = 0;
    return latest_;
  }
  latest_ = judged(view, latest_ && latest_->day_ == view.day() ? latest_.get() : nullptr);
  return latest_;
}

/// before  an earlier state on the same day; nullptr = all is judged
std::shared_ptr<const Judged> Judge::judged(const workspace::View& view, const Judged* before) {
  const auto& space = view.workspace();
  const auto& kind = record::kind_of<Indicator>();
  auto all = std::make_shared<Judged>();
  std::vector<Slot> open;
  if (const auto known = before ? affected(before->workspace(), space) : std::nullopt) {
    all->by_indicator_ = before->by_indicator_;
    open.assign(known->begin(), known->end());
  } else {
    for (Slot slot = 0; slot < space.count(kind); ++slot) open.push_back(slot);
  }
  while (all->by_indicator_.size() < space.count(kind)) all->by_indicator_.push_back(nullptr);
  std::vector<Judged::OfIndicator> made(open.size());
  on_all_cores(open.size(), [&](std::size_t n) {
    const auto& indicator = space.at(kind, open[n]);
    if (!indicator.retired) made[n] = std::make_shared<const std::vector<Status>>(statuses_of_indicator(view, indicator));
  });
  for (std::size_t n = 0; n < open.size(); ++n) all->by_indicator_.edit(open[n]) = std::move(made[n]);
  all->workspace_ = view.shared();
  all->day_ = view.day();
  judged_ = open.size();
  return all;
}

std::vector<Status> all_statuses(const workspace::View& view) {
  std::vector<Status> all;
  Judge().judge(view)->each([&](const Status& status) { all.push_back(status); });
  return all;
}

}  // namespace outturn::track
