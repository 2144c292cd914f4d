/* SPDX-License-Identifier: MIT
 * Whatever the bytes: the outcome is one of the documented ones, and a value cleans to itself. */
#include <stdint.h>
#include <stdlib.h>

#include "clean/phone.h"
#include "text/utf8.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const regions[] = { "", "CN", "TW", "HK", "MO", "US", "CA", "GB", "DE", "IT", "AR", "BR", "MX", "JP", "KR", "RU", "BY", "AU", "GG", "KZ", "XX" };
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
		struct iv_phone p, again;
		int rc = iv_clean_phone(&a, (struct iv_str){ (const char *)data, n }, iv_str_of(regions[i]), &p);
		check(rc == IV_OK || (rc == IV_REJECT && p.c.warn && !p.c.value.n));
		check(iv_utf8_check(p.c.value) == p.c.value.n && iv_utf8_check(p.ext) == p.ext.n);
		check(!p.linkable || (p.c.value.n > 6 && p.c.value.n <= 21 && *p.c.value.p == '+'));
		check(iv_clean_phone(&a, p.c.value, iv_str_of(regions[i]), &again) == IV_OK);
		check(iv_str_eq(again.c.value, p.c.value) && (again.linkable || !p.linkable || p.ext.n));
		struct iv_str rest = { (const char *)data, n }, piece = { 0 };
		size_t before = rest.n + 1;
		while (iv_clean_phone_next(&a, &rest, iv_str_of(regions[i]), &piece)) {
			check(piece.n && rest.n < before);
			before = rest.n;
		}
	}
	char region[3];
	check(iv_clean_phone_country(&a, (struct iv_str){ (const char *)data, n }, region) == (region[0] != '\0'));
	iv_arena_release(&a);
	return 0;
}
