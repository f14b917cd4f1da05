# outturn_templates_of(<target>): compiles each *.html beside the target's CMakeLists.txt, or one folder below, into it with tools/templates.
function(outturn_templates_of target)
  file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.html ${CMAKE_CURRENT_SOURCE_DIR}/*/*.html)
  foreach(page IN LISTS pages)
    cmake_path(GET page FILENAME name)
    cmake_path(RELATIVE_PATH page BASE_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE shown)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/templates/${name}.cpp)
    add_custom_command(OUTPUT ${source}
      COMMAND template_compiler ${shown} ${source}
      DEPENDS ${page} template_compiler
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
    target_sources(${target} PRIVATE ${source})
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/templates)
endfunction()
