/* SPDX-License-Identifier: MIT
 * Within ivoc-score: the options and the run, for its modes. */
#ifndef CMD_SCORE_H
#define CMD_SCORE_H
#include "cli/cli.h"
#include "io/out.h"
#include "score/score.h"

struct score_options {
	struct iv_common common; /* first */
	const char *fit, *model, *report;
	struct iv_opt_date holdout;
	bool events;
};

struct score_run {
	const struct score_options *options;
	struct iv_cli *cli;
	struct iv_score score;
	struct iv_conf model; /* of --model */
	struct iv_out fit, report; /* of --fit and --report */
	bool learned; /* there is something to report */
	struct iv_holdout_row *row; /* of --holdout */
	size_t rows, row_cap;
	struct score_events *events; /* of --events */
};

/* A customer on trial. */
struct score_trial {
	struct iv_score_facts facts;
	struct iv_score_after after;
};

/* score.c: once all are learned from; judging one. */
int score_learned(struct score_run *run, struct iv_err *err);
void score_judge(const struct iv_score_work *work, const struct iv_score_facts *f, struct iv_rec *rec, struct iv_emit *emit);

/* score_propensity.c */
void *score_worker_new(void *state);
void score_worker_free(void *worker);
int score_report_check(const struct score_run *run, struct iv_err *err); /* is there anything that --report could tell? */
int score_commit(struct score_run *run, struct iv_err *err); /* writes --report, and lets it and --fit take their names */
void score_stats(struct score_run *run); /* what --stats has beside counts */

/* score_holdout.c */
int score_holdout(struct score_run *run); /* --holdout: writes a report in place of records */
int score_holdout_look(const struct score_run *run, const struct iv_rec *rec, struct score_trial *out, const char **why, struct iv_err *err); /* IV_END: it is left out, *why */
void score_holdout_take(struct score_run *run, const struct score_trial *t);
int score_holdout_tail(void *state, struct iv_emit *emit, struct iv_err *err);

int score_events(struct score_run *run); /* --events: customers are made of events first (score_events.c) */

#endif
