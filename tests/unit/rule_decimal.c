/* SPDX-License-Identifier: MIT
 * Decimals: reading, printing, arithmetic at and beyond the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "rule/decimal.h"

/* v as text, or "none"; the last of four results stays. */
static const char *show(bool ok, iv_decimal v)
{
	static struct { char text[64]; } ring[4];
	static unsigned turn;
	struct iv_buf b = { 0 };
	iv_decimal_add_text(&b, v);
	char *to = ring[turn++ % 4].text;
	snprintf(to, sizeof ring[0].text, "%s", ok ? iv_buf_text(&b) : "none");
	iv_buf_release(&b);
	return to;
}

static void reading(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "0", "0" }, { "-0", "0" }, { "12.50", "12.5" }, { "-0.000000001", "-0.000000001" }, { "+7", "7" }, { ".5", "0.5" }, { "1.", "1" },
		{ "0.1234567894", "0.123456789" }, { "0.1234567895", "0.12345679" }, { "-0.1234567895", "-0.12345679" }, { "1e3", "1000" },
		{ "1E-7", "0.0000001" }, { "1e-10", "0" }, { "5e-10", "0.000000001" }, { "4.9999999999999999e-10", "0" },
		{ "12345678901234567890", "12345678901234567890" }, { "99999999999999999999.999999999", "99999999999999999999.999999999" },
		{ "99999999999999999999.9999999995", "none" }, { "100000000000000000000", "none" }, { "-1e20", "none" }, { "1e400", "none" },
		{ "1e-400", "0" }, { "0e999999999999", "0" }, { "0.00000000000000000000000000000000000000000000001e47", "1" },
		{ "1000000000000000000000000000000000000000000000e-45", "1" }, { "123456789012345678.123456789", "123456789012345678.123456789" },
		{ "0000000000000000000000000000000000000000000000000012", "12" }, { "999999999999999999", "999999999999999999" },
		{ "", "none" }, { "-", "none" }, { ".", "none" }, { "e5", "none" }, { "1e", "none" }, { "1e+", "none" }, { "1 ", "none" },
		{ "0x10", "none" }, { "1.2.3", "none" }, { "nan", "none" }, { "1e5x", "none" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		iv_decimal v = 0;
		bool ok = iv_decimal_parse(iv_str_of(cases[i][0]), &v);
		const char *got = show(ok, v);
		if (strcmp(got, cases[i][1]))
			fail_msg("%s read as %s, expected %s", cases[i][0], got, cases[i][1]);
	}
}

static void arithmetic(void **state)
{
	(void)state;
	static const struct {
		const char *a;
		char sign;
		const char *b, *want;
	} cases[] = {
		{ "0.1", '+', "0.2", "0.3" },
		{ "99999999999999999999.999999999", '+', "0.000000001", "none" },
		{ "-99999999999999999999.999999999", '-', "0.000000001", "none" },
		{ "99999999999999999999.999999999", '-', "99999999999999999999.999999999", "0" },
		{ "1.5", '*', "1.5", "2.25" },
		{ "0.000000001", '*', "0.5", "0.000000001" },
		{ "-0.000000001", '*', "0.5", "-0.000000001" },
		{ "0.000000001", '*', "0.499999999", "0" },
		{ "9999999999", '*', "10000000000", "99999999990000000000" },
		{ "10000000000", '*', "10000000000", "none" },
		{ "99999999999999999999.999999999", '*', "1", "99999999999999999999.999999999" },
		{ "99999999999999999999", '*', "99999999999999999999", "none" },
		{ "123456789.987654321", '*', "-987654321.123456789", "-121932632103337905.662094193" },
		{ "1", '/', "3", "0.333333333" },
		{ "2", '/', "3", "0.666666667" },
		{ "-2", '/', "3", "-0.666666667" },
		{ "1", '/', "2", "0.5" },
		{ "1", '/', "0", "none" },
		{ "0", '/', "0", "none" },
		{ "99999999999999999999.999999999", '/', "0.000000001", "none" },
		{ "99999999999999999999", '/', "99999999999999999999", "1" },
		{ "99999999999999999998", '/', "99999999999999999999", "1" },
		{ "0.000000001", '/', "2", "0.000000001" },
		{ "0.000000001", '/', "2.000000001", "0" },
		{ "7", '%', "3", "1" },
		{ "-7", '%', "3", "-1" },
		{ "7", '%', "-3", "1" },
		{ "7.5", '%', "2", "1.5" },
		{ "7", '%', "0", "none" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		iv_decimal a = 0, b = 0, v = 0;
		assert_true(iv_decimal_parse(iv_str_of(cases[i].a), &a) && iv_decimal_parse(iv_str_of(cases[i].b), &b));
		bool ok = cases[i].sign == '+' ? iv_decimal_add(a, b, &v) :
			  cases[i].sign == '-' ? iv_decimal_sub(a, b, &v) :
			  cases[i].sign == '*' ? iv_decimal_mul(a, b, &v) :
			  cases[i].sign == '/' ? iv_decimal_div(a, b, &v) :
						 iv_decimal_rem(a, b, &v);
		const char *got = show(ok, v);
		if (strcmp(got, cases[i].want))
			fail_msg("%s %c %s gave %s, expected %s", cases[i].a, cases[i].sign, cases[i].b, got, cases[i].want);
	}
}

static void rounding(void **state)
{
	(void)state;
	static const struct {
		const char *v;
		int places;
		const char *want;
	} cases[] = { { "2.5", 0, "3" },	 { "-2.5", 0, "-3" },	 { "2.4999", 0, "2" },	  { "1.005", 2, "1.01" },
		      { "1.23456789", 9, "1.23456789" }, { "0.05", 1, "0.1" }, { "99999999999999999999.5", 0, "none" } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		iv_decimal v = 0;
		assert_true(iv_decimal_parse(iv_str_of(cases[i].v), &v));
		bool ok = iv_decimal_round(v, cases[i].places, &v);
		assert_string_equal(show(ok, v), cases[i].want);
	}
}

static void other_types(void **state)
{
	(void)state;
	iv_decimal v = 0;
	int64_t n = 0;
	assert_string_equal(show(true, iv_decimal_of_int(INT64_MIN)), "-9223372036854775808");
	assert_string_equal(show(true, iv_decimal_of_money(125001)), "12.5001");
	assert_true(iv_decimal_money(iv_decimal_of_money(INT64_MAX), &n) && n == INT64_MAX);
	assert_true(iv_decimal_parse(IV_STR("-0.00005"), &v) && iv_decimal_money(v, &n) && n == -1);
	assert_false(iv_decimal_money(iv_decimal_of_int(INT64_MAX), &n));
	assert_true(iv_decimal_int(iv_decimal_of_int(INT64_MAX), &n) && n == INT64_MAX);
	assert_true(iv_decimal_parse(IV_STR("-2.9"), &v) && iv_decimal_int(v, &n) && n == -2);
	assert_true(iv_decimal_parse(IV_STR("12345678901234567890"), &v));
	assert_false(iv_decimal_int(v, &n));
	assert_true(iv_decimal_of_double(0.1, &v));
	assert_string_equal(show(true, v), "0.1");
	assert_true(iv_decimal_of_double(-1e15 - 0.25, &v));
	assert_string_equal(show(true, v), "-1000000000000000.25");
	assert_false(iv_decimal_of_double(1e20, &v));
	assert_false(iv_decimal_of_double(0.0 / 0.0, &v));
	assert_true(iv_decimal_double(iv_decimal_of_int(-3)) == -3.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading),
		cmocka_unit_test(arithmetic),
		cmocka_unit_test(rounding),
		cmocka_unit_test(other_types),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
