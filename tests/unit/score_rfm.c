/* SPDX-License-Identifier: MIT
 * RFM against a reference that knows nothing of sorting in place or of points between numbers: it works in fifths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "score/score.h"

#define CUSTOMERS 995

static const char yaml[] = "currency: CNY\nscores:\n  rfm: {purpose: a test, owner: the tester}\n";

/* Days, orders and money as uneven as real ones: many with few orders, ties everywhere. */
static void make(struct iv_score_facts facts[CUSTOMERS])
{
	uint64_t seed = 2006;
	for (size_t i = 0; i < CUSTOMERS; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		unsigned a = (unsigned)(seed >> 33) % 1000, b = (unsigned)(seed >> 43) % 1000;
		facts[i] = (struct iv_score_facts){ .bought_ever = true, .id = seed, .currency = "CNY", .recency = (int32_t)(a * a / 1000), .orders = 1 + (int64_t)b * b / 150000 };
		facts[i].spend = facts[i].orders * (int64_t)(250000 + a * 3333);
	}
}

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* How many of four cut points, each a quantile of v plus 10000, do not lie above x: with everything times five. */
static int group(const int64_t *sorted, int64_t x)
{
	int g = 0;
	for (int k = 1; k <= 4; k++) {
		int64_t h = (CUSTOMERS - 1) * k, at = h / 5, rest = h % 5;
		int64_t cut5 = sorted[at] * 5 + (sorted[at + 1] - sorted[at]) * rest + 50000;
		g += x * 5 >= cut5;
	}
	return g;
}

static void expected(const struct iv_score_facts *facts, char want[CUSTOMERS][4])
{
	static int64_t v[3][CUSTOMERS], sorted[3][CUSTOMERS];
	for (size_t i = 0; i < CUSTOMERS; i++) {
		v[0][i] = (int64_t)facts[i].recency * 10000;
		v[1][i] = facts[i].orders * 10000;
		v[2][i] = facts[i].spend;
	}
	memcpy(sorted, v, sizeof v);
	for (int s = 0; s < 3; s++)
		qsort(sorted[s], CUSTOMERS, sizeof **sorted, ascending);
	for (size_t i = 0; i < CUSTOMERS; i++)
		snprintf(want[i], 4, "%c%c%c", '5' - group(sorted[0], v[0][i]), '1' + group(sorted[1], v[1][i]), '1' + group(sorted[2], v[2][i]));
}

static void against_reference(void **state)
{
	(void)state;
	static struct iv_score_facts facts[CUSTOMERS];
	static char want[CUSTOMERS][4];
	struct iv_conf conf;
	struct iv_err err;
	struct iv_score score = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_rec rec = { 0 };
	make(facts);
	expected(facts, want);
	assert_int_equal(iv_conf_parse(&conf, "score.yaml", iv_str_of(yaml), &err), IV_OK);
	assert_int_equal(iv_score_load(&score, conf.root, 0, &err), IV_OK);
	for (size_t i = CUSTOMERS; i--;) /* backwards: the order does not matter */
		iv_score_learn(&score, &facts[i]);
	assert_int_equal(iv_score_fit(&score, 1, &err), IV_OK);
	int seen[128] = { 0 };
	struct iv_score_work work;
	iv_score_work_start(&work, &score);
	for (size_t i = 0; i < CUSTOMERS; i++) {
		assert_int_equal(iv_rec_read(&rec, IV_STR("{\"kind\":\"customer\"}"), &arena, &err), IV_OK);
		iv_score_judge(&work, &facts[i], &rec);
		struct iv_str got = iv_rec_text(&rec, IV_STR("rfm"));
		assert_int_equal(got.n, 3);
		assert_memory_equal(got.p, want[i], 3);
		seen[(unsigned char)got.p[1]]++;
	}
	for (int digit = '1'; digit <= '5'; digit++)
		assert_true(seen[digit] > 0);
	iv_score_work_release(&work);
	iv_rec_release(&rec);
	iv_arena_release(&arena);
	iv_score_release(&score);
	iv_conf_release(&conf);
}

/* Nobody bought: no cut points, and no division by nothing. */
static void nobody(void **state)
{
	(void)state;
	struct iv_conf conf;
	struct iv_err err;
	struct iv_score score = { 0 };
	struct iv_buf report = { 0 };
	assert_int_equal(iv_conf_parse(&conf, "score.yaml", iv_str_of(yaml), &err), IV_OK);
	assert_int_equal(iv_score_load(&score, conf.root, 0, &err), IV_OK);
	assert_int_equal(iv_score_fit(&score, 1, &err), IV_OK);
	iv_score_report(&score, &report);
	assert_string_equal(iv_buf_text(&report), "{\"rfm\":{\"groups\":5,\"ties\":\"together\",\"binning\":\"independent\",\"customers\":0,\"recency\":{\"cuts\":[],\"customers\":[0,0,0,0,0]},"
						  "\"frequency\":{\"cuts\":[],\"customers\":[0,0,0,0,0]},\"monetary\":{\"cuts\":[],\"customers\":[0,0,0,0,0]}}}");
	iv_buf_release(&report);
	iv_score_release(&score);
	iv_conf_release(&conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(against_reference), cmocka_unit_test(nobody) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
