/* SPDX-License-Identifier: MIT
 * Formats are compiled once to a byte a step; every value is folded and simplified, so that width and script make no difference. */
#include "clean/date.h"

#include "clean/date_scan.h"
#include "clean/value.h"
#include "text/fold.h"
#include "text/han.h"

enum { LONGEST = 64 };

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
	if (iv_str_eq(format, IV_STR("auto")))
		push(&f, (char[]){ OP_AUTO }, 1);
	else if (iv_str_eq(format, IV_STR("roc")))
		push(&f, (char[]){ OP_ROC }, 1);
	else
		rc = compile(&a, format, &f, err);
	if (rc == IV_OK)
		list->format[list->n++] = f;
	iv_arena_release(&a);
	return rc;
}

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
	struct iv_ymd d = iv_date_to(day);
	if (d.year == 1900 && d.month == 1 && d.day == 1)
		return true;
	if (d.year == 1899 && d.month == 12 && d.day == 30)
		return true;
	return (d.year == 9999 && d.month == 12 && d.day == 31) || (use == IV_DATE_BIRTH && day == 0);
}

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

static enum date_result read(struct iv_str s, struct iv_str raw, const struct iv_date_formats *formats, struct iv_time *out)
{
	static const struct iv_date_format by_itself = { 0 };
	enum date_result best = DATE_NO;
	size_t n = formats ? formats->n : 0;
	for (size_t i = 0; i < n || (!n && !i); i++) {
		enum date_result r = iv_clean_date_scan(n ? &formats->format[i] : &by_itself, s, out);
		if (r == DATE_YES)
			return r;
		best = r == DATE_AMBIGUOUS ? r : best;
	}
	/* A leap second would be written as the next minute, which may not exist. */
	bool fits = iv_time_parse(iv_str_trim(raw), out) && out->second < 24 * 3600;
	return fits ? DATE_YES : best;
}

int iv_clean_date(struct iv_arena *a, struct iv_str raw, const struct iv_date_formats *formats, enum iv_date_use use, struct iv_cleaned_date *out)
{
	*out = (struct iv_cleaned_date){ 0 };
	struct iv_str s = raw.n <= 4 * LONGEST ? plain(a, raw) : raw;
	if (!s.n)
		return IV_OK;
	if (iv_clean_placeholder(a, s) || is_filler(s)) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	enum date_result r = s.n > LONGEST ? DATE_NO : read(s, raw, formats, &out->time);
	if (r != DATE_YES) {
		*out = (struct iv_cleaned_date){ .c.warn = r == DATE_AMBIGUOUS ? "ambiguous_date" : "bad_date" };
		return IV_REJECT;
	}
	if (use == IV_DATE_BIRTH) {
		int32_t day = out->time.day;
		out->time = (struct iv_time){ .day = day, .offset = IV_NO_OFFSET };
	}
	if (is_placeholder_day(out->time.day, use)) {
		*out = (struct iv_cleaned_date){ .c.warn = "placeholder" };
		return IV_OK;
	}
	out->c.value = iso(a, &out->time);
	return IV_OK;
}
