/* SPDX-License-Identifier: MIT
 * Whatever the bytes: what is accepted is well formed, and its canonical form stays as it is. */
#include <stdint.h>
#include <stdlib.h>

#include "clean/email.h"
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
	struct iv_email x, y;
	int rc = iv_clean_email(&a, raw, &x);
	check(rc == IV_OK || (rc == IV_REJECT && x.c.warn && !x.c.value.n));
	check(iv_utf8_check(x.c.value) == x.c.value.n);
	check(!x.c.value.n || (x.domain.n && x.canonical.n && x.c.value.n <= 254));
	check(iv_clean_email(&a, x.c.value, &y) == IV_OK && iv_str_eq(x.c.value, y.c.value) && iv_str_eq(x.canonical, y.canonical));
	check(iv_clean_email(&a, x.canonical, &y) == IV_OK && iv_str_eq(x.canonical, y.canonical) && !y.suggest.n);
	iv_arena_release(&a);
	return 0;
}
