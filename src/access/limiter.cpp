#include "access/limiter.h"

#include <algorithm>

namespace outturn::access {
namespace {

constexpr std::int64_t one_second = 1'000'000;
constexpr std::int64_t window = 15 * 60 * one_second;
constexpr std::int64_t longest_wait = 15 * 60 * one_second;
constexpr std::int64_t first_wait = 15 * one_second;
constexpr std::int64_t memory = 60 * 60 * one_second;

std::int64_t seconds_until(std::int64_t then, std::int64_t now) { return std::max<std::int64_t>(1, (then - now + one_second - 1) / one_second); }

}  // namespace

std::int64_t Limiter::begin(std::string_view account, std::string_view address) {
  const auto now = clock_.now().microseconds;
  const std::lock_guard lock(mutex_);
  forget(now);
  auto& tries = addresses_[std::string(address)];
  while (!tries.empty() && tries.front() <= now - 60 * one_second) tries.pop_front();
  if (tries.size() >= tries_a_minute) return seconds_until(tries.front() + 60 * one_second, now);

  auto& failures = accounts_[std::string(account)];
  while (!failures.at.empty() && failures.at.front() <= now - window) failures.at.pop_front();
  if (failures.at.empty() && failures.blocked_until <= now - window) failures.in_a_row = 0;
  if (failures.blocked_until > now) return seconds_until(failures.blocked_until, now);
  tries.push_back(now);
  failures.at.push_back(now);
  if (++failures.in_a_row >= failures_free) {
    const auto doublings = std::min(failures.in_a_row - failures_free, 10);
    failures.blocked_until = now + std::min(first_wait << doublings, longest_wait);
  }
  return 0;
}

void Limiter::succeeded(std::string_view account) {
  const std::lock_guard lock(mutex_);
  const auto found = accounts_.find(account);
  if (found != accounts_.end()) accounts_.erase(found);
}

void Limiter::forget(std::int64_t now) {
  if (now - swept_ < 60 * one_second && accounts_.size() + addresses_.size() < 10'000) return;
  swept_ = now;
  std::erase_if(accounts_, [&](const auto& item) {
    const auto last = item.second.at.empty() ? 0 : item.second.at.back();
    return std::max(last, item.second.blocked_until) < now - memory;
  });
  std::erase_if(addresses_, [&](const auto& item) { return item.second.empty() || item.second.back() < now - 60 * one_second; });
}

}  // namespace outturn::access
