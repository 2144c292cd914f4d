/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "score/outlook.h"
#include "score_shoppers.h"

enum { UNIT = 7 };
static const double bg[] = { 2, 2, .8, 2 };
static const double rates[] = { 20, 400 };

/* Customers, every `other`-th of whom never leaves: their pasts, and what came in the last third. */
static void fill(int customers, int other, struct iv_score_purchase_data *d, struct iv_outlook_trial *t)
{
	struct iv_score_purchase_builder b = { 0 };
	struct iv_err err;
	shoppers_seed = 21;
	iv_outlook_trial_start(t, (size_t)customers);
	for (int i = 0; i < customers; i++) {
		bool stays = other && i % other == 0;
		struct shopper s = shoppers_draw(stays ? &iv_score_nbd : &iv_score_bgnbd, stays ? rates : bg, UNIT);
		int64_t x, recency, span = 2 * (26 * UNIT + i % 90), days = span / 2;
		int orders = shoppers_live(&s, span, days, &x, &recency);
		struct iv_score_purchase_outcome o = { (uint32_t)x, (uint32_t)recency, (uint32_t)span, (uint32_t)days, (uint32_t)orders, 1 };
		iv_outlook_trial_add(t, (uint64_t)i, &o);
		/* what lies between is not known here: the whole past has the rate of the earlier one */
		assert_int_equal(iv_score_purchase_add(&b, x, recency, span, &err), IV_OK);
	}
	iv_score_purchase_build(d, &b, UNIT);
	iv_score_purchase_builder_release(&b);
}

static struct iv_outlook_verdict choose(int customers, int other, int choice, struct iv_outlook_mix *mix)
{
	struct iv_score_purchase_data d = { 0 };
	struct iv_outlook_trial t = { 0 };
	struct iv_outlook_considered considered[IV_OUTLOOK_MODELS];
	struct iv_outlook_verdict verdict;
	struct iv_outlook_plan plan = { choice, UNIT, 365, .1 };
	double sum = 0;
	fill(customers, other, &d, &t);
	assert_int_equal(iv_outlook_choose(&plan, &d, &t, 1, mix, considered, &verdict), choice < IV_OUTLOOK_FIRST ? 4 : 1);
	for (size_t k = 0; k < mix->n; k++)
		sum += mix->weight[k];
	assert_float_equal(sum, 1, 1e-12);
	iv_score_purchase_data_release(&d);
	iv_outlook_trial_release(&t);
	return verdict;
}

/* Where a model is true it is used alone; where none is, and a mixture foretells better, that; where too little is known, or one is named, there is
 * no trial. */
static void choosing(void **state)
{
	(void)state;
	struct iv_outlook_mix mix;
	struct iv_outlook_verdict v = choose(3000, 0, IV_OUTLOOK_AUTO, &mix);
	assert_true(v.enough && !v.stacked && mix.n == 1 && mix.fit[0].model == &iv_score_bgnbd);
	v = choose(6000, 2, IV_OUTLOOK_AUTO, &mix);
	assert_true(v.enough && v.stacked && mix.n > 1 && v.gain.gain > 2 * v.gain.error);
	v = choose(3000, 0, IV_OUTLOOK_AVERAGE, &mix);
	assert_true(v.enough && v.stacked);
	v = choose(99, 4, IV_OUTLOOK_AVERAGE, &mix);
	assert_true(!v.enough && !v.stacked && mix.n > 0);
	v = choose(3000, 4, IV_OUTLOOK_FIRST, &mix);
	assert_true(!v.enough && !v.stacked && v.customers == 0 && mix.n == 1);
}

/* Of many, about so many are taken, and always the same. */
static void sampling(void **state)
{
	(void)state;
	struct iv_outlook_trial t = { 0 };
	struct iv_score_purchase_outcome o = { .customers = 1 };
	iv_outlook_trial_start(&t, 100000);
	for (uint64_t i = 0; i < 100000; i++)
		iv_outlook_trial_add(&t, i * 0x9E3779B97F4A7C15u, &o);
	assert_in_range(t.n, 2900, 3100);
	iv_outlook_trial_release(&t);
}

/* The last third of a customer's time is what came. */
static void thirds(void **state)
{
	(void)state;
	struct iv_score_purchase_outcome o;
	struct iv_score_facts f = { .first = 100, .last = 175, .days = 5, .early_days = 3, .early_last = 160, .daily = true, .bought_ever = true };
	assert_true(iv_outlook_trial_outcome(&f, &(struct iv_season){ 0 }, 200, &o));
	assert_int_equal(o.x, 2);
	assert_int_equal(o.recency, 60);
	assert_int_equal(o.span, 66);
	assert_int_equal(o.days, 34);
	assert_int_equal(o.orders, 2);
	assert_false(iv_outlook_trial_outcome(&f, &(struct iv_season){ 0 }, 100, &o));
	f.daily = false;
	assert_false(iv_outlook_trial_outcome(&f, &(struct iv_season){ 0 }, 200, &o));
}

/* One customer's likelihood is that of a set of one; what is expected is what is expected of one alive, if it is. */
static void alone(void **state)
{
	(void)state;
	static const struct iv_score_purchase_model *const models[] = { &iv_score_bgnbd, &iv_score_mbgnbd, &iv_score_pareto, &iv_score_nbd };
	static const double p[][4] = { { .24, 4.4, .79, 2.4 }, { .52, 6.2, .89, 1.6 }, { .55, 10.6, .61, 11.7 }, { .38, 12 } };
	static const int64_t past[][3] = { { 0, 0, 270 }, { 2, 213, 272 }, { 26, 216, 217 }, { 1, 7, 273 }, { 0, 0, 0 }, { 90, 140, 900 } };
	for (int m = 0; m < 4; m++)
		for (size_t i = 0; i < sizeof past / sizeof *past; i++) {
			struct iv_score_purchase_builder b = { 0 };
			struct iv_score_purchase_data d = { 0 };
			struct iv_err err;
			struct iv_score_purchase_history h = { (double)past[i][0], (double)past[i][1] / UNIT, (double)past[i][2] / UNIT };
			assert_int_equal(iv_score_purchase_add(&b, past[i][0], past[i][1], past[i][2], &err), IV_OK);
			iv_score_purchase_build(&d, &b, UNIT);
			double whole = iv_score_purchase_loglik(models[m], &d, p[m], 1), one = models[m]->loglik(p[m], &h);
			assert_float_equal(one, whole, 1e-9 * (1 + fabs(whole)));
			assert_float_equal(models[m]->alive(p[m], &h) * models[m]->ahead(p[m], &h, 39), models[m]->expect(p[m], &h, 39), 1e-12);
			iv_score_purchase_data_release(&d);
			iv_score_purchase_builder_release(&b);
		}
}

/* Kinds of customers: who ordered often and fell silent is not taken for one of those who never leave, and who ordered once may be. What is
 * expected is the mean of the distribution. */
static void kinds(void **state)
{
	(void)state;
	struct iv_outlook_mix mix;
	struct iv_score_purchase_distribution scratch = { 0 }, d = { 0 };
	struct iv_outlook_past busy = { 30, 200, 600 }, once = { 0, 0, 100 };
	struct iv_score_outlook o;
	double mean = 0;
	iv_outlook_mix_start(&mix, 365, .1);
	mix.fit[0] = (struct iv_score_purchase_fit){ .model = &iv_score_mbgnbd, .unit = UNIT, .p = { .52, 6.2, .89, 1.6 } };
	mix.fit[1] = (struct iv_score_purchase_fit){ .model = &iv_score_nbd, .unit = UNIT, .p = { .38, 12 } };
	mix.weight[0] = .7;
	mix.weight[1] = .3;
	mix.n = 2;
	iv_outlook_find(&mix, &busy, NULL, &scratch, &o);
	assert_true(o.alive < 1e-6 && o.expected < 1e-4 && o.high == 0);
	iv_outlook_find(&mix, &once, NULL, &scratch, &o);
	assert_true(o.alive > .6 && o.discounted < o.expected && o.discounted > .9 * o.expected);
	iv_outlook_distribution(&mix, &once, 1 - 1e-12, &scratch, &d);
	for (size_t k = 0; k < d.n; k++)
		mean += (double)k * d.p[k];
	assert_float_equal(mean, o.expected, 1e-6);
	assert_float_equal(iv_outlook_expect(&mix, &once, 365), o.expected, 1e-12);
	iv_score_purchase_distribution_release(&scratch);
	iv_score_purchase_distribution_release(&d);
}

static void one_kind(struct iv_outlook_mix *mix, const struct iv_score_purchase_model *m, const double p[4], double horizon, double discount)
{
	iv_outlook_mix_start(mix, horizon, discount);
	mix->fit[0] = (struct iv_score_purchase_fit){ .model = m, .unit = UNIT, .p = { p[0], p[1], p[2], p[3] } };
	mix->weight[0] = 1;
	mix->n = 1;
}

/* Orders by what they are worth today when leaving is c times what it is: a sum over days. */
static double worth(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, double c)
{
	double rate = log1p(m->discount) / IV_YEAR, sum = 0, before = 0;
	for (int k = 1; k <= 4 * (int)m->horizon; k++) {
		double until = k / 4., e = iv_outlook_expect(m, past, c * until) / c;
		sum += (e - before) * exp(-rate * (until - .125));
		before = e;
	}
	return sum;
}

/* What is prevented of leaving: closed forms and finite differences. */
static void prevented(void **state)
{
	(void)state;
	static const double leaving[4] = { .55, 10.6, .61, 11.7 }, chance[4] = { .24, 4.4, .79, 2.4 };
	struct iv_score_purchase_distribution scratch = { 0 };
	struct iv_outlook_past past = { 3, 120, 200 };
	struct iv_outlook_mix mix;
	struct iv_score_outlook o;
	const double year = IV_YEAR / UNIT, span = 200. / UNIT, h = 1e-4;
	one_kind(&mix, &iv_score_pareto, leaving, 365, .1);
	iv_outlook_find(&mix, &past, NULL, &scratch, &o);
	double stays = pow((leaving[3] + span) / (leaving[3] + span + year), leaving[2]);
	assert_float_equal(o.stays, stays, 1e-6);
	assert_float_equal(o.stays_prevented, stays * leaving[2] * year / (leaving[3] + span + year), 1e-6);
	/* Half the leaving is a hazard of twice the scale. */
	double half[4] = { .55, 10.6, .61, 2 * (11.7 + span) - span };
	struct iv_score_purchase_history now = { 3, 120. / UNIT, span };
	assert_float_equal(iv_score_pareto.ahead(half, &now, 39), 2 * iv_score_pareto.ahead(leaving, &now, 39. / 2), 1e-9);
	assert_float_equal(iv_score_pareto.stay(half, &now, 39), iv_score_pareto.stay(leaving, &now, 39. / 2), 1e-9);
	for (int m = 0; m < 2; m++) {
		one_kind(&mix, m ? &iv_score_bgnbd : &iv_score_pareto, m ? chance : leaving, 365, m ? 0 : .1);
		iv_outlook_find(&mix, &past, NULL, &scratch, &o);
		assert_float_equal(o.discounted, worth(&mix, &past, 1), 1e-6);
		assert_float_equal(o.prevented, (worth(&mix, &past, 1 - h) - worth(&mix, &past, 1 + h)) / (2 * h), 5e-5);
	}
	/* BG/NBD: the mean of exp(-rate chance t) over its gamma and beta distributions. */
	double sum = 0, all = 0;
	for (double q = .0005; q < 1; q += .001) {
		double density = pow(q, .79 - 1) * pow(1 - q, 2.4 + 3 - 1);
		all += density;
		sum += density * pow(1 + q * year / (4.4 + span), -(.24 + 3));
	}
	assert_float_equal(o.stays, sum / all, 2e-2);
	one_kind(&mix, &iv_score_nbd, leaving, 365, .1);
	iv_outlook_find(&mix, &past, NULL, &scratch, &o);
	assert_true(o.stays == 1 && o.stays_prevented == 0);
	assert_float_equal(o.prevented, 0, 1e-9);
	iv_score_purchase_distribution_release(&scratch);
}

/* What is remembered is what would be found, also when more pasts come than there is room for. */
static void remembering(void **state)
{
	(void)state;
	struct iv_outlook_mix mix;
	struct iv_score_purchase_distribution scratch = { 0 };
	struct iv_outlook_memo *whole = iv_outlook_memo_new(), *ahead = iv_outlook_memo_new();
	struct iv_score_outlook o;
	iv_outlook_mix_start(&mix, 365, .1);
	mix.fit[0] = (struct iv_score_purchase_fit){ .model = &iv_score_mbgnbd, .unit = UNIT, .p = { .52, 6.2, .89, 1.6 } };
	mix.weight[0] = mix.n = 1;
	for (uint32_t i = 0; i < 60000; i++) {
		uint32_t k = i % 2 ? i / 200 : i * 7 % 19991; /* some that were seen just now, and some long ago */
		struct iv_outlook_past past = { k % 9, k % 9 ? k % 251 + 9 : 0, k % 251 + 9 + k / 251 };
		const struct iv_score_outlook *w = iv_outlook_memo_find(whole, &mix, &past), *a = iv_outlook_memo_ahead(ahead, &mix, &past);
		assert_ptr_equal(iv_outlook_memo_find(whole, &mix, &past), w);
		if (i % 8 > 1)
			continue;
		iv_outlook_find(&mix, &past, NULL, &scratch, &o);
		assert_memory_equal(w, &o, sizeof o);
		iv_outlook_ahead(&mix, &past, &o);
		assert_memory_equal(a, &o, sizeof o);
	}
	iv_score_purchase_distribution_release(&scratch);
	iv_outlook_memo_free(whole);
	iv_outlook_memo_free(ahead);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(choosing), cmocka_unit_test(sampling), cmocka_unit_test(thirds), cmocka_unit_test(alone), cmocka_unit_test(kinds), cmocka_unit_test(prevented), cmocka_unit_test(remembering) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
