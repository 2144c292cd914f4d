/* SPDX-License-Identifier: MIT
 * Private to clean/date: reading one date. A value passes three hands: date_words.c makes figures and plain marks of what
 * people write in words; date_forms.c knows the forms a date may have; date_scan.c has what they share, the time of day,
 * and formats. Every take_… function either moves on and returns true, or returns false. */
#ifndef IV_CLEAN_DATE_SCAN_H
#define IV_CLEAN_DATE_SCAN_H
#include "clean/date.h"

/* What a letter of a format is compiled to; bytes from 32 stand for themselves. From OP_STYLE on: a whole date in the
 * style op - OP_STYLE. */
enum date_op {
	OP_YEAR = 1,
	OP_SHORT_YEAR,
	OP_ROC_YEAR,
	OP_MONTH,
	OP_MONTH_NAME,
	OP_DAY,
	OP_HOUR,
	OP_MINUTE,
	OP_SECOND,
	OP_HALF,
	OP_ZONE,
	OP_STYLE = 16,
};

enum date_result { DATE_NO, DATE_YES, DATE_PART, DATE_AMBIGUOUS };

/* A value in figures: folded, simplified, Han numerals as digits, without the day of the week. */
struct date_text {
	struct iv_str s;
	bool lunar, solar, leap; /* what the words said */
	bool bare; /* 八月十五: a day in Han numerals without 日, which may well be lunar */
};

/* How figures are read. */
struct date_ways {
	enum iv_date_style style;
	int pivot, zone; /* minutes */
	bool lunar;
};

struct scan {
	const char *p, *end;
};

enum date_half { HALF_NONE, HALF_AM, HALF_PM, HALF_NOON, HALF_NIGHT };

/* What has been read; -1: not yet, or not known. */
struct parts {
	int year, month, day, hour, minute, second;
	enum date_half half;
	bool short_year, leap, zone_lost;
	bool counted; /* time.day is set already, from a count of days or seconds */
	struct iv_time time;
};

/* Does the whole text have this format? DATE_YES: time is a day that exists. DATE_PART: year, month and day are set as far
 * as they are known; where a lunar day has no year, that too. */
enum date_result iv_clean_date_scan(const struct iv_date_format *f, const struct date_text *text, const struct date_ways *ways, struct parts *out);

struct date_text iv_clean_date_words(struct iv_arena *a, struct iv_str folded);

/* --- Among the files --- */

enum { ROC_ZERO = 1911 }; /* year 1 of the Republic is 1912 */

enum date_result iv_clean_date_form(struct scan *s, struct parts *d, const struct date_ways *ways); /* a whole date, with its time */
bool iv_clean_date_month(struct scan *s, int *month); /* in words */
bool iv_clean_date_rest(struct scan *s, struct parts *d); /* nothing, or a time behind the date */
bool iv_clean_date_fraction(struct scan *s, int32_t *micro);
int iv_clean_date_short_year(int year, const struct date_ways *ways);

static inline size_t iv_clean_date_digits(const struct scan *s)
{
	const char *p = s->p;
	while (p < s->end && iv_is_digit(*p))
		p++;
	return (size_t)(p - s->p);
}

/* A number of least to most digits; further digits are left. */
static inline bool iv_clean_date_number(struct scan *s, size_t least, size_t most, int *out)
{
	size_t n = 0, room = (size_t)(s->end - s->p);
	int v = 0;
	for (; n < most && n < room && iv_is_digit(s->p[n]); n++)
		v = v * 10 + (s->p[n] - '0');
	*out = v;
	if (n < least)
		return false;
	s->p += n;
	return true;
}

/* A word; nearly all that are tried differ in the first byte. */
static inline bool iv_clean_date_take(struct scan *s, const char *word)
{
	if (s->p == s->end || *s->p != *word)
		return false;
	size_t n = strlen(word);
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	return true;
}

static inline void iv_clean_date_spaces(struct scan *s)
{
	while (s->p < s->end && *s->p == ' ')
		s->p++;
}

static inline bool iv_clean_date_end(const struct scan *s)
{
	return s->p == s->end;
}

/* A year of four figures that people mean when they write a date in figures alone. */
static inline bool iv_clean_date_plausible(int year)
{
	return year >= 1850 && year <= 2150;
}

static inline enum date_result iv_clean_date_yes(struct parts *d, int year, int month, int day)
{
	d->year = year;
	d->month = month;
	d->day = day;
	return DATE_YES;
}

static inline enum date_result iv_clean_date_part(struct parts *d, int year, int month, int day)
{
	iv_clean_date_yes(d, year, month, day);
	return DATE_PART;
}

/* Figures alone (date_figures.c): a, b and a year of four figures; three numbers of which `first_digits` is the width of the
 * first and `last` says that the third has two figures, so may be a year; a month and a day; 8, 12, 14 or 17 figures, 6, 7. */
enum date_result iv_clean_date_year_last(struct parts *d, const struct date_ways *w, int a, int b, int year);
enum date_result iv_clean_date_short(struct parts *d, const struct date_ways *w, const int f[3], size_t first_digits, bool last);
enum date_result iv_clean_date_month_day(struct parts *d, const struct date_ways *w, int a, int b);
enum date_result iv_clean_date_compact(struct scan *s, struct parts *d, const struct date_ways *w);
enum date_result iv_clean_date_six(struct scan *s, struct parts *d, const struct date_ways *w);
enum date_result iv_clean_date_seven(struct scan *s, struct parts *d, const struct date_ways *w);
bool iv_clean_date_epoch(struct scan *s, struct parts *d, const struct date_ways *w, enum iv_date_style unit);
bool iv_clean_date_serial(struct scan *s, struct parts *d, bool mac);

#endif
