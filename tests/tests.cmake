# SPDX-License-Identifier: MIT
# tests/unit/<room>_<what>.c is a cmocka program over its room and what that room may use.
# tests/fuzz/<room>_<what>.c is a libFuzzer target; the normal build links it with replay.c, which runs the
# seeds in tests/fuzz/seeds/<room>_<what>/ and a few thousand mutations of them.
find_library(CMOCKA_LIBRARY cmocka REQUIRED)
file(GLOB units CONFIGURE_DEPENDS tests/unit/*.c)
foreach(source ${units})
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_.*" "" room ${name})
  add_executable(test_${name} ${source})
  target_link_libraries(test_${name} PRIVATE ivoc_${room} ${CMOCKA_LIBRARY})
  target_compile_definitions(test_${name} PRIVATE TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  add_test(NAME unit/${name} COMMAND test_${name})
endforeach()

file(GLOB targets CONFIGURE_DEPENDS tests/fuzz/*_*.c)
foreach(source ${targets})
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_.*" "" room ${name})
  if(IVOC_FUZZ)
    add_executable(fuzz_${name} ${source})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(fuzz_${name} ${source} tests/fuzz/replay.c)
    add_test(NAME fuzz/${name} COMMAND fuzz_${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/seeds/${name})
  endif()
  target_link_libraries(fuzz_${name} PRIVATE ivoc_${room})
endforeach()
include(tests/more.cmake OPTIONAL)
