/* SPDX-License-Identifier: MIT
 * Where the groups of one side of RFM begin: cut points over (value, customer), and the four ways to deal with equals.
 *
 *   together  quantiles of R's type 7, plus an offset; equals in one group. The offset of 1 is the convention of R's package rfm.
 *   split     groups as even as can be: equals are told apart by the hash of their id, the same in every run.
 *   midrank   equals in one group, by the mean of their ranks: group floor((rank - 1/2) groups / n).
 *   spss      the same by SPSS RANK's NTILES: floor(rank groups / (n + 1)).
 *
 * Whatever the way, what comes out is cut points, so that frozen ones place a customer without knowing the others. */
#ifndef IV_SCORE_RFM_CUT_H
#define IV_SCORE_RFM_CUT_H
#include "stats/quantile.h"

enum iv_rfm_ties { IV_RFM_TOGETHER, IV_RFM_SPLIT, IV_RFM_MIDRANK, IV_RFM_SPSS };

struct iv_rfm_value {
	int64_t value; /* ten-thousandths */
	uint64_t id;
};

/* A customer stands in a group above when its value is greater, or equal and its id not less. */
struct iv_rfm_cut {
	struct iv_stats_point at;
	uint64_t id;
};

/* Sorts v[0..n) and fills cut[0..groups-1). With n = 0 all cuts are of the greatest value there is. offset: of `together` only. */
void iv_rfm_cuts(struct iv_rfm_value *v, size_t n, enum iv_rfm_ties ties, int64_t offset, unsigned groups, struct iv_rfm_cut *cut);

/* The group from 0 to groups - 1. */
unsigned iv_rfm_group(struct iv_rfm_value v, const struct iv_rfm_cut *cut, unsigned groups);

#endif
