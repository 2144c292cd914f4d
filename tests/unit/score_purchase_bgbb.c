/* SPDX-License-Identifier: MIT
 * BG/BB: everything beside sums over what can happen, for each customer of a grid of chances to order and to leave. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score_shoppers.h"
#include "stats/gammas.h"
#include "stats/quadrature.h"

/* As estimated from donations by Fader, Hardie & Shang 2010. */
static const double donors[] = { 1.203522352, .7497163582, .6567182084, 2.783442233 };

enum { GRID = 160 };
static double chance[GRID], weight[GRID];


static void set_grid(void)
{
	iv_stats_legendre(GRID, chance, weight);
}

/* The mean over Beta(a, b) of f at u; the nodes are crowded at both ends, where densities may have poles: u = s²(3-2s) thrice. */
static double blend(double s, double *slope)
{
	for (int i = 0; i < 3; i++) {
		*slope *= 6 * s * (1 - s);
		s = s * s * (3 - 2 * s);
	}
	return s;
}

/* The likelihood of one order of events of a customer who orders with chance o and leaves with chance l (eq. 3 of the paper). */
static double given(const struct iv_score_purchase_history *h, double o, double l)
{
	double sum = pow(o, h->x) * pow(1 - o, h->span - h->x) * pow(1 - l, h->span);
	for (double j = h->recency; j < h->span; j++)
		sum += pow(o, h->x) * pow(1 - o, j - h->x) * l * pow(1 - l, j);
	return sum;
}

static double slow(const double *p, const struct iv_score_purchase_history *h)
{
	double sum = 0, log_order = iv_stats_log_beta(p[0], p[1]), log_leave = iv_stats_log_beta(p[2], p[3]);
	for (int i = 0; i < GRID; i++) {
		double step = weight[i], o = blend(chance[i], &step), inner = 0;
		for (int j = 0; j < GRID; j++) {
			double width = weight[j], l = blend(chance[j], &width);
			if (l > 0 && l < 1)
				inner += width * exp((p[2] - 1) * log(l) + (p[3] - 1) * log1p(-l) - log_leave) * given(h, o, l);
		}
		if (o > 0 && o < 1)
			sum += step * exp((p[0] - 1) * log(o) + (p[1] - 1) * log1p(-o) - log_order) * inner;
	}
	return log(sum);
}

/* eq. 7 of the paper, in gammas. */
static double paper(const double *p, const struct iv_score_purchase_history *h)
{
	double order = iv_stats_log_beta(p[0], p[1]), leave = iv_stats_log_beta(p[2], p[3]);
	double sum = exp(iv_stats_log_beta(p[0] + h->x, p[1] + h->span - h->x) - order + iv_stats_log_beta(p[2], p[3] + h->span) - leave);
	for (double i = 0; i < h->span - h->recency; i++)
		sum += exp(iv_stats_log_beta(p[0] + h->x, p[1] + h->recency - h->x + i) - order + iv_stats_log_beta(p[2] + 1, p[3] + h->recency + i) - leave);
	return log(sum);
}

static void likelihoods(void **state)
{
	(void)state;
	static const struct iv_score_purchase_history pasts[] = { { 0, 0, 0 }, { 0, 0, 6 }, { 1, 1, 6 }, { 3, 4, 6 }, { 6, 6, 6 } };
	for (size_t i = 0; i < 5; i++) {
		assert_float_equal(paper(donors, &pasts[i]), slow(donors, &pasts[i]), 1e-6);
		struct iv_score_purchase_builder b = { 0 };
		struct iv_score_purchase_data d = { 0 };
		struct iv_err err;
		iv_score_purchase_add(&b, (int64_t)pasts[i].x, (int64_t)pasts[i].recency, (int64_t)pasts[i].span, &err);
		iv_score_purchase_build(&d, &b, 1);
		assert_float_equal(iv_score_purchase_loglik(&iv_score_bgbb, &d, donors, 1), paper(donors, &pasts[i]), 1e-12);
		iv_score_purchase_data_release(&d);
	}
}

/* Donors who behave as the model says. */
static void some_data(struct iv_score_purchase_data *d, int n)
{
	struct iv_score_purchase_builder b = { 0 };
	struct iv_err err;
	shoppers_seed = 2;
	for (int i = 0; i < n; i++) {
		double order = shoppers_beta(donors[0], donors[1]), leave = shoppers_beta(donors[2], donors[3]);
		int64_t span = 4 + i % 9, x = 0, recency = 0;
		for (int64_t at = 1; at <= span && shoppers_uniform() > leave; at++)
			if (shoppers_uniform() < order)
				x++, recency = at;
		iv_score_purchase_add(&b, x, recency, span, &err);
	}
	iv_score_purchase_build(d, &b, 1);
}

static void fits(void **state)
{
	(void)state;
	struct iv_score_purchase_data d = { 0 };
	struct iv_score_purchase_fit fit;
	struct iv_score_purchase_work w;
	double logs[4], g[4], h[16], at[] = { .7, 1.9, .4, 2.2 };
	some_data(&d, 20000);
	iv_score_purchase_work_start(&w, &iv_score_bgbb, &d, 1);
	for (int i = 0; i < 4; i++)
		logs[i] = log(at[i]);
	assert_float_equal(iv_score_purchase_evaluate(&w, logs, g, h), shoppers_total(paper, &d, at), 1e-6);
	for (int i = 0; i < 4; i++) {
		assert_float_equal(g[i], shoppers_slope(paper, &d, at, 4, i), 1e-4);
		for (int j = 0; j < 4; j++)
			assert_float_equal(h[i * 4 + j], shoppers_bend(paper, &d, at, 4, i, j), 1e-2);
	}
	iv_score_purchase_work_release(&w);
	assert_int_equal(iv_score_purchase_fit(&iv_score_bgbb, &d, 1, &fit), IV_OK);
	assert_int_equal(fit.findings, 0);
	assert_int_equal(fit.end, IV_STATS_TOP);
	for (int i = 0; i < 4; i++) {
		assert_true(fabs(fit.p[i] - donors[i]) < 4 * fit.error[i]);
		assert_float_equal(shoppers_slope(paper, &d, fit.p, 4, i), 0, 1e-4);
	}
	iv_score_purchase_data_release(&d);
}

/* What is to come, as a sum over all futures: the likelihood of the past with each of them beside that of the past. */
static void futures(void **state)
{
	(void)state;
	enum { AHEAD = 5 };
	static const struct iv_score_purchase_history pasts[] = { { 0, 0, 0 }, { 0, 0, 6 }, { 1, 1, 6 }, { 3, 4, 6 }, { 6, 6, 6 } };
	struct iv_score_purchase_distribution out = { .least = AHEAD + 1 };
	for (size_t i = 0; i < 5; i++) {
		double p[AHEAD + 1] = { 0 }, mean = 0;
		for (unsigned future = 0; future < 1u << AHEAD; future++) {
			struct iv_score_purchase_history h = { pasts[i].x, pasts[i].recency, pasts[i].span + AHEAD };
			int orders = __builtin_popcount(future);
			if (future) {
				h.x += orders;
				h.recency = pasts[i].span + 32 - __builtin_clz(future);
			}
			p[orders] += exp(paper(donors, &h) - paper(donors, &pasts[i]));
		}
		out.n = 0, out.sum = 0;
		iv_score_bgbb.predict(donors, &pasts[i], AHEAD, .95, &out);
		assert_int_equal(out.n, AHEAD + 1);
		for (int k = 0; k <= AHEAD; k++) {
			mean += k * p[k];
			assert_float_equal(out.p[k], p[k], 1e-12);
		}
		assert_float_equal(iv_score_bgbb.expect(donors, &pasts[i], AHEAD), mean, 1e-12);
		double live = iv_stats_log_beta(donors[0] + pasts[i].x, donors[1] + pasts[i].span - pasts[i].x) - iv_stats_log_beta(donors[0], donors[1]) +
			      iv_stats_log_beta(donors[2], donors[3] + pasts[i].span) - iv_stats_log_beta(donors[2], donors[3]);
		assert_float_equal(iv_score_bgbb.alive(donors, &pasts[i]), exp(live - paper(donors, &pasts[i])), 1e-12);
	}
	iv_score_purchase_distribution_release(&out);
}

/* Days are no occasions, nor are more orders than occasions. */
static void no_occasions(void **state)
{
	(void)state;
	struct iv_score_purchase_builder b = { 0 };
	struct iv_score_purchase_data d = { 0 };
	struct iv_score_purchase_fit fit;
	struct iv_err err;
	iv_score_purchase_add(&b, 5, 3, 6, &err);
	iv_score_purchase_build(&d, &b, 1);
	assert_int_equal(iv_score_purchase_fit(&iv_score_bgbb, &d, 1, &fit), IV_END);
	assert_int_equal(fit.findings, IV_FOUND_NO_FIT);
	iv_score_purchase_data_release(&d);
	iv_score_purchase_add(&b, 3, 30, 60, &err);
	iv_score_purchase_build(&d, &b, 7);
	assert_int_equal(iv_score_purchase_fit(&iv_score_bgbb, &d, 1, &fit), IV_END);
	iv_score_purchase_data_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likelihoods), cmocka_unit_test(fits), cmocka_unit_test(futures), cmocka_unit_test(no_occasions),
	};
	set_grid();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
