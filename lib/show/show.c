/* SPDX-License-Identifier: MIT
 * The report as data, and its two plain forms: JSON and sentences. */
#include "show/show.h"

#include <math.h>
#include <stdlib.h>

#include "io/json.h"
#include "show/cell.h"

void iv_show_release(struct iv_show *s)
{
	free(s->column);
	free(s->cell);
	iv_arena_release(&s->arena);
	*s = (struct iv_show){ 0 };
}

void iv_show_column(struct iv_show *s, struct iv_str key, struct iv_str title, enum iv_show_type type)
{
	s->column = iv_reserve(s->column, &s->column_cap, s->columns + 1, sizeof *s->column);
	s->column[s->columns++] = (struct iv_show_column){ iv_arena_str(&s->arena, key), iv_arena_str(&s->arena, title), type, false };
}

void iv_show_detail(struct iv_show *s, struct iv_str key, enum iv_show_type type)
{
	iv_show_column(s, key, key, type);
	s->column[s->columns - 1].detail = true;
}

static void add(struct iv_show *s, struct iv_show_cell cell)
{
	s->cell = iv_reserve(s->cell, &s->cell_cap, s->cells + 1, sizeof *s->cell);
	s->cell[s->cells++] = cell;
}

void iv_show_text(struct iv_show *s, struct iv_str text)
{
	add(s, (struct iv_show_cell){ .text = iv_arena_str(&s->arena, text), .none = !text.n });
}

void iv_show_number(struct iv_show *s, int64_t n)
{
	add(s, (struct iv_show_cell){ .n = n });
}

void iv_show_share(struct iv_show *s, int64_t n, int64_t of)
{
	add(s, (struct iv_show_cell){ .n = n, .of = of, .none = of == 0 });
}

void iv_show_counts(struct iv_show *s, const struct iv_show_count *count, size_t n, int64_t of)
{
	struct iv_show_count *copy = iv_arena_alloc(&s->arena, n * sizeof *copy);
	for (size_t i = 0; i < n; i++)
		copy[i] = (struct iv_show_count){ iv_arena_str(&s->arena, count[i].text), count[i].n };
	add(s, (struct iv_show_cell){ .count = copy, .n = (int64_t)n, .of = of, .none = !n });
}

void iv_show_none(struct iv_show *s)
{
	add(s, (struct iv_show_cell){ .none = true });
}

void iv_show_figure(struct iv_show *s, double v)
{
	if (isfinite(v) && fabs(v) < 9e12)
		iv_show_number(s, (int64_t)round(v * 1e6));
	else
		iv_show_none(s);
}

void iv_show_json(const struct iv_show *s, struct iv_buf *out)
{
	for (size_t i = 0; i < s->cells; i++) {
		size_t c = i % s->columns;
		const struct iv_show_cell *cell = &s->cell[i];
		if (c == 0)
			iv_buf_addc(out, '{');
		if (!cell->none) {
			iv_json_comma(out);
			iv_json_quote(out, s->column[c].key);
			iv_buf_addc(out, ':');
			if (s->column[c].type == IV_SHOW_TEXT)
				iv_json_quote(out, cell->text);
			else
				iv_show_cell_exact(s->column[c].type, cell, out);
		}
		if (c + 1 == s->columns)
			iv_buf_adds(out, IV_STR("}\n"));
	}
}

void iv_show_json_member(const struct iv_show *s, const char *key, struct iv_buf *out)
{
	struct iv_buf rows = { 0 };
	iv_buf_addc(&rows, '[');
	iv_show_json(s, &rows);
	for (size_t i = 0; i + 1 < rows.n; i++)
		if (rows.p[i] == '\n')
			rows.p[i] = ',';
	rows.n -= rows.n > 1; /* the last line's end */
	iv_buf_addc(&rows, ']');
	iv_json_member_raw(out, key, iv_buf_str(&rows));
	iv_buf_release(&rows);
}

void iv_show_sentences(const struct iv_show *s, struct iv_buf *out)
{
	bool first = true;
	for (size_t i = 0; i < s->cells; i++) {
		size_t c = i % s->columns;
		if (c == 0) {
			iv_show_cell_print(s->column[0].type, &s->cell[i], out);
			iv_buf_addc(out, ':');
			first = true;
		} else if (!s->cell[i].none && !s->column[c].detail) {
			iv_buf_adds(out, first ? IV_STR(" ") : IV_STR(", "));
			iv_buf_adds(out, s->column[c].title);
			iv_buf_addc(out, ' ');
			iv_show_cell_print(s->column[c].type, &s->cell[i], out);
			first = false;
		}
		if (c + 1 == s->columns)
			iv_buf_addc(out, '\n');
	}
}

const char *const iv_show_formats[] = { "table", "json", "sentence", NULL };

void iv_show_print(const struct iv_show *s, int format, struct iv_buf *out)
{
	static void (*const how[])(const struct iv_show *, struct iv_buf *) = { iv_show_table, iv_show_json, iv_show_sentences };
	how[format](s, out);
}
