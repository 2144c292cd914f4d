/* SPDX-License-Identifier: MIT
 * Two nights compared: the fates of customers drawn at random, against what a plain look at all pairs of them gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "ident/compare.h"

enum { RECORDS = 12, CIDS = 8 };

static int by_first(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static void sort(void *ctx, void *items, size_t n)
{
	(void)ctx;
	if (n)
		qsort(items, n, 2 * sizeof(uint64_t), by_first);
}

static size_t draw(unsigned *state, uint64_t of[RECORDS], struct iv_ident_pair *p)
{
	size_t n = 0;
	for (uint64_t r = 0; r < RECORDS; r++) {
		*state = *state * 1664525u + 1013904223u;
		of[r] = (*state >> 8) % CIDS; /* 0: nobody has it */
		for (unsigned i = 0; of[r] && i <= (*state >> 16 & 1); i++)
			p[n++] = (struct iv_ident_pair){ r * 7 % RECORDS + 1, of[r] };
	}
	return n;
}

/* The fate of customer c of one night, seen from its records; `forth`: c is of the old night. */
static enum iv_ident_fate fate(const uint64_t *of, const uint64_t *to, uint64_t c, bool forth)
{
	uint64_t other = 0;
	bool several = false, open = false, their_open = false, their_several = false;
	for (int r = 0; r < RECORDS; r++)
		if (of[r] == c) {
			several |= other && to[r] && to[r] != other;
			other = to[r] ? to[r] : other;
			open |= !to[r];
		}
	if (!other)
		return forth ? IV_FATE_GONE : IV_FATE_NEW;
	for (int r = 0; r < RECORDS; r++)
		if (to[r] == other) {
			their_several |= of[r] && of[r] != c;
			their_open |= !of[r];
		}
	if (several)
		return forth ? IV_FATE_SPLIT : IV_FATE_MERGED;
	if (their_several)
		return forth ? IV_FATE_MERGED : IV_FATE_SPLIT;
	if (forth ? open : their_open)
		return IV_FATE_SHRUNK;
	return (forth ? their_open : open) ? IV_FATE_GROWN : IV_FATE_UNCHANGED;
}

static void fates(void **state)
{
	(void)state;
	unsigned random = 5;
	for (int trial = 0; trial < 2000; trial++) {
		uint64_t of[RECORDS], to[RECORDS];
		struct iv_ident_pair old[2 * RECORDS], new[2 * RECORDS];
		struct iv_ident_compared got, want = { 0 };
		struct iv_err err;
		size_t old_n = draw(&random, of, old), new_n = draw(&random, to, new);
		for (uint64_t c = 1; c < CIDS; c++) {
			bool is_old = false, is_new = false;
			for (int r = 0; r < RECORDS; r++) {
				is_old |= of[r] == c;
				is_new |= to[r] == c;
			}
			if (is_old)
				want.fate[fate(of, to, c, true)].before++;
			if (is_new)
				want.fate[fate(to, of, c, false)].after++;
		}
		assert_int_equal(iv_ident_compare(old, old_n, new, new_n, sort, NULL, &got, &err), IV_OK);
		for (int f = 0; f < IV_FATES; f++) {
			assert_int_equal(got.fate[f].before, want.fate[f].before);
			assert_int_equal(got.fate[f].after, want.fate[f].after);
		}
	}
}

static void twice(void **state)
{
	(void)state;
	struct iv_ident_pair old[] = { { 1, 1 }, { 2, 1 }, { 1, 2 } }, new[] = { { 1, 1 } };
	struct iv_ident_compared got;
	struct iv_err err;
	assert_int_equal(iv_ident_compare(old, 3, new, 1, sort, NULL, &got, &err), IV_FAIL);
	assert_string_equal(err.code, "part_twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(fates), cmocka_unit_test(twice) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
