/* SPDX-License-Identifier: MIT
 * Rows by key and day, and the count of keys that are not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "ingest/lookup.h"
#include "ingest/missing.h"

static void add(struct iv_lookup *t, const char *key, int32_t from, int32_t until, long line, const char *value)
{
	struct iv_str v = iv_str_of(value);
	iv_lookup_add(t, iv_str_of(key), from, until, line, &v);
}

static void finds(const struct iv_lookup *t, const char *key, int32_t day, const char *want)
{
	const struct iv_lookup_row *row = iv_lookup_find(t, iv_str_of(key), day);
	if (!want)
		assert_null(row);
	else
		assert_true(row && iv_str_eq(iv_lookup_value(t, row, 0), iv_str_of(want)));
}

static void by_day(void **state)
{
	(void)state;
	struct iv_lookup t = { .takes = 1 };
	struct iv_err err;
	add(&t, "S1", 100, IV_DATE_LAST, 2, "B");
	add(&t, "S2", IV_DATE_FIRST, IV_DATE_LAST, 3, "A");
	add(&t, "S1", IV_DATE_FIRST, 99, 4, "A");
	add(&t, "S3", 10, 20, 5, "C");
	assert_int_equal(iv_lookup_done(&t, &err), IV_OK);
	finds(&t, "S1", 99, "A");
	finds(&t, "S1", 100, "B");
	finds(&t, "S2", 0, "A");
	finds(&t, "S3", 9, NULL);
	finds(&t, "S3", 20, "C");
	finds(&t, "S3", 21, NULL);
	finds(&t, "S4", 20, NULL);
	assert_int_equal(t.values.n, 3); /* equal values once */
	iv_lookup_release(&t);
	finds(&t, "S1", 1, NULL);
}

static void overlaps(void **state)
{
	(void)state;
	static const struct {
		bool follow;
		int32_t day[4];
		const char *msg;
	} cases[] = {
		{ false, { 1, 5, 6, 9 }, NULL },
		{ false, { 6, 9, 1, 6 }, "the key stands on line 2 too, and both rows hold on 1970-01-07" },
		{ false, { 1, 9, 2, 3 }, "the key stands on line 2 too, and both rows hold on 1970-01-03" },
		{ false, { 1, 9, 1, 9 }, "the key stands on line 2 too" },
		{ true, { 1, IV_DATE_LAST, 9, IV_DATE_LAST }, NULL },
		{ true, { 9, IV_DATE_LAST, 9, IV_DATE_LAST }, "the key stands on line 2 too" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_lookup t = { .takes = 1, .follow = cases[i].follow };
		struct iv_err err = { 0 };
		add(&t, "k", cases[i].day[0], cases[i].day[1], 2, "a");
		add(&t, "other", 1, 9, 3, "a");
		add(&t, "k", cases[i].day[2], cases[i].day[3], 4, "b");
		assert_int_equal(iv_lookup_done(&t, &err), cases[i].msg ? IV_WRONG : IV_OK);
		if (cases[i].msg) {
			assert_string_equal(err.msg, cases[i].msg);
			assert_int_equal(err.line, 4);
		} else if (cases[i].follow) {
			finds(&t, "k", 8, "a");
			finds(&t, "k", 9, "b");
		}
		iv_lookup_release(&t);
	}
}

/* Against a plain search through the rows, with many keys and periods. */
static void many(void **state)
{
	(void)state;
	enum { KEYS = 500, PERIODS = 7 };
	struct iv_lookup t = { .takes = 1 };
	struct iv_err err;
	char key[16], value[16];
	for (int p = PERIODS - 1; p >= 0; p--)
		for (int k = 0; k < KEYS; k++) {
			snprintf(key, sizeof key, "k%d", k);
			snprintf(value, sizeof value, "%d", (k * p) % 11);
			add(&t, key, p * 10, p * 10 + (k % 10), 1, value);
		}
	assert_int_equal(iv_lookup_done(&t, &err), IV_OK);
	for (int k = 0; k < KEYS; k++)
		for (int day = -1; day < 75; day += 3) {
			snprintf(key, sizeof key, "k%d", k);
			snprintf(value, sizeof value, "%d", (k * (day / 10)) % 11);
			finds(&t, key, day, day >= 0 && day / 10 < PERIODS && day % 10 <= k % 10 ? value : NULL);
		}
	assert_true(iv_lookup_bytes(&t) > KEYS * PERIODS * 24);
	iv_lookup_release(&t);
}

/* What is counted does not depend on who counts, also when keys are shed. */
static void missing(void **state)
{
	(void)state;
	enum { KEYS = 3 * IV_MISSING_MOST, WORKERS = 3 };
	struct iv_missing one = { 0 }, part[WORKERS] = { 0 }, sum = { 0 };
	for (int i = 0; i < KEYS; i++) {
		char key[16];
		snprintf(key, sizeof key, "%d", i);
		for (int n = 0; n <= i % 5; n++) {
			iv_missing_add(&one, iv_str_of(key), 1);
			iv_missing_add(&part[(i + n) % WORKERS], iv_str_of(key), 1);
		}
	}
	for (int i = 0; i < WORKERS; i++) {
		iv_missing_merge(&sum, &part[i]);
		iv_missing_release(&part[i]);
	}
	assert_true(one.n == sum.n && one.halved == sum.halved && one.halved > 0 && one.n <= IV_MISSING_MOST && one.n > IV_MISSING_MOST / 4);
	struct iv_missing_key a[20], b[20];
	assert_int_equal(iv_missing_top(&one, a, 20), 20);
	assert_int_equal(iv_missing_top(&sum, b, 20), 20);
	for (int i = 0; i < 20; i++)
		assert_true(iv_str_eq(a[i].key, b[i].key) && a[i].n == b[i].n && a[i].n == 5 && (!i || iv_str_cmp(a[i - 1].key, a[i].key) < 0));
	iv_missing_release(&one);
	iv_missing_release(&sum);
	assert_int_equal(iv_missing_top(&sum, b, 20), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(by_day), cmocka_unit_test(overlaps), cmocka_unit_test(many), cmocka_unit_test(missing) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
