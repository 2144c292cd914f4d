/* SPDX-License-Identifier: MIT
 * The base room: slices, errors, names, numbers and dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/num.h"
#include "base/utf8.h"

static void nearest(void **state)
{
	(void)state;
	static const char *const names[] = { "country", "county", "phone", "purpose" };
	assert_string_equal(iv_str_nearest(IV_STR("contry"), names, 4), "country");
	assert_string_equal(iv_str_nearest(IV_STR("phones"), names, 4), "phone");
	assert_null(iv_str_nearest(IV_STR("zzz"), names, 4));
}

static void cut(void **state)
{
	(void)state;
	struct iv_str rest = IV_STR("a,,b"), head;
	size_t n = 0;
	while (iv_str_cut(&rest, ',', &head))
		n += 1 + head.n;
	assert_int_equal(n, 5);
}

static void money(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool ok;
		int64_t value;
	} cases[] = {
		{ "0", true, 0 }, { "12.5", true, 125000 }, { "-0.0001", true, -1 }, { "1e3", true, 10000000 }, { "5E-4", true, 5 },
		{ "12.50000", true, 125000 }, { "0.00001", false, 0 }, { "922337203685477.5807", true, INT64_MAX }, { "922337203685477.5808", false, 0 },
		{ "", false, 0 }, { "-", false, 0 }, { "1.2.3", false, 0 }, { "0x10", false, 0 }, { "1e400", false, 0 }, { ".5", true, 5000 },
		{ "-922337203685477.5808", true, INT64_MIN }, { "123e-2", true, 12300 }, { "1234567e-6", false, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t v = 0;
		bool ok = iv_num_money(iv_str_of(cases[i].text), &v);
		if (ok != cases[i].ok || (ok && v != cases[i].value))
			fail_msg("%s gave %d, %lld", cases[i].text, ok, (long long)v);
	}
}

static void printing(void **state)
{
	(void)state;
	struct iv_buf b = { 0 };
	iv_num_add_money(&b, 125000);
	iv_buf_addc(&b, ' ');
	iv_num_add_money(&b, -1);
	iv_buf_addc(&b, ' ');
	iv_num_add_int(&b, INT64_MIN);
	iv_buf_addc(&b, ' ');
	iv_num_add_double(&b, 0.96885444, 4);
	iv_buf_addc(&b, ' ');
	iv_num_add_double(&b, -0.00001, 4);
	assert_string_equal(iv_buf_text(&b), "12.5 -0.0001 -9223372036854775808 0.9689 0");
	iv_buf_release(&b);
}

static void doubles(void **state)
{
	(void)state;
	double v;
	assert_true(iv_num_double(IV_STR("0.1"), &v) && v == 0.1);
	assert_true(iv_num_double(IV_STR("-12.75e2"), &v) && v == -1275.0);
	assert_false(iv_num_double(IV_STR("1e999"), &v));
	assert_false(iv_num_double(IV_STR("nan"), &v));
}

static void dates(void **state)
{
	(void)state;
	for (int32_t d = -719162; d < 2932896; d += 13)
		assert_int_equal(iv_date_from(iv_date_to(d)), d);
	int32_t day;
	assert_true(iv_date_parse(IV_STR("1970-01-01"), &day) && day == 0);
	assert_true(iv_date_parse(IV_STR("2024-02-29"), &day));
	assert_false(iv_date_parse(IV_STR("2023-02-29"), &day));
	iv_date_parse(IV_STR("2026-01-31"), &day);
	struct iv_buf b = { 0 };
	iv_date_add(&b, iv_date_add_months(day, 1));
	assert_string_equal(iv_buf_text(&b), "2026-02-28");
	iv_buf_release(&b);
	int32_t leap, on;
	iv_date_parse(IV_STR("2000-02-29"), &leap);
	iv_date_parse(IV_STR("2026-02-28"), &on);
	assert_int_equal(iv_date_age(leap, on), 25);
	assert_int_equal(iv_date_next_birthday(leap, on), on);
}

static void times(void **state)
{
	(void)state;
	struct iv_time t;
	assert_true(iv_time_parse(IV_STR("2026-11-20T09:30:15.25+08:00"), &t));
	assert_int_equal(t.second, 9 * 3600 + 30 * 60 + 15);
	assert_int_equal(t.micro, 250000);
	assert_int_equal(t.offset, 480);
	assert_true(iv_time_parse(IV_STR("2026-11-20 09:30"), &t) && t.offset == IV_NO_OFFSET);
	assert_false(iv_time_parse(IV_STR("2026-11-20T24:00"), &t));
	assert_false(iv_time_parse(IV_STR("2026-11-20T09:30+8"), &t));
}

static void errors(void **state)
{
	(void)state;
	struct iv_err err;
	struct iv_buf b = { 0 };
	assert_int_equal(iv_err_set(&err, IV_REJECT, "bad_phone", "has %d digits, expected 10", 9), IV_REJECT);
	iv_err_field(&err, IV_STR("phone"));
	iv_err_value(&err, IV_STR("0994343817"));
	iv_err_at(&err, "pos.csv", 17, 0);
	iv_err_print(&err, false, &b);
	assert_string_equal(iv_buf_text(&b), "pos.csv:17: phone: '099****17' has 9 digits, expected 10");
	iv_buf_clear(&b);
	iv_err_mask(IV_STR("王小明"), &b);
	assert_string_equal(iv_buf_text(&b), "***");
	iv_buf_release(&b);
}

static void names(void **state)
{
	(void)state;
	struct iv_names t = { 0 };
	char text[16];
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 1000; i++) {
			snprintf(text, sizeof text, "n%u", i);
			assert_int_equal(iv_names_add(&t, iv_str_of(text)), i);
		}
	assert_int_equal(iv_names_find(&t, IV_STR("n77")), 77);
	assert_int_equal(iv_names_find(&t, IV_STR("x")), IV_NAMES_NONE);
	iv_names_release(&t);
}

/* The quick check says the same as looking at one character after another, wherever the odd bytes stand. */
static void utf8_checks(void **state)
{
	(void)state;
	static const unsigned char seconds[] = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xE4, 0xFF };
	enum { N = sizeof seconds };
	for (unsigned lead = 0; lead < 256; lead++)
		for (unsigned k = 0; k < N * N * N; k++)
			for (size_t before = 0; before < 20; before++) {
				char text[40];
				bool han = before % 3 == 0; /* the characters around */
				for (size_t i = 0; i < sizeof text; i++)
					text[i] = han ? "\xE4\xB8\xAD"[i % 3] : 'a';
				text[before] = (char)lead;
				text[before + 1] = (char)seconds[k % N];
				text[before + 2] = (char)seconds[k / N % N];
				text[before + 3] = (char)seconds[k / N / N];
				size_t n = before + 3 + k % 9, at = 0, step = 1;
				while (at < n && (step = iv_utf8_len(text + at, text + n)))
					at += step;
				if (iv_utf8_check((struct iv_str){ text, n }) != at)
					fail_msg("byte %02X after %zu, case %u: %zu and not %zu", lead, before, k, iv_utf8_check((struct iv_str){ text, n }), at);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest), cmocka_unit_test(utf8_checks), cmocka_unit_test(cut),	 cmocka_unit_test(money),  cmocka_unit_test(printing), cmocka_unit_test(doubles),
		cmocka_unit_test(dates),   cmocka_unit_test(times), cmocka_unit_test(errors), cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
