/* SPDX-License-Identifier: MIT
 * The table from hashes to numbers: all that was put in is found, also where hashes are equal or begin at one slot, however often it grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "match/index.h"

/* Finds or adds a value by a hash that many values share. */
static uint32_t number_of(struct iv_match_index *x, uint64_t *entry, size_t *n, uint64_t value, uint32_t hash)
{
	iv_match_index_room(x);
	uint64_t *slot = iv_match_index_first(x, hash);
	for (; *slot; slot = iv_match_index_next(x, slot))
		if (iv_match_index_is(*slot, hash) && entry[iv_match_index_number(*slot)] == value)
			return iv_match_index_number(*slot);
	entry[*n] = value;
	iv_match_index_put(x, slot, hash, *n);
	return (uint32_t)(*n)++;
}

static uint32_t spread(uint64_t value)
{
	return (uint32_t)(value * 0x9E3779B97F4A7C15u >> 32);
}

static uint32_t crowded(uint64_t value)
{
	return (uint32_t)(value % 97) * 0xFFFFFF;
}

static void all_found(uint32_t (*hash_of)(uint64_t value))
{
	enum { VALUES = 5000 };
	static uint64_t entry[VALUES];
	struct iv_match_index x = { 0 };
	size_t n = 0;
	assert_int_equal(iv_match_index_guess(&x, 1), IV_INDEX_NONE);
	iv_match_index_fetch(&x, 1);
	for (int round = 0; round < 2; round++)
		for (uint64_t v = 0; v < VALUES; v++)
			assert_int_equal(number_of(&x, entry, &n, v, hash_of(v)), v);
	assert_int_equal(n, VALUES);
	assert_int_equal(x.n, VALUES);
	assert_true(4 * x.n <= 3 * x.slots);
	for (uint64_t v = 0; v < VALUES; v++) {
		uint32_t guess = iv_match_index_guess(&x, hash_of(v));
		assert_int_not_equal(guess, IV_INDEX_NONE);
		assert_int_equal(hash_of(entry[guess]), hash_of(v));
	}
	assert_int_equal(iv_match_index_guess(&x, 0xABCDEF01), IV_INDEX_NONE);
	iv_match_index_release(&x);
	assert_int_equal(x.slots, 0);
}

static void finds(void **state)
{
	(void)state;
	all_found(spread);
	all_found(crowded);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(finds) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
