/* SPDX-License-Identifier: MIT
 * A scanner with a cursor: numbers, months in words, the time of day and its zone; and formats, letter by letter. */
#include "clean/date_scan.h"

#include "clean/lunar.h"

static bool digit_at(const struct scan *s, size_t i)
{
	return (size_t)(s->end - s->p) > i && iv_is_digit(s->p[i]);
}

int iv_clean_date_short_year(int year, const struct date_ways *ways)
{
	return year + (year < ways->pivot ? 2000 : 1900);
}

/* Months as English, German, French, Spanish, Portuguese and Italian write them, folded. */
static const struct {
	const char *word;
	int month;
} months[] = {
	{ "jan", 1 },	   { "january", 1 }, { "januar", 1 },	{ "jänner", 1 },   { "janvier", 1 },   { "janv", 1 },	{ "enero", 1 },	    { "ene", 1 },	 { "janeiro", 1 },  { "gennaio", 1 },  { "gen", 1 },
	{ "feb", 2 },	   { "february", 2 }, { "februar", 2 },	{ "février", 2 },  { "fevrier", 2 },   { "févr", 2 },	{ "fevr", 2 },	    { "febrero", 2 },	 { "fevereiro", 2 }, { "fev", 2 },	{ "febbraio", 2 },
	{ "mar", 3 },	   { "march", 3 },   { "märz", 3 },	{ "maerz", 3 },	   { "mrz", 3 },       { "mär", 3 },	{ "mars", 3 },	    { "marzo", 3 },	 { "março", 3 },    { "marco", 3 },
	{ "apr", 4 },	   { "april", 4 },   { "avril", 4 },	{ "avr", 4 },	   { "abril", 4 },     { "abr", 4 },	{ "aprile", 4 },
	{ "may", 5 },	   { "mai", 5 },     { "mayo", 5 },	{ "maio", 5 },	   { "maggio", 5 },    { "mag", 5 },
	{ "jun", 6 },	   { "june", 6 },    { "juni", 6 },	{ "juin", 6 },	   { "junio", 6 },     { "junho", 6 },	{ "giugno", 6 },    { "giu", 6 },
	{ "jul", 7 },	   { "july", 7 },    { "juli", 7 },	{ "juillet", 7 },  { "juil", 7 },      { "julio", 7 },	{ "julho", 7 },	    { "luglio", 7 },	 { "lug", 7 },
	{ "aug", 8 },	   { "august", 8 },  { "août", 8 },	{ "aout", 8 },	   { "agosto", 8 },    { "ago", 8 },
	{ "sep", 9 },	   { "sept", 9 },    { "september", 9 }, { "septembre", 9 }, { "septiembre", 9 }, { "setiembre", 9 }, { "setembro", 9 }, { "set", 9 },	 { "settembre", 9 },
	{ "oct", 10 },	   { "october", 10 }, { "oktober", 10 }, { "okt", 10 },	   { "octobre", 10 },  { "octubre", 10 }, { "outubro", 10 }, { "out", 10 },	 { "ottobre", 10 },  { "ott", 10 },
	{ "nov", 11 },	   { "november", 11 }, { "novembre", 11 }, { "noviembre", 11 }, { "novembro", 11 },
	{ "dec", 12 },	   { "december", 12 }, { "dezember", 12 }, { "dez", 12 },   { "décembre", 12 }, { "decembre", 12 }, { "déc", 12 },    { "diciembre", 12 },	 { "dic", 12 },	    { "dezembro", 12 }, { "dicembre", 12 },
};

bool iv_clean_date_month(struct scan *s, int *month)
{
	size_t longest = 0;
	if (s->p == s->end || *s->p < 'a' || *s->p > 'z')
		return false;
	struct iv_str rest = { s->p, (size_t)(s->end - s->p) };
	for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
		if (months[i].word[0] != rest.p[0])
			continue;
		struct iv_str word = iv_str_of(months[i].word);
		if (word.n > longest && iv_str_starts(rest, word)) {
			longest = word.n;
			*month = months[i].month;
		}
	}
	rest = iv_str_from(rest, longest);
	if (!longest || (rest.n && rest.p[0] >= 'a' && rest.p[0] <= 'z' && !iv_str_starts(rest, IV_STR("de "))))
		return false;
	s->p += longest;
	iv_clean_date_take(s, ".");
	return true;
}

/* --- The time of day --- */

static bool take_half(struct scan *s, enum date_half *half)
{
	static const struct {
		const char *word;
		enum date_half half;
	} words[] = {
		{ "am", HALF_AM },   { "a.m.", HALF_AM }, { "上午", HALF_AM }, { "凌晨", HALF_AM }, { "早上", HALF_AM }, { "清晨", HALF_AM }, { "早晨", HALF_AM }, { "午前", HALF_AM },
		{ "pm", HALF_PM },   { "p.m.", HALF_PM }, { "下午", HALF_PM }, { "傍晚", HALF_PM }, { "午后", HALF_PM }, { "中午", HALF_NOON }, { "晚上", HALF_NIGHT }, { "夜里", HALF_NIGHT },
		{ "夜间", HALF_NIGHT }, { "晚", HALF_NIGHT },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (iv_clean_date_take(s, words[i].word)) {
			*half = words[i].half;
			return true;
		}
	return false;
}

/* Names of zones. Those that mean several things are no offset: the time stands without one. */
static bool take_zone_name(struct scan *s, struct parts *d)
{
	enum { SEVERAL = 9999 };
	static const struct {
		const char *word;
		int minutes;
	} zones[] = {
		{ "z", 0 },	   { "utc", 0 },     { "gmt", 0 },	{ "ut", 0 },	  { "hkt", 480 },   { "sgt", 480 },   { "jst", 540 },	{ "kst", 540 },	  { "cet", 60 },	{ "cest", 120 },  { "mez", 60 },
		{ "mesz", 120 },   { "eet", 120 },   { "eest", 180 },	{ "wet", 0 },	  { "west", 60 },   { "msk", 180 },   { "est", -300 },	{ "edt", -240 },  { "cdt", -300 },	{ "mst", -420 },  { "mdt", -360 },
		{ "pst", -480 },   { "pdt", -420 },  { "akst", -540 },	{ "hst", -600 },  { "aest", 600 },  { "aedt", 660 },  { "cst", SEVERAL }, { "ist", SEVERAL }, { "bst", SEVERAL },
	};
	size_t n = 0;
	while (s->p + n < s->end && s->p[n] >= 'a' && s->p[n] <= 'z')
		n++;
	for (size_t i = 0; n && i < sizeof zones / sizeof *zones; i++)
		if (iv_str_eq((struct iv_str){ s->p, n }, iv_str_of(zones[i].word))) {
			s->p += n;
			d->zone_lost = zones[i].minutes == SEVERAL;
			if (!d->zone_lost)
				d->time.offset = zones[i].minutes;
			return true;
		}
	return false;
}

static bool take_zone(struct scan *s, struct parts *d)
{
	int hours, minutes = 0;
	bool named = take_zone_name(s, d);
	if (named && (s->p == s->end || d->time.offset != 0 || d->zone_lost))
		return true;
	bool minus = iv_clean_date_take(s, "-");
	if ((!minus && !iv_clean_date_take(s, "+")) || !iv_clean_date_number(s, named ? 1 : 2, 2, &hours))
		return false;
	iv_clean_date_take(s, ":");
	if (iv_clean_date_digits(s) && !iv_clean_date_number(s, 2, 2, &minutes))
		return false;
	if (hours > 14 || minutes > 59)
		return false;
	d->time.offset = (minus ? -1 : 1) * (hours * 60 + minutes);
	return true;
}

bool iv_clean_date_fraction(struct scan *s, int32_t *micro)
{
	int32_t unit = 100000;
	*micro = 0;
	if (!digit_at(s, 0))
		return false;
	for (; digit_at(s, 0); s->p++, unit /= 10)
		*micro += (*s->p - '0') * unit;
	return true;
}

static bool take_seconds(struct scan *s, struct parts *d)
{
	if (!iv_clean_date_number(s, 1, 2, &d->second))
		return false;
	if (!digit_at(s, 1) || (*s->p != '.' && *s->p != ','))
		return true;
	s->p++;
	return iv_clean_date_fraction(s, &d->time.micro);
}

/* What stands behind the hour. */
static bool take_minutes(struct scan *s, struct parts *d)
{
	d->minute = d->second = 0;
	if (iv_clean_date_take(s, "时") || iv_clean_date_take(s, "点")) {
		iv_clean_date_take(s, "钟");
		if (iv_clean_date_digits(s) && (!iv_clean_date_number(s, 1, 2, &d->minute) || (!iv_clean_date_take(s, "分") && s->p < s->end)))
			return false;
		return !iv_clean_date_digits(s) || (take_seconds(s, d) && iv_clean_date_take(s, "秒"));
	}
	if (iv_clean_date_take(s, "h"))
		return !iv_clean_date_digits(s) || iv_clean_date_number(s, 2, 2, &d->minute);
	if (iv_clean_date_take(s, ":"))
		return iv_clean_date_number(s, 2, 2, &d->minute) && (!iv_clean_date_take(s, ":") || take_seconds(s, d));
	iv_clean_date_spaces(s);
	return d->half || take_half(s, &d->half); /* 3 pm */
}

/* 04:14, 4:14:30.5 pm, 下午4时14分30秒, 12h30, with or without a zone. */
static bool take_time(struct scan *s, struct parts *d)
{
	if (take_half(s, &d->half))
		iv_clean_date_spaces(s);
	if (!iv_clean_date_number(s, 1, 2, &d->hour) || !take_minutes(s, d))
		return false;
	iv_clean_date_spaces(s);
	if (!d->half && take_half(s, &d->half))
		iv_clean_date_spaces(s);
	if (iv_clean_date_take(s, "uhr"))
		iv_clean_date_spaces(s);
	return s->p == s->end || take_zone(s, d);
}

bool iv_clean_date_rest(struct scan *s, struct parts *d)
{
	const char *from = s->p;
	if (s->p == s->end)
		return true;
	if (!iv_clean_date_take(s, "t")) {
		iv_clean_date_take(s, ",");
		iv_clean_date_spaces(s);
		if (iv_clean_date_take(s, "at ") || iv_clean_date_take(s, "um "))
			iv_clean_date_spaces(s);
	}
	if (s->p == from && digit_at(s, 0) && iv_is_digit(from[-1]))
		return false; /* figures run on: 2026-04-1504:14 */
	return s->p == s->end || (take_time(s, d) && s->p == s->end);
}

/* --- Formats --- */

static bool take_op(struct scan *s, char op, struct parts *d, const struct date_ways *ways)
{
	switch (op) {
	case OP_YEAR:
		return iv_clean_date_number(s, 4, 4, &d->year);
	case OP_SHORT_YEAR:
		if (!iv_clean_date_number(s, 2, 2, &d->year))
			return false;
		d->year = iv_clean_date_short_year(d->year, ways);
		d->short_year = true;
		return true;
	case OP_ROC_YEAR:
		if (!iv_clean_date_number(s, 1, 3, &d->year))
			return false;
		d->year += ROC_ZERO;
		return true;
	case OP_MONTH:
		return iv_clean_date_number(s, 1, 2, &d->month);
	case OP_MONTH_NAME:
		return iv_clean_date_month(s, &d->month);
	case OP_DAY:
		return iv_clean_date_number(s, 1, 2, &d->day);
	case OP_HOUR:
		return iv_clean_date_number(s, 1, 2, &d->hour);
	case OP_MINUTE:
		return iv_clean_date_number(s, 1, 2, &d->minute);
	case OP_SECOND:
		return take_seconds(s, d);
	case OP_HALF:
		return take_half(s, &d->half);
	case OP_ZONE:
		return take_zone(s, d);
	case ' ':
		iv_clean_date_spaces(s);
		return true;
	default:
		return s->p < s->end && *s->p++ == op;
	}
}

static bool scan_format(const struct iv_date_format *f, struct scan *s, struct parts *d, const struct date_ways *ways)
{
	for (uint8_t i = 0; i < f->ops; i++)
		if (!take_op(s, f->op[i], d, ways))
			return false;
	return s->p == s->end;
}

/* --- The parts as a moment, if such a one exists --- */

static bool settle_hour(struct parts *d)
{
	switch (d->half) {
	case HALF_NONE:
		return true;
	case HALF_AM:
		d->hour = d->hour == 12 ? 0 : d->hour;
		return d->hour < 12;
	case HALF_PM:
		d->hour += d->hour < 12 ? 12 : 0;
		return true;
	case HALF_NOON: /* 中午12点, 中午1点 */
		d->hour += d->hour < 3 ? 12 : 0;
		return d->hour >= 11;
	case HALF_NIGHT: /* 晚上9点; of which day 晚上12点 and 晚上1点 are, nobody can tell */
		d->hour += d->hour >= 5 && d->hour < 12 ? 12 : 0;
		return d->hour > 12;
	}
	return false;
}

static bool settle_day(struct parts *d, bool lunar)
{
	struct iv_ymd day = { d->year, d->month, d->day };
	if (lunar)
		return iv_lunar_day((struct iv_lunar){ d->year, d->month, d->day, d->leap }, &d->time.day);
	if (!iv_date_valid(day))
		return false;
	d->time.day = iv_date_from(day);
	return true;
}

static bool settle(struct parts *d, bool lunar)
{
	if (d->counted)
		return true;
	d->time.has_time = d->hour >= 0;
	if (!settle_day(d, lunar) || (d->half && (d->hour < 0 || !settle_hour(d))))
		return false;
	int hour = d->hour > 0 ? d->hour : 0, minute = d->minute > 0 ? d->minute : 0, second = d->second > 0 ? d->second : 0;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	d->time.second = (hour * 60 + minute) * 60 + second;
	return true;
}

/* Whether what is known of a date can be: a month, a day that some year has. */
static bool settle_part(const struct parts *d, bool lunar)
{
	if (lunar)
		return d->year < 0 && d->month >= 1 && d->month <= 12 && d->day >= 1 && d->day <= 30;
	if (d->year >= 0 && (d->year < 1850 || d->year > 2150))
		return false;
	if (d->month < 0)
		return d->year >= 0;
	if (d->month < 1 || d->month > 12)
		return false;
	return d->day < 0 ? d->year >= 0 : d->day >= 1 && d->day <= iv_date_month_days(2000, d->month);
}

enum date_result iv_clean_date_scan(const struct iv_date_format *f, const struct date_text *text, const struct date_ways *ways, struct parts *out)
{
	struct scan s = { text->s.p, text->s.p + text->s.n };
	struct parts d = { .year = -1, .month = -1, .day = -1, .hour = -1, .minute = -1, .second = -1, .leap = text->leap, .time.offset = IV_NO_OFFSET };
	struct date_ways mine = *ways;
	enum date_result result;
	if (!text->s.n)
		return DATE_NO;
	if (f->ops && f->op[0] != OP_STYLE && f->op[0] > OP_STYLE && f->op[0] < ' ')
		mine.style = (enum iv_date_style)(f->op[0] - OP_STYLE);
	if (!f->ops || (f->op[0] >= OP_STYLE && f->op[0] < ' '))
		result = iv_clean_date_form(&s, &d, &mine);
	else
		result = scan_format(f, &s, &d, &mine) ? DATE_YES : DATE_NO;
	if (result == DATE_YES && !settle(&d, mine.lunar))
		result = DATE_NO;
	if (result == DATE_PART && !settle_part(&d, mine.lunar))
		result = DATE_NO;
	*out = d;
	return result;
}
