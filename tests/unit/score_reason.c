/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score/reason.h"

/* What factor i adds, on average over all orders in which factors take their own values: done order by order. */
static void by_orders(const double *own, const double *typical, size_t n, double *share)
{
	size_t order[IV_SCORE_PARTS], c[IV_SCORE_PARTS] = { 0 }, orders = 0;
	for (size_t i = 0; i < n; i++) {
		order[i] = i;
		share[i] = 0;
	}
	for (size_t i = 0;;) { /* Heap's permutations */
		if (!i) {
			double value[IV_SCORE_PARTS], before = 1;
			for (size_t k = 0; k < n; k++)
				before *= value[k] = typical[k];
			for (size_t k = 0; k < n; k++) {
				double after = 1;
				value[order[k]] = own[order[k]];
				for (size_t l = 0; l < n; l++)
					after *= value[l];
				share[order[k]] += after - before;
				before = after;
			}
			orders++;
			i = 1;
		}
		for (; i < n && c[i] == i; i++)
			c[i] = 0;
		if (i >= n)
			break;
		size_t j = i % 2 ? c[i] : 0, swap = order[j];
		order[j] = order[i];
		order[i] = swap;
		c[i]++;
		i = 0;
	}
	for (size_t i = 0; i < n; i++)
		share[i] /= (double)orders;
}

static void shapley(void **state)
{
	(void)state;
	static const double own[] = { 2, 0, 30.5, -.4, 1.7 }, typical[] = { 1.5, .6, 0, .3, 1.7 };
	for (size_t n = 1; n <= 5; n++) {
		double share[IV_SCORE_PARTS], slow[IV_SCORE_PARTS], sum = 0, to = 1, from = 1;
		iv_score_shapley(own, typical, n, share);
		by_orders(own, typical, n, slow);
		for (size_t i = 0; i < n; i++) {
			assert_float_equal(share[i], slow[i], 1e-12);
			sum += share[i];
			to *= own[i];
			from *= typical[i];
		}
		assert_float_equal(sum, to - from, 1e-12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(shapley) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
