/* SPDX-License-Identifier: MIT
 * Lines of fixed width. A line that ends early has empty columns at its end: many programs cut trailing blanks. */
#include "base/utf8.h"
#include "io/csv_state.h"

/* Cells of an old terminal, where everything beyond ASCII is two cells wide, except half-width forms (U+FF61 to U+FFDC). */
static size_t cells(const char *p, size_t n)
{
	const unsigned char *s = (const unsigned char *)p;
	bool half = n == 3 && s[0] == 0xEF && (s[1] > 0xBD || (s[1] == 0xBD && s[2] >= 0xA1)) && (s[1] < 0xBF || (s[1] == 0xBF && s[2] <= 0x9C));
	return n == 1 || half ? 1 : 2;
}

static void add(struct iv_csv *c, struct iv_str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = iv_str_from(s, 1);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	const char *p = s.n ? s.p : "";
	iv_fields_add(&c->fields, p, p + s.n);
}

/* The part of the text from unit `start` to `end`. False: a character stands across one of them. */
static bool part(const struct iv_csv *c, struct iv_str text, const struct iv_csv_column *column, struct iv_str *out)
{
	const char *p = text.p, *last = text.p + text.n, *from = NULL;
	size_t at = 0;
	for (; p < last && at < column->end; p += iv_utf8_len(p, last)) {
		if (at >= column->start && !from) {
			if (at > column->start)
				return false;
			from = p;
		}
		at += c->format.unit == IV_CSV_CELLS ? cells(p, iv_utf8_len(p, last)) : 1;
	}
	*out = from ? (struct iv_str){ from, (size_t)(p - from) } : (struct iv_str){ 0 };
	return at <= column->end;
}

/* Bytes of the file: each part is decoded by itself. */
static void cut_bytes(struct iv_csv *c, struct iv_str raw, struct iv_flaw *flaw)
{
	struct iv_buf *text = &c->fields.text;
	iv_buf_clear(text);
	iv_buf_grow(text, raw.n * 4 * c->format.fixed_n + 16);
	for (size_t i = 0; i < c->format.fixed_n; i++) {
		const struct iv_csv_column *column = &c->format.fixed[i];
		size_t start = column->start < raw.n ? column->start : raw.n, end = column->end < raw.n ? column->end : raw.n, bad;
		struct iv_str piece = { raw.p + start, end - start };
		struct iv_str s = iv_charset_decode(&c->file.charset, piece, &c->file.room, &bad);
		if (bad < piece.n && !flaw->code)
			*flaw = (struct iv_flaw){ "bad_encoding", start + bad + 1 };
		size_t at = text->n;
		iv_buf_adds(text, s);
		add(c, (struct iv_str){ text->p + at, s.n });
	}
}

bool iv_csv_cut_fixed(struct iv_csv *c, struct iv_str text, struct iv_str raw, struct iv_flaw *flaw)
{
	c->fields.n = 0;
	if (c->format.unit == IV_CSV_BYTES && !iv_charset_is_ascii(raw)) {
		cut_bytes(c, raw, flaw);
		return true;
	}
	bool ascii = iv_charset_is_ascii(text);
	for (size_t i = 0; i < c->format.fixed_n; i++) {
		const struct iv_csv_column *column = &c->format.fixed[i];
		struct iv_str s = { 0 };
		if (ascii && column->start < text.n)
			s = (struct iv_str){ text.p + column->start, (column->end < text.n ? column->end : text.n) - column->start };
		else if (!ascii && !part(c, text, column, &s))
			return false;
		add(c, s);
	}
	return true;
}
