# SPDX-License-Identifier: MIT
# Sets CLEAN_TABLES: the tables of the clean room, printed at build time by small programs from the texts in lib/clean/data.
# The programs are built without sanitizers, which would only slow the build down.
set(clean_data ${PROJECT_SOURCE_DIR}/lib/clean/data)
set(clean_out ${PROJECT_BINARY_DIR}/lib/clean)
file(MAKE_DIRECTORY ${clean_out})
set(CLEAN_TABLES)

# clean_table(program text): make_<program> prints <program>_table.c from its standard input, the text.
function(clean_table program text)
  add_executable(make_${program} ${clean_data}/make_${program}.c)
  set_target_properties(make_${program} PROPERTIES COMPILE_OPTIONS "-Wall;-Wextra" LINK_OPTIONS "")
  target_include_directories(make_${program} PRIVATE ${PROJECT_SOURCE_DIR}/lib)
  add_custom_command(OUTPUT ${clean_out}/${program}_table.c
    COMMAND make_${program} < ${clean_data}/${text} > ${clean_out}/${program}_table.c
    DEPENDS make_${program} ${clean_data}/${text}
    COMMENT "Printing the table of ${text}" VERBATIM)
  list(APPEND CLEAN_TABLES ${clean_out}/${program}_table.c)
  set(CLEAN_TABLES ${CLEAN_TABLES} PARENT_SCOPE)
endfunction()

clean_table(workday workdays.txt)
clean_table(lunar lunar.txt)
clean_table(placeholders placeholders.txt)
clean_table(composed composed.txt)
clean_table(phone phone_plans.txt)
target_sources(make_phone PRIVATE ${clean_data}/automaton.c)
