/* SPDX-License-Identifier: MIT
 * Weight of evidence: published counts, isotonic pooling against its minimax formula, what bins promise, groups of columns. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "score/woe.h"
#include "stats/digits.h"

#define NEAR(got, want, by) assert_true(fabs((got) - (want)) <= (by))

static uint64_t seed = 3;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}

/* Counts of bad and good of the German credit data (Hofmann 1994): checking account, credit history, savings. */
static void published(void **state)
{
	(void)state;
	struct iv_woe_bins account = { .bin = { { 135, 139, 0, 0 }, { 105, 164, 0, 0 }, { 14, 49, 0, 0 }, { 46, 348, 0, 0 } }, .n = 4 };
	struct iv_woe_bins history = { .bin = { { 28, 21, 0, 0 }, { 50, 243, 0, 0 }, { 28, 60, 0, 0 }, { 169, 361, 0, 0 }, { 25, 15, 0, 0 } }, .n = 5 };
	struct iv_woe_bins savings = { .bin = { { 217, 386, 0, 0 }, { 6, 42, 0, 0 }, { 34, 69, 0, 0 }, { 11, 52, 0, 0 }, { 32, 151, 0, 0 } }, .n = 5 };
	iv_woe_weigh(&account);
	iv_woe_weigh(&history);
	iv_woe_weigh(&savings);
	static const double woe[] = { .818099, .401392, -.405465, -1.176263 };
	for (size_t i = 0; i < 4; i++)
		NEAR(account.bin[i].woe, woe[i], 5e-7);
	NEAR(account.iv, .666011503, 5e-10);
	NEAR(history.iv, .293233547, 5e-10);
	NEAR(savings.iv, .196009557, 5e-10);
}

/* The account as a text column: four groups stay apart but for the small one, which no longer is when 5 % are asked. */
static void texts_join(void **state)
{
	(void)state;
	static const struct iv_woe_count count[] = { { 135, 139 }, { 14, 49 }, { 105, 164 }, { 46, 348 }, { 0, 0 }, { 0, 0 } };
	uint16_t bin_of[6];
	struct iv_woe_bins b;
	struct iv_woe_settings s = iv_woe_usual;
	s.apart = 3.84;
	iv_woe_join(&b, bin_of, count, 4, false, &s);
	assert_int_equal(b.n, 4);
	static const uint16_t rising[] = { 3, 1, 2, 0, IV_WOE_NONE, IV_WOE_NONE };
	assert_memory_equal(bin_of, rising, sizeof rising);
	NEAR(b.iv, .666011503, 5e-10);
	assert_int_equal(b.missing, IV_WOE_NONE);
	s.share = .07; /* 63 of 1,000 are too few; they are more like the 394 (χ² 5.3) than like the 269 (6.3) */
	iv_woe_join(&b, bin_of, count, 4, false, &s);
	assert_int_equal(b.n, 3);
	assert_int_equal(bin_of[1], bin_of[3]);
	assert_true(b.bin[0].ones == 60 && b.bin[0].zeros == 397);
	s.bins = 2;
	iv_woe_join(&b, bin_of, count, 4, false, &s);
	assert_int_equal(b.n, 2);
	assert_true(b.bin[1].ones == 240 && b.bin[1].zeros == 303);
}

static void rare_and_missing(void **state)
{
	(void)state;
	static const struct iv_woe_count count[] = { { 300, 100 }, { 100, 300 }, { 0, 0 }, { 90, 310 }, { 9, 0 } };
	uint16_t bin_of[5];
	struct iv_woe_bins b;
	iv_woe_join(&b, bin_of, count, 3, false, &iv_woe_usual);
	assert_int_equal(b.n, 3);
	assert_int_equal(bin_of[3], bin_of[1]); /* rare texts are by their own evidence like the second */
	assert_int_equal(bin_of[2], bin_of[3]); /* a text not seen here is as a rare one */
	assert_int_equal(bin_of[4], b.missing);
	assert_true(b.missing == 2 && b.bin[2].silent && b.bin[2].woe == 0); /* nine cases say nothing */
	NEAR(b.iv, (300 / 499. - 100 / 710.) * b.bin[1].woe + (190 / 499. - 610 / 710.) * b.bin[0].woe, 1e-12);

	struct iv_woe_settings s = iv_woe_usual;
	s.cases = 5;
	iv_woe_join(&b, bin_of, count, 3, false, &s);
	NEAR(b.bin[2].woe, log(9.5 / 499 / (.5 / 710)), 1e-11); /* half a case in the empty cell */
	/* No case has a value. */
	static const struct iv_woe_count none[] = { { 0, 0 }, { 0, 0 }, { 0, 0 }, { 40, 60 } };
	iv_woe_join(&b, bin_of, none, 2, false, &s);
	assert_true(b.n == 1 && b.missing == 0 && bin_of[0] == IV_WOE_NONE && b.iv == 0);
	iv_woe_join(&b, bin_of, none, 2, true, &s);
	assert_true(b.n == 2 && b.missing == 1 && b.bin[0].woe == 0 && b.iv == 0);
}

/* Isotonic regression by its definition: the share of group i is the greatest over j <= i of the least over k >= i of the share of j … k. */
static double minimax(const struct iv_woe_count *c, size_t n, size_t i)
{
	double most = -1;
	for (size_t j = 0; j <= i; j++) {
		double least = 2, ones = 0, all = 0;
		for (size_t k = j; k < n; k++) {
			ones += (double)c[k].ones;
			all += (double)(c[k].ones + c[k].zeros);
			least = k >= i && ones / all < least ? ones / all : least;
		}
		most = least > most ? least : most;
	}
	return most;
}

enum { GROUPS = 12 };

static void isotonic(void **state)
{
	(void)state;
	struct iv_woe_settings s = { .bins = 31, .direction = IV_WOE_RISING };
	for (int round = 0; round < 300; round++) {
		struct iv_woe_count count[GROUPS + 2] = { { 0, 0 } };
		uint16_t bin_of[GROUPS + 2];
		struct iv_woe_bins b;
		for (size_t g = 0; g < GROUPS; g++)
			count[g] = (struct iv_woe_count){ 1 + draw(5 + (uint32_t)g), 1 + draw(10) };
		iv_woe_join(&b, bin_of, count, GROUPS, true, &s);
		for (size_t g = 0; g < GROUPS; g++) {
			const struct iv_woe_bin *in = &b.bin[bin_of[g]];
			NEAR((double)in->ones / (double)(in->ones + in->zeros), minimax(count, GROUPS, g), 1e-12);
		}
	}
}

/* Whatever the counts: bins are in order, large enough, apart, few enough, and hold every case. */
static void promises(void **state)
{
	(void)state;
	for (int round = 0; round < 500; round++) {
		struct iv_woe_count count[GROUPS + 2] = { { 0, 0 } };
		uint16_t bin_of[GROUPS + 2];
		struct iv_woe_bins b;
		struct iv_woe_settings s = iv_woe_usual;
		s.share = .1;
		s.bins = 4;
		int64_t all = 0, held = 0;
		for (size_t g = 0; g < GROUPS + 2; g++) {
			count[g] = (struct iv_woe_count){ draw(40 + 5 * (uint32_t)g), draw(100) };
			if (draw(8) == 0)
				count[g] = (struct iv_woe_count){ 0, 0 };
			all += g < GROUPS ? count[g].ones + count[g].zeros : 0;
		}
		count[GROUPS] = (struct iv_woe_count){ 0, 0 };
		iv_woe_join(&b, bin_of, count, GROUPS, true, &s);
		size_t n = b.n - (b.missing != IV_WOE_NONE);
		assert_in_range(n, 1, 4);
		for (size_t i = 0; i < n; i++) {
			double cases = (double)(b.bin[i].ones + b.bin[i].zeros);
			held += b.bin[i].ones + b.bin[i].zeros;
			assert_true(cases >= .1 * (double)all);
			assert_true(!i || (b.bin[i].woe - b.bin[i - 1].woe) * b.direction > 0);
		}
		assert_true(held == all);
		for (size_t g = 1; g < GROUPS; g++)
			assert_true(bin_of[g] == bin_of[g - 1] || bin_of[g] == bin_of[g - 1] + 1);
	}
}

/* A share that rises and falls again needs IV_WOE_FREE. */
static void hump(void **state)
{
	(void)state;
	static const struct iv_woe_count count[] = { { 100, 900 }, { 500, 500 }, { 120, 880 }, { 0, 0 }, { 0, 0 } };
	uint16_t bin_of[5];
	struct iv_woe_bins b;
	struct iv_woe_settings s = iv_woe_usual;
	iv_woe_join(&b, bin_of, count, 3, true, &s);
	assert_true(b.n == 2 && b.direction == 1);
	double monotone = b.iv;
	s.direction = IV_WOE_FREE;
	iv_woe_join(&b, bin_of, count, 3, true, &s);
	assert_true(b.n == 3 && b.direction == 0 && b.iv > 2 * monotone);
	s.direction = IV_WOE_FALLING;
	iv_woe_join(&b, bin_of, count, 3, true, &s);
	assert_true(b.n == 2 && b.direction == -1 && bin_of[0] == bin_of[1]);
}

static void psi(void **state)
{
	(void)state;
	static const int64_t p[] = { 50, 30, 20 }, same[] = { 100, 60, 40 }, q[] = { 40, 40, 20 }, gap[] = { 10, 0, 10 }, none[3] = { 0 };
	NEAR(iv_woe_psi(p, same, 3), 0, 1e-15);
	NEAR(iv_woe_psi(p, q, 3), .1 * log(5. / 4) + -.1 * log(3. / 4), 1e-15);
	NEAR(iv_woe_psi(q, p, 3), iv_woe_psi(p, q, 3), 1e-15);
	NEAR(iv_woe_psi(p, gap, 3), (.3 - .025) * log(.3 / .025) + (.2 - .5) * log(.2 / .5), 1e-15);
	assert_true(isnan(iv_woe_psi(p, none, 3)));
}

static void numbers(void **state)
{
	(void)state;
	enum { N = 4000 };
	double *v = iv_alloc(N * sizeof *v);
	struct iv_woe_groups g = { 0 }, other = { 0 };
	struct iv_woe_settings s = iv_woe_usual;
	s.groups = 40;
	for (size_t i = 0; i < N; i++)
		v[i] = i % 10 == 0 ? NAN : draw(2) ? 0 : (1 + draw(100000)) / 100.;
	iv_woe_group_numbers(&g, v, N, &s);
	int64_t held[200] = { 0 };
	for (size_t i = 0; i < N; i++) {
		uint16_t at = iv_woe_group_of(&g, v[i]);
		held[at]++;
		assert_true(isnan(v[i]) ? at == g.n + 1 : at < g.n);
		if (!isnan(v[i]))
			assert_true((at == 0 || g.cut[at - 1] <= v[i]) && (at + 1u == g.n || v[i] < g.cut[at]));
	}
	assert_in_range(g.n, 18, 24); /* half of 3,600 is 0 and alone; parts of 90 for the rest */
	assert_int_equal(held[g.n + 1], N / 10);
	assert_in_range(held[0], 1700, 1900);
	for (size_t i = 1; i + 1 < g.n; i++) {
		assert_in_range(held[i], 90, 95);
		assert_true(iv_stats_digits(g.cut[i]) == g.cut[i]);
	}
	for (size_t i = N; i-- > 1;) { /* the order of cases cannot be seen */
		size_t k = draw((uint32_t)i + 1);
		double t = v[i];
		v[i] = v[k];
		v[k] = t;
	}
	iv_woe_group_numbers(&other, v, N, &s);
	assert_int_equal(other.n, g.n);
	assert_memory_equal(other.cut, g.cut, (g.n - 1) * sizeof *g.cut);
	for (size_t i = 0; i < N; i++)
		v[i] = i % 2 ? NAN : 7;
	iv_woe_group_numbers(&g, v, N, &s);
	assert_true(g.n == 1 && iv_woe_group_of(&g, 7) == 0 && iv_woe_group_of(&g, -1e9) == 0 && iv_woe_group_of(&g, INFINITY) == 2);
	for (size_t i = 0; i < N; i++)
		v[i] = i < 30 ? (double)i / 100 : i < 530 ? 5 : (double)i; /* a common value with few before it is alone all the same */
	iv_woe_group_numbers(&g, v, N, &s);
	assert_true(g.cut[0] > .29 && g.cut[0] <= 5 && g.cut[1] > 5 && g.cut[1] <= 530);
	iv_woe_group_numbers(&g, v, 0, &s);
	assert_int_equal(g.n, 1);
	iv_woe_groups_release(&g);
	iv_woe_groups_release(&other);
	free(v);
}

static void texts(void **state)
{
	(void)state;
	static const struct iv_str text[] = { { "pear", 4 }, { "fig", 3 }, { "apple", 5 }, { "plum", 4 }, { "kiwi", 4 } };
	static const int64_t cases[] = { 50, 29, 40, 70, 40 };
	uint16_t group[5];
	struct iv_woe_groups g = { 0 };
	struct iv_woe_settings s = iv_woe_usual;
	iv_woe_group_texts(&g, group, cases, text, 5, &s);
	static const uint16_t all[] = { 2, 4, 0, 3, 1 };
	assert_int_equal(g.n, 4);
	assert_memory_equal(group, all, sizeof all);
	assert_int_equal(g.text[0], 2);
	s.texts = 3; /* of two that are equally common the first in order stays */
	iv_woe_group_texts(&g, group, cases, text, 5, &s);
	static const uint16_t three[] = { 1, 3, 0, 2, 3 };
	assert_int_equal(g.n, 3);
	assert_memory_equal(group, three, sizeof three);
	iv_woe_groups_release(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published),
		cmocka_unit_test(texts_join),
		cmocka_unit_test(rare_and_missing),
		cmocka_unit_test(isotonic),
		cmocka_unit_test(promises),
		cmocka_unit_test(hump),
		cmocka_unit_test(psi),
		cmocka_unit_test(numbers),
		cmocka_unit_test(texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
