/* SPDX-License-Identifier: MIT
 * A dimension file in memory: rows found by key and, where they hold for a time only, by day. Filled once, then immutable, so
 * threads share it. Equal values are kept once.
 *
 * Memory: a row costs 20 bytes and 4 for each column taken; a key 28 to 36 bytes and its text, rounded up to 16; each
 * different value its text and as much. A search costs a hash and a comparison, and with dates a few more. */
#ifndef IV_INGEST_LOOKUP_H
#define IV_INGEST_LOOKUP_H
#include "base/date.h"
#include "base/err.h"
#include "base/hash.h"

struct iv_lookup_row {
	uint32_t key; /* in keys */
	int32_t from, until; /* the first and the last day on which it holds */
	uint32_t cell; /* the first of its values, in cell */
	uint32_t line; /* in its file, for messages */
};

/* Zero-initialise, set takes; add, then done, then find. */
struct iv_lookup {
	size_t takes; /* values of a row */
	bool follow; /* rows say no last day: one holds until the next of its key begins */
	struct iv_names keys, values;
	struct iv_lookup_row *row; /* once done: by key, then by day */
	uint32_t *first; /* of each key, in row; one more at the end */
	uint32_t *cell; /* numbers of values */
	size_t rows, rows_cap, cells, cells_cap;
};

void iv_lookup_release(struct iv_lookup *t);

/* Adds a row; everything is copied. from and until: IV_DATE_FIRST and IV_DATE_LAST where the file does not say. */
void iv_lookup_add(struct iv_lookup *t, struct iv_str key, int32_t from, int32_t until, long line, const struct iv_str *value);

/* No more adds. IV_OK; or IV_WRONG, code same_key, when two rows of a key hold on the same day: err names the line of the
 * later one, and in its message that of the other. */
int iv_lookup_done(struct iv_lookup *t, struct iv_err *err);

/* The row of that key on that day, or NULL. */
const struct iv_lookup_row *iv_lookup_find(const struct iv_lookup *t, struct iv_str key, int32_t day);

static inline struct iv_str iv_lookup_value(const struct iv_lookup *t, const struct iv_lookup_row *row, size_t take)
{
	return t->values.name[t->cell[row->cell + take]];
}

size_t iv_lookup_bytes(const struct iv_lookup *t); /* of memory */

#endif
