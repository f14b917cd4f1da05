#include "web/routes.h"

#include "web/people/account_pages.h"
#include "web/answers/answers_page.h"
#include "web/together/agreement_page.h"
#include "web/api/api.h"
#include "web/serving/assets.h"
#include "web/records/history_pages.h"
#include "web/outcomes/commitments_page.h"
#include "web/measures/compared_page.h"
#include "web/together/decision_page.h"
#include "web/gain/gain_page.h"
#include "web/answers/gaps_page.h"
#include "web/data/import_pages.h"
#include "web/measures/indicator_page.h"
#include "web/measures/indicators_page.h"
#include "web/answers/organisations_page.h"
#include "web/together/logic_page.h"
#include "web/outcomes/outcome_page.h"
#include "web/outcomes/outcomes_page.h"
#include "web/serving/parse.h"
#include "web/answers/partners_pages.h"
#include "web/people/people_pages.h"
#include "web/measures/place_page.h"
#include "web/measures/places_page.h"
#include "web/outcomes/priorities_page.h"
#include "web/measures/quality_page.h"
#include "web/records/record_pages.h"
#include "web/data/return_page.h"
#include "web/data/returns_page.h"
#include "web/measures/samples_page.h"
#include "web/records/search_page.h"
#include "web/outcomes/shared_judgements.h"
#include "web/outcomes/today_page.h"

namespace outturn::web {
namespace {

const Permission open = open_to_all();

Response serve_asset(const Request& request) {
  const auto* asset = find_asset(request.parameter("file"));
  if (!asset) return not_found(request);
  Response response{.content_type = std::string(asset->type), .memory = asset->bytes, .cache_control = std::string(asset_cache_control)};
  const auto accepted = request.header("accept-encoding");
  if (!asset->brotli.empty() && accepts(accepted, "br")) {
    response.memory = asset->brotli;
    response.content_encoding = "br";
  } else if (!asset->gzip.empty() && accepts(accepted, "gzip")) {
    response.memory = asset->gzip;
    response.content_encoding = "gzip";
  }
  if (!asset->brotli.empty() || !asset->gzip.empty()) response.headers.set("Vary", "Accept-Encoding");
  return response;
}

Response serve_favicon(const Request& request) {
  for (const auto& asset : assets()) {
    if (asset.name == "favicon.ico") return {.content_type = std::string(asset.type), .memory = asset.bytes, .cache_control = "public, max-age=86400"};
  }
  return not_found(request);
}

Permission needs(std::string act, std::string kind) { return {std::move(act), std::move(kind)}; }

}  // namespace

std::vector<Route> routes(Site& site) {
  std::vector<Route> all;
  const auto get = [&](std::string pattern, std::string name, Permission permission, Page page, std::vector<std::string> formats = {}) -> Route& {
    auto route = page_route(site, Method::get, std::move(pattern), std::move(name), std::move(permission), std::move(page));
    route.formats = std::move(formats);
    all.push_back(std::move(route));
    return all.back();
  };
  const auto post = [&](std::string pattern, std::string name, Permission permission, Page page) {
    all.push_back(page_route(site, Method::post, std::move(pattern), std::move(name), std::move(permission), std::move(page)));
  };

  // The way in.
  get("/", "home", open, [](const Visit& visit) { return see_other(visit.link("/today")); });
  get("/sign-in", "sign_in.form", open, show_sign_in);
  post("/sign-in", "sign_in", open, sign_in);
  post("/sign-out", "sign_out", open, sign_out);
  get("/account", "account", open, show_account);
  post("/account/password", "account.password", open, change_password);

  // Where the shared outcomes stand.
  const auto judgements = std::make_shared<SharedJudgements>();  // one for Today, the list of gaps and the API; lives as long as they
  const std::vector<std::string> as_data{"json", "csv"};
  get("/today", "today", needs("read", "outcome"), [judgements](const Visit& visit) { return show_today(visit, *judgements); }, as_data).in_navigation = true;
  get("/outcomes", "outcomes", needs("read", "outcome"), show_outcomes, as_data).in_navigation = true;
  get("/outcomes/{id}", "outcome.show", needs("read", "outcome"), show_outcome, as_data);
  get("/outcomes/{id}/decision", "decision.show", needs("read", "outcome"), show_decision, {"json"});
  get("/outcomes/{id}/decision/new", "decision.new", needs("add", "decision_round"), show_new_round);
  post("/outcomes/{id}/decision/new", "decision.begin", needs("add", "decision_round"), begin_typed_round);
  get("/outcomes/{id}/decision/answer", "decision.answer_form", needs("add", "decision_answer"), show_answer);
  post("/outcomes/{id}/decision/answer", "decision.answer", needs("add", "decision_answer"), give_typed_answer);
  get("/outcomes/{id}/decision/end", "decision.end_form", needs("change", "decision_round"), show_end);
  post("/outcomes/{id}/decision/end", "decision.end", needs("change", "decision_round"), end_typed_round);
  get("/outcomes/{id}/logic", "logic.show", needs("read", "outcome"), show_logic, as_data);
  get("/outcomes/{id}/logic/box", "logic.box_form", needs("add", "logic_box"), show_box_form);
  post("/outcomes/{id}/logic/box", "logic.box", needs("add", "logic_box"), keep_typed_box);
  get("/outcomes/{id}/logic/arrow", "logic.arrow_form", needs("add", "logic_link"), show_arrow_form);
  post("/outcomes/{id}/logic/arrow", "logic.arrow", needs("add", "logic_link"), keep_typed_arrow);
  get("/outcomes/{id}/answers", "outcome.answers", needs("read", "outcome"), show_answers, as_data);
  get("/links/{id}", "link.show", needs("read", "link"), show_link);
  post("/links/{id}/acknowledge", "link.acknowledge", needs("acknowledge", "link"), acknowledge_shown_link);
  get("/outcomes/{id}/agreement", "agreement.show", needs("read", "outcome"), show_agreement, {"json"});
  get("/outcomes/{id}/agreement/fix", "agreement.draft", needs("read", "clause"), show_draft);
  post("/outcomes/{id}/agreement/fix", "agreement.fix", needs("add", "agreement_version"), fix_typed_version);
  get("/outcomes/{id}/agreement/sign", "agreement.sign_form", needs("add", "signature"), show_signing);
  post("/outcomes/{id}/agreement/sign", "agreement.sign", needs("add", "signature"), sign_typed);
  get("/outcomes/{id}/agreement/withdraw", "agreement.withdraw_form", needs("change", "signature"), show_withdrawal);
  post("/outcomes/{id}/agreement/withdraw", "agreement.withdraw", needs("change", "signature"), withdraw_typed_signature);
  get("/outcomes/{id}/agreement/publish", "agreement.publish_form", needs("change", "agreement_version"), show_publication);
  post("/outcomes/{id}/agreement/publish", "agreement.publish", needs("change", "agreement_version"), publish_typed_version);
  get("/outcomes/{id}/agreement/close", "agreement.close_form", needs("change", "agreement"), show_closure);
  post("/outcomes/{id}/agreement/close", "agreement.close", needs("change", "agreement"), close_typed_agreement);
  get("/outcomes/{id}/agreement/import", "agreement.import_form", needs("add", "agreement"), show_agreement_import);
  post("/outcomes/{id}/agreement/import", "agreement.import", needs("add", "agreement"), import_typed_agreement);
  get("/outcomes/{id}/agreement/{version}", "agreement.version", needs("read", "outcome"), show_agreement, {"json"});

  // What working together added. The desk lives as long as the routes that share it.
  const auto gain_desk = std::make_shared<GainDesk>(site.log_line);
  get("/outcomes/{id}/gain", "gain.show", needs("read", "outcome"), show_gain, {"json"});
  get("/outcomes/{id}/gain/plan", "gain.plan_form", needs("add", "gain_plan"), show_gain_plan_form);
  post("/outcomes/{id}/gain/plan", "gain.plan", needs("add", "gain_plan"), save_typed_gain_plan);
  get("/outcomes/{id}/gain/power", "gain.power", needs("read", "gain_plan"), [gain_desk](const Visit& visit) { return show_gain_power(visit, *gain_desk); });
  post("/outcomes/{id}/gain/publish", "gain.publish", needs("change", "gain_plan"), publish_shown_gain_plan);
  get("/outcomes/{id}/gain/run", "gain.run_form", needs("add", "gain_study"), [gain_desk](const Visit& visit) { return show_gain_run(visit, *gain_desk); });
  post("/outcomes/{id}/gain/run", "gain.run", needs("add", "gain_study"), [gain_desk](const Visit& visit) { return run_typed_gain(visit, *gain_desk); });
  post("/outcomes/{id}/gain/stop", "gain.stop", needs("add", "gain_study"), [gain_desk](const Visit& visit) { return stop_gain_run(visit, *gain_desk); });

  // What is measured, where, and by whom it is to be changed.
  get("/indicators", "indicators", needs("read", "indicator"), show_indicators, as_data).in_navigation = true;
  get("/indicators/{id}", "indicator.show", needs("read", "indicator"), show_indicator, {"json", "csv", "svg"});
  get("/indicators/{id}/places", "indicator.places", needs("read", "indicator"), show_compared, as_data);
  get("/places", "places", needs("read", "place"), show_places, {"json", "csv", "svg"}).in_navigation = true;
  get("/places/{id}", "place.show", needs("read", "place"), show_place, as_data);
  get("/organisations", "organisations", needs("read", "organisation"), show_organisations, as_data).in_navigation = true;
  get("/organisations/{id}", "organisation.show", needs("read", "organisation"), show_organisation, as_data);
  get("/partnerships", "partnerships", needs("read", "partnership"), show_partnerships, as_data);
  get("/broker", "broker", needs("read", "outcome"), show_broker, as_data);
  get("/claims", "claims", needs("read", "claim"), show_claims, as_data);
  get("/priorities", "priorities", needs("read", "priority"), show_priorities, as_data);
  get("/frameworks", "frameworks", needs("read", "framework"), show_frameworks, as_data);
  get("/frameworks/{id}", "framework.show", needs("read", "framework"), show_framework, as_data);

  // What was promised, and what is missing.
  get("/commitments", "commitments", needs("read", "commitment"), show_commitments, as_data).in_navigation = true;
  get("/commitments/{id}", "commitment.show", needs("read", "commitment"), show_commitment, as_data);
  get("/gaps", "gaps", needs("read", "outcome"), [judgements](const Visit& visit) { return show_gaps(visit, *judgements); }, as_data).in_navigation = true;
  get("/search", "search", needs("read", "outcome"), show_search, as_data);

    for (auto& route : api_routes(site, judgements)) all.push_back(std::move(route));
  // Figures coming in. The desk lives as long as the routes that share it.
  const auto desk = std::make_shared<ImportDesk>(site.keeper, site.clock, site.spool, site.log_line);
  const auto importing = needs("import", "batch");
  get("/data", "data", needs("read", "batch"), [desk](const Visit& visit) { return show_data(visit, *desk); }).in_navigation = true;
  get("/data/imports", "imports", importing, [](const Visit& visit) { return see_other(visit.link("/data/imports/new")); });
  get("/data/imports/new", "imports.new", importing, [desk](const Visit& visit) { return show_upload(visit, *desk); });
  post("/data/imports/new", "imports.send", importing, [desk](const Visit& visit) { return take_upload(visit, *desk); });
  get("/data/imports/{number}", "imports.show", importing, [desk](const Visit& visit) { return show_import(visit, *desk); });
  post("/data/imports/{number}", "imports.change", importing, [desk](const Visit& visit) { return change_import(visit, *desk); });
  post("/data/imports/{number}/drop", "imports.drop", importing, [desk](const Visit& visit) { return drop_import(visit, *desk); });
  get("/data/imports/{number}/problems", "imports.problems", importing, [desk](const Visit& visit) { return show_import_problems(visit, *desk); }, {"csv"});
  get("/returns", "returns", needs("read", "return_duty"), show_returns, as_data).in_navigation = true;
  get("/returns/{id}", "return.show", needs("read", "return"), show_return);
  post("/returns/{id}", "return.change", needs("add", "return_entry"), change_return);
  post("/returns/{id}/verdict", "return.verdict", needs("add", "return_verdict"), verdict_on_return);
  get("/samples", "samples", needs("read", "source_sample"), show_samples, {"csv"});
  post("/samples", "samples.draw", needs("add", "source_sample"), draw_sample);
  get("/samples/{id}", "sample.show", needs("read", "source_sample"), show_sample, {"csv"});
  get("/data/quality", "data.quality", needs("read", "indicator"), show_quality, as_data);
  get("/data/batches", "batches", needs("read", "batch"), show_batches);
  get("/data/batches/{id}", "batches.show", needs("read", "batch"), show_batch);
  post("/data/batches/{id}/withdraw", "batches.withdraw", needs("withdraw", "batch"), withdraw_typed_batch);

  // Who can sign in.
  const auto accounts = needs("manage_accounts", "person");
  get("/people", "people", accounts, show_people);
  get("/people/new", "people.new", accounts, show_new_person);
  post("/people/new", "people.add", accounts, add_typed_person);
  get("/people/{id}", "people.show", accounts, show_person);
  post("/people/{id}/roles", "people.appoint", accounts, appoint_person);
  post("/people/{id}/password", "people.password", accounts, set_persons_password);
  post("/people/{id}/access", "people.access", accounts, switch_person);

  // Records of any kind, and their history.
  get("/records", "records", needs("read", "installation"), show_kinds).in_navigation = true;
  get("/records/{kind}", "records.list", needs("read", "{kind}"), show_records, {"csv"});
  get("/records/{kind}/new", "records.new", needs("add", "{kind}"), show_new_record);
  post("/records/{kind}/new", "records.add", needs("add", "{kind}"), add_typed_record);
  get("/records/{kind}/{id}", "records.show", needs("read", "{kind}"), show_record);
  get("/records/{kind}/{id}/change", "records.change_form", needs("change", "{kind}"), show_record_change);
  post("/records/{kind}/{id}/change", "records.change", needs("change", "{kind}"), change_typed_record);
  get("/records/{kind}/{id}/replace", "records.replace_form", needs("change", "{kind}"), show_replacement);
  post("/records/{kind}/{id}/replace", "records.replace", needs("change", "{kind}"), replace_typed_target);
  get("/records/{kind}/{id}/retire", "records.retire_form", needs("retire", "{kind}"), show_retirement);
  post("/records/{kind}/{id}/retire", "records.retire", needs("retire", "{kind}"), retire_typed_record);
  get("/records/{kind}/{id}/restore", "records.restore_form", needs("restore", "{kind}"), show_restoration);
  post("/records/{kind}/{id}/restore", "records.restore", needs("restore", "{kind}"), restore_typed_record);
  get("/history", "history.all", needs("verify", "installation"), show_whole_history);
  get("/history/{kind}/{id}", "history", needs("read_history", "{kind}"), show_history);
  get("/redact/{kind}/{id}", "redact.form", needs("redact", "{kind}"), show_redaction);
  post("/redact/{kind}/{id}", "redact", needs("redact", "{kind}"), redact_typed);

  // What browsers and machines ask for.
  all.push_back({.method = Method::get, .pattern = "/assets/{file}", .name = "asset", .handler = serve_asset, .needs = open});
  all.push_back({.method = Method::get, .pattern = "/favicon.ico", .name = "favicon", .handler = serve_favicon, .needs = open});
  all.push_back({.method = Method::get, .pattern = "/health", .name = "health",
                 .handler = [&site](const Request&) { return plain("ok " + std::to_string(site.keeper.now()->position()) + "\n"); },
                 .needs = open});

  for (const auto& route : all) {
    if (route.in_navigation) site.navigation.emplace_back(route.name, route.pattern);
  }
  return all;
}

}  // namespace outturn::web
