/* SPDX-License-Identifier: MIT
 * Spend by order: published beliefs, likelihoods written as in the papers, recovery of the parameters that made the data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "score/spend.h"
#include "score_shoppers.h"
#include "stats/dense.h"

static struct iv_err err;

/* Gamma-Gamma at the estimates from CDNOW, of customers with so many repeat orders of such a mean: Fader & Hardie 2013. */
static void published(void **state)
{
	(void)state;
	static const double p[] = { 6.249572272, 3.744224667, 15.44352096 };
	static const double orders[] = { 2, 1, 0, 0, 0, 7, 1, 0, 2, 0 }, means[] = { 22.35, 11.77, 0, 0, 0, 73.74, 11.77, 0, 25.55, 0 };
	static const double expected[] = { 24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17 };
	for (size_t i = 0; i < 10; i++)
		assert_float_equal(iv_score_spend_gamma.belief(p, orders[i], orders[i] * means[i]).mean, expected[i], .0101);
	assert_true(isinf(iv_score_spend_gamma.belief((double[]){ 6, .9, 15 }, 0, 0).mean));
	assert_true(isinf(iv_score_spend_gamma.belief(p, 0, 0).deviation) == 0);
	assert_true(isinf(iv_score_spend_gamma.belief((double[]){ 6, 1.5, 15 }, 0, 0).deviation));
}

/* eq. 1a of note 25. */
static double slow_gamma(const double *p, double x, double m)
{
	return lgamma(p[0] * x + p[1]) - lgamma(p[0] * x) - lgamma(p[1]) + p[1] * log(p[2]) + (p[0] * x - 1) * log(m) + p[0] * x * log(x) - (p[0] * x + p[1]) * log(p[2] + x * m);
}

static double slow_normal(const double *p, double x, double m)
{
	double v = p[1] * p[1] + p[2] * p[2] / x;
	return -.5 * (log(2 * 3.14159265358979323846 * v) + (m - p[0]) * (m - p[0]) / v);
}

typedef double likelihood(const double *p, double x, double m);

static double moved(likelihood *f, const struct iv_score_spend_data *d, const double *p, int i, double u, int j, double v)
{
	double q[] = { p[0], p[1], p[2] }, sum = 0;
	q[i] += u;
	q[j] += v;
	for (size_t x = 1; x < d->n; x++)
		for (size_t k = 0; k < d->total[x].n; k++)
			if (f == slow_normal || d->total[x].value[k] > 0)
				sum += f(q, (double)x, (double)d->total[x].value[k] / 1e4 / (double)x);
	return sum;
}

static double total(likelihood *f, const struct iv_score_spend_data *d, const double *p, int i, double more)
{
	return moved(f, d, p, i, more, i, 0);
}

/* The standard errors, from second differences of the slow likelihood. */
static void check_errors(likelihood *f, const struct iv_score_spend_data *d, const struct iv_score_spend_fit *fit)
{
	double information[9], covariance[9];
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			double u = .02 * fit->error[i], v = .02 * fit->error[j], sum = 0;
			for (int k = 0; k < 4; k++)
				sum += (k == 1 || k == 2 ? -1 : 1) * moved(f, d, fit->p, i, k & 1 ? u : -u, j, k & 2 ? v : -v);
			information[i * 3 + j] = -sum / (4 * u * v);
		}
	assert_true(iv_stats_cholesky(3, information));
	iv_stats_cholesky_inverse(3, information, covariance);
	for (int i = 0; i < 3; i++)
		assert_float_equal(fit->error[i], sqrt(covariance[i * 4]), 2e-3 * fit->error[i]);
}

/* A top of the slow likelihood near the truth. */
static void check(const struct iv_score_spend_model *m, likelihood *f, struct iv_score_spend_data *d, const double *truth)
{
	struct iv_score_spend_fit fit;
	assert_int_equal(iv_score_spend_fit(m, d, &fit), IV_OK);
	assert_int_equal(fit.findings, 0);
	assert_int_equal(fit.end, IV_STATS_TOP);
	assert_float_equal(fit.loglik, total(f, d, fit.p, 0, 0), 1e-6);
	for (int i = 0; i < 3; i++) {
		double h = 1e-3 * fit.error[i];
		assert_true(fabs(fit.p[i] - truth[i]) < 4 * fit.error[i]);
		assert_float_equal((total(f, d, fit.p, i, h) - total(f, d, fit.p, i, -h)) / 2e-3, 0, 1e-4);
	}
	check_errors(f, d, &fit);
}

static void recovery(void **state)
{
	(void)state;
	static const double gamma[] = { 6.25, 3.74, 15.44 }, normal[] = { 12, 9, 30 };
	struct iv_score_spend_data d = { 0 }, e = { 0 }, part[2] = { { 0 } };
	shoppers_seed = 4;
	for (int i = 0; i < 8000; i++) {
		int64_t x = 1 + (int64_t)(shoppers_gamma(.7) * 3);
		double rate = shoppers_gamma(gamma[1]) / gamma[2], mean = normal[0] + normal[1] * shoppers_normal();
		int64_t total = llround(1e4 * shoppers_gamma(gamma[0] * (double)x) / rate);
		iv_score_spend_add(&d, x, total, &err);
		iv_score_spend_add(&part[i % 3 > 0], x, total, &err);
		iv_score_spend_add(&e, x, llround(1e4 * ((double)x * mean + sqrt((double)x) * normal[2] * shoppers_normal())), &err);
	}
	check(&iv_score_spend_gamma, slow_gamma, &d, gamma);
	check(&iv_score_spend_normal, slow_normal, &e, normal);
	assert_false(iv_score_spend_signed(&d));
	assert_true(iv_score_spend_signed(&e));
	/* Merged parts, in another order: the same bits. */
	struct iv_score_spend_fit one, two;
	iv_score_spend_merge(&part[1], &part[0]);
	iv_score_spend_fit(&iv_score_spend_gamma, &d, &one);
	iv_score_spend_fit(&iv_score_spend_gamma, &part[1], &two);
	assert_memory_equal(&one, &two, sizeof one);
	iv_score_spend_fit(&iv_score_spend_gamma, &e, &one); /* margins of 0 and less are left out, and told */
	assert_true(one.left_out > 500 && one.left_out + one.customers == 8000);
	iv_score_spend_release(&d);
	iv_score_spend_release(&e);
	iv_score_spend_release(&part[1]);
}

/* Between what is seen and what is true of all. */
static void beliefs(void **state)
{
	(void)state;
	static const double p[] = { 12, 9, 30 };
	struct iv_score_spend_belief none = iv_score_spend_normal.belief(p, 0, 0), few = iv_score_spend_normal.belief(p, 2, -80), many = iv_score_spend_normal.belief(p, 1e6, -40e6);
	assert_float_equal(none.mean, 12, 1e-12);
	assert_float_equal(none.deviation, 9, 1e-12);
	assert_float_equal(few.mean, (12 / 81. - 80 / 900.) / (1 / 81. + 2 / 900.), 1e-12);
	assert_float_equal(few.deviation, sqrt(1 / (1 / 81. + 2 / 900.)), 1e-12);
	assert_float_equal(many.mean, -40, 1e-3);
}

static unsigned findings(const struct iv_score_spend_model *m, int64_t (*totals)(int i), int64_t (*orders)(int i))
{
	struct iv_score_spend_data d = { 0 };
	struct iv_score_spend_fit fit;
	for (int i = 0; i < 2000; i++)
		iv_score_spend_add(&d, orders(i), totals(i), &err);
	iv_score_spend_fit(m, &d, &fit);
	iv_score_spend_release(&d);
	return fit.findings;
}

static int64_t one(int i)
{
	(void)i;
	return 1;
}

static int64_t some(int i)
{
	return 1 + i % 5;
}

static int64_t each_alike(int i)
{
	return some(i) * 200000;
}

static int64_t by_chance(int i)
{
	return llround(1e4 * shoppers_gamma(4. * (double)some(i)));
}

static int64_t growing(int i)
{
	return some(i) * some(i) * 100000 + i;
}

static int64_t wild(int i)
{
	return 1 + llround(1e4 * shoppers_gamma(2. * (double)some(i)) / shoppers_gamma(.6));
}

static void named(void **state)
{
	(void)state;
	shoppers_seed = 6;
	assert_int_equal(findings(&iv_score_spend_gamma, each_alike, some), IV_SPEND_NO_FIT);
	assert_int_equal(findings(&iv_score_spend_normal, each_alike, some), IV_SPEND_NO_FIT);
	assert_true(findings(&iv_score_spend_gamma, by_chance, some) & IV_SPEND_ALIKE);
	assert_true(findings(&iv_score_spend_normal, by_chance, some) & IV_SPEND_ALIKE);
	assert_true(findings(&iv_score_spend_gamma, growing, some) & IV_SPEND_DEPENDS);
	assert_true(findings(&iv_score_spend_gamma, wild, some) & IV_SPEND_NO_MEAN);
	assert_true(findings(&iv_score_spend_normal, wild, one) & IV_SPEND_UNIDENTIFIED); /* between and within cannot be told apart */
	struct iv_score_spend_data d = { 0 };
	assert_int_equal(iv_score_spend_add(&d, 0, 5, &err), IV_REJECT);
	assert_string_equal(err.code, "bad_value");
	assert_int_equal(iv_score_spend_add(&d, 1000001, 5, &err), IV_REJECT);
	iv_score_spend_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(published), cmocka_unit_test(recovery), cmocka_unit_test(beliefs), cmocka_unit_test(named) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
