/* SPDX-License-Identifier: MIT
 * Dates in figures alone: two or three numbers, numbers that run together, counts of days and of seconds. */
#include "clean/date_scan.h"
#include "clean/lunar.h"

#define digits iv_clean_date_digits
#define take_number iv_clean_date_number
#define take iv_clean_date_take
#define skip_spaces iv_clean_date_spaces
#define take_rest iv_clean_date_rest

static bool exists(int year, int month, int day, const struct date_ways *w)
{
	struct iv_lunar l = { year, month, day, false };
	int32_t number;
	return w->lunar ? iv_lunar_day(l, &number) : iv_date_valid((struct iv_ymd){ year, month, day });
}

/* ---- three figures, and two ---- */

/* a, b, c with nothing to say which is which but that c is a year of four digits. */
enum date_result iv_clean_date_year_last(struct parts *d, const struct date_ways *w, int a, int b, int year)
{
	bool dmy = exists(year, b, a, w), mdy = exists(year, a, b, w);
	switch (w->style) {
	case IV_DATE_DMY:
		return dmy ? iv_clean_date_yes(d, year, b, a) : DATE_NO;
	case IV_DATE_MDY:
		return mdy ? iv_clean_date_yes(d, year, a, b) : DATE_NO;
	case IV_DATE_YMD:
	case IV_DATE_ROC:
		return DATE_NO;
	default:
		if (dmy && mdy && a != b)
			return DATE_AMBIGUOUS;
		return dmy ? iv_clean_date_yes(d, year, b, a) : mdy ? iv_clean_date_yes(d, year, a, b) : DATE_NO;
	}
}

/* a, b, c of at most two digits each (a of three: a year of the Republic). `last`: c has two digits, so may be a year. */
enum date_result iv_clean_date_short(struct parts *d, const struct date_ways *w, const int f[3], size_t first_digits, bool last)
{
	int head = iv_clean_date_short_year(f[0], w), tail = iv_clean_date_short_year(f[2], w);
	bool ymd = first_digits == 2 && exists(head, f[1], f[2], w);
	bool dmy = first_digits <= 2 && last && exists(tail, f[1], f[0], w), mdy = first_digits <= 2 && last && exists(tail, f[0], f[1], w);
	d->short_year = true;
	switch (w->style) {
	case IV_DATE_YMD:
		return ymd ? iv_clean_date_yes(d, head, f[1], f[2]) : DATE_NO;
	case IV_DATE_DMY:
		return dmy ? iv_clean_date_yes(d, tail, f[1], f[0]) : DATE_NO;
	case IV_DATE_MDY:
		return mdy ? iv_clean_date_yes(d, tail, f[0], f[1]) : DATE_NO;
	case IV_DATE_ROC:
		d->short_year = false;
		return f[0] > 0 && exists(ROC_ZERO + f[0], f[1], f[2], w) ? iv_clean_date_yes(d, ROC_ZERO + f[0], f[1], f[2]) : DATE_NO;
	default:
		return ymd || dmy || mdy ? DATE_AMBIGUOUS : DATE_NO;
	}
}

/* Two figures: a month and a day. */
enum date_result iv_clean_date_month_day(struct parts *d, const struct date_ways *w, int a, int b)
{
	bool first = a >= 1 && a <= 12, second = b >= 1 && b <= 12;
	if (w->lunar || w->style == IV_DATE_YMD || w->style == IV_DATE_MDY || w->style == IV_DATE_ROC)
		return iv_clean_date_part(d, -1, a, b);
	if (w->style == IV_DATE_DMY)
		return iv_clean_date_part(d, -1, b, a);
	if (first && second && a != b)
		return DATE_AMBIGUOUS;
	return first ? iv_clean_date_part(d, -1, a, b) : iv_clean_date_part(d, -1, b, a);
}

/* ---- figures that run together ---- */

/* Eight figures, or 12 or 14 with the time, which may also stand apart. */
enum date_result iv_clean_date_compact(struct scan *s, struct parts *d, const struct date_ways *w)
{
	struct scan again = *s;
	int head, month, day, tail;
	take_number(s, 4, 4, &head);
	take_number(s, 2, 2, &month);
	take_number(s, 2, 2, &day);
	bool first = exists(head, month, day, w), last = false;
	if (first)
		iv_clean_date_yes(d, head, month, day);
	if (!first || !iv_clean_date_plausible(head)) {
		struct parts other = *d;
		int a, b;
		take_number(&again, 2, 2, &a);
		take_number(&again, 2, 2, &b);
		take_number(&again, 4, 4, &tail);
		enum date_result r = iv_clean_date_plausible(tail) ? iv_clean_date_year_last(&other, w, a, b, tail) : DATE_NO;
		if (r == DATE_AMBIGUOUS || (r == DATE_NO && !first))
			return r;
		last = r == DATE_YES;
		if (last)
			*d = other;
	}
	struct scan after = *s;
	if (take(&after, "t") || (!digits(s) && (skip_spaces(&after), true)))
		if (digits(&after) != 4 && digits(&after) != 6)
			return take_rest(s, d) ? DATE_YES : DATE_NO;
	*s = after;
	if (iv_clean_date_end(s))
		return DATE_YES;
	d->second = 0;
	if (!take_number(s, 2, 2, &d->hour) || !take_number(s, 2, 2, &d->minute))
		return DATE_NO;
	if (digits(s))
		take_number(s, 2, 2, &d->second);
	if ((take(s, ".") || digits(s) == 3) && !iv_clean_date_fraction(s, &d->time.micro))
		return DATE_NO;
	if (take(s, "z"))
		d->time.offset = 0;
	return iv_clean_date_end(s) ? DATE_YES : DATE_NO;
}

/* Six figures: 850314, or a year and a month. */
enum date_result iv_clean_date_six(struct scan *s, struct parts *d, const struct date_ways *w)
{
	int f[3];
	for (int i = 0; i < 3; i++)
		take_number(s, 2, 2, &f[i]);
	if (!take_rest(s, d))
		return DATE_NO;
	enum date_result r = iv_clean_date_short(d, w, f, 2, true);
	int year = f[0] * 100 + f[1];
	if (r != DATE_YES && iv_clean_date_end(s) && iv_clean_date_plausible(year) && f[2] >= 1 && f[2] <= 12)
		return iv_clean_date_part(d, year, f[2], -1);
	return r;
}

/* Seven: 1150725 in years of the Republic, 2026105 is the 105th day. */
enum date_result iv_clean_date_seven(struct scan *s, struct parts *d, const struct date_ways *w)
{
	int year, rest;
	struct scan roc = *s;
	take_number(s, 4, 4, &year);
	take_number(s, 3, 3, &rest);
	if (iv_clean_date_plausible(year) && rest >= 1 && rest <= 365 + (iv_date_month_days(year, 2) == 29) && iv_clean_date_end(s)) {
		struct iv_ymd day = iv_date_to(iv_date_from((struct iv_ymd){ year, 1, 1 }) + rest - 1);
		return iv_clean_date_yes(d, day.year, day.month, day.day);
	}
	int f[3];
	*s = roc;
	take_number(s, 3, 3, &f[0]);
	take_number(s, 2, 2, &f[1]);
	take_number(s, 2, 2, &f[2]);
	return w->style == IV_DATE_ROC && take_rest(s, d) ? iv_clean_date_short(d, w, f, 3, false) : DATE_NO;
}

/* ---- counts of days and seconds ---- */

static bool moment(struct parts *d, int64_t seconds, int32_t micro, int zone)
{
	seconds += zone * 60;
	int64_t day = seconds >= 0 ? seconds / 86400 : -((86399 - seconds) / 86400);
	if (day < IV_DATE_FIRST || day > IV_DATE_LAST)
		return false;
	d->time = (struct iv_time){ (int32_t)day, (int32_t)(seconds - day * 86400), micro, zone, true };
	d->counted = true;
	return true;
}

/* A whole number with a sign, and six places behind the point. */
static bool take_count(struct scan *s, size_t most, int64_t *whole, int32_t *micro)
{
	bool minus = take(s, "-");
	size_t n = digits(s);
	*whole = 0;
	*micro = 0;
	if (!n || n > most)
		return false;
	for (; n--; s->p++)
		*whole = *whole * 10 + (*s->p - '0');
	if (take(s, ".") && (minus || !iv_clean_date_fraction(s, micro)))
		return false;
	*whole = minus ? -*whole : *whole;
	return iv_clean_date_end(s);
}

bool iv_clean_date_epoch(struct scan *s, struct parts *d, const struct date_ways *w, enum iv_date_style unit)
{
	static const int64_t per_second[] = { 1, 1000, 1000000 };
	static const size_t most[] = { 11, 14, 17 };
	int which = (int)(unit - IV_DATE_EPOCH);
	int64_t n, per = per_second[which];
	int32_t micro;
	if (!take_count(s, most[which], &n, &micro))
		return false;
	int64_t seconds = n >= 0 ? n / per : -((per - 1 - n) / per), rest = n - seconds * per;
	return moment(d, seconds, which ? (int32_t)(rest * (1000000 / per)) : micro, w->zone);
}

/* A spreadsheet's number of a day. The system of 1900 has a February 29 that never was, as day 60; days before it are off
 * by one. A number that looks like a year is none. */
bool iv_clean_date_serial(struct scan *s, struct parts *d, bool mac)
{
	enum { LAST = 109574, BEFORE_1900 = -25568, MAC_ZERO = -24107 }; /* 2199-12-31; 1899-12-31; 1904-01-01 */
	size_t n = digits(s);
	int64_t whole;
	int32_t micro;
	if (n < 3 || n > 6 || !take_count(s, 6, &whole, &micro) || whole > LAST || (n == 4 && iv_clean_date_plausible((int)whole)) || (!mac && whole == 60))
		return false;
	int64_t second = ((int64_t)micro * 86400 + 500000) / 1000000;
	d->time = (struct iv_time){ (int32_t)(mac ? MAC_ZERO + whole : BEFORE_1900 + whole - (whole > 60)), (int32_t)second, 0, IV_NO_OFFSET, micro != 0 };
	if (second == 86400)
		d->time = (struct iv_time){ d->time.day + 1, 0, 0, IV_NO_OFFSET, true };
	d->counted = true;
	return true;
}

