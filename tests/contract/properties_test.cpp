#include <random>

#include <fmt/format.h>

#include "subject.h"

using namespace outturn;
using namespace outturn::contract;

namespace {

/// Random changes, the same for every store that is given the same seed.
class Life {
 public:
  explicit Life(unsigned seed) : random_(seed) {}

  void one_step(workspace::Register& book) {
    switch (below(10)) {
      case 0:
      case 1: put(book, id("O"), record::Outcome{.title = words(), .labels = below(2) ? "SDG 1" : ""}, reason(), below(6) == 0); break;
      case 2: put(book, id("P"), record::Place{.name = words(), .parent = {id("P")}, .column = below(4)}, reason()); break;
      case 3: put(book, id("I"), record::Indicator{.name = words(), .outcomes = references("O"), .precision = below(100) / 7.0}, reason()); break;
      case 4:
        put(book, id("C"), record::Commitment{.text = words(), .lead = {id("M")}, .outcomes = references("O"),
                                              .due = base::Day{static_cast<std::int32_t>(below(30000))}}, reason(), below(8) == 0);
        break;
      case 5:
      case 6:
      case 7: import_some(book); break;
      case 8: withdraw(book); break;
      default: redact(book); break;
    }
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::string id(const char* letter) { return fmt::format("{}{}", letter, below(5)); }
  std::string reason() { return below(2) ? "" : fmt::format("because {}", below(1000)); }
  record::Localised words() {
    record::Localised all{{"en", fmt::format("Word {}", below(1000))}};
    if (below(2)) all.set("fr", fmt::format("Été {}", below(1000)));
    return all;
  }
  record::References references(const char* letter) {
    record::References all;
    for (int i = below(3); i > 0; --i) {
      const record::Reference one{id(letter)};
      if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
    }
    return all;
  }

  void import_some(workspace::Register& book) {
    const auto now = book.now();
    std::vector<Reported> reported;
    std::vector<std::string> keys;
    for (int i = below(12); i >= 0; --i) {
      Reported one{.indicator = id("I"), .place = id("P"), .period = std::to_string(2000 + below(4)),
                   .known_from = fmt::format("2024-0{}-01", 1 + below(9))};
      if (below(4)) one.value = below(1000) / 3.0;
      if (!one.value) one.status = below(2) ? workspace::Status::suppressed : workspace::Status::taken_back;
      if (below(5) == 0) one.extras = {.numerator = below(10) * 1.0, .unit = below(2) ? "%" : ""};
      const auto key = one.indicator + one.place + one.period + one.known_from;
      const bool known = now->find<record::Indicator>(one.indicator) && now->find<record::Place>(one.place);
      if (!known || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
      keys.push_back(key);
      reported.push_back(std::move(one));
    }
    if (!reported.empty()) import_batch(book, fmt::format("b{}", now->position()), reported);
  }

  const workspace::Record* some_batch(const workspace::Workspace& now) {
    const auto& kind = record::kind_of<record::Batch>();
    const auto count = now.count(kind);
    return count ? &now.at(kind, static_cast<workspace::Slot>(below(static_cast<int>(count)))) : nullptr;
  }

  void withdraw(workspace::Register& book) {
    const auto now = book.now();
    const auto* found = some_batch(*now);
    if (!found) return;
    auto batch = found->as<record::Batch>();
    batch.withdrawn = !batch.withdrawn;
    batch.withdrawn_reason = "wrong";
    put(book, found->id, batch, reason());
  }

  void redact(workspace::Register& book) {
    const auto now = book.now();
    workspace::Redaction redaction{.reason = "asked for", .second_person = "bob"};
    const auto* batch = some_batch(*now);
    if (below(2) && batch && now->panel().series_count() > 0) {
      const auto& series = now->panel().series(static_cast<std::size_t>(below(static_cast<int>(now->panel().series_count()))));
      const auto row = std::find_if(series.rows.begin(), series.rows.end(), [&](const auto& r) { return r.batch == batch->slot; });
      if (row == series.rows.end()) return;
      redaction.kind = "batch";
      redaction.id = batch->id;
      redaction.rows = {{{.indicator = now->at(record::kind_of<record::Indicator>(), series.key.indicator).id,
                          .place = now->at(record::kind_of<record::Place>(), series.key.place).id}, row->period}};
    } else {
      redaction.kind = "outcome";
      redaction.id = id("O");
      redaction.fields = {below(2) ? "title" : "reason"};
    }
    (void)book.redact(tester, redaction);
  }

  std::mt19937 random_;
};

/// A history without what is random in it: salts, and so hashes.
std::string told(workspace::Register& book) {
  std::string all;
  for (const auto& one : book.entries(0, 100'000)) {
    auto json = one.payload.json;
    if (const auto taken = json.find("\"payloads\":["); taken != std::string::npos) json.erase(taken, json.find(']', taken) - taken);
    all += fmt::format("{} {} {} {} {} {}\n", one.entry.sequence, one.entry.at.rfc3339(), one.entry.act, one.entry.kind, one.entry.id, json);
  }
  return all;
}

}  // namespace

TEST_CASE("any sequence of changes leads to the same workspace and history on disk as in memory") {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    INFO("seed ", seed);
    InMemory memory;
    InSqlite disk;
    Life one(seed);
    Life other(seed);
    base::Instant half_way{};
    std::shared_ptr<const workspace::Workspace> half;
    for (int step = 0; step < 60; ++step) {
      memory.clock.set(base::Instant{memory.clock.now().microseconds + 1'000'000});
      disk.clock.set(memory.clock.now());
      one.one_step(memory.store);
      other.one_step(*disk.keeper);
      if (step == 30) half_way = memory.clock.now();
    }
    CHECK(difference(*memory.store.now(), *disk.keeper->now()) == "");
    CHECK(told(memory.store) == told(*disk.keeper));
    CHECK(difference(*memory.store.as_entered(half_way), *disk.keeper->as_entered(half_way)) == "");
    CHECK(faults(memory.store) == "");
    CHECK(faults(*disk.keeper) == "");
    const auto open_all_along = disk.keeper->now();
    disk.reopen();
    CHECK(difference(*open_all_along, *disk.keeper->now()) == "");
    CHECK(faults(*disk.keeper) == "");
  }
}
