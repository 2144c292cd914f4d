/* SPDX-License-Identifier: MIT
 * BG/NBD and MBG/NBD: published expectations, the likelihood and its derivatives beside the papers' formulas differentiated numerically,
 * expected orders beside dense quadrature, recovery of the parameters that made the data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score_shoppers.h"
#include "stats/gammas.h"

static const double cdnow[] = { .2425945224, 4.413602019, .79292202, 2.4259068 };
static const double paper[] = { .243, 4.414, .793, 2.426 };
static const struct iv_score_purchase_history nothing;

/* Fader, Hardie & Lee 2005, eq. 6. */
static double bg(const double *p, const struct iv_score_purchase_history *h)
{
	double r = p[0], alpha = p[1], a = p[2], b = p[3], x = h->x;
	double stay = lgamma(a + b) + lgamma(b + x) - lgamma(b) - lgamma(a + b + x), left = a / (b + x - 1) * pow(alpha + h->recency, -(r + x));
	return lgamma(r + x) - lgamma(r) + r * log(alpha) + stay + log(pow(alpha + h->span, -(r + x)) + (x > 0 ? left : 0));
}

/* Batislam, Denizel & Filiztekin 2007, eq. 2. */
static double mbg(const double *p, const struct iv_score_purchase_history *h)
{
	double r = p[0], alpha = p[1], a = p[2], b = p[3], x = h->x, norm = iv_stats_log_beta(a, b);
	double stay = exp(iv_stats_log_beta(a, b + x + 1) - norm) * pow(alpha + h->span, -(r + x));
	double left = exp(iv_stats_log_beta(a + 1, b + x) - norm) * pow(alpha + h->recency, -(r + x));
	return lgamma(r + x) - lgamma(r) + r * log(alpha) + log(stay + left);
}

static void published(void **state)
{
	(void)state;
	static const struct iv_score_purchase_history first = { 2, 30.43, 38.86 }, customer_1516 = { 26, 30.857143, 31 };
	static const double at[] = { .1429, 1, 3, 31.8571, 32 }, expected[] = { .0078, .0532, .1506, 1.0405, 1.0437 };
	assert_float_equal(iv_score_bgnbd.expect(cdnow, &first, 39), 1.225907, 5e-7);
	assert_float_equal(iv_score_bgnbd.expect(cdnow, &customer_1516, 52), 25.757337, 1e-6);
	assert_float_equal(iv_score_bgnbd.alive(cdnow, &customer_1516), .9688544, 5e-8);
	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		assert_float_equal(iv_score_bgnbd.expect(cdnow, &nothing, at[i]), expected[i], 5e-5);
	/* At 78 weeks the published spreadsheet has 1.8576, from a series cut short; quadrature gives this. */
	assert_float_equal(iv_score_bgnbd.expect(cdnow, &nothing, 78), 1.85795839, 1e-8);
	struct iv_score_purchase_distribution d = { .least = 11 };
	iv_score_bgnbd.predict(paper, &nothing, 39, .5, &d);
	assert_float_equal(d.p[0], .5737864, 5e-8);
	d.n = 0;
	iv_score_bgnbd.predict(paper, &nothing, 2, .5, &d);
	assert_float_equal(d.p[10], 1.07869e-07, 5e-13);
	iv_score_purchase_distribution_release(&d);
}

static void some_data(struct iv_score_purchase_data *d, const struct iv_score_purchase_model *m, const double *p, int n)
{
	struct iv_score_purchase_builder b = { 0 };
	shoppers_seed = 7;
	/* Days so short that two orders seldom fall on one: else the parameters that made the data are not those of the data. */
	shoppers_fill(&b, m, p, 700, n, 19000, 27300);
	iv_score_purchase_build(d, &b, 700);
}

static void derivatives(void **state)
{
	(void)state;
	static const double points[][4] = { { .24, 4.4, .8, 2.4 }, { 2, 30, .05, .4 }, { .7, 9, 12, 40 } };
	const struct iv_score_purchase_model *models[] = { &iv_score_bgnbd, &iv_score_mbgnbd };
	shoppers_likelihood *slow[] = { bg, mbg };
	struct iv_score_purchase_data d = { 0 };
	some_data(&d, &iv_score_bgnbd, cdnow, 300);
	for (int m = 0; m < 2; m++) {
		for (size_t k = 0; k < 3; k++) {
			struct iv_score_purchase_work w;
			double logs[4], g[4], h[16], value;
			for (int i = 0; i < 4; i++)
				logs[i] = log(points[k][i]);
			iv_score_purchase_work_start(&w, models[m], &d, 1);
			value = iv_score_purchase_evaluate(&w, logs, g, h);
			assert_float_equal(value, shoppers_total(slow[m], &d, points[k]), 1e-9 * fabs(value));
			for (int i = 0; i < 4; i++) {
				assert_float_equal(g[i], shoppers_slope(slow[m], &d, points[k], 4, i), 1e-6);
				for (int j = 0; j < 4; j++)
					assert_float_equal(h[i * 4 + j], shoppers_bend(slow[m], &d, points[k], 4, i, j), 1e-4);
			}
			iv_score_purchase_work_release(&w);
		}
	}
	iv_score_purchase_data_release(&d);
}

/* The fit is a top of the slow likelihood, with its curvature; the truth is within four standard errors. */
static void recovers(const struct iv_score_purchase_model *m, shoppers_likelihood *slow, const double *truth)
{
	struct iv_score_purchase_data d = { 0 };
	struct iv_score_purchase_fit one, two;
	some_data(&d, m, truth, 30000);
	assert_int_equal(iv_score_purchase_fit(m, &d, 1, &one), IV_OK);
	assert_int_equal(iv_score_purchase_fit(m, &d, 4, &two), IV_OK);
	assert_memory_equal(&one, &two, sizeof one); /* any number of threads: the same bits */
	assert_ptr_equal(one.model, m);
	assert_int_equal(one.end, IV_STATS_TOP);
	assert_int_equal(one.findings, 0);
	assert_float_equal(one.loglik, shoppers_total(slow, &d, one.p), 1e-6);
	for (int i = 0; i < 4; i++) {
		assert_true(fabs(one.p[i] - truth[i]) < 4 * one.error[i]);
		assert_float_equal(shoppers_slope(slow, &d, one.p, 4, i), 0, 1e-4);
	}
	iv_score_purchase_data_release(&d);
}

static void recovery(void **state)
{
	(void)state;
	static const double modest[] = { .52, 6.2, .9, 1.6 };
	recovers(&iv_score_bgnbd, bg, cdnow);
	recovers(&iv_score_mbgnbd, mbg, modest);
}

/* The expectation by tanh-sinh quadrature (Takahasi & Mori 1974) over the chance to leave. */
static double slow_dropping(double a, double b, double shape, double rate, double t)
{
	const double half_pi = 1.5707963267948966;
	double sum = 0, h = 1. / 64;
	for (int k = -400; k <= 400; k++) {
		double x = half_pi * sinh(k * h);
		if (fabs(x) > 300)
			continue;
		double p = 1 / (1 + exp(-2 * x)), q = 1 / (1 + exp(2 * x));
		sum += h * half_pi * cosh(k * h) * 2 * exp(a * log(p) + b * log(q)) * -expm1(-shape * log1p(p * t / rate)) / p;
	}
	return sum * exp(lgamma(a + b) - lgamma(a) - lgamma(b));
}

static void dropping(void **state)
{
	(void)state;
	static const double as[] = { .2, .5, .999999999, 1, 1.0000001, 1.3, 2, 5, 40 }, bs[] = { .3, 1, 2.4, 30, 300 }, shapes[] = { .24, 1, 7, 80, 1000 }, ts[] = { .01, 1, 10, 300, 1e5 };
	for (size_t i = 0; i < 9; i++)
		for (size_t j = 0; j < 5; j++)
			for (size_t k = 0; k < 5; k++)
				for (size_t l = 0; l < 5; l++) {
					double slow = slow_dropping(as[i], bs[j], shapes[k], 30, ts[l]);
					assert_float_equal(iv_score_purchase_dropping(as[i], bs[j], shapes[k], 30, ts[l]), slow, 2e-10 * slow);
				}
}

/* The ends of the world: finite, and in order. */
static void extremes(void **state)
{
	(void)state;
	static const double end[] = { 1e-9, 1e-3, 1, 1e3, 1e9 };
	static const struct iv_score_purchase_history pasts[] = { { 0, 0, 0 }, { 0, 0, 500 }, { 1, 1, 1 }, { 500, 499, 500 }, { 20000, 30, 500 } };
	for (int k = 0; k < 5 * 5 * 5 * 5; k++) {
		double p[] = { end[k % 5], end[k / 5 % 5], end[k / 25 % 5], end[k / 125] };
		for (size_t i = 0; i < 5; i++) {
			double alive = iv_score_bgnbd.alive(p, &pasts[i]), few = iv_score_bgnbd.expect(p, &pasts[i], 1), many = iv_score_mbgnbd.expect(p, &pasts[i], 4000);
			assert_true(alive >= 0 && alive <= 1);
			assert_true(isfinite(few) && few >= 0);
			assert_true(isfinite(many) && many >= 0);
			assert_true(few <= iv_score_bgnbd.expect(p, &pasts[i], 1.5) * (1 + 1e-9));
		}
	}
}

/* The distribution has the expectation for its mean, also where P(X = 0) is far below what a double can hold. */
static void distribution(void **state)
{
	(void)state;
	static const struct iv_score_purchase_history pasts[] = { { 0, 0, 0 }, { 0, 0, 30 }, { 2, 20, 30 }, { 26, 30, 31 }, { 300, 100, 101 }, { 9000, 100, 101 } };
	const struct iv_score_purchase_model *models[] = { &iv_score_bgnbd, &iv_score_mbgnbd, &iv_score_nbd };
	struct iv_score_purchase_distribution d = { 0 };
	for (size_t m = 0; m < 3; m++)
		for (size_t i = 0; i < 6; i++) {
			double mean = 0;
			d.n = 0, d.sum = 0, d.least = 30000;
			models[m]->predict(cdnow, &pasts[i], 39, .95, &d);
			for (size_t k = 0; k < d.n; k++)
				mean += (double)k * d.p[k];
			assert_float_equal(d.sum, 1, 1e-9);
			assert_float_equal(mean, models[m]->expect(cdnow, &pasts[i], 39), 1e-7 * mean);
		}
	iv_score_purchase_distribution_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published), cmocka_unit_test(derivatives), cmocka_unit_test(recovery), cmocka_unit_test(dropping),
		cmocka_unit_test(extremes), cmocka_unit_test(distribution),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
