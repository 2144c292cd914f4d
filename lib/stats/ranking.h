/* SPDX-License-Identifier: MIT
 * How well a score tells ones from zeros: ranking (AUC, KS, gains) and probability (Brier, log-loss, reliability).
 *
 * Everything is computed from blocks of equal scores, the highest first, so that neither the order of the cases nor the way in which
 * ties are broken can be seen in a result: a tie counts half, and a cut through a block takes its share of the block's ones. */
#ifndef IV_STATS_RANKING_H
#define IV_STATS_RANKING_H
#include "base/arena.h"

/* The cases of one score. */
struct iv_stats_block {
	double score;
	int64_t ones, zeros;
};

/* Zero-initialise. */
struct iv_stats_ranking {
	struct iv_stats_block *block; /* score descending */
	size_t n;
	int64_t ones, zeros; /* of all blocks */
};

/* From n scores (no NaN) and their labels, 0 or 1. What r held is released. */
void iv_stats_rank(struct iv_stats_ranking *r, const double *score, const uint8_t *label, size_t n);
void iv_stats_ranking_release(struct iv_stats_ranking *r);

/* The probability that a one scores higher than a zero, a tie counting half: the area under the ROC curve (Hanley & McNeil 1982).
 * NAN when there are no ones or no zeros, as for the next. */
double iv_stats_auc(const struct iv_stats_ranking *r);

/* Kolmogorov and Smirnov: the greatest difference, over all cuts, between the shares of ones and of zeros above the cut. */
double iv_stats_ks(const struct iv_stats_ranking *r);

/* How many of the ones are among the first `cases` cases: a sum of whole blocks and of a part of one. */
double iv_stats_captured(const struct iv_stats_ranking *r, int64_t cases);

/* The share of ones among the first `share` (0 … 1) of the cases, cut to a whole number, over the share of ones among all; with .1 the
 * top-decile lift. NAN without such cases or without ones. */
double iv_stats_lift(const struct iv_stats_ranking *r, double share);

/* The next three take scores to be probabilities. Mean of (label - score)² (Brier 1950) and of -ln of the probability that was
 * given to what happened (infinite when that was 0); NAN without cases. */
double iv_stats_brier(const struct iv_stats_ranking *r);
double iv_stats_log_loss(const struct iv_stats_ranking *r);

/* One line of a reliability table. */
struct iv_stats_reliability {
	int64_t cases, ones;
	double predicted; /* mean score */
	double low, high; /* scores: least and greatest */
};

/* Cuts the cases, highest score first, into at most `groups` groups of about equal size, never within a block, and writes a line for
 * each. Returns how many there are: fewer when blocks are large. */
size_t iv_stats_reliability(const struct iv_stats_ranking *r, size_t groups, struct iv_stats_reliability *out);

#endif
