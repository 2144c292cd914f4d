# SPDX-License-Identifier: MIT
# Telephone numbers against libphonenumber. Its metadata may be older than ours, so phone/agree is linked with a table made
# from the library's own: there both must agree. phone/newer has our table, and only E.164 must not differ.
enable_language(CXX)
find_library(PHONENUMBER_LIBRARY phonenumber REQUIRED)
find_library(PROTOBUF_LIBRARY protobuf REQUIRED)
set(phone ${PROJECT_SOURCE_DIR}/tests/phone)
set(phone_out ${PROJECT_BINARY_DIR}/tests/phone)
file(MAKE_DIRECTORY ${phone_out})

add_executable(test_phone_patterns ${phone}/patterns.c)
target_link_libraries(test_phone_patterns PRIVATE ivoc_clean)
add_test(NAME phone/patterns COMMAND test_phone_patterns ${PROJECT_SOURCE_DIR}/lib/clean/data/phone_plans.txt)

add_executable(print_phone_plans ${phone}/plans.cc)
target_link_libraries(print_phone_plans PRIVATE ${PHONENUMBER_LIBRARY} ${PROTOBUF_LIBRARY})
add_custom_command(OUTPUT ${phone_out}/phone_table.c
  COMMAND print_phone_plans > ${phone_out}/phone_plans.txt
  COMMAND make_phone < ${phone_out}/phone_plans.txt > ${phone_out}/phone_table.c
  DEPENDS print_phone_plans make_phone
  COMMENT "Printing the table of libphonenumber's own plans" VERBATIM)

add_library(phone_oracle STATIC ${phone}/oracle.cc)
set_target_properties(print_phone_plans phone_oracle PROPERTIES COMPILE_OPTIONS "-Wall;-Wextra")
set_target_properties(print_phone_plans PROPERTIES LINK_OPTIONS "")
target_link_libraries(phone_oracle PRIVATE ${PHONENUMBER_LIBRARY})
add_executable(test_phone_agree ${phone}/agree.c ${phone_out}/phone_table.c)
add_executable(test_phone_newer ${phone}/agree.c)
foreach(test agree newer)
  target_link_libraries(test_phone_${test} PRIVATE phone_oracle ivoc_clean)
endforeach()
# Of 1,000 numbers, on how many the two may disagree whether they are one.
add_test(NAME phone/agree COMMAND test_phone_agree 120000 0.3)
add_test(NAME phone/newer COMMAND test_phone_newer 120000 1000)
