/* SPDX-License-Identifier: MIT
 * What the files of the spend models share among themselves. */
#ifndef IV_SCORE_SPEND_PARTS_H
#define IV_SCORE_SPEND_PARTS_H
#include "score/spend.h"

/* Where the logarithm of how much customers differ has a standard error above this, its square may as well be 0. */
static const double iv_score_spend_vague = 0.6;

/* Climbs from each start and keeps the best; sets what a fit tells of the climb. at: where it ended; deviation: the standard errors there. */
void iv_score_spend_climb(const struct iv_stats_objective *f, const double (*start)[IV_SPEND_PARAMETERS], int starts, struct iv_score_spend_fit *out, double *at, double *deviation);

#endif
