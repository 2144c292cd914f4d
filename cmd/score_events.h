/* SPDX-License-Identifier: MIT
 * Within ivoc-score --events: what its two files share. */
#ifndef CMD_SCORE_EVENTS_H
#define CMD_SCORE_EVENTS_H
#include "io/spill.h"
#include "merge/group.h"
#include "score.h"
#include "score/holdout.h"

/* An event that cannot be of its customer, found when it was put beside the others. */
struct refused {
	struct iv_place place;
	struct iv_err err;
	struct iv_str line;
};

struct score_events {
	struct score_run *run;
	struct iv_score_work work; /* one thread learns and scores */
	struct iv_sort *sort;
	struct iv_spool *customers;
	struct iv_merge_settings settings;
	struct iv_merge merge;
	struct iv_arena arena, kept; /* of a group; of what was refused */
	struct iv_rec *rec; /* of a group */
	size_t recs, recs_cap;
	struct refused *refused;
	size_t refused_n, refused_cap;
	int64_t repeats, made, left_out; /* events that came again; customers; those not on trial */
	struct iv_buf text; /* customers read back */
	bool ended;
};

int score_events_make(struct score_events *e, struct iv_err *err); /* merges what was sorted; the customers are learned from and kept */
void score_events_release(struct score_events *e);

#endif
