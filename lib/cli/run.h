/* SPDX-License-Identifier: MIT
 * Within cli: the state of a run, and what workers and writer do with a batch in each life (filter.c); run.c puts
 * them together. */
#ifndef IV_CLI_RUN_H
#define IV_CLI_RUN_H
#include "cli/cli.h"
#include "io/in.h"
#include "io/out.h"
#include "rec/lines.h"

struct run_worker {
	void *own; /* the program's */
	struct iv_rec rec;
	struct iv_rec *recs; /* of a group */
	size_t recs_cap;
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
	struct iv_sort *sort;
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

#endif
