/* SPDX-License-Identifier: MIT
 * Reports for people and programs: one struct, three ways to print it.
 *
 * A report is columns and rows of cells. A table aligns them, counting a Han character as two cells wide as terminals
 * do; JSON gives one object a row; sentences give one line of prose a row. All three show the same numbers, exactly. */
#ifndef IV_SHOW_SHOW_H
#define IV_SHOW_SHOW_H
#include "base/arena.h"

enum iv_show_type {
	IV_SHOW_TEXT, /* cell.text */
	IV_SHOW_COUNT, /* cell.n */
	IV_SHOW_MONEY, /* cell.n, in ten-thousandths. Shown with 2 decimals, in JSON with as many as it has */
	IV_SHOW_SHARE, /* cell.n of cell.of. Shown in percent with 1 decimal, in JSON as 0 … 1 with 6 */
	IV_SHOW_FIGURE, /* cell.n, in millionths: a probability, a precision. Shown with 4 decimals, in JSON with up to 6 */
	IV_SHOW_COUNTS, /* texts and how often each, of cell.of. Shown as "text share, text share", the first three, long ones cut; in JSON a list of
			 * {"value": text, "rows": n} */
};

struct iv_show_column {
	struct iv_str key; /* in JSON */
	struct iv_str title; /* above a table; in a sentence, before the value */
	enum iv_show_type type;
	bool detail; /* only in JSON */
};

struct iv_show_count {
	struct iv_str text;
	int64_t n;
};

struct iv_show_cell {
	struct iv_str text;
	int64_t n, of;
	const struct iv_show_count *count; /* n of them */
	bool none; /* nothing to say: blank in a table, left out elsewhere */
};

/* Zero-initialise; fill; print; release. Texts are copied. */
struct iv_show {
	struct iv_arena arena;
	struct iv_show_column *column;
	struct iv_show_cell *cell; /* row after row */
	size_t columns, column_cap, cells, cell_cap;
};

void iv_show_release(struct iv_show *s);

/* All columns first, then the rows, cell by cell. */
void iv_show_column(struct iv_show *s, struct iv_str key, struct iv_str title, enum iv_show_type type);
void iv_show_detail(struct iv_show *s, struct iv_str key, enum iv_show_type type); /* a column that only JSON has */
void iv_show_text(struct iv_show *s, struct iv_str text); /* empty: none */
void iv_show_number(struct iv_show *s, int64_t n); /* of a count, money or a figure */
void iv_show_share(struct iv_show *s, int64_t n, int64_t of); /* of == 0: none */
void iv_show_counts(struct iv_show *s, const struct iv_show_count *count, size_t n, int64_t of); /* n == 0: none; texts are copied */
void iv_show_none(struct iv_show *s);
void iv_show_figure(struct iv_show *s, double v); /* as millionths; none where it is no number, or too large for them */

/* Appends the report. A table has a line of titles, texts to the left and numbers to the right, two spaces between
 * columns and none at the end of a line. A sentence is: first cell, colon, and "title value" for the others. */
void iv_show_table(const struct iv_show *s, struct iv_buf *out);
void iv_show_json(const struct iv_show *s, struct iv_buf *out);
void iv_show_json_member(const struct iv_show *s, const char *key, struct iv_buf *out); /* the rows as a member of an object, a list */
void iv_show_sentences(const struct iv_show *s, struct iv_buf *out);

/* One of them by its place in iv_show_formats, which serves as the choices of an option. */
extern const char *const iv_show_formats[]; /* "table", "json", "sentence", NULL */
void iv_show_print(const struct iv_show *s, int format, struct iv_buf *out);

/* Appends s with '?' for control characters and broken bytes, which must not reach a terminal. */
void iv_show_clean(struct iv_str s, struct iv_buf *out);

/* How many cells of a terminal s takes: 2 for wide and full-width characters, 0 for combining ones. */
size_t iv_show_width(struct iv_str s);

#endif
