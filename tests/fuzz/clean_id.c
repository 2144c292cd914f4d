/* SPDX-License-Identifier: MIT
 * Whatever the bytes: an identifier of any kind cleans to itself, what is refused has a reason and no value, and what has
 * a reason links nobody. Postcodes as well. */
#include <stdint.h>
#include <stdlib.h>

#include "clean/id.h"
#include "clean/postcode.h"
#include "text/utf8.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const types[] = { "member_card", "wx_openid", "wx_unionid", "line", "alipay", "device", "einvoice_carrier", "citizen_certificate", "tax" };
	struct iv_arena a = { 0 };
	struct iv_str raw = { (const char *)data, n };
	for (size_t i = 0; i < 2 * sizeof types / sizeof *types; i++) {
		struct iv_id x, y;
		struct iv_str type = iv_str_of(types[i / 2]);
		int status = iv_clean_id(&a, type, IV_STR("s"), raw, i % 2, &x);
		check(status == IV_OK || (status == IV_REJECT && x.c.warn && !x.c.value.n));
		check(!x.linkable || (x.c.value.n && !x.c.warn));
		check(iv_utf8_check(x.c.value) == x.c.value.n);
		check(iv_clean_id(&a, type, IV_STR("s"), x.c.value, i % 2, &y) == IV_OK && iv_str_eq(x.c.value, y.c.value) && x.linkable == y.linkable);
	}
	struct iv_clean p, q;
	int status = iv_clean_postcode(&a, raw, &p);
	check(status == IV_OK || (p.warn && !p.value.n));
	check(iv_clean_postcode(&a, p.value, &q) == IV_OK && iv_str_eq(p.value, q.value));
	iv_postcode_suits(raw, p.value);
	iv_postcode_suits(IV_STR("TW-TPE"), p.value);
	iv_postcode_suits(IV_STR("310106"), p.value);
	iv_arena_release(&a);
	return 0;
}
