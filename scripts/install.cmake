# SPDX-License-Identifier: MIT
# What `cmake --install` puts where: programs, manual pages, completions for three shells, and the nightly example.
if(programs)
  install(TARGETS ${programs} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

file(GLOB pages CONFIGURE_DEPENDS man/*.[1-9])
foreach(page ${pages})
  string(REGEX REPLACE ".*\\." "" section ${page})
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

install(PROGRAMS scripts/nightly DESTINATION ${CMAKE_INSTALL_DATADIR}/ivoc)
install(FILES scripts/nightly.conf README.md LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/ivoc)

# The programs print their own completions, so these can be made only by programs that run here.
if(programs AND NOT CMAKE_CROSSCOMPILING AND NOT IVOC_SANITIZE AND NOT IVOC_FUZZ)
  set(made)
  foreach(program ${programs})
    foreach(shell bash zsh fish)
      set(file ${PROJECT_BINARY_DIR}/completions/${program}.${shell})
      add_custom_command(OUTPUT ${file} COMMAND ${CMAKE_COMMAND} -E make_directory completions
        COMMAND ${program} --completions ${shell} > ${file} DEPENDS ${program} VERBATIM)
      list(APPEND made ${file})
    endforeach()
    install(FILES ${PROJECT_BINARY_DIR}/completions/${program}.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ${program})
    install(FILES ${PROJECT_BINARY_DIR}/completions/${program}.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _${program})
    install(FILES ${PROJECT_BINARY_DIR}/completions/${program}.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME ${program}.fish)
  endforeach()
  add_custom_target(completions ALL DEPENDS ${made})
endif()
