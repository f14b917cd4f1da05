# outturn_assets_of(<target>): builds front/ when its inputs changed and compiles front/dist into the target.
# Without the program (OUTTURN_PROGRAM=OFF) the target gets an empty list, and nothing needs Node.
function(outturn_assets_of target)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_assets.cpp)
  if(NOT OUTTURN_PROGRAM)
    file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include "web/assets.h"

std::span<const outturn::web::Asset> outturn::web::assets() { return {}; }
]])
    target_sources(${target} PRIVATE ${source})
    return()
  endif()
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include "web/assets.h"

std::span<const outturn::web::Asset> outturn::web::assets() { return {}; }
]])
  target_sources(${target} PRIVATE ${source})
endfunction()
