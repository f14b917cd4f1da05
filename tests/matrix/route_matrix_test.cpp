#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "base/json.h"
#include "expected.h"
#include "testing.h"
#include "town.h"
#include "web/routes.h"

using namespace outturn;
using namespace outturn::matrix;

namespace {

bool has_word(std::string_view words, std::string_view word) {
  std::istringstream in{std::string(words)};
  for (std::string one; in >> one;) {
    if (one == word) return true;
  }
  return false;
}

/// Nobody leads what belongs to all alike: it is nobody's own, and everybody takes part in it.
Stands standing_to(const Visitor& who, const std::string& kind) {
  if (kind == "organisation" && who.stands == Stands::takes_part) return Stands::neither;
  return who.stands;
}

bool may(const Visitor& who, std::string_view act, const std::string& kind, bool anywhere, bool public_reading) {
  if (act == "read" && public_reading && has_word(open_kinds, kind)) return true;
  if (who.counts_as_public || who.role.empty()) return false;
  for (const auto& row : expected_acts) {
    if (!has_word(row.acts, act) || !has_word(row.kinds, kind)) continue;
    const auto column = [&](Stands stands) {
      const auto words = stands == Stands::leads ? row.leads : stands == Stands::takes_part ? row.takes_part : row.neither;
      return words == "all" || has_word(words, who.role);
    };
    if (anywhere ? column(Stands::leads) || column(Stands::takes_part) || column(Stands::neither) : column(standing_to(who, kind))) return true;
  }
  return false;
}

const RouteRow* row_of(std::string_view route) {
  const auto found = std::ranges::find(expected_routes, route, &RouteRow::route);
  return found == expected_routes.end() ? nullptr : &*found;
}

int odd_status(std::string_view route, std::string_view kind) {
  for (const auto& odd : expected_oddities) {
    if (odd.route == route && odd.kind == kind) return odd.status;
  }
  return 0;
}

bool asks_to_sign_in(const web::Response& response) {
  return response.status == 401 || (response.status == 303 && response.headers.get("Location").starts_with("/sign-in"));
}

std::vector<web::Route> all_routes() {
  Town town(true);
  web::Site site = town.site();
  site.navigation.clear();
  return web::routes(site);
}

/// Every form in which a route answers; what is taken out as a file may need more than what is looked at.
std::vector<std::string> formats_of(const web::Route& route) {
  std::vector<std::string> all{""};
  all.insert(all.end(), route.formats.begin(), route.formats.end());
  return all;
}
const RouteRow* row_of(const web::Route& route, const std::string& format) {
  const auto* own = format.empty() ? nullptr : row_of(route.name + "." + format);
  return own ? own : row_of(route.name);
}

/// One row of the matrix: somebody asks one route about one kind of record.
struct Asked {
  const web::Route& route;
  const RouteRow& row;
  const record::Kind* kind;
  const Visitor& who;
  bool public_reading;
  std::string format{};

  std::string text() const {
    return fmt::format("{} {}{} about {} by {}, {}", web::text(route.method), route.name, format.empty() ? "" : "." + format, kind ? kind->code : "nothing", who.name,
                       public_reading ? "public reading" : "closed");
  }
  bool is_allowed() const {
    switch (row.about) {
      case About::anybody: return true;
      case About::a_person: return !who.counts_as_public;
      case About::the_kind: return may(who, row.act, kind->code, true, public_reading);
      case About::a_record: return may(who, row.act, kind->code, false, public_reading);
    }
    return false;
  }
};

/// What is wrong with the answer; empty when it is as expected. The town is worn out when something was written.
std::string fault_of(const Asked& asked, Town& town, web::Request request, bool& worn_out) {
  const auto before = town.position();
  const auto password = town.store().password_hash("person-read");
  const auto response = town.ask(asked.who, std::move(request));
  const auto body = body_of(response);
  const bool wrote = town.position() != before;
  worn_out = wrote;
  const auto says = [&](std::string_view problem) { return fmt::format("{}: {} (status {})", asked.text(), problem, response.status); };
  if (response.status >= 500) return says("it failed");
  const bool reads = web::is_reading(asked.route.method);
  if (reads && wrote) return says("reading wrote something");
  const auto kind_code = asked.kind ? asked.kind->code : "";
  if (!asked.is_allowed()) {
    if (town.store().password_hash("person-read") != password) return says("it was refused and yet a password was set");
    if (wrote) return says("it was refused and yet something was written");
    if (asked.who.counts_as_public && asked.row.about != About::a_person && !asks_to_sign_in(response)) return says("it should ask to sign in");
    if (asked.who.counts_as_public && !asks_to_sign_in(response)) return says("it should ask to sign in");
    // A form that cannot be taken for what was typed into it comes back with everything in it.
    if ((asked.route.name == "records.add" || asked.route.name == "batches.withdraw") && response.status == 422) return {};
    if (!asked.who.counts_as_public && response.status != 403 && response.status != 404) return says("it should be refused");
    return {};
  }
  if (const auto odd = std::max(odd_status(asked.route.name, kind_code), odd_status(asked.route.name + "." + asked.format, kind_code))) {
    return response.status == odd && !wrote ? "" : says(fmt::format("it should answer {}", odd));
  }
  if (asks_to_sign_in(response) && asked.route.name != "account.password") return says("it should let them in");
  if (asked.row.about == About::anybody) return response.status < 400 || asked.route.name == "asset" || asked.route.name == "favicon" ? "" : says("it is open to all");
  if (reads) return response.status == 200 ? "" : says("it should answer 200");
  if (response.status != 200 && response.status != 201 && response.status != 303) return says("it should be done: " + body.substr(0, 600));
  return wrote || asked.row.about == About::a_person ? "" : says("it should be written");
}

std::vector<const record::Kind*> kinds_of(const RouteRow& row) {
  if (row.about == About::anybody || row.about == About::a_person) return {nullptr};
  if (row.kind != "*") return {record::kind(row.kind)};
  std::vector<const record::Kind*> all;
  for (const auto& kind : record::kinds()) all.push_back(&kind);
  return all;
}

/// Some things cannot be asked of some kinds by anybody; then there is nothing to try.
bool is_nothing_to_ask(std::string_view route, const record::Kind* kind) {
  if (!kind) return false;
  const bool restores = route.find("restore") != std::string_view::npos;
  return restores && (kind->code == "installation" || kind->code == "batch");
}

/// While a route is being made: OUTTURN_ROUTES=gain. walks only the routes whose names begin so. Unset: all.
bool is_to_be_walked(std::string_view route) {
  const char* only = std::getenv("OUTTURN_ROUTES");
  return !only || route.starts_with(only);
}

}  // namespace

TEST_CASE("permission: every route says whom it answers, and no expectation is left without its route") {
  std::set<std::string, std::less<>> names;
  for (const auto& route : all_routes()) {
    CAPTURE(route.name);
    CHECK_MESSAGE(row_of(route.name), "a route has no row in expected_routes: say there who may ask it");
    for (const auto& format : formats_of(route)) names.insert(format.empty() ? route.name : route.name + "." + format);
  }
  for (const auto& row : expected_routes) {
    CAPTURE(std::string(row.route));
    CHECK(names.contains(row.route));
  }
}

TEST_CASE("permission: every route answers everybody as expected, of every kind of record, and a refusal writes nothing") {
  std::size_t tried = 0;
  std::vector<std::string> faults;
  const auto routes = all_routes();
  std::unique_ptr<Town> town;
  const auto walk = [&](const web::Route& route, const RouteRow& row, const std::string& format, const record::Kind* kind, bool public_reading) {
    for (const auto& who : visitors()) {
      // With public reading on, only the public's answers differ from those of the closed register.
      if (public_reading && !who.counts_as_public && !who.role.empty() && who.stands != Stands::neither) continue;
      const Asked asked{route, row, kind, who, public_reading, format};
      auto asking = fitting(*town, route, kind);
      if (!format.empty()) asking = request(web::Method::get, asking.target + "." + format);
      bool worn_out = false;
      const auto fault = fault_of(asked, *town, std::move(asking), worn_out);
      ++tried;
      if (!fault.empty()) faults.push_back(fault);
      const bool may_end_sessions = row.about == About::a_person || row.about == About::anybody;
      if (worn_out || (may_end_sessions && !web::is_reading(route.method))) town = std::make_unique<Town>(public_reading);
    }
  };
  for (const bool public_reading : {true, false}) {
    town = std::make_unique<Town>(public_reading);
    for (const auto& route : routes) {
      for (const auto& format : formats_of(route)) {
        const auto* row = row_of(route, format);
        if (!row || !is_to_be_walked(route.name)) continue;
        for (const auto* kind : kinds_of(*row)) {
          if (!is_nothing_to_ask(route.name, kind)) walk(route, *row, format, kind, public_reading);
        }
      }
    }
  }
  MESSAGE("asked " << tried << " times");
  for (std::size_t i = 0; i < faults.size() && i < 60; ++i) FAIL_CHECK(faults[i]);
  CHECK(faults.size() == 0);
}
