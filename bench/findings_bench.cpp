// How long every finding of a large accountability graph takes, from a cold workspace and after one change.
// 2,000 outcomes, 6,000 indicators with 10 figures each and 8,000 targets, 20,000 commitments, 5,000 bodies and posts,
// 4,000 links acknowledged by 1,000 people, 8,000 parties, 2,000 claims. Prints milliseconds, and the ratio to reading every
// field of every record once; run it at half the size, too: near-linear means about half the time.
// Exits 1 when an answer is not what the generator makes, when the findings kept after a change are not those of looking at
// everything, and at full size when all take longer than a second or a change takes longer than 20 ms.
//
//   build/…/bench/findings_bench [outcomes]      default 2000

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "chain/examiner.h"
#include "record/keeping.h"

namespace {

using namespace outturn;

class Graph {
 public:
  template <class T>
  void add(std::string id, T body, std::shared_ptr<const workspace::BatchRows> rows = nullptr) {
    if (!growing_) space_ = std::make_shared<workspace::Workspace>(*space_);  // as a store does: the state before stays
    space_->apply({.sequence = space_->position() + 1, .kind = &record::kind_of<T>(), .id = std::move(id), .body = std::make_shared<T>(std::move(body)), .rows = std::move(rows)});
  }
  void add_figure(std::string batch, std::string indicator, int year, double value) {
    auto rows = std::make_shared<workspace::BatchRows>();
    note_figure(*rows, std::move(indicator), year, 1, value);
    rows->first_row.push_back(rows->rows.size());
    add(std::move(batch), record::Batch{.file = "one"}, rows);
  }
  void made(int outcomes) {
    add("CA", record::Place{.name = {{"en", "Canada"}}});
    add("this", record::Installation{.name = {{"en", "Bench"}}, .country = {"CA"}});
    for (int n = 0; n < organisations; ++n) add(organisation(n), record::Organisation{.name = {{"en", "Minister " + std::to_string(n)}}});
    for (int n = 0; n < people; ++n) {
      add(person(n), record::Person{.name = "Ada", .email = person(n) + "@example.org"});
      add("R" + std::to_string(n), record::Appointment{.person = {person(n)}, .organisation = {organisation(n)}, .role = record::Role::signatory});
    }
    figures_ = std::make_shared<workspace::BatchRows>();
    for (int o = 0; o < outcomes; ++o) add_outcome(o);
    figures_->first_row.push_back(figures_->rows.size());
    add("B1", record::Batch{.file = "all"}, figures_);
    growing_ = false;
  }
  static constexpr int organisations = 500;
  static constexpr int people = 1000;
  static std::string person(int n) { return "H" + std::to_string(n % people); }
  static std::string organisation(int n) { return "M" + std::to_string(n % organisations); }
  static record::Commitment commitment(int o, int c) {
    record::Commitment promise{.text = {{"en", "Commitment " + std::to_string(c)}}, .lead = {organisation(o + c)}, .outcomes = {{"O" + std::to_string(o)}}};
    for (int p = 0; p < 3; ++p) promise.parties.push_back({organisation(o + c + p)});
    return promise;
  }
  std::shared_ptr<const workspace::Workspace> now() const { return space_; }

 private:
  static void note_figure(workspace::BatchRows& rows, std::string indicator, int from, int years, double value) {
    rows.first_row.push_back(rows.rows.size());
    rows.series.push_back({.indicator = std::move(indicator), .definition = 1, .place = "CA", .group = ""});
    for (int y = 0; y < years; ++y) {
      const auto period = *base::Period::parse(std::to_string(from + y));
      rows.rows.push_back({.period = period.code(), .known_from = workspace::KnownFrom{.day = *base::Day::parse("2025-05-01")}.code(), .value = value - y});
    }
  }

  void add_outcome(int o) {
    const auto number = std::to_string(o);
    const auto id = "O" + number;
    add(id, record::Outcome{.title = {{"en", "Outcome " + number}}});
    for (int p = 0; p < 4; ++p) {
      add("P" + number + "-" + std::to_string(p), record::Party{.outcome = {id}, .organisation = {organisation(o + p)}, .stance = p == 0 ? record::Stance::leads : record::Stance::contributes});
    }
    for (int i = 0; i < 3; ++i) {
      add("I" + number + "-" + std::to_string(i), record::Indicator{.name = {{"en", "Indicator " + number + " " + std::to_string(i)}}, .outcomes = {{id}}, .direction = record::Direction::down});
      note_figure(*figures_, "I" + number + "-" + std::to_string(i), 2014, 10, 30);
      for (int t = 0; t < 2 && i < 2; ++t) {
        add("T" + number + "-" + std::to_string(2 * i + t), record::Target{.indicator = {"I" + number + "-" + std::to_string(i)}, .form = record::TargetForm::at_most, .value = 20.0 - t,
                                                                           .period = *base::Period::parse(t == 0 ? "2023" : "2030")});
      }
    }
    add("Q" + number, record::Claim{.organisation = {organisation(o)}, .indicator = {"I" + number + "-0"}, .period = *base::Period::parse("2023"), .value = 40.0});
    for (int c = 0; c < 10; ++c) add("C" + number + "-" + std::to_string(c), commitment(o, c));
    for (int s = 0; s < 2; ++s) {
      add("S" + number + "-" + std::to_string(s), record::Post{.title = {{"en", "Post"}}, .organisation = {organisation(o + s)}, .holder = s == 0 ? "Ada" : ""});
      const record::Link link{.outcome = {id}, .organisation = {organisation(o + s)}, .duty = {{"en", "Duty"}}, .accountable_to = {organisation(o)}, .post = {"S" + number + "-" + std::to_string(s)}};
      add("L" + number + "-" + std::to_string(s), link);
      add("A" + number + "-" + std::to_string(s), record::Acknowledgement{.link = {"L" + number + "-" + std::to_string(s)}, .name = "Ada", .person = {person(o + s)},
                                                                          .on = base::Day::parse("2026-01-05").value(), .words = record::words_of(link)});
    }
    if (o % 2 == 0) add("B" + number, record::GovernanceBody{.name = {{"en", "Board"}}, .outcomes = {{id}}, .members = {{organisation(o)}, {organisation(o + 1)}}, .chair = {"S" + number + "-0"}, .interval = 90});
  }

  std::shared_ptr<workspace::Workspace> space_ = std::make_shared<workspace::Workspace>();
  std::shared_ptr<workspace::BatchRows> figures_;
  bool growing_{true};
};

/// Reads every field of every record in force: what no examination can do without.
std::size_t read_all(const workspace::Workspace& space) {
  std::size_t given = 0;
  for (const auto& kind : record::kinds()) {
    space.each(kind, [&](const workspace::Record& one) {
      for (const auto& field : kind.fields) given += record::is_given(field.read(one.body.get()));
    });
  }
  return given;
}

template <class Work>
double milliseconds(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  const int outcomes = argc > 1 ? std::atoi(argv[1]) : 2000;
  if (outcomes < 10) {
    std::fputs("Say how many outcomes to make, 10 or more, for example: findings_bench 2000\n", stderr);
    return 2;
  }
  Graph graph;
  graph.made(outcomes);
  const auto today = *base::Day::parse("2026-11-22");
  chain::Examiner examiner;
  std::shared_ptr<const chain::Examined> latest;
  std::size_t given = 0;
  const auto reading = milliseconds([&] { given = read_all(*graph.now()); });
  expect(given > 0, "nothing was read");
  const auto examine = [&] { latest = examiner.examine({graph.now(), today}); };
  const auto cold = milliseconds(examine);
  std::size_t undated = 0;
  latest->each([&](const chain::Finding& finding) { undated += finding.code == "promise_undated"; });
  expect(undated == static_cast<std::size_t>(outcomes) * 10, "not every commitment without a date was found");
  std::printf("%zu findings of %d outcomes\n%-40s %10s %10s %10s\n%-40s %10.1f\n", latest->size(), outcomes, "", "ms", "ratio", "subjects", "every field of every record read", reading);
  std::printf("%-40s %10.1f %10.4f %10zu\n", "all findings, cold", cold, cold / reading, examiner.examined_subjects());

  double longest = 0;
  const auto after = [&](const char* what, auto change) {
    change();
    const auto took = milliseconds(examine);
    longest = std::max(longest, took);
    std::printf("%-40s %10.1f %10.4f %10zu\n", what, took, took / reading, examiner.examined_subjects());
  };
  after("a commitment gets its date", [&] {
    auto promise = Graph::commitment(3, 4);
    promise.due = today;
    graph.add("C3-4", std::move(promise));
  });
  after("a post gets a holder", [&] { graph.add("S5-1", record::Post{.title = {{"en", "Post"}}, .organisation = {Graph::organisation(6)}, .holder = "Ben"}); });
  after("a link is reworded", [&] { graph.add("L7-0", record::Link{.outcome = {"O7"}, .organisation = {Graph::organisation(7)}, .duty = {{"en", "Other duty"}}, .post = {"S7-0"}}); });
  after("an indicator is renamed", [&] { graph.add("I8-1", record::Indicator{.name = {{"en", "Indicator 9 0"}}, .outcomes = {{"O8"}}}); });
  after("a target is replaced", [&] {
    graph.add("TN", record::Target{.indicator = {"I9-0"}, .form = record::TargetForm::at_most, .value = 12.0, .period = *base::Period::parse("2030"), .replaces = {"T9-1"}});
  });
  after("a figure arrives", [&] { graph.add_figure("B2", "I2-0", 2024, 18); });
  after("a batch is withdrawn", [&] { graph.add("B2", record::Batch{.file = "one", .withdrawn = true, .withdrawn_reason = "wrong"}); });
  after("a person leaves", [&] { graph.add(Graph::person(4), record::Person{.name = "Ada", .disabled = true}); });
  after("an outcome gets a party", [&] { graph.add("PN", record::Party{.outcome = {"O6"}, .organisation = {Graph::organisation(77)}}); });
  after("an organisation is renamed", [&] { graph.add(Graph::organisation(9), record::Organisation{.name = {{"en", "Renamed"}}}); });
  after("nothing", [] {});
  expect(latest->size() == chain::all_findings({graph.now(), today}).size(), "what is kept is not what looking at everything finds");
  expect(outcomes < 2000 || outcomes > 2000 || (cold < 1000 && longest < 20), "slower than promised: a second for all, 20 ms after a change");
}
