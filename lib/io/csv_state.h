/* SPDX-License-Identifier: MIT
 * Within the room: the reader's state, shared by its files. */
#ifndef IV_IO_CSV_STATE_H
#define IV_IO_CSV_STATE_H
#include "base/arena.h"
#include "io/csv.h"
#include "io/physical.h"

struct iv_csv {
	struct iv_csv_format format;
	struct iv_dialect dialect;
	struct iv_physical file;
	struct iv_fields fields;
	struct iv_arena arena; /* names */
	struct iv_buf joined; /* lines that are tried as one record; the text of a mended one */
	size_t columns; /* 0: any */
	bool skipping; /* within the rest of an overlong line */
	bool waiting; /* `row` was looked at and not yet handed out */
	struct iv_csv_row row;
	/* skip */
	bool preamble; /* the header is still to come */
	size_t before; /* lines still to be passed over */
	size_t skipped;
	uint64_t ahead; /* offset in the file up to which lines were looked at */
	uint64_t *tail; /* a ring: where the last skip.after lines begin that were looked at */
	size_t tail_n; /* how many came into the ring */
	uint64_t data_until; /* lines before this offset are no totals */
	struct iv_buf trailer;
};

/* Whether the line at the window's start, and everything after it, stands at the end of the file and is no data. The
 * text of the line is lost: ask for it afterwards. IV_OK, or IV_FAIL. */
int iv_csv_ends(struct iv_csv *c, const struct iv_line *l, bool *ends, struct iv_err *err);
int iv_csv_take_trailer(struct iv_csv *c, struct iv_err *err); /* what is left of the file goes to c->trailer. IV_END or IV_FAIL */

/* Cuts a line of fixed width. False: a character stands across a border. */
bool iv_csv_cut_fixed(struct iv_csv *c, struct iv_str text, struct iv_str raw, struct iv_flaw *flaw);

#endif
