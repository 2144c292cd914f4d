# SPDX-License-Identifier: MIT
# The rule language against its oracle, SQLite, and against its man page.
pkg_check_modules(SQLITE3 IMPORTED_TARGET sqlite3)
if(SQLITE3_FOUND)
  add_executable(test_rule_differential ${CMAKE_CURRENT_LIST_DIR}/differential.c)
  target_link_libraries(test_rule_differential PRIVATE ivoc_rule PkgConfig::SQLITE3 m)
  add_test(NAME rule/differential COMMAND test_rule_differential)
endif()

add_executable(test_rule_page ${CMAKE_CURRENT_LIST_DIR}/page.c)
target_link_libraries(test_rule_page PRIVATE ivoc_rule)
add_test(NAME rule/page COMMAND test_rule_page ${PROJECT_SOURCE_DIR}/man/ivoc-rules.5)
