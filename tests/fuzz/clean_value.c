/* SPDX-License-Identifier: MIT
 * Whatever the bytes: text, answers and amounts are well formed and clean to themselves. */
#include <stdint.h>
#include <stdlib.h>

#include "base/num.h"
#include "clean/value.h"
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
	struct iv_clean t, u;
	struct iv_cleaned_answer x, y;
	struct iv_amount v, w;
	int64_t money;
	check(iv_clean_text(&a, raw, &t) == IV_OK && iv_utf8_check(t.value) == t.value.n);
	check(iv_clean_text(&a, t.value, &u) == IV_OK && iv_str_eq(t.value, u.value));
	iv_clean_answer(&a, raw, &x);
	check(iv_clean_answer(&a, x.c.value, &y) == IV_OK && x.answer == y.answer);
	int rc = iv_clean_amount(&a, raw, n % 2, &v);
	check(rc == IV_OK || (rc == IV_REJECT && v.c.warn && !v.c.value.n));
	check(!v.c.value.n || (iv_num_money(v.c.value, &money) && money == v.money));
	check(iv_clean_amount(&a, v.c.value, false, &w) == IV_OK && w.money == v.money && iv_str_eq(v.c.value, w.c.value));
	iv_arena_release(&a);
	return 0;
}
