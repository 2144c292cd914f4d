/* SPDX-License-Identifier: MIT
 * What cells look like, and the records of a sample. */
#include <stdlib.h>

#include "base/utf8.h"
#include "io/dialect_state.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Characters of one sort in a cell. */
struct shape {
	size_t digits, letters, wide, blanks, date_marks, colons, marks, breaks, ats, others;
};

static struct shape shape_of(struct iv_str s)
{
	struct shape h = { 0 };
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		h.digits += iv_is_digit(c);
		h.letters += is_letter(c);
		h.wide += ((unsigned char)c & 0xC0) == 0xC0;
		h.blanks += c == ' ';
		h.date_marks += c == '-' || c == '/' || c == '.';
		h.colons += c == ':';
		h.marks += c == '"' || c == '\'' || c == '`';
		h.breaks += c == ',' || c == ';' || c == '|' || c == '\t' || (c >= 0 && c < ' ');
		h.ats += c == '@';
	}
	return h;
}

/* [-+(]…[)%] with digits grouped by commas, dots, blanks or apostrophes, perhaps a currency before or after. */
static bool is_number(struct iv_str s, const struct shape *h)
{
	if (!h->digits || h->digits < h->letters + h->wide || h->letters > 3 || h->wide > 2)
		return false;
	if (h->letters == 1 && is_letter(s.p[0])) /* Q1 */
		return false;
	size_t i = 0, signs = 0;
	while (i < s.n && !iv_is_digit(s.p[i]) && s.p[i] != '.')
		i++;
	if (i > 4)
		return false;
	size_t group = 0;
	bool grouped = false, end = false;
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (iv_is_digit(c)) {
			if (end)
				return false;
			group++;
			continue;
		}
		if (grouped && c == ',' && group != 3)
			return false;
		grouped |= c == ',';
		signs += c == '-' || c == '/' || c == ':';
		if (c != ',' && c != '.' && c != '\'' && (c != ' ' || end))
			end = true;
		if (c == ';' || c == '|' || c == '\t' || c == '"')
			return false;
		group = 0;
	}
	return signs == 0;
}

static bool is_time(const struct shape *h, size_t n)
{
	static const size_t han = 3; /* 年 月 日, or 下午 */
	if (h->digits < 3 || h->letters > 4 || h->wide > 2 + han || h->marks || h->breaks || n > 40)
		return false;
	return h->date_marks >= 2 || h->colons || h->wide >= 2;
}

static bool is_address(struct iv_str s, const struct shape *h)
{
	return !h->blanks && !h->breaks && ((h->ats == 1 && h->date_marks) || iv_str_find(s, IV_STR("://")) > 0 || iv_str_starts(s, IV_STR("www.")));
}

enum iv_cell iv_cell_kind(struct iv_str s)
{
	struct shape h = shape_of(s);
	if (!s.n)
		return IV_CELL_EMPTY;
	if (is_number(s, &h))
		return IV_CELL_NUMBER;
	if (is_time(&h, s.n))
		return IV_CELL_TIME;
	if (is_address(s, &h))
		return IV_CELL_ADDRESS;
	if (h.breaks || (h.marks && (strchr("\"'`", s.p[0]) || strchr("\"'`", s.p[s.n - 1]))))
		return IV_CELL_ODD;
	if (!h.blanks && h.digits >= 3 && h.digits >= h.letters && !h.wide)
		return IV_CELL_CODE;
	if (!h.letters && !h.wide)
		return IV_CELL_ODD;
	return h.digits || s.n > 60 ? IV_CELL_TEXT : IV_CELL_WORD;
}

/* --- Records --- */

enum { ROW_LINES = 50, UNCLOSED_MAX = 5 };

static struct iv_str next_line(struct iv_sample_walk *w)
{
	const char *end = memchr(w->rest.p, w->eol, w->rest.n);
	struct iv_str line = { w->rest.p, end ? (size_t)(end - w->rest.p) : w->rest.n };
	w->rest = iv_str_from(w->rest, line.n + 1);
	w->line++;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Whether each field stood in quotes: its content then follows a mark. */
static void mark_quoted(struct iv_sample_walk *w)
{
	const struct iv_fields *f = &w->fields;
	w->quoted = iv_reserve(w->quoted, &w->quoted_cap, f->n, sizeof *w->quoted);
	for (size_t i = 0; i < f->n; i++)
		w->quoted[i] = w->rule.quote && f->field[i].p > f->begin && f->field[i].p[-1] == w->rule.quote;
}

bool iv_sample_next(struct iv_sample_walk *w, struct iv_sample_row *row)
{
	struct iv_str line = { 0 };
	while (w->rest.n) {
		*row = (struct iv_sample_row){ .line = w->line };
		line = next_line(w);
		if (iv_fields_skip_blanks(line.p, line.p + line.n, &w->rule) < line.p + line.n)
			break;
		line.n = 0;
	}
	if (!line.n)
		return false;
	struct iv_str after = w->rest;
	size_t after_line = w->line;
	row->text = line;
	enum iv_cut cut = iv_fields_cut(&w->fields, &w->rule, line);
	for (size_t i = 0; cut == IV_CUT_OPEN && i < ROW_LINES && w->rest.n && w->unclosed < UNCLOSED_MAX; i++)
		cut = iv_fields_go_on(&w->fields, &w->rule, next_line(w));
	if (cut == IV_CUT_WHOLE) {
		mark_quoted(w);
		row->field = w->fields.field;
		row->quoted = w->quoted;
		row->n = w->fields.n;
		row->lines = w->line - row->line;
		return true;
	}
	w->unclosed += cut == IV_CUT_OPEN;
	w->rest = after;
	w->line = after_line;
	row->lines = 1;
	return true;
}

void iv_sample_release(struct iv_sample_walk *w)
{
	iv_fields_release(&w->fields);
	free(w->quoted);
	w->quoted = NULL;
}
