# cmake -DFRONT=front -DSOURCE=out.cpp -DBYTES=out.S -P embed_assets.cmake
# Builds front/dist where it is not up to date, then writes the assembler file that holds its bytes and the table of
# them. Two build trees may do this at once: one waits for the other.
find_program(NODE node)
find_program(NPM npm)
if(NOT NODE OR NOT NPM)
  message(FATAL_ERROR "Building the pages' style sheet needs Node.js 18 or newer with npm: install nodejs and npm, or run ./run, which does.")
endif()
file(LOCK ${FRONT}/.build.lock GUARD PROCESS TIMEOUT 300)

if(NOT EXISTS ${FRONT}/node_modules/.package-lock.json OR ${FRONT}/package-lock.json IS_NEWER_THAN ${FRONT}/node_modules/.package-lock.json)
  message(STATUS "Installing front-end packages (npm ci in front/)")
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund WORKING_DIRECTORY ${FRONT}
    OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "npm could not install the front-end packages:\n${said}")
  endif()
  file(TOUCH ${FRONT}/node_modules/.package-lock.json)
endif()
execute_process(COMMAND ${NODE} build.mjs --if-changed WORKING_DIRECTORY ${FRONT} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "The front end could not be built; see above.")
endif()

file(READ ${FRONT}/dist/manifest.json manifest)
string(JSON count LENGTH ${manifest} assets)
math(EXPR last "${count} - 1")
set(assembly "// Written by cmake/embed_assets.cmake from front/dist.\n.section .rodata\n")
set(declared "")
set(rows "")

# Adds the bytes of front/dist/<file> under a symbol and appends the expression that views them.
macro(embed symbol file)
  if("${file}" STREQUAL "")
    string(APPEND rows ", {}")
  else()
    string(APPEND assembly ".balign 16\n.global ${symbol}_begin\n.global ${symbol}_end\n${symbol}_begin:\n.incbin \"${FRONT}/dist/${file}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND declared "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND rows ",\n     {${symbol}_begin, static_cast<std::size_t>(${symbol}_end - ${symbol}_begin)}")
  endif()
endmacro()

foreach(number RANGE ${last})
  foreach(member name file type brotli gzip)
    string(JSON ${member} GET ${manifest} assets ${number} ${member})
  endforeach()
  string(APPEND rows "    {\"${name}\", \"${file}\", \"${type}\"")
  embed(outturn_asset_${number} "${file}")
  embed(outturn_asset_${number}_brotli "${brotli}")
  embed(outturn_asset_${number}_gzip "${gzip}")
  string(APPEND rows "},\n")
endforeach()

file(WRITE ${BYTES} "${assembly}.section .note.GNU-stack,\"\",@progbits\n")
file(WRITE ${SOURCE} "// Written by cmake/embed_assets.cmake from front/dist.
#include <array>

#include \"web/serving/assets.h\"

extern \"C\" {
${declared}}

namespace {

const std::array<outturn::web::Asset, ${count}> embedded{{
${rows}}};

}  // namespace

std::span<const outturn::web::Asset> outturn::web::assets() { return embedded; }
")
