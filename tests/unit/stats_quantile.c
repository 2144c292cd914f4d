/* SPDX-License-Identifier: MIT
 * Quantiles: the definition, exactness where doubles fail, sorting against qsort, ties. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "stats/quantile.h"

static struct iv_stats_sample sample_of(const int64_t *v, size_t n)
{
	struct iv_stats_sample s = { 0 };
	for (size_t i = 0; i < n; i++)
		iv_stats_sample_add(&s, v[i]);
	iv_stats_sample_sort(&s);
	return s;
}

static const char *print(struct iv_stats_point p, int64_t unit)
{
	static struct iv_buf b;
	iv_buf_clear(&b);
	iv_stats_point_print(p, unit, &b);
	return iv_buf_text(&b);
}

/* R: quantile(c(5, 1, 3, 2, 10, 8), (0:5)/5) gives 1 2 3 5 8 10; of c(1, 2, 4): 1 1.4 1.8 2.4 3.2 4. */
static void definition(void **state)
{
	(void)state;
	static const int64_t six[] = { 5, 1, 3, 2, 10, 8 }, three[] = { 4, 1, 2 };
	static const char *const want_six[] = { "1", "2", "3", "5", "8", "10" };
	static const char *const want_three[] = { "1", "1.4", "1.8", "2.4", "3.2", "4" };
	struct iv_stats_sample a = sample_of(six, 6), b = sample_of(three, 3);
	for (uint32_t k = 0; k <= 5; k++) {
		assert_string_equal(print(iv_stats_quantile(&a, k, 5), 1), want_six[k]);
		assert_string_equal(print(iv_stats_quantile(&b, k, 5), 1), want_three[k]);
	}
	iv_stats_sample_release(&a);
	iv_stats_sample_release(&b);
}

static void one_value(void **state)
{
	(void)state;
	static const int64_t one[] = { -7 };
	struct iv_stats_sample s = sample_of(one, 1);
	for (uint32_t k = 0; k <= 5; k++)
		assert_string_equal(print(iv_stats_quantile(&s, k, 5), 1), "-7");
	iv_stats_sample_release(&s);
}

/* The whole range of int64, and a step that no double can hold. */
static void extremes(void **state)
{
	(void)state;
	static const int64_t two[] = { INT64_MIN, INT64_MAX };
	struct iv_stats_sample s = sample_of(two, 2);
	struct iv_stats_point middle = iv_stats_quantile(&s, 1, 2);
	assert_true(middle.whole == -1 && middle.part == 1 && middle.parts == 2); /* -0.5 */
	assert_true(iv_stats_below(-1, middle) && !iv_stats_below(0, middle));
	iv_stats_sample_release(&s);
	static const int64_t close[] = { 9007199254740993, 9007199254740994 };
	s = sample_of(close, 2);
	middle = iv_stats_quantile(&s, 1, 2);
	assert_string_equal(print(middle, 1), "9007199254740993.5");
	assert_true(iv_stats_below(9007199254740993, middle) && !iv_stats_below(9007199254740994, middle));
	iv_stats_sample_release(&s);
}

static void printing(void **state)
{
	(void)state;
	assert_string_equal(print((struct iv_stats_point){ 2558000, 0, 5 }, 10000), "255.8");
	assert_string_equal(print((struct iv_stats_point){ 2964000, 2, 5 }, 10000), "296.40004");
	assert_string_equal(print((struct iv_stats_point){ 0, 1, 3 }, 1), "0.333333333");
	assert_string_equal(print((struct iv_stats_point){ -1, 1, 3 }, 1), "-0.666666667");
	assert_string_equal(print((struct iv_stats_point){ -3, 0, 7 }, 1), "-3");
}

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static void sorting(void **state)
{
	(void)state;
	uint64_t seed = 12345;
	static const int shifts[] = { 0, 1, 30, 55, 62, 63 };
	for (size_t round = 0; round < 60; round++) {
		size_t n = round * 37;
		struct iv_stats_sample s = { 0 };
		int64_t *copy = iv_alloc((n + 1) * sizeof *copy);
		for (size_t i = 0; i < n; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			copy[i] = (int64_t)(seed ^ seed >> 29) >> shifts[round % 6];
			iv_stats_sample_add(&s, copy[i]);
		}
		iv_stats_sample_sort(&s);
		qsort(copy, n, sizeof *copy, ascending);
		for (size_t i = 0; i < n; i++)
			assert_true(s.value[i] == copy[i]);
		free(copy);
		iv_stats_sample_release(&s);
	}
}

/* Groups are [lower, upper): a value on a cut belongs above it; equal cuts leave an empty group between them. */
static void groups(void **state)
{
	(void)state;
	const struct iv_stats_point cut[] = { { 4, 0, 5 }, { 5, 0, 5 }, { 5, 0, 5 }, { 7, 2, 5 } };
	static const int64_t value[] = { -1, 3, 4, 5, 6, 7, 8 };
	static const unsigned want[] = { 0, 0, 1, 3, 3, 3, 4 };
	for (size_t i = 0; i < sizeof value / sizeof *value; i++)
		assert_int_equal(iv_stats_group(value[i], cut, 4), want[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(definition), cmocka_unit_test(one_value), cmocka_unit_test(extremes),
		cmocka_unit_test(printing),   cmocka_unit_test(sorting),   cmocka_unit_test(groups),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
