/* SPDX-License-Identifier: MIT
 * Whatever the bytes: every field is well formed, and a cleaned address gives the same address and keys again. */
#include <stdint.h>
#include <stdlib.h>

#include "clean/address.h"
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
	struct iv_address x, y;
	check(iv_clean_address(&a, (struct iv_str){ (const char *)data, n }, (struct iv_str){ 0 }, &x) == IV_OK);
	struct iv_str parts[] = { x.c.value, x.province, x.city, x.district, x.street, x.division, x.house_number, x.unit, x.postcode };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		check(iv_utf8_check(parts[i]) == parts[i].n);
	check(iv_clean_address(&a, x.c.value, (struct iv_str){ 0 }, &y) == IV_OK);
	check(iv_str_eq(x.c.value, y.c.value) && iv_str_eq(x.street, y.street) && iv_str_eq(x.city, y.city) && iv_str_eq(x.division, y.division) && iv_str_eq(x.unit, y.unit));
	iv_arena_release(&a);
	return 0;
}
