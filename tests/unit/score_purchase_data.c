/* SPDX-License-Identifier: MIT
 * Cells of customers: counted whatever the order and the way they come; what cannot be is refused, what looks wrong is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "score_shoppers.h"

static struct iv_err err;

static void refused(void **state)
{
	(void)state;
	struct iv_score_purchase_builder b = { 0 };
	static const struct {
		int64_t x, recency, span;
		const char *says;
	} bad[] = { { 1, 0, 5, "on the day of the first" }, { 0, 3, 5, "no repeat order" }, { 1, 6, 5, "ends after 5" }, { -1, 0, 5, "from 0" }, { 1, 2, (int64_t)1 << 32, "from 0" } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(iv_score_purchase_add(&b, bad[i].x, bad[i].recency, bad[i].span, &err), IV_REJECT);
		assert_string_equal(err.code, "bad_value");
		assert_non_null(strstr(err.msg, bad[i].says));
	}
	struct iv_score_purchase_data d = { 0 };
	iv_score_purchase_build(&d, &b, 7);
	assert_int_equal(d.n, 0);
	iv_score_purchase_data_release(&d);
}

static bool same(const struct iv_score_purchase_data *a, const struct iv_score_purchase_data *b)
{
	return a->n == b->n && a->moments == b->moments && !memcmp(a->weight, b->weight, a->n * sizeof *a->weight) && !memcmp(a->x, b->x, a->n * sizeof *a->x) &&
	       !memcmp(a->recency, b->recency, a->n * sizeof *a->recency) && !memcmp(a->span, b->span, a->n * sizeof *a->span) &&
	       !memcmp(a->moment, b->moment, a->moments * sizeof *a->moment);
}

/* One by one, in parts that are merged, as cells, and with times too long to be packed beside them: the same cells. */
static void ways(void **state)
{
	(void)state;
	static const double p[] = { .24, 4.4, .8, 2.4 };
	enum { N = 1200000, PARTS = 3 };
	struct iv_score_purchase_builder one = { 0 }, part[PARTS] = { 0 }, cells = { 0 };
	struct iv_score_purchase_data a = { 0 }, b = { 0 }, c = { 0 };
	shoppers_seed = 3;
	struct shopper s = shoppers_draw(&iv_score_nbd, p, 7);
	for (int i = 0; i < N; i++) {
		int64_t span = 100 + (int64_t)(shoppers_uniform() * 100), recency = (int64_t)(shoppers_uniform() * 90), x = recency ? 1 + (int64_t)(10 * s.rate) + i % 5 : 0;
		if (i % 100000 == 0)
			span = (int64_t)4000000000;
		iv_score_purchase_add(&one, x, recency, span, &err);
		iv_score_purchase_add(&part[i * 7 % PARTS], x, recency, span, &err);
	}
	for (int i = PARTS - 1; i > 0; i--)
		iv_score_purchase_merge(&part[0], &part[i]);
	iv_score_purchase_build(&a, &one, 7);
	iv_score_purchase_build(&b, &part[0], 7);
	assert_true(a.customers == N && same(&a, &b));
	for (size_t i = a.n; i-- > 0;) {
		struct iv_score_purchase_cell cell = { (uint32_t)a.x[i], (uint32_t)llround(a.moment[a.recency[i]] * 7), (uint32_t)llround(a.moment[a.span[i]] * 7), (uint64_t)a.weight[i] - 1 };
		assert_int_equal(iv_score_purchase_add_cell(&cells, &cell, &err), IV_OK);
		iv_score_purchase_add(&cells, cell.x, cell.recency, cell.span, &err);
	}
	iv_score_purchase_build(&c, &cells, 7);
	assert_true(same(&a, &c));
	for (size_t i = 1; i < a.n; i++)
		assert_true(a.x[i] > a.x[i - 1] || (a.x[i] == a.x[i - 1] && (a.recency[i] > a.recency[i - 1] || (a.recency[i] == a.recency[i - 1] && a.span[i] > a.span[i - 1]))));
	iv_score_purchase_data_release(&a);
	iv_score_purchase_data_release(&b);
	iv_score_purchase_data_release(&c);
}

static unsigned lint_of(int64_t x, int64_t recency, int64_t span, int64_t other_span)
{
	struct iv_score_purchase_builder b = { 0 };
	struct iv_score_purchase_data d = { 0 };
	for (int i = 0; i < 100; i++)
		iv_score_purchase_add(&b, x, recency, i % 2 ? span : other_span, &err);
	iv_score_purchase_build(&d, &b, 7);
	unsigned found = iv_score_purchase_lint(&d);
	iv_score_purchase_data_release(&d);
	return found;
}

static void lints(void **state)
{
	(void)state;
	assert_int_equal(lint_of(3, 40, 90, 91), 0);
	assert_int_equal(lint_of(3, 40, 90, 90), IV_LINT_EQUAL_SPANS);
	assert_int_equal(lint_of(3, 40 * 86400, 90 * 86400, 91 * 86400), IV_LINT_UNIT);
	assert_int_equal(lint_of(50, 40, 90, 91), IV_LINT_CROWDED);
	assert_int_equal(lint_of(0, 0, 90, 91), IV_LINT_NO_REPEATS | IV_LINT_FEW);
}

/* A thinned set has the customers of the whole, and nearly its repeat orders. */
static void thin(void **state)
{
	(void)state;
	static const double p[] = { .24, 4.4, .8, 2.4 };
	struct iv_score_purchase_builder b = { 0 };
	struct iv_score_purchase_data d = { 0 }, few = { 0 };
	shoppers_seed = 9;
	shoppers_fill(&b, &iv_score_bgnbd, p, 7, 50000, 190, 273);
	iv_score_purchase_build(&d, &b, 7);
	iv_score_purchase_thin(&few, &d, 1000);
	assert_true(few.n <= 1000);
	assert_float_equal(few.customers, d.customers, 1e-6);
	assert_float_equal(few.repeats, d.repeats, .02 * d.repeats);
	assert_float_equal(few.spans, d.spans, .02 * d.spans);
	iv_score_purchase_data_release(&d);
	iv_score_purchase_data_release(&few);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(refused), cmocka_unit_test(ways), cmocka_unit_test(lints), cmocka_unit_test(thin) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
