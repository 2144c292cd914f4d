/* SPDX-License-Identifier: MIT
 * Seasons: days that add up, indexes that are found again, and bases without a season that are left alone however they grow or fade. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/date.h"
#include "score/season.h"

static uint64_t seed;

static double draw(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (double)(seed >> 11) / 9007199254740992.;
}

static int32_t day_of(const char *date)
{
	int32_t day;
	assert_true(iv_date_parse(iv_str_of(date), &day));
	return day;
}

static void no_season(void **state)
{
	(void)state;
	struct iv_season s = { 0 };
	assert_int_equal(iv_season_days(&s, 100, 137), 37);
	assert_int_equal(iv_season_after(&s, 100, 37), 137);
	iv_season_learn(&s, 1000);
	assert_int_equal(s.state, IV_SEASON_SHORT);
	assert_int_equal(iv_season_days(&s, 100, 137), 37);
	iv_season_release(&s);
}

/* The festivals of 2024 and 2026 fell on February 10 and 17. */
static void weeks(void **state)
{
	(void)state;
	assert_int_equal(iv_season_week(day_of("2024-02-10")), 4);
	assert_int_equal(iv_season_week(day_of("2024-02-09")), 3);
	assert_int_equal(iv_season_week(day_of("2024-01-13")), 0);
	assert_int_equal(iv_season_week(day_of("2024-01-12")), -1);
	assert_int_equal(iv_season_week(day_of("2024-03-01")), 6);
	assert_int_equal(iv_season_week(day_of("2024-03-02")), -1);
	assert_int_equal(iv_season_week(day_of("2026-02-17")), 4);
	assert_int_equal(iv_season_week(day_of("2022-12-25")), 0); /* that of 2023 fell on January 22 */
	assert_int_equal(iv_season_week(day_of("2022-12-24")), -1);
	assert_int_equal(iv_season_week(day_of("2101-02-01")), -1); /* beyond the table */
	assert_int_equal(iv_season_week(day_of("1800-02-01")), -1);
}

static void days_add_up(void **state)
{
	(void)state;
	struct iv_season s = { .state = IV_SEASON_KNOWN };
	int32_t today = day_of("2026-11-20");
	seed = 3;
	for (int i = 0; i < IV_SEASON_MONTHS; i++)
		s.month[i] = .1 + 2 * draw();
	for (int i = 0; i < IV_SEASON_WEEKS; i++)
		s.week[i] = .1 + 4 * draw();
	iv_season_fill(&s, today);
	for (int i = 0; i < 2000; i++) {
		int32_t a = today - (int32_t)(60000 * draw()), b = a + (int32_t)(9000 * draw()), c = b + (int32_t)(60000 * draw());
		assert_int_equal(iv_season_days(&s, a, b) + iv_season_days(&s, b, c), iv_season_days(&s, a, c));
		assert_true(iv_season_days(&s, a, b) >= 0);
		int32_t n = 1 + (int32_t)(3000 * draw()), after = iv_season_after(&s, b, n);
		assert_true(iv_season_days(&s, b, after) >= n && iv_season_days(&s, b, after - 1) < n);
	}
	iv_season_release(&s);
}

/* A base with `customers` that come over the first `coming` days (negative: each November), order with a rate that grows by `growth` a year, and leave with a chance of `leaving` a day. */
static void simulate(struct iv_season *s, int32_t from, int32_t today, int customers, int coming, double growth, double leaving, const double *month, const double *week)
{
	for (int i = 0; i < customers; i++) {
		int32_t day[4000], first = from + (int32_t)((coming < 0 ? today - from : coming) * draw());
		size_t n = 0;
		double rate = .01 * (.2 + 1.6 * draw());
		while (coming < 0 && iv_date_to(first).month != 11)
			first++;
		day[n++] = first;
		for (int32_t d = first + 1; d <= today && draw() >= leaving; d++) {
			int w = iv_season_week(d);
			double index = (month ? month[iv_date_to(d).month - 1] : 1) * (week && w >= 0 ? week[w] : 1);
			if (draw() < rate * index * exp(growth * (d - from) / 365.25) && n < 4000)
				day[n++] = d;
		}
		iv_season_see(s, day, n);
	}
}

static void left_alone(void **state)
{
	(void)state;
	static const struct {
		int coming;
		double growth, leaving;
	} base[] = { { 1000, 0, 0 }, { 60, 0, .005 }, { 900, .5, .001 }, { 30, -.8, .002 }, { -1, 0, .004 } };
	int32_t today = day_of("2026-11-20");
	int found = 0;
	for (int run = 0; run < 100; run++) {
		struct iv_season s = { 0 };
		seed = (uint64_t)run + 1;
		simulate(&s, today - 800 - 7 * run, today, 500, base[run % 5].coming, base[run % 5].growth, base[run % 5].leaving, NULL, NULL);
		iv_season_learn(&s, today);
		found += s.state == IV_SEASON_KNOWN;
		iv_season_release(&s);
	}
	assert_in_range(found, 0, 1);
}

static double mean_over(const struct iv_season *s, int32_t from, int32_t days)
{
	return (double)iv_season_days(s, from, from + days) / days;
}

static void found_again(void **state)
{
	(void)state;
	static const double month[12] = { 1, 1, 1, 1, 1.5, 2, 2.5, 2.5, 1.5, 1, .6, .6 };
	static const double week[IV_SEASON_WEEKS] = { 2, 3, 4, 3, .2, .5, 1 };
	int32_t today = day_of("2026-11-20");
	for (int what = 0; what < 3; what++) {
		struct iv_season s = { 0 }, again = { 0 };
		seed = 77 + (uint64_t)what;
		simulate(&s, today - 1461, today, 4000, 1400, .2, .001, what == 1 ? NULL : month, what == 0 ? NULL : week);
		iv_season_learn(&s, today);
		assert_int_equal(s.state, IV_SEASON_KNOWN);
		assert_true(s.by_month == (what != 1) && s.by_week == (what != 0));
		for (int i = 1; i < 12 && what != 1; i++)
			assert_true(fabs(s.month[i] / s.month[3] / month[i] - 1) < .12);
		for (int i = 0; i < IV_SEASON_WEEKS && what != 0; i++)
			assert_true(fabs(s.week[i] - week[i]) < .1 + .15 * week[i]);
		assert_true(fabs(mean_over(&s, 10957, 6940) - 1) < .001);

		/* Printed and read, every span is the same. */
		struct iv_buf b = { 0 };
		struct iv_conf conf;
		struct iv_err err;
		iv_season_write(&s, false, &b);
		assert_int_equal(iv_conf_parse(&conf, "model", iv_buf_str(&b), &err), IV_OK);
		assert_int_equal(iv_season_read(&again, conf.root, today, &err), IV_OK);
		for (int32_t d = today - 2000; d < today + 2000; d += 13)
			assert_int_equal(iv_season_days(&again, d, d + 100), iv_season_days(&s, d, d + 100));
		iv_conf_release(&conf);
		iv_buf_release(&b);
		iv_season_release(&s);
		iv_season_release(&again);
	}
}

/* A month in which nobody orders has an index, too: time never stops for good. */
static void dead_month(void **state)
{
	(void)state;
	double month[12] = { 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1 };
	int32_t today = day_of("2026-11-20");
	struct iv_season s = { 0 };
	seed = 9;
	simulate(&s, today - 1200, today, 1000, 1000, 0, 0, month, NULL);
	iv_season_learn(&s, today);
	assert_true(s.state == IV_SEASON_KNOWN && s.month[7] >= .001 && s.month[7] < .1);
	iv_season_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_season), cmocka_unit_test(weeks),	    cmocka_unit_test(days_add_up), cmocka_unit_test(left_alone),
		cmocka_unit_test(found_again), cmocka_unit_test(dead_month),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
