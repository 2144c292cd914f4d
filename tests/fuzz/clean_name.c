/* SPDX-License-Identifier: MIT
 * Whatever the bytes: a name is well formed, its parts lie within it, and it cleans to itself. */
#include <stdint.h>
#include <stdlib.h>

#include "clean/name.h"
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
	struct iv_name x, y;
	check(iv_clean_name(&a, (struct iv_str){ (const char *)data, n }, &x) == IV_OK);
	struct iv_str parts[] = { x.c.value, x.family, x.given, x.honorific, x.note };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		check(iv_utf8_check(parts[i]) == parts[i].n);
	check(x.family.n + x.given.n <= x.c.value.n);
	check(iv_clean_name(&a, x.c.value, &y) == IV_OK && iv_str_eq(x.c.value, y.c.value));
	check(x.c.value.n > 256 || (!y.honorific.n && !y.note.n));
	iv_arena_release(&a);
	return 0;
}
