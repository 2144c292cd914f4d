/* SPDX-License-Identifier: MIT
 * A scanner with a cursor: every take_… function either moves on and returns true, or returns false. */
#include "clean/date_scan.h"

enum { ROC_ZERO = 1911 }; /* year 1 of the Republic is 1912 */

struct scan {
	const char *p, *end;
};

/* What has been read; -1: not yet. */
struct parts {
	int year, month, day, hour, minute, second, half;
	struct iv_time time; /* micro and offset */
};

static bool digit_at(const struct scan *s, size_t i)
{
	return (size_t)(s->end - s->p) > i && s->p[i] >= '0' && s->p[i] <= '9';
}

static size_t digits(const struct scan *s)
{
	size_t n = 0;
	while (digit_at(s, n))
		n++;
	return n;
}

/* A number of `least` to `most` digits; further digits are left. */
static bool take_number(struct scan *s, size_t least, size_t most, int *out)
{
	size_t n = 0;
	int v = 0;
	for (; n < most && digit_at(s, n); n++)
		v = v * 10 + (s->p[n] - '0');
	if (n < least)
		return false;
	s->p += n;
	*out = v;
	return true;
}

static bool take(struct scan *s, const char *word)
{
	size_t n = strlen(word);
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	return true;
}

static void skip_spaces(struct scan *s)
{
	while (s->p < s->end && *s->p == ' ')
		s->p++;
}

/* A separator between the figures of a date: a mark, or white space alone. */
static bool take_separator(struct scan *s)
{
	const char *from = s->p;
	skip_spaces(s);
	if (!take(s, "-") && !take(s, "/") && !take(s, ".") && !take(s, "年") && !take(s, "月"))
		take(s, ",");
	skip_spaces(s);
	return s->p > from;
}

static bool take_month_name(struct scan *s, int *month)
{
	static const char *const names[] = { "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december" };
	for (int i = 0; i < 12; i++) {
		char three[4] = { names[i][0], names[i][1], names[i][2], '\0' };
		if (take(s, names[i]) || (i == 8 && take(s, "sept")) || take(s, three)) {
			take(s, ".");
			*month = i + 1;
			return true;
		}
	}
	return false;
}

static bool take_half(struct scan *s, int *half)
{
	if (take(s, "am") || take(s, "a.m.") || take(s, "上午") || take(s, "凌晨"))
		*half = 0;
	else if (take(s, "pm") || take(s, "p.m.") || take(s, "下午") || take(s, "晚上"))
		*half = 1;
	else
		return false;
	return true;
}

static bool take_zone(struct scan *s, int32_t *offset)
{
	int hours, minutes = 0;
	if (take(s, "z")) {
		*offset = 0;
		return true;
	}
	bool minus = take(s, "-");
	if ((!minus && !take(s, "+")) || !take_number(s, 2, 2, &hours))
		return false;
	take(s, ":");
	if (digits(s) && !take_number(s, 2, 2, &minutes))
		return false;
	if (hours > 14 || minutes > 59)
		return false;
	*offset = (minus ? -1 : 1) * (hours * 60 + minutes);
	return true;
}

static bool take_seconds(struct scan *s, struct parts *d)
{
	if (!take_number(s, 1, 2, &d->second))
		return false;
	if (!digit_at(s, 1) || (*s->p != '.' && *s->p != ','))
		return true;
	s->p++;
	int32_t unit = 100000;
	d->time.micro = 0;
	for (; digit_at(s, 0); s->p++, unit /= 10)
		d->time.micro += (*s->p - '0') * unit;
	return true;
}

/* 04:14, 4:14:30.5 PM, 下午4时14分30秒, with or without a zone. */
static bool take_time(struct scan *s, struct parts *d)
{
	if (take_half(s, &d->half))
		skip_spaces(s);
	if (!take_number(s, 1, 2, &d->hour))
		return false;
	if (take(s, "时") || take(s, "点")) {
		d->minute = d->second = 0;
		if (digits(s) && (!take_number(s, 1, 2, &d->minute) || !take(s, "分")))
			return false;
		if (digits(s) && (!take_seconds(s, d) || !take(s, "秒")))
			return false;
	} else {
		if (!take(s, ":") || !take_number(s, 2, 2, &d->minute))
			return false;
		d->second = 0;
		if (take(s, ":") && !take_seconds(s, d))
			return false;
	}
	skip_spaces(s);
	if (d->half < 0 && take_half(s, &d->half))
		skip_spaces(s);
	return s->p == s->end || take_zone(s, &d->time.offset);
}

/* Nothing, or a time behind the date. */
static bool take_rest(struct scan *s, struct parts *d)
{
	const char *from = s->p;
	if (s->p == s->end)
		return true;
	if (!take(s, "t"))
		skip_spaces(s);
	if (s->p == from && digit_at(s, 0) && from[-1] >= '0' && from[-1] <= '9')
		return false; /* figures run on: 2026-04-1504:14 */
	return s->p == s->end || (take_time(s, d) && s->p == s->end);
}

/* ---- the forms of auto ---- */

/* 20260314, 20260314 0414, 20260314041430 */
static bool scan_compact(struct scan *s, struct parts *d)
{
	size_t n = digits(s);
	take_number(s, 4, 4, &d->year);
	take_number(s, 2, 2, &d->month);
	take_number(s, 2, 2, &d->day);
	if (n == 8) {
		struct scan after = *s;
		skip_spaces(&after);
		size_t time = digits(&after);
		if (after.p == s->p || (time != 4 && time != 6))
			return take_rest(s, d);
		*s = after;
		n += time;
	}
	d->second = 0;
	take_number(s, 2, 2, &d->hour);
	take_number(s, 2, 2, &d->minute);
	if (n == 14)
		take_number(s, 2, 2, &d->second);
	return s->p == s->end;
}

/* After the year: -03-14, /3/14, 年3月14日, and a time. */
static bool scan_month_day(struct scan *s, struct parts *d)
{
	if (!take_separator(s) || !take_number(s, 1, 2, &d->month) || !take_separator(s) || !take_number(s, 1, 2, &d->day))
		return false;
	struct scan after = *s;
	skip_spaces(&after);
	if (take(&after, "日") || take(&after, "号"))
		*s = after;
	return take_rest(s, d);
}

/* 14/03/2026: the order must show by itself. */
static enum date_result scan_year_last(struct scan *s, struct parts *d)
{
	int a, b;
	if (!take_number(s, 1, 2, &a) || !take_separator(s))
		return DATE_NO;
	if (take_month_name(s, &d->month)) { /* 14 Mar 2026 */
		d->day = a;
		return take_separator(s) && take_number(s, 4, 4, &d->year) && take_rest(s, d) ? DATE_YES : DATE_NO;
	}
	if (!take_number(s, 1, 2, &b) || !take_separator(s))
		return DATE_NO;
	size_t n = digits(s);
	if (!take_number(s, 2, 4, &d->year) || n == 3 || !take_rest(s, d))
		return DATE_NO;
	if (n == 2 || (a <= 12 && b <= 12 && a != b))
		return DATE_AMBIGUOUS;
	d->day = b > 12 ? b : a;
	d->month = b > 12 ? a : b;
	return DATE_YES;
}

static bool scan_roc(struct scan *s, struct parts *d)
{
	bool before = false;
	if (take(s, "中华民国") || take(s, "民国") || take(s, "r.o.c.") || take(s, "roc"))
		before = take(s, "前");
	else
		before = take(s, "民前");
	skip_spaces(s);
	size_t n = digits(s);
	int year = 0;
	if (n == 6 || n == 7) { /* 900706, 1150725 */
		take_number(s, n - 4, n - 4, &year);
		take_number(s, 2, 2, &d->month);
		take_number(s, 2, 2, &d->day);
		d->year = year + ROC_ZERO;
		return year > 0 && take_rest(s, d);
	}
	if (take(s, "元"))
		year = 1;
	else if (n > 3 || !take_number(s, 1, 3, &year) || !year)
		return false;
	d->year = before ? ROC_ZERO + 1 - year : ROC_ZERO + year;
	return scan_month_day(s, d);
}

static bool names_roc(const struct scan *s)
{
	static const char *const names[] = { "中华民国", "民国", "民前", "roc", "r.o.c." };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct scan at = *s;
		if (take(&at, names[i]))
			return true;
	}
	return false;
}

static enum date_result scan_auto(struct scan *s, struct parts *d)
{
	size_t n = digits(s);
	if (names_roc(s))
		return scan_roc(s, d);
	if (n == 8 || n == 12 || n == 14)
		return scan_compact(s, d);
	if (n == 4)
		return take_number(s, 4, 4, &d->year) && scan_month_day(s, d);
	if (n == 1 || n == 2)
		return scan_year_last(s, d);
	if (n || !take_month_name(s, &d->month))
		return DATE_NO;
	return take_separator(s) && take_number(s, 1, 2, &d->day) && take_separator(s) && take_number(s, 4, 4, &d->year) && take_rest(s, d);
}

/* ---- formats ---- */

static bool take_short_year(struct scan *s, int *year)
{
	if (!take_number(s, 2, 2, year))
		return false;
	*year += *year >= 69 ? 1900 : 2000;
	return true;
}

static bool take_roc_year(struct scan *s, int *year)
{
	if (!take_number(s, 1, 3, year))
		return false;
	*year += ROC_ZERO;
	return true;
}

static bool take_op(struct scan *s, char op, struct parts *d)
{
	switch (op) {
	case OP_YEAR:
		return take_number(s, 4, 4, &d->year);
	case OP_SHORT_YEAR:
		return take_short_year(s, &d->year);
	case OP_ROC_YEAR:
		return take_roc_year(s, &d->year);
	case OP_MONTH:
		return take_number(s, 1, 2, &d->month);
	case OP_MONTH_NAME:
		return take_month_name(s, &d->month);
	case OP_DAY:
		return take_number(s, 1, 2, &d->day);
	case OP_HOUR:
		return take_number(s, 1, 2, &d->hour);
	case OP_MINUTE:
		return take_number(s, 1, 2, &d->minute);
	case OP_SECOND:
		return take_seconds(s, d);
	case OP_HALF:
		return take_half(s, &d->half);
	case OP_ZONE:
		return take_zone(s, &d->time.offset);
	case ' ':
		skip_spaces(s);
		return true;
	default:
		return s->p < s->end && *s->p++ == op;
	}
}

static bool scan_format(const struct iv_date_format *f, struct scan *s, struct parts *d)
{
	for (uint8_t i = 0; i < f->ops; i++)
		if (!take_op(s, f->op[i], d))
			return false;
	return s->p == s->end;
}

/* The parts as a moment, if such a one exists. */
static bool settle(struct parts *d, struct iv_time *out)
{
	struct iv_ymd day = { d->year, d->month, d->day };
	if (d->year < 1 || d->month < 1 || d->month > 12 || !iv_date_valid(day))
		return false;
	d->time.day = iv_date_from(day);
	d->time.has_time = d->hour >= 0;
	if (d->half >= 0) {
		if (d->hour < 1 || (d->hour > 12 && !d->half))
			return false;
		if (d->hour <= 12)
			d->hour = d->hour % 12 + 12 * d->half;
	}
	int hour = d->hour > 0 ? d->hour : 0, minute = d->minute > 0 ? d->minute : 0, second = d->second > 0 ? d->second : 0;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	d->time.second = (hour * 60 + minute) * 60 + second;
	*out = d->time;
	return true;
}

enum date_result iv_clean_date_scan(const struct iv_date_format *f, struct iv_str text, struct iv_time *out)
{
	struct scan s = { text.p, text.p + text.n };
	struct parts d = { -1, -1, -1, -1, -1, -1, -1, { .offset = IV_NO_OFFSET } };
	enum date_result result;
	if (!text.n)
		return DATE_NO;
	if (!f->ops || f->op[0] == OP_AUTO)
		result = scan_auto(&s, &d);
	else if (f->op[0] == OP_ROC)
		result = scan_roc(&s, &d) ? DATE_YES : DATE_NO;
	else
		result = scan_format(f, &s, &d) ? DATE_YES : DATE_NO;
	return result == DATE_YES && !settle(&d, out) ? DATE_NO : result;
}
