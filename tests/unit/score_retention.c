/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score/value_part.h"

enum { UNIT = 7, CUSTOMERS = 300 };
static const double leaving[4] = { .55, 10.6, .61, 11.7 };

static void start(struct iv_outlook_mix *mix, double scale)
{
	iv_outlook_mix_start(mix, 365, .1);
	mix->n = 1;
	mix->weight[0] = 1;
	mix->fit[0] = (struct iv_score_purchase_fit){ .model = &iv_score_pareto, .unit = UNIT, .p = { leaving[0], leaving[1], leaving[2], leaving[3] * scale } };
}

static struct iv_outlook_past past_of(int i)
{
	return (struct iv_outlook_past){ (uint32_t)(i % 7), i % 7 ? (uint32_t)(20 + 5 * (i % 17)) : 0, (uint32_t)(120 + 3 * (i % 11)) };
}

/* All that customers leave, and the share who stay a year, of those who are customers now. */
static void all(const struct iv_outlook_mix *mix, double *value, double *stays)
{
	double alive = 0;
	*value = *stays = 0;
	for (int i = 0; i < CUSTOMERS; i++) {
		struct iv_outlook_past past = past_of(i);
		struct iv_score_outlook o;
		iv_outlook_ahead(mix, &past, &o);
		*value += (10 + i % 5) * o.discounted;
		alive += o.alive;
		*stays += o.alive * o.stays;
	}
	*stays /= alive;
}

static void learn(struct iv_value *v, const struct iv_outlook_mix *mix)
{
	struct iv_value_retention_sums sum[IV_VALUE_TIERS] = { { 0 } };
	struct iv_value_part_of part = { 0 };
	for (int i = 0; i < CUSTOMERS; i++) {
		struct iv_outlook_past past = past_of(i);
		struct iv_score_outlook o;
		iv_outlook_ahead(mix, &past, &o);
		iv_value_sum_retention(&sum[i % 2], &o, 10 + i % 5);
		iv_value_choose(&part, &past, (size_t)i % 2, 10 + i % 5);
	}
	v->tiers = 2;
	iv_value_retain(v, mix, sum, &part);
}

/* All customers have one span, so that a share of leaving prevented is another scale of the hazard for all: the worth of a point is a difference of two
 * values over that of two retentions. P(alive) is of the past, and must not change with it. */
static void differences(void **state)
{
	(void)state;
	struct iv_outlook_mix mix, less;
	struct iv_value v = { 0 };
	struct iv_score_outlook now, then;
	struct iv_outlook_past past = past_of(3);
	const double h = 1e-4, span = past.span / (double)UNIT;
	start(&mix, 1);
	start(&less, (leaving[3] + span) / (1 - h) / leaving[3] - span / leaving[3]);
	iv_outlook_ahead(&mix, &past, &now);
	iv_outlook_ahead(&less, &past, &then);
	learn(&v, &mix);
	double value, stays;
	all(&mix, &value, &stays);
	assert_float_equal(v.retention.stays, stays, 1e-9);
	double orders = (then.discounted / then.alive - now.discounted / now.alive) / h, stay = (then.stays - now.stays) / h;
	assert_float_equal(now.prevented / now.alive, orders, 1e-3 * orders);
	assert_float_equal(now.stays_prevented, stay, 1e-3 * stay);
	/* A customer alone: worth a hundredth of the one over the other. */
	struct iv_value_retention_sums one[IV_VALUE_TIERS] = { { 0 } };
	struct iv_value_part_of part = { 0 };
	struct iv_value w = { .tiers = 1 };
	iv_value_sum_retention(&one[0], &now, 50);
	iv_value_choose(&part, &past, 0, 50);
	iv_value_retain(&w, &mix, one, &part);
	assert_float_equal(w.retention.point, 0.01 * 50 * now.alive * orders / stay, 1e-3 * w.retention.point);
	assert_float_equal(w.retention.point, w.tier[0].retention.point, 1e-12);
	/* The parameters are taken for exact: there is no interval to speak of. */
	assert_float_equal(w.retention.low, w.retention.point, 1e-12);
}

/* An interval is as wide as the parameters are uncertain, and holds the estimate; where they are unknown there is none; where nobody leaves there is no
 * point to win. */
static void intervals(void **state)
{
	(void)state;
	struct iv_outlook_mix mix;
	struct iv_value v = { 0 }, wide = { 0 };
	start(&mix, 1);
	for (int i = 0; i < 4; i++)
		mix.fit[0].covariance[i * 4 + i] = .01;
	learn(&v, &mix);
	assert_true(v.retention.low < v.retention.point && v.retention.point < v.retention.high);
	for (int i = 0; i < 4; i++)
		mix.fit[0].covariance[i * 4 + i] = .04;
	learn(&wide, &mix);
	assert_float_equal(log(wide.retention.high / wide.retention.low), 2 * log(v.retention.high / v.retention.low), 1e-9);
	/* By hand: the error of ln(worth) from the derivative by one parameter, the shape of the hazards. */
	struct iv_value up = { 0 }, down = { 0 };
	mix.fit[0].p[2] = leaving[2] * exp(1e-4);
	learn(&up, &mix);
	mix.fit[0].p[2] = leaving[2] * exp(-1e-4);
	learn(&down, &mix);
	mix.fit[0].p[2] = leaving[2];
	double slope = log(up.retention.point / down.retention.point) / 2e-4;
	for (int i = 0; i < 16; i++)
		mix.fit[0].covariance[i] = i == 2 * 4 + 2 ? .01 : 0;
	learn(&v, &mix);
	assert_float_equal(log(v.retention.high / v.retention.point), 1.6448536 * fabs(slope) * .1, 1e-4);
	mix.fit[0].findings = IV_FOUND_UNIDENTIFIED;
	learn(&v, &mix);
	assert_true(v.retention.point > 0 && isnan(v.retention.low) && isnan(v.retention.high));
	mix.fit[0].model = &iv_score_nbd;
	learn(&v, &mix);
	assert_true(v.retention.stays == 1 && isnan(v.retention.point));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(differences), cmocka_unit_test(intervals) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
