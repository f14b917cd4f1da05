// How long statuses, gaps and the order of attention take over a large register, beside reading every figure once.
// Prints milliseconds, the ratio to that reading, and the same at half the size: near-linear means about half the time.
// Exits 1 when an answer is not what the generator makes.
//
//   build/…/bench/judgement_bench [outcomes]      default 2000: 6,000 indicators, 20,000 commitments, 144,000 rows

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "attend/attention.h"
#include "record/keeping.h"
#include "record/outcome.h"
#include "record/organisation.h"

namespace {

using namespace outturn;

constexpr int indicators_each = 3;
constexpr int commitments_each = 10;
constexpr int parties_each = 4;
constexpr int first_year = 2012;
constexpr int years = 12;
constexpr int organisations = 500;

class Generator {
 public:
  template <class T>
  void add(std::string id, T body, std::shared_ptr<const workspace::BatchRows> rows = nullptr) {
    space_->apply({.sequence = space_->position() + 1, .kind = &record::kind_of<T>(), .id = std::move(id),
                   .body = std::make_shared<T>(std::move(body)), .rows = std::move(rows)});
  }

  /// Every third indicator lost its target, every third has none, every third cannot be told; no commitment has a date.
  std::shared_ptr<const workspace::Workspace> made(int outcomes) {
    add("CA", record::Place{.name = {{"en", "Canada"}}});
    add("this", record::Installation{.name = {{"en", "Bench"}}, .country = {"CA"}});
    for (int n = 0; n < organisations; ++n) add(organisation(n), record::Organisation{.name = {{"en", "Minister " + std::to_string(n)}}});
    auto first = std::make_shared<workspace::BatchRows>();
    auto second = std::make_shared<workspace::BatchRows>();
    for (int o = 0; o < outcomes; ++o) add_outcome(o, *first, *second);
    for (const auto& rows : {first, second}) rows->first_row.push_back(rows->rows.size());
    add("B1", record::Batch{.file = "first"}, first);
    add("B2", record::Batch{.file = "second"}, second);
    return space_;
  }

 private:
  static std::string organisation(int n) { return "M" + std::to_string(n % organisations); }

  void add_outcome(int o, workspace::BatchRows& first, workspace::BatchRows& second) {
    const auto id = "O" + std::to_string(o);
    add(id, record::Outcome{.title = {{"en", "Outcome " + std::to_string(o)}}});
    for (int p = 0; p < parties_each; ++p) {
      add("P" + std::to_string(o * parties_each + p),
          record::Party{.outcome = {id}, .organisation = {organisation(o + p)}, .stance = p == 0 ? record::Stance::leads : record::Stance::contributes});
    }
    for (int i = 0; i < indicators_each; ++i) {
      const auto indicator = "I" + std::to_string(o * indicators_each + i);
      add(indicator, record::Indicator{.name = {{"en", "Indicator " + indicator}}, .outcomes = {{id}}, .value_kind = record::ValueKind::percentage,
                                       .direction = record::Direction::down, .decimals = 1, .publication_delay = 200});
      if (i != 2) {
        add("T" + indicator, record::Target{.indicator = {indicator}, .value = i == 0 ? 9.0 : 1.0, .period = base::Period::parse("2030").value()});
      }
      add_figures(indicator, first, years - 1, "2023-06-01");
      add_figures(indicator, second, years, "2024-06-01");
    }
    for (int c = 0; c < commitments_each; ++c) {
      record::Commitment promise{.text = {{"en", "Commitment " + std::to_string(c)}}, .lead = {organisation(o + c)}, .outcomes = {{id}}};
      for (int p = 0; p < 3; ++p) promise.parties.push_back({organisation(o + c + p)});
      add("C" + std::to_string(o * commitments_each + c), std::move(promise));
    }
  }

  static void add_figures(const std::string& indicator, workspace::BatchRows& into, int count, const char* published) {
    const workspace::KnownFrom known{.day = base::Day::parse(published).value()};
    into.series.push_back({.indicator = indicator, .definition = 1, .place = "CA", .group = ""});
    into.first_row.push_back(into.rows.size());
    for (int y = 0; y < count; ++y) {
      const auto period = base::Period::parse(std::to_string(first_year + y)).value();
      const double value = y == 5 ? 8.5 : 10.0 + y * 0.1;  // at most 9: met in 2017, lost again
      into.rows.push_back({.period = period.code(), .known_from = known.code(), .value = value});
    }
  }

  std::shared_ptr<workspace::Workspace> space_ = std::make_shared<workspace::Workspace>();
};

template <class Work>
double milliseconds(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

struct Times {
  double reading{}, statuses{}, findings{}, about{}, order{};
};

void expect(std::size_t found, std::size_t made, const char* what) {
  if (found == made) return;
  std::fprintf(stderr, "%s: %zu, but %zu were made\n", what, found, made);
  std::exit(1);
}

Times timed(int outcomes) {
  Generator generator;
  const workspace::View view(generator.made(outcomes), base::Day::parse("2024-11-22").value());
  const auto n = static_cast<std::size_t>(outcomes);
  Times times;
  times.reading = milliseconds([&] {
    std::size_t figures = 0;
    const auto& panel = view.workspace().panel();
    for (std::size_t s = 0; s < panel.series_count(); ++s) figures += view.figures(panel.series(s)).size();
    expect(figures, n * indicators_each * years, "figures");
  });
  times.statuses = milliseconds([&] {
    std::size_t lost = 0;
    for (const auto& status : track::all_statuses(view)) lost += status.code == track::StatusCode::met_then_lost;
    expect(lost, n, "met, then lost");
  });
  times.findings = milliseconds([&] {
    std::size_t undated = 0;
    for (const auto& finding : chain::all_findings(view)) undated += finding.code == "promise_undated";
    expect(undated, n * commitments_each, "undated commitments");
  });
  times.about = milliseconds([&] {
    std::size_t undated = 0;
    view.workspace().each<record::Outcome>([&](const workspace::Record& outcome, const record::Outcome&) {
      for (const auto& finding : chain::findings_about(view, outcome)) undated += finding.code == "promise_undated";
    });
    expect(undated, n * commitments_each, "undated commitments, outcome by outcome");
  });
  times.order = milliseconds([&] { expect(attend::today(view).outcomes.size(), n, "outcomes in order"); });
  return times;
}

}  // namespace

int main(int argc, char** argv) {
  const int outcomes = argc > 1 ? std::atoi(argv[1]) : 2000;
  if (outcomes < 2) {
    std::fputs("Say how many outcomes to make, 2 or more, for example: judgement_bench 2000\n", stderr);
    return 2;
  }
  const auto half = timed(outcomes / 2);
  const auto whole = timed(outcomes);
  std::printf("%d outcomes, %d indicators, %d commitments\n", outcomes, outcomes * indicators_each, outcomes * commitments_each);
  std::printf("%-42s %10s %10s %12s\n", "", "ms", "× reading", "half size ms");
  const auto line = [&](const char* what, double Times::* of) {
    std::printf("%-42s %10.1f %10.1f %12.1f\n", what, whole.*of, whole.*of / whole.reading, half.*of);
  };
  line("reading every figure once (reference)", &Times::reading);
  line("all statuses", &Times::statuses);
  line("all findings", &Times::findings);
  line("findings of every outcome, one by one", &Times::about);
  line("today: order, reasons, newest figures", &Times::order);
}
