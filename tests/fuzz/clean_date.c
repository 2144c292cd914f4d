/* SPDX-License-Identifier: MIT
 * The first line is a format, the rest a value. Whatever they are: what is accepted is ISO 8601, or part
 * of a birth, and cleans to itself. */
#include <stdint.h>
#include <stdlib.h>

#include "clean/date.h"
#include "text/utf8.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_arena a = { 0 };
	struct iv_str raw = { (const char *)data, n };
	struct iv_str rest = raw, format = { 0 };
	struct iv_date_formats f = { 0 };
	struct iv_err err;
	iv_str_cut(&rest, '\n', &format);
	bool compiled = iv_date_formats_add(&f, format, &err) == IV_OK;
	check(compiled == (f.n == 1));
	for (int i = 0; i < 2 * IV_DATE_STYLES; i++) {
		enum iv_date_use use = i % 2 ? IV_DATE_BIRTH : IV_DATE_ANY;
		struct iv_date_ask ask = { .formats = n % 3 ? &f : NULL, .use = use, .style = (enum iv_date_style)(i / 2), .calendar = (enum iv_date_calendar)(n % 5 % 3), .zoned = n % 7 == 0, .zone = 480 };
		struct iv_date_ask none = { .use = use }, lunar = { .use = use, .calendar = IV_DATE_LUNAR };
		struct iv_cleaned_date x, y;
		struct iv_time t;
		int rc = iv_clean_date(&a, n % 2 ? rest : raw, &ask, &x);
		check(rc == IV_OK || (rc == IV_REJECT && x.c.warn && !x.c.value.n && !x.part.n && !x.lunar.n));
		check(!x.c.value.n || (iv_time_parse(x.c.value, &t) && t.day == x.time.day && t.second == x.time.second && t.offset == x.time.offset));
		check(iv_clean_date(&a, x.c.value, &none, &y) == IV_OK && iv_str_eq(x.c.value, y.c.value));
		check(!x.part.n || (iv_clean_date(&a, x.part, &none, &y) == IV_OK && iv_str_eq(x.part, y.part)));
		check(!x.lunar.n || (iv_clean_date(&a, x.lunar, &lunar, &y) == IV_OK && iv_str_eq(x.lunar, y.lunar)));
	}
	iv_arena_release(&a);
	return 0;
}
