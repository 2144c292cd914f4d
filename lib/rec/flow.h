/* SPDX-License-Identifier: MIT
 * The pipeline every program runs on: one reader fills batches, N workers work on them and drain them, one at a time, in
 * the order they were filled. What they do at once shares nothing mutable, so the result does not depend on N.
 *
 *     fill (reader) → ring of batches, bounded → work (N workers at once) → drain (one of them, in order)
 *
 * With one thread the three run in turn in the caller's thread. */
#ifndef IV_REC_FLOW_H
#define IV_REC_FLOW_H
#include "base/arena.h"
#include "base/err.h"
#include "rec/reject.h"

#define IV_BATCH_BYTES ((size_t)256 << 10) /* a batch aims at this much input */

/* Counts by name: {"in":5,"rejected":1}. Names are static strings or live as long as the tally. */
struct iv_tally {
	struct iv_count {
		const char *name;
		int64_t n;
	} * count;
	size_t n, cap;
};
void iv_tally_add(struct iv_tally *t, const char *name, int64_t n);
int64_t iv_tally_get(const struct iv_tally *t, const char *name);
void iv_tally_merge(struct iv_tally *into, const struct iv_tally *from);
void iv_tally_clear(struct iv_tally *t);
void iv_tally_release(struct iv_tally *t);
void iv_tally_print(const struct iv_tally *t, struct iv_buf *out); /* as a JSON object, names in order */

/* A record that could not pass, or a remark about one that did, waiting to be reported in order. */
struct iv_remark {
	struct iv_err err; /* place included */
	bool reject; /* false: a warning */
	struct iv_remark *next;
};

/* One record's bytes in a batch. */
struct iv_unit {
	struct iv_str bytes;
	struct iv_place place;
	uint64_t ordinal; /* 0, 1, 2 … over the whole input */
	bool group_start; /* with grouping: the first record of its group */
	struct iv_err *bad; /* not NULL: the reader already knows that it cannot pass */
};

/* Buffers keep their memory from one use to the next. */
struct iv_batch {
	struct iv_arena arena; /* cleared at each use */
	struct iv_buf in; /* what fill read */
	struct iv_unit *unit;
	size_t n, cap;
	struct iv_buf out; /* whole lines, or what the program's drain expects */
	struct iv_buf side, early; /* the same, for other destinations */
	struct iv_buf rejects; /* whole reject lines */
	struct iv_remark *remarks, **remarks_end;
	struct iv_tally tally;
	uint64_t seq;
	/* What fill says to work and drain about it; 0 at first. */
	uint8_t how;
	uint64_t from, end, group;
};

/* Adds a unit at the end; the rest of it is zero. */
struct iv_unit *iv_batch_add(struct iv_batch *b, struct iv_str bytes, struct iv_place place);

/* Notes that the record cannot pass: a line in b->rejects, a remark, and the counts "rejected" and "reject.CODE". */
void iv_batch_reject(struct iv_batch *b, const char *by, const struct iv_place *place, const struct iv_err *err, struct iv_str raw);

struct iv_flow {
	void *ctx;
	unsigned threads; /* workers, at least 1 */
	/* Fills an empty batch. IV_OK; IV_END: nothing was filled and nothing more comes; < 0: failed. */
	int (*fill)(void *ctx, struct iv_batch *b, struct iv_err *err);
	/* Works on a batch. `worker` is 0 … threads-1 and names the thread. IV_OK or < 0. */
	int (*work)(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err);
	/* Takes a finished batch, in order: on any of these threads, but never on two at once. IV_OK or < 0. */
	int (*drain)(void *ctx, struct iv_batch *b, struct iv_err *err);
};

/* Runs until fill says IV_END or something fails. The error reported is that of the earliest batch. */
int iv_flow_run(const struct iv_flow *flow, struct iv_err *err);

#endif
