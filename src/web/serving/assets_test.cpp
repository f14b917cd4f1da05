#include "web/serving/assets.h"

#include <string>

#include "testing.h"

using namespace outturn;

TEST_CASE("assets: a page names an asset, and its address finds the bytes") {
  for (const auto& asset : web::assets()) {
    const auto url = web::asset_url(asset.name);

    REQUIRE(url.starts_with("/assets/"));
    const auto* found = web::find_asset(std::string_view(url).substr(8));
    REQUIRE(found != nullptr);
    CHECK(found->name == asset.name);
    CHECK_FALSE(found->bytes.empty());
    CHECK(found->file_name != found->name);  // the hash is in it
    CHECK((found->gzip.empty() || found->gzip.size() < found->bytes.size()));
    CHECK((found->brotli.empty() || found->brotli.size() < found->bytes.size()));
  }
}

TEST_CASE("assets: what is not there is not found, and its plain name is still an address") {
  CHECK(web::find_asset("outturn-0000000000.css") == nullptr);
  CHECK(web::find_asset("") == nullptr);
  CHECK(web::find_asset("../web/assets.h") == nullptr);
  CHECK(web::asset_url("missing.css") == "/assets/missing.css");
}
