#include "town.h"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "base/hash.h"
#include "decide/agreement.h"
#include "record/assessment.h"
#include "gain/planned.h"
#include "quality/returns.h"
#include "record/agreement.h"
#include "record/decision.h"
#include "record/contribution.h"
#include "record/gain_plan.h"
#include "record/graph.h"
#include "record/keeping.h"
#include "record/logic_model.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "record/priority.h"
#include "record/process_segment.h"
#include "record/returns.h"
#include "record/trust.h"
#include "store/testing_store.h"
#include "web/serving/assets.h"
#include "web/serving/cookies.h"
#include "web/serving/parse.h"

namespace outturn::matrix {
namespace {

using testing::day;
using testing::period;

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter >= 'a' && letter <= 'z') out += letter;
  }
  return out;
}

/// The records of the beginning, all in one commit.
class Draught {
 public:
  /// Adds a record; every text that is still empty becomes a mark.
  template <class T>
  void put(std::string id, T content, bool retired = false) {
    const auto& kind = record::kind_of<T>();
    const auto body = std::make_shared<T>(std::move(content));
    for (const auto& field : kind.fields) {
      if (record::is_given(field.read(body.get()))) continue;
      if (field.name == "formula" || field.name == "levels") continue;  // a mark is neither
      const auto text = record::is_draft(kind, body.get()) ? std::string("zqdraftqz") : mark(kind.code, field.name) + (retired ? "gone" : "");
      if (field.type == record::FieldType::text && field.longest >= text.size()) field.write(body.get(), text);
      if (field.type == record::FieldType::long_text && field.name != "boundary") field.write(body.get(), text);
      if (field.type == record::FieldType::localised || field.type == record::FieldType::localised_long) {
        field.write(body.get(), record::Localised{{"en", text}, {"fr", text + "enfrancais"}});
      }
    }
    drafts_.push_back({.kind = &kind, .id = std::move(id), .body = body, .retired = retired, .act = "add"});
  }
  void put_batch(std::string id) {
    put(std::move(id), record::Batch{.file_sha256 = "", .rows = 2, .known_from = day("2024-01-01")});
    drafts_.back().rows = testing::batch_rows({{.indicator = "indicator-read", .place = "place-read", .period = "2022", .value = 120},
                                               {.indicator = "indicator-read", .place = "place-read", .period = "2023", .value = 110}});
    drafts_.back().act = "import";
  }
  void commit(workspace::Register& store) {
    store.commit(testing::tester, [&](const workspace::Workspace&) -> base::Checked<std::vector<workspace::Draft>> { return drafts_; }).value();
  }

 private:
  std::vector<workspace::Draft> drafts_;
};

/// What a version says: the mark stands where no page shows it.
std::string text_of_version() {
  return fmt::format(R"({{"format":"outturn-agreement-1","agreement":"agreement-read","outcome":"outcome-read","title":{{}},"parties":["org-leads","org-takes-part"],)"
                     R"("sunset":"","illustrative":false,"note":"{}","clauses":[]}})", mark("agreement_version", "text"));
}

/// Deciding, agreeing and explaining: all of it published, but for the clauses, which are drafts. The newest round and
/// version are those that are read.
void put_working_together(Draught& all, const std::string& use, bool retired) {
  const auto id = [&](std::string_view kind) { return std::string(kind) + "-" + use; };
  const std::int64_t number = use == "read" ? 3 : use == "retire" ? 1 : 2;
  const auto today = day("2026-06-30");
  all.put(id("priority"), record::Priority{.outcome = {use == "read" ? "outcome-read" : use == "retire" ? "outcome-retire" : "outcome-second"}, .organisation = {"org-leads"}, .decided = today}, retired);
  all.put(id("decision_round"), record::DecisionRound{.outcome = {"outcome-read"}, .number = number, .opened = today, .published = true}, retired);
  all.put(id("decision_answer"), record::DecisionAnswer{.round = {"decision_round-read"}, .question = static_cast<record::Question>(number), .organisation = {"org-leads"}, .given = today}, retired);
  all.put(id("decision_option"), record::DecisionOption{.round = {"decision_round-read"}}, retired);
  all.put(id("readiness"), record::Readiness{.round = {"decision_round-read"}, .item = static_cast<record::ReadinessItem>(number), .organisation = {"org-leads"}}, retired);
  all.put(id("barrier"), record::Barrier{.outcome = {"outcome-read"}}, retired);
  all.put(id("agreement"), record::Agreement{.outcome = {use == "read" ? "outcome-read" : "outcome-retire"}, .parties = {{"org-leads"}, {"org-takes-part"}}}, retired);
  all.put(id("clause"), record::Clause{.agreement = {"agreement-read"}, .number = number}, retired);
  const auto hash = base::sha256(text_of_version()).hex();
  all.put(id("agreement_version"),
          record::AgreementVersion{.agreement = {"agreement-read"}, .number = number, .text = text_of_version(), .hash = hash, .made = today, .published = today}, retired);
  all.put(id("signature"), record::Signature{.version = {id("agreement_version")}, .organisation = {"org-leads"}, .hash = hash, .given = today, .dissents = {{"clause-read"}}}, retired);
  all.put(id("logic_box"), record::LogicBox{.outcome = {"outcome-read"}}, retired);
  all.put(id("logic_link"), record::LogicLink{.from = {"logic_box-read"}, .to = {"logic_box-end"}}, retired);
  // What is taken back hangs on plans that were never published.
  record::GainPlan plan{.outcome = {"outcome-read"}, .indicator = {"indicator-read"}, .places = {{"place-read"}}, .start = period("2023")};
  if (use == "read") {
    all.put("gain_plan-unpublished", plan);
    plan.published = today;
    plan.hash = gain::plan_fingerprint(plan);
  }
  all.put(id("gain_plan"), plan, retired);
  const std::string of = use == "read" ? "gain_plan-read" : "gain_plan-unpublished";
  all.put(id("gain_study"), record::GainStudy{.plan = {of}, .number = number, .run_on = today, .known_on = today, .plan_hash = "0", .inputs_hash = "0", .engine = "0", .result = "{}"}, retired);
  all.put(id("gain_cost"), record::GainCost{.plan = {of}, .amount = 1}, retired);
  all.put(id("gain_value"), record::GainValue{.plan = {of}, .amount = 1, .confidence = "3"}, retired);
}

/// Returns of the organisation that leads: each sent, so that they lie among partners; the one that is read is sent back.
void put_returns(Draught& all, const std::string& use, bool retired) {
  const auto id = [&](std::string_view kind) { return std::string(kind) + "-" + use; };
  const auto year = period(use == "read" ? "2023" : use == "retire" ? "2024" : "2025");
  all.put(id("return_duty"), record::ReturnDuty{.organisation = {"org-leads"}, .indicators = {{"indicator-read"}}, .first_period = period("2023"), .due_days = 30}, retired);
  all.put(id("return"), record::Return{.duty = {"return_duty-read"}, .period = year}, retired);
  all.put(id("return_entry"), record::ReturnEntry{.of = {"return-read"}, .indicator = {"indicator-read"}, .place = {"place-read"}, .person = {"v-" + use + "-stand-in"}, .value = 5}, retired);
  all.put(id("return_sending"), record::ReturnSending{.of = {"return-" + std::string(use == "read" ? "read" : "retire")}, .person = {"v-no-role"}, .day = day("2026-01-10")}, retired);
  all.put(id("return_verdict"), record::ReturnVerdict{.sending = {id("return_sending")}, .answer = record::ReturnAnswer::returned, .person = {"v-no-role"}, .day = day("2026-01-11")}, retired);
  all.put(id("source_sample"), record::SourceSample{.indicators = {{"indicator-read"}}, .population = 100, .tolerable = 5, .confidence = 95, .size = 45, .seed = 1}, retired);
}

void put_people(Draught& all) {
  for (const auto& who : visitors()) {
    if (who.person.empty()) continue;
    all.put(who.person, record::Person{.name = who.person, .email = who.person + "@example.org", .language = "en", .disabled = who.counts_as_public});
    if (who.role.empty()) continue;
    const auto& choices = record::kind_of<record::Appointment>().field("role")->choices;
    const auto role = static_cast<record::Role>(std::find(choices.begin(), choices.end(), who.role) - choices.begin());
    all.put("of-" + who.person, record::Appointment{.person = {who.person}, .organisation = {std::string(organisations[static_cast<int>(who.stands)])},
                                                    .role = role, .from = day("2020-01-01")});
  }
}

/// One record of every kind for one use. An outcome has its parties; the others hang on "outcome-read".
void put_records(Draught& all, const std::string& use, bool retired) {
  const auto id = [&](std::string_view kind) { return std::string(kind) + "-" + use; };
  const std::string outcome = "outcome-read";
  const std::string indicator = "indicator-read";
  const auto third = use == "read" ? "org-takes-part" : use == "retire" ? "org-second" : "org-extra";
  all.put(id("source"), record::Source{}, retired);
  if (use != "read") all.put(id("organisation"), record::Organisation{}, retired);
  all.put(id("place"), record::Place{.short_name = "ZQ", .column = 1, .row = 1}, retired);
  all.put(id("dimension"), record::Dimension{}, retired);
  all.put(id("category"), record::Category{.dimension = {"dimension-read"}}, retired);
  all.put(id("group"), record::Group{.categories = {{use == "read" ? "category-read" : use == "retire" ? "category-two" : "category-three"}}}, retired);
  all.put(id("outcome"), record::Outcome{}, retired);
  all.put(id("indicator"), record::Indicator{.outcomes = {{outcome}}}, retired);
  if (use == "read") all.put("indicator-rated", record::Indicator{.outcomes = {{outcome}}, .value_kind = record::ValueKind::yes_no});
  all.put(id("definition"), record::Definition{.indicator = {indicator}, .version = use == "read" ? 1 : use == "retire" ? 2 : 3}, retired);
  all.put(id("target"), record::Target{.indicator = {indicator}, .value = 100, .period = period("2030"), .in_force_from = day("2024-01-01")}, retired);
  all.put(id("commitment"), record::Commitment{.lead = {"org-leads"}, .outcomes = {{outcome}}, .due = day("2027-01-01")}, retired);
  all.put(id("person"), record::Person{.email = mark("person", "email") + use + "@example.org", .language = "zqtongue"}, retired);
  all.put(id("appointment"), record::Appointment{.person = {"v-" + use + "-stand-in"}, .organisation = {"org-leads"}, .role = record::Role::viewer}, retired);
  all.put(id("party"), record::Party{.outcome = {outcome}, .organisation = {third}}, retired);
  all.put(id("factor"), record::Factor{.outcome = {outcome}}, retired);
  all.put(id("stakeholder"), record::Stakeholder{.outcome = {outcome}}, retired);
  all.put(id("post"), record::Post{.organisation = {"org-leads"}}, retired);
  all.put(id("link"), record::Link{.outcome = {outcome}, .organisation = {"org-leads"}}, retired);
  all.put(id("acknowledgement"), record::Acknowledgement{.link = {"link-read"}, .on = day("2026-01-01")}, retired);
  all.put(id("body"), record::GovernanceBody{.outcomes = {{outcome}}}, retired);
  all.put(id("profile"), record::Profile{.organisation = {"org-leads"}}, retired);
  all.put(id("incentive"), record::Incentive{.organisation = {"org-leads"}, .indicator = {indicator}}, retired);
  all.put(id("claim"), record::Claim{.organisation = {"org-leads"}, .indicator = {indicator}, .period = period("2023"), .value = 10}, retired);
  all.put(id("support"), record::Support{.organisation = {"org-leads"}}, retired);
  all.put(id("partnership"), record::Partnership{.members = {{"org-leads"}}}, retired);
  all.put(id("framework"), record::Framework{.owner = {"org-leads"}}, retired);
  all.put(id("framework_label"), record::FrameworkLabel{.framework = {"framework-read"}, .indicator = {indicator}}, retired);
  all.put(id("process_segment"), record::ProcessSegment{.indicator = {indicator}, .place = {"place-read"}, .from = period("2022"), .proposed_by = {"v-no-role"}}, retired);
  all.put(id("validation_rule"), record::ValidationRule{.indicator = {indicator}, .lower = 0}, retired);
  all.put(id("verification"), record::Verification{.indicators = {{indicator}}, .verifier = {"v-no-role"}, .verified = day("2025-01-01"), .expires = day("2028-01-01")}, retired);
  all.put(id("question"), record::DataQuestion{.indicator = {indicator}, .asked_of = {"v-no-role"}, .asked = day("2025-02-01")}, retired);
  all.put(id("opinion"), record::Opinion{.indicator = {indicator}, .organisation = {"org-leads"}}, retired);
  all.put(id("explanation"), record::Explanation{.indicator = {indicator}, .place = {"place-read"}, .period = period("2022"), .organisation = {"org-leads"}}, retired);
  all.put(id("assessment"), record::Assessment{.indicator = {"indicator-rated"}, .place = {"place-read"}, .period = period("2022"), .level = 1, .rated = day("2025-02-01")}, retired);
  if (use != "retire") return;  // a retired outcome has no parties left
  all.put(id("lead-of-outcome"), record::Party{.outcome = {id("outcome")}, .organisation = {"org-leads"}, .stance = record::Stance::leads});
  all.put(id("partner-in-outcome"), record::Party{.outcome = {id("outcome")}, .organisation = {"org-takes-part"}});
}

std::string mime_form() { return "application/x-www-form-urlencoded"; }

}  // namespace

std::string mark(std::string_view kind, std::string_view field) { return "zq" + squeezed(kind) + squeezed(field) + "qz"; }

const std::vector<Visitor>& visitors() {
  static const auto all = [] {
    std::vector<Visitor> made{{.name = "nobody", .counts_as_public = true},
                              {.name = "a disabled administrator", .role = "administrator", .person = "v-disabled", .counts_as_public = true},
                              {.name = "a person without a role", .person = "v-no-role"}};
    for (const auto& role : record::kind_of<record::Appointment>().field("role")->choices) {
      for (const auto stands : {Stands::leads, Stands::takes_part, Stands::neither}) {
        const auto organisation = std::string(organisations[static_cast<int>(stands)]);
        made.push_back({.name = role + " of " + organisation, .role = role, .stands = stands, .person = "v-" + role + "-" + organisation});
      }
    }
    return made;
  }();
  return all;
}

const Visitor& visitor(std::string_view person) {
  const auto found = std::find_if(visitors().begin(), visitors().end(), [&](const Visitor& one) { return one.person == person; });
  base::ensure(found != visitors().end(), "the test names a visitor of the town");
  return *found;
}

std::string id_of(const record::Kind& kind, Use use) {
  if (kind.code == "installation") return "this";
  if (kind.code == "batch") return "batch-read";
  if (kind.code == "organisation" && use == Use::read) return "org-leads";
  return kind.code + (use == Use::read ? "-read" : use == Use::retire ? "-retire" : "-restore");
}

Use use_of(const web::Route& route) {
  if (route.name.find("restore") != std::string::npos) return Use::restore;
  return route.name.find("retire") != std::string::npos ? Use::retire : Use::read;
}

Town::Town(bool public_reading)
    : spool_(std::filesystem::temp_directory_path() / ("outturn-matrix-" + base::random_hex(6))),
      clock_(day("2026-06-30")),
      store_(clock_),
      site_{.keeper = store_, .vault = store_, .sessions = sessions_, .passwords = passwords_, .clock = clock_, .spool = spool_} {
  std::filesystem::create_directories(spool_);
  Draught all;
  for (const auto organisation : organisations) all.put(std::string(organisation), record::Organisation{});
  for (const auto* bystander : {"org-second", "org-extra"}) all.put(bystander, record::Organisation{});
  for (const auto* bystander : {"outcome-second", "outcome-extra"}) all.put(bystander, record::Outcome{});
  for (const auto* use : {"read", "retire", "restore"}) {
    all.put("v-" + std::string(use) + "-stand-in", record::Person{.email = std::string(use) + "-stand-in@example.org"});
  }
  all.put("category-two", record::Category{.dimension = {"dimension-read"}});
  all.put("category-three", record::Category{.dimension = {"dimension-read"}});
  all.put("category-four", record::Category{.dimension = {"dimension-read"}});
  all.put(testing::tester.person, record::Person{.email = "tester@example.org"});  // who wrote all that stands in the ledger
  put_records(all, "read", false);
  put_records(all, "retire", false);
  put_records(all, "restore", true);
  all.put("return-waiting", record::Return{.duty = {"return_duty-read"}, .period = period("2026")});
  all.put("return_sending-waiting", record::ReturnSending{.of = {"return-waiting"}, .person = {"v-no-role"}, .day = day("2026-06-01")});
  all.put("logic_box-end", record::LogicBox{.outcome = {"outcome-read"}, .column = record::LogicColumn::long_term});
  put_working_together(all, "read", false);
  put_working_together(all, "retire", false);
  put_working_together(all, "restore", true);
  put_returns(all, "read", false);
  put_returns(all, "retire", false);
  put_returns(all, "restore", true);
  all.put("lead-of-outcome-read", record::Party{.outcome = {"outcome-read"}, .organisation = {"org-leads"}, .stance = record::Stance::leads});
  all.put("this", record::Installation{.public_reading = public_reading, .time_zone = "UTC", .country = {"place-read"}});
  put_people(all);
  all.put_batch("batch-read");
  all.commit(store_);
  static const auto hash = passwords_.hash(password);
  for (const auto& who : visitors()) {
    if (who.person.empty()) continue;
    store_.set_password_hash(who.person, hash);
    store_.put_session({.token_sha256 = base::sha256(token(who.person)).hex(), .person = who.person, .csrf = csrf(who.person),
                        .started = clock_.now(), .seen = clock_.now()});
  }
  application_ = web::application(site_);
}

void Town::put_drafts() {
  Draught all;
  const record::Reference outcome{"outcome-read"};
  const record::Reference indicator{"indicator-read"};
  const record::Reference leads{"org-leads"};
  for (const bool retired : {false, true}) {
    const auto id = [&](const char* kind) { return std::string(kind) + (retired ? "-draft-retired" : "-draft"); };
    all.put(id("factor"), record::Factor{.outcome = outcome, .indicator = indicator, .draft = true}, retired);
    all.put(id("stakeholder"), record::Stakeholder{.outcome = outcome, .organisation = leads, .stance = record::StakeholderStance::inhibits, .draft = true}, retired);
    all.put(id("post"), record::Post{.organisation = leads, .draft = true}, retired);
    all.put(id("link"), record::Link{.outcome = outcome, .organisation = leads, .passes_to = {"org-takes-part"}, .post = {"post-draft"}, .draft = true}, retired);
    all.put(id("body"), record::GovernanceBody{.outcomes = {outcome}, .members = {leads}, .chair = {"post-read"}, .seats = {{"post-draft"}}, .replicates = {"body-read"}, .place = {"place-read"}, .interval = 1, .draft = true}, retired);
    all.put(id("profile"), record::Profile{.organisation = leads, .draft = true}, retired);
    all.put(id("incentive"), record::Incentive{.organisation = leads, .indicator = indicator, .draft = true}, retired);
    all.put(id("claim"), record::Claim{.organisation = leads, .indicator = indicator, .place = {"place-read"}, .period = period("2023"), .measure = record::ClaimMeasure::people, .value = 77'001, .draft = true}, retired);
    all.put(id("support"), record::Support{.organisation = leads, .outcome = outcome, .since = day("2026-01-01"), .draft = true}, retired);
    all.put(id("partnership"), record::Partnership{.members = {leads, {"org-takes-part"}}, .outcomes = {outcome}, .places = {{"place-read"}}, .draft = true}, retired);
    all.put(id("framework"), record::Framework{.owner = leads, .draft = true}, retired);
    all.put(id("framework_label"), record::FrameworkLabel{.framework = {"framework-draft"}, .outcome = outcome, .indicator = indicator, .number = "zqdraftqz"}, retired);
    all.put(id("acknowledgement"), record::Acknowledgement{.link = {"link-draft"}, .name = "zqdraftqz", .on = day("2026-01-01"), .words = "zqdraftqz"}, retired);
  }
  all.commit(store_);
}

web::UploadedFile Town::uploaded() const {
  const std::string text = "indicator,period,place,value\nindicator-read,2024,place-read,100\n";
  const auto path = spool_ / ("upload-" + base::random_hex(6));
  std::ofstream(path) << text;
  return {.field = "file", .name = "figures.csv", .content_type = "text/csv", .path = path, .size = text.size()};
}

Town::~Town() { std::filesystem::remove_all(spool_); }

web::Response Town::ask(const Visitor& who, web::Request request) {
  static int asked = 0;
  request.remote_address = fmt::format("10.{}.{}.{}", asked / 65536 % 256, asked / 256 % 256, asked % 256);
  ++asked;
  const auto second = request.form.get("second_email");
  if (!second.empty() && second == who.person + "@example.org") request.form.set("second_email", "v-central-org-leads@example.org");
  if (request.form.get("person") == "v-somebody") request.form.set("person", who.person);  // a signature names who signs
  if (const auto at = request.body.find("v-somebody"); at != std::string::npos) request.body.replace(at, std::string_view("v-somebody").size(), who.person);
  if (!who.person.empty() && request.target.starts_with("/api/")) {
    request.headers.set("authorization", "Bearer " + token(who.person));
  } else if (!who.person.empty()) {
    request.cookies.add(std::string(web::session_cookie_name), token(who.person));
    if (!web::is_reading(request.method)) request.form.set("csrf_token", form_token(who.person));
  }
  return application_.answer(request);
}

web::Request request(web::Method method, std::string target) {
  web::Request made{.method = method, .target = std::move(target)};
  const auto question = made.target.find('?');
  made.path = web::percent_decoded(made.target.substr(0, question)).value();
  if (question != std::string::npos) made.query = web::form_values(std::string_view(made.target).substr(question + 1)).value();
  return made;
}

std::string body_of(const web::Response& response) {
  if (!response.memory.empty()) return std::string(response.memory);
  if (response.file.empty()) return response.body;
  std::ostringstream text;
  text << std::ifstream(response.file, std::ios::binary).rdbuf();
  if (response.delete_file) std::filesystem::remove(response.file);
  return text.str();
}

namespace {

/// What somebody adds of each kind, as the API takes it.
std::string added_fields(const std::string& kind) {
  static const std::map<std::string, std::string> all{
      {"installation", R"({"name":{"en":"Second"}})"},
      {"source", R"({"title":{"en":"New"}})"},
      {"organisation", R"({"name":{"en":"New"}})"},
      {"place", R"({"name":{"en":"New"}})"},
      {"dimension", R"({"name":{"en":"New"}})"},
      {"category", R"({"dimension":"dimension-read","name":{"en":"New"}})"},
      {"group", R"({"categories":["category-four"]})"},
      {"outcome", R"({"title":{"en":"New"}})"},
      {"party", R"({"outcome":"outcome-read","organisation":"org-extra"})"},
      {"indicator", R"({"name":{"en":"New"},"outcomes":["outcome-read"]})"},
      {"definition", R"({"indicator":"indicator-read","version":9,"text":{"en":"New"}})"},
      {"target", R"({"indicator":"indicator-read","value":5,"period":"2031"})"},
      {"commitment", R"({"text":{"en":"New"},"lead":"org-leads","outcomes":["outcome-read"]})"},
      {"person", R"({"name":"New","email":"new@example.org"})"},
      {"appointment", R"({"person":"person-read","organisation":"org-leads","role":"viewer"})"},
      {"batch", R"({"file":"new.csv"})"},
      {"priority", R"({"outcome":"outcome-extra","organisation":"org-leads","decided_by":"New","decided":"2026-06-30"})"},
      {"decision_round", R"({"outcome":"outcome-read","number":4,"opened":"2026-06-30","prompted_by":{"en":"New"}})"},
      {"decision_answer", R"({"round":"decision_round-read","question":"factors","organisation":"org-leads","answer":"yes","given":"2026-06-30"})"},
      {"decision_option", R"({"round":"decision_round-read","name":{"en":"New"}})"},
      {"readiness", R"({"round":"decision_round-read","item":"stage1_why","organisation":"org-leads"})"},
      {"barrier", R"({"outcome":"outcome-read","description":{"en":"New"}})"},
      {"agreement", R"({"outcome":"outcome-read","title":{"en":"New"},"parties":["org-leads","org-takes-part"]})"},
      {"clause", R"({"agreement":"agreement-read","number":9,"title":{"en":"New"},"text":{"en":"New"}})"},
      {"agreement_version", fmt::format(R"({{"agreement":"agreement-read","number":4,"text":"{{}}","hash":"{}","made":"2026-06-30"}})", base::sha256("{}").hex())},
      {"signature", fmt::format(R"({{"version":"agreement_version-read","organisation":"org-takes-part","hash":"{}","person":"v-somebody","name":"New","post":"New","authority":"New","given":"2026-06-30"}})",
                                base::sha256(text_of_version()).hex())},
      {"logic_box", R"({"outcome":"outcome-read","name":{"en":"New"}})"},
      {"logic_link", R"({"from":"logic_box-read","to":"logic_box-end","assumption":{"en":"New"}})"},
      {"gain_plan", R"({"outcome":"outcome-read","title":{"en":"New"},"indicator":"indicator-read","places":["place-read"],"start":"2023"})"},
      {"gain_study", R"({"plan":"gain_plan-read","number":4,"run_on":"2026-06-30","known_on":"2026-06-30","plan_hash":"0","inputs_hash":"0","engine":"0","result":"{}"})"},
      {"gain_cost", R"({"plan":"gain_plan-read","name":{"en":"New"},"amount":1})"},
      {"gain_value", R"({"plan":"gain_plan-read","name":{"en":"New"},"amount":1,"source":{"en":"New"},"confidence":"3"})"},
      {"factor", R"({"outcome":"outcome-read","name":{"en":"New"}})"},
      {"stakeholder", R"({"outcome":"outcome-read","name":{"en":"New"}})"},
      {"post", R"({"title":{"en":"New"},"organisation":"org-leads"})"},
      {"link", R"({"outcome":"outcome-read","organisation":"org-leads","duty":{"en":"New"}})"},
      {"acknowledgement", R"({"link":"link-read","name":"New","on":"2026-01-01","words":"new"})"},
      {"body", R"({"name":{"en":"New"},"outcomes":["outcome-read"]})"},
      {"profile", R"({"organisation":"org-leads"})"},
      {"incentive", R"({"organisation":"org-leads","indicator":"indicator-read","text":{"en":"New"}})"},
      {"claim", R"({"organisation":"org-leads","indicator":"indicator-read","period":"2023","value":5})"},
      {"support", R"({"organisation":"org-leads","what":{"en":"New"}})"},
      {"partnership", R"({"name":{"en":"New"},"members":["org-leads"]})"},
      {"framework", R"({"name":{"en":"New"},"owner":"org-leads"})"},
      {"framework_label", R"({"framework":"framework-read","number":"9.9"})"},
      {"validation_rule", R"({"indicator":"indicator-read","lower":1,"what_to_do":{"en":"Ask"}})"},
      {"verification", R"({"system":{"en":"New"},"indicators":["indicator-read"],"evidence":"Seen","verifier":"v-no-role","verified":"2026-01-01","expires":"2028-01-01"})"},
      {"process_segment", R"({"indicator":"indicator-read","place":"place-read","from":"2023","reason":"New","proposed_by":"person-read"})"},
      {"return_duty", R"({"name":{"en":"New"},"organisation":"org-leads","indicators":["indicator-read"],"first_period":"2024","due_days":30})"},
      {"return", R"({"duty":"return_duty-read","period":"2027"})"},
      {"return_entry", R"({"return":"return-read","indicator":"indicator-read","place":"place-read","value":7})"},
      {"return_sending", R"({"return":"return-read"})"},
      {"return_verdict", R"({"sending":"return_sending-waiting","answer":"returned","reason":"New"})"},
      {"source_sample", R"({"source":"New","indicators":["indicator-read"],"population":100,"tolerable":5,"confidence":95,"size":45,"seed":2})"},
      {"question", R"({"indicator":"indicator-read","text":"Why?","asked_of":"v-no-role"})"},
      {"opinion", R"({"indicator":"indicator-read","organisation":"org-leads","reason":"Seen"})"},
      {"explanation", R"({"indicator":"indicator-read","place":"place-read","period":"2023","text":"A flood","organisation":"org-leads"})"},
      {"assessment", R"({"indicator":"indicator-rated","place":"place-read","period":"2023","level":1,"evidence":"Seen"})"}};
  return all.at(kind);
}

/// The same as the form of a page sends it.
void add_form_fields(web::Values& form, const record::Kind& kind, const std::string& json) {
  const auto parsed = base::Json::parse(json).value();
  for (const auto& [name, value] : *parsed.object()) {
    const auto read = record::Kind::from_json(*kind.field(name), value).value();
    if (const auto* texts = std::get_if<record::Localised>(&read)) {
      for (const auto& [language, text] : texts->texts) form.add(name + "." + language, text);
    } else if (const auto* many = std::get_if<record::References>(&read)) {
      for (const auto& one : *many) form.add(name, one.id);
    } else if (const auto* date = std::get_if<base::Day>(&read)) {
      const auto iso = date->iso();
      form.add(name + "-day", iso.substr(8)), form.add(name + "-month", iso.substr(5, 2)), form.add(name + "-year", iso.substr(0, 4));
    } else {
      form.add(name, record::plain_text(read));
    }
  }
}

/// A field that may be changed, with another text than before.
std::string changed_fields(const record::Kind& kind) {
  if (kind.code == "group") return "{}";
  if (kind.code == "gain_study") return R"({"remarks":{"en":"Changed"}})";
  if (kind.code == "appointment") return R"({"until":"2031-01-01"})";
  if (kind.code == "party") return R"({"stance":"co_owns"})";
  if (kind.code == "definition") return R"({"text":{"en":"Changed"}})";
  if (kind.code == "target") return R"({"text":{"en":"Changed"}})";
  if (kind.code == "person") return R"({"name":"Changed"})";
  if (kind.code == "process_segment") return R"({"signed_by":"person-read"})";
  if (kind.code == "return" || kind.code == "return_verdict") return R"({"illustrative":true})";
  if (kind.code == "return_entry") return R"({"value":8})";
  if (kind.code == "return_sending") return R"({"minutes":10})";
  if (kind.code == "source_sample") return R"({"wrong":1})";
  if (kind.code == "question") return R"({"answer":"Changed"})";
  if (kind.code == "opinion" || kind.code == "assessment" || kind.code == "explanation") return R"({"illustrative":true})";
  if (kind.code == "batch") return R"({"withdrawn_reason":"Changed"})";
  if (kind.code == "priority") return R"({"others":{"en":"Changed"}})";
  if (kind.code == "decision_answer" || kind.code == "readiness") return R"({"evidence":{"en":"Changed"}})";
  if (kind.code == "agreement_version") return R"({"withheld_reason":{"en":"Changed"}})";
  if (kind.code == "signature") return R"({"withdrawn_reason":{"en":"Changed"}})";
  if (kind.code == "acknowledgement") return R"({"illustrative":true})";
  if (kind.code == "profile") return R"({"able":{"en":"Changed"}})";
  if (kind.code == "claim") return R"({"basis":{"en":"Changed"}})";
  if (kind.code == "framework_label") return R"({"heading":{"en":"Changed"}})";
  return fmt::format(R"({{"{}":{{"en":"Changed"}}}})", kind.title_field);
}

/// What somebody sees in the one cell of the return that is read.
std::string stamp_in(Town& town) {
  const auto now = town.store().now();
  const auto asked = quality::asked_return(*now, "return-read", day("2026-06-30"));
  return quality::cells_of(*now, *asked).front().stamp();
}

void add_present_form(web::Values& form, const record::Kind& kind, const workspace::Record& record, const std::string& changes) {
  for (const auto& field : kind.fields) {
    if (field.fixed || changes.find("\"" + field.name + "\"") != std::string::npos) continue;
    const auto value = field.read(record.body.get());
    if (const auto* texts = std::get_if<record::Localised>(&value)) {
      for (const auto& [language, text] : texts->texts) form.add(field.name + "." + language, text);
    } else if (const auto* many = std::get_if<record::References>(&value)) {
      for (const auto& one : *many) form.add(field.name, one.id);
    } else if (const auto* date = std::get_if<base::Day>(&value)) {
      const auto iso = date->iso();
      form.add(field.name + "-day", iso.substr(8)), form.add(field.name + "-month", iso.substr(5, 2)), form.add(field.name + "-year", iso.substr(0, 4));
    } else {
      form.add(field.name, record::plain_text(value));
    }
  }
  add_form_fields(form, kind, changes);
}

}  // namespace

web::Request fitting(Town& town, const web::Route& route, const record::Kind* kind) {
  const bool api = route.pattern.starts_with("/api/");
  web::Values parameters;
  const workspace::Record* record = nullptr;
  if (kind) {
    parameters.add("kind", api ? kind->plural : kind->code);
    parameters.add("id", route.pattern.starts_with("/outcomes/") ? "outcome-read" : id_of(*kind, use_of(route)));
    if (route.name.starts_with("decision.")) record = town.store().now()->find<record::DecisionRound>("decision_round-read");
    else if (route.name.starts_with("agreement.")) record = town.store().now()->find(*kind, kind->code + "-read");
    else record = town.store().now()->find(*kind, parameters.get("id"));
  }
  if (route.name.starts_with("return.")) parameters.set("id", route.name == "return.verdict" ? "return-waiting" : "return-read");
  parameters.add("version", "v3");
  parameters.add("number", std::string(32, '0'));
  parameters.add("file", web::assets().empty() ? "none" : std::string(web::assets().front().file_name));
  auto made = request(route.method, web::path_of(route.pattern, parameters));
  const auto reason = std::string("Because the test says so");
  const auto version = record ? std::to_string(record->version) : "0";
  const auto ends = [&](std::string_view with) { return route.name.ends_with(with); };
  if (route.name == "gain.power" || route.name == "gain.run_form") made = request(route.method, made.target + "?plan=gain_plan-read");
  if (route.name == "decision.answer_form") made = request(route.method, made.target + "?question=factors&for=org-leads");
  if (route.name == "agreement.withdraw_form") made = request(route.method, made.target + "?signature=signature-read");
  if (web::is_reading(route.method)) return made;
  if (api) {
    if (record) made.headers.set("if-match", "\"" + version + "\"");
    made.headers.set("content-type", "application/json");
    if (ends("record.add")) made.body = fmt::format(R"({{"id":"added","fields":{}}})", added_fields(kind->code));
    if (ends("record.change")) made.body = fmt::format(R"({{"fields":{},"reason":"{}"}})", changed_fields(*kind), reason);
    if (ends("record.retire") || ends("record.restore")) made.query.add("reason", reason);
    if (ends("session.open")) made.body = fmt::format(R"({{"email":"v-no-role@example.org","password":"{}"}})", Town::password);
    if (ends("observations.import")) {
      made.body = "indicator,period,place,value\nindicator-read,2024,place-read,100\n";
      made.headers.set("content-type", "text/csv");
    }
    return made;
  }
  made.headers.set("content-type", mime_form());
  auto& form = made.form;
  form.add("act.version", version);
  form.add("act.reason", reason);
  if (route.name == "link.acknowledge" && record) {
    form.add("words", record::words_of(record->as<record::Link>()));
  } else if (ends("records.add")) {
    form.add("act.id", "added");
    add_form_fields(form, *kind, added_fields(kind->code));
  } else if (ends("records.change") && record) {
    add_present_form(form, *kind, *record, changed_fields(*kind));
  } else if (ends("records.replace")) {
    form.add("kind", "joint"), form.add("form", "at_most"), form.add("value", "90"), form.add("period", "2032");
    form.add("in_force_from-day", "1"), form.add("in_force_from-month", "5"), form.add("in_force_from-year", "2026");
  } else if (route.name == "logic.box") {
    form.add("name.en", "New"), form.add("column", "input"), form.add("gain", "none");
  } else if (route.name == "logic.arrow") {
    form.add("from", "logic_box-read"), form.add("to", "logic_box-end"), form.add("assumption.en", "New"), form.add("strength", "weak");
  } else if (route.name == "gain.plan") {
    add_form_fields(form, record::kind_of<record::GainPlan>(), added_fields("gain_plan"));
  } else if (route.name == "gain.publish") {
    form.add("plan", "gain_plan-unpublished");
    form.set("act.version", std::to_string(town.store().now()->find<record::GainPlan>("gain_plan-unpublished")->version));
  } else if (route.name == "gain.run") {
    form.add("plan", "gain_plan-read");
  } else if (route.name == "decision.begin") {
    form.add("after", "3"), form.add("prompted_by.en", "New");
  } else if (route.name == "decision.answer") {
    form.add("question", "factors"), form.add("for", "org-leads"), form.add("in_round", "decision_round-read"), form.add("answer", "yes");
  } else if (route.name == "decision.end") {
    form.add("in_round", "decision_round-read"), form.add("ending", "proceed"), form.add("reason.en", "New"), form.add("published", "true");
  } else if (route.name == "agreement.fix") {
    const auto now = town.store().now();
    const auto draft = decide::write_text(decide::draft_text(*now, *now->find<record::Agreement>("agreement-read")));
    form.add("after", "3"), form.add("seen", base::sha256(draft).hex()), form.add("reason.en", "New");
  } else if (route.name == "agreement.sign") {
    form.add("organisation", "org-takes-part"), form.add("signs", "agreement_version-read"), form.add("seen", base::sha256(text_of_version()).hex());
    form.add("name", "New"), form.add("post", "New"), form.add("authority", "New");
  } else if (route.name == "agreement.withdraw") {
    form.add("signature", "signature-read"), form.add("withdrawn_reason.en", "New");
  } else if (route.name == "agreement.publish") {
    form.add("publishes", "agreement_version-read");
  } else if (route.name == "agreement.close") {
    form.add("achieved.en", "New"), form.add("duties_go_to.en", "New"), form.add("data_go_to.en", "New");
  } else if (route.name == "agreement.import") {
    form.add("json", R"({"format":"outturn-agreement-1","agreement":"added","outcome":"outcome-read","title":{"en":"New"},"parties":["org-leads","org-takes-part"],"clauses":[]})");
  } else if (route.name == "return.change") {
    form.add("do", "save"), form.add("cell.indicator-read.place-read.", "7"), form.add("seen.indicator-read.place-read.", stamp_in(town));
  } else if (route.name == "return.verdict") {
    form.add("answer", "returned"), form.add("reason", reason), form.add("seen", "return_sending-waiting");
  } else if (route.name == "samples.draw") {
    form.add("population", "100"), form.add("tolerable", "5"), form.add("confidence", "95"), form.add("accepted", "0");
    form.add("source", "New"), form.add("indicators", "indicator-read"), form.add("seed", "7");
  } else if (route.name == "redact") {
    form.add("fields", kind->fields.front().name);
    form.add("second_email", "v-central-org-neither@example.org"), form.add("second_password", std::string(Town::password));
  } else if (route.name == "people.add") {
    form.add("name", "New"), form.add("email", "new@example.org"), form.add("language", "en"), form.add("password", "another phrase of good length");
  } else if (route.name == "people.appoint") {
    form.add("role", "viewer"), form.add("organisation", "org-leads");
  } else if (route.name == "people.password") {
    form.add("password", "another phrase of good length");
  } else if (route.name == "people.access") {
    form.add("disabled", "yes");
  } else if (route.name == "imports.send") {
    made.files.push_back(town.uploaded());
  } else if (route.name == "sign_in") {
    form.add("email", "v-no-role@example.org"), form.add("password", std::string(Town::password));
  } else if (route.name == "account.password") {
    form.add("current", std::string(Town::password)), form.add("password", "another phrase of good length");
  }
  return made;
}

}  // namespace outturn::matrix
