# outturn_assets_of(<target>): builds front/ when its inputs changed and compiles front/dist into the target.
# Without the program (OUTTURN_PROGRAM=OFF) the target gets an empty list, and nothing needs Node.
function(outturn_assets_of target)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_assets.cpp)
  set(bytes ${CMAKE_CURRENT_BINARY_DIR}/embedded_assets.S)
  if(NOT OUTTURN_PROGRAM)
    file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include "web/serving/assets.h"

std::span<const outturn::web::Asset> outturn::web::assets() { return {}; }
]])
    target_sources(${target} PRIVATE ${source})
    return()
  endif()
  set(front ${CMAKE_SOURCE_DIR}/front)
  file(GLOB_RECURSE inputs CONFIGURE_DEPENDS ${front}/styles/* ${front}/scripts/* ${front}/marks/*)
  add_custom_command(OUTPUT ${source} ${bytes}
    COMMAND ${CMAKE_COMMAND} -DFRONT=${front} -DSOURCE=${source} -DBYTES=${bytes} -P ${CMAKE_SOURCE_DIR}/cmake/embed_assets.cmake
    DEPENDS ${inputs} ${front}/package-lock.json ${front}/build.mjs ${CMAKE_SOURCE_DIR}/cmake/embed_assets.cmake
    COMMENT "Building the front end and embedding it" VERBATIM)
  target_sources(${target} PRIVATE ${source} ${bytes})
  # The assembler takes none of the C++ warnings, and ccache cannot see through .incbin.
  set_source_files_properties(${bytes} PROPERTIES COMPILE_OPTIONS "-Wa,--noexecstack")
endfunction()
