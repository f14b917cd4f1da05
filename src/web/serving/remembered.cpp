#include "web/serving/remembered.h"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include <fmt/format.h>

#include "web/serving/cookies.h"

namespace outturn::web {
namespace {

constexpr std::size_t most_bytes = 4'000'000;  // a route; then all are forgotten at once
constexpr std::size_t largest_answer = 500'000;

/// Answers by what was asked, all of one ledger position and day. Safe to use from any thread.
class Answers {
 public:
  std::shared_ptr<const Response> find(const std::string& asked, std::int64_t position, base::Day day) const {
    const std::shared_lock lock(mutex_);
    if (position != position_ || day != day_) return nullptr;
    const auto found = answers_.find(asked);
    return found == answers_.end() ? nullptr : found->second;
  }

  void keep(const std::string& asked, std::int64_t position, base::Day day, const Response& response) {
    if (response.body.size() > largest_answer) return;
    auto answer = std::make_shared<const Response>(response);
    const std::unique_lock lock(mutex_);
    if (position < position_) return;  // somebody has written meanwhile
    if (position != position_ || day != day_ || bytes_ > most_bytes) {
      answers_.clear();
      bytes_ = 0;
      position_ = position;
      day_ = day;
    }
    bytes_ += asked.size() + response.body.size();
    answers_.insert_or_assign(asked, std::move(answer));
  }

 private:
  mutable std::shared_mutex mutex_;
  std::int64_t position_{-1};
  base::Day day_{};
  std::size_t bytes_{};
  std::unordered_map<std::string, std::shared_ptr<const Response>> answers_;
};

bool is_anonymous(const Request& request) {
  return request.header("authorization").empty() && request.cookies.get(session_cookie_name).empty();
}

/// Everything of a request that the answer to somebody unknown may depend on; the parts hold no line ends.
std::string what_is_asked(const Request& request) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", static_cast<int>(request.method), request.target, request.header("accept"),
                     request.header("accept-language"), request.cookies.get(language_cookie_name), request.header("if-none-match"));
}

}  // namespace

Handler remembered(const Site& site, Handler handler) {
  return [&site, handler = std::move(handler), answers = std::make_shared<Answers>()](const Request& request) -> Response {
    if (!is_anonymous(request)) return handler(request);
    const auto asked = what_is_asked(request);
    const auto position = site.keeper.now()->position();  // before the page reads: it may only be newer than this
    const auto day = site.clock.today();
    if (const auto answer = answers->find(asked, position, day)) return *answer;
    auto response = handler(request);
    const bool keepable = response.status == 200 && response.cookies.empty() && response.memory.empty() && response.file.empty() && !response.refused;
    if (keepable && site.keeper.now()->position() == position && site.clock.today() == day) answers->keep(asked, position, day, response);
    return response;
  };
}

}  // namespace outturn::web
