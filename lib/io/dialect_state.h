/* SPDX-License-Identifier: MIT
 * Within the room: how the detection of dialects looks at a sample. */
#ifndef IV_IO_DIALECT_STATE_H
#define IV_IO_DIALECT_STATE_H
#include "base/arena.h"
#include "io/dialect.h"

/* What a cell looks like. Those from IV_CELL_NUMBER on are what data are full of, and names of columns are not. */
enum iv_cell {
	IV_CELL_EMPTY,
	IV_CELL_ODD, /* a piece of something: it has other delimiters or stray marks in it */
	IV_CELL_TEXT,
	IV_CELL_WORD,
	IV_CELL_NUMBER, /* also money, percent */
	IV_CELL_TIME, /* dates and times */
	IV_CELL_CODE, /* letters and digits, most of them digits */
	IV_CELL_ADDRESS /* e-mail or URL */
};

enum iv_cell iv_cell_kind(struct iv_str cell);

/* A sample, cut into whole physical lines. */
struct iv_sample {
	struct iv_str text;
	char eol; /* the last character of line ends */
};

/* A record of the sample. */
struct iv_sample_row {
	const struct iv_str *field; /* NULL when its quotes break the rules */
	const bool *quoted;
	size_t n;
	size_t line, lines; /* its first line, from 0; how many it has */
	struct iv_str text; /* its first line */
};

/* Goes through the records. Zero-initialise, set rule and rest; release once. */
struct iv_sample_walk {
	struct iv_fields_rule rule;
	struct iv_str rest;
	char eol;
	size_t line, unclosed;
	struct iv_fields fields;
	bool *quoted;
	size_t quoted_cap;
};

/* The next record that is not blank; false at the end. */
bool iv_sample_next(struct iv_sample_walk *w, struct iv_sample_row *row);
void iv_sample_release(struct iv_sample_walk *w);

/* With the rule known: header_rows, before, after, as `what` asks for. */
void iv_dialect_rows(struct iv_dialect *d, unsigned what, const struct iv_sample *s, bool whole);

#endif
