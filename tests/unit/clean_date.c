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
	{ "", "民国九十年", "", "partial_date", IV_DATE_ANY },
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
	{ "roc", "2026/07/25", "2026-07-25", NULL, IV_DATE_ANY },
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
	/* words */
	{ "", "二〇二六年四月十五日", "2026-04-15", NULL, IV_DATE_ANY },
	{ "", "二零二六年十二月三十一日", "2026-12-31", NULL, IV_DATE_ANY },
	{ "", "公元一九八二年三月二十号", "1982-03-20", NULL, IV_DATE_ANY },
	{ "", "2026年4月15日 星期三", "2026-04-15", NULL, IV_DATE_ANY },
	{ "", "2026-04-15(周三) 12:30", "2026-04-15T12:30:00", NULL, IV_DATE_ANY },
	{ "", "14. März 2026", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "1er août 2026", "2026-08-01", NULL, IV_DATE_ANY },
	{ "", "mercredi 15 avril 2026", "2026-04-15", NULL, IV_DATE_ANY },
	{ "", "14 de marzo de 2026", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "3 de março de 2026", "2026-03-03", NULL, IV_DATE_ANY },
	{ "", "Dienstag, 5. Mai 2026 14:05 Uhr", "2026-05-05T14:05:00", NULL, IV_DATE_ANY },
	{ "", "14th of March 2026", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "14-Mar-26", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "14-MAR-85 02.30.00", "", "bad_date", IV_DATE_ANY },
	{ "", "2026-Mar-14", "2026-03-14", NULL, IV_DATE_ANY },
	{ "", "14 Marz 2026", "", "bad_date", IV_DATE_ANY },
	/* as programs write them */
	{ "", "Wed Apr 15 12:14:30 CST 2026", "2026-04-15T12:14:30", "ambiguous_zone", IV_DATE_ANY },
	{ "", "Wed Apr 15 2026 12:14:30 GMT+0800 (China Standard Time)", "2026-04-15T12:14:30+08:00", NULL, IV_DATE_ANY },
	{ "", "Wed, 15 Apr 2026 12:14:30 +0800", "2026-04-15T12:14:30+08:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 12:14:30 UTC", "2026-04-15T12:14:30Z", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 12:14 GMT+8", "2026-04-15T12:14:00+08:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 12:14:30 CEST", "2026-04-15T12:14:30+02:00", NULL, IV_DATE_ANY },
	{ "", "Apr 15, 2026, 3:05 PM", "2026-04-15T15:05:00", NULL, IV_DATE_ANY },
	{ "", "20260415T041430Z", "2026-04-15T04:14:30Z", NULL, IV_DATE_ANY },
	{ "", "20260415041430123", "2026-04-15T04:14:30.123", NULL, IV_DATE_ANY },
	{ "", "2026:04:15 04:14:30", "2026-04-15T04:14:30", NULL, IV_DATE_ANY },
	{ "", "2026-W16-3", "2026-04-15", NULL, IV_DATE_ANY },
	{ "", "2026W163", "2026-04-15", NULL, IV_DATE_ANY },
	{ "", "2027-W53-1", "", "bad_date", IV_DATE_ANY },
	{ "", "2026-105", "2026-04-15", NULL, IV_DATE_ANY },
	{ "", "2026105", "2026-04-15", NULL, IV_DATE_ANY },
	{ "", "2026-366", "", "bad_date", IV_DATE_ANY },
	{ "", "1776226470", "2026-04-15T04:14:30Z", NULL, IV_DATE_ANY },
	{ "", "1776226470123", "2026-04-15T04:14:30.123Z", NULL, IV_DATE_ANY },
	{ "", "1776226470000123", "2026-04-15T04:14:30.000123Z", NULL, IV_DATE_ANY },
	{ "", "1776226470.5", "2026-04-15T04:14:30.5Z", NULL, IV_DATE_ANY },
	{ "", "45291", "", "bad_date", IV_DATE_ANY },
	/* times */
	{ "", "2026-04-15 下午3点15分", "2026-04-15T15:15:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 下午三点半", "2026-04-15T15:30:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 15时30分", "2026-04-15T15:30:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 凌晨12:05", "2026-04-15T00:05:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 中午12点", "2026-04-15T12:00:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 中午1点", "2026-04-15T13:00:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 晚上9点", "2026-04-15T21:00:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 晚上12点", "", "bad_date", IV_DATE_ANY },
	{ "", "2026-04-15 3 pm", "2026-04-15T15:00:00", NULL, IV_DATE_ANY },
	{ "", "2026-04-15 13:00 am", "", "bad_date", IV_DATE_ANY },
	/* eras */
	{ "", "令和6年7月1日", "2024-07-01", NULL, IV_DATE_ANY },
	{ "", "令和元年5月1日", "2019-05-01", NULL, IV_DATE_ANY },
	{ "", "R6.7.1", "2024-07-01", NULL, IV_DATE_ANY },
	{ "", "S63/1/7", "1988-01-07", NULL, IV_DATE_ANY },
	{ "", "H31.4.30", "2019-04-30", NULL, IV_DATE_ANY },
	{ "", "昭和65年1月1日", "", "bad_date", IV_DATE_ANY },
	{ "", "大正十五年十二月二十四日", "1926-12-24", NULL, IV_DATE_ANY },
	{ "", "中華民國115年7月25日", "2026-07-25", NULL, IV_DATE_ANY },
	{ "", "民國1150725", "2026-07-25", NULL, IV_DATE_ANY },
	{ "", "90年7月6日", "", "ambiguous_date", IV_DATE_ANY },
	/* orders */
	{ "dmy", "05/06/2026", "2026-06-05", NULL, IV_DATE_ANY },
	{ "mdy", "05/06/2026 14:05", "2026-05-06T14:05:00", NULL, IV_DATE_ANY },
	{ "dmy", "05/14/2026", "", "bad_date", IV_DATE_ANY },
	{ "dmy", "2026-05-14", "2026-05-14", NULL, IV_DATE_ANY },
	{ "dmy", "05062026", "2026-06-05", NULL, IV_DATE_ANY },
	{ "", "05062026", "", "ambiguous_date", IV_DATE_ANY },
	{ "", "25062026", "2026-06-25", NULL, IV_DATE_ANY },
	{ "dmy", "14.3.26", "2026-03-14", NULL, IV_DATE_ANY },
	{ "dmy", "140385", "1985-03-14", NULL, IV_DATE_ANY },
	{ "ymd", "85.3.14", "1985-03-14", NULL, IV_DATE_ANY },
	{ "ymd", "850314", "1985-03-14", NULL, IV_DATE_ANY },
	{ "ymd", "85年3月14日", "1985-03-14", NULL, IV_DATE_ANY },
	{ "", "850314", "", "ambiguous_date", IV_DATE_ANY },
	{ "roc", "5/1/2", "1916-01-02", NULL, IV_DATE_ANY },
	{ "excel", "45291", "2023-12-31", NULL, IV_DATE_ANY },
	{ "excel", "45291.5", "2023-12-31T12:00:00", NULL, IV_DATE_ANY },
	{ "excel", "45291.999999", "2024-01-01T00:00:00", NULL, IV_DATE_ANY },
	{ "excel", "61", "", "bad_date", IV_DATE_ANY },
	{ "excel", "060", "", "bad_date", IV_DATE_ANY },
	{ "excel", "059", "1900-02-28", NULL, IV_DATE_ANY },
	{ "excel", "061", "1900-03-01", NULL, IV_DATE_ANY },
	{ "excel", "9132", "1924-12-31", NULL, IV_DATE_BIRTH },
	{ "excel", "1985", "", "partial_date", IV_DATE_ANY },
	{ "excel", "2026-03-14", "2026-03-14", NULL, IV_DATE_ANY },
	{ "excel1904", "43829", "2023-12-31", NULL, IV_DATE_ANY },
	{ "epoch", "-86400", "1969-12-31T00:00:00Z", NULL, IV_DATE_ANY },
	{ "epoch", "-86400", "1969-12-31", NULL, IV_DATE_BIRTH },
	{ "epoch_ms", "479520000000", "1985-03-13T00:00:00Z", NULL, IV_DATE_ANY },
	{ "epoch_us", "-1", "1969-12-31T23:59:59.999999Z", NULL, IV_DATE_ANY },
	{ "", "1753-01-01", "", "placeholder", IV_DATE_ANY },
	{ "", "1901-01-01", "", "placeholder", IV_DATE_BIRTH },
	{ "", "1901-01-01", "1901-01-01", NULL, IV_DATE_ANY },
	{ "", "1985-03", "", "partial_date", IV_DATE_ANY },
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
		struct iv_date_ask ask = { .formats = &f, .use = cases[i].use }, none = { .use = cases[i].use };
		int rc = iv_clean_date(&a, iv_str_of(cases[i].raw), &ask, &d);
		bool refused = cases[i].warn && strcmp(cases[i].warn, "placeholder") != 0 && strcmp(cases[i].warn, "ambiguous_zone") != 0;
		if (rc != (refused ? IV_REJECT : IV_OK) || !iv_str_eq(d.c.value, iv_str_of(cases[i].value)) || !iv_str_eq(iv_str_of(d.c.warn), iv_str_of(cases[i].warn)))
			fail_msg("%s as '%s': %d '" IV_FMT "' %s", cases[i].raw, cases[i].formats, rc, IV_ARG(d.c.value), d.c.warn ? d.c.warn : "-");
		assert_int_equal(iv_clean_date(&a, d.c.value, &none, &again), IV_OK);
		assert_true(iv_str_eq(again.c.value, d.c.value));
		assert_true(!d.c.value.n || (again.time.day == d.time.day && again.time.second == d.time.second && again.time.offset == d.time.offset));
	}
	iv_arena_release(&a);
}

enum { TODAY = 20740 }; /* 2026-10-14 */

/* What is more than a day: parts of births, birthdays of the Chinese calendar, and what the map knows. */
static const struct {
	struct iv_date_ask ask;
	const char *raw, *value, *part, *lunar, *warn;
} births[] = {
	{ { 0 }, "1985", "", "1985", "", "partial_date" },
	{ { 0 }, "1985年", "", "1985", "", "partial_date" },
	{ { 0 }, "1985-03", "", "1985-03", "", "partial_date" },
	{ { 0 }, "1985年3月", "", "1985-03", "", "partial_date" },
	{ { 0 }, "198503", "", "1985-03", "", "partial_date" },
	{ { 0 }, "1985-00-00", "", "1985", "", "partial_date" },
	{ { 0 }, "1985-03-00", "", "1985-03", "", "partial_date" },
	{ { 0 }, "0000-03-14", "", "--03-14", "", "partial_date" },
	{ { 0 }, "--03-14", "", "--03-14", "", "partial_date" },
	{ { 0 }, "03-14", "", "--03-14", "", "partial_date" },
	{ { 0 }, "14/3", "", "--03-14", "", "partial_date" },
	{ { 0 }, "03/04", "", "", "", "ambiguous_date" },
	{ { .style = IV_DATE_DMY }, "03/04", "", "--04-03", "", "partial_date" },
	{ { .style = IV_DATE_YMD }, "03-04", "", "--03-04", "", "partial_date" },
	{ { 0 }, "3月14日", "", "--03-14", "", "partial_date" },
	{ { 0 }, "三月十四日", "", "--03-14", "", "partial_date" },
	{ { 0 }, "0314", "", "--03-14", "", "partial_date" },
	{ { 0 }, "14 March", "", "--03-14", "", "partial_date" },
	{ { 0 }, "March 1985", "", "1985-03", "", "partial_date" },
	{ { 0 }, "昭和60年", "", "1985", "", "partial_date" },
	{ { 0 }, "--02-29", "", "--02-29", "", "partial_date" },
	{ { 0 }, "--02-30", "", "", "", "bad_date" },
	{ { 0 }, "1985-13", "", "", "", "bad_date" },
	/* the Chinese calendar */
	{ { 0 }, "农历八月十五", "", "", "--08-15", NULL },
	{ { 0 }, "農曆8月15日", "", "", "--08-15", NULL },
	{ { 0 }, "阴历 8-15", "", "", "--08-15", NULL },
	{ { 0 }, "正月初一", "", "", "--01-01", NULL },
	{ { 0 }, "腊月廿三", "", "", "--12-23", NULL },
	{ { 0 }, "冬月三十", "", "", "--11-30", NULL },
	{ { 0 }, "闰四月初八", "", "", "--04L-08", NULL },
	{ { 0 }, "八月初五", "", "", "--08-05", NULL },
	{ { 0 }, "八月十五", "", "", "", "ambiguous_date" },
	{ { .calendar = IV_DATE_LUNAR }, "八月十五", "", "", "--08-15", NULL },
	{ { .calendar = IV_DATE_SOLAR }, "八月十五", "", "--08-15", "", "partial_date" },
	{ { 0 }, "农历一九八五年八月十五", "1985-09-29", "", "--08-15", NULL },
	{ { 0 }, "1987年闰六月初一", "1987-07-26", "", "--06L-01", NULL },
	{ { .calendar = IV_DATE_LUNAR }, "1985-08-15", "1985-09-29", "", "--08-15", NULL },
	{ { .calendar = IV_DATE_LUNAR }, "1985/2/30", "1985-04-19", "", "--02-30", NULL },
	{ { .calendar = IV_DATE_LUNAR }, "19850815", "1985-09-29", "", "--08-15", NULL },
	{ { .calendar = IV_DATE_LUNAR }, "0815", "", "", "--08-15", NULL },
	{ { .calendar = IV_DATE_LUNAR }, "--04L-15", "", "", "--04L-15", NULL },
	{ { .calendar = IV_DATE_LUNAR }, "公历1985-08-15", "1985-08-15", "", "", NULL },
	{ { 0 }, "农历1985年闰八月十五", "", "", "", "bad_date" },
	{ { 0 }, "农历1985年八月", "", "", "", "bad_date" },
	/* years of two digits, and what cannot be */
	{ { .style = IV_DATE_YMD, .today = TODAY }, "30-03-14", "1930-03-14", "", "", NULL },
	{ { .style = IV_DATE_YMD, .today = TODAY }, "26-10-14", "2026-10-14", "", "", NULL },
	{ { .style = IV_DATE_YMD, .today = TODAY }, "26-10-15", "1926-10-15", "", "", NULL },
	{ { .style = IV_DATE_YMD }, "30-03-14", "2030-03-14", "", "", NULL },
	{ { .style = IV_DATE_YMD, .pivot = 20 }, "19-03-14", "2019-03-14", "", "", NULL },
	{ { .style = IV_DATE_YMD, .pivot = 20 }, "20-03-14", "1920-03-14", "", "", NULL },
	{ { .today = TODAY }, "2026-10-15", "", "", "", "odd_birth" },
	{ { .today = TODAY }, "1885-03-14", "", "", "", "odd_birth" },
	{ { .today = TODAY }, "1901-03-14", "1901-03-14", "", "", NULL },
	{ { .today = TODAY }, "9999-12-31", "", "", "", "placeholder" },
};

static void of_births(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof births / sizeof *births; i++) {
		struct iv_cleaned_date d, again;
		struct iv_date_ask ask = births[i].ask, none = { .use = IV_DATE_BIRTH };
		ask.use = IV_DATE_BIRTH;
		iv_clean_date(&a, iv_str_of(births[i].raw), &ask, &d);
		if (!iv_str_eq(d.c.value, iv_str_of(births[i].value)) || !iv_str_eq(d.part, iv_str_of(births[i].part)) || !iv_str_eq(d.lunar, iv_str_of(births[i].lunar)) ||
		    !iv_str_eq(iv_str_of(d.c.warn), iv_str_of(births[i].warn)))
			fail_msg("%s: '" IV_FMT "' '" IV_FMT "' '" IV_FMT "' %s", births[i].raw, IV_ARG(d.c.value), IV_ARG(d.part), IV_ARG(d.lunar), d.c.warn ? d.c.warn : "-");
		iv_clean_date(&a, d.c.value, &none, &again);
		assert_true(iv_str_eq(again.c.value, d.c.value));
		iv_clean_date(&a, d.part, &none, &again);
		assert_true(iv_str_eq(again.part, d.part));
		none.calendar = IV_DATE_LUNAR;
		iv_clean_date(&a, d.lunar, &none, &again);
		assert_true(iv_str_eq(again.lunar, d.lunar));
	}
	iv_arena_release(&a);
}

/* A zone is put to times that say none, and tells what CST is. */
static void zones(void **state)
{
	(void)state;
	static const struct {
		int16_t zone;
		const char *raw, *value;
	} table[] = {
		{ 480, "2026-04-15 04:14:30", "2026-04-15T04:14:30+08:00" }, { 480, "2026-04-15", "2026-04-15" },
		{ 480, "2026-04-15T04:14:30Z", "2026-04-15T04:14:30Z" },     { 480, "2026-04-15 04:14:30 CST", "2026-04-15T04:14:30+08:00" },
		{ 480, "1776226470", "2026-04-15T12:14:30+08:00" },	     { -360, "1776211200", "2026-04-14T18:00:00-06:00" },
		{ 0, "2026-04-15 04:14", "2026-04-15T04:14:00Z" },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct iv_cleaned_date d, again;
		struct iv_date_ask ask = { .zoned = true, .zone = table[i].zone };
		assert_int_equal(iv_clean_date(&a, iv_str_of(table[i].raw), &ask, &d), IV_OK);
		if (!iv_str_eq(d.c.value, iv_str_of(table[i].value)) || d.c.warn)
			fail_msg("%s: " IV_FMT, table[i].raw, IV_ARG(d.c.value));
		assert_int_equal(iv_clean_date(&a, d.c.value, NULL, &again), IV_OK);
		assert_true(iv_str_eq(d.c.value, again.c.value));
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
	const struct CMUnitTest tests[] = { cmocka_unit_test(dates), cmocka_unit_test(of_births), cmocka_unit_test(zones), cmocka_unit_test(bad_formats) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
