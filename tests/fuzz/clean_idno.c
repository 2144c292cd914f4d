/* SPDX-License-Identifier: MIT
 * Whatever the bytes: a number cleans to itself, and a strong one has all its digits. Gender as well. */
#include <stdint.h>
#include <stdlib.h>

#include "clean/gender.h"
#include "clean/idno.h"
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
	struct iv_idno x, y;
	struct iv_clean g, h;
	int rc = iv_clean_idno(&a, raw, &x);
	check(rc == IV_OK || (rc == IV_REJECT && x.c.warn && !x.c.value.n));
	check(!x.strong || x.c.value.n >= 10);
	check(!x.strong || x.kind != IV_IDNO_COMPANY);
	check(iv_clean_idno(&a, x.c.value, &y) == IV_OK && iv_str_eq(x.c.value, y.c.value) && x.strong == y.strong);
	check(iv_clean_gender(&a, raw, &g) == IV_OK && g.value.n <= 1);
	check(iv_clean_gender(&a, g.value, &h) == IV_OK && iv_str_eq(g.value, h.value));
	iv_arena_release(&a);
	return 0;
}
