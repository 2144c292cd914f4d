# SPDX-License-Identifier: MIT
# Sets TEXT_TABLES: the tables of the text room, printed by two small programs from what the build machine's utf8proc
# and unicode-data packages know. The programs are built without sanitizers, which would only slow the build down.
find_file(UNIHAN_READINGS Unihan_Readings.txt.bz2 PATHS /usr/share/unicode)
find_file(UNIHAN_VARIANTS Unihan_Variants.txt.bz2 PATHS /usr/share/unicode)
find_file(UNIHAN_DICTIONARY Unihan_DictionaryLikeData.txt.bz2 PATHS /usr/share/unicode)
find_program(BZCAT bzcat)
if(NOT UNIHAN_READINGS OR NOT UNIHAN_VARIANTS OR NOT UNIHAN_DICTIONARY OR NOT BZCAT)
  message(FATAL_ERROR "Unihan_Readings.txt.bz2, Unihan_Variants.txt.bz2, Unihan_DictionaryLikeData.txt.bz2 and bzcat are needed (Debian: unicode-data bzip2)")
endif()

set(text_data ${PROJECT_SOURCE_DIR}/lib/text/data)
set(text_out ${PROJECT_BINARY_DIR}/lib/text)
file(MAKE_DIRECTORY ${text_out})
foreach(table fold han nickname shape)
  set(more)
  if(table STREQUAL han)
    set(more ${text_data}/make_roman.c)
  endif()
  add_executable(make_${table} ${text_data}/make_${table}.c ${more})
  set_target_properties(make_${table} PROPERTIES COMPILE_OPTIONS "-Wall;-Wextra" LINK_OPTIONS "")
  target_include_directories(make_${table} PRIVATE ${PROJECT_SOURCE_DIR}/lib)
  target_link_libraries(make_${table} PRIVATE PkgConfig::UTF8PROC)
endforeach()

add_custom_command(OUTPUT ${text_out}/fold_tables.c
  COMMAND make_fold > ${text_out}/fold_tables.c
  DEPENDS make_fold
  COMMENT "Printing the folding tables" VERBATIM)
# The shell does not see bzcat fail, but make_han refuses a short input.
add_custom_command(OUTPUT ${text_out}/han_tables.c
  COMMAND sh -c "\"$0\" \"$1\" \"$2\" | \"$3\" \"$4\" > \"$5\"" ${BZCAT} ${UNIHAN_READINGS} ${UNIHAN_VARIANTS} $<TARGET_FILE:make_han> ${text_data}
          ${text_out}/han_tables.c
  DEPENDS make_han ${text_data}/surnames.txt ${text_data}/variants.txt ${text_data}/readings.txt ${text_data}/cantonese.txt ${UNIHAN_READINGS} ${UNIHAN_VARIANTS}
  COMMENT "Printing the Han tables" VERBATIM)
add_custom_command(OUTPUT ${text_out}/nickname_table.c
  COMMAND make_nickname < ${text_data}/nicknames.txt > ${text_out}/nickname_table.c
  DEPENDS make_nickname ${text_data}/nicknames.txt
  COMMENT "Printing the table of nicknames" VERBATIM)
# The shell does not see bzcat fail, but make_shape refuses a short input.
add_custom_command(OUTPUT ${text_out}/shape_table.c
  COMMAND sh -c "\"$0\" \"$1\" | \"$2\" > \"$3\"" ${BZCAT} ${UNIHAN_DICTIONARY} $<TARGET_FILE:make_shape> ${text_out}/shape_table.c
  DEPENDS make_shape ${UNIHAN_DICTIONARY}
  COMMENT "Printing the shapes of Han characters" VERBATIM)
set(TEXT_TABLES ${text_out}/fold_tables.c ${text_out}/han_tables.c ${text_out}/nickname_table.c ${text_out}/shape_table.c)
