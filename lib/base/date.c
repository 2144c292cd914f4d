/* SPDX-License-Identifier: MIT
 * Day numbers over years that begin on March 1, so that the leap day ends the year. */
#include "base/date.h"

int iv_date_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month == 2 && leap ? 29 : days[month - 1];
}

bool iv_date_valid(struct iv_ymd d)
{
	return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
	       d.day <= iv_date_month_days(d.year, d.month);
}

/* Both directions by multiplications and shifts (Neri & Schneider 2023, "Euclidean affine functions and their application
 * to calendar algorithms"), over years that begin in March. SHIFT days before 1970-01-01 is the 1st of March of year 0. */
enum { SHIFT = 719468 };

int32_t iv_date_from(struct iv_ymd d)
{
	bool of_last = d.month <= 2; /* January and February belong to the year before */
	uint32_t year = (uint32_t)d.year - of_last, century = year / 100;
	uint32_t days_before_year = 1461 * year / 4 - century + century / 4;
	uint32_t month = (uint32_t)d.month + (of_last ? 12 : 0);
	uint32_t days_before_month = (979 * month - 2919) / 32;
	return (int32_t)(days_before_year + days_before_month + (uint32_t)d.day - 1) - SHIFT;
}

struct iv_ymd iv_date_to(int32_t day)
{
	uint32_t n = 4 * (uint32_t)(day + SHIFT) + 3;
	uint32_t century = n / 146097, of_century = n % 146097 / 4;
	uint64_t years = (uint64_t)2939745 * (4 * of_century + 3); /* 2^32 / 1461 times the quarter days */
	uint32_t of_year = (uint32_t)years / 2939745 / 4, months = 2141 * of_year + 197913;
	bool next = of_year >= 306; /* January and February of the year after */
	return (struct iv_ymd){ .year = (int)(100 * century + (uint32_t)(years >> 32) + next),
				.month = (int)(months >> 16) - (next ? 12 : 0),
				.day = (int)((months & 0xFFFF) / 2141) + 1 };
}

int32_t iv_date_add_months(int32_t day, int months)
{
	struct iv_ymd d = iv_date_to(day);
	int n = d.year * 12 + d.month - 1 + months;
	if (n < 12)
		n = 12;
	if (n > 9999 * 12 + 11)
		n = 9999 * 12 + 11;
	d.year = n / 12;
	d.month = n % 12 + 1;
	int last = iv_date_month_days(d.year, d.month);
	if (d.day > last)
		d.day = last;
	return iv_date_from(d);
}

int iv_date_age(int32_t birth, int32_t on)
{
	struct iv_ymd b = iv_date_to(birth), d = iv_date_to(on);
	return d.year - b.year - (d.month < b.month || (d.month == b.month && d.day < b.day));
}

int32_t iv_date_next_birthday(int32_t birth, int32_t on)
{
	struct iv_ymd b = iv_date_to(birth), d = iv_date_to(on);
	for (int year = d.year;; year++) {
		struct iv_ymd next = { year, b.month, b.day };
		int last = iv_date_month_days(year, b.month);
		if (next.day > last)
			next.day = last;
		int32_t at = iv_date_from(next);
		if (at >= on)
			return at;
	}
}

/* n digits at *i into *out; moves *i. */
static bool digits(struct iv_str s, size_t *i, int n, int *out)
{
	int v = 0;
	if (s.n < *i + (size_t)n)
		return false;
	for (int k = 0; k < n; k++) {
		char c = s.p[*i + (size_t)k];
		if (c < '0' || c > '9')
			return false;
		v = v * 10 + (c - '0');
	}
	*i += (size_t)n;
	*out = v;
	return true;
}

static bool literal(struct iv_str s, size_t *i, char c)
{
	if (*i >= s.n || s.p[*i] != c)
		return false;
	++*i;
	return true;
}

/* Two digits at p as a number; 255 or more when they are none. */
static inline unsigned two(const char *p)
{
	unsigned a = (unsigned char)p[0] - '0', b = (unsigned char)p[1] - '0';
	return a > 9 || b > 9 ? 255 : a * 10 + b;
}

/* YYYY-MM-DD at *i. */
static bool date_at(struct iv_str s, size_t *i, int32_t *day)
{
	if (s.n < *i + 10)
		return false;
	const char *p = s.p + *i;
	unsigned century = two(p), year = two(p + 2), month = two(p + 5), date = two(p + 8);
	if ((century | year | month | date) >= 128 || p[4] != '-' || p[7] != '-')
		return false;
	struct iv_ymd d = { (int)(century * 100 + year), (int)month, (int)date };
	if (!iv_date_valid(d))
		return false;
	*i += 10;
	*day = iv_date_from(d);
	return true;
}

bool iv_date_parse(struct iv_str s, int32_t *day)
{
	size_t i = 0;
	return date_at(s, &i, day) && i == s.n;
}

static bool offset_at(struct iv_str s, size_t *i, int32_t *minutes)
{
	int h, m = 0;
	if (literal(s, i, 'Z') || literal(s, i, 'z')) {
		*minutes = 0;
		return true;
	}
	bool minus = *i < s.n && s.p[*i] == '-';
	if (!literal(s, i, '+') && !literal(s, i, '-'))
		return false;
	if (!digits(s, i, 2, &h))
		return false;
	bool colon = literal(s, i, ':');
	if ((*i < s.n || colon) && !digits(s, i, 2, &m))
		return false;
	*minutes = (minus ? -1 : 1) * (h * 60 + m);
	return h <= 18 && m < 60;
}

bool iv_time_parse(struct iv_str s, struct iv_time *t)
{
	size_t i = 0;
	int h, m, sec = 0;
	*t = (struct iv_time){ .offset = IV_NO_OFFSET };
	if (!date_at(s, &i, &t->day))
		return false;
	if (i == s.n)
		return true;
	if (!literal(s, &i, 'T') && !literal(s, &i, ' ') && !literal(s, &i, 't'))
		return false;
	if (!digits(s, &i, 2, &h) || !literal(s, &i, ':') || !digits(s, &i, 2, &m))
		return false;
	if (literal(s, &i, ':')) {
		if (!digits(s, &i, 2, &sec))
			return false;
		if (literal(s, &i, '.')) {
			int unit = 100000, from = (int)i, d;
			while (i < s.n && digits(s, &i, 1, &d)) {
				t->micro += d * unit;
				unit /= 10;
			}
			if ((int)i == from)
				return false;
		}
	}
	if (h > 23 || m > 59 || sec > 60)
		return false;
	t->has_time = true;
	t->second = h * 3600 + m * 60 + sec;
	if (i < s.n && !offset_at(s, &i, &t->offset))
		return false;
	return i == s.n;
}

void iv_date_add(struct iv_buf *b, int32_t day)
{
	struct iv_ymd d = iv_date_to(day);
	char t[10] = { (char)('0' + d.year / 1000), (char)('0' + d.year / 100 % 10), (char)('0' + d.year / 10 % 10), (char)('0' + d.year % 10), '-',
		       (char)('0' + d.month / 10), (char)('0' + d.month % 10), '-', (char)('0' + d.day / 10), (char)('0' + d.day % 10) };
	iv_buf_add(b, t, sizeof t);
}
