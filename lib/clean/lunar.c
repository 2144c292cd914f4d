/* SPDX-License-Identifier: MIT
 * Months are counted through a year by their place, in which a leap month has its own. */
#include "clean/lunar.h"

static const struct iv_lunar_year *year_of(int year)
{
	return year < iv_lunar_first || year > iv_lunar_last ? NULL : &iv_lunar_table[year - iv_lunar_first];
}

static int length(const struct iv_lunar_year *y, int place)
{
	return 29 + (y->big >> place & 1);
}

static int places(const struct iv_lunar_year *y)
{
	return 12 + (y->leap > 0);
}

/* The place of a month, or -1 when the year has no such leap month. */
static int place_of(const struct iv_lunar_year *y, int month, bool leap)
{
	if (leap)
		return y->leap == month ? month : -1;
	return month - 1 + (y->leap && month > y->leap);
}

static int32_t begin_of(const struct iv_lunar_year *y, int place)
{
	int32_t day = y->begins;
	for (int i = 0; i < place; i++)
		day += length(y, i);
	return day;
}

bool iv_lunar_day(struct iv_lunar l, int32_t *day)
{
	const struct iv_lunar_year *y = year_of(l.year);
	int place = y && l.month >= 1 && l.month <= 12 ? place_of(y, l.month, l.leap) : -1;
	if (place < 0 || l.day < 1 || l.day > length(y, place))
		return false;
	*day = begin_of(y, place) + l.day - 1;
	return true;
}

bool iv_lunar_of(int32_t day, struct iv_lunar *out)
{
	const struct iv_lunar_year *last = year_of(iv_lunar_last);
	if (day < iv_lunar_table[0].begins || day >= begin_of(last, places(last)))
		return false;
	int year = iv_date_to(day).year;
	const struct iv_lunar_year *y = year_of(year);
	if (!y || day < y->begins)
		y = year_of(--year);
	int place = 0;
	int32_t at = y->begins;
	for (; day >= at + length(y, place); place++)
		at += length(y, place);
	bool leap = y->leap && place == y->leap;
	*out = (struct iv_lunar){ year, place + 1 - (y->leap && place >= y->leap), day - at + 1, leap };
	return true;
}

static bool two_digits(struct iv_str s, size_t at, int *out)
{
	if (s.n < at + 2 || !iv_is_digit(s.p[at]) || !iv_is_digit(s.p[at + 1]))
		return false;
	*out = (s.p[at] - '0') * 10 + s.p[at + 1] - '0';
	return true;
}

bool iv_lunar_parse(struct iv_str s, struct iv_lunar *out)
{
	*out = (struct iv_lunar){ 0 };
	out->leap = s.n == 8 && s.p[4] == 'L';
	if ((s.n != 7 && !out->leap) || s.p[0] != '-' || s.p[1] != '-' || s.p[s.n - 3] != '-')
		return false;
	return two_digits(s, 2, &out->month) && two_digits(s, s.n - 2, &out->day) && out->month >= 1 && out->month <= 12 && out->day >= 1 && out->day <= 30;
}

void iv_lunar_add(struct iv_buf *b, struct iv_lunar l)
{
	iv_buf_addf(b, "--%02d%s-%02d", l.month, l.leap ? "L" : "", l.day);
}

bool iv_lunar_birthday(struct iv_lunar birth, int32_t on, int32_t *day)
{
	struct iv_lunar now;
	if (!iv_lunar_of(on, &now) || birth.month < 1 || birth.month > 12 || birth.day < 1 || birth.day > 30)
		return false;
	for (int year = now.year; year <= now.year + 1; year++) {
		const struct iv_lunar_year *y = year_of(year);
		int place = y ? place_of(y, birth.month, birth.leap) : -1;
		if (y && place < 0)
			place = place_of(y, birth.month, false);
		if (!y)
			return false;
		int of_month = birth.day < length(y, place) ? birth.day : length(y, place);
		*day = begin_of(y, place) + of_month - 1;
		if (*day >= on)
			return true;
	}
	return false;
}
