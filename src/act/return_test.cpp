#include "act/act_kit_test.h"
#include "act/add_record.h"
#include "act/change_record.h"
#include "act/fill_return.h"
#include "act/judge_return.h"
#include "act/return_rules.h"
#include "act/withdraw_batch.h"
#include "quality/returns.h"
#include "record/returns.h"
#include "record/trust.h"

using namespace outturn;
using namespace outturn::testing;
using quality::ReturnState;
using record::kind_of;
using record::ReturnAnswer;
using record::Role;

namespace {

/// Housing returns people without a home in Canada and of young women, yearly from 2024, within 60 days; Vera of Health verifies.
struct ReportingTown : Town {
  access::Reader ray = with("ray", Role::reporter, "housing");
  access::Reader rita = with("rita", Role::reporter, "housing");
  access::Reader vera = with("vera", Role::verifier, "health");
  ReportingTown() {
    put(store, "count", record::ReturnDuty{.name = en("Street count"), .organisation = {"housing"}, .indicators = {{"I1"}}, .groups = {{"G1"}},
                                           .first_period = period("2024"), .due_days = 60, .verifier = {"vera"}});
  }
  quality::AskedReturn asked(std::string_view id = "count-2025") { return quality::asked_return(*store.now(), id, clock.today()).value(); }
  quality::ReturnCell cell(std::string_view group = "", std::string_view id = "count-2025") {
    const auto now = store.now();
    for (auto& one : quality::cells_of(*now, asked(id))) {
      if ((one.group ? one.group->id : "") == group) return one;
    }
    return {};
  }
  base::Checked<workspace::Receipt> save(const access::Reader& who, double value, std::string group = "", std::optional<std::string> seen = std::nullopt) {
    const auto stamp = seen ? *seen : cell(group).stamp();
    return act::save_return(store, who, "count-2025", {{.indicator = "I1", .place = "CA", .group = group, .value = value, .seen = stamp}});
  }
  /// The cell of the young women gets no figure, so that nothing is left empty.
  void finish() {
    REQUIRE(act::save_return(store, ray, "count-2025", {{.indicator = "I1", .place = "CA", .group = "G1", .absence = record::Absence::suppressed, .seen = cell("G1").stamp()}}));
  }
  std::optional<double> figure(std::string_view of = "2025") {
    const auto now = view();
    const auto* series = now.series(*store.now()->find<record::Indicator>("I1"), *store.now()->find<record::Place>("CA"));
    for (const auto& one : now.figures(*series)) {
      if (one.period == period(of) && one.is_figure()) return one.value;
    }
    return std::nullopt;
  }
};

}  // namespace

TEST_CASE("a return goes from draft to sent, back, mended and accepted; then its figure counts, entered by its author and accepted by another") {
  ReportingTown town;
  CHECK(town.asked().state == ReturnState::not_begun);
  REQUIRE(town.save(town.ray, 105));
  CHECK(town.asked().state == ReturnState::draft);
  REQUIRE(town.save(town.rita, 12, "G1"));
  CHECK_FALSE(town.figure());

  REQUIRE(act::send_return(town.store, town.ray, "count-2025", 20, "As counted in March"));
  CHECK(town.asked().state == ReturnState::sent);
  REQUIRE(act::judge_return(town.store, town.vera, "count-2025", town.asked().sending->id, ReturnAnswer::returned, "Leave out the shelters"));
  CHECK(town.asked().state == ReturnState::returned);
  CHECK_FALSE(town.figure());

  REQUIRE(town.save(town.ray, 101));
  REQUIRE(act::send_return(town.store, town.ray, "count-2025", std::nullopt, ""));
  const auto judged = act::judge_return(town.store, town.vera, "count-2025", town.asked().sending->id, ReturnAnswer::accepted, "Agrees with the register");
  REQUIRE(judged);
  CHECK(town.asked().state == ReturnState::accepted);
  CHECK(town.figure() == 101);
  CHECK(town.get<record::Batch>(judged->batch).rows == 2);
  CHECK(town.cell().content()->person.id == "ray");
  CHECK(town.cell("G1").content()->person.id == "rita");
  CHECK(town.store.history(kind_of<record::Batch>(), judged->batch).front().entry.person == "vera");

  // The batch can be withdrawn like any other.
  REQUIRE(act::withdraw_batch(town.store, town.vera, judged->batch, "Counted twice"));
  CHECK_FALSE(town.figure());
}

TEST_CASE("a colleague's correction is an entry of their own, and the first stays readable under its author") {
  ReportingTown town;
  REQUIRE(town.save(town.ray, 105));
  REQUIRE(town.save(town.rita, 104));
  const auto cell = town.cell();
  REQUIRE(cell.entries.size() == 2);
  CHECK(cell.entries[0]->as<record::ReturnEntry>().person.id == "ray");
  CHECK(cell.entries[0]->as<record::ReturnEntry>().value == 105);
  CHECK(cell.content()->value == 104);
  CHECK(refusal(act::change_record(town.store, town.rita, kind_of<record::ReturnEntry>(), cell.entries[0]->id, std::nullopt, {{"value", 1.0}})) == "person: act.not_your_entry");
  CHECK(refusal(act::add_record(town.store, town.rita, kind_of<record::ReturnEntry>(), "",
                                {{"return", record::Reference{"count-2025"}}, {"indicator", record::Reference{"I1"}}, {"place", record::Reference{"CA"}}, {"person", record::Reference{"ray"}}})) ==
        "person: act.not_yourself");
}

TEST_CASE("saving what has not changed writes nothing, and a return with nothing in it is not begun") {
  ReportingTown town;
  const auto before = town.entries();
  REQUIRE(act::save_return(town.store, town.ray, "count-2025", {{.indicator = "I1", .place = "CA"}}));
  CHECK(town.entries() == before);
  REQUIRE(town.save(town.ray, 105));
  const auto after = town.entries();
  REQUIRE(town.save(town.rita, 105));  // the same figure: Ray stays its author
  CHECK(town.entries() == after);
}

TEST_CASE("whoever did not see a colleague's figure does not write over it; all that was typed is refused with it") {
  ReportingTown town;
  REQUIRE(town.save(town.ray, 105));
  const auto before = town.entries();
  const auto stale = act::save_return(town.store, town.rita, "count-2025", {{.indicator = "I1", .place = "CA", .value = 99, .seen = ""},
                                                                           {.indicator = "I1", .place = "CA", .group = "G1", .value = 3}});
  CHECK(refusals(stale) == Refusals{"cell.I1.CA.: act.cell_moved"});
  CHECK(stale.error().front().values[0].value == base::Argument{std::string("ray Smith")});
  CHECK(town.entries() == before);
  CHECK(town.save(town.rita, 99));  // now seen
}

TEST_CASE("nobody judges a return in which they have a part, nor one that names another verifier, nor one that was not sent") {
  ReportingTown town;
  const auto ray_too = town.with("ray", Role::verifier, "housing");
  const auto una = town.with("una", Role::verifier, "health");
  const auto mo = town.with("mo", Role::manager, "housing");
  REQUIRE(town.save(town.ray, 105));
  town.finish();
  const auto judge = [&](const access::Reader& who) {
    const auto* sending = town.asked().sending;
    return refusal(act::judge_return(town.store, who, "count-2025", sending ? sending->id : "none", ReturnAnswer::accepted, ""));
  };
  CHECK(judge(town.vera) == ": act.return_not_sent");
  REQUIRE(act::send_return(town.store, town.rita, "count-2025", std::nullopt, ""));
  CHECK(judge(town.rita) == ": access.refused.add");  // the table: reporters add no verdict
  CHECK(judge(mo) == ": access.refused.add");
  CHECK(judge(ray_too) == ": act.own_return");        // a verifier, but this figure is his
  CHECK(judge(una) == ": act.not_the_verifier");
  CHECK(judge(town.vera) == "accepted");
  CHECK(judge(town.vera) == ": act.return_not_sent");
}

TEST_CASE("a verdict cannot be added past its page: not for figures that never came in, not for another batch") {
  ReportingTown town;
  REQUIRE(town.save(town.ray, 105));
  town.finish();
  REQUIRE(act::send_return(town.store, town.ray, "count-2025", std::nullopt, ""));
  const auto sending = record::Reference{town.asked().sending->id};
  const auto add = [&](act::Fields fields) {
    fields.emplace_back("sending", sending);
    return refusals(act::add_record(town.store, town.vera, kind_of<record::ReturnVerdict>(), "", fields));
  };
  CHECK(add({}) == Refusals{"batch: act.accept_by_judging"});
  CHECK(add({{"batch", record::Reference{"B1"}}}) == Refusals{"batch: act.accept_by_judging", "batch: act.batch_elsewhere"});
  CHECK(add({{"answer", std::string("returned")}}) == Refusals{"reason: record.verdict_needs_reason"});
  CHECK(add({{"answer", std::string("returned")}, {"reason", std::string("Count again")}}).empty());
}

TEST_CASE("what was sent is not changed; who sent it may take it back with a reason until it is judged") {
  ReportingTown town;
  REQUIRE(town.save(town.ray, 105));
  town.finish();
  CHECK(refusals(act::send_return(town.store, town.ray, "count-2024", std::nullopt, "")) == Refusals{"cell.I1.CA.: act.cell_empty", "cell.I1.CA.G1: act.cell_empty"});
  REQUIRE(act::send_return(town.store, town.ray, "count-2025", std::nullopt, ""));
  CHECK(refusal(town.save(town.rita, 104)) == "return: act.return_closed");
  CHECK(refusal(act::send_return(town.store, town.rita, "count-2025", std::nullopt, "")) == "return: act.return_closed");
  CHECK(refusal(act::take_back_return(town.store, town.ray, "count-2025", " ")) == "reason: act.reason_needed");
  CHECK(refusal(act::take_back_return(town.store, town.rita, "count-2025", "Not mine")) == "person: act.send_yourself");
  REQUIRE(act::take_back_return(town.store, town.ray, "count-2025", "One shelter is missing"));
  CHECK(town.asked().state == ReturnState::draft);
  REQUIRE(town.save(town.rita, 104));
  REQUIRE(act::send_return(town.store, town.rita, "count-2025", std::nullopt, ""));
  REQUIRE(act::judge_return(town.store, town.vera, "count-2025", town.asked().sending->id, ReturnAnswer::accepted, ""));
  CHECK(refusal(act::take_back_return(town.store, town.rita, "count-2025", "Too late")) == "withdrawn: act.return_judged");
}

TEST_CASE("a rule of severity error keeps a return from being sent, a warning does not") {
  ReportingTown town;
  put(town.store, "R1", record::ValidationRule{.indicator = {"I1"}, .upper = 200, .severity = record::RuleSeverity::error, .what_to_do = en("Ask")});
  put(town.store, "R2", record::ValidationRule{.indicator = {"I1"}, .upper = 150, .what_to_do = en("Ask")});
  REQUIRE(town.save(town.ray, 201));  // a draft may hold anything
  town.finish();
  CHECK(refusal(act::send_return(town.store, town.ray, "count-2025", std::nullopt, "")) == "return: act.rule_broken");
  REQUIRE(town.save(town.ray, 200));
  CHECK(act::send_return(town.store, town.ray, "count-2025", std::nullopt, ""));
}

TEST_CASE("only those whom the duty names report, and only what it asks") {
  ReportingTown town;
  put(town.store, "count", record::ReturnDuty{.name = en("Street count"), .organisation = {"housing"}, .indicators = {{"I1"}}, .first_period = period("2024"), .due_days = 60,
                                              .reporters = {{"rita"}}, .verifier = {"vera"}});
  const auto tim = town.with("tim", Role::reporter, "tax");
  CHECK(refusal(town.save(town.ray, 1)) == ": act.not_a_reporter");
  CHECK(refusal(town.save(tim, 1)) == ": access.refused.add");
  CHECK(refusal(town.save(town.rita, 1, "G1", "")) == "cell.I1.CA.G1: act.not_asked");
  CHECK(town.save(town.rita, 1));
  CHECK(refusal(act::save_return(town.store, town.rita, "count-2027", {})) == "id: act.no_record");
  CHECK(refusal(act::add_record(town.store, town.rita, kind_of<record::Return>(), "", {{"duty", record::Reference{"count"}}, {"period", period("2023")}})) == "period: act.return_period");
}

TEST_CASE("the time a return took is said when it is sent or afterwards, by who sent it") {
  ReportingTown town;
  REQUIRE(town.save(town.ray, 105));
  town.finish();
  REQUIRE(act::send_return(town.store, town.ray, "count-2025", std::nullopt, ""));
  CHECK(refusal(act::log_time(town.store, town.rita, "count-2025", 10)) == "person: act.send_yourself");
  REQUIRE(act::log_time(town.store, town.ray, "count-2025", 40));
  const auto burden = quality::reporting_burden(*town.store.now(), day("2026-01-01"));
  REQUIRE(burden.size() == 1);
  CHECK(burden.front().minutes == 40);
  CHECK(burden.front().timed == 1);
  CHECK(burden.front().figures == 2);
  CHECK(quality::reporting_burden(*town.store.now(), day("2026-07-01")).empty());
}

TEST_CASE("drafts are seen by colleagues and not by partners; once sent, by partners and not by others") {
  ReportingTown town;
  const auto tim = town.with("tim", Role::reporter, "tax");
  REQUIRE(town.save(town.ray, 105));
  town.finish();
  const auto sees = [&](const access::Reader& who) {
    const auto now = town.store.now();
    const auto* entry = quality::cells_of(*now, town.asked()).front().counts();
    return bool(access::decide(who, access::Act::read, kind_of<record::ReturnEntry>(), entry, *now));
  };
  CHECK(sees(town.rita));
  CHECK_FALSE(sees(town.vera));
  CHECK_FALSE(sees(tim));
  REQUIRE(act::send_return(town.store, town.ray, "count-2025", std::nullopt, ""));
  CHECK(sees(town.vera));
  CHECK_FALSE(sees(tim));
  CHECK_FALSE(sees(access::Reader::everyone(town.clock.today())));
}

TEST_CASE("a return with an empty cell is not sent: each cell has a figure or says why there is none, unless the duty lets it be empty") {
  ReportingTown town;
  const auto send = [&] { return refusals(act::send_return(town.store, town.ray, "count-2025", std::nullopt, "")); };
  const auto absent = [&](record::Absence absence, std::string note) {
    REQUIRE(act::save_return(town.store, town.ray, "count-2025", {{.indicator = "I1", .place = "CA", .group = "G1", .absence = absence, .note = note, .seen = town.cell("G1").stamp()}}));
  };
  CHECK(send() == Refusals{"cell.I1.CA.: act.cell_empty", "cell.I1.CA.G1: act.cell_empty"});
  REQUIRE(town.save(town.ray, 105));
  CHECK(send() == Refusals{"cell.I1.CA.G1: act.cell_empty"});
  // Past the page too: a sending is a record like any other.
  CHECK(refusals(act::add_record(town.store, town.ray, kind_of<record::ReturnSending>(), "", {{"return", record::Reference{"count-2025"}}})) ==
        Refusals{"cell.I1.CA.G1: act.cell_empty"});
  absent(record::Absence::missing, "");
  CHECK(send() == Refusals{"cell.I1.CA.G1: act.absence_unexplained"});
  absent(record::Absence::disputed, "");
  CHECK(send() == Refusals{"cell.I1.CA.G1: act.absence_unexplained"});
  absent(record::Absence::none, "");
  CHECK(send() == Refusals{"cell.I1.CA.G1: act.cell_empty"});  // emptied again
  absent(record::Absence::missing, "The shelters did not ask");
  CHECK(send().empty());

  ReportingTown lenient;
  auto duty = lenient.get<record::ReturnDuty>("count");
  duty.cells_optional = true;
  put(lenient.store, "count", duty);
  CHECK(refusal(act::send_return(lenient.store, lenient.ray, "count-2025", std::nullopt, "")) == "return: act.return_empty");
  REQUIRE(lenient.save(lenient.ray, 105));
  CHECK(act::send_return(lenient.store, lenient.ray, "count-2025", std::nullopt, ""));
}

namespace {

/// The duty asks for a share with its parts, in one cell.
struct SharedTown : ReportingTown {
  SharedTown() {
    auto share = get<record::Indicator>("I1");
    share.name = en("Share without a home");
    share.value_kind = record::ValueKind::percentage;
    share.decimals = 1;
    put(store, "I9", share);
    put(store, "share", record::ReturnDuty{.name = en("Shares"), .organisation = {"housing"}, .indicators = {{"I9"}}, .first_period = period("2024"), .due_days = 60,
                                           .verifier = {"vera"}, .with_parts = true});
  }
  quality::ReturnCell share(std::string_view id = "share-2025") {
    const auto now = store.now();
    return quality::cells_of(*now, *quality::asked_return(*now, id, clock.today())).front();
  }
  Refusals type(std::optional<double> value, std::optional<double> numerator, std::optional<double> denominator, std::string note = "", std::string id = "share-2025") {
    return refusals(act::save_return(store, ray, id, {{.indicator = "I9", .place = "CA", .value = value, .note = note, .seen = share(id).stamp(), .numerator = numerator, .denominator = denominator}}));
  }
  Refusals send(std::string id = "share-2025") { return refusals(act::send_return(store, ray, id, std::nullopt, "")); }
  void accept(std::string id) {
    const auto asked_now = quality::asked_return(*store.now(), id, clock.today());
    REQUIRE(act::judge_return(store, vera, id, asked_now->sending->id, ReturnAnswer::accepted, ""));
  }
};

}  // namespace

TEST_CASE("a rate returned with numerator and denominator is calculated, checked, and stored with both") {
  SharedTown town;
  CHECK(town.type(std::nullopt, 60.0, 50.0) == Refusals{"cell.I9.CA.: act.numerator_above_denominator"});
  CHECK(town.type(std::nullopt, 60.0, std::nullopt) == Refusals{"cell.I9.CA.: record.denominator_missing", "cell.I9.CA.: record.parts_without_figure"});
  CHECK(town.type(5.0, 5.0, 0.0) == Refusals{"cell.I9.CA.: record.denominator_not_positive"});
  CHECK(town.type(11.0, 5.0, 48.0) == Refusals{"cell.I9.CA.: act.figure_not_its_parts"});
  CHECK(town.type(10.4, 5.0, 48.0).empty());  // rounded as it is shown: the exact one is kept
  CHECK(town.share().content()->value == doctest::Approx(100.0 * 5 / 48));
  CHECK(town.type(10.4, std::nullopt, std::nullopt).empty());
  CHECK(town.send() == Refusals{"cell.I9.CA.: act.parts_missing"});
  CHECK(town.type(std::nullopt, 5.0, 48.0).empty());
  REQUIRE(town.send().empty());
  town.accept("share-2025");
  const auto now = town.view();
  const auto* indicator = town.store.now()->find<record::Indicator>("I9");
  const auto figures = now.figures(*now.series(*indicator, *town.store.now()->find<record::Place>("CA")));
  REQUIRE(figures.size() == 1);
  CHECK(figures[0].value == doctest::Approx(100.0 * 5 / 48));
  REQUIRE(figures[0].extras);
  CHECK(figures[0].extras->numerator == 5);
  CHECK(figures[0].extras->denominator == 48);
}

TEST_CASE("once figures came with their parts the next return asks for them by itself; a note says why they are not known") {
  SharedTown town;
  REQUIRE(town.type(std::nullopt, 5.0, 48.0, "", "share-2024").empty());
  REQUIRE(town.send("share-2024").empty());
  town.accept("share-2024");
  auto duty = town.get<record::ReturnDuty>("share");
  duty.with_parts = false;
  put(town.store, "share", duty);
  const auto asked = *quality::asked_return(*town.store.now(), "share-2025", town.clock.today());
  CHECK(quality::parts_of(town.view(), asked, town.share()).asked);
  CHECK(town.type(9.9, std::nullopt, std::nullopt).empty());
  CHECK(town.send() == Refusals{"cell.I9.CA.: act.parts_missing"});
  CHECK(town.type(9.9, std::nullopt, std::nullopt, "The survey gives the share only").empty());
  CHECK(town.send().empty());
}

TEST_CASE("a rate knows its scale from the figures before it; where none is known, or it is no rate, nothing is calculated") {
  SharedTown town;
  auto rate = town.get<record::Indicator>("I9");
  rate.value_kind = record::ValueKind::rate;
  put(town.store, "I9", rate);
  CHECK(town.type(std::nullopt, 5.0, 48.0, "", "share-2024") == Refusals{"cell.I9.CA.: record.parts_without_figure"});
  CHECK(town.type(104.2, 5.0, 48.0, "", "share-2024").empty());
  REQUIRE(town.send("share-2024").empty());
  town.accept("share-2024");
  CHECK(town.type(std::nullopt, 6.0, 48.0).empty());
  CHECK(town.share().content()->value == doctest::Approx(125));  // per thousand, as before
  auto count = rate;
  count.value_kind = record::ValueKind::count;
  put(town.store, "I9", count);
  CHECK(town.type(7.0, 7.0, 48.0) == Refusals{"cell.I9.CA.: act.no_parts_here"});
}
