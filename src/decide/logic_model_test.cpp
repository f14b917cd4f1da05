#include "decide/logic_model.h"

#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "testing.h"
#include "testing_workspace.h"

using namespace outturn;
using record::Direction;
using record::Evidence;
using record::LogicBox;
using record::LogicColumn;
using record::LogicLink;

namespace {

record::Localised en(std::string text) { return {{"en", std::move(text)}}; }

/// Health and Housing share an outcome; boxes and arrows are drawn one by one, owned unless said otherwise.
class Drawn : public testing::MadeWorkspace {
 public:
  Drawn() {
    for (const auto* id : {"health", "housing"}) add(id, record::Organisation{.name = en(id)});
    add("O1", record::Outcome{.title = en("Fewer people without a home")});
    add("O2", record::Outcome{.title = en("Another")});
  }
  Drawn& box(const std::string& id, LogicColumn column, LogicBox more = {}) {
    more.outcome = {more.outcome.empty() ? "O1" : more.outcome.id};
    more.column = column;
    more.name = en(id);
    if (!unowned_) more.organisations = {{"health"}, {"housing"}};
    unowned_ = false;
    add(id, more);
    return *this;
  }
  Drawn& unowned() { unowned_ = true; return *this; }
  Drawn& arrow(const std::string& from, const std::string& to, Evidence strength, std::optional<std::int64_t> lag = 6, std::string owner = "health") {
    add(from + "-" + to, LogicLink{.from = {from}, .to = {to}, .assumption = en("so"), .strength = strength, .lag_months = lag, .owner = {std::move(owner)}});
    return *this;
  }
  /// Two ways to the end: a strong one over b1, an untested one over b2.
  Drawn& two_ways() {
    box("a1", LogicColumn::input).box("a2", LogicColumn::input).box("b1", LogicColumn::activity).box("b2", LogicColumn::activity);
    box("end", LogicColumn::long_term, {.indicators = {{"I"}}});
    return arrow("a1", "b1", Evidence::strong).arrow("a2", "b2", Evidence::untested).arrow("b1", "end", Evidence::moderate).arrow("b2", "end", Evidence::strong);
  }
  decide::LogicModel model(std::string_view day = "2026-06-30") { return decide::logic_model(as_of(day), record<record::Outcome>("O1")); }
  std::string phase() { return std::string(decide::text_of(model().phase)); }

 private:
  bool unowned_{};
};

const decide::WeakPoint* weak_point(const decide::LogicModel& model, std::string_view code) {
  for (const auto& one : model.weak_points) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

std::string english(const language::Sentence& sentence) { return say(language::Words("en"), sentence); }

/// Twenty years of two measures; the second answers the first a year later, both measured so that less is better.
class Measured : public Drawn {
 public:
  explicit Measured(Direction second = Direction::down, double echo = 2, std::string rhythm = "") {
    add("I1", record::Indicator{.name = en("Evictions"), .outcomes = {{"O1"}}, .direction = Direction::down});
    add("I2", record::Indicator{.name = en("Homelessness"), .outcomes = {{"O1"}}, .direction = second});
    const double steps[] = {3, -5, 8, 1, -2, -9, 4, 7, -6, 2, -1, 9, -8, 5, -3, 6, -7, 10, -4, 0.5};
    const double own[] = {.3, -.2, .5, -.4, .1, .6, -.5, .2, -.1, .4, -.3, .2, .3, -.6, .1, -.2, .5, -.4, .2, .1};
    double first = 100;
    double second_now = 50;
    for (int y = 0; y < 20; ++y) {
      first += steps[y];
      second_now += own[y] + (y > 0 ? echo * steps[y - 1] : 0);
      const auto year = std::to_string(2001 + y);
      if (rhythm == "quarters") {
        for (int q = 1; q <= 4; ++q) figures("I1", {{year + "-Q" + std::to_string(q), first + q - 2.5}});
      } else {
        figures("I1", {{year, first}});
      }
      figures("I2", {{year, second_now}});
    }
    box("rents", LogicColumn::output, {.indicators = {{"I1"}}}).box("homes", LogicColumn::long_term, {.indicators = {{"I2"}}});
  }
  decide::ArrowTest test(std::optional<std::int64_t> lag, std::string_view day = "2026-06-30") {
    arrow("rents", "homes", Evidence::moderate, lag);
    return model(day).arrows.front().tests.front();
  }
};

}  // namespace

TEST_CASE("logic model: nothing drawn is said as that, and boxes of another outcome are none of ours") {
  Drawn town;
  town.box("elsewhere", LogicColumn::input, {.outcome = {"O2"}});
  CHECK(town.phase() == "not_begun");
  CHECK(town.model().boxes.empty());
}

TEST_CASE("logic model: boxes without a way to the last column say so") {
  Drawn town;
  town.box("a", LogicColumn::input).box("b", LogicColumn::activity).box("end", LogicColumn::long_term).arrow("a", "b", Evidence::strong);
  const auto model = town.model();
  CHECK(model.phase == decide::LogicPhase::unconnected);
  CHECK_FALSE(model.strongest);
  REQUIRE(weak_point(model, "dead_ends"));
  CHECK(english(weak_point(model, "dead_ends")->sentence) == "1 box leads nowhere: b.");
  CHECK(english(weak_point(model, "without_cause")->sentence) == "Nothing leads to 1 box that should follow from something: end.");
}

TEST_CASE("logic model: a chain holds what its weakest arrow holds; the strongest and the weakest route are named by their arrows") {
  Drawn town;
  const auto model = town.two_ways().model();
  REQUIRE(model.strongest);
  CHECK(model.strongest->weakest == Evidence::moderate);
  CHECK(model.strongest->boxes.size() == 3);
  CHECK(*model.strongest->months == 12);
  REQUIRE(model.weakest);
  CHECK(model.weakest->weakest == Evidence::untested);
  CHECK(model.phase == decide::LogicPhase::has_weak_points);
  CHECK(english(model.verdict.front()) == "The strongest route runs from “a1” to “end” (arrows 1 and 3); it has owners throughout, and its weakest evidence is moderate. Elsewhere the model has gaps.");
  CHECK(english(model.verdict.at(1)).find("about 12 months") != std::string::npos);
  CHECK(english(model.verdict.at(2)) == "The weakest route runs from “a2” to “end” (arrows 2 and 4): its weakest evidence is untested.");
  CHECK(english(weak_point(model, "untested_arrows")->sentence) == "1 arrow has no evidence yet: 2 (a2 → b2).");
}

TEST_CASE("logic model: of two routes as strong, the one with owners counts; a strongest route without one is the verdict") {
  Drawn town;
  town.box("a", LogicColumn::input).box("b", LogicColumn::activity).unowned().box("c", LogicColumn::activity).box("end", LogicColumn::long_term, {.indicators = {{"I"}}});
  town.arrow("a", "b", Evidence::moderate).arrow("b", "end", Evidence::moderate).arrow("a", "c", Evidence::moderate).arrow("c", "end", Evidence::moderate);
  CHECK(town.model().strongest->unowned == 0);
  town.arrow("a", "c", Evidence::strong).arrow("c", "end", Evidence::strong);
  const auto model = town.model();
  CHECK(model.strongest->unowned == 1);
  CHECK(model.phase == decide::LogicPhase::strongest_unowned);
  CHECK(english(weak_point(model, "unowned_boxes")->sentence) == "Nobody answers for 1 box: c.");
}

TEST_CASE("logic model: where every way passes something untested, that is the verdict, whoever owns it") {
  Drawn town;
  town.box("a", LogicColumn::input).unowned().box("b", LogicColumn::activity).box("end", LogicColumn::long_term).arrow("a", "b", Evidence::strong).arrow("b", "end", Evidence::untested);
  CHECK(town.phase() == "rests_on_untested");
  town.arrow("b", "end", Evidence::weak);
  CHECK(town.phase() == "strongest_unowned");
}

TEST_CASE("logic model: everything owned, measured and evidenced is sound; each thing taken away is found") {
  Drawn town;
  const auto sound = [&] {
    town.box("a", LogicColumn::input, {.collaborative = true}).box("end", LogicColumn::long_term, {.indicators = {{"I"}}}).arrow("a", "end", Evidence::strong);
  };
  sound();
  CHECK(town.phase() == "sound");
  town.arrow("a", "end", Evidence::strong, {});
  CHECK(weak_point(town.model(), "without_lag"));
  town.arrow("a", "end", Evidence::strong, 3, "");
  CHECK(weak_point(town.model(), "unowned_arrows"));
  town.arrow("a", "end", Evidence::weak);
  CHECK(weak_point(town.model(), "weak_arrows"));
  sound();
  town.box("end", LogicColumn::long_term);
  CHECK(weak_point(town.model(), "unmeasured"));
  sound();
  town.unowned().box("a", LogicColumn::input, {.collaborative = true, .organisations = {{"health"}}});
  CHECK(weak_point(town.model(), "lonely_joint"));
  sound();
  CHECK(town.phase() == "sound");
}

TEST_CASE("logic model: what a reader may not know is left out with its arrows") {
  Drawn town;
  town.two_ways();
  const auto view = town.on("2026-06-30");
  const auto model = decide::logic_model(view, town.record<record::Outcome>("O1"), [](const workspace::Record& record) { return record.id != "b2"; });
  CHECK(model.boxes.size() == 4);
  CHECK(model.arrows.size() == 2);
}

TEST_CASE("arrows tested: measures that answer each other with the stated lag fit the arrow, and only with that lag") {
  const auto later = Measured().test(12);
  CHECK(later.result == decide::ArrowTest::Result::together);
  CHECK(later.figures->pairs == 17);
  CHECK(english(later.sentence).starts_with("Over 17 changes, when “Evictions” improved more than usual, “Homelessness” tended to improve more than usual 12 months later"));
  CHECK(english(later.sentence).find("does not prove it") != std::string::npos);
  CHECK(Measured().test(36).result == decide::ArrowTest::Result::no_sign);
  CHECK(Measured(Direction::down, 0).test(12).result == decide::ArrowTest::Result::no_sign);
}

TEST_CASE("arrows tested: for and against follow from which way is better; where that is not recorded neither is said") {
  CHECK(Measured(Direction::down, -2).test(12).result == decide::ArrowTest::Result::against);
  CHECK(Measured(Direction::up, -2).test(12).result == decide::ArrowTest::Result::together);
  const auto unknown = Measured(Direction::none).test(12);
  CHECK(english(unknown.sentence).find("neither for nor against") != std::string::npos);
  Measured town(Direction::down, -2);
  town.arrow("rents", "homes", Evidence::strong, 12);
  CHECK(town.model().arrows.front().contradicted());
  CHECK(weak_point(town.model(), "contradicted_arrows"));
}

TEST_CASE("arrows tested: a finer rhythm is averaged to the coarser one before they are compared") {
  const auto found = Measured(Direction::down, 2, "quarters").test(12);
  CHECK(found.result == decide::ArrowTest::Result::together);
  CHECK(found.lag_months == 12);
}

TEST_CASE("arrows tested: short series, and measures without figures or a common place, cannot tell") {
  Drawn town;
  town.add("I1", record::Indicator{.name = en("Evictions"), .direction = Direction::down}).add("I2", record::Indicator{.name = en("Homelessness"), .direction = Direction::down});
  town.box("rents", LogicColumn::output, {.indicators = {{"I1"}}}).box("homes", LogicColumn::long_term, {.indicators = {{"I2"}}}).arrow("rents", "homes", Evidence::moderate);
  CHECK(english(town.model().arrows.front().tests.front().sentence).find("no place in common") != std::string::npos);
  town.figures("I1", {{"2020", 5}, {"2021", 6}, {"2022", 4}}).figures("I2", {{"2020", 5}, {"2021", 6}, {"2022", 4}});
  const auto found = town.model().arrows.front().tests.front();
  CHECK(found.result == decide::ArrowTest::Result::cannot_tell);
  CHECK(english(found.sentence) == "“Evictions” and “Homelessness” have no change that can be compared; 8 are needed. The figures cannot tell yet.");
}

TEST_CASE("arrows tested: as of an earlier day only what was known then counts") {
  Measured town;
  town.arrow("rents", "homes", Evidence::moderate, 12);
  CHECK(town.model("2023-12-31").arrows.front().tests.front().result == decide::ArrowTest::Result::cannot_tell);  // all figures were published on 1 January 2024
}

TEST_CASE("collaborative gain: joint activities lead over benefits to the three results, each step only to what comes next") {
  Drawn town;
  town.box("joint", LogicColumn::activity, {.collaborative = true}).box("alone", LogicColumn::activity);
  town.box("trust", LogicColumn::output, {.collaborative = true}).box("reach", LogicColumn::short_term, {.collaborative = true});
  town.box("faster", LogicColumn::medium_term, {.gain = record::GainResult::services}).box("end", LogicColumn::long_term, {.gain = record::GainResult::progress});
  town.arrow("joint", "trust", Evidence::weak).arrow("trust", "reach", Evidence::weak).arrow("reach", "faster", Evidence::weak).arrow("faster", "end", Evidence::weak).arrow("alone", "end", Evidence::weak);
  const auto model = town.model();
  const auto gain = decide::collaborative_gain(model);
  const auto named = [&](std::size_t box) { return model.boxes[box].record->id; };
  REQUIRE(gain.activities.size() == 1);
  CHECK(named(gain.activities.front()) == "joint");
  CHECK(gain.benefits.size() == 2);
  REQUIRE(gain.to_benefit.size() == 2);  // joint → trust, trust → reach
  CHECK(named(gain.to_benefit.front().second) == "trust");
  REQUIRE(gain.to_result.size() == 2);  // reach → services, and through it progress
  CHECK(named(gain.to_result.front().first) == "reach");
  CHECK(gain.results[2].empty());
  town.box("later", LogicColumn::long_term, {.collaborative = true}).arrow("faster", "later", Evidence::weak);
  CHECK(decide::collaborative_gain(town.model()).benefits.size() == 2);  // what follows a result is no benefit on the way to one
}

TEST_CASE("logic model: one route of a large model is what leads to a box and what it leads to") {
  Drawn town;
  const auto model = town.two_ways().model();
  const auto shown = decide::connected_with(model, 0);  // a1
  CHECK(std::count(shown.begin(), shown.end(), true) == 3);
}
