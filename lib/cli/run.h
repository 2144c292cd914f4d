/* SPDX-License-Identifier: MIT
 * Within cli: the state of a run, and what workers and writer do with a batch in each life (filter.c); run.c puts
 * them together. */
#ifndef IV_CLI_RUN_H
#define IV_CLI_RUN_H
#include "cli/cli.h"
#include "cli/places.h"
#include "cli/window.h"
#include "io/in.h"
#include "io/out.h"
#include "rec/lines.h"

struct run_worker {
	void *own; /* the program's */
	struct iv_rec rec;
	struct iv_rec *recs; /* of a group */
	size_t recs_cap;
	struct iv_lot lot;
};

/* A second pass in order (order.c). */
struct run_order {
	struct iv_groups by;
	bool sorted; /* all lines go through the sort; set before the run, or by what is in memory */
	size_t per_batch, per_group; /* records of a batch; the most of a group that leaves in one piece */
	size_t per_window; /* bytes */
	size_t records; /* in order, so many: one of several groups counts for each */
	struct window window;
	size_t group, next, end; /* the next to fill, and where the window ends */
};

struct run {
	struct iv_cli *cli;
	void *state;
	const struct iv_stream *stream;
	const struct iv_gather *gather;
	const struct iv_custom *custom;
	struct run_worker *worker;
	unsigned workers;
	struct iv_lines lines;
	struct iv_out out, rejects;
	struct iv_spool *spool; /* of a gather; NULL when its files are read twice instead */
	struct iv_in_mark *mark; /* of each file, before the first pass */
	uint8_t *kept; /* a bit for each record read: whether the second pass sees it */
	size_t kept_cap;
	uint64_t read_first, read_second; /* records read by each pass */
	struct places places; /* of a gather with `order` */
	size_t file; /* in use, of the first pass */
	struct iv_str *note; /* of the batch that is absorbed */
	size_t note_cap;
	struct run_order order;
	struct iv_sort *sort; /* lines that cannot leave yet; NULL: none */
	uint64_t numbered; /* spooled records so far */
	uint64_t records, bytes; /* for progress */
};

int iv_cli_run_each(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err);
int iv_cli_run_groups(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err);
int iv_cli_run_custom(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err);
int iv_cli_run_accept(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err);
int iv_cli_run_second(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err);
int iv_cli_run_drain(void *ctx, struct iv_batch *b, struct iv_err *err);
int iv_cli_run_drain_first(void *ctx, struct iv_batch *b, struct iv_err *err);
int iv_cli_run_drain_second(void *ctx, struct iv_batch *b, struct iv_err *err);

static inline bool iv_cli_is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

int iv_cli_run_gather(struct run *run); /* iv_cli_gather, with a run that has cli, gather and state */

void iv_cli_order_plan(struct run *run);
int iv_cli_order_window(struct run *run, struct iv_err *err); /* reads the next window; IV_END: there is none */
int iv_cli_order_fill(void *ctx, struct iv_batch *b, struct iv_err *err);
int iv_cli_order_work(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err);
int iv_cli_order_drain(struct run *run, struct iv_batch *b, struct iv_err *err);
int iv_cli_order_early(struct run *run, struct iv_str lines, struct iv_err *err); /* lines of the first pass, for the sort */
int iv_cli_order_flush(struct run *run, struct iv_err *err); /* what was sorted leaves */

#endif
