#include <ostream>

#include "base/json.h"
#include "cli/telling.h"
#include "quality/returns.h"
#include "record/organisation.h"

namespace outturn::cli {

int returns(World& world, const Common& common, const ReturnsOptions& options) {
  const auto words = words_for(world, common);
  const auto keeper = opened(world, common);
  const auto now = keeper->now();
  const auto today = world.clock.today();
  base::JsonWriter json;
  json.begin_array();
  std::int64_t count = 0;
  std::int64_t late = 0;
  for (const auto& one : quality::all_returns(*now, today)) {
    if (!one.is_open() && !options.all) continue;
    ++count;
    const auto days_late = one.days_late(today);
    late += days_late > 0;
    const auto figures = static_cast<std::int64_t>(quality::cells_of(*now, one).size());
    const auto name = one.duty->title(words.language());
    const auto state = std::string(quality::text_of(one.state));
    const auto* organisation = now->find<record::Organisation>(one.content().organisation.id);
    if (common.json) {
      json.begin_object().member("id", one.id).member("duty", one.duty->id).member("name", name).member("period", one.period.text()).member("due", one.due.iso());
      json.key("days_late").integer(days_late).member("state", state).member("label", words.say("returns.state." + state)).member("organisation", one.content().organisation.id);
      json.key("figures").integer(figures).end_object();
    } else {
      world.out << one.id << " · " << name << ", " << words.period(one.period) << '\n'
                << "  " << words.say(days_late > 0 ? "cli.returns.late" : "cli.returns.due",
                                     {{"state", words.say("returns.state." + state)}, {"due", one.due}, {"days", std::int64_t{days_late}}, {"figures", figures},
                                      {"organisation", organisation ? organisation->title(words.language()) : one.content().organisation.id}})
                << '\n';
    }
  }
  json.end_array();
  if (common.json) world.out << json.str() << '\n';
  else world.out << words.say("cli.returns.count", {{"count", count}, {"late", late}}) << '\n';
  return options.fail_on_late && late > 0 ? found_something : done;
}

}  // namespace outturn::cli
