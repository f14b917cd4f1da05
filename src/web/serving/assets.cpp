#include "web/serving/assets.h"

namespace outturn::web {

const Asset* find_asset(std::string_view file_name) {
  for (const auto& asset : assets()) {
    if (asset.file_name == file_name) return &asset;
  }
  return nullptr;
}

std::string asset_url(std::string_view name) {
  std::string url = "/assets/";
  for (const auto& asset : assets()) {
    if (asset.name == name) return url.append(asset.file_name);
  }
  return url.append(name);
}

}  // namespace outturn::web
