/* SPDX-License-Identifier: MIT
 * Cells as text, and the table: columns as wide as their widest cell, measured as a terminal measures. */
#include "show/cell.h"

#include <utf8proc.h>

#include "base/num.h"
#include "base/utf8.h"
#include "io/json.h"

__extension__ typedef __int128 wide;

/* n * scale / of, rounded half away from zero. */
static int64_t ratio(int64_t n, int64_t scale, int64_t of)
{
	wide up = (wide)n * scale, half = of / 2;
	return (int64_t)((up < 0 ? up - half : up + half) / of);
}

/* v tenths, hundredths or ten-thousandths with all their decimals: 1, 2 or 4. */
static void add_fixed(struct iv_buf *out, int64_t v, int decimals)
{
	uint64_t size = v < 0 ? -(uint64_t)v : (uint64_t)v, one = decimals == 1 ? 10 : decimals == 2 ? 100 : 10000;
	if (v < 0)
		iv_buf_addc(out, '-');
	iv_buf_addf(out, "%llu.%0*llu", (unsigned long long)(size / one), decimals, (unsigned long long)(size % one));
}

void iv_show_clean(struct iv_str s, struct iv_buf *out)
{
	const char *p = s.p, *end = s.p + s.n;
	while (p < end) {
		size_t n = iv_utf8_len(p, end);
		bool control = n == 0 || (unsigned char)*p < 0x20 || *p == 0x7F || (n == 2 && (unsigned char)p[0] == 0xC2 && (unsigned char)p[1] < 0xA0);
		if (control)
			iv_buf_addc(out, '?');
		else
			iv_buf_add(out, p, n);
		p += n ? n : 1;
	}
}

/* As many characters of a text as there is room for. */
static void add_start(struct iv_buf *out, struct iv_str s)
{
	enum { ROOM = 24 };
	size_t at = 0;
	for (size_t chars = 0; at < s.n && chars < ROOM; chars++)
		for (at++; at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80; at++)
			;
	iv_show_clean((struct iv_str){ s.p, at }, out);
	if (at < s.n)
		iv_buf_adds(out, IV_STR("…"));
}

/* The first three, with their shares. */
static void add_counts(struct iv_buf *out, const struct iv_show_cell *cell)
{
	for (int64_t i = 0; i < cell->n && i < 3; i++) {
		if (i)
			iv_buf_adds(out, IV_STR(", "));
		add_start(out, cell->count[i].text);
		if (cell->of) {
			iv_buf_addc(out, ' ');
			add_fixed(out, ratio(cell->count[i].n, 1000, cell->of), 1);
			iv_buf_adds(out, IV_STR(" %"));
		}
	}
	if (cell->n > 3)
		iv_buf_adds(out, IV_STR(", …"));
}

void iv_show_cell_print(enum iv_show_type type, const struct iv_show_cell *cell, struct iv_buf *out)
{
	if (cell->none)
		return;
	switch (type) {
	case IV_SHOW_TEXT:
		iv_show_clean(cell->text, out);
		break;
	case IV_SHOW_COUNT:
		iv_num_add_int(out, cell->n);
		break;
	case IV_SHOW_MONEY:
		add_fixed(out, ratio(cell->n, 1, IV_MONEY_ONE / 100), 2);
		break;
	case IV_SHOW_SHARE:
		add_fixed(out, ratio(cell->n, 1000, cell->of), 1);
		iv_buf_adds(out, IV_STR(" %"));
		break;
	case IV_SHOW_FIGURE:
		add_fixed(out, ratio(cell->n, 1, 100), 4);
		break;
	case IV_SHOW_COUNTS:
		add_counts(out, cell);
		break;
	}
}

static void add_millionths(struct iv_buf *out, int64_t v)
{
	uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	iv_buf_addf(out, "%s%llu", v < 0 ? "-" : "", (unsigned long long)(size / 1000000));
	if (size % 1000000) {
		iv_buf_addf(out, ".%06llu", (unsigned long long)(size % 1000000));
		while (out->p[out->n - 1] == '0')
			out->n--;
	}
}

void iv_show_cell_exact(enum iv_show_type type, const struct iv_show_cell *cell, struct iv_buf *out)
{
	if (type == IV_SHOW_MONEY) {
		iv_num_add_money(out, cell->n);
	} else if (type == IV_SHOW_SHARE) {
		add_millionths(out, ratio(cell->n, 1000000, cell->of));
	} else if (type == IV_SHOW_FIGURE) {
		add_millionths(out, cell->n);
	} else if (type == IV_SHOW_COUNTS) {
		iv_buf_addc(out, '[');
		for (int64_t i = 0; i < cell->n; i++) {
			iv_buf_adds(out, i ? IV_STR(",{") : IV_STR("{"));
			iv_json_member_text(out, "value", cell->count[i].text);
			iv_json_member_int(out, "rows", cell->count[i].n);
			iv_buf_addc(out, '}');
		}
		iv_buf_addc(out, ']');
	} else {
		iv_num_add_int(out, cell->n);
	}
}

size_t iv_show_width(struct iv_str s)
{
	size_t width = 0;
	for (size_t at = 0; at < s.n;) {
		utf8proc_int32_t cp;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at, (utf8proc_ssize_t)(s.n - at), &cp);
		if (n < 1) {
			at++;
			width++;
			continue;
		}
		at += (size_t)n;
		width += (size_t)utf8proc_charwidth(cp);
	}
	return width;
}

static void add_spaces(struct iv_buf *out, size_t n)
{
	while (n--)
		iv_buf_addc(out, ' ');
}

struct column {
	size_t width;
	bool right, absent; /* absent: only JSON has it */
};

/* One line: the text of column c is text[c]. */
static void add_line(const struct column *column, const struct iv_str *text, size_t n, struct iv_buf *out)
{
	size_t start = out->n;
	bool first = true;
	for (size_t c = 0; c < n; c++) {
		if (column[c].absent)
			continue;
		size_t pad = column[c].width - iv_show_width(text[c]);
		if (!first)
			add_spaces(out, 2);
		first = false;
		if (column[c].right)
			add_spaces(out, pad);
		iv_buf_adds(out, text[c]);
		if (!column[c].right)
			add_spaces(out, pad);
	}
	while (out->n > start && out->p[out->n - 1] == ' ')
		out->n--;
	iv_buf_addc(out, '\n');
}

void iv_show_table(const struct iv_show *s, struct iv_buf *out)
{
	if (!s->columns)
		return;
	struct iv_arena arena = { 0 };
	struct iv_buf one = { 0 };
	struct column *column = iv_arena_zalloc(&arena, s->columns * sizeof *column);
	size_t rows = s->cells / s->columns;
	struct iv_str *text = iv_arena_alloc(&arena, (rows + 1) * s->columns * sizeof *text);
	for (size_t i = 0; i < (rows + 1) * s->columns; i++) {
		size_t c = i % s->columns;
		iv_buf_clear(&one);
		if (i < s->columns)
			iv_show_clean(s->column[c].title, &one);
		else
			iv_show_cell_print(s->column[c].type, &s->cell[i - s->columns], &one);
		text[i] = iv_arena_str(&arena, iv_buf_str(&one));
		size_t width = iv_show_width(text[i]);
		if (width > column[c].width)
			column[c].width = width;
		column[c].right = s->column[c].type != IV_SHOW_TEXT && s->column[c].type != IV_SHOW_COUNTS;
		column[c].absent = s->column[c].detail;
	}
	for (size_t row = 0; row <= rows; row++)
		add_line(column, text + row * s->columns, s->columns, out);
	iv_buf_release(&one);
	iv_arena_release(&arena);
}
