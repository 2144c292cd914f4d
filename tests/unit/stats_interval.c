/* SPDX-License-Identifier: MIT
 * Intervals and sample sizes against published figures, and the normal quantile against its inverse. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stats/interval.h"

#define NEAR(got, want, by) assert_true(fabs((got) - (want)) <= (by))

static void quantile(void **state)
{
	(void)state;
	NEAR(iv_stats_normal_quantile(.975), 1.959963984540054, 1e-15);
	NEAR(iv_stats_normal_quantile(.8), .8416212335729143, 1e-15);
	NEAR(iv_stats_normal_quantile(.5), 0, 1e-16);
	NEAR(iv_stats_normal_quantile(1e-10), -6.361340902404056, 1e-14); /* R: qnorm(1e-10) */
	for (double p = 1e-12; p < .5; p *= 1.7) {
		double z = iv_stats_normal_quantile(p);
		NEAR(erfc(-z / sqrt(2)) / 2 / p, 1, 1e-13);
		NEAR(iv_stats_normal_quantile(1 - p), -z, 1e-3); /* 1 - p has lost digits */
	}
	assert_true(iv_stats_normal_quantile(0) == -INFINITY && iv_stats_normal_quantile(1) == INFINITY);
	assert_true(isnan(iv_stats_normal_quantile(-.1)) && isnan(iv_stats_normal_quantile(NAN)));
}

/* R: prop.test(k, n, correct = FALSE)$conf.int */
static void wilson(void **state)
{
	(void)state;
	struct iv_stats_interval i = iv_stats_wilson(3, 5, .95);
	NEAR(i.low, .2307242813, 5e-11);
	NEAR(i.high, .8823792258, 5e-11);
	i = iv_stats_wilson(0, 10, .95);
	assert_true(i.low == 0);
	NEAR(i.high, .2775328, 5e-8);
	i = iv_stats_wilson(10, 10, .95);
	assert_true(i.high == 1);
	NEAR(i.low, 1 - .2775328, 5e-8);
	i = iv_stats_wilson(0, 0, .95);
	assert_true(i.low == 0 && i.high == 1);
	/* The bounds are where the test of the share just rejects: |p - k/n| = z sqrt(p(1-p)/n). */
	i = iv_stats_wilson(37, 112, .9);
	NEAR((37. / 112 - i.low) / sqrt(i.low * (1 - i.low) / 112), 1.644853626951473, 1e-12);
	NEAR((i.high - 37. / 112) / sqrt(i.high * (1 - i.high) / 112), 1.644853626951473, 1e-12);
}

/* Newcombe 1998, table II: examples (a), (b), (c), (g) by method 10. */
static void newcombe(void **state)
{
	(void)state;
	static const struct {
		int64_t k, n, other_k, other_n;
		double low, high;
	} row[] = { { 56, 70, 48, 80, .0524, .3339 }, { 9, 10, 3, 10, .1705, .8090 }, { 6, 7, 2, 7, .0582, .8062 }, { 5, 56, 0, 29, -.0381, .1926 } };
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct iv_stats_interval got = iv_stats_newcombe(row[i].k, row[i].n, row[i].other_k, row[i].other_n, .95);
		NEAR(got.low, row[i].low, 5e-5);
		NEAR(got.high, row[i].high, 5e-5);
		struct iv_stats_interval turned = iv_stats_newcombe(row[i].other_k, row[i].other_n, row[i].k, row[i].n, .95);
		NEAR(turned.low, -got.high, 1e-15);
		NEAR(turned.high, -got.low, 1e-15);
	}
	struct iv_stats_interval none = iv_stats_newcombe(1, 2, 0, 0, .95);
	assert_true(none.low == -1 && none.high == 1);
}

/* R: power.prop.test(p1 = , p2 = , power = .8)$n */
static void sample_size(void **state)
{
	(void)state;
	NEAR(iv_stats_sample_size(.02, .025, .05, .8), 13808.92, .005);
	NEAR(iv_stats_sample_size(.02, .03, .05, .8), 3825.15, .005);
	NEAR(iv_stats_sample_size(.02, .3, .05, .8), 25.69902276, 5e-9);
	NEAR(iv_stats_sample_size(.3, .02, .05, .8), 25.69902276, 5e-9);
	assert_true(iv_stats_sample_size(.1, .1, .05, .8) == INFINITY);
	assert_true(isnan(iv_stats_sample_size(0, .1, .05, .8)) && isnan(iv_stats_sample_size(.1, .2, .05, 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(quantile), cmocka_unit_test(wilson), cmocka_unit_test(newcombe), cmocka_unit_test(sample_size) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
