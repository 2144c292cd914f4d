/* SPDX-License-Identifier: MIT
 * Within ivoc-score: the options and the run, for its modes. */
#ifndef CMD_SCORE_H
#define CMD_SCORE_H
#include "cli/cli.h"
#include "io/out.h"
#include "score/score.h"

struct score_options {
	struct iv_common common; /* first */
	const char *fit, *model;
	struct iv_opt_date holdout;
};

struct score_run {
	const struct score_options *options;
	struct iv_cli *cli;
	struct iv_score score;
	struct iv_conf model; /* of --model */
	struct iv_out fit; /* of --fit */
	bool learned; /* there is something to report */
	struct iv_holdout_row *row; /* of --holdout */
	size_t rows, row_cap;
};

int score_holdout(struct score_run *run); /* --holdout: writes a report in place of records */

#endif
