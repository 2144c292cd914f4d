/* SPDX-License-Identifier: MIT
 * Measures grouping and fitting of purchase models, seconds by the clock: customers of 27 to 39 weeks, by the day, as BG/NBD makes them.
 *   purchase_speed [CUSTOMERS [THREADS]]   1000000 and 1 when not given */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../tests/unit/score_shoppers.h"
#include "base/arena.h"

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
	static const double p[] = { .243, 4.414, .793, 2.426 };
	static const struct iv_score_purchase_model *const models[] = { &iv_score_bgnbd, &iv_score_mbgnbd, &iv_score_nbd, &iv_score_pareto };
	const long n = argc > 1 ? atol(argv[1]) : 1000000;
	const unsigned threads = argc > 2 ? (unsigned)atol(argv[2]) : 1;
	int64_t(*customer)[3] = iv_alloc((size_t)n * sizeof *customer);
	struct iv_err err;
	for (long i = 0; i < n; i++) {
		struct shopper s = shoppers_draw(&iv_score_bgnbd, p, 7);
		customer[i][2] = 189 + (int64_t)(shoppers_uniform() * 84);
		shoppers_live(&s, customer[i][2], 0, &customer[i][0], &customer[i][1]);
	}
	for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
		struct iv_score_purchase_builder b = { 0 };
		struct iv_score_purchase_data d = { 0 };
		struct iv_score_purchase_fit fit;
		double start = now();
		for (long i = 0; i < n; i++)
			iv_score_purchase_add(&b, customer[i][0], customer[i][1], customer[i][2], &err);
		iv_score_purchase_build(&d, &b, 7);
		double grouped = now();
		iv_score_purchase_fit(models[m], &d, threads, &fit);
		double fitted = now();
		printf("%s of %ld customers, %zu cells, %u threads: grouping %.3f, fit %.3f, together %.3f seconds; %d iterations, log-likelihood %.6f\n", models[m]->title, n, d.n, threads,
		       grouped - start, fitted - grouped, fitted - start, fit.iterations, fit.loglik);
		iv_score_purchase_data_release(&d);
	}
	free(customer);
	return 0;
}
