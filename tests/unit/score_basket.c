/* SPDX-License-Identifier: MIT
 * Baskets: frequent sets against counting every subset, rules against their definitions, the next best product against a slow search. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "score/basket.h"
#include "stats/interval.h"

#define NEAR(got, want, by) assert_true(fabs((got) - (want)) <= (by))

static uint64_t seed = 11;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}

enum { ITEMS = 9, BASKETS = 200 };

/* Baskets as bit sets; items 2 and 5 go together. */
static void make(struct iv_baskets *b, uint32_t mask[BASKETS])
{
	for (size_t k = 0; k < BASKETS; k++) {
		uint32_t item[12], n = draw(7);
		mask[k] = 0;
		for (uint32_t i = 0; i < n; i++)
			item[i] = draw(ITEMS) * draw(ITEMS) / ITEMS;
		if (draw(3) == 0)
			item[n++] = 5, item[n++] = 2;
		for (uint32_t i = 0; i < n; i++)
			mask[k] |= 1u << item[i];
		iv_baskets_add(b, item, n);
	}
}

static int64_t held(const uint32_t *mask, uint32_t set)
{
	int64_t n = 0;
	for (size_t k = 0; k < BASKETS; k++)
		n += (mask[k] & set) == set;
	return n;
}

static uint32_t bits(const uint32_t *item, size_t n)
{
	uint32_t set = 0;
	for (size_t i = 0; i < n; i++)
		set |= 1u << item[i];
	return set;
}

static void sets_of(struct iv_basket_sets *s, const struct iv_baskets *b, int64_t support, unsigned size)
{
	iv_basket_mine(s, b, &(struct iv_basket_settings){ .support = support, .size = size, .threads = 2 });
}

static void every_subset(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct iv_baskets b = { 0 };
		struct iv_basket_sets s = { 0 };
		uint32_t mask[BASKETS];
		make(&b, mask);
		for (int64_t support = 1; support < 30; support += 7) {
			unsigned most = (unsigned)draw(4);
			sets_of(&s, &b, support, most);
			size_t want = 0;
			for (uint32_t set = 1; set < 1u << ITEMS; set++)
				want += held(mask, set) >= support && (!most || (unsigned)__builtin_popcount(set) <= most);
			assert_int_equal(s.n, want);
			assert_true(s.baskets == BASKETS && !s.too_many && !s.cut_baskets);
			for (size_t i = 0; i < s.n; i++) {
				const uint32_t *item = s.item + s.set[i].first;
				assert_true(s.set[i].count == held(mask, bits(item, s.set[i].size)));
				assert_true(iv_basket_count(&s, item, s.set[i].size) == s.set[i].count);
				assert_true(!i || s.set[i].size >= s.set[i - 1].size);
				for (unsigned k = 1; k < s.set[i].size; k++)
					assert_true(item[k] > item[k - 1]);
			}
		}
		iv_basket_sets_release(&s);
		iv_baskets_release(&b);
	}
}

static void limits(void **state)
{
	(void)state;
	struct iv_baskets b = { 0 };
	struct iv_basket_sets s = { 0 };
	static const uint32_t five[] = { 3, 1, 4, 1, 5, 9 }, two[] = { 1, 4 };
	iv_baskets_add(&b, five, 6);
	iv_baskets_add(&b, two, 2);
	iv_baskets_add(&b, NULL, 0);
	assert_int_equal(b.start[1], 5);
	iv_basket_mine(&s, &b, &(struct iv_basket_settings){ .support = 1 });
	assert_int_equal(s.n, 31);
	iv_basket_mine(&s, &b, &(struct iv_basket_settings){ .support = 1, .sets = 31 });
	assert_true(s.n == 31 && !s.too_many);
	iv_basket_mine(&s, &b, &(struct iv_basket_settings){ .support = 1, .sets = 30 });
	assert_true(s.n == 0 && s.too_many);
	iv_basket_mine(&s, &b, &(struct iv_basket_settings){ .support = 1, .longest = 3 }); /* 1 and 4, and of the rare ones the last */
	assert_true(s.cut_baskets == 1 && s.cut_items == 2);
	assert_int_equal(s.n, 5 + 3 + 1);
	assert_int_equal(iv_basket_count(&s, (uint32_t[]){ 1, 4, 9 }, 3), 1);
	assert_int_equal(iv_basket_count(&s, (uint32_t[]){ 3 }, 1), 1); /* single items are counted before the cut */
	assert_int_equal(iv_basket_count(&s, (uint32_t[]){ 3, 4 }, 2), 0);
	iv_baskets_release(&b);
	iv_basket_mine(&s, &b, &(struct iv_basket_settings){ .support = 1 });
	assert_true(s.n == 0 && s.baskets == 0);
	iv_basket_sets_release(&s);
	assert_int_equal(iv_basket_support(.006, 9835), 60);
	assert_int_equal(iv_basket_support(.01, 9835), 99);
	assert_int_equal(iv_basket_support(.1, 70), 7);
	assert_int_equal(iv_basket_support(0, 70), 1);
}

/* A table of a hundred baskets: 20 with both, 25 with left, 40 with right. The χ² is that of R's chisq.test(matrix(c(20,5,20,55),2), correct = FALSE). */
static void measures(void **state)
{
	(void)state;
	struct iv_basket_rule r = { .both = 20, .left_count = 25, .right_count = 40, .baskets = 100 };
	NEAR(iv_basket_confidence(&r), .8, 1e-15);
	NEAR(iv_basket_lift(&r), 2, 1e-15);
	NEAR(iv_basket_conviction(&r), .6 / .2, 1e-14);
	NEAR(iv_basket_chi_square(&r), 22.22222222, 1e-8);
	r.both = 25;
	assert_true(iv_basket_conviction(&r) == INFINITY);
	r.right_count = 100;
	assert_true(iv_basket_chi_square(&r) == 0 && iv_basket_lift(&r) == 1);
}

static void rules(void **state)
{
	(void)state;
	struct iv_baskets b = { 0 };
	struct iv_basket_sets s = { 0 };
	struct iv_basket_rules r = { 0 };
	uint32_t mask[BASKETS];
	make(&b, mask);
	sets_of(&s, &b, 4, 0);
	iv_basket_rules_find(&r, &s, .4);
	size_t want = 0;
	for (uint32_t set = 1; set < 1u << ITEMS; set++)
		for (uint32_t i = 0; i < ITEMS; i++)
			want += (set >> i & 1) && set != 1u << i && held(mask, set) >= 4 && (double)held(mask, set) >= .4 * (double)held(mask, set & ~(1u << i));
	assert_int_equal(r.n, want);
	assert_true(r.n > 20);
	for (size_t i = 0; i < r.n; i++) {
		const struct iv_basket_rule *at = &r.rule[i];
		uint32_t left = bits(r.item + at->first, at->n);
		assert_true(at->left_count == held(mask, left) && at->right_count == held(mask, 1u << at->right) && at->both == held(mask, left | 1u << at->right));
		assert_true(!(left >> at->right & 1) && at->baskets == BASKETS);
		assert_true(!i || iv_basket_lift(at) <= iv_basket_lift(&r.rule[i - 1]) + 1e-12);
	}
	iv_basket_rules_release(&r);
	iv_basket_sets_release(&s);
	iv_baskets_release(&b);
}

static void next_best(void **state)
{
	(void)state;
	struct iv_baskets b = { 0 };
	struct iv_basket_sets s = { 0 };
	struct iv_basket_next x = { 0 };
	uint32_t mask[BASKETS];
	double worth[ITEMS];
	make(&b, mask);
	sets_of(&s, &b, 5, 2);
	for (size_t i = 0; i < ITEMS; i++)
		worth[i] = i == 4 ? 0 : 1 + (double)draw(3);
	const struct iv_basket_next_settings settings = { .confidence = .1, .chi_square = 1, .worth = worth, .worth_n = ITEMS };
	iv_basket_next_build(&x, &s, &settings);
	size_t proposed = 0;
	for (uint32_t own = 0; own < 1u << ITEMS; own++) {
		uint32_t owned[ITEMS], n = 0;
		double best = 0;
		for (uint32_t i = 0; i < ITEMS; i++)
			if (own >> i & 1)
				owned[n++] = i;
		for (uint32_t i = 0; i < ITEMS; i++)
			for (uint32_t k = 0; k < n && !(own >> i & 1) && worth[i] > 0; k++) {
				struct iv_basket_rule r = { .left_count = held(mask, 1u << owned[k]), .right_count = held(mask, 1u << i), .baskets = BASKETS };
				r.both = held(mask, 1u << owned[k] | 1u << i);
				if (r.both >= 5 && iv_basket_lift(&r) > 1 && iv_basket_confidence(&r) >= .1 && iv_basket_chi_square(&r) >= 1)
					best = fmax(best, worth[i] * iv_stats_wilson(r.both, r.left_count, .95).low);
			}
		const struct iv_basket_link *got = iv_basket_next_best(&x, owned, n);
		assert_true(got ? got->value == best : best == 0);
		if (!got)
			continue;
		proposed++;
		assert_true(!(own >> got->item & 1) && own >> got->owned & 1);
		assert_true(got->both == held(mask, 1u << got->item | 1u << got->owned) && got->item_count == held(mask, 1u << got->item));
	}
	assert_true(proposed > 50);
	assert_null(iv_basket_next_best(&x, NULL, 0));
	iv_basket_next_release(&x);
	iv_basket_sets_release(&s);
	iv_baskets_release(&b);
}

/* Numbered by name, what is found does not depend on the order of baskets, of items, or of numbers given before. */
static void order(void **state)
{
	(void)state;
	static const struct iv_str name[] = { { "d", 1 }, { "b", 1 }, { "a", 1 }, { "c", 1 } }, turned[] = { { "a", 1 }, { "b", 1 }, { "c", 1 }, { "d", 1 } };
	static const uint32_t first[] = { 0, 1 }, second[] = { 2, 3, 1 }, first_turned[] = { 1, 3 }, second_turned[] = { 0, 1, 2 };
	struct iv_baskets b = { 0 }, other = { 0 };
	uint32_t number[4];
	iv_baskets_add(&b, first, 2);
	iv_baskets_add(&b, second, 3);
	iv_baskets_number(&b, name, 4, number);
	assert_memory_equal(number, ((uint32_t[]){ 3, 1, 0, 2 }), sizeof number);
	iv_baskets_add(&other, second_turned, 3);
	iv_baskets_add(&other, first_turned, 2);
	iv_baskets_number(&other, turned, 4, number);
	struct iv_basket_sets s = { 0 }, t = { 0 };
	sets_of(&s, &b, 1, 0);
	sets_of(&t, &other, 1, 0);
	assert_true(s.n == t.n && s.items == t.items);
	assert_memory_equal(s.item, t.item, s.items * sizeof *s.item);
	iv_basket_sets_release(&s);
	iv_basket_sets_release(&t);
	iv_baskets_release(&b);
	iv_baskets_release(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_subset),
		cmocka_unit_test(limits),
		cmocka_unit_test(measures),
		cmocka_unit_test(rules),
		cmocka_unit_test(next_best),
		cmocka_unit_test(order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
