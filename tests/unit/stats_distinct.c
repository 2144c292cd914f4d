/* SPDX-License-Identifier: MIT
 * The estimate is within a few standard errors at any size, and does not care how values were cut into parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"
#include "stats/distinct.h"

static uint64_t hash_of(uint64_t n)
{
	return iv_hash((struct iv_str){ (const char *)&n, sizeof n });
}

static void error(void **state)
{
	(void)state;
	static const int64_t sizes[] = { 1, 10, 100, 1000, 5000, 20000, 300000 };
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct iv_distinct d = { 0 };
		for (int64_t i = 0; i < sizes[k]; i++)
			for (int twice = 0; twice < 2; twice++)
				iv_distinct_add(&d, hash_of((uint64_t)i * 7919));
		double got = (double)iv_distinct_count(&d), want = (double)sizes[k];
		if (got < want * (1 - 4 * IV_DISTINCT_ERROR) - 1 || got > want * (1 + 4 * IV_DISTINCT_ERROR) + 1)
			fail_msg("%.0f estimated as %.0f", want, got);
	}
	struct iv_distinct none = { 0 };
	assert_int_equal(iv_distinct_count(&none), 0);
}

static void merging(void **state)
{
	(void)state;
	struct iv_distinct whole = { 0 }, part[3] = { { { 0 } } }, sum = { 0 };
	for (uint64_t i = 0; i < 10000; i++) {
		iv_distinct_add(&whole, hash_of(i));
		iv_distinct_add(&part[i * i % 3], hash_of(i));
	}
	for (int k = 2; k >= 0; k--)
		iv_distinct_merge(&sum, &part[k]);
	assert_memory_equal(&whole, &sum, sizeof sum);
}

/* Registers that are full, which no ordinary run comes near. */
static void extremes(void **state)
{
	(void)state;
	struct iv_distinct d = { 0 };
	for (uint64_t i = 0; i < 1 << IV_DISTINCT_BITS; i++)
		iv_distinct_add(&d, i << (64 - IV_DISTINCT_BITS));
	assert_true(iv_distinct_count(&d) > (int64_t)1 << 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(error), cmocka_unit_test(merging), cmocka_unit_test(extremes) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
