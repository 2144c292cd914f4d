/* SPDX-License-Identifier: MIT
 * What orders to come may bring: quick totals against exact ones, and ranges of value against customers who live on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "score/value_part.h"
#include "score_shoppers.h"
#include "stats/gammas.h"
#include "stats/interval.h"
#include "stats/normal.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* The incomplete beta function by its continued fraction (Lentz; Abramowitz & Stegun 1964, 26.5.8). */
static double beta_below(double a, double b, double x)
{
	if (x <= 0 || x >= 1)
		return x >= 1;
	if (x > (a + 1) / (a + b + 2))
		return 1 - beta_below(b, a, 1 - x);
	double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), f = d;
	for (int m = 1; m < 5000; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / (1 + even * d);
		c = 1 + even / c;
		f *= d * c;
		d = 1 / (1 + odd * d);
		c = 1 + odd / c;
		f *= d * c;
		if (fabs(d * c - 1) < 1e-14)
			break;
	}
	return exp(a * log(x) + b * log1p(-x) - iv_stats_log_beta(a, b)) * f / a;
}

/* P(total <= money), where there is one order at least: term by term. */
static double exact_gamma(const struct iv_score_purchase_distribution *n, const double *p, double x, double spent, double money)
{
	double sum = 0, all = 0, r = money / (p[2] + spent);
	for (size_t k = 1; k < n->n; k++) {
		all += n->p[k];
		if (n->p[k] > 1e-13)
			sum += n->p[k] * beta_below(p[0] * (double)k, p[1] + p[0] * x, r / (1 + r));
	}
	return sum / all;
}

static double exact_normal(const struct iv_score_purchase_distribution *n, const double *p, double x, double spent, double money)
{
	struct iv_score_spend_belief b = iv_score_spend_normal.belief(p, x, spent);
	double sum = 0, all = 0;
	for (size_t k = 1; k < n->n; k++) {
		double deviation = sqrt((double)(k * k) * b.deviation * b.deviation + (double)k * p[2] * p[2]);
		all += n->p[k];
		sum += n->p[k] * erfc((b.mean * (double)k - money) / deviation / sqrt(2)) / 2;
	}
	return sum / all;
}

/* --- Totals --- */

typedef double exact(const struct iv_score_purchase_distribution *n, const double *p, double x, double spent, double money);

static const struct iv_score_purchase_model *const models[] = { &iv_score_bgnbd, &iv_score_pareto, &iv_score_nbd, &iv_score_mbgnbd };
static const double parameters[][4] = { { .24, 4.4, .79, 2.4 }, { .55, 10.6, .61, 11.7 }, { .38, 12 }, { 2, 2, .8, 2 } };
static const double pasts[][3] = { { 0, 0, 39 }, { 0, 0, 5 }, { 1, 3, 39 }, { 2, 30, 39 }, { 5, 37, 39 }, { 12, 36, 39 }, { 26, 31, 31 }, { 60, 100, 104 }, { 300, 150, 156 } };

/* Of all orders that models foretell of the pasts in three months and in a year: by how much the probability that a quantile has differs at most from the
 * one it was asked for. `each` is spent an order. */
static double worst_of(const struct iv_score_spend_model *spend, exact *f, const double *p, double each)
{
	static const double at[] = { .05, .25, .5, .75, .9, .95, .99 };
	struct iv_score_purchase_distribution few = { 0 }, all = { 0 };
	double worst = 0;
	for (size_t i = 0; i < 2 * COUNT(models) * COUNT(pasts); i++) {
		const size_t m = i / 2 % COUNT(models), h = i / 2 / COUNT(models);
		const double x = pasts[h][0], spent = each * x;
		struct iv_score_purchase_history history = { x, pasts[h][1], pasts[h][2] };
		struct iv_score_spend_number number;
		struct iv_score_spend_total total;
		few.n = all.n = 0;
		few.sum = all.sum = 0;
		models[m]->predict(parameters[m], &history, i % 2 ? 13 : 52, .995, &few);
		models[m]->predict(parameters[m], &history, i % 2 ? 13 : 52, 1 - 1e-9, &all);
		iv_score_spend_number(few.p, few.n, &number);
		if (all.p[0] > .995) /* nothing comes */
			continue;
		spend->ahead(p, x, spent, &number, &total);
		for (size_t k = 0; k < COUNT(at); k++) {
			double units = iv_score_spend_quantile(&total, at[k]), got = f(&all, p, x, spent, units * total.unit);
			assert_float_equal(iv_score_spend_below(&total, units), at[k], 1.1e-4);
			worst = fmax(worst, fabs(got - at[k]) * (1 - all.p[0]));
		}
	}
	iv_score_purchase_distribution_release(&few);
	iv_score_purchase_distribution_release(&all);
	return worst;
}

/* Customers who spend alike or not, by orders that are alike or not. Where all orders are worth the same, the total goes in steps, and what lies between
 * two of them can be missed by the step. */
static void totals(void **state)
{
	(void)state;
	static const double gamma[][4] = { { 6.25, 3.74, 15.4, .009 }, { 1, 3, 40, .009 }, { 1, 1.2, 40, .009 }, { 5, 1.05, 40, .009 }, { 3, 20, 40, .009 }, { 20, 5, 9, .012 },
					   { 20, 60, 90, .012 }, { .5, 2, 40, .02 }, { 200, 13000, 4000, .04 }, { 200, 10, 4, .04 } };
	static const double normal[][4] = { { 20, 8, 15, .009 }, { -4, 8, 15, .009 }, { 20, .5, 1, .04 }, { 0, 1, 1, .04 } };
	for (size_t i = 0; i < COUNT(gamma); i++)
		assert_true(worst_of(&iv_score_spend_gamma, exact_gamma, gamma[i], 20) < gamma[i][3]);
	for (size_t i = 0; i < COUNT(normal); i++)
		assert_true(worst_of(&iv_score_spend_normal, exact_normal, normal[i], 20) < normal[i][3]);
}

/* Each number is in a group, of the smallest ones each by itself; what was not foretold is in the last. */
static void groups(void **state)
{
	(void)state;
	static const double p[] = { .4, .3, 0, .1, .01, .01, .17 };
	struct iv_score_spend_number n;
	iv_score_spend_number(p, COUNT(p), &n);
	assert_float_equal(n.share[0], .3, 1e-6);
	assert_true(n.mean[0] == 1 && n.variance[0] == 0);
	assert_float_equal(n.share[1], .1, 1e-6);
	assert_true(n.mean[1] == 3);
	assert_float_equal(n.share[2], .2, 1e-6);
	assert_float_equal(n.mean[2], (.01 * 4 + .01 * 5 + .17 * 6) / .19, 1e-6);
	assert_true(n.share[3] == 0);
	iv_score_spend_number((double[]){ 1 }, 1, &n);
	assert_true(n.share[0] == 0);
	double many[401] = { 0 };
	for (int i = 1; i <= 400; i++)
		many[i] = 1. / 400;
	iv_score_spend_number(many, 401, &n);
	assert_true(n.share[IV_SPEND_GROUPS - 1] > .09f && n.mean[IV_SPEND_GROUPS - 1] > 370);
}

static void normals(void **state)
{
	(void)state;
	double density;
	for (double z = -6; z <= 6; z += .01) {
		assert_true(fabs(iv_stats_normal_below(z, &density) - erfc(-z / sqrt(2)) / 2) < 1e-7);
		assert_true(fabs(density - exp(-z * z / 2) / sqrt(2 * 3.14159265358979323846)) < 1e-15);
	}
	for (double p = .001; p < 1; p += .001)
		assert_true(fabs(iv_stats_normal_near(p) - iv_stats_normal_quantile(p)) < 5e-4);
}

/* --- Value --- */

enum { UNIT = 7 };
static const double orders_of[] = { 2, 8, .4, 6 }, money_of[] = { 3, 4, 60 };

static void start_mix(struct iv_outlook_mix *mix, double horizon, double discount)
{
	iv_outlook_mix_start(mix, horizon, discount);
	mix->fit[0] = (struct iv_score_purchase_fit){ .model = &iv_score_bgnbd, .unit = UNIT };
	memcpy(mix->fit[0].p, orders_of, sizeof orders_of);
	mix->weight[0] = mix->n = 1;
}

/* The exact P(value <= money) of a customer. */
static double exact_value(const struct iv_outlook_mix *mix, const struct iv_outlook_past *past, const struct iv_score_outlook *o, const double *spend, double spent, double worth, double cost,
			  double money)
{
	struct iv_score_purchase_distribution scratch = { 0 }, all = { 0 };
	iv_outlook_distribution(mix, past, 1 - 1e-9, &scratch, &all);
	double some = 1 - all.p[0], p = exact_gamma(&all, spend, past->x, spent, fmax(0, (money + cost) / worth));
	p = some * (worth > 0 ? p : 1 - p) + (money >= -cost ? o->alive - some : 0) + (money >= 0 ? 1 - o->alive : 0);
	iv_score_purchase_distribution_release(&scratch);
	iv_score_purchase_distribution_release(&all);
	return p;
}

/* The ends of ranges are where they are said to be, with costs, losses and steps. */
static void ends(void **state)
{
	(void)state;
	static const struct iv_outlook_past past[] = { { 0, 0, 30 }, { 0, 0, 700 }, { 3, 200, 220 }, { 8, 100, 500 }, { 20, 360, 365 }, { 60, 700, 702 } };
	static const double worth[] = { 1, .3, -.2 }, cost[] = { 0, 5, 400 }, at[] = { .05, .5, .95 };
	struct iv_outlook_mix mix;
	struct iv_score_purchase_distribution scratch = { 0 };
	struct iv_score_outlook o;
	struct iv_score_spend_total total;
	double range[3];
	start_mix(&mix, 365, .1);
	for (size_t i = 0; i < COUNT(past) * COUNT(worth) * COUNT(cost); i++) {
		const struct iv_outlook_past *p = &past[i % COUNT(past)];
		double spent = 25.0 * p->x, w = worth[i / COUNT(past) % COUNT(worth)], c = cost[i / COUNT(past) / COUNT(worth)];
		iv_outlook_find(&mix, p, NULL, &scratch, &o);
		iv_score_spend_gamma.ahead(money_of, p->x, spent, &o.some, &total);
		iv_value_range(&o, &total, w, c, range);
		assert_true(range[0] <= range[1] && range[1] <= range[2]);
		for (int k = 0; k < 3; k++) {
			double off = 1e-9 * (1 + fabs(range[k])); /* a step is at the end itself */
			assert_true(exact_value(&mix, p, &o, money_of, spent, w, c, range[k] + off) > at[k] - .006);
			assert_true(exact_value(&mix, p, &o, money_of, spent, w, c, range[k] - off) < at[k] + .006);
		}
	}
	/* Nothing is worth anything, or none will come. */
	iv_value_range(&o, &total, 0, 7, range);
	assert_true(range[0] == -7 && range[2] == -7);
	o = (struct iv_score_outlook){ .alive = .7, .none = 1 };
	iv_score_spend_gamma.ahead(money_of, 0, 0, &o.some, &total);
	iv_value_range(&o, &total, 1, 7, range);
	assert_true(range[0] == -7 && range[1] == -7 && range[2] == 0);
	iv_score_purchase_distribution_release(&scratch);
}

/* Customers who behave as the models say, and half a year of what they leave. */
static void lives(void **state)
{
	(void)state;
	enum { CUSTOMERS = 40000, SPAN = 400, AHEAD = 182 };
	struct iv_outlook_mix mix;
	struct iv_score_purchase_distribution scratch = { 0 };
	double sure = 0, below[3] = { 0 }, all_below = 0, all_above = 0;
	start_mix(&mix, AHEAD, 0);
	shoppers_seed = 6;
	for (int i = 0; i < CUSTOMERS; i++) {
		struct shopper s = shoppers_draw(&iv_score_bgnbd, orders_of, UNIT);
		struct iv_score_outlook o;
		struct iv_score_spend_total total;
		int64_t x, recency;
		double came = shoppers_live(&s, SPAN, AHEAD, &x, &recency), rate = shoppers_gamma(money_of[1]) / money_of[2], range[3];
		double spent = x ? shoppers_gamma(money_of[0] * (double)x) / rate : 0, left = came > 0 ? shoppers_gamma(money_of[0] * came) / rate : 0;
		iv_outlook_find(&mix, &(struct iv_outlook_past){ (uint32_t)x, (uint32_t)recency, SPAN }, NULL, &scratch, &o);
		iv_score_spend_gamma.ahead(money_of, (double)x, spent, &o.some, &total);
		iv_value_range(&o, &total, 1, 0, range);
		all_below += left < range[0];
		all_above += left > range[2];
		if (o.none > .05) /* else each end lies where nothing has a probability of its own */
			continue;
		sure++;
		for (int k = 0; k < 3; k++)
			below[k] += left <= range[k];
	}
	iv_score_purchase_distribution_release(&scratch);
	assert_true(sure > 4000);
	assert_float_equal(below[0] / sure, .05, .01);
	assert_float_equal(below[1] / sure, .5, .02);
	assert_float_equal(below[2] / sure, .95, .01);
	assert_true(all_below / CUSTOMERS < .05 && all_above / CUSTOMERS < .05 && all_above / CUSTOMERS > .03);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normals), cmocka_unit_test(groups), cmocka_unit_test(totals), cmocka_unit_test(ends), cmocka_unit_test(lives),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
