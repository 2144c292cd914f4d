/* SPDX-License-Identifier: MIT
 * Dates and times: what auto can tell, ROC years, and formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/date.h"

static const struct {
	const char *formats, *raw, *value, *warn; /* formats are separated by '|' */
	enum iv_date_use use;
} cases[] = {
	{ "", "2026-03-14", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "2026/3/14", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "2026.3.14", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "20260314", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "1982年3月14日", "1982-03-14", NULL, IV_DATE_ANY },
	{ "", "１９８２年３月１４号", "1982-03-14", NULL, IV_DATE_ANY },
	{ "", "1982 年 3 月 14 日", "1982-03-14", NULL, IV_DATE_ANY },
	{ "", "民國90年7月6日", "2001-07-06", NULL, IV_DATE_ANY },
	{ "", "民国九十年", "", "bad_date", IV_DATE_ANY },
	{ "", "中華民國元年1月1日", "1912-01-01", NULL, IV_DATE_ANY },
	{ "", "民國前1年12月31日", "1911-12-31", NULL, IV_DATE_ANY },
	{ "", "14/03/2026", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "03/14/2026", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "05/05/2026", "2026-05-05", NULL, IV_DATE_ANY },
	{ "", "05/06/2026", "", "ambiguous_date", IV_DATE_ANY },
	{ "", "14/03/26", "", "ambiguous_date", IV_DATE_ANY },
	{ "", "14 Mar 2026", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "14-MAR-2026", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "March 14, 2026", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "Sept. 3, 2026", "2026-09-03", NULL, IV_DATE_ANY },
	{ "", "115/07/25", "", "bad_date", IV_DATE_ANY },
	{ "", "2026-02-29", "", "bad_date", IV_DATE_ANY },
	{ "", "2026-13-01", "", "bad_date", IV_DATE_ANY },
	{ "", "2026-00-01", "", "bad_date", IV_DATE_ANY },
	{ "", "2026-04-15 04:14:30", "2026-04-15T04:14:30", NULL, IV_DATE_ANY },
	{ "", "2026-05-14 20:33", "2026-05-14T20:33:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15T04:14:30.250+08:00", "2026-04-15T04:14:30.25+08:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15T04:14:30Z", "2026-04-15T04:14:30Z", NULL, IV_DATE_ANY },
	{ "", "2026-04-15T04:14:30-0330", "2026-04-15T04:14:30-03:30", NULL, IV_DATE_ANY },
	{ "", "2026/4/15 下午4:05", "2026-04-15T16:05:00", NULL, IV_DATE_ANY },
	{ "", "2026/4/15 12:05 AM", "2026-04-15T00:05:00", NULL, IV_DATE_ANY },
	{ "", "2026年4月15日4时5分6秒", "2026-04-15T04:05:06", NULL, IV_DATE_ANY },
	{ "", "20260415041430", "2026-04-15T04:14:30", NULL, IV_DATE_ANY },
	{ "", "20260415 0414", "2026-04-15T04:14:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 24:00", "", "bad_date", IV_DATE_ANY },
	{ "", "2026-04-15T23:59:60", "", "bad_date", IV_DATE_ANY },
	{ "", "2026-04-1504:14", "", "bad_date", IV_DATE_ANY },
	{ "", "2026年4月15日04:14", "2026-04-15T04:14:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 noon", "", "bad_date", IV_DATE_ANY },
	{ "", "1982-03-14 00:00:00", "1982-03-14", NULL, IV_DATE_BIRTH },
	{ "", "1970-01-01", "1970-01-01", NULL, IV_DATE_ANY },
	{ "", "1970-01-01", "", "placeholder", IV_DATE_BIRTH },
	{ "", "1900-01-01", "", "placeholder", IV_DATE_ANY },
	{ "", "0000-00-00", "", "placeholder", IV_DATE_ANY },
	{ "", "0000-00-00 00:00:00", "", "placeholder", IV_DATE_ANY },
	{ "", "9999-12-31", "", "placeholder", IV_DATE_ANY },
	{ "", "99999999", "", "placeholder", IV_DATE_ANY },
	{ "", "不详", "", "placeholder", IV_DATE_BIRTH },
	{ "", "  ", "", NULL, IV_DATE_ANY },
	{ "roc", "115/07/25", "2026-07-25", NULL, IV_DATE_ANY },
	{ "roc", "民國64年12月18日", "1975-12-18", NULL, IV_DATE_BIRTH },
	{ "roc", "81年9月9日", "1992-09-09", NULL, IV_DATE_BIRTH },
	{ "roc", "90-7-6", "2001-07-06", NULL, IV_DATE_ANY },
	{ "roc", "1150725", "2026-07-25", NULL, IV_DATE_ANY },
	{ "roc", "900706", "2001-07-06", NULL, IV_DATE_ANY },
	{ "roc", "2026-07-25", "2026-07-25", NULL, IV_DATE_ANY },
	{ "roc", "2026/07/25", "", "bad_date", IV_DATE_ANY },
	{ "roc|auto", "2026/07/25", "2026-07-25", NULL, IV_DATE_ANY },
	{ "%d/%m/%Y", "05/06/2026", "2026-06-05", NULL, IV_DATE_ANY },
	{ "%m/%d/%Y", "05/06/2026", "2026-05-06", NULL, IV_DATE_ANY },
	{ "%d.%m.%y", "5.6.68", "2068-06-05", NULL, IV_DATE_ANY },
	{ "%d.%m.%y", "5.6.69", "1969-06-05", NULL, IV_DATE_ANY },
	{ "%Y%m%d", "20260605", "2026-06-05", NULL, IV_DATE_ANY },
	{ "%Y-%m-%d %H:%M:%S", "2026-06-05  04:14:30.5", "2026-06-05T04:14:30.5", NULL, IV_DATE_ANY },
	{ "%d %b %Y %H:%M %p", "5 Jun 2026 4:05 pm", "2026-06-05T16:05:00", NULL, IV_DATE_ANY },
	{ "%R年%m月%d日", "90年7月6日", "2001-07-06", NULL, IV_DATE_ANY },
	{ "%Y年%m月%d日", "2026年7月6日", "2026-07-06", NULL, IV_DATE_ANY },
	{ "%Y-%m-%d %H:%M %z", "2026-06-05 04:14+0800", "2026-06-05T04:14:00+08:00", NULL, IV_DATE_ANY },
	{ "%d/%m/%Y", "5 June", "", "bad_date", IV_DATE_ANY },
};

static void dates(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_date_formats f = { 0 };
		struct iv_cleaned_date d, again;
		struct iv_err err;
		struct iv_str rest = iv_str_of(cases[i].formats), one;
		while (rest.n && iv_str_cut(&rest, '|', &one))
			assert_int_equal(iv_date_formats_add(&f, one, &err), IV_OK);
		int rc = iv_clean_date(&a, iv_str_of(cases[i].raw), &f, cases[i].use, &d);
		bool refused = cases[i].warn && strcmp(cases[i].warn, "placeholder") != 0;
		if (rc != (refused ? IV_REJECT : IV_OK) || !iv_str_eq(d.c.value, iv_str_of(cases[i].value)) || !iv_str_eq(iv_str_of(d.c.warn), iv_str_of(cases[i].warn)))
			fail_msg("%s as '%s': %d '" IV_FMT "' %s", cases[i].raw, cases[i].formats, rc, IV_ARG(d.c.value), d.c.warn ? d.c.warn : "-");
		assert_int_equal(iv_clean_date(&a, d.c.value, NULL, cases[i].use, &again), IV_OK);
		assert_true(iv_str_eq(again.c.value, d.c.value));
		assert_true(!d.c.value.n || (again.time.day == d.time.day && again.time.second == d.time.second && again.time.offset == d.time.offset));
	}
	iv_arena_release(&a);
}

static void bad_formats(void **state)
{
	(void)state;
	static const char *const formats[] = { "%Y-%m", "%Q", "%", "", "%d/%m", "%Y-%m-%d and then a great deal of other text" };
	struct iv_date_formats f = { 0 };
	struct iv_err err;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		assert_int_equal(iv_date_formats_add(&f, iv_str_of(formats[i]), &err), IV_WRONG);
		assert_true(err.msg[0] != '\0');
	}
	assert_int_equal(f.n, 0);
	for (int i = 0; i < IV_DATE_FORMATS; i++)
		assert_int_equal(iv_date_formats_add(&f, IV_STR("auto"), &err), IV_OK);
	assert_int_equal(iv_date_formats_add(&f, IV_STR("auto"), &err), IV_WRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(dates), cmocka_unit_test(bad_formats) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
