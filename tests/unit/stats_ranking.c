/* SPDX-License-Identifier: MIT
 * Ranking measures against slow counting over pairs and cases; rounding to digits. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "stats/digits.h"
#include "stats/ranking.h"

#define NEAR(got, want, by) assert_true(fabs((got) - (want)) <= (by))

static uint64_t seed = 1;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}

enum { N = 500 };

/* Scores with many ties, as probabilities. */
static void make(double *score, uint8_t *label)
{
	for (size_t i = 0; i < N; i++) {
		score[i] = (1 + draw(40)) / 50.;
		label[i] = draw(50) < score[i] * 50;
	}
}

static double slow_auc(const double *score, const uint8_t *label)
{
	double won = 0, pairs = 0;
	for (size_t i = 0; i < N; i++)
		for (size_t k = 0; k < N; k++)
			if (label[i] && !label[k]) {
				pairs++;
				won += score[i] > score[k] ? 1 : score[i] == score[k] ? .5 : 0;
			}
	return won / pairs;
}

static void measures(void **state)
{
	(void)state;
	double score[N], apart = 0, brier = 0, loss = 0;
	uint8_t label[N];
	make(score, label);
	struct iv_stats_ranking r = { 0 };
	iv_stats_rank(&r, score, label, N);
	NEAR(iv_stats_auc(&r), slow_auc(score, label), 1e-14);
	for (size_t c = 0; c < N; c++) {
		double above[2] = { 0 };
		for (size_t i = 0; i < N; i++)
			above[label[i]] += score[i] >= score[c];
		apart = fmax(apart, fabs(above[1] / (double)r.ones - above[0] / (double)r.zeros));
		brier += (label[c] - score[c]) * (label[c] - score[c]) / N;
		loss -= log(label[c] ? score[c] : 1 - score[c]) / N;
	}
	NEAR(iv_stats_ks(&r), apart, 1e-14);
	NEAR(iv_stats_brier(&r), brier, 1e-14);
	NEAR(iv_stats_log_loss(&r), loss, 1e-14);

	/* Blocks descend and hold all cases. */
	int64_t ones = 0, zeros = 0;
	for (size_t i = 0; i < r.n; i++) {
		assert_true(!i || r.block[i].score < r.block[i - 1].score);
		ones += r.block[i].ones;
		zeros += r.block[i].zeros;
	}
	assert_true(ones == r.ones && zeros == r.zeros && ones + zeros == N);

	/* The order of cases cannot be seen. */
	for (size_t i = N; i-- > 1;) {
		size_t k = draw((uint32_t)i + 1);
		double s = score[i];
		uint8_t l = label[i];
		score[i] = score[k], label[i] = label[k];
		score[k] = s, label[k] = l;
	}
	struct iv_stats_ranking again = { 0 };
	iv_stats_rank(&again, score, label, N);
	assert_int_equal(again.n, r.n);
	assert_memory_equal(again.block, r.block, r.n * sizeof *r.block);
	iv_stats_ranking_release(&again);
	iv_stats_ranking_release(&r);
}

/* Four cases of one score, two of them ones, below one zero and above one one. */
static void ties_share(void **state)
{
	(void)state;
	static const double score[] = { .2, .5, .9, .5, .5, .5 };
	static const uint8_t label[] = { 1, 0, 0, 1, 1, 0 };
	struct iv_stats_ranking r = { 0 };
	iv_stats_rank(&r, score, label, 6);
	assert_int_equal(r.n, 3);
	NEAR(iv_stats_captured(&r, 1), 0, 0);
	NEAR(iv_stats_captured(&r, 2), .5, 1e-15);
	NEAR(iv_stats_captured(&r, 5), 2, 0);
	NEAR(iv_stats_captured(&r, 6), 3, 0);
	NEAR(iv_stats_lift(&r, .5), 1. / 3 / .5, 1e-15); /* three cases: the zero and half of the block */
	NEAR(iv_stats_lift(&r, .51), 1. / 3 / .5, 1e-15); /* still three */
	NEAR(iv_stats_auc(&r), (2 * (0 + .5 + .5)) / 9, 1e-15);
	iv_stats_ranking_release(&r);
	assert_true(isnan(iv_stats_auc(&r)) && isnan(iv_stats_lift(&r, .1)) && isnan(iv_stats_brier(&r)));
}

static void certain_and_wrong(void **state)
{
	(void)state;
	static const double score[] = { 1, 0 };
	static const uint8_t right[] = { 1, 0 }, wrong[] = { 1, 1 };
	struct iv_stats_ranking r = { 0 };
	iv_stats_rank(&r, score, right, 2);
	NEAR(iv_stats_log_loss(&r), 0, 0);
	NEAR(iv_stats_auc(&r), 1, 0);
	iv_stats_rank(&r, score, wrong, 2);
	assert_true(iv_stats_log_loss(&r) == INFINITY);
	iv_stats_ranking_release(&r);
}

static void reliability(void **state)
{
	(void)state;
	double score[N];
	uint8_t label[N];
	make(score, label);
	struct iv_stats_ranking r = { 0 };
	struct iv_stats_reliability line[10];
	iv_stats_rank(&r, score, label, N);
	size_t n = iv_stats_reliability(&r, 10, line);
	assert_int_equal(n, 10);
	int64_t cases = 0, ones = 0;
	for (size_t i = 0; i < n; i++) {
		double sum = 0, count = 0, got = 0;
		for (size_t k = 0; k < N; k++)
			if (score[k] >= line[i].low && score[k] <= line[i].high)
				sum += score[k], count++, got += label[k];
		assert_true(count == (double)line[i].cases && got == (double)line[i].ones);
		NEAR(line[i].predicted, sum / count, 1e-14);
		assert_in_range(line[i].cases, N / 10 - 20, N / 10 + 20);
		cases += line[i].cases;
		ones += line[i].ones;
	}
	assert_true(cases == N && ones == r.ones);
	static const double same[] = { .3, .3, .3 };
	iv_stats_rank(&r, same, label, 3);
	assert_int_equal(iv_stats_reliability(&r, 10, line), 1);
	assert_int_equal(line[0].cases, 3);
	iv_stats_ranking_release(&r);
}

static double random_double(void)
{
	return (draw(2) ? 1 : -1) * (1 + draw(1u << 30)) / 977. * pow(10, (int)draw(40) - 20);
}

static void digits(void **state)
{
	(void)state;
	assert_true(iv_stats_digits(0.1 + 0.2) == .3);
	assert_true(iv_stats_digits(-123456789.0123456) == -123456789.012);
	assert_true(!signbit(iv_stats_digits(-0.0)));
	assert_true(iv_stats_digits(1e308) == 1e308 && isnan(iv_stats_digits(NAN)));
	struct iv_buf b = { 0 };
	for (int i = 0; i < 2000; i++) {
		double v = iv_stats_digits(random_double());
		iv_buf_clear(&b);
		iv_stats_digits_print(v, &b);
		assert_true(strtod(iv_buf_text(&b), NULL) == v);
		assert_true(iv_stats_digits(v) == v);
	}
	iv_buf_clear(&b);
	iv_stats_digits_print(iv_stats_digits(-1. / 3), &b);
	iv_stats_digits_print(NAN, &b);
	assert_string_equal(iv_buf_text(&b), "-0.333333333333null");
	iv_buf_release(&b);
}

static void between(void **state)
{
	(void)state;
	static const struct {
		double a, b, want;
	} row[] = { { 11, 12, 12 }, { .9, 57, 50 }, { 11, 12.4, 12 }, { 255.1, 255.8, 255.8 }, { 255.1, 256.8, 256 }, { -3, 0, 0 }, { -.58, -.52, -.52 },
		{ -3.5, -1.2, -2 }, { 0, 1e-7, 1e-7 }, { 1999, 2000.75, 2000 } };
	double c;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_true(iv_stats_between(row[i].a, row[i].b, &c));
		assert_true(c == row[i].want);
	}
	assert_false(iv_stats_between(1, 1 + 1e-14, &c));
	for (int i = 0; i < 2000; i++) {
		double a = random_double(), b = random_double();
		if (a > b || !iv_stats_between(a, b, &c))
			continue;
		assert_true(a < c && c <= b && iv_stats_digits(c) == c);
	}
}

static void keys(void **state)
{
	(void)state;
	static const double v[] = { -INFINITY, -1e300, -2, -1e-310, 0, 1e-310, 1, 1e300, INFINITY };
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		assert_true(iv_stats_key_value(iv_stats_key(v[i])) == v[i]);
		assert_true(!i || iv_stats_key(v[i]) > iv_stats_key(v[i - 1]));
	}
	assert_true(iv_stats_key(-0.0) == iv_stats_key(0.0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measures),
		cmocka_unit_test(ties_share),
		cmocka_unit_test(certain_and_wrong),
		cmocka_unit_test(reliability),
		cmocka_unit_test(digits),
		cmocka_unit_test(between),
		cmocka_unit_test(keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
