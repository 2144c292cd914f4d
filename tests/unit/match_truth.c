/* SPDX-License-Identifier: MIT
 * Truth mode: figures counted by hand, the law that the order of records does not matter, and the edges of bands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "match/truth.h"

/* Person 7 has three records, two of them in customer 0 with one of person 8, one in customer 1; person 9 is whole; one is not known. */
static const uint32_t cluster[] = { 0, 0, 1, 0, 2, 2, 3 };
static const uint64_t entity[] = { 7, 7, 7, 8, 9, 9, IV_TRUTH_UNKNOWN };

static void counts(void **state)
{
	(void)state;
	struct iv_truth_score s;
	iv_truth_score(cluster, 4, entity, 7, &s);
	assert_int_equal(s.records, 6);
	assert_int_equal(s.unknown, 1);
	assert_int_equal(s.entities, 3);
	assert_int_equal(s.clusters, 3);
	assert_int_equal(s.pairs_true, 4);
	assert_int_equal(s.pairs_found, 4);
	assert_int_equal(s.pairs_both, 2);
	assert_int_equal(s.exact, 1);
	assert_int_equal(s.largest, 3);
	/* precision: 2/3 twice, 1/1, 1/3, 1 twice; recall: 2/3 twice, 1/3, 1, 1 twice */
	assert_true(s.precision_sum > 4.6666 && s.precision_sum < 4.6667);
	assert_true(s.recall_sum > 4.6666 && s.recall_sum < 4.6667);
}

static void any_order(void **state)
{
	(void)state;
	struct iv_truth_score a, b;
	uint32_t back_cluster[7];
	uint64_t back_entity[7];
	for (int i = 0; i < 7; i++) {
		back_cluster[i] = cluster[6 - i];
		back_entity[i] = entity[6 - i];
	}
	iv_truth_score(cluster, 4, entity, 7, &a);
	iv_truth_score(back_cluster, 4, back_entity, 7, &b);
	assert_memory_equal(&a, &b, sizeof a);
}

static void nothing(void **state)
{
	(void)state;
	struct iv_truth_score s;
	iv_truth_score(NULL, 0, NULL, 0, &s);
	assert_int_equal(s.records, 0);
	assert_int_equal(iv_truth_share(s.pairs_both, s.pairs_found), 1000000);
	assert_int_equal(iv_truth_share(1, 3), 333333);
	assert_int_equal(iv_truth_f1(1000000, 500000), 666667);
	assert_int_equal(iv_truth_f1(0, 0), 0);
}

static void bands(void **state)
{
	(void)state;
	struct iv_truth_bands b = { { 0 }, { 0 }, { 0 } };
	iv_truth_bands_add(&b, 0, false);
	iv_truth_bands_add(&b, 9999, false);
	iv_truth_bands_add(&b, 10000, true);
	iv_truth_bands_add(&b, 949999, true);
	iv_truth_bands_add(&b, 950000, true);
	iv_truth_bands_add(&b, 1000000, false);
	assert_int_equal(b.pairs[0], 2);
	assert_int_equal(b.pairs[1], 1);
	assert_int_equal(b.right[1], 1);
	assert_int_equal(b.pairs[IV_TRUTH_BANDS - 2], 1);
	assert_int_equal(b.pairs[IV_TRUTH_BANDS - 1], 2);
	assert_int_equal(b.right[IV_TRUTH_BANDS - 1], 1);
	assert_int_equal(b.stated[IV_TRUTH_BANDS - 1], 1950000);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(counts), cmocka_unit_test(any_order), cmocka_unit_test(nothing), cmocka_unit_test(bands) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
