/* SPDX-License-Identifier: MIT
 * The first line is a format, the rest a value. Whatever they are: what is accepted is ISO 8601 and cleans to itself. */
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
	for (int i = 0; i < 4; i++) {
		enum iv_date_use use = i % 2 ? IV_DATE_BIRTH : IV_DATE_ANY;
		struct iv_cleaned_date x, y;
		struct iv_time t;
		int rc = iv_clean_date(&a, i / 2 ? rest : raw, i / 2 ? &f : NULL, use, &x);
		check(rc == IV_OK || (rc == IV_REJECT && x.c.warn && !x.c.value.n));
		check(!x.c.value.n || (iv_time_parse(x.c.value, &t) && t.day == x.time.day && t.second == x.time.second));
		check(iv_clean_date(&a, x.c.value, NULL, use, &y) == IV_OK && iv_str_eq(x.c.value, y.c.value));
	}
	iv_arena_release(&a);
	return 0;
}
