/* SPDX-License-Identifier: MIT
 * A map for an extract that nobody has described yet, from a sample of its rows: names of columns and their values say which fields they
 * become. What it gives is ready to use and meant to be edited; remarks behind its lines say what was seen. */
#ifndef IV_INGEST_SNIFF_H
#define IV_INGEST_SNIFF_H
#include "ingest/classify.h"
#include "io/dialect.h"
#include "rec/record.h"

/* What is known of the file beside its rows. */
struct iv_sniff_file {
	const char *name; /* its path: the source is named after it */
	const char *format; /* "ndjson" or "json"; NULL: delimited text */
	struct iv_str sheet; /* of a workbook; empty: it is none */
	const char *encoding;
	const struct iv_dialect *dialect; /* of delimited text */
	size_t rejected; /* rows that could not be split */
	size_t ragged, bad_quotes; /* of them, those with another number of fields, and with quotes in wrong places */
	bool whole; /* the sample is all of it */
};

struct iv_sniff_column {
	struct iv_str name;
	struct iv_sniff_cell {
		uint32_t row;
		struct iv_str text;
	} * cell; /* filled ones, in order of rows */
	size_t n, cap;
	/* Found out by iv_sniff_plan. */
	const struct iv_profile_column *profile;
	struct iv_classed type;
	struct iv_header_guess guess;
	const char *field; /* the field it becomes; NULL: none of the vocabulary */
	bool own, consent; /* a field of the user's own; a statement of consent */
	bool unusable; /* its name stands twice, or there is none */
	bool unique; /* filled in every row, and no value twice */
};

/* Zero-initialise; columns and rows; plan; write; release. */
struct iv_sniff {
	struct iv_arena arena;
	struct iv_sniff_column *column;
	size_t columns, cap;
	uint32_t rows;
	struct iv_profile *profile;
	struct iv_profile_tops tops;
	enum iv_kind kind;
	const char *event; /* of an event: purchase, call, … */
	const char *region; /* of most telephone numbers, or "" */
	const uint32_t *key; /* columns */
	size_t keys;
	bool returns; /* amounts below zero */
	uint32_t price; /* column that qty must be multiplied by, as there is no amount; or UINT32_MAX */
};

size_t iv_sniff_column(struct iv_sniff *s, struct iv_str name); /* adds one, even of a name that is there */
size_t iv_sniff_find(struct iv_sniff *s, struct iv_str name); /* finds or adds */
void iv_sniff_cell(struct iv_sniff *s, size_t column, struct iv_str text); /* of the row in work; copied */
void iv_sniff_next(struct iv_sniff *s); /* ends a row */

void iv_sniff_plan(struct iv_sniff *s);
void iv_sniff_write(struct iv_sniff *s, const struct iv_sniff_file *file, struct iv_buf *out); /* appends the map */
void iv_sniff_release(struct iv_sniff *s);

#endif
