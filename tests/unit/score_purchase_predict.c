/* SPDX-License-Identifier: MIT
 * What models foretell beside what simulated customers then do: intervals, the probability integral transform, weights of models. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score/purchase_stack.h"
#include "score_shoppers.h"

static const double bg[] = { .2425945224, 4.413602019, .79292202, 2.4259068 };
static const double leaving[] = { .5532770472, 10.57768347, .6062399861, 11.66873519 };
static const double rates[] = { .385, 12.07 };

/* The least k with P(X <= k) >= q. */
static int quantile(const struct iv_score_purchase_distribution *d, double q)
{
	double sum = 0;
	size_t k = 0;
	for (; k < d->n && (sum += d->p[k]) < q; k++)
		;
	return (int)k;
}

/* Customers who behave as the model says: 90 % intervals hold at least 90 % of their futures, and where the future falls in its predictive
 * distribution is uniform when ties are broken at random. */
static void calibration(void **state)
{
	(void)state;
	enum { CUSTOMERS = 20000, BINS = 10, UNIT = 7000 };
	const struct iv_score_purchase_model *models[] = { &iv_score_bgnbd, &iv_score_mbgnbd, &iv_score_pareto, &iv_score_nbd };
	const double *parameters[] = { bg, bg, leaving, rates };
	struct iv_score_purchase_distribution d = { 0 };
	shoppers_seed = 12;
	for (int m = 0; m < 4; m++) {
		int inside = 0, bin[BINS] = { 0 };
		for (int i = 0; i < CUSTOMERS; i++) {
			struct shopper s = shoppers_draw(models[m], parameters[m], UNIT);
			int64_t x, recency, span = 27 * UNIT + (int64_t)(shoppers_uniform() * 12 * UNIT);
			int future = shoppers_live(&s, span, 39 * UNIT, &x, &recency);
			struct iv_score_purchase_history h = { (double)x, (double)recency / UNIT, (double)span / UNIT };
			d.n = 0, d.sum = 0;
			models[m]->predict(parameters[m], &h, 39, 1 - 1e-6, &d);
			inside += future >= quantile(&d, .05) && future <= quantile(&d, .95);
			double below = 0;
			for (int k = 0; k < future && k < (int)d.n; k++)
				below += d.p[k];
			double u = below + shoppers_uniform() * ((size_t)future < d.n ? d.p[future] : 0);
			bin[u < 1 ? (int)(u * BINS) : BINS - 1]++;
		}
		assert_true(inside >= .9 * CUSTOMERS);
		for (int k = 0; k < BINS; k++)
			assert_float_equal((double)bin[k] / CUSTOMERS, 1. / BINS, .01);
	}
	iv_score_purchase_distribution_release(&d);
}

/* Customers of whom some never leave, and the others leave as in BG/NBD: the mixture that foretells best has both, near their shares; with
 * one model, or no outcomes, there is nothing to choose. */
static void stacking(void **state)
{
	(void)state;
	enum { CUSTOMERS = 6000, UNIT = 700 };
	static struct iv_score_purchase_outcome outcome[CUSTOMERS];
	struct iv_score_purchase_fit fit[3] = { { .model = &iv_score_bgnbd, .unit = UNIT }, { .model = &iv_score_nbd, .unit = UNIT }, { .model = &iv_score_pareto, .unit = UNIT } };
	double weight[3], best, score[3];
	struct iv_score_purchase_gain gain;
	for (int i = 0; i < 4; i++) {
		fit[0].p[i] = bg[i];
		fit[1].p[i] = i < 2 ? rates[i] : 0;
		fit[2].p[i] = i < 2 ? 10 * leaving[i] : leaving[i];
	}
	shoppers_seed = 21;
	for (int i = 0; i < CUSTOMERS; i++) {
		int m = i % 4 == 0;
		struct shopper s = shoppers_draw(fit[m].model, fit[m].p, UNIT);
		int64_t x, recency, span = 26 * UNIT;
		int orders = shoppers_live(&s, span, 39 * UNIT, &x, &recency);
		outcome[i] = (struct iv_score_purchase_outcome){ (uint32_t)x, (uint32_t)recency, (uint32_t)span, 39 * UNIT, (uint32_t)orders, 1 };
	}
	best = iv_score_purchase_stack(fit, 3, outcome, CUSTOMERS, 2, weight, 1, &gain);
	assert_float_equal(weight[0] + weight[1] + weight[2], 1, 1e-12);
	assert_true(weight[0] > .5 && weight[1] > .05 && weight[2] < .2);
	for (int k = 0; k < 3; k++) {
		double one;
		score[k] = iv_score_purchase_stack(&fit[k], 1, outcome, CUSTOMERS, 1, &one, 0, NULL);
		assert_true(one == 1 && score[k] < best);
	}
	assert_float_equal(gain.gain, CUSTOMERS * (best - score[1]), 1e-6);
	assert_true(gain.error > 0 && gain.gain > 5 * gain.error);
	iv_score_purchase_stack(fit, 3, outcome, 0, 1, weight, 1, &gain);
	assert_true(weight[0] == 1. / 3 && weight[2] == 1. / 3 && gain.gain == 0 && gain.error == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(calibration), cmocka_unit_test(stacking) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
