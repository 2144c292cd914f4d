/* SPDX-License-Identifier: MIT
 * Whatever the bytes: two names and an alias are read without harm, compare the same from either side, and the same after a journey as
 * bytes; a name is never unlike itself; names of one letters or sound share a key. The three are lines. */
#include <stdint.h>
#include <stdlib.h>

#include "match/name.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool share_key(const struct iv_match_name *x, const struct iv_match_name *y)
{
	uint64_t kx[IV_NAME_KEYS], ky[IV_NAME_KEYS];
	size_t n = iv_match_name_keys(x, kx, IV_NAME_KEYS), m = iv_match_name_keys(y, ky, IV_NAME_KEYS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			if (kx[i] == ky[k])
				return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_arena a = { 0 };
	struct iv_str rest = { (const char *)data, n }, part[3] = { { 0 } }, none = { 0 };
	struct iv_match_name x, y, back;
	struct iv_buf b = { 0 };
	for (int i = 0; i < 3; i++)
		iv_str_cut(&rest, '\n', &part[i]);
	if (iv_match_name_read(&a, part[0], none, none, &x) && iv_match_name_read(&a, none, part[1], part[0], &y)) {
		iv_match_name_alias(&a, &x, part[2]);
		enum iv_name_level level = iv_match_name_compare(&x, &y), self = iv_match_name_compare(&x, &x);
		check(level == iv_match_name_compare(&y, &x));
		check(self == IV_NAME_SAME || (x.flags & IV_NAME_PARTIAL && self == IV_NAME_HALF) || (x.flags & IV_NAME_LOST && self == IV_NAME_CLOSE));
		check(iv_match_name_family_keys(&x, &(uint64_t){ 0 }, 1) <= 1 && iv_match_name_given_keys(&x, &(uint64_t){ 0 }, 1) <= 1);
		check(share_key(&x, &x));
		iv_match_name_pack(&x, &b);
		check(iv_match_name_unpack(iv_buf_str(&b), &back).n == 0);
		check(iv_match_name_compare(&back, &y) == level);
	}
	iv_buf_release(&b);
	iv_arena_release(&a);
	return 0;
}
