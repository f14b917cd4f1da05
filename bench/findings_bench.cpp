// How long every finding of a large accountability graph takes, from a cold workspace and after one change.
// 2,000 outcomes, 6,000 indicators, 20,000 commitments, 5,000 bodies and posts, 4,000 links, 8,000 parties.
// Exits 1 when an answer is not what the generator makes, or when the findings kept after a change are not those of looking at everything.
//
//   build/…/bench/findings_bench [outcomes]      default 2000

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
  void add(std::string id, T body) {
    if (!growing_) space_ = std::make_shared<workspace::Workspace>(*space_);  // as a store does: the state before stays
    space_->apply({.sequence = space_->position() + 1, .kind = &record::kind_of<T>(), .id = std::move(id), .body = std::make_shared<T>(std::move(body)), .rows = nullptr});
  }
  void made(int outcomes) {
    add("CA", record::Place{.name = {{"en", "Canada"}}});
    add("this", record::Installation{.name = {{"en", "Bench"}}, .country = {"CA"}});
    for (int n = 0; n < organisations; ++n) add(organisation(n), record::Organisation{.name = {{"en", "Minister " + std::to_string(n)}}});
    for (int o = 0; o < outcomes; ++o) add_outcome(o);
    growing_ = false;
  }
  static constexpr int organisations = 500;
  static std::string organisation(int n) { return "M" + std::to_string(n % organisations); }
  static record::Commitment commitment(int o, int c) {
    record::Commitment promise{.text = {{"en", "Commitment " + std::to_string(c)}}, .lead = {organisation(o + c)}, .outcomes = {{"O" + std::to_string(o)}}};
    for (int p = 0; p < 3; ++p) promise.parties.push_back({organisation(o + c + p)});
    return promise;
  }
  std::shared_ptr<const workspace::Workspace> now() const { return space_; }

 private:
  void add_outcome(int o) {
    const auto number = std::to_string(o);
    const auto id = "O" + number;
    add(id, record::Outcome{.title = {{"en", "Outcome " + number}}});
    for (int p = 0; p < 4; ++p) {
      add("P" + number + "-" + std::to_string(p), record::Party{.outcome = {id}, .organisation = {organisation(o + p)}, .stance = p == 0 ? record::Stance::leads : record::Stance::contributes});
    }
    for (int i = 0; i < 3; ++i) {
      add("I" + number + "-" + std::to_string(i), record::Indicator{.name = {{"en", "Indicator " + number + " " + std::to_string(i)}}, .outcomes = {{id}}, .direction = record::Direction::down});
    }
    for (int c = 0; c < 10; ++c) add("C" + number + "-" + std::to_string(c), commitment(o, c));
    for (int s = 0; s < 2; ++s) {
      add("S" + number + "-" + std::to_string(s), record::Post{.title = {{"en", "Post"}}, .organisation = {organisation(o + s)}, .holder = s == 0 ? "Ada" : ""});
      add("L" + number + "-" + std::to_string(s), record::Link{.outcome = {id}, .organisation = {organisation(o + s)}, .duty = {{"en", "Duty"}}, .accountable_to = {organisation(o)}, .post = {"S" + number + "-" + std::to_string(s)}});
    }
    if (o % 2 == 0) add("B" + number, record::GovernanceBody{.name = {{"en", "Board"}}, .outcomes = {{id}}, .members = {{organisation(o)}, {organisation(o + 1)}}, .chair = {"S" + number + "-0"}, .interval = 90});
  }

  std::shared_ptr<workspace::Workspace> space_ = std::make_shared<workspace::Workspace>();
  bool growing_{true};
};

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
  const auto examine = [&] { latest = examiner.examine({graph.now(), today}); };
  const auto cold = milliseconds(examine);
  std::size_t undated = 0;
  for (const auto& finding : latest->findings) undated += finding->code == "promise_undated";
  expect(undated == static_cast<std::size_t>(outcomes) * 10, "not every commitment without a date was found");
  std::printf("%zu findings of %d outcomes\n%-40s %10s %10s\n%-40s %10.1f %10zu\n", latest->findings.size(), outcomes, "", "ms", "subjects", "cold", cold, examiner.examined_subjects());

  const auto after = [&](const char* what, auto change) {
    change();
    const auto took = milliseconds(examine);
    std::printf("%-40s %10.1f %10zu\n", what, took, examiner.examined_subjects());
  };
  after("a commitment gets its date", [&] {
    auto promise = Graph::commitment(3, 4);
    promise.due = today;
    graph.add("C3-4", std::move(promise));
  });
  after("a post gets a holder", [&] { graph.add("S5-1", record::Post{.title = {{"en", "Post"}}, .organisation = {Graph::organisation(6)}, .holder = "Ben"}); });
  after("a link is reworded", [&] { graph.add("L7-0", record::Link{.outcome = {"O7"}, .organisation = {Graph::organisation(7)}, .duty = {{"en", "Other duty"}}, .post = {"S7-0"}}); });
  after("an indicator is renamed", [&] { graph.add("I8-1", record::Indicator{.name = {{"en", "Indicator 9 0"}}, .outcomes = {{"O8"}}}); });
  after("an organisation is renamed", [&] { graph.add(Graph::organisation(9), record::Organisation{.name = {{"en", "Renamed"}}}); });
  after("nothing", [] {});
  expect(latest->findings.size() == chain::all_findings({graph.now(), today}).size(), "what is kept is not what looking at everything finds");
}
