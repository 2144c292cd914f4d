/* SPDX-License-Identifier: MIT
 * Formats are compiled once to a byte a step; every value is folded and simplified, so that width and script make no difference. */
#include "clean/date.h"

#include "clean/date_scan.h"
#include "clean/lunar.h"
#include "clean/value.h"
#include "text/fold.h"
#include "text/han.h"

enum { LONGEST = 80 }; /* bytes; a date as JavaScript writes it has 60 */

static struct iv_str plain(struct iv_arena *a, struct iv_str s)
{
	return iv_han_simplify(a, iv_text_fold(a, s));
}

static int op_of(char letter)
{
	static const char letters[] = "YyRmbdHMSpz";
	static const char ops[] = { OP_YEAR, OP_SHORT_YEAR, OP_ROC_YEAR, OP_MONTH, OP_MONTH_NAME, OP_DAY, OP_HOUR, OP_MINUTE, OP_SECOND, OP_HALF, OP_ZONE };
	const char *at = letter ? strchr(letters, letter) : NULL;
	return letter == '%' ? '%' : at ? ops[at - letters] : 0;
}

const char *iv_date_style_name(enum iv_date_style style)
{
	static const char *const names[IV_DATE_STYLES] = { "auto", "ymd", "dmy", "mdy", "roc", "excel", "excel1904", "epoch", "epoch_ms", "epoch_us" };
	return names[style];
}

static bool push(struct iv_date_format *f, const char *bytes, size_t n)
{
	if (f->ops + n > sizeof f->op)
		return false;
	memcpy(f->op + f->ops, bytes, n);
	f->ops = (uint8_t)(f->ops + n);
	return true;
}

static bool has(const struct iv_date_format *f, int op)
{
	return memchr(f->op, op, f->ops) != NULL;
}

static int too_long(struct iv_err *err)
{
	return iv_err_set(err, IV_WRONG, "bad_format", "a date format may have at most 32 letters and marks");
}

static int compile(struct iv_arena *a, struct iv_str format, struct iv_date_format *f, struct iv_err *err)
{
	for (size_t i = 0; i < format.n;) {
		if (format.p[i] == '%') {
			char letter = i + 1 < format.n ? format.p[i + 1] : '\0', op = (char)op_of(letter);
			if (!op)
				return iv_err_set(err, IV_WRONG, "bad_format", "expected one of Y y R m b d H M S p z or %% after a %% sign");
			if (!push(f, &op, 1))
				return too_long(err);
			i += 2;
			continue;
		}
		size_t end = i;
		while (end < format.n && format.p[end] != '%')
			end++;
		/* Folding trims, and a space at either end of a run matters: it stands for any white space. */
		struct iv_str run = { format.p + i, end - i }, folded = plain(a, run);
		bool head = run.p[0] == ' ', tail = run.n > 1 && run.p[run.n - 1] == ' ';
		if ((head && !push(f, " ", 1)) || !push(f, folded.p, folded.n) || (tail && !push(f, " ", 1)))
			return too_long(err);
		i = end;
	}
	bool year = has(f, OP_YEAR) || has(f, OP_SHORT_YEAR) || has(f, OP_ROC_YEAR);
	if (!memchr(format.n ? format.p : "", '%', format.n))
		return iv_err_set(err, IV_WRONG, "bad_format", "expected auto, ymd, dmy, mdy, roc, excel, excel1904, epoch, epoch_ms, epoch_us, or letters such as %%d/%%m/%%Y");
	if (!year || !has(f, OP_DAY) || (!has(f, OP_MONTH) && !has(f, OP_MONTH_NAME)))
		return iv_err_set(err, IV_WRONG, "bad_format", "a date format needs a year, a month and a day");
	return IV_OK;
}

int iv_date_formats_add(struct iv_date_formats *list, struct iv_str format, struct iv_err *err)
{
	struct iv_date_format f = { 0 };
	struct iv_arena a = { 0 };
	if (list->n == IV_DATE_FORMATS)
		return iv_err_set(err, IV_WRONG, "bad_format", "at most %d date formats", IV_DATE_FORMATS);
	int rc = IV_OK;
	enum iv_date_style style = IV_DATE_AUTO;
	while (style < IV_DATE_STYLES && !iv_str_eq(format, iv_str_of(iv_date_style_name(style))))
		style++;
	if (style < IV_DATE_STYLES)
		push(&f, (char[]){ (char)(OP_STYLE + style) }, 1);
	else
		rc = compile(&a, format, &f, err);
	if (rc == IV_OK)
		list->format[list->n++] = f;
	iv_arena_release(&a);
	return rc;
}

/* Whether the format reads a whole date in any form, in whatever style. */
static bool is_open(const struct iv_date_format *f)
{
	return !f->ops || (f->op[0] >= OP_STYLE && f->op[0] < OP_STYLE + IV_DATE_STYLES);
}

bool iv_date_formats_auto(const struct iv_date_formats *f)
{
	return !f || !f->n || (f->n == 1 && is_open(&f->format[0]) && (!f->format[0].ops || f->format[0].op[0] == OP_STYLE));
}

/* ---- placeholders ---- */

/* Nothing but zeros, or nothing but nines: 0000-00-00, 9999-99-99. */
static bool is_filler(struct iv_str s)
{
	size_t n = 0, zeros = 0, nines = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (!digit && !strchr("-/.: t", s.p[i]))
			return false;
		n += digit;
		zeros += s.p[i] == '0';
		nines += s.p[i] == '9';
	}
	return n && (zeros == n || nines == n);
}

static bool is_placeholder_day(int32_t day, enum iv_date_use use)
{
	static const struct iv_ymd days[] = { { 1900, 1, 1 }, { 1899, 12, 30 }, { 1899, 12, 31 }, { 9999, 12, 31 }, { 1, 1, 1 }, { 1111, 11, 11 }, { 1753, 1, 1 } };
	static const struct iv_ymd of_births[] = { { 1970, 1, 1 }, { 1901, 1, 1 } };
	struct iv_ymd d = iv_date_to(day);
	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		if (d.year == days[i].year && d.month == days[i].month && d.day == days[i].day)
			return true;
	for (size_t i = 0; use == IV_DATE_BIRTH && i < sizeof of_births / sizeof *of_births; i++)
		if (d.year == of_births[i].year && d.month == of_births[i].month && d.day == of_births[i].day)
			return true;
	return false;
}

/* ---- writing ---- */

static void add_two(struct iv_buf *b, char before, int n)
{
	iv_buf_addc(b, before);
	iv_buf_addc(b, (char)('0' + n / 10));
	iv_buf_addc(b, (char)('0' + n % 10));
}

static struct iv_str iso(struct iv_arena *a, const struct iv_time *t)
{
	struct iv_buf b = { iv_arena_alloc(a, 64), 0, 64 }; /* never grows: 32 characters at most */
	iv_date_add(&b, t->day);
	if (!t->has_time)
		return iv_buf_str(&b);
	add_two(&b, 'T', t->second / 3600);
	add_two(&b, ':', t->second / 60 % 60);
	add_two(&b, ':', t->second % 60);
	if (t->micro) {
		iv_buf_addf(&b, ".%06d", t->micro);
		while (b.p[b.n - 1] == '0')
			b.n--;
	}
	if (t->offset == 0)
		iv_buf_addc(&b, 'Z');
	else if (t->offset != IV_NO_OFFSET) {
		int minutes = t->offset < 0 ? -t->offset : t->offset;
		add_two(&b, t->offset < 0 ? '-' : '+', minutes / 60);
		add_two(&b, ':', minutes % 60);
	}
	return iv_buf_str(&b);
}

/* ---- reading ---- */

/* One figure or two at *p; the number, or -1. */
static int one_or_two(const char **p, const char *end)
{
	int v = -1;
	for (int i = 0; i < 2 && *p < end && iv_is_digit(**p); i++, ++*p)
		v = (v > 0 ? v * 10 : 0) + (**p - '0');
	return v;
}

static bool take_bytes(const char **p, const char *end, const char *word)
{
	size_t n = strlen(word);
	if ((size_t)(end - *p) < n || memcmp(*p, word, n) != 0)
		return false;
	*p += n;
	return true;
}

/* After the year, month and day: -03-14, /3/14, 0314, 年3月14日. */
static bool plain_month_day(const char **p, const char *end, int *month, int *day)
{
	char mark = *p < end ? **p : '\0';
	if (mark == '-' || mark == '/') {
		++*p;
		*month = one_or_two(p, end);
		if (*p == end || *(*p)++ != mark)
			return false;
		*day = one_or_two(p, end);
		return true;
	}
	if (iv_is_digit(mark)) {
		*month = one_or_two(p, end);
		*day = one_or_two(p, end);
		return *p == end;
	}
	if (!take_bytes(p, end, "年"))
		return false;
	*month = one_or_two(p, end);
	if (!take_bytes(p, end, "月"))
		return false;
	*day = one_or_two(p, end);
	return take_bytes(p, end, "日");
}

/* What most columns hold, and every style but counts of seconds reads alike: 2026-03-14, 2026/3/14, 20260314, 2026年3月14日,
 * perhaps with 04:14 or 04:14:30. Anything else, also a day that does not exist, is left to the others. */
static bool plainly(struct iv_str s, struct iv_time *out)
{
	struct iv_ymd d = { 0, -1, -1 };
	if (s.n < 8 || s.n > 26)
		return false;
	const char *p = s.p, *end = s.p + s.n;
	for (int i = 0; i < 4; i++, p++) {
		if (!iv_is_digit(*p))
			return false;
		d.year = d.year * 10 + (*p - '0');
	}
	if (!plain_month_day(&p, end, &d.month, &d.day) || !iv_date_valid(d) || !iv_clean_date_plausible(d.year))
		return false;
	*out = (struct iv_time){ .day = iv_date_from(d), .offset = IV_NO_OFFSET };
	if (p == end)
		return true;
	if (*p != ' ' && *p != 'T')
		return false;
	p++;
	int hour = one_or_two(&p, end), second = 0;
	if (p == end || *p++ != ':' || end - p < 2)
		return false;
	int minute = one_or_two(&p, end);
	if (p < end) {
		if (*p++ != ':' || end - p != 2)
			return false;
		second = one_or_two(&p, end);
	}
	out->has_time = true;
	out->second = (hour * 60 + minute) * 60 + second;
	return p == end && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

static enum date_result read_text(const struct date_text *t, struct iv_str raw, const struct iv_date_ask *ask, const struct date_ways *ways, struct parts *out)
{
	static const struct iv_date_format by_itself = { 0 };
	enum date_result best = DATE_NO;
	struct parts kept = { 0 };
	size_t n = ask->formats ? ask->formats->n : 0;
	for (size_t i = 0; i < n || (!n && !i); i++) {
		struct parts d;
		enum date_result r = iv_clean_date_scan(n ? &ask->formats->format[i] : &by_itself, t, ways, &d);
		if (r == DATE_YES) {
			*out = d;
			return r;
		}
		if (r > best) {
			best = r;
			kept = d;
		}
	}
	*out = kept;
	/* A leap second would be written as the next minute, which may not exist. */
	struct iv_time time;
	if (ways->lunar || !iv_time_parse(iv_str_trim(raw), &time) || time.second >= 24 * 3600)
		return best;
	*out = (struct parts){ .time = time };
	return DATE_YES;
}

/* What is known of a date that is not whole. */
static struct iv_str part_of(struct iv_arena *a, const struct parts *d)
{
	if (d->year < 0)
		return iv_arena_fmt(a, "--%02d-%02d", d->month, d->day);
	return d->month < 0 ? iv_arena_fmt(a, "%04d", d->year) : iv_arena_fmt(a, "%04d-%02d", d->year, d->month);
}

static struct iv_str lunar_of(struct iv_arena *a, const struct parts *d)
{
	struct iv_buf b = { iv_arena_alloc(a, 32), 0, 32 }; /* never grows: 8 characters */
	iv_lunar_add(&b, (struct iv_lunar){ 0, d->month, d->day, d->leap });
	return iv_buf_str(&b);
}

static int refuse(struct iv_cleaned_date *out, const char *code)
{
	*out = (struct iv_cleaned_date){ .c.warn = code };
	return IV_REJECT;
}

/* Reads what is not plain. IV_OK with time set, or with value to stay empty (*whole is false); or IV_REJECT. */
static int read_value(struct iv_arena *a, struct iv_str s, struct iv_str raw, const struct iv_date_ask *ask, struct iv_cleaned_date *out, bool *whole, bool *short_year)
{
	struct parts d = { 0 };
	struct date_text t = iv_clean_date_words(a, s);
	bool lunar = t.lunar || (ask->calendar == IV_DATE_LUNAR && !t.solar);
	struct date_ways ways = { ask->style, ask->pivot ? ask->pivot : 69, ask->zoned ? ask->zone : 0, lunar };
	enum date_result r = t.bare && !lunar && !t.solar && ask->calendar == IV_DATE_AS_SAID ? DATE_AMBIGUOUS : read_text(&t, raw, ask, &ways, &d);
	*whole = r == DATE_YES;
	*short_year = d.short_year;
	if (r == DATE_NO || r == DATE_AMBIGUOUS)
		return refuse(out, r == DATE_AMBIGUOUS ? "ambiguous_date" : "bad_date");
	if (r == DATE_PART && ask->use != IV_DATE_BIRTH)
		return refuse(out, "partial_date");
	if (lunar && ask->use == IV_DATE_BIRTH && !d.counted)
		out->lunar = lunar_of(a, &d);
	if (r == DATE_PART && !lunar) {
		out->part = part_of(a, &d);
		out->c.warn = "partial_date";
	}
	out->time = d.time;
	if (d.zone_lost && ask->zoned)
		out->time.offset = ask->zone;
	else if (d.zone_lost && ask->use == IV_DATE_ANY)
		out->c.warn = "ambiguous_zone";
	return IV_OK;
}

/* A birth is a day that has been, and not longer ago than people live. */
static bool settle_birth(const struct iv_date_ask *ask, bool short_year, struct iv_time *t)
{
	enum { LONGEST_LIFE = 125 };
	int32_t day = t->day;
	struct iv_ymd d = iv_date_to(day);
	if (ask->today && day > ask->today && short_year) {
		d.year -= 100;
		if (!iv_date_valid(d))
			return false;
		day = iv_date_from(d);
	}
	*t = (struct iv_time){ .day = day, .offset = IV_NO_OFFSET };
	return !ask->today || (day <= ask->today && iv_date_to(ask->today).year - d.year <= LONGEST_LIFE) || is_placeholder_day(day, IV_DATE_BIRTH);
}

int iv_clean_date(struct iv_arena *a, struct iv_str raw, const struct iv_date_ask *ask, struct iv_cleaned_date *out)
{
	static const struct iv_date_ask nothing = { 0 };
	*out = (struct iv_cleaned_date){ 0 };
	ask = ask ? ask : &nothing;
	bool whole = true, short_year = false, open = !ask->formats || !ask->formats->n || is_open(&ask->formats->format[0]);
	bool plain_form = open && ask->calendar != IV_DATE_LUNAR && ask->style < IV_DATE_EPOCH && plainly(raw, &out->time);
	if (!plain_form) {
		struct iv_str s = raw.n <= 4 * LONGEST ? plain(a, raw) : raw;
		if (!s.n)
			return IV_OK;
		if (iv_clean_placeholder(a, s) || is_filler(s)) {
			out->c.warn = "placeholder";
			return IV_OK;
		}
		int status = s.n > LONGEST ? refuse(out, "bad_date") : read_value(a, s, raw, ask, out, &whole, &short_year);
		if (status != IV_OK || !whole)
			return status;
	}
	if (ask->use == IV_DATE_BIRTH && !settle_birth(ask, short_year, &out->time))
		return refuse(out, "odd_birth");
	if (is_placeholder_day(out->time.day, ask->use)) {
		*out = (struct iv_cleaned_date){ .c.warn = "placeholder" };
		return IV_OK;
	}
	if (ask->zoned && out->time.has_time && out->time.offset == IV_NO_OFFSET)
		out->time.offset = ask->zone;
	out->c.value = plain_form && raw.n == 10 && raw.p[4] == '-' && raw.p[7] == '-' ? raw : iso(a, &out->time);
	return IV_OK;
}
