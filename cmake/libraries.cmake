# Every library the product stands on, as imported targets. All are Debian packages (see tools/packages.txt).
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(simdjson REQUIRED)
find_package(ZLIB REQUIRED)
find_package(doctest REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(brotlienc REQUIRED IMPORTED_TARGET libbrotlienc)

add_library(outturn_flags INTERFACE)
target_include_directories(outturn_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(outturn_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers
  $<$<BOOL:${OUTTURN_WARNINGS_ARE_ERRORS}>:-Werror>)
target_link_libraries(outturn_flags INTERFACE fmt::fmt tl::expected)
