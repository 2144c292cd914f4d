# SPDX-License-Identifier: MIT
# Adds to CLEAN_TABLES: the table of administrative divisions, printed by a small program from lib/clean/data.
set(division_data ${PROJECT_SOURCE_DIR}/lib/clean/data)
set(division_out ${PROJECT_BINARY_DIR}/lib/clean)
file(MAKE_DIRECTORY ${division_out})
add_executable(make_divisions ${division_data}/make_divisions.c)
target_link_libraries(make_divisions PRIVATE ivoc_text)
add_custom_command(OUTPUT ${division_out}/division_tables.c
  COMMAND make_divisions ${division_data} > ${division_out}/division_tables.c
  DEPENDS make_divisions ${division_data}/divisions.txt ${division_data}/places.txt
  COMMENT "Printing the table of divisions" VERBATIM)
list(APPEND CLEAN_TABLES ${division_out}/division_tables.c)
