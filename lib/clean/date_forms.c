/* SPDX-License-Identifier: MIT
 * The forms a date may have, told apart by how many figures it begins with. What a form leaves open, the style decides:
 * a style reads what its own way can read, and auto what can be read in one way only. */
#include "clean/date_scan.h"

#define digits iv_clean_date_digits
#define take_number iv_clean_date_number
#define take iv_clean_date_take
#define skip_spaces iv_clean_date_spaces
#define take_rest iv_clean_date_rest

/* A separator between the parts of a date: a mark, a word, or white space alone. */
static bool take_separator(struct scan *s)
{
	static const char *const marks[] = { "-", "/", ".", "年", "月", ",", "\\", "_", "de ", "of ", "del ", "’", "'" };
	const char *from = s->p;
	skip_spaces(s);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (take(s, marks[i]))
			break;
	skip_spaces(s);
	return s->p > from;
}

static void take_day_mark(struct scan *s)
{
	static const char *const marks[] = { "日", "号", "st", "nd", "rd", "th", "er", "º", "ª" };
	struct scan after = *s;
	skip_spaces(&after);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (take(&after, marks[i])) {
			*s = after;
			return;
		}
}

/* ---- by what a date begins with ---- */

/* 2026-w16-3 */
static enum date_result week(struct scan *s, struct parts *d, int year)
{
	int number, day;
	if (!take_number(s, 2, 2, &number) || (take(s, "-"), !take_number(s, 1, 1, &day)) || number < 1 || number > 53 || day < 1 || day > 7)
		return DATE_NO;
	/* January 4 is always in week 1; day 0 of the count was a Thursday. */
	int32_t fourth = iv_date_from((struct iv_ymd){ year, 1, 4 });
	int32_t monday = fourth - (fourth % 7 + 7 + 3) % 7, at = monday + (number - 1) * 7 + day - 1;
	struct iv_ymd thursday = iv_date_to(monday + (number - 1) * 7 + 3), found = iv_date_to(at);
	if (thursday.year != year)
		return DATE_NO;
	iv_clean_date_yes(d, found.year, found.month, found.day);
	return take_rest(s, d) ? DATE_YES : DATE_NO;
}

/* After a year: -03-14, /3/14, 年3月14日, -105, -w16-3, or less than that. */
static enum date_result after_year(struct scan *s, struct parts *d, const struct date_ways *w, int year)
{
	int month, day;
	d->year = year;
	if (iv_clean_date_end(s) || (take(s, "年") && iv_clean_date_end(s)))
		return year > 0 ? iv_clean_date_part(d, year, -1, -1) : DATE_NO;
	if (s->p[-1] >= '0' && s->p[-1] <= '9' && !take_separator(s) && !take(s, ":") && *s->p != 'w')
		return DATE_NO;
	skip_spaces(s);
	if (take(s, "w"))
		return iv_clean_date_plausible(year) ? week(s, d, year) : DATE_NO;
	if (digits(s) == 3 && iv_clean_date_plausible(year)) {
		take_number(s, 3, 3, &day);
		int32_t at = iv_date_from((struct iv_ymd){ year, 1, 1 }) + day - 1;
		struct iv_ymd found = iv_date_to(at);
		iv_clean_date_yes(d, found.year, found.month, found.day);
		return day && found.year == year && take_rest(s, d) ? DATE_YES : DATE_NO;
	}
	if (!iv_clean_date_month(s, &month) && !take_number(s, 1, 2, &month))
		return DATE_NO;
	if (iv_clean_date_end(s) || (take(s, "月") && iv_clean_date_end(s)))
		return iv_clean_date_part(d, year, month ? month : -1, -1);
	bool marked = s->p[-1] & 0x80; /* 月 went by */
	if (!marked && !take_separator(s) && !take(s, ":"))
		return DATE_NO;
	skip_spaces(s);
	if (!take_number(s, 1, 2, &day))
		return DATE_NO;
	take_day_mark(s);
	if (!day && iv_clean_date_end(s) && !w->lunar)
		return iv_clean_date_part(d, year, month ? month : -1, -1);
	if (!year)
		return iv_clean_date_end(s) ? iv_clean_date_part(d, -1, month, day) : DATE_NO;
	iv_clean_date_yes(d, year, month, day);
	return take_rest(s, d) ? DATE_YES : DATE_NO;
}

/* A year in figures behind day and month: four, or two. */
static bool take_last_year(struct scan *s, struct parts *d, const struct date_ways *w, int *year)
{
	size_t n = digits(s);
	if ((n != 2 && n != 4) || !take_number(s, 2, 4, year))
		return false;
	if (n == 2) {
		*year = iv_clean_date_short_year(*year, w);
		d->short_year = true;
	}
	return true;
}

/* One or two figures at the head. */
static enum date_result small_head(struct scan *s, struct parts *d, const struct date_ways *w)
{
	int f[3], month, year;
	size_t n = digits(s);
	take_number(s, 1, 2, &f[0]);
	if (take(s, "年")) { /* 85年3月14日 */
		d->short_year = w->style == IV_DATE_YMD;
		if (w->style != IV_DATE_YMD && w->style != IV_DATE_ROC)
			return DATE_AMBIGUOUS;
		return after_year(s, d, w, w->style == IV_DATE_ROC ? ROC_ZERO + f[0] : iv_clean_date_short_year(f[0], w));
	}
	if (take(s, "月")) {
		skip_spaces(s);
		if (!take_number(s, 1, 2, &f[1]))
			return DATE_NO;
		take_day_mark(s);
		return iv_clean_date_end(s) ? iv_clean_date_part(d, -1, f[0], f[1]) : DATE_NO;
	}
	take_day_mark(s);
	if (!take_separator(s))
		return DATE_NO;
	if (iv_clean_date_month(s, &month)) { /* 14 mar 2026 */
		if (iv_clean_date_end(s))
			return iv_clean_date_part(d, -1, month, f[0]);
		if (!take_separator(s) || !take_last_year(s, d, w, &year) || !take_rest(s, d))
			return DATE_NO;
		return iv_clean_date_yes(d, year, month, f[0]);
	}
	if (!take_number(s, 1, 2, &f[1]))
		return DATE_NO;
	if (iv_clean_date_end(s))
		return iv_clean_date_month_day(d, w, f[0], f[1]);
	if (!take_separator(s))
		return DATE_NO;
	size_t last = digits(s);
	if (last == 4)
		return take_number(s, 4, 4, &year) && take_rest(s, d) ? iv_clean_date_year_last(d, w, f[0], f[1], year) : DATE_NO;
	if ((last != 1 && last != 2) || !take_number(s, 1, 2, &f[2]) || !take_rest(s, d))
		return DATE_NO;
	return iv_clean_date_short(d, w, f, n, last == 2);
}

/* march 14, 2026; apr 15 12:14:30 cst 2026; march 2026 */
static enum date_result month_head(struct scan *s, struct parts *d, const struct date_ways *w)
{
	int month, day, year;
	if (!iv_clean_date_month(s, &month) || !take_separator(s))
		return DATE_NO;
	if (digits(s) == 4 && take_number(s, 4, 4, &year))
		return iv_clean_date_end(s) ? iv_clean_date_part(d, year, month, -1) : DATE_NO;
	if (!take_number(s, 1, 2, &day))
		return DATE_NO;
	take_day_mark(s);
	if (iv_clean_date_end(s))
		return iv_clean_date_part(d, -1, month, day);
	if (!take_separator(s))
		return DATE_NO;
	struct scan time = *s;
	if (digits(s) <= 2 && s->end - s->p > 10 && s->p[2] == ':') {
		while (s->end > time.p && iv_is_digit(s->end[-1]))
			s->end--;
		while (s->end > time.p && s->end[-1] == ' ')
			s->end--;
		if (!take_rest(s, d))
			return DATE_NO;
		*s = (struct scan){ s->p, time.end };
		skip_spaces(s);
		return take_last_year(s, d, w, &year) && iv_clean_date_end(s) ? iv_clean_date_yes(d, year, month, day) : DATE_NO;
	}
	return take_last_year(s, d, w, &year) && take_rest(s, d) ? iv_clean_date_yes(d, year, month, day) : DATE_NO;
}

/* The first year of the era and the most years it has, at its name. */
static bool take_era(struct scan *s, int *first, int *most)
{
	static const struct {
		const char *name;
		int first, most;
	} eras[] = {
		{ "中华民国", 1912, 999 }, { "民国", 1912, 999 }, { "r.o.c.", 1912, 999 }, { "roc", 1912, 999 }, { "令和", 2019, 99 },  { "平成", 1989, 31 }, { "昭和", 1926, 64 },
		{ "大正", 1912, 15 },	 { "明治", 1868, 45 },  { "r", 2019, 99 },	 { "h", 1989, 31 },   { "s", 1926, 64 },    { "t", 1912, 15 },	 { "m", 1868, 45 },
	};
	for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
		struct scan at = *s;
		if (!take(&at, eras[i].name))
			continue;
		skip_spaces(&at);
		bool letter = strlen(eras[i].name) == 1;
		if (letter && at.p < at.end && *at.p == '.')
			at.p++;
		if (letter && !digits(&at))
			continue;
		*s = at;
		*first = eras[i].first;
		*most = eras[i].most;
		return true;
	}
	return false;
}

static enum date_result era_date(struct scan *s, struct parts *d, const struct date_ways *w)
{
	int first = 1912, most = 999, year, f[3];
	bool before = take(s, "民前");
	if (!before && !take_era(s, &first, &most))
		return DATE_NO;
	before |= first == 1912 && most == 999 && take(s, "前");
	skip_spaces(s);
	size_t n = digits(s);
	if (!before && most == 999 && (n == 6 || n == 7)) { /* roc1150725 */
		struct date_ways roc = *w;
		roc.style = IV_DATE_ROC;
		take_number(s, n - 4, n - 4, &f[0]);
		take_number(s, 2, 2, &f[1]);
		take_number(s, 2, 2, &f[2]);
		return take_rest(s, d) ? iv_clean_date_short(d, &roc, f, 3, false) : DATE_NO;
	}
	if (n > 3 || !take_number(s, 1, 3, &year) || year < 1 || year > most)
		return DATE_NO;
	return after_year(s, d, w, before ? first - year : first + year - 1);
}

enum date_result iv_clean_date_form(struct scan *s, struct parts *d, const struct date_ways *w)
{
	struct scan from = *s;
	size_t n = digits(s);
	int year;
	if (w->style >= IV_DATE_EPOCH && w->style <= IV_DATE_EPOCH_US && iv_clean_date_epoch(s, d, w, w->style))
		return DATE_YES;
	*s = from;
	if ((w->style == IV_DATE_EXCEL || w->style == IV_DATE_EXCEL_1904) && iv_clean_date_serial(s, d, w->style == IV_DATE_EXCEL_1904))
		return DATE_YES;
	*s = from;
	switch (n) {
	case 0:
		if (take(s, "--")) {
			int month, day;
			if (!take_number(s, 2, 2, &month))
				return DATE_NO;
			d->leap |= w->lunar && take(s, "l");
			return take(s, "-") && take_number(s, 2, 2, &day) && iv_clean_date_end(s) ? iv_clean_date_part(d, -1, month, day) : DATE_NO;
		}
		enum date_result r = era_date(s, d, w);
		if (r == DATE_NO) {
			*s = from;
			r = month_head(s, d, w);
		}
		return r;
	case 1:
	case 2:
		return small_head(s, d, w);
	case 3:
		if (w->style != IV_DATE_ROC)
			return DATE_NO;
		return take_number(s, 3, 3, &year) && year ? after_year(s, d, w, ROC_ZERO + year) : DATE_NO;
	case 4:
		take_number(s, 4, 4, &year);
		if (iv_clean_date_end(s) && !iv_clean_date_plausible(year)) /* 0314 */
			return iv_clean_date_part(d, -1, year / 100, year % 100);
		return after_year(s, d, w, year);
	case 6:
		return iv_clean_date_six(s, d, w);
	case 7:
		return iv_clean_date_seven(s, d, w);
	case 8:
	case 14:
	case 17: /* with milliseconds */
		return iv_clean_date_compact(s, d, w);
	case 12:
		r = iv_clean_date_compact(s, d, w);
		*s = from;
		return r == DATE_YES && iv_clean_date_plausible(d->year) ? r : iv_clean_date_epoch(s, d, w, IV_DATE_EPOCH_MS) ? DATE_YES : DATE_NO;
	case 9:
	case 10:
		return iv_clean_date_epoch(s, d, w, IV_DATE_EPOCH) ? DATE_YES : DATE_NO;
	case 13:
		return iv_clean_date_epoch(s, d, w, IV_DATE_EPOCH_MS) ? DATE_YES : DATE_NO;
	case 16:
		return iv_clean_date_epoch(s, d, w, IV_DATE_EPOCH_US) ? DATE_YES : DATE_NO;
	default:
		return DATE_NO;
	}
}
