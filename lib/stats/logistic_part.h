/* SPDX-License-Identifier: MIT
 * Between logistic.c and logistic_pass.c: what one pass over all rows gives.
 *
 * Inside, columns are moved to mean 0 and scaled to variance 1, so that the intercept and columns of any size do not spoil each other's
 * digits; coefficients of scaled columns are called g. Column 0 is the constant 1. Rows are padded with zeros to a multiple of 4. */
#ifndef IV_STATS_LOGISTIC_PART_H
#define IV_STATS_LOGISTIC_PART_H
#include "stats/logistic.h"

enum { IV_LOGISTIC_SHARES = 64 }; /* the sums of so many shares of the rows are kept apart, and then added in order */

struct iv_logistic_work {
	const struct iv_logistic_rows *rows;
	unsigned threads;
	size_t p, stride; /* coefficients, and with padding */
	size_t blocks, shares;
	double *mean, *scale; /* by coefficient; mean[0] = 0, scale[0] = 1; scale 0: a constant column */
	const double *g; /* the coefficients of this pass */
	const double *inverse; /* p * stride: of the information, for hat values */
	double *sums; /* shares * width */
	size_t width;
	double *room; /* scratch of the workers */
	size_t room_each;
	int pass;
	double log_likelihood;
	double *score; /* stride */
	double *information; /* p * stride, lower triangle */
	double cases, ones;
	double least_one, most_zero, least, most; /* of direction g: extremes over rows that have ones, that have zeros, over all */
};

void iv_logistic_work_begin(struct iv_logistic_work *w, const struct iv_logistic_rows *rows, unsigned threads);
void iv_logistic_work_end(struct iv_logistic_work *w);

void iv_logistic_moments(struct iv_logistic_work *w); /* cases, ones, mean, scale */
void iv_logistic_evaluate(struct iv_logistic_work *w, const double *g); /* log_likelihood, score, information */
void iv_logistic_jeffreys(struct iv_logistic_work *w, const double *g, const double *inverse); /* score of the penalised likelihood */
void iv_logistic_extremes(struct iv_logistic_work *w, const double *direction);

#endif
