# SPDX-License-Identifier: MIT
# Sets SCORE_TABLES: the maps of lib/score/data as C texts, printed at build time.
file(GLOB score_maps CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/score/data/*.yaml)
set(SCORE_TABLES ${PROJECT_BINARY_DIR}/lib/score/rfm_known.c)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/lib/score)
add_executable(make_maps lib/score/data/make_maps.c)
set_target_properties(make_maps PROPERTIES COMPILE_OPTIONS "-Wall;-Wextra" LINK_OPTIONS "")
add_custom_command(OUTPUT ${SCORE_TABLES}
  COMMAND make_maps ${score_maps} > ${SCORE_TABLES}
  DEPENDS make_maps ${score_maps}
  COMMENT "Printing the maps of RFM scores" VERBATIM)
