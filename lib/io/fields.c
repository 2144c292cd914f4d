/* SPDX-License-Identifier: MIT
 * Cutting lines into fields. Most lines have no quotation mark, or only marks around whole fields: they are cut where they
 * stand, and nothing is copied. */
#include "io/fields.h"

#include <endian.h>
#include <stdlib.h>

#include "base/arena.h"

static inline void add_exactly(struct iv_fields *f, const char *p, const char *end)
{
	if (f->n == f->cap)
		f->field = iv_reserve(f->field, &f->cap, f->n + 1, sizeof *f->field);
	f->field[f->n++] = (struct iv_str){ p, (size_t)(end - p) };
}

static inline void add_trimmed(struct iv_fields *f, const struct iv_fields_rule *rule, const char *p, const char *end)
{
	if (p < end && ((unsigned char)*p <= ' ' || (unsigned char)end[-1] <= ' ')) {
		p = iv_fields_skip_blanks(p, end, rule);
		while (p < end && iv_fields_is_blank(end[-1], rule))
			end--;
	}
	add_exactly(f, p, end);
}

void iv_fields_add(struct iv_fields *f, const char *p, const char *end)
{
	add_exactly(f, p, end);
}

void iv_fields_release(struct iv_fields *f)
{
	free(f->field);
	iv_buf_release(&f->text);
	*f = (struct iv_fields){ 0 };
}

/* --- The copy --- */

/* The record's text moves to `now`, and every pointer into it. */
static void rebase(struct iv_fields *f, const char *now)
{
	const char *old = f->begin;
	for (size_t i = 0; i < f->n; i++)
		f->field[i].p = now + (f->field[i].p - old);
	f->at = now + (f->at - old);
	f->end = now + (f->end - old);
	f->open = f->open ? now + (f->open - old) : NULL;
	f->begin = now;
}

/* From here on the text is a copy, which may be changed. */
static void own(struct iv_fields *f)
{
	if (f->own)
		return;
	size_t n = (size_t)(f->end - f->begin);
	iv_buf_clear(&f->text);
	iv_buf_grow(&f->text, n + 1);
	iv_buf_add(&f->text, f->begin, n);
	rebase(f, f->text.p);
	f->own = true;
}

static bool is_escapable(const struct iv_fields_rule *rule, const char *p, const char *end)
{
	return *p == '\\' || *p == '\n' || (rule->quote && *p == rule->quote) || iv_fields_at(p, end, rule->delimiter);
}

char *iv_fields_unescape(const struct iv_fields_rule *rule, char *p, const char *end)
{
	char *to = p;
	bool doubled = rule->escape == IV_ESCAPE_DOUBLE;
	for (const char *from = p; from < end; from++) {
		if (from + 1 < end && (doubled ? *from == rule->quote && from[1] == rule->quote : *from == '\\' && is_escapable(rule, from + 1, end)))
			from++;
		*to++ = *from;
	}
	return to;
}

/* The escape at `p` is passed over. It may be the last character of a line: what it escapes is then the line end to come. */
static enum iv_cut pass_escape(struct iv_fields *f, const char *p)
{
	size_t at = (size_t)(p - f->begin) + 2;
	own(f);
	f->changed = true;
	f->at = f->begin + at;
	return f->at > f->end ? IV_CUT_OPEN : IV_CUT_WHOLE;
}

/* --- One field --- */

/* What stands between the beginning of the open field and `end` is its content. */
static struct iv_str content(struct iv_fields *f, const struct iv_fields_rule *rule, const char *end)
{
	const char *p = f->open;
	if (f->changed)
		end = iv_fields_unescape(rule, (char *)(uintptr_t)p, end);
	f->open = NULL;
	f->changed = f->in_quotes = false;
	return (struct iv_str){ p, (size_t)(end - p) };
}

/* The rest of a field in quotes, from f->at on. */
static enum iv_cut cut_quoted(struct iv_fields *f, const struct iv_fields_rule *rule)
{
	for (;;) {
		const char *mark = memchr(f->at, rule->quote, (size_t)(f->end - f->at));
		const char *escape = rule->escape == IV_ESCAPE_BACKSLASH ? memchr(f->at, '\\', (size_t)((mark ? mark : f->end) - f->at)) : NULL;
		if (rule->escape == IV_ESCAPE_DOUBLE && mark && mark + 1 < f->end && mark[1] == rule->quote)
			escape = mark;
		if (escape) {
			if (pass_escape(f, escape) == IV_CUT_OPEN)
				return IV_CUT_OPEN;
			continue;
		}
		if (!mark) {
			f->at = f->end;
			return IV_CUT_OPEN;
		}
		const char *next = iv_fields_skip_blanks(mark + 1, f->end, rule);
		if (next == f->end || iv_fields_at(next, f->end, rule->delimiter)) {
			f->at = next == f->end ? NULL : next + strlen(rule->delimiter);
			struct iv_str s = content(f, rule, mark);
			add_exactly(f, s.p, s.p + s.n);
			return IV_CUT_WHOLE;
		}
		if (rule->escape != IV_ESCAPE_NONE)
			return IV_CUT_BAD;
		f->at = mark + 1;
	}
}

/* The rest of a field without quotes in which a backslash may stand. */
static enum iv_cut cut_escaped(struct iv_fields *f, const struct iv_fields_rule *rule)
{
	for (;;) {
		const char *d = iv_fields_delimiter(f->at, f->end, rule->delimiter);
		const char *slash = memchr(f->at, '\\', (size_t)(d - f->at));
		if (rule->quote && memchr(f->at, rule->quote, (size_t)((slash ? slash : d) - f->at)))
			return IV_CUT_BAD;
		if (!slash) {
			f->at = d == f->end ? NULL : d + strlen(rule->delimiter);
			if (d - f->open == 2 && !memcmp(f->open, "\\N", 2))
				f->open = d;
			struct iv_str s = content(f, rule, d);
			add_trimmed(f, rule, s.p, s.p + s.n);
			return IV_CUT_WHOLE;
		}
		if (pass_escape(f, slash) == IV_CUT_OPEN)
			return IV_CUT_OPEN;
	}
}

/* A field of a line in which some marks or escapes stand. */
static enum iv_cut cut_one(struct iv_fields *f, const struct iv_fields_rule *rule)
{
	const char *p = iv_fields_skip_blanks(f->at, f->end, rule);
	f->open = f->at;
	/* ="0912345678": so programs keep spreadsheets from taking text for a number. */
	if (rule->quote == '"' && f->end - p > 1 && p[0] == '=' && p[1] == '"')
		p++;
	if (rule->quote && p < f->end && *p == rule->quote) {
		f->open = f->at = p + 1;
		f->in_quotes = true;
		return cut_quoted(f, rule);
	}
	if (rule->escape == IV_ESCAPE_BACKSLASH)
		return cut_escaped(f, rule);
	const char *d = iv_fields_delimiter(f->at, f->end, rule->delimiter);
	if (rule->quote && memchr(f->at, rule->quote, (size_t)(d - f->at)))
		return IV_CUT_BAD;
	add_trimmed(f, rule, f->at, d);
	f->at = d == f->end ? NULL : d + strlen(rule->delimiter);
	return IV_CUT_WHOLE;
}

/* Fields until there are no more, which is when f->at is NULL. */
static enum iv_cut cut_rest(struct iv_fields *f, const struct iv_fields_rule *rule)
{
	enum iv_cut found = IV_CUT_WHOLE;
	while (f->at && found == IV_CUT_WHOLE)
		found = cut_one(f, rule);
	if (found == IV_CUT_OPEN)
		own(f);
	return found;
}

/* A byte eight times. */
#define EIGHT(c) ((unsigned char)(c) * 0x0101010101010101u)

/* Sets the high bit of the lowest byte of the word that is zero, and perhaps of some above it. */
static inline uint64_t lowest_zero(uint64_t w)
{
	return (w - EIGHT(1)) & ~w;
}

/* The first a or b in [p, end), or end; eight bytes at a step. Fields are short, so calls of memchr would cost more. */
static inline const char *find_either(const char *p, const char *end, char a, char b)
{
	for (; end - p >= 8; p += 8) {
		uint64_t w;
		memcpy(&w, p, 8);
		w = le64toh(w); /* the first byte is the lowest */
		uint64_t found = (lowest_zero(w ^ EIGHT(a)) | lowest_zero(w ^ EIGHT(b))) & EIGHT(0x80);
		if (found)
			return p + __builtin_ctzll(found) / 8;
	}
	while (p < end && *p != a && *p != b)
		p++;
	return p;
}

/* The first delimiter or mark in [p, end), or end. `mark` is the delimiter's first byte where there are no marks. */
static inline const char *find_stop(const char *p, const char *end, const char *delimiter, size_t step, char mark)
{
	for (;; p++) {
		p = find_either(p, end, delimiter[0], mark);
		if (step == 1 || p == end || *p != delimiter[0] || iv_fields_at(p, end, delimiter))
			return p;
	}
}

enum iv_cut iv_fields_cut(struct iv_fields *f, const struct iv_fields_rule *rule, struct iv_str line)
{
	f->n = 0;
	f->begin = f->at = line.n ? line.p : "";
	f->end = f->begin + line.n;
	f->open = NULL;
	f->own = f->in_quotes = f->changed = false;
	if (!rule->delimiter[0] || (rule->escape == IV_ESCAPE_BACKSLASH && memchr(f->begin, '\\', line.n)))
		return cut_rest(f, rule);
	/* Fields whose marks, if any, stand around the whole of them and have none within. At any other, all that may
	 * happen is looked at. */
	const char *p = f->begin, *end = f->end, *delimiter = rule->delimiter;
	const char quote = rule->quote, mark = quote ? quote : delimiter[0];
	size_t step = delimiter[1] ? strlen(delimiter) : 1;
	for (;;) {
		const char *d = find_stop(p, end, delimiter, step, mark);
		if (quote && d < end && *d == quote) {
			const char *close = d == p ? memchr(d + 1, quote, (size_t)(end - d - 1)) : NULL;
			if (!close || (close + 1 < end && !(step == 1 ? close[1] == delimiter[0] : iv_fields_at(close + 1, end, delimiter)))) {
				f->at = p;
				return cut_rest(f, rule);
			}
			add_exactly(f, d + 1, close);
			d = close + 1;
		} else {
			add_trimmed(f, rule, p, d);
		}
		if (d == end)
			return IV_CUT_WHOLE;
		p = d + step;
	}
}

enum iv_cut iv_fields_go_on(struct iv_fields *f, const struct iv_fields_rule *rule, struct iv_str line)
{
	iv_buf_grow(&f->text, line.n + 1);
	if (f->text.p != f->begin)
		rebase(f, f->text.p);
	iv_buf_addc(&f->text, '\n');
	iv_buf_adds(&f->text, line);
	f->end = f->text.p + f->text.n;
	enum iv_cut found = f->in_quotes ? cut_quoted(f, rule) : cut_escaped(f, rule);
	return found == IV_CUT_WHOLE ? cut_rest(f, rule) : found;
}
