/* SPDX-License-Identifier: MIT
 * How well purchase models foretell: they are fitted to what was known on a day, and held against what came after it.
 *
 *   bias        orders expected less those that came, as a share of these
 *   mae, rmse   of the orders of each customer: mean absolute error, root of the mean squared error
 *   mae_median  the mean absolute error of the median of each customer's distribution, which is what that error asks for (Gneiting 2011); the expected
 *               number is what bias and the squared error ask for
 *   correlation of expected and actual orders
 *   covered     share of customers whose orders lie in the range of 5 to 95 %; counts are whole, so more than .9 is right
 *   pit         the randomised probability integral transform in ten classes (Czado, Gneiting & Held 2009): each has a tenth when the
 *               probabilities are true. What is random about it comes from the customer's id */
#ifndef IV_SCORE_HOLDOUT_H
#define IV_SCORE_HOLDOUT_H
#include "score/outlook.h"

#define IV_HOLDOUT_CLASSES 10

/* A customer: what was known on the day, and what came. */
struct iv_holdout_row {
	struct iv_score_facts facts;
	struct iv_score_after after;
	struct iv_outlook_past past; /* from the facts, in the seasonal days of that day */
};

struct iv_holdout_trial {
	const char *model;
	double weight; /* in the run's own choice */
	double loglik, bic;
	double expected, bias, mae, mae_median, rmse, correlation, covered;
	double pit[IV_HOLDOUT_CLASSES];
	struct iv_holdout_class { /* customers by expected orders, the fewest first, in classes of equal size */
		size_t customers;
		double expected;
		int64_t actual;
	} class[IV_HOLDOUT_CLASSES];
	double track[IV_SCORE_SLICES]; /* expected by the end of each slice, all together */
};

struct iv_holdout {
	size_t customers;
	int64_t actual; /* order days */
	int64_t track[IV_SCORE_SLICES];
	struct iv_holdout_trial trial[IV_OUTLOOK_MODELS + 1]; /* each model by itself; the last: what the run would use */
	size_t trials;
	struct iv_outlook_verdict verdict;
};

/* The score's today is the day of the holdout; until: how long it was waited. Seasons are learned as scoring would on that day, from what the score has
 * seen, and models are fitted to the pasts of row[0..n), which are put in another order. */
void iv_score_holdout(struct iv_score *s, struct iv_holdout_row *row, size_t n, int32_t until, unsigned threads, struct iv_holdout *out);

#endif
