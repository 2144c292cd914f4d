/* SPDX-License-Identifier: MIT
 * What the two files of ivoc-segment share. */
#ifndef IV_CMD_SEGMENT_H
#define IV_CMD_SEGMENT_H
#include <stdlib.h>

#include "cli/cli.h"
#include "segment/tally.h"
#include "show/show.h"

struct segment_run;

struct segment_worker {
	struct segment_run *run;
	struct iv_segment_work work;
	struct iv_segment_tally tally;
	struct segment_worker *next;
};

struct segment_run {
	struct iv_segments set;
	struct segment_worker *workers; /* all that were made; made and freed by the main thread */
	bool why, count;
	int format;
};

/* The tail of a summary: adds up the workers and prints the table. IV_OK, or IV_FAIL when a sum is beyond all amounts. */
int segment_summary(void *state, struct iv_emit *emit, struct iv_err *err);

/* Appends "segments":{name:customers …} and "overlaps":[…]. */
void segment_stats(struct segment_run *run, struct iv_buf *out);

#endif
