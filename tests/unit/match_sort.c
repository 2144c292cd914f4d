/* SPDX-License-Identifier: MIT
 * Radix sort against a stable sort by comparing, over many shapes of keys, sizes of items and numbers of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "match/sort.h"

static uint64_t seed = 1;

static uint64_t next(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return seed ^ seed >> 29;
}

/* Keys as blocking has them, and as it should never have them. */
static uint64_t key_of_shape(int shape, size_t i, size_t n)
{
	switch (shape) {
	case 0:
		return next(); /* hashes */
	case 1:
		return next() % 3 ? next() : 7; /* one value in a third of the rows */
	case 2:
		return 42; /* one block of all */
	case 3:
		return (next() % 1000) << 32 | next() % 1000; /* a pair of small numbers */
	case 4:
		return i; /* in order */
	case 5:
		return n - i; /* in the opposite order */
	case 6:
		return UINT64_C(1) << next() % 64; /* one bit at each height */
	}
	return next() % 7 | (next() % 5) << 60; /* few values far apart */
}

static int by_key_and_value(const void *a, const void *b)
{
	const struct iv_match_item *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

static void check(int shape, size_t n, unsigned threads)
{
	struct iv_match_items l = { 0 };
	struct iv_match_item *expected = iv_alloc((n + 1) * sizeof *expected);
	struct iv_match_item12 *twelve = iv_alloc((n + 1) * sizeof *twelve), *raw = iv_alloc((n + 1) * sizeof *raw), *joined = iv_alloc((n + 1) * sizeof *joined);
	struct iv_match_piece piece[4] = { { raw, n / 5 }, { NULL, 0 }, { raw + n / 5, n / 2 }, { raw + n / 5 + n / 2, n - n / 5 - n / 2 } };
	uint64_t *alone = iv_alloc((n + 1) * sizeof *alone);
	for (size_t i = 0; i < n; i++) {
		uint64_t key = key_of_shape(shape, i, n);
		expected[i] = (struct iv_match_item){ key, i };
		raw[i] = twelve[i] = iv_match_item12(key, (uint32_t)i);
		alone[i] = key;
		iv_match_items_add(&l, key, i);
	}
	qsort(expected, n, sizeof *expected, by_key_and_value);
	iv_match_sort_on(&l, threads);
	iv_match_sort_array(twelve, n, sizeof *twelve, threads);
	iv_match_sort_array(alone, n, sizeof *alone, threads);
	iv_match_sort_pieces(piece, 4, sizeof *joined, joined, threads);
	for (size_t i = 0; i < n; i++) {
		assert_true(l.item[i].key == expected[i].key && l.item[i].value == expected[i].value);
		assert_true(iv_match_key12(&twelve[i]) == expected[i].key && twelve[i].value == expected[i].value);
		assert_true(alone[i] == expected[i].key);
	}
	assert_memory_equal(joined, twelve, n * sizeof *joined);
	iv_match_items_release(&l);
	free(expected);
	free(twelve);
	free(raw);
	free(joined);
	free(alone);
}

static void sorts(void **state)
{
	(void)state;
	static const size_t sizes[] = { 0, 1, 2, 23, 24, 25, 300, 5000, 32767, 32768, 100000 };
	assert_int_equal(sizeof(struct iv_match_item12), 12);
	for (int shape = 0; shape < 8; shape++)
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
			for (unsigned threads = 0; threads < 5; threads += 1 + threads)
				check(shape, sizes[i], threads);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
