/* SPDX-License-Identifier: MIT
 * Short forms of given names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/nickname.h"

static bool one(const char *x, const char *y)
{
	assert_int_equal(iv_text_nickname(iv_str_of(x), iv_str_of(y)), iv_text_nickname(iv_str_of(y), iv_str_of(x)));
	return iv_text_nickname(iv_str_of(x), iv_str_of(y));
}

static void pairs(void **state)
{
	(void)state;
	assert_true(one("bob", "robert"));
	assert_true(one("bob", "rob"));
	assert_true(one("peggy", "margaret"));
	assert_true(one("bert", "albert"));
	assert_true(one("bert", "robert"));
	assert_true(one("jerry", "jerome")); /* the last of many lines */
	assert_false(one("albert", "robert"));
	assert_false(one("robert", "robert")); /* equal is not a nickname */
	assert_false(one("", ""));
	assert_false(one("bob", "xiaoming"));
	assert_false(one("robertrobertrobert", "bob"));
}

static void full(void **state)
{
	(void)state;
	unsigned robert = iv_text_nickname_full(IV_STR("robert"));
	assert_int_not_equal(robert, 0);
	assert_int_equal(iv_text_nickname_full(IV_STR("bob")), robert);
	assert_int_not_equal(iv_text_nickname_full(IV_STR("albert")), robert);
	/* A name of its own, though it is short for others too. */
	assert_int_not_equal(iv_text_nickname_full(IV_STR("jessie")), iv_text_nickname_full(IV_STR("jessica")));
	assert_int_equal(iv_text_nickname_full(IV_STR("xiaoming")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(pairs), cmocka_unit_test(full) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
