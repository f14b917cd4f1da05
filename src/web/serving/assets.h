#pragma once

#include <span>
#include <string>
#include <string_view>

/// The files that pages need (style sheet, script, marks), built by front/ and compiled into the program.
namespace outturn::web {

/// One built file in memory that lives as long as the program. Its name holds a hash of its content, so that a
/// browser may keep it for ever.
struct Asset {
  std::string_view name;       ///< "outturn.css": what templates call it
  std::string_view file_name;  ///< "outturn-3f9c2a71.css": the last part of its address
  std::string_view type;       ///< "text/css; charset=utf-8"
  std::string_view bytes;
  std::string_view brotli;     ///< compressed; empty where that gains nothing
  std::string_view gzip;
};

/// All of them; none in a build without the front end (OUTTURN_PROGRAM=OFF).
std::span<const Asset> assets();

/// The asset of the last part of an address ("outturn-3f9c2a71.css"), or nullptr.
const Asset* find_asset(std::string_view file_name);

/// Where a page finds an asset: "/assets/outturn-3f9c2a71.css"; the plain name where the build has no such asset.
std::string asset_url(std::string_view name);

/// What may be said about keeping an asset: a year, and never ask again.
inline constexpr std::string_view asset_cache_control = "public, max-age=31536000, immutable";

}  // namespace outturn::web
