/* SPDX-License-Identifier: MIT
 * What the files of ivoc-merge share. */
#ifndef IV_CMD_MERGE_H
#define IV_CMD_MERGE_H
#include "cli/cli.h"
#include "merge/group.h"
#include "merge/view.h"

struct merge_options {
	struct iv_common common;
	bool recompute, apart;
	const char *explain, *export_cid, *split, *who, *why, *report, *restrict_file;
};

/* One customer, looked for among all lines. */
struct merge_one {
	struct iv_str cid; /* who is looked for; empty: nobody */
	struct iv_arena arena; /* the lines, and what is made of them */
	struct iv_str *line; /* those with this cid, in the order of the input */
	size_t n, cap;
	struct iv_str now; /* the customer that absorbed it; {0}: none */
	struct iv_rec customer; /* once found */
};

struct merge_state {
	const struct merge_options *options;
	struct iv_cli *cli;
	struct iv_merge_settings settings;
	size_t line_max;
	struct iv_merge_restrict restricted; /* who is on the list of --restrict */
	struct merge_one one;
};

/* A worker's part of the report. Zero-initialise. */
struct merge_view {
	struct iv_merge_view sums;
	struct iv_rec customer;
	struct iv_arena arena; /* for one customer */
};

extern const struct iv_stream merge_stream; /* merge_run.c */

/* merge_one.c: the first pass of the modes that are about one customer. */
int merge_one_accept(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err);
int merge_one_absorb(void *state, struct iv_str note, uint64_t number, struct iv_err *err);
int merge_one_make(void *state, struct iv_err *err); /* merges what was found into one->customer. IV_END, or IV_FAIL: there is no such customer */
void merge_one_release(struct merge_one *one);
int merge_one_check(const struct merge_options *o, struct iv_err *err); /* at most one of these modes, and nothing that makes customers beside it */

extern const struct iv_gather merge_export; /* merge_export.c */
int merge_export_check(struct merge_state *s, struct iv_err *err); /* the option; sets who is looked for */

extern const struct iv_gather merge_explain; /* merge_explain.c */
int merge_explain_check(struct merge_state *s, struct iv_err *err); /* the options; sets who is looked for */

extern const struct iv_gather merge_split; /* merge_split.c */
int merge_split_check(struct merge_state *s, struct iv_err *err);

/* merge_restrict.c */
int merge_restrict_read(struct merge_state *s, struct iv_err *err); /* the options and the list: IV_OK, IV_WRONG or IV_FAIL */
int merge_restrict_check(const struct merge_state *s, const struct iv_rec *recs, size_t n, struct iv_err *err); /* IV_FAIL: one is restricted, and there is no list */
void merge_restrict_end(struct merge_state *s, bool *const *met, size_t n); /* says which lines named nobody; met: of each worker */

/* merge_report.c */
int merge_report_check(const struct merge_state *s, struct iv_err *err); /* the options */
void merge_report_add(struct merge_view *v, const struct merge_state *s, const struct iv_rec *customer); /* one that leaves as it came */
void merge_report_line(struct merge_view *v, const struct merge_state *s, struct iv_str line); /* one that was made */
int merge_report_write(const struct merge_state *s, const struct iv_merge_view *all, struct iv_err *err); /* IV_OK, or IV_FAIL: not to be written */
void merge_report_release(struct merge_view *v);

#endif
