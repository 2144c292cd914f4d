# SPDX-License-Identifier: MIT
# The tests that are not C programs: golden cases, manual pages, the rooms, the command line, the laws, JSON verdicts.
# IVOC_ASAN_TREE and IVOC_TSAN_TREE name builds with sanitizers (scripts/test makes them); what is worth running there
# is then part of this build's tests.
set(IVOC_ASAN_TREE "" CACHE PATH "A build with the address and undefined behaviour sanitizers to test as well")
set(IVOC_TSAN_TREE "" CACHE PATH "A build with the thread sanitizer to test as well")
set(IVOC_TSAN_COMMAND "" CACHE STRING "What must stand before a program of that build: setarch;-R on some kernels")
set(scripts ${PROJECT_SOURCE_DIR}/scripts)
set(tests ${PROJECT_SOURCE_DIR}/tests)

add_executable(print_vocab tests/tools/print_vocab.c)
target_link_libraries(print_vocab PRIVATE ivoc_rec)

add_test(NAME house/layers COMMAND ${scripts}/check-layers)
set_tests_properties(house/layers PROPERTIES ENVIRONMENT IVOC_BUILD=${PROJECT_BINARY_DIR})
add_test(NAME house/scripts COMMAND ${tests}/shellcheck.sh)

file(GLOB pages CONFIGURE_DEPENDS man/*.[1-9])
foreach(page ${pages})
  get_filename_component(name ${page} NAME)
  add_test(NAME man/${name} COMMAND ${scripts}/check-man --bin ${PROJECT_BINARY_DIR} ${page})
endforeach()
add_test(NAME man/codes COMMAND ${scripts}/check-man --bin ${PROJECT_BINARY_DIR} --only slugs)

# ivoc_cases(prefix tree threads command…): the golden cases of each program that has some; `command` runs a program.
file(GLOB folders CONFIGURE_DEPENDS tests/cases/*)
function(ivoc_cases prefix tree threads)
  foreach(folder ${folders})
    get_filename_component(name ${folder} NAME)
    add_test(NAME ${prefix}cases/${name} COMMAND ${ARGN} ${scripts}/run-cases --bin ${tree} --threads ${threads} --parallel 2 --limit 300 ${name})
    set_tests_properties(${prefix}cases/${name} PROPERTIES PROCESSORS 2)
  endforeach()
endfunction()
ivoc_cases("" ${PROJECT_BINARY_DIR} "1 4")

file(GLOB bats CONFIGURE_DEPENDS tests/cli/*.bats)
foreach(file ${bats})
  get_filename_component(name ${file} NAME_WE)
  add_test(NAME cli/${name} COMMAND bats ${file})
  set_tests_properties(cli/${name} PROPERTIES ENVIRONMENT IVOC_BIN=${PROJECT_BINARY_DIR})
endforeach()

file(GLOB laws CONFIGURE_DEPENDS tests/laws/law-*)
foreach(file ${laws})
  get_filename_component(name ${file} NAME)
  add_test(NAME laws/${name} COMMAND ${file})
  set_tests_properties(laws/${name} PROPERTIES ENVIRONMENT IVOC_BIN=${PROJECT_BINARY_DIR} PROCESSORS 2)
endforeach()

add_executable(test_json_suite tests/json/suite.c)
target_link_libraries(test_json_suite PRIVATE ivoc_io)
add_test(NAME json/suite COMMAND test_json_suite ${tests}/json)

# Each of these trees has the same test programs; its own ctest is not run, so that one summary closes the output.
if(IVOC_ASAN_TREE)
  foreach(source ${units})
    get_filename_component(name ${source} NAME_WE)
    add_test(NAME asan/unit/${name} COMMAND ${IVOC_ASAN_TREE}/test_${name})
  endforeach()
  foreach(source ${targets})
    get_filename_component(name ${source} NAME_WE)
    add_test(NAME asan/fuzz/${name} COMMAND ${IVOC_ASAN_TREE}/fuzz_${name} ${tests}/fuzz/seeds/${name})
  endforeach()
  add_test(NAME asan/json/suite COMMAND ${IVOC_ASAN_TREE}/test_json_suite ${tests}/json)
  ivoc_cases(asan/ ${IVOC_ASAN_TREE} "1 4")
endif()

# Races are looked for where threads are: in the flow, in work shared out, in the lives of a command, in the
# inflater, and in whole programs.
if(IVOC_TSAN_TREE)
  foreach(source ${units})
    get_filename_component(name ${source} NAME_WE)
    if(name MATCHES "^(base_parallel|match_sort|rec_flow|cli_|io_files)")
      add_test(NAME tsan/unit/${name} COMMAND ${IVOC_TSAN_COMMAND} ${IVOC_TSAN_TREE}/test_${name})
    endif()
  endforeach()
  ivoc_cases(tsan/ ${IVOC_TSAN_TREE} "4" ${IVOC_TSAN_COMMAND})
endif()
