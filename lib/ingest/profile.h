/* SPDX-License-Identifier: MIT
 * What is in the columns of an extract, learned in one pass and bounded memory: how full they are, how many different values,
 * which ones often, of which shapes, from where to where.
 *
 * Each worker has a profile, and adds a batch to it column after column. What adds up in any order (counts, extremes, sketches,
 * samples by hash) stays with the worker until the end; what does not (the most frequent values and shapes) leaves
 * as a part, and the parts are absorbed in the order of the batches. So the result is the same for any number of threads.
 *
 * Memory: a worker about 25 KiB a column and 150 KiB, the whole about 150 KiB a column. */
#ifndef IV_INGEST_PROFILE_H
#define IV_INGEST_PROFILE_H
#include "base/hash.h"
#include "ingest/frequent.h"
#include "ingest/shape.h"
#include "rec/flow.h"
#include "stats/distinct.h"

enum {
	IV_PROFILE_VALUES = 512, /* values that are counted; as many different ones are counted exactly */
	IV_PROFILE_SHAPES = 256,
	IV_PROFILE_SAMPLE = 128, /* different values by which the type of a column is judged */
};

/* Ways to read three numbers as a date. */
enum iv_date_order { IV_ORDER_YMD, IV_ORDER_DMY, IV_ORDER_MDY, IV_ORDERS };

/* Values of which the hash is among the smallest of the column: as good as drawn by lot, and the same ones in any order. */
struct iv_profile_sample {
	struct iv_profile_value {
		uint64_t hash;
		int64_t n; /* how often, exactly */
		struct iv_str text; /* its own memory; at most IV_PROFILE_TEXT bytes */
	} value[IV_PROFILE_SAMPLE];
	size_t n;
};
#define IV_PROFILE_TEXT 256

/* What adds up. Dates are year * 10000 + month * 100 + day, as the numbers stand in the value. */
struct iv_profile_column {
	struct iv_str name;
	uint64_t id; /* of the name, and of its place among columns of the same name */
	uint64_t first; /* where it was seen first: columns are reported in this order */
	int64_t filled;
	int64_t integers, decimals, zeros; /* whole numbers; numbers with a fraction; whole numbers that begin with a needless 0 */
	int64_t dates[IV_ORDERS], date_min[IV_ORDERS], date_max[IV_ORDERS]; /* values that can be read so */
	int64_t number_min, number_max; /* of those that fit, in ten-thousandths */
	int64_t numbers; /* that fit */
	int64_t short_years, republic; /* of the dates: years of two digits; years of the Republic by their looks */
	size_t length_min, length_max; /* in characters, of filled ones */
	int64_t lost; /* values in which a character was lost */
	struct iv_distinct distinct;
	struct iv_profile_sample sample;
};

struct iv_profile {
	struct iv_arena arena; /* names */
	struct iv_profile_column **column;
	size_t columns, columns_cap;
	int64_t rows; /* counted by the caller */
	/* The column and batch in work. */
	struct iv_profile_column *now;
	struct iv_profile_count {
		uint64_t hash;
		const char *p;
		uint32_t n, times;
	} * count; /* different values so far */
	struct iv_profile_look *look; /* different shapes; see profile.c */
	struct iv_profile_known *known; /* shapes of short values by their keys */
	uint16_t *slot, *look_slot;
	size_t counts, looks;
	struct iv_buf *side;
	struct iv_buf text;
};

struct iv_profile *iv_profile_new(void);
void iv_profile_free(struct iv_profile *p); /* NULL is fine */

/* What a column is known by among workers: its name, and its place among columns of the same name (from 0). */
uint64_t iv_profile_id(struct iv_str name, unsigned n);

/* The column of that name, the n-th of that name in its file (from 0). `first` orders the report; the smallest that was ever said
 * counts. Returns its index in p->column. */
size_t iv_profile_column(struct iv_profile *p, struct iv_str name, unsigned n, uint64_t first);

/* Adds a batch's cells of one column: begin, a call of cell for each row, end. Cells are UTF-8 and stay until end.
 * What must be absorbed in the order of batches is appended to `side`. */
void iv_profile_begin(struct iv_profile *p, size_t column, struct iv_buf *side);
void iv_profile_cell(struct iv_profile *p, struct iv_str cell);
void iv_profile_cells(struct iv_profile *p, const struct iv_str *cell, size_t n); /* a call of cell for each */
void iv_profile_end(struct iv_profile *p);

/* Adds `from`, another worker's, to `into`. In any order. */
void iv_profile_merge(struct iv_profile *into, const struct iv_profile *from);

/* The most frequent values and shapes of all columns. Zero-initialise. */
struct iv_profile_tops {
	struct iv_profile_top {
		uint64_t id;
		struct iv_frequent values, shapes; /* the text of a shape: its struct */
	} * top;
	size_t n, cap, last;
};
void iv_profile_absorb(struct iv_profile_tops *tops, struct iv_str side); /* in the order of batches */
struct iv_profile_top *iv_profile_top(struct iv_profile_tops *tops, uint64_t id); /* added when new */
void iv_profile_tops_release(struct iv_profile_tops *tops);

#endif
