/* SPDX-License-Identifier: MIT
 * The Chinese calendar: days that almanacs print, and the table walked from its first day to its last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/lunar.h"

static int32_t day_of(const char *date)
{
	int32_t day;
	assert_true(iv_date_parse(iv_str_of(date), &day));
	return day;
}

static void known_days(void **state)
{
	(void)state;
	static const struct {
		struct iv_lunar lunar;
		const char *date;
	} table[] = {
		{ { 1900, 1, 1, false }, "1900-01-31" }, { { 1949, 8, 10, false }, "1949-10-01" }, { { 1985, 8, 15, false }, "1985-09-29" }, { { 1987, 6, 1, true }, "1987-07-26" },
		{ { 2012, 4, 15, true }, "2012-06-04" }, { { 2018, 10, 1, false }, "2018-11-08" }, { { 2020, 4, 1, true }, "2020-05-23" }, { { 2023, 2, 29, true }, "2023-04-19" },
		{ { 2024, 12, 29, false }, "2025-01-28" }, { { 2025, 1, 1, false }, "2025-01-29" }, { { 2026, 1, 1, false }, "2026-02-17" }, { { 2033, 11, 1, true }, "2033-12-22" },
		{ { 2100, 12, 29, false }, "2101-01-28" },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		int32_t day;
		struct iv_lunar back;
		assert_true(iv_lunar_day(table[i].lunar, &day));
		assert_int_equal(day, day_of(table[i].date));
		assert_true(iv_lunar_of(day, &back));
		assert_memory_equal(&back, &table[i].lunar, offsetof(struct iv_lunar, leap));
		assert_true(back.leap == table[i].lunar.leap);
	}
}

/* Every day has a name, which follows that of the day before, and leads back to the day. */
static void every_day(void **state)
{
	(void)state;
	struct iv_lunar before = { 0 }, l;
	int32_t day = day_of("1900-01-31"), again;
	assert_false(iv_lunar_of(day - 1, &l));
	for (; iv_lunar_of(day, &l); day++, before = l) {
		assert_true(iv_lunar_day(l, &again) && again == day);
		assert_true(l.day == before.day + 1 || (l.day == 1 && (before.day >= 29 || !before.day)));
		assert_true(l.day > 1 || !before.day || l.leap || l.month == before.month % 12 + 1);
		assert_true(!l.leap || l.day > 1 || l.month == before.month);
	}
	assert_int_equal(day, day_of("2101-01-29"));
}

static void no_such_day(void **state)
{
	(void)state;
	int32_t day;
	static const struct iv_lunar none[] = { { 1985, 4, 1, true }, { 1985, 13, 1, false }, { 1985, 0, 1, false }, { 1985, 1, 31, false }, { 1985, 1, 0, false }, { 1899, 1, 1, false }, { 2101, 1, 1, false }, { 2012, 4, 30, true } };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(iv_lunar_day(none[i], &day));
	static const char *const texts[] = { "", "--", "--08-1", "--13-01", "--00-01", "--08-31", "--08-00", "08-15", "--08L-", "--08l-15", "--8-15", "--08-155", "--08L15" };
	struct iv_lunar l;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(iv_lunar_parse(iv_str_of(texts[i]), &l));
}

static void birthdays(void **state)
{
	(void)state;
	static const struct {
		const char *birth, *on, *next;
	} table[] = {
		{ "--08-15", "2026-09-25", "2026-09-25" }, { "--08-15", "2026-09-26", "2027-09-15" }, { "--12-30", "2026-02-01", "2026-02-16" }, /* no 30th: the 29th */
		{ "--12-30", "2026-01-01", "2026-02-16" }, { "--04L-15", "2020-05-01", "2020-06-06" }, { "--04L-15", "2026-01-01", "2026-05-31" }, /* no leap month: the plain one */
		{ "--04-15", "2020-05-01", "2020-05-07" }, { "--01-01", "2026-02-18", "2027-02-06" }, { "--12-29", "2101-01-28", "2101-01-28" },
	};
	struct iv_lunar l;
	int32_t day;
	struct iv_buf b = { 0 };
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		assert_true(iv_lunar_parse(iv_str_of(table[i].birth), &l));
		assert_true(iv_lunar_birthday(l, day_of(table[i].on), &day));
		if (day != day_of(table[i].next))
			fail_msg("%s on %s", table[i].birth, table[i].on);
		iv_buf_clear(&b);
		iv_lunar_add(&b, l);
		assert_true(iv_str_eq(iv_buf_str(&b), iv_str_of(table[i].birth)));
	}
	assert_true(iv_lunar_parse(IV_STR("--08-15"), &l));
	assert_false(iv_lunar_birthday(l, day_of("2100-10-01"), &day));
	assert_false(iv_lunar_birthday(l, day_of("1899-10-01"), &day));
	iv_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known_days), cmocka_unit_test(every_day), cmocka_unit_test(no_such_day), cmocka_unit_test(birthdays) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
